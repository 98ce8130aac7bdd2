"""Questions of lessons 4 to 7: ten points, two irises, noise, and a network."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bce_lessons.datasets import Dataset, circles, iris_pair, ten_points
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.noise import logit_noise, mix_with_coin
from bce_lessons.practice._question import Question
from bce_lessons.training import fit_logistic, train_network


def _half_is_the_best_constant() -> bool:
    y, tried = ten_points().y, np.arange(1, 100) / 100
    losses = [binary_cross_entropy(y, np.full(10, p)) for p in tried]
    return bool(tried[np.argmin(losses)] == 0.5)


def _two_points_carry_half() -> bool:
    points = ten_points()
    p = fit_logistic(points.X, points.y, C=1).predict_proba(points.X)
    costs = np.sort(binary_cross_entropy(points.y, p, reduction="none"))
    return bool(costs[-2:].sum() > costs.sum() / 2)


def _best_curve_is_steeper() -> bool:
    points = ten_points()
    free, default = (fit_logistic(points.X, points.y, C=C) for C in (np.inf, 1))
    return bool(free.coef[0] > default.coef[0])


def _mask_finds_fifty() -> bool:
    from sklearn.datasets import load_iris

    return int(np.sum(load_iris().target == "setosa")) == 50


def _iris_split(data: Dataset) -> list[Dataset]:
    """Return lesson 5's training and test flowers."""
    from sklearn.model_selection import train_test_split

    parts = train_test_split(np.arange(100), test_size=30, random_state=34, stratify=data.y)
    return [data.take(part) for part in parts]


def _iris_model(data: Dataset, C: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=C, solver="newton-cholesky", tol=1e-8).fit(data.X, data.y)


@cache
def _petals() -> list[Dataset]:
    petals = iris_pair("versicolor", "virginica", features=["petal length", "petal width"])
    return _iris_split(petals)


def _other_column_is_worse_than_a_shrug() -> bool:
    train, test = _petals()
    column_0 = _iris_model(train, 1).predict_proba(test.X)[:, 0]
    return binary_cross_entropy(test.y, column_0) > binary_cross_entropy(1, 0.5)


def _separable_weights_keep_growing() -> bool:
    sepals = iris_pair("setosa", "versicolor", features=["sepal length", "sepal width"])
    train, _ = _iris_split(sepals)
    million, ten_million = (np.linalg.norm(_iris_model(train, C).coef_) for C in (1e6, 1e7))
    return bool(ten_million > 1.1 * million)


def _accuracy_sees_recklessness() -> bool:
    train, test = _petals()
    fair, reckless = (_iris_model(train, C).score(test.X, test.y) for C in (1, 1e5))
    return bool(fair != reckless)


def _ninety_days() -> tuple[Any, Any]:
    """Return lesson 6's labels and calibrated forecasts."""
    tens = np.repeat(np.arange(1, 10), 10)
    return (np.tile(np.arange(10), 9) < tens).astype(int), tens / 10


def _shifted_plot_is_mostly_missing() -> bool:
    p, shifts = np.array([0.7, 0.3, 0.6, 0.4]), np.linspace(0, 1, 201)
    with np.errstate(divide="ignore", invalid="ignore"):
        q = p + shifts[:, None]
        y = np.array([1, 0, 1, 0])
        losses = -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q), axis=1)
    return bool(np.mean(np.isnan(losses)) > 0.5)


def _clip_does_not_matter() -> bool:
    y, p = _ninety_days()
    days = np.tile(y, (200, 1))
    noisy = p + np.random.default_rng(6).normal(0, 0.1, days.shape)
    near, far = (binary_cross_entropy(days, np.clip(noisy, e, 1 - e)) for e in (1e-3, 1e-15))
    return abs(far / near - 1) < 0.01


def _logit_noise_raises_the_loss() -> bool:
    y, p = _ninety_days()
    noisy = logit_noise(np.tile(p, (200, 1)), 1.5, np.random.default_rng(6))
    return binary_cross_entropy(np.tile(y, (200, 1)), noisy) > 1.1 * binary_cross_entropy(y, p)


