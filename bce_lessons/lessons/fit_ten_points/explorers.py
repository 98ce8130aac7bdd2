"""Fit a sigmoid to ten points by hand, then watch gradient descent do it."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from ipywidgets import FloatSlider, IntSlider
from numpy.typing import ArrayLike, NDArray

from bce_lessons import datasets
from bce_lessons.explore.controls import with_play
from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.information import binary_entropy
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits
from bce_lessons.training import Descent, fit_logistic

__all__ = ["descent_path", "ten_points"]

Floats = NDArray[np.float64]

POINTS = datasets.ten_points()
X, Y = POINTS.X[:, 0], POINTS.y
CLASS = np.where(Y == 1, "one", "zero")
PLACES = np.arange(1, len(X) + 1)
X_TICKS = {float(i): f"{x:.1f}".replace("-", "−") for i, x in zip(PLACES, X, strict=True)}
GRID = np.linspace(-3, 5.4, 43)  # where a sigmoid is sampled
STEPS = 100
WEIGHTS, BIASES = np.linspace(-1, 3, 41), np.linspace(-1.5, 2.5, 41)


@functools.cache
def _descent(C: float) -> Descent:
    """Return the lesson's own descent: its defaults, from w = b = 0, long enough to arrive."""
    return fit_logistic(POINTS.X, Y, C=C, steps=400)


def _losses(w: ArrayLike, b: ArrayLike) -> Floats:
    """Return the loss of each point, shape (..., 10), for arrays of weights and of biases."""
    z = np.multiply.outer(w, X) + np.asarray(b)[..., None]
    labels = np.broadcast_to(Y, z.shape)
    return np.asarray(binary_cross_entropy_with_logits(labels, z, reduction="none"))


def _ring(level: float) -> tuple[Floats, Floats]:
    """Return the (w, b) whose mean loss is `level`: all around the minimum, by bisection."""
    free, angle = _descent(np.inf), np.linspace(0, 2 * np.pi, 121)
    w, b = np.cos(angle), np.sin(angle)
    near, far = np.zeros_like(angle), np.full_like(angle, 3.0)
    for _ in range(40):
        middle = (near + far) / 2
        inside = _losses(free.coef + middle * w, free.intercept + middle * b).mean(axis=-1) < level
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return free.coef + near * w, free.intercept + near * b


def ten_points() -> Explorer:
    """Fit a sigmoid to ten points by hand: weight and bias, and the mean loss they bring.

    Discover that the bias alone gets no further than the base rate, that a weight near 1 brings
    the loss of scikit-learn's default fit, and that the way down does not end there.

    Returns
    -------
    Explorer
        With the controls `w` and `b`.

    Examples
    --------
    >>> from bce_lessons import explorers
    >>> explorers.ten_points()
    w = 0.0, b = 0.0: mean loss 0.6931 nats
    """
    W, B = np.meshgrid(WEIGHTS, BIASES, indexing="ij")
    z = W[..., None] * GRID + B[..., None]
    all_losses, all_curves = _losses(W, B), np.asarray(sigmoid(z))
    all_chances = np.asarray(sigmoid(W[..., None] * X + B[..., None]))
    all_means = all_losses.mean(axis=-1)
    base_rate, penalised = binary_entropy(float(Y.mean())), float(_descent(1).loss[-1])

    def at(w: float, b: float) -> tuple[int, int]:
        return round((w - WEIGHTS[0]) * 10), round((b - BIASES[0]) * 10)

    def curve(w: float, b: float) -> Floats:
        return np.asarray(all_curves[at(w, b)])

    def chance(w: float, b: float) -> Floats:
        return np.asarray(all_chances[at(w, b)])

    def losses(w: float, b: float) -> Floats:
        return np.asarray(all_losses[at(w, b)])

    def glow(w: float, b: float) -> Floats:
        return np.minimum(losses(w, b) / 2, 1)

    def mean(w: float, b: float) -> float:
        return float(all_means[at(w, b)])

    def along_w(b: float) -> Floats:
        return np.asarray(all_means[:, at(0, b)[1]])

    def say(w: float, b: float) -> str:
        verdict = f", below {penalised:.4f}" * (mean(w, b) < penalised)
        place = f"w = {w:.1f}, b = {b:.1f}".replace("-", "−")
        return f"{place}: mean loss {mean(w, b):.4f} nats{verdict}"

    ex = Explorer(
        say,
        title="Ten points, fitted by hand",
        w=FloatSlider(0, min=-1, max=3, step=0.1, readout_format=".1f", description="weight w"),
        b=FloatSlider(0, min=-1.5, max=2.5, step=0.1, readout_format=".1f", description="bias b"),
    )
    ax = ex.panel(
        "x", "p, the probability of y = 1", x=(-3, 5.4), y=(-0.12, 1.12),
        title="Bars: given to what happened", xticks=[-2, 0, 2, 4],
        yticks=[0, 0.5, 1],
    )  # fmt: skip
    ax.bar(X, chance, base=1 - Y, color=CLASS, width=7)
    ax.line(GRID, curve, color="model", width=2.5)
    ax.dot(X, Y, color=CLASS, glow=glow)

    ax = ex.panel(
        "x of the point", "−log of the bar, nats", x=(0.4, len(X) + 0.6), y=(0, 3),
        title="Their negative logs, and the mean", xticks=X_TICKS,
    )  # fmt: skip
    ax.bar(PLACES, losses, color=CLASS)
    ax.rule(y=mean, color="loss", dash=False)
    ax.text(
        len(X) + 0.5,
        lambda w, b: mean(w, b) + 0.08,
        lambda w, b: f"mean {mean(w, b):.3f}",
        anchor="end",
    )

    ax = ex.panel(
        "weight w", "mean loss, nats", x=(-1, 3), y=(0.25, 0.75),
        title="The mean loss along w, at this b",
    )  # fmt: skip
    ax.rule(y=base_rate).text(2.95, base_rate + 0.015, "base rate", anchor="end")
    ax.rule(y=penalised).text(-0.95, penalised + 0.015, f"best so far: {penalised:.4f}")
    ax.line(WEIGHTS, along_w, color="loss")
    ax.dot(lambda w: w, mean, color="accent", size=7)
    return ex


