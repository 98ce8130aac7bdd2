"""The exercises of the lesson: products, logs and their units."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Function, Judged, Value, function, judged, value
from bce_lessons.information import surprisal


@value("one-in-a-million", decimals=1)
def one_in_a_million(e: Value) -> None:
    """Count the halvings in one in a million."""
    e.asks("one number, in bits, to one decimal")
    e.right(surprisal(1e-6, base=2), again=math.log(1e6) / math.log(2))
    e.usual("in-nats", "sign")
    e.wrong("digits", surprisal(1e-6, base=10))
    e.wrong("twenty", 20.0)
    e.wrong("times-log-2", surprisal(1e-6) * math.log(2))
    e.says(f"""
        digits: That counts decimal digits, log10: how often must one *halve*?
        twenty: A good guess, and near: so many halvings are one in 1,048,576. To one decimal?
        times-log-2: That multiplies the nats by log 2; a bit is smaller than a nat, so divide.

        look: The unit: nats come from the natural log, bits from log2.
        do: Take minus `np.log2` of the likelihood, or divide the nats by `np.log(2)`.
        note: Twenty questions with yes or no tell {2**20:,} things apart: just over a million.
            Each answer is worth a bit, at most.
    """)


@value("suits")
def suits(e: Value) -> None:
    """Count the cards whose suits multiply to 0."""
    product, cards = 1.0, 0
    while product > 0:
        product, cards = product * 0.25, cards + 1
    e.asks("a whole number")
    e.right(cards, again=1074 // 2 + 1)
    e.wrong("one-less", cards - 1)
    e.wrong("one-more", cards + 1)
    e.wrong("half-a-card", 1075 / 2)
    e.wrong("coins", 1075)
    e.wrong("twice", 2 * cards)
    e.wrong("normal", 1022 // 2 + 1)
    e.says(f"""
        one-less: After so many cards the product is the smallest float: one more.
        one-more: It is 0 one card before that already.
        half-a-card: That is half of the halvings that it takes, and cards come whole: round up.
        coins: That is the count for coins: a suit of four takes two halvings at once.
        twice: That is twice as many as it takes: each card is two halvings, not one half of one.
        normal: There the product leaves the normal floats; smaller ones, of fewer digits, follow.

        look: The last positive float is 2 to the power −1074. How many halvings is one card?
        do: A quarter is two halvings, so n cards are 2n. When is that more than 1074?
        note: At two bits a card the floor is reached in half as many cards as coins. The sum of
            logs is then {cards * surprisal(0.25):.1f} nats, an ordinary number.
    """)


def _typical(given: FloatArray) -> float:
    return float(np.exp(-np.mean(surprisal(given))))


@function("typical")
def typical(e: Function) -> None:
    """Turn likelihoods into the typical one."""
    bad_day = np.array([0.9] * 9 + [0.1])
    e.asks("a function of an array of likelihoods that returns their geometric mean, one number")
    e.right(_typical, again=lambda given: float(np.prod(np.asarray(given) ** (1 / len(given)))))
    e.tried_on(
        [
            (np.array([0.25]),),
            (np.array([0.9, 0.1]),),
            (bad_day,),
            (np.array([1.0, 1.0]),),
            (np.array([0.5, 0.0]),),
            (np.full(2000, 0.5),),
            (np.full(1500, 0.6),),
        ],
        lambda rng: (rng.uniform(0.01, 1, int(rng.integers(1, 9))),),
    )
    e.wrong("vanished", lambda given: np.prod(given) ** (1 / len(given)))
    e.wrong("plain-mean", np.mean)
    e.wrong("mean-loss", lambda given: -np.mean(np.log(given)))
    e.wrong("mean-log", lambda given: np.mean(np.log(given)))
    e.wrong("inverse", lambda given: np.exp(-np.mean(np.log(given))))
    e.wrong("product", lambda given: np.exp(np.sum(np.log(given))))
    e.wrong("power-of-2", lambda given: 2.0 ** np.mean(np.log(given)))
    e.wrong("log2", lambda given: np.exp(np.mean(np.log2(given))))
    e.wrong("complement", lambda given: 1 - np.exp(np.mean(np.log(given))))
    e.wrong("median", np.median)
    e.says(f"""
        vanished: That takes the root of the product, which has vanished to 0: take the logs first.
        plain-mean: That is the plain (arithmetic) mean: the typical likelihood is the geometric
            one.
        mean-loss: That is the mean loss itself: undo the log, with `np.exp`.
        mean-log: That is the mean of the logs: undo the log, with `np.exp`.
        inverse: That is one divided by it: the minus sign before the mean loss is missing.
        product: That is the product of all: divide the sum of logs by how many there are.
        power-of-2: That mixes the bases: natural log, but a power of 2. Undo nats with `np.exp`.
        log2: That mixes the bases: log2, but `np.exp`. Undo bits with a power of 2.
        complement: That is one minus it.
        median: That is the median; the typical likelihood is the geometric mean.

        look: A mean loss, turned back into a probability: the section on nats and bits.
        do: Take the log of each likelihood, then the mean, and `np.exp` of that.
        note: Nine days at 90 % and one at 10 % are typically {100 * _typical(bad_day):.0f} %, well
            below their plain mean of {100 * np.mean(bad_day):.0f} %: one bad day weighs.
    """)


def _of_groups(days: FloatArray, begin: int, end: int) -> FloatArray:
    """Sum −log over the days from `begin` to before `end` of each group of 40."""
    return np.array([surprisal(days[i + begin : i + end]).sum() for i in range(0, 2000, 40)])


@value("fewer-logs", decimals=2)
def fewer_logs(e: Value) -> None:
    """Take 50 logs for 2,000 days."""
    better = np.random.default_rng(2).uniform(0.2, 1, size=2000)
    groups = better.reshape(50, 40)
    products = groups.prod(axis=1)
    e.asks("an array of 50 losses, in nats, to two decimals")
    e.right(surprisal(groups).sum(axis=1), again=-np.log(products))
    e.wrong("no-minus", np.log(products))
    e.wrong("products", products)
    e.wrong("sums", -np.log(groups.sum(axis=1)))
    e.wrong("columns", surprisal(better.reshape(40, 50)).sum(axis=0))
    e.wrong("columns-of-these", surprisal(groups).sum(axis=0))
    e.wrong("groups-of-50", surprisal(better.reshape(40, 50)).sum(axis=1))
    e.wrong("means", surprisal(groups).mean(axis=1))
    e.wrong("means-in-bits", surprisal(groups, base=2).mean(axis=1))
    e.wrong("mean-likelihoods", -np.log(groups.mean(axis=1)))
    e.wrong("one-day-late", surprisal(np.roll(better, -1)).reshape(50, 40).sum(axis=1))
    e.wrong("one-day-late-at-the-end", _of_groups(better, 1, 41))
    e.wrong("one-day-early", surprisal(np.roll(better, 1)).reshape(50, 40).sum(axis=1))
    e.wrong("last-day-left-out", _of_groups(better, 0, 39))
    e.wrong("first-day-left-out", _of_groups(better, 1, 40))
    e.wrong("one-day-more", _of_groups(better, 0, 41))
    e.wrong("each-day", surprisal(better))
    e.wrong("table", surprisal(groups))
    e.wrong("total", surprisal(better).sum())
    e.wrong("mean-of-all", surprisal(better).mean())
    e.wrong("in-bits", surprisal(groups, base=2).sum(axis=1))
    e.wrong("log10", surprisal(groups, base=10).sum(axis=1))
    e.says(f"""
        no-minus: Those are the logs of the products, without the minus sign.
        products: Those are the products; take minus the log of each.
        sums: Those are logs of *sums*: the log turns a product into a sum, so multiply.
        columns: Those groups take every fiftieth day; here the days of a group follow one another:
            `reshape(50, 40)`, and the product of each row.
        columns-of-these: Those are the sums of the 40 columns; a group is a *row* of 40 days.
        groups-of-50: Those are 40 groups of 50 days; it is 50 groups of 40 that are asked for.
        means: Those are the means of the groups; the *sum* of each is asked for.
        means-in-bits: Those are the means of the groups, and in bits; sums are asked for, in nats.
        mean-likelihoods: Those are logs of the *mean* likelihoods: the log turns a product into a
            sum, so multiply.
        one-day-late, one-day-late-at-the-end: Those groups begin one day late: Python counts from
            0.
        one-day-early: Those groups begin one day early: the first of them with the last day of all.
        last-day-left-out: Those leave the last day of each group out: the end of a slice is not
            part of it.
        first-day-left-out: Those leave the first day of each group out: Python counts from 0.
        one-day-more: Those groups have 41 days each, the first of the next group, too: the end of a
            slice is not part of it.
        each-day: That is one loss for each of the 2,000 days; give one for each group of 40.
        table: That is the loss of each day, in a table of 50 rows: add up each row.
        total: That is the total, one number; give the 50 numbers that add up to it.
        mean-of-all: That is the mean over all days, one number; give 50, the sum of each group.
        in-bits: Those are in bits; `np.log` gives nats.
        log10: That is what log10 gives; `np.log` gives nats.

        look: Forty neighbouring days share one log: the log of their product.
        do: Make the days a table of 50 rows, multiply along each row, then take minus the logs.
        note: None vanishes: even 40 days at the lowest likelihood, one in five, multiply to
            {0.2**40:.0e}, far above the floor. So few logs are why this package's mean is fast.
    """)


@judged("clipped")
def clipped(e: Judged) -> None:
    """Find where a library clips, by what it prints for a certain miss."""
    printed = 36.04
    eps64, eps32 = float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)

    @e.judge
    def fault(eps: float) -> str:
        if eps == 0:
            return (
                "Without a clip a certain miss costs infinity; the text's library did clip. Where?"
            )
        if not 0 < eps < 1:
            return "A clip keeps p a little above 0: give a small positive number."
        cost = surprisal(eps)
        if round(cost, 2) == printed:
            return ""
        return f"Clipped there, a certain miss would cost {cost:.2f} nats, not the text's number."

    e.asks("one number, a probability, to three digits")
    e.right(eps64, again=math.exp(-printed))
    e.wrong("no-minus", math.exp(printed))
    e.wrong("power-of-2", 2.0**-printed)
    e.wrong("power-of-10", 10.0**-printed)
    e.wrong("popular", 1e-15)
    e.says(f"""
        no-minus: That is e to the power *plus* the loss: undo a minus log with a minus.
        power-of-2: That takes the loss for bits: nats are undone with `np.exp`.
        power-of-10: That takes the loss for decimal digits, log10: nats are undone with `np.exp`.
        popular: A popular place for a clip, but with it a certain miss would cost less.

        look: The library put a tiny probability in the place of 0. The loss is minus its log.
        do: Undo the log: `np.exp` of minus the loss.
        note: It is 2 to the power −{surprisal(eps64, base=2):.0f}, the step of float64 at 1. In
            float32 the library clips elsewhere, and the same miss costs {surprisal(eps32):.2f}.
            Without a clip it costs infinity.
    """)
