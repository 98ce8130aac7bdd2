import re

import numpy as np
import pytest
from scipy.special import expit
from scipy.special import logit as scipy_logit

from bce_lessons.information import binary_entropy
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.noise import (
    flip_labels,
    flip_probabilities,
    logit_noise,
    mix_with_coin,
    unflip_probabilities,
)

P = np.array([0.02, 0.3, 0.5, 0.7, 0.99])


def rng():
    return np.random.default_rng(0)


def test_logit_noise_is_the_formula_with_the_generators_normals():
    expected = expit(scipy_logit(P) + 0.8 * rng().standard_normal(P.shape))
    np.testing.assert_allclose(logit_noise(P, 0.8, rng()), expected, rtol=1e-14)


def test_logit_noise_has_the_stated_distribution_on_the_logits():
    draws = scipy_logit(logit_noise(np.tile(P, (20_000, 1)), 0.5, rng()))
    # Four standard errors of a mean and of a standard deviation of 20,000 normals.
    np.testing.assert_allclose(draws.mean(axis=0), scipy_logit(P), atol=4 * 0.5 / 20_000**0.5)
    np.testing.assert_allclose(draws.std(axis=0), 0.5, rtol=4 / 40_000**0.5)


def test_noise_draws_probabilities_towards_a_half():
    means = logit_noise(np.tile([0.1, 0.5, 0.9], (20_000, 1)), 2.0, rng()).mean(axis=0)
    assert 0.1 < means[0] < 0.5
    assert means[1] == pytest.approx(0.5, abs=0.01)
    assert 0.5 < means[2] < 0.9


@pytest.mark.parametrize("sigma", [0.0, 1.0, 1e6])
def test_logit_noise_stays_within_0_and_1_and_moves_neither(sigma):
    noisy = logit_noise([0.0, 1e-300, 0.5, 1.0], sigma, rng())
    assert noisy[0] == 0.0
    assert noisy[-1] == 1.0
    assert ((noisy >= 0) & (noisy <= 1)).all()


def test_no_noise_gives_the_probabilities_back():
    p = np.array([1e-300, 1e-9, 0.1, 0.5, 0.9, 1 - 1e-9])
    tolerance = 4 * np.finfo(float).eps * np.maximum(1, np.abs(scipy_logit(p)))
    assert (np.abs(logit_noise(p, 0, rng()) / p - 1) <= tolerance).all()


def test_flips_come_at_the_rate_and_independently_of_the_label():
    y = np.arange(100_000) % 2
    flipped = flip_labels(y, 0.2, rng()) != y
    assert flipped.mean() == pytest.approx(0.2, abs=4 * 0.4 / 100_000**0.5)
    assert flipped[y == 0].mean() == pytest.approx(flipped[y == 1].mean(), abs=0.01)
    neighbours = np.corrcoef(flipped[:-1], flipped[1:])[0, 1]
    assert abs(neighbours) < 4 / 100_000**0.5


def test_flipping_none_or_all():
    y = np.array([0, 1, 1, 0])
    assert flip_labels(y, 0, rng()).tolist() == [0, 1, 1, 0]
    assert flip_labels(y, 1, rng()).tolist() == [1, 0, 0, 1]


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2, 0.5])
def test_the_loss_under_flips_has_the_entropy_as_its_floor(rate):
    truth = np.arange(100_000) % 2
    noisy = flip_labels(truth, rate, rng())
    floor = float(binary_entropy(rate))

    def loss(p):
        return binary_cross_entropy(noisy, np.where(truth == 1, p, 1 - p))

    assert loss(1 - rate) == pytest.approx(floor, abs=0.01)
    assert all(loss(p) > floor + 0.01 for p in (0.3, 0.7, 0.999) if abs(p - (1 - rate)) > 0.15)


@pytest.mark.parametrize(
    ("rate", "floor"), [(0.05, 0.1985), (0.1, 0.3251), (0.2, 0.5004), (0.5, 0.6931)]
)
def test_the_floors_are_those_the_lessons_quote(rate, floor):
    assert float(binary_entropy(rate)) == pytest.approx(floor, abs=5e-5)


def test_mixing_is_the_mean_of_model_and_coin():
    np.testing.assert_allclose(mix_with_coin([0.1, 0.9], 0.5), [0.3, 0.7], rtol=1e-15)
    assert np.array_equal(mix_with_coin(P, 0), P)
    assert np.array_equal(mix_with_coin(P, 1), np.full(5, 0.5))
    symmetric = np.array([0.1, 0.4, 0.6, 0.9])
    assert mix_with_coin(symmetric, 0.37).mean() == pytest.approx(0.5, rel=1e-15)


@pytest.mark.parametrize("a", [1e-9, 0.2, 0.9])
def test_mixing_bounds_the_loss_of_a_certain_miss(a):
    assert binary_cross_entropy([1], mix_with_coin([0.0], a)) == pytest.approx(np.log(2 / a))
    assert binary_cross_entropy([0], mix_with_coin([1.0], a)) == pytest.approx(np.log(2 / a))


RATES = [(0.0, 0.0), (0.2, 0.2), (0.0, 0.4), (0.4, 0.0), (0.05, 0.9), (1.0, 0.0), (0.3, 1.0)]


