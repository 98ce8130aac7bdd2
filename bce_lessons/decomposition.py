"""What a loss is made of: the uncertain world, what the model knows of it, and its calibration.

In each group of samples that the model treats alike, the mean binary cross-entropy is the
entropy of what happened plus its divergence from what was predicted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._skill import skill
from bce_lessons._validation import FloatArray
from bce_lessons.calibration import Strategy, bin_samples
from bce_lessons.information import binary_entropy, kl_divergence
from bce_lessons.losses import binary_cross_entropy

__all__ = ["Decomposition", "decompose", "skill"]

TINY, BELOW_ONE = 2.0**-1074, 1 - 2.0**-53  # the floats next to 0 and to 1


@dataclass(frozen=True)
class Decomposition:
    """The parts of a mean binary cross-entropy, in nats.

    Attributes
    ----------
    uncertainty : float
        The entropy of the base rate: the least loss of whoever knows only that.
    resolution : float
        What telling the groups apart takes off: the mean divergence of a group's share of y = 1
        from the base rate.
    refinement : float
        What is left: uncertainty - resolution, which is the groups' mean entropy.
    calibration_error : float
        The mean divergence of a group's share of y = 1 from its (mean) prediction.
    within_bins : float
        What the predictions' differences within a bin add (or, below 0, take off); 0 in groups
        of equal predictions.
    """

    uncertainty: float
    resolution: float
    refinement: float
    calibration_error: float
    within_bins: float

    @property
    def loss(self) -> float:
        """The mean binary cross-entropy: refinement + calibration_error + within_bins."""
        return self.refinement + self.calibration_error + self.within_bins

    def __repr__(self) -> str:
        within = f" {self.within_bins:+.4f} within bins" if self.within_bins else ""
        return (
            f"Decomposition(loss {self.loss:.4f} nats = uncertainty {self.uncertainty:.4f} "
            f"- resolution {self.resolution:.4f} + calibration error "
            f"{self.calibration_error:.4f}{within})"
        )


@np.errstate(all="ignore")
def decompose(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    n_bins: int | None = None,
    strategy: Strategy | Literal["isotonic"] = "uniform",
    min_group_size: int | None = None,
) -> Decomposition:
    """Split the mean binary cross-entropy: uncertainty - resolution + calibration error.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    n_bins : int, optional
        Group predictions in that many bins, as `reliability_curve` does. Unless told, a group is
        all samples of one and the same prediction: give forecasts of few values, or choose bins.
    strategy : {"uniform", "quantile", "isotonic"}
        How to bin, if `n_bins` is given. "isotonic" takes no `n_bins`: it pools neighbouring
        predictions until the groups' shares of y = 1 rise.
    min_group_size : int, at least 1, optional
        How many samples a group must hold on average. Unless told, as many as there are groups, at
        most 10; but "isotonic" groups may then have any size. Pass 1 where luck plays no part,
        as `y_true` holds true probabilities or shares of many outcomes; or to see what luck does.

    Returns
    -------
    Decomposition
        The parts, each a float of at least 0 but for `within_bins`.

    Raises
    ------
    ValueError
        If an input is empty, holds a NaN, is outside [0, 1], is masked or has another shape, or
        an option is not as described. Also if groups hold fewer than `min_group_size` samples on
        average.
    TypeError
        If an input does not hold real numbers, or `n_bins` or `min_group_size` is no whole number.

    Notes
    -----
    Exact, however samples are grouped. But groups should be large: the "share of y = 1" of a
    single sample is its label, so were each sample a group, all of the loss would be called
    calibration error. Of honest forecasts, with hard labels, such luck makes about
    groups / (2 n_samples) nats of calibration error, and of resolution, if the labels play no part
    in the grouping. To divide bins further never lowers the resolution, real or not. A certain
    miss makes the loss inf, and with it the calibration error,
    or `within_bins` where its bin holds other predictions, too.

    The isotonic groups are those of the CORP decomposition [3]_: miscalibration there is
    `calibration_error`, discrimination `resolution`, and nothing is left within bins. They are
    chosen to fit the labels, so there luck makes more: of honest forecasts spread evenly over
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
        uncertainty 0.6931 - resolution 0.1308 + calibration error 0.0923)
    """
    y, p = check.labels_and_probabilities(y_true, y_proba)
    check.separate(y, p, "y_proba", "for such classes split the loss of one column at a time")
    y, p = y.ravel(), p.ravel()
    groups = _groups(y, p, n_bins, strategy)
    count = np.bincount(groups)
    if strategy != "isotonic" or min_group_size is not None:
        _check_size(len(count), y.size, n_bins, min_group_size)
    share = count / y.size
    base_rate = np.full(len(count), min(float(y.mean()), 1.0))
    happened = np.minimum(np.bincount(groups, y) / count, 1.0)
    predicted = _centres(p, groups, count)
    within = _within(y, p, predicted[groups])
    error = float(share @ kl_divergence(happened, predicted))
    if strategy == "isotonic":  # it differs from any other rise by no less than 0
        error, within = max(error + within, 0.0), 0.0
    return Decomposition(
        uncertainty=float(binary_entropy(base_rate[0])),
        resolution=float(share @ kl_divergence(happened, base_rate)),
        refinement=float(share @ binary_entropy(happened)),
        calibration_error=error,
        within_bins=within,
    )


def _groups(y: FloatArray, p: FloatArray, n_bins: int | None, strategy: str) -> NDArray[np.intp]:
    """Return the number of each sample's group."""
    options.choice("strategy", strategy, ("uniform", "quantile", "isotonic"))
    places = np.unique(p, return_inverse=True)[1]
    if strategy == "isotonic":
        if n_bins is not None:
            raise ValueError(
                f"n_bins is {n_bins!r}, but strategy 'isotonic' finds the number of groups "
                "itself: leave n_bins out"
            )
        return _rising(np.bincount(places, weights=y), np.bincount(places))[places]
    if n_bins is not None:
        bins = bin_samples(p, n_bins, strategy)[1]
        return np.asarray(np.unique(bins, return_inverse=True)[1])
    return np.asarray(places)


def _check_size(groups: int, n: int, n_bins: int | None, least: int | None) -> None:
    """Raise if groups are so small that luck would pass for calibration error."""
    least = min(groups, 10) if least is None else options.whole("min_group_size", least)
    if n >= groups * least:
        return
    made = "y_proba holds" if n_bins is None else f"n_bins={n_bins} makes"
    what = "different values for" if n_bins is None else "groups of"
    raise ValueError(
        f"{made} {groups} {what} {n} samples: in groups of less than {least} luck passes for "
        f"calibration error; pass n_bins={max(min(n // least, 10), 1)}, strategy='quantile', or "
        "strategy='isotonic', or, if y_true holds true probabilities, min_group_size=1"
    )


def _rising(positives: NDArray[Any], count: NDArray[np.intp]) -> NDArray[np.intp]:
    """Pool neighbours until their shares of positives rise; return the pool of each."""
    pools: list[list[float]] = []  # positives, samples and members of each
    for one, n in zip(positives.tolist(), count.tolist(), strict=True):
        pools.append([one, n, 1])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return np.repeat(np.arange(len(pools)), [int(members) for _, _, members in pools])


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


def _within(y: FloatArray, p: FloatArray, centre: FloatArray) -> float:
    """Average what each prediction costs more than the centre of its group."""
    other = p != centre
    if not other.any():
        return 0.0
    y, p, centre = y[other], p[other], centre[other]
    more = binary_cross_entropy(y, p, reduction="sum") - binary_cross_entropy(
        y, centre, reduction="sum"
    )
    return more / len(other)
