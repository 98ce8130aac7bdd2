import numpy as np
import pytest

from bce_lessons import binary_cross_entropy
from bce_lessons.comparison import compare_losses, loss_interval
from bce_lessons.lessons.compare_two_models.model import pair
from bce_lessons.plots import (
    alt_text,
    intervals_and_truth,
    largest_losses,
    paired_losses,
    three_intervals,
)
from tests.drawn import title

Y, FIRST, SECOND = pair()
BOTH = {"first": FIRST, "second": SECOND}


def test_each_sample_has_its_dot_and_alike_ones_share_a_larger_one():
    ax = paired_losses(Y, BOTH)
    costs = [binary_cross_entropy(Y, p, reduction="none") for p in BOTH.values()]
    (dots,) = ax.collections
    places, counts = np.unique(np.column_stack(costs), axis=0, return_counts=True)
    np.testing.assert_allclose(dots.get_offsets(), places)
    assert np.corrcoef(dots.get_sizes(), counts)[0, 1] == pytest.approx(1)
    told = f"orrelation {np.corrcoef(*costs)[0, 1]:.2f}"
    assert told in title(ax)
    assert told in alt_text(ax)
    named = [f"loss of the model {name}, nats" for name in BOTH]
    assert [ax.get_xlabel(), ax.get_ylabel()] == named
    better = np.sum(costs[0] < costs[1])
    assert f"on {better} samples first costs less, on {2000 - better} second." in alt_text(ax)


def test_of_losses_that_are_all_alike_nothing_is_correlated():
    ax = paired_losses([1, 1], {"a": [0.5, 0.5], "b": [0.4, 0.3]})
    assert title(ax) == "What each sample costs"
    assert "No correlation" in alt_text(ax)
    assert "No correlation" in alt_text(paired_losses([1], {"a": [0.5], "b": [0.4]}))


def test_the_three_intervals_are_those_of_the_package():
    ax = three_intervals(Y, BOTH)
    a, b, d = (
        loss_interval(Y, FIRST),
        loss_interval(Y, SECOND),
        compare_losses(Y, FIRST, SECOND),
    )
    rows = [(a.low - b.loss, a.high - b.loss), (b.low - b.loss, b.high - b.loss), (d.low, d.high)]
    drawn = [line.get_segments()[0] for line in ax.collections]
    for height, (ends, segment) in enumerate(zip(rows, drawn, strict=True)):
        np.testing.assert_allclose(segment, [(ends[0], height), (ends[1], height)])
    middles = [line.get_xdata()[0] for line in ax.lines[1:]]
    np.testing.assert_allclose(middles, [a.loss - b.loss, 0, d.difference], atol=1e-15)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["first", "second", "first − second"]
    assert ax.get_xlabel() == "nats, from the loss of second"
    assert f"first - second {d.difference:.3f}, {d.low:.3f} to {d.high:.3f}." in alt_text(ax)


def test_the_largest_terms_carry_what_the_package_says():
    ax = largest_losses(Y, BOTH)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    for k, (name, p) in enumerate(BOTH.items()):
        share = loss_interval(Y, p).largest_share
        assert f"of {name} the five largest {100 * share:.0f} %" in alt_text(ax)
        assert labels[k] == f"{name}: five carry {100 * share:.0f} %"
        assert ax.lines[3 * k + 1].get_xydata()[0] == pytest.approx([5, share])
    first = ax.lines[0].get_ydata()
    assert first[-1] == pytest.approx(1)
    assert (np.diff(first) >= 0).all()
    assert (np.diff(first, 2) <= 1e-12).all()  # from the largest on


def test_of_fewer_than_five_samples_all_are_the_largest():
    assert "of a the five largest 100 %" in alt_text(largest_losses([1, 0], {"a": [0.5, 0.5]}))


def test_intervals_that_miss_are_marked():
    ax = intervals_and_truth([0, 1, 2, -3], [2, 3, 4, 1], 1.5, name="made")
    held, missed = (
        sorted(segment[0][0] for segment in lines.get_segments()) for lines in ax.collections
    )
    assert (held, missed) == ([0, 1], [2, 3])
    assert ax.lines[0].get_xydata().tolist() == [[2, 3], [3, -1]]
    assert ax.lines[1].get_ydata() == [1.5, 1.5]
    assert title(ax) == "made: 2 of 4 miss"
    assert title(intervals_and_truth([0], [1], 0)) == "0 of 1 miss"  # an end holds it


@pytest.mark.parametrize("draw", [paired_losses, three_intervals])
@pytest.mark.parametrize("names", ["a", "abc"])
def test_a_pair_is_two_models(draw, names):
    with pytest.raises(ValueError, match=f"^models has {len(names)} entries: give two, by name"):
        draw([1, 0], {key: [0.5, 0.5] for key in names})


@pytest.mark.parametrize("draw", [paired_losses, three_intervals, largest_losses])
def test_a_certain_miss_has_no_place(draw):
    models = {"a": [0.5, 0.5], "b": [0.5, 1.0]}
    with pytest.raises(ValueError, match=r"^models\['b'\]\[1\] gives no probability"):
        draw([1, 0], models)


def test_no_loss_has_no_shares():
    with pytest.raises(ValueError, match=r"^models\['a'\] has no loss at all"):
        largest_losses([1, 0], {"a": [1.0, 0.0]})


def test_an_interval_without_an_end_has_no_place():
    y, models = np.ones(50), {"a": np.full(50, 0.9), "b": np.full(50, 0.8)}
    models["a"][0] = 1e-6
    with pytest.raises(ValueError, match=r"^of these 50 samples an interval has no end"):
        three_intervals(y, models)


def test_ends_come_in_pairs():
    with pytest.raises(ValueError, match=r"^low has shape .*, high .*: give one row of each"):
        intervals_and_truth([0], [1, 2], 0)
    with pytest.raises(ValueError, match=r"^low is empty"):
        intervals_and_truth([], [], 0)
