"""The exercises of the lesson: smoothing, focal loss, tags, and labels that nobody knows."""

from __future__ import annotations

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers import mistakes
from bce_lessons.answers.exercise import Function, Value, function, value
from bce_lessons.categorical import categorical_cross_entropy
from bce_lessons.links import logit, sigmoid, softmax
from bce_lessons.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    squared_error,
)
from bce_lessons.variants import focal_minimizer, smooth_labels

UNKNOWN = 255


@value("ceiling", decimals=2)
def ceiling(e: Value) -> None:
    """Choose how much to smooth, so that 95 % is the highest forecast."""
    e.asks("one number, a share, to two decimals")
    top = 0.95
    alpha = 2 * (1 - top)
    told = 1000 * smooth_labels(0.001, alpha=alpha)
    e.right(alpha, again=1 - (2 * top - 1))
    e.wrong("half", 1 - top)
    e.wrong("top", top)
    e.wrong("one-minus", 1 - alpha)
    e.wrong("twice", 2 * alpha)
    e.wrong("of-three", (1 - top) * 3 / 2)
    e.wrong("percent", 100 * alpha)
    e.wrong("percent-half", 100 * (1 - top))
    e.wrong("logit", logit(top))
    e.wrong("no-smoothing", 0.0)
    e.says(f"""
        half: That would be right if smoothing turned 1 into 1 − α. But α is the weight of one
            half, and half of that weight still goes to y = 1.
        top: That is the highest forecast itself; α is the weight of one half that leads to it.
        one-minus: That is 1 − α, the weight that the label keeps.
        twice: That is twice α: the highest forecast is 1 − α/2, so α is twice what is missing to 1.
        of-three: That is right for three classes, where a third of α stays with what happened. Here
            there are two.
        percent: That is in percent; α is a share between 0 and 1: divide by 100.
        percent-half: That is in percent, and is what is missing to 1; α is a share, and is related
            to it by the label of a smoothed 1.
        logit: That is the logit of the highest forecast; no logit is needed here.
        no-smoothing: Without smoothing nothing is out of reach: cross-entropy asks for the truth.

        look: Which label does smoothing make of y = 1? It is the highest forecast asked for.
        do: Set (1 − α) + α/2 to the highest forecast, and solve for α.
        note: Then {100 * (1 - top):.0f} % is the lowest forecast that it asks for, however rare
            y = 1 is: a true one in a thousand is told as {told:.0f} in a thousand.
    """)


def _unsmoothed(p: FloatArray, alpha: float) -> FloatArray:
    return np.asarray((p - alpha / 2) / (1 - alpha))


