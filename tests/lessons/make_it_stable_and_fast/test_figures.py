import re

import numpy as np
import pytest

from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text, certain_miss, share_of_truth, time_by_block, vanishing_slope
from bce_lessons.precision import naive_gradient, stable_gradient
from tests.drawn import hexes, lines, numbers, words

COSTS = {"a (float32)": 15.94, "b": 100.0, "c": np.inf}


def test_a_certain_miss_has_a_bar_for_each_and_an_arrow_for_infinity():
    ax = certain_miss(COSTS)
    widths = [bar.get_width() for bar in ax.patches]
    assert widths[:2] == [15.94, 100]
    assert widths[2] > 1.2 * widths[1]
    colors = hexes(bar.get_facecolor() for bar in ax.patches)
    assert colors == [PALETTE["accent"], PALETTE["accent"], PALETTE["loss"]]
    (arrow,) = ax.lines
    assert arrow.get_marker() == ">"
    assert (arrow.get_xdata()[0], arrow.get_ydata()[0]) == (widths[2], 2)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(COSTS)
    assert words(ax) == "15.94 100.00 ∞"
    assert alt_text(ax).endswith("in nats: a (float32) 15.94, b 100.00, c infinity.")
    low, high = ax.get_ylim()
    assert low > high  # the first row is at the top
    assert ax.get_xlabel().endswith("nats")


@pytest.mark.parametrize(
    ("costs", "message"),
    [
        ({"a": np.inf}, "costs is {'a': inf}: none is finite"),
        ({}, "costs is {}: give at least one number"),
        ({"a": -1.0}, "costs['a'] is -1.0: give a number of at least 0"),
        ({"a": np.nan, "b": 1.0}, "costs['a'] is nan"),
    ],
)
def test_costs_that_cannot_be_drawn_are_refused(costs, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        certain_miss(costs)


@pytest.mark.parametrize(("dtype", "bits"), [("float64", 53), ("float32", 24)])
def test_small_losses_become_steps_and_then_nothing(dtype, bits):
    ax = share_of_truth(dtype=dtype)
    ((p, share),) = (line.get_data() for line in lines(ax, "ink"))
    half_step = 2.0 ** -(bits + 1)  # half of the step just below 1; a tie goes to 1 itself
    assert (share[p < half_step] == 0).all()
    assert (share[p > 1.001 * half_step] > 0.6).all()
    assert share.max() == pytest.approx(2, abs=0.01)
    kept = -np.expm1(share * np.log1p(-p)) * 2.0**bits  # 1 - p, in steps below 1
    assert np.allclose(kept, kept.round(), rtol=1e-9, atol=1e-9)
    (truth,) = lines(ax, "loss")
    assert list(truth.get_ydata()) == [1, 1]
    assert (ax.get_xscale(), dtype in ax.get_xlabel()) == ("log", True)
    *_, good, least, most, lost = numbers(alt_text(ax).removesuffix("log1p(−p) keeps all."))
    assert lost == pytest.approx(half_step, rel=0.05)
    assert (least, most) == (0.67, 2)
    assert (np.abs(share[p > 2 * good] - 1) < 0.01).all()
    assert "log1p(−p): all of it" in words(ax)


def test_the_slope_ends_at_two_cliffs_and_goes_on_in_the_other_form():
    ax = vanishing_slope()
    (stable,) = lines(ax, "loss")
    z, log_slope = stable.get_data()
    assert np.allclose(10**log_slope, -stable_gradient(1, z))
    singles, doubles = lines(ax, "ink")
    for line, dtype, bits in ((singles, "float32", 24), (doubles, "float64", 53)):
        x, y = line.get_data()
        assert np.allclose(10 ** y[:-1], -naive_gradient(1, x[:-1], dtype))
        assert naive_gradient(1, x[-1], dtype) == 0
        assert x[-1] == pytest.approx(bits * np.log(2), abs=0.03)
        assert y[-1] == ax.get_ylim()[0]
    assert (singles.get_linestyle(), doubles.get_linestyle()) == ("--", ":")
    *_, first, _, second, _, last, at = numbers(alt_text(ax))
    assert [first, second] == pytest.approx([line.get_xdata()[-1] for line in (singles, doubles)])
    assert last == pytest.approx(np.exp(-45), rel=0.03)
    assert at == 45
    assert words(ax).count("p − y in") == 2


def test_times_are_relative_to_the_best():
    ax = time_by_block([64, 4096, 65536, 1 << 20], [8.0, 2.0, 0.5, 0.75])
    (curve,), (best,) = lines(ax, "ink"), lines(ax, "accent")
    assert list(curve.get_ydata()) == [16, 4, 1, 1.5]
    assert list(curve.get_xdata()) == [64, 4096, 65536, 1 << 20]
    assert (best.get_xdata()[0], best.get_ydata()[0]) == (65536, 1)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [t.get_text() for t in ax.get_xticklabels()] == ["64", "4Ki", "64Ki", "1Mi"]
    assert [t.get_text() for t in ax.get_yticklabels()][:3] == ["1×", "1.5×", "2×"]
    assert numbers(alt_text(ax)) == [65536, 16, 64, 1.5, 1 << 20]


@pytest.mark.parametrize(
    ("sizes", "seconds", "message"),
    [
        (
            [64],
            [1.0, 2.0],
            r"^seconds has shape \(2,\), sizes \(1,\): give one positive time a size",
        ),
        ([64, 0], [1.0, 1.0], r"^sizes\[1\] is 0.0: give a finite number above 0"),
        ([64, 128], [1.0, 0.0], r"^seconds\[1\] is 0.0: give a finite number above 0"),
        (64, 1.0, r"^sizes has shape \(\): give one row of numbers"),
    ],
)
def test_times_that_cannot_be_drawn_are_refused(sizes, seconds, message):
    with pytest.raises(ValueError, match=message):
        time_by_block(sizes, seconds)
