"""One number that makes a model as sure of itself as it deserves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray
from bce_lessons.links import sigmoid
from bce_lessons.losses import LOGITS
from bce_lessons.samples import counted, read

__all__ = ["fit_temperature"]


@np.errstate(all="ignore")
def fit_temperature(
    y_true: ArrayLike, logits: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> float:
    """Find the temperature T for which logits / T have the least binary cross-entropy.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed. Take samples that the model was not
        fitted on. On its own, a logistic regression has T = 1 if it was fitted by maximum
        likelihood, and less under a penalty, however wrong it is elsewhere; others have any T.
    logits : array_like of float, shape of `y_true`
        The model's logits.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0. A sample of weight 0 never matters, whatever its
        label or logit holds.

    Returns
    -------
    float, above 0
        Over 1 for a model that was too sure of itself, below 1 for one that was too modest.

    Raises
    ------
    ValueError
        If no finite, positive temperature is best: all logits are on the side of their label,
        the logits point the wrong way or nowhere, or an infinite one is wrong. Also if an input
        is empty, holds a NaN, is outside its range, is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    No prediction changes sides and no two change places, so accuracy and AUC stay. In 1/T the
    loss is convex, so that the zero of its rising slope is the minimum. A bracketed Newton
    iteration finds it to the last digits that the slope's own rounding leaves. Infinite logits
    on the side of their label cost nothing at any temperature and are passed over.

    References
    ----------
    .. [1] C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger (2017). On calibration of modern neural
       networks. International Conference on Machine Learning. https://arxiv.org/abs/1706.04599

    Examples
    --------
    >>> from bce_lessons.calibration import fit_temperature
    >>> logits = [4.0, 4.0, 4.0, -4.0, -4.0, -4.0]
    >>> round(fit_temperature([1, 1, 0, 0, 0, 1], logits), 4)  # sigmoid(4 / T) = 2/3
    5.7708
    """
    arrays = read(y_true, logits, "logits", sample_weight)
    y, z, weight, kept = counted(arrays, (y_true, logits, sample_weight), LOGITS)
    reject_certain_miss(y, z, "logits", z, kept, arrays[0].shape)
    w = np.ones_like(y) if weight is None else weight / weight.max()
    used = np.isfinite(z)
    scale = float(np.max(np.abs(z[used]), initial=0.0))
    if scale == 0.0:
        raise ValueError("logits are all 0 (or infinite): no temperature changes them")
    u = np.where(used, z, 0.0) / scale
    used = np.abs(u) > 1e-290  # beside the largest, what is smaller counts as 0
    return scale / _best_inverse(u[used], (u * w * y)[used], (u * w * (1.0 - y))[used])


def reject_certain_miss(
    y: FloatArray,
    z: FloatArray,
    name: str,
    given: FloatArray,
    kept: NDArray[np.intp] | None,
    shape: tuple[int, ...],
) -> None:
    """Raise for the first infinite logit z that is wrong; its argument `name` holds `given`."""
    wrong = np.flatnonzero(np.isinf(z) & (np.where(z > 0, 1.0 - y, y) > 0))
    if len(wrong):
        place = check.unravel(int(wrong[0] if kept is None else kept[wrong[0]]), shape)
        raise ValueError(
            f"{check.at(name, place)} is {given.flat[wrong[0]]}, a certain miss: it costs inf at "
            "every temperature; find out why the model was certain, or leave the sample out"
        )


def _best_inverse(u: FloatArray, to_one: FloatArray, to_zero: FloatArray) -> float:
    """Return the zero of the loss's slope in b = 1/T, for logits `u` of at most 1.

    `to_one` and `to_zero` are u times the weight of y = 1 and of y = 0: the slope is the sum of
    to_zero sigmoid(b u) - to_one sigmoid(-b u).
    """

    def slope(b: float) -> tuple[float, float]:
        p, r = sigmoid(b * u), sigmoid(-b * u)
        return float(np.sum(to_zero * p - to_one * r)), float(
            np.sum(u * (to_one + to_zero) * p * r)
        )

    if np.sum(np.where(u > 0, to_zero, -to_one)) <= 0:
        raise ValueError(
            "every logit is on the side of its label: the colder the better, with no end; "
            "fit the temperature on samples that the model has not seen, or on more of them"
        )
    if slope(0.0)[0] >= 0:
        raise ValueError(
            "the logits do not point towards the labels: the hotter the better, with no end; "
            "are they logits of y = 1, in the order of y_true? (of y = 0: pass -logits)"
        )
    low = high = 1.0
    while slope(low)[0] > 0:
        low /= 2
    while slope(high)[0] < 0:
        high *= 2
    return _zero(slope, low, high)


def _zero(slope: Callable[[float], tuple[float, float]], low: float, high: float) -> float:
    """Find where a rising function is 0 by Newton's steps; one that leaves the bracket is halved.

    A step longer than half of the one before is halved, too: it would be no faster.
    """
    b, step = high, high - low
    while abs(step) > 2.0**-52 * b:
        value, derivative = slope(b)
        low, high = (b, high) if value < 0 else (low, b)
        limit = abs(step) / 2
        step = -value / derivative if derivative else np.inf
        if not (low <= b + step <= high and abs(step) <= limit):
            step = (low + high) / 2 - b
        b += step
    return b
