"""What the lesson says in prose, computed again."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bce_lessons import binary_cross_entropy, logit, sigmoid
from bce_lessons.calibration import prior_shift, wilson_interval
from bce_lessons.lessons.decide_by_costs.model import rare
from tests.prose_numbers import prose_of


@pytest.mark.parametrize("w", [0.5, 4.0, 13.0])
def test_a_weight_multiplies_the_odds(w):
    q = 0.2
    best = minimize_scalar(
        lambda p: -w * q * np.log(p) - (1 - q) * np.log(1 - p), bounds=(0.001, 0.999)
    ).x
    assert best / (1 - best) == pytest.approx(w * q / (1 - q), rel=1e-3)


def test_the_shift_is_nearly_one_number_where_the_form_is_right():
    _, plain, balanced, rate = rare()
    rise = logit(balanced) - logit(plain)
    assert rise.mean() == pytest.approx(-logit(rate), abs=0.1)
    assert np.mean((balanced > 0.5) == (plain > rate)) > 0.99


@pytest.mark.parametrize("seed", range(5))
def test_the_shift_is_not_one_number_where_the_form_is_wrong(seed):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((20_000, 2))
    y = (rng.random(20_000) < sigmoid(X[:, 0] * (1 + X[:, 1]) - 3.3)).astype(int)
    free, weighed = (
        LogisticRegression(C=np.inf, class_weight=weight)
        .fit(X[:10_000], y[:10_000])
        .predict_proba(X[10_000:])[:, 1]
        for weight in (None, "balanced")
    )
    assert 0.9 < np.mean((weighed > 0.5) == (free > y[:10_000].mean())) < 0.97
    shifted = prior_shift(weighed, trained_rate=0.5, actual_rate=y[:10_000].mean())
    off = logit(shifted) - logit(free)
    assert off.min() < -1
    assert off.max() > 1
    assert np.maximum(shifted / free, free / shifted).max() > 3.5
    more = binary_cross_entropy(y[10_000:], shifted) - binary_cross_entropy(y[10_000:], free)
    assert 0 < more < 0.005


def test_no_interval_misses_in_three_of_four_samples_if_the_probabilities_are_right():
    p, rng, none = rare().plain, np.random.default_rng(0), []
    group = np.minimum((10 * p).astype(int), 9)
    sizes = np.bincount(group)
    said = np.bincount(group, p) / sizes
    assert sizes.size == 8
    assert sizes[-3:].tolist() == [11, 4, 1]
    for _ in range(500):
        low, high = wilson_interval(np.bincount(group, rng.random(p.size) < p), sizes)
        none.append(np.all((low <= said) & (said <= high)))
    assert np.mean(none) == pytest.approx(0.75, abs=0.04)
    assert "that happens in about three of four samples" in prose_of("decide_by_costs")
    low, high = wilson_interval(np.bincount(group, rare().y), sizes)
    assert np.all((low <= said) & (said <= high))


def test_weights_hardly_move_the_order():
    y, plain, balanced, _ = rare()
    assert roc_auc_score(y, plain) == pytest.approx(roc_auc_score(y, balanced), abs=0.002)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_the_area_counted_in_logits_is_the_loss_and_in_t_half_the_square(p):
    in_logits = quad(lambda t: (1 - t) / (t * (1 - t)), p, 1)[0]
    in_t = quad(lambda t: 1 - t, p, 1)[0]
    assert in_logits == pytest.approx(binary_cross_entropy(1, p))
    assert in_t == pytest.approx((1 - p) ** 2 / 2)
