"""Calibration: does what is given 70 % happen in 70 % of the cases? And what to do if not.

`reliability_curve` compares predictions with what happened, bin by bin, each with a Wilson
interval, or in groups that it finds itself. `fit_temperature`, from `bce_lessons.temperature`, and
the maps of `bce_lessons.recalibration` correct a model's confidence. What miscalibration costs, in
nats, is in `bce_lessons.decomposition`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons._frozen import Frozen
from bce_lessons._rising import consistency_band, rising
from bce_lessons._validation import FloatArray
from bce_lessons.priors import prior_shift as prior_shift
from bce_lessons.recalibration import fit_beta as fit_beta
from bce_lessons.recalibration import fit_isotonic as fit_isotonic
from bce_lessons.recalibration import fit_platt as fit_platt
from bce_lessons.temperature import fit_temperature

__all__ = ["ReliabilityCurve", "fit_temperature", "reliability_curve", "wilson_interval"]

Strategy = Literal["uniform", "quantile"]
Method = Literal["bins", "isotonic"]
STRATEGIES, METHODS = ("uniform", "quantile"), ("bins", "isotonic")


@overload
def wilson_interval(
    successes: float, n: float, *, confidence: float = 0.95
) -> tuple[float, float]: ...
@overload
def wilson_interval(
    successes: ArrayLike, n: ArrayLike, *, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]: ...
@np.errstate(all="ignore")
def wilson_interval(
    successes: ArrayLike, n: ArrayLike, *, confidence: float = 0.95
) -> tuple[float | FloatArray, float | FloatArray]:
    """Bound the probability of an event that happened `successes` times out of `n`.

    Parameters
    ----------
    successes : array_like of int, any shape, from 0 to `n`
        How often it happened.
    n : array_like of int, shape of `successes`
        How often it could have happened.
    confidence : float, in (0, 1)
        How often such intervals hold the truth, about.

    Returns
    -------
    low, high : float or ndarray of float64, shape of `n`, in [0, 1]
        The interval's ends; floats for scalars.

    Raises
    ------
    ValueError
        If a count is negative, NaN, infinite or no whole number, `successes` exceeds `n`, shapes
        differ, or `confidence` is not between 0 and 1.
    TypeError
        If an input does not hold real numbers, or `confidence` is not one.

    Notes
    -----
    The probabilities p for which the observed share lies within z standard errors, √(p(1-p)/n),
    of p. So the interval never leaves [0, 1] and has a width even where nothing (or everything)
    happened: 0 of n gives (0, z²/(n + z²)). With n = 0 nothing is known: (0, 1).

    References
    ----------
    .. [1] E. B. Wilson (1927). Probable inference, the law of succession, and statistical
       inference. Journal of the American Statistical Association 22(158), 209-212.
       https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> from bce_lessons.calibration import wilson_interval
    >>> low, high = wilson_interval(7, 10)
    >>> print(f"{low:.3f} to {high:.3f}")
    0.397 to 0.892
    >>> wilson_interval(0, 0)
    (0.0, 1.0)
    """
    n_all, k = _counts(n, "n"), _counts(successes, "successes")
    if k.shape != n_all.shape:
        raise ValueError(f"successes has shape {k.shape}, n has {n_all.shape}: pass equal shapes")
    check.aligned((successes, "successes"), (n, "n"))
    if (k > n_all).any():
        worst = int(np.argmax(k > n_all))
        raise ValueError(
            f"successes is {k.flat[worst]:g} out of n = {n_all.flat[worst]:g}: "
            "count the trials in n, the successes among them in successes"
        )
    low, high = _wilson(k, n_all, _two_sided(confidence))
    return check.scalar_or_array(low), check.scalar_or_array(high)


@dataclass(frozen=True, eq=False, repr=False)
class ReliabilityCurve(Frozen):
    """What was predicted and what happened, bin by bin; bins without a sample are left out.

    Attributes
    ----------
    edges : ndarray of float64, shape (n_kept, 2)
        The ends of each bin. A bin holds its right end; the first one its left end, too. Of an
        isotonic group, the least and the largest prediction in it.
    count : ndarray of int64, shape (n_kept,)
        How many samples are in it.
    mean_proba : ndarray of float64, shape (n_kept,)
        Their mean prediction.
    frequency : ndarray of float64, shape (n_kept,)
        How many of them, as a share, have y = 1.
    low, high : ndarray of float64, shape (n_kept,)
        The Wilson interval around `frequency`. Of isotonic groups, the consistency band at
        `mean_proba`: a frequency outside it is hard to explain by chance. Intervals and band
        hold each by itself: of ten intervals, though all predictions are calibrated, one or more
        miss in about 40 % of cases.
    confidence : float
        The confidence of interval or band.
    method : str
        "bins" or "isotonic".
    band : ndarray of float64, shape (n_places, 3)
        Of isotonic groups, at up to 200 predictions: the prediction, and the ends between which
        the curve would lie there if all predictions were calibrated. Of bins, no row.
    """

    edges: FloatArray
    count: NDArray[np.int64]
    mean_proba: FloatArray
    frequency: FloatArray
    low: FloatArray
    high: FloatArray
    confidence: float
    method: str = "bins"
    band: FloatArray = field(default_factory=lambda: np.empty((0, 3)))

    @property
    @np.errstate(all="ignore")
    def expected_calibration_error(self) -> float:
        """The mean distance of prediction and frequency over samples; it depends on the bins."""
        return float(np.average(np.abs(self.frequency - self.mean_proba), weights=self.count))

    def __repr__(self) -> str:
        rows = zip(
            self.edges, self.count, self.mean_proba, self.frequency, self.low, self.high,
            strict=True,
        )  # fmt: skip
        lines = [
            f"{left:.3f} to {right:.3f}  {n:7d}  {p:9.3f}  {q:8.3f}  {low:.3f} to {high:.3f}"
            for (left, right), n, p, q, low, high in rows
        ]
        what, kind = ("if calibrated", "group") if len(self.band) else ("interval", "bin  ")
        level = f"{100 * self.confidence:g} % {what}"
        head = f"{kind}           samples  predicted  happened  {level}"
        return "\n".join([f"ReliabilityCurve({self.count.sum()} samples)", head, *lines])


@np.errstate(all="ignore")
def reliability_curve(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    n_bins: int | None = None,
    strategy: Strategy = "uniform",
    method: Method = "bins",
    confidence: float = 0.95,
    n_resamples: int = 999,
    rng: np.random.Generator | None = None,
) -> ReliabilityCurve:
    """Compare predictions with what happened, in bins or groups of similar predictions.

    Parameters
    ----------
    y_true : array_like of int, any shape, 0 or 1
        Hard labels.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    n_bins : int, at least 1, optional
        How many bins, 10 unless told; those without a sample are left out of the result.
    strategy : {"uniform", "quantile"}
        Bins of equal width, or of about equally many samples.
    method : {"bins", "isotonic"}
        "isotonic" needs no bins: equal predictions are pooled, and neighbours until the
        frequencies rise. `n_bins` is then left out, and `strategy` plays no part.
    confidence : float, in (0, 1)
        The confidence of the intervals, or of the band.
    n_resamples : int, at least 99
        How many times the band is drawn; bins draw nothing.
    rng : numpy.random.Generator, optional
        What draws. Unless given, `np.random.default_rng(0)`: the same call gives the same band.

    Returns
    -------
    ReliabilityCurve
        Edges, counts, mean predictions, frequencies and their intervals, one row a bin.

    Raises
    ------
    ValueError
        If a label is soft, an input is empty, holds a NaN, is outside [0, 1] or has another
        shape, or an option is not as described. Also if the rows of a table look like classes
        that exclude one another.
    TypeError
        If an input does not hold real numbers, or an option is of another type.

    Notes
    -----
    The bins, and so the points, are those of `sklearn.calibration.calibration_curve`. A bin's
    interval is about chance alone: it takes the labels of the bin as drawn with one probability.

    The isotonic groups are those of the CORP diagram [2]_. No choice of bins decides what it shows,
    and `decompose` says what it costs. Its curve always looks a bit miscalibrated, since groups
    are chosen to fit the labels. So look whether it leaves the band: `n_resamples` times
    labels are drawn as the predictions say, and groups made of them.

    References
    ----------
    .. [1] A. H. Murphy and R. L. Winkler (1977). Reliability of subjective probability forecasts
       of precipitation and temperature. Applied Statistics 26(1), 41-47.
       https://doi.org/10.2307/2346866
    .. [2] T. Dimitriadis, T. Gneiting and A. I. Jordan (2021). Stable reliability diagrams for
       probabilistic classifiers. Proceedings of the National Academy of Sciences 118(8).
       https://doi.org/10.1073/pnas.2016191118

    Examples
    --------
    >>> from bce_lessons.calibration import reliability_curve
    >>> reliability_curve([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.9], n_bins=2)
    ReliabilityCurve(6 samples)
    bin             samples  predicted  happened  95 % interval
    0.000 to 0.500        3      0.200     0.333  0.061 to 0.792
    0.500 to 1.000        3      0.733     0.667  0.208 to 0.939
    >>> reliability_curve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], method="isotonic")
    ReliabilityCurve(4 samples)
    group           samples  predicted  happened  95 % if calibrated
    0.100 to 0.200        2      0.150     0.000  0.000 to 0.750
    0.800 to 0.900        2      0.850     1.000  0.250 to 1.000
    """
    confidence = _confidence(confidence)
    y, p = check.labels_and_probabilities(y_true, y_proba)
    check.separate(y, p, "y_proba", "for such classes draw one curve for each column")
    y, p = np.ravel(y), np.ravel(p)
    if ((y > 0) & (y < 1)).any():
        raise ValueError(
            f"y_true holds the soft label {y[(y > 0) & (y < 1)][0]:g}: a frequency counts labels "
            "that are 0 or 1"
        )
    drawn = options.whole("n_resamples", n_resamples, 99)
    rng = np.random.default_rng(0) if rng is None else options.generator("rng", rng)
    if options.choice("method", method, METHODS) == "isotonic":
        reject_bins(n_bins)
        options.choice("strategy", strategy, STRATEGIES)
        return _isotonic(y, p, consistency_band(p, confidence, drawn, rng), confidence)
    edges, bins = bin_samples(p, 10 if n_bins is None else n_bins, strategy)
    many = len(edges) - 1
    count = np.bincount(bins, minlength=many)
    kept = count > 0
    n, happened = count[kept], np.bincount(bins, y, many)[kept]
    low, high = wilson_interval(happened, n, confidence=confidence)
    return ReliabilityCurve(
        np.column_stack([edges[:-1], edges[1:]])[kept], n.astype(np.int64),
        np.bincount(bins, p, many)[kept] / n, happened / n, low, high, confidence,
    )  # fmt: skip


def _isotonic(
    y: FloatArray, p: FloatArray, band: FloatArray, confidence: float
) -> ReliabilityCurve:
    """Return the curve of isotonic groups."""
    groups = isotonic_groups(y, p)
    count = np.bincount(groups)
    first = np.searchsorted(groups[np.argsort(p)], np.arange(len(count)))
    ordered = np.sort(p)
    edges = np.column_stack([ordered[first], ordered[first + count - 1]])
    middle = np.clip(np.bincount(groups, p) / count, edges[:, 0], edges[:, 1])
    low, high = (np.interp(middle, band[:, 0], end) for end in band[:, 1:].T)
    return ReliabilityCurve(
        edges, count.astype(np.int64), middle, np.bincount(groups, y) / count, low, high,
        confidence, "isotonic", band,
    )  # fmt: skip


def isotonic_groups(y: FloatArray, p: FloatArray) -> NDArray[np.intp]:
    """Return the number of each sample's group, so that the groups' shares of y = 1 rise with p."""
    places = np.unique(p, return_inverse=True)[1]
    return rising(np.bincount(places, weights=y), np.bincount(places))[places]


def reject_bins(n_bins: int | None) -> None:
    """Raise if bins are asked of a method that has none."""
    if n_bins is not None:
        raise ValueError(
            f"n_bins is {n_bins!r}, but method 'isotonic' finds the number of groups itself: leave "
            "n_bins out"
        )


def bin_samples(p: FloatArray, n_bins: int, strategy: str) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the edges of the bins, and the number of each sample's bin."""
    n_bins = options.whole("n_bins", n_bins)
    edges = np.linspace(0.0, 1.0, n_bins + 1)
    if options.choice("strategy", strategy, STRATEGIES) == "quantile":
        edges = np.percentile(p, edges * 100)
    return edges, np.searchsorted(edges[1:-1], p)