@function("undo-smoothing")
def undo_smoothing(e: Function) -> None:
    """Turn what a smoothed model says into the true probability."""
    e.asks("a function of p and alpha that returns an array of probabilities")
    e.right(_unsmoothed, again=lambda p, alpha: 0.5 + (p - 0.5) / (1 - alpha))
    e.tried_on(
        [
            (np.array([0.5]), 0.2),
            (np.array([0.82]), 0.2),
            (np.array([0.1, 0.9]), 0.2),
            (np.array([0.25, 0.6]), 0.5),
            (np.array([0.3, 0.8]), 0.0),
        ],
        _draw_smoothed,
    )
    e.wrong("smoothed-again", lambda p, alpha: smooth_labels(p, alpha=alpha))
    e.wrong("not-divided", lambda p, alpha: p - alpha / 2)
    e.wrong("not-subtracted", lambda p, alpha: p / (1 - alpha))
    e.wrong("whole-alpha", lambda p, alpha: (p - alpha) / (1 - alpha))
    e.wrong("added", lambda p, alpha: (p + alpha / 2) / (1 - alpha))
    e.wrong("by-the-ceiling", lambda p, alpha: (p - alpha / 2) / (1 - alpha / 2))
    e.wrong("divided-first", lambda p, alpha: p / (1 - alpha) - alpha / 2)
    e.wrong("multiplied", lambda p, alpha: (p - alpha / 2) * (1 - alpha))
    e.wrong("of-logits", lambda p, alpha: sigmoid(logit(p) / (1 - alpha)))
    e.wrong("logits", lambda p, alpha: logit(np.clip(_unsmoothed(p, alpha), 0, 1)))
    e.wrong("complement", lambda p, alpha: 1 - _unsmoothed(p, alpha))
    e.wrong("as-they-were", lambda p, alpha: np.array(p))
    e.wrong("thresholded", lambda p, alpha: (_unsmoothed(p, alpha) > 0.5).astype(float))
    for decimals in (2, 3, 4):
        e.wrong(
            f"rounded-{decimals}",
            lambda p, alpha, decimals=decimals: np.round(_unsmoothed(p, alpha), decimals),
            f"That is rounded to {decimals} decimals: return all digits.",
        )
    e.says("""
        smoothed-again: That smooths once more: it goes from the truth to the forecast, and the way
            back is asked for.
        not-divided: That takes α/2 off, and leaves it there: what is left was also multiplied by
            1 − α, so divide by it.
        not-subtracted: That divides by 1 − α, but first α/2 has to come off.
        whole-alpha: That takes α off; a smoothed label has α/2 in it, for α is split between 1 and
            0.
        added: That adds α/2; smoothing added it, so take it off.
        by-the-ceiling: That divides by 1 − α/2, the highest forecast; the label was multiplied by
            1 − α.
        divided-first: That divides first and subtracts then. Undo the last step first: take α/2
            off, then divide.
        multiplied: That multiplies by 1 − α once more: divide by it.
        of-logits: That divides logits, as a temperature does; smoothing mixes *probabilities*.
        logits: Those are logits: probabilities are asked for.
        complement: That is one minus it, the probability of y = 0.
        as-they-were: That leaves the forecasts as they were.
        thresholded: That says 0 or 1; the probability is asked for.

        look: How does smoothing make the forecast p out of the true probability q?
        do: Solve p = (1 − α) q + α/2 for q.
        note: It is exact if the model says what smoothing asks for. A model with too few data or
            the wrong shape does not; then correct it on new data, as in Lesson 9.
    """)


def _draw_smoothed(rng: np.random.Generator) -> tuple[FloatArray, float]:
    """Draw forecasts that smoothing may ask for, and its weight."""
    alpha = float(rng.uniform(0.05, 0.5))
    return alpha / 2 + (1 - alpha) * rng.uniform(0.02, 0.98, int(rng.integers(1, 9))), alpha


@value("defaults", decimals=3)
def defaults(e: Value) -> None:
    """Find what a focal loss with a class weight asks for."""
    e.asks("one number, a probability, to three decimals")
    q, alpha = 0.6, 0.25

    def weighed(rate: float, share: float = alpha) -> float:
        return rate * share / (rate * share + (1 - rate) * (1 - share))

    p = focal_minimizer(weighed(q))
    grid = np.linspace(0.4, 0.5, 100_001)
    costs = q * alpha * (1 - grid) ** 2 * -np.log(grid)
    costs += (1 - q) * (1 - alpha) * grid**2 * -np.log1p(-grid)
    e.right(p, again=grid[np.argmin(costs)])
    e.wrong("no-weight", focal_minimizer(q))
    e.wrong("no-gamma", weighed(q))
    e.wrong("other-class", focal_minimizer(weighed(q, 1 - alpha)))
    e.wrong("gamma-first", weighed(focal_minimizer(q)))
    e.wrong("cross-entropy", q)
    e.wrong("one-side", focal_minimizer(q * alpha / (q * alpha + 1 - q)))
    e.wrong("times-alpha", focal_minimizer(q * alpha))
    e.wrong("gamma-one", focal_minimizer(weighed(q), gamma=1))
    e.wrong("other-label", 1 - p)
    e.wrong("odds", p / (1 - p))
    e.wrong("logit", logit(p))
    e.usual("percent")
    e.says(f"""
        no-weight: That is what γ alone asks for: the class weight is missing.
        no-gamma: That is what the class weight alone asks for: γ is missing.
        other-class: That gives the weight to y = 0: here 0.25 belongs to y = 1.
        gamma-first: That applies γ first and the weight then. The weight changes how often each
            label counts, so it comes first.
        cross-entropy: That is the true probability, which cross-entropy asks for.
        one-side: That weighs y = 1 only; y = 0 has the weight 0.75.
        times-alpha: That multiplies the probability by the weight w; a weight multiplies the
            *odds*, by w/(1 − w).
        gamma-one: That is for γ = 1; here it is 2.
        other-label: That is the probability of y = 0.
        odds: Those are the odds; the probability is odds/(1 + odds).
        logit: That is the logit; send it through a sigmoid.

        look: *Add a class weight*: what does it do to the odds, before γ acts?
        do: Multiply the odds of the truth by w/(1 − w), go back to a probability, and give it to
            `focal_minimizer`.
        note: What is more likely than not is called less likely than not, {100 * p:.0f} %: the
            threshold ½ would then refuse it. Set the threshold on new data.
    """)


