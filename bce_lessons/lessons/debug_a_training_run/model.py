"""The lesson's samples, its training loop, and the bugs that are put into it, one at a time.

A bug is a `Loop` that differs in one thing. The right formulas are the package's; the wrong ones
are written here. Every run has the same samples, the same start and the same order of batches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from bce_lessons._dataset import Dataset
from bce_lessons._frozen import Frozen
from bce_lessons._validation import FloatArray
from bce_lessons.gradients import (
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits_gradient,
)
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits

TRAINED, TESTED, FEATURES = 1024, 2000, 20
FEW, UNEVEN = 80, 961  # 961 are fifteen batches of 64, and one sample more
BATCH, EPOCHS, RATE = 64, 20, 1.0
RATES = (0.01, 0.1, 1.0, 10.0, 30.0)
EPS = 1e-7  # Keras clips probabilities there
WEIGHT = 7.0  # about what balances the classes
Score = Callable[[FloatArray, FloatArray], FloatArray]


@cache
def samples() -> tuple[Dataset, Dataset]:
    """Return the training and the test samples: 20 raw readings each, about one in eight y = 1."""
    rng = np.random.default_rng(13)
    way = rng.normal(size=FEATURES)
    X = rng.normal(size=(TRAINED + TESTED, FEATURES))
    q = np.asarray(sigmoid(-4.0 + 3.0 * X @ (way / np.linalg.norm(way))))
    y = (rng.random(len(q)) < q).astype(int)
    names = tuple(f"reading {k}" for k in range(1, FEATURES + 1))
    table = Dataset(50 + 10 * X, y, names, ("fine", "faulty"))
    return table.take(slice(0, TRAINED)), table.take(slice(TRAINED, None))


@cache
def standardised() -> tuple[FloatArray, FloatArray]:
    """Return both tables of readings, by mean and standard deviation of the training samples."""
    train, test = samples()
    mean, spread = train.X.mean(axis=0), train.X.std(axis=0)
    return (train.X - mean) / spread, (test.X - mean) / spread


def right_terms(y: FloatArray, z: FloatArray) -> FloatArray:
    """Return the loss of each sample of a batch, from logits."""
    return binary_cross_entropy_with_logits(y, z, reduction="none")


def right_slopes(y: FloatArray, z: FloatArray) -> FloatArray:
    """Return the slope of each of these losses in its logit."""
    return binary_cross_entropy_with_logits_gradient(y, z)


class Loop(NamedTuple):
    """A training loop: what it prints, what it steps along, and where it starts.

    Attributes
    ----------
    terms, slopes : callable
        Of labels and logits: the loss of each sample, and its slope in the logit.
    proba : callable
        Of logits: what the program then calls its probabilities.
    summed : bool
        Whether a batch adds its losses up, rather than taking their mean.
    by_batch : bool
        Whether an epoch is the plain mean over batches, however many samples each has.
    weighed : bool
        Whether the step of a batch is as long as its share of a full batch: of one sample, 1/64.
    batch : int
        How many samples a step sees.
    spread : float
        The standard deviation of the first weights.
    rows : int
        So many training samples; few of them come again and again until an epoch is full.
    raw_test : bool
        Whether the test readings are left as they came.
    """

    terms: Score = right_terms
    slopes: Score = right_slopes
    proba: Callable[[FloatArray], FloatArray] = sigmoid
    summed: bool = False
    by_batch: bool = False
    weighed: bool = False
    batch: int = BATCH
    spread: float = 0.01
    rows: int = TRAINED
    raw_test: bool = False


@dataclass(frozen=True, eq=False)
class Run(Frozen):
    """What a run has printed and what it is worth, before training and after each epoch.

    Attributes
    ----------
    printed : ndarray of float64, shape (epochs + 1,)
        The training loss as the loop prints it, in nats: a mean, or where the loop adds losses up
        the sum of a batch. First before any step, then of each epoch's batches, each batch before
        its step. NaN where the loop says so.
    test_loss, accuracy, said : ndarray of float64, shape (epochs + 1,)
        Of the test samples: their mean loss in nats, computed rightly from the program's
        probabilities; the share on the right side of 1/2; and the mean probability.
    """

    printed: FloatArray
    test_loss: FloatArray
    accuracy: FloatArray
    said: FloatArray


# --- The bugs -------------------------------------------------------------------------------


def twice_terms(y: FloatArray, z: FloatArray) -> FloatArray:
    """Score probabilities as if they were logits: the sigmoid acts twice."""
    return right_terms(y, np.asarray(sigmoid(z)))


def twice_slopes(y: FloatArray, z: FloatArray) -> FloatArray:
    """Return their slopes: the inner sigmoid makes them at most a quarter as steep."""
    p = np.asarray(sigmoid(z))
    return right_slopes(y, p) * p * (1 - p)


def _clipped(p: FloatArray) -> FloatArray:
    return np.clip(p, EPS, 1 - EPS)


def unbent_terms(y: FloatArray, z: FloatArray) -> FloatArray:
    """Score logits as if they were probabilities, clipped as in Keras: no sigmoid at all."""
    return binary_cross_entropy(y, _clipped(z), reduction="none")


def unbent_slopes(y: FloatArray, z: FloatArray) -> FloatArray:
    """Return their slopes: 0 wherever something was clipped."""
    inside = (z > EPS) & (z < 1 - EPS)
    return np.where(inside, binary_cross_entropy_gradient(y, _clipped(z)), 0.0)


def _table(y: FloatArray, z: FloatArray) -> tuple[FloatArray, ...]:
    """Make of n labels in a column and n logits in a row an n × n table, as broadcasting does."""
    return tuple(np.broadcast_arrays(y[:, None], z))


def table_terms(y: FloatArray, z: FloatArray) -> FloatArray:
    """Score every logit against every label of the batch."""
    return np.asarray(right_terms(*_table(y, z)).mean(axis=0))


def table_slopes(y: FloatArray, z: FloatArray) -> FloatArray:
    """Return their slopes: p minus the share of ones in the batch."""
    return np.asarray(right_slopes(*_table(y, z)).mean(axis=0))


def coded(zero: float, one: float) -> tuple[Score, Score]:
    """Put other numbers than 0 and 1 into the formula: it is linear in y, and takes any."""

    def terms(y: FloatArray, z: FloatArray) -> FloatArray:
        return right_terms(np.zeros_like(z), z) - (zero + (one - zero) * y) * z

    def slopes(y: FloatArray, z: FloatArray) -> FloatArray:
        return right_slopes(np.zeros_like(z), z) - (zero + (one - zero) * y)

    return terms, slopes


def heavy_terms(y: FloatArray, z: FloatArray) -> FloatArray:
    """Weigh y = 1 seven times, and divide by the number of samples, as PyTorch does."""
    return np.where(y == 1, WEIGHT, 1.0) * right_terms(y, z)


def heavy_slopes(y: FloatArray, z: FloatArray) -> FloatArray:
    """Return their slopes."""
    return np.where(y == 1, WEIGHT, 1.0) * right_slopes(y, z)


def rounded(kind: type[np.floating]) -> tuple[Score, Score]:
    """Write the formula as it is printed, in a precision: 0 × log 0 is NaN.

    Its slope is taken as automatic differentiation does, factor by factor.
    """

    def both(y: FloatArray, z: FloatArray) -> tuple[Any, Any]:
        return y.astype(kind), 1 / (1 + np.exp(-z.astype(kind)))

    @np.errstate(all="ignore")
    def terms(y: FloatArray, z: FloatArray) -> FloatArray:
        y, p = both(y, z)
        return np.asarray(-(y * np.log(p) + (1 - y) * np.log(1 - p)), dtype=float)

    @np.errstate(all="ignore")
    def slopes(y: FloatArray, z: FloatArray) -> FloatArray:
        y, p = both(y, z)
        return np.asarray(((1 - y) / (1 - p) - y / p) * (p * (1 - p)), dtype=float)

    return terms, slopes


def lone_proba(z: FloatArray) -> FloatArray:
    """Take softmax over one output, which `softmax` refuses: it has the whole 1 to itself."""
    return np.ones_like(z)


def lone_terms(y: FloatArray, z: FloatArray) -> FloatArray:
    """Score it, clipped as in Keras."""
    return binary_cross_entropy(y, _clipped(lone_proba(z)), reduction="none")


def lone_slopes(y: FloatArray, z: FloatArray) -> FloatArray:
    """Return their slopes: softmax over one output does not move."""
    return np.zeros_like(z)


GOOD = "no bug"
BUGS = {
    GOOD: Loop(),
    "starts sure": Loop(spread=2.0),
    "softmax of one": Loop(lone_terms, lone_slopes, lone_proba),
    "sigmoid twice": Loop(twice_terms, twice_slopes),
    "no sigmoid": Loop(unbent_terms, unbent_slopes, _clipped),
    "labels (64, 1)": Loop(table_terms, table_slopes),
    "sum of 64": Loop(summed=True),
    "sum of 256": Loop(summed=True, batch=4 * BATCH),
    "mean of means": Loop(by_batch=True, weighed=True, rows=UNEVEN),
    "batch of 1": Loop(rows=UNEVEN),
    "labels −1, 1": Loop(*coded(-1, 1)),
    "labels 255": Loop(*coded(0, 255)),
    "pos_weight 7": Loop(heavy_terms, heavy_slopes),
    "float16": Loop(*rounded(np.float16)),
    "float32": Loop(*rounded(np.float32)),
    "raw test": Loop(raw_test=True),
    "80 samples": Loop(rows=FEW),
}

# Curves that the lesson names: a bug, and a learning rate. `_curves` has those of an exercise.
UNNAMED = {
    "A": ("starts sure", RATE),
    "B": ("labels (64, 1)", RATE),
    "C": (GOOD, 30.0),
    "D": ("float16", RATE),
}
NAMED = {
    letter: f"learning rate {rate:g}" if bug == GOOD else bug
    for letter, (bug, rate) in UNNAMED.items()
}


# --- The loop -------------------------------------------------------------------------------


@cache
def run(bug: str = GOOD, rate: float = RATE, epochs: int = EPOCHS) -> Run:
    """Train with a bug, at a learning rate; every step is one of plain gradient descent.

    Parameters
    ----------
    bug : str
        A key of `BUGS`.
    rate : float
        The learning rate.
    epochs : int
        How often all training samples are seen.

    Returns
    -------
    Run
    """
    loop, rng = BUGS[bug], np.random.default_rng(0)
    count = loop.rows * (TRAINED // loop.rows)
    y = np.resize(samples()[0].y[: loop.rows].astype(float), count)
    X = np.resize(standardised()[0][: loop.rows], (count, FEATURES))
    w, b = rng.normal(0, loop.spread, FEATURES), float(logit(y.mean()))
    printed, measured = [], []
    for epoch in range(epochs + 1):
        losses, sizes = [], []
        order = rng.permutation(count) if epoch else np.arange(count)
        for batch in np.split(order, range(loop.batch, count, loop.batch)):
            z = X[batch] @ w + b
            size = 1 if loop.summed else len(batch)
            losses.append(loop.terms(y[batch], z).sum() / size)
            sizes.append(1 if loop.by_batch else len(batch))
            slopes = loop.slopes(y[batch], z) / (loop.batch if loop.weighed else size)
            slopes = slopes * (rate if epoch else 0)
            # Six decimals are kept, so that no machine's last bits grow in a run that is wild.
            w, b = np.round(w - slopes @ X[batch], 6), round(b - slopes.sum(), 6)
        printed.append(np.average(losses, weights=sizes))
        measured.append(_measure(loop, w, b))
    return Run(np.array(printed), *np.array(measured).T)


@np.errstate(all="ignore")
def _measure(loop: Loop, w: FloatArray, b: float) -> tuple[float, float, float]:
    """Return test loss, accuracy and mean probability; NaN all, where the weights are."""
    test = samples()[1]
    z = (test.X if loop.raw_test else standardised()[1]) @ w + b
    if not np.isfinite(z).all():
        return np.nan, np.nan, np.nan
    p = _clipped(np.asarray(loop.proba(z)))
    return binary_cross_entropy(test.y, p), float(np.mean((p > 0.5) == test.y)), float(p.mean())
