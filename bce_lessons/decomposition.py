"""What a loss is made of: the base rate's entropy, what the model tells apart, and its calibration.

In each group of samples that the model treats alike, the mean binary cross-entropy is the
entropy of what happened plus its divergence from what was predicted; the mean squared error is the
variance of what happened plus the squared distance from what was predicted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._skill import skill
from bce_lessons._validation import FloatArray
from bce_lessons.calibration import (
    METHODS,
    STRATEGIES,
    Method,
    Strategy,
    bin_samples,
    isotonic_groups,
    reject_bins,
)
from bce_lessons.information import binary_entropy, kl_divergence
from bce_lessons.losses import binary_cross_entropy, squared_error

__all__ = ["Decomposition", "decompose", "skill"]

TINY, BELOW_ONE = 2.0**-1074, 1 - 2.0**-53  # the floats next to 0 and to 1


@dataclass(frozen=True)
class Decomposition:
    """The parts of a mean binary cross-entropy, in nats, or of a mean squared error.

    Attributes
    ----------
    uncertainty : float
        The entropy (or variance) of the base rate: the least loss of one who knows only
        that.
    resolution : float
        What telling the groups apart takes off: the mean divergence (or squared distance) of a
        group's share of y = 1 from the base rate.
    refinement : float
        What is left: uncertainty - resolution, which is the groups' mean entropy (or variance).
    miscalibration : float
        The miscalibration loss: the mean divergence (or squared distance) of a group's share of
        y = 1 from its (mean) prediction. A loss, and no mean distance, which the
        `expected_calibration_error` of a `ReliabilityCurve` is.
    within_bins : float
        What the predictions' differences within a bin add (or, below 0, take off); 0 in groups
        of equal predictions.
    of : str
        Which loss it is of: "cross_entropy" or "squared_error".
    method : str
        How samples were grouped: "bins", also for groups of equal predictions, or "isotonic".
    """

    uncertainty: float
    resolution: float
    refinement: float
    miscalibration: float
    within_bins: float
    of: str = "cross_entropy"
    method: str = "bins"

    @property
    def loss(self) -> float:
        """The mean loss: refinement + miscalibration + within_bins."""
        return self.refinement + self.miscalibration + self.within_bins

    @property
    def calibration_error(self) -> float:
        """The older name of `miscalibration`."""
        return self.miscalibration

    @property
    def discrimination(self) -> float:
        """Another name of `resolution`, which CORP has."""
        return self.resolution

    def __repr__(self) -> str:
        within = f" {self.within_bins:+.4f} within bins" if self.within_bins else ""
        squared = self.of == "squared_error"
        loss = f"squared error {self.loss:.4f}" if squared else f"loss {self.loss:.4f} nats"
        groups = "; isotonic groups" if self.method == "isotonic" else ""
        return (
            f"Decomposition({loss} = uncertainty {self.uncertainty:.4f} "
            f"- resolution {self.resolution:.4f} + miscalibration "
            f"{self.miscalibration:.4f}{within}{groups})"
        )


@np.errstate(all="ignore")
def decompose(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    n_bins: int | None = None,
    strategy: Strategy | Literal["isotonic"] = "uniform",
    method: Method | None = None,
    min_group_size: int | None = None,
    loss: Literal["cross_entropy", "squared_error"] = "cross_entropy",
) -> Decomposition:
    """Split a mean loss: uncertainty - resolution + miscalibration loss.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    n_bins : int, optional
        Group predictions in that many bins, as `reliability_curve` does.
    strategy : {"uniform", "quantile", "isotonic"}
        How to bin, if `n_bins` is given. "isotonic" is the same as ``method="isotonic"``.
    method : {"bins", "isotonic"}, optional
        "isotonic" takes no `n_bins`: it pools neighbouring predictions until the groups' shares of
        y = 1 rise. "bins" without `n_bins` makes a group of all samples of one and the same
        prediction. Unless told, and without `n_bins`, such groups are made where they are large
        enough, as of forecasts of few values; of forecasts that differ, isotonic ones.
    min_group_size : int, at least 1, optional
        How many samples a group must hold on average. Unless told, as many as there are groups, at
        most 10; but "isotonic" groups may then have any size. Pass 1 where chance plays no part,
        as `y_true` holds true probabilities or shares of many outcomes; or to see what chance does.
        If it is given, only "isotonic" makes isotonic groups.
    loss : {"cross_entropy", "squared_error"}
        The binary cross-entropy, in nats, or the squared error of the probability.

    Returns
    -------
    Decomposition
        The parts, each a float of at least 0 but for `within_bins`; and of which groups.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside [0, 1], is masked or has another shape, or
        an option is not as described. Also if groups hold fewer than `min_group_size` samples on
        average.
    TypeError
        If an input does not hold real numbers, or an option is of another type.

    Notes
    -----
    The sum is exact, however samples are grouped. But groups should be large: the "share of y = 1"
    of a single sample is its label, so if each sample were a group, all of the loss would be called
    miscalibration. Of calibrated forecasts, with hard labels, chance alone makes about
    groups / (2 n_samples) nats of miscalibration, and as much of resolution, if the labels play no
    part in the grouping and groups are large. To *divide* groups further, as 2 into 4, never lowers
    the resolution, real or not. More groups that cut elsewhere, as 3 in place of 2, may lower it. A
    certain miss makes the loss inf, and with it the miscalibration, or `within_bins` where its bin
    holds other predictions, too. A squared error is always finite.

    Of calibrated predictions `refinement`, which is uncertainty - resolution, is the mean H(c) of
    Lesson 9: the entropy of what happens at each prediction. It is the mean H(q) of the true
    probabilities q, which nobody can lower, plus what the predictions do not see. So
    `uncertainty` is the entropy of the base rate, and not what cannot be known.

    The isotonic groups are those of the CORP decomposition [3]_, which calls `resolution`
    discrimination; nothing is left within bins. They suit forecasts that all differ. They are
    chosen to fit the labels, so there chance makes more: of calibrated forecasts spread evenly over
    [0, 1] about 0.07 nats for 100 samples, 0.02 for 1000 and 0.004 for 10,000, where ten quantile
    bins have 0.05, 0.005 and 0.0005.

    References
    ----------
    .. [1] J. Bröcker (2009). Reliability, sufficiency, and the decomposition of proper scores.
       Quarterly Journal of the Royal Meteorological Society 135(643), 1512-1519.
       https://doi.org/10.1002/qj.456
    .. [2] D. B. Stephenson, C. A. S. Coelho and I. T. Jolliffe (2008). Two extra components in
       the Brier score decomposition. Weather and Forecasting 23(4), 752-757.
       https://doi.org/10.1175/2007WAF2006116.1
    .. [3] T. Dimitriadis, T. Gneiting and A. I. Jordan (2021). Stable reliability diagrams for
       probabilistic classifiers. Proceedings of the National Academy of Sciences 118(8).
       https://doi.org/10.1073/pnas.2016191118

    Examples
    --------
    >>> from bce_lessons.decomposition import decompose
    >>> decompose([0, 0, 0, 1, 1, 1, 1, 0], [0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9])
    Decomposition(loss 0.6547 nats =
        uncertainty 0.6931 - resolution 0.1308 + miscalibration 0.0923)
    >>> decompose([0, 1, 0, 1], [0.1, 0.3, 0.5, 0.9], loss="squared_error")
    Decomposition(squared error 0.1900 =
        uncertainty 0.2500 - resolution 0.1250 + miscalibration 0.0650; isotonic groups)
    """
    y, p = check.labels_and_probabilities(y_true, y_proba)
    check.separate(y, p, "y_proba", "for such classes split the loss of one column at a time")
    y, p = y.ravel(), p.ravel()
    part = PARTS[options.choice("loss", loss, tuple(PARTS))]
    groups, isotonic = _grouped(y, p, n_bins, strategy, method, min_group_size)
    count = np.bincount(groups)
    share = count / y.size
    base_rate = np.full(len(count), min(float(y.mean()), 1.0))
    happened = np.minimum(np.bincount(groups, y) / count, 1.0)
    predicted = _centres(p, groups, count)
    within = _within(part.score, y, p, predicted[groups])
    error = float(share @ part.distance(happened, predicted))
    if isotonic:  # it differs from any other rise by no less than 0
        error, within = max(error + within, 0.0), 0.0
    return Decomposition(
        uncertainty=float(part.spread(y, np.zeros_like(groups), base_rate[:1])[0]),
        resolution=float(share @ part.distance(happened, base_rate)),
        refinement=float(share @ part.spread(y, groups, happened)),
        miscalibration=error,
        within_bins=within,
        of=loss,
        method=METHODS[isotonic],
    )


class _Part(NamedTuple):
    """What a loss consists of."""

    score: Callable[..., Any]
    distance: Callable[[FloatArray, FloatArray], FloatArray]  # of shares and predictions
    spread: Callable[[FloatArray, NDArray[np.intp], FloatArray], FloatArray]  # left in each group


def _entropy(y: FloatArray, groups: NDArray[np.intp], share: FloatArray) -> FloatArray:
    return binary_entropy(share)


def _variance(y: FloatArray, groups: NDArray[np.intp], share: FloatArray) -> FloatArray:
    squares = squared_error(y, share[groups], reduction="none")
    return np.asarray(np.bincount(groups, squares) / np.bincount(groups))


def _square(a: FloatArray, b: FloatArray) -> FloatArray:
    return squared_error(a, b, reduction="none")


PARTS = {
    "cross_entropy": _Part(binary_cross_entropy, kl_divergence, _entropy),
    "squared_error": _Part(squared_error, _square, _variance),
}


def _grouped(
    y: FloatArray,
    p: FloatArray,
    n_bins: int | None,
    strategy: str,
    method: str | None,
    least: int | None,
) -> tuple[NDArray[np.intp], bool]:
    """Return the number of each sample's group, and whether they are isotonic."""
    options.choice("strategy", strategy, (*STRATEGIES, "isotonic"))
    if method is not None:
        options.choice("method", method, METHODS)
    if "isotonic" in (strategy, method):
        if method == "bins":
            raise ValueError(
                "method is 'bins', but strategy is 'isotonic': choose strategy 'uniform' or "
                "'quantile', or leave out method"
            )
        reject_bins(n_bins)
        groups = isotonic_groups(y, p)
        if least is not None:
            _check_size(groups, None, least)
        return groups, True
    names = p if n_bins is None else bin_samples(p, n_bins, strategy)[1]
    groups = np.asarray(np.unique(names, return_inverse=True)[1])
    free = method is None and n_bins is None and least is None
    if free and len(groups) < _enough(groups, None):
        return isotonic_groups(y, p), True
    _check_size(groups, n_bins, least)
    return groups, False


