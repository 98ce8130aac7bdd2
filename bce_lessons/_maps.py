"""Maps from a model's logits or probabilities to others: what `recalibration` fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _validation as check
from bce_lessons._frozen import Frozen
from bce_lessons._validation import FloatArray
from bce_lessons.links import sigmoid


@dataclass(frozen=True)
class PlattMap:
    """From a model's logits z to probabilities: sigmoid(slope z + intercept).

    Attributes
    ----------
    slope : float, above 0
        What logits are multiplied by: 1 over a temperature.
    intercept : float
        What is added then, in nats.
    """

    slope: float
    intercept: float

    @overload
    def __call__(self, logits: float) -> float: ...
    @overload
    def __call__(self, logits: ArrayLike) -> FloatArray: ...
    @np.errstate(all="ignore")
    def __call__(self, logits: ArrayLike) -> float | FloatArray:
        """Return the probabilities of y = 1, of the shape of `logits`; a float for a scalar."""
        z = check.floats(logits, "logits")
        check.not_nan(logits, z, "logits")
        return check.scalar_or_array(np.asarray(sigmoid(self.slope * z + self.intercept)))


@dataclass(frozen=True)
class BetaMap:
    """From a model's probabilities p to others: sigmoid(a log p - b log(1 - p) + c).

    Attributes
    ----------
    a, b : float, at least 0
        How much small and how much large probabilities are stretched; not both are 0.
    c : float
        What is added, in nats.
    """

    a: float
    b: float
    c: float

    @overload
    def __call__(self, y_proba: float) -> float: ...
    @overload
    def __call__(self, y_proba: ArrayLike) -> FloatArray: ...
    @np.errstate(all="ignore")
    def __call__(self, y_proba: ArrayLike) -> float | FloatArray:
        """Return the probabilities of y = 1, of the shape of `y_proba`; a float for a scalar."""
        p = probabilities(y_proba)
        one, zero = logs(p)
        # 0 inf is 0 here: where a is 0, p = 0 is not certain.
        z = (self.a * one if self.a else 0.0) - (self.b * zero if self.b else 0.0) + self.c
        return check.scalar_or_array(np.asarray(sigmoid(np.broadcast_to(z, p.shape))))


@dataclass(frozen=True, eq=False)
class IsotonicMap(Frozen):
    """From a model's probabilities to others, that rise with them in steps and lines between.

    Attributes
    ----------
    knots, values : ndarray of float64, shape (n_knots,)
        Probabilities that the map was fitted on, in rising order, and what each is mapped to.
        Between two it goes straight; before the first and after the last it stays.
    """

    knots: FloatArray
    values: FloatArray

    @overload
    def __call__(self, y_proba: float) -> float: ...
    @overload
    def __call__(self, y_proba: ArrayLike) -> FloatArray: ...
    @np.errstate(all="ignore")
    def __call__(self, y_proba: ArrayLike) -> float | FloatArray:
        """Return the probabilities of y = 1, of the shape of `y_proba`; a float for a scalar."""
        p = probabilities(y_proba)
        return check.scalar_or_array(np.asarray(np.interp(p, self.knots, self.values)))


def probabilities(y_proba: ArrayLike) -> FloatArray:
    """Return checked probabilities."""
    p = check.floats(y_proba, "y_proba")
    check.probabilities(y_proba, p, "y_proba")
    return p


def logs(p: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return log p and log(1 - p)."""
    return np.log(p), np.log1p(-p)
