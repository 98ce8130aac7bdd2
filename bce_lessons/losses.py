"""Binary cross-entropy and squared error: each formula once, exactly."""

from __future__ import annotations

from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _validation as check
from bce_lessons import blocks
from bce_lessons._validation import FloatArray
from bce_lessons.scoring import score


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

    Also called log loss, logistic loss, logarithmic score; the sum is the
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
        If an input is empty, holds a NaN, is outside its range, is masked, has another shape or
        other labels (an index), or `reduction` is unknown. The message names the first offender
        that counts, and a remedy.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    Nothing is clipped: a certain miss (p = 0 for y = 1) costs exactly inf, without a warning, a
    certain hit exactly 0, and 0 log 0 is 0. A sample of weight 0 never matters, whatever its label
    or prediction holds: NaN, None, a mark such as 255 or -1, a prediction out of range. So
    ``sample_weight=np.not_equal(y_true, 255)`` leaves out what is marked. All is computed in
    float64: at most 1 ULP off per sample for hard labels, since log(1 - p) is taken as log1p(-p),
    and 2 for soft ones.

    Every entry of a table is a yes or no of its own, as with several labels a sample. Of classes
    that exclude one another the loss would be another one, so a table of three columns or more
    (for a sum, of two) whose labels and whose predictions add up to 1 in each row is refused;
    rows of weight 0 or of zeros do not count. `categorical_cross_entropy` is that other loss.
    Inputs that carry labels, such as pandas' Series, must carry the same ones in one order.

    A mean or sum reads its arrays once, in blocks, with less than 1 MB of memory beside them and a
    relative error below 1e-14, unless a sum, or a product of "none", is below 1e-290, where floats
    have fewer digits; arrays on disk (`numpy.memmap`) may be larger than memory. Dask
    arrays are summed by dask's scheduler, chunk by chunk, at once ("none" makes one array of
    them).

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
    return score(PROBABILITIES, y_true, y_proba, sample_weight, reduction)


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
        If an input is empty, holds a NaN, is outside its range, is masked, has another shape or
        other labels (an index), or `reduction` is unknown. The message names the first offender
        that counts, and a remedy.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    The loss is max((1 - y) z, -y z) + log1p(exp(-abs(z))): two terms of at least 0, so nothing
    cancels, and nothing overflows. An infinite logit costs 0 where it is right and inf where it
    is wrong. Within 1.5 ULP per sample for hard labels, 2 for soft ones (random samples; where
    exp is at its worst, 1.7 was found). Weights of 0 and labels of pandas are treated as in
    `binary_cross_entropy`; logits do not show whether the columns of a table exclude one another:
    each entry is taken for a yes or no of its own. If they do, pass them to
    `categorical_cross_entropy` instead. Means and sums of large arrays, of arrays on
    disk and of dask arrays are taken as in `binary_cross_entropy`.

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
    return score(LOGITS, y_true, logits, sample_weight, reduction)


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
        If an input is empty, holds a NaN, is outside its range, is masked, has another shape or
        other labels (an index), or `reduction` is unknown. The message names the first offender
        that counts, and a remedy.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    A strictly proper score, like binary cross-entropy, but bounded: a certain miss costs 1, a
    certain hit 0. At most 1 ULP off per sample for hard labels: what the difference loses is
    added back. Weights of 0, tables and labels of pandas are treated as in
    `binary_cross_entropy`.

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
    return score(SQUARED_ERROR, y_true, y_proba, sample_weight, reduction)


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


PROBABILITIES = blocks.Kind(
    "y_proba",
    _check_probabilities,
    check.within_unit,
    cross_entropy_terms,
    blocks.sum_probabilities,
    "for such classes use categorical_cross_entropy(y_true, y_proba)",
)
LOGITS = blocks.Kind(
    "logits", _check_logits, check.no_nan, _cross_entropy_logit_terms, blocks.sum_logits
)
SQUARED_ERROR = blocks.Kind(
    "y_proba",
    _check_squared,
    check.within_unit,
    _squared_error_terms,
    exclusive="for such classes add up the columns of reduction='none' and average that",
)
