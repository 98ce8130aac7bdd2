"""The exercises of lesson 4: a fitted curve, its penalty, and what is claimed of both."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.datasets import ten_points
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials
from bce_lessons.training import Descent, fit_logistic


@cache
def _default() -> tuple[float, float]:
    """Return w and b of the lesson's `model`: near `_fit(1)`, but the solver stops a bit early."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit(ten_points().X, ten_points().y)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


@cache
def _fit(C: float = np.inf, newcomers: tuple[float, ...] = ()) -> Descent:
    """Fit the ten points, and positive newcomers, as the lesson does."""
    points = ten_points()
    x = np.append(points.X[:, 0], newcomers)
    return fit_logistic(x, np.append(points.y, np.ones(len(newcomers))), C=C)


# --- 4.1 ----------------------------------------------------------------------------------


_GRID = np.linspace(-1, 0, 10_001)


def _half(fit: Descent) -> float:
    return -fit.intercept / float(fit.coef[0])


HESITATES = Exercise(
    id="04.1",
    right=lambda: _half(_fit()),
    again=lambda: float(np.interp(0.5, sigmoid(_fit().logits(_GRID)), _GRID)),
    mistakes=lambda: (
        Mistake(
            "That is b / w, without the minus: where w x + b is 0, x is −b / w.",
            lambda: -_half(_fit()),
        ),
        Mistake(
            "That is where the *penalised* curve says one half; the question asks for `free`.",
            lambda: _half(_fit(1)),
        ),
        Mistake(
            "That is b / w of the *penalised* curve: the minus is missing, and it is not `free`.",
            lambda: -_half(_fit(1)),
        ),
        Mistake(
            "That is where the *penalised* curve says one half; the question asks for `free`.",
            lambda: -_default()[1] / _default()[0],
        ),
        Mistake(
            "That is where w x + b is one half: it is the *logit*, and the logit of one half is 0.",
            lambda: (0.5 - _fit().intercept) / float(_fit().coef[0]),
        ),
        Mistake("That is −w / b, upside down.", lambda: 1 / _half(_fit())),
        Mistake("That is w / b, upside down.", lambda: -1 / _half(_fit())),
        Mistake("That is −b; w x + b is 0 where x is −b / w.", lambda: -_fit().intercept),
        Mistake("That is b; w x + b is 0 where x is −b / w.", lambda: _fit().intercept),
        Mistake(
            "That is p at x = 0; the question asks for the x at which p is one half.",
            lambda: sigmoid(_fit().intercept),
        ),
        Mistake(
            "That is p at x = one half; the question asks for the x at which p is one half.",
            lambda: float(_fit().predict_proba([0.5])[0]),
        ),
        Mistake(
            "That is the middle of the overlap; the other eight points have a say, too.",
            lambda: (-0.8 + 0.2) / 2,
        ),
        mistakes.cut_off(lambda: _half(_fit()), 2),
    ),
    note=lambda: (
        f"The penalised curve hesitates further left, at −{abs(_half(_fit(1))):.2f}: the penalty "
        "moves that place, too. One half is no law: where a miss costs more than a false alarm, "
        "one acts at a smaller p."
    ),
    hints=(
        "One half is the sigmoid of which logit?",
        "The logit w x + b is 0: solve that for x, with `free.coef[0]` and `free.intercept`.",
    ),
    decimals=2,
)


# --- 4.2 ----------------------------------------------------------------------------------


def _cost(fit: Descent, x: float = -3.0) -> float:
    return binary_cross_entropy(1, float(fit.predict_proba([x])[0]))


def _newcomer() -> float:
    return float(_fit().predict_proba([-3.0])[0])


def _squared_cost() -> float:
    return squared_error(1, _newcomer())


