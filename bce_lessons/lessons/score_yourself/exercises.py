"""The exercises of the lesson: what forecasts promise, and what few answers can show."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.answers.exercise import Judged, Value, judged, value
from bce_lessons.answers.standing import whole
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.losses import binary_cross_entropy


@value("promise", decimals=3)
def promise(e: Value) -> None:
    """Find what a forecaster who says 90 % expects to pay."""
    e.asks("one number, in nats, to three decimals")
    hit, miss, entropy = surprisal(0.9), surprisal(0.1), binary_entropy(0.9)
    e.right(entropy, again=-0.9 * math.log(0.9) - 0.1 * math.log(0.1))
    e.usual("in-bits", "in-bans", "sign")
    e.wrong("hit", hit)
    e.wrong("miss", miss)
    e.wrong("equally-likely", (hit + miss) / 2)
    e.wrong("weights-turned", 0.1 * hit + 0.9 * miss)
    e.wrong("hits-part", 0.9 * hit)
    e.wrong("misses-part", 0.1 * miss)
    e.wrong("ten", 10 * entropy)
    e.wrong("squared", 0.9 * 0.1)
    e.says(f"""
        hit: That is the loss of a hit; once in ten she misses.
        miss: That is the loss of a miss; nine times in ten she hits.
        equally-likely: That is the mean of a hit's loss and a miss's, as if both were equally
            likely: weigh them by their chances.
        weights-turned: That weighs them the wrong way round: the hit has nine chances in ten.
        hits-part: That is the hits' part; the miss adds its own.
        misses-part: That is the misses' part; the hits add theirs.
        ten: That is the sum for ten statements; the mean is of one.
        squared: That is the expected *squared* error.

        look: Two things can happen. What does each cost, and how likely is each?
        do: Weigh the loss of a hit with nine tenths, that of a miss with one tenth: an entropy.
        note: Of this, the rare miss is {10 * miss / entropy:.0f} %: even if her forecasts are
            calibrated, most of a sure forecaster's loss is that of her misses.
    """)


@judged("sure-of-twenty")
def sure_of_twenty(e: Judged) -> None:
    """Count the right answers of twenty, said with 95 %, that beat a coin."""
    e.asks("a whole number")

    def cost(right: int) -> float:
        return binary_cross_entropy([1] * right + [0] * (20 - right), [0.95] * 20)

    hit, miss = surprisal(0.95), surprisal(0.05)
    break_even = 20 * (miss - math.log(2)) / (miss - hit)
    fewest = next(right for right in range(21) if cost(right) < math.log(2))

    @e.judge
    def fault(answer: float) -> str:
        right = whole(answer)
        if right is None or not 0 <= right <= 20:
            return "A whole number of right answers is asked for, from 0 to 20."
        if right > fewest:
            return "So many beat the coin, but fewer do, too."
        paid = f"{cost(right):.3f} nats, the coin's {math.log(2):.3f}"
        return f"With so many right the mean loss is {paid}: more." if right < fewest else ""

    e.right(fewest, again=math.ceil(break_even))
    e.wrong("expected", 19)
    e.wrong("majority", 11)
    e.wrong("coin", 10)
    e.wrong("wrong-ones", 20 - fewest)
    e.wrong("one-less", fewest - 1)
    e.wrong("one-more", fewest + 1)
    e.wrong("one-nat", next(right for right in range(21) if cost(right) < 1))
    e.wrong("share", fewest / 20)
    e.wrong("percent", 5 * fewest)
    e.wrong("too-many-wrong", 21 - fewest)
    e.wrong("not-whole", break_even)
    e.wrong("all", 20)
    e.says(f"""
        expected: So many are expected of somebody who is 95 % sure; fewer are enough to beat the
            coin.
        majority: More right than wrong is what beats the coin in *accuracy*; the loss asks for
            more.
        coin: That is how often a coin is right; the loss asks for more.
        wrong-ones: That is how many may be *wrong*; the question asks for the right ones.
        one-less: So many still pay more than the coin: one more.
        one-more: That beats the coin; so does one less.
        one-nat: That beats a mean loss of 1 *nat*; the coin pays log 2.
        share: That is the share; how many of the twenty?
        percent: That is the share, in percent; how many of the twenty?
        too-many-wrong: So many *wrong* are one too many; the question asks for the right ones.
        not-whole: There the two losses are equal; answers come whole: round up.
        all: All twenty are more than it takes.

        look: A hit costs −log of 95 %, a miss −log of 5 %. The total must stay below 20 coins.
        do: Try every number of right answers from 0 to 20; take the first that stays below.
        note: So {fewest - 1} of 20 right, three in four, at 95 % is worse than a coin:
            {cost(fewest - 1):.3f} nats. Said with 75 %, which nobody knew before, the same answers
            cost {binary_entropy(0.75):.3f}.
    """)


@value("seven-of-ten", decimals=4)
def seven_of_ten(e: Value) -> None:
    """Find the chance of a calibrated expert to be right in at most seven of ten."""
    e.asks("one number, a probability, to four decimals")
    chances = np.ones(1)
    for _ in range(10):
        chances = np.convolve(chances, [0.1, 0.9])
    at_most, fewer = chances[:8].sum(), chances[:7].sum()
    e.right(at_most, again=sum(math.comb(10, k) * 0.9**k * 0.1 ** (10 - k) for k in range(8)))
    e.wrong("exactly", chances[7])
    e.wrong("fewer", fewer)
    e.wrong("eight", chances[:9].sum())
    e.wrong("or-more", chances[7:].sum())
    e.wrong("complement", 1 - at_most)
    e.usual("percent")
    e.wrong("one-order", 0.9**7 * 0.1**3)
    e.wrong("ten-in-a-row", 0.9**10)
    e.wrong("seven-in-a-row", 0.9**7)
    e.wrong("coin", sum(math.comb(10, k) for k in range(8)) / 2**10)
    e.says(f"""
        exactly: That is *exactly* seven; fewer belong to it.
        fewer: That is fewer than seven; seven itself belongs to it.
        eight: That is eight or fewer: `range(9)` ends with 8.
        or-more: That is seven or *more*.
        complement: That is more than seven: eight, nine or ten.
        one-order: That is seven right ones in a certain order, and then three wrong ones: the order
            does not matter, and fewer belong to it.
        ten-in-a-row: That is ten right ones in a row.
        seven-in-a-row: That is seven right ones in a row, whatever the other three are.
        coin: That is the chance with an expert who is right half of the time.

        look: Ten answers, each right with the same chance: how likely is each number of right ones?
        do: A binomial: k right ones come in `math.comb(10, k)` orders. Add k from 0 to 7.
        note: About one calibrated expert in {1 / at_most:.0f} does so badly, or worse. With six or
            fewer right it is one in {1 / fewer:.0f}: chance would then be a poor explanation.
    """)


@value("how-many-bars")
def how_many_bars(e: Value) -> None:
    """Count the intervals of which one or more miss by chance, more likely than not."""
    e.asks("a whole number")
    exact = math.log(0.5) / math.log(0.95)
    bars = math.ceil(exact)
    e.right(bars, again=next(n for n in range(1, 100) if 1 - 0.95**n > 0.5))
    e.wrong("one-less", bars - 1)
    e.wrong("one-more", bars + 1)
    e.wrong("not-whole", exact)
    e.wrong("added", 0.5 / 0.05)
    e.wrong("above-added", 0.5 / 0.05 + 1)
    e.wrong("one-expected", 1 / 0.05)
    e.wrong("chance", 1 - 0.95**bars)
    e.wrong("wide-bars", math.ceil(math.log(0.5) / math.log(0.99)))
    e.wrong("nearly-sure", math.ceil(math.log(0.05) / math.log(0.95)))
    e.says(f"""
        one-less: With so many it is still a little less likely than not: one more.
        one-more: That is enough, but so is one less.
        not-whole: There both are equally likely. Bars are whole: round up.
        added: That adds the chances, and counts twice where two bars miss.
        above-added: That adds the chances, and counts twice where two bars miss.
        one-expected: With so many bars, one miss is expected on average. It is likely earlier.
        chance: That is the chance itself. How many bars give it?
        wide-bars: That is the number for bars of 99 %.
        nearly-sure: With so many a miss is nearly certain (95 %). More likely than not is 50 %.

        look: What is the opposite of "one or more miss"?
        do: Multiply 95 % by itself, n times: so probable is it that all n bars hold. Try n until
            that is below one half.
        note: With {bars} bars the chance is {1 - 0.95**bars:.3f}, though every forecast is
            calibrated. With bars of 99 % it takes {math.ceil(math.log(0.5) / math.log(0.99))} bars.
    """)