def _enough(groups: NDArray[np.intp], least: int | None) -> int:
    """Return how many samples so many groups need."""
    many = int(groups.max()) + 1
    return many * (min(many, 10) if least is None else options.whole("min_group_size", least))


def _check_size(groups: NDArray[np.intp], n_bins: int | None, least: int | None) -> None:
    """Raise if groups are so small that chance would pass for miscalibration."""
    n, many = len(groups), int(groups.max()) + 1
    if n >= _enough(groups, least):
        return
    least = _enough(groups, least) // many
    made = "y_proba holds" if n_bins is None else f"n_bins={n_bins} makes"
    what = "different values for" if n_bins is None else "groups of"
    raise ValueError(
        f"{made} {many} {what} {n} samples: in groups of less than {least} chance passes for "
        f"miscalibration; pass n_bins={max(min(n // least, 10), 1)}, strategy='quantile', or "
        "method='isotonic', or, if y_true holds true probabilities, min_group_size=1"
    )


def _centres(p: FloatArray, groups: NDArray[np.intp], count: NDArray[np.intp]) -> FloatArray:
    """Return each group's mean prediction.

    Rounding moves it neither out of the group's range nor to a certainty that not all share.
    """
    low, high = np.ones(len(count)), np.zeros(len(count))
    np.minimum.at(low, groups, p)
    np.maximum.at(high, groups, p)
    least = np.maximum(low, np.where(high > 0, TINY, 0.0))
    most = np.minimum(high, np.where(low < 1, BELOW_ONE, 1.0))
    return np.asarray(np.clip(np.bincount(groups, p) / count, least, most))


def _within(score: Callable[..., Any], y: FloatArray, p: FloatArray, centre: FloatArray) -> float:
    """Average what each prediction costs more than the centre of its group."""
    other = p != centre
    if not other.any():
        return 0.0
    y, p, centre = y[other], p[other], centre[other]
    more = score(y, p, reduction="sum") - score(y, centre, reduction="sum")
    return float(more / len(other))
