"""The exercises of the lesson: one prediction, and a batch of them."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.answers import mistakes
from bce_lessons.answers.exercise import Function, Value, function, value
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.losses import binary_cross_entropy


@value("one-nat", decimals=2)
def one_nat(e: Value) -> None:
    """Find the p at which rain costs one nat: halve an interval, without an inverse."""
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if binary_cross_entropy(1, middle) > 1 else (low, middle)
    e.asks("one number between 0 and 1, to two decimals")
    e.right(low, again=math.exp(-1))
    e.wrong("complement", 1 - low)
    e.usual("percent")
    e.wrong("sign", -low)
    e.wrong("log", -1.0)
    e.wrong("one-bit", 0.5)
    e.wrong("one-ban", 0.1)
    e.wrong("inverse", math.e)
    e.wrong("certain", 1.0)
    e.says(f"""
        complement: That is 1 − p: it did rain, so p itself sets the loss.
        one-bit: A loss of one *bit* would have this p: one nat is minus the natural log.
        one-ban: With log10 this p would cost one: one nat is minus the natural log.
        inverse: That is e: the log of p would be +1. The loss is *minus* the log.
        sign: That has the wrong sign: a probability is never negative.
        log: That is log p, and the loss is minus that: which p has this log?
        certain: A p of 1 costs nothing at all: −log 1 is 0. Which p has the loss 1?

        look: Take the formula for y = 1: only one of its terms is left.
        do: Write down −log p = 1 and undo the log, with `math.exp`.
        note: It is 1/e, {1 / math.e:.4f}. Each further nat divides p by e.
    """)


@value("a-week", decimals=3)
def a_week(e: Value) -> None:
    """Score each of five days."""
    y, p = np.array([1, 0, 1, 0, 0]), np.array([0.8, 0.3, 0.4, 0.0, 0.9])
    e.asks("an array of five losses, in nats, to three decimals")
    right = binary_cross_entropy(y, p, reduction="none")
    e.right(right, again=[-math.log(x) for x in (0.8, 0.7, 0.4, 1.0, 0.1)])
    e.wrongs(mistakes.loss_values(y, p, "none", decimals=3))
    e.wrong("swapped-naive", -(p * np.log(y) + (1 - p) * np.log(1 - y)))
    e.wrong("wet-days-only", np.where(y == 1, -np.log(np.where(y == 1, p, 1.0)), 0.0))
    e.wrong("mean", binary_cross_entropy(y, p))
    e.wrong("sum", binary_cross_entropy(y, p, reduction="sum"))
    for name, wet in (("dry-day-2", 1), ("dry-day-5", 4)):
        e.wrong(f"{name}-as-wet", [*right[:wet], -math.log(p[wet]), *right[wet + 1 :]])
        e.wrong(f"{name}-as-p", [*right[:wet], p[wet], *right[wet + 1 :]])
    e.says("""
        swapped-naive: That is what comes out with the arguments swapped: the logs are to be taken
            of p.
        wet-days-only: That counts the days with y = 1 only: the others are not free.
        dry-day-2-as-wet: The second value is the loss if it had rained. That day stayed dry.
        dry-day-2-as-p: The second value is p itself. What does the dry day cost?
        dry-day-5-as-wet: The last value is the loss if it had rained. That day stayed dry.
        dry-day-5-as-p: The last value is p itself. What does the dry day cost?
        mean: That is the mean of the days; give one number for each day.
        sum: That is the sum of the days; give one number for each day.

        look: For each day: which probability was given to what happened?
        do: Take p where y is 1 and 1 − p where y is 0, with `np.where`; then minus the log of that.
        note: The fourth day is a certain hit and costs exactly 0. A formula that computes both
            terms finds 0 · log 0 there, which is NaN: one such day makes the mean of a million NaN.
    """)


@value("a-miss")
def a_miss(e: Value) -> None:
    """Count the hits at 95 % that cost as much as one miss."""
    hit, miss = surprisal(0.95), surprisal(0.05)
    hits = math.ceil(miss / hit)
    e.asks("a whole number")
    e.right(hits, again=sum(1 for n in range(1000) if 0.95**n > 0.05))
    e.wrong("rounded-down", hits - 1)
    e.wrong("ratio", miss / hit)
    e.wrong("probabilities", 0.95 / 0.05)
    e.wrong("expected", 1 / 0.05)
    e.wrong("miss-alone", miss)
    e.wrong("difference", miss - hit)
    e.wrong("upside-down", hit / miss)
    e.wrong("squared", 0.95**2 / 0.05**2)
    e.says(f"""
        rounded-down: So many hits cost a little less than the miss: round up, not down.
        ratio: That is the ratio of the losses; hits come in whole numbers, so round it up.
        probabilities: That is the ratio of the probabilities. Compare their losses, the logs.
        expected: One prediction in 20 is a miss, if 95 % is right: that is a count. Compare costs.
        miss-alone: That is what one miss costs, in nats: how many hits does it take?
        difference: That is the difference of the two losses. Take their ratio.
        upside-down: That is a hit as a share of a miss: divide the other way round.
        squared: That is the answer for squared errors. Here the cost is minus a logarithm.

        look: Two losses at the same p: one for y = 1, the other for y = 0.
        do: Divide the expensive one by the cheap one, and round up.
        note: If 95 % is right, there are only {0.95 / 0.05:.0f} hits for each miss on average. So
            the few misses cause {100 * 0.05 * miss / binary_entropy(0.05):.0f} % of the
            expected loss.
    """)


@value("every-day", decimals=2)
def every_day(e: Value) -> None:
    """Find the best constant for ten days."""
    days = np.array([1, 0, 0, 1, 0, 0, 0, 1, 0, 0])
    grid = np.linspace(0.001, 0.999, 999)
    losses = [binary_cross_entropy(days, np.full(10, p)) for p in grid]
    best = grid[np.argmin(losses)]
    e.asks("one number between 0 and 1, to two decimals")
    e.right(best, again=np.mean(days))
    e.wrong("complement", 1 - best)
    e.usual("percent")
    e.wrong("least-loss", min(losses))
    e.wrong("wet-days", days.sum())
    e.wrong("one-half", 0.5)
    e.wrong("dry", 0.0)
    e.wrong("wet", 1.0)
    e.wrong("odds", days.sum() / (1 - days).sum())
    e.says(f"""
        complement: That is the share of dry days; p is for rain.
        least-loss: That is the smallest mean loss itself, in nats: at which p is it reached?
        wet-days: That is the number of wet days, not a probability.
        one-half: One half costs log 2 every day. Rain was rarer than that: you can do better.
        dry: Dry is the best *guess*, but a certain 0 costs infinity on each of the wet days.
        wet: A certain 1 costs infinity on each of the dry days.
        odds: That is wet days divided by dry days, the odds; p is wet days divided by all days.

        look: Write the mean loss as a function of p: three wet days, seven dry ones, over ten.
        do: Its slope is −3/p + 7/(1 − p), over ten. Set that to 0.
        note: The best constant is the base rate. It costs {min(losses):.4f} nats a day. Quote that
            baseline beside every loss on these days.
    """)


def _fixed(y: np.ndarray, p: np.ndarray) -> float:
    return float(np.mean(-np.log(np.where(y == 1, p, 1 - p))))


def _fixed_by_cases(y: np.ndarray, p: np.ndarray) -> float:
    given = [b if a == 1 else 1 - b for a, b in zip(y, p, strict=True)]
    return -sum(math.log(x) if x else -math.inf for x in given) / len(given)


@function("fix-it")
def fix_it(e: Function) -> None:
    """Fix a published loss function."""
    e.asks("a function of y and p that returns one number, in nats")
    e.without(binary_cross_entropy)
    e.right(_fixed, again=_fixed_by_cases)
    e.tried_on(
        [
            (np.array([1]), np.array([0.9])),
            (np.array([0]), np.array([0.9])),
            (np.array([1, 0]), np.array([0.9, 0.2])),
            (np.array([1, 0, 0]), np.array([0.4, 0.2, 0.7])),
            (np.array([1]), np.array([1.0])),
            (np.array([0]), np.array([0.0])),
            (np.array([1, 1]), np.array([0.5, 0.0])),
            (np.array([0, 0]), np.array([0.5, 1.0])),
        ],
        mistakes.batch,
    )
    e.wrongs(mistakes.loss_functions("mean"))
    e.says("""
        look: Which probability does `published` take where y is 1? And what does it do with the
            losses at the end?
        do: Take p where y is 1, and 1 − p where y is 0; then the mean of minus the logs.
        note: A function with its branches swapped runs without an error, and a model trained on it
            learns to say the opposite. In the right function and in the swapped one, a coin costs
            log 2: test a sure hit and a sure miss of each label.
    """)
