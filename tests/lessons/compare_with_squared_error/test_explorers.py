import re

import numpy as np
import pytest

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    binary_entropy,
    kl_divergence,
    sigmoid,
    squared_error,
    squared_error_with_logits_gradient,
)
from bce_lessons.explorers import against_squared_error, expected_loss, where_descents_end
from bce_lessons.training import fit_logistic
from tests.drawn import POINTS
from tests.explorer_helpers import marks, number, values

NUMBER = r"[+−]?\d+\.\d+"


# --- Against squared error ----------------------------------------------------------------


@pytest.fixture(scope="module")
def against():
    return against_squared_error()


@pytest.fixture(scope="module")
def grid(against):
    """Return labels and logits at every position, shape (2, 121)."""
    y, z = np.meshgrid(values(against, "y"), values(against, "z"), indexing="ij")
    return y.astype(float), z


def test_losses_and_pushes_are_the_packages_everywhere(against, grid):
    y, z = grid
    assert z.shape == (2, 121)
    none = {"reduction": "none"}
    cross = binary_cross_entropy_with_logits(y, z, **none)
    assert np.allclose(against.table("cross_entropy"), cross)
    assert np.allclose(against.table("squared"), squared_error(y, sigmoid(z), **none))
    slope = binary_cross_entropy_with_logits_gradient(y, z)
    assert np.allclose(against.table("cross_entropy_push"), -slope)
    assert np.allclose(against.table("squared_push"), -squared_error_with_logits_gradient(y, z))


def test_dots_lie_on_the_curves_of_their_panel(against):
    at = values(against, "z")
    for panel in against.panels[:2]:
        for line, dot in zip(marks(panel, "line"), marks(panel, "dot"), strict=True):
            x, curve = line.tables["x"].rows, line.tables["y"].rows
            assert line.tables["color"].rows == dot.tables["color"].rows
            here = np.isclose(at[:, None], x).argmax(axis=0)
            assert np.allclose(dot.tables["y"].rows[:, here], curve)


def test_what_the_mathematics_says_of_the_pushes(against, grid):
    y, z = grid
    cross, squared = against.table("cross_entropy_push"), against.table("squared_push")
    p = sigmoid(z)
    assert np.allclose(squared, cross * 2 * p * (1 - p))
    assert (np.sign(cross) == 2 * y - 1).all()  # towards the label
    assert (np.abs(cross) < 1).all()
    assert (np.abs(squared) <= 8 / 27).all()
    hardest = np.abs(squared).argmax(axis=1)
    assert np.allclose(p[[0, 1], hardest], [2 / 3, 1 / 3], atol=0.02)
    assert np.allclose(squared[0], -squared[1][::-1])
    assert (np.diff(against.table("cross_entropy")[1]) < 0).all()
    assert (np.diff(against.table("squared")[0]) > 0).all()


def test_everything_stays_in_its_panel_at_every_position(against):
    losses, gradients, _ = against.panels
    assert against.table("cross_entropy").max() < losses.ylim[1]
    assert against.table("squared").max() < 1
    assert (losses.xlim, gradients.xlim) == ((-6, 6), (-6, 6))
    for name in ("cross_entropy_push", "squared_push"):
        assert np.abs(against.table(name)).max() < gradients.ylim[1]


def test_bars_carry_their_numbers(against):
    push = against.panels[2]
    names = ("cross_entropy_push", "squared_push")
    for bar, text, name in zip(marks(push, "bar"), marks(push, "text")[2:], names, strict=True):
        assert np.allclose(bar.tables["y"].rows, against.table(name))
        shown = np.vectorize(number)(text.tables["text"].rows)
        assert np.allclose(shown, against.table(name), atol=0.00051)
        beyond = text.tables["y"].rows - bar.tables["y"].rows
        assert (beyond[1] > 0).all()
        assert (beyond[0] < 0).all()


def test_the_glow_is_the_loss_over_six(against):
    names = ("cross_entropy", "squared")
    for dot, name in zip(marks(against.panels[0], "dot"), names, strict=True):
        assert np.allclose(dot.tables["glow"].rows, against.table(name) / 6)


def test_every_sentence_about_the_pushes_is_true(against, grid):
    y, z = grid
    pattern = (
        rf"y = (\d), z = ({NUMBER}), p = ({NUMBER}): "
        rf"cross-entropy pushes z by ({NUMBER}), squared error by ({NUMBER})"
    )
    middle = against.sentence.rows[0, 60]
    assert middle.startswith("y = 0, z = 0.0, ")
    assert middle.endswith("cross-entropy pushes z by −0.500, squared error by −0.250")
    for at in np.ndindex(z.shape):
        said = against.sentence.rows[at]
        told = [number(n) for n in re.fullmatch(pattern, said).groups()]
        pushes = [against.table(f"{name}_push")[at] for name in ("cross_entropy", "squared")]
        assert told == pytest.approx([y[at], z[at], sigmoid(z[at]), *pushes], abs=0.00051)


# --- Expected loss ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bowls():
    return expected_loss()


@pytest.fixture(scope="module")
def chances(bowls):
    """Return true probabilities and forecasts at every position, shape (49, 49)."""
    return np.meshgrid(values(bowls, "q"), values(bowls, "p"), indexing="ij")


