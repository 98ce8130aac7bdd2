"""Relatives of binary cross-entropy that move the minimum away from the truth.

Label smoothing and the focal loss are used because they help with something else (certainty,
easy samples). What they cost is calibration: the prediction with the least expected loss is no
longer the true probability.
"""

from __future__ import annotations

from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons import focal
from bce_lessons._validation import FloatArray
from bce_lessons.links import logit, sigmoid
from bce_lessons.scoring import score

__all__ = [
    "focal_loss",
    "focal_loss_with_logits",
    "focal_loss_with_logits_gradient",
    "focal_minimizer",
    "smooth_labels",
]


@overload
def smooth_labels(y_true: float, *, alpha: float) -> float: ...
@overload
def smooth_labels(y_true: ArrayLike, *, alpha: float) -> FloatArray: ...
@np.errstate(all="ignore")
def smooth_labels(y_true: ArrayLike, *, alpha: float) -> float | FloatArray:
    """Draw labels towards 1/2: (1 - alpha) y + alpha/2.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1, or soft ones.
    alpha : float, in [0, 1]
        How much of each label is replaced by 1/2.

    Returns
    -------
    float or ndarray of float64, shape of `y_true`, in [alpha/2, 1 - alpha/2]
        Soft labels; a float for a scalar.

    Raises
    ------
    ValueError
        If `y_true` is empty or a value is NaN or outside [0, 1], or `alpha` is outside [0, 1].
    TypeError
        If `y_true` does not hold real numbers, or `alpha` is not one.

    Notes
    -----
    Binary cross-entropy is linear in the label. So where y = 1 has the probability q, the
    expected loss of smoothed labels is least at the smoothed q, ``smooth_labels(q, alpha=alpha)``,
    and not at q: the same function says where the minimum went.

    References
    ----------
    .. [1] C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens and Z. Wojna (2016). Rethinking the
       Inception architecture for computer vision. Conference on Computer Vision and Pattern
       Recognition. https://arxiv.org/abs/1512.00567

    Examples
    --------
    >>> from bce_lessons.variants import smooth_labels
    >>> smooth_labels([0, 1], alpha=0.1)
    array([0.05, 0.95])
    """
    y = check.floats(y_true, "y_true")
    check.labels(y_true, y)
    alpha = options.number("alpha", alpha, options.UNIT, such_as=0.1)
    return check.scalar_or_array(np.asarray((1.0 - alpha) * y + alpha / 2.0))


