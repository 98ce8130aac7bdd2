"""The exercises of lesson 2: products, logs and their units."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.information import surprisal
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials

_BAD_DAY = np.array([0.9] * 9 + [0.1])
_LIBRARY = 36.04  # what the published text prints for a certain miss


# --- 2.1 ----------------------------------------------------------------------------------


def _bits() -> float:
    return surprisal(1e-6, base=2)


ONE_IN_A_MILLION = Exercise(
    id="02.1",
    right=_bits,
    again=lambda: math.log(1e6) / math.log(2),
    mistakes=lambda: (
        mistakes.nats_for_bits(_bits),
        mistakes.sign(_bits),
        Mistake(
            "That counts decimal digits, log10: how often must one *halve*?",
            lambda: surprisal(1e-6, base=10),
        ),
        Mistake(
            "A good guess, and near: so many halvings are one in 1,048,576. To one decimal?",
            lambda: 20.0,
        ),
        Mistake(
            "That multiplies the nats by log 2; a bit is smaller than a nat, so divide.",
            lambda: surprisal(1e-6) * math.log(2),
        ),
    ),
    note=lambda: (
        "Twenty questions with yes or no tell "
        f"{2**20:,} things apart: just over a million. Each answer is worth a bit, at most."
    ),
    hints=(
        "The unit: nats come from the natural log, bits from log2.",
        "Take minus `np.log2` of the likelihood, or divide the nats by `np.log(2)`.",
    ),
    decimals=1,
)


# --- 2.2 ----------------------------------------------------------------------------------


def _cards() -> int:
    product, n = 1.0, 0
    while product > 0:
        product, n = product * 0.25, n + 1
    return n


SUITS = Exercise(
    id="02.2",
    right=_cards,
    again=lambda: 1074 // 2 + 1,
    mistakes=lambda: (
        mistakes.off_by_one(
            _cards, "After so many cards the product is the smallest float: one more."
        ),
        mistakes.off_by_one(_cards, "It is 0 one card before that already.", by=1),
        Mistake(
            "That is the count for coins: a suit of four takes two halvings at once.",
            lambda: 1075,
        ),
        Mistake(
            "That is twice as many as it takes: each card is two halvings, not one half of one.",
            lambda: 2 * _cards(),
        ),
        Mistake(
            "There the product leaves the normal floats; smaller ones, of fewer digits, follow.",
            lambda: 1022 // 2 + 1,
        ),
    ),
    note=lambda: (
        "At two bits a card the floor is reached in half as many cards as coins. The sum of logs "
        f"is then {_cards() * surprisal(0.25):.1f} nats, an ordinary number."
    ),
    hints=(
        "The last positive float is 2 to the power −1074. How many halvings is one card?",
        "A quarter is two halvings, so n cards are 2n. When is that more than 1074?",
    ),
)


# --- 2.3 ----------------------------------------------------------------------------------


def _typical(given: FloatArray) -> float:
    return float(np.exp(-np.mean(surprisal(given))))


def _typical_again(given: FloatArray) -> float:
    return float(np.prod(np.asarray(given) ** (1 / len(given))))


def _typical_mistakes() -> tuple[Mistake, ...]:
    return (
        Mistake(
            "That takes the root of the product, which has vanished to 0: take the logs first.",
            lambda given: np.prod(given) ** (1 / len(given)),
        ),
        Mistake(
            "That is the plain (arithmetic) mean: the typical likelihood is the geometric one.",
            lambda given: np.mean(given),
        ),
        Mistake(
            "That is the mean loss itself: undo the log, with `np.exp`.",
            lambda given: -np.mean(np.log(given)),
        ),
        Mistake(
            "That is the mean of the logs: undo the log, with `np.exp`.",
            lambda given: np.mean(np.log(given)),
        ),
        Mistake(
            "That is one divided by it: the minus sign before the mean loss is missing.",
            lambda given: np.exp(-np.mean(np.log(given))),
        ),
        Mistake(
            "That is the product of all: divide the sum of logs by how many there are.",
            lambda given: np.exp(np.sum(np.log(given))),
        ),
        Mistake(
            "That mixes the bases: natural log, but a power of 2. Undo nats with `np.exp`.",
            lambda given: 2.0 ** np.mean(np.log(given)),
        ),
        Mistake(
            "That mixes the bases: log2, but `np.exp`. Undo bits with a power of 2.",
            lambda given: np.exp(np.mean(np.log2(given))),
        ),
        Mistake(
            "That is one minus it.",
            lambda given: 1 - np.exp(np.mean(np.log(given))),
        ),
        Mistake(
            "That is the median; the typical likelihood is the geometric mean.",
            lambda given: np.median(given),
        ),
    )


TYPICAL = Exercise(
    id="02.3",
    right=_typical,
    again=_typical_again,
    mistakes=_typical_mistakes,
    trials=Trials(
        cases=[
            (np.array([0.25]),),
            (np.array([0.9, 0.1]),),
            (_BAD_DAY,),
            (np.array([1.0, 1.0]),),
            (np.array([0.5, 0.0]),),
            (np.full(2000, 0.5),),
            (np.full(1500, 0.6),),
        ],
        draw=lambda rng: (rng.uniform(0.01, 1, int(rng.integers(1, 9))),),
    ),
    note=lambda: (
        "Nine days at 90 % and one at 10 % are typically "
        f"{100 * _typical(_BAD_DAY):.0f} %, well below their plain mean of "
        f"{100 * np.mean(_BAD_DAY):.0f} %: one bad day weighs."
    ),
    hints=(
        "A mean loss, turned back into a probability: the section on nats and bits.",
        "Take the log of each likelihood, then the mean, and `np.exp` of that.",
    ),
)


# --- 2.4 ----------------------------------------------------------------------------------


def _better() -> FloatArray:
    return np.random.default_rng(2).uniform(0.2, 1, size=2000)


def _groups() -> FloatArray:
    return _better().reshape(50, 40)


FEWER_LOGS = Exercise(
    id="02.4",
    right=lambda: surprisal(_groups()).sum(axis=1),
    again=lambda: -np.log(_groups().prod(axis=1)),
    mistakes=lambda: (
        Mistake(
            "Those are the logs of the products, without the minus sign.",
            lambda: np.log(_groups().prod(axis=1)),
        ),
        Mistake(
            "Those are the products; take minus the log of each.",
            lambda: _groups().prod(axis=1),
        ),
        Mistake(
            "Those are logs of *sums*: the log turns a product into a sum, so multiply.",
            lambda: -np.log(_groups().sum(axis=1)),
        ),
        Mistake(
            "Those groups take every fiftieth day; here the days of a group follow one another: "
            "`reshape(50, 40)`, and the product of each row.",
            lambda: surprisal(_better().reshape(40, 50)).sum(axis=0),
        ),
        Mistake(
            "That is the total, one number; give the 50 numbers that add up to it.",
            lambda: surprisal(_better()).sum(),
        ),
        Mistake(
            "Those are in bits; `np.log` gives nats.",
            lambda: surprisal(_groups(), base=2).sum(axis=1),
        ),
    ),
    note=lambda: (
        "None vanishes: even 40 days at the lowest likelihood, one in five, multiply to "
        f"{0.2**40:.0e}, far above the floor. So few logs are why this package's mean is fast."
    ),
    hints=(
        "Forty neighbouring days share one log: the log of their product.",
        "Make the days a table of 50 rows, multiply along each row, then take minus the logs.",
    ),
)


# --- 2.5 ----------------------------------------------------------------------------------


def _prints(eps: float) -> bool | str:
    if eps == 0:
        return "Without a clip a certain miss costs infinity; the text's library did clip. Where?"
    if not 0 < eps < 1:
        return "A clip keeps p a little above 0: the answer is a small positive number."
    cost = surprisal(eps)
    if round(cost, 2) == _LIBRARY:
        return True
    return f"Clipped there, a certain miss would cost {cost:.2f} nats, not the text's number."


CLIPPED = Exercise(
    id="02.5",
    right=lambda: float(np.finfo(np.float64).eps),
    again=lambda: math.exp(-_LIBRARY),
    accepts=_prints,
    mistakes=lambda: (
        Mistake(
            "That is e to the power *plus* the loss: undo a minus log with a minus.",
            lambda: math.exp(_LIBRARY),
        ),
        Mistake(
            "That takes the loss for bits: nats are undone with `np.exp`.",
            lambda: 2.0**-_LIBRARY,
        ),
        Mistake(
            "That takes the loss for decimal digits, log10: nats are undone with `np.exp`.",
            lambda: 10.0**-_LIBRARY,
        ),
        Mistake(
            "A popular place for a clip, but with it a certain miss would cost less.",
            lambda: 1e-15,
        ),
    ),
    note=lambda: (
        f"It is 2 to the power −{surprisal(float(np.finfo(np.float64).eps), base=2):.0f}, the "
        "step of float64 at 1. In float32 the library clips elsewhere, and the same miss costs "
        f"{surprisal(float(np.finfo(np.float32).eps)):.2f}. Without a clip it costs infinity."
    ),
    hints=(
        "The library put a tiny probability in the place of 0. The loss is minus its log.",
        "Undo the log: `np.exp` of minus the loss.",
    ),
)

EXERCISES = (ONE_IN_A_MILLION, SUITS, TYPICAL, FEWER_LOGS, CLIPPED)
