"""The exercises of the lesson: a fitted curve, its penalty, and what is claimed of both."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from bce_lessons.answers.exercise import Function, Judged, Value, function, judged, value
from bce_lessons.datasets import ten_points
from bce_lessons.lessons.fit_ten_points.model import fit, library
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.training import Descent, fit_logistic


@value("hesitates", decimals=2)
def hesitates(e: Value) -> None:
    """Find the x at which the free curve says one half."""
    free, tight, model = fit(), fit(1), library()
    w, b, grid = float(free.coef[0]), free.intercept, np.linspace(-1, 0, 10_001)
    penalised = -tight.intercept / float(tight.coef[0])
    e.asks("one number, that x, to two decimals")
    e.right(-b / w, again=np.interp(0.5, sigmoid(free.logits(grid)), grid))
    e.wrong("no-minus", b / w)
    e.wrong("penalised", penalised)
    e.wrong("penalised-no-minus", -penalised)
    e.wrong("default", -model.intercept_[0] / model.coef_[0, 0])
    e.wrong("logit-one-half", (0.5 - b) / w)
    e.wrong("upside-down", -w / b)
    e.wrong("upside-down-no-minus", w / b)
    e.wrong("minus-b", -b)
    e.wrong("b", b)
    e.wrong("p-at-0", sigmoid(b))
    e.wrong("p-at-one-half", free.predict_proba([0.5])[0])
    e.wrong("middle-of-the-overlap", (-0.8 + 0.2) / 2)
    e.says(f"""
        no-minus: That is b / w, without the minus: where w x + b is 0, x is −b / w.
        penalised, default: That is where the *penalised* curve says one half; the question asks
            about `free`.
        penalised-no-minus: That is b / w of the *penalised* curve: the minus is missing, and the
            question asks about `free`.
        logit-one-half: That is where w x + b is one half: it is the *logit*, and the logit of one
            half is 0.
        upside-down: That is −w / b, upside down.
        upside-down-no-minus: That is w / b, upside down.
        minus-b: That is −b; w x + b is 0 where x is −b / w.
        b: That is b; w x + b is 0 where x is −b / w.
        p-at-0: That is p at x = 0; the question asks for the x at which p is one half.
        p-at-one-half: That is p at x = one half; the question asks for the x at which p is one
            half.
        middle-of-the-overlap: That is the middle of the overlap; the other eight points move the
            curve, too.

        look: One half is the sigmoid of which logit?
        do: The logit w x + b is 0: solve that for x, with `free.coef[0]` and `free.intercept`.
        note: The penalised curve says one half further left, at −{abs(penalised):.2f}: the penalty
            moves the decision boundary, too. And one half is not always the right threshold: where
            a miss costs more than a false alarm, act at a smaller p.
    """)


def _cost(fit: Descent, x: float = -3.0) -> float:
    return binary_cross_entropy(1, float(fit.predict_proba([x])[0]))


@value("newcomer", decimals=2)
def newcomer(e: Value) -> None:
    """Find what a positive at x = −3 costs the free curve."""
    free, tight, model = fit(), fit(1), library()
    z, p, cost = free.logits([-3.0])[0], float(free.predict_proba([-3.0])[0]), _cost(free)
    squared = squared_error(1, p)
    e.asks("one number, in nats, to two decimals")
    e.right(cost, again=math.log1p(math.exp(-z)))
    e.wrong("penalised", _cost(tight))
    e.wrong("default", math.log1p(math.exp(-model.decision_function([[-3.0]])[0])))
    e.wrong("minus-logit", -z)
    e.wrong("logit", z)
    e.wrong("plus-3", _cost(free, 3.0))
    e.wrong("fitted-again", _cost(fit(newcomers=(-3.0,))))
    e.wrong("mean-of-eleven", (10 * free.loss[-1] + cost) / 11)
    e.wrong("rounded-first", -math.log(round(p, 2)))
    e.wrong("inverse", 1 / p)
    e.wrong("negative", binary_cross_entropy(0, p))
    e.usual("sign", "in-bits", "in-bans")
    e.wrong("p", p)
    e.wrong("distance", 1 - p)
    e.wrong("squared", squared)
    e.wrong("sigmoid-twice", -math.log(sigmoid(p)))
    e.says(f"""
        penalised, default: That is what it costs the *penalised* curve, which was less sure.
        minus-logit: That is its logit with the sign turned: nearly the loss, where p is tiny, but
            the softening log1p(exp(−|z|)) is missing.
        logit: That is its logit; the loss is minus the log of p.
        plus-3: That is the loss of a point at *plus* 3, where a positive is no surprise.
        fitted-again: That is after a new fit to all eleven points; `free` was fitted to the ten.
        mean-of-eleven: That is the mean loss of all eleven; the newcomer alone is asked for.
        rounded-first: That rounds p to two decimals first, which changes a small p very much. Round
            at the end.
        inverse: That is 1/p: take its log.
        negative: That is what a *negative* would cost there: −log(1 − p).
        p: That is the probability p itself; the loss is minus its log.
        distance: That is 1 − p, how far p is from the label; the loss is minus the log of p.
        squared: That is the squared error (1 − p)²: no logarithm in it.
        sigmoid-twice: That sends p through a sigmoid once more: `newcomer` is a probability
            already.

        look: What did `free` give to what happened? The code cell has it already.
        do: Minus the natural log of `newcomer`.
        note: The penalised curve is less sure and pays only {_cost(tight):.2f}. It has the larger
            loss on the ten points, and the smaller one on this eleventh. One unlucky point proves
            nothing in general. In squared error the newcomer costs {squared:.2f}; the most
            possible there is 1.
    """)


def _mean_loss(w: float, b: float) -> float:
    return binary_cross_entropy(ten_points().y, sigmoid(w * ten_points().X[:, 0] + b))


def _penalty(w: float, b: float, C: float) -> float:
    return w**2 / (2 * C * 10)


def _objective(w: float, b: float, C: float) -> float:
    return _mean_loss(w, b) + _penalty(w, b, C)


def _plus(penalty: Callable[[float, float, float], float]) -> Callable[..., float]:
    """Make the mean loss plus another penalty of w, b and C."""
    return lambda w, b, C: _mean_loss(w, b) + penalty(w, b, C)


def _penalised(loss: Callable[[float, float], Any]) -> Callable[..., Any]:
    """Make another loss of w and b plus the right penalty."""
    return lambda w, b, C: loss(w, b) + _penalty(w, b, C)


@function("objective")
def objective(e: Function) -> None:
    """Write what the library minimises, per point."""
    x, y = ten_points().X[:, 0], ten_points().y

    def p(w: float, b: float) -> Any:
        return sigmoid(w * x + b)

    def again(w: float, b: float, C: float) -> Any:
        return (np.logaddexp(0, (1 - 2 * y) * (w * x + b)).sum() + w * w / (2 * C)) / 10

    e.asks("a function of w, b and C that returns one number, in nats")
    e.right(_objective, again=again)
    cases = [(1.0, 0.0, 1.0), (1.0, 0.0, 4.0), (2.0, 1.0, 1.0), (-1.0, 0.5, 0.5), (0.0, 0.0, 1.0)]
    e.tried_on(
        [*cases, (1.0, 1.0, math.inf)],
        lambda rng: (rng.uniform(-2, 2), rng.uniform(-1, 1), rng.uniform(0.2, 5)),
    )
    e.wrong("no-penalty", _plus(lambda w, b, C: 0.0))
    e.wrong("penalty-of-all", _plus(lambda w, b, C: w**2 / (2 * C)))
    e.wrong("no-half", _plus(lambda w, b, C: w**2 / (C * 10)))
    e.wrong("no-half-of-all", _plus(lambda w, b, C: w**2 / C))
    e.wrong("upside-down", _plus(lambda w, b, C: C * w**2 / (2 * 10)))
    e.wrong("upside-down-of-all", _plus(lambda w, b, C: C * w**2 / 2))
    e.wrong("no-square", _plus(lambda w, b, C: abs(w) / (2 * C * 10)))
    e.wrong("signed", _plus(lambda w, b, C: w / (2 * C * 10)))
    e.wrong("slope", _plus(lambda w, b, C: w / (C * 10)))
    e.wrong("bias-too", _plus(lambda w, b, C: (w**2 + b**2) / (2 * C * 10)))
    e.wrong("subtracted", _plus(lambda w, b, C: -_penalty(w, b, C)))
    e.wrong("mean-divided-again", lambda w, b, C: _objective(w, b, C) / 10)
    e.wrong("mean-divided", lambda w, b, C: (_mean_loss(w, b) + w**2 / (2 * C)) / 10)
    e.wrong("all-ten", lambda w, b, C: 10 * _objective(w, b, C))
    e.wrong("sum-of-losses", _penalised(lambda w, b: 10 * _mean_loss(w, b)))
    e.wrong("penalty-alone", _penalty)
    e.wrong("opposite", _penalised(lambda w, b: _mean_loss(-w, -b)))
    e.wrong("squared", _penalised(lambda w, b: squared_error(y, p(w, b))))
    e.wrong("positives-only", _penalised(lambda w, b: -np.mean(y * np.log(p(w, b)))))
    e.wrong("ninth", _plus(lambda w, b, C: w**2 / (2 * C * 9)))
    e.wrong("in-bits", _penalised(lambda w, b: _mean_loss(w, b) / math.log(2)))
    e.wrong("sign", _penalised(lambda w, b: -_mean_loss(w, b)))
    e.says(f"""
        no-penalty: That is the loss alone, without the penalty.
        penalty-of-all: That adds the whole penalty to the *mean* loss: it belongs to the sum, so
            per point it is divided by ten.
        no-half: The half is missing: the penalty is w² / (2 C), shared by ten.
        no-half-of-all: That adds w² / C to the mean: the half is missing, and so is the division by
            ten.
        upside-down: That has C upside down: a larger C is a *weaker* penalty.
        upside-down-of-all: That has C upside down (a larger C is a *weaker* penalty), and misses
            the division by ten.
        no-square: That leaves the square out: it is w², not |w|.
        signed: That leaves the square out: a negative w would be rewarded.
        slope: That adds the *slope* of the penalty, w / (C n); what is minimised has the penalty
            itself.
        bias-too: That penalises b, too; the library's default solver leaves the bias free.
        subtracted: That subtracts the penalty; a penalty is added.
        mean-divided-again: The mean is divided by ten already; and so is this penalty. Do not
            divide once more.
        mean-divided: The mean is divided by ten already: divide the penalty alone.
        all-ten: That is for all ten points together, as the library has it; here it is asked for
            per point, a tenth of that.
        sum-of-losses: That adds a tenth of the penalty to the *sum* of the losses: take their mean.
        penalty-alone: That is the penalty alone; the mean loss belongs to it.
        opposite: That is the loss of the opposite labels, or of a sigmoid turned round, with the
            right penalty.
        squared: The penalty is right; the loss is a squared error, without a logarithm.
        positives-only: The penalty is right; the loss counts the positives only, the term (1 − y)
            log(1 − p) is missing.
        ninth: The loss is right; divide the penalty by ten, not by nine.
        in-bits: The penalty is right; the loss is in bits, log2, where nats belong.
        sign: The penalty is right; the loss has the wrong sign.

        look: The section on what the library minimises: it adds the penalty to the *sum* of losses.
        do: Per point: `mean_loss(w, b)` plus w squared over 2 C n, where n is ten.
        note: Now the library makes sense: with C = 1 its own curve has {fit(1).objective[-1]:.4f}
            here, and the curve with the smaller loss
            {_objective(float(fit().coef[0]), fit().intercept, 1):.4f}. The default
            solver leaves the bias free: with a penalty on it, as `liblinear` has, the fit depends
            on where x has its zero.
    """)


def _half_way(is_short: Callable[[Any], bool]) -> float:
    """Find the C from which on a fit is no longer short of half-way: halve an interval."""
    low, high = 1.0, 10.0
    while high - low > 1e-4:
        C = (low + high) / 2
        low, high = (C, high) if is_short(library(C, "newton-cholesky", 1e-10)) else (low, C)
    return high


@judged("dial")
def dial(e: Judged) -> None:
    """Find a C at which the loss is half-way between the default's and the free curve's."""
    points, ends = ten_points(), (fit(), fit(1))
    middle, weight = sum(fit.loss[-1] for fit in ends) / 2, sum(fit.coef[0] for fit in ends) / 2

    def is_above(model: Any) -> bool:
        loss = binary_cross_entropy(points.y, model.predict_proba(points.X)[:, 1])
        return bool(loss > middle)

    by_loss, by_weight = _half_way(is_above), _half_way(lambda model: model.coef_[0, 0] < weight)

    @e.judge
    def fault(C: float) -> str:
        if not C > 0:
            return "A C is above 0: the penalty is divided by it."
        rate = min(0.5, 5 * C)  # a strong penalty asks for small steps
        loss = float(fit_logistic(points.X, points.y, C=C, learning_rate=rate).loss[-1])
        if abs(loss - middle) < 0.0005:
            return ""
        side, change = ("above", "larger") if loss > middle else ("below", "smaller")
        return f"With this C the loss is {loss:.4f}, {side} half-way: it takes a {change} C."

    e.asks("one number above 0, the `C`")
    e.right(by_loss, again=1.83)
    e.wrong("loss", middle)
    e.wrong("inverse", 1 / by_loss)
    e.wrong("weight-half-way", by_weight)
    e.wrong("default", 1.0)
    e.wrong("free", math.inf)
    e.wrong("doubled-penalty", 0.5)
    e.wrong("half-the-penalty", 2.0)
    e.wrong("negative", -1.0)
    e.says(f"""
        loss: That is the half-way *loss*; which C leads to it?
        inverse: That is 1/C, the strength of the penalty.
        weight-half-way: That C makes the *weight* half-way. The loss is half-way at a smaller C:
            near the bottom of the valley the weight still moves, and the loss hardly does.
        default: That is the default, one of the two ends.
        free: That is no penalty at all, the other end.
        doubled-penalty: That doubles the penalty: a *larger* C is a weaker one.
        half-the-penalty: That is half the penalty: a good guess, but a little past half-way.
        negative: A C is above 0; a negative one would reward large weights.

        look: The loss falls as C grows: between which two values of C does it pass half-way?
        do: Try the middle of 1 and 10 with `fit_logistic(x, y, C=...)`, keep the half in which
            half-way lies, and again.
        note: The loss is half-way at C = {by_loss:.2f}, the weight only at {by_weight:.2f}: a
            valley is flat at its bottom.
    """)


@value("most-likely", decimals=2)
def most_likely(e: Value) -> None:
    """Find how many times likelier the labels are under the free curve."""
    free, tight, points = fit(), fit(1), ten_points()

    def likelihood(fit: Descent) -> float:
        p = fit.predict_proba(points.X)
        return float(np.prod(np.where(points.y == 1, p, 1 - p)))

    least, default = 10 * float(free.loss[-1]), 10 * float(tight.loss[-1])
    times, logs = math.exp(default - least), default - least
    with_penalty = _objective(float(free.coef[0]), free.intercept, 1)
    e.asks("one number, a ratio, to two decimals")
    e.right(times, again=likelihood(free) / likelihood(tight))
    e.wrong("per-point", times**0.1)
    e.wrong("losses", default / least)
    e.wrong("losses-upside-down", least / default)
    e.wrong("upside-down", 1 / times)
    e.wrong("difference", logs)
    e.wrong("mean-difference", logs / 10)
    printed = 10 * (round(default / 10, 4) - round(least / 10, 4))  # as the lesson prints them
    e.wrong("difference-printed", printed)
    e.wrong("mean-difference-printed", printed / 10)
    e.wrong("in-bits", math.log2(times))
    e.wrong("power-of-2", 2**logs)
    e.wrong("power-of-10", 10**logs)
    e.wrong("with-penalty", math.exp(10 * (float(tight.objective[-1]) - with_penalty)))
    e.wrong("free-alone", likelihood(free))
    e.wrong("penalised-alone", likelihood(tight))
    e.wrong("likelihoods-difference", likelihood(free) - likelihood(tight))
    e.wrong("how-much-more", times - 1)
    e.wrong("how-much-more-percent", 100 * (times - 1))
    e.wrong("percent", 100 * times)
    e.says(f"""
        per-point: That is per point, a ratio of geometric means: all ten labels multiply, so take
            the *sums* of the losses.
        losses: That is the ratio of the *losses*; a loss is a log, so a difference of losses is a
            ratio of likelihoods.
        losses-upside-down: That is the ratio of the *losses*, and upside down; a difference of
            losses is a ratio of likelihoods.
        upside-down: That is the other way round: the likelihood of `penalised` over that of `free`.
        difference, difference-printed: That is the difference of the summed losses; undo the log,
            with `np.exp`.
        mean-difference, mean-difference-printed: That is the difference of the *mean* losses; all
            ten labels count, and the log is to be undone.
        in-bits: That is in bits: how many *times* as likely?
        power-of-2: That undoes a natural log with a power of 2: take `np.exp`.
        power-of-10: That undoes a natural log with a power of 10: take `np.exp`.
        with-penalty: That compares loss *plus penalty*, and there `penalised` wins; a
            likelihood has no penalty in it.
        free-alone: That is the likelihood of all ten under `free`; divide it by that under
            `penalised`.
        penalised-alone: That is the likelihood of all ten under `penalised`; how many times as
            large is it under `free`?
        likelihoods-difference: That is the difference of the likelihoods; take their ratio.
        how-much-more: That is how much *more* likely; how many times as likely?
        how-much-more-percent: That is how much more likely, in percent; how many times as likely?
        percent: That is in percent; how many *times* as likely?

        look: The likelihood of ten labels is a product, and minus its log the *sum* of their
            losses.
        do: Subtract the two sums, ten times the two means, and undo the log with `np.exp`.
        note: So the curve that scores 0.3329 is *not* the one of maximum likelihood: `free` makes
            these ten labels {times:.2f} times as probable. Which of the two is better on new
            points, these ten cannot tell.
    """)
