"""Labels, predictions and weights together: which samples count, and whether those are right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons._pairing import MANY
from bce_lessons._validation import FloatArray, Index
from bce_lessons.blocks import BLOCK, Kind

Read = tuple[NDArray[Any], NDArray[Any], NDArray[Any] | None]
Samples = tuple[FloatArray, FloatArray, FloatArray | None, NDArray[np.intp] | None]


def read(y_true: ArrayLike, values: ArrayLike, name: str, sample_weight: ArrayLike | None) -> Read:
    """Return labels, predictions and perhaps weights: of one shape, not checked one by one."""
    y, x = check.reals(y_true, "y_true", sample_weight), check.reals(values, name, sample_weight)
    if y.shape != x.shape:
        check.same_shape(y, "y_true", x, name)
    weight = None
    if sample_weight is not None:
        weight = check.reals(sample_weight, "sample_weight")
        check.same_shape(y, "y_true", weight, "sample_weight")
    if type(y_true) is not np.ndarray or type(values) is not np.ndarray:
        check.aligned((y_true, "y_true"), (values, name), (sample_weight, "sample_weight"))
    return y, x, weight


def counted(arrays: Read, given: Sequence[Any], kind: Kind) -> Samples:
    """Check what `read` made of the arguments `given`; leave out the samples of weight 0.

    Returns labels, predictions, weights above 0 if there are any, and, if samples are left out,
    the places of the others in reading order.
    """
    y, x, weight = check.as_float64(arrays[0]), check.as_float64(arrays[1]), arrays[2]
    if weight is not None:
        weight = check.as_float64(weight)
        if not check.least_weight(given[2], weight):
            return _some(y, x, weight, given, kind)
    if not check.within_unit(y):
        check.labels(given[0], y)
    if not kind.fits(x):
        kind.check(given[1], x)
    return y, x, weight, None


def labels_found(y: NDArray[Any], weight: NDArray[Any] | None) -> dict[float, Any]:
    """Return all different labels that count, as floats and as they are; of very many, the ends."""
    found: dict[float, Any] = {}
    for start in range(0, y.size, BLOCK):
        part = y.flat[start : start + BLOCK]
        if weight is not None:
            part = part[weight.flat[start : start + BLOCK] != 0]
        found |= {float(label): label for label in np.unique(part)}
        if len(found) > 2 * MANY:
            kept = sorted(found)
            found = {label: found[label] for label in kept[:MANY] + kept[-MANY:]}
    return found


def _some(
    y: FloatArray, x: FloatArray, weight: FloatArray, given: Sequence[Any], kind: Kind
) -> Samples:
    kept = np.flatnonzero(weight)
    if not kept.size:
        check.no_weight()

    def place(index: Index) -> Index:
        return check.unravel(int(kept[index[0]]), weight.shape)

    y, x, w = (array.ravel()[kept] for array in (y, x, weight))
    check.labels(np.ravel(np.asarray(given[0]))[kept], y, place=place)
    kind.check(np.ravel(np.asarray(given[1]))[kept], x, place=place)
    return y, x, w, kept