@pytest.mark.parametrize(("rate_0", "rate_1"), RATES)
def test_flipped_probabilities_are_how_often_a_record_shows_1(rate_0, rate_1):
    draws = rng()
    truth = draws.random((200_000, 5)) < P
    record = np.where(truth, flip_labels(truth, rate_1, draws), flip_labels(truth, rate_0, draws))
    expected = flip_probabilities(P, rate_0, rate_1)
    # Four standard errors of a share.
    np.testing.assert_allclose(record.mean(axis=0), expected, atol=4 * 0.5 / 200_000**0.5)
    assert flip_probabilities(0.0, rate_0, rate_1) == rate_0
    assert flip_probabilities(1.0, rate_0, rate_1) == 1 - rate_1


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.37, 0.5])
def test_flips_at_one_rate_are_a_coin_of_twice_that_share(rate):
    np.testing.assert_allclose(
        flip_probabilities(P, rate, rate), mix_with_coin(P, 2 * rate), rtol=1e-15
    )


@pytest.mark.parametrize(("rate_0", "rate_1"), [pair for pair in RATES if sum(pair) < 1])
def test_flips_of_probabilities_are_undone(rate_0, rate_1):
    q = np.array([0.0, 1e-9, 0.02, 0.5, 0.7, 1 - 1e-9, 1.0])
    back = unflip_probabilities(flip_probabilities(q, rate_0, rate_1), rate_0, rate_1)
    np.testing.assert_allclose(back, q, rtol=1e-14, atol=1e-14)
    assert ((back >= 0) & (back <= 1)).all()  # rounding brings none out of it
    above, below = np.nextafter(1 - rate_1, 2), np.nextafter(rate_0, -1)
    assert unflip_probabilities(min(above, 1), rate_0, rate_1) == 1
    assert unflip_probabilities(max(below, 0), rate_0, rate_1) == 0


@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (2, 3, 4)])
def test_shapes_and_types_are_kept(shape):
    p, y = np.full(shape, 0.25), np.ones(shape, dtype=bool)
    results = logit_noise(p, 1, rng()), mix_with_coin(p, 0.5)
    for result in (*results, flip_probabilities(p, 0.1, 0.2), unflip_probabilities(p, 0.1, 0.2)):
        assert np.shape(result) == shape
        assert isinstance(result, np.ndarray if shape else float)
    flipped = flip_labels(y, 0.5, rng())
    assert flipped.shape == shape
    assert flipped.dtype == np.int64


def test_inputs_are_left_alone_and_seeds_repeat():
    p, y = P.copy(), np.array([0, 1, 1])
    for spoil in (lambda r: logit_noise(p, 1, r), lambda r: flip_labels(y, 0.5, r)):
        assert np.array_equal(spoil(rng()), spoil(rng()))
        r = rng()
        assert not np.array_equal([spoil(r) for _ in range(9)], [spoil(rng())] * 9)
    assert np.array_equal(p, P)
    assert y.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: logit_noise([0.5, 1.2], 1, rng()), ValueError, "y_proba[1] is 1.2"),
        (lambda: logit_noise([0.5], -1, rng()), ValueError, "sigma is -1: give a finite"),
        (lambda: logit_noise([0.5], np.inf, rng()), ValueError, "sigma is inf"),
        (lambda: logit_noise([0.5], np.nan, rng()), ValueError, "sigma is nan"),
        (lambda: logit_noise([0.5], "much", rng()), TypeError, "sigma is 'much'"),
        (lambda: logit_noise([0.5], 1, 0), TypeError, "rng is 0: give a generator"),
        (lambda: flip_labels([0, 1], 0.1, None), TypeError, "np.random.default_rng(0)"),
        (lambda: flip_labels([0, 0.5], 0.1, rng()), ValueError, "y_true[1] is 0.5, a soft label"),
        (lambda: flip_labels([[0, 1], [0.5, 1]], 0.1, rng()), ValueError, "y_true[1, 0] is 0.5"),
        (lambda: flip_labels(0.5, 0.1, rng()), ValueError, "y_true is 0.5, a soft label"),
        (lambda: flip_labels([0, 1, -1], 0.1, rng()), ValueError, "y_true[2] is -1"),
        (lambda: flip_labels([0, 1], 1.1, rng()), ValueError, "rate is 1.1"),
        (lambda: flip_probabilities([0.5, 1.1], 0, 0), ValueError, "y_proba[1] is 1.1"),
        (lambda: flip_probabilities(0.5, -0.1, 0), ValueError, "rate_0 is -0.1"),
        (lambda: flip_probabilities(0.5, 0, 40), ValueError, "for 40 % give 0.4"),
        (lambda: unflip_probabilities(0.5, 0.1, "0.2"), TypeError, "rate_1 is '0.2'"),
        (lambda: unflip_probabilities([0.5, np.nan], 0, 0), ValueError, "y_proba[1] is nan"),
        (
            lambda: unflip_probabilities(0.5, 0.5, 0.5),
            ValueError,
            "rate_0 and rate_1 are 0.5 and 0.5, together 1 or more",
        ),
        (
            lambda: unflip_probabilities([[0.2, 0.15], [0.19, 0.5]], 0.2, 0.4),
            ValueError,
            "y_proba[0, 1] is 0.15: flips at these rates bring no probability out of [0.2, 0.6]; "
            "check the rates, or pass np.clip(y_proba, 0.2, 0.6)",
        ),
        (lambda: unflip_probabilities(0.61, 0.2, 0.4), ValueError, "y_proba is 0.61: flips"),
        (lambda: mix_with_coin([0.5, -0.1], 0.5), ValueError, "y_proba[1] is -0.1"),
        (lambda: mix_with_coin([0.5], -0.5), ValueError, "a is -0.5"),
        (
            lambda: mix_with_coin([0.5], [0.1, 0.2]),
            TypeError,
            "a is [0.1, 0.2] (list): give a number",
        ),
    ],
)
def test_errors_name_argument_value_and_mend(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