@overload
def focal_loss(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    gamma: float = 2.0,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["mean", "sum"] = "mean",
) -> float: ...
@overload
def focal_loss(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    gamma: float = 2.0,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["none"],
) -> FloatArray: ...
def focal_loss(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    gamma: float = 2.0,
    sample_weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> float | FloatArray:
    """Weigh each sample by its own error: -[y (1-p)^gamma log p + (1-y) p^gamma log(1-p)].

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    gamma : float, finite, at least 0
        How much less the easy samples count; at 0 this is binary cross-entropy.
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
        or `gamma` or `reduction` is not as described.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    Nothing is clipped: a certain miss costs exactly inf, a certain hit 0, whatever `gamma` is.
    For gamma > 0 it is not a proper score: `focal_minimizer` says what it wants to hear. Weights
    of 0, tables, large arrays and those of dask or pandas are treated as in
    `bce_lessons.binary_cross_entropy`.

    References
    ----------
    .. [1] T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár (2017). Focal loss for dense
       object detection. International Conference on Computer Vision.
       https://arxiv.org/abs/1708.02002

    Examples
    --------
    >>> from bce_lessons.variants import focal_loss
    >>> focal_loss([1, 1], [0.8, 0.1], reduction="none").round(4)
    array([0.0089, 1.8651])
    """
    check.reduction(reduction)
    gamma = focal.exponent(gamma)
    return score(focal.of_probabilities(gamma), y_true, y_proba, sample_weight, reduction)


@overload
def focal_loss_with_logits(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    gamma: float = 2.0,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["mean", "sum"] = "mean",
) -> float: ...
@overload
def focal_loss_with_logits(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    gamma: float = 2.0,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["none"],
) -> FloatArray: ...
def focal_loss_with_logits(
    y_true: ArrayLike,
    logits: ArrayLike,
    *,
    gamma: float = 2.0,
    sample_weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> float | FloatArray:
    """Score logits: `focal_loss` of sigmoid(z), exact where the sigmoid saturates.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    logits : array_like of float, shape of `y_true`
        Predicted log-odds of y = 1, in nats. Infinite ones are allowed.
    gamma : float, finite, at least 0
        How much less the easy samples count; at 0 this is `binary_cross_entropy_with_logits`.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0.
    reduction : {"mean", "sum", "none"}
        As in `focal_loss`.

    Returns
    -------
    float or ndarray of float64
        The loss in nats; for "none" an array of the shape of `y_true` (a float for a scalar).

    Raises
    ------
    ValueError, TypeError
        As `focal_loss`.

    Notes
    -----
    With v = z for y = 0 and -z for y = 1, the logit of what did not happen, the loss is
    sigmoid(v)^gamma softplus(v), and softplus(v) = log(1 + exp(v)) is max(v, 0) +
    log1p(exp(-abs(v))). The power is exp(-gamma softplus(-v)), a product of two factors of at most
    1, so nothing overflows. An infinite logit costs 0 where it is right and inf where it is wrong.
    At most 3 + gamma ULP off per sample.

    References
    ----------
    .. [1] T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár (2017). Focal loss for dense
       object detection. International Conference on Computer Vision.
       https://arxiv.org/abs/1708.02002

    Examples
    --------
    >>> from bce_lessons.variants import focal_loss_with_logits
    >>> focal_loss_with_logits([0, 1], [40.0, 40.0], reduction="none")
    array([4.00000000e+01, 7.66764807e-53])
    """
    check.reduction(reduction)
    gamma = focal.exponent(gamma)
    return score(focal.of_logits(gamma), y_true, logits, sample_weight, reduction)


@overload
def focal_loss_with_logits_gradient(
    y_true: float, logits: float, *, gamma: float = 2.0
) -> float: ...
@overload
def focal_loss_with_logits_gradient(
    y_true: ArrayLike, logits: ArrayLike, *, gamma: float = 2.0
) -> FloatArray: ...
def focal_loss_with_logits_gradient(
    y_true: ArrayLike, logits: ArrayLike, *, gamma: float = 2.0
) -> float | FloatArray:
    """Differentiate each sample's focal loss by its logit.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    logits : array_like of float, shape of `y_true`
        Predicted log-odds of y = 1, in nats. Infinite ones are allowed.
    gamma : float, finite, at least 0
        The loss's exponent; at 0 this is `binary_cross_entropy_with_logits_gradient`.

    Returns
    -------
    float or ndarray of float64, shape of `y_true`
        dL/dz of each sample; a float for scalars.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside its range, is masked or has another shape,
        or `gamma` is not as described.
    TypeError
        If an input does not hold real numbers.

    Notes
    -----
    For y = 0 it is p^gamma (gamma (1 - p) softplus(z) + p) with p = sigmoid(z): two terms of at
    least 0, so nothing cancels. For y = 1 it is the same of -z, with a minus. A certain hit has
    slope 0, a certain miss 1 or -1. For easy samples it is smaller than that of cross-entropy; for
    hard ones it is larger, by up to 23 % at gamma = 2. At most
    4 + gamma ULP off for hard labels; for soft ones the two slopes may cancel.

    References
    ----------
    .. [1] T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár (2017). Focal loss for dense
       object detection, appendix B. International Conference on Computer Vision.
       https://arxiv.org/abs/1708.02002

    Examples
    --------
    >>> from bce_lessons.variants import focal_loss_with_logits_gradient
    >>> focal_loss_with_logits_gradient([0, 1, 1], [0.0, 0.0, float("-inf")]).round(4)
    array([ 0.2983, -0.2983, -1.    ])
    """
    gamma = focal.exponent(gamma)
    y, z = check.labels_and_logits(y_true, logits)
    return check.scalar_or_array(focal.logit_slope(y, z, gamma))


@overload
def focal_minimizer(q: float, *, gamma: float = 2.0) -> float: ...
@overload
def focal_minimizer(q: ArrayLike, *, gamma: float = 2.0) -> FloatArray: ...
@np.errstate(all="ignore")
def focal_minimizer(q: ArrayLike, *, gamma: float = 2.0) -> float | FloatArray:
    """Find the prediction with the least expected focal loss where y = 1 has probability q.

    Parameters
    ----------
    q : array_like of float, any shape, in [0, 1]
        True probabilities of y = 1.
    gamma : float, finite, at least 0
        The focal loss's exponent.

    Returns
    -------
    float or ndarray of float64, shape of `q`, in [0, 1]
        The minimising p: q itself at gamma = 0 or q = 0, 1/2 or 1, else nearer to 1/2 than q. A
        float for a scalar.

    Raises
    ------
    ValueError
        If `q` is empty or a value is NaN or outside [0, 1], or `gamma` is negative or not finite.
    TypeError
        If `q` does not hold real numbers.

    Notes
    -----
    The derivative of q (1-p)^gamma (-log p) + (1-q) p^gamma (-log(1-p)) is 0 where

        logit q = gamma logit p + log(p - gamma (1-p) log(1-p)) - log(1-p - gamma p log p).

    The right side rises with p and is odd around 1/2, so halving an interval of logits finds the
    solution; working in logits keeps the digits of probabilities near 0 and 1.

    References
    ----------
    .. [1] N. Charoenphakdee, J. Vongkulbhisal, N. Chairatanakul and M. Sugiyama (2021). On focal
       loss for class-posterior probability estimation: a theoretical perspective. Conference on
       Computer Vision and Pattern Recognition. https://arxiv.org/abs/2011.09172

    Examples
    --------
    >>> from bce_lessons.variants import focal_minimizer
    >>> focal_minimizer([0.1, 0.5, 0.9], gamma=2).round(3)
    array([0.306, 0.5  , 0.694])
    """
    gamma = focal.exponent(gamma)
    array = check.floats(q, "q")
    check.probabilities(q, array, "q", "pass its sigmoid")
    z = focal.minimizing_logit(np.asarray(logit(array)), gamma)
    return check.scalar_or_array(np.asarray(sigmoid(z)))
