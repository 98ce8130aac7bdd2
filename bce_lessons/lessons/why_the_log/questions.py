"""The questions of the lesson: products, logs and base rates."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.information import binary_entropy, surprisal


def _better_product_is_larger() -> bool:
    better = np.random.default_rng(2).uniform(0.2, 1, size=2000)
    return bool(np.prod(better) > np.prod(0.9 * better))


def _halving_multiplies() -> bool:
    losses = surprisal(0.5 ** np.arange(1, 10))
    factors = losses[1:] / losses[:-1]
    return bool(np.allclose(factors, factors[0]))


ASKED = (
    Question(
        "two-products",
        "In float64, the product of 2,000 likelihoods drawn evenly between 0.2 and 1 is larger "
        "than the product of the same likelihoods each lowered by a tenth.",
        _better_product_is_larger,
        "Both products fall below the smallest positive float64 on the way and are rounded to 0, "
        "so they are equal; the sums of logs still know who is better.",
    ),
    Question(
        "base-rate",
        "If it rains on one day in ten, always saying 10 % costs on average less than half of "
        "what always saying 50 % costs.",
        lambda: binary_entropy(0.1) < binary_entropy(0.5) / 2,
        "Nine days in ten cost only the negative log of 90 %, and the dear tenth day is rare "
        "enough for the average, the entropy of the base rate, to stay below half a bit.",
    ),
    Question(
        "halving",
        "For y = 1, each time p is halved (50 %, 25 %, 12.5 % and so on) the loss is multiplied "
        "by the same factor.",
        _halving_multiplies,
        "Each halving adds the same amount, log 2 or one bit, so the factor shrinks towards one: "
        "the loss grows logarithmically, not exponentially.",
    ),
)
