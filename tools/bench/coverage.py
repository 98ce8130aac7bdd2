"""Measure how often intervals of `bce_lessons.comparison` hold the truth, in simulated samples.

Labels are drawn from the true probabilities, so that the true mean loss is known by integration.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bce_lessons import binary_cross_entropy_with_logits as loss_of
from bce_lessons import logit, sigmoid
from bce_lessons._intervals import METHODS, Drawing, Units
from bce_lessons._validation import FloatArray
from tools.bench.report import table

SIZES, GROUPS = (50, 200, 1000), (6, 10, 20, 50)
SETS, DRAWS, CONFIDENCE = 2000, 399, 0.95
ROWS = (1, 2, 4, 8, 16, 32)  # how many a group may have
MEMORY, SERIES, BLOCKS = 0.95, 1000, (10, 50, 100)


@dataclass(frozen=True)
class World:
    """A model, or two, of which everything is known.

    The true logits are normal; the model says `over` times them, with noise. Where it is only
    ever `sure`, it says that probability, and is right in `right` of the cases.

    Where the `rows` of a group are given, all rows of a group have the label of their group: as
    many rows in each, or, if several numbers are given, one of these by chance.
    """

    spread: float = 1.5
    over: float = 1.0
    noise: float = 0.0
    paired: bool = False
    sure: float = 0.0
    right: float = 0.0
    middle: float = 0.0
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        if self.sure:
            return f"says {100 * self.sure:g} %, right in {100 * self.right:g} %"
        sure = f"{self.over:g} times too sure" if self.over > 1 else "calibrated"
        if self.rows:
            most = f" to {self.rows[-1]}" * (len(self.rows) > 1)
            return f"{'difference' if self.paired else 'loss'}, {self.rows[0]}{most} rows each"
        if self.paired:
            return f"calibrated - ({sure}, noise {self.noise:g})"
        if self.middle:
            return f"{sure}, {100 * self.share():.1f} % are ones"
        return f"{sure}, logits of sd {self.spread:g}"

    @property
    def well_behaved(self) -> bool:
        """Whether no rare miss decides."""
        return self.over < 2 and not self.sure and not self.middle and not self.rows

    def samples(self, rng: np.random.Generator, shape: tuple[int, ...]) -> list[FloatArray]:
        """Draw labels and the logits of one model, or two; of groups, a last axis of rows."""
        if self.sure:
            return [
                (rng.random(shape) < self.right).astype(np.float64),
                np.full(shape, logit(self.sure)),
            ]
        z: FloatArray = rng.normal(self.middle, self.spread, shape)
        y = (rng.random(shape) < sigmoid(z)).astype(np.float64)
        if self.rows:
            y, z = (np.repeat(one[..., None], max(self.rows), axis=-1) for one in (y, z))
        said = self.over * z + self.noise * rng.normal(size=z.shape)
        return [y, z, said] if self.paired else [y, said]

    def share(self) -> float:
        """Integrate the share of ones over true logits."""
        x = np.linspace(-9, 9, 1201)
        density = np.exp(-x * x / 2)
        return float(density @ sigmoid(self.middle + self.spread * x) / density.sum())

    def truth(self) -> float:
        """Integrate the loss, or the difference, over true logits and noise."""
        if self.sure:
            return float(loss_of(self.right, logit(self.sure)))
        x = np.linspace(-9, 9, 1201)
        density = np.exp(-x * x / 2)
        density /= density.sum()
        z = self.middle + self.spread * x[:, None]
        q = np.broadcast_to(sigmoid(z), (len(x), len(x)))
        said = self.over * z + self.noise * x
        terms = loss_of(q, said, reduction="none")
        if self.paired:
            terms = loss_of(q, z + 0 * x, reduction="none") - terms
        return float(density @ terms @ density)


WORLDS = (
    *(World(spread) for spread in (1.0, 1.5, 2.5)),
    World(over=1.3, noise=0.3, paired=True),
    *(World(over=over) for over in (2.0, 4.0)),
    World(over=3.0, noise=0.5, paired=True),
    World(middle=-5.0),
    World(sure=0.999, right=0.99),
)
GROUPED = tuple(
    World(over=1.3, noise=0.5, paired=paired, rows=rows)
    for paired in (False, True)
    for rows in ((10,), ROWS)
)


def terms_of(samples: Sequence[FloatArray]) -> FloatArray:
    """Return each sample's loss, or the difference of two."""
    y, *said = samples
    first, *second = (loss_of(y, z, reduction="none") for z in said)
    return first - second[0] if second else first


