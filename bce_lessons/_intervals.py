"""Intervals for a ratio of sums, such as a weighted mean, from its parts drawn again and again."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from functools import cached_property
from statistics import NormalDist
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons import losses, sums
from bce_lessons._messages import shown
from bce_lessons._text import is_missing
from bce_lessons._validation import FloatArray
from bce_lessons.samples import counted, read

Loss = Literal["cross_entropy", "squared_error"]
Method = Literal["studentized", "bca", "normal"]
LOSSES = {"cross_entropy": losses.PROBABILITIES, "squared_error": losses.SQUARED_ERROR}
METHODS = ("studentized", "bca", "normal")
DRAWS, FEWEST_DRAWS = 1999, 99
BLOCK = 1 << 21  # drawn units at a time
ROUNDING = 2.0**-46  # what differs by less of itself is equal, but for rounding
NORMAL = NormalDist()


class Scored(NamedTuple):
    """The losses of the samples that count, with their places and weights, of at most 1."""

    name: str
    terms: FloatArray
    weight: FloatArray | None
    kept: NDArray[np.intp] | None
    shape: tuple[int, ...]
    only_label: int | None  # which all samples have
    unmissed: bool  # whether no sample is on the wrong side of ½

    @property
    def mean(self) -> float:
        """The mean loss."""
        return sums.mean(self.terms, self.weight)

    def place(self, number: int) -> str:
        """Name the argument's value that belongs to a loss."""
        there = number if self.kept is None else int(self.kept[number])
        return check.at(self.name, check.unravel(there, self.shape))


def scored(
    y_true: ArrayLike, y_proba: ArrayLike, name: str, sample_weight: ArrayLike | None, loss: Loss
) -> Scored:
    """Check samples, and return the loss of each that counts."""
    found = LOSSES[options.choice("loss", loss, tuple(LOSSES))]

    def check_proba(values: ArrayLike, array: FloatArray, place: check.Place = tuple) -> None:
        check.probabilities(values, array, name, place=place)

    kind = found._replace(name=name, check=check_proba)
    arrays = read(y_true, y_proba, name, sample_weight)
    if arrays[0].ndim > 1:
        remedy = "for such classes compare one column at a time"
        check.separate(arrays[0], arrays[1], name, remedy, arrays[2])
    y, p, weight, kept = counted(arrays, (y_true, y_proba, sample_weight), kind)
    weight = None if weight is None else weight.ravel() / weight.max()
    return Scored(
        name, kind.terms(y, p).ravel(), weight, kept, arrays[0].shape, *_unseen(y, p)
    )  # fmt: skip


def _unseen(y: FloatArray, p: FloatArray) -> tuple[int | None, bool]:
    """Return the only label, if it is, and whether no sample is on the wrong side of ½.

    A soft label is in part on either side. Who always says ½ pays the same whatever comes.
    """
    if not (p != 0.5).any():
        return None, False
    only = None if (y > 0).any() and (y < 1).any() else int(y.flat[0])
    missed = ((p < 0.5) & (y > 0)) | ((p > 0.5) & (y < 1))
    return only, not missed.any()


class Units:
    """What independent units, samples or groups of them, add to a ratio of two sums."""

    def __init__(
        self,
        above: FloatArray,
        below: FloatArray,
        names: tuple[str, ...] | Callable[[int], str],
    ) -> None:
        self.above, self.below, self.names = above, below, names

    @classmethod
    def of(
        cls,
        terms: FloatArray,
        one: Scored,
        y_true: ArrayLike,
        groups: ArrayLike | None,
        place: Callable[[int], str],
    ) -> Units:
        """Weigh terms, and sum them in their groups; `place` names a sample."""
        weight = np.ones_like(terms) if one.weight is None else one.weight
        above, names = weight * terms, tuple[str, ...]()
        if groups is None:
            made = cls(above, weight, place)
        else:
            check.aligned((y_true, "y_true"), (groups, "groups"))
            codes, names = _codes(groups, one)
            made = cls(_sums(codes, above), _sums(codes, weight), names)
        if made.n < 2:
            what = "sample counts" if groups is None else "group counts"
            raise ValueError(
                f"only 1 {what}: an interval needs two at least, and means little then"
            )
        return made

    @property
    def n(self) -> int:
        """How many they are."""
        return len(self.above)

    @property
    def grouped(self) -> bool:
        """Whether they are groups."""
        return not callable(self.names)

    @cached_property
    def value(self) -> float:
        """The ratio."""
        return float(self.above.sum() / self.below.sum())

    @cached_property
    def left(self) -> FloatArray:
        """What each adds to the sum above, more than the ratio times what it adds below."""
        left = self.above - self.value * self.below
        return np.where(np.abs(left) <= ROUNDING * np.abs(self.above), 0.0, left)

    @cached_property
    def scale(self) -> float:
        """The largest of these, in the ratio's unit."""
        return float(np.abs(self.left).max() / self.below.mean())

    @cached_property
    def standard_error(self) -> float:
        """The ratio's standard error, by linearization: for a plain mean, the usual one."""
        if self.scale == 0.0:
            return 0.0
        part = self.left / np.abs(self.left).max()
        return self.scale * math.sqrt(float(part @ part) / (self.n - 1) / self.n)

    def without(self, number: int) -> Units:
        """Leave one out."""
        kept = np.arange(self.n) != number
        return Units(self.above[kept], self.below[kept], self.names)

    def name(self, number: int) -> str:
        """Name one of them."""
        return self.names(number) if callable(self.names) else f"group {self.names[number]}"


def student(tail: float, freedom: int) -> float:
    """Return what Student's t, with so many degrees of freedom, exceeds with a probability."""
    from scipy.special import stdtrit

    return -float(stdtrit(freedom, tail))


