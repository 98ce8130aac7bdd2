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
        digits: That counts decimal digits, log10. How often must you *halve*?
        twenty: A good guess: so many halvings are one in 1,048,576. And to one decimal?
        times-log-2: That multiplies the nats by log 2; a bit is smaller than a nat, so divide.

        look: The unit: nats come from the natural log, bits from log2.
        do: Take minus `np.log2` of the likelihood, or divide the nats by `np.log(2)`.
        note: Twenty yes-or-no questions can tell {2**20:,} things apart, just over a million. Each
            answer is worth at most one bit.
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
    e.wrong("halvings", 1074)
    e.wrong("twice", 2 * cards)
    e.wrong("normal", 1022 // 2 + 1)
    e.says(f"""
        one-less: After so many cards the product is the smallest float, not yet 0: one more.
        one-more: It is 0 one card before that already.
        half-a-card: That is half of the halvings that it takes. Cards are whole: round up.
        coins: That is the count for coins: a suit of four takes two halvings at once.
        halvings: Those are the halvings down to the smallest float, one for each coin: a suit of
            four takes two halvings at once.
        twice: That is twice as many as it takes: each card is two halvings, not one half of one.
        normal: There the product leaves the normal floats. Smaller ones, with fewer digits, follow.

        look: The last positive float is 2 to the power −1074. How many halvings is one card?
        do: A quarter is two halvings, so n cards are 2n. When is that more than 1074?
        note: A card is two bits, so it takes half as many cards as coins. The sum of losses is then
            {cards * surprisal(0.25):.1f} nats, an ordinary number.
    """)


def _typical(given: FloatArray) -> float:
    return float(np.exp(-np.mean(surprisal(given))))


@function("typical")
def typical(e: Function) -> None:
    """Turn likelihoods into the typical one."""
    bad_day = np.array([0.9] * 9 + [0.1])
    e.asks(
        "a function of an array of likelihoods that returns their geometric mean (the N-th root of "
        "their product), one number"
    )
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
        vanished: That takes the root of the product, which is rounded to 0: take the logs first.
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

        look: Turn a mean loss back into a probability: the lesson has a section on it.
        do: Take the log of each likelihood, then the mean, and `np.exp` of that.
        note: Nine days at 90 % and one at 10 % are typically {100 * _typical(bad_day):.0f} %, well
            below their plain mean of {100 * np.mean(bad_day):.0f} %: one bad day pulls it down.
    """)


@value("perplexity", decimals=2)
def perplexity(e: Value) -> None:
    """Turn the likelihoods of five words into a perplexity."""
    given = np.array([0.5, 0.1, 0.8, 0.05, 0.2])
    nats, bits = surprisal(given), surprisal(given, base=2)
    right = float(np.exp(nats.mean()))
    e.asks("one number, to two decimals")
    e.right(right, again=np.prod(1 / given) ** (1 / 5))
    e.wrong("typical", 1 / right)
    e.wrong("mean-loss", nats.mean())
    e.wrong("in-bits", bits.mean())
    e.wrong("power-of-2", 2.0 ** nats.mean())
    e.wrong("e-of-bits", np.exp(bits.mean()))
    e.wrong("sum", np.exp(nats.sum()))
    e.wrong("product", given.prod())
    e.wrong("plain-mean", 1 / given.mean())
    e.wrong("mean-of-inverses", np.mean(1 / given))
    e.wrong("words", 5.0)
    e.says(f"""
        typical: That is the typical likelihood; the perplexity is one divided by it.
        mean-loss: That is the mean loss in nats. Undo the log, with `np.exp`.
        in-bits: That is the mean loss in bits. Undo the log, with a power of 2.
        power-of-2: That mixes the bases: natural log, but a power of 2. Undo nats with `np.exp`.
        e-of-bits: That mixes the bases: log2, but `np.exp`. Undo bits with a power of 2.
        sum: That undoes the *sum* of the losses; divide it by the number of words first.
        product: That is the product of the likelihoods: take the mean of minus their logs first.
        plain-mean: That is one divided by the plain (arithmetic) mean of the likelihoods. Take the
            geometric mean: the mean of the logs.
        mean-of-inverses: That is the mean of one divided by each likelihood. Take the mean of the
            logs, and undo the log after it.
        words: That is a guess among five words, each time. What do these likelihoods give?

        look: The perplexity is e to the power of the mean loss, in nats.
        do: Take minus `np.log` of each likelihood, then the mean, and `np.exp` of that.
        note: It is a little lower than 5, the perplexity of a guess among five words. The word at
            5 % alone brings {nats.max() / nats.sum():.0%} of the total loss.
    """)


@judged("clipped")
def clipped(e: Judged) -> None:
    """Find where a library clips, by what it prints for a certain miss."""
    printed = 36.04
    eps64, eps32 = float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)

    @e.judge
    def fault(eps: float) -> str:
        if eps == 0:
            return "Without a clip a certain miss costs infinity. Which number gives 36.04 nats?"
        if not 0 < eps < 1:
            return "A clip keeps p a little above 0: give a small positive number."
        cost = surprisal(eps)
        if round(cost, 2) == printed:
            return ""
        return f"Clipped there, a certain miss would cost {cost:.2f} nats, and not {printed}."

    e.asks("one number, a probability, to three significant digits, such as 1.23e-5")
    e.right(eps64, again=math.exp(-printed))
    e.wrong("no-minus", math.exp(printed))
    e.wrong("power-of-2", 2.0**-printed)
    e.wrong("power-of-10", 10.0**-printed)
    e.wrong("popular", 1e-15)
    e.says(f"""
        no-minus: That is e to the power *plus* the loss: undo a minus log with a minus.
        power-of-2: That takes the loss for bits: nats are undone with `np.exp`.
        power-of-10: That takes the loss for decimal digits, log10: nats are undone with `np.exp`.
        popular: Some libraries clip there, but with it a certain miss would cost less.

        look: The library puts a tiny probability in the place of 0. The loss is minus its log.
        do: Undo the log: `np.exp` of minus the loss.
        note: It is 2 to the power −{surprisal(eps64, base=2):.0f}, the step of float64 at 1. In
            float32 it clips elsewhere, and the same miss costs {surprisal(eps32):.2f}.
            Without a clip it costs infinity.
    """)
