import numpy as np
import pytest

from bce_lessons.lessons.change_the_loss.figures import VARIANTS
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text, variant_bowls, variant_costs, variant_minima
from bce_lessons.variants import focal_loss, focal_minimizer, smooth_labels
from tests.drawn import decimals, hexes


def curves(ax):
    """Return the lines that join more than two points."""
    return [line for line in ax.lines if len(line.get_xdata()) > 2]


@pytest.mark.parametrize(("alpha", "gamma"), [(0.2, 2), (0.1, 1), (0, 0)])
def test_costs_are_those_of_a_one(alpha, gamma):
    ax = variant_costs(alpha=alpha, gamma=gamma)
    p = ax.lines[0].get_xdata()

    def by_hand(p):
        one, zero = -np.log(p), -np.log1p(-p)
        return one, (1 - alpha / 2) * one + alpha / 2 * zero, (1 - p) ** gamma * one

    for line, cost, (color, _, dash) in zip(ax.lines, by_hand(p), VARIANTS, strict=True):
        assert line.get_ydata() == pytest.approx(cost)
        assert (line.get_linestyle(), hexes([line.get_color()])) == (dash, [PALETTE[color]])
    said = decimals(alt_text(ax))
    assert said == pytest.approx([0.99, *by_hand(0.99), 0.1, *by_hand(0.1)], abs=0.0005)
    assert f"α = {alpha:g}" in ax.lines[1].get_label()
    assert f"γ = {gamma:g}" in ax.lines[2].get_label()


@pytest.mark.parametrize("q", [0.2, 0.9])
def test_bowls_are_the_expected_losses_and_marked_where_they_are_lowest(q):
    ax = variant_bowls(q, alpha=0.1, gamma=1)
    bowls = curves(ax)
    p = bowls[0].get_xdata()
    smoothed = smooth_labels(q, alpha=0.1)
    expected = [
        q * -np.log(p) - (1 - q) * np.log1p(-p),
        smoothed * -np.log(p) - (1 - smoothed) * np.log1p(-p),
        focal_loss(np.full_like(p, q), p, gamma=1, reduction="none"),
    ]
    points = [line for line in ax.lines if len(line.get_xdata()) == 1]
    lowest = [q, smoothed, focal_minimizer(q, gamma=1)]
    rows = zip(bowls, points, expected, lowest, VARIANTS, strict=True)
    for bowl, point, cost, at, (color, marker, dash) in rows:
        assert bowl.get_ydata() == pytest.approx(cost)
        assert point.get_xdata() == pytest.approx([at])
        assert point.get_ydata()[0] <= cost.min()
        assert hexes([bowl.get_color(), point.get_color()]) == [PALETTE[color]] * 2
        assert (point.get_marker(), bowl.get_linestyle()) == (marker, dash)
    assert decimals(alt_text(ax))[1:] == pytest.approx(lowest, abs=0.0005)
    said = [text.get_text() for text in ax.get_legend().texts]
    assert [decimals(text)[0] for text in said] == pytest.approx(lowest, abs=0.0005)


def test_minima_are_drawn_against_the_truth():
    ax = variant_minima(alpha=0.1, gamma=3)
    q = ax.lines[0].get_xdata()
    expected = (q, smooth_labels(q, alpha=0.1), focal_minimizer(q, gamma=3))
    for line, best, (color, _, dash) in zip(ax.lines, expected, VARIANTS, strict=True):
        assert line.get_ydata() == pytest.approx(best)
        assert (line.get_linestyle(), hexes([line.get_color()])) == (dash, [PALETTE[color]])
    said = decimals(alt_text(ax))
    right = [0.99, smooth_labels(0.99, alpha=0.1), focal_minimizer(0.99, gamma=3)]
    assert said == pytest.approx(right, abs=0.0005)
    assert "α = 0.1" in ax.lines[1].get_label()
    assert "γ = 3" in ax.lines[2].get_label()
