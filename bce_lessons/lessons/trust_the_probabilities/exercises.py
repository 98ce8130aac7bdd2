"""The exercises of the lesson: skill, thresholds, calibration, and class weights undone."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Function, Judged, Value, function, judged, value
from bce_lessons.answers.standing import first_unfit, unfit_probability
from bce_lessons.calibration import reliability_curve
from bce_lessons.decisions import best_threshold
from bce_lessons.decomposition import skill
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.links import logit, sigmoid


@value("wrong-bar", decimals=2)
def wrong_bar(e: Value) -> None:
    """Compute the skill of a report that compared itself with a coin."""
    e.asks("one number, a share, to two decimals")
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
        coin: That is the skill against a coin. Where few are ill, a better bar comes free: the
            entropy of the base rate.
        other-sign: That has the wrong sign: skill is 1 minus loss over bar, and this loss is the
            larger.
        share: That is loss over bar, the share that is still paid; the skill is 1 minus it.
        upside-down: That divides the bar by the loss, upside down.
        upside-down-share: That is bar over loss: upside down, and not yet taken from 1.
        in-bits: That compares nats with bits: the loss is in nats, so take the entropy with the
            natural log, too.
        in-bans: That compares nats with log10: the loss is in nats, so take the entropy with the
            natural log, too.
        difference: That is bar minus loss, in nats; the skill is a share of the bar, without a
            unit.
        bar: That is the bar itself, what the base rate alone costs, in nats.
        ill-part: That bar counts the ill only, −r log r: the healthy have a term as well.
        ill-alone: That bar is −log r, what an ill patient alone costs; take the mean over all.
        healthy-alone: That bar is −log(1 − r), what a healthy patient alone costs; take the mean
            over all.
        variance: That bar is the variance, of squared errors; cross-entropy's is the entropy.
        accuracy: That is the accuracy of calling everyone healthy, and no skill.
        loss: That is the loss itself, in nats; the skill compares it with the bar.
        rounded-bar: There the bar was rounded to two decimals first; round at the end.
        percent: That is in percent; the lesson gives skill as a share.

        look: The bar: what does someone pay who says seven in a hundred to everyone?
        do: Compute `binary_entropy` of the base rate, and take loss over bar from 1.
        note: The base rate alone costs {bar:.4f} nats. Someone who never looks at a patient does
            better than this model: a coin is a low bar where one answer is rare.
    """)


@value("treat", decimals=3)
def treat(e: Value) -> None:
    """Find the p from which on to treat: that costs the healthy 1 more, and spares the ill 19."""
    e.asks("one number, a probability, to three decimals")
    p = best_threshold(1, 20 - 1)
    e.right(p, again=1 / 20)
    e.wrong("prices", best_threshold(1, 20))
    e.wrong("turned", best_threshold(20, 1))
    e.wrong("complement", 1 - p)
    e.wrong("odds", 1 / 19)
    e.wrong("equal-costs", 0.5)
    e.wrong("price", 20.0)
    e.usual("percent")
    e.wrong("logit", logit(p))
    e.says("""
        prices: That takes 1 and 20 for the rule's two costs. But the ill who are treated pay 1 as
            well: a miss costs them less than 20 *more*.
        turned: That has the costs the wrong way round, and pays 1 for nothing: an expensive miss
            asks for a *low* threshold.
        complement: That is the probability of being healthy; p is for the illness.
        odds: Those are the odds, ill for each healthy; the probability is ill out of all.
        equal-costs: That is right for equal costs of both mistakes; here a miss costs far more.
        price: That is the price of a miss in treatments; a probability lies between 0 and 1.
        logit: That is the logit of the threshold; send it through a sigmoid.

        look: What does treating cost at probability p, and what does waiting?
        do: Treating costs 1 whatever p is, waiting 20 p on average: when are they equal?
        note: The rule's costs are what a mistake costs *more* than the right decision: 1 for a
            false alarm, and 20 − 1 for a miss. So it gives one in twenty, as comparing 1 with 20 p
            does.
    """)


def _patients() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the lesson's patients: y, the true q, and what *plain* says."""
    rng = np.random.default_rng(9)
    blood, scan = rng.integers(-2, 3, 4000), rng.integers(-1, 2, 4000)
    age = rng.choice([-0.4, 0.4], 4000)
    q = sigmoid(blood + scan + age - 0.5)
    y = (rng.random(4000) < q).astype(np.float64)
    plain = np.array([q[blood == level].mean() for level in range(-2, 3)])[blood + 2]
    return y, q, plain


