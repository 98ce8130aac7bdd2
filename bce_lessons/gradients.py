"""The gradients of binary cross-entropy and of squared error, in p and in z, one a sample."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray
from bce_lessons.links import exp_minus_abs, sigmoid_terms


@overload
def binary_cross_entropy_gradient(y_true: float, y_proba: float) -> float: ...
@overload
def binary_cross_entropy_gradient(y_true: ArrayLike, y_proba: ArrayLike) -> FloatArray: ...
def binary_cross_entropy_gradient(y_true: ArrayLike, y_proba: ArrayLike) -> float | FloatArray:
    """Differentiate each sample's binary cross-entropy by p: (p - y) / (p (1 - p)).

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.

    Returns
    -------
    float or ndarray of float64, shape of `y_true`
        dL/dp of each sample, in nats; a float for scalars.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside [0, 1], is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    For hard labels the common factor is cancelled before computing, which leaves 1 / (1 - p) for
    y = 0 and -1 / p for y = 1: a certain hit has slope 1 or -1, a certain miss an infinite one.
    At most 1.5 ULP off, 2.5 for soft labels.

    References
    ----------
    .. [1] C. M. Bishop (2006). Pattern Recognition and Machine Learning, section 4.3. Springer.

    Examples
    --------
    >>> from bce_lessons import binary_cross_entropy_gradient
    >>> binary_cross_entropy_gradient([1, 0, 1], [0.5, 0.5, 0.0])
    array([ -2.,   2., -inf])
    """
    y, p = check.labels_and_probabilities(
        y_true, y_proba, "use binary_cross_entropy_with_logits_gradient"
    )
    return check.scalar_or_array(_cross_entropy_slope(y, p))


@overload
def binary_cross_entropy_with_logits_gradient(y_true: float, logits: float) -> float: ...
@overload
def binary_cross_entropy_with_logits_gradient(
    y_true: ArrayLike, logits: ArrayLike
) -> FloatArray: ...
def binary_cross_entropy_with_logits_gradient(
    y_true: ArrayLike, logits: ArrayLike
) -> float | FloatArray:
    """Differentiate each sample's binary cross-entropy by its logit: sigmoid(z) - y.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    logits : array_like of float, shape of `y_true`
        Predicted log-odds of y = 1, in nats. Infinite ones are allowed.

    Returns
    -------
    float or ndarray of float64, shape of `y_true`
        dL/dz of each sample, in [-1, 1]; a float for scalars.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside its range, is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    For z > 0 it is taken as (1 - y) - sigmoid(-z): the subtraction sigmoid(40) - 1 would give 0
    where -4.2e-18 is right. At most 2 ULP off for hard labels; for soft ones within 2 ULP of
    the larger of the two numbers subtracted.

    References
    ----------
    .. [1] C. M. Bishop (2006). Pattern Recognition and Machine Learning, section 4.3. Springer.

    Examples
    --------
    >>> from bce_lessons import binary_cross_entropy_with_logits_gradient
    >>> binary_cross_entropy_with_logits_gradient([0, 1, 1], [0.0, 0.0, float("-inf")])
    array([ 0.5, -0.5, -1. ])
    """
    y, z = check.labels_and_logits(y_true, logits)
    return check.scalar_or_array(cross_entropy_logit_slope(y, z))


@overload
def squared_error_gradient(y_true: float, y_proba: float) -> float: ...
@overload
def squared_error_gradient(y_true: ArrayLike, y_proba: ArrayLike) -> FloatArray: ...
def squared_error_gradient(y_true: ArrayLike, y_proba: ArrayLike) -> float | FloatArray:
    """Differentiate each sample's squared error by p: 2 (p - y).

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.

    Returns
    -------
    float or ndarray of float64, shape of `y_true`
        dL/dp of each sample, in [-2, 2]; a float for scalars.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside [0, 1], is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    Correctly rounded, for soft labels too. It never exceeds 2, where the slope of binary
    cross-entropy grows without bound.

    References
    ----------
    .. [1] G. W. Brier (1950). Verification of forecasts expressed in terms of probability.
       Monthly Weather Review 78(1), 1-3.
       https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> from bce_lessons import squared_error_gradient
    >>> squared_error_gradient([1, 0, 1], [0.5, 0.5, 0.0])
    array([-1.,  1., -2.])
    """
    y, p = check.labels_and_probabilities(y_true, y_proba, "use squared_error_with_logits_gradient")
    return check.scalar_or_array(2 * (p - y))


@overload
def squared_error_with_logits_gradient(y_true: float, logits: float) -> float: ...
@overload
def squared_error_with_logits_gradient(y_true: ArrayLike, logits: ArrayLike) -> FloatArray: ...
def squared_error_with_logits_gradient(y_true: ArrayLike, logits: ArrayLike) -> float | FloatArray:
    """Differentiate each sample's squared error by its logit: 2 (p - y) p (1 - p), p = sigmoid(z).

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    logits : array_like of float, shape of `y_true`
        Predicted log-odds of y = 1, in nats. Infinite ones are allowed.

    Returns
    -------
    float or ndarray of float64, shape of `y_true`
        dL/dz of each sample; a float for scalars.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside its range, is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    It vanishes at both ends, also where the model is most wrong. At most 2 ULP off for hard
    labels: with e = exp(-abs(z)) it is 2 e / (1 + e)^3 or 2 e^2 / (1 + e)^3 in size, and what
    rounding takes from the cube and the quotient is put back [2]_.

    References
    ----------
    .. [1] S. A. Solla, E. Levin and M. Fleisher (1988). Accelerated learning in layered neural
       networks. Complex Systems 2(6), 625-640.
    .. [2] T. J. Dekker (1971). A floating-point technique for extending the available precision.
       Numerische Mathematik 18, 224-242. https://doi.org/10.1007/BF01397083

    Examples
    --------
    >>> from bce_lessons import squared_error_with_logits_gradient
    >>> squared_error_with_logits_gradient([0, 1], [0.0, 0.0])
    array([ 0.25, -0.25])
    """
    y, z = check.labels_and_logits(y_true, logits)
    return check.scalar_or_array(squared_error_logit_slope(y, z))


@np.errstate(all="ignore")
def _cross_entropy_slope(y: FloatArray, p: FloatArray) -> FloatArray:
    up, down = y == 0.0, y == 1.0
    difference = np.where(up, 1.0, np.where(down, -1.0, p - y))
    return np.asarray(difference / (np.where(up, 1.0, np.abs(p)) * np.where(down, 1.0, 1.0 - p)))


@np.errstate(all="ignore")
def cross_entropy_logit_slope(y: FloatArray, z: FloatArray) -> FloatArray:
    """Differentiate the cross-entropy of checked labels and logits by the logits."""
    tail = sigmoid_terms(-np.abs(z))
    positive = z > 0.0
    return np.asarray(np.where(positive, -1.0, 1.0) * (tail - np.abs(y - positive)) + 0.0)


@np.errstate(all="ignore")
def squared_error_logit_slope(y: FloatArray, z: FloatArray) -> FloatArray:
    """Differentiate the squared error of checked labels and logits by the logits."""
    e, d, lost = exp_minus_abs(z)
    positive = z > 0.0
    m = np.abs(y - positive)  # the label, seen from the side of z
    n, n_lost = _numerator(m, e, z)
    square, square_lost = exact_product(d, d)
    cube, cube_lost = exact_product(square, d)
    cube_lost = cube_lost + square_lost * d + 3.0 * square * lost
    q = n / cube
    back, back_lost = exact_product(q, cube)
    q = q + ((n - back) - back_lost + n_lost - q * cube_lost) / cube
    return np.asarray(np.where(positive, -2.0, 2.0) * q + 0.0)


def _numerator(m: FloatArray, e: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (1 - m) e^2 - m e, for e = exp(-abs(z)), and what rounding e^2 lost.

    Squaring doubles the error of e, so a small e^2 is taken from exp again; a large one is
    squared, since there the errors of e in numerator and denominator largely cancel.
    """
    small = e < 0.5
    square, lost = exact_product(e, e)
    square = np.where(small, np.exp(-2.0 * np.abs(z)), square)
    return (1.0 - m) * square - m * e, np.where(small, 0.0, (1.0 - m) * lost)


def exact_product(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a * b as rounded, and what the rounding lost (Dekker's product)."""
    product = a * b
    a_high, b_high = a * 134217729.0, b * 134217729.0  # 2^27 + 1
    a_high, b_high = a_high - (a_high - a), b_high - (b_high - b)
    a_low, b_low = a - a_high, b - b_high
    lost = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return product, lost
