"""Binary cross-entropy and squared error: each formula once, exactly."""

from __future__ import annotations

import sys
from functools import partial
from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _validation as check
from bce_lessons import blocks, chunks
from bce_lessons._validation import FloatArray


@overload
def binary_cross_entropy(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["mean", "sum"] = "mean",
) -> float: ...
@overload
def binary_cross_entropy(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["none"],
) -> FloatArray: ...
def binary_cross_entropy(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> float | FloatArray:
    """Score predicted probabilities: -[y log p + (1 - y) log(1 - p)].

    Introduced in Lesson 1. Also called log loss, logistic loss, logarithmic score; the sum is the
    negative log-likelihood of Bernoulli labels.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the number of samples, or by the sum of the weights; "none" returns the
        loss of each sample (times its weight).

    Returns
    -------
    float or ndarray of float64
        The loss in nats; for "none" an array of the shape of `y_true` (a float for a scalar).

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside its range, is masked or has another shape,
        or `reduction` is unknown. The message names the first offender and the mend.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    Nothing is clipped: a certain miss (p = 0 for y = 1) costs exactly inf, without a warning, a
    certain hit exactly 0, and 0 log 0 is 0. A sample of weight 0 never matters, not even at
    infinite loss. All is computed in float64: at most 1 ULP off per sample for hard labels, since
    log(1 - p) is taken as log1p(-p), and 2 for soft ones.

    A mean or sum reads its arrays once, in blocks, with less than 1 MB of memory beside them and a
    relative error below 1e-14; arrays on disk (`numpy.memmap`) may be larger than memory. Dask
    arrays are summed by dask's scheduler, chunk by chunk, at once ("none" makes one array of
    them). Lesson 8 shows how.

    References
    ----------
    .. [1] I. J. Good (1952). Rational decisions. Journal of the Royal Statistical Society,
       Series B 14(1), 107-114. https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> from bce_lessons import binary_cross_entropy
    >>> round(binary_cross_entropy([1, 0, 1], [0.9, 0.2, 0.6]), 4)
    0.2798
    >>> binary_cross_entropy(1, 0.0)
    inf
    >>> binary_cross_entropy([1, 0], [1.0, 0.0], reduction="none")
    array([0., 0.])
    """
    return _score(_PROBABILITIES, y_true, y_proba, sample_weight, reduction)


@overload
def binary_cross_entropy_with_logits(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["mean", "sum"] = "mean",
) -> float: ...
@overload
def binary_cross_entropy_with_logits(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["none"],
) -> FloatArray: ...
def binary_cross_entropy_with_logits(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> float | FloatArray:
    """Score logits: `binary_cross_entropy` of sigmoid(z), exact where the sigmoid saturates.

    Introduced in Lesson 4.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    logits : array_like of float, shape of `y_true`
        Predicted log-odds of y = 1, in nats. Infinite ones are allowed.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0.
    reduction : {"mean", "sum", "none"}
        As in `binary_cross_entropy`.

    Returns
    -------
    float or ndarray of float64
        The loss in nats; for "none" an array of the shape of `y_true` (a float for a scalar).

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside its range, is masked or has another shape,
        or `reduction` is unknown. The message names the first offender and the mend.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    The loss is max((1 - y) z, -y z) + log1p(exp(-abs(z))): two terms of at least 0, so nothing
    cancels, and nothing overflows. An infinite logit costs 0 where it is right and inf where it
    is wrong. Within 1.5 ULP per sample for hard labels, 2 for soft ones (random samples; where
    exp is at its worst, 1.7 was found). Means and sums of large arrays, of arrays on disk and of
    dask arrays are taken as in `binary_cross_entropy`.

    References
    ----------
    .. [1] M. Mächler (2012). Accurately computing log(1 - exp(-abs(a))).
       https://cran.r-project.org/package=Rmpfr/vignettes/log1mexp-note.pdf

    Examples
    --------
    >>> from bce_lessons import binary_cross_entropy_with_logits
    >>> round(binary_cross_entropy_with_logits([1, 0], [2.0, -1.0]), 4)
    0.2201
    >>> binary_cross_entropy_with_logits([1, 1], [float("inf"), -1e4], reduction="none")
    array([    0., 10000.])
    """
    return _score(_LOGITS, y_true, logits, sample_weight, reduction)


@overload
def squared_error(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["mean", "sum"] = "mean",
) -> float: ...
@overload
def squared_error(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["none"],
) -> FloatArray: ...
def squared_error(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> float | FloatArray:
    """Score predicted probabilities by (p - y)^2; the mean is the Brier score.

    Introduced in Lesson 3.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0.
    reduction : {"mean", "sum", "none"}
        As in `binary_cross_entropy`.

    Returns
    -------
    float or ndarray of float64
        The loss, without unit, at most 1 per sample; for "none" an array of the shape of `y_true`
        (a float for a scalar).

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside its range, is masked or has another shape,
        or `reduction` is unknown. The message names the first offender and the mend.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    A strictly proper score, like binary cross-entropy, but bounded: a certain miss costs 1, a
    certain hit 0. At most 1 ULP off per sample for hard labels: what the difference loses is
    added back.

    References
    ----------
    .. [1] G. W. Brier (1950). Verification of forecasts expressed in terms of probability.
       Monthly Weather Review 78(1), 1-3.
       https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> from bce_lessons import squared_error
    >>> squared_error([1, 0], [0.5, 1.0])
    0.625
    """
    return _score(_SQUARED_ERROR, y_true, y_proba, sample_weight, reduction)


@np.errstate(all="ignore")
def _score(
    kind: blocks.Kind,
    y_true: ArrayLike,
    values: ArrayLike,
    sample_weight: ArrayLike | None,
    reduction: str,
) -> float | FloatArray:
    """Check and reduce the losses of samples; one of weight 0 never matters."""
    check.reduction(reduction)
    if reduction != "none" and "dask.array" in sys.modules:
        run = chunks.totals(kind, y_true, values, sample_weight)
        if run:
            return blocks.mean_or_sum(run, reduction, sample_weight is not None)
    y, x = check.reals(y_true, "y_true"), check.reals(values, kind.name)
    check.same_shape(y, "y_true", x, kind.name)
    weight = None
    if sample_weight is not None:
        weight = check.reals(sample_weight, "sample_weight")
        check.same_shape(y, "y_true", weight, "sample_weight")
    if reduction != "none" and y.size >= blocks.WORTH_IT:
        arrays = [y, x] if weight is None else [y, x, weight]
        run = partial(blocks.totals, kind, arrays)
        return blocks.mean_or_sum(run, reduction, weight is not None)
    y, x = check.as_float64(y), check.as_float64(x)
    check.labels(y_true, y)
    kind.check(values, x)
    if sample_weight is not None and weight is not None:
        weight = check.as_float64(weight)
        if not check.weight_range(sample_weight, weight):
            check.no_weight()
    losses = kind.terms(y, x)
    if reduction == "mean":
        return _mean(losses, weight)
    if weight is not None:
        losses = np.where(weight == 0, 0.0, weight * losses)
    if reduction == "sum":
        return float(np.add.reduce(losses, axis=None))
    return check.scalar_or_array(losses)


def _mean(losses: FloatArray, weight: FloatArray | None) -> float:
    """Average without the overflow or underflow of a sum whose mean is a float."""
    if weight is None:
        mean = float(np.add.reduce(losses, axis=None)) / losses.size
        if mean < np.inf:
            return mean
        weight = np.ones_like(losses)
    counts = weight > 0.0
    losses, weight = losses[counts], weight[counts]
    worst = losses.max()
    if worst == 0.0 or worst == np.inf:
        return float(worst)
    weight = weight / weight.max()
    share = np.add.reduce(weight * (losses / worst)) / np.add.reduce(weight)
    return float(worst * share)  # no share is over 1: no overflow


def cross_entropy_terms(y: FloatArray, p: FloatArray) -> FloatArray:
    """Compute -[y log p + (1 - y) log(1 - p)] of checked arrays."""
    # fmin passes over the NaN of 0 * -inf: 0 log 0 is 0. "0 -", since a hit costs 0 and not -0.
    one, zero = np.fmin(y * np.log(p), 0.0), np.fmin((1.0 - y) * np.log1p(-p), 0.0)
    return np.asarray(0.0 - (one + zero))


def _cross_entropy_logit_terms(y: FloatArray, z: FloatArray) -> FloatArray:
    # fmax passes over the NaN of 0 * inf, so that infinite logits come out right.
    linear = np.fmax(np.fmax((1.0 - y) * z, -y * z), 0.0)
    return np.asarray(linear + np.log1p(np.exp(-np.abs(z))))


def _squared_error_terms(y: FloatArray, p: FloatArray) -> FloatArray:
    d = p - y
    p_part = d + y
    lost = (p - p_part) - (y - (p_part - d))  # p - y = d + lost, exactly (Knuth's two-sum)
    return np.asarray(d * d + 2.0 * d * lost)


def _check_probabilities(values: ArrayLike, array: FloatArray, place: check.Place = tuple) -> None:
    mend = "use binary_cross_entropy_with_logits"
    check.probabilities(values, array, "y_proba", mend, place)


def _check_squared(values: ArrayLike, array: FloatArray, place: check.Place = tuple) -> None:
    check.probabilities(values, array, "y_proba", place=place)


def _check_logits(values: ArrayLike, array: FloatArray, place: check.Place = tuple) -> None:
    check.not_nan(values, array, "logits", place)


_PROBABILITIES = blocks.Kind(
    "y_proba", _check_probabilities, cross_entropy_terms, blocks.sum_probabilities
)
_LOGITS = blocks.Kind("logits", _check_logits, _cross_entropy_logit_terms, blocks.sum_logits)
_SQUARED_ERROR = blocks.Kind("y_proba", _check_squared, _squared_error_terms)
