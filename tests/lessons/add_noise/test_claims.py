"""What the lesson says of noise and of models trained on flipped labels, with other numbers."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bce_lessons import binary_cross_entropy, binary_entropy, logit, sigmoid
from bce_lessons.noise import flip_probabilities, mix_with_coin, unflip_probabilities

KINDS = np.array([-3.0, -1.0, 0.4, 2.0])
Q = sigmoid(KINDS)
EACH = 4000


def record(q, rate_0, rate_1, seed):
    """Draw labels, and flip them."""
    rng = np.random.default_rng(seed)
    truth = rng.random(q.shape) < q
    return truth ^ (rng.random(q.shape) < np.where(truth, rate_1, rate_0))


def fit(rate_0, rate_1, seed):
    """Fit a weight for each kind of sample; return the probability that each learns."""
    labels = record(np.repeat(Q, EACH), rate_0, rate_1, seed)
    model = LogisticRegression(C=np.inf).fit(np.repeat(np.eye(4), EACH, axis=0), labels)
    return model.predict_proba(np.eye(4))[:, 1]


@pytest.mark.parametrize("rates", [(0.1, 0.1), (0.3, 0.3), (0.0, 0.4), (0.25, 0.05)])
def test_a_free_model_learns_the_probability_of_the_record(rates):
    p = np.array([fit(*rates, seed) for seed in range(4)])
    expected = flip_probabilities(Q, *rates)
    assert np.abs(p - expected).max() < 4.5 * 0.5 / EACH**0.5
    back = unflip_probabilities(np.clip(p, rates[0], 1 - rates[1]), *rates)
    assert np.abs(back - Q).max() < 4.5 * 0.5 / EACH**0.5 / (1 - sum(rates))
    for wrong, right in zip(p, back, strict=True):
        assert binary_cross_entropy(expected, wrong) == pytest.approx(
            binary_entropy(expected).mean(), abs=2e-3
        )
        assert binary_cross_entropy(Q, wrong) > binary_cross_entropy(Q, right)


@pytest.mark.parametrize("rate", [0.01, 0.2, 0.45])
def test_one_rate_keeps_the_decisions_and_bounds_the_logit(rate):
    z = np.linspace(-40, 40, 801)
    bent = logit(flip_probabilities(sigmoid(z), rate, rate))
    assert np.array_equal(bent > 1e-12, z > 1e-12)
    assert np.abs(bent).max() <= logit(1 - rate) * (1 + 1e-12)


def test_two_rates_move_the_decisions():
    assert flip_probabilities(0.83, 0, 0.4) < 0.5 < flip_probabilities(0.84, 0, 0.4)


def test_a_straight_logit_moves_its_boundary_where_a_bent_one_does_not():
    """On true labels the fit is right; flips at one rate move it, as it cannot bend."""
    x = np.repeat([-0.5, 0.5, 8.0], [20_000, 12_000, 40_000])
    boundaries = {}
    for rate in (0.0, 0.2):  # at one rate, both ways
        found = []
        for seed in range(5):
            y = record(sigmoid(x), rate, rate, seed)
            model = LogisticRegression(C=np.inf).fit(x[:, None], y)
            found.append(-model.intercept_[0] / model.coef_[0, 0])
        boundaries[rate] = found
    assert np.abs(boundaries[0.0]).max() < 0.1
    assert min(boundaries[0.2]) > 0.25

    def bent(weights):
        return binary_cross_entropy(y, flip_probabilities(sigmoid(weights @ [x, x**0]), 0.2, 0.2))

    w, b = minimize(bent, [0.0, 0.0]).x
    assert abs(-b / w) < 0.1


def test_noise_that_knows_the_label_or_has_a_mean_can_lower_the_loss():
    p = np.repeat(np.arange(1, 10), 10) / 10
    y = (np.tile(np.arange(10), 9) < 10 * p - 1e-9).astype(int)
    push = np.abs(np.random.default_rng(6).normal(0, 1.5, 90))
    knows = binary_cross_entropy(y, sigmoid(logit(p) + push * (2 * y - 1)))
    assert knows < binary_cross_entropy(y, p)
    assert binary_cross_entropy(y**0, sigmoid(logit(p) + 1)) < binary_cross_entropy(y**0, p)


def test_noise_of_mean_0_over_all_days_can_lower_the_loss_if_it_sees_p():
    p = np.repeat(np.arange(1, 10), 10) / 10
    y = np.concatenate([[1] * k + [0] * (10 - k) for k in range(1, 10)])
    z = 2 * logit(p)  # overconfident
    halving = -z / 2
    assert abs(halving.mean()) < 1e-12
    assert (
        binary_cross_entropy(y, sigmoid(z + halving)) < binary_cross_entropy(y, sigmoid(z)) - 0.07
    )
    noise = np.random.default_rng(0).normal(0, 0.3, (2000, 90)) - 0.7 * logit(sigmoid(z)) / 2
    assert abs(noise.mean()) < 0.01
    days = np.tile(y, (2000, 1))
    assert binary_cross_entropy(days, sigmoid(z + noise)) < binary_cross_entropy(y, sigmoid(z))


@pytest.mark.parametrize("p", [0.2, 0.6, 0.9])
@pytest.mark.parametrize("y", [0, 1])
def test_noise_of_mean_0_for_each_prediction_raises_the_expected_loss(p, y):
    push = np.random.default_rng(0).normal(0, 1, 2000)
    both = sigmoid(logit(p) + np.concatenate([push, -push]))
    assert binary_cross_entropy(np.full(4000, y), both) > binary_cross_entropy(y, p)


def test_a_coin_helps_where_one_half_lies_on_the_truth_s_side_also_of_shifted_forecasts():
    mixed = [binary_cross_entropy(0.3, mix_with_coin(0.6, a)) for a in (0, 0.1, 0.2, 0.5)]
    assert np.all(np.diff(mixed) < 0)  # 0.6 is not too sure: the truth is beyond one half
    q = np.repeat(np.arange(1, 10), 10) / 10
    shifted = sigmoid(0.7 * logit(q) + 0.8)  # less sure, and shifted
    best = min(binary_cross_entropy(q, mix_with_coin(shifted, a)) for a in np.linspace(0, 1, 101))
    assert best < binary_cross_entropy(q, shifted) - 0.005
    for truth, said in ((0.8, 0.7), (0.3, 0.3)):  # too modest, and right
        assert binary_cross_entropy(truth, mix_with_coin(said, 0.1)) > binary_cross_entropy(
            truth, said
        )


def mean_losses(rate_0, rate_1, checked, *, repeats=1000):
    """Correct fits to 1,000 labels a kind by rates from some checked ones; return both losses."""
    rng, q = np.random.default_rng(0), sigmoid(np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]))
    ones = rng.binomial(1000, q, (repeats, 6))
    p = (rng.binomial(ones, 1 - rate_1) + rng.binomial(1000 - ones, rate_0)) / 1000
    true_ones = rng.binomial(checked, q.mean(), (repeats, 1))
    r1 = rng.binomial(true_ones, rate_1) / true_ones
    r0 = rng.binomial(checked - true_ones, rate_0) / (checked - true_ones)
    back = (p - r0) / (1 - r0 - r1)
    outside = np.mean(((back < 0) | (back > 1)).any(axis=1))
    truth = np.tile(q, (repeats, 1))
    corrected = binary_cross_entropy(truth, np.clip(back, 1e-3, 1 - 1e-3))
    return corrected, binary_cross_entropy(truth, p), outside


def test_rates_from_a_hundred_labels_do_harm_and_rates_from_many_hundreds_help():
    corrected, raw, _ = mean_losses(0.05, 0.05, 100)
    assert corrected > raw + 0.001
    assert mean_losses(0.2, 0.2, 100)[2] > 0.3
    for rate in (0.05, 0.1, 0.2):
        corrected, raw, _ = mean_losses(rate, rate, 600)
        assert corrected < raw - 0.001


def test_where_many_ones_are_missed_a_rate_from_a_hundred_labels_helps_too():
    corrected, raw, _ = mean_losses(0, 0.4, 100)
    assert corrected < raw - 0.05
