"""The exercises of lesson 9: skill, thresholds, calibration, and class weights undone."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.calibration import reliability_curve
from bce_lessons.decisions import best_threshold
from bce_lessons.decomposition import skill
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.links import logit, sigmoid
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials

_LOSS, _RATE = 0.29, 0.07  # of the report


# --- 9.1 ----------------------------------------------------------------------------------


def _reported() -> float:
    return 1 - _LOSS / binary_entropy(_RATE)


def _reported_again() -> float:
    entropy = -(_RATE * math.log(_RATE) + (1 - _RATE) * math.log(1 - _RATE))
    return (entropy - _LOSS) / entropy


WRONG_BAR = Exercise(
    id="09.1",
    right=_reported,
    again=_reported_again,
    mistakes=lambda: (
        Mistake(
            "That is the skill against a coin. Where few are ill, a better bar comes free: the "
            "entropy of the base rate.",
            lambda: 1 - _LOSS / math.log(2),
        ),
        Mistake(
            "That has the wrong sign: skill is 1 minus loss over bar, and this loss is the larger.",
            lambda: -_reported(),
        ),
        Mistake(
            "That is loss over bar, the share that is still paid; the skill is 1 minus it.",
            lambda: _LOSS / binary_entropy(_RATE),
        ),
        Mistake(
            "That divides the bar by the loss, upside down.",
            lambda: 1 - binary_entropy(_RATE) / _LOSS,
        ),
        Mistake(
            "That is bar over loss: upside down, and not yet taken from 1.",
            lambda: binary_entropy(_RATE) / _LOSS,
        ),
        Mistake(
            "That compares nats with bits: the loss is in nats, so take the entropy with the "
            "natural log, too.",
            lambda: 1 - _LOSS / binary_entropy(_RATE, base=2),
        ),
        Mistake(
            "That compares nats with log10: the loss is in nats, so take the entropy with the "
            "natural log, too.",
            lambda: 1 - _LOSS / binary_entropy(_RATE, base=10),
        ),
        Mistake(
            "That is bar minus loss, in nats; the skill is a share of the bar, without a unit.",
            lambda: binary_entropy(_RATE) - _LOSS,
        ),
        Mistake(
            "That is the bar itself, what the base rate alone costs, in nats.",
            lambda: binary_entropy(_RATE),
        ),
        Mistake(
            "That bar counts the ill only, −r log r: the healthy have a term as well.",
            lambda: 1 - _LOSS / (_RATE * surprisal(_RATE)),
        ),
        Mistake(
            "That bar is −log r, what an ill patient alone costs; take the mean over all.",
            lambda: 1 - _LOSS / surprisal(_RATE),
        ),
        Mistake(
            "That bar is −log(1 − r), what a healthy patient alone costs; take the mean over all.",
            lambda: 1 - _LOSS / surprisal(1 - _RATE),
        ),
        Mistake(
            "That bar is the variance, of squared errors; cross-entropy's is the entropy.",
            lambda: 1 - _LOSS / (_RATE * (1 - _RATE)),
        ),
        Mistake(
            "That is the accuracy of calling everyone healthy, and no skill.",
            lambda: 1 - _RATE,
        ),
        Mistake(
            "That is the loss itself, in nats; the skill compares it with the bar.",
            lambda: _LOSS,
        ),
        Mistake(
            "There the bar was rounded to two decimals first; round at the end.",
            lambda: 1 - _LOSS / round(binary_entropy(_RATE), 2),
        ),
        Mistake(
            "That is in percent; the lesson gives skill as a share.",
            lambda: 100 * _reported(),
        ),
    ),
    note=lambda: (
        f"The base rate alone costs {binary_entropy(_RATE):.4f} nats. Whoever never looks at a "
        "patient does better than this model: a coin is a low bar where one answer is rare."
    ),
    hints=(
        "The bar: what does someone pay who says seven in a hundred to everyone?",
        "Compute `binary_entropy` of the base rate, and take loss over bar from 1.",
    ),
    decimals=2,
)


# --- 9.2 ----------------------------------------------------------------------------------


def _indifferent() -> float:
    """Treating costs the healthy 1 more than waiting does, and spares the ill 20 − 1."""
    return best_threshold(1, 20 - 1)


TREAT = Exercise(
    id="09.2",
    right=_indifferent,
    again=lambda: 1 / 20,
    mistakes=lambda: (
        Mistake(
            "That takes 1 and 20 for the rule's two costs. But the ill who are treated pay 1 as "
            "well: a miss costs them less than 20 *more*.",
            lambda: best_threshold(1, 20),
        ),
        Mistake(
            "That has the costs the wrong way round, and pays 1 for nothing: a dear miss asks for "
            "a *low* threshold.",
            lambda: best_threshold(20, 1),
        ),
        mistakes.complement(
            _indifferent, "That is the probability of being healthy; p is for the illness."
        ),
        Mistake(
            "Those are the odds, ill for each healthy; the probability is ill out of all.",
            lambda: 1 / 19,
        ),
        Mistake(
            "That is right for equal costs of both mistakes; here a miss is far dearer.",
            lambda: 0.5,
        ),
        Mistake(
            "That is the price of a miss in treatments; a probability lies between 0 and 1.",
            lambda: 20.0,
        ),
        mistakes.percent(_indifferent),
        Mistake(
            "That is the logit of the threshold; send it through a sigmoid.",
            lambda: logit(_indifferent()),
        ),
    ),
    note=(
        "The rule's costs are what a mistake costs *more* than the right decision: 1 for a false "
        "alarm, and 20 − 1 for a miss. So it gives one in twenty, as comparing 1 with 20 p does."
    ),
    hints=(
        "What does treating cost at probability p, and what does waiting?",
        "Treating costs 1 whatever p is, waiting 20 p on average: when are they equal?",
    ),
    decimals=3,
)


# --- 9.3 ----------------------------------------------------------------------------------


@cache
def _patients() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the lesson's patients: y, the true q, and what *plain* says."""
    rng = np.random.default_rng(9)
    blood, scan = rng.integers(-2, 3, 4000), rng.integers(-1, 2, 4000)
    age = rng.choice([-0.4, 0.4], 4000)
    q = sigmoid(blood + scan + age - 0.5)
    y = (rng.random(4000) < q).astype(np.float64)
    plain = np.array([q[blood == level].mean() for level in range(-2, 3)])[blood + 2]
    return y, q, plain


