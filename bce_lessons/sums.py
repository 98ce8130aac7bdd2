"""Sums and weighted means that neither overflow nor underflow where the result does not.

All losses are averaged here, with or without weights, in one piece or block by block.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from bce_lessons._validation import FloatArray

LARGEST = float(np.finfo(np.float64).max)


class Sum:
    """A running sum, times a power of 2, that keeps what each addition rounds away."""

    def __init__(self) -> None:
        self.total = self.lost = 0.0
        self.exponent = 0

    def add(self, term: float, exponent: int = 0) -> None:
        """Add a term of at least 0 (Neumaier's variant of Kahan's summation)."""
        if exponent != self.exponent and term:
            term = self._align(term, exponent)
        total = self.total + term
        small, large = sorted((self.total, term))
        self.lost += (large - total) + small
        self.total = total

    def _align(self, term: float, exponent: int) -> float:
        """Bring the sum and a term to the larger exponent of the two."""
        if self.total and exponent < self.exponent:
            return math.ldexp(term, exponent - self.exponent)
        shift = self.exponent - exponent
        self.total, self.lost = math.ldexp(self.total, shift), math.ldexp(self.lost, shift)
        self.exponent = exponent
        return term

    def __float__(self) -> float:
        return self.total + self.lost if self.total < np.inf else self.total


class Totals(NamedTuple):
    """Sums over samples: of the weighted losses, and of the weights."""

    loss: Sum
    weight: Sum

    def mean(self) -> float:
        """Divide one sum by the other."""
        loss, weight = float(self.loss), float(self.weight)
        if loss in (0.0, np.inf):
            return loss
        shift = self.loss.exponent - self.weight.exponent
        with np.errstate(all="ignore"):
            return min(float(np.ldexp(loss / weight, shift)), LARGEST)


def mean(losses: FloatArray, weight: FloatArray | None = None) -> float:
    """Average losses; weights must be above 0."""
    if weight is None:
        loss, total = float(np.add.reduce(losses, None)), float(losses.size)
        if loss < np.inf:
            return loss / total
    else:
        loss = float(np.add.reduce(weight * losses, axis=None))
        total = float(np.add.reduce(weight, axis=None))
        if is_safe(loss, total):
            return loss / total
    totals = Totals(Sum(), Sum())
    totals.loss.add(*wide(losses, weight))
    totals.weight.add(*(total, 0) if weight is None else wide(weight))
    return totals.mean()


def is_safe(loss: float, weight: float) -> bool:
    """Tell whether nothing that matters was lost from plain sums, nor will be from their ratio."""
    return 1e-200 < weight < 1e200 and 1e-290 < loss < np.inf and loss / weight < np.inf


def wide(values: FloatArray, weight: FloatArray | None = None) -> tuple[float, int]:
    """Sum values, times their weights, as a number and the power of 2 that it is to be times."""
    part, exponent = np.frexp(values)
    if weight is not None:
        part_of_weight, exponent_of_weight = np.frexp(weight)
        part, exponent = part * part_of_weight, exponent + exponent_of_weight
    if np.maximum.reduce(part, axis=None) == np.inf:
        return np.inf, 0
    top = int(np.max(exponent, where=part > 0.0, initial=-5000))
    return float(np.add.reduce(np.ldexp(part, exponent - top), axis=None)), top
