"""The law of the two noisy circles: how a point comes about, and how likely it is where it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bce_lessons.links import sigmoid

INNER, NOISE = 0.8, 0.1  # the inner circle's radius, and how far a point is nudged
FAR = 1e3  # from here on the truth is exactly 0; much farther out, squares overflow

Floats = NDArray[np.float64]


def drawn(n_samples: int, rng: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """Return new points and their labels: a coin, an angle, and a nudge for each."""
    y = rng.integers(0, 2, n_samples)
    angle = rng.uniform(0, 2 * np.pi, n_samples)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.where(y == 1, INNER, 1.0)[:, None] * circle + rng.normal(0, NOISE, circle.shape), y


def truth(points: Floats) -> Floats:
    """Return the probability that each point, found where it is, is of the inner circle."""
    points = np.clip(points, -FAR, FAR)
    log_outer, log_inner = (_log_density(points, radius) for radius in (1.0, INNER))
    return np.asarray(sigmoid(log_inner - log_outer))


def _log_density(points: Floats, radius: float) -> Floats:
    """Return the log of the mean of 500 bells on a circle, but for a constant."""
    angle = np.linspace(0, 2 * np.pi, 500, endpoint=False)
    centres = radius * np.stack([np.cos(angle), np.sin(angle)])
    squares = np.sum((points[:, :, None] - centres) ** 2, axis=1) / (2 * NOISE**2)
    nearest = squares.min(axis=1)  # taken out, or far away every bell would be 0
    return np.asarray(np.log(np.mean(np.exp(nearest[:, None] - squares), axis=1)) - nearest)
