"""The exercises of the lesson: thresholds, weights, precision, and class weights undone."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Function, Value, function, value
from bce_lessons.decisions import best_threshold, expected_cost
from bce_lessons.links import logit, sigmoid


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


@value("heavier", decimals=3)
def heavier(e: Value) -> None:
    """Undo a `pos_weight`: it multiplied the odds."""
    e.asks("one number, a probability, to three decimals")
    p, w = 0.6, 4.0
    z, odds = logit(p), 0.6 / 0.4
    e.right(sigmoid(z - math.log(w)), again=odds / w / (1 + odds / w))
    e.wrong("lifted", sigmoid(z + math.log(w)))
    e.wrong("probability", p / w)
    e.wrong("logit-divided", sigmoid(z / w))
    e.wrong("subtracted", sigmoid(z - w))
    e.wrong("weights-sum", odds / (w + 1) / (1 + odds / (w + 1)))
    e.wrong("square-root", odds / 2 / (1 + odds / 2))
    e.wrong("odds", odds / w)
    e.wrong("logit", z - math.log(w))
    e.wrong("complement", sigmoid(math.log(w) - z))
    e.wrong("as-it-was", p)
    e.wrong("log2", sigmoid(z - math.log2(w)))
    e.wrong("log10", sigmoid(z - math.log10(w)))
    e.usual("percent")
    e.says(f"""
        lifted: That multiplies the odds by the weight once more; the weight did so in training, so
            divide.
        probability: That divides the probability by the weight; it is the odds that were
            multiplied.
        logit-divided: That divides the logit, as a temperature does; a weight shifts it.
        subtracted: That subtracts the weight itself from the logit; subtract its log.
        weights-sum: That divides the odds by 5, the sum of both weights; only their ratio, 4 to 1,
            counts.
        square-root: That divides the odds by 2; they were multiplied by 4.
        odds: Those are odds: the probability is odds/(1 + odds).
        logit: That is the logit; send it through a sigmoid.
        complement: That is the probability of y = 0.
        as-it-was: That is what the model says; its training saw each positive four times.
        log2: That mixes the bases: a sigmoid undoes the natural log, not log2.
        log10: That mixes the bases: a sigmoid undoes the natural log, not log10.

        look: *Take the weights back*: which number does a weight multiply: the probability, the
            odds or the logit?
        do: Take the odds of what it says, divide them by the weight, and go back to a probability.
        note: The logit moves by {-math.log(w):.2f}, that is −log 4, for every sample. With the
            weight, the model says 50 % where the probability is one in five.
    """)


@value("rarer", decimals=3)
def rarer(e: Value) -> None:
    """Take a test to a place where the illness is rarer: its precision falls."""
    e.asks("one number, a share, to three decimals")
    recall, false_rate, rate = 0.8, 0.1, 0.01
    hits, alarms = recall * rate, false_rate * (1 - rate)
    right = hits / (hits + alarms)
    at_home = 0.08 / (0.08 + 0.09)
    odds = rate / (1 - rate) * recall / false_rate
    e.right(right, again=odds / (1 + odds))
    e.wrong("at-home", at_home)
    e.wrong("tenth", at_home / 10)
    e.wrong("recall", recall)
    e.wrong("right-of-healthy", 1 - false_rate)
    e.wrong("no-rate", recall / (recall + false_rate))
    e.wrong("odds", odds)
    e.wrong("alarms", hits + alarms)
    e.wrong("hits", hits)
    e.wrong("rate", rate)
    e.wrong("complement", 1 - right)
    e.wrong("accuracy", hits + (1 - false_rate) * (1 - rate))
    e.wrong("all-healthy", hits / (hits + false_rate))
    e.wrong("percent", 100 * right)
    e.says(f"""
        at-home: That is the precision where one in ten is ill; the place has changed.
        tenth: That takes a tenth of the precision at home; recompute it from both rates.
        recall: That is the recall, the share of the ill who get an alarm; precision is the share
            of alarms that are true.
        right-of-healthy: That is the share of the healthy who get no alarm.
        no-rate: That adds the two rates as if half were ill: weigh them by how many are ill, and
            how many are not.
        odds: Those are true alarms for each false one; the precision is true alarms out of all.
        alarms: That is the share of all people who get an alarm.
        hits: That is the share of all people who are ill and get an alarm; divide it by the share
            who get one.
        rate: That is the base rate, the precision of an alarm for everyone.
        complement: That is the share of the alarms that are false.
        accuracy: That is the accuracy, the share of all who are called right.
        all-healthy: That takes everyone for healthy in the false alarms: 99 in 100 are.
        percent: That is in percent; the lesson gives precision as a share: divide by 100.

        look: Take 1,000 people at the new place. How many are ill, and how many of them get an
            alarm?
        do: Count true alarms among the ill and false alarms among the healthy; divide the true
            ones by all.
        note: Of 1,000 people {1000 * hits:.0f} are true alarms and {1000 * alarms:.0f} false ones.
            Recall and false positive rate came along; the precision fell from {at_home:.2f}.
    """)


def _bill(y: FloatArray, p: FloatArray, c_false: float, c_miss: float) -> float:
    t = best_threshold(c_false, c_miss)
    return float(expected_cost(y, p, t, cost_fp=c_false, cost_fn=c_miss))


def _by_cases(y: FloatArray, p: FloatArray, c_false: float, c_miss: float, t: float) -> float:
    alarm = np.asarray(p) >= t
    return float(np.mean(np.where(np.asarray(y) == 1, c_miss * ~alarm, c_false * alarm)))


def _of_threshold(y: FloatArray, p: FloatArray, c_false: float, c_miss: float) -> float:
    return _by_cases(y, p, c_false, c_miss, c_false / (c_false + c_miss))


def _some_people(rng: np.random.Generator) -> tuple[FloatArray, FloatArray, float, float]:
    n = int(rng.integers(4, 12))
    y = rng.integers(0, 2, n).astype(np.float64)
    return y, rng.uniform(0.01, 0.99, n), float(rng.integers(1, 5)), float(rng.integers(2, 30))


@function("rule-cost")
def rule_cost(e: Function) -> None:
    """Write what decisions cost on average, if they follow the rule."""
    e.asks("a function of y, p, c_false and c_miss that returns one number")
    e.right(_bill, again=_of_threshold)
    e.tried_on(
        [
            (np.array([1.0]), np.array([0.3]), 1.0, 9.0),
            (np.array([0.0]), np.array([0.3]), 1.0, 9.0),
            (np.array([1.0, 0.0]), np.array([0.05, 0.6]), 1.0, 9.0),
            (np.array([1.0, 1.0, 0.0]), np.array([0.6, 0.7, 0.8]), 3.0, 1.0),
        ],
        _some_people,
    )
    e.wrong("at-half", lambda y, p, c_false, c_miss: _by_cases(y, p, c_false, c_miss, 0.5))
    e.wrong(
        "turned-threshold",
        lambda y, p, c_false, c_miss: _by_cases(y, p, c_false, c_miss, c_miss / (c_false + c_miss)),
    )
    e.wrong(
        "ratio",
        lambda y, p, c_false, c_miss: _by_cases(y, p, c_false, c_miss, c_false / c_miss),
    )
    e.wrong("turned-costs", lambda y, p, c_false, c_miss: _bill(y, p, c_miss, c_false))
    e.wrong("sum", lambda y, p, c_false, c_miss: len(y) * _bill(y, p, c_false, c_miss))
    e.wrong(
        "mistakes",
        lambda y, p, c_false, c_miss: np.mean((p >= c_false / (c_false + c_miss)) != (y == 1)),
    )
    e.wrong(
        "expected",
        lambda y, p, c_false, c_miss: np.mean(np.minimum((1 - p) * c_false, p * c_miss)),
    )
    e.wrong(
        "misses-only",
        lambda y, p, c_false, c_miss: np.mean(
            c_miss * ((y == 1) & (p < c_false / (c_false + c_miss)))
        ),
    )
    e.wrong(
        "alarms-only",
        lambda y, p, c_false, c_miss: np.mean(
            c_false * ((y == 0) & (p >= c_false / (c_false + c_miss)))
        ),
    )
    e.wrong(
        "every-alarm",
        lambda y, p, c_false, c_miss: np.mean(
            np.where(p >= c_false / (c_false + c_miss), c_false, c_miss * (y == 1))
        ),
    )
    e.wrong("alarm-for-all", lambda y, p, c_false, c_miss: c_false * np.mean(y == 0))
    e.wrong(
        "shares",
        lambda y, p, c_false, c_miss: _bill(y, p, c_false, c_miss) / (c_false + c_miss),
    )
    e.says("""
        at-half: That raises the alarm from ½ on; the costs ask for another threshold.
        turned-threshold: That has the threshold the wrong way round: the more a miss costs, the
            lower it lies.
        ratio: That takes c_false/c_miss for the threshold: those are odds; divide by both costs
            together.
        turned-costs: That has both costs the wrong way round.
        sum: That is the sum; the mean divides it by the number of people.
        mistakes: That is the share of mistakes; each kind has its own cost.
        expected: That is what the model itself expects to pay. Take what happened, y.
        misses-only: That counts the misses only; false alarms cost something, too.
        alarms-only: That counts the false alarms only; misses cost something, too.
        every-alarm: That charges every alarm. What is right costs nothing here: only a false alarm
            costs c_false.
        alarm-for-all: That raises an alarm for everyone, whatever p says.
        shares: That divides the costs by their sum, as the area does; here they are as they are.

        look: First the rule: from which p on does the alarm pay? Then who is called wrong.
        do: Let t be c_false out of both costs; where y = 1 and p < t pay c_miss, where y = 0 and
            p ≥ t pay c_false; take the mean.
        note: That one number, on samples that nothing was fitted to, is what a model is worth to
            you. Compare it with an alarm for everyone, and with none at all.
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
    e.wrong("times-odds", lambda p, rate: p * rate / (1 - rate))
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
        times-odds: That multiplies the *probability* by the odds of the rate; multiply the odds of
            p by them, and go back to a probability.
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

        look: *Take the weights back*: by how much did balancing lift the logits?
        do: Take the logit of p, add the logit of the rate, and send the sum through a sigmoid.
        note: Each logit moves by logit(rate), so a balanced ½ was about the base rate. If the form
            of the model is right, what is left is chance; if not, single probabilities can be
            several times off. `prior_shift` does it for any two base rates.
    """)
