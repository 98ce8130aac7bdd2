"""Thresholds and costs: against counting, and the Bayes rule against every other threshold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from bce_lessons import binary_cross_entropy, logit, sigmoid, squared_error
from bce_lessons.decisions import best_threshold, expected_cost

RNG = np.random.default_rng(3)
Q = RNG.random(20_000)
Y = (RNG.random(20_000) < Q).astype(int)
cost = st.floats(1e-300, 1e308)


@given(fp=cost, fn=cost)
def test_the_threshold_is_the_false_alarms_share(fp, fn):
    share = best_threshold(fp, fn)
    assert 0 <= share <= 1
    assert share + best_threshold(fn, fp) == pytest.approx(1)
    if max(fp, fn) < 1e300:
        assert best_threshold(1e5 * fp, 1e5 * fn) == pytest.approx(share, rel=1e-12)
        assert share == pytest.approx(fp / (fp + fn), rel=1e-14)


def test_thresholds_of_note():
    assert best_threshold(1, 1) == 0.5
    assert best_threshold(1, 19) == 0.05
    assert best_threshold([1, 3], [3, 1]).tolist() == [0.25, 0.75]
    assert type(best_threshold(1, 1)) is float


@pytest.mark.parametrize("threshold", [0, 0.2, 0.5, 0.87, 1, 1.5, -np.inf, np.inf])
def test_cost_counts_both_mistakes(threshold):
    y, p = Y[:300], Q[:300].round(2)
    acts = p >= threshold
    (_, false_alarms), (misses, _) = confusion_matrix(y, acts, labels=[0, 1])
    expected = (2 * false_alarms + 7 * misses) / 300
    assert expected_cost(y, p, threshold, cost_fp=2, cost_fn=7) == pytest.approx(expected)


def test_many_thresholds_cost_what_each_costs_alone():
    grid = np.linspace(-0.1, 1.1, 24).reshape(4, 6)
    costs = expected_cost(Y, Q, grid, cost_fp=1, cost_fn=4)
    assert costs.shape == grid.shape
    for at in np.ndindex(grid.shape):
        assert expected_cost(Y, Q, grid[at], cost_fp=1, cost_fn=4) == costs[at]
    assert type(expected_cost(Y, Q, 0.5, cost_fp=1, cost_fn=4)) is float


def test_costs_may_differ_from_threshold_to_threshold():
    t = np.array([0.1, 0.5, 0.8])
    costs = expected_cost(Y, Q, t, cost_fp=t, cost_fn=1 - t)
    each = [expected_cost(Y, Q, x, cost_fp=x, cost_fn=1 - x) for x in t]
    np.testing.assert_allclose(costs, each)


@pytest.mark.parametrize("ratio", [1 / 20, 1 / 3, 1, 5, 20])
def test_no_threshold_beats_that_of_bayes_for_true_probabilities(ratio):
    """Soft labels are the true probabilities themselves: then the rule holds with no chance."""
    costs = {"cost_fp": 1, "cost_fn": ratio}
    best = expected_cost(Q, Q, best_threshold(1, ratio), **costs)
    assert best <= expected_cost(Q, Q, np.linspace(0, 1.01, 500), **costs).min() + 1e-15
    # And with drawn labels nearly so; while an overconfident model needs another threshold.
    drawn = expected_cost(Y, Q, np.linspace(0, 1, 101), **costs)
    assert expected_cost(Y, Q, best_threshold(1, ratio), **costs) <= drawn.min() + 0.02 * (
        1 + ratio
    )


def test_the_rule_fails_where_probabilities_are_not_calibrated():
    bold = sigmoid(4 * logit(Q))
    costs = {"cost_fp": 1, "cost_fn": 9}
    by_rule = expected_cost(Q, bold, best_threshold(1, 9), **costs)
    mended = expected_cost(Q, bold, sigmoid(4 * logit(best_threshold(1, 9))), **costs)
    assert by_rule > 1.2 * mended
    assert mended == pytest.approx(expected_cost(Q, Q, best_threshold(1, 9), **costs))


def test_all_costs_together_are_the_loss():
    """Weighted by 1/(t(1-t)), the costs add up to the cross-entropy; by 2, to squared error."""
    y, p = Y[:50], Q[:50]
    z = np.linspace(-30, 30, 60_001)
    t = sigmoid(z)
    costs = expected_cost(y, p, t, cost_fp=t, cost_fn=1 - t)
    assert costs.sum() * 0.001 == pytest.approx(binary_cross_entropy(y, p), rel=1e-3)
    even = (np.arange(40_000) + 0.5) / 40_000
    costs = expected_cost(y, p, even, cost_fp=even, cost_fn=1 - even)
    assert 2 * costs.mean() == pytest.approx(squared_error(y, p), rel=1e-3)


@pytest.mark.parametrize(
    ("threshold", "options", "message"),
    [
        (np.nan, {"cost_fp": 1, "cost_fn": 1}, "threshold is nan"),
        (0.5, {"cost_fp": 0, "cost_fn": 1}, "cost_fp is 0: give a finite number above 0"),
        (0.5, {"cost_fp": 1, "cost_fn": np.inf}, "cost_fn is inf"),
        (0.5, {"cost_fp": 1, "cost_fn": -2}, "cost_fn is -2"),
        ([0.5, 0.6], {"cost_fp": [1, 2, 3], "cost_fn": 1}, "cost_fp has shape"),
    ],
)
def test_cost_refuses(threshold, options, message):
    with pytest.raises(ValueError, match=message):
        expected_cost([0, 1], [0.1, 0.9], threshold, **options)


def test_threshold_refuses():
    with pytest.raises(ValueError, match="cost_fp is nan"):
        best_threshold(np.nan, 1)
    with pytest.raises(ValueError, match="cost_fn is 0"):
        best_threshold(1, 0)
    with pytest.raises(ValueError, match="shape"):
        best_threshold([1, 2], 1)
    with pytest.raises(TypeError, match="cost_fn is 'much'"):
        best_threshold(1, "much")
