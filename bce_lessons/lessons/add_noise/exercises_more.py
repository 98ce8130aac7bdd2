"""The further exercises of the lesson: a shift called noise, and a little noise on the logits."""

from __future__ import annotations

from typing import Any

import numpy as np

from bce_lessons.answers.exercise import Judged, Value, judged, value
from bce_lessons.answers.standing import first_unfit
from bce_lessons.lessons.add_noise.model import LABELS, TRUTH
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.noise import logit_noise


@judged("shifted")
def shifted(e: Judged) -> None:
    """Find labels with which a published shift lowers the loss."""
    e.asks("an array of four labels, each 0 or 1")
    labels, p = np.array([1, 0, 1, 0]), np.array([0.7, 0.3, 0.6, 0.4])

    def both(y: Any) -> tuple[float, float]:
        return binary_cross_entropy(y, p), binary_cross_entropy(y, p + 0.2)

    @e.judge
    def fault(y: Any) -> str:
        if unfit := first_unfit(y, np.isin(y, (0, 1))):
            return f"{unfit}: four labels are asked for, each 0 or 1."
        before, after = both(y)
        if after < before:
            return ""
        return (
            f"With these labels the shift takes the loss from {before:.3f} up to {after:.3f} nats."
        )

    before, after = both(np.ones(4))
    noisy = logit_noise(np.tile(p, (2000, 1)), 1.0, np.random.default_rng(6))
    rise = binary_cross_entropy(np.ones((2000, 4)), noisy) - before
    e.right(np.ones(4), again=[0, 1, 1, 1])
    e.wrong("text-labels", labels)
    e.wrong("reversed", 1 - labels)
    e.wrong("zeros", np.zeros(4))
    e.wrong("predictions", p)
    e.wrong("shifted-predictions", p + 0.2)
    e.wrong("fall", before - after)
    e.wrong("change", after - before)
    e.wrong("loss-after", after)
    e.wrong("minus-one", 2 * labels - 1)
    e.says(f"""
        text-labels: Those are the text's own labels, with which the loss does rise.
        reversed: Those are the text's labels exchanged: still two gain by the shift and two lose,
            and the two that lose, lose more.
        zeros: With these labels every shift upwards is a step away from the truth. With which
            labels is it a step towards the truth?
        predictions: Those are the predictions; labels are asked for, each 0 or 1.
        shifted-predictions: Those are the shifted predictions; labels are asked for, each 0 or 1.
        fall: That is how far the loss falls when all four labels are 1; give the labels.
        change: That is the change of the loss when all four labels are 1; give the labels.
        loss-after: That is the loss after the shift when all four labels are 1; give the labels.
        minus-one: Labels of −1 belong to another form of the loss; here they are 0 and 1.

        look: The shift pushes all four predictions upwards. For which labels is that better?
        do: A push upwards is a step towards a label of 1.
        note: A shift has a direction, and helps forecasts that it happens to push the right way:
            three ones are enough. Noise on the logits that has mean 0 for each p and each label has
            none. Averaged over 2,000 draws with σ = 1, labels of 1 cost {rise:.3f} nats *more*, and
            all others would, too.
    """)


@value("bend", decimals=4)
def bend(e: Value) -> None:
    """Find how fast the loss rises with the square of a little noise."""
    e.asks("one number, in nats, to four decimals")

    def measured() -> float:
        """Return the rise by a push up as often as a push down, divided by its square."""
        push, z = 1e-3, logit(TRUTH)
        up, down = (binary_cross_entropy(LABELS, sigmoid(z + by)) for by in (push, -push))
        return ((up + down) / 2 - binary_cross_entropy(LABELS, TRUTH)) / push**2

    def rise(sigma: float) -> float:
        """Return the lesson's rise at this σ, over its 200 draws."""
        noisy = logit_noise(np.tile(TRUTH, (200, 1)), sigma, np.random.default_rng(6))
        return binary_cross_entropy(np.tile(LABELS, (200, 1)), noisy) - binary_cross_entropy(
            LABELS, TRUTH
        )

    half, by_p = (
        np.mean(TRUTH * (1 - TRUTH)) / 2,
        np.mean(LABELS / TRUTH**2 + (1 - LABELS) / (1 - TRUTH) ** 2),
    )
    e.right(half, again=measured())
    e.wrong("second-derivative", 2 * half)
    e.wrong("quartered", half / 2)
    e.wrong("other-sign", -half)
    e.wrong("sum", 90 * half)
    e.wrong("one-half", 1 / 8)
    e.wrong("one-half-not-halved", 1 / 4)
    e.wrong("by-p-halved", by_p / 2)
    e.wrong("by-p", by_p)
    e.wrong("slope", 0.0)
    e.wrong("mean-p", np.mean(TRUTH))
    e.wrong("at-1", rise(1.0))
    e.wrong("luck", rise(0.25) / 0.25**2)
    e.wrong("not-squared", rise(0.25) / 0.25)
    e.usual("in-bits")
    e.says(f"""
        second-derivative: That is twice the right one: the second derivative itself. Divide the
            mean of both pushes, less the loss without one, by the push squared.
        quartered: That is half of the right one: a quarter of the second derivative.
        other-sign: That has the wrong sign: the curve bends upwards.
        sum: That is the sum over the ninety days; the mean is asked for.
        one-half: That is for a forecaster who always says one half: take p (1 − p) of each day, and
            then the mean.
        one-half-not-halved: That is p (1 − p) of a day at one half, and not halved.
        by-p-halved: That is the second derivative by p, halved; the noise is on the logits.
        by-p: That is the second derivative by p; the noise is on the logits.
        slope: That is the mean *slope* by the logit. Over her days it cancels, so the rise begins
            with the square.
        mean-p: That is the mean of p. What bends the curve is p (1 − p).
        at-1: That is the rise at σ = 1, which is not small: there the curve is no parabola any
            more.
        luck: That divides the rise in 200 draws at σ = 0.25 by σ². The chance of the draws is
            still in it: push up and down by the same small amount.
        not-squared: That divides the rise in 200 draws at σ = 0.25 by σ, not by its square.

        look: Push all logits up by a hundredth, then down by as much: which mean do the two losses
            have?
        do: That mean minus the loss without a push, divided by the push squared. Or half the mean
            of p (1 − p).
        note: It is half the mean of p (1 − p), and that mean is here her squared error,
            {squared_error(LABELS, TRUTH):.4f}. It is the same for either label. A little noise on
            the logits costs most where the model says one half, and nearly nothing where it is
            sure.
    """)
