"""The questions of the lesson: a forecast for each published claim."""

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


def _switched_fit_is_wrong() -> bool:
    points = ten_points()
    # The switched loss of y is the loss of 1 − y.
    p = fit_logistic(points.X, 1 - points.y).predict_proba(points.X)
    return bool(np.sum((p > 0.5) == points.y) < 5)


def _averages_below_two() -> bool:
    middles = (np.arange(1000) + 0.5) / 1000
    return float(np.mean(surprisal(middles))) < 2


_Y, _P = np.array([0, 0, 1, 1]), np.array([0.9, 0.6, 0.3, 0.7])


_PRINTED = np.array([2.45, 1.21, 0.62, 0.34])


def _another_base() -> bool:
    ratios = binary_cross_entropy(_Y, _P, reduction="none") / _PRINTED
    return bool(ratios.max() / ratios.min() < 1.05)  # one base: one ratio, but for rounding


def _beats_a_coin() -> bool:
    coin = binary_cross_entropy(np.ones(50), np.full(50, 0.5), reduction="sum")
    return coin > 50 * 0.75


def _right_and_dear() -> bool:
    y = np.ones(100)
    p = np.where(np.arange(100) < 85, 0.51, 0.001)
    assert np.sum(p > 0.5) == 85
    return binary_cross_entropy(y, p) > surprisal(0.5)


def _copies_change_nothing() -> bool:
    X, y = ten_points().X, ten_points().y
    once, twice = (fit_logistic(np.tile(X, (n, 1)), np.tile(y, n), C=1).loss[-1] for n in (1, 2))
    return bool(np.round(once, 4) == np.round(twice, 4))


def _sharper_is_better() -> bool:
    points = ten_points()
    z = fit_logistic(points.X, points.y, C=1).logits(points.X)
    return squared_error(points.y, sigmoid(1.3 * z)) < squared_error(points.y, sigmoid(z))


def _label_two_is_harmless() -> bool:
    p = np.arange(1, 1000) / 1000
    return bool(np.all(2 * surprisal(p) - surprisal(1 - p) >= 0))


def _mostly_inside() -> bool:
    below, above = (math.erfc(gap / 0.1 / math.sqrt(2)) / 2 for gap in (0.05, 0.95))
    return 1 - below - above > 4 / 5  # of 5 %, and so of 95 %


ASKED = (
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
        "switched-fit",
        "A curve sigmoid(w x + b) fitted to the ten points with the branches of the loss "
        "switched calls fewer than five of them right.",
        _switched_fit_is_wrong,
        "The switched loss of y is the right loss of 1 − y, so the descent learns the opposite "
        "labels, and learns them well.",
    ),
    Question(
        "a-million",
        "When p falls from one in a thousand to one in a million, the loss of y = 1 exactly "
        "doubles.",
        lambda: bool(np.isclose(surprisal(1e-6), 2 * surprisal(1e-3))),
        "A millionth is a thousandth of a thousandth, and the log turns that product into a sum "
        "of two equal parts.",
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
        "another-base",
        "For y = 0, 0, 1, 1 and p = 90, 60, 30, 70 % a table prints 2.45, 1.21, 0.62, 0.34: with "
        "the logarithm of some other base all four losses are right, but for rounding.",
        _another_base,
        "Another base multiplies all losses by one factor, and so it can never change their "
        "order, which the printed ones have wrong.",
    ),
    Question(
        "coin-by-sum",
        "On 50 mails a model has a mean loss of 0.75 nats, and a fair coin's losses add up to "
        "34.66: the model does better.",
        _beats_a_coin,
        "A sum grows with the number of mails, and the coin's, divided by it, is log 2 a mail: "
        "less than the model pays.",
    ),
    Question(
        "right-and-dear",
        "A model can be on the right side of ½ for 85 of 100 samples and still pay more than "
        "whoever says ½ to all.",
        _right_and_dear,
        "Accuracy counts the misses and does not ask how sure they were, and a few that were "
        "nearly certain cost more than all the others save.",
    ),
    Question(
        "copies",
        "If each of the ten points is put in twice, the mean loss of scikit-learn's default fit "
        "stays the same to four decimals.",
        _copies_change_nothing,
        "Copies leave every mean as it is, and so its minimum, but against twice as many points "
        "the penalty weighs half as much.",
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
        "label-two",
        "With a label y = 2 the formula −[y log p + (1 − y) log(1 − p)] gives a loss of at least "
        "0 for every p.",
        _label_two_is_harmless,
        "The factor 1 − y is then negative, and the formula rewards a p near 1 without end.",
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