@judged("not-to-improve")
def not_to_improve(e: Judged) -> None:
    """Make forecasts that are calibrated and have no skill."""
    e.asks("an array of 4,000 probabilities")
    y, q, plain = _patients()
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
        labels: Those are the labels themselves: calibrated, indeed, and of a perfect skill. That is
            no refutation: they *cannot* be improved.
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

        look: The same forecast for everyone tells nobody apart. Which one keeps its word?
        do: Fill an array of 4,000 with the share of the ill, the mean of y.
        note: Everyone is told {rate:.4f}, the base rate: perfectly calibrated, and of no use. A
            calibration error leaves out what a model does not see, so quote a loss or a skill
            beside it.
    """)


def _unbalanced(p: FloatArray, rate: float) -> FloatArray:
    return np.asarray(sigmoid(logit(p) + logit(rate)))


def _by_odds(p: FloatArray, rate: float) -> FloatArray:
    ill, healthy = p * rate, (1 - p) * (1 - rate)
    return np.asarray(ill / (ill + healthy))


@function("undo")
def undo(e: Function) -> None:
    """Undo what class weights did to probabilities."""
    e.asks("a function of p and rate that returns an array of probabilities")
    e.right(_unbalanced, again=_by_odds)
    e.tried_on(
        [
            (np.array([0.5]), 0.1),
            (np.array([0.9]), 0.1),
            (np.array([0.2, 0.6]), 0.25),
            (np.array([0.3, 0.8]), 0.5),
            (np.array([0.0, 1.0]), 0.1),
        ],
        lambda rng: (rng.uniform(0.01, 0.99, int(rng.integers(1, 9))), rng.uniform(0.01, 0.4)),
    )
    e.wrong("subtracted", lambda p, rate: sigmoid(logit(p) - logit(rate)))
    e.wrong("times-rate", lambda p, rate: p * rate)
    e.wrong("times-twice-rate", lambda p, rate: 2 * p * rate)
    e.wrong("log-rate", lambda p, rate: sigmoid(logit(p) + np.log(rate)))
    e.wrong("minus-log-rate", lambda p, rate: sigmoid(logit(p) - np.log(rate)))
    e.wrong("logits", lambda p, rate: logit(p) + logit(rate))
    e.wrong("odds", lambda p, rate: p * rate / ((1 - p) * (1 - rate)))
    e.wrong("complement", lambda p, rate: 1 - _unbalanced(p, rate))
    e.wrong("p-as-logits", lambda p, rate: sigmoid(p + logit(rate)))
    e.wrong("log2", lambda p, rate: sigmoid(logit(p) + np.log2(rate / (1 - rate))))
    e.wrong("off-each-p", lambda p, rate: p - (0.5 - rate))
    e.wrong("scaled", lambda p, rate: p * rate / np.mean(p))
    e.wrong("as-they-were", lambda p, rate: np.array(p))
    e.wrong("base-rate", lambda p, rate: np.full(np.shape(p), rate))
    for eps in (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2):
        e.wrong(
            f"clipped-{eps:g}",
            lambda p, rate, eps=eps: _unbalanced(np.clip(p, eps, 1 - eps), rate),
            f"There p is first kept {eps:g} away from 0 and 1. No need: what is certain stays so.",
        )
    for decimals in (2, 3, 4):
        e.wrong(
            f"rounded-{decimals}",
            lambda p, rate, decimals=decimals: np.round(_unbalanced(p, rate), decimals),
            f"That is rounded to {decimals} decimals: return all digits.",
        )
    e.says("""
        subtracted: That *subtracts* the rate's logit (or takes the share of the other class): it
            lifts the rare class a second time.
        times-rate: That multiplies p by the rate; it is the *odds* that balancing multiplied.
        times-twice-rate: That multiplies p by twice the rate, the inverse of the rare class's
            weight: the other class has a weight, too, and p + (1 − p) must stay 1.
        log-rate: That shifts by log(rate), or weighs the rare class only: the odds of the rate,
            rate/(1 − rate), belong there.
        minus-log-rate: That shifts by −log(rate), or weighs the common class by the rate: the wrong
            way, and not by the rate's logit.
        logits: Those are logits: send them through a sigmoid.
        odds: Those are odds: the probability is odds/(1 + odds).
        complement: That is one minus it, the probability of the other class.
        p-as-logits: That takes the probabilities for logits: they need `logit` first.
        log2: That mixes the bases: a sigmoid undoes the natural log, not log2.
        off-each-p: That takes the same off each *probability*; the same is to be added to each
            logit.
        scaled: That scales p until its mean is the rate; high ones come out wrong, even above 1.
        as-they-were: That leaves the probabilities as they were.
        base-rate: That says the base rate to everyone; what the model knows is to stay.

        look: The section on class weights: by how much did balancing lift the logits?
        do: Take the logit of p, add the logit of the rate, and send the sum through a sigmoid.
        note: Each logit moves by logit(rate), so a balanced ½ was the base rate all along. The same
            shift takes a model to a place where the illness is rarer, or more frequent.
    """)
