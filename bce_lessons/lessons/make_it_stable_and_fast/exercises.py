"""The exercises of the lesson: a clip, digits that are lost, and a loss of two logits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bce_lessons.answers.exercise import Function, Judged, Value, function, judged, value
from bce_lessons.gradients import binary_cross_entropy_with_logits_gradient
from bce_lessons.information import surprisal
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits

_EPS64, _EPS32 = float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)


@judged("read-the-clip")
def read_the_clip(e: Judged) -> None:
    """Find the clip in the mean of 99 certain hits and one certain miss."""
    e.asks("one number, this ε")
    mean = 0.2763  # nats, of a hundred samples

    def mean_with(eps: float) -> float:
        hits_and_miss = np.clip([1.0] * 99 + [0.0], eps, 1 - eps)
        return binary_cross_entropy(np.ones(100), hits_and_miss)

    @e.judge
    def fault(eps: float) -> str:
        if 0.5 <= eps < 1:
            return "That is nearer 1 than 0, as the other end of the clip is, 1 − ε: give ε itself."
        if not 0 < eps < 1:
            return "A clip keeps p a little above 0: the answer is a small positive number."
        made = mean_with(eps)
        if round(made, 4) == mean:
            return ""
        return f"Clipped there, the mean of these hundred would be {made:.4f} nats."

    e.right(1e-12, again=math.exp(-100 * mean))
    e.wrong("log-of-the-mean", math.exp(-mean))
    e.wrong("ninety-nine", math.exp(-99 * mean))
    e.wrong("divided", math.exp(-mean / 100))
    e.wrong("cost", 100 * mean)
    e.wrong("no-minus", math.exp(100 * mean))
    e.wrong("power-of-2", 2.0 ** (-100 * mean))
    e.wrong("power-of-10", 10.0 ** (-100 * mean))
    e.wrong("no-clip", 0.0)
    e.wrong("exponent", -12)
    e.wrong("exponent-no-minus", 12)
    e.wrong("step-at-1", _EPS64)
    e.says(f"""
        log-of-the-mean: That undoes the log of the *mean*: what did the one miss cost?
        ninety-nine: That multiplies the mean by the 99 hits; it is the mean of all hundred.
        divided: That divides by a hundred once more: the miss cost a hundred *times* the mean.
        cost: That is what the one miss cost, in nats; at which ε does −log ε give that?
        no-minus: That is e to the power *plus* the loss: undo a minus log with a minus.
        power-of-2: That treats the loss as bits: nats are undone with `np.exp`.
        power-of-10: That treats the loss as a log10: nats are undone with `np.exp`.
        no-clip: Without a clip the mean would be infinite; this library did clip.
        exponent: That is the power of ten; give ε itself.
        exponent-no-minus: That is the power of ten, and without its minus; give ε itself.
        step-at-1: That is float64's step at 1, the clip of the library in this lesson: a mean of a
            hundred would then be larger.

        look: Certain hits cost nothing. So which sample makes the whole sum?
        do: A hundred times the mean is the loss of the miss; undo its log with `np.exp`.
        note: A mean of {mean} looks like a good model. It is 99 perfect answers and one infinite
            loss. Clipped at float64's own step the same answers score
            {mean_with(_EPS64):.4f}, at float32's {mean_with(_EPS32):.4f}: compare losses only under
            one clip.
    """)


@value("keep-alive")
def keep_alive(e: Value) -> None:
    """Compute slopes of sure hits, where p − y has lost its digits."""
    e.asks("an array of four slopes, of a loss in nats, to four digits")
    z = np.array([34.0, 36.0, 38.0, 40.0])

    def rounded(dtype: Any) -> Any:
        one = np.asarray(1, dtype)
        return np.asarray(one / (one + np.exp(-z.astype(dtype))), dtype=np.float64)

    p, slopes = rounded(np.float64), binary_cross_entropy_with_logits_gradient(np.ones(4), z)
    e.right(slopes, again=-1 / (1 + np.exp(z)))
    e.wrong("p-minus-y", p - 1)
    e.wrong("float32", rounded(np.float32) - 1)
    e.wrong("no-minus", -slopes)
    e.wrong("push", 1 - p)
    for eps in (_EPS64, 1e-15, 1e-12, 1e-8, 1e-7, _EPS32):
        e.wrong(
            f"clipped-{eps:.3g}",
            np.clip(p, eps, 1 - eps) - 1,
            f"That clips p at {eps:.3g} before p − y: the slope is then the clip's, not the "
            "model's.",
        )
    e.wrong("label-0", p)
    e.wrong("logit-not-turned", -p)
    e.wrong("of-the-mean", slopes / 4)
    e.usual("in-bits")
    e.wrong("squared", -2 * sigmoid(z) * sigmoid(-z) ** 2)
    e.wrong("squared-rounded", 2 * (p - 1) * p * (1 - p))
    e.wrong("log", -surprisal(sigmoid(-z)))
    e.wrong("by-p", -1 / p)
    e.wrong("sum", slopes.sum())
    e.wrong("mean", slopes.mean())
    e.says(f"""
        p-minus-y: That is p − y: the digits were lost when p was rounded, and past the edge it is
            0. Subtract nothing.
        float32: That is all 0: so says p − y in float32, or rounded to four decimals.
            The true slopes are small, and none is 0.
        no-minus: That lacks the minus sign: for y = 1 a larger logit makes the loss *smaller*. (The
            losses themselves are nearly the same numbers.)
        push: That is y − p, rounded and with the wrong sign: the push, not the slope, and past the
            edge it is 0.
        label-0: That is p, or the slope for y = 0, nearly the same; here y is 1.
        logit-not-turned: That is −sigmoid(z); the sign of the logit is missing: it is −sigmoid(−z).
        of-the-mean: That is the slope of the *mean* of the four; give the slope of each.
        squared: That is the slope of the *squared* error, 2 (p − y) p (1 − p).
        squared-rounded: That is the slope of the *squared* error, computed with a rounded p.
        log: That is log sigmoid(−z), the log of the slope's size: leave the log out.
        by-p: That is −1/p, the slope by *p*; that by the logit is asked for.
        sum: That is the sum of the four; give the slope of each.
        mean: That is the mean of the four; give the slope of each.

        look: p − y subtracts two numbers that are nearly alike. Which form subtracts nothing?
        do: The slope is s · sigmoid(s z), with s = 1 − 2y: here −1 / (1 + exp(z)).
        note: p − y keeps {100 * (p - 1)[1] / slopes[1]:.0f} % of the second slope, and nothing of
            the last two. For this sample alone it hardly matters. But backpropagation multiplies
            slopes, and what has become 0 stays 0.
    """)


def _two_logits(a: Any, b: Any) -> Any:
    return binary_cross_entropy_with_logits(1.0, float(a) - float(b))


def _share(a: Any, b: Any) -> Any:
    """Return the probability of a's class, right to the last digit."""
    return sigmoid(float(a) - float(b))


