"""The exercises of lesson 3: what squared error hears, what it rewards, when it helps."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.datasets import ten_points
from bce_lessons.gradients import squared_error_with_logits_gradient
from bce_lessons.links import logit
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials
from bce_lessons.training import fit_logistic

_LOSSES = ("binary_cross_entropy", "squared_error")


# --- 3.1 ----------------------------------------------------------------------------------


@cache
def _hardest() -> float:
    """Find the p of the steepest slope in z, on a grid of 30,000 steps."""
    p = np.linspace(0, 1, 30_001)[1:-1]
    slope = squared_error_with_logits_gradient(np.zeros(p.size), logit(p))
    return float(p[np.argmax(slope)])


HARDEST_PUSH = Exercise(
    id="03.1",
    right=_hardest,
    again=lambda: 2 / 3,
    mistakes=lambda: (
        mistakes.complement(_hardest, "That is where the push is hardest for a label of *1*."),
        mistakes.percent(_hardest),
        mistakes.cut_off(_hardest, 2),
        Mistake(
            "There squared error is largest, and steepest in p; but the sigmoid is flat there, "
            "and z feels nothing.",
            lambda: 1.0,
        ),
        Mistake("There nothing is wrong, and z feels no push.", lambda: 0.0),
        Mistake(
            "There the factor p (1 − p) is largest; the slope in p, its other factor, still grows.",
            lambda: 0.5,
        ),
        Mistake(
            "There p² · p (1 − p) is largest: that is the *loss* times the factor. The slope in p "
            "belongs in its place.",
            lambda: 3 / 4,
        ),
        Mistake(
            "That is how steep it is there; the question asks at which p.",
            lambda: squared_error_with_logits_gradient(0, logit(2 / 3)),
        ),
        Mistake(
            "That is how hard the push is there; the question asks at which p.",
            lambda: -squared_error_with_logits_gradient(0, logit(2 / 3)),
        ),
        Mistake(
            "That is the logit z of that place; send it through the sigmoid.", lambda: math.log(2)
        ),
        Mistake(
            "That is the logit z where the push is hardest for a label of *1*.",
            lambda: -math.log(2),
        ),
    ),
    note=lambda: (
        f"Two thirds: there the push is 8/27, {8 / 27:.4f}, and never harder. Cross-entropy pushes "
        f"with {2 / 3:.2f} at that place, and still harder beyond."
    ),
    hints=(
        "With y = 0 the slope in z is a polynomial in p: the slope in p, times the sigmoid's.",
        "It is 2 p · p (1 − p). Set its derivative, 4 p − 6 p², to 0.",
    ),
    decimals=2,
)


# --- 3.2 ----------------------------------------------------------------------------------


def _best(q: float) -> float:
    """Return 0 or 1; NaN at one half, where all pay the same and nothing is asked."""
    return math.nan if q == 0.5 else float(q > 0.5)


def _best_on_grid(q: float) -> float:
    p = np.linspace(0, 1, 101)
    return float(p[np.argmin(q * np.abs(1 - p) + (1 - q) * np.abs(p))])


def _mostly_dry_or_wet(rng: np.random.Generator) -> tuple[float]:
    q = int(rng.integers(1, 50)) / 100
    return (q if rng.random() < 0.5 else round(1 - q, 2),)


DISHONEST = Exercise(
    id="03.2",
    right=_best,
    again=_best_on_grid,
    mistakes=lambda: (
        Mistake(
            "That is the honest forecast, q. Under this score it pays more than another.",
            lambda q: q,
        ),
        Mistake("That is 1 − q, the probability of a dry day.", lambda q: 1 - q),
        Mistake(
            "That is always one half, which pays one half whatever comes.",
            lambda q: 0.5,
        ),
        Mistake(
            "That is the forecast that pays *most*: it is certain of what is less likely.",
            lambda q: 1 - _best(q),
        ),
        Mistake(
            "That is right where rain is rarer than not; what if it is likelier?",
            lambda q: 0.0,
        ),
        Mistake(
            "That is right where rain is likelier than not; what if it is rarer?",
            lambda q: 1.0,
        ),
        Mistake(
            "That is what the best forecast *pays*; give the forecast.",
            lambda q: min(q, 1 - q),
        ),
        Mistake(
            "That is the place in a grid of a hundred steps, or percent: give p, from 0 to 1.",
            lambda q: 100 * _best(q),
        ),
        Mistake(
            "That stops one step short of 0 and of 1: its grid goes from 1 % to 99 %.",
            lambda q: 0.01 if q < 0.5 else 0.99,
        ),
        Mistake(
            "That stops one step short of 0 and of 1: its grid goes from one to 999 thousandths.",
            lambda q: 0.001 if q < 0.5 else 0.999,
        ),
        Mistake(
            "That stops one step short of 1: the end of a range is not part of it.",
            lambda q: 0.0 if q < 0.5 else 0.99,
        ),
    ),
    trials=Trials(
        cases=[(0.3,), (0.8,), (0.0,), (1.0,), (0.49,), (0.51,)],
        draw=_mostly_dry_or_wet,
    ),
    note=(
        "The average is a straight line in p, and a line is lowest at an end. So the absolute "
        "error rewards whoever claims to be certain, and is no proper score."
    ),
    hints=(
        "With probability q the forecast pays 1 − p, otherwise p. Draw that against p.",
        "It is q + (1 − 2 q) p. Which way does that line slope, and where does it end?",
    ),
)


# --- 3.3 ----------------------------------------------------------------------------------


def _after_fifty(rate: float) -> float:
    points = ten_points()
    run = fit_logistic(
        points.X, points.y, loss="squared_error", start=(-4, 0), steps=50, learning_rate=rate
    )
    return float(run.loss[-1])


def _rescues(rate: float) -> bool | str:
    if not 0 < rate < math.inf:
        return "A learning rate is a finite number above 0."
    loss = _after_fifty(rate)
    if loss < 0.11:
        return True
    after = f"With this rate the loss after 50 steps is {loss:.3f}"
    if rate < 5:
        return f"{after}, still on the plateau or on its slope: take longer steps."
    return f"{after}: so long a step jumps over the valley and lands on another plateau."


OFF_THE_PLATEAU = Exercise(
    id="03.3",
    right=lambda: 8.0,
    again=lambda: 2.0,
    accepts=_rescues,
    mistakes=lambda: (
        Mistake("That is the race's own rate, with which it sat still.", lambda: 0.5),
        Mistake("That is the loss to get below; which *rate* leads there?", lambda: 0.11),
        Mistake("With a rate of 0 nothing moves.", lambda: 0.0),
        Mistake(
            "A negative rate goes uphill: the minus sign is in the descent already.",
            lambda: -0.5,
        ),
        Mistake(
            "Even that rate is too small: after fifty steps it has hardly left the plateau.",
            lambda: 1.0,
        ),
        Mistake("That rate is too large: its first step jumps over the valley.", lambda: 1000.0),
    ),
    note=lambda: (
        f"A rate of 1 ends at {_after_fifty(1):.3f}, one of 2 at {_after_fifty(2):.3f}: a plateau "
        "is left slowly and then at once. In a large network no one knows the rate beforehand; "
        "cross-entropy does not ask for luck."
    ),
    hints=(
        "On a plateau the slope is tiny, and a step is the slope times the rate.",
        "Double the rate, look, and double it again.",
    ),
)


# --- 3.4 ----------------------------------------------------------------------------------


@cache
def _ends() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return three tables, a row for each flipped label, a column for each loss fitted.

    They hold the squared error and the cross-entropy on the true labels, and the squared error
    on the labels that the fit was given.
    """
    X, labels = ten_points().X, ten_points().y
    true, nats, seen = np.empty((10, 2)), np.empty((10, 2)), np.empty((10, 2))
    for row in range(10):
        flipped = labels.copy()
        flipped[row] ^= 1
        for column, loss in enumerate(_LOSSES):
            p = fit_logistic(X, flipped, loss=loss).predict_proba(X)  # type: ignore[arg-type]
            true[row, column] = squared_error(labels, p)
            nats[row, column] = binary_cross_entropy(labels, p)
            seen[row, column] = squared_error(flipped, p)
    return true, nats, seen


