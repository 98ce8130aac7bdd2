"""What the lesson asked once: the answers to it in learners' files are still scored."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.datasets import ten_points
from bce_lessons.information import surprisal
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.training import fit_logistic


def _nothing_matches() -> bool:
    y, p = np.array([1, 1, 0]), np.array([0.3, 0.1, 0.8])  # all on the wrong side
    ones = y == 1
    return binary_cross_entropy(y[ones], p[ones], reduction="sum") == 0


def _perfect_is_free() -> bool:
    perfect = np.array([1.0, 0.0])
    return float(np.mean(surprisal(perfect) + surprisal(1 - perfect))) == 0


def _averages_below_two() -> bool:
    middles = (np.arange(1000) + 0.5) / 1000
    return float(np.mean(surprisal(middles))) < 2


def _sharper_is_better() -> bool:
    points = ten_points()
    z = fit_logistic(points.X, points.y, C=1).logits(points.X)
    return squared_error(points.y, sigmoid(1.3 * z)) < squared_error(points.y, sigmoid(z))


def _mostly_inside() -> bool:
    below, above = (math.erfc(gap / 0.1 / math.sqrt(2)) / 2 for gap in (0.05, 0.95))
    return 1 - below - above > 4 / 5  # of 5 %, and so of 95 %


RETIRED = (
    Question(
        "no-match",
        "In a batch of positives and negatives whose predictions are all on the wrong side of ½, "
        "the terms y log p add up to 0.",
        _nothing_matches,
        "The factor y looks at the label and at nothing else, so the term is at work for every "
        "positive, and most of all for one that was missed.",
    ),
    Question(
        "perfect",
        "The mean of −log p − log(1 − p), printed as the loss, gives perfect forecasts (p = 1 "
        "where y = 1, p = 0 where y = 0) a loss of 0.",
        _perfect_is_free,
        "It takes both logs of every forecast, and one of the two is the log of 0, so that only "
        "a perfect forecaster is charged infinity.",
    ),
    Question(
        "trade-places",
        "If label and prediction trade places in the formula, a good prediction (y = 1, p = 90 %) "
        "costs infinity.",
        lambda: binary_cross_entropy(0.9, 1) == np.inf,
        "The log then falls on the label, and the label 1 taken for a probability leaves nothing "
        "for the tenth that is now the label's share of 0.",
    ),
    Question(
        "average",
        "Averaged over 1,000 values of p, the middles of 1,000 equal steps from 0 to 1, −log p is "
        "less than 2 nats.",
        _averages_below_two,
        "The curve has no upper bound but rises so slowly that the area under it is finite: it "
        "tends to one nat as the values lie ever closer.",
    ),
    Question(
        "sharper",
        "Multiplying all logits of scikit-learn's default fit to the ten points by 1.3 lowers its "
        "mean squared error.",
        _sharper_is_better,
        "Neither order nor sides change, yet the eight right predictions come nearer to their "
        "labels, and squared error sees by how much.",
    ),
    Question(
        "bell",
        "Gaussian noise with σ = 0.1 on predictions of 5 % and 95 % leaves more than four in "
        "five of them between 0 and 1.",
        _mostly_inside,
        "The edge is only half a σ away, and almost a third of all Gaussian pushes go further "
        "than that to the one side where it lies.",
    ),
)
