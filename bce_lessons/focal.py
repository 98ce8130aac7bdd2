"""How focal losses are computed, of probabilities and of logits, their slope and their minimum."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons import blocks
from bce_lessons._validation import FloatArray
from bce_lessons.gradients import cross_entropy_logit_slope, exact_product
from bce_lessons.links import sigmoid_terms
from bce_lessons.losses import LOGITS, PROBABILITIES


def exponent(gamma: float) -> float:
    """Return a focal loss's exponent, or say what is wrong with it."""
    return options.number("gamma", gamma, options.AT_LEAST_0, such_as=2)


def of_probabilities(gamma: float) -> blocks.Kind:
    """Return the focal loss of probabilities."""
    if gamma == 0:
        return PROBABILITIES
    return blocks.Kind(
        "y_proba",
        _check_probabilities,
        check.within_unit,
        partial(_terms, gamma=gamma),
        exclusive="for such classes score one column at a time",
    )


def of_logits(gamma: float) -> blocks.Kind:
    """Return the focal loss of logits."""
    if gamma == 0:
        return LOGITS
    return blocks.Kind("logits", LOGITS.check, LOGITS.fits, partial(_logit_terms, gamma=gamma))


def _check_probabilities(values: ArrayLike, array: FloatArray, place: check.Place = tuple) -> None:
    check.probabilities(values, array, "y_proba", "use focal_loss_with_logits", place)


def _terms(y: FloatArray, p: FloatArray, gamma: float) -> FloatArray:
    # fmin passes over the NaN of 0 * -inf: 0 log 0 is 0.
    one = np.fmin(y * ((1.0 - p) ** gamma * np.log(p)), 0.0)
    zero = np.fmin((1.0 - y) * (p**gamma * np.log1p(-p)), 0.0)
    return np.asarray(0.0 - (one + zero))


def _logit_terms(y: FloatArray, z: FloatArray, gamma: float) -> FloatArray:
    one = y * (_damping(z, gamma) * _softplus(-z))
    zero = (1.0 - y) * (_damping(-z, gamma) * _softplus(z))
    return np.asarray(np.fmax(one, 0.0) + np.fmax(zero, 0.0))  # fmax passes over 0 * inf


@np.errstate(all="ignore")
def logit_slope(y: FloatArray, z: FloatArray, gamma: float) -> FloatArray:
    """Differentiate the focal loss of checked labels and logits by the logits."""
    if gamma == 0:
        return cross_entropy_logit_slope(y, z)
    return np.asarray((1.0 - y) * _rise(z, gamma) - y * _rise(-z, gamma) + 0.0)


def _rise(z: FloatArray, gamma: float) -> FloatArray:
    """Differentiate the loss of y = 0: two terms of at least 0."""
    p, r = sigmoid_terms(z), sigmoid_terms(-z)
    lever = np.fmax(r * _softplus(z), 0.0)  # 0 * inf is 0 here: the exponential wins
    return np.asarray(_damping(-z, gamma) * (gamma * lever + p))


def _softplus(z: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))))


def _damping(z: FloatArray, gamma: float) -> FloatArray:
    """Compute (1 - sigmoid(z))^gamma = exp(-gamma z) (1 + exp(-z))^-gamma for z > 0.

    The exponent gamma z is taken with what its rounding loses, which exp would magnify.
    """
    beyond = np.maximum(z, 0.0)
    exponent, lost = exact_product(beyond, np.asarray(gamma, np.float64))
    lost = np.where(np.isfinite(lost), lost, 0.0)
    power = np.exp(-exponent)
    power -= power * lost
    return np.asarray(power * np.exp(-gamma * np.log1p(np.exp(-np.abs(z)))))


def minimizing_logit(target: FloatArray, gamma: float) -> FloatArray:
    """Return the logit with the least expected focal loss, where y = 1 has the logit `target`."""
    low, high = np.zeros_like(target), np.minimum(np.abs(target), 1e3)
    for _ in range(70):  # 1000 / 2^70 is below the last digit of any logit that matters
        middle = (low + high) / 2
        above = _served_best(middle, gamma) > np.abs(target)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(np.where(np.isinf(target), target, np.copysign(high, target)))


def _served_best(z: FloatArray, gamma: float) -> FloatArray:
    """Return the logit of the q that is best served by sigmoid(z), for z of at least 0."""
    e = np.maximum(np.exp(-z), 2.0**-1074)  # above 0, for the ratio, which tends to 1
    softplus = np.log1p(e)  # -log p; -log(1 - p) is z more
    p, r = np.exp(-softplus), np.exp(-z - softplus)
    rare = np.log1p(gamma * (softplus / e)) - z - softplus  # log(r - gamma p log p)
    return np.asarray(gamma * z + np.log(p + gamma * r * (z + softplus)) - rare)