NEWCOMER = Exercise(
    id="04.2",
    right=lambda: _cost(_fit()),
    again=lambda: math.log1p(math.exp(-_fit().logits([-3.0])[0])),
    mistakes=lambda: (
        Mistake(
            "That is what it costs the *penalised* curve, which was less sure.",
            lambda: _cost(_fit(1)),
        ),
        Mistake(
            "That is what it costs the *penalised* curve, which was less sure.",
            lambda: math.log1p(math.exp(3 * _default()[0] - _default()[1])),
        ),
        Mistake(
            "That is its logit with the sign turned: nearly the loss, where p is tiny, but the "
            "softening log1p(exp(−|z|)) is missing.",
            lambda: -_fit().logits([-3.0])[0],
        ),
        Mistake(
            "That is its logit; the loss is minus the log of p.", lambda: _fit().logits([-3.0])[0]
        ),
        Mistake(
            "That is the loss of a point at *plus* 3, where a positive is no surprise.",
            lambda: _cost(_fit(), 3.0),
        ),
        Mistake(
            "That is after a new fit, in which the newcomer had its say; `free` has not met it.",
            lambda: _cost(_fit(newcomers=(-3.0,))),
        ),
        Mistake(
            "That is the mean loss of all eleven; the newcomer alone is asked for.",
            lambda: (10 * _fit().loss[-1] + _cost(_fit())) / 11,
        ),
        Mistake(
            "That rounds p to two decimals first; a tiny p has hardly any left. Round at the end.",
            lambda: -math.log(round(_newcomer(), 2)),
        ),
        Mistake(
            "That is 1/p: take its log.",
            lambda: 1 / _newcomer(),
        ),
        Mistake(
            "That is what a *negative* would cost there: −log(1 − p).",
            lambda: binary_cross_entropy(0, _newcomer()),
        ),
        mistakes.sign(lambda: _cost(_fit())),
        mistakes.bits_for_nats(lambda: _cost(_fit())),
        mistakes.bans_for_nats(lambda: _cost(_fit())),
        Mistake("That is the probability p itself; the loss is minus its log.", _newcomer),
        Mistake(
            "That is 1 − p, how far p is from the label; the loss is minus the log of p.",
            lambda: 1 - _newcomer(),
        ),
        Mistake("That is the squared error (1 − p)²: no logarithm in it.", _squared_cost),
        Mistake(
            "That sends p through a sigmoid once more: `newcomer` is a probability already.",
            lambda: -math.log(sigmoid(_newcomer())),
        ),
    ),
    note=lambda: (
        f"The modest curve pays only {_cost(_fit(1)):.2f}: it lost on the ten points, and wins "
        f"on the unlucky eleventh. In squared error the newcomer costs {_squared_cost():.2f}, "
        "next to the most there is."
    ),
    hints=(
        "What did `free` give to what happened? The code cell has it already.",
        "Minus the natural log of `newcomer`.",
    ),
    decimals=2,
)


# --- 4.3 ----------------------------------------------------------------------------------


def _p(w: float, b: float) -> FloatArray:
    return np.asarray(sigmoid(w * ten_points().X[:, 0] + b))


def _mean_loss(w: float, b: float) -> float:
    return binary_cross_entropy(ten_points().y, _p(w, b))


def _objective(w: float, b: float, C: float) -> float:
    return _mean_loss(w, b) + w**2 / (2 * C * 10)


def _objective_again(w: float, b: float, C: float) -> float:
    points = ten_points()
    signed = (2 * points.y - 1) * (w * points.X[:, 0] + b)
    return float((np.logaddexp(0, -signed).sum() + w * w / (2 * C)) / 10)


def _plus(penalty: Callable[[float, float, float], float]) -> Callable[..., float]:
    """Make the mean loss plus another penalty of w, b and C."""
    return lambda w, b, C: _mean_loss(w, b) + penalty(w, b, C)


def _objective_mistakes() -> tuple[Mistake, ...]:
    return (
        Mistake("That is the loss alone, without the penalty.", _plus(lambda w, b, C: 0.0)),
        Mistake(
            "That adds the whole penalty to the *mean* loss: it belongs to the sum, so per point "
            "it is divided by ten.",
            _plus(lambda w, b, C: w**2 / (2 * C)),
        ),
        Mistake(
            "The half is missing: the penalty is w² / (2 C), shared by ten.",
            _plus(lambda w, b, C: w**2 / (C * 10)),
        ),
        Mistake(
            "That adds w² / C to the mean: the half is missing, and so is the division by ten.",
            _plus(lambda w, b, C: w**2 / C),
        ),
        Mistake(
            "That has C upside down: a larger C is a *weaker* penalty.",
            _plus(lambda w, b, C: C * w**2 / (2 * 10)),
        ),
        Mistake(
            "That has C upside down (a larger C is a *weaker* penalty), and misses the division "
            "by ten.",
            _plus(lambda w, b, C: C * w**2 / 2),
        ),
        Mistake(
            "That leaves the square out: it is w², not |w|.",
            _plus(lambda w, b, C: abs(w) / (2 * C * 10)),
        ),
        Mistake(
            "That leaves the square out: a negative w would be rewarded.",
            _plus(lambda w, b, C: w / (2 * C * 10)),
        ),
        Mistake(
            "That adds the *slope* of the penalty, w / (C n); what is minimised has the penalty "
            "itself.",
            _plus(lambda w, b, C: w / (C * 10)),
        ),
        Mistake(
            "That penalises b, too; the library leaves the bias free.",
            _plus(lambda w, b, C: (w**2 + b**2) / (2 * C * 10)),
        ),
        Mistake(
            "That subtracts the penalty; a penalty is added.",
            _plus(lambda w, b, C: -(w**2) / (2 * C * 10)),
        ),
        Mistake(
            "That is for all ten points together, as the library has it; here it is asked for "
            "per point, a tenth of that.",
            lambda w, b, C: 10 * _objective(w, b, C),
        ),
        Mistake(
            "That adds a tenth of the penalty to the *sum* of the losses: take their mean.",
            lambda w, b, C: 10 * _mean_loss(w, b) + w**2 / (2 * C * 10),
        ),
        Mistake(
            "That is the penalty alone; the mean loss belongs to it.",
            lambda w, b, C: w**2 / (2 * C * 10),
        ),
        Mistake(
            "That is the loss of the opposite labels, or of a sigmoid turned round, with the "
            "right penalty.",
            lambda w, b, C: _mean_loss(-w, -b) + w**2 / (2 * C * 10),
        ),
        Mistake(
            "The penalty is right; the loss is a squared error, without a logarithm.",
            lambda w, b, C: squared_error(ten_points().y, _p(w, b)) + w**2 / (2 * C * 10),
        ),
        Mistake(
            "The penalty is right; the loss counts the positives only, the term (1 − y) log(1 − p) "
            "is missing.",
            lambda w, b, C: -np.mean(ten_points().y * np.log(_p(w, b))) + w**2 / (2 * C * 10),
        ),
        Mistake(
            "The loss is right; its share of the penalty is a tenth, not a ninth.",
            _plus(lambda w, b, C: w**2 / (2 * C * 9)),
        ),
        Mistake(
            "The penalty is right; the loss is in bits, log2, where nats belong.",
            lambda w, b, C: _mean_loss(w, b) / math.log(2) + w**2 / (2 * C * 10),
        ),
        Mistake(
            "The penalty is right; the loss has the wrong sign.",
            lambda w, b, C: -_mean_loss(w, b) + w**2 / (2 * C * 10),
        ),
    )


