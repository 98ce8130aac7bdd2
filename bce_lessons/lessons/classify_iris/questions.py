"""The questions of the lesson: two irises, and penalties."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.lessons.classify_iris.model import SEPARABLE, fitted, split, weights
from bce_lessons.losses import binary_cross_entropy


def _mask_finds_fifty() -> bool:
    from sklearn.datasets import load_iris

    return int(np.sum(load_iris().target == "setosa")) == 50


def _other_column_is_worse_than_one_half() -> bool:
    _, test = split()
    column_0 = fitted().predict_proba(test.X)[:, 0]
    return binary_cross_entropy(test.y, column_0) > binary_cross_entropy(1, 0.5)


def _separable_weights_keep_growing() -> bool:
    million, ten_million = (np.linalg.norm(weights(C, SEPARABLE)[0]) for C in (1e6, 1e7))
    return bool(ten_million > 1.1 * million)


def _accuracy_sees_confidence() -> bool:
    _, test = split()
    fair, reckless = (fitted(C).score(test.X, test.y) for C in (1, 1e5))
    return bool(fair != reckless)


ASKED = (
    Question(
        "mask",
        'In scikit-learn\'s iris table, the mask iris.target == "setosa" is true for 50 of the '
        "150 flowers.",
        _mask_finds_fifty,
        "The target holds the numbers 0, 1 and 2, and a number never equals a name, so the mask is "
        "false everywhere; the comparison does not complain.",
    ),
    Question(
        "other-column",
        "If column 0 of predict_proba is taken for the probability of y = 1, the test loss of "
        "this model is higher than that of saying ½ to every flower.",
        _other_column_is_worse_than_one_half,
        "Column 0 is the probability of y = 0, so every sure and right answer becomes a sure and "
        "wrong one, and saying ½ is cheaper than that.",
    ),
    Question(
        "runaway",
        "For setosa and versicolor, which a straight line separates, the weights are at least a "
        "tenth longer at C = 10,000,000 than at C = 1,000,000.",
        _separable_weights_keep_growing,
        "Where a line makes no mistake, longer weights always lower the loss a little further, so "
        "nothing but the penalty holds them, however weak it is.",
    ),
    Question(
        "reckless",
        "When C goes from 1 to 100,000, the number of the 30 test flowers that the model calls "
        "right changes.",
        _accuracy_sees_confidence,
        "The weights grow and the line hardly moves, so in this split every flower stays on its "
        "side: accuracy does not read how sure the model has become, and the loss does.",
    ),
)
