"""The exercises of lesson 10: thirteen published claims, corrected."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.datasets import ten_points
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials
from bce_lessons.training import Descent, fit_logistic


@cache
def _fit(*, copies: float = 1, opposite: bool = False, free: bool = False) -> Descent:
    """Fit the ten points; so many copies of each are one of each with a larger C."""
    points = ten_points()
    y = 1 - points.y if opposite else points.y
    return fit_logistic(points.X, y, C=np.inf if free or opposite else copies)


# --- 10.1 ---------------------------------------------------------------------------------

_Y1, _P1 = np.array([1, 1, 0, 0, 1]), np.array([0.9, 0.2, 0.3, 0.6, 0.4])
_COSTS1 = binary_cross_entropy(_Y1, _P1, reduction="none")


def _split(first: Any) -> FloatArray:
    """Split the mean loss: the samples where `first` holds, and the others."""
    return np.array([np.sum(_COSTS1[first]), np.sum(_COSTS1[~first])]) / len(_COSTS1)


TWO_TERMS = Exercise(
    id="10.1",
    right=lambda: _split(_Y1 == 1),
    again=lambda: np.array([-math.log(0.9 * 0.2 * 0.4) / 5, -math.log(0.7 * 0.4) / 5]),
    mistakes=lambda: (
        Mistake(
            "That splits by match and miss, as the claim does: y log p belongs to the *label* 1.",
            lambda: _split((_P1 > 0.5) == _Y1),
        ),
        Mistake(
            "That splits by the predicted side: y log p is at work where y is 1, wherever p lies.",
            lambda: _split(_P1 > 0.5),
        ),
        Mistake(
            "Those are the two the other way round: first the term with y log p.",
            lambda: _split(_Y1 == 0),
        ),
        Mistake(
            "Those are the means of each class: both terms are divided by *all* five samples, "
            "or they would not add up to the mean loss.",
            lambda: np.array([np.mean(_COSTS1[_Y1 == 1]), np.mean(_COSTS1[_Y1 == 0])]),
        ),
        Mistake(
            "Those are the sums: the parts of a *mean* are divided by five.",
            lambda: 5 * _split(_Y1 == 1),
        ),
        Mistake(
            "Those are without the minus sign: a part of a loss is never negative.",
            lambda: -_split(_Y1 == 1),
        ),
        mistakes.bits_for_nats(lambda: _split(_Y1 == 1)),
        Mistake(
            "Those average −log p and −log(1 − p) over all samples: the switches are missing.",
            lambda: np.array([np.mean(-np.log(_P1)), np.mean(-np.log(1 - _P1))]),
        ),
    ),
    note=lambda: (
        f"Of the first part, {_split(_Y1 == 1)[0]:.4f} nats, the two positives that were missed "
        f"pay {100 * np.sum(_COSTS1[[1, 4]]) / np.sum(_COSTS1[_Y1 == 1]):.0f} %: the term is "
        "largest exactly where nothing matches."
    ),
    hints=(
        "Which samples have a y log p that is not 0?",
        "Add up −y log p over all five and divide by five; then −(1 − y) log(1 − p) likewise.",
    ),
)


# --- 10.2 ---------------------------------------------------------------------------------

_RAIN, _SAID = np.array([1, 0, 1, 0, 0]), np.array([0.7, 0.3, 0.8, 0.2, 0.6])

SWITCHES = Exercise(
    id="10.2",
    right=lambda: np.stack([_RAIN, 1 - _RAIN]),
    again=lambda: np.array([[1, 0, 1, 0, 0], [0, 1, 0, 1, 1]]),
    mistakes=lambda: (
        Mistake(
            "Those are the two rows the other way round: on a wet day log p counts.",
            lambda: np.stack([1 - _RAIN, _RAIN]),
        ),
        Mistake(
            "With 1 everywhere both logs of every day count: that is the printed formula.",
            lambda: np.ones((2, 5)),
        ),
        Mistake(
            "Halves keep both logs of every day: nobody looks at what happened.",
            lambda: np.full((2, 5), 0.5),
        ),
        Mistake(
            "Those are p and 1 − p: they give the entropy of the forecasts, what a forecaster "
            "*expects* to pay, whatever happens.",
            lambda: np.stack([_SAID, 1 - _SAID]),
        ),
        Mistake(
            "Both rows are y: then nothing counts on a dry day.",
            lambda: np.stack([_RAIN, _RAIN]),
        ),
        Mistake(
            "Those switch by what was *said*: let the labels do it.",
            lambda: np.stack([_SAID > 0.5, _SAID <= 0.5]),
        ),
        Mistake(
            "The second row is −y: what is needed is 1 where y is 0, and 0 where it is 1.",
            lambda: np.stack([_RAIN, -_RAIN]),
        ),
        Mistake(
            "Those carry the minus already, which is taken afterwards: a switch is 0 or 1.",
            lambda: -np.stack([_RAIN, 1 - _RAIN]),
        ),
        Mistake(
            "Those are the logs that count; the array asked for is what picks them out.",
            lambda: np.stack([_RAIN, 1 - _RAIN]) * np.log(np.stack([_SAID, 1 - _SAID])),
        ),
    ),
    note=lambda: (
        f"With them the mean is {binary_cross_entropy(_RAIN, _SAID):.4f} nats. The surplus of "
        "the printed formula is the loss of the opposite forecaster, "
        f"{binary_cross_entropy(_RAIN, 1 - _SAID):.4f}: it bills everybody for both."
    ),
    hints=(
        "Each day needs one of its two logs: which one on a wet day, which on a dry one?",
        "Stack two arrays of five, one that is 1 on wet days and one that is 1 on dry days.",
    ),
)


# --- 10.3 ---------------------------------------------------------------------------------

_CLIPS = (1e-15, 1e-12, 1e-10, 1e-8, 1e-7, 1e-6, 1e-3)  # where people clip
_GAMMA, _RHO = np.array([0.8, 0.3, 0.7, 0.9]), np.array([1, 0, 0, 1])

LETTERS = Exercise(
    id="10.3",
    right=lambda: binary_cross_entropy(_RHO, _GAMMA),
    again=lambda: -math.log(0.8 * 0.7 * 0.3 * 0.9) / 4,
    mistakes=lambda: (
        *mistakes.loss_values(_RHO, _GAMMA),
        *(
            Mistake(
                "That takes gamma for the labels, and clips the 0s and 1s of rho at "
                f"{eps:g} to hide the infinity: the two are swapped.",
                lambda eps=eps: binary_cross_entropy(_GAMMA, np.clip(_RHO, eps, 1 - eps)),
            )
            for eps in _CLIPS
        ),
    ),
    note=(
        "Hard labels give themselves away: a column of nothing but 0 and 1 is hardly a "
        "probability. With soft labels nothing would have looked wrong, so pass both by "
        "name, `y_true` and `y_proba`."
    ),
    hints=(
        "Which column can only be what happened?",
        "Call the package's loss with the column of 0 and 1 first.",
    ),
)


# --- 10.4 ---------------------------------------------------------------------------------


def _line(descent: Descent) -> FloatArray:
    return np.array([descent.weights[-1, 0], descent.biases[-1]])


def _right_line() -> FloatArray:
    return _line(_fit(free=True))


MIRRORED = Exercise(
    id="10.4",
    right=_right_line,
    again=lambda: -_line(_fit(opposite=True)),
    mistakes=lambda: (
        Mistake(
            "That is the mirrored fit itself: it calls the opposite label at every x.",
            lambda: -_right_line(),
        ),
        Mistake(
            "Only w changed its sign: where does that curve say one half?",
            lambda: _right_line() * [1, -1],
        ),
        Mistake(
            "Only b changed its sign: that curve still falls as x grows.",
            lambda: _right_line() * [-1, 1],
        ),
        Mistake(
            "Those are the two in the other order: first w, then b.", lambda: _right_line()[::-1]
        ),
        Mistake(
            "Those are 1 − w and 1 − b: p becomes 1 − p, but w and b are no probabilities.",
            lambda: 1 + _right_line(),
        ),
        Mistake(
            "Those are the reciprocals; 1 − sigmoid(z) is the sigmoid of what?",
            lambda: 1 / _right_line(),
        ),
        Mistake(
            "That is the *penalised* fit of the right loss; this descent has no penalty.",
            lambda: np.round(_line(_fit()), 3),
        ),
        Mistake(
            "Those are the mirrored two, and in the other order: first w, then b, and which signs?",
            lambda: -_right_line()[::-1],
        ),
    ),
    note=(
        "1 − sigmoid(z) is sigmoid(−z), so a fit to swapped branches is the right fit, turned "
        "round. Nothing in its falling loss shows it: look at the picture, or count the hits."
    ),
    hints=(
        "The switched loss of p is the right loss of 1 − p.",
        "Write 1 − sigmoid(w x + b) as the sigmoid of something else.",
    ),
)


# --- 10.5 ---------------------------------------------------------------------------------


def _ten_times() -> float:
    return math.exp(-10 * surprisal(0.1))


TEN_TIMES = Exercise(
    id="10.5",
    right=_ten_times,
    again=lambda: 0.1**10,
    mistakes=lambda: (
        Mistake("A tenth of p *adds* one log 10: that costs twice as much.", lambda: 0.1 / 10),
        Mistake("That is nine times the cost: 10 % itself is one log 10 already.", lambda: 0.1**9),
        Mistake(
            "That is eleven times the cost: ten further tenths, and 10 % itself was the first.",
            lambda: 0.1**11,
        ),
        Mistake("That costs ten nats, not ten times as much.", lambda: math.exp(-10)),
        Mistake("That costs ten bits, not ten times as much.", lambda: 2.0**-10),
        Mistake("That adds ten nats to the cost; multiply it by ten.", lambda: 0.1 * math.exp(-10)),
        Mistake(
            "That costs a tenth, not ten times as much.", lambda: math.exp(-surprisal(0.1) / 10)
        ),
        Mistake("That is what it costs, in nats; which p costs that?", lambda: 10 * surprisal(0.1)),
        Mistake("Ten times the p costs nothing; ten times the *loss* is asked for.", lambda: 1.0),
        mistakes.percent(_ten_times),
    ),
    note=(
        "Exponentially is how p must *fall* for the loss to grow in equal steps. In the logit the "
        "loss of a confident miss grows like a straight line."
    ),
    hints=(
        "Ten times −log of a tenth is −log of what?",
        "n times log p is the log of p to the power n.",
    ),
)


# --- 10.6 ---------------------------------------------------------------------------------


def _drawable(p: Any) -> bool | str:
    if np.any((p < 0) | (p > 1)):
        return "Not all of those are probabilities: they run out of [0, 1]."
    at_ends = np.count_nonzero((p == 0) | (p == 1))
    if at_ends:
        return f"At 0 and at 1 one curve is infinite, and {at_ends} of the eleven still lie there."
    steps = np.diff(p)
    if np.all(steps < 0):
        return "They fall: let them rise, as on the axis of a plot."
    if not np.allclose(steps, steps[0]) or steps[0] <= 0:
        return (
            f"They do not rise in even steps: the smallest is {steps.min():.3f}, the largest "
            f"{steps.max():.3f}."
        )
    if p[0] > 0.05 or p[-1] < 0.95:
        return f"They run from {p[0]:.2f} to {p[-1]:.2f} only: too much of the curves is left out."
    return True


def _middles() -> FloatArray:
    return (np.arange(11) + 0.5) / 11


PLOTTED = Exercise(
    id="10.6",
    right=_middles,
    again=lambda: np.linspace(0.01, 0.99, 11),
    accepts=_drawable,
    mistakes=lambda: (
        Mistake(
            "That is the published line, or that line clipped: at its ends one of the curves is "
            "infinite, or as high as the clip happens to make it.",
            lambda: np.linspace(0, 1, 11),
        ),
        Mistake(
            "That leaves 0 out, but not 1: there −log(1 − p) is infinite.",
            lambda: np.linspace(0, 1, 12)[1:],
        ),
        Mistake(
            "That leaves 1 out, but not 0: there −log p is infinite.",
            lambda: np.linspace(0, 1, 12)[:-1],
        ),
        Mistake(
            "That starts late enough, but still ends at 1, where −log(1 − p) is infinite.",
            lambda: np.linspace(0.01, 1, 11),
        ),
        Mistake(
            "That clips the ends, and draws at 0 what belongs to a thousandth: the steps are no "
            "longer even.",
            lambda: np.clip(np.linspace(0, 1, 11), 1e-3, 1 - 1e-3),
        ),
        Mistake(
            "That avoids both edges, but leaves out the steep ends, which are the point.",
            lambda: np.linspace(0.1, 0.9, 11),
        ),
        Mistake("Those are percentages: divide by 100.", lambda: 100 * _middles()),
    ),
    note=lambda: (
        "Or say in the title where the curve starts: on an even grid the highest point drawn is "
        f"the grid's doing, {surprisal(_middles()[0]):.2f} nats with eleven middles and "
        f"{surprisal(0.5 / 1000):.2f} with a thousand."
    ),
    hints=(
        "Neither 0 nor 1 may be among them.",
        "Take the middles of eleven equal parts, or let `np.linspace` start and end inside.",
    ),
)


# --- 10.7 ---------------------------------------------------------------------------------

_TABLE_Y, _TABLE_P = np.array([0, 0, 1, 1]), np.array([0.9, 0.6, 0.3, 0.7])
_PRINTED = np.array([2.45, 1.21, 0.62, 0.34])


def _mended_table() -> FloatArray:
    given = np.exp(-_PRINTED)
    return np.asarray(np.where(_TABLE_Y == 1, given, 1 - given))


TABLE = Exercise(
    id="10.7",
    right=_mended_table,
    again=lambda: np.array(
        [-math.expm1(-2.45), -math.expm1(-1.21), math.exp(-0.62), math.exp(-0.34)]
    ),
    mistakes=lambda: (
        Mistake(
            "Those are the probabilities given to what happened; where y is 0, p is 1 minus that.",
            lambda: np.exp(-_PRINTED),
        ),
        Mistake(
            "Those are 1 − exp(−loss) in every row; where y is 1, p is exp(−loss) itself.",
            lambda: 1 - np.exp(-_PRINTED),
        ),
        Mistake(
            "Those are the two cases swapped: exp(−loss) is p where y is 1.",
            lambda: 1 - _mended_table(),
        ),
        Mistake(
            "That takes the printed losses for bits: nats are undone with `np.exp`.",
            lambda: np.where(_TABLE_Y == 1, 2**-_PRINTED, 1 - 2**-_PRINTED),
        ),
        Mistake(
            "That takes the printed losses for log10: nats are undone with `np.exp`.",
            lambda: np.where(_TABLE_Y == 1, 10**-_PRINTED, 1 - 10**-_PRINTED),
        ),
        Mistake("Those are the printed p, which do not have the printed losses.", lambda: _TABLE_P),
        Mistake(
            "Those are the right losses of the printed p; here the losses stay and p is mended.",
            lambda: binary_cross_entropy(_TABLE_Y, _TABLE_P, reduction="none"),
        ),
        mistakes.percent(_mended_table),
        mistakes.cut_off(_mended_table, 2),
    ),
    note=lambda: (
        "A wrong base would leave one ratio, a misprinted p one wrong row. Here the third p is "
        f"off by {_mended_table()[2] - 0.3:.2f}, the second by {_mended_table()[1] - 0.6:.2f}: "
        "neither explains the table. And 0.7 is on the side of 1."
    ),
    hints=(
        "A loss is minus the log of the probability given to what happened. Undo that log first.",
        "`np.exp(-printed)` where y is 1, and 1 minus that where y is 0: `np.where`.",
    ),
    decimals=2,
)


# --- 10.8 ---------------------------------------------------------------------------------

_MEAN, _MANY, _SUM, _FEW = 0.3, 400, 90.0, 100


def _overall() -> float:
    return float(np.average([_MEAN, _SUM / _FEW], weights=[_MANY, _FEW]))


POOLED = Exercise(
    id="10.8",
    right=_overall,
    again=lambda: (0.3 * 400 + 90) / 500,
    mistakes=lambda: (
        Mistake(
            "That averages the two means as if both groups were of one size: each *mail* has one "
            "vote.",
            lambda: (_MEAN + _SUM / _FEW) / 2,
        ),
        Mistake("That is the sum over all 500; divide it by 500.", lambda: _MEAN * _MANY + _SUM),
        Mistake(
            "That adds a mean to a sum; make both sums first.",
            lambda: (_MEAN + _SUM) / (_MANY + _FEW),
        ),
        Mistake(
            "That averages a mean and a sum, two different things.", lambda: (_MEAN + _SUM) / 2
        ),
        Mistake("That adds a mean to a sum, two different things.", lambda: _MEAN + _SUM),
        Mistake("That is the sum of the two means.", lambda: _MEAN + _SUM / _FEW),
        Mistake(
            "That weighs each mean by the size of the *other* group.",
            lambda: (_MEAN * _FEW + _SUM / _FEW * _MANY) / (_MANY + _FEW),
        ),
        Mistake(
            "That takes both for means; the 90 is a sum already.",
            lambda: (_MEAN * _MANY + _SUM * _FEW) / (_MANY + _FEW),
        ),
        Mistake(
            "That takes both for sums; the first is a mean, over 400 mails.",
            lambda: (_MEAN / _MANY + _SUM / _FEW) / 2,
        ),
        Mistake(
            "That divides by the 400 alone; there are 500 mails.",
            lambda: (_MEAN * _MANY + _SUM) / _MANY,
        ),
        Mistake(
            "That leaves out what the 400 cost; they are mails like the others.",
            lambda: _SUM / (_MANY + _FEW),
        ),
        Mistake(
            "That leaves out what the 100 cost; they are mails like the others.",
            lambda: _MEAN * _MANY / (_MANY + _FEW),
        ),
        mistakes.bits_for_nats(_overall),
    ),
    note=lambda: (
        f"The hundred alone have a mean of {_SUM / _FEW:.2f}, worse than a coin, and the sum of "
        "90 hid it. The same slip is common in training loops: a last batch that is smaller "
        "must have a smaller weight."
    ),
    hints=(
        "What do the 400 cost together?",
        "Add both sums, and divide by how many mails there are in all.",
    ),
)


# --- 10.9 ---------------------------------------------------------------------------------


def _least() -> float:
    return 0.15 * surprisal(0.5)


AT_LEAST = Exercise(
    id="10.9",
    right=_least,
    again=lambda: -math.log(0.5**15) / 100,
    mistakes=lambda: (
        Mistake(
            "That takes the accuracy for a probability given to what happened: it is only a share "
            "of samples.",
            lambda: surprisal(0.85),
        ),
        Mistake(
            "That is the share of misses: what does each cost at the very least?", lambda: 0.15
        ),
        mistakes.bits_for_nats(_least),
        mistakes.sign(_least),
        Mistake(
            "That gives what happened 15 %, the share of misses; but that is no forecast.",
            lambda: surprisal(0.15),
        ),
        Mistake(
            "That prices each miss as if what happened had got 15 %; a miss can be cheaper than "
            "that.",
            lambda: 0.15 * surprisal(0.15),
        ),
        Mistake(
            "That is the loss of the cheap model above; its hits, and its misses, could be cheaper "
            "still.",
            lambda: 0.85 * surprisal(0.999) + 0.15 * surprisal(0.499),
        ),
        Mistake(
            "That is the entropy of 85 %, for one who says 85 % each time; the right ones may "
            "cost next to nothing.",
            lambda: binary_entropy(0.85),
        ),
        Mistake(
            "That is a cost for the *right* ones; how little can they cost?",
            lambda: 0.85 * surprisal(0.5),
        ),
        Mistake("That is what ½ for every sample costs.", lambda: surprisal(0.5)),
        Mistake(
            "The right ones can cost next to nothing, but the misses cannot: they gave what "
            "happened less than ½.",
            lambda: 0.0,
        ),
        Mistake(
            "That is the sum over a hundred; the mean is asked for.", lambda: 15 * surprisal(0.5)
        ),
    ),
    note=lambda: (
        f"An accuracy bounds the loss from below, by {_least():.4f} nats here, and not at all "
        "from above: one certain miss is enough for infinity. So neither number stands for the "
        "other."
    ),
    hints=(
        "The cheapest hit, and the cheapest miss.",
        "A hit can cost nearly 0, a miss hardly more than log 2. Average over a hundred.",
    ),
)


# --- 10.10 --------------------------------------------------------------------------------


def _copies() -> int:
    return next(n for n in range(1, 100) if _fit(copies=n).loss[-1] < 0.31)


@cache
def _exact_strength() -> float:
    """Return the C at which the loss is just that: the number of copies, were it not whole."""
    low, high = 1.0, 100.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _fit(copies=middle).loss[-1] > 0.31 else (low, middle)
    return high


COPIES = Exercise(
    id="10.10",
    right=_copies,
    again=lambda: math.ceil(_exact_strength()),
    mistakes=lambda: (
        mistakes.off_by_one(
            _copies,
            "With so many of each the loss is near, but not below. (If you counted what is *added* "
            "to the first set, count that set, too.)",
        ),
        mistakes.off_by_one(_copies, "That is below the goal, but one fewer is, too.", by=1),
        Mistake(
            "That is the mean loss there; how many of each point give it?",
            lambda: _fit(copies=_copies()).loss[-1],
        ),
        Mistake(
            "That is the smallest mean loss, without any penalty; how many of each point are "
            "asked for.",
            lambda: _fit(free=True).loss[-1],
        ),
        Mistake(
            "That is what is left of the penalty; the question is how many copies there are.",
            lambda: 1 / _copies(),
        ),
        Mistake(
            "That is how many points there are in all; divide by the ten.", lambda: 10 * _copies()
        ),
        Mistake(
            "That is the C that does it with one of each; copies come in whole numbers: round up.",
            _exact_strength,
        ),
        Mistake("Once is the default fit itself, with the famous loss.", lambda: 1),
    ),
    note=lambda: (
        "So many copies and C = 1 are the same fit as one of each with a C as large. The smallest "
        f"mean loss, {_fit(free=True).loss[-1]:.4f}, no number of copies changes."
    ),
    hints=(
        "Put the copies in with `np.tile`, fit, and look at the mean loss.",
        "Try one number after another: `np.tile(x, (n, 1))` and `np.tile(y, n)`.",
    ),
)


# --- 10.11 --------------------------------------------------------------------------------

_FACTORS = np.arange(1, 601) / 100


def _best_factor(loss: Callable[[Any, Any], float] = squared_error) -> float:
    points = ten_points()
    z = _fit().logits(points.X)
    return float(_FACTORS[np.argmin([loss(points.y, sigmoid(k * z)) for k in _FACTORS])])


def _least_square(k: float) -> float:
    points = ten_points()
    return squared_error(points.y, sigmoid(k * _fit().logits(points.X)))


SHARPEN = Exercise(
    id="10.11",
    right=_best_factor,
    again=lambda: min((_least_square(k / 100), k / 100) for k in range(50, 300))[1],
    mistakes=lambda: (
        Mistake(
            "That is the factor with the least *cross-entropy*; squared error is asked for.",
            lambda: _best_factor(binary_cross_entropy),
        ),
        Mistake("That is the fit as it is; a little sharper it pays less.", lambda: 1.0),
        Mistake(
            "That is the squared error there; the factor is asked for.",
            lambda: _least_square(_best_factor()),
        ),
        Mistake(
            "That is the place in the list, counted from 0; which factor stands there?",
            lambda: float(np.argmin([_least_square(k) for k in _FACTORS])),
        ),
        Mistake(
            "That is a hundredth of the place in the list; the list starts at 0.01, not at 0: look "
            "up the factor there.",
            lambda: np.argmin([_least_square(k) for k in _FACTORS]) / 100,
        ),
        Mistake(
            "That is the largest factor tried: the squared error rises on the way.", lambda: 6.0
        ),
        Mistake("That is the smallest factor tried: there every p is near one half.", lambda: 0.01),
        Mistake(
            "That has one decimal; the question asks for two.", lambda: round(_best_factor(), 1)
        ),
        Mistake(
            "That is the temperature, by which one would *divide* the logits.",
            lambda: 1 / _best_factor(),
        ),
    ),
    note=lambda: (
        "Cross-entropy would go on to "
        f"{_best_factor(binary_cross_entropy):.2f}: both scores are honest, but no factor makes "
        "this model true, and then each has its own favourite."
    ),
    hints=(
        "One squared error for each factor, and the smallest of them.",
        "`factors[np.argmin(losses)]`, with the factors a hundredth apart.",
    ),
    decimals=2,
)


# --- 10.12 --------------------------------------------------------------------------------

_SPECIES = np.array(["setosa", "versicolor", "virginica"])


def _labels(species: Any) -> Any:
    kept = np.asarray(species)[np.isin(species, ["versicolor", "virginica"])]
    if not kept.size:
        raise ValueError("there is no versicolor and no virginica")
    return (kept == "virginica").astype(int)


def _labels_again(species: Any) -> Any:
    return np.array([int(name == "virginica") for name in species if name != "setosa"])


def _codes(species: Any) -> Any:
    return np.searchsorted(_SPECIES, species)


def _flowers(rng: np.random.Generator) -> tuple[Any, ...]:
    return (rng.permutation(np.append(rng.choice(_SPECIES, 4), _SPECIES[1:])),)


BY_NAME = Exercise(
    id="10.12",
    right=_labels,
    again=_labels_again,
    mistakes=lambda: (
        Mistake(
            "That is right about virginica, but keeps the setosas, as if they were versicolors: "
            "drop them first.",
            lambda species: (np.asarray(species) == "virginica").astype(int),
        ),
        Mistake(
            "That is the mask of the flowers to keep; index with it, and then label them.",
            lambda species: (np.asarray(species) != "setosa").astype(int),
        ),
        Mistake(
            "Those are the labels the other way round: 1 is for virginica.",
            lambda species: 1 - _labels(species),
        ),
        Mistake(
            "Those are the library's codes, 1 and 2; a label is 0 or 1.",
            lambda species: 1 + _labels(species),
        ),
        Mistake(
            "Those are the codes of all three species: a label of 2 has no place in the formula.",
            _codes,
        ),
        Mistake(
            "That is all 0: numbers were compared with a name, and never equal one.",
            lambda species: 0 * _labels(species),
        ),
        Mistake(
            "That keeps every flower and calls none virginica: a name that is misspelt, or a "
            "number in its place, is equal to no species.",
            lambda species: np.zeros(len(species), dtype=int),
        ),
        Mistake(
            "That keeps setosa and versicolor; the pair is versicolor and virginica.",
            lambda species: (
                np.asarray(species)[np.asarray(species) != "virginica"] == "versicolor"
            ).astype(int),
        ),
    ),
    trials=Trials(
        cases=[
            (np.array(["versicolor"]),),
            (np.array(["virginica"]),),
            (np.array(["setosa", "versicolor"]),),
            (np.array(["setosa", "virginica"]),),
            (np.array(["virginica", "setosa", "versicolor", "virginica"]),),
        ],
        draw=_flowers,
    ),
    note=(
        "Count after every choice: so many kept, so many ones. A wrong mask raises no error, and "
        "its loss may look splendid."
    ),
    hints=(
        "Two steps: which flowers to keep, and which of those are 1.",
        '`kept = species[species != "setosa"]`; then compare `kept` with the name of class 1.',
    ),
)


# --- 10.13 --------------------------------------------------------------------------------


def _pushed(p: Any, push: Any) -> Any:
    return sigmoid(logit(p) + push)


def _pushed_again(p: Any, push: Any) -> Any:
    return 1 / (1 + (1 / np.asarray(p) - 1) * np.exp(-np.asarray(push)))


def _forecasts(rng: np.random.Generator) -> tuple[Any, ...]:
    n = int(rng.integers(1, 6))
    return rng.uniform(0.02, 0.98, n), rng.normal(0, 2, n)


NOISE = Exercise(
    id="10.13",
    right=_pushed,
    again=_pushed_again,
    mistakes=lambda: (
        Mistake(
            "That pushes p, and only then takes the logit: take the logit first, then push.",
            lambda p, push: sigmoid(logit(p + push)),
        ),
        Mistake("That is the published line: it leaves [0, 1].", lambda p, push: p + push),
        *(
            Mistake(
                f"That pushes p and clips it at {eps:g}: whatever leaves the range gets one and "
                "the same p, and the clip decides what it costs.",
                lambda p, push, eps=eps: np.clip(p + push, eps, 1 - eps),
            )
            for eps in (*_CLIPS, 0.01)
        ),
        Mistake(
            "That is the probability of the *other* outcome: a minus is missing, or one too many, "
            "in the sigmoid.",
            lambda p, push: 1 - _pushed(p, push),
        ),
        Mistake(
            "That pushes log p: the logit is log p − log(1 − p).",
            lambda p, push: sigmoid(np.log(p) + push),
        ),
        Mistake(
            "That clips what has left [0, 1]: all that was pushed out becomes certain, and a "
            "certain miss costs infinity.",
            lambda p, push: np.clip(p + push, 0, 1),
        ),
        Mistake(
            "That sends p + push through a sigmoid: p must become a logit first, for without any "
            "push it should stay as it is.",
            lambda p, push: sigmoid(p + push),
        ),
        Mistake(
            "That is the pushed *logit*; bring it back with `sigmoid`.",
            lambda p, push: logit(p) + push,
        ),
        Mistake(
            "That pushes the other way: plus, not minus.",
            lambda p, push: sigmoid(logit(p) - push),
        ),
        Mistake("That leaves the push out.", lambda p, push: p + 0 * push),
        Mistake(
            "That multiplies the logit; add to it.",
            lambda p, push: sigmoid(logit(p) * push),
        ),
        Mistake(
            "That adds the push to log p, which leaves 1 behind when p is large: log p is no "
            "logit.",
            lambda p, push: p * np.exp(push),
        ),
        Mistake(
            "That adds the sigmoid of the push to p, and leaves [0, 1].",
            lambda p, push: p + sigmoid(push),
        ),
        Mistake(
            "That folds what leaves [0, 1] back in at the other end: a sure yes becomes a sure no.",
            lambda p, push: (p + push) % 1,
        ),
    ),
    trials=Trials(
        cases=[
            (np.array([0.5]), np.array([0.0])),
            (np.array([0.5]), np.array([1.0])),
            (np.array([0.9]), np.array([0.5])),
            (np.array([0.9, 0.2]), np.array([-0.3, 1.0])),
            (np.array([0.7, 0.3, 0.6, 0.4]), np.array([4.0, -4.0, 4.0, -4.0])),
        ],
        draw=_forecasts,
    ),
    note=(
        "Pushes of mean 0 on the logits neither favour a side nor leave the range, so what they "
        "do to the loss is the noise's own doing. The published shift does both."
    ),
    hints=(
        "Where is every number allowed? Lesson 6 puts its noise there.",
        "`logit`, add, and back with `sigmoid`.",
    ),
)

EXERCISES = (
    TWO_TERMS,
    SWITCHES,
    LETTERS,
    MIRRORED,
    TEN_TIMES,
    PLOTTED,
    TABLE,
    POOLED,
    AT_LEAST,
    COPIES,
    SHARPEN,
    BY_NAME,
    NOISE,
)
