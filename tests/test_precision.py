"""The demonstration of rounding is itself right: against mpmath, and against NumPy's floats."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction

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

FORMS = [naive_loss, stable_loss, naive_gradient, stable_gradient]
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


@pytest.mark.parametrize("function", FORMS)
def test_shapes_are_kept(function):
    assert function(1, np.zeros((2, 3))).shape == (2, 3)
    assert function(0, 1.5).shape == ()
    assert exact_loss(0, np.zeros((2, 3))).shape == (2, 3)


FAR = [1e-300, 1e-5, 64.0, 69.5, 71.0, 71.5, 75.0, 200.0, 745.5, 1e4, 2.5e6, 1e9, 1e15]


@pytest.mark.parametrize("y", [0, 1])
def test_the_exact_loss_has_59_digits_however_large_or_small_it_is(y):
    with mpmath.workdps(140):
        for z in [*FAR, *(-z for z in FAR)]:
            (loss,) = exact_loss(y, [z])
            v = mpmath.mpf(-z if y else z)
            truth = max(v, 0) + mpmath.log1p(mpmath.exp(-abs(v)))
            assert abs(mpmath.mpf(str(loss)) / truth - 1) < mpmath.mpf(10) ** -59


def test_the_exact_loss_of_a_large_logit_is_the_logit():
    assert exact_loss(0, [1e9, 1e300]).tolist() == [Decimal(10**9), exact(1e300)]
    assert exact_loss(1, [-1e9, 1e300]).tolist() == [Decimal(10**9), 0]
    assert exact_loss(0, [np.inf, -np.inf]).tolist() == [Decimal("Infinity"), 0]


def exact(value):
    with localcontext(prec=60):
        return +Decimal(value)


def test_the_caller_s_decimal_context_changes_nothing():
    expected = exact_loss(1, FAR).tolist()
    with localcontext(prec=3, Emax=9, Emin=-9):
        assert exact_loss(1, FAR).tolist() == expected
        assert correct_digits(stable_loss(0, FAR), exact_loss(0, FAR)).min() > 15.6


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("z", [2.5e6, 1e9, 1e300, np.inf])
def test_forms_of_the_largest_logits(z, dtype):
    largest = np.inf if dtype == "float32" and z > 1e38 else z
    for y, miss in ((0, z), (1, -z)):
        assert naive_loss(y, [miss, -miss], dtype).tolist() == [np.inf, 0]
        assert stable_loss(y, [miss, -miss], dtype).tolist() == [largest, 0]
        sign = 1 - 2 * y
        assert naive_gradient(y, [miss, -miss], dtype).tolist() == [sign, 0]
        assert stable_gradient(y, [miss, -miss], dtype).tolist() == [sign, 0]


@pytest.mark.parametrize("function", [*FORMS, exact_loss])
@pytest.mark.parametrize("kind", [bool, float, np.bool_, np.uint8, np.int8, np.float32, Fraction])
def test_labels_of_every_type_are_the_same_label(function, kind):
    for y in (0, 1):
        assert np.array_equal(function(kind(y), [3.0, -40.0]), function(y, [3.0, -40.0]))


def test_the_slope_of_an_unsigned_label_is_right():
    assert stable_gradient(np.uint8(1), [3.0])[0] == pytest.approx(-0.04742587317756678)


@pytest.mark.parametrize("function", [*FORMS, exact_loss])
@pytest.mark.parametrize(
    ("y", "z", "error", "message"),
    [
        (-1, [2.0], ValueError, "y is -1: give one label, 0 or 1"),
        (0.5, [2.0], ValueError, "y is 0.5"),
        ("0", [2.0], TypeError, "y is '0' (str)"),
        ([0, 1], [2.0, 3.0], TypeError, "y is [0, 1] (list): give one label"),
        (0, [2.0, np.nan], ValueError, "z[1] is nan"),
        (0, ["2"], TypeError, "z[0] is '2' (str)"),
        (0, [], ValueError, "z is empty"),
        (0, None, TypeError, "z is None"),
    ],
)
def test_labels_and_logits_that_are_none_are_named(function, y, z, error, message):
    with pytest.raises(error, match=re.escape(message)):
        function(y, z)


@pytest.mark.parametrize("function", FORMS)
def test_a_size_may_go_by_any_of_numpy_s_names(function):
    for size in ("float32", "f4", np.float32, np.dtype("float32")):
        assert np.array_equal(function(1, Z, size), function(1, Z, "float32"))
    with pytest.raises(ValueError, match="dtype is 'float16': choose 'float32' or 'float64'"):
        function(1, Z, "float16")


def test_beside_0_and_infinity_only_the_very_same_has_right_digits():
    infinity = Decimal("Infinity")
    digits = correct_digits([0.0, 1e-300, np.inf, 5.0, -np.inf], [0, 0, infinity, infinity, 1])
    assert (digits > 15.9).tolist() == [True, False, True, False, False]
    assert digits[[1, 3, 4]].tolist() == [0, 0, 0]
    assert correct_digits([-2.0002, 0.5], [-2, np.float32(0.5)]).round(2).tolist() == [4, 15.95]


@pytest.mark.parametrize(
    ("computed", "exact", "error", "message"),
    [
        ([1.0], [Decimal(1)] * 2, ValueError, "computed has shape (1,), but exact has shape (2,)"),
        ([1.0, np.nan], [Decimal(1)] * 2, ValueError, "computed[1] is nan"),
        ([1.0], [Decimal("NaN")], ValueError, "exact[0] is "),
        (["1"], [Decimal(1)], TypeError, "computed[0] is '1' (str)"),
        ([1.0], ["1"], TypeError, "exact[0] is '1' (str)"),
        ([], [], ValueError, "computed is empty"),
    ],
)
def test_digits_of_what_cannot_be_compared(computed, exact, error, message):
    with pytest.raises(error, match=re.escape(message)):
        correct_digits(computed, exact)
