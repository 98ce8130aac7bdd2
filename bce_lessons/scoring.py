"""From labels and predictions to a loss: one way for every kind of loss, with or without weights.

Small arrays are scored at once, large ones in blocks, dask's chunk by chunk.
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons import _validation as check
from bce_lessons import blocks, chunks, sums
from bce_lessons._validation import FloatArray
from bce_lessons.samples import Read, counted, labels_found, read


@np.errstate(all="ignore")
def score(
    kind: blocks.Kind,
    y_true: ArrayLike,
    values: ArrayLike,
    sample_weight: ArrayLike | None,
    reduction: str,
) -> float | FloatArray:
    """Check and reduce the losses of samples; one of weight 0 never matters."""
    check.reduction(reduction)
    weighted = sample_weight is not None
    if reduction != "none" and "dask.array" in sys.modules:
        run = chunks.totals(kind, y_true, values, sample_weight, reduction)
        if run:
            return blocks.mean_or_sum(run, reduction, weighted)
    arrays = y, x, weight = read(y_true, values, kind.name, sample_weight)
    given = y_true, values, sample_weight
    if reduction == "none":
        return _each(kind, arrays, given)
    if y.ndim > 1 and kind.exclusive:
        check.separate(y, x, kind.name, kind.exclusive, weight, summed=reduction == "sum")
    if y.size >= blocks.WORTH_IT:
        there = [array for array in arrays if array is not None]
        try:
            return blocks.mean_or_sum(partial(blocks.totals, kind, there), reduction, weighted)
        except ValueError as error:
            raise check.of_all_labels(error, partial(labels_found, y, weight)) from None
    y, x, weight, _ = counted(arrays, given, kind)
    losses = kind.terms(y, x)
    if reduction == "mean":
        return sums.mean(losses, weight)
    return float(np.add.reduce(losses if weight is None else weight * losses, axis=None))


def mean(kind: blocks.Kind, y: FloatArray, x: FloatArray) -> float:
    """Average the losses of samples that were checked before, as `score` does."""
    if y.size >= blocks.WORTH_IT:
        return blocks.mean_or_sum(partial(blocks.totals, kind, [y, x]), "mean", False)
    return sums.mean(kind.terms(y, x))


def _each(
    kind: blocks.Kind, arrays: Read, given: tuple[ArrayLike | None, ...]
) -> float | FloatArray:
    """Return the loss of each sample, times its weight."""
    y, x, weight, kept = counted(arrays, given, kind)
    losses = kind.terms(y, x)
    if weight is not None:
        losses = weight * losses
    if kept is not None:
        losses, counting = np.zeros(arrays[0].shape), losses
        losses.flat[kept] = counting
    return check.scalar_or_array(losses)