OBJECTIVE = Exercise(
    id="04.3",
    right=_objective,
    again=_objective_again,
    mistakes=_objective_mistakes,
    trials=Trials(
        cases=[
            (1.0, 0.0, 1.0),
            (1.0, 0.0, 4.0),
            (2.0, 1.0, 1.0),
            (-1.0, 0.5, 0.5),
            (0.0, 0.0, 1.0),
            (1.0, 1.0, math.inf),
        ],
        draw=lambda rng: (
            float(rng.uniform(-2, 2)),
            float(rng.uniform(-1, 1)),
            float(rng.uniform(0.2, 5)),
        ),
    ),
    note=lambda: (
        "Now the library makes sense: with C = 1 its own curve has "
        f"{_fit(1).objective[-1]:.4f} here, and the curve with the smaller loss "
        f"{_objective(float(_fit().coef[0]), _fit().intercept, 1):.4f}. The bias goes free, for "
        "a penalty on it would depend on where x has its zero."
    ),
    hints=(
        "The section on what the library minimises: it adds the penalty to the *sum* of losses.",
        "Per point: `mean_loss(w, b)` plus w squared over 2 C n, where n is ten.",
    ),
)


# --- 4.4 ----------------------------------------------------------------------------------


def _middle() -> float:
    return float(_fit().loss[-1] + _fit(1).loss[-1]) / 2


@cache
def _strength(wanted: str) -> float:
    """Find the C at which the loss, or the weight, is half-way: halve an interval."""
    weight = float(_fit().coef[0] + _fit(1).coef[0]) / 2
    low, high = 1.0, 10.0
    while high - low > 1e-4:
        C = (low + high) / 2
        fit = _fit(C)
        short = fit.loss[-1] > _middle() if wanted == "loss" else fit.coef[0] < weight
        low, high = (C, high) if short else (low, C)
    return high


def _is_half_way(C: float) -> bool | str:
    if not C > 0:
        return "A C is above 0: the penalty is divided by it."
    points = ten_points()
    rate = min(0.5, 5 * C)  # a strong penalty asks for small steps
    loss = float(fit_logistic(points.X, points.y, C=C, learning_rate=rate).loss[-1])
    if abs(loss - _middle()) < 0.0005:
        return True
    side, mend = ("above", "larger") if loss > _middle() else ("below", "smaller")
    return f"With this C the loss is {loss:.4f}, {side} half-way: it takes a {mend} C."


