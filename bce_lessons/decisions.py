"""From probabilities to decisions: the threshold that the costs ask for, and what it costs."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray

__all__ = ["best_threshold", "expected_cost"]


@overload
def best_threshold(cost_fp: float, cost_fn: float) -> float: ...
@overload
def best_threshold(cost_fp: ArrayLike, cost_fn: ArrayLike) -> FloatArray: ...
@np.errstate(all="ignore")
def best_threshold(cost_fp: ArrayLike, cost_fn: ArrayLike) -> float | FloatArray:
    """Return the probability from which on acting is cheaper: cost_fp / (cost_fp + cost_fn).

    Parameters
    ----------
    cost_fp : float or array_like of float, any shape, above 0
        What a false alarm (a false positive) costs.
    cost_fn : float or array_like of float, shape of `cost_fp`, above 0
        What a miss (a false negative) costs, in the same unit.

    Returns
    -------
    float or ndarray of float64, shape of `cost_fp`, in [0, 1]
        The threshold for *calibrated* probabilities. Equal costs give 0.5. A float for scalars.

    Raises
    ------
    ValueError
        If a cost is not finite or not above 0, or shapes differ.
    TypeError
        If a cost is not a real number.

    Notes
    -----
    If y = 1 has the probability p, acting costs (1 - p) cost_fp on average and waiting costs
    p cost_fn. They are equal at the threshold. Correct decisions are taken to cost nothing: a
    cost or gain that they do have belongs into the difference to the wrong decision.

    References
    ----------
    .. [1] C. Elkan (2001). The foundations of cost-sensitive learning. International Joint
       Conference on Artificial Intelligence, 973-978.

    Examples
    --------
    >>> from bce_lessons.decisions import best_threshold
    >>> best_threshold(cost_fp=1, cost_fn=19)
    0.05
    """
    fp, fn = check.floats(cost_fp, "cost_fp"), check.floats(cost_fn, "cost_fn")
    check.same_shape(fp, "cost_fp", fn, "cost_fn")
    check.aligned((cost_fp, "cost_fp"), (cost_fn, "cost_fn"))
    _above_zero(fp, "cost_fp")
    _above_zero(fn, "cost_fn")
    worse = np.maximum(fp, fn)  # taken out, or the sum might overflow
    return check.scalar_or_array(np.asarray((fp / worse) / (fp / worse + fn / worse)))


@overload
def expected_cost(
    y_true: ArrayLike, y_proba: ArrayLike, threshold: float, *, cost_fp: float, cost_fn: float
) -> float: ...
@overload
def expected_cost(
    y_true: ArrayLike, y_proba: ArrayLike, threshold: ArrayLike, *,
    cost_fp: ArrayLike, cost_fn: ArrayLike,
) -> FloatArray: ...  # fmt: skip
@np.errstate(all="ignore")
def expected_cost(
    y_true: ArrayLike, y_proba: ArrayLike, threshold: ArrayLike, *,
    cost_fp: ArrayLike, cost_fn: ArrayLike,
) -> float | FloatArray:  # fmt: skip
    """Average what the decisions cost: act where the prediction reaches the threshold.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them count as shares of both.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    threshold : float or array_like of float, any shape
        Act (predict 1) where ``y_proba >= threshold``; above 1 means never.
    cost_fp : float or array_like of float, shape of `threshold`, above 0
        What a false alarm (a false positive) costs; one for all thresholds, or one for each.
    cost_fn : float or array_like of float, shape of `threshold`, above 0
        What a miss (a false negative) costs, in the same unit.

    Returns
    -------
    float or ndarray of float64, shape of `threshold`
        Mean cost a sample, in the unit of the costs; a float for one threshold.

    Raises
    ------
    ValueError
        If a cost is not finite or not above 0, a threshold is NaN, or an input is empty, holds a
        NaN, is outside [0, 1], is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    The predictions are sorted once, so that many thresholds cost little more than one.

    Examples
    --------
    >>> from bce_lessons.decisions import expected_cost
    >>> y, p = [0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9]
    >>> expected_cost(y, p, 0.5, cost_fp=1, cost_fn=3)
    0.75
    >>> expected_cost(y, p, [0.2, 0.5, 2], cost_fp=1, cost_fn=3)
    array([0.25, 0.75, 1.5 ])
    """
    y, p = (np.ravel(values) for values in check.labels_and_probabilities(y_true, y_proba))
    cut = check.floats(threshold, "threshold")
    check.not_nan(threshold, cut, "threshold")
    fp, fn = (
        _costs(c, name, cut, threshold) for c, name in ((cost_fp, "cost_fp"), (cost_fn, "cost_fn"))
    )
    order = np.argsort(p)
    # At each place in the order: the positives before it, and the negatives.
    positives = np.concatenate([[0.0], np.cumsum(y[order])])
    negatives = np.concatenate([[0.0], np.cumsum(1.0 - y[order])])
    place = np.searchsorted(p[order], cut)
    misses, alarms = positives[place], negatives[-1] - negatives[place]
    return check.scalar_or_array(np.asarray(fp * (alarms / y.size) + fn * (misses / y.size)))


def _costs(values: ArrayLike, name: str, cut: FloatArray, threshold: ArrayLike) -> FloatArray:
    """Return the checked costs: one for all thresholds, or one for each."""
    costs = check.floats(values, name)
    if costs.ndim:
        check.same_shape(cut, "threshold", costs, name)
        check.aligned((threshold, "threshold"), (values, name))
    _above_zero(costs, name)
    return costs


def _above_zero(costs: FloatArray, name: str) -> None:
    wrong = ~((costs > 0) & (costs < np.inf))
    if wrong.any():
        raise ValueError(f"{name} is {costs[wrong][0]:g}: give a finite number above 0")