def _codes(groups: ArrayLike, one: Scored) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Give each group of the samples that count a number, in the order in which they come."""
    given = np.asarray(groups, object)  # a list of numbers and names keeps both
    if given.shape != one.shape:
        raise ValueError(
            f"groups has shape {given.shape}, y_true has {one.shape}: pass the group of each sample"
        )
    masked = np.ma.getmaskarray(groups) if isinstance(groups, np.ma.MaskedArray) else None
    counting = np.arange(given.size) if one.kept is None else one.kept
    seen: dict[Hashable, int] = {}
    codes = np.empty(len(counting), np.intp)
    for number, position in enumerate(counting):
        name = given.flat[position]
        if is_missing(name) or (masked is not None and masked.flat[position]):
            what = "masked" if masked is not None and masked.flat[position] else name
            place = one._replace(name="groups").place(number)
            raise ValueError(f"{place} is {what}: give every sample a group, of its own if need be")
        if not isinstance(name, Hashable):
            place = one._replace(name="groups").place(number)
            options.reject(place, name, "give a number or a name of each sample's group")
        codes[number] = seen.setdefault(name, len(seen))
    return codes, tuple(map(shown, seen))


def _sums(codes: NDArray[np.intp], values: FloatArray) -> FloatArray:
    return np.bincount(codes, values).astype(np.float64)


class Drawing(NamedTuple):
    """How the ends of an interval are found."""

    confidence: float
    method: str
    n_resamples: int
    rng: np.random.Generator | None
    counts: FloatArray | None = None  # how often each unit is drawn, if that was drawn before

    @classmethod
    def checked(cls, confidence: Any, method: Any, n_resamples: Any, rng: Any) -> Drawing:
        """Check the options."""
        made = cls(
            options.number("confidence", confidence, options.INSIDE_UNIT, such_as=0.95),
            options.choice("method", method, METHODS),
            options.whole("n_resamples", n_resamples, FEWEST_DRAWS),
            None if rng is None else options.generator("rng", rng),
        )
        made.reject_too_few()
        return made

    def reject_too_few(self) -> None:
        """Raise if an end would lie beyond all that is drawn."""
        enough = math.ceil(round(2 / (1 - self.confidence), 6)) - 1
        if self.method != "normal" and self.n_resamples < enough:
            raise ValueError(
                f"n_resamples is {self.n_resamples}, too few for confidence={self.confidence!r}: "
                f'give {enough} or more, or a lower confidence, or method="normal"'
            )

    def ends(self, units: Units) -> tuple[float, float]:
        """Return the ends of an interval of at least two units."""
        tail = (1 - self.confidence) / 2
        value, error = units.value, units.standard_error
        if not math.isfinite(value) or error == 0.0:
            return value, value
        if self.method == "normal":
            reach = student(tail, units.n - 1) * error
            return value - reach, value + reach
        return self.between(units, *self.drawn(units))

    def between(self, units: Units, more: FloatArray, errors: FloatArray) -> tuple[float, float]:
        """Return the ends of an interval from what `drawn` returns."""
        tail, value, error = (1 - self.confidence) / 2, units.value, units.standard_error
        if self.method == "bca":
            low, high = np.quantile(more, _accelerated(units, more, tail)) * units.scale
            return value + float(low), value + float(high)
        # Where all drawn are alike, t is infinite, or, if they are as the mean is, 0 / 0.
        t = np.sort(np.nan_to_num(more / errors, nan=0.0, posinf=np.inf, neginf=-np.inf))
        beyond = max(math.ceil(tail * len(t)), 1)
        return value - float(t[-beyond]) * error, value - float(t[beyond - 1]) * error

    def drawn(self, units: Units) -> tuple[FloatArray, FloatArray]:
        """Return by how much ratios of drawn units exceed theirs, and standard errors.

        All units are drawn with replacement, again and again; `units.scale` is the unit of both.
        """
        n = units.n
        left, below = units.left / np.abs(units.left).max(), units.below / units.below.mean()
        columns = np.column_stack([left, below, left * left, left * below, below * below])
        a, b, aa, ab, bb = np.concatenate([some @ columns for some in self.counted(n)]).T
        more = np.where(b > 0.0, a / b, 0.0)  # of drawn weights that all underflow
        squares = aa - 2 * more * ab + more * more * bb
        squares[squares <= ROUNDING * aa] = 0.0
        return more, np.sqrt(n / (n - 1) * squares) / b

    def counted(self, n: int) -> Iterator[FloatArray]:
        """Yield how often each of n units is drawn, some drawings at a time."""
        if self.counts is not None:
            yield self.counts
            return
        rng = np.random.default_rng(0) if self.rng is None else self.rng
        at_once = max(BLOCK // n, 1)
        for start in range(0, self.n_resamples, at_once):
            some = min(at_once, self.n_resamples - start)
            picked = rng.integers(n, size=(some, n)) + n * np.arange(some)[:, None]
            counts = np.bincount(picked.ravel(), minlength=some * n)
            yield counts.reshape(some, n).astype(np.float64)


def _accelerated(units: Units, more: FloatArray, tail: float) -> tuple[float, float]:
    """Return the levels of the drawn values that BCa takes for the ends of its interval."""
    n = len(more)
    below = float(np.mean(more < 0) + np.mean(more <= 0)) / 2
    bias = NORMAL.inv_cdf(min(max(below, 0.5 / n), 1 - 0.5 / n))
    left = units.left / np.abs(units.left).max()
    skewed = float((left**3).sum() / (6 * (left @ left) ** 1.5))

    def level(z: float) -> float:
        return NORMAL.cdf(bias + z / max(1 - skewed * z, 1e-300))

    z = NORMAL.inv_cdf(tail)
    return level(bias + z), level(bias - z)
