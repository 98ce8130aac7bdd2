"""Measure how often intervals of `bce_lessons.comparison` hold the truth, in simulated samples.

Labels are drawn from the true probabilities, so that the true mean loss is known by integration.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bce_lessons import binary_cross_entropy_with_logits as loss_of
from bce_lessons import logit, sigmoid
from bce_lessons._intervals import METHODS, Drawing, Units
from bce_lessons._validation import FloatArray
from tools.bench.report import table

SIZES = (50, 200, 1000)
SETS, DRAWS, CONFIDENCE = 2000, 399, 0.95


@dataclass(frozen=True)
class World:
    """A model, or two, of which everything is known.

    The true logits are normal; the model says `over` times them, with noise. Where it is only
    ever `sure`, it says that probability, and is right in `right` of the cases.
    """

    spread: float = 1.5
    over: float = 1.0
    noise: float = 0.0
    paired: bool = False
    sure: float = 0.0
    right: float = 0.0

    def __str__(self) -> str:
        if self.sure:
            return f"says {100 * self.sure:g} %, right in {100 * self.right:g} %"
        sure = f"{self.over:g} times too sure" if self.over > 1 else "calibrated"
        if self.paired:
            return f"calibrated - ({sure}, noise {self.noise:g})"
        return f"{sure}, logits of sd {self.spread:g}"

    @property
    def well_behaved(self) -> bool:
        """Whether no rare miss decides."""
        return self.over < 2 and not self.sure

    def samples(self, rng: np.random.Generator, shape: tuple[int, int]) -> list[FloatArray]:
        """Draw labels and the logits of one model, or two."""
        if self.sure:
            return [
                (rng.random(shape) < self.right).astype(np.float64),
                np.full(shape, logit(self.sure)),
            ]
        z: FloatArray = rng.normal(0, self.spread, shape)
        y = (rng.random(shape) < sigmoid(z)).astype(np.float64)
        said = self.over * z + self.noise * rng.normal(size=shape)
        return [y, z, said] if self.paired else [y, said]

    def truth(self) -> float:
        """Integrate the loss, or the difference, over true logits and noise."""
        if self.sure:
            return float(loss_of(self.right, logit(self.sure)))
        x = np.linspace(-9, 9, 1201)
        density = np.exp(-x * x / 2)
        density /= density.sum()
        z = self.spread * x[:, None]
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
    World(sure=0.999, right=0.99),
)


def terms_of(samples: Sequence[FloatArray]) -> FloatArray:
    """Return each sample's loss, or the difference of two."""
    y, *said = samples
    first, *second = (loss_of(y, z, reduction="none") for z in said)
    return first - second[0] if second else first


@np.errstate(all="ignore")
def cover(world: World, n: int, sets: int = SETS) -> dict[str, float]:
    """Return, by method, in what share of sets of n samples the interval holds the truth."""
    terms = terms_of(world.samples(np.random.default_rng(1), (sets, n)))
    truth = world.truth()
    ways = {method: Drawing(CONFIDENCE, method, DRAWS, None) for method in METHODS}
    # One drawing serves all sets: what differs between them is what is simulated.
    counts = np.concatenate(list(ways[METHODS[0]].counted(n)))
    held = dict.fromkeys(METHODS, 0)
    for row in terms:
        units = Units(row, np.ones(n), ())
        if np.ptp(row) == 0.0:
            continue  # an interval without width, beside the truth
        drawn = ways[METHODS[0]]._replace(counts=counts).drawn(units)
        for method, way in ways.items():
            low, high = way.ends(units) if method == "normal" else way.between(units, *drawn)
            held[method] += low <= truth <= high
    return {method: count / sets for method, count in held.items()}


def page(sets: int = SETS, sizes: Sequence[int] = SIZES) -> str:
    """Return the table of all models, sizes and methods."""
    rows = []
    for world in WORLDS:
        found = [cover(world, n, sets) for n in sizes]
        cells = (" ".join(f"{100 * one[method]:5.1f}" for one in found) for method in METHODS)
        rows.append([str(world), *cells])
    numbers = ", ".join(f"{n:,}" for n in sizes)
    return (
        f"How many in 100 intervals hold the truth, at a confidence of {100 * CONFIDENCE:g} %: "
        f"{sets:,} sets of {numbers} samples, {DRAWS} drawings each.\n\n"
        + table(["model", *METHODS], rows, right=(1, 2, 3))
    )


if __name__ == "__main__":
    print(page())
    sys.exit()
