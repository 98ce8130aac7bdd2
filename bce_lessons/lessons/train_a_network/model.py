"""The lesson's points, and the networks that it trains on many of them and on few."""

from __future__ import annotations

from functools import cache
from typing import Any

from bce_lessons.datasets import Dataset, circles
from bce_lessons.networks import NetworkRun, train_network

MANY, FEW = 500, 32
# What the lesson trains on each: 32 points are one batch, so that an epoch is one step.
OPTIONS: dict[int, dict[str, Any]] = {MANY: {}, FEW: {"hidden": 200, "learning_rate": 0.4}}


@cache
def parts(points: int = MANY) -> tuple[Dataset, Dataset]:
    """Return the training points, so many of them, and the test points."""
    data = circles()
    return data.take(slice(0, points)), data.take(slice(500, 1000))


@cache
def run(points: int = MANY, seed: int = 0) -> NetworkRun:
    """Return the lesson's run on so many points, every epoch kept."""
    return train_network(*parts(points), seed=seed, **OPTIONS[points])
