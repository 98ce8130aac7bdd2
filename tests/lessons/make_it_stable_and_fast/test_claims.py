"""What the lesson says of floats without a cell that shows it."""

import numpy as np
import pytest


def naive(y, p):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def test_past_the_edge_the_lesson_s_naive_loss_is_infinite_or_nan():
    assert naive(0, np.float64(1)) == np.inf
    assert np.isnan(naive(1, np.float64(1)))
    assert -np.log(np.float64(1)) == 0


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_edge_lies_at_bits_times_log_2(dtype):
    edge = (np.finfo(dtype).nmant + 1) * np.log(2)
    one = np.asarray(1, dtype)
    before, after = (one / (one + np.exp(-np.asarray(edge + by, dtype))) for by in (-0.1, 0.1))
    assert before < 1
    assert after == 1


def test_a_product_of_32_and_its_differences_cost_less_than_an_epsilon_each():
    eps, rng = np.finfo(float).eps, np.random.default_rng(8)
    assert 63 * (eps / 2) / 32 < eps
    p = rng.random((10_000, 32))
    exact = np.log1p(-p.astype(np.longdouble)).sum(axis=1)
    product = (1 - p).prod(axis=1).astype(np.longdouble)
    assert (np.abs(np.log(product) - exact) / 32).max() < eps


def test_p_minus_y_gets_none_of_the_four_slopes_right_to_four_digits():
    z = np.array([34.0, 36.0, 38.0, 40.0])
    naively, right = 1 / (1 + np.exp(-z)) - 1, -1 / (1 + np.exp(z))
    assert (np.abs(naively / right - 1) > 5e-4).all()
    assert (naively == 0).tolist() == [False, False, True, True]