DIAL = Exercise(
    id="04.4",
    right=lambda: _strength("loss"),
    again=lambda: 1.83,
    accepts=_is_half_way,
    mistakes=lambda: (
        Mistake("That is the half-way *loss*; which C leads to it?", _middle),
        Mistake("That is 1/C, the strength of the penalty.", lambda: 1 / _strength("loss")),
        Mistake(
            "That C makes the *weight* half-way. The loss is there before: near the bottom of the "
            "valley the weight still moves, and the loss hardly does.",
            lambda: _strength("weight"),
        ),
        Mistake("That is the default, one of the two ends.", lambda: 1.0),
        Mistake("That is no penalty at all, the other end.", lambda: math.inf),
        Mistake(
            "That doubles the penalty: a *larger* C is a weaker one.",
            lambda: 0.5,
        ),
        Mistake("A good guess, half the penalty, but a little past half-way already.", lambda: 2.0),
        Mistake("A C is above 0; a negative one would reward large weights.", lambda: -1.0),
    ),
    note=lambda: (
        f"Half of the gain is had at C = {_strength('loss'):.2f} already, half of the weight's "
        f"way only at {_strength('weight'):.2f}: "
        "a valley is flat at its bottom."
    ),
    hints=(
        "The loss falls as C grows: between which two values of C does it pass half-way?",
        "Try the middle of 1 and 10 with `fit_logistic(x, y, C=...)`, keep the half in which "
        "half-way lies, and again.",
    ),
)


# --- 4.5 ----------------------------------------------------------------------------------


def _total(fit: Descent) -> float:
    return 10 * float(fit.loss[-1])


def _times() -> float:
    return math.exp(_total(_fit(1)) - _total(_fit()))


def _likelihood(fit: Descent) -> float:
    points = ten_points()
    p = fit.predict_proba(points.X)
    return float(np.prod(np.where(points.y == 1, p, 1 - p)))


def _with_penalty() -> float:
    best = _objective(float(_fit().coef[0]), _fit().intercept, 1)
    return math.exp(10 * (float(_fit(1).objective[-1]) - best))


MOST_LIKELY = Exercise(
    id="04.5",
    right=_times,
    again=lambda: _likelihood(_fit()) / _likelihood(_fit(1)),
    mistakes=lambda: (
        Mistake(
            "That is per point, a ratio of geometric means: all ten labels multiply, so take the "
            "*sums* of the losses.",
            lambda: _times() ** 0.1,
        ),
        Mistake(
            "That is the ratio of the *losses*; a loss is a log, so a difference of losses is a "
            "ratio of likelihoods.",
            lambda: _total(_fit(1)) / _total(_fit()),
        ),
        Mistake(
            "That is the ratio of the *losses*, and upside down; a difference of losses is a "
            "ratio of likelihoods.",
            lambda: _total(_fit()) / _total(_fit(1)),
        ),
        Mistake(
            "That is the other way round: the famous curve's likelihood over the best one's.",
            lambda: 1 / _times(),
        ),
        Mistake(
            "That is the difference of the summed losses; undo the log, with `np.exp`.",
            lambda: math.log(_times()),
        ),
        Mistake(
            "That is the difference of the *mean* losses; all ten labels count, and the log is to "
            "be undone.",
            lambda: math.log(_times()) / 10,
        ),
        Mistake("That is in bits: how many *times* as likely?", lambda: math.log2(_times())),
        Mistake(
            "That undoes a natural log with a power of 2: take `np.exp`.",
            lambda: 2 ** math.log(_times()),
        ),
        Mistake(
            "That undoes a natural log with a power of 10: take `np.exp`.",
            lambda: 10 ** math.log(_times()),
        ),
        Mistake(
            "That compares loss *plus penalty*, and there the famous curve wins; a likelihood "
            "knows no penalty.",
            _with_penalty,
        ),
        Mistake(
            "That is the likelihood of all ten under the best curve; divide it by that under the "
            "famous one.",
            lambda: _likelihood(_fit()),
        ),
        Mistake(
            "That is the likelihood of all ten under the famous curve; how many times as large "
            "is it under the best one?",
            lambda: _likelihood(_fit(1)),
        ),
        Mistake(
            "That is the difference of the likelihoods; take their ratio.",
            lambda: _likelihood(_fit()) - _likelihood(_fit(1)),
        ),
        Mistake("That is how much *more* likely; how many times as likely?", lambda: _times() - 1),
        Mistake(
            "That is how much more likely, in percent; how many times as likely?",
            lambda: 100 * (_times() - 1),
        ),
        Mistake("That is in percent; how many *times* as likely?", lambda: 100 * _times()),
    ),
    note=lambda: (
        f"So of all curves the famous one is *not* the likeliest: {_times():.2f} times is what "
        "its modesty gives away on these ten. Whether that was wise, only new points can tell."
    ),
    hints=(
        "The likelihood of ten labels is a product, and minus its log the *sum* of their losses.",
        "Subtract the two sums, ten times the two means, and undo the log with `np.exp`.",
    ),
    decimals=2,
)

EXERCISES = (HESITATES, NEWCOMER, OBJECTIVE, DIAL, MOST_LIKELY)
