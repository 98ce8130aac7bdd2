"""The questions of the lesson: a forecast for each claim."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.datasets import ten_points
from bce_lessons.decomposition import decompose
from bce_lessons.information import surprisal
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.training import fit_logistic


def _switched_fit_is_wrong() -> bool:
    points = ten_points()
    # The switched loss of y is the loss of 1 − y.
    p = fit_logistic(points.X, 1 - points.y).predict_proba(points.X)
    return bool(np.sum((p > 0.5) == points.y) < 5)


_Y, _P = np.array([0, 0, 1, 1]), np.array([0.9, 0.6, 0.3, 0.7])
_PRINTED = np.array([2.45, 1.21, 0.62, 0.34])


def _another_base() -> bool:
    ratios = binary_cross_entropy(_Y, _P, reduction="none") / _PRINTED
    return bool(ratios.max() / ratios.min() < 1.05)  # one base: one ratio, but for rounding


def _beats_a_coin() -> bool:
    coin = binary_cross_entropy(np.ones(50), np.full(50, 0.5), reduction="sum")
    return coin > 50 * 0.75


def _right_and_expensive() -> bool:
    y = np.ones(100)
    p = np.where(np.arange(100) < 85, 0.51, 0.001)
    assert np.sum(p > 0.5) == 85
    return binary_cross_entropy(y, p) > surprisal(0.5)


def _copies_change_nothing() -> bool:
    X, y = ten_points().X, ten_points().y
    once, twice = (fit_logistic(np.tile(X, (n, 1)), np.tile(y, n), C=1).loss[-1] for n in (1, 2))
    return bool(np.round(once, 4) == np.round(twice, 4))


def _right_on_average() -> bool:
    points = ten_points()
    p = fit_logistic(points.X, points.y, C=1).predict_proba(points.X)
    return bool(np.round(p.mean(), 4) == np.round(points.y.mean(), 4))


def _right_on_average_again() -> bool:
    """Let the library fit the penalised curve."""
    from sklearn.linear_model import LogisticRegression

    X, y = ten_points().X, ten_points().y
    p = LogisticRegression().fit(X, y).predict_proba(X)
    return bool(np.round(p[:, 1].mean(), 4) == np.round(y.mean(), 4))


def _label_two_is_harmless() -> bool:
    p = np.arange(1, 1000) / 1000
    return bool(np.all(2 * surprisal(p) - surprisal(1 - p) >= 0))


def _lower_is_better_calibrated() -> bool:
    """Try one pair: a lower score with a larger miscalibration refutes "always"."""
    rain = np.tile([1, 0], 5)
    vague, bold = np.full(10, 0.5), np.where(rain == 1, 0.7, 0.3)
    off = [
        decompose(rain, p, min_group_size=1, loss="squared_error").miscalibration
        for p in (vague, bold)
    ]
    return not (squared_error(rain, bold) < squared_error(rain, vague) and off[1] > off[0])


ASKED = (
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
        "A model can be on the right side of ½ for 85 of 100 samples and still have a larger mean "
        "loss than a forecaster who says ½ each time.",
        _right_and_expensive,
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
        "on-average",
        "The ten probabilities that scikit-learn's default fit gives to the ten points it was "
        "fitted to have a mean that is the share of ones, to four decimals.",
        _right_on_average,
        "At the lowest point the slope in the intercept is zero, and that slope is the mean of "
        "p − y, for no penalty pulls at the intercept.",
        again=_right_on_average_again,
    ),
    Question(
        "label-two",
        "With a label y = 2 the formula −[y log p + (1 − y) log(1 − p)] gives a loss of at least "
        "0 for every p.",
        _label_two_is_harmless,
        "The factor 1 − y is then negative, and the formula rewards a p near 1 without end.",
    ),
    Question(
        "lower-score",
        "Of two forecasters of the same days, the one with the lower mean squared error is always "
        "the better calibrated.",
        _lower_is_better_calibrated,
        "A score also rewards telling the days apart, and that gain can be larger than what "
        "badly chosen numbers cost.",
        again=lambda: not 0.3**2 < 0.5 * 0.5,
    ),
)
