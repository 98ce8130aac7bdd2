"""The exercises of the lesson: thirteen published claims, corrected."""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers import mistakes
from bce_lessons.answers.compare import shown
from bce_lessons.answers.exercise import Judged, Value, judged, value
from bce_lessons.answers.standing import first_unfit, unfit_probability
from bce_lessons.datasets import ten_points
from bce_lessons.information import surprisal
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.training import Descent, fit_logistic

CLIPS = (1e-15, 1e-12, 1e-10, 1e-8, 1e-7, 1e-6, 1e-3)  # where people clip


@cache
def fit(*, copies: float = 1, opposite: bool = False, free: bool = False) -> Descent:
    """Fit the ten points; so many copies of each are one of each with a larger C."""
    points = ten_points()
    y = 1 - points.y if opposite else points.y
    return fit_logistic(points.X, y, C=np.inf if free or opposite else copies)


@value("two-terms", decimals=3)
def two_terms(e: Value) -> None:
    """Split a mean loss into its two terms."""
    e.asks("an array of two numbers, in nats, to three decimals")
    y, p = np.array([1, 1, 0, 0, 1]), np.array([0.9, 0.2, 0.3, 0.6, 0.4])
    costs = binary_cross_entropy(y, p, reduction="none")

    def split(first: Any) -> FloatArray:
        """Split the mean loss: the samples where `first` holds, and the others."""
        return np.array([np.sum(costs[first]), np.sum(costs[~first])]) / 5

    terms = split(y == 1)
    e.right(terms, again=[-math.log(0.9 * 0.2 * 0.4) / 5, -math.log(0.7 * 0.4) / 5])
    e.wrong("by-match", split((p > 0.5) == y))
    e.wrong("by-side", split(p > 0.5))
    e.wrong("turned", split(y == 0))
    e.wrong("class-means", [np.mean(costs[y == 1]), np.mean(costs[y == 0])])
    e.wrong("sums", 5 * terms)
    e.wrong("no-minus", -terms)
    e.usual("in-bits")
    e.wrong("mean", np.mean(costs))
    e.wrong("first-alone", terms[0])
    e.wrong("second-alone", terms[1])
    e.wrong("each", costs)
    e.wrong("each-in-two", [costs * y, costs * (1 - y)])
    e.wrong("no-switches", [np.mean(-np.log(p)), np.mean(-np.log(1 - p))])
    e.says(f"""
        by-match: That splits by match and miss, as the claim does: y log p belongs to the *label*
            1.
        by-side: That splits by the predicted side: y log p is at work where y is 1, wherever p
            lies.
        turned: Those are the two the other way round: first the term with y log p.
        class-means: Those are the means of each class: both terms are divided by *all* five
            samples, or they would not add up to the mean loss.
        sums: Those are the sums: the parts of a *mean* are divided by five.
        no-minus: Those are without the minus sign: a part of a loss is never negative.
        mean: That is the mean loss itself; give its two parts, that of y log p first.
        first-alone: That is the part of y log p alone; give both, this one first.
        second-alone: That is the part of (1 − y) log(1 − p) alone; give both, this one second.
        each: Those are the losses of the five samples; add up those of each term.
        each-in-two: Those are both terms, sample by sample; add up each row, and divide by five.
        no-switches: Those average −log p and −log(1 − p) over all samples: the switches are
            missing.

        look: Which samples have a y log p that is not 0?
        do: Add up −y log p over all five and divide by five; then −(1 − y) log(1 − p) likewise.
        note: Of the first part, {terms[0]:.4f} nats, the two positives that were missed pay
            {100 * np.sum(costs[[1, 4]]) / np.sum(costs[y == 1]):.0f} %: the term is largest exactly
            where nothing matches.
    """)