def _lower(table: FloatArray) -> FloatArray:
    """List the rows in which the fit on squared error ends lower."""
    return np.flatnonzero(table[:, 1] < table[:, 0]).astype(np.float64)


def _shielded() -> FloatArray:
    return _lower(_ends()[0])


def _hold(rows: FloatArray) -> bool | str:
    holding = len(set(rows.tolist()) & set(_shielded().tolist()))
    if holding == _shielded().size:
        return True
    return f"Of these rows the shield holds in {holding}, and fails in the others."


NOT_ALWAYS = Exercise(
    id="03.4",
    right=_shielded,
    again=lambda: _shielded()[::-1],
    accepts=_hold,
    mistakes=lambda: (
        Mistake(
            "Those are the rows where it *fails*: where the fit on squared error ends higher.",
            lambda: np.setdiff1d(np.arange(10), _shielded()),
        ),
        Mistake("Those are counted from 1; Python counts rows from 0.", lambda: _shielded() + 1),
        Mistake(
            "Those are the points' x; give their rows, counted from 0.",
            lambda: ten_points().X[_shielded().astype(int), 0],
        ),
        Mistake(
            "That is a mask of all ten rows; `np.flatnonzero` makes row numbers of it.",
            lambda: np.isin(np.arange(10), _shielded()).astype(float),
        ),
        Mistake(
            "That is a mask of all ten rows, and true where the shield *fails*.",
            lambda: (~np.isin(np.arange(10), _shielded())).astype(float),
        ),
        Mistake(
            "Those are judged in cross-entropy; the question judges both fits in squared error.",
            lambda: _lower(_ends()[1]),
        ),
        Mistake(
            "Those are judged by the *flipped* labels, which each fit was given; judge by the "
            "true ones.",
            lambda: _lower(_ends()[2]),
        ),
        Mistake(
            "That row is the lesson's own, and it belongs here; it is not the only one.",
            lambda: np.array([9.0]),
        ),
        Mistake(
            "That row is the lesson's own, and it belongs here; give a list of *all* such rows.",
            lambda: 9,
        ),
        Mistake("That is how many rows there are; which ones?", lambda: _shielded().size),
    ),
    note=lambda: (
        f"In {_shielded().size} rows of ten. Squared error ignores a wild label only where it "
        "stands alone, far out among the other class. In the overlap, or where few others "
        "contradict it, the flipped label is believed."
    ),
    hints=(
        "Twenty fits: each label flipped in turn, and both losses. Then compare the two "
        "squared errors on `labels`.",
        "Collect the rows in which `squared_error(labels, p)` is smaller for the fit on "
        "squared error.",
    ),
)


