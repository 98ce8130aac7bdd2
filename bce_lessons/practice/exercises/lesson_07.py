"""The exercises of lesson 7: a network by hand, its confidence, and what to report of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.datasets import Dataset, circles, circles_truth
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.networks import NetworkRun, train_network
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials
from bce_lessons.training import fit_logistic


@cache
def _halves() -> tuple[Dataset, Dataset]:
    data = circles()
    return data.take(slice(0, 500)), data.take(slice(500, 1000))


@cache
def _run(seed: int) -> NetworkRun:
    return train_network(*_halves(), seed=seed)


@cache
def _few_run() -> NetworkRun:
    train, test = _halves()
    return train_network(train.take(slice(0, 32)), test, hidden=200, learning_rate=0.4, seed=0)


# --- 7.1 ----------------------------------------------------------------------------------

_X, _Y = np.array([[1, 2], [2, -1], [-2, 1]]), np.array([0, 1, 1])
_W, _B = np.array([[1, -1], [1, 2]]), np.array([0, -1])
_V, _C = np.array([0.5, -1]), 0.8


def _relu(z: Any) -> Any:
    return np.maximum(z, 0)


def _logits(
    W: Any = _W, b: Any = _B, v: Any = _V, c: Any = _C, bend: Callable[[Any], Any] = _relu
) -> Any:
    return bend(_X @ W + b) @ v + c


def _by_hand() -> float:
    return float(binary_cross_entropy(_Y, sigmoid(_logits())))


def _small_mistakes() -> tuple[Mistake, ...]:
    wrong = {
        "That leaves the zero of max(0, ·) out: without it the two units are straight cuts, and "
        "their sum is one more.": _logits(bend=lambda z: z),
        "That sends the units through a sigmoid; here a unit is max(0, ·).": _logits(bend=sigmoid),
        "That takes the distance from each cut, |·|; a unit is silent on one side.": _logits(
            bend=np.abs
        ),
        "That leaves the last bias out, c.": _logits(c=0),
        "That leaves the units' biases out, b.": _logits(b=0),
        "That leaves all biases out, b and c.": _logits(b=0, c=0),
        "That has W turned round: its *columns* are the units, so it is X @ W.": _logits(W=_W.T),
        "That has v the other way round.": _logits(v=_V[::-1]),
        "That has one more max(0, ·) after the last layer: a logit may be negative.": _relu(
            _logits()
        ),
    }
    own = [
        Mistake(says, lambda z=z: binary_cross_entropy(_Y, sigmoid(z))) for says, z in wrong.items()
    ]
    return mistakes.telling([*own, *mistakes.logit_values(_Y, _logits())], _by_hand())


BY_HAND = Exercise(
    id="07.1",
    right=_by_hand,
    again=lambda: (
        (math.log1p(math.exp(0.3)) + math.log1p(math.exp(-1.3)) + math.log1p(math.exp(2.2))) / 3
    ),
    mistakes=_small_mistakes,
    note=(
        "Two of the points silence one unit each: that is all that bends. And as a start often is, "
        "this network is worse than a coin: two of its three points are on the wrong side."
    ),
    hints=(
        "Point by point: two units, silent below 0; then one logit; then its loss.",
        "`np.maximum(X @ W + b, 0) @ v + c` are the logits; then a sigmoid, and the mean loss.",
    ),
)


# --- 7.2 ----------------------------------------------------------------------------------

_FACTORS = np.arange(1, 151) / 100


@cache
def _calmed(factor: float) -> float:
    _, test = _halves()
    return binary_cross_entropy(test.y, sigmoid(factor * logit(_few_run().predict_proba(test.X))))


def _turn() -> float:
    return float(_few_run().test_loss.min())


@cache
def _best_factor() -> float:
    return float(_FACTORS[np.argmin([_calmed(k) for k in _FACTORS.tolist()])])


def _is_calm(factor: Any) -> bool | str:
    if not np.isfinite(factor):
        return "A finite factor is asked for."
    if factor <= 0:
        return "With such a factor the decisions would not stay as they are: give one above 0."
    loss = _calmed(float(factor))
    if loss < _turn():
        return True
    return f"With this factor the test loss is {loss:.3f} nats; at the turn it is {_turn():.3f}."


CALMER = Exercise(
    id="07.2",
    right=_best_factor,
    again=lambda: 1 / 3,
    accepts=_is_calm,
    mistakes=lambda: (
        Mistake(
            "That leaves the logits as they are, and the test loss as it is at the end.",
            lambda: 1.0,
        ),
        Mistake(
            "That makes every answer one half: it costs log 2, and there are no decisions left.",
            lambda: 0.0,
        ),
        Mistake(
            "An infinite factor makes every answer certain, and every miss cost infinity.",
            lambda: np.inf,
        ),
        Mistake(
            "A factor below 0 turns every decision round.",
            lambda: -_best_factor(),
        ),
        Mistake(
            "That is the temperature, by which one would *divide* the logits: this makes the "
            "network louder.",
            lambda: 1 / _best_factor(),
        ),
        mistakes.percent(_best_factor, "this factor"),
        Mistake(
            "That is the ratio of the two losses; the loss is not proportional to the logits.",
            lambda: _turn() / _few_run().test_loss[-1],
        ),
        Mistake(
            "That is the ratio of the two losses, upside down: it makes the network louder.",
            lambda: _few_run().test_loss[-1] / _turn(),
        ),
        Mistake("That is the loss at the turn; the factor is asked for.", _turn),
        Mistake(
            "That is the loss that the best factor reaches; the factor is asked for.",
            lambda: _calmed(_best_factor()),
        ),
    ),
    note=lambda: (
        f"The best factor, {_best_factor():.2f}, takes the test loss to "
        f"{_calmed(_best_factor()):.3f}, though not one decision changes: what had made "
        "the loss climb was over-confidence. Lesson 9 finds such a factor without the test."
    ),
    hints=(
        "Over-confident logits are too far from 0. Does the factor lie above or below 1?",
        "Try several between 0 and 1, and print the test loss of each.",
    ),
)


# --- 7.3 ----------------------------------------------------------------------------------


def _stop(losses: Any, patience: int) -> int:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


def _stop_again(losses: Any, patience: int) -> int:
    """Go from record to record for as long as the next one comes in time."""
    before = np.append(np.inf, np.minimum.accumulate(losses)[:-1])
    records = np.flatnonzero(losses < before)
    late = np.flatnonzero(np.diff(records) > patience)
    return int(records[late[0]] if late.size else records[-1])


def _stopped(losses: Any, patience: int) -> int:
    """Return the last epoch that is run."""
    return min(_stop(losses, patience) + patience, len(losses) - 1)


def _ties_count(losses: Any, patience: int) -> int:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


def _never_reset(losses: Any, patience: int) -> int:
    """Count the epochs without a new best in all, and not in a row."""
    best, bad = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            bad += 1
        if bad >= patience:
            break
    return best


def _rises(losses: Any, patience: int) -> int:
    """Return the epoch after which the loss has risen so often in a row, or the last."""
    rises = 0
    for epoch in range(1, len(losses)):
        rises = rises + 1 if losses[epoch] >= losses[epoch - 1] else 0
        if rises >= patience:
            return epoch
    return len(losses) - 1


def _at_first_rise(losses: Any, patience: int) -> int:
    rises = np.flatnonzero(np.diff(losses) >= 0)
    return int(rises[0]) if rises.size else len(losses) - 1


def _at_first_strict_rise(losses: Any, patience: int) -> int:
    rises = np.flatnonzero(np.diff(losses) > 0)
    return int(rises[0]) if rises.size else len(losses) - 1


def _stop_mistakes() -> tuple[Mistake, ...]:
    return (
        Mistake(
            "That is the lowest of the whole curve: a run that has stopped never sees what would "
            "have come later.",
            lambda losses, patience: np.argmin(losses),
        ),
        Mistake(
            "That is the epoch at which the run stops; go back to its best one.",
            _stopped,
        ),
        Mistake(
            "That counts from 1: epoch 0, before training, is the first of the losses.",
            lambda losses, patience: _stop(losses, patience) + 1,
        ),
        Mistake(
            "That is the *loss* of the best epoch; return its number.",
            lambda losses, patience: losses[_stop(losses, patience)],
        ),
        Mistake(
            "That is one epoch too patient: it stops when `patience` epochs have brought no new "
            "best, and not one more.",
            lambda losses, patience: _stop(losses, patience + 1),
        ),
        Mistake(
            "That is one epoch too impatient: only `patience` epochs without a new best stop it.",
            lambda losses, patience: _stop(losses, max(patience - 1, 1)),
        ),
        Mistake(
            "That stops at the first epoch without a new best, whatever `patience` says.",
            lambda losses, patience: _stop(losses, 1),
        ),
        Mistake(
            "That compares each epoch with the one before, and goes on after every small dip: "
            "compare with the best so far.",
            lambda losses, patience: int(np.argmin(losses[: _rises(losses, patience) + 1])),
        ),
        Mistake(
            "That compares each epoch with the one before, and steps back from where the loss "
            "rose: the best epoch may lie earlier.",
            lambda losses, patience: max(_rises(losses, patience) - patience, 0),
        ),
        Mistake(
            "That compares each epoch with the one before, and returns where that made it stop: "
            "return the best epoch so far.",
            _rises,
        ),
        Mistake(
            "That stops at the first rise, and has no patience.",
            _at_first_rise,
        ),
        Mistake(
            "That stops at the first rise, and has no patience.",
            _at_first_strict_rise,
        ),
        Mistake(
            "That counts the epochs without a new best in all; a new best starts the count anew.",
            _never_reset,
        ),
        Mistake(
            "That takes an equal loss for a new best; only a lower one is.",
            _ties_count,
        ),
        Mistake(
            "That looks for the *highest* loss: so one reads an accuracy.",
            lambda losses, patience: np.argmax(losses),
        ),
        Mistake(
            "That is the last epoch of all; stop earlier, and go back.",
            lambda losses, patience: len(losses) - 1,
        ),
        Mistake(
            "That is how many losses there are.",
            lambda losses, patience: len(losses),
        ),
    )


def _curve(rng: np.random.Generator) -> tuple[Any, ...]:
    n = int(rng.integers(1, 13))
    return np.round(rng.uniform(0.3, 0.9, n), 2), int(rng.integers(1, 5))


@cache
def _chosen() -> int:
    data = circles()
    train, unused = data.take(slice(0, 32)), data.take(slice(32, 500))
    watched = train_network(train, unused, hidden=200, learning_rate=0.4, seed=0)
    return _stop(watched.test_loss, 10)


STOP = Exercise(
    id="07.3",
    right=_stop,
    again=_stop_again,
    mistakes=_stop_mistakes,
    trials=Trials(
        cases=[
            (np.array([0.5]), 1),
            (np.array([0.7, 0.5]), 1),
            (np.array([0.7, 0.5, 0.6]), 2),
            (np.array([0.5, 0.6, 0.4]), 1),
            (np.array([0.5, 0.6, 0.4]), 2),
            (np.array([0.5, 0.5, 0.4]), 1),
            (np.array([0.5, 0.5, 0.6, 0.4]), 2),
            (np.array([0.5, 0.7, 0.6, 0.4]), 2),
            (np.array([0.6, 0.7, 0.5, 0.6, 0.4]), 2),
            (np.array([0.6, 0.5, 0.8, 0.7, 0.6, 0.4]), 3),
        ],
        draw=_curve,
        count=60,
    ),
    note=lambda: (
        f"On this run's validation loss, with a patience of ten, it goes back to epoch "
        f"{_chosen()}: "
        f"in the test that costs {_few_run().test_loss[_chosen()]:.4f} nats, hardly more than the "
        f"{_turn():.4f} at the turn, which the test itself had to show."
    ),
    hints=(
        "Two things to remember on the way: which epoch was best, and how long ago that is.",
        "A loop: a loss below the best so far is the new best; if none came for `patience` "
        "epochs, `break`. Return the best epoch.",
    ),
)


# --- 7.4 ----------------------------------------------------------------------------------

_SEED = 3


def _pair(of: Callable[[Any, Any], float]) -> FloatArray:
    """Compute something from the labels and the probabilities of both halves."""
    return np.array([of(half.y, _run(_SEED).predict_proba(half.X)) for half in _halves()])


def _reported() -> FloatArray:
    return _pair(binary_cross_entropy)


def _accuracy(y: Any, p: Any) -> float:
    return float(np.mean((p > 0.5) == y))


def _at(epoch: int, seed: int = _SEED) -> FloatArray:
    run = _run(seed)
    return np.array([run.train_loss[epoch], run.test_loss[epoch]])


def _curves() -> tuple[FloatArray, FloatArray]:
    run = _run(_SEED)
    return run.train_loss, run.test_loss


def _clipped_decisions(eps: float) -> FloatArray:
    return _pair(lambda y, p: binary_cross_entropy(y, np.clip(p > 0.5, eps, 1 - eps)))


def _truth() -> FloatArray:
    return np.array([binary_cross_entropy(h.y, circles_truth(h.X)) for h in _halves()])


def _report_mistakes() -> tuple[Mistake, ...]:
    return (
        Mistake(
            "Those are the *accuracies*, which is the text's own mistake: higher is better, no "
            "unit.",
            lambda: _pair(_accuracy),
        ),
        Mistake(
            "Those are the accuracies in percent.",
            lambda: 100 * _pair(_accuracy),
        ),
        Mistake(
            "Those are the shares of errors: they count misses, and do not weigh how sure they "
            "were.",
            lambda: 1 - _pair(_accuracy),
        ),
        Mistake(
            "Those are the numbers that the text printed: accuracies.",
            lambda: np.array([0.840, 0.853]),
        ),
        Mistake(
            "Those are the two the other way round: training first.",
            lambda: _reported()[::-1],
        ),
        Mistake(
            "Those are those of seed 0, the default; pass `seed=3`.",
            lambda: _at(-1, seed=0),
        ),
        Mistake(
            "Those are the losses before training, at epoch 0.",
            lambda: _at(0),
        ),
        Mistake(
            "Those are the losses one epoch before the end: the start has a place of its own, so "
            "the last epoch is 200.",
            lambda: _at(-2),
        ),
        Mistake(
            "Those are the lowest of each curve; report the network that the training ended with.",
            lambda: np.array([curve.min() for curve in _curves()]),
        ),
        Mistake(
            "Those are the means over all epochs; report the network that the training ended with.",
            lambda: np.array([curve.mean() for curve in _curves()]),
        ),
        Mistake(
            "Those are the *sums* over 500 points each; a cross-entropy to compare is the mean.",
            lambda: 500 * _reported(),
        ),
        Mistake(
            "Those have the wrong sign: a loss is never negative.",
            lambda: -_reported(),
        ),
        mistakes.bits_for_nats(_reported),
        mistakes.bans_for_nats(_reported),
        Mistake(
            "Those are the losses of the opposite labels, or of the probabilities of class 0.",
            lambda: _pair(lambda y, p: binary_cross_entropy(y, 1 - p)),
        ),
        Mistake(
            "Those come of *decisions*, 0 or 1, in the place of probabilities: every miss is a "
            "certain one.",
            lambda: _pair(lambda y, p: binary_cross_entropy(y, p > 0.5)),
        ),
        *(
            Mistake(
                "Those come of *decisions*, 0 or 1, in the place of probabilities: every miss is a "
                f"certain one, and costs what a clip at {eps:.3g} makes of infinity.",
                lambda eps=eps: _clipped_decisions(eps),
            )
            for eps in (float(np.finfo(np.float64).eps), 1e-15, 1e-7)
        ),
        Mistake(
            "Those are what the *true* probabilities cost on these points.",
            _truth,
        ),
        Mistake(
            "Those take the accuracy for a likelihood: the loss is the mean of minus the logs, "
            "point by point.",
            lambda: -np.log(_pair(_accuracy)),
        ),
        Mistake(
            "Those are the typical likelihoods, exp(−loss): take minus their logs.",
            lambda: np.exp(-_reported()),
        ),
        Mistake(
            "Those are the mean *squared* errors.",
            lambda: _pair(lambda y, p: float(np.mean((p - y) ** 2))),
        ),
        Mistake(
            "That is the training *accuracy*; give two losses, training first.",
            lambda: _pair(_accuracy)[0],
        ),
        Mistake(
            "That is the test *accuracy*; give two losses, training first.",
            lambda: _pair(_accuracy)[1],
        ),
        Mistake(
            "That is the training's alone; give both, training first.",
            lambda: _reported()[0],
        ),
        Mistake(
            "That is the test's alone; give both, training first.",
            lambda: _reported()[1],
        ),
    )


REPORT = Exercise(
    id="07.4",
    right=_reported,
    again=lambda: _at(-1),
    mistakes=_report_mistakes,
    note=lambda: (
        f"A typical test point gets {100 * math.exp(-_reported()[1]):.0f} % for what it is. At the "
        f"text's number it would be {100 * math.exp(-0.853):.0f} %, less than a coin gives. "
        "Compare any printed loss with log 2 first: it takes a second, and finds this."
    ),
    hints=(
        "The record of a run has losses and accuracies, of every epoch. Which are asked for?",
        "`run.train_loss[-1]` and `run.test_loss[-1]`, for a run with `seed=3`.",
    ),
)


# --- 7.5 ----------------------------------------------------------------------------------


def _distance(X: Any) -> Any:
    return np.hypot(X[:, 0], X[:, 1])


@cache
def _one_feature(
    of: Callable[[Any], Any], *, scaled: bool = True, on: int = 1
) -> tuple[FloatArray, FloatArray]:
    """Fit one feature; return it on one of the halves, and the probabilities there."""
    train = _halves()[0]
    mean, width = (of(train.X).mean(), of(train.X).std()) if scaled else (0.0, 1.0)
    fit = fit_logistic((of(train.X) - mean) / width, train.y)
    there = (of(_halves()[on].X) - mean) / width
    return there, fit.predict_proba(there)


def _small() -> FloatArray:
    return _one_feature(_distance)[1]


def _squares(X: Any) -> Any:
    return X[:, 0] ** 2 + X[:, 1] ** 2


def _first(X: Any) -> Any:
    return X[:, 0]


def _total(X: Any) -> Any:
    return X[:, 0] + X[:, 1]


def _product(X: Any) -> Any:
    return X[:, 0] * X[:, 1]


def _angle(X: Any) -> Any:
    return np.arctan2(X[:, 1], X[:, 0])


def _beats(p: Any) -> bool | str:
    _, test = _halves()
    if not ((p >= 0) & (p <= 1)).all():
        return "Not all of those are probabilities: they run out of [0, 1]."
    if np.allclose(p, circles_truth(test.X)) or np.array_equal(p, test.y):
        return False  # known mistakes: nobody fitted these
    loss, network = binary_cross_entropy(test.y, p), _run(0).test_loss[-1]
    if loss < network:
        return True
    return f"In the test these cost {loss:.3f} nats each; the network is at {network:.3f}."


def _feature_mistakes() -> tuple[Mistake, ...]:
    _, test = _halves()
    one_sided = "That feature is a straight cut, or nearly: inner and outer points share its values"
    return (
        Mistake(
            "Those are the logits; send them through a sigmoid, or take `predict_proba`.",
            lambda: logit(_small()),
        ),
        Mistake(
            "Those are the probabilities of class 0, the outer circle.",
            lambda: 1 - _small(),
        ),
        Mistake(
            "Those are decisions, 0 or 1: each of their misses is certain, and costs infinity.",
            lambda: (_small() > 0.5).astype(float),
        ),
        Mistake(
            "Those are the probabilities of the *training* points; the test is what counts here.",
            lambda: _one_feature(_distance, on=0)[1],
        ),
        Mistake(
            "That is the right feature, but not yet standardised: from there the descent would "
            "need many more steps.",
            lambda: _one_feature(_distance, scaled=False)[1],
        ),
        Mistake(
            "That is a good feature, but not yet standardised: from there the descent would need "
            "more steps.",
            lambda: _one_feature(_squares, scaled=False)[1],
        ),
        Mistake(
            "That is the feature itself; fit it to the training labels, and predict.",
            lambda: _one_feature(_distance)[0],
        ),
        Mistake(f"{one_sided} (x1 alone).", lambda: _one_feature(_first)[1]),
        Mistake(f"{one_sided} (x1 + x2).", lambda: _one_feature(_total)[1]),
        Mistake(
            "The product x1 · x2 tells quarters of the plane apart, not circles.",
            lambda: _one_feature(_product)[1],
        ),
        Mistake(
            "That is the angle, which both circles have alike; what do they not have alike?",
            lambda: _one_feature(_angle)[1],
        ),
        Mistake(
            "Those are the network's own: with two numbers you can do better.",
            lambda: _run(0).predict_proba(test.X),
        ),
        Mistake(
            "Those are the true probabilities, which nobody has but who made the points: fit one "
            "weight and one bias.",
            lambda: circles_truth(test.X),
        ),
        Mistake(
            "Those are the labels themselves, which a model for new points does not have.",
            lambda: test.y,
        ),
        Mistake(
            "That is the test loss; give the 500 probabilities, and the check computes it.",
            lambda: binary_cross_entropy(test.y, _small()),
        ),
    )


TWO_NUMBERS = Exercise(
    id="07.5",
    right=_small,
    again=lambda: _one_feature(_squares)[1],
    accepts=_beats,
    mistakes=_feature_mistakes,
    note=lambda: (
        f"The distance from the middle costs {binary_cross_entropy(_halves()[1].y, _small()):.3f} "
        f"nats in the test, the network {_run(0).test_loss[-1]:.3f}, the truth {_truth()[1]:.3f}. "
        "Who knows the shape needs two numbers; the network spends the others on finding it."
    ),
    hints=(
        "What do the two circles *not* have in common?",
        "The distance from the middle, `np.hypot` of both columns; standardise it, then "
        "`fit_logistic` and `predict_proba`.",
    ),
)

EXERCISES = (BY_HAND, CALMER, STOP, REPORT, TWO_NUMBERS)