def drawn(world: World, n: int, sets: int) -> tuple[FloatArray, FloatArray]:
    """Draw what each of n samples or groups adds to the sum of terms, and to their number."""
    rng = np.random.default_rng(1)
    terms = terms_of(world.samples(rng, (sets, n)))
    if not world.rows:
        return terms, np.ones((sets, n))
    counts = rng.choice(world.rows, (sets, n))[..., None]
    there = np.arange(max(world.rows)) < counts
    return (terms * there).sum(axis=-1), there.sum(axis=-1).astype(np.float64)


@np.errstate(all="ignore")
def cover(world: World, n: int, sets: int = SETS) -> dict[str, float]:
    """Return, by method, in what share of sets of n samples the interval holds the truth."""
    return held(zip(*drawn(world, n, sets), strict=True), world.truth(), sets)


def held(
    sums: Iterable[tuple[FloatArray, FloatArray]], truth: float, sets: int
) -> dict[str, float]:
    """Return, by method, in what share of sets the interval holds the truth."""
    ways = {method: Drawing(CONFIDENCE, method, DRAWS, None) for method in METHODS}
    count, drawing = dict.fromkeys(METHODS, 0), ways[METHODS[0]]
    for above, below in sums:
        units = Units(above, below, ())
        if units.standard_error == 0.0:
            continue  # an interval without width, beside the truth
        if drawing.counts is None:  # one drawing serves all sets: it is these that are simulated
            drawing = drawing._replace(counts=np.concatenate(list(drawing.counted(units.n))))
        again = drawing.drawn(units)
        for method, way in ways.items():
            low, high = way.ends(units) if method == "normal" else way.between(units, *again)
            count[method] += low <= truth <= high
    return {method: found / sets for method, found in count.items()}


def series(block: int, sets: int = SETS) -> dict[str, float]:
    """Return the same for a series in time, of which blocks of neighbours are the groups.

    Each term, a normal one, has a correlation of `MEMORY` with the one before; the mean is 0.
    """
    terms = np.random.default_rng(1).normal(size=(sets, SERIES))
    terms[:, 1:] *= (1 - MEMORY**2) ** 0.5
    for i in range(1, SERIES):
        terms[:, i] += MEMORY * terms[:, i - 1]
    above = terms.reshape(sets, -1, block).sum(axis=-1)
    return held(((row, np.full(len(row), float(block))) for row in above), 0.0, sets)


def page(sets: int = SETS, sizes: Sequence[int] = SIZES, groups: Sequence[int] = GROUPS) -> str:
    """Return the tables of all models, sizes and methods."""
    said = f"at a confidence of {100 * CONFIDENCE:g} %: {sets:,} sets of"
    told = f"How many in 100 intervals hold the truth, {said}"
    numbers = ", ".join(f"{n:,}" for n in sizes)
    few = ", ".join(f"{n:,}" for n in groups)
    return "\n".join(
        (
            f"{told} {numbers} samples, {DRAWS} drawings each.\n",
            _rows({str(world): [cover(world, n, sets) for n in sizes] for world in WORLDS}),
            f"{told} {few} groups:\n",
            _rows({str(world): [cover(world, n, sets) for n in groups] for world in GROUPED}),
            f"{told} {SERIES:,} terms in time, each correlated by {MEMORY:g} with the last:\n",
            _rows({f"in blocks of {block}": [series(block, sets)] for block in BLOCKS}),
        )
    )


def _rows(found: dict[str, list[dict[str, float]]]) -> str:
    rows = [
        [name, *(" ".join(f"{100 * one[method]:5.1f}" for one in row) for method in METHODS)]
        for name, row in found.items()
    ]
    return table(["model", *METHODS], rows, right=(1, 2, 3))


if __name__ == "__main__":
    print(page())
    sys.exit()
