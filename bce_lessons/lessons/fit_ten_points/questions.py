"""The questions of the lesson: ten points and their fit."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.datasets import ten_points
from bce_lessons.lessons.fit_ten_points.model import fit
from bce_lessons.losses import binary_cross_entropy


def _half_is_the_best_constant() -> bool:
    y, tried = ten_points().y, np.arange(1, 100) / 100
    losses = [binary_cross_entropy(y, np.full(10, p)) for p in tried]
    return bool(tried[np.argmin(losses)] == 0.5)


def _two_points_carry_half() -> bool:
    points = ten_points()
    p = fit(1).predict_proba(points.X)
    costs = np.sort(binary_cross_entropy(points.y, p, reduction="none"))
    return bool(costs[-2:].sum() > costs.sum() / 2)


def _best_curve_is_steeper() -> bool:
    free, default = fit(), fit(1)
    return bool(free.coef[0] > default.coef[0])


ASKED = (
    Question(
        "one-answer",
        "If all ten points, seven of them positive, must get the same p, then p = 0.5 has the "
        "smallest mean loss.",
        _half_is_the_best_constant,
        "The best single answer is the base rate, seven in ten, and its loss is the entropy of "
        "that rate, which is below log 2, the loss of one half.",
    ),
    Question(
        "two-points",
        "Under scikit-learn's default curve, the two most expensive of the ten points make more "
        "than half of their total loss.",
        _two_points_carry_half,
        "The two points on the wrong side of their neighbours were given the least probability, "
        "and −log makes short bars expensive.",
    ),
    Question(
        "steeper",
        "Of all curves sigmoid(w x + b), the one with the smallest mean loss on the ten points "
        "is steeper (has a larger w) than scikit-learn's default fit.",
        _best_curve_is_steeper,
        "The default fit minimises the loss plus a penalty on w, which pulls w towards zero, so "
        "the smallest loss lies at a larger w.",
    ),
)
