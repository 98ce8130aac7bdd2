"""No answer stands before its question: not in prose, not in an output, not in an explorer.

What is asked, and what runs it, is read from the lessons themselves. Three things are compared:

- *words*: those of the sentence that tells why (`Question.why`), but for the statement's own and
  for small ones, by their first five letters. No sentence before the question has `MANY` of them.
- *numbers*: those of three or more digits that the run after the question prints. No prose and no
  explorer before it says one, nor does prose that a page leaves in sight beside the folded result.
- *the right answers of exercises*, to three digits or more: no prose or output of the lesson before
  the exercise has them.
"""

import re

import numpy as np
import pytest

from bce_lessons.lessons import catalogue
from bce_lessons.practice import QUESTIONS
from tests.lessons.of_lessons import LESSONS
from tests.lessons.test_every_explorer import NAMES, made
from tools.notebooks import form, held

MANY = 4
LETTERS = 5
SMALL = re.compile(
    "each|from|have|more|most|only|than|that|their|them|then|there|these|they|this|were|what|when|"
    "where|which|while|with|would"
)
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*\.?\d*(?:e[-+]?\d+)?(?!\w)")
DIGITS = 3
# Numbers that were published, and that lessons quote because their questions are about them; and
# what a coin costs, which every lesson compares with.
QUOTED = {"0.3329", "0.840", "0.853", "1.7350", "0.4338", "0.693", "0.6931"}
# What a question takes for granted: its own lesson has just taught it.
TAUGHT = {
    "four-of-five": {"4.61"},  # what 1 % costs; asked is what that does to a mean
    "turn": {"0.600"},  # of the network on 500 points; asked is the one on 32
}
# Where answers stood in the open once: titles and sentences that told what was about to be asked.
TOLD = {
    "four-of-five": r"confident and wrong",
    "halving": r"slowly|logarithmic",
    "gradient-vanishes": r"almost no change|smallest push|vanish",
    "honest-square": r"both are honest|bowls are lowest",
    "wild-label": r"changes the whole model|has its uses",
    "runaway": r"run away|no best weight|for ever",
    "reckless": r"same flowers right|how sure the model is|line moves only",
    "shift": r"most of its plot|\bNaN\b",
    "coin": r"some models \*?better",
    "straight-cut": r"\bluck\b",
    "worse-than-nothing": r"do not call|published error",
    "tiny-p": r"rounds to 1|gone \*\*before",
    "float32": r"at 17 in float32",
    "memory": r"one small buffer",
    "equally-far": r"too low is",
    "balanced": r"as they are\b",
    "own-rows": r"too sure even of its own|above 6",
    "two-numbers": r"now the opposite|turned round",
    "free-curve": r"exactly 0 or 1|costs infinity",
    "shift-back": r"gives back what|everywhere",
    "everywhere": r"need not be cheaper|more expensive one",
    "early-alarm": r"\*\*the rule\*\*|costs set the threshold",
}
# Words of an explorer's titles and sentences that say what there is to find.
FOUND = re.compile(
    r"\b(least|lowest|smallest|best|highest|largest|worst|optimal|rule|stays?|same|falls|flattens|"
    r"never|always)\b"
)
STILL = {  # numbers of an opening sentence that are the same everywhere, and why they may be
    "calibrate": ["0.785", "0.860"],  # that they never move is seen by moving T, and only so
    "turn_down": ["0.896"],  # what the forecasts cost as they were said: their own number
    "where_descents_end": ["0.305", "1.64"],  # one end of a convex loss: told before, and seen here
    "debug_a_run": ["0.367"],  # before the first step no rate matters: its lesson has told it
    "add_noise": ["0.546"],  # the floor, told before; that flips alone lift it is seen by moving
}
TASKS = re.compile(r"### .+\n(\n\d+\. .+)(\n\d+\. .+)*")
AGAIN = "again-03"  # asks a question of Lesson 6 a second time


def stems(text):
    words = re.findall(r"[a-zé]{4,}", text.lower())
    return {word[:LETTERS] for word in words if not SMALL.fullmatch(word)}


def digits(number):
    """Count the digits that a number tells: not the zeros of 200, and none of 1.00."""
    written = number.lstrip("-").partition("e")[0]
    if "." not in written:
        return len(written.strip("0"))
    return 0 if float(written).is_integer() else len(written.replace(".", "").lstrip("0"))


def numbers(text):
    """List the numbers of three digits or more in a text, as they are written."""
    found = (n.rstrip(".,").replace(",", "") for n in NUMBER.findall(text.replace("−", "-")))
    return [number for number in found if digits(number) >= DIGITS]


def sentences(text):
    return re.split(r"(?<=[.?!:;])\s+|\n", text)


def out(cell):
    """Return what a cell put out, in words."""
    said = (o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)
    return "\n".join(said)


def told(cell):
    """Return what a reader is told by a cell that is no question."""
    if cell.cell_type == "markdown":
        return cell.source
    return "" if held.ASKING.match(cell.source) else out(cell)


def spoken(cell):
    """Return the prose of a cell, or what the explorer that it opens says."""
    shows = cell.cell_type == "code" and held.SHOWING.search(cell.source)
    return told(cell) if cell.cell_type == "markdown" or shows else ""


