"""Every exercise accepts what is right and names each of its mistakes; and stands in its lesson."""

import ast
import re
import types
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest

from bce_lessons import lessons
from bce_lessons.answers.exercise import Function, Judged, function, judged, value
from bce_lessons.answers.judge import judge
from bce_lessons.lessons import catalogue
from tests.declaring import changed, right_of, wrong_of

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = {f"{lessons.number(topic):02}": topic for topic in lessons.ORDER}
EXERCISES = catalogue.exercises()
SECONDS = 600.0  # no exercise's own function is endless, on any machine
DECIMAL = re.compile(r"\d\.\d")

every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
every_lesson = pytest.mark.parametrize("lesson", LESSONS)


def guises(exercise):
    """Yield the right answer in several types, and written another way."""
    right, again = exercise.sheet.rights
    yield right
    yield again
    if isinstance(exercise.sheet, Function):
        yield lambda *arguments: np.asarray(right(*arguments))
        yield lambda *arguments: np.asarray(right(*arguments)).tolist()
    else:
        yield np.array(right)
        yield np.asarray(right).tolist()
        yield np.asarray(right)[()]
        if not np.ndim(right):
            yield Fraction(float(right))


@np.errstate(all="ignore")
def accepts_right_answers(exercise, by):
    """Say whether the check `by` finds right what is right in `exercise`."""
    verdicts = [judge(by, guise, seconds=SECONDS) for guise in guises(exercise)]
    return all(verdict.status == "right" for verdict in verdicts)


@np.errstate(all="ignore")
def names(exercise, mistake, by):
    """Say whether the check `by` names one mistake of `exercise`."""
    verdict = judge(by, wrong_of(exercise, mistake), seconds=SECONDS)
    return verdict.status == "wrong" and mistake.says in verdict.body


# --- Each check ---------------------------------------------------------------------------


@every_exercise
def test_the_right_answer_is_right_in_every_guise(exercise):
    assert accepts_right_answers(exercise, by=exercise)
    assert exercise.sheet.note in judge(exercise, right_of(exercise)).body


@every_exercise
def test_every_known_mistake_is_named(exercise):
    unnamed = [m.slug for m in exercise.sheet.mistakes if not names(exercise, m, by=exercise)]
    assert not unnamed


@every_exercise
def test_it_says_enough_and_gives_nothing_away(exercise):
    sheet = exercise.sheet
    assert len(sheet.mistakes) >= 3
    assert len({sheet.note, *sheet.hints}) == 3
    told = [sheet.note, *sheet.hints, *(m.says for m in sheet.mistakes)]
    assert all(text.endswith((".", "?", ".)")) and len(text) < 400 for text in told)


@every_lesson
def test_numbers_in_hints_and_notes_are_computed(lesson):
    for path in Path(lessons.__file__).parent.glob(f"{LESSONS[lesson]}/exercises*.py"):
        for text in written(path.read_text(encoding="utf-8")):
            entries = [entry.strip() for entry in re.split(r"\n(?= {8}\S)", text)]
            told = [entry for entry in entries if re.match("(look|do|note): ", entry)]
            fixed = [entry for entry in told if "{…}" not in entry]
            assert len(told) == 3
            assert not [entry for entry in fixed if DECIMAL.search(entry)], "write its formula"


