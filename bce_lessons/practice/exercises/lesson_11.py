"""The exercises of lesson 11: what forecasts promise, and what few answers can show."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake

# --- 11.1 ---------------------------------------------------------------------------------


def _promise() -> float:
    return binary_entropy(0.9)


PROMISE = Exercise(
    id="11.1",
    right=_promise,
    again=lambda: -0.9 * math.log(0.9) - 0.1 * math.log(0.1),
    mistakes=lambda: (
        mistakes.bits_for_nats(_promise),
        mistakes.bans_for_nats(_promise),
        mistakes.sign(_promise),
        Mistake("That is the loss of a hit; once in ten she misses.", lambda: surprisal(0.9)),
        Mistake("That is the loss of a miss; nine times in ten she hits.", lambda: surprisal(0.1)),
        Mistake(
            "That is the mean of a hit's loss and a miss's, as if both were equally likely: weigh "
            "them by their chances.",
            lambda: (surprisal(0.9) + surprisal(0.1)) / 2,
        ),
        Mistake(
            "That weighs them the wrong way round: the hit has nine chances in ten.",
            lambda: 0.1 * surprisal(0.9) + 0.9 * surprisal(0.1),
        ),
        Mistake("That is the hits' part; the miss adds its own.", lambda: 0.9 * surprisal(0.9)),
        Mistake("That is the misses' part; the hits add theirs.", lambda: 0.1 * surprisal(0.1)),
        Mistake(
            "That is the bill for ten statements; the mean is of one.", lambda: 10 * _promise()
        ),
        Mistake("That is the expected *squared* error.", lambda: 0.9 * 0.1),
    ),
    note=lambda: (
        f"Of this, the rare miss is {10 * surprisal(0.1) / _promise():.0f} %: even an honest, sure "
        "forecaster pays mostly for her misses."
    ),
    hints=(
        "Two things can happen. What does each cost, and how likely is each?",
        "Weigh the loss of a hit with nine tenths, that of a miss with one tenth: an entropy.",
    ),
)


# --- 11.2 ---------------------------------------------------------------------------------


def _cost_of(right: int) -> float:
    return binary_cross_entropy([1] * right + [0] * (20 - right), [0.95] * 20)


def _fewest_right() -> int:
    return next(right for right in range(21) if _cost_of(right) < math.log(2))


def _break_even() -> float:
    hit, miss = surprisal(0.95), surprisal(0.05)
    return 20 * (miss - math.log(2)) / (miss - hit)


SURE_OF_TWENTY = Exercise(
    id="11.2",
    right=_fewest_right,
    again=lambda: math.ceil(_break_even()),
    mistakes=lambda: (
        Mistake(
            "So many are expected of somebody who is 95 % sure; fewer are enough to beat the coin.",
            lambda: 19,
        ),
        Mistake(
            "More right than wrong is what beats the coin in *accuracy*; the loss asks for more.",
            lambda: 11,
        ),
        Mistake("That is how often a coin is right; the loss asks for more.", lambda: 10),
        Mistake(
            "That is how many may be *wrong*; the question asks for the right ones.",
            lambda: 20 - _fewest_right(),
        ),
        mistakes.off_by_one(_fewest_right, "So many still pay more than the coin: one more."),
        mistakes.off_by_one(_fewest_right, "That beats the coin; so does one less.", by=1),
        Mistake(
            "That beats a mean loss of 1 *nat*; the coin pays log 2.",
            lambda: next(right for right in range(21) if _cost_of(right) < 1),
        ),
        Mistake("That is the share; how many of the twenty?", lambda: _fewest_right() / 20),
        Mistake(
            "That is the share, in percent; how many of the twenty?", lambda: 5 * _fewest_right()
        ),
        Mistake(
            "So many *wrong* are one too many; the question asks for the right ones.",
            lambda: 21 - _fewest_right(),
        ),
        Mistake("There the two losses are equal; answers come whole: round up.", _break_even),
        Mistake("All twenty are more than it takes.", lambda: 20),
    ),
    note=lambda: (
        f"So {_fewest_right() - 1} of 20 right, three in four, at 95 % is worse than a coin: "
        f"{_cost_of(_fewest_right() - 1):.3f} nats. Said with 75 %, the same answers cost "
        f"{binary_entropy(0.75):.3f}."
    ),
    hints=(
        "A hit costs −log of 95 %, a miss −log of 5 %. The total must stay below 20 coins.",
        "Try every number of right answers from 0 to 20; take the first that stays below.",
    ),
)


# --- 11.3 ---------------------------------------------------------------------------------


def _chances() -> np.ndarray:
    chances = np.ones(1)
    for _ in range(10):
        chances = np.convolve(chances, [0.1, 0.9])
    return chances


def _seven_or_fewer() -> float:
    return float(_chances()[:8].sum())


FIND_THE_FAULT = Exercise(
    id="11.3",
    right=_seven_or_fewer,
    again=lambda: sum(math.comb(10, k) * 0.9**k * 0.1 ** (10 - k) for k in range(8)),
    mistakes=lambda: (
        Mistake("That is *exactly* seven; fewer belong to it.", lambda: _chances()[7]),
        Mistake(
            "That is fewer than seven; seven itself belongs to it.", lambda: _chances()[:7].sum()
        ),
        Mistake("That is seven or *more*.", lambda: _chances()[7:].sum()),
        mistakes.complement(_seven_or_fewer, "That is more than seven: eight, nine or ten."),
        mistakes.percent(_seven_or_fewer),
        Mistake(
            "That is seven right ones in a certain order, and then three wrong ones: the order "
            "does not matter, and fewer belong to it.",
            lambda: 0.9**7 * 0.1**3,
        ),
        Mistake("That is ten right ones in a row.", lambda: 0.9**10),
        Mistake("That is seven right ones in a row, whatever the other three are.", lambda: 0.9**7),
        Mistake(
            "That is the chance with an expert who is right half of the time.",
            lambda: sum(math.comb(10, k) for k in range(8)) / 2**10,
        ),
    ),
    note=lambda: (
        f"About one honest expert in {1 / _seven_or_fewer():.0f} does so badly. With six or fewer "
        f"right it would be one in {1 / _chances()[:7].sum():.0f}: then the claim would stand."
    ),
    hints=(
        "Ten answers, each right with the same chance: how likely is each number of right ones?",
        "A binomial: k right ones come in `math.comb(10, k)` orders. Add k from 0 to 7.",
    ),
    decimals=4,
)

EXERCISES = (PROMISE, SURE_OF_TWENTY, FIND_THE_FAULT)
