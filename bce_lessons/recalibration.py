"""Maps that make a model's probabilities fit what happens: Platt, beta and isotonic.

`fit_temperature`, a map of one number, is in `bce_lessons.temperature`.
"""

from __future__ import annotations

from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons._logistic import fit_line
from bce_lessons._maps import BetaMap, IsotonicMap, PlattMap, logs
from bce_lessons._rising import rising
from bce_lessons._validation import FloatArray
from bce_lessons.blocks import Kind
from bce_lessons.links import logit
from bce_lessons.losses import LOGITS, PROBABILITIES
from bce_lessons.samples import counted, read
from bce_lessons.temperature import reject_certain_miss

__all__ = ["BetaMap", "IsotonicMap", "PlattMap", "fit_beta", "fit_isotonic", "fit_platt"]


@np.errstate(all="ignore")
def fit_platt(
    y_true: ArrayLike, logits: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> PlattMap:
    """Fit Platt scaling: the line of the logits that has the least binary cross-entropy.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed. Take samples that the model was not
        fitted on.
    logits : array_like of float, shape of `y_true`
        The model's logits, or any score that is larger where y = 1 is likelier.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0. A sample of weight 0 never matters.

    Returns
    -------
    PlattMap
        Call it with logits to get probabilities.

    Raises
    ------
    ValueError
        If no line is best: the logits are all equal, or a cut separates the labels; if they do not
        point towards the labels; if only one label is there; or if an infinite logit is wrong.
        Also if an input is empty, holds a NaN, is outside its range, is masked or has another
        shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    A logistic regression on one feature, without penalty: that of scikit-learn with C=np.inf, by
    Newton's method to machine precision. Labels are taken as they are; Platt's own targets, which
    shrink towards 1/2, are soft labels (n1 + 1)/(n1 + 2) and 1/(n0 + 2). Infinite logits on the
    side of their label cost nothing and are passed over.

    References
    ----------
    .. [1] J. C. Platt (1999). Probabilistic outputs for support vector machines and comparisons
       to regularized likelihood methods. Advances in Large Margin Classifiers, 61-74. MIT Press.

    Examples
    --------
    >>> from bce_lessons.recalibration import fit_platt
    >>> fitted = fit_platt([0, 0, 1, 0, 1, 1, 1, 1], [-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    >>> print(f"{fitted.slope:.4f} {fitted.intercept:.4f} {fitted(0.0):.4f}")
    1.2624 1.9134 0.8714
    """
    taken = _read(y_true, logits, sample_weight, LOGITS)
    y, z, w = taken.y, taken.x, taken.weight
    reject_certain_miss(y, z, "logits", z, taken.kept, taken.shape)
    used = np.isfinite(z)
    y, z, w = y[used], z[used], w[used]
    _reject_unfit(y, z, "logits")
    fitted = fit_line(z[:, None], y, w)
    if fitted is None:
        _reject_cut("logits", z[y > 0], "all but ")
    if fitted.weights[0] <= 0:
        _reject_direction("logits")
    return PlattMap(float(fitted.weights[0]), fitted.bias)


@np.errstate(all="ignore")
def fit_beta(
    y_true: ArrayLike, y_proba: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> BetaMap:
    """Fit beta calibration: Platt scaling whose two ends bend on their own.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed. Take samples that the model was not
        fitted on.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        The model's probabilities of y = 1.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0. A sample of weight 0 never matters.

    Returns
    -------
    BetaMap
        Call it with probabilities to get others.

    Raises
    ------
    ValueError
        If no map is best: the probabilities are all equal, or a cut separates the labels; if they
        do not point towards the labels; if only one label is there; or if a certain prediction is
        wrong. Also if an input is empty, holds a NaN, is outside its range, is masked or has
        another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    A logistic regression on log p and -log(1 - p), without penalty, whose weights a and b may not
    be below 0: if the best of all has one that is, the best with a = 0 or b = 0 is taken. With
    a = b = 1 and c = 0 probabilities stay as they are; with a = b it is Platt scaling of logits.
    Predictions of 0 and 1 that are right are passed over.

    References
    ----------
    .. [1] M. Kull, T. Silva Filho and P. Flach (2017). Beta calibration: a well-founded and easily
       implemented improvement on logistic calibration for binary classifiers. International
       Conference on Artificial Intelligence and Statistics, PMLR 54, 623-631.
       https://proceedings.mlr.press/v54/kull17a.html

    Examples
    --------
    >>> from bce_lessons.recalibration import fit_beta
    >>> y = [0, 1, 0, 0, 1, 1, 0, 1, 1]
    >>> fitted = fit_beta(y, [0.01, 0.02, 0.3, 0.4, 0.6, 0.7, 0.97, 0.98, 0.99])
    >>> print(f"{fitted.a:.4f} {fitted.b:.4f} {fitted.c:.4f}; {fitted(0.9):.4f} for 0.9")
    0.0269 0.3662 -0.3177; 0.6278 for 0.9
    """
    taken = _read(y_true, y_proba, sample_weight, PROBABILITIES)
    y, p, w = taken.y, taken.x, taken.weight
    reject_certain_miss(y, np.asarray(logit(p)), "y_proba", p, taken.kept, taken.shape)
    used = (p > 0) & (p < 1)
    y, p, w = y[used], p[used], w[used]
    _reject_unfit(y, p, "y_proba")
    one, zero = logs(p)
    both = fit_line(np.column_stack([one, -zero]), y, w)
    if both is not None and both.weights.min() >= 0:
        return BetaMap(float(both.weights[0]), float(both.weights[1]), both.bias)
    alone = [(fit_line(log[:, None], y, w), side) for side, log in enumerate((one, -zero))]
    if all(line is None for line, _ in alone):
        _reject_cut("y_proba", p[y > 0], "all but ")
    rising_ones = [(line.loss, side, line) for line, side in alone if line and line.weights[0] > 0]
    if not rising_ones:
        _reject_direction("y_proba")
    _, side, line = min(rising_ones)
    slope = float(line.weights[0])
    return BetaMap(0.0, slope, line.bias) if side else BetaMap(slope, 0.0, line.bias)


@np.errstate(all="ignore")
def fit_isotonic(
    y_true: ArrayLike, y_proba: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> IsotonicMap:
    """Fit isotonic regression: of all maps that never fall, the one of the least loss.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed. Take samples that the model was not
        fitted on, a thousand or more: so free a map follows luck in few.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        The model's probabilities of y = 1.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0. A sample of weight 0 never matters.

    Returns
    -------
    IsotonicMap
        Call it with probabilities to get others.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside its range, is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    Equal probabilities are pooled first; then neighbours, until the shares of y = 1 rise
    (scikit-learn's `isotonic_regression`). That is the least squared error and the least binary
    cross-entropy at once. It exists for all samples, also where a cut separates the labels; but
    its values are then 0 and 1, and on new samples a certain miss costs inf. `fit_platt` and
    `fit_beta` are never certain.

    References
    ----------
    .. [1] B. Zadrozny and C. Elkan (2002). Transforming classifier scores into accurate multiclass
       probability estimates. International Conference on Knowledge Discovery and Data Mining,
       694-699. https://doi.org/10.1145/775047.775151

    Examples
    --------
    >>> from bce_lessons.recalibration import fit_isotonic
    >>> fitted = fit_isotonic([0, 1, 0, 1], [0.2, 0.4, 0.6, 0.8])
    >>> fitted([0.1, 0.4, 0.5, 0.7, 1.0])
    array([0.  , 0.5 , 0.5 , 0.75, 1.  ])
    """
    taken = _read(y_true, y_proba, sample_weight, PROBABILITIES)
    knots, places = np.unique(taken.x, return_inverse=True)
    weight = np.bincount(places, taken.weight)
    positives = np.bincount(places, taken.weight * taken.y)
    pools = rising(positives, weight)
    share = np.minimum(np.bincount(pools, positives) / np.bincount(pools, weight), 1.0)[pools]
    ends = np.r_[True, pools[1:] != pools[:-1]] | np.r_[pools[1:] != pools[:-1], True]
    return IsotonicMap(knots[ends], share[ends])


class _Taken(NamedTuple):
    """The samples that count, with weights of at most 1, and their places."""

    y: FloatArray
    x: FloatArray
    weight: FloatArray
    kept: NDArray[np.intp]
    shape: tuple[int, ...]


def _read(
    y_true: ArrayLike, values: ArrayLike, sample_weight: ArrayLike | None, kind: Kind
) -> _Taken:
    arrays = read(y_true, values, kind.name, sample_weight)
    if kind.exclusive and arrays[0].ndim > 1:
        remedy = "for such classes fit one column at a time"
        check.separate(arrays[0], arrays[1], kind.name, remedy, arrays[2])
    y, x, weight, kept = counted(arrays, (y_true, values, sample_weight), kind)
    w = np.ones(y.size) if weight is None else weight.ravel() / weight.max()
    used = np.flatnonzero(w)  # what underflows counts as 0 beside the largest
    kept = used if kept is None else kept[used]
    return _Taken(y.ravel()[used], x.ravel()[used], w[used], kept, arrays[0].shape)


def _reject_unfit(y: FloatArray, x: FloatArray, name: str) -> None:
    """Raise if no rising curve is best: one label only, equal predictions, or a cut."""
    ones, zeros = x[y > 0], x[y < 1]
    if not (len(ones) and len(zeros)):
        what = f"is {y[0]:g} everywhere" if len(y) else "has no label left"
        raise ValueError(
            f"y_true {what}, but for certain predictions: fit on samples of both classes"
        )
    if (x == x[0]).all():
        raise ValueError(f"{name} is {x[0]:g} everywhere: nothing tells the samples apart")
    if zeros.max() <= ones.min():
        _reject_cut(name, ones)
    if ones.max() <= zeros.min():
        _reject_direction(name)


def _reject_cut(name: str, ones: FloatArray, nearly: str = "") -> NoReturn:
    raise ValueError(
        f"a cut at {name} = {ones.min():g} {nearly}separates the labels: the steeper the better, "
        "with no end; fit on samples that the model has not seen, or on more of them"
    )


def _reject_direction(name: str) -> NoReturn:
    other = {"logits": "-logits", "y_proba": "np.subtract(1, y_proba)"}[name]
    raise ValueError(
        f"{name} does not point towards the labels: no rising curve is better than one number for "
        f"all; is it that of y = 1, in the order of y_true? (of y = 0: pass {other})"
    )
