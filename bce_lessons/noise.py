"""Three kinds of noise on predictions or labels, all of which stay within [0, 1].

Adding a shift or Gaussian noise to a *probability* is not among them: it leaves [0, 1], where
the loss does not exist. Noise belongs on the logits, on the labels, or in a mixture.
Every random function takes its generator, so that a lesson's numbers can be repeated.
What flipped labels do to probabilities needs no draws, and can be undone.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._messages import at, first, shown_at
from bce_lessons._validation import FloatArray
from bce_lessons.links import logit, sigmoid

__all__ = [
    "flip_labels",
    "flip_probabilities",
    "logit_noise",
    "mix_with_coin",
    "unflip_probabilities",
]

NEAR = 4 * float(np.finfo(np.float64).eps)  # what rounding may add to a probability


@overload
def logit_noise(y_proba: float, sigma: float, rng: np.random.Generator) -> float: ...
@overload
def logit_noise(y_proba: ArrayLike, sigma: float, rng: np.random.Generator) -> FloatArray: ...
@np.errstate(all="ignore")
def logit_noise(y_proba: ArrayLike, sigma: float, rng: np.random.Generator) -> float | FloatArray:
    """Add Gaussian noise to the logits of `y_proba`: sigmoid(logit(p) + N(0, sigma²)).

    Parameters
    ----------
    y_proba : array_like of float, any shape, in [0, 1]
        Probabilities. For many draws at once, repeat them in rows:
        ``np.tile(y_proba, (n_draws, 1))``.
    sigma : float, finite, at least 0
        Standard deviation of the noise, in logits.
    rng : numpy.random.Generator
        Where the noise comes from; every call moves it on.

    Returns
    -------
    float or ndarray of float64, the shape of `y_proba`, in [0, 1]
        A float for a scalar. 0 and 1 stay what they are: their logits are infinite, no noise
        reaches them. At ``sigma=0`` the probabilities come back up to rounding on the way to
        the logit and back: a relative error of a few 1e-16 times max(1, |logit|).

    Raises
    ------
    ValueError
        If a probability lies outside [0, 1] or `sigma` is negative or not finite.
    TypeError
        If `sigma` is not a number, or `rng` not a `numpy.random.Generator`.

    Notes
    -----
    The noise keeps the mean of the logits, not that of the probabilities, which are drawn
    towards 1/2. Because it has mean 0 for each probability and either label, it raises the
    expected loss of every model whose probabilities lie between 0 and 1, if `sigma` is above 0.
    A mean of 0 over all samples alone is not enough: a push that depends on the probability can
    make an overconfident model better.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> logit_noise([0.0, 0.2, 0.9, 1.0], 0.5, rng).round(3)
    array([0.   , 0.19 , 0.925, 1.   ])
    """
    p = _probabilities(y_proba)
    width = options.number("sigma", sigma, options.AT_LEAST_0, such_as=0.5)
    noise = options.generator("rng", rng).normal(0.0, width, p.shape)
    return sigmoid(logit(p) + noise)


@np.errstate(all="ignore")
def flip_labels(y_true: ArrayLike, rate: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Turn each label into the other one, independently, with probability `rate`.

    Parameters
    ----------
    y_true : array_like, any shape, 0 or 1
        Hard labels.
    rate : float, in [0, 1]
        The probability that a label is flipped.
    rng : numpy.random.Generator
        Where the noise comes from; every call moves it on.

    Returns
    -------
    ndarray of int64, the shape of `y_true`

    Raises
    ------
    ValueError
        If a label is neither 0 nor 1, or `rate` lies outside [0, 1].
    TypeError
        If `rate` is not a number, or `rng` not a `numpy.random.Generator`.

    Notes
    -----
    A witness who knows every true label but not the flips does best to give 1-rate to its class,
    and still pays ``binary_entropy(rate)`` on average: the floor of the expected loss. At rate
    1/2 that is log 2, as much as a fair coin's forecast.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> flip_labels([0, 0, 0, 1, 1, 1], 0.2, rng)
    array([0, 0, 1, 0, 1, 1])
    """
    y = _hard_labels(y_true)
    share = options.number("rate", rate, options.UNIT, such_as=0.1)
    flipped = options.generator("rng", rng).random(y.shape) < share
    return np.asarray(np.where(flipped, 1 - y, y))


@overload
def flip_probabilities(y_proba: float, rate_0: float, rate_1: float) -> float: ...
@overload
def flip_probabilities(y_proba: ArrayLike, rate_0: float, rate_1: float) -> FloatArray: ...
@np.errstate(all="ignore")
def flip_probabilities(y_proba: ArrayLike, rate_0: float, rate_1: float) -> float | FloatArray:
    """Say how often a record with flipped labels shows 1: r0 + (1 - r0 - r1) q.

    Parameters
    ----------
    y_proba : array_like of float, any shape, in [0, 1]
        The probabilities q of a true label of 1.
    rate_0 : float, in [0, 1]
        r0, the probability that a true 0 is written down as 1.
    rate_1 : float, in [0, 1]
        r1, the probability that a true 1 is written down as 0.

    Returns
    -------
    float or ndarray of float64, the shape of `y_proba`
        Probabilities between r0 and 1-r1. A float for a scalar.

    Raises
    ------
    ValueError
        If a probability or a rate lies outside [0, 1].
    TypeError
        If a rate is not a number.

    Notes
    -----
    This is what a model learns that is fitted to such a record, if it can hold these
    probabilities. The flips must depend on the true label alone.

    References
    ----------
    N. Natarajan, I. Dhillon, P. Ravikumar and A. Tewari (2013), "Learning with noisy labels".

    Examples
    --------
    >>> flip_probabilities([0.0, 0.5, 1.0], 0.1, 0.3)
    array([0.1, 0.4, 0.7])
    """
    q, (low, r1) = _probabilities(y_proba), _rates(rate_0, rate_1, options.UNIT)
    return check.scalar_or_array(np.asarray(low * (1.0 - q) + (1.0 - r1) * q))


