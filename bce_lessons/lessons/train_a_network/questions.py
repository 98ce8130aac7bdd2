"""The questions of the lesson: a network in training."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.datasets import circles
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.training import fit_logistic, train_network


def _straight_cut_gets_sixty() -> bool:
    data = circles()
    train, test = data.take(slice(0, 500)), data.take(slice(500, 1000))
    p = fit_logistic(train.X, train.y).predict_proba(test.X)
    return bool(np.mean((p > 0.5) == test.y) > 0.6)


def _accuracy_falls_after_the_turn() -> bool:
    data = circles()
    few, test = data.take(slice(0, 32)), data.take(slice(500, 1000))
    run = train_network(few, test, hidden=200, learning_rate=0.4, seed=0)
    return bool(run.test_accuracy[-1] < run.test_accuracy[run.test_loss.argmin()])


ASKED = (
    Question(
        "straight-cut",
        "On two noisy circles, one within the other, a straight cut fitted to 500 points gets "
        "more than 60 % of 500 new points right.",
        _straight_cut_gets_sixty,
        "Any straight cut has about as much of each circle on either side, and what it gained on "
        "the training points was their luck.",
    ),
    Question(
        "turn",
        "A network trained on 32 points loses test accuracy from the epoch of its lowest test "
        "loss to the last one.",
        _accuracy_falls_after_the_turn,
        "What grows after the turn is its confidence, and that makes the points dear which were "
        "wrong already; accuracy sees only points that change sides.",
    ),
    Question(
        "worse-than-nothing",
        "As a mean cross-entropy in nats, 0.853 would be worse than saying ½ to every point.",
        lambda: binary_cross_entropy([1, 0], [0.5, 0.5]) < 0.853,
        "Saying ½ costs log 2 nats whatever happens, and a loss above that is worse than knowing "
        "nothing, while an accuracy of the same size would be good.",
    ),
)
