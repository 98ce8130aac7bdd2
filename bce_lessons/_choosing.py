"""Rows and columns that a caller picks from a table, as numbers; their names and labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check


def columns(X: ArrayLike, count: int, owner: str) -> NDArray[np.float64]:
    """Return `X` as a finite table of as many columns as `owner` has."""
    table = check.features(X)
    if table.shape[1] != count:
        number = {1: "one column", 2: "two columns"}.get(count, f"{count} columns")
        raise ValueError(
            f"X has shape {table.shape}: give {number}, as {owner} has; one sample is [[...]]"
        )
    return table


def names_of(argument: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return names as a tuple; one string is not a row of letters."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        options.reject(argument, names, 'give a tuple of strings, such as ("x1", "x2")')
    return tuple(str(options.text(f"{argument}[{i}]", name)) for i, name in enumerate(names))


def zeros_and_ones(argument: str, labels: ArrayLike) -> NDArray[np.intp]:
    """Return labels as a new array of 0 and 1."""
    y = np.asarray(labels)
    if np.ma.is_masked(labels):
        check.floats(labels, argument)  # says which label is masked
    wrong = np.flatnonzero((y != 0) & (y != 1))
    if wrong.size:
        raise ValueError(
            f"{argument}[{wrong[0]}] is {options.shown(y[wrong[0]])}: labels are 0 or 1; "
            f"encode the positive class as 1, e.g. ({argument} == positive).astype(int)"
        )
    return y.astype(np.intp)


def row_numbers(rows: slice | ArrayLike, count: int) -> NDArray[np.intp]:
    """Return the numbers of the rows that a slice, or an array of whole numbers or bools, picks."""
    if isinstance(rows, slice):
        try:
            picked = np.arange(count)[rows]
        except (TypeError, ValueError) as error:  # slice("a"), a step of 0
            raise type(error)(f"rows is {rows!r}: {error}; such as slice(0, 500)") from error
    else:
        try:
            chosen = np.asarray(rows)
        except Exception as error:  # a ragged list, or what its own __array__ says
            raise ValueError(
                f"rows is {options.shown(rows)}: give one list of whole numbers ({error})"
            ) from error
        _reject_mixed(rows, chosen)
        picked = _picked(chosen, count)
    if not picked.size:
        raise ValueError(f"rows is {options.shown(rows)}: it picks no row; give at least one")
    return picked


def _reject_mixed(rows: Any, chosen: NDArray[Any]) -> None:
    """Raise for a list of bools and numbers: NumPy would count True as row 1."""
    if isinstance(rows, list | tuple) and chosen.dtype.kind != "b":
        for i, row in enumerate(rows):
            if isinstance(row, bool | np.bool_):
                raise TypeError(
                    f"rows[{i}] is {options.shown(row)}, among numbers: give whole numbers only, "
                    "or one bool for each row"
                )


def _picked(chosen: NDArray[Any], count: int) -> NDArray[np.intp]:
    if chosen.ndim != 1:
        raise ValueError(
            f"rows has {chosen.ndim} dimensions: give a slice or a list, e.g. [3] for one row"
        )
    if chosen.dtype.kind == "b":
        if len(chosen) != count:
            raise ValueError(f"rows has {len(chosen)} bools: give one for each of the {count} rows")
        return np.flatnonzero(chosen)
    if chosen.size and chosen.dtype.kind not in "iu":
        first = next((i for i, row in enumerate(chosen) if not isinstance(row, int)), 0)
        raise TypeError(
            f"rows[{first}] is {options.shown(chosen[first])}: give whole numbers, or one bool "
            "for each row"
        )
    outside = (chosen < -count) | (chosen >= count)
    if outside.any():
        first = int(outside.argmax())
        raise ValueError(
            f"rows[{first}] is {chosen[first]}: give numbers from 0 to {count - 1}, or back "
            f"from -1 to -{count}"
        )
    return chosen.astype(np.intp)


def column_numbers(features: str | Sequence[str] | None, names: Sequence[str]) -> list[int]:
    """Turn feature names, with or without their unit, into column numbers."""
    if features is None:
        return list(range(len(names)))
    short = tuple(name.removesuffix(" (cm)") for name in names)
    if not isinstance(features, Iterable):
        options.reject("features", features, 'give names, such as ["petal length"]')
    wanted = [features] if isinstance(features, str) else list(features)
    found: list[int] = []
    for i, feature in enumerate(wanted):
        bare = feature.removesuffix(" (cm)") if isinstance(feature, str) else feature
        column = short.index(options.choice(f"features[{i}]", bare, short))
        if column in found:
            raise ValueError(f"features[{i}] is {feature!r} for the second time: name it once")
        found.append(column)
    if not found:
        raise ValueError(f"features is empty: name at least one of {', '.join(short)}")
    return found
