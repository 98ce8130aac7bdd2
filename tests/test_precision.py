"""The demonstration of rounding is itself right: against mpmath, and against NumPy's floats."""

from decimal import Decimal

import mpmath
import numpy as np
import pytest

from bce_lessons import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
)
from bce_lessons.precision import (
    correct_digits,
    exact_loss,
    naive_gradient,
    naive_loss,
    stable_gradient,
    stable_loss,
)

Z = np.arange(-90, 91) / 2
DTYPES = ["float32", "float64"]


def ulps(found, right, dtype):
    right = np.asarray(right, dtype)
    return np.abs(np.asarray(found, dtype) - right) / np.spacing(np.abs(right))


@pytest.mark.parametrize("y", [0, 1])
def test_the_exact_loss_agrees_with_mpmath(y):
    with mpmath.workdps(80):
        for z, loss in zip(Z.tolist(), exact_loss(y, Z), strict=True):
            truth = mpmath.log1p(mpmath.exp(-z if y else z))
            assert abs(mpmath.mpf(str(loss)) / truth - 1) < mpmath.mpf(10) ** -38


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("y", [0, 1])
def test_the_stable_forms_are_right_to_the_last_digit_or_two(y, dtype):
    labels = np.full(Z.shape, float(y))
    losses = binary_cross_entropy_with_logits(labels, Z, reduction="none")
    assert ulps(stable_loss(y, Z, dtype), losses, dtype).max() <= 2
    slopes = binary_cross_entropy_with_logits_gradient(labels, Z)
    assert ulps(stable_gradient(y, Z, dtype), slopes, dtype).max() <= 2


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_naive_forms_are_what_numpy_computes(dtype):
    z = Z.astype(dtype)
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-z))
        ours = naive_loss(1, Z, dtype), naive_loss(0, Z, dtype), naive_gradient(1, Z, dtype)
        theirs = -np.log(p), -np.log(1 - p), p - 1
    eps = np.finfo(dtype).eps
    for found, computed in zip(ours, theirs, strict=True):
        assert found.dtype == np.float64
        assert (np.isinf(found) == np.isinf(computed)).all()
        finite = np.isfinite(found)
        assert np.allclose(found[finite], computed[finite], rtol=4 * eps, atol=4 * eps)


@pytest.mark.parametrize(("dtype", "bits"), [("float32", 24), ("float64", 53)])
def test_the_naive_forms_end_where_1_plus_exp_rounds_to_1(dtype, bits):
    """There the loss of y = 1 and both slopes are 0, and that of y = 0 is inf."""
    cliff = bits * np.log(2)
    before, after = cliff - 0.01, cliff + 0.01
    assert naive_gradient(1, before, dtype) < 0 == naive_gradient(1, after, dtype)
    assert naive_loss(1, before, dtype) > 0 == naive_loss(1, after, dtype)
    assert naive_loss(0, before, dtype) < np.inf == naive_loss(0, after, dtype)
    assert stable_gradient(1, after, dtype) < 0 < stable_loss(1, after, dtype)


def test_far_out_float32_overflows_and_the_stable_form_does_not():
    assert naive_loss(1, -200, "float32") == np.inf
    assert stable_loss(1, -200, "float32") == 200
    assert naive_gradient(0, -200, "float32") == 0


def test_correct_digits():
    truth = np.array([Decimal("0.125")] * 5)
    digits = correct_digits([0.125, 0.12500125, 0.25, np.inf, 0.0], truth)
    assert digits[0] == pytest.approx(-np.log10(2.0**-53))
    assert digits[1] == pytest.approx(5, abs=1e-6)
    assert list(digits[2:]) == [0, 0, 0]
    assert not np.signbit(digits).any()
    assert correct_digits([0.125], truth[:1], "float32")[0] == pytest.approx(24 * np.log10(2))


@pytest.mark.parametrize("function", [naive_loss, stable_loss, naive_gradient, stable_gradient])
def test_shapes_are_kept(function):
    assert function(1, np.zeros((2, 3))).shape == (2, 3)
    assert function(0, 1.5).shape == ()
    assert exact_loss(0, np.zeros((2, 3))).shape == (2, 3)
