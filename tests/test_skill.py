"""A loss beside that of a reference: scikit-learn's D², weights, and what has no comparison."""

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import d2_log_loss_score

from bce_lessons import binary_cross_entropy
from bce_lessons.decomposition import skill
from tests.forecasts_drawn import forecasts

NAN = math.nan


@pytest.mark.parametrize("n", [60, 3000])
def test_it_is_the_d2_of_scikit_learn(n):
    y, p, _ = forecasts(n)
    weight = np.random.default_rng(1).uniform(0.1, 2, n)
    assert skill(y, p) == pytest.approx(d2_log_loss_score(y, p))
    assert skill(y, p, sample_weight=weight) == pytest.approx(
        d2_log_loss_score(y, p, sample_weight=weight)
    )


def test_a_reference_is_one_probability_or_one_a_sample():
    y, p, other = forecasts(50)
    loss = binary_cross_entropy(y, p)
    assert skill(y, p, reference=0.3) == pytest.approx(
        1 - loss / binary_cross_entropy(y, np.full(50, 0.3))
    )
    assert skill(y, p, reference=other) == pytest.approx(1 - loss / binary_cross_entropy(y, other))
    weight = np.random.default_rng(1).uniform(0.1, 2, 50)
    assert skill(y, p, reference=other, sample_weight=weight) == pytest.approx(
        1
        - binary_cross_entropy(y, p, sample_weight=weight)
        / binary_cross_entropy(y, other, sample_weight=weight)
    )
    assert skill(y, p, reference=p) == 0
    assert skill(y, p, reference=y.mean()) == pytest.approx(skill(y, p))
    assert skill([1, 1], [0.8, 0.9], reference=0.5) > 0  # with no base rate to beat
    table = [x.reshape(5, 10) for x in (y, p, other)]
    assert skill(table[0], table[1], reference=table[2]) == pytest.approx(
        skill(y, p, reference=other)
    )


def test_a_weight_of_0_hides_whatever_is_there():
    y, p, other = forecasts(30)
    weight = np.r_[0, np.linspace(1, 2, 28), 0]
    kept = slice(1, -1)
    bad = [np.r_[NAN, x[kept], 7] for x in (y, p, other)]
    for reference, good in ((None, None), (0.4, 0.4), (bad[2], other[kept])):
        assert skill(bad[0], bad[1], reference=reference, sample_weight=weight) == pytest.approx(
            skill(y[kept], p[kept], reference=good, sample_weight=weight[kept]), rel=1e-14
        )
    assert skill(y, p, sample_weight=weight * 1e300) == pytest.approx(
        skill(y[kept], p[kept], sample_weight=weight[kept])
    )


def test_a_certain_miss_is_minus_infinity_and_certain_hits_are_1():
    assert skill([1, 0], [0, 0.5], reference=0.5) == -math.inf
    assert skill([1, 0], [1, 0], reference=0.5) == 1
    assert skill([1, 0], [0, 0.5], sample_weight=[0.5, 2]) == -math.inf


@pytest.mark.parametrize(
    ("y", "reference", "weight", "message"),
    [
        ([1, 0], [1, 0], None, "reference costs nothing on these samples"),
        ([1, 0], 0, None, r"reference gives no probability to y_true\[0\]: beside an infinite"),
        ([1, 0], 0, [0, 1], "reference costs nothing"),
        ([[1, 0]], 1, [[0, 1]], r"reference gives no probability to y_true\[0, 1\]"),
        ([1, 0], [0.5], None, r"reference has shape \(1,\), y_true has \(2,\): pass one prob"),
        ([1, 0], [0.5, 1.5], None, r"reference\[1\] is 1.5, not a probability"),
        ([1, 0], [0.5, NAN], [1, 2], r"reference\[1\] is nan"),
        ([1, 0], 2.0, None, r"reference is 2.0, not a probability"),
        ([1, 0], None, [1, 0], "y_true is 1 everywhere: .* or give another reference"),
        (pd.Series([1, 0]), pd.Series([0.5, 0.4], index=[1, 0]), None, "reference is labelled 1"),
        ([1, 0], None, [1, -1], r"sample_weight\[1\] is -1"),
    ],
)
def test_what_cannot_be_compared_is_refused(y, reference, weight, message):
    p = np.full(np.shape(y), 0.4)
    with pytest.raises(ValueError, match=message):
        skill(y, p, reference=reference, sample_weight=weight)
