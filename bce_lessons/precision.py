"""What the loss of a logit becomes in floats of one size, beside its exact value.

Each function rounds after every step, as a computer does; exp and log are rounded correctly, so
that the same numbers come out on every machine. For looking at rounding, not for speed.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray

__all__ = [
    "correct_digits",
    "exact_loss",
    "naive_gradient",
    "naive_loss",
    "stable_gradient",
    "stable_loss",
]

DTypeName = Literal["float32", "float64"]
# No traps: what no Decimal can hold becomes infinite or 0, as it does in floats.
EXACT = Context(prec=60, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
WIDE = Context(prec=100, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
TINY = Decimal("1e-31")


@np.errstate(all="ignore")
def naive_loss(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Score logits as the formula is printed: -log p or -log(1 - p), p = 1 / (1 + exp(-z)).

    Parameters
    ----------
    y : {0, 1}
        The label of all of them.
    z : array_like of float, any shape
        Logits. Infinite ones are allowed.
    dtype : {"float32", "float64"}
        What every step is rounded to, or NumPy's own names of these: ``np.float32``, "f4".

    Returns
    -------
    ndarray of float64, shape of `z`
        The loss in nats: 0 or inf once p has been rounded to 1 or 0.

    Raises
    ------
    ValueError
        If `y` is neither 0 nor 1, `z` is empty or holds a NaN, or `dtype` is another one.
    TypeError
        If `y` is not one number, `z` does not hold real numbers, or `dtype` names no type.

    Examples
    --------
    >>> from bce_lessons.precision import naive_loss
    >>> naive_loss(0, [16, 17], "float32")
    array([15.94238472,         inf])
    """
    label, logits = _samples(y, z, dtype)
    p = _naive_sigmoid(logits)
    return 0.0 - _rounded(_log, p if label else 1 - p).astype(float)


