"""The exercises of the lesson: skill, intervals side by side, temperature, and calibration."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Judged, Value, judged, value
from bce_lessons.answers.standing import first_unfit, unfit_probability
from bce_lessons.calibration import fit_isotonic, reliability_curve
from bce_lessons.decomposition import skill
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.lessons.trust_the_probabilities.model import patients
from bce_lessons.links import logit, sigmoid


@value("wrong-bar", decimals=2)
def wrong_bar(e: Value) -> None:
    """Compute the skill of a report that compared itself with a coin."""
    e.asks("one number, to two decimals")
    loss, rate = 0.29, 0.07
    bar = binary_entropy(rate)
    again = -(rate * math.log(rate) + (1 - rate) * math.log(1 - rate))
    e.right(1 - loss / bar, again=(again - loss) / again)
    e.wrong("coin", 1 - loss / math.log(2))
    e.wrong("other-sign", loss / bar - 1)
    e.wrong("share", loss / bar)
    e.wrong("upside-down", 1 - bar / loss)
    e.wrong("upside-down-share", bar / loss)
    e.wrong("in-bits", 1 - loss / binary_entropy(rate, base=2))
    e.wrong("in-bans", 1 - loss / binary_entropy(rate, base=10))
    e.wrong("difference", bar - loss)
    e.wrong("bar", bar)
    e.wrong("ill-part", 1 - loss / (rate * surprisal(rate)))
    e.wrong("ill-alone", 1 - loss / surprisal(rate))
    e.wrong("healthy-alone", 1 - loss / surprisal(1 - rate))
    e.wrong("variance", 1 - loss / (rate * (1 - rate)))
    e.wrong("accuracy", 1 - rate)
    e.wrong("loss", loss)
    e.wrong("rounded-bar", 1 - loss / round(bar, 2))
    e.wrong("percent", 100 * (1 - loss / bar))
    e.says(f"""
        coin: That is the skill against a coin. Where few are ill, the base rate
            alone costs much less: its entropy is the benchmark.
        other-sign: That has the wrong sign: skill is 1 minus loss over benchmark, and
            this loss is the larger.
        share: That is loss over benchmark, the share that is still paid; the skill is 1 minus it.
        upside-down: That divides the benchmark by the loss, upside down.
        upside-down-share: That is benchmark over loss: upside down, and not yet taken from 1.
        in-bits: That compares nats with bits: the loss is in nats, so take the entropy with the
            natural log, too.
        in-bans: That compares nats with log10: the loss is in nats, so take the entropy with the
            natural log, too.
        difference: That is benchmark minus loss, in nats; divide it by the benchmark: skill has
            no unit.
        bar: That is the benchmark itself, what the base rate alone costs, in nats.
        ill-part: That benchmark counts the ill only, −r log r: the healthy have a term as well.
        ill-alone: That benchmark is −log r, what an ill patient alone costs; take the mean over
            all.
        healthy-alone: That benchmark is −log(1 − r), what a healthy patient alone costs; take the
            mean over all.
        variance: That benchmark is the variance, of squared errors; cross-entropy's is the entropy.
        accuracy: That is the accuracy of calling everyone healthy, and no skill.
        loss: That is the loss itself, in nats; the skill compares it with the benchmark.
        rounded-bar: There the benchmark was rounded to two decimals first; round at the end.
        percent: That is in percent: divide by 100.

        look: The benchmark: what does someone pay who says seven in a hundred to everyone?
        do: Compute `binary_entropy` of the base rate, and take loss over benchmark from
            1.
        note: The base rate alone costs {bar:.4f} nats. Someone who never looks at a patient does
            better than this model: a coin is a weak benchmark where one answer is rare.
    """)


@value("ten-bars", decimals=3)
def ten_bars(e: Value) -> None:
    """Find how often one of ten intervals misses by chance."""
    e.asks("one number, a probability, to three decimals")
    n, miss = 10, 0.05
    right = 1 - (1 - miss) ** n
    e.right(right, again=sum(miss * (1 - miss) ** k for k in range(n)))
    e.wrong("expected", n * miss)
    e.wrong("none", (1 - miss) ** n)
    e.wrong("exactly-one", n * miss * (1 - miss) ** (n - 1))
    e.wrong("one-interval", miss)
    e.wrong("holds", 1 - miss)
    e.wrong("all-miss", miss**n)
    e.wrong("not-all", 1 - miss**n)
    e.wrong("nine", 1 - (1 - miss) ** (n - 1))
    e.wrong("eleven", 1 - (1 - miss) ** (n + 1))
    e.usual("percent")
    e.says(f"""
        expected: That is how many miss on average. Some diagrams have two that miss, so fewer
            have at least one.
        none: That is the probability that none misses; at least one is the rest.
        exactly-one: That counts diagrams with exactly one that misses; two or three count, too.
        one-interval: That is the probability for one interval. Here are ten of them.
        holds: That is the probability that one interval holds the truth.
        all-miss: That is the probability that all ten miss.
        not-all: That is the probability that at least one holds the truth, not that one misses.
        nine: That is right for nine intervals; here are ten.
        eleven: That is right for eleven intervals; here are ten.

        look: The opposite is easier: how probable is it that all ten intervals hold the truth?
        do: One holds with probability 19/20. Multiply for ten, and take the result from 1.
        note: Of diagrams with ten such intervals, {right:.0%} have at least one that misses, though
            the model is calibrated; with twice as many intervals, {1 - (1 - miss) ** (2 * n):.0%}.
    """)


@value("cool-down", decimals=3)
def cool_down(e: Value) -> None:
    """Divide a logit by a temperature, and go back to a probability."""
    e.asks("one number, a probability, to three decimals")
    p, T = 0.9, 3.0
    z = logit(p)
    e.right(sigmoid(z / T), again=9 ** (1 / 3) / (1 + 9 ** (1 / 3)))
    e.wrong("probability", p / T)
    e.wrong("power", p ** (1 / T))
    e.wrong("multiplied", sigmoid(z * T))
    e.wrong("odds-divided", 9 / T / (1 + 9 / T))
    e.wrong("odds", 9 ** (1 / T))
    e.wrong("logit", z / T)
    e.wrong("first-logit", z)
    e.wrong("towards-half", 0.5 + (p - 0.5) / T)
    e.wrong("subtracted", sigmoid(z - T))
    e.wrong("as-it-was", p)
    e.wrong("complement", sigmoid(-z / T))
    e.wrong("log2", sigmoid(z / T / math.log(2)))
    e.wrong("log10", sigmoid(z / T / math.log(10)))
    e.usual("percent")
    e.says(f"""
        probability: That divides the probability by T; divide the logit.
        power: That takes the T-th root of the probability; it is the odds whose root is taken.
        multiplied: That multiplies the logit by T: the model gets surer still.
        odds-divided: That divides the odds by T; divide the logit, which is the log of the odds.
        odds: Those are odds: the probability is odds/(1 + odds).
        logit: That is the new logit; send it through a sigmoid.
        first-logit: That is the logit of what the model says; divide it by T, then go back.
        towards-half: That brings the probability towards ½ in a straight line; divide the logit.
        subtracted: That subtracts T from the logit; a temperature divides.
        as-it-was: That is what the model said; with a temperature above 1 it says less.
        complement: That is the probability of the other class.
        log2: That mixes the bases: a sigmoid undoes the natural log, not log2.
        log10: That mixes the bases: a sigmoid undoes the natural log, not log10.

        look: Which number does a temperature divide? It is not the probability.
        do: Take `logit` of what is said, divide it by T, and send the result through `sigmoid`.
        note: The odds go from 9 to their third root, {9 ** (1 / 3):.2f}. What was below ½ rises,
            and nothing crosses ½.
    """)


@judged("not-to-improve")
def not_to_improve(e: Judged) -> None:
    """Make forecasts that are calibrated and have no skill."""
    e.asks("an array of 4,000 probabilities")
    y, q, _, _, plain = patients()
    rate = y.mean()

    @e.judge
    def fault(p: FloatArray) -> str:
        if unfit := unfit_probability(p):
            return unfit
        if missed := first_unfit(p, np.abs(y - p) < 1):
            return f"{missed}, and the other thing happened: a certain miss costs infinity."
        error, gain = reliability_curve(y, p).expected_calibration_error, skill(y, p)
        if max(error, abs(gain)) < 5e-4:
            return ""
        return (
            f"These forecasts have a calibration error of {error:.4f} and a skill of "
            f"{round(gain, 4) + 0.0:.4f}: both are to be 0."
        )

    e.right(np.full(4000, rate), again=rate + 1e-3 * np.tile([1, -1], 2000))
    e.wrong("number", rate)
    e.wrong("coin", np.full(4000, 0.5))
    e.wrong("labels", y)
    e.wrong("opposite-labels", 1 - y)
    e.wrong("true-q", q)
    e.wrong("plain", plain)
    e.wrong("healthy", np.full(4000, 1 - rate))
    e.wrong("expected", np.full(4000, q.mean()))
    e.wrong("all-healthy", np.zeros(4000))
    e.wrong("percent", 100 * rate)
    e.says(f"""
        number: That number is the one to say. Give an array that says it to each of the patients,
            with `np.full`.
        coin: A coin has no skill, but it is not calibrated either: fewer than half are ill.
        labels: Those are the labels themselves: calibrated, and with a skill of 1. That refutes
            nothing, since they cannot be improved.
        opposite-labels: Those are the opposite labels, certain misses: an infinite loss.
        true-q: Those are the true q: nearly calibrated, but with all the skill that blood, scan and
            age allow.
        plain: That is *plain*: nearly calibrated, but it knows something, so it has skill.
        healthy: That says the share of the healthy; p is for the ill.
        expected: That says the *expected* share of the ill, the mean of q. Among these 4,000 it
            came out a little differently.
        all-healthy: Calling everyone healthy is the most accurate constant, but a certain 0 costs
            infinity for each of the ill.
        percent: That is in percent; a probability lies between 0 and 1: divide by 100.

        look: The same forecast for everyone tells nobody apart. Which one comes true as often as it
            says?
        do: Fill an array of 4,000 with the share of the ill, the mean of y.
        note: Everyone is told {rate:.4f}, the base rate: calibrated, and of no use. A calibration
            error leaves out what a model does not see, so quote a loss or a skill
            beside it.
    """)


@value("pool")
def pool(e: Value) -> None:
    """Pool neighbours until shares rise: isotonic regression by hand."""
    e.asks("an array of six probabilities, to four digits")
    shares = np.array([0.1, 0.3, 0.2, 0.7, 0.4, 0.4])
    labels = np.concatenate([np.arange(10) < round(10 * share) for share in shares])
    fitted = fit_isotonic(labels, np.repeat(np.arange(6) / 6, 10))
    e.right(fitted(np.arange(6) / 6), again=np.repeat([shares[0], 0.5 / 2, 1.5 / 3], [1, 2, 3]))
    e.wrong("as-they-are", shares)
    e.wrong("sorted", np.sort(shares))
    e.wrong("carried-up", np.maximum.accumulate(shares))
    e.wrong("carried-down", np.minimum.accumulate(shares[::-1])[::-1])
    e.wrong("one-pass", [0.1, 0.25, 0.25, 0.55, 0.55, 0.4])
    e.wrong("mean-of-means", [0.1, 0.25, 0.25, 0.475, 0.475, 0.475])
    e.wrong("all", np.full(6, shares.mean()))
    e.wrong("halves", np.repeat([shares[:3].mean(), shares[3:].mean()], 3))
    e.wrong("pairs", np.repeat(shares.reshape(3, 2).mean(axis=1), 2))
    e.wrong("percent", 100 * np.array([0.1, 0.25, 0.25, 0.5, 0.5, 0.5]))
    e.says("""
        as-they-are: Those are the shares as they are, and they fall twice: an isotonic curve never
            falls.
        sorted: That sorts the shares: it gives patients the share of another group.
        carried-up: That lifts each share to the largest before it. Neighbours that fall are to meet
            at their mean.
        carried-down: That lowers each share to the least after it. Neighbours that fall are to meet
            at their mean.
        one-pass: After the first round the fourth and fifth lie above the sixth: go on until
            nothing falls.
        mean-of-means: That takes the mean of two means for the last three. Count patients: 20 and
            10.
        all: That pools all six; pool only where the shares fall.
        halves: That pools the first three, too; but the first lies below its neighbours and stays.
        pairs: That pools pairs from the left, whether they fall or not.
        percent: Those are in percent; probabilities lie between 0 and 1: divide by 100.

        look: Where is a share below the one before it? Those two cannot both stay.
        do: Replace both by their mean, and look again: a pooled group may now lie above the next
            one; then pool all three.
        note: That is the algorithm of *pool adjacent violators*. Of all curves that never fall, its
            result has the least cross-entropy and the least squared error on these patients.
    """)
