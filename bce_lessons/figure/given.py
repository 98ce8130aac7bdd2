"""What a figure is given, checked by name: data, runs, rows of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons.datasets import Dataset
from bce_lessons.training import Descent, NetworkRun

T = TypeVar("T")

Floats = NDArray[np.float64]


def dataset(name: str, value: object) -> Dataset:
    """Return a Dataset, or say that it is none."""
    return options.instance(name, value, Dataset, "as bce_lessons.datasets has them")


def descent(name: str, value: object) -> Descent:
    """Return a Descent, or say that it is none."""
    return options.instance(name, value, Descent, "as fit_logistic returns")


def network(name: str, value: object) -> NetworkRun:
    """Return a NetworkRun, or say that it is none."""
    return options.instance(name, value, NetworkRun, "as train_network returns")


def by_name(name: str, values: Mapping[Any, T], what: str) -> Mapping[Any, T]:
    """Return a dict from names to something, or say that it is none."""
    if not isinstance(values, Mapping):
        options.reject(name, values, f"give a dict from names to {what}")
    return values


def row(name: str, values: ArrayLike, within: options.Interval = options.FINITE) -> Floats:
    """Return a flat array of numbers, each within an interval."""
    array = np.asarray(check.floats(values, name))
    if array.ndim != 1:
        raise ValueError(f"{name} has shape {array.shape}: give one row of numbers")
    return each(name, array, within)


def each(name: str, array: Floats, within: options.Interval) -> Floats:
    """Return an array itself, if each of its numbers is within an interval."""
    for index, value in np.ndenumerate(array):
        options.number(check.at(name, index), float(value), within)
    return array


def draws(name: str, values: ArrayLike, x: Floats, x_name: str) -> Floats:
    """Return a table of finite numbers: a row of draws for each number of `x`."""
    array = np.asarray(check.floats(values, name))
    if array.ndim != 2 or len(array) != len(x):
        raise ValueError(
            f"{name} has shape {array.shape}, {x_name} {x.shape}: give a row of draws for each of "
            f"{x_name}, as [[…], …]"
        )
    return each(name, array, options.FINITE)


def probabilities(name: str, values: ArrayLike, like: Any, like_name: str) -> Floats:
    """Return probabilities that belong, one by one, to what `like` holds."""
    array = check.floats(values, name)
    check.same_shape(check.floats(like, like_name), like_name, array, name)
    check.aligned((like, like_name), (values, name))
    check.probabilities(values, array, name)
    return array


def outcomes_and_forecasts(outcomes: ArrayLike, forecasts: ArrayLike) -> tuple[Floats, Floats]:
    """Return what happened, 0 or 1, and the probabilities that were given to a 1."""
    y = check.floats(outcomes, "outcomes")
    p = probabilities("forecasts", forecasts, outcomes, "outcomes")
    for index, label in np.ndenumerate(y):
        if label not in (0, 1):
            raise ValueError(f"{check.at('outcomes', index)} is {label:g}: give 0 or 1, no or yes")
    return y.ravel(), p.ravel()