def _of_rounded(a: Any, b: Any) -> Any:
    return -np.log(1 / (1 + np.exp(b - a)))


def _log_sum_exp(a: Any, b: Any) -> Any:
    m = max(a, b)
    return m + np.log(np.exp(a - m) + np.exp(b - m)) - a


@function("two-logits")
def two_logits(e: Function) -> None:
    """Write the loss of the first of two classes that have a logit each."""
    e.asks("a function of a and b that returns one number, in nats")
    e.right(_two_logits, again=lambda a, b: np.logaddexp(0, b - a))
    plain = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (2.0, 3.0), (50.0, 0.0), (300.0, 278.0)]
    edges = [(0.0, 50.0), (800.0, 0.0), (0.0, 800.0), (800.0, 801.0), (-801.0, -800.0)]
    # Where exp(b − a) or b − a is not yet the loss, and where 1 + exp(b − a) keeps a few bits.
    between = [(8.25, 0.0), (10.5, 0.0), (0.0, 9.0), (33.0, 0.0)]
    e.tried_on(
        [*plain, *between, *edges],
        lambda rng: tuple(rng.normal(0, 5, 2).round(3).tolist()),
    )
    e.wrong("as-it-stands", lambda a, b: -np.log(np.exp(a) / (np.exp(a) + np.exp(b))))
    e.wrong("of-rounded", _of_rounded)
    e.wrong("overflows", lambda a, b: np.log1p(np.exp(b - a)))
    e.wrong("overflows-with-math", lambda a, b: math.log1p(math.exp(b - a)))
    e.wrong("log-sum-exp", _log_sum_exp)
    clips = (_EPS64, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, _EPS32, 1e-6)
    for eps in clips:
        e.wrong(
            f"clipped-{eps:.3g}",
            lambda a, b, eps=eps: -np.log(np.clip(_share(a, b), eps, 1 - eps)),
            f"That clips the share at {eps:.3g}: the loss of a sure miss is then the clip's.",
        )
    for eps in clips:
        e.wrong(
            f"added-{eps:.3g}",
            lambda a, b, eps=eps: -np.log(_share(a, b) + eps),
            f"That adds {eps:.3g} to the share before the log: a sure miss then costs what the "
            "addition makes of it, and a sure hit less than nothing.",
        )
    e.wrong("other-class", lambda a, b: _two_logits(b, a))
    e.wrong("no-minus", lambda a, b: -_two_logits(a, b))
    e.wrong("in-bits", lambda a, b: _two_logits(a, b) / np.log(2))
    e.wrong("in-bans", lambda a, b: _two_logits(a, b) / np.log(10))
    e.wrong("no-minus-of-rounded", lambda a, b: -_of_rounded(a, b))
    e.wrong("in-bits-of-rounded", lambda a, b: _of_rounded(a, b) / np.log(2))
    e.wrong("in-bans-of-rounded", lambda a, b: _of_rounded(a, b) / np.log(10))
    e.wrong("other-class-of-rounded", lambda a, b: _of_rounded(b, a))
    e.wrong("p", _share)
    e.wrong("other-p", lambda a, b: _share(b, a))
    e.wrong("hinge", lambda a, b: max(b - a, 0.0))
    e.wrong("softening-alone", lambda a, b: np.log1p(np.exp(-abs(b - a))))
    e.wrong("no-log1p", lambda a, b: max(b - a, 0.0) + np.log(1 + np.exp(-abs(b - a))))
    e.wrong("no-bars", lambda a, b: max(b - a, 0.0) + np.log1p(np.exp(-(b - a))))
    e.wrong("plus-in-the-exponent", lambda a, b: max(b - a, 0.0) + np.log1p(np.exp(abs(b - a))))
    e.wrong("a-alone", lambda a, b: binary_cross_entropy_with_logits(1.0, float(a)))
    e.wrong("difference", lambda a, b: b - a)
    e.says("""
        as-it-stands: That is the formula as it stands: exp overflows, or both underflow, and an
            undefined step follows. Only a − b matters.
        of-rounded: That takes the log of a number that has been rounded: a share that has become 0
            or 1, or a 1 that swallowed a small exp. Use `log1p`, and take the large part out first.
        overflows, overflows-with-math: That is right while b − a is not large; then exp(b − a)
            overflows. Take the large part out first: max(b − a, 0).
        log-sum-exp: There a small loss is lost: where a is large, two numbers near a are
            subtracted. Take b − a first.
        other-class: That is the loss of what did *not* happen: a belongs to what happened.
        no-minus: That is the log without its minus sign: a loss is never negative.
        in-bits: That is in bits, log2: nats want the natural log.
        in-bans: That is what log10 gives; nats want the natural log.
        no-minus-of-rounded: That has a wrong sign, a loss is never negative; and it takes the log
            of a share that may have been rounded to 0 or 1.
        in-bits-of-rounded: That is in bits, log2, where nats are asked for; and it takes the log of
            a share that may have been rounded to 0 or 1.
        in-bans-of-rounded: That is what log10 gives, where nats are asked for; and it takes the log
            of a share that may have been rounded to 0 or 1.
        other-class-of-rounded: That is the loss of what did *not* happen; and it takes the log of a
            share that may have been rounded to 0 or 1.
        p: That is the probability itself; take minus its log.
        other-p: That is the probability of what did not happen; no log is in it.
        hinge: That is max(b − a, 0), without the softening log1p(exp(−|b − a|)).
        softening-alone: That is log1p(exp(−|b − a|)), without the large part max(b − a, 0).
        no-log1p: That takes log(1 + exp(−|b − a|)), where the 1 swallows a small exp, and with it a
            small loss: `log1p` takes the small part itself.
        no-bars: That lacks the bars: it is log1p(exp(−|b − a|)), whichever of the two is larger.
        plus-in-the-exponent: That has a plus in the exponent: log1p(exp(|b − a|)) counts the large
            part twice.
        a-alone: That scores a alone, as a single logit: b counts, too.
        difference: That is minus the difference of the logits, b − a: that is the loss only where
            it is large.

        look: Divide numerator and denominator by e to the power a: what is left?
        do: With d = b − a it is log(1 + exp(d)), and the lesson has a stable form of that.
        note: Only the difference counts: two logits with a softmax are one logit with a sigmoid, so
            the loss is softplus(b − a). One of the two outputs is not needed.
    """)