@value("tags")
def tags(e: Value) -> None:
    """Score two pictures with three tags each."""
    e.asks("one number, in nats, to four digits")
    y = np.array([[1, 0, 1], [0, 0, 1]])
    z = np.array([[2.0, -1.0, 0.5], [-0.5, 1.0, 3.0]])
    by_hand = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
    shared = -np.log(softmax(z))
    right = binary_cross_entropy_with_logits(y, z)
    e.right(right, again=by_hand.mean())
    e.wrong("by-picture", by_hand.sum(axis=1).mean())
    e.wrong("by-tag", by_hand.mean(axis=0).sum() / 2)
    e.wrong("softmax", (y * shared).sum(axis=1).mean())
    e.wrong("softmax-mean", (y * shared).mean())
    e.wrong("softmax-tags", (y * shared).sum() / y.sum())
    e.wrong("softmax-shares", categorical_cross_entropy(y / y.sum(axis=1, keepdims=True), logits=z))
    e.wrong("softmax-in-sigmoid", binary_cross_entropy(y.ravel(), softmax(z).ravel()))
    e.wrong("tags-only", (y * by_hand).sum() / y.sum())
    e.wrong("of-squares", squared_error(y, sigmoid(z), reduction="sum") / 2)
    alone = {"sum", "each", "as-logits", "no-minus"}
    e.wrongs([m for m in mistakes.logit_values(y.ravel(), z.ravel()) if m.slug not in alone])
    e.wrong("no-minus", -right)
    e.wrong("sigmoid-twice", binary_cross_entropy_with_logits(y, sigmoid(z)))
    e.wrong("sum", by_hand.sum())
    e.wrong("each", by_hand)
    e.says(f"""
        by-picture: That adds up the three tags of a picture, then takes the mean over pictures.
            `BCEWithLogitsLoss` takes the mean over all entries.
        by-tag: That divides by the two pictures twice, and never by the three tags.
        softmax: That is softmax with the loss of each tag that is there, a sum for each picture.
            Tags need a sigmoid each.
        softmax-mean: That takes the logs from softmax. Tags need a sigmoid each, and a tag that is
            not there costs something, too.
        softmax-tags: That is softmax, averaged over the tags that are there. Tags need a sigmoid
            each, and the absent ones count, too.
        softmax-shares: That is softmax against labels that were divided to add up to 1. Tags may
            occur together: each needs a sigmoid.
        softmax-in-sigmoid: That takes probabilities from softmax, and scores each as a yes or no.
            Take a sigmoid of each logit.
        tags-only: That scores the tags that are there only; a tag that is not there costs
            −log(1 − p).
        of-squares: That is the squared error of the tags: no logarithm in it.
        no-minus: That is below 0, and a loss never is: take minus the logs.
        sigmoid-twice: That sends the logits through two sigmoids: `BCEWithLogitsLoss` has one
            inside.
        sum: That is the sum over all six entries; their mean is asked for.
        each: Those are the losses of the six entries; their mean is asked for.

        look: How many yes-or-no questions are there, and what does each cost?
        do: Take a sigmoid of each logit, −log p where the tag is there and −log(1 − p) where it is
            not, and the mean over all six.
        note: The sum for each picture would be {3 * right:.4f}, three times as much. It has the
            same minimum, with slopes three times as steep: in plain gradient descent, divide the
            learning rate by three.
    """)


