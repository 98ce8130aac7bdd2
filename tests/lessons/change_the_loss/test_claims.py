"""What the lesson and its teachers' page say without a cell that asserts it."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from bce_lessons import binary_cross_entropy, categorical_cross_entropy, logit, softmax
from bce_lessons.variants import focal_minimizer, smooth_labels

Q = np.linspace(0.501, 0.999, 300)
TRUTHS = np.random.default_rng(7).dirichlet([1, 1, 1], 12)


def cheapest(cost):
    """Find the probabilities of three classes with the least cost, by descent on two logits."""
    return softmax([*minimize(lambda z: cost(softmax([*z, 0])), [0, 0], tol=1e-12).x, 0])


@pytest.mark.parametrize("alpha", [0.05, 0.2, 0.5])
def test_smoothing_damps_the_more_the_surer_the_truth(alpha):
    temperature = logit(Q) / logit(smooth_labels(Q, alpha=alpha))
    assert (np.diff(temperature) > 0).all()
    assert temperature[0] == pytest.approx(1 / (1 - alpha), rel=1e-3)


@pytest.mark.parametrize("gamma", [0.5, 1, 2, 5])
def test_with_two_classes_focal_loss_keeps_the_order_and_is_timid(gamma):
    asked = focal_minimizer(Q, gamma=gamma)
    assert (np.diff(asked) > 0).all()
    assert ((asked > 0.5) & (asked < Q)).all()


@pytest.mark.parametrize("q", TRUTHS)
def test_smoothing_of_three_classes_asks_for_each_truth_mixed_with_a_third(q):
    alpha = 0.2
    mixed = (1 - alpha) * q + alpha / 3
    asked = cheapest(lambda p: -np.sum(mixed * np.log(p)))
    assert asked == pytest.approx(mixed, abs=1e-5)


@pytest.mark.parametrize("q", TRUTHS)
def test_within_a_sample_focal_loss_keeps_the_order_of_three_classes(q):
    asked = cheapest(lambda p: -np.sum(q * (1 - p) ** 2 * np.log(p)))
    assert np.argsort(asked).tolist() == np.argsort(q).tolist()


@pytest.mark.parametrize("q", TRUTHS)
def test_softmax_on_tags_divides_rates_by_the_number_of_tags(q):
    rates = 1.5 * q
    assert cheapest(lambda p: -np.sum(rates * np.log(p))) == pytest.approx(q, abs=1e-5)


def test_no_probabilities_taken_for_logits_cost_less_than_certain_ones():
    assert categorical_cross_entropy(0, logits=[1, 0, 0]) == pytest.approx(math.log(1 + 2 / math.e))
    costs = categorical_cross_entropy(np.zeros(12), logits=TRUTHS, reduction="none")
    assert costs.min() > math.log(1 + 2 / math.e)


def test_labels_that_are_flipped_by_chance_are_smoothed_on_average():
    rate = 0.05
    flipped = (1 - rate) * Q + rate * (1 - Q)
    np.testing.assert_allclose(flipped, smooth_labels(Q, alpha=2 * rate))


def test_leaving_out_needs_chance_only_among_samples_with_equal_features():
    """Of two features, as common, one has fewer yes and fewer known labels: a model is right."""
    q, known = np.array([0.1, 0.6]), np.array([0.3, 0.9])
    for_all = (q * known).sum() / known.sum()
    assert for_all == pytest.approx(0.475)
    assert q.mean() == pytest.approx(0.35)
    rng = np.random.default_rng(11)
    x = rng.integers(0, 2, 200_000)
    y, kept = rng.random((2, len(x))) < np.stack([q[x], known[x]])
    assert y[kept].mean() == pytest.approx(for_all, abs=0.01)
    assert [y[kept & (x == k)].mean() for k in (0, 1)] == pytest.approx(q, abs=0.01)


def test_the_second_part_of_smoothing_is_no_log_2_at_all_weights():
    alpha, p = 0.2, 0.9
    to_a_coin = binary_cross_entropy(0.5, p)
    divergence = 0.5 * np.log(0.25 / (p * (1 - p)))
    assert to_a_coin == pytest.approx(math.log(2) + divergence)
    assert alpha * to_a_coin == pytest.approx(0.241, abs=1e-3)
