"""The questions of the lesson: a network in training."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.lessons.train_a_network.model import DRAWS, few_runs, parts
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.training import fit_logistic


def _straight_line_gets_sixty() -> bool:
    train, test = parts()
    p = fit_logistic(train.X, train.y).predict_proba(test.X)
    return bool(np.mean((p > 0.5) == test.y) > 0.6)


def _most_lose_accuracy_after_the_turn() -> bool:
    lost = [run.test_accuracy[-1] < run.test_accuracy[run.test_loss.argmin()] for run in few_runs()]
    return bool(2 * sum(lost) > DRAWS)


ASKED = (
    Question(
        "straight-cut",
        "On two noisy circles, one inside the other, a straight line fitted to 500 points gets "
        "more than 60 % of 2000 new points right.",
        _straight_line_gets_sixty,
        "The fitted line runs near the middle, with about as much of each circle on either side, "
        "and what it gained on its training points was their luck.",
    ),
    Question(
        "worse-than-nothing",
        "As a mean cross-entropy in nats, 0.853 would be worse than saying ½ to every point.",
        lambda: binary_cross_entropy([1, 0], [0.5, 0.5]) < 0.853,
        "Saying ½ costs log 2 nats at every point, and a loss above that is worse than knowing "
        "nothing; an accuracy of the same size would be good.",
    ),
    Question(
        "turn",
        "Of ten networks, each trained on 32 points of its own, most lose test accuracy from the "
        "epoch of their lowest test loss to the last epoch.",
        _most_lose_accuracy_after_the_turn,
        "After that epoch more points change to their right side than to the wrong one; what makes "
        "the mean climb is that those on the wrong side get more and more expensive.",
    ),
)
