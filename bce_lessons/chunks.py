"""Losses of dask arrays: each chunk is summed where it is, by dask's own scheduler.

Nothing here imports dask before a dask array is there.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, product
from typing import Any, NamedTuple

import numpy as np

from bce_lessons import _validation as check
from bce_lessons import blocks
from bce_lessons.blocks import Kind
from bce_lessons.samples import labels_found, read
from bce_lessons.sums import Sum, Totals


class Offence(NamedTuple):
    """The first wrong value of a chunk: its index in the whole array, and the error to raise."""

    where: check.Index
    error: Exception


def totals(
    kind: Kind, y_true: Any, values: Any, sample_weight: Any, reduction: str
) -> Callable[..., Totals] | None:
    """Return what sums the samples chunk by chunk, or None if none of the arrays is dask's."""
    import dask.array as da

    given = {"y_true": y_true, kind.name: values, "sample_weight": sample_weight}
    if not any(isinstance(array, da.Array) for array in given.values()):
        return None
    arrays = {
        name: _array(array, name, None if array is sample_weight else sample_weight)
        for name, array in given.items()
        if array is not None
    }
    like = arrays["y_true"]
    for name, array in arrays.items():
        check.same_shape(like, "y_true", array, name)
    check.aligned(*((array, name) for name, array in given.items()))
    if kind.exclusive and like.ndim > 1:
        y, x, *weight = arrays.values()
        summed = reduction == "sum"
        check.separate(y, x, kind.name, kind.exclusive, *weight, summed=summed)
    grid = arrays[kind.name].chunks if isinstance(values, da.Array) else like.chunks
    return partial(_run, kind, [array.rechunk(grid) for array in arrays.values()])


def _array(values: Any, name: str, weight: Any) -> Any:
    """Return a dask array of real numbers whose chunks have known sizes."""
    import dask.array as da

    if not isinstance(values, da.Array):
        values = da.from_array(check.reals(values, name, weight))
    if values.dtype.kind not in "fiub":
        raise TypeError(f"{name} holds {values.dtype}: pass {name}.astype(float)")
    if any(math.isnan(size) for size in values.shape):
        raise ValueError(f"{name} has chunks of unknown size: call {name}.compute_chunk_sizes()")
    if not values.size:
        check.reals(np.empty(values.shape), name)
    return values


def _run(kind: Kind, arrays: Sequence[Any], wide: bool = False) -> Totals:
    """Sum every chunk as a task of its own, and the sums of all."""
    import dask

    grid = arrays[0].chunks
    starts = product(*([0, *accumulate(sizes)][:-1] for sizes in grid))
    parts = zip(*(array.to_delayed().ravel() for array in arrays), strict=True)
    task = dask.delayed(_total, pure=False)
    tasks = [task(kind, part, start, wide) for part, start in zip(parts, starts, strict=True)]
    (found,) = dask.compute(tasks)
    wrong = [offence for offence in found if isinstance(offence, Offence)]
    if wrong:
        raise _of_all(min(wrong, key=lambda offence: offence.where).error, arrays)
    whole = Totals(Sum(), Sum())
    for total in found:
        for one, part in zip(whole, total, strict=True):
            one.add(float(part), part.exponent)
    return whole


def _of_all(error: Exception, arrays: Sequence[Any]) -> Exception:
    """Let an error on a label say what to do with the labels of all chunks."""
    import dask

    def found() -> dict[float, Any]:
        y, *weights = (arrays[i].to_delayed().ravel() for i in (0, 2)[: len(arrays) - 1])
        parts = zip(y, *(weights or [[None] * len(y)]), strict=True)
        (each,) = dask.compute([dask.delayed(labels_found)(*part) for part in parts])
        return dict(ChainMap(*each))

    return check.of_all_labels(error, found) if isinstance(error, ValueError) else error


def _total(kind: Kind, part: Sequence[Any], start: check.Index, wide: bool) -> Totals | Offence:
    """Sum one chunk, or say what is wrong with it."""
    first = start

    def place(index: check.Index) -> check.Index:
        nonlocal first
        first = tuple(map(sum, zip(start, index, strict=True)))
        return first

    if not part[0].size:
        return Totals(Sum(), Sum())
    try:
        arrays = read(part[0], part[1], kind.name, part[2] if len(part) == 3 else None)
        return blocks.totals(kind, [a for a in arrays if a is not None], place, wide=wide)
    except (TypeError, ValueError) as error:
        return Offence(first, error)
