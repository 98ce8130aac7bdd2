"""Logistic regression without penalty on a few features, to the last digits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.links import sigmoid
from bce_lessons.losses import LOGITS

STEPS = 100  # Newton's method needs about ten; where no fit is best it would never end
NEAR = 1e-10  # the share of the loss that a step may still gain where two more are the last


class Line(NamedTuple):
    """The logit of y = 1: features times weights, plus the bias; and its loss, summed."""

    weights: FloatArray
    bias: float
    loss: float


def fit_line(features: FloatArray, y: FloatArray, weight: FloatArray) -> Line | None:
    """Return the line of the least loss, or None where the steeper is the better, with no end."""
    middle = weight @ features / weight.sum()
    size = np.abs(features - middle).max(axis=0)
    table = np.column_stack([(features - middle) / size, np.ones(len(y))])
    theta, last = np.zeros(table.shape[1]), 0
    for _ in range(STEPS):
        p, q = sigmoid(table @ theta), sigmoid(-table @ theta)
        slope = table.T @ (weight * ((1.0 - y) * p - y * q))
        curved = (table * (weight * p * q)[:, None]).T @ table
        step = np.linalg.lstsq(curved, -slope, rcond=None)[0]
        gain, loss = -float(slope @ step), _loss(table @ theta, y, weight)
        last += gain <= NEAR * loss
        if last == 0:
            step = _shortened(table, y, weight, theta, step, loss)
        theta = theta + step
        if last == 2:
            weights = theta[:-1] / size
            return Line(weights, float(theta[-1] - middle @ weights), loss)
    return None


def _shortened(
    table: FloatArray, y: FloatArray, weight: FloatArray, theta: FloatArray, step: FloatArray,
    loss: float,
) -> FloatArray:  # fmt: skip
    """Halve a step until it helps."""
    while not _loss(table @ (theta + step), y, weight) < loss and np.abs(step).max() > 1e-300:
        step = step / 2
    return step


def _loss(z: FloatArray, y: FloatArray, weight: FloatArray) -> float:
    return float(weight @ LOGITS.terms(y, z))
