"""The lesson's points, and the networks that it trains on many of them and on few."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bce_lessons.datasets import Dataset, circles, draw_circles
from bce_lessons.networks import NetworkRun, train_network

MANY, FEW, TESTED, DRAWS = 500, 32, 2000, 10
# What the lesson trains on each: 32 points are one batch, so that an epoch is one step.
OPTIONS: dict[int, dict[str, Any]] = {MANY: {}, FEW: {"hidden": 200, "learning_rate": 0.4}}


@cache
def parts(points: int = MANY) -> tuple[Dataset, Dataset]:
    """Return the training points, so many of them, and the test points: new ones."""
    return circles().take(slice(0, points)), draw_circles(TESTED, np.random.default_rng(7))


@cache
def run(points: int = MANY, seed: int = 0) -> NetworkRun:
    """Return the lesson's run on so many points, every epoch kept."""
    return train_network(*parts(points), seed=seed, **OPTIONS[points])


@cache
def few_runs() -> tuple[NetworkRun, ...]:
    """Return ten runs, each on 32 points of its own and with a seed of its own."""
    rng, test = np.random.default_rng(FEW), parts()[1]
    own = [draw_circles(FEW, rng) for _ in range(DRAWS)]
    return tuple(train_network(o, test, seed=i, **OPTIONS[FEW]) for i, o in enumerate(own))
