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


@value("five-bars", decimals=3)
def five_bars(e: Value) -> None:
    """Find the chance that one of five intervals misses by chance."""
    e.asks("one number, a probability, to three decimals")
    e.right(
        1 - 0.95**5, again=sum(math.comb(5, k) * 0.05**k * 0.95 ** (5 - k) for k in range(1, 6))
    )
    e.wrong("one-bar", 0.05)
    e.wrong("sum", 5 * 0.05)
    e.wrong("none", 0.95**5)
    e.wrong("exactly-one", 5 * 0.05 * 0.95**4)
    e.wrong("a-certain-one", 0.05 * 0.95**4)
    e.wrong("all", 0.05**5)
    e.usual("percent")
    e.says(f"""
        one-bar: That is the chance of a single bar; here are five, and any of them may miss.
        sum: That adds the five chances, and so counts twice where two bars miss.
        none: That is the chance that *no* bar misses.
        exactly-one: That is the chance that *exactly* one misses; two or more belong to it.
        a-certain-one: That is the chance that a certain one misses and the other four do not.
        all: That is the chance that *all* five miss.

        look: What is the opposite of "one or more miss"?
        do: All five hold with the chance of one, five times multiplied by itself. Take it from 1.
        note: So in more than one curve of five a bar misses, though every forecast is calibrated.
            For five bars that *all* hold in 95 % of cases, take bars of 99 %:
            {0.99**5:.3f} is about that.
    """)
