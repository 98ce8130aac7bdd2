"""Questions of lessons 1 to 3: what the loss is, why the log, and what squared error misses."""

from __future__ import annotations

from typing import Any

import numpy as np

from bce_lessons.datasets import ten_points
from bce_lessons.gradients import squared_error_with_logits_gradient
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.links import logit
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.practice._question import Question
from bce_lessons.training import fit_logistic


def _rise(before: float, after: float) -> float:
    return binary_cross_entropy(1, after) - binary_cross_entropy(1, before)


def _bold_wins() -> bool:
    cautious, bold = [0.7, 0.7, 0.8, 0.8, 0.4], [0.99, 0.99, 0.99, 0.99, 0.01]
    happened = np.ones(5)
    return binary_cross_entropy(happened, bold) < binary_cross_entropy(happened, cautious)


def _opposite_is_unnoticed() -> bool:
    def without_labels(p: Any) -> Any:
        return np.mean(surprisal(p) + surprisal(1 - p))

    bold = np.array([0.99, 0.01, 0.99, 0.01, 0.99])
    return bool(np.isclose(without_labels(bold), without_labels(1 - bold)))


def _better_product_is_larger() -> bool:
    better = np.random.default_rng(2).uniform(0.2, 1, size=2000)
    return bool(np.prod(better) > np.prod(0.9 * better))


def _halving_multiplies() -> bool:
    losses = surprisal(0.5 ** np.arange(1, 10))
    factors = losses[1:] / losses[:-1]
    return bool(np.allclose(factors, factors[0]))


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
        "01-ninety-percent",
        "At p = 90 %, the loss for y = 0 is more than nine times the loss for y = 1.",
        lambda: binary_cross_entropy(0, 0.9) > 9 * binary_cross_entropy(1, 0.9),
        "The hit costs little more than the tenth that was missing, while the miss costs the "
        "negative log of that tenth: the loss compares logarithms, not probabilities.",
    ),
    Question(
        "01-two-falls",
        "For y = 1, the loss rises more as p falls from 99 % to 60 % than as p falls from 10 % "
        "to 1 %.",
        lambda: _rise(0.99, 0.6) > _rise(0.1, 0.01),
        "What counts is the ratio: a fall to a tenth adds log 10, and the longer fall, which keeps "
        "more than half of p, adds less than log 2.",
    ),
    Question(
        "01-four-of-five",
        "Giving what happened 99 % on four days and 1 % on the fifth brings a lower mean loss than "
        "giving it 70, 70, 80, 80 and 40 %.",
        _bold_wins,
        "The one confident miss costs more than all five cautious days together, and four nearly "
        "free days cannot pay for it.",
    ),
    Question(
        "01-opposite",
        "If the loss were the mean of −log p − log(1 − p), a forecaster who said the opposite "
        "every day (1 − p in place of p) would get exactly the same loss.",
        _opposite_is_unnoticed,
        "Without y and 1 − y nothing asks what happened, and swapping p and 1 − p only swaps the "
        "two terms.",
    ),
    Question(
        "02-two-products",
        "In float64, the product of 2,000 likelihoods drawn evenly between 0.2 and 1 is larger "
        "than the product of the same likelihoods each lowered by a tenth.",
        _better_product_is_larger,
        "Both products fall below the smallest positive float64 on the way and are rounded to 0, "
        "so they are equal; the sums of logs still know who is better.",
    ),
    Question(
        "02-base-rate",
        "If it rains on one day in ten, always saying 10 % costs on average less than half of "
        "what always saying 50 % costs.",
        lambda: binary_entropy(0.1) < binary_entropy(0.5) / 2,
        "Nine days in ten cost only the negative log of 90 %, and the dear tenth day is rare "
        "enough for the average, the entropy of the base rate, to stay below half a bit.",
    ),
    Question(
        "02-halving",
        "For y = 1, each time p is halved (50 %, 25 %, 12.5 % and so on) the loss is multiplied "
        "by the same factor.",
        _halving_multiplies,
        "Each halving adds the same amount, log 2 or one bit, so the factor shrinks towards one: "
        "the loss grows logarithmically, not exponentially.",
    ),
    Question(
        "03-gradient-vanishes",
        "For y = 1, the slope of squared error in the logit z is steeper at p = 1 % than at "
        "p = 30 %.",
        lambda: (
            abs(squared_error_with_logits_gradient(1, logit(0.01)))
            > abs(squared_error_with_logits_gradient(1, logit(0.3)))
        ),
        "The slope carries the factor p (1 − p) of the sigmoid, which nearly vanishes at 1 %: "
        "squared error falls silent where the model is most wrong.",
    ),
    Question(
        "03-honest-square",
        "If rain has the probability 0.3, the forecast p = 0.3 has the least expected squared "
        "error of all forecasts.",
        _square_rewards_honesty,
        "The expected squared error is q (1 − q) plus the square of p − q, which is least where "
        "p equals q: squared error sees probabilities, not only their order.",
    ),
    Question(
        "03-wild-label",
        "If the label of the rightmost of the ten points is flipped before the fit, the fit on "
        "squared error ends with a lower cross-entropy on the true labels than the fit on "
        "cross-entropy.",
        _square_survives_a_wild_label,
        "One point far on the wrong side pushes the fit on cross-entropy with almost its full "
        "weight, while squared error gives it up for lost and hardly moves.",
    ),
)
