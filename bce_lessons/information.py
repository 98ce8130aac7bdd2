"""Surprisal, entropy and divergence: what the loss measures, in nats, bits or bans."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray
from bce_lessons.losses import cross_entropy_terms


@overload
def surprisal(p: float, *, base: str | float = "e") -> float: ...
@overload
def surprisal(p: ArrayLike, *, base: str | float = "e") -> FloatArray: ...
def surprisal(p: ArrayLike, *, base: str | float = "e") -> float | FloatArray:
    """Measure how surprising an event of probability p is: -log p.

    Parameters
    ----------
    p : array_like of float, any shape, in [0, 1]
        Probabilities of what happened.
    base : {"e", 2, 10}
        Base of the logarithm, which is the unit: nats, bits or bans (hartleys).

    Returns
    -------
    float or ndarray of float64, shape of `p`
        Surprisal in the unit of `base`; a float for a scalar.

    Raises
    ------
    ValueError
        If `p` is empty or a value is NaN or outside [0, 1], or `base` is unknown.
    TypeError
        If `p` does not hold real numbers, or `base` is neither a string nor a number.

    Notes
    -----
    The impossible surprises without bound: p = 0 gives inf, without a warning; p = 1 gives 0.
    Powers of the base give whole numbers.

    References
    ----------
    .. [1] C. E. Shannon (1948). A mathematical theory of communication. Bell System Technical
       Journal 27(3), 379-423. https://doi.org/10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> from bce_lessons import surprisal
    >>> surprisal(0.125, base=2)
    3.0
    >>> surprisal([1.0, 0.0])
    array([ 0., inf])
    """
    log, _ = options.base(base)
    array = check.floats(p, "p")
    check.probabilities(p, array, "p")
    with np.errstate(all="ignore"):
        return check.scalar_or_array(np.asarray(0.0 - log(array)))


@overload
def binary_entropy(q: float, *, base: str | float = "e") -> float: ...
@overload
def binary_entropy(q: ArrayLike, *, base: str | float = "e") -> FloatArray: ...
def binary_entropy(q: ArrayLike, *, base: str | float = "e") -> float | FloatArray:
    """Average the surprisal of a coin: -[q log q + (1 - q) log(1 - q)].

    It is the binary cross-entropy of q with itself: the loss that nobody can avoid.

    Parameters
    ----------
    q : array_like of float, any shape, in [0, 1]
        Probabilities of y = 1.
    base : {"e", 2, 10}
        Base of the logarithm, which is the unit: nats, bits or bans (hartleys).

    Returns
    -------
    float or ndarray of float64, shape of `q`
        Entropy in the unit of `base`, at most one bit; a float for a scalar.

    Raises
    ------
    ValueError
        If `q` is empty or a value is NaN or outside [0, 1], or `base` is unknown.
    TypeError
        If `q` does not hold real numbers, or `base` is neither a string nor a number.

    Notes
    -----
    The entropy of certainty, q = 0 or q = 1, is exactly 0. No term is negative, so nothing
    cancels: at most 4 ULP off.

    References
    ----------
    .. [1] C. E. Shannon (1948). A mathematical theory of communication. Bell System Technical
       Journal 27(3), 379-423. https://doi.org/10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> from bce_lessons import binary_entropy
    >>> binary_entropy([0.0, 0.5, 1.0], base=2)
    array([0., 1., 0.])
    """
    _, nats = options.base(base)
    array = check.floats(q, "q")
    check.probabilities(q, array, "q")
    with np.errstate(all="ignore"):
        return check.scalar_or_array(np.asarray(cross_entropy_terms(array, array) / nats))


@overload
def kl_divergence(q: float, p: float) -> float: ...
@overload
def kl_divergence(q: ArrayLike, p: ArrayLike) -> FloatArray: ...
def kl_divergence(q: ArrayLike, p: ArrayLike) -> float | FloatArray:
    """Measure what predicting p costs where q is true: q log(q/p) + (1 - q) log((1-q)/(1-p)).

    The expected binary cross-entropy is binary_entropy(q) + kl_divergence(q, p).

    Parameters
    ----------
    q : array_like of float, any shape, in [0, 1]
        True probabilities of y = 1.
    p : array_like of float, shape of `q`, in [0, 1]
        Predicted probabilities of y = 1.

    Returns
    -------
    float or ndarray of float64, shape of `q`
        Divergence in nats, at least 0; a float for scalars.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside [0, 1], is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    Exactly 0 at p = q, and inf where p excludes what q lets happen. Cross-entropy minus entropy
    would cancel as p approaches q. Instead each outcome, of true and predicted probability a and
    b, brings a log(a/b) + (b - a), which is at least 0 (the added parts sum to nothing), and
    near a = b that is Loader's series [2]_: at most 6 ULP off.

    References
    ----------
    .. [1] S. Kullback and R. A. Leibler (1951). On information and sufficiency. Annals of
       Mathematical Statistics 22(1), 79-86. https://doi.org/10.1214/aoms/1177729694
    .. [2] C. Loader (2000). Fast and accurate computation of binomial probabilities.

    Examples
    --------
    >>> from bce_lessons import kl_divergence
    >>> kl_divergence([0.3, 0.3], [0.3, 0.0])
    array([ 0., inf])
    >>> f"{kl_divergence(0.5, 0.5 + 1e-8):.3e}"
    '2.000e-16'
    """
    a, b = check.two_probabilities(q, p)
    return check.scalar_or_array(_divergence_terms(a, b))


@np.errstate(all="ignore")
def _divergence_terms(q: FloatArray, p: FloatArray) -> FloatArray:
    return _deviance(q, p, p - q) + _deviance(1 - q, 1 - p, q - p)


def _deviance(a: FloatArray, b: FloatArray, d: FloatArray) -> FloatArray:
    """Compute a log(a/b) + d, where d = b - a: at least 0, and 0 only for a = b."""
    v = -d / (a + b)  # log(a/b) = 2 artanh(v)
    odd = np.zeros_like(v)
    for k in range(55, 1, -2):  # artanh(v) = v + v (v^2/3 + v^4/5 + ...)
        odd = v * v * (odd + 1 / k)
    near = -d * v + 2 * a * v * odd
    ratio = a / b
    log_ratio = np.where(np.isinf(ratio), np.log(a) - np.log(b), np.log(ratio))
    far = np.where(a == 0, b, a * log_ratio + d)
    return np.where(np.abs(v) < 0.5, near, far)
