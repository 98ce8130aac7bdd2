"""The lesson's rare class: what models say that weigh it, and models that do not."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bce_lessons.datasets import rare_class

__all__ = ["Rare", "rare"]

Floats = NDArray[np.float64]


class Rare(NamedTuple):
    """The labels of 10,000 new points, what two models say of them, and the base rate they saw."""

    y: Floats
    plain: Floats
    balanced: Floats
    rate: float


@cache
def rare() -> Rare:
    """Fit a logistic regression to 10,000 points, as they are and balanced."""
    from sklearn.linear_model import LogisticRegression

    data = rare_class()
    learn, test = data.take(slice(10_000)), data.take(slice(10_000, None))
    plain, balanced = (
        LogisticRegression(C=np.inf, class_weight=weight)
        .fit(learn.X, learn.y)
        .predict_proba(test.X)[:, 1]
        for weight in (None, "balanced")
    )
    return Rare(test.y.astype(np.float64), plain, balanced, float(learn.y.mean()))