@judged("switches")
def switches(e: Judged) -> None:
    """Write what picks one log each day."""
    e.asks("an array of 0s and 1s, two rows of five")
    y, p = np.array([1, 0, 1, 0, 0]), np.array([0.7, 0.3, 0.8, 0.2, 0.6])
    both, said = np.stack([y, 1 - y]), np.stack([p, 1 - p])

    @e.judge
    def fault(switch: FloatArray) -> str:
        if unfit := first_unfit(switch, np.isin(switch, (0, 1))):
            return f"{unfit}: a switch is 0 or 1."
        if (switch == both).all():
            return ""
        row, day = np.argwhere(switch != both)[0]
        log, sky = ("log p", "log(1 − p)")[row], "wet" if y[day] else "dry"
        counts = "counts" if both[row, day] else "does not count"
        right = f"{np.sum(switch == both)} of 10 values are right"
        return f"{right}; at index [{row}, {day}], {log} {counts}, for that day was {sky}."

    e.right(both, again=[[1, 0, 1, 0, 0], [0, 1, 0, 1, 1]])
    e.wrong("turned", both[::-1])
    e.wrong("ones", np.ones((2, 5)))
    e.wrong("halves", np.full((2, 5), 0.5))
    e.wrong("p", said)
    e.wrong("y-twice", np.stack([y, y]))
    e.wrong("y-alone", y)
    e.wrong("in-columns", both.T)
    e.wrong("by-side", np.stack([p > 0.5, p <= 0.5]))
    e.wrong("minus-y", np.stack([y, -y]))
    e.wrong("minus", -both)
    e.wrong("logs", both * np.log(said))
    e.says(f"""
        turned: Those are the two rows the other way round: on a wet day log p counts.
        ones: With 1 everywhere both logs of every day count: that is the printed formula.
        halves: Halves keep both logs of every day: nobody looks at what happened.
        p: Those are p and 1 − p: they give the entropy of the forecasts, what a forecaster
            *expects* to pay, whatever happens.
        y-alone: That is y, the row for log p; log(1 − p) needs a row as well.
        in-columns: That has a row for each day: like `logs`, it needs two rows of five.
        y-twice: Both rows are y: then nothing counts on a dry day.
        by-side: Those switch by what was *said*: let the labels do it.
        minus-y: The second row is −y: what is needed is 1 where y is 0, and 0 where it is 1.
        minus: Those carry the minus already, which is taken afterwards: a switch is 0 or 1.
        logs: Those are the logs that count; the array asked for is what picks them out.

        look: Each day needs one of its two logs: which one on a wet day, which on a dry one?
        do: Stack two arrays of five, one that is 1 on wet days and one that is 1 on dry days.
        note: With them the mean is {binary_cross_entropy(y, p):.4f} nats. The surplus of the
            printed formula is the loss of the opposite forecaster,
            {binary_cross_entropy(y, 1 - p):.4f}: it bills everybody for both.
    """)


@value("letters", decimals=3)
def letters(e: Value) -> None:
    """Find which letter holds the labels."""
    e.asks("one number, in nats, to three decimals")
    gamma, rho = np.array([0.8, 0.2, 0.7, 0.9]), np.array([1, 0, 0, 1])
    e.right(binary_cross_entropy(rho, gamma), again=-math.log(0.8 * 0.8 * 0.3 * 0.9) / 4)
    e.wrongs(mistakes.loss_values(rho, gamma, decimals=3))
    for eps in CLIPS:
        e.wrong(
            f"swapped-clipped-{eps:g}",
            binary_cross_entropy(gamma, np.clip(rho, eps, 1 - eps)),
            "That takes gamma for the labels, and clips the 0s and 1s of rho at "
            f"{eps:g} to hide the infinity: the two are swapped.",
        )
    e.says("""
        look: Which column can only be what happened?
        do: Call the package's loss with the column of 0 and 1 first.
        note: Hard labels give themselves away: a column of nothing but 0 and 1 is hardly a
            probability. With soft labels nothing would have looked wrong, so pass both by name,
            `y_true` and `y_proba`.
    """)