def _kept(y: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    keep = y != UNKNOWN
    return y[keep], p[keep]


def _masked(y: FloatArray, p: FloatArray) -> float:
    return binary_cross_entropy(y, p, sample_weight=y != UNKNOWN)


def _filled(y: FloatArray, p: FloatArray, label: float) -> float:
    return binary_cross_entropy(np.where(y == UNKNOWN, label, y), p)


def _draw_unknown(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw labels, the first and the last of them known, and probabilities."""
    y, p = mistakes.batch(rng)
    unknown = rng.random(len(y)) < 0.4
    unknown[[0, -1]] = False
    return np.where(unknown, UNKNOWN, y), p


@function("masked-loss")
def masked_loss(e: Function) -> None:
    """Score the known labels alone."""
    e.asks("a function of y and p that returns one number, in nats")
    e.right(_masked, again=lambda y, p: binary_cross_entropy(*_kept(y, p)))
    e.tried_on(
        [
            (np.array([1]), np.array([0.5])),
            (np.array([0]), np.array([0.2])),
            (np.array([1, 255]), np.array([0.5, 0.9])),
            (np.array([0, 255, 1, 255]), np.array([0.4, 0.3, 0.7, 0.8])),
            (np.array([0, 1, 1]), np.array([0.1, 0.6, 0.9])),
        ],
        _draw_unknown,
    )
    e.wrong("as-no", lambda y, p: _filled(y, p, 0))
    e.wrong("as-yes", lambda y, p: _filled(y, p, 1))
    e.wrong("as-half", lambda y, p: _filled(y, p, 0.5))
    e.wrong("as-said", lambda y, p: binary_cross_entropy(np.where(y == UNKNOWN, p, y), p))
    e.wrong("over-all", lambda y, p: _masked(y, p) * np.mean(y != UNKNOWN))
    e.wrong("raw", lambda y, p: float(np.mean(-(y * np.log(p) + (1 - y) * np.log(1 - p)))))
    e.wrong("unknown-only", lambda y, p: _filled(y, p, 0) - _masked(y, p))
    for one in mistakes.loss_functions(edges=False):
        if one.slug != "swapped":  # infinite whatever is given
            e.wrong(one.slug, lambda y, p, f=one.gives: f(*_kept(y, p)), one.says)
    e.says("""
        as-no: That counts an unknown label as 0. Nobody said so: leave it out.
        as-yes: That counts an unknown label as 1. Nobody said so: leave it out.
        as-half: That counts an unknown label as one half, which pulls its forecast to one half:
            leave it out.
        as-said: That takes the forecast itself for the unknown label, so it costs its entropy:
            leave it out.
        over-all: That divides by all labels, the unknown ones included; the mean divides by those
            that are kept.
        raw: That puts the mark 255 into the formula, as if it were a label.
        unknown-only: That is the difference that the unknown labels make; the loss of the known
            ones is asked for.

        look: Which entries count, and how many are they?
        do: Make `keep = y != 255`, and score `y[keep]` and `p[keep]`, or give `keep` as
            `sample_weight`.
        note: In PyTorch, `CrossEntropyLoss` has `ignore_index` for this. `BCEWithLogitsLoss` has
            not: take `reduction="none"`, multiply by the mask, and divide the sum by that of the
            mask.
    """)