@np.errstate(all="ignore")
def stable_loss(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Score logits as max(v, 0) + log1p(exp(-abs(z))), with v = z for y = 0 and -z for y = 1.

    Parameters
    ----------
    y, z, dtype
        As in `naive_loss`, errors included.

    Returns
    -------
    ndarray of float64, shape of `z`
        The loss in nats, right to the last digits of `dtype`.

    Examples
    --------
    >>> from bce_lessons.precision import stable_loss
    >>> stable_loss(0, [16, 17], "float32")
    array([16., 17.])
    """
    label, logits = _samples(y, z, dtype)
    e = _rounded(_exp, -np.abs(logits))
    missed = np.maximum(-logits if label else logits, 0)
    return np.asarray(missed + _rounded(_log1p, e), float)


@np.errstate(all="ignore")
def naive_gradient(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Compute dL/dz as p - y: what is left of it when p has been rounded.

    Parameters
    ----------
    y, z, dtype
        As in `naive_loss`, errors included.

    Returns
    -------
    ndarray of float64, shape of `z`
        The slope: 0 once p has been rounded to y.

    Examples
    --------
    >>> from bce_lessons.precision import naive_gradient
    >>> naive_gradient(1, [-40, 40])
    array([-1.,  0.])
    """
    label, logits = _samples(y, z, dtype)
    return np.asarray(_naive_sigmoid(logits) - label, float)


@np.errstate(all="ignore")
def stable_gradient(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Compute dL/dz as s sigmoid(s z), with s = 1 - 2y: nothing is subtracted, nothing lost.

    Parameters
    ----------
    y, z, dtype
        As in `naive_loss`, errors included.

    Returns
    -------
    ndarray of float64, shape of `z`
        The slope, right to the last digits of `dtype`.

    Examples
    --------
    >>> from bce_lessons.precision import stable_gradient
    >>> stable_gradient(1, [-40, 40])
    array([-1.00000000e+00, -4.24835426e-18])
    """
    label, logits = _samples(y, z, dtype)
    s = 1 - 2 * label
    v = np.asarray(s * logits)
    e = _rounded(_exp, -np.abs(v))
    return np.asarray(s * (np.where(v < 0, e, 1).astype(v.dtype) / (1 + e)), float)


@np.errstate(all="ignore")
def exact_loss(y: int, z: ArrayLike) -> NDArray[Any]:
    """Compute the loss with 60 digits: log(1 + exp(z)) for y = 0, log(1 + exp(-z)) for y = 1.

    Parameters
    ----------
    y : {0, 1}
        The label.
    z : array_like of float, any shape
        Logits; each is taken as exactly the float it is. Infinite ones are allowed.

    Returns
    -------
    ndarray of decimal.Decimal, shape of `z`
        The loss in nats: all 60 digits are right, but for the last one or two, however large or
        small it is. An infinite logit costs 0 or Infinity.

    Raises
    ------
    ValueError
        If `y` is neither 0 nor 1, or `z` is empty or holds a NaN.
    TypeError
        If `y` is not one number, or `z` does not hold real numbers.

    Notes
    -----
    A loss below 1e-999999999999999999 (a logit of some 2e18, rightly signed) becomes 0.

    Examples
    --------
    >>> from bce_lessons.precision import exact_loss
    >>> f"{exact_loss(1, [40])[0]:.20e}"
    '4.24835425529158898630e-18'
    """
    label, logits = _samples(y, z, "float64")
    missed = (-logits if label else logits).ravel().tolist()
    losses = [EXACT.add(Decimal(max(v, 0.0)), _log1p(_exp(Decimal(-abs(v))))) for v in missed]
    return np.array(losses, object).reshape(logits.shape)


@np.errstate(all="ignore")
def correct_digits(
    computed: ArrayLike, exact: ArrayLike, dtype: DTypeName = "float64"
) -> FloatArray:
    """Count the decimal digits of numbers that are right: minus the log10 of the relative error.

    Parameters
    ----------
    computed : array_like of float, any shape
        Numbers to judge; an infinite one has no right digit, unless it is right.
    exact : array_like of decimal.Decimal, shape of `computed`
        What they should be, such as `exact_loss` returns. Beside 0 or infinity, only the very
        same has right digits.
    dtype : {"float32", "float64"}
        Sets the most that can be right: 7.2 or 16 digits.

    Returns
    -------
    ndarray of float64, shape of `computed`
        Digits, of at least 0.

    Raises
    ------
    ValueError
        If an input is empty or holds a NaN, the shapes differ, or `dtype` is another one.
    TypeError
        If an input does not hold real numbers, or `dtype` names no type.

    Examples
    --------
    >>> from bce_lessons.precision import correct_digits, exact_loss
    >>> correct_digits([float("inf"), 0.0, 4.2e-18], exact_loss(1, [40, 40, 40])).round(1)
    array([0. , 0. , 1.9])
    """
    best = float(np.finfo(options.float_size("dtype", dtype)).eps) / 2
    values, nearly = check.floats(computed, "computed"), check.floats(exact, "exact")
    check.same_shape(nearly, "exact", values, "computed")
    check.aligned((exact, "exact"), (computed, "computed"))
    check.not_nan(computed, values, "computed")
    check.not_nan(exact, nearly, "exact")
    truths = np.asarray(exact, dtype=object).ravel().tolist()
    pairs = zip(values.ravel().tolist(), map(_decimal, truths), strict=True)
    errors = [_relative_error(Decimal(value), truth) for value, truth in pairs]
    return -np.log10(np.maximum(errors, best)).reshape(values.shape) + 0.0


def _samples(y: object, z: ArrayLike, dtype: object) -> tuple[int, NDArray[Any]]:
    """Return the checked label and, in floats of the size asked for, the checked logits."""
    size, label = options.float_size("dtype", dtype), options.label("y", y)
    logits = check.floats(z, "z")
    check.not_nan(z, logits, "z")
    return label, logits.astype(size)


def _decimal(value: Any) -> Decimal:
    """Return exactly the number that an int, a float or a Decimal is."""
    return Decimal(value if isinstance(value, Decimal | int) else float(value))


def _relative_error(value: Decimal, truth: Decimal) -> float:
    """Return how far off a value is, as a share of the truth: at most all of it."""
    if value == truth:
        return 0.0
    if not truth or not truth.is_finite():
        return 1.0
    off = EXACT.divide(EXACT.subtract(value, truth), truth).copy_abs()
    return float(min(off, Decimal(1)))


def _naive_sigmoid(z: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(1 / (1 + _rounded(_exp, -z)))


def _rounded(function: Callable[[Decimal], Decimal], x: NDArray[Any]) -> NDArray[Any]:
    """Apply a function as if it were exact, then round to the floats that `x` holds."""
    values = [float(function(Decimal(value))) for value in x.ravel().tolist()]
    return np.array(values).reshape(x.shape).astype(x.dtype)


def _exp(x: Decimal) -> Decimal:
    return EXACT.exp(x)


def _log(x: Decimal) -> Decimal:
    return EXACT.ln(x)


def _log1p(x: Decimal) -> Decimal:
    """Compute log(1 + x), of at least 0, so that 60 digits of the result are right."""
    if x < TINY:  # the series' next term is beyond the digits
        return EXACT.multiply(x, EXACT.subtract(1, EXACT.divide(x, 2)))
    return EXACT.plus(WIDE.ln(WIDE.add(1, x)))