def descent_path() -> Explorer:
    """Watch gradient descent fit the ten points, with the penalty and without, step by step.

    The path is that of `bce_lessons.training.fit_logistic`. The ring joins all fits whose loss
    is that of the penalised fit: inside it is better.

    Returns
    -------
    Explorer
        With the control `step`, which plays.

    Examples
    --------
    >>> from bce_lessons import explorers
    >>> explorers.descent_path()
    step 4: w = 0.77, loss 0.3702 with no penalty; w = 0.70, loss 0.3805 with C = 1
    """
    free, penalised = _descent(np.inf), _descent(1)
    lowest, famous = float(free.loss[-1]), float(penalised.loss[-1])
    b_axis, w_axis = np.linspace(-0.3, 1.9, 45), np.linspace(-0.2, 3, 61)
    W, B = np.meshgrid(w_axis, b_axis)
    above = _losses(W, B).mean(axis=-1) - lowest

    def say(step: int) -> str:
        return f"step {step}: " + "; ".join(
            f"w = {run.weights[step, 0]:.2f}, loss {run.loss[step]:.4f} {name}"
            for run, name in ((free, "with no penalty"), (penalised, "with C = 1"))
        )

    ex = Explorer(
        say,
        title="Gradient descent on ten points",
        step=with_play(IntSlider(4, min=0, max=STEPS, description="step"), interval=100),
    )
    surface = ex.panel(
        "weight w", "bias b", x=(-0.2, 3), y=(-0.3, 1.9), title="The way over the loss",
        yticks=[0, 0.5, 1, 1.5],
    )  # fmt: skip
    surface.field(0.5 + np.minimum(above, 0.4), high="loss", level=1)  # no line but the ring
    surface.line(*_ring(famous), width=1.5)
    surface.text(1.98, 1.74, f"on the ring: {famous:.4f}", anchor="middle")
    falling = ex.panel(
        "step", "mean loss, nats", x=(0, STEPS), y=(0.25, 0.72), title="The mean loss"
    )
    curves = ex.panel(
        "x", "p, the probability of y = 1", x=(-3, 5.4), y=(-0.12, 1.12),
        title="The curves it has reached", xticks=[-2, 0, 2, 4], yticks=[0, 0.5, 1],
    )  # fmt: skip
    falling.rule(y=famous).text(STEPS, famous + 0.026, f"with C = 1: {famous:.4f}", anchor="end")
    falling.rule(y=lowest).text(STEPS, lowest - 0.047, f"no penalty: {lowest:.4f}", anchor="end")
    for run, color, dash, key in ((penalised, "model", True, 0.14), (free, "accent", False, 0.28)):
        _walk(run, color, dash, surface, falling, curves)
        end_w, end_b = run.coef[0], run.intercept
        side, anchor, word = (-1, "end", "with C = 1") if dash else (1, "start", "smallest")
        surface.text(
            end_w + 0.09 * side, end_b - 0.04 - 0.1 * side, _at_the_end(word), anchor=anchor
        )
        curves.line([2.2, 2.9], [key, key], color=color, dash=dash, width=2.5)
        curves.text(3.05, key - 0.02, "with C = 1" if dash else "no penalty")
    curves.dot(X, Y, color=CLASS)
    return ex


def _at_the_end(word: str) -> Callable[[int], str]:
    """Name where a walk ended once it is there, not before."""
    return lambda step: word if step == STEPS else ""


def _walk(
    run: Descent, color: str, dash: bool, surface: Panel, falling: Panel, curves: Panel
) -> None:
    """Add one descent to the three panels: where it has been, and where it is."""
    steps = np.arange(STEPS + 1)
    weights, biases, loss = run.weights[:, 0], run.biases, run.loss

    def so_far(step: int) -> NDArray[np.int64]:
        return np.minimum(steps, step)

    def path_w(step: int) -> Floats:
        return weights[so_far(step)]

    def path_b(step: int) -> Floats:
        return biases[so_far(step)]

    def loss_so_far(step: int) -> Floats:
        return loss[so_far(step)]

    def curve(step: int) -> Floats:
        return run.predict_proba(GRID, step)

    surface.line(path_w, path_b, color=color, dash=dash, width=2.5)
    surface.dot(lambda step: weights[step], lambda step: biases[step], color=color)
    falling.line(so_far, loss_so_far, color=color, dash=dash, width=2.5)
    falling.dot(lambda step: step, lambda step: loss[step], color=color)
    curves.line(GRID, curve, color=color, dash=dash, width=2.5)
