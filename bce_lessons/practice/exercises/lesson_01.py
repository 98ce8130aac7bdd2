"""The exercises of lesson 1: one prediction, and a batch of them."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials

_Y = np.array([1, 0, 1, 0, 0])
_P = np.array([0.8, 0.3, 0.4, 0.0, 0.9])
_DAYS = np.array([1, 0, 0, 1, 0, 0, 0, 1, 0, 0])


# --- 1.1 ----------------------------------------------------------------------------------


def _one_nat() -> float:
    """Halve an interval until p costs one nat: no inverse of the package is needed."""
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if binary_cross_entropy(1, middle) > 1 else (low, middle)
    return low


ONE_NAT = Exercise(
    id="01.1",
    right=_one_nat,
    again=lambda: math.exp(-1),
    mistakes=lambda: (
        mistakes.complement(_one_nat, "That is 1 − p: it did rain, so p itself sets the loss."),
        mistakes.percent(_one_nat),
        mistakes.cut_off(_one_nat, 2),
        mistakes.sign(_one_nat),
        Mistake(
            "A loss of one *bit* would have this p: one nat is minus the natural log.",
            lambda: 0.5,
        ),
        Mistake(
            "With log10 this p would cost one: one nat is minus the natural log.",
            lambda: 0.1,
        ),
        Mistake(
            "That is e: the log of p would be +1. The loss is *minus* the log.",
            lambda: math.e,
        ),
        Mistake(
            "A p of 1 costs nothing at all: −log 1 is 0. Which p has the loss 1?",
            lambda: 1.0,
        ),
    ),
    note=lambda: (
        f"It is 1/e, {1 / math.e:.4f}: every further nat divides p by e, as every further bit "
        "halves it."
    ),
    hints=(
        "The case y = 1 of the formula: only one of its terms is left.",
        "Write down −log p = 1 and undo the log, with `math.exp`.",
    ),
    decimals=2,
)


# --- 1.2 ----------------------------------------------------------------------------------

A_WEEK = Exercise(
    id="01.2",
    right=lambda: binary_cross_entropy(_Y, _P, reduction="none"),
    again=lambda: np.array([-math.log(x) for x in (0.8, 0.7, 0.4, 1.0, 0.1)]),
    mistakes=lambda: (
        *mistakes.loss_values(_Y, _P, "none"),
        Mistake(
            "That is what comes out with the arguments swapped: the logs are to be taken of p.",
            lambda: -(_P * np.log(_Y) + (1 - _P) * np.log(1 - _Y)),
        ),
        Mistake(
            "That counts the days with y = 1 only: the others are not free.",
            lambda: np.where(_Y == 1, -np.log(np.where(_Y == 1, _P, 1.0)), 0.0),
        ),
        Mistake(
            "That is the mean of the days; give one number for each day.",
            lambda: binary_cross_entropy(_Y, _P),
        ),
        Mistake(
            "That is the sum of the days; give one number for each day.",
            lambda: binary_cross_entropy(_Y, _P, reduction="sum"),
        ),
    ),
    note=(
        "The fourth day is a certain hit and costs exactly 0. A formula that computes both terms "
        "finds 0 · log 0 there, and NaN: one such day spoils the mean of a million."
    ),
    hints=(
        "Each day: which probability did it give to what happened?",
        "Take p where y is 1 and 1 − p where y is 0, with `np.where`; then minus the log of that.",
    ),
)


# --- 1.3 ----------------------------------------------------------------------------------


def _hits_for_a_miss() -> int:
    hit, miss = binary_cross_entropy([1, 0], [0.95, 0.95], reduction="none")
    return math.ceil(float(miss / hit))


A_MISS = Exercise(
    id="01.3",
    right=_hits_for_a_miss,
    again=lambda: sum(1 for n in range(1000) if 0.95**n > 0.05),
    mistakes=lambda: (
        mistakes.off_by_one(
            _hits_for_a_miss, "So many hits cost a little less than the miss: round up, not down."
        ),
        Mistake(
            "That is the ratio of the losses; hits come in whole numbers, so round it up.",
            lambda: surprisal(0.05) / surprisal(0.95),
        ),
        Mistake(
            "That is the ratio of the probabilities; what counts are their losses, the logs.",
            lambda: 0.95 / 0.05,
        ),
        Mistake(
            "That many hits come with one miss, on average, if the filter is honest. What do "
            "they cost?",
            lambda: 1 / 0.05,
        ),
        Mistake(
            "That is what one miss costs, in nats: how many hits does it take?",
            lambda: surprisal(0.05),
        ),
        Mistake(
            "That is the difference of the two losses; it is a ratio that is asked for.",
            lambda: surprisal(0.05) - surprisal(0.95),
        ),
        Mistake(
            "That is a hit as a share of a miss: divide the other way round.",
            lambda: surprisal(0.95) / surprisal(0.05),
        ),
        Mistake(
            "That is the answer for squared errors: here a prediction costs a logarithm.",
            lambda: 0.95**2 / 0.05**2,
        ),
    ),
    note=lambda: (
        f"A filter that is right to say 95 % has only {0.95 / 0.05:.0f} hits for each miss, so "
        f"that the few misses are {100 * 0.05 * surprisal(0.05) / binary_entropy(0.05):.0f} % of "
        "its bill."
    ),
    hints=(
        "Two losses at the same p: one for y = 1, the other for y = 0.",
        "Divide the dear one by the cheap one, and round up.",
    ),
)


# --- 1.4 ----------------------------------------------------------------------------------


def _best_constant() -> float:
    grid = np.linspace(0.001, 0.999, 999)
    losses = [binary_cross_entropy(_DAYS, np.full(10, p)) for p in grid]
    return float(grid[int(np.argmin(losses))])


EVERY_DAY = Exercise(
    id="01.4",
    right=_best_constant,
    again=lambda: float(np.mean(_DAYS)),
    mistakes=lambda: (
        mistakes.complement(_best_constant, "That is the share of dry days; p is for rain."),
        mistakes.percent(_best_constant),
        Mistake(
            "That is the least mean loss itself, in nats: at which p is it reached?",
            lambda: binary_cross_entropy(_DAYS, np.full(10, _best_constant())),
        ),
        Mistake(
            "That is the number of wet days, and no probability.",
            lambda: float(np.sum(_DAYS)),
        ),
        Mistake(
            "Whoever says one half pays log 2 every day; knowing that rain is rarer saves some.",
            lambda: 0.5,
        ),
        Mistake(
            "Dry is the best *guess*, but a certain 0 costs infinity on each of the wet days.",
            lambda: 0.0,
        ),
        Mistake(
            "A certain 1 costs infinity on each of the dry days.",
            lambda: 1.0,
        ),
        Mistake(
            "That is wet days for each dry one, the odds; p is wet days out of all.",
            lambda: np.sum(_DAYS) / np.sum(1 - _DAYS),
        ),
    ),
    note=lambda: (
        "The best constant is the base rate, and what it pays, "
        f"{binary_cross_entropy(_DAYS, np.full(10, 0.3)):.4f} nats a day, is the baseline to "
        "quote beside every loss on these days."
    ),
    hints=(
        "The mean loss as a function of p: three wet days and seven dry ones, divided by ten.",
        "Its slope is −3/p + 7/(1 − p), over ten. Set that to 0.",
    ),
    decimals=2,
)


# --- 1.5 ----------------------------------------------------------------------------------


def _mended(y: np.ndarray, p: np.ndarray) -> float:
    return float(np.mean(-np.log(np.where(y == 1, p, 1 - p))))


MEND_IT = Exercise(
    id="01.5",
    right=binary_cross_entropy,
    again=_mended,
    mistakes=lambda: mistakes.loss_functions("mean"),
    trials=Trials(
        cases=[
            (np.array([1]), np.array([0.9])),
            (np.array([0]), np.array([0.9])),
            (np.array([1, 0]), np.array([0.9, 0.2])),
            (np.array([1, 0, 0]), np.array([0.4, 0.2, 0.7])),
            (np.array([1]), np.array([1.0])),
            (np.array([0]), np.array([0.0])),
            (np.array([1, 1]), np.array([0.5, 0.0])),
            (np.array([0, 0]), np.array([0.5, 1.0])),
        ],
        draw=mistakes.batch,
    ),
    note=(
        "A function with its branches swapped runs without an error, and a model trained on it "
        "learns to lie. One known value, such as −log of one half for a coin, would not have "
        "caught it: test a loss on a confident miss."
    ),
    hints=(
        "Which probability does `published` take where y is 1? And what does it do with the "
        "losses in the end?",
        "Take p where y is 1, and 1 − p where y is 0; then the mean of minus the logs.",
    ),
)

EXERCISES = (ONE_NAT, A_WEEK, A_MISS, EVERY_DAY, MEND_IT)
