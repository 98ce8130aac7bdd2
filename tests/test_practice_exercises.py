"""Every exercise accepts what is right and names each of its mistakes; and stands in its lesson."""

import ast
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest

from bce_lessons.practice import exercises
from bce_lessons.practice.checking import judge
from bce_lessons.practice.spec import Exercise, Mistake, Trials

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
LESSONS = list(exercises.LESSONS)
EXERCISES = exercises.every()
SECONDS = 600.0  # no exercise's own function is endless, on any machine
DECIMAL = re.compile(r"\d\.\d")

every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
every_lesson = pytest.mark.parametrize("lesson", LESSONS)


@np.errstate(all="ignore")
def given(exercise, source):
    """Return what a right function, or a mistake's, is or gives."""
    return source if exercise.trials else source()


def guises(exercise):
    """Yield the right answer in several types, and written another way."""
    right = given(exercise, exercise.right)
    yield right
    yield given(exercise, exercise.again)
    if exercise.trials:
        yield lambda *arguments: np.asarray(right(*arguments))
        yield lambda *arguments: np.asarray(right(*arguments)).tolist()
    else:
        yield np.array(right)
        yield np.asarray(right).tolist()
        yield np.asarray(right)[()]
        if not np.ndim(right):
            yield Fraction(float(right))


def accepts_right_answers(exercise, by):
    """Say whether the check `by` finds right what is right in `exercise`."""
    verdicts = [judge(by, guise, seconds=SECONDS) for guise in guises(exercise)]
    return all(verdict.status == "right" for verdict in verdicts)


def names(exercise, mistake, by):
    """Say whether the check `by` names one mistake of `exercise`."""
    verdict = judge(by, given(exercise, mistake.gives), seconds=SECONDS)
    return verdict.status == "wrong" and mistake.says in verdict.body


# --- Each check ---------------------------------------------------------------------------


@every_exercise
def test_the_right_answer_is_right_in_every_guise(exercise):
    assert accepts_right_answers(exercise, by=exercise)
    assert exercise.remark() in judge(exercise, given(exercise, exercise.right)).body


@every_exercise
def test_every_known_mistake_is_named(exercise):
    unnamed = [m.says for m in exercise.mistakes() if not names(exercise, m, by=exercise)]
    assert not unnamed, "\n".join(unnamed)


@every_exercise
def test_it_says_enough_and_gives_nothing_away(exercise):
    assert len(exercise.mistakes()) >= 3
    assert len({exercise.remark(), *exercise.hints}) == 3
    told = [exercise.remark(), *exercise.hints, *(m.says for m in exercise.mistakes())]
    assert all(text.endswith((".", "?", ".)")) and len(text) < 400 for text in told)
    fixed = [*exercise.hints, *([exercise.note] if isinstance(exercise.note, str) else [])]
    assert not [text for text in fixed if DECIMAL.search(text)], "compute it: note=lambda: f'…'"


def test_every_number_that_a_check_writes_is_the_same_each_time():
    for exercise in EXERCISES.values():
        says = [[exercise.remark(), *(m.says for m in exercise.mistakes())] for _ in range(2)]
        assert says[0] == says[1]


# --- A broken check is noticed ------------------------------------------------------------


def perturbed(exercise):
    """Break the right answer."""
    if exercise.accepts:
        return replace(exercise, accepts=lambda answer: "No.")
    if exercise.trials:
        return replace(exercise, right=lambda *arguments: 1.001 * exercise.right(*arguments) + 1)
    return replace(exercise, right=lambda: 1.02 * np.asarray(exercise.right()) + 0.02)


def credulous(exercise):
    """Break the comparison: any value is right, and one small input is enough."""
    if not exercise.trials:
        return replace(exercise, accepts=lambda answer: True)
    return replace(
        exercise, trials=replace(exercise.trials, cases=exercise.trials.cases[:1], count=0)
    )


def mixed_up(exercise):
    """Break the diagnoses: each mistake says what another one should."""
    found = exercise.mistakes()
    says = [mistake.says for mistake in found[1:] + found[:1]]
    mixed = tuple(Mistake(text, m.gives) for text, m in zip(says, found, strict=True))
    return replace(exercise, mistakes=lambda: mixed)


@every_exercise
def test_a_check_with_a_wrong_answer_is_noticed(exercise):
    assert not accepts_right_answers(exercise, by=perturbed(exercise))


@every_exercise
def test_a_check_that_accepts_too_much_is_noticed(exercise):
    broken = credulous(exercise)
    assert not all(names(exercise, mistake, by=broken) for mistake in exercise.mistakes())


@every_exercise
def test_a_check_that_mixes_its_mistakes_up_is_noticed(exercise):
    broken = mixed_up(exercise)
    assert not all(names(exercise, mistake, by=broken) for mistake in exercise.mistakes())


@every_exercise
def test_a_check_that_forgets_a_mistake_is_noticed(exercise):
    found = exercise.mistakes()
    for i, forgotten in enumerate(found):
        rest = found[:i] + found[i + 1 :]
        broken = replace(exercise, mistakes=lambda rest=rest: rest)
        assert not names(exercise, forgotten, by=broken), forgotten.says


# --- In the notebooks ---------------------------------------------------------------------


def read(lesson, folder=""):
    return nbformat.read(NOTEBOOKS / folder / f"{exercises.LESSONS[lesson]}.ipynb", as_version=4)


def exercise_cells(notebook):
    """Pair each heading of an exercise with the code cell that follows it last."""
    found, heading = {}, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            match = re.search(r"(?m)^##+ Exercise (\d+)\.(\d+): (.+?)( \(stretch\))?$", cell.source)
            heading = (f"{int(match[1]):02}.{match[2]}", match[3]) if match else None
        elif heading:
            found[heading] = cell
    return found


def shown(cell):
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def test_all_lessons_are_known():
    stems = {path.stem for path in NOTEBOOKS.glob("*.ipynb")}
    assert stems == {"00_start_here", *exercises.LESSONS.values()}
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
    paths = {path.stem for path in (NOTEBOOKS / "solutions").glob("*.ipynb")}
    assert paths == {exercises.LESSONS[lesson] for lesson in LESSONS}
    assert exercises.solution(EXERCISES["01.1"]) == "solutions/01_score_one_prediction.ipynb"


# --- The specification --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"id": "4.2"}, "id is '4.2': write lesson and number"),
        ({"accepts": bool, "trials": Trials([], lambda rng: ())}, "accepts and trials"),
    ],
)
def test_a_wrong_specification_is_refused(part, message):
    parts = {"id": "01.1", "right": int, "again": int, "mistakes": tuple, "note": ""}
    with pytest.raises(ValueError, match=message):
        Exercise(**{**parts, "hints": ("", ""), **part})


@pytest.mark.parametrize(
    ("exercise", "answer", "told"),
    [
        ("09.3", np.full(4000, 7.0), "no probabilities: they lie outside 0 to 1"),
        ("10.6", np.linspace(-0.1, 0.9, 11), "they run out of [0, 1]"),
        ("10.6", np.linspace(0.98, 0.02, 11), "They fall: let them rise"),
    ],
)
def test_what_else_is_wrong_is_told(exercise, answer, told):
    assert told in judge(EXERCISES[exercise], answer).body