@value("mirrored", decimals=4)
def mirrored(e: Value) -> None:
    """Turn a fit to swapped branches into the right one."""
    e.asks("an array of two numbers, `[w, b]`, to four decimals")

    def line(descent: Descent) -> FloatArray:
        return np.array([descent.weights[-1, 0], descent.biases[-1]])

    right, penalised = line(fit(free=True)), line(fit())

    @e.tell
    def near(answer: FloatArray) -> str:
        """Tell the penalised fit also where the library has stopped a little earlier."""
        alike = answer.shape == (2,) and np.allclose(answer, penalised, rtol=2e-3)
        return "Those are nearly the *penalised* two; this descent has no penalty." * alike

    e.right(right, again=-line(fit(opposite=True)))
    e.wrong("mirrored", -right)
    e.wrong("w-only", right * [1, -1])
    e.wrong("b-only", right * [-1, 1])
    e.wrong("turned", right[::-1])
    e.wrong("complements", 1 + right)
    e.wrong("reciprocals", 1 / right)
    e.wrong("penalised", penalised)
    e.wrong("w-alone", right[0])
    e.wrong("b-alone", right[1])
    e.wrong("mirrored-and-turned", -right[::-1])
    e.says("""
        mirrored: That is the mirrored fit itself: it calls the opposite label at every x.
        w-only: Only w changed its sign: where does that curve say one half?
        b-only: Only b changed its sign: that curve still falls as x grows.
        turned: Those are the two in the other order: first w, then b.
        complements: Those are 1 − w and 1 − b: p becomes 1 − p, but w and b are no probabilities.
        reciprocals: Those are the reciprocals; 1 − sigmoid(z) is the sigmoid of what?
        penalised: That is the *penalised* fit of the right loss; this descent has no penalty.
        w-alone: That is w; give b as well, after it.
        b-alone: That is b; give w as well, before it.
        mirrored-and-turned: Those are the mirrored two, and in the other order: first w, then b,
            and which signs?

        look: The switched loss of p is the right loss of 1 − p.
        do: Write 1 − sigmoid(w x + b) as the sigmoid of something else.
        note: 1 − sigmoid(z) is sigmoid(−z), so a fit to swapped branches is the right fit, turned
            round. Nothing in its falling loss shows it: look at the picture, or count the hits.
    """)


@judged("ten-times")
def ten_times(e: Judged) -> None:
    """Find the p that costs ten times as much as a tenth."""
    e.asks("one number, a probability")
    cost = surprisal(0.1)

    @e.judge
    def fault(p: float) -> str:
        if not 0 < p <= 1:
            return "A probability is asked for, and one above 0: at 0 the cost is infinite."
        if math.isclose(p, 0.1**10, rel_tol=1e-4):
            return ""
        paid = surprisal(p)
        times = shown(paid / cost, 10)
        return f"That would have cost {shown(paid)} nats, {times} times as much as 10 % did."

    e.right(math.exp(-10 * cost), again=0.1**10)
    e.wrong("tenth-of-p", 0.1 / 10)
    e.wrong("nine-times", 0.1**9)
    e.wrong("eleven-times", 0.1**11)
    e.wrong("ten-nats", math.exp(-10))
    e.wrong("ten-bits", 2.0**-10)
    e.wrong("ten-nats-more", 0.1 * math.exp(-10))
    e.wrong("tenth-of-the-cost", math.exp(-cost / 10))
    e.wrong("cost", 10 * cost)
    e.wrong("ten-times-p", 1.0)
    e.wrong("exponent", -10)
    e.says("""
        tenth-of-p: A tenth of p *adds* one log 10: that costs twice as much.
        nine-times: That is nine times the cost: 10 % itself is one log 10 already.
        eleven-times: That is eleven times the cost: ten further tenths, and 10 % itself was the
            first.
        ten-nats: That costs ten nats, not ten times as much.
        ten-bits: That costs ten bits, not ten times as much.
        ten-nats-more: That adds ten nats to the cost; multiply it by ten.
        tenth-of-the-cost: That costs a tenth, not ten times as much.
        cost: That is what it costs, in nats; which p costs that?
        exponent: That is the power of ten; give p itself.
        ten-times-p: Ten times the p costs nothing; ten times the *loss* is asked for.

        look: Ten times −log of a tenth is −log of what?
        do: n times log p is the log of p to the power n.
        note: Exponentially is how p must *fall* for the loss to grow in equal steps. In the logit
            the loss of a confident miss grows like a straight line.
    """)


def _left_out(first: float, last: float) -> str:
    """Say at which end a plot starts too late or stops too early, but for the last bits."""
    late, early = first > 0.05 + 1e-9, last < 0.95 - 1e-9
    if not late and not early:
        return ""
    run = f"{shown(first, 0.05 if late else None)} to {shown(last, 0.95 if early else None)}"
    where = "at both ends" if late and early else f"on the {'left' if late else 'right'}"
    return f"They run from {run} only: too much of the curves is left out {where}."


