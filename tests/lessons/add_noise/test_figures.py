"""The figures of Lesson 6: what was drawn, and whether the words and numbers match it."""

import numpy as np
import pytest

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_entropy,
    logit,
    plots,
    sigmoid,
)
from bce_lessons.palette import MARKERS
from tests.drawn import lines, numbers, texts

SIGMAS = np.linspace(0, 3, 7)
DRAWN = 0.5 + SIGMAS[:, None] * np.linspace(0.05, 0.25, 21)  # (n_sigmas, n_draws)


@pytest.fixture
def broken():
    shifts = np.linspace(0, 1, 11)
    losses = np.where(shifts < 0.25, 0.5 + shifts, np.nan)
    return plots.shifted_loss(shifts, losses)


def test_the_shaded_part_is_where_the_loss_is_no_number(broken):
    (shade,) = broken.patches
    box = shade.get_extents().transformed(broken.transData.inverted())
    assert box.x0 == pytest.approx(0.3)
    assert box.x1 == pytest.approx(1.0)
    curve, last = lines(broken, "loss")
    assert np.isnan(curve.get_ydata()).sum() == 8
    assert last.get_marker() == MARKERS["loss"]
    assert (last.get_xdata()[0], last.get_ydata()[0]) == pytest.approx((0.2, 0.7))
    assert texts(broken) == ["NaN\n73 % of the plot"]
    assert numbers(plots.alt_text(broken)) == [0.5, 0.7, 0.3, 8, 11, 73]


def test_a_curve_without_gaps_is_refused():
    with pytest.raises(ValueError, match="losses holds no NaN"):
        plots.shifted_loss([0, 1], [0.5, 0.6])


def test_line_and_band_are_mean_and_quantiles_of_the_draws():
    ax = plots.noisy_loss(SIGMAS, DRAWN)
    (curve,) = lines(ax, "loss")
    np.testing.assert_allclose(curve.get_ydata(), DRAWN.mean(axis=1))
    assert curve.get_marker() == MARKERS["loss"]
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    low, high = np.quantile(DRAWN, (0.05, 0.95), axis=1)
    for x, *ends in zip(SIGMAS, low, high, strict=True):
        drawn = corners[np.isclose(corners[:, 0], x), 1]
        assert [drawn.min(), drawn.max()] == pytest.approx(ends)
    (clean,) = lines(ax, "faint")
    assert clean.get_linestyle() == "--"
    assert clean.get_ydata()[0] == pytest.approx(DRAWN[0].mean())
    assert {"mean of 21 draws", "middle 90 % of draws", "without noise"} == set(texts(ax))
    expected = [21, 0.5, 3.0, DRAWN[-1].mean(), 90, low[-1], high[-1]]
    assert numbers(plots.alt_text(ax)) == pytest.approx(expected, abs=6e-4)


def test_the_floor_is_the_entropy_and_fixed_answers_touch_it():
    rates = [0.1, 0.3, 0.5]
    losses = np.array([[0.2, 0.4], [0.5, 0.7], [0.69, 0.7]])
    ax = plots.flip_floor(rates, losses, answers=(0.8, 0.9))
    (floor,) = lines(ax, "ink")
    grid = floor.get_xdata()
    np.testing.assert_allclose(floor.get_ydata(), binary_entropy(grid))
    for answer, line in zip((0.8, 0.9), lines(ax, "faint"), strict=True):
        above = line.get_ydata() - floor.get_ydata()
        assert line.get_linestyle() == "--"
        assert np.abs(np.diff(line.get_ydata(), 2)).max() < 1e-12  # straight
        assert above.min() == pytest.approx(0, abs=1e-9)
        assert grid[np.argmin(above)] == pytest.approx(1 - answer)
        assert line.get_ydata()[0] == pytest.approx(binary_cross_entropy(1, answer))
    points = next(line for line in lines(ax, "loss") if line.get_marker() == MARKERS["loss"])
    np.testing.assert_allclose(points.get_ydata(), losses.mean(axis=1))
    assert {"always 0.8", "always 0.9", "floor: entropy H(r)"} == set(texts(ax))
    found = numbers(plots.alt_text(ax))
    assert found[:7] == [2, 0.3, 0.1, 0.6, 0.3, 0.695, 0.5]
    assert found[7:10] == [round(binary_entropy(q), 3) for q in rates]
    assert found[10:] == [0.8, 0.9, 0.2, 0.1]