def _counts(values: ArrayLike, name: str) -> FloatArray:
    array = check.floats(values, name)
    wrong = ~((array >= 0) & (array < np.inf) & (array == np.floor(array)))
    if wrong.any():
        raise ValueError(f"{name} holds {array[wrong].flat[0]:g}: counts are 0, 1, 2, …")
    return array


def _two_sided(confidence: float) -> float:
    """Return z: a standard normal variable lies between -z and z with this probability."""
    return -NormalDist().inv_cdf((1 - _confidence(confidence)) / 2)


def _confidence(value: float) -> float:
    return options.number("confidence", value, options.INSIDE_UNIT, such_as=0.95)


def _wilson(k: FloatArray, n: FloatArray, z: float) -> tuple[FloatArray, FloatArray]:
    """Solve Wilson's quadratic: the larger root by a sum, the smaller by the product of both."""
    share = np.where(n == 0, 0.5, k / np.maximum(n, 1.0))
    root = z * np.sqrt(k * ((n - k) / np.maximum(n, 1.0)) + z * z / 4)
    larger = k + (z * z / 2 + root)
    high = np.where(n == 0, 1.0, np.clip(larger / (n + z * z), share, 1.0))
    low = k * (k / np.maximum(n, 1.0)) / np.maximum(larger, 2.0**-1074)  # 0 / 0 is 0 here
    return np.minimum(low, share), high
