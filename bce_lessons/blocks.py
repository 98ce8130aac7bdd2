"""The fast mean and sum: read the samples once, in blocks, and take one log for 32 of them.

The sum of logs is the log of the product, so 32 likelihoods are multiplied before one log is taken.
Each is at most 1: if the product is still a normal number, no factor was lost on the way. Rounding
costs at most 4e-16 nats a sample. A block whose mean is not far above that, whose product is no
longer normal, or whose labels are soft is summed sample by sample instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray

BLOCK = 1 << 16  # samples at a time: they and one buffer fit into a processor's cache
GROUP = 32  # factors in a product
WORTH_IT = 1 << 11  # samples below which setting up costs more than it saves
PIECE = 1 << 12  # samples at a time where each needs its own log
SMALL = 0.05  # nats a sample: below it a product is not exact enough
TINY = float(np.finfo(np.float64).tiny)  # the smallest normal number

Block = NDArray[Any]


class Kind(NamedTuple):
    """A kind of loss: of what, and how."""

    name: str  # of the predictions
    check: Callable[..., None]  # raises for a value that cannot be one
    terms: Callable[[FloatArray, FloatArray], FloatArray]  # the loss of each sample
    fast_sum: Callable[[Block, Block, Block | None, FloatArray], float] | None = None


class Totals(NamedTuple):
    """Sums over samples: of the weighted losses and of the weights; and the largest weight."""

    loss: float
    weight: float
    heaviest: float


class Sum:
    """A running sum that keeps what each addition rounds away."""

    def __init__(self) -> None:
        self.total = self.lost = 0.0

    def add(self, term: float) -> None:
        """Add a term of at least 0 (Neumaier's variant of Kahan's summation)."""
        total = self.total + term
        small, large = sorted((self.total, term))
        self.lost += (large - total) + small
        self.total = total

    def __float__(self) -> float:
        return self.total + self.lost if self.total < np.inf else self.total


def sum_probabilities(miss: Block, p: Block, weight: Block | None, work: FloatArray) -> float:
    """Sum -log f; f is the probability given to what happened, p or 1 - p."""
    f = work[: p.size]
    f[...] = miss.view(np.uint8)  # quicker than from bool
    np.subtract(p, f, out=f)  # p, or -(1 - p)
    if weight is not None:
        logs = np.log(np.abs(f, out=f), out=f)
        return -float(np.add.reduce(np.multiply(weight, logs, out=logs)))
    products = np.abs(_multiply_groups(work, p.size))
    if np.minimum.reduce(products) < TINY:
        return np.inf
    return -float(np.add.reduce(np.log(products)))


def sum_logits(miss: Block, z: Block, weight: Block | None, work: FloatArray) -> float:
    """Sum log(1 + exp(v)); v is the logit of what did not happen, z or -z."""
    v = work[: z.size]
    v[...] = 2 * miss.view(np.int8) - 1
    odds = np.exp(np.multiply(z, v, out=v), out=v)
    if weight is not None:
        logs = np.log1p(odds, out=odds)
        return float(np.add.reduce(np.multiply(weight, logs, out=logs)))
    odds += 1.0
    return float(np.add.reduce(np.log(_multiply_groups(work, z.size))))  # too large a product: inf


def _are_hard(y: Block, miss: Block) -> bool:
    """Tell whether all labels are 0 or 1."""
    if y.dtype.kind in "biu" and y.dtype.isnative:  # without a sign, -1 is large
        return bool(np.maximum.reduce(y.view(f"u{y.dtype.itemsize}")) <= 1)
    return int(np.count_nonzero(miss) + np.count_nonzero(y == 1)) == y.size


def _multiply_groups(factors: FloatArray, n: int) -> FloatArray:
    """Multiply the first n factors in groups of 32; ones fill up the last groups."""
    full = -(-n // GROUP) * GROUP
    factors[n:full] = 1.0
    return np.asarray(np.multiply.reduce(factors[:full].reshape(GROUP, -1)))


def _sum_terms(kind: Kind, y: Block, x: Block, weight: Block | None, scale: float) -> float:
    """Sum the losses times `scale`, each with its own log."""
    sums = []
    for start in range(0, y.size, PIECE):
        part = slice(start, start + PIECE)
        losses = kind.terms(y[part].astype(np.float64), x[part].astype(np.float64)) * scale
        if weight is not None:  # at weight 0 not even an infinite loss matters
            losses = np.where(weight[part] == 0, 0.0, weight[part] * losses)
        sums.append(float(np.add.reduce(losses)))
    return sum(sums)


@np.errstate(all="ignore")
def totals(
    kind: Kind,
    arrays: Sequence[Block],
    place: check.Place = tuple,
    *,
    scale: float = 1.0,
    unit: float = 1.0,
    order: Literal["K", "C"] = "K",
) -> Totals:
    """Check and sum labels, predictions and, as a third array, weights.

    The losses count times `scale`, the weights over `unit`; `place` says where in the caller's
    array an index of these arrays is.
    """
    work, is_zero = np.empty(BLOCK), np.empty(BLOCK, bool)
    losses, weights, heaviest, start = Sum(), Sum(), 0.0, 0
    in_order = all(array.flags.c_contiguous for array in arrays)
    as_they_are = in_order and all(check.is_native(array) for array in arrays[1:])
    size = BLOCK if as_they_are else BLOCK // 8  # since copies of them take memory, too
    blocks = np.nditer(arrays, ["external_loop", "buffered"], order=order, buffersize=size)

    def at(index: tuple[int, ...]) -> tuple[int, ...]:
        return place(check.unravel(start + index[0], arrays[0].shape))

    try:
        for y, x_given, *w_given in blocks:
            n, weight, x, w = y.size, float(y.size), check.native(x_given), None
            miss = np.equal(y, 0, out=is_zero[:n])
            hard = _are_hard(y, miss)
            if not hard:
                check.labels(y, check.native(y), place=at)
            kind.check(x_given, x, place=at)
            if w_given:
                w = check.native(w_given[0])
                heaviest = max(heaviest, check.weight_range(w_given[0], w, place=at))
                w = check.as_float64(w) / unit if unit != 1.0 else w
                weight = float(np.add.reduce(w, dtype=np.float64))
            loss = np.inf
            if hard and kind.fast_sum and scale == 1.0:
                loss = kind.fast_sum(miss, x, w, work)
            if not SMALL * weight < loss < np.inf:
                loss = _sum_terms(kind, y, x, w, scale)
            losses.add(loss)
            weights.add(weight)
            start += n
    except ValueError:
        if order == "K" and not in_order:
            totals(kind, arrays, place, order="C")  # raises for the first in reading order
        raise
    return Totals(float(losses), float(weights), heaviest)


def mean_or_sum(run: Callable[..., Totals], reduction: str, weighted: bool) -> float:
    """Make one number of what `run(scale=..., unit=...)` totals, which is called once as a rule."""
    total, unit, scale = run(), 1.0, 1.0
    if total.weight == 0.0:
        check.no_weight()
    if reduction == "sum":
        return total.loss
    if weighted and not (1e-200 < total.weight < 1e200 and 1e-290 < total.loss < np.inf):
        total = run(unit=(unit := total.heaviest))
    if total.loss == np.inf:  # a certain miss, or a sum that no float can hold
        total = run(unit=unit, scale=(scale := 2.0**-64))
    return total.loss / total.weight / scale
