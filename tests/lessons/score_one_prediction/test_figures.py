import re

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text, batch_bars, loss_curves, new_axes, show, worked_values
from tests.drawn import P, Y, hexes, lines, texts, title

LOSSES = binary_cross_entropy(Y, P, reduction="none")


def test_each_curve_is_the_loss_of_its_label_in_its_own_colour_and_dash():
    ax = loss_curves()
    for label, name, dash in ((1, "one", "-"), (0, "zero", "--")):
        (curve,) = lines(ax, name)
        x, y = curve.get_data()
        assert np.allclose(y, binary_cross_entropy(np.full(x.size, label), x, reduction="none"))
        assert curve.get_linestyle() == dash
        assert x.min() < 0.003 or label == 0
        assert y.max() > 5.5  # the curve leaves what its label says at the top
    assert set(texts(ax)) == {"y = 1: −log p", "y = 0: −log(1 − p)"}
    assert "cross at p = 0.5" in alt_text(ax)
    assert "dot" not in alt_text(ax)
    assert "nats" in ax.get_ylabel()


def test_dots_lie_on_the_curve_of_their_label_with_its_marker():
    ax = loss_curves(Y, P)
    for label, name, marker in ((1, "one", "o"), (0, "zero", "s")):
        _, dots = lines(ax, name)
        own = np.equal(Y, label)
        assert dots.get_marker() == marker
        assert np.allclose(dots.get_xdata(), np.array(P)[own])
        assert np.allclose(dots.get_ydata(), LOSSES[own])
    assert alt_text(ax).endswith(
        "5 dots on them; the largest loss is that of y = 0 at p = 0.8, with 1.61 nats."
    )


def test_worked_values_are_dots_with_their_numbers():
    p = np.array([0.99, 0.6, 0.4, 0.1])
    ax = worked_values(p)
    dots = ax.lines[1]
    assert np.allclose(dots.get_ydata(), -np.log(p))
    assert texts(ax) == ["0.01", "0.51", "0.92", "2.30"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0.99", "0.6", "0.4", "0.1"]
    said = re.findall(r"([\d.]+) costs ([\d.]+\d)", alt_text(ax))
    assert np.allclose(np.array(said, float), np.transpose([p, -np.log(p)]), atol=0.005)
    assert ax.get_ylim()[1] > dots.get_ydata().max()
    assert "nats" in ax.get_ylabel()


def test_bars_are_the_losses_positives_first_and_the_line_is_their_mean():
    ax = batch_bars(Y, P)
    order = [0, 2, 4, 1, 3]
    assert np.allclose([bar.get_height() for bar in ax.patches], LOSSES[order])
    assert [tick.get_text() for tick in ax.get_xticklabels()] == [f"{P[i]:g}" for i in order]
    edges = hexes(bar.get_edgecolor() for bar in ax.patches)
    assert edges == [PALETTE["one"]] * 3 + [PALETTE["zero"]] * 2
    assert len({bar.get_linestyle() for bar in ax.patches}) == 2  # never colour alone
    assert "nats" in ax.get_ylabel()
    assert np.allclose(ax.lines[0].get_ydata(), binary_cross_entropy(Y, P))
    assert title(ax) == f"Mean loss: {LOSSES.sum():.2f} nats / 5 = {LOSSES.mean():.2f}"


def test_bars_say_both_sums_and_the_mean():
    said = alt_text(batch_bars(Y, P, name="filter"))
    positives, negatives = LOSSES[[0, 2, 4]].sum(), LOSSES[[1, 3]].sum()
    assert said.startswith("filter: loss of each of 5 predictions")
    assert f"3 positives cost {positives:.2f} nats, 2 negatives cost {negatives:.2f} nats" in said
    assert f"a mean of {LOSSES.mean():.3f} nats; the largest is 1.61" in said


def test_a_batch_of_one_label_has_one_group():
    said = alt_text(batch_bars([1], [0.5]))
    assert "1 positive costs 0.69 nats. Divided by 1" in said
    assert "negative" not in said


def test_shared_axes_have_room_for_the_larger_batch():
    left, right = new_axes(2, sharey=True)
    batch_bars([1, 0], [0.01, 0.5], ax=left)
    batch_bars([1, 0], [0.6, 0.5], ax=right)
    assert left.get_ylim() == right.get_ylim()
    assert left.get_ylim()[1] > -np.log(0.01)
    assert show(left, right).alt.count("Divided by 2") == 2


@pytest.mark.parametrize("plot", [loss_curves, batch_bars])
def test_what_cannot_be_drawn_is_refused(plot):
    with pytest.raises(ValueError, match=r"y_proba\[1\] is a certain miss"):
        plot([1, 0], [0.5, 1.0])
    with pytest.raises(ValueError, match="neither 0 nor 1"):
        plot([1, 0.5], [0.5, 0.5])
