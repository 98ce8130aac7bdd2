"""Many descents at once, on the ten points: where each of them ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons.datasets import ten_points
from bce_lessons.gradients import cross_entropy_logit_slope, squared_error_logit_slope
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits, squared_error

Floats = NDArray[np.float64]

POINTS = ten_points()
RATE, STEPS = 0.5, 1000  # as `fit_logistic` has them


class Trained(NamedTuple):
    """A loss to train on: what each sample costs, and its slope in the logit."""

    name: str
    loss: Callable[[Floats, Floats], Floats]
    slope: Callable[[Floats, Floats], Floats]


def _nats(y: Floats, z: Floats) -> Floats:
    return np.asarray(binary_cross_entropy_with_logits(y, z, reduction="none"))


def _square(y: Floats, z: Floats) -> Floats:
    return np.asarray(squared_error(y, sigmoid(z), reduction="none"))


CROSS_ENTROPY = Trained("cross-entropy", _nats, cross_entropy_logit_slope)
SQUARED_ERROR = Trained("squared error", _square, squared_error_logit_slope)
# As `fit_logistic` names them.
LOSSES = {"binary_cross_entropy": CROSS_ENTROPY, "squared_error": SQUARED_ERROR}


def _labels_and_logits(w: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    z = np.multiply.outer(w, POINTS.X[:, 0]) + np.asarray(b)[..., None]
    return np.broadcast_to(POINTS.y, z.shape).astype(float), z


def mean_loss(trained: Trained, w: ArrayLike, b: ArrayLike) -> Floats:
    """Return the mean loss of the ten points, for arrays of weights and of biases."""
    return np.asarray(trained.loss(*_labels_and_logits(w, b)).mean(axis=-1))


def descend(trained: Trained, w: ArrayLike, b: ArrayLike, steps: int = STEPS) -> Floats:
    """Return w and b after each step, from several starts; shape (2, steps + 1, starts).

    Each start goes its own way, as `fit_logistic` would without a penalty.
    """
    x = POINTS.X[:, 0]
    way = np.empty((2, steps + 1, np.size(w)))
    way[0, 0], way[1, 0] = np.asarray(w), np.asarray(b)
    for step in range(steps):
        y, z = _labels_and_logits(*way[:, step])
        pull = trained.slope(y, z) / len(x)
        way[:, step + 1] = way[:, step] - RATE * np.stack([pull @ x, pull.sum(axis=-1)])
    return way
