"""The figures of Lesson 6: what was drawn, and whether the words and numbers match it."""

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_entropy, plots
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
    assert {"always 0.8", "always 0.9", "floor: entropy H(q)"} == set(texts(ax))
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
