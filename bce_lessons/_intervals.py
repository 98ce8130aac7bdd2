"""Intervals for a ratio of sums, such as a weighted mean, from its parts drawn again and again."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons import losses, sums
from bce_lessons._validation import FloatArray
from bce_lessons.samples import counted, read

Loss = Literal["cross_entropy", "squared_error"]
Method = Literal["studentized", "bca", "normal"]
LOSSES = {"cross_entropy": losses.PROBABILITIES, "squared_error": losses.SQUARED_ERROR}
METHODS = ("studentized", "bca", "normal")
DRAWS, FEWEST_DRAWS = 1999, 99
BLOCK = 1 << 21  # drawn units at a time
NORMAL = NormalDist()


class Scored(NamedTuple):
    """The losses of the samples that count, with their weights and places."""

    name: str
    terms: FloatArray
    weight: FloatArray | None
    kept: NDArray[np.intp] | None
    shape: tuple[int, ...]

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
        check.separate(arrays[0], arrays[1], name, "for such classes compare one column at a time")
    y, p, weight, kept = counted(arrays, (y_true, y_proba, sample_weight), kind)
    weight = None if weight is None else weight.ravel()
    return Scored(name, kind.terms(y, p).ravel(), weight, kept, arrays[0].shape)


@dataclass(frozen=True)
class Units:
    """What independent units, samples or groups of them, add to a ratio of two sums."""

    above: FloatArray
    below: FloatArray
    names: tuple[str, ...] | Scored

    @classmethod
    def of(cls, terms: FloatArray, one: Scored, groups: ArrayLike | None) -> Units:
        """Weigh terms, and sum them in their groups."""
        weight = np.ones_like(terms) if one.weight is None else one.weight / one.weight.max()
        above, names = weight * terms, tuple[str, ...]()
        if groups is None:
            made = cls(above, weight, one)
        else:
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
    def value(self) -> float:
        """The ratio."""
        return float(self.above.sum() / self.below.sum())

    @property
    def left(self) -> FloatArray:
        """What each adds to the sum above, more than the ratio times what it adds below."""
        return self.above - self.value * self.below

    @property
    def standard_error(self) -> float:
        """The ratio's standard error, by linearization: for a plain mean, the usual one."""
        squares = self.n / (self.n - 1) * float(self.left @ self.left)
        return math.sqrt(squares) / float(self.below.sum()) if squares >= 0 else math.nan

    def without(self, number: int) -> Units:
        """Leave one out."""
        kept = np.arange(self.n) != number
        return Units(self.above[kept], self.below[kept], self.names)

    def name(self, number: int) -> str:
        """Name one of them."""
        if isinstance(self.names, Scored):
            return f"the sample of {self.names.place(number)}"
        return f"the group {self.names[number]}"


def _codes(groups: ArrayLike, one: Scored) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Give each group of the samples that count a number, in the order in which they come."""
    given = np.asarray(groups)
    if given.shape != one.shape:
        raise ValueError(
            f"groups has shape {given.shape}, y_true has {one.shape}: pass the group of each sample"
        )
    flat = given.ravel() if one.kept is None else given.ravel()[one.kept]
    seen: dict[Hashable, int] = {}
    for number, name in enumerate(flat.tolist()):
        if name is None or name != name:
            place = one._replace(name="groups").place(number)
            raise ValueError(f"{place} is {name}: give every sample a group, of its own if need be")
        seen.setdefault(name, len(seen))
    codes = np.array([seen[name] for name in flat.tolist()], np.intp)
    return codes, tuple(map(repr, seen))


def _sums(codes: NDArray[np.intp], values: FloatArray) -> FloatArray:
    return np.bincount(codes, values).astype(np.float64)


class Drawing(NamedTuple):
    """How the ends of an interval are found."""

    confidence: float
    method: str
    n_resamples: int
    rng: np.random.Generator | None

    @classmethod
    def checked(cls, confidence: Any, method: Any, n_resamples: Any, rng: Any) -> Drawing:
        """Check the options."""
        return cls(
            options.number("confidence", confidence, options.INSIDE_UNIT, such_as=0.95),
            options.choice("method", method, METHODS),
            options.whole("n_resamples", n_resamples, FEWEST_DRAWS),
            None if rng is None else options.generator("rng", rng),
        )

    def ends(self, units: Units) -> tuple[float, float]:
        """Return the ends of an interval of at least two units."""
        tails = (1 - self.confidence) / 2, (1 + self.confidence) / 2
        value, error = units.value, units.standard_error
        if not math.isfinite(value) or error == 0.0:
            return value, value
        if self.method == "normal":
            reach = NORMAL.inv_cdf(tails[1]) * error
            return value - reach, value + reach
        values, errors = self._drawn(units)
        if self.method == "bca":
            low, high = np.quantile(values, _accelerated(units, values, tails))
            return float(low), float(high)
        t = (values - value) / errors
        # Where all drawn are alike, t is infinite, or, if they are as the mean is, 0 / 0.
        low, high = np.quantile(
            np.nan_to_num(t, nan=0.0, posinf=np.inf, neginf=-np.inf), tails, method="inverted_cdf"
        )
        return value - float(high) * error, value - float(low) * error

    def _drawn(self, units: Units) -> tuple[FloatArray, FloatArray]:
        """Draw all units with replacement, again and again; return ratios and standard errors."""
        rng = np.random.default_rng(0) if self.rng is None else self.rng
        n, size = units.n, units.below.mean()
        left, below = units.left / size, units.below / size
        columns = np.column_stack([left, below, left * left, left * below, below * below])
        at_once = max(BLOCK // n, 1)
        sums_ = []
        for start in range(0, self.n_resamples, at_once):
            some = min(at_once, self.n_resamples - start)
            picked = rng.integers(n, size=(some, n)) + n * np.arange(some)[:, None]
            sums_.append(np.bincount(picked.ravel(), minlength=some * n).reshape(some, n) @ columns)
        a, b, aa, ab, bb = np.concatenate(sums_).T
        more = a / b
        squares = np.maximum(aa - 2 * more * ab + more * more * bb, 0.0)
        return units.value + more, np.sqrt(n / (n - 1) * squares) / b


def _accelerated(units: Units, values: FloatArray, tails: tuple[float, float]) -> list[float]:
    """Return the levels of the drawn values that BCa takes for the ends of its interval."""
    n = len(values)
    below = (np.mean(values < units.value) + np.mean(values <= units.value)) / 2
    bias = NORMAL.inv_cdf(min(max(float(below), 0.5 / n), 1 - 0.5 / n))
    left = units.left / np.abs(units.left).max()
    skewed = float((left**3).sum() / (6 * (left @ left) ** 1.5))
    moved = [bias + NORMAL.inv_cdf(tail) for tail in tails]
    return [NORMAL.cdf(bias + z / (1 - skewed * z)) for z in moved]