# --- 3.5 ----------------------------------------------------------------------------------


def _at_most() -> float:
    return squared_error(1, 0.0) / squared_error(1, 0.5)


ALL_ALIKE = Exercise(
    id="03.5",
    right=_at_most,
    again=lambda: 1 / 0.5**2,
    mistakes=lambda: (
        Mistake(
            "Once as much would mean alike: that is what the claim says, and is true of the 0-1 "
            "loss.",
            lambda: 1.0,
        ),
        Mistake("That is the ratio of the distances |p − y|; square them.", lambda: 2.0),
        Mistake("That is true of cross-entropy; a squared error is bounded.", lambda: math.inf),
        Mistake("That is the other way round: the cheap one over the dear one.", lambda: 0.25),
        Mistake(
            "That is the difference between the dearest and the cheapest; take their ratio.",
            lambda: squared_error(1, 0.0) - squared_error(1, 0.5),
        ),
        Mistake(
            "That is how much *more*, as a multiple of the cheap one; how many times as much?",
            lambda: _at_most() - 1,
        ),
        Mistake(
            "That is 1 % against 49 %; go on to the very ends, 0 and one half.",
            lambda: squared_error(1, 0.01) / squared_error(1, 0.49),
        ),
        Mistake(
            "That is 1 % against one half; go on to 0.",
            lambda: squared_error(1, 0.01) / squared_error(1, 0.5),
        ),
        Mistake(
            "That is 1 % against 49 % in *cross-entropy*.",
            lambda: binary_cross_entropy(1, 0.01) / binary_cross_entropy(1, 0.49),
        ),
        Mistake("That is in percent; how many *times* as much?", lambda: 100 * _at_most()),
    ),
    note=lambda: (
        "In cross-entropy there is no most: 1 % pays "
        f"{binary_cross_entropy(1, 0.01) / math.log(2):.1f} times as much as one half, one in a "
        f"million {binary_cross_entropy(1, 1e-6) / math.log(2):.1f} times. Alike are all "
        "misclassified to the 0-1 loss only."
    ),
    hints=(
        "Between which two numbers does (1 − p)² lie, if p lies between 0 and one half?",
        "Divide the largest of them by the smallest.",
    ),
)

EXERCISES = (HARDEST_PUSH, DISHONEST, OFF_THE_PLATEAU, NOT_ALWAYS, ALL_ALIKE)