def test_expected_losses_are_floor_plus_distance_everywhere(bowls, chances):
    q, p = chances
    assert q.shape == (49, 49)
    assert np.allclose(bowls.table("cross_entropy"), binary_entropy(q) + kl_divergence(q, p))
    assert np.allclose(bowls.table("squared"), q * (1 - q) + (p - q) ** 2)


def test_soft_labels_say_the_same(bowls, chances):
    q, p = chances
    none = {"reduction": "none"}
    assert np.allclose(bowls.table("cross_entropy"), binary_cross_entropy(q, p, **none))
    assert np.allclose(bowls.table("squared"), squared_error(q, p, **none) + q * (1 - q))


@pytest.mark.parametrize("name", ["cross_entropy", "squared"])
def test_each_bowl_is_lowest_at_the_truth_and_all_meet_at_one_half(bowls, name):
    cost = bowls.table(name)
    assert (cost.argmin(axis=1) == np.arange(49)).all()
    assert (np.diff(cost, n=2, axis=1) > 0).all()  # a bowl
    assert np.allclose(cost[:, 24], {"cross_entropy": np.log(2), "squared": 0.25}[name])


def test_marks_lie_on_bowl_floor_and_between(bowls):
    q = values(bowls, "q")
    floors = binary_entropy(q), q * (1 - q)
    for panel, name, floor in zip(bowls.panels, ("cross_entropy", "squared"), floors, strict=True):
        dashed, bowl, added = marks(panel, "line")
        (forecast,) = marks(panel, "dot")  # where a bowl is lowest is found, not marked
        assert np.allclose(bowl.tables["y"].rows[:, 2:-2], bowls.table(name))
        assert np.allclose(dashed.tables["y"].rows[2:-2], floor)
        assert np.allclose(forecast.tables["x"].rows, values(bowls, "p"))
        assert np.allclose(forecast.tables["y"].rows, bowls.table(name))
        ends = added.tables["y"].rows
        assert np.allclose(ends[..., 0], floor[:, None])
        assert np.allclose(ends[..., 1], bowls.table(name))


def test_only_forecasts_of_cross_entropy_leave_their_panel(bowls):
    first, second = bowls.panels
    assert second.title == "Squared error"
    assert repr(second).startswith("Panel 2: expected loss against forecast p;")
    assert bowls.table("cross_entropy").min(axis=1).max() < first.ylim[1]
    assert bowls.table("squared").max() < second.ylim[1]
    leaving = bowls.table("cross_entropy") > first.ylim[1]
    assert 0 < leaving.mean() < 0.1  # drawn as an arrowhead at the edge
    assert not leaving[:, 10:-10].any()


def test_every_sentence_about_the_bowls_is_true(bowls, chances):
    pattern = rf"q = ({NUMBER}), p = ({NUMBER}): expected ({NUMBER}) nats, squared error ({NUMBER})"
    start = "q = 0.30, p = 0.30: expected 0.611 nats, squared error 0.210"
    assert bowls.sentence.rows[14, 14].startswith(start)
    q, p = chances
    tables = [*chances, binary_entropy(q) + kl_divergence(q, p), q * (1 - q) + (p - q) ** 2]
    told = np.array(
        [[number(n) for n in re.fullmatch(pattern, s).groups()] for s in bowls.sentence.rows.flat]
    )
    assert np.allclose(told, np.stack([table.ravel() for table in tables], axis=1), atol=0.00051)


# --- Where descents end -------------------------------------------------------------------


@pytest.fixture(scope="module")
def maps():
    return where_descents_end()


def test_every_sentence_about_the_ends_is_true(maps):
    end = rf"({NUMBER}) at w = ({NUMBER})"
    start = r"w = ([−\d]+), b = (\d), then 1,000 steps"
    pattern = f"{start}: cross-entropy {end}, squared error {end}"
    for at, w in enumerate(values(maps, "w")):
        for row, b in enumerate(values(maps, "b")):
            told = [number(n) for n in re.fullmatch(pattern, maps.sentence.rows[row, at]).groups()]
            assert told[:2] == [w, b]
            for loss, (height, end) in zip(
                ("binary_cross_entropy", "squared_error"), (told[2:4], told[4:]), strict=True
            ):
                if (w, b) in ((-10, 5), (0, 0), (4, 0)):  # the others go the same way
                    run = fit_logistic(POINTS.X, POINTS.y, loss=loss, start=(w, b))
                    assert end == pytest.approx(run.coef[0], abs=0.00501)
                    assert height == pytest.approx(run.loss[-1], abs=0.00051)
                if loss == "binary_cross_entropy":
                    assert (end, height) == (1.64, 0.305)


def test_ways_begin_at_the_start_and_end_at_the_dot(maps):
    for panel in maps.panels:
        (line,), (start, end) = marks(panel, "line"), marks(panel, "dot")
        for axis in "xy":
            way = line.tables[axis].rows
            assert np.array_equal(way[..., -1], end.tables[axis].rows)
            assert (panel.xlim if axis == "x" else panel.ylim)[0] < way.min()
            assert way.max() < (panel.xlim if axis == "x" else panel.ylim)[1]
        assert np.array_equal(line.tables["x"].rows[0, :, 0], start.tables["x"].rows)
