"""What two arrays say of each other: whether element by element is how they belong together."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from bce_lessons._messages import reject_shapes, shown

MANY = 10_000  # so many numbers are looked at to tell what a table holds


def same_shape(a: NDArray[Any], a_name: str, b: NDArray[Any], b_name: str) -> None:
    """Raise unless both arrays have one shape."""
    if a.shape != b.shape:
        reject_shapes(a, a_name, b, b_name)


def aligned(*given: tuple[Any, str]) -> None:
    """Raise if two inputs carry labels, as those of pandas do, that differ at one position."""
    labelled = [pair for pair in given if type(pair[0]) is not np.ndarray and _is_labelled(pair[0])]
    for b, b_name in labelled[1:]:
        a, a_name = labelled[0]
        if len(a.index) == len(b.index) and not a.index.equals(b.index):
            _reject_index(a.index, a_name, b.index, b_name)
        first, second = (getattr(frame, "columns", None) for frame in (a, b))
        if first is None or second is None or first.equals(second):
            continue
        if len(first) == len(second) and second.isin(first).all():
            raise ValueError(
                f"{b_name} and {a_name} have the same columns in another order, and columns are "
                f"paired by position: pass {b_name}[{a_name}.columns]"
            )


def _is_labelled(values: Any) -> bool:
    index = getattr(values, "index", None)  # a list's is a method
    return callable(getattr(index, "equals", None))


def _reject_index(a: Any, a_name: str, b: Any, b_name: str) -> NoReturn:
    place = bisect_left(range(len(a)), True, key=lambda i: not a[: i + 1].equals(b[: i + 1]))
    reorder = f"{b_name}.loc[{a_name}.index], or " if a.is_unique and b.isin(a).all() else ""
    raise ValueError(
        f"{b_name} is labelled {shown(b[place])} where {a_name} is labelled {shown(a[place])}, at "
        f"position {place}, and samples are paired by position: pass {reorder}"
        f"{b_name}.to_numpy(), if both hold the samples in one order"
    )


def separate(
    y: Any, p: Any, name: str, remedy: str, weight: Any = None, *, summed: bool = False
) -> None:
    """Raise if the rows look like labels and probabilities of classes that exclude one another.

    Rows of weight 0 or, as padding is, of labels 0 do not count. The mean over two such columns is
    that of either, but not the sum.
    """
    if y.ndim < 2 or y.shape[-1] < (2 if summed else 3):
        return
    y, p, w = (None if table is None else _rows(table) for table in (y, p, weight))
    counts = np.ones(len(y), bool) if w is None else (w != 0).any(axis=1)
    counts &= (y != 0).any(axis=1)
    if counts.any() and _add_up(y[counts], p[counts]):
        raise ValueError(
            f"y_true and {name} add up to 1 in each row, as {y.shape[1]} classes do that exclude "
            f"one another, but this loss takes each entry for a yes or no of its own: {remedy}; "
            f"if each is one, pass np.ravel(y_true) and np.ravel({name})"
        )


def _rows(table: Any) -> NDArray[Any]:
    """Return the first rows, along the last axis, of an array that may be dask's."""
    most = max(MANY // math.prod(table.shape[1:]), 1)
    return np.asarray(table[:most], np.float64).reshape(-1, table.shape[-1])[:MANY]


def _add_up(y: NDArray[Any], p: NDArray[Any]) -> bool:
    """Tell whether rows add up to 1; those beside hard labels may be rounded to two digits."""
    hard = len(y) > 1 and bool((np.max(y, axis=1) == 1).all())
    off = 0.015 * math.sqrt(y.shape[1]) if hard else 1e-3
    by_label, by_proba = (np.abs(np.sum(table, axis=1) - 1.0) for table in (y, p))
    return bool((by_label <= 1e-3).all() and (by_proba <= off).all())