def _coin_helps_the_calibrated() -> bool:
    y, p = _ninety_days()
    return binary_cross_entropy(y, mix_with_coin(p, 0.1)) < binary_cross_entropy(y, p)


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
        "04-one-answer",
        "If all ten points, seven of them positive, must get the same p, then p = 0.5 has the "
        "smallest mean loss.",
        _half_is_the_best_constant,
        "The best single answer is the base rate, seven in ten, and its loss is the entropy of "
        "that rate, below the coin's log 2.",
    ),
    Question(
        "04-two-points",
        "Under scikit-learn's default curve, the two dearest of the ten points make more than "
        "half of their total loss.",
        _two_points_carry_half,
        "The two points on the wrong side of their neighbours were given the least probability, "
        "and −log makes the short bars dear: losses are seldom shared evenly.",
    ),
    Question(
        "04-steeper",
        "Of all curves sigmoid(w x + b), the one with the smallest mean loss on the ten points "
        "is steeper (has a larger w) than scikit-learn's default fit.",
        _best_curve_is_steeper,
        "The default fit minimises the loss plus a penalty on w, which pulls w towards zero, so "
        "the smallest loss lies at a larger w.",
    ),
    Question(
        "05-mask",
        'In scikit-learn\'s iris table, the mask iris.target == "setosa" is true for 50 of the '
        "150 flowers.",
        _mask_finds_fifty,
        "The target holds the numbers 0, 1 and 2, and a number never equals a name, so the mask is "
        "false everywhere and nothing complains.",
    ),
    Question(
        "05-other-column",
        "If column 0 of predict_proba is taken for the probability of y = 1, the test loss of "
        "this model is higher than that of saying ½ to every flower.",
        _other_column_is_worse_than_a_shrug,
        "Column 0 is the probability of y = 0, so every good answer becomes a confident miss, and "
        "the better the model, the worse its mirror image.",
    ),
    Question(
        "05-runaway",
        "For setosa and versicolor, which a straight line separates, the weights are at least a "
        "tenth longer at C = 10,000,000 than at C = 1,000,000.",
        _separable_weights_keep_growing,
        "Where a line makes no mistake, longer weights always lower the loss a little further, so "
        "only the penalty holds them, however weak it is.",
    ),
    Question(
        "05-reckless",
        "When C goes from 1 to 100,000, the number of the 30 test flowers that the model calls "
        "right changes.",
        _accuracy_sees_recklessness,
        "The weights grow and the line hardly moves, so every flower stays on its side: accuracy "
        "cannot see how sure the model has become, and the loss can.",
    ),
    Question(
        "06-shift",
        "If 0.7, 0.3, 0.6 and 0.4 are all shifted upwards by amounts from 0 to 1, more than half "
        "of the points in a plot of the mean loss by the formula are NaN.",
        _shifted_plot_is_mostly_missing,
        "As soon as the largest of the four reaches 1 the formula meets a logarithm of zero or of "
        "a negative number, and NaN is not drawn and not reported.",
    ),
    Question(
        "06-clip",
        "If noise pushes a few p in a hundred out of [0, 1], clipping them at 1e-15 in place of "
        "1e-3 changes the mean loss by less than 1 %.",
        _clip_does_not_matter,
        "A clipped miss costs −log of the clip, many nats more at the smaller one, so the mean "
        "loss measures the clip as well as the forecasts.",
    ),
    Question(
        "06-logit-noise",
        "Averaged over 200 draws, Gaussian noise with σ = 1.5 on her logits raises the mean loss "
        "of a calibrated forecaster by more than a tenth.",
        _logit_noise_raises_the_loss,
        "Seen from the logit the loss is convex: a push towards the truth saves less than the "
        "same push away from it costs.",
    ),
    Question(
        "06-coin",
        "Mixing in a little of a fair coin (p becomes 0.9 p + 0.05) lowers the mean loss of a "
        "calibrated forecaster.",
        _coin_helps_the_calibrated,
        "She already says exactly how sure one can be, so any step towards ½ makes her too timid; "
        "it helps only those who are too sure.",
    ),
    Question(
        "07-straight-cut",
        "On two noisy circles, one within the other, a straight cut fitted to 500 points gets "
        "more than 60 % of 500 new points right.",
        _straight_cut_gets_sixty,
        "Any straight cut has about as much of each circle on either side, and what it gained on "
        "the training points was their luck.",
    ),
    Question(
        "07-turn",
        "A network trained on 32 points loses test accuracy from the epoch of its lowest test "
        "loss to the last one.",
        _accuracy_falls_after_the_turn,
        "What grows after the turn is its confidence, and that makes the points dear which were "
        "wrong already; accuracy sees only points that change sides.",
    ),
    Question(
        "07-worse-than-nothing",
        "As a mean cross-entropy in nats, 0.853 would be worse than saying ½ to every point.",
        lambda: binary_cross_entropy([1, 0], [0.5, 0.5]) < 0.853,
        "Saying ½ costs log 2 nats whatever happens, and a loss above that is worse than knowing "
        "nothing, while an accuracy of the same size would be good.",
    ),
)
