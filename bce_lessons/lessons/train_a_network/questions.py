"""The questions of the lesson: a network in training."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.lessons.train_a_network.model import FEW, parts, run
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.training import fit_logistic


def _straight_cut_gets_sixty() -> bool:
    train, test = parts()
    p = fit_logistic(train.X, train.y).predict_proba(test.X)
    return bool(np.mean((p > 0.5) == test.y) > 0.6)


def _accuracy_falls_after_the_turn() -> bool:
    few = run(FEW)
    return bool(few.test_accuracy[-1] < few.test_accuracy[few.test_loss.argmin()])


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
