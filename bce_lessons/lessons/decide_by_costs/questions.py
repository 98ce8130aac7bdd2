"""The questions of the lesson: class weights, thresholds, and costs."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.calibration import prior_shift
from bce_lessons.decisions import expected_cost
from bce_lessons.lessons.decide_by_costs.model import rare
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy


def _balancing_lowers_the_loss() -> bool:
    y, plain, balanced, _ = rare()
    return binary_cross_entropy(y, balanced) < binary_cross_entropy(y, plain)


def _shift_brings_it_back() -> bool:
    y, plain, balanced, rate = rare()
    back = prior_shift(balanced, trained_rate=0.5, actual_rate=rate)
    return binary_cross_entropy(y, back) - binary_cross_entropy(y, plain) < 0.01


def _odds_bring_it_back() -> bool:
    """Multiply the odds by those of the base rate instead."""
    y, plain, balanced, rate = rare()
    odds = balanced / (1 - balanced) * rate / (1 - rate)
    given, own = (np.where(y == 1, p, 1 - p) for p in (odds / (1 + odds), plain))
    return bool(np.mean(np.log(own / given)) < 0.01)


def _early_alarm_pays() -> bool:
    costs = expected_cost([0.2], [0.2], [0.2, 1.1], cost_fp=1, cost_fn=8)  # the second: never
    return bool(costs[0] < costs[1])


def _always_cheaper() -> bool:
    """Try a thousand balances of costs, whether the model of the lower loss ever costs more."""
    y, plain, balanced, _ = rare()
    sure = np.asarray(sigmoid(3 * logit(plain)))
    better, worse = sorted((sure, balanced), key=lambda p: binary_cross_entropy(y, p))
    t = np.linspace(0.001, 0.999, 999)
    costs = [expected_cost(y, p, t, cost_fp=t, cost_fn=1 - t) for p in (better, worse)]
    return bool((costs[0] <= costs[1]).all())


def _cheaper_at_one_in_twenty() -> bool:
    """Count mistakes, where a miss costs as much as twenty false alarms."""
    y, plain, balanced, _ = rare()
    odds = plain / (1 - plain)
    alarms = odds**3 >= 1 / 20, balanced >= 1 / 21
    sure, other = (20 * np.sum(y[~on] == 1) + np.sum(y[on] == 0) for on in alarms)
    losses = [np.mean(np.log1p(odds ** np.where(y == 1, -3.0, 3.0)))]
    losses.append(np.mean(-np.log(np.where(y == 1, balanced, 1 - balanced))))
    return bool((sure < other) == (losses[0] < losses[1])) and math.isfinite(losses[0])


ASKED = (
    Question(
        "balanced",
        'Where y = 1 is rare, class_weight="balanced" lowers the mean loss of a logistic '
        "regression on new samples.",
        _balancing_lowers_the_loss,
        "Balancing raises every p as if y = 1 were common, which finds more of the rare cases and "
        "makes the probabilities wrong.",
    ),
    Question(
        "shift-back",
        "After one shift of all its logits, computed from the base rate alone, the balanced "
        "model's loss is at most 0.01 nats above that of the model without weights.",
        _shift_brings_it_back,
        "Weights multiply the odds of all samples by one and the same factor where the model's "
        "form is right, and one subtraction takes that away.",
        again=_odds_bring_it_back,
    ),
    Question(
        "early-alarm",
        "If a miss costs as much as eight false alarms, a calibrated p of 20 % is already "
        "enough to raise the alarm.",
        _early_alarm_pays,
        "The alarm pays as soon as p times the cost of a miss exceeds 1 − p times that of a false "
        "alarm, here from one in nine on: thresholds come from costs, not from ½.",
    ),
    Question(
        "everywhere",
        "Of two models, that with the lower cross-entropy is never the more expensive one, "
        "whatever a miss costs.",
        _always_cheaper,
        "The loss is a sum over all balances of costs, so a model may win the sum and lose at "
        "some of them.",
        again=_cheaper_at_one_in_twenty,
    ),
)