def asked():
    """Yield each question, the cells before it and after it."""
    for path in LESSONS:
        cells = form.load(path).cells
        for i, cell in enumerate(cells):
            found = re.match(r'ask\("(.+)"\)', cell.source)
            if cell.cell_type == "code" and found and cell.id != AGAIN:
                yield QUESTIONS[found[1]], cells[:i], cells[i + 1 :]


def run_after(cells):
    """Return the first cell that runs, and shows what the question asks, and those before it."""
    for i, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.outputs and not held.is_task(cell):
            return cell, cells[:i]
    raise AssertionError("nothing runs after this question")


def in_sight(question, after):
    """Return the prose that a page leaves in sight up to the next heading."""
    cells = [type(after[0])({"cell_type": "code", "source": "ask()", "outputs": []}), *after]
    seen = []
    for part in held.parts(cells):
        if part.cell.cell_type == "markdown" and not part.held:
            before, heading, _ = f"\n{part.text}".partition("\n#")
            seen.append(before)
            if heading:
                break
    return "\n".join(seen)


ASKED = list(asked())
every_question = pytest.mark.parametrize(
    ("question", "before", "after"), ASKED, ids=[question.id for question, *_ in ASKED]
)


def shares_words(question, text):
    """List the sentences of a text that have many words of a question's reason."""
    telling = stems(question.why) - stems(question.statement)
    return [one for one in sentences(text) if len(telling & stems(one)) >= MANY]


@every_question
def test_no_sentence_before_a_question_has_the_words_of_its_reason(question, before, after):
    assert not [one for cell in before for one in shares_words(question, told(cell))]
    assert not shares_words(question, in_sight(question, after))


@every_question
def test_no_prose_or_explorer_beside_a_question_has_the_numbers_of_its_run(question, before, after):
    run, between = run_after(after)
    answer = set(numbers(out(run))) - set(numbers(question.statement)) - QUOTED
    answer -= TAUGHT.get(question.slug, set())
    for cell in (*before, *between):
        assert not answer & set(numbers(spoken(cell))), spoken(cell)
    assert not answer & set(numbers(in_sight(question, after)))


@every_question
def test_the_reader_runs_before_prose_explains(question, before, after):
    """A run, or an explorer that shows it, comes before any prose, and no prose but asks.

    A heading and a list of tasks alone may stand between, if it is the explorer's.
    """
    after_it, then, *_ = (cell for cell in after if cell.cell_type == "markdown" or cell.outputs)
    if TASKS.fullmatch(after_it.source) and held.SHOWING.search(then.source):
        after_it = then
    assert after_it.cell_type == "code", after_it.source


@every_question
def test_what_told_an_answer_once_does_so_no_more(question, before, after):
    if pattern := TOLD.get(question.slug):
        said = [cell.source for cell in before if cell.cell_type == "markdown"]
        assert not re.search(pattern, "\n".join([*said, in_sight(question, after)]), re.IGNORECASE)


def agrees(written, right):
    """Say whether a number as it is written is the right one, rounded there."""
    digits_only, _, power = written.partition("e")
    unit = 10.0 ** (int(power or 0) - len(digits_only.partition(".")[2]))
    return abs(float(written) - right) <= unit / 2 * (1 + 1e-9)


def right_numbers(exercise):
    """Return the numbers of the right answer; none if it has none."""
    try:
        right = np.asarray(exercise.sheet.rights[0], float)
    except (TypeError, ValueError):  # a function, or words
        return []
    return right.ravel().tolist()


NUMBERS = {name: right_numbers(one) for name, one in catalogue.exercises().items()}


@pytest.mark.parametrize("name", [name for name, right in NUMBERS.items() if right])
def test_no_number_before_an_exercise_is_its_right_answer(name):
    right = NUMBERS[name]
    cells = form.load(form.lessons()[int(name[:2])]).cells
    at = next(i for i, cell in enumerate(cells) if f'check("{name}"' in cell.source)
    shown = {number for cell in cells[:at] for number in numbers(told(cell))}
    given = [[number for number in shown if agrees(number, one)] for one in right]
    assert not all(given), given


# --- Explorers ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_an_explorer_names_what_it_shows_and_not_what_there_is_to_find(name):
    explorer, _ = made(name)
    titles = [explorer.title, *(panel.title for panel in explorer.panels)]
    for words in {*titles, *explorer.sentence.rows.ravel()}:
        assert not FOUND.search(words), words


@pytest.mark.parametrize("name", NAMES)
def test_an_opening_sentence_tells_of_its_own_position(name):
    """A number that no control ever moves is not of this position: it tells of others."""
    explorer, opening = made(name)
    explorer.position = opening
    said = repr(explorer)
    template = NUMBER.sub("#", said)
    alike = [s for s in explorer.sentence.rows.ravel() if NUMBER.sub("#", s) == template]
    slots = zip(*(NUMBER.findall(sentence) for sentence in alike), strict=True)
    fixed = [slot[0] for slot in slots if len(set(slot)) == 1 and digits(slot[0]) >= DIGITS]
    assert fixed == STILL.get(name, [])