@overload
def unflip_probabilities(y_proba: float, rate_0: float, rate_1: float) -> float: ...
@overload
def unflip_probabilities(y_proba: ArrayLike, rate_0: float, rate_1: float) -> FloatArray: ...
@np.errstate(all="ignore")
def unflip_probabilities(y_proba: ArrayLike, rate_0: float, rate_1: float) -> float | FloatArray:
    """Turn probabilities of flipped labels into those of true ones: (p - r0) / (1 - r0 - r1).

    Parameters
    ----------
    y_proba : array_like of float, any shape, in [rate_0, 1 - rate_1]
        The probabilities p that the record shows 1, such as a model learns that is fitted to it.
    rate_0 : float, in [0, 1)
        r0, the probability that a true 0 is written down as 1.
    rate_1 : float, in [0, 1)
        r1, the probability that a true 1 is written down as 0. Together less than 1.

    Returns
    -------
    float or ndarray of float64, the shape of `y_proba`, in [0, 1]
        The probabilities of a true label of 1. A float for a scalar.

    Raises
    ------
    ValueError
        If a rate lies outside [0, 1), both add up to 1 or more, or a probability lies outside
        [rate_0, 1 - rate_1], where flips at these rates cannot bring it. A step of rounding
        beyond an end counts as the end.
    TypeError
        If a rate is not a number.

    Notes
    -----
    The inverse of `flip_probabilities`. It divides the error of `y_proba` by 1 - r0 - r1, and so
    makes it larger. Rates that are wrong make the result wrong; this cannot be seen in it.

    References
    ----------
    N. Natarajan, I. Dhillon, P. Ravikumar and A. Tewari (2013), "Learning with noisy labels".

    Examples
    --------
    >>> unflip_probabilities([0.1, 0.4, 0.7], 0.1, 0.3).round(3)
    array([0. , 0.5, 1. ])
    """
    p, (low, r1) = _probabilities(y_proba), _rates(rate_0, rate_1, options.UNIT_BUT_1)
    if low + r1 >= 1:
        raise ValueError(
            f"rate_0 and rate_1 are {low:g} and {r1:g}, together 1 or more: the record then says "
            "nothing of the truth, or its opposite; give rates that add up to less than 1"
        )
    outside = (p < low - NEAR) | (p > 1.0 - r1 + NEAR)
    if outside.any():
        index = first(outside)
        raise ValueError(
            f"{at('y_proba', index)} is {shown_at(y_proba, index)}: flips at these rates bring no "
            f"probability out of [{low:g}, {1 - r1:g}]; check the rates, or pass "
            f"np.clip(y_proba, {low:g}, {1 - r1:g}) if it got there by chance"
        )
    return check.scalar_or_array(np.clip((p - low) / (1.0 - r1 - low), 0.0, 1.0))


@overload
def mix_with_coin(y_proba: float, a: float) -> float: ...
@overload
def mix_with_coin(y_proba: ArrayLike, a: float) -> FloatArray: ...
@np.errstate(all="ignore")
def mix_with_coin(y_proba: ArrayLike, a: float) -> float | FloatArray:
    """Ask a fair coin instead of the model with probability `a`: (1-a)·p + a/2.

    Parameters
    ----------
    y_proba : array_like of float, any shape, in [0, 1]
        Probabilities.
    a : float, in [0, 1]
        The coin's share: 0 leaves `y_proba` as it is, 1 leaves only the coin.

    Returns
    -------
    float or ndarray of float64, the shape of `y_proba`, in [a/2, 1-a/2]
        A float for a scalar.

    Raises
    ------
    ValueError
        If a probability or `a` lies outside [0, 1].
    TypeError
        If `a` is not a number.

    Notes
    -----
    For a > 0 no prediction is certain any more, so no loss exceeds log(2/a).

    Examples
    --------
    >>> mix_with_coin([0.1, 0.5, 0.9], 0.5)
    array([0.3, 0.5, 0.7])
    """
    p, share = _probabilities(y_proba), options.number("a", a, options.UNIT, such_as=0.5)
    return check.scalar_or_array(np.asarray((1.0 - share) * p + share / 2.0))


def _probabilities(y_proba: ArrayLike) -> FloatArray:
    p = check.floats(y_proba, "y_proba")
    check.probabilities(y_proba, p, "y_proba")
    return p


def _rates(rate_0: float, rate_1: float, within: options.Interval) -> tuple[float, float]:
    r0 = options.number("rate_0", rate_0, within, such_as=0.1)
    return r0, options.number("rate_1", rate_1, within, such_as=0.1)


def _hard_labels(y_true: ArrayLike) -> NDArray[np.int64]:
    """Return labels as integers; between 0 and 1 there is no other label to flip to."""
    y = check.floats(y_true, "y_true")
    check.labels(y_true, y)
    soft = np.argwhere((y != 0) & (y != 1))
    if len(soft):
        index = tuple(map(int, soft[0]))
        place = f"y_true[{', '.join(map(str, index))}]" if index else "y_true"
        raise ValueError(f"{place} is {y[index]}, a soft label: only 0 and 1 can be flipped")
    return y.astype(np.int64)
