"""What the figures of somebody's forecasts draw: geometry, colours, words. No pixels."""

import numpy as np
import pytest

from bce_lessons import plots
from bce_lessons.calibration import wilson_interval
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text
from tests.drawn import decimals, dots, texts, title

P = np.array([0.9, 0.9, 0.4, 0.2, 0.91, 0.5, 0.6, 0.05])
Y = np.array([1, 0, 1, 0, 1, 1, 0, 0])
COSTS = {"a": 0.2, "b": 2.0, "c": 0.9, "d": 0.1}


def test_the_strip_parts_what_came_true_by_side_colour_and_marker():
    ax = plots.forecast_strip(Y, P)
    (true, blue), (false, vermilion) = dots(ax, "o"), dots(ax, "s")
    assert (blue, vermilion) == (PALETTE["one"], PALETTE["zero"])
    assert true[:, 0].tolist() == sorted(P[Y == 1])
    assert false[:, 0].tolist() == sorted(P[Y == 0])
    assert (true[:, 1] > 0).all()
    assert (false[:, 1] < 0).all()
    assert title(ax) == "4 of 8 on the right side of ½"
    assert "of 4 that came true 2 are above ½, of 4 that did not 2 are below it" in alt_text(ax)


def test_dots_that_would_touch_are_stacked():
    ax = plots.forecast_strip([1] * 7, [0.9, 0.9, 0.91, 0.5, 0.94, 0.9, 0.9])
    points, _ = dots(ax, "o")
    assert len({tuple(point) for point in points.tolist()}) == 7
    assert points[0, 1] == points[1, 1] == points[-1, 1]
    assert points[:, 1].max() < ax.get_ylim()[1]
    flat, _ = dots(plots.forecast_strip([1] * 20, [0.3] * 20), "o")
    assert flat[:, 1].max() < 1
    assert len(set(flat[:, 1].tolist())) == 20


def test_the_strip_speaks_of_one_forecast():
    assert alt_text(plots.forecast_strip([1], [0.9])) == (
        "1 forecast on a line from 0 to 1: of 1 that came true 1 is above ½, of 0 that did not "
        "0 are below it."
    )


def test_the_confidence_curve_folds_groups_and_bounds():
    ax = plots.confidence_curve(Y, P, n_groups=2)
    groups, _ = dots(ax, "o")
    # 0.4 and 0.6 are 60 % sure of a side, both wrong; ½ takes none.
    sure = [[0.6, 0.6], [0.9, 0.9, 0.8, 0.91, 0.95]]
    right = [[0, 0], [1, 0, 1, 1, 1]]
    assert groups[:, 0] == pytest.approx([np.mean(group) for group in sure])
    assert groups[:, 1] == pytest.approx([np.mean(group) for group in right])
    (bars,) = ax.collections
    ends = [segment[:, 1] for segment in bars.get_segments()]
    for (low, high), hits in zip(ends, right, strict=True):
        assert (low, high) == pytest.approx(wilson_interval(sum(hits), len(hits)))
    assert texts(ax)[1:] == ["0 of 2", "4 of 5"]
    assert title(ax) == "0 of 2 intervals miss the diagonal"
    assert "60 % sure, 0 of 2 right (interval 0.00 to 0.66)" in alt_text(ax)


def test_an_interval_that_misses_is_counted():
    ax = plots.confidence_curve([0] * 9, [0.95] * 9)
    assert title(ax) == "1 of 1 interval misses the diagonal"
    assert alt_text(ax).endswith("1 of 1 interval misses the diagonal.")
    of_two = plots.confidence_curve([0] * 9 + [1], [0.95] * 9 + [0.6])
    assert title(of_two) == "1 of 2 intervals misses the diagonal"


def test_nobody_took_a_side():
    ax = plots.confidence_curve([0, 1], [0.5, 0.5])
    assert title(ax) == "Nobody took a side"
    assert alt_text(ax).endswith("no forecast takes a side.")


def test_the_costliest_bars_are_sorted_and_add_up():
    ax = plots.costliest_bars(COSTS, top=2)
    assert [bar.get_width() for bar in ax.patches] == [2.0, 0.9]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["b", "c"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the dearest on top
    assert title(ax) == "2 of 4 make 91 % of the loss"
    assert decimals(alt_text(ax)) == [2.0, 0.9, 0.8, 0.693]
    assert "They make 91 % of the whole" in alt_text(ax)


@pytest.mark.parametrize("costs", [COSTS, {"a": 0.1, "b": 0.2}])
def test_mean_and_coin_are_marked_and_named(costs):
    ax = plots.costliest_bars(costs)
    mean = np.mean(list(costs.values()))
    assert [line.get_xdata()[0] for line in ax.lines] == pytest.approx([mean, np.log(2)])
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    names = {t.get_text().split()[0]: t for t in ax.texts if not t.get_text()[0].isdigit()}
    assert names["mean"].xy[0] == pytest.approx(mean)
    assert names["coin"].xy[0] == pytest.approx(np.log(2))
    # The left one's text ends at its line, the right one's begins there: they never collide.
    assert names["mean"].get_ha() == ("left" if mean > np.log(2) else "right")
    assert names["mean"].get_ha() != names["coin"].get_ha()
    assert ax.get_xlim()[1] > max(*costs.values(), np.log(2))


def test_answers_that_cost_nothing_make_none_of_the_loss():
    assert title(plots.costliest_bars({"a": 0.0})) == "1 of 1 make 0 % of the loss"


@pytest.mark.parametrize(
    ("costs", "top", "message"),
    [
        ({}, 3, "costs is {}: give at least one number"),
        (COSTS, 0, "top is 0: give a whole number, 1 or more"),
    ],
)
def test_nothing_to_show_is_refused(costs, top, message):
    with pytest.raises(ValueError, match=message):
        plots.costliest_bars(costs, top=top)
