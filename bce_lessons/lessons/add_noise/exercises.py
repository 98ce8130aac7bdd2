"""The exercises of the lesson: a coin mixed in, and a clerk who flips labels."""

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
        whole-coin: That is −log a. But the coin gives only *half* of its share to what happened.
        certain-hit: That is −log(1 − a), for a model that was certain and right, and without the
            half that the coin adds.
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
        note: No day costs more than log(2/a). For at most five nats a small share is enough:
            a = {2 * math.exp(-5):.4f}. Clipping p at a/2 gives the same limit.
    """)


def _record(y: Any, r: Any) -> Any:
    """Return how often each record says 1."""
    return (1 - r) * np.asarray(y) + r * (1 - np.asarray(y))


def _losses(y: Any, p: Any) -> Any:
    return binary_cross_entropy(np.asarray(y), np.asarray(p), reduction="none")


def _weighed(y: Any, p: Any, r: Any) -> Any:
    return (1 - r) * _losses(y, p) + r * _losses(1 - y, p)


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
    """Find the expected loss against a record in which labels are flipped."""
    e.asks("a function of y, p and r that returns one number, in nats")
    e.right(
        lambda y, p, r: float(binary_cross_entropy(_record(y, r), p)),
        again=lambda y, p, r: np.mean(_weighed(y, p, r)),
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
    e.wrong("truth", lambda y, p, r: np.mean(_losses(y, p)))
    e.wrong("all-wrong", lambda y, p, r: np.mean(_losses(1 - y, p)))
    e.wrong("weights-turned", lambda y, p, r: np.mean(_weighed(1 - y, p, r)))
    e.wrong("slips-only", lambda y, p, r: np.mean(r * _losses(1 - y, p)))
    e.wrong("no-slips", lambda y, p, r: np.mean((1 - r) * _losses(y, p)))
    e.wrong("on-top", lambda y, p, r: np.mean(_losses(y, p) + r * _losses(1 - y, p)))
    e.wrong("alike", lambda y, p, r: np.mean(_losses(y, p) + _losses(1 - y, p)) / 2)
    e.wrong("floor", lambda y, p, r: float(binary_entropy(r)))
    e.wrong("floor-added", lambda y, p, r: np.mean(_losses(y, p)) + float(binary_entropy(r)))
    e.wrong("forecasts-flipped", lambda y, p, r: np.mean(_losses(y, _record(p, r))))
    e.wrong("forecasts-mixed", lambda y, p, r: np.mean(_losses(y, mix_with_coin(p, r))))
    e.wrong("labels-mixed", lambda y, p, r: np.mean(_losses(mix_with_coin(y, r), p)))
    e.wrong("each-day", _weighed)
    e.wrong(
        "both-terms",
        lambda y, p, r: np.mean((1 - r) * _both_terms(y, p) + r * _both_terms(1 - y, p)),
    )
    for seed in (0, 6, 42):

        def one_record(y: Any, p: Any, r: Any, seed: int = seed) -> Any:
            return np.mean(_losses(flip_labels(y, r, np.random.default_rng(seed)), p))

        e.wrong(
            f"one-record-{seed}",
            one_record,
            "That scores *one* drawn record: another draw gives another number. The mean over "
            "all flips needs no draw.",
        )
    for one in mistakes.loss_functions("mean"):
        if not one.slug.startswith(_OTHERWISE):
            wrong = one.gives
            e.wrong(one.slug, lambda y, p, r, wrong=wrong: wrong(_record(y, r), p), one.says)
    e.says("""
        truth: That scores p against the truth. The record differs from it at rate r.
        all-wrong: That is a record in which *every* label is flipped. Weigh it with r.
        weights-turned: The weights are exchanged: a flipped label has probability r, the true
            label 1 − r.
        slips-only: That leaves out the days that are not flipped: they have probability 1 − r.
        no-slips: That leaves out the flipped days: they have probability r, and the loss of the
            other label.
        on-top: That counts the loss of the true label in full, and adds the flips: the true label
            has only the weight 1 − r.
        alike: That gives both labels the same weight, as at a rate of one half.
        floor: That is H(r), the floor: only a witness who gives 1 − r to the true label pays it.
        floor-added: That adds the floor H(r) to the loss against the truth. The two do not add up
            like this.
        forecasts-flipped: That flips the *forecasts*, and scores them against the truth. The loss
            is not a straight line in p: flip the labels.
        forecasts-mixed: That mixes the forecasts with a coin of share r. It is the labels that are
            flipped.
        labels-mixed: That mixes the labels with a coin of share r. The coin is right half of the
            time, so this flips at rate r/2.
        each-day: That is one expected loss for each day; their mean is asked for.
        both-terms: That is right except for a certain forecast, where 0 · log 0 gives NaN. Take
            minus the log of the probability given to each of the two labels, and weigh those.

        look: Each day has two possible records. How probable is each, and what is its loss?
        do: Weigh the loss of y with 1 − r and that of 1 − y with r; then take the mean of the days.
        note: A label has two possible records, so their mean needs no draws. The loss is a straight
            line in the label: a soft label that says how often the record is 1 gives the same
            number at once. A certain forecast costs infinity as soon as its label may be flipped.
    """)


@value("clerk", decimals=2)
def clerk(e: Value) -> None:
    """Find the share of coin that is best against a clerk who flips one label in ten."""
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
        rate: That is the flip rate itself. But a coin is right half of the time: how large a share
            flips one answer in ten?
        halved: That halves the rate where it should be doubled.
        against-the-truth: That is best against the *true* weather. The record is wrong one time in
            ten.
        coin-alone: That is the coin alone: best against a record that is wrong half of the time, or
            more often.
        kept: That is what she keeps of her own forecast; a is the coin's share.
        percent: That is in percent, or the place in the list of shares: give the share itself.
        right-records: That is how often the record is right; a is the coin's share.
        loss: That is her loss with the best share; the share is asked for.
        floor: That is the floor for a witness who has *seen* the weather; a share is asked for.
        two-records: That is the chance that of two records just one is wrong; here there is one
            record.
        colleague: That is the best share for the overconfident colleague, against the truth.

        look: If she says p, how often will the record say 1?
        do: Write (1 − r)·p + r·(1 − p) as (1 − a)·p + a/2; or try all `shares` on soft labels.
        note: A coin is wrong half of the time, so asking it with probability a flips at rate a/2.
            With a = 2r she says exactly how often the record will be 1. That saves her
            {losses[0] - losses.min():.4f} nats a day. It is the lesson's p = r₀ + (1 − r₀ − r₁) q,
            with both rates r.
    """)
