"""The exercises of the lesson: a network by hand, its confidence, and what to report of it."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers import mistakes
from bce_lessons.answers.compare import shown
from bce_lessons.answers.exercise import (
    Function,
    Judged,
    Value,
    function,
    judged,
    value,
)
from bce_lessons.datasets import circles
from bce_lessons.lessons import named
from bce_lessons.lessons.train_a_network.model import FEW, MANY, OPTIONS, parts
from bce_lessons.lessons.train_a_network.model import run as run_of
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.networks import train_network


@value("by-hand", decimals=3)
def by_hand(e: Value) -> None:
    """Compute the loss of a network of two units."""
    e.asks("one number, in nats, to three decimals")
    X, y = np.array([[1, 2], [2, -1], [-2, 1]]), np.array([0, 1, 1])
    W, b, v, c = np.array([[1, -1], [1, 2]]), np.array([0, -1]), np.array([0.5, -1]), 0.8

    def relu(z: Any) -> Any:
        return np.maximum(z, 0)

    def logits(W: Any = W, b: Any = b, v: Any = v, c: Any = c, bend: Any = relu) -> Any:
        return bend(X @ W + b) @ v + c

    loss = binary_cross_entropy(y, sigmoid(logits()))
    e.right(
        loss,
        again=(math.log1p(math.exp(0.3)) + math.log1p(math.exp(-1.3)) + math.log1p(math.exp(2.2)))
        / 3,
    )
    wrong = {
        "no-bend": logits(bend=lambda z: z),
        "sigmoid": logits(bend=sigmoid),
        "distance": logits(bend=np.abs),
        "no-c": logits(c=0),
        "no-b": logits(b=0),
        "b-outside": (relu(X @ W) + b) @ v + c,
        "no-biases": logits(b=0, c=0),
        "transposed": logits(W=W.T),
        "v-turned": logits(v=v[::-1]),
        "bend-at-the-end": relu(logits()),
    }
    for slug, z in wrong.items():
        e.wrong(slug, binary_cross_entropy(y, sigmoid(z)))
    e.wrong("logits", logits())
    e.wrong("probabilities", sigmoid(logits()))
    e.wrongs(mistakes.logit_values(y, logits(), decimals=3))
    e.says("""
        no-bend: That leaves the zero of max(0, ·) out: without it the two units are straight cuts,
            and so is their sum.
        sigmoid: That sends the units through a sigmoid; here a unit is max(0, ·).
        distance: That takes the distance from each cut, |·|; a unit is 0 on one side.
        no-c: That leaves the last bias out, c.
        no-b: That leaves the units' biases out, b.
        b-outside: That adds the units' biases after max(0, ·); they come before it.
        no-biases: That leaves all biases out, b and c.
        transposed: That has W transposed: its *columns* are the units, so it is X @ W.
        v-turned: That has v the other way round.
        logits: Those are the three logits: a sigmoid, and the loss of each, are still to come.
        probabilities: Those are the three probabilities: what does each cost, and what is the mean?
        bend-at-the-end: That has one more max(0, ·) after the last layer: a logit may be negative.

        look: Point by point: two units, 0 below 0; then one logit; then its loss.
        do: `np.maximum(X @ W + b, 0) @ v + c` are the logits; then a sigmoid, and the mean loss.
        note: One unit is inactive at each of two points: that is all that bends. As a random start
            may be, this network is worse than a coin: two of its three points are on the wrong
            side.
    """)


@judged("calmer")
def calmer(e: Judged) -> None:
    """Find a factor for the logits that takes the test loss below that of the turn."""
    e.asks("one number, the factor")
    run, y = run_of(FEW), parts()[1].y
    z, turn = logit(run.predict_proba(parts()[1].X)), float(run.test_loss.min())

    def calmed(factor: float) -> float:
        return binary_cross_entropy(y, sigmoid(factor * z))

    best = float(min(np.arange(1, 151) / 100, key=calmed))

    @e.judge
    def fault(factor: float) -> str:
        if not np.isfinite(factor):
            return "A finite factor is asked for."
        if factor <= 0:
            return "With such a factor the decisions would not stay as they are: give one above 0."
        loss = calmed(factor)
        if loss < turn:
            return ""
        if factor > 1 and calmed(factor / 100) < turn:
            return "That is in percent; this factor lies between 0 and 1: divide by 100."
        at_turn = f"at the turn it is {shown(turn, loss)}"
        if factor < best:
            return (
                f"That is too far down: the test loss is then {shown(loss, turn)} nats; {at_turn}."
            )
        made = f"{shown(loss, turn)} nats" if np.isfinite(loss) else "infinite"
        return f"That factor is too large: with it the test loss is {made}; {at_turn}."

    @e.tell
    def on_points(answer: FloatArray) -> str:
        """Tell what stands for each point in the place of a factor for all."""
        if answer.shape != z.shape or not np.isfinite(answer).all():
            return ""
        if np.allclose(answer, (answer @ z) / (z @ z) * z):
            return "Those are the logits times a factor: give the factor itself."
        if answer.min() >= 0 and answer.max() <= 1:
            return (
                "Those lie between 0 and 1, as probabilities do: give one factor, for the logits."
            )
        return ""

    e.right(best, again=1 / 3)
    e.wrong("as-they-are", 1.0)
    e.wrong("zero", 0.0)
    e.wrong("infinite", np.inf)
    e.wrong("negative", -best)
    e.wrong("temperature", 1 / best)
    e.wrong("logits", z)
    e.wrong("probabilities", sigmoid(z))
    e.wrong("losses", turn / run.test_loss[-1])
    e.wrong("losses-upside-down", run.test_loss[-1] / turn)
    e.wrong("loss-at-the-turn", turn)
    e.wrong("loss-of-the-best", calmed(best))
    e.says(f"""
        as-they-are: That leaves the logits as they are, and the test loss as it is at the end.
        zero: That makes every answer one half: it costs log 2, and there are no decisions left.
        infinite: An infinite factor makes every answer certain: then every miss costs infinity.
        negative: A factor below 0 turns every decision round.
        temperature: That is the temperature, by which one *divides* the logits: as a factor it
            makes the network surer.
        logits: Those are the final logits themselves; give the one factor to multiply them by.
        probabilities: Those are the final probabilities; give one factor, for the logits.
        losses: That is the ratio of the two losses; the loss is not proportional to the logits.
        losses-upside-down: That is the ratio of the two losses, upside down: it makes the network
            surer.
        loss-at-the-turn: That is the loss at the turn; the factor is asked for.
        loss-of-the-best: That is the loss that the best factor reaches; the factor is asked for.

        look: Overconfident logits are too far from 0. Does the factor lie above or below 1?
        do: Try several between 0 and 1, and print the test loss of each.
        note: The best factor for these points, {best:.2f}, takes the test loss to
            {calmed(best):.3f}, though not one decision changes: what made the loss climb was
            overconfidence.
            {named("trust_the_probabilities")} finds such a factor without the test set.
    """)


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


def _first(where: Any) -> int:
    """Return the first place that is true, or one after the last."""
    return int(np.argmax([*where, True]))


def _curve(rng: np.random.Generator) -> tuple[Any, ...]:
    n = int(rng.integers(1, 13))
    return np.round(rng.uniform(0.3, 0.9, n), 2), int(rng.integers(1, 5))


def _lower_and_lower(lows: tuple[float, ...], waits: tuple[int, ...]) -> Any:
    """Return losses with ever lower lows, after each of which so many epochs are no better."""
    between = ([0.6] * wait for wait in (*waits, 0))
    return np.array(
        [loss for low, rest in zip(lows, between, strict=True) for loss in (low, *rest)]
    )


@cache
def _chosen() -> int:
    data = circles()
    train, unused = data.take(slice(0, FEW)), data.take(slice(FEW, MANY))
    watched = train_network(train, unused, seed=0, **OPTIONS[FEW])
    return _stop(watched.test_loss, 10)


@function("stop")
def stop(e: Function) -> None:
    """Write early stopping: return the best epoch so far."""
    e.asks("a function of losses and patience that returns a whole number")
    e.right(_stop, again=_stop_again)
    e.tried_on(
        [
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
            (_lower_and_lower((0.5, 0.4, 0.3, 0.2), (7, 14, 35)), 4),
        ],
        _curve,
        count=60,
    )
    e.wrong("lowest-of-all", lambda losses, patience: np.argmin(losses))
    e.wrong(
        "where-it-stops",
        lambda losses, patience: min(_stop(losses, patience) + patience, len(losses) - 1),
    )
    e.wrong("from-1", lambda losses, patience: _stop(losses, patience) + 1)
    e.wrong("loss", lambda losses, patience: losses[_stop(losses, patience)])
    e.wrong("too-patient", lambda losses, patience: _stop(losses, patience + 1))
    e.wrong("too-impatient", lambda losses, patience: _stop(losses, max(patience - 1, 1)))
    e.wrong("patience-unused", lambda losses, patience: _stop(losses, 1))
    for always in (2, 3, 4, 5, 10, 20):
        e.wrong(
            f"patience-unused-{always}",
            lambda losses, patience, always=always: _stop(losses, always),
            f"That gives what a patience of {always} gives, whatever `patience` is.",
        )
    e.wrong(
        "after-every-dip",
        lambda losses, patience: int(np.argmin(losses[: _rises(losses, patience) + 1])),
    )
    e.wrong("steps-back", lambda losses, patience: max(_rises(losses, patience) - patience, 0))
    e.wrong("rises", _rises)
    e.wrong("first-rise", lambda losses, patience: _first(np.diff(losses) >= 0))
    e.wrong("first-strict-rise", lambda losses, patience: _first(np.diff(losses) > 0))
    e.wrong("never-reset", _never_reset)
    e.wrong("ties", _ties_count)
    e.wrong("highest", lambda losses, patience: np.argmax(losses))
    e.wrong("last", lambda losses, patience: len(losses) - 1)
    e.wrong("how-many", lambda losses, patience: len(losses))
    run, chosen = run_of(FEW), _chosen()
    e.says(f"""
        lowest-of-all: That is the lowest of the whole curve: a run that has stopped does not know
            what comes later.
        where-it-stops: That is the epoch at which the run stops; return the best one before it.
        from-1: That counts from 1: epoch 0, before training, is the first of the losses.
        loss: That is the *loss* of the best epoch; return its number.
        too-patient: That is one epoch too patient: it stops when `patience` epochs have brought no
            new best, and not one more.
        too-impatient: That is one epoch too impatient: only `patience` epochs without a new best
            stop it.
        patience-unused: That stops at the first epoch without a new best, whatever `patience` is.
        after-every-dip: That compares each epoch with the one before, and goes on after every small
            dip: compare with the best so far.
        steps-back: That compares each epoch with the one before, and steps back from where the loss
            rose: the best epoch may lie earlier.
        rises: That compares each epoch with the one before, and returns where that made it stop:
            return the best epoch so far.
        first-rise, first-strict-rise: That stops at the first rise, and has no patience.
        never-reset: That counts all epochs without a new best; a new best must start the count
            again.
        ties: That takes an equal loss for a new best; only a lower one is.
        highest: That looks for the *highest* loss, as one would with an accuracy.
        last: That is the last epoch of all; stop earlier, and go back.
        how-many: That is how many losses there are.

        look: Two things to remember on the way: which epoch was best, and how long ago that is.
        do: A loop: a loss below the best so far is the new best; if none came for `patience`
            epochs, `break`. Return the best epoch.
        note: This is *early stopping*. On this run's validation loss, with a patience of ten, it
            returns epoch {chosen}. There the test loss is {run.test_loss[chosen]:.4f} nats,
            close to the {run.test_loss.min():.4f} at the turn, and the test set had no part in the
            choice.
    """)
