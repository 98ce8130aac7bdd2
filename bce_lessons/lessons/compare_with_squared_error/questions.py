"""The questions of the lesson: how squared error pushes, and what it rewards."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.datasets import ten_points
from bce_lessons.gradients import squared_error_with_logits_gradient
from bce_lessons.links import logit
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.training import fit_logistic


def _square_rewards_honesty() -> bool:
    q, p = 0.3, np.arange(101) / 100
    rain = squared_error(np.ones(101), p, reduction="none")
    dry = squared_error(np.zeros(101), p, reduction="none")
    return bool(p[np.argmin(q * rain + (1 - q) * dry)] == q)


def _square_survives_a_wild_label() -> bool:
    X, y = ten_points().X, ten_points().y
    flipped = np.append(y[:-1], 0)
    cross = fit_logistic(X, flipped, loss="binary_cross_entropy").predict_proba(X)
    square = fit_logistic(X, flipped, loss="squared_error").predict_proba(X)
    return binary_cross_entropy(y, square) < binary_cross_entropy(y, cross)


ASKED = (
    Question(
        "gradient-vanishes",
        "For y = 1, the slope of squared error in the logit z is steeper at p = 1 % than at "
        "p = 30 %.",
        lambda: (
            abs(squared_error_with_logits_gradient(1, logit(0.01)))
            > abs(squared_error_with_logits_gradient(1, logit(0.3)))
        ),
        "The slope has the factor p (1 − p) of the sigmoid, which is nearly 0 at 1 %: the gradient "
        "of squared error vanishes where the model is most wrong.",
    ),
    Question(
        "honest-square",
        "If rain has the probability 0.3, the forecast p = 0.3 has the lowest expected squared "
        "error of all forecasts.",
        _square_rewards_honesty,
        "The expected squared error is q (1 − q) plus the square of p − q, which is 0 only where "
        "p equals q: squared error is strictly proper.",
    ),
    Question(
        "wild-label",
        "If the rightmost of the ten points gets the wrong label, a model trained on squared "
        "error, by descent from w = 0, b = 0, has a lower cross-entropy on the true labels than "
        "one trained on cross-entropy.",
        _square_survives_a_wild_label,
        "The flipped point lies far on the wrong side: in cross-entropy it pushes with almost 1, "
        "in squared error its gradient vanishes, so that descent ends near where the true labels "
        "lead.",
    ),
)
