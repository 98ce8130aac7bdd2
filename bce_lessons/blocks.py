"""The fast mean and sum: read the samples once, in blocks, and take one log for 32 of them.

The sum of logs is the log of the product, so 32 likelihoods are multiplied before one log is taken.
Each is at most 1: if the product is still a normal number, no factor was lost on the way. Where the
mean is not too small, rounding costs less than 1e-14 of it. A block whose mean is below `SMALL`,
whose product is no longer normal, or whose labels are soft is summed sample by sample instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bce_lessons import _validation as check
from bce_lessons._validation import FloatArray
from bce_lessons.sums import Sum, Totals, is_safe, wide

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
    fits: Callable[[Block], bool]  # tells whether all can
    terms: Callable[[FloatArray, FloatArray], FloatArray]  # the loss of each sample
    fast_sum: Callable[[Block, Block, Block | None, FloatArray], float] | None = None
    exclusive: str = ""  # what to do for classes that exclude one another, where that is seen


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


class _Running:
    """The sums so far, and the memory for the next block."""

    def __init__(self, kind: Kind, wide: bool, n: int) -> None:
        self.kind, self.wide = kind, wide
        self.loss, self.weight = Sum(), Sum()
        size = min(BLOCK, -(-n // GROUP) * GROUP)
        self.work, self.is_zero = np.empty(size), np.empty(size, bool)

    def add(self, block: Sequence[Block], place: check.Place) -> None:
        """Check and add a block of labels, predictions and perhaps weights."""
        if len(block) == 2:
            self._add(block[0], block[1], None, place)
            return
        y, x, given = block
        w = check.native(given)
        spares = not check.least_weight(given, w, place)
        if (spares and self.wide) or not self._add(y, x, w, place, spares):
            self._add_counted(y, x, w, place)

    def _add_counted(self, y: Block, x: Block, w: Block, place: check.Place) -> None:
        """Add the samples whose weight is not 0, whatever the others hold."""
        for start in range(0, y.size, PIECE):
            kept = start + np.flatnonzero(w[start : start + PIECE])
            if kept.size:
                self._add(y[kept], x[kept], w[kept], partial(_of_kept, place, kept))

    def _add(
        self, y: Block, x_given: Block, w: Block | None, place: check.Place, spares: bool = False
    ) -> bool:
        """Add samples, or tell that it takes those apart that weights of 0 spare."""
        x = check.native(x_given)
        miss = np.equal(y, 0, out=self.is_zero[: y.size])
        hard = _are_hard(y, miss)
        if not ((hard or check.within_unit(check.native(y))) and self.kind.fits(x)):
            if spares:
                return False
            check.labels(y, check.native(y), place=place)
            self.kind.check(x_given, x, place=place)
        if self.wide:
            self._add_wide(y, x, w)
            return True
        weight = float(y.size) if w is None else float(np.add.reduce(w, dtype=np.float64))
        loss = np.inf
        if hard and self.kind.fast_sum:
            loss = self.kind.fast_sum(miss, x, w, self.work)
        if not SMALL * weight < loss < np.inf:
            loss = _sum_terms(self.kind, y, x, w)
        if spares and np.isnan(loss):  # 0 times an infinite loss
            return False
        self.loss.add(loss)
        self.weight.add(weight)
        return True

    def _add_wide(self, y: Block, x: Block, w: Block | None) -> None:
        if float(self.loss) < np.inf:  # nothing makes an infinite mean finite
            for losses, c in _pieces(self.kind, y, x, w):
                self.loss.add(*wide(losses, c))
                self.weight.add(*(losses.size, 0) if c is None else wide(c))


def _of_kept(place: check.Place, kept: NDArray[np.intp], index: check.Index) -> check.Index:
    return place((int(kept[index[0]]),))


def _sum_terms(kind: Kind, y: Block, x: Block, weight: Block | None) -> float:
    """Sum the losses, each with its own log."""
    pieces = _pieces(kind, y, x, weight)
    return sum(float(np.add.reduce(terms if w is None else w * terms)) for terms, w in pieces)


def _pieces(
    kind: Kind, y: Block, x: Block, weight: Block | None
) -> Iterator[tuple[FloatArray, FloatArray | None]]:
    """Yield the losses of some samples at a time, and their weights."""
    for start in range(0, y.size, PIECE):
        part = slice(start, start + PIECE)
        losses = kind.terms(y[part].astype(np.float64), x[part].astype(np.float64))
        yield losses, None if weight is None else weight[part].astype(np.float64)


def _slices(arrays: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Yield blocks of arrays that lie in order."""
    flat = [np.asarray(array).reshape(-1) for array in arrays]
    for start in range(0, flat[0].size, BLOCK):
        yield [array[start : start + BLOCK] for array in flat]


def _copies(arrays: Sequence[Block], order: Literal["K", "C"]) -> Any:
    """Return blocks of any arrays; they are smaller, since copies take memory, too."""
    flags = ["external_loop", "buffered"]
    return np.nditer(arrays, flags, order=order, buffersize=BLOCK // 8)  # type: ignore[arg-type]


@np.errstate(all="ignore")
def totals(
    kind: Kind,
    arrays: Sequence[Block],
    place: check.Place = tuple,
    *,
    wide: bool = False,
    order: Literal["K", "C"] = "K",
) -> Totals:
    """Check and sum labels, predictions and, as a third array, weights.

    `wide` keeps every number apart from its power of 2; `place` says where in the caller's array
    an index of these arrays is.
    """
    running, start = _Running(kind, wide, arrays[0].size), 0
    in_order = all(array.flags.c_contiguous for array in arrays)
    as_they_are = in_order and all(check.is_native(array) for array in arrays[1:])
    blocks = _slices(arrays) if as_they_are else _copies(arrays, order)

    def at(index: check.Index) -> check.Index:
        return place(check.unravel(start + index[0], arrays[0].shape))

    try:
        for block in blocks:
            running.add(block, at)
            start += block[0].size
    except ValueError:
        if order == "K" and not in_order:
            totals(kind, arrays, place, order="C")  # raises for the first in reading order
        raise
    return Totals(running.loss, running.weight)


def mean_or_sum(run: Callable[..., Totals], reduction: str, weighted: bool) -> float:
    """Make one number of what `run(wide=...)` totals, which is called once as a rule."""
    total = run()
    loss, weight = float(total.loss), float(total.weight)
    if weight == 0.0:
        check.no_weight()
    if reduction == "sum":
        return loss
    if is_safe(loss, weight) if weighted else loss < np.inf:
        return loss / weight
    return run(wide=True).mean()
