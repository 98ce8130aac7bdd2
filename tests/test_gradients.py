"""The gradients: worked values, boundaries, and differences of the losses themselves."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    sigmoid,
    squared_error,
    squared_error_gradient,
    squared_error_with_logits_gradient,
)

INF = math.inf
GRADIENTS = [
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits_gradient,
    squared_error_gradient,
    squared_error_with_logits_gradient,
]
every_gradient = pytest.mark.parametrize("gradient", GRADIENTS)
unit = st.floats(0, 1)
z_of = {p: math.log(p / (1 - p)) for p in (0.9, 0.6, 0.3, 0.7, 0.01)}


@pytest.mark.parametrize(
    ("y", "p", "cross_entropy", "squared"),
    [(0, 0.9, 0.9, 0.162), (0, 0.6, 0.6, 0.288), (1, 0.3, -0.7, -0.294), (1, 0.7, -0.3, -0.126),
     (1, 0.01, -0.99, -0.019602)],
)  # fmt: skip
def test_the_table_of_both_slopes(y, p, cross_entropy, squared):
    z = z_of[p]
    assert binary_cross_entropy_with_logits_gradient(y, z) == pytest.approx(cross_entropy)
    assert squared_error_with_logits_gradient(y, z) == pytest.approx(squared)


@pytest.mark.parametrize(
    ("gradient", "y", "x", "slope"),
    [
        (binary_cross_entropy_gradient, 0, 0.0, 1),
        (binary_cross_entropy_gradient, 1, 1.0, -1),
        (binary_cross_entropy_gradient, 0, 1.0, INF),
        (binary_cross_entropy_gradient, 1, 0.0, -INF),
        (binary_cross_entropy_gradient, 1, -0.0, -INF),
        (binary_cross_entropy_gradient, 0.5, 0.0, -INF),
        (binary_cross_entropy_gradient, 0.5, 1.0, INF),
        (binary_cross_entropy_gradient, 1, 1e-300, -1e300),
        (binary_cross_entropy_gradient, 0.25, 0.5, 1),
        (binary_cross_entropy_with_logits_gradient, 0, INF, 1),
        (binary_cross_entropy_with_logits_gradient, 1, -INF, -1),
        (binary_cross_entropy_with_logits_gradient, 0, -INF, 0),
        (binary_cross_entropy_with_logits_gradient, 1, INF, 0),
        (binary_cross_entropy_with_logits_gradient, 0.25, INF, 0.75),
        (binary_cross_entropy_with_logits_gradient, 0.25, -INF, -0.25),
        (binary_cross_entropy_with_logits_gradient, 1, 40.0, -4.248354255291589e-18),
        (binary_cross_entropy_with_logits_gradient, 0, -745.0, 5e-324),
        (squared_error_gradient, 1, 0.0, -2),
        (squared_error_gradient, 0, 1.0, 2),
        (squared_error_gradient, 1, 1.0, 0),
        (squared_error_with_logits_gradient, 0, INF, 0),
        (squared_error_with_logits_gradient, 1, INF, 0),
        (squared_error_with_logits_gradient, 0, -INF, 0),
        (squared_error_with_logits_gradient, 1, -INF, 0),
        (squared_error_with_logits_gradient, 0.5, -INF, 0),
        (squared_error_with_logits_gradient, 0, 0.0, 0.25),
        (squared_error_with_logits_gradient, 0.5, 0.0, 0),
        (squared_error_with_logits_gradient, 1, -700.0, -2 * math.exp(-700)),
        (squared_error_with_logits_gradient, 0, -300.0, 2 * math.exp(-600)),
    ],
)
def test_boundaries(gradient, y, x, slope):
    with np.errstate(all="raise"):
        got, many = gradient(y, x), gradient(np.full(65, y), np.full(65, x))
    assert got == pytest.approx(slope, rel=1e-15)
    np.testing.assert_allclose(many, slope, rtol=1e-15)
    if slope == 0:
        assert not np.signbit(many).any()


@every_gradient
def test_shapes_and_types(gradient):
    y, x = np.zeros((2, 3), np.uint8), np.full((2, 3), 0.25, np.float32)
    got = gradient(y, x)
    assert type(got) is np.ndarray
    assert got.shape == (2, 3)
    assert got.dtype == np.float64
    assert type(gradient(0, 0.25)) is float
    assert type(gradient(np.array(0), np.array(0.25))) is float
    assert gradient([0], [0.25]).tolist() == [gradient(0, 0.25)] == [got[0, 0]]


@every_gradient
def test_inputs_are_left_alone(gradient):
    y, x = np.array([0.0, 1, 0.5]), np.array([0.2, 0.4, 0.9])
    y.flags.writeable = x.flags.writeable = False
    got = gradient(y, x)
    assert not np.shares_memory(got, x)
    assert y.tolist() == [0, 1, 0.5]
    assert x.tolist() == [0.2, 0.4, 0.9]


@pytest.mark.parametrize(
    ("loss", "gradient"),
    [
        (binary_cross_entropy, binary_cross_entropy_gradient),
        (squared_error, squared_error_gradient),
    ],
)
@given(y=unit, p=st.floats(0.01, 0.99))
def test_slopes_in_p_are_differences_of_the_loss(loss, gradient, y, p):
    h = 1e-4
    # Richardson: two central differences, so that the error is of order h^4
    wide, near = ((loss(y, p + s) - loss(y, p - s)) / (2 * s) for s in (h, h / 2))
    assert gradient(y, p) == pytest.approx((4 * near - wide) / 3, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(
    ("loss", "gradient"),
    [
        (binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_gradient),
        (lambda y, z: squared_error(y, sigmoid(z)), squared_error_with_logits_gradient),
    ],
)
@given(y=unit, z=st.floats(-12, 12))
def test_slopes_in_z_are_differences_of_the_loss(loss, gradient, y, z):
    h = 1e-2
    wide, near = ((loss(y, z + s) - loss(y, z - s)) / (2 * s) for s in (h, h / 2))
    assert gradient(y, z) == pytest.approx((4 * near - wide) / 3, rel=1e-6, abs=1e-9)


@every_gradient
@given(y=st.integers(0, 2**20), x=st.integers(0, 2**20))
def test_classes_may_trade_names(gradient, y, x):
    y, x = y / 2**20, x / 2**20
    other = -x if "logits" in gradient.__name__ else 1 - x
    assert gradient(y, x) == pytest.approx(-gradient(1 - y, other), rel=1e-14, abs=1e-16)


@given(y=unit, z=st.floats(-30, 30))
def test_chain_rule(y, z):
    with mp.workdps(40):
        p = 1 / (1 + mp.exp(-mp.mpf(z)))
        slope = float(p * (1 - p))
    p, steep = sigmoid(z), binary_cross_entropy_with_logits_gradient(y, z)
    assert binary_cross_entropy_gradient(y, p) * slope == pytest.approx(steep, rel=1e-2, abs=1e-3)
    assert squared_error_with_logits_gradient(y, z) == pytest.approx(
        2 * steep * slope, rel=1e-14, abs=1e-15 * slope
    )


@given(p=st.floats(1e-300, 1 - 2**-53))
def test_every_slope_vanishes_where_the_prediction_is_the_soft_label(p):
    assert binary_cross_entropy_gradient(p, p) == 0
    assert squared_error_gradient(p, p) == 0


def test_squared_error_falls_silent_where_it_is_most_wrong():
    z = np.array([2.0, 5.0, 10.0, 20.0, 40.0])
    wrong = np.zeros(5)
    assert (np.diff(squared_error_with_logits_gradient(wrong, z)) < 0).all()
    assert (binary_cross_entropy_with_logits_gradient(wrong, z) > 0.88).all()


def test_where_the_model_cannot_tell_the_slope_is_a_plain_difference():
    y = np.array([0.0, 1e-20, 0.1, 0.3, 0.45, 0.6, 0.9, 1.0])
    at_zero = binary_cross_entropy_with_logits_gradient(y, np.zeros(8))
    np.testing.assert_array_equal(at_zero, 0.5 - y)