@judged("plotted")
def plotted(e: Judged) -> None:
    """Give eleven p at which both curves can be drawn."""
    e.asks("an array of eleven probabilities")

    @e.judge
    def fault(p: Any) -> str:
        if unfit := unfit_probability(p):
            return unfit
        at_ends = np.count_nonzero((p == 0) | (p == 1))
        if at_ends:
            return (
                f"At 0 and at 1 one curve is infinite, and {at_ends} of the eleven still lie there."
            )
        steps = np.diff(p)
        if np.all(steps <= 0):
            return "They do not rise: let them, as on the axis of a plot."
        if not np.allclose(steps, steps[0], atol=1e-5):
            least, most = (shown(a, b) for a, b in itertools.permutations((min(steps), max(steps))))
            return f"They do not rise in even steps: the smallest is {least}, the largest {most}."
        return _left_out(p[0], p[-1])

    middles = (np.arange(11) + 0.5) / 11
    e.right(middles, again=np.linspace(0.01, 0.99, 11))
    e.wrong("published", np.linspace(0, 1, 11))
    e.wrong("without-0", np.linspace(0, 1, 12)[1:])
    e.wrong("without-1", np.linspace(0, 1, 12)[:-1])
    e.wrong("to-1", np.linspace(0.01, 1, 11))
    e.wrong("clipped", np.clip(np.linspace(0, 1, 11), 1e-3, 1 - 1e-3))
    e.wrong("no-ends", np.linspace(0.1, 0.9, 11))
    e.wrong("percent", 100 * middles)
    e.says(f"""
        published: That is the published line, or that line clipped: at its ends one of the curves
            is infinite, or as high as the clip happens to make it.
        without-0: That leaves 0 out, but not 1: there −log(1 − p) is infinite.
        without-1: That leaves 1 out, but not 0: there −log p is infinite.
        to-1: That starts late enough, but still ends at 1, where −log(1 − p) is infinite.
        clipped: That clips the ends, and draws at 0 what belongs to a thousandth: the steps are no
            longer even.
        no-ends: That avoids both edges, but leaves out the steep ends, which are the point.
        percent: Those are percentages: divide by 100.

        look: Neither 0 nor 1 may be among them.
        do: Take the middles of eleven equal parts, or let `np.linspace` start and end inside.
        note: Or say in the title where the curve starts: on an even grid the highest point drawn is
            the grid's doing, {surprisal(middles[0]):.2f} nats with eleven middles and
            {surprisal(0.5 / 1000):.2f} with a thousand.
    """)


@value("table", decimals=2)
def table(e: Value) -> None:
    """Correct the probabilities of a table by its losses."""
    e.asks("an array of four probabilities, to two decimals")
    y, p = np.array([0, 0, 1, 1]), np.array([0.9, 0.6, 0.3, 0.7])
    printed = np.array([2.45, 1.21, 0.62, 0.34])
    given = np.exp(-printed)
    corrected = np.where(y == 1, given, 1 - given)
    e.right(
        corrected, again=[-math.expm1(-2.45), -math.expm1(-1.21), math.exp(-0.62), math.exp(-0.34)]
    )
    e.wrong("given", given)
    e.wrong("complements", 1 - given)
    e.wrong("turned", 1 - corrected)
    e.wrong("in-bits", np.where(y == 1, 2**-printed, 1 - 2**-printed))
    e.wrong("in-bans", np.where(y == 1, 10**-printed, 1 - 10**-printed))
    e.wrong("printed", p)
    e.wrong("losses", binary_cross_entropy(y, p, reduction="none"))
    e.usual("percent")
    e.says(f"""
        given: Those are the probabilities given to what happened; where y is 0, p is 1 minus that.
        complements: Those are 1 − exp(−loss) in every row; where y is 1, p is exp(−loss) itself.
        turned: Those are the two cases swapped: exp(−loss) is p where y is 1.
        in-bits: That takes the printed losses for bits: nats are undone with `np.exp`.
        in-bans: That takes the printed losses for log10: nats are undone with `np.exp`.
        printed: Those are the printed p, which do not have the printed losses.
        losses: Those are the right losses of the printed p; here the losses stay and p is
            corrected.

        look: A loss is minus the log of the probability given to what happened. Undo that log
            first.
        do: `np.exp(-printed)` where y is 1, and 1 minus that where y is 0: `np.where`.
        note: A wrong base would leave one ratio, a misprinted p one wrong row. Here the third p is
            off by {corrected[2] - 0.3:.2f}, the second by {corrected[1] - 0.6:.2f}: neither
            explains the table. And 0.7 is on the side of 1.
    """)