def written(source):
    """Yield what each `e.says` of a module says, with {…} for what it computes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "e.says":
            parts = getattr(node.args[0], "values", node.args)
            yield "".join(part.value if isinstance(part, ast.Constant) else "{…}" for part in parts)


@every_exercise
def test_every_number_that_a_check_writes_is_the_same_each_time(exercise):
    again = replace(exercise)
    assert again.sheet is not exercise.sheet
    for sheet in (exercise.sheet, again.sheet):
        said = [sheet.note, *((m.slug, m.says) for m in sheet.mistakes)]
        assert said == [exercise.sheet.note, *((m.slug, m.says) for m in exercise.sheet.mistakes)]


# --- A broken check is noticed ------------------------------------------------------------


def perturbed(exercise):
    """Break the right answer."""
    right, again = exercise.sheet.rights
    if isinstance(exercise.sheet, Judged):
        return changed(exercise, fault=lambda answer: "No.")
    if isinstance(exercise.sheet, Function):
        return changed(exercise, rights=(lambda *given: 1.001 * right(*given) + 1, again))
    return changed(exercise, rights=(1.02 * np.asarray(right) + 0.02, again))


def credulous(exercise):
    """Break the comparison: any value is right, and one small input is enough."""
    if isinstance(exercise.sheet, Function):
        return changed(exercise, trials=exercise.sheet.trials[:1], cases=1)
    return changed(exercise, Judged, fault=lambda answer: "")


def mixed_up(exercise):
    """Break the diagnoses: each mistake says what another one should."""
    found = exercise.sheet.mistakes
    says = [mistake.says for mistake in found[1:] + found[:1]]
    mixed = [replace(mistake, says=text) for mistake, text in zip(found, says, strict=True)]
    return changed(exercise, mistakes=tuple(mixed))


@every_exercise
def test_a_check_with_a_wrong_answer_is_noticed(exercise):
    assert not accepts_right_answers(exercise, by=perturbed(exercise))


@every_exercise
def test_a_check_that_accepts_too_much_is_noticed(exercise):
    broken = credulous(exercise)
    assert not all(names(exercise, mistake, by=broken) for mistake in exercise.sheet.mistakes)


@every_exercise
def test_a_check_that_mixes_its_mistakes_up_is_noticed(exercise):
    broken = mixed_up(exercise)
    assert not all(names(exercise, mistake, by=broken) for mistake in exercise.sheet.mistakes)


@every_exercise
def test_a_check_that_forgets_a_mistake_is_noticed(exercise):
    found = exercise.sheet.mistakes
    for forgotten in found:  # in all its forms, which share a sentence
        kept = [mistake for mistake in found if mistake.says != forgotten.says]
        assert not names(exercise, forgotten, by=changed(exercise, mistakes=kept)), forgotten.slug


# --- In the notebooks ---------------------------------------------------------------------


def read(lesson, folder=""):
    return nbformat.read(
        NOTEBOOKS / folder / f"{lessons.notebook(LESSONS[lesson])}.ipynb", as_version=4
    )


def exercise_cells(notebook):
    """Pair each heading of an exercise with the code cell that follows it last."""
    found, heading = {}, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            match = re.search(r"(?m)^##+ Exercise (\d+)\.(\d+): (.+?)( \(stretch\))?$", cell.source)
            if match or cell.source.startswith("#"):
                heading = (f"{int(match[1]):02}.{match[2]}", match[3]) if match else None
        elif cell.cell_type == "code" and heading:
            found[heading] = cell
    return found


def shown(cell):
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def test_all_lessons_are_known():
    stems = {path.stem for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}
    assert stems == {"00_start_here", *map(lessons.notebook, lessons.ORDER)}
    assert {exercise[:2] for exercise in EXERCISES} == set(LESSONS)


@every_lesson
def test_exercises_are_numbered_from_one(lesson):
    ids = [exercise for exercise in EXERCISES if exercise[:2] == lesson]
    assert ids == [f"{lesson}.{number}" for number in range(1, len(ids) + 1)]


@every_lesson
def test_lesson_solutions_and_checks_have_the_same_exercises(lesson):
    asked, solved = exercise_cells(read(lesson)), exercise_cells(read(lesson, "solutions"))
    assert list(asked) == list(solved)
    assert [id_ for id_, _ in asked] == [id_ for id_ in EXERCISES if id_[:2] == lesson]


@every_lesson
def test_every_exercise_ends_with_its_check(lesson):
    for folder in ("", "solutions"):
        for (id_, _), cell in exercise_cells(read(lesson, folder)).items():
            last = ast.unparse(ast.parse(cell.source).body[-1])
            assert re.fullmatch(rf"check\('{re.escape(id_)}', \w+\)", last), cell.source


@every_lesson
def test_the_lesson_waits_and_the_solution_is_right(lesson):
    for cell in exercise_cells(read(lesson)).values():
        assert re.match(r"… Exercise \d+\.\d+: put your answer", shown(cell))
    for (id_, _), cell in exercise_cells(read(lesson, "solutions")).items():
        assert shown(cell).startswith(f"✓ {EXERCISES[id_].title}, right: ")


def test_every_solution_belongs_to_a_lesson():
    paths = {path.stem for path in (NOTEBOOKS / "solutions").glob("[0-9]*.ipynb")}
    assert paths == set(map(lessons.notebook, lessons.ORDER))
    first = lessons.notebook(lessons.ORDER[0])
    assert EXERCISES["01.1"].solution == f"solutions/{first}.ipynb"


# --- Numbers, slugs and declarations ------------------------------------------------------


def test_a_slug_finds_what_its_number_finds():
    for number, exercise in EXERCISES.items():
        assert catalogue.exercise(exercise.slug) is catalogue.exercise(number) is exercise
    assert catalogue.exercise("nobody-s-slug") is None


@value("first")
def first(e):
    e.right(1, again=1)


def a_module(**parts):
    made = types.ModuleType("made")
    vars(made).update(parts)
    return made


def test_numbers_follow_the_order_of_declaration():
    modules = [
        (lessons.ORDER[3], a_module(b=first, other=1)),
        (lessons.ORDER[3], a_module(a=replace(first, slug="second"))),
    ]
    found = catalogue.numbered(modules)
    assert {number: one.slug for number, one in found.items()} == {
        "04.1": "first",
        "04.2": "second",
    }
    assert [one.number for one in found.values()] == list(found)


def test_two_exercises_of_one_slug_are_refused():
    with pytest.raises(ValueError, match=r"04\.1 and 05\.1 are both first: rename one"):
        catalogue.numbered([(topic, a_module(a=first)) for topic in lessons.ORDER[3:5]])


def said(*entries):
    return "\n".join(("look: a.", "do: b.", "note: c.", *entries))


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (lambda e: e.says(said()), "no answer is right: call `right`"),
        (lambda e: e.says("look: a.\ndo: b."), "nothing is said of note"),
        (lambda e: (e.wrong("sum", 2), e.says(said())), "nothing is said of sum"),
        (lambda e: e.says(said("sum: d.")), "no mistake is called sum"),
        (lambda e: e.says(said("note: d.")), "note is said twice"),
        (lambda e: e.says(said("a sentence")), "write 'slug: sentence', not 'a sentence'"),
        (lambda e: (e.wrong("sum", 2), e.wrong("sum", 3)), "two mistakes are called sum"),
        (lambda e: e.wrong("The sum", 2), "a mistake is called 'The sum': use small letters"),
        (lambda e: e.wrong("note", 2), "a mistake is called 'note'"),
    ],
)
@pytest.mark.parametrize("kind", [value, judged, function])
def test_a_declaration_with_something_left_out_is_refused(kind, declare, message):
    exercise = kind("made")(declare)
    with pytest.raises(ValueError, match=message) as caught:
        _ = exercise.sheet
    assert caught.value.__notes__ == ["in the exercise made"]


@pytest.mark.parametrize(
    ("kind", "declare", "message"),
    [
        (value, lambda e: e.usual("sing"), "sing is not usual; sign, in-bits"),
        (judged, lambda e: (e.right(1, again=1), e.says(said())), "nothing judges an answer"),
        (function, lambda e: (e.right(abs, again=abs), e.says(said())), "nothing to try it on"),
    ],
)
def test_what_a_kind_needs_is_asked_for(kind, declare, message):
    with pytest.raises(ValueError, match=message):
        _ = kind("made")(declare).sheet


@pytest.mark.parametrize(
    ("exercise", "answer", "told"),
    [
        ("not-to-improve", np.full(4000, 7.0), "index [0] stands 7: a probability"),
    ],
)
def test_what_else_is_wrong_is_told(exercise, answer, told):
    assert told in judge(catalogue.exercise(exercise), answer).body
