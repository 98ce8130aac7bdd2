"""The lesson's flowers, and what is fitted to them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bce_lessons.datasets import Dataset, iris_pair

_SEPALS, _PETALS = ("sepal length", "sepal width"), ("petal length", "petal width")
PAIRS = {
    "setosa–versicolor, sepals": ("setosa", "versicolor", _SEPALS),
    "versicolor–virginica, sepals": ("versicolor", "virginica", _SEPALS),
    "versicolor–virginica, petals": ("versicolor", "virginica", _PETALS),
}
SEPARABLE, _, PETALS = PAIRS  # the lesson's own are PETALS
SPLIT = 34  # random_state: the test flowers hold an odd one of each pair


@cache
def flowers_of(pair: str) -> Dataset:
    """Return all hundred flowers of a pair."""
    negative, positive, features = PAIRS[pair]
    return iris_pair(negative, positive, features=features)


@cache
def split(pair: str = PETALS) -> tuple[Dataset, Dataset]:
    """Return the 70 flowers to learn from, and the 30 to test."""
    from sklearn.model_selection import train_test_split

    data = flowers_of(pair)
    rows = np.arange(data.y.size)
    train, test = train_test_split(rows, test_size=30, random_state=SPLIT, stratify=data.y)
    return data.take(train), data.take(test)


def logistic(C: float) -> Any:
    """Return the library's model before its fit, which is exact: lbfgs stops where it is flat."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=C, solver="newton-cholesky", tol=1e-8)


@cache
def fitted(C: float = 1.0, pair: str = PETALS) -> Any:
    """Return the library's model, fitted to the 70 flowers."""
    train, _ = split(pair)
    return logistic(C).fit(train.X, train.y)


def weights(C: float = 1.0, pair: str = PETALS) -> tuple[NDArray[np.float64], float]:
    """Return the weights and the bias of that fit."""
    model = fitted(C, pair)
    return model.coef_[0], float(model.intercept_[0])
