"""The sigmoid and its inverse, and the softmax: between logits and probabilities."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray


@overload
def sigmoid(z: float) -> float: ...
@overload
def sigmoid(z: ArrayLike) -> FloatArray: ...
def sigmoid(z: ArrayLike) -> float | FloatArray:
    """Turn logits into probabilities: 1 / (1 + exp(-z)).

    Parameters
    ----------
    z : array_like of float, any shape
        Logits (log-odds, in nats). Infinite ones are allowed.

    Returns
    -------
    float or ndarray of float64, shape of `z`
        Probabilities in [0, 1]; a float for a scalar.

    Raises
    ------
    ValueError
        If `z` is empty or holds a NaN.
    TypeError
        If `z` does not hold real numbers.

    Notes
    -----
    Only exp(-abs(z)) is taken, which cannot overflow, and the rounding of 1 + exp(-abs(z)) is
    made good, so that both tails keep their last digits: at most 2 ULP off. sigmoid(-inf) is
    exactly 0, sigmoid(inf) exactly 1.

    References
    ----------
    .. [1] P. Blanchard, D. J. Higham and N. J. Higham (2021). Accurately computing the
       log-sum-exp and softmax functions. IMA Journal of Numerical Analysis 41(4), 2311-2330.
       https://doi.org/10.1093/imanum/draa038

    Examples
    --------
    >>> from bce_lessons import sigmoid
    >>> sigmoid(0)
    0.5
    >>> sigmoid([float("-inf"), 0, float("inf")])
    array([0. , 0.5, 1. ])
    """
    array = check.floats(z, "z")
    check.not_nan(z, array, "z")
    return check.scalar_or_array(sigmoid_terms(array))


@overload
def logit(p: float) -> float: ...
@overload
def logit(p: ArrayLike) -> FloatArray: ...
def logit(p: ArrayLike) -> float | FloatArray:
    """Turn probabilities into logits: log(p / (1 - p)), the inverse of `sigmoid`.

    Parameters
    ----------
    p : array_like of float, any shape, in [0, 1]
        Probabilities.

    Returns
    -------
    float or ndarray of float64, shape of `p`
        Logits (log-odds, in nats); a float for a scalar.

    Raises
    ------
    ValueError
        If `p` is empty or a value is NaN or outside [0, 1].
    TypeError
        If `p` does not hold real numbers.

    Notes
    -----
    logit(0) is -inf, logit(1) is inf and logit(0.5) is 0. Where log(p) and log(1 - p) would
    cancel, between 1/4 and 3/4, the equal form 2 artanh(2p - 1) is used, whose argument is
    exact. At most 2 ULP off.

    References
    ----------
    .. [1] J. Berkson (1944). Application of the logistic function to bio-assay. Journal of the
       American Statistical Association 39(227), 357-365.

    Examples
    --------
    >>> from bce_lessons import logit
    >>> logit(0.5)
    0.0
    >>> round(logit(0.9), 4)
    2.1972
    """
    array = check.floats(p, "p")
    check.probabilities(p, array, "p", "it need not be converted")
    return check.scalar_or_array(_logit_terms(array))


@np.errstate(all="ignore")
def softmax(logits: ArrayLike) -> FloatArray:
    """Turn a row of K logits into K probabilities that add up to 1: exp(z_k) / sum of exp(z_j).

    It is for K classes of which one happens. Of two it is the sigmoid of their difference.

    Parameters
    ----------
    logits : array_like of float, shape (..., K), K at least 2
        A number for each class, in nats, and a row for each sample. What all of a row have in
        common does not matter. -inf is a class that cannot be; inf, once in a row, the only one
        that can.

    Returns
    -------
    ndarray of float64, shape (..., K)
        Probabilities in [0, 1], which add up to 1 in each row.

    Raises
    ------
    ValueError
        If `logits` is empty, holds a NaN, has fewer than two columns, or a row has no softmax:
        all are -inf, or two are inf.
    TypeError
        If `logits` does not hold real numbers.

    Notes
    -----
    The largest of a row is subtracted first, so nothing overflows, and the relative error is below
    1e-13 (of a subnormal probability, its last digits). For the log of a probability, also of one
    below the smallest float, take `categorical_cross_entropy` of the logits: it is minus that log.

    References
    ----------
    .. [1] P. Blanchard, D. J. Higham and N. J. Higham (2021). Accurately computing the
       log-sum-exp and softmax functions. IMA Journal of Numerical Analysis 41(4), 2311-2330.
       https://doi.org/10.1093/imanum/draa038

    Examples
    --------
    >>> from bce_lessons import softmax
    >>> softmax([2, 1, -1]).round(3)
    array([0.705, 0.259, 0.035])
    >>> softmax([[1000, 1000], [0, float("-inf")]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    z = check.floats(logits, "logits")
    if z.ndim == 0 or z.shape[-1] < 2:
        raise ValueError(
            f"logits has shape {z.shape}: give two columns or more, one a class, since the softmax "
            "of one number is always 1; for one logit a sample use sigmoid"
        )
    check.not_nan(logits, z, "logits")
    bad = without_softmax(z)
    if bad.any():
        row = check.unravel(int(np.argmax(bad)), bad.shape)
        raise ValueError(f"the row {check.at('logits', row)} {NO_SOFTMAX}")
    top = np.max(z, axis=-1, keepdims=True)
    e = np.exp(np.where(z == top, 0.0, z - top))  # inf - inf is 0 here
    return np.asarray(e / np.sum(e, axis=-1, keepdims=True))


NO_SOFTMAX = "has no softmax: leave -inf to classes that cannot be, and inf to one alone"


def without_softmax(z: FloatArray) -> NDArray[np.bool_]:
    """Say of each row of logits whether no class can be, or two are the only one that can."""
    return np.asarray((np.max(z, axis=-1) == -np.inf) | (np.sum(z == np.inf, axis=-1) > 1))


def exp_minus_abs(z: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return e = exp(-abs(z)), d = 1 + e as rounded, and what that rounding lost of d."""
    e = np.exp(-np.abs(z))
    d = 1.0 + e
    return e, d, e - (d - 1.0)


@np.errstate(all="ignore")
def sigmoid_terms(z: FloatArray) -> FloatArray:
    """Compute the sigmoid of checked logits."""
    e, d, lost = exp_minus_abs(z)
    p = np.where(z < 0.0, e, 1.0) / d
    return p - p * (lost / d)


@np.errstate(all="ignore")
def _logit_terms(p: FloatArray) -> FloatArray:
    t = 2.0 * p - 1.0
    return np.where(np.abs(t) < 0.5, 2.0 * np.arctanh(t), np.log(p) - np.log1p(-p))
