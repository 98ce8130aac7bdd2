"""Losses of dask arrays: each chunk is summed where it is, by dask's own scheduler.

Nothing here imports dask before a dask array is there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, product
from typing import Any, NamedTuple

import numpy as np

from bce_lessons import _validation as check
from bce_lessons import blocks
from bce_lessons.blocks import Kind, Sum, Totals


class Offence(NamedTuple):
    """The first wrong value of a chunk: its index in the whole array, and the error to raise."""

    where: check.Index
    error: Exception


def totals(
    kind: Kind, y_true: Any, values: Any, sample_weight: Any
) -> Callable[..., Totals] | None:
    """Return what sums the samples chunk by chunk, or None if none of the arrays is dask's."""
    import dask.array as da

    given = {"y_true": y_true, kind.name: values, "sample_weight": sample_weight}
    if not any(isinstance(array, da.Array) for array in given.values()):
        return None
    arrays = {name: _array(array, name) for name, array in given.items() if array is not None}
    like = arrays["y_true"]
    for name, array in arrays.items():
        check.same_shape(like, "y_true", array, name)
    grid = arrays[kind.name].chunks if isinstance(values, da.Array) else like.chunks
    return partial(_run, kind, [array.rechunk(grid) for array in arrays.values()])


def _array(values: Any, name: str) -> Any:
    """Return a dask array of real numbers whose chunks have known sizes."""
    import dask.array as da

    if not isinstance(values, da.Array):
        values = da.from_array(check.reals(values, name))
    if values.dtype.kind not in "fiub":
        raise TypeError(f"{name} holds {values.dtype}: pass {name}.astype(float)")
    if any(math.isnan(size) for size in values.shape):
        raise ValueError(f"{name} has chunks of unknown size: call {name}.compute_chunk_sizes()")
    if not values.size:
        check.reals(np.empty(values.shape), name)
    return values


def _run(kind: Kind, arrays: Sequence[Any], scale: float = 1.0, unit: float = 1.0) -> Totals:
    """Sum every chunk as a task of its own, and the sums of all."""
    import dask

    grid = arrays[0].chunks
    starts = product(*([0, *accumulate(sizes)][:-1] for sizes in grid))
    parts = zip(*(array.to_delayed().ravel() for array in arrays), strict=True)
    task = dask.delayed(_total, pure=False)
    tasks = [
        task(kind, part, start, scale, unit) for part, start in zip(parts, starts, strict=True)
    ]
    (found,) = dask.compute(tasks)
    wrong = [offence for offence in found if isinstance(offence, Offence)]
    if wrong:
        raise min(wrong, key=lambda offence: offence.where).error
    loss, weight = Sum(), Sum()
    for total in found:
        loss.add(total.loss)
        weight.add(total.weight)
    return Totals(float(loss), float(weight), max(total.heaviest for total in found))


def _total(
    kind: Kind, part: Sequence[Any], start: check.Index, scale: float, unit: float
) -> Totals | Offence:
    """Sum one chunk, or say what is wrong with it."""
    first = start

    def place(index: check.Index) -> check.Index:
        nonlocal first
        first = tuple(map(sum, zip(start, index, strict=True)))
        return first

    if not part[0].size:
        return Totals(0.0, 0.0, 0.0)
    try:
        names = ("y_true", kind.name, "sample_weight")
        arrays = [check.reals(array, name) for array, name in zip(part, names, strict=False)]
        return blocks.totals(kind, arrays, place, scale=scale, unit=unit)
    except (TypeError, ValueError) as error:
        return Offence(first, error)
