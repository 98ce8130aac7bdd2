"""The further exercises of the lesson: what to report, and what two numbers can do."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.compare import shown
from bce_lessons.answers.exercise import Judged, Value, judged, value
from bce_lessons.answers.standing import first_unfit, unfit_probability
from bce_lessons.datasets import Dataset, circles, circles_truth
from bce_lessons.lessons.train_a_network.model import FEW, TESTED, parts
from bce_lessons.lessons.train_a_network.model import run as run_of
from bce_lessons.links import logit
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.training import fit_logistic


@value("report", decimals=4)
def report(e: Value) -> None:
    """Report two losses where a text printed accuracies."""
    e.asks("an array of two losses, in nats, to four decimals")
    run, seed_0, (train, test) = run_of(seed=3), run_of(seed=0), parts()
    curves = (run.train_loss, run.test_loss)

    def pair(of: Callable[[Any, Any], float]) -> FloatArray:
        """Compute something from the labels and the probabilities of both sets."""
        return np.array([of(part.y, run.predict_proba(part.X)) for part in (train, test)])

    def decided(eps: float) -> FloatArray:
        """Score decisions, clipped."""
        return pair(lambda y, p: binary_cross_entropy(y, np.clip(p > 0.5, eps, 1 - eps)))

    losses = pair(binary_cross_entropy)
    accuracies = pair(lambda y, p: float(np.mean((p > 0.5) == y)))
    e.right(losses, again=[curve[-1] for curve in curves])
    e.wrong("accuracies", accuracies)
    e.wrong("percent", 100 * accuracies)
    e.wrong("errors", 1 - accuracies)
    e.wrong("printed", [0.840, 0.853])
    e.wrong("turned", losses[::-1])
    e.wrong("seed-0", [seed_0.train_loss[-1], seed_0.test_loss[-1]])
    for seed in (3, 0):
        few = run_of(FEW, seed=seed)
        e.wrong(
            f"few-{seed}",
            [few.train_loss[-1], few.test_loss[-1]],
            f"Those are of the network on {FEW} points; the one on 500 points is asked for.",
        )
    others = circles().take(slice(500, 1000))
    on_others = binary_cross_entropy(others.y, run.predict_proba(others.X))
    e.wrong("other-half", [losses[0], on_others])
    e.wrong("before-training", [curve[0] for curve in curves])
    e.wrong("one-early", [curve[-2] for curve in curves])
    e.wrong("lowest", [curve.min() for curve in curves])
    e.wrong("means", [curve.mean() for curve in curves])
    e.wrong("sums", losses * [len(part.y) for part in (train, test)])
    e.wrong("other-sign", -losses)
    e.usual("in-bits", "in-bans")
    e.wrong("opposite", pair(lambda y, p: binary_cross_entropy(y, 1 - p)))
    e.wrong("decisions", pair(lambda y, p: binary_cross_entropy(y, p > 0.5)))
    for eps in (float(np.finfo(np.float64).eps), 1e-15, 1e-7):
        e.wrong(
            f"decisions-clipped-{eps:.3g}",
            decided(eps),
            "Those come from *decisions*, 0 or 1, in place of probabilities: every miss is a "
            f"certain one, and costs what a clip at {eps:.3g} makes of infinity.",
        )
    e.wrong("truth", [binary_cross_entropy(s.y, circles_truth(s.X)) for s in (train, test)])
    e.wrong("log-of-accuracies", -np.log(accuracies))
    e.wrong("likelihoods", np.exp(-losses))
    e.wrong("squared", pair(squared_error))
    e.wrong("training-accuracy", accuracies[0])
    e.wrong("test-accuracy", accuracies[1])
    e.wrong("training-loss", losses[0])
    e.wrong("test-loss", losses[1])
    e.wrong("curves", curves)
    e.wrong("curves-in-columns", np.transpose(curves))
    e.wrong("training-curve", curves[0])
    e.wrong("test-curve", curves[1])
    e.says(f"""
        accuracies: Those are the *accuracies*, the text's own mistake: higher is better, no unit.
        percent: Those are the accuracies in percent.
        errors: Those are the shares of errors: they count misses, and do not ask how sure they
            were.
        printed: Those are the numbers that the text printed: accuracies.
        turned: Those are the two in the other order: training first.
        seed-0: Those are the losses of seed 0, the default; pass `seed=3`.
        other-half: The second is the loss on the other 500 of the thousand; our test points are
            {TESTED} new ones.
        before-training: Those are the losses before training, at epoch 0.
        one-early: Those are the losses one epoch before the end: the start is epoch 0, so the last
            epoch is 200.
        lowest: Those are the lowest of each curve; report the network that the training ended with.
        means: Those are the means over all epochs; report the network that the training ended with.
        sums: Those are the *sums* over all points; a cross-entropy to compare is the mean.
        other-sign: Those have the wrong sign: a loss is never negative.
        opposite: Those are the losses of the opposite labels, or of the probabilities of class 0.
        decisions: Those come from *decisions*, 0 or 1, in place of probabilities: every miss is a
            certain one.
        truth: Those are what the *true* probabilities cost on these points.
        log-of-accuracies: Those treat the accuracy as a likelihood: the loss is the mean of minus
            the logs, point by point.
        likelihoods: Those are the typical likelihoods, exp(−loss): take minus their logs.
        squared: Those are the mean *squared* errors.
        training-accuracy: That is the training *accuracy*; give two losses, training first.
        test-accuracy: That is the test *accuracy*; give two losses, training first.
        training-loss: That is the training loss alone; give both, training first.
        test-loss: That is the test loss alone; give both, training first.
        curves, curves-in-columns: Those are both losses of *every* epoch; give the last of each.
        training-curve: That is the training loss of *every* epoch; give the last one, and the
            test's.
        test-curve: That is the test loss of *every* epoch; give the training's last one, and this
            one's.

        look: The record of a run has losses and accuracies, of every epoch. Which are asked for?
        do: `run.train_loss[-1]` and `run.test_loss[-1]`, for a run with `seed=3`.
        note: In the geometric mean a test point gets {100 * math.exp(-losses[1]):.0f} % for its own
            class. At the text's number it would be {100 * math.exp(-0.853):.0f} %, less than a
            coin gives. Compare any printed loss with log 2 first: it takes a second.
    """)


@judged("two-numbers")
def two_numbers(e: Judged) -> None:
    """Beat the network with one feature."""
    e.asks(f"an array of {TESTED} probabilities")
    train, test = parts()
    truth, network = circles_truth(test.X), run_of(seed=0)
    least, bar = binary_cross_entropy(test.y, truth), network.test_loss[-1]

    def one_feature(
        of: Callable[[Any], Any], *, scaled: bool = True, on: Dataset = test
    ) -> tuple[FloatArray, FloatArray]:
        """Fit one feature; return it on one of the sets, and the probabilities there."""
        mean, width = (of(train.X).mean(), of(train.X).std()) if scaled else (0.0, 1.0)
        fit = fit_logistic((of(train.X) - mean) / width, train.y)
        there = (of(on.X) - mean) / width
        return there, fit.predict_proba(there)

    @e.judge
    def fault(p: Any) -> str:
        if unfit := unfit_probability(p):
            return unfit
        loss = binary_cross_entropy(test.y, p)
        if np.allclose(p, truth, atol=2e-3) or loss < 0.9 * least:
            cost = f"in the test they cost {shown(loss)} nats each, the true ones {shown(least)}"
            return f"Nobody fitted those: {cost}."
        if np.isinf(loss):
            missed = first_unfit(p, np.abs(test.y - p) < 1)
            return f"{missed}, and the other thing happened: a certain miss costs infinity."
        if loss < bar:
            return ""
        there = f"the network is at {shown(bar, loss)}"
        return f"In the test these cost {shown(loss, bar)} nats each; {there}."

    def distance(X: Any) -> Any:
        return np.hypot(X[:, 0], X[:, 1])

    def squares(X: Any) -> Any:
        return X[:, 0] ** 2 + X[:, 1] ** 2

    feature, small = one_feature(distance)
    e.right(small, again=one_feature(squares)[1])
    e.wrong("logits", logit(small))
    e.wrong("class-0", 1 - small)
    e.wrong("decisions", small > 0.5)
    e.wrong("training", one_feature(distance, on=train)[1])
    e.wrong("not-scaled", one_feature(distance, scaled=False)[1])
    e.wrong("feature", feature)
    cut = "That feature is a straight cut, or nearly: inner and outer points share its values"
    e.wrong("x1", one_feature(lambda X: X[:, 0])[1], f"{cut} (x1 alone).")
    e.wrong("x1-plus-x2", one_feature(lambda X: X[:, 0] + X[:, 1])[1], f"{cut} (x1 + x2).")
    e.wrong("product", one_feature(lambda X: X[:, 0] * X[:, 1])[1])
    e.wrong("angle", one_feature(lambda X: np.arctan2(X[:, 1], X[:, 0]))[1])
    e.wrong("network", network.predict_proba(test.X))
    e.wrong("truth", truth)
    e.wrong("labels", test.y)
    loss = binary_cross_entropy(test.y, small)
    e.wrong("loss", loss)
    e.says(f"""
        logits: Those are the logits; send them through a sigmoid, or take `predict_proba`.
        class-0: Those are the probabilities of class 0, the outer circle.
        decisions: Those are decisions, 0 or 1: each of their misses is certain, and costs infinity.
        training: Those are the probabilities of the *training* points; the test is what counts
            here.
        not-scaled: That is the right feature, but not yet standardised: from there the descent
            would need many more steps.
        feature: That is the feature itself; fit it to the training labels, and predict.
        product: The product x1 · x2 tells quarters of the plane apart, not circles.
        angle: That is the angle, in which the circles do not differ; in what do they?
        network: Those are the network's own: with two numbers you can do better here.
        truth: Those are the true probabilities, which nobody knows with real data: fit one weight
            and one bias.
        labels: Those are the labels themselves, which a model for new points does not have.
        loss: That is the test loss; give the {TESTED} probabilities, and the check computes it.

        look: In what do the two circles differ?
        do: Take the distance from the middle, `np.hypot` of both columns; standardise it, then
            `fit_logistic` and `predict_proba`.
        note: The distance from the middle costs {loss:.3f} nats in the test, the network
            {network.test_loss[-1]:.3f}, the truth {binary_cross_entropy(test.y, truth):.3f}. If you
            know the shape, two numbers are enough; the network has to find the shape, too.
    """)