def _everyone_the_rate() -> FloatArray:
    y, _, _ = _patients()
    return np.full(y.size, y.mean())


def _shuffled_within() -> FloatArray:
    """Say a little more to half of the patients, and less to as many, in one bin."""
    told = _everyone_the_rate()
    told[::2] += 1e-3
    told[1::2] -= 1e-3
    return told


def _is_calibrated_without_skill(p: FloatArray) -> bool | str:
    y, _, _ = _patients()
    if not ((p >= 0) & (p <= 1)).all():
        return "Some of these forecasts are no probabilities: they lie outside 0 to 1."
    error, gain = reliability_curve(y, p).expected_calibration_error, skill(y, p)
    if max(error, abs(gain)) < 5e-4:
        return True
    return (
        f"These forecasts have a calibration error of {error:.4f} and a skill of "
        f"{round(gain, 4) + 0.0:.4f}: both are to be 0."
    )


NOT_TO_IMPROVE = Exercise(
    id="09.3",
    right=_everyone_the_rate,
    again=_shuffled_within,
    accepts=_is_calibrated_without_skill,
    mistakes=lambda: (
        Mistake(
            "That number is the one to say. Give an array that says it to each of the patients, "
            "with `np.full`.",
            lambda: _patients()[0].mean(),
        ),
        Mistake(
            "A coin has no skill, but it is not calibrated either: fewer than half are ill.",
            lambda: np.full(4000, 0.5),
        ),
        Mistake(
            "Those are the labels themselves: calibrated, indeed, and of a perfect skill. That "
            "is no refutation: they *cannot* be improved.",
            lambda: _patients()[0],
        ),
        Mistake(
            "Those are the opposite labels, certain misses: an infinite loss.",
            lambda: 1 - _patients()[0],
        ),
        Mistake(
            "Those are the true q: nearly calibrated, but with all the skill that blood, scan and "
            "age allow.",
            lambda: _patients()[1],
        ),
        Mistake(
            "That is *plain*: nearly calibrated, but it knows something, so it has skill.",
            lambda: _patients()[2],
        ),
        Mistake(
            "That says the share of the healthy; p is for the ill.",
            lambda: 1 - _everyone_the_rate(),
        ),
        Mistake(
            "That says the *expected* share of the ill, the mean of q. Among these 4,000 it came "
            "out a little differently.",
            lambda: np.full(4000, _patients()[1].mean()),
        ),
        Mistake(
            "That says the share of the ill, but rounded to two decimals: keep all digits.",
            lambda: np.full(4000, round(float(_patients()[0].mean()), 2)),
        ),
        Mistake(
            "Calling everyone healthy is the most accurate constant, but a certain 0 costs "
            "infinity for each of the ill.",
            lambda: np.zeros(4000),
        ),
        Mistake(
            "That is in percent; a probability lies between 0 and 1: divide by 100.",
            lambda: 100 * _patients()[0].mean(),
        ),
    ),
    note=lambda: (
        f"Everyone is told {_patients()[0].mean():.4f}, the base rate: perfectly calibrated, and "
        "of no use. A calibration error leaves out what a model does not see, so quote a loss or "
        "a skill beside it."
    ),
    hints=(
        "The same forecast for everyone tells nobody apart. Which one keeps its word?",
        "Fill an array of 4,000 with the share of the ill, the mean of y.",
    ),
)


