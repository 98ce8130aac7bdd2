"""The questions of the lesson: what losses ask for, softmax, tags, and unknown labels."""

from __future__ import annotations

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.question import Question
from bce_lessons.categorical import categorical_cross_entropy
from bce_lessons.links import logit, sigmoid, softmax
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.variants import focal_loss, smooth_labels

GRID = np.arange(1, 1000) / 1000


def _one_temperature() -> bool:
    z = np.array([0.1, 1.0, 3.0])
    temperatures = z / logit(smooth_labels(sigmoid(z), alpha=0.2))
    return bool(np.ptp(temperatures) < 0.01)


def _focal_asks_for_less() -> bool:
    expected = focal_loss(np.full(999, 0.9), GRID, gamma=2, reduction="none")
    return bool(GRID[np.argmin(expected)] < 0.8)


def _softmax_sees_differences() -> bool:
    z = np.array([1.0, 0.0, -1.0])
    return bool(np.allclose(softmax(z), softmax(z + 1)))


def _cheapest_of_three(q: FloatArray) -> FloatArray:
    """Return the three probabilities with the least expected focal loss, to two decimals."""
    a, b = np.meshgrid(GRID[9::10], GRID[9::10])
    p = np.column_stack([a.ravel(), b.ravel(), 1 - a.ravel() - b.ravel()])
    p = p[p[:, 2] > 0.005]
    return np.asarray(p[np.argmin((q * (1 - p) ** 2 * -np.log(p)).sum(axis=1))])


def _focal_ranks_three() -> bool:
    spread, close = np.array([0.6, 0.2, 0.2]), np.array([0.58, 0.41, 0.01])
    return bool(_cheapest_of_three(spread)[0] > _cheapest_of_three(close)[0])


def _thirds_cost_alike() -> bool:
    labels, thirds = np.eye(3), np.full((3, 3), 1 / 3)
    yes_or_no = binary_cross_entropy(labels.ravel(), thirds.ravel())
    return bool(np.isclose(yes_or_no, categorical_cross_entropy(labels, thirds)))


def _unknown_counted_as_no() -> bool:
    label = np.full(999, 0.3 * (1 - 0.4))  # the mean label of all, where unknown counts as 0
    return bool(GRID[np.argmin(binary_cross_entropy(label, GRID, reduction="none"))] < 0.2)


ASKED = (
    Question(
        "one-temperature",
        "There is one temperature T for which sigmoid(z/T) is what label smoothing with α = 0.2 "
        "asks for, whatever the true logit z is.",
        _one_temperature,
        "Smoothing mixes probabilities with one half, and so has a ceiling, while a temperature "
        "divides logits and lets them grow: the surer the truth, the stronger smoothing damps.",
    ),
    Question(
        "focal",
        "If the true probability is 0.9, a forecast below 0.8 has the least expected focal loss "
        "(with γ = 2).",
        _focal_asks_for_less,
        "Focal loss discounts what is already likely, so near the truth the rare other label "
        "weighs too much and pulls the cheapest forecast towards one half.",
    ),
    Question(
        "softmax-shift",
        "Adding 1 to each of three logits changes none of the three probabilities that softmax "
        "gives.",
        _softmax_sees_differences,
        "The factor e is then in every numerator and in the denominator, and cancels: softmax "
        "depends on differences of logits alone.",
    ),
    Question(
        "three-order",
        "With three classes, too, the cheapest focal forecasts (γ = 2) rank samples by class 0 as "
        "their true probabilities do.",
        _focal_ranks_three,
        "The cheapest value for one class depends on how the remainder is divided between the "
        "other two, so a slightly smaller truth can get a larger forecast.",
    ),
    Question(
        "thirds",
        "If one of three classes happens and each was given ⅓, the mean of the three yes-or-no "
        "losses equals the loss of softmax, log 3.",
        _thirds_cost_alike,
        "The mean over all entries divides by samples times classes; it also scores both refusals, "
        "which softmax's loss does not look at.",
    ),
    Question(
        "unknown-tag",
        "If 30 % of all pictures show a dog, and for four of ten pictures, chosen by chance, "
        "nobody filled in the dog tag, and this counts as 0, the cheapest forecast for a dog falls "
        "below 20 %.",
        _unknown_counted_as_no,
        "Every missing entry is then a negative label, so only six tenths of the positives are "
        "left, and the mean label shrinks by as much.",
    ),
)
