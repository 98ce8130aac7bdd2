"""The curves of an exercise: nothing that the lesson imports names them, and its replies are true.

And a right answer stays right where samples are certain and wrong.
"""

import re
import types

import numpy as np
import pytest

from bce_lessons.lessons import catalogue
from bce_lessons.lessons.debug_a_training_run._curves import CURVES
from bce_lessons.lessons.debug_a_training_run.exercises import NAMES, column_of_labels, four_curves
from bce_lessons.lessons.debug_a_training_run.model import (
    BUGS,
    RATES,
    UNNAMED,
    run,
    samples,
    standardised,
)
from tools.notebooks import form

CELLS = form.load(form.lessons()[13]).cells
ASKED = "EFGH"


def source(cell):
    return next(one.source for one in CELLS if one.id == cell)


def test_nothing_that_the_lesson_imports_names_the_curves_of_the_exercise():
    given = {}
    exec(source("imports"), given)
    held = [one for one in given.values() if not isinstance(one, types.ModuleType)]
    tables = [one for one in held if isinstance(one, dict) and one is not given["__builtins__"]]
    assert not [letter for one in tables for letter in ASKED if letter in one]
    assert list(UNNAMED) == list("ABCD")
    assert list(CURVES) == list("ABCD" + ASKED)


def test_no_output_of_the_lesson_names_them():
    shown = [o for cell in CELLS if cell.cell_type == "code" for o in cell.outputs]
    said = "\n".join(str(o.get("text") or o.get("data", {}).get("text/plain", "")) for o in shown)
    told = [line for line in re.split(r"\n|(?<=\.) ", said) if re.search(r"'?[E-H]'?: ", line)]
    names = "|".join(re.escape(CURVES[letter][0]) for letter in ASKED)
    assert told
    assert not [line for line in told if re.search(names, line)]


def test_the_section_that_the_exercise_names_shows_the_curves():
    section = re.search(r"E to H, in \*(.+?)\*", source("exercise-four-curves"))[1]
    headings = [(i, one.source) for i, one in enumerate(CELLS) if one.source.startswith("## ")]
    shows = next(i for i, one in enumerate(CELLS) if f'"{ASKED}"' in one.source)
    last = [heading for i, heading in headings if i < shows][-1]
    assert last.splitlines()[0] == f"## {section}"


def test_each_variable_of_the_exercise_stands_for_the_bug_that_it_is_called_by():
    given = {}
    exec(source("exercise-four-curves-code").partition("answer")[0], given)
    variables = [name for name, value in given.items() if isinstance(value, int)]
    assert [given[name] for name in variables] == list(range(len(NAMES)))
    for name, bug in zip(variables, NAMES, strict=True):
        words = set(re.findall(r"[a-z]{4,}|\d+", name)) - {"column"}
        said = bug.replace("sum of 64", "sum for mean").replace("no bug", "no_bug")
        assert all(word in said for word in words - {"minus", "0"}), (name, bug)


@pytest.mark.parametrize("letter", ASKED)
def test_the_first_printed_number_tells_and_no_learning_rate_moves_it(letter):
    bug, rate = CURVES[letter]
    first = run(bug, rate).printed[0]
    assert {run(bug, at).printed[0] for at in RATES} == {first}
    others = [run(name).printed[0] for name in NAMES if name in BUGS and name != bug]
    assert min(abs(first - other) for other in others) > 0.3


def test_with_a_bias_of_0_the_first_number_tells_nothing_of_the_labels():
    first = np.random.default_rng(0).normal(0, BUGS["labels −1, 1"].spread, 20)
    z = standardised()[0] @ first
    y = samples()[0].y.astype(float)
    for bug in ("labels −1, 1", "no bug"):
        assert BUGS[bug].terms(y, z).mean() == pytest.approx(np.log(2), abs=0.01)
    assert run("labels −1, 1").printed[0] < -1
    assert "With a bias of 0 it starts near log 2" in four_curves.sheet.note


def test_the_loss_of_a_column_is_tried_where_samples_are_certain_and_wrong():
    sheet = column_of_labels.sheet
    right = [float(sheet.rights[0](*trial.arguments)) for trial in sheet.trials]
    assert 800 in right
    assert any(len(trial.arguments[0]) == 1 for trial in sheet.trials)


def test_the_exercises_are_declared_in_the_order_of_their_numbers():
    mine = [one.slug for number, one in catalogue.exercises().items() if number.startswith("13")]
    assert mine == ["first-number", "four-curves", "column-of-labels", "epoch-loss", "ready"]
