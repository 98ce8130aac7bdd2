"""The questions of the lesson: what one prediction costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.information import surprisal
from bce_lessons.losses import binary_cross_entropy


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


ASKED = (
    Question(
        "ninety-percent",
        "At p = 90 %, the loss for y = 0 is more than nine times the loss for y = 1.",
        lambda: binary_cross_entropy(0, 0.9) > 9 * binary_cross_entropy(1, 0.9),
        "The hit costs minus the log of 90 %, little more than one tenth of a nat; the miss costs "
        "minus the log of 10 %, more than two nats: logarithms count, not probabilities.",
    ),
    Question(
        "two-falls",
        "For y = 1, the loss rises more as p falls from 99 % to 60 % than as p falls from 10 % "
        "to 1 %.",
        lambda: _rise(0.99, 0.6) > _rise(0.1, 0.01),
        "What counts is the ratio: a fall to a tenth adds log 10, and the longer fall, which keeps "
        "more than half of p, adds less than log 2.",
    ),
    Question(
        "four-of-five",
        "Giving what happened 99 % on four days and 1 % on the fifth brings a lower mean loss than "
        "giving it 70, 70, 80, 80 and 40 %.",
        _bold_wins,
        "The one confident miss costs more than all five cautious days together, though the other "
        "four days cost almost nothing.",
    ),
    Question(
        "opposite",
        "If the loss were the mean of −log p − log(1 − p), a forecaster who said the opposite "
        "every day (1 − p in place of p) would get exactly the same loss.",
        _opposite_is_unnoticed,
        "Without y and 1 − y the formula does not use what happened, and to swap p and 1 − p only "
        "swaps its two terms.",
    ),
)
