"""How many samples it takes to find the better of two models."""

from __future__ import annotations

import math

import numpy as np
from ipywidgets import SelectionSlider
from numpy.typing import NDArray

from bce_lessons.explore.explorer import Explorer
from bce_lessons.lessons.compare_two_models.model import (
    REACH,
    chance_apart,
    chance_found,
    spread,
)

__all__ = ["enough_samples"]

Floats = NDArray[np.float64]

SIZES = tuple(50 * 2**k for k in range(10))
DIFFERENCES = (0.0025, 0.005, 0.01, 0.02, 0.04)
SURE = {"half as sure": 0.5, "calibrated": 1.0, "2× too sure": 2.0,
        "4× too sure": 4.0}  # fmt: skip
TICKS = {float(np.log2(n)): f"{n:,}" for n in SIZES[::3]}
X = (float(np.log2(SIZES[0])) - 0.2, float(np.log2(SIZES[-1])) + 0.2)
SHOWN = (-0.2, 0.12)  # of the differences, in nats
TALL = [0.0, 1.12]  # lines that end below words
BELL = np.linspace(-3.5, 3.5, 57)


def enough_samples() -> Explorer:
    """Choose how many samples test two models, and see how often the better one is found.

    Both models say their logits too large by one factor, and the second reads the samples less
    well. To discover: with few samples most tests decide nothing; half the difference takes about
    twice the samples, since closer models also differ less on each sample; models that are too
    sure take more; two separate intervals take many times more than one of the difference.

    Returns
    -------
    Explorer
        Controls `n`, the samples of a test set, `difference`, by how many nats the first model is
        truly better, and `sure`, the factor of both models' logits.

    Examples
    --------
    >>> from bce_lessons.explorers import enough_samples
    >>> enough_samples()
    200 samples, 0.01 nats apart: first found better in 17 %, second in 0.2 % of test sets
    """

    def say(n: int, difference: float, sure: float) -> str:
        right, wrong = chance_found(n, difference, sure)
        return (
            f"{n:,} samples, {difference:g} nats apart: first found better in {_told(right)}, "
            f"second in {_told(wrong)} of test sets"
        )

    explorer = Explorer(
        say,
        title="Enough samples",
        n=SelectionSlider(
            options=[(f"{n:,}", n) for n in SIZES], value=200, description="samples n"
        ),
        difference=SelectionSlider(
            options=[(f"{d:g}", d) for d in DIFFERENCES], value=0.01,
            description="true difference",
        ),
        sure=SelectionSlider(
            options=list(SURE.items()), value=1.0, description="both models"
        ),
    )  # fmt: skip
    _differences(explorer)
    _chances(explorer)
    return explorer


def _told(share: float) -> str:
    """Write a share in percent, with a decimal where that is a digit."""
    percent = 100 * share
    if percent < 0.05:
        return "under 0.1 %"
    return f"{percent:.0f} %" if percent >= 0.95 else f"{percent:.1f} %"


def _error(n: int, difference: float, sure: float) -> float:
    return spread(sure, difference).paired / math.sqrt(n)


def _differences(explorer: Explorer) -> None:
    """Draw the differences that many test sets show, and from where on they decide."""
    ax = explorer.panel(
        "first's loss minus second's, nats", "how often", x=SHOWN, y=(0, 1.3),
        title="What test sets show", yticks={},
    )  # fmt: skip

    def places(n: int, difference: float, sure: float) -> Floats:
        at = _error(n, difference, sure) * BELL - difference
        return np.clip(at, *SHOWN)

    def decided(n: int, difference: float, sure: float) -> Floats:
        return np.minimum(places(n, difference, sure), _edge(n, difference, sure))

    def height(at: Floats, n: int, difference: float, sure: float) -> Floats:
        return np.asarray(np.exp(-(((at + difference) / _error(n, difference, sure)) ** 2) / 2))

    def up(n: int, difference: float, sure: float) -> Floats:
        return height(places(n, difference, sure), n, difference, sure)

    def up_decided(n: int, difference: float, sure: float) -> Floats:
        return height(decided(n, difference, sure), n, difference, sure)

    def edge(n: int, difference: float, sure: float) -> Floats:
        return np.full(2, _edge(n, difference, sure))

    ax.area(decided, up_decided, color="model")
    ax.line(places, up)
    ax.line([0, 0], TALL, color="faint", dash=True, width=1.2)
    ax.line(edge, TALL, color="model", dash=True, width=1.2)
    ax.text(0.004, 1.05, "0", color="faint")
    ax.text(SHOWN[0] + 0.003, 1.2, "blue: the first is found better", color="model")


def _edge(n: int, difference: float, sure: float) -> float:
    """Return the difference below which the interval leaves 0 out, as far as it is shown."""
    return max(-REACH * _error(n, difference, sure), SHOWN[0])


def _chances(explorer: Explorer) -> None:
    """Draw the chance of the right verdict against the samples, paired and not."""
    ax = explorer.panel(
        "samples n", "chance of the right verdict", x=X, y=(0, 1.12),
        title="How often the first is found better", xticks=TICKS,
    )  # fmt: skip
    grid = np.linspace(X[0], X[1], 49)

    def paired(difference: float, sure: float) -> list[float]:
        return [chance_found(2**x, difference, sure)[0] for x in grid]

    def apart(difference: float, sure: float) -> list[float]:
        return [chance_apart(2**x, difference, sure) for x in grid]

    ax.rule(y=0.8)
    ax.text(X[0] + 0.1, 0.83, "80 %", color="faint")
    ax.line(grid, paired, color="model")
    ax.line(grid, apart, color="ink", dash=True)
    ax.text(X[1] - 0.1, 1.05, "dashed: two separate intervals", color="ink", anchor="end")
    ax.dot(
        lambda n: np.log2(n), lambda n, difference, sure: chance_found(n, difference, sure)[0],
        color="model", size=7,
    )  # fmt: skip
