"""A cell run again, or a lesson run from its top to here, shows what it showed."""

import re

import pytest

from tests.cell_names import reused
from tools.notebooks import form

FINE = {
    "a": "rng = default_rng(0)\nx = rng.random(3)\nfor p in x:\n    print(p)",
    "b": "p = 2 * x\nq = [p for p in x]\nq.append(1)\nnp.sort(q)",
    "c": "def f(x, n=3):\n    y = x[n]\n    y += 1\n    return lambda x: x + y\nprint(f(x))",
    "d": "import numpy as np\nwith open(x) as p:\n    p.update(1)\ntimes = {k: v for k, v in x}",
}
FAULTY = {
    "x = 1": ["b takes x, which a, new bind", "c takes x, which a, new bind",
              "d takes x, which a, new bind"],
    "print(p)": ["new takes p, which a, b, d bind"],
    "x += 1": ["takes x"],
    "x[0] = 1": ["new changes x of a"],
    "x.a[0] += 1": ["new changes x of a"],
    "x.sort()": ["new changes x of a"],
    "print(rng.random())": ["new draws from rng of a"],
    "def g():\n    return p": ["new takes p"],
    "p = 1\ndef g():\n    return p": ["new takes p"],
}  # fmt: skip


def test_names_that_each_cell_binds_first_may_come_again():
    assert list(reused(FINE)) == []


@pytest.mark.parametrize("source", FAULTY)
def test_what_another_cell_owns_is_not_bound_changed_or_drawn_from(source):
    said = "; ".join(reused(FINE | {"new": source}))
    assert all(fault in said for fault in FAULTY[source]), said


# Cells that take over three seconds on a slow computer. Add others that you find.
SLOW = {
    "train-03", "explore-06", "choice-02", "epochs-03", "draws-02", "seeds-02", "blocks-03",
    "blocks-04", "solution-not-always-code", "solution-calmer-code", "solution-report-code",
}  # fmt: skip
SAYS = re.compile(r'^print\("[^"]+: some seconds …"\)$', re.M)


def test_cells_that_take_long_say_so_before_they_begin():
    cells = [(path.stem, cell) for path in form.below() for cell in form.load(path).cells]
    said = {(stem, cell.id) for stem, cell in cells if SAYS.search(cell.source)}
    assert {cell for _, cell in said} == SLOW
    assert len(said) == len(SLOW)
    for _, cell in cells:
        if found := SAYS.search(cell.source):
            before = cell.source[: found.start()].splitlines()
            work = [line for line in before if line[:1].strip() and not line.startswith("def ")]
            assert not [line for line in work if "train_network" in line or "fit" in line]


@pytest.mark.parametrize("path", form.lessons(), ids=lambda path: path.stem)
def test_each_name_of_a_lesson_has_one_owner(path):
    cells = [cell for cell in form.load(path).cells if cell.cell_type == "code"]
    assert list(reused({cell.id: cell.source for cell in cells})) == []
