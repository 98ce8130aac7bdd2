"""The exercises of the lesson: a coin mixed in, and a clerk who slips."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers import mistakes
from bce_lessons.answers.exercise import Function, Value, function, value
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.lessons.add_noise.model import LABELS, TRUTH
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.noise import flip_labels, mix_with_coin

# The shares of a coin that the lesson tries.
_SHARES = np.linspace(0, 1, 101)


@value("insure", decimals=3)
def insure(e: Value) -> None:
    """Find the largest loss of a day with a fifth of coin."""
    e.asks("one number, in nats, to three decimals")
    costs = binary_cross_entropy(np.ones(101), mix_with_coin(_SHARES, 0.2), reduction="none")
    e.right(costs.max(), again=math.log(2 / 0.2))
    e.usual("sign", "in-bits", "in-bans")
    e.wrong("whole-coin", surprisal(0.2))
    e.wrong("certain-hit", surprisal(0.8))
    e.wrong("smallest", costs.min())
    e.wrong("no-coin", np.inf)
    e.wrong("probability", 0.1)
    for eps in (float(np.finfo(np.float64).eps), 1e-15, 1e-7):
        says = "That is what a clip makes of infinity, this day's loss *without* the coin."
        e.wrong(f"clipped-{eps:.3g}", surprisal(eps), says)
    e.wrong("share", 0.2)
    e.wrong("coin-alone", surprisal(0.5))
    e.wrong("coins-word", 0.5)
    e.wrong("mean", costs.mean())
    e.wrong("entropy", binary_entropy(0.2))
    e.wrong("squared", squared_error(1, 0.1))
    e.wrong("no-log", 2 / 0.2)
    e.says(f"""
        whole-coin: That is −log a: only *half* of what the coin says goes to what happened.
        certain-hit: That is −log(1 − a), for a model that was certain and right; and the coin adds
            its half there.
        smallest: That is the *smallest* loss of a day then: the model was certain and right.
        no-coin: Without the coin, yes; with it no prediction is 0 any more.
        probability: That is the smallest probability that is left for what happens; what does it
            cost?
        share: That is a itself; what does the worst day then cost?
        coin-alone: That is what the coin alone costs, a = 1.
        coins-word: That is what the coin says, one half; what does the worst day then cost?
        mean: That is the mean over all p between 0 and 1; the largest is asked for.
        entropy: That is the entropy of 0.2, the floor of *flipped labels*; here only p changes.
        squared: That is the squared error of such a day.
        no-log: That is 2/a, the largest loss before its log is taken.

        look: Which prediction of the model is worst, and where does the coin move it?
        do: Put p = 0 into (1 − a)·p + a/2, and take minus the log of that for y = 1.
        note: The cap is log(2/a). To cap a day at five nats, less than two hundredths of coin are
            enough: a = {2 * math.exp(-5):.4f}. Clipping p at a/2 caps it at the same height.
    """)


def _record(y: Any, q: Any) -> Any:
    """Return how often each record says 1."""
    return (1 - q) * np.asarray(y) + q * (1 - np.asarray(y))


def _losses(y: Any, p: Any) -> Any:
    return binary_cross_entropy(np.asarray(y), np.asarray(p), reduction="none")


def _weighed(y: Any, p: Any, q: Any) -> Any:
    return (1 - q) * _losses(y, p) + q * _losses(1 - y, p)


def _both_terms(y: Any, p: Any) -> Any:
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def _days(rng: np.random.Generator) -> tuple[Any, ...]:
    return *mistakes.batch(rng), float(np.round(rng.uniform(0.02, 0.48), 2))


# Of the family what is said of labels that are 0 or 1, and is said of these otherwise.
_OTHERWISE = (
    "absolute",
    "accuracy",
    "class-means",
    "each",
    "error-rate",
    "labels",
    "naive",
    "opposite",
    "rounded",
)


@function("every-slip")
def every_slip(e: Function) -> None:
    """Find the expected loss against a record that a clerk keeps with slips."""
    e.asks("a function of y, p and q that returns one number, in nats")
    e.right(
        lambda y, p, q: float(binary_cross_entropy(_record(y, q), p)),
        again=lambda y, p, q: np.mean(_weighed(y, p, q)),
    )
    e.tried_on(
        [
            (np.array([1]), np.array([0.9]), 0.1),
            (np.array([0]), np.array([0.9]), 0.1),
            (np.array([1, 0]), np.array([0.9, 0.2]), 0.3),
            (np.array([1, 0]), np.array([0.9, 0.2]), 0.0),
            (np.array([1, 1, 0]), np.array([0.6, 0.3, 0.2]), 0.5),
            (np.array([1, 0]), np.array([0.6, 0.2]), 1.0),
            (np.array([1]), np.array([1.0]), 0.1),
            (np.array([0]), np.array([0.0]), 0.1),
        ],
        _days,
    )
    e.wrong("truth", lambda y, p, q: np.mean(_losses(y, p)))
    e.wrong("all-wrong", lambda y, p, q: np.mean(_losses(1 - y, p)))
    e.wrong("weights-turned", lambda y, p, q: np.mean(_weighed(1 - y, p, q)))
    e.wrong("slips-only", lambda y, p, q: np.mean(q * _losses(1 - y, p)))
    e.wrong("no-slips", lambda y, p, q: np.mean((1 - q) * _losses(y, p)))
    e.wrong("on-top", lambda y, p, q: np.mean(_losses(y, p) + q * _losses(1 - y, p)))
    e.wrong("alike", lambda y, p, q: np.mean(_losses(y, p) + _losses(1 - y, p)) / 2)
    e.wrong("floor", lambda y, p, q: float(binary_entropy(q)))
    e.wrong("floor-added", lambda y, p, q: np.mean(_losses(y, p)) + float(binary_entropy(q)))
    e.wrong("forecasts-flipped", lambda y, p, q: np.mean(_losses(y, _record(p, q))))
    e.wrong("forecasts-mixed", lambda y, p, q: np.mean(_losses(y, mix_with_coin(p, q))))
    e.wrong("labels-mixed", lambda y, p, q: np.mean(_losses(mix_with_coin(y, q), p)))
    e.wrong("each-day", _weighed)
    e.wrong(
        "both-terms",
        lambda y, p, q: np.mean((1 - q) * _both_terms(y, p) + q * _both_terms(1 - y, p)),
    )
    for seed in (0, 6, 42):

        def one_record(y: Any, p: Any, q: Any, seed: int = seed) -> Any:
            return np.mean(_losses(flip_labels(y, q, np.random.default_rng(seed)), p))

        e.wrong(
            f"one-record-{seed}",
            one_record,
            "That scores *one* drawn record: another draw gives another number. The mean over "
            "all slips needs no draw.",
        )
    for one in mistakes.loss_functions("mean"):
        if not one.slug.startswith(_OTHERWISE):
            wrong = one.gives
            e.wrong(one.slug, lambda y, p, q, wrong=wrong: wrong(_record(y, q), p), one.says)
    e.says("""
        truth: That scores her against the truth; the clerk's record differs from it at rate q.
        all-wrong: That is a record in which *every* label is wrong; weigh it with q.
        weights-turned: Those weights are the wrong way round: a slip has the probability q, the
            right label 1 − q.
        slips-only: That leaves the days without a slip out: they have the probability 1 − q.
        no-slips: That leaves the slips out: they have the probability q, and cost as the other
            label.
        on-top: That bills every day for the right label in full, and for the slip on top: the right
            label has only the probability 1 − q.
        alike: That weighs both labels alike, as at a rate of one half.
        floor: That is H(q), the floor: only who answers 1 − q or q to the true label gets it.
        floor-added: That adds the floor H(q) to the clean loss: only the best possible answer pays
            H(q).
        forecasts-flipped: That flips her *forecasts*, and scores them against the truth: the loss
            is not a straight line in p. Flip the labels.
        forecasts-mixed: That mixes her forecasts with a coin of share q; it is the labels that
            slip.
        labels-mixed: That mixes the labels with a coin of share q: every other time the coin is
            right, so it is a slip at half the rate.
        each-day: That is one expected loss for each day; their mean is asked for.
        both-terms: That is right but for a certain forecast, where 0 · log 0 gives NaN: take minus
            the log of the probability given to each of the two labels, and weigh those.

        look: Each day has two possible records: how likely is each, and what does it cost her?
        do: Weigh the loss of y with 1 − q and that of 1 − y with q; then take the mean of the days.
        note: One slip has two outcomes, so their mean needs no draws. The loss is a straight line
            in the label: a soft label that says how often the record is 1 gives the same number at
            once. And a certain forecast costs infinity as soon as a clerk may slip.
    """)


@value("clerk", decimals=2)
def clerk(e: Value) -> None:
    """Find the share of coin that suits a clerk who slips once in ten."""
    e.asks("one number, a share, to two decimals")

    def against_record(p: FloatArray, rate: float) -> FloatArray:
        record = _record(LABELS, rate)
        return np.array([binary_cross_entropy(record, mix_with_coin(p, a)) for a in _SHARES])

    def share(p: FloatArray, rate: float) -> float:
        return float(_SHARES[np.argmin(against_record(p, rate))])

    best, losses = share(TRUTH, 0.1), against_record(TRUTH, 0.1)
    e.right(best, again=2 * 0.1)
    e.wrong("rate", 0.1)
    e.wrong("halved", 0.1 / 2)
    e.wrong("against-the-truth", share(TRUTH, 0.0))
    e.wrong("coin-alone", share(TRUTH, 0.9))
    e.wrong("kept", 0.8)
    e.wrong("percent", 100 * best)
    e.wrong("right-records", 0.9)
    e.wrong("loss", losses.min())
    e.wrong("floor", binary_entropy(0.1))
    e.wrong("two-records", 2 * 0.1 * 0.9)
    e.wrong("colleague", share(sigmoid(2 * logit(TRUTH)), 0.0))
    e.says(f"""
        rate: That is the clerk's rate itself; every other time the coin says what is right anyway.
        halved: That halves the rate where it should be doubled.
        against-the-truth: That is best against the *true* weather; the record is wrong one time in
            ten.
        coin-alone: That is the coin alone: best against a record that is wrong every other time, or
            more often.
        kept: That is what she keeps of her own forecast; a is the coin's share.
        percent: That is in percent, or the place in the list of shares: give the share itself.
        right-records: That is how often the record is right; a is the coin's share.
        loss: That is her loss with the best share; the share is asked for.
        floor: That is the floor for a witness who has *seen* the weather; a share is asked for.
        two-records: That is the chance that of two records just one is wrong; here there is one
            record.
        colleague: That is the share for the boastful colleague, against the truth.

        look: If she says p, how often will the record say 1?
        do: Write (1 − q)·p + q·(1 − p) as (1 − a)·p + a/2; or try all `shares` on soft labels.
        note: A coin is wrong every other time, so a coin asked with probability a slips at rate
            a/2. Mixing makes her forecasts exactly as often right as the record is, calibrated to
            it, and saves her {losses[0] - losses.min():.4f} nats a day.
    """)
