import re
from decimal import Decimal

import numpy as np
import pytest

from bce_lessons import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
)
from bce_lessons.explorers import out_of_digits
from bce_lessons.lessons.make_it_stable_and_fast.explorers import GRID
from bce_lessons.precision import (
    correct_digits,
    exact_loss,
    naive_gradient,
    naive_loss,
    stable_gradient,
    stable_loss,
)
from tests.explorer_helpers import marks, number

DTYPES = ("float32", "float64")
CLIFF = {"float32": 17, "float64": 37}
NUMBER = r"−?[\d.]+(?:e−?\d+)?|inf"
SENTENCE = re.compile(
    rf"y = (?P<y>[01]), z = (?P<z>{NUMBER}), (?P<dtype>float\d\d): loss naive (?P<naive>{NUMBER}), "
    rf"stable (?P<stable>{NUMBER}); gradient (?P<slope>{NUMBER}), (?P<kept>{NUMBER})"
)


@pytest.fixture(scope="module")
def explorer():
    return out_of_digits()


def curves(explorer, panel):
    """Return the stable and the naive curve of a panel, [y, dtype, z]."""
    return [line.tables["y"].rows for line in marks(explorer.panels[panel], "line")]


def test_controls(explorer):
    assert np.array_equal(explorer.controls["z"].values, GRID)
    assert explorer.controls["y"].values == (0, 1)
    assert explorer.controls["dtype"].values == DTYPES
    assert (GRID[0], GRID[-1], GRID[1] - GRID[0]) == (-45, 45, 0.5)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("dtype", DTYPES)
def test_curves_are_the_logs_of_what_floats_compute(explorer, y, dtype):
    where = y, DTYPES.index(dtype)
    computed = {
        0: (stable_loss(y, GRID, dtype), naive_loss(y, GRID, dtype)),
        2: (stable_gradient(y, GRID, dtype), naive_gradient(y, GRID, dtype)),
    }
    for panel, forms in computed.items():
        low, high = explorer.panels[panel].ylim
        for form, rows in zip(forms, curves(explorer, panel), strict=True):
            size, log = np.abs(form), rows[where]
            inside = (size > 0) & np.isfinite(size)
            assert np.array_equal(log[inside], np.log10(size[inside]))
            assert ((log[inside] > low) & (log[inside] < high)).all()
            assert (log[size == 0] < low).all()
            assert (log[np.isinf(size)] > high).all()


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("dtype", DTYPES)
def test_the_stable_forms_are_the_packages(explorer, y, dtype):
    where, rtol = (y, DTYPES.index(dtype)), 3 * np.finfo(dtype).eps
    labels = np.full(GRID.shape, float(y))
    loss = binary_cross_entropy_with_logits(labels, GRID, reduction="none")
    slope = np.abs(binary_cross_entropy_with_logits_gradient(labels, GRID))
    assert np.allclose(10 ** curves(explorer, 0)[0][where], loss, rtol=40 * rtol, atol=0)
    assert np.allclose(10 ** curves(explorer, 2)[0][where], slope, rtol=40 * rtol, atol=0)


def test_the_stable_loss_keeps_all_digits_and_the_naive_one_loses_them(explorer):
    stable, naive = curves(explorer, 1)
    for y in (0, 1):
        for i, dtype in enumerate(DTYPES):
            most, cliff = -np.log10(np.finfo(dtype).eps / 2), CLIFF[dtype]
            assert (stable[y, i] > most - 0.4).all()
            assert (stable[y, i] <= most).all()
            wrong = cliff <= GRID
            if not y:  # on the left 1 - p is 1 from half a step on: a bit, so log 2, later
                wrong |= cliff + 0.5 <= -GRID
            assert (naive[y, i][wrong] == 0).all()
            assert (naive[y, i][~wrong] > 0).all()
            falls = naive[y, i][(GRID > 0) & ~wrong]
            expected = most - GRID[(GRID > 0) & ~wrong] / np.log(10)
            # One digit goes for every log 10; by luck of rounding some come out better.
            assert (falls > expected - 0.5).all()
            assert np.median(falls - expected) < 2
    assert (naive[1][:, GRID <= 0] > 7).all()
    exact = exact_loss(1, GRID)
    assert np.array_equal(
        naive[1, 0], correct_digits(naive_loss(1, GRID, "float32"), exact, "float32")
    )
    assert all(isinstance(one, Decimal) for one in exact)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_cliff_is_where_a_reader_finds_it(explorer, dtype):
    i, cliff = DTYPES.index(dtype), list(GRID).index(CLIFF[dtype])
    (_, loss), (_, slope) = curves(explorer, 0), curves(explorer, 2)
    low, high = explorer.panels[0].ylim
    for rows in (loss[1, i], slope[1, i]):
        assert rows[cliff - 1] > low > rows[cliff]
    assert loss[0, i][cliff - 1] < high < loss[0, i][cliff]


def test_dots_stand_on_their_curves(explorer):
    for panel in range(3):
        dots = marks(explorer.panels[panel], "dot")
        for dot, rows in zip(dots, curves(explorer, panel), strict=True):
            at = dot.tables["y"].rows  # [y, z, dtype]
            assert np.array_equal(at, np.swapaxes(rows, 1, 2))
            assert np.array_equal(dot.tables["x"].rows, GRID)


def test_the_sentence_is_true_at_every_position(explorer):
    assert explorer.sentence.rows.shape == (2, GRID.size, 2)
    for y in (0, 1):
        for i, dtype in enumerate(DTYPES):
            forms = {
                "naive": naive_loss(y, GRID, dtype),
                "stable": stable_loss(y, GRID, dtype),
                "slope": naive_gradient(y, GRID, dtype),
                "kept": stable_gradient(y, GRID, dtype),
            }
            for j, z in enumerate(GRID):
                sentence = explorer.sentence.rows[y, j, i]
                said = SENTENCE.fullmatch(sentence)
                assert (int(said["y"]), number(said["z"]), said["dtype"]) == (y, z, dtype)
                for name, values in forms.items():
                    assert number(said[name]) == pytest.approx(values[j], rel=5.1e-3)


def test_labels_say_what_is_so(explorer):
    texts = [text.tables["text"].rows.tolist() for text in marks(explorer.panels[0], "text")]
    assert ["naive: inf", ""] in texts  # for y = 0, for y = 1
    assert ["naive: 0", ""] in texts
    assert ["", "naive: 0"] in texts
    (holds, _) = marks(explorer.panels[1], "text")
    assert holds.tables["text"].rows.tolist() == [
        "stable: the 7.2 digits of float32",
        "stable: the 16.0 digits of float64",
    ]


def test_sentences_are_written_like_this(explorer):
    right, cut = explorer.sentence.rows[1, [110, 170], [0, 1]]
    assert right.startswith("y = 1, z = 10.0, float32: loss naive 4.54e−5")
    assert cut.startswith("y = 1, z = 40.0, float64: ")
    assert cut.endswith("gradient 0, −4.25e−18")


def test_it_is_made_by_few_calls(counted):
    assert counted(out_of_digits)[1] < 600_000  # about 150,000