# --- 9.4 ----------------------------------------------------------------------------------


def _unbalanced(p: FloatArray, rate: float) -> FloatArray:
    return np.asarray(sigmoid(logit(p) + logit(rate)))


def _by_odds(p: FloatArray, rate: float) -> FloatArray:
    ill, healthy = p * rate, (1 - p) * (1 - rate)
    return np.asarray(ill / (ill + healthy))


def _clipped(eps: float) -> Mistake:
    return Mistake(
        f"There p is first kept {eps:g} away from 0 and 1. No need: what is certain stays so.",
        lambda p, rate: _unbalanced(np.clip(p, eps, 1 - eps), rate),
    )


def _rounded(decimals: int) -> Mistake:
    return Mistake(
        f"That is rounded to {decimals} decimals: return all digits.",
        lambda p, rate: np.round(_unbalanced(p, rate), decimals),
    )


def _unbalanced_mistakes() -> tuple[Mistake, ...]:
    return (
        Mistake(
            "That *subtracts* the rate's logit (or takes the share of the other class): it lifts "
            "the rare class a second time.",
            lambda p, rate: sigmoid(logit(p) - logit(rate)),
        ),
        Mistake(
            "That multiplies p by the rate; it is the *odds* that balancing multiplied.",
            lambda p, rate: p * rate,
        ),
        Mistake(
            "That multiplies p by twice the rate, the inverse of the rare class's weight: the "
            "other class has a weight, too, and p + (1 − p) must stay 1.",
            lambda p, rate: 2 * p * rate,
        ),
        Mistake(
            "That shifts by log(rate), or weighs the rare class only: the odds of the rate, "
            "rate/(1 − rate), belong there.",
            lambda p, rate: sigmoid(logit(p) + np.log(rate)),
        ),
        Mistake(
            "That shifts by −log(rate), or weighs the common class by the rate: the wrong way, and "
            "not by the rate's logit.",
            lambda p, rate: sigmoid(logit(p) - np.log(rate)),
        ),
        Mistake(
            "Those are logits: send them through a sigmoid.",
            lambda p, rate: logit(p) + logit(rate),
        ),
        Mistake(
            "Those are odds: the probability is odds/(1 + odds).",
            lambda p, rate: p * rate / ((1 - p) * (1 - rate)),
        ),
        Mistake(
            "That is one minus it, the probability of the other class.",
            lambda p, rate: 1 - _unbalanced(p, rate),
        ),
        Mistake(
            "That takes the probabilities for logits: they need `logit` first.",
            lambda p, rate: sigmoid(p + logit(rate)),
        ),
        Mistake(
            "That mixes the bases: a sigmoid undoes the natural log, not log2.",
            lambda p, rate: sigmoid(logit(p) + np.log2(rate / (1 - rate))),
        ),
        Mistake(
            "That takes the same off each *probability*; the same is to be added to each logit.",
            lambda p, rate: p - (0.5 - rate),
        ),
        Mistake(
            "That scales p until its mean is the rate; high ones come out wrong, even above 1.",
            lambda p, rate: p * rate / np.mean(p),
        ),
        Mistake(
            "That leaves the probabilities as they were.",
            lambda p, rate: np.array(p),
        ),
        Mistake(
            "That says the base rate to everyone; what the model knows is to stay.",
            lambda p, rate: np.full(np.shape(p), rate),
        ),
        *map(_clipped, (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2)),
        *map(_rounded, (2, 3, 4)),
    )


def _some_balanced(rng: np.random.Generator) -> tuple[FloatArray, float]:
    return rng.uniform(0.01, 0.99, int(rng.integers(1, 9))), float(rng.uniform(0.01, 0.4))


UNDO = Exercise(
    id="09.4",
    right=_unbalanced,
    again=_by_odds,
    mistakes=_unbalanced_mistakes,
    trials=Trials(
        cases=[
            (np.array([0.5]), 0.1),
            (np.array([0.9]), 0.1),
            (np.array([0.2, 0.6]), 0.25),
            (np.array([0.3, 0.8]), 0.5),
            (np.array([0.0, 1.0]), 0.1),
        ],
        draw=_some_balanced,
    ),
    note=(
        "Each logit moves by logit(rate), so a balanced ½ was the base rate all along. The same "
        "shift takes a model to a place where the illness is rarer, or more frequent."
    ),
    hints=(
        "The section on class weights: by how much did balancing lift the logits?",
        "Take the logit of p, add the logit of the rate, and send the sum through a sigmoid.",
    ),
)

EXERCISES = (WRONG_BAR, TREAT, NOT_TO_IMPROVE, UNDO)