def test_rates_beyond_one_half_widen_the_panel():
    ax = plots.flip_floor([0.1, 0.8], [[0.3, 0.4], [0.5, 0.5]])
    assert ax.get_xlim()[1] > 0.8


def test_each_model_has_its_dash_and_its_lowest_point():
    shares = np.linspace(0, 1, 101)
    low = 0.7 - 0.1 * shares * (2 - 4 * shares + shares**2)
    ax = plots.mixed_loss(shares, {"rises": 0.6 + 0.1 * shares, "dips": low})
    rises, dips = lines(ax, "loss")
    assert (rises.get_linestyle(), dips.get_linestyle()) == ("-", "--")
    marks = lines(ax, "accent")
    assert [mark.get_marker() for mark in marks] == [MARKERS["loss"]] * 2
    assert [mark.get_xdata()[0] for mark in marks] == [0, shares[np.argmin(low)]]
    assert {"rises", "dips"} < set(texts(ax))
    found = numbers(plots.alt_text(ax))
    assert found == pytest.approx(
        [0.6, 0.6, 0, 0.7, low.min(), shares[low.argmin()], 0.7], abs=6e-4
    )


def test_the_mean_of_two_pushes_lies_on_the_straight_line_above_the_curve():
    ax = plots.two_pushes(0.8, 2.0)
    curve, points = lines(ax, "loss")
    z, loss = points.get_data()
    assert z == pytest.approx(logit(0.8) + np.array([-2, 0, 2]))
    assert loss == pytest.approx(binary_cross_entropy_with_logits([1] * 3, z, reduction="none"))
    (mean,) = lines(ax, "accent")
    assert (mean.get_xdata()[0], mean.get_ydata()[0]) == pytest.approx((z[1], loss[[0, 2]].mean()))
    assert mean.get_ydata()[0] > loss[1]
    assert np.all(np.diff(curve.get_ydata(), 2) > 0)
    down, here, up = loss
    assert numbers(plots.alt_text(ax)) == pytest.approx(
        [1, 0.8, here, 2, up, down, (up + down) / 2], abs=6e-4
    )


def test_marks_are_what_the_fits_learned_and_curves_what_the_record_says():
    kinds, rates = [-2.0, 0.0, 1.0], {"one": (0.2, 0.2), "other": (0.0, 0.5)}
    fits = np.array([[0.3, 0.31, 0.35], [0.5, 0.52, 0.48], [0.6, 0.66, 0.61]])
    ax = plots.learned_logits(kinds, {"other": fits / 2, "one": fits}, rates)
    for color, learned, (r0, r1) in (
        ("model", fits / 2, rates["other"]),
        ("accent", fits, rates["one"]),
    ):
        marks = next(line for line in lines(ax, color) if line.get_marker() in "os")
        assert marks.get_ydata() == pytest.approx(logit(learned).mean(axis=1))
        z = marks.get_xdata()
        assert list(z) == kinds
        curve = next(
            line
            for line in lines(ax, "ink")
            if line.get_ydata()[-1] == pytest.approx(logit(r0 + (1 - r0 - r1) * sigmoid(1.0)))
        )
        x, y = curve.get_data()
        assert y == pytest.approx(logit(r0 + (1 - r0 - r1) * sigmoid(x)))
    assert {"true logit", "one", "other"} == set(texts(ax))


@pytest.mark.parametrize(
    ("learned", "rates", "message"),
    [
        ({}, {}, r"rates is \[\]: give one to three, named as in learned: \[\]"),
        ({"a": [[0.5]]}, {"b": (0, 0)}, r"rates is \['b'\]: give one to three"),
        ({key: [[0.5]] for key in "abcd"}, dict.fromkeys("abcd", (0, 0)), "give one to three"),
        ({"a": [[0.5]]}, {"a": (0.1,)}, r"rates\['a'\] is \(0.1,\): give two rates"),
        ({"a": [[0.5]]}, {"a": (0.1, 1)}, r"rates\['a'\]\[1\] is 1: give"),
        ({"a": [[0.5], [0.4]]}, {"a": (0.1, 0)}, r"learned\['a'\] has shape \(2, 1\)"),
        ({"a": [[1.5]]}, {"a": (0.1, 0)}, r"learned\['a'\]"),
    ],
)
def test_what_was_learned_needs_its_rates(learned, rates, message):
    with pytest.raises(ValueError, match=message):
        plots.learned_logits([0.0], learned, rates)
