"""What the loss of a logit becomes in floats of one size, beside its exact value.

Each function rounds after every step, as a computer does; exp and log are rounded correctly, so
that the same numbers come out on every machine. For looking at rounding, not for speed.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons._validation import FloatArray

DTypeName = Literal["float32", "float64"]
EXACT = Context(prec=60)


def naive_loss(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Score logits as the formula is printed: -log p or -log(1 - p), p = 1 / (1 + exp(-z)).

    Introduced in Lesson 8.

    Parameters
    ----------
    y : {0, 1}
        The label.
    z : array_like of float, any shape
        Logits.
    dtype : {"float32", "float64"}
        What every step is rounded to.

    Returns
    -------
    ndarray of float64, shape of `z`
        The loss in nats: 0 or inf once p has been rounded to 1 or 0.

    Examples
    --------
    >>> from bce_lessons.precision import naive_loss
    >>> naive_loss(0, [16, 17], "float32")
    array([15.94238472,         inf])
    """
    p = _naive_sigmoid(z, dtype)
    return 0.0 - _rounded(_log, p if y else 1 - p).astype(float)


def stable_loss(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Score logits as max(v, 0) + log1p(exp(-abs(z))), with v = z for y = 0 and -z for y = 1.

    Introduced in Lesson 8.

    Parameters
    ----------
    y, z, dtype
        As in `naive_loss`.

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
    z = np.asarray(z, dtype)
    e = _rounded(_exp, -np.abs(z))
    return np.asarray(np.maximum(-z if y else z, 0) + _rounded(_log1p, e), float)


def naive_gradient(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Compute dL/dz as p - y: what is left of it when p has been rounded.

    Introduced in Lesson 8.

    Parameters
    ----------
    y, z, dtype
        As in `naive_loss`.

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
    return np.asarray(_naive_sigmoid(z, dtype) - y, float)


def stable_gradient(y: int, z: ArrayLike, dtype: DTypeName = "float64") -> FloatArray:
    """Compute dL/dz as s σ(s z), with s = 1 - 2y: nothing is subtracted, so nothing is lost.

    Introduced in Lesson 8.

    Parameters
    ----------
    y, z, dtype
        As in `naive_loss`.

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
    s = 1 - 2 * y
    v = np.asarray(s * np.asarray(z, dtype))
    e = _rounded(_exp, -np.abs(v))
    return np.asarray(s * (np.where(v < 0, e, 1).astype(dtype) / (1 + e)), float)


def exact_loss(y: int, z: ArrayLike) -> NDArray[Any]:
    """Compute the loss with 60 digits: log(1 + exp(z)) for y = 0, log(1 + exp(-z)) for y = 1.

    Introduced in Lesson 8.

    Parameters
    ----------
    y : {0, 1}
        The label.
    z : array_like of float, any shape
        Logits; each is taken as exactly the float it is.

    Returns
    -------
    ndarray of decimal.Decimal, shape of `z`
        The loss in nats. As 1 + exp(z) has 60 digits, a loss of 1e-20 still has 40.

    Examples
    --------
    >>> from bce_lessons.precision import exact_loss
    >>> f"{exact_loss(1, [40])[0]:.20e}"
    '4.24835425529158898630e-18'
    """
    logits = np.asarray(z, float)
    losses = [_log1p(_exp(Decimal(-v if y else v))) for v in logits.ravel().tolist()]
    return np.array(losses, object).reshape(logits.shape)


def correct_digits(
    computed: ArrayLike, exact: NDArray[Any], dtype: DTypeName = "float64"
) -> FloatArray:
    """Count the decimal digits of numbers that are right: minus the log10 of the relative error.

    Introduced in Lesson 8.

    Parameters
    ----------
    computed : array_like of float
        Numbers to judge; inf has no right digit.
    exact : ndarray of decimal.Decimal, shape of `computed`
        What they should be; none is 0.
    dtype : {"float32", "float64"}
        Sets the most that can be right: 7.2 or 16 digits.

    Returns
    -------
    ndarray of float64, shape of `computed`
        Digits, of at least 0.

    Examples
    --------
    >>> from bce_lessons.precision import correct_digits, exact_loss
    >>> correct_digits([float("inf"), 0.0, 4.2e-18], exact_loss(1, [40, 40, 40])).round(1)
    array([0. , 0. , 1.9])
    """
    values = np.asarray(computed, float)
    errors = [
        float(min(EXACT.divide(abs(EXACT.subtract(Decimal(value), truth)), truth), Decimal(1)))
        for value, truth in zip(values.ravel().tolist(), exact.ravel().tolist(), strict=True)
    ]
    best = float(np.finfo(dtype).eps) / 2
    return -np.log10(np.maximum(errors, best)).reshape(values.shape) + 0.0


def _naive_sigmoid(z: ArrayLike, dtype: DTypeName) -> NDArray[Any]:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + _rounded(_exp, -np.asarray(z, dtype))))


def _rounded(function: Callable[[Decimal], Decimal], x: NDArray[Any]) -> NDArray[Any]:
    """Apply a function as if it were exact, then round to the floats that `x` holds."""
    values = [float(function(Decimal(value))) for value in x.ravel().tolist()]
    with np.errstate(over="ignore"):
        return np.array(values).reshape(x.shape).astype(x.dtype)


def _exp(x: Decimal) -> Decimal:
    return EXACT.exp(x)


def _log(x: Decimal) -> Decimal:
    return EXACT.ln(x)


def _log1p(x: Decimal) -> Decimal:
    return EXACT.ln(EXACT.add(1, x))
