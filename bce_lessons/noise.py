"""Three honest ways to spoil a prediction or a label, all of which stay within [0, 1].

Adding a shift or Gaussian noise to a *probability* is not among them: it leaves [0, 1], where
the loss does not exist. Noise belongs on the logits, on the labels, or in a mixture.
Every random function takes its generator, so that a lesson's numbers can be repeated.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray
from bce_lessons.links import logit, sigmoid

__all__ = ["flip_labels", "logit_noise", "mix_with_coin"]


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
    towards 1/2.

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
    Whoever knows every true label but not the flips does best to say 1-rate of its class, and
    still pays ``binary_entropy(rate)`` on average: the floor of the expected loss. At rate 1/2
    that is log 2, a coin's.

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
