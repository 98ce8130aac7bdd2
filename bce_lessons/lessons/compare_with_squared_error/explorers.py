"""Cross-entropy against squared error, under the reader's hand."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from ipywidgets import FloatSlider, IntSlider, ToggleButtons
from numpy.typing import NDArray

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    sigmoid,
    squared_error,
    squared_error_with_logits_gradient,
)
from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.lessons.compare_with_squared_error import model

__all__ = ["against_squared_error", "expected_loss", "where_descents_end"]

Way = Callable[[int, int], NDArray[np.float64]]  # of a start, b and w


def against_squared_error() -> Explorer:
    """Slide the logit of one prediction: both losses, both gradients, both pushes.

    Discover that squared error stops pushing exactly where the prediction is most wrong, and
    that it never pushes harder than 8/27, which it does at p = 1/3 if y = 1. The push is −dL/dz.

    Returns
    -------
    Explorer
        Controls `y`, the label, and `z`, the logit.

    Examples
    --------
    >>> from bce_lessons.explorers import against_squared_error
    >>> against_squared_error()
    y = 1, z = 2.0, p = 0.881: cross-entropy pushes z by +0.119, squared error by +0.025
    """

    def cross_entropy(y: int, z: float) -> float:
        return binary_cross_entropy_with_logits(y, z)

    def squared(y: int, z: float) -> float:
        return squared_error(y, sigmoid(z))

    def cross_entropy_push(y: int, z: float) -> float:
        return -binary_cross_entropy_with_logits_gradient(float(y), z)

    def squared_push(y: int, z: float) -> float:
        return -squared_error_with_logits_gradient(float(y), z)

    def say(y: int, z: float) -> str:
        pushes = [_signed(f"{push(y, z):+.3f}") for push in (cross_entropy_push, squared_push)]
        return (
            f"y = {y}, z = {_signed(f'{z:.1f}')}, p = {sigmoid(z):.3f}: "
            f"cross-entropy pushes z by {pushes[0]}, squared error by {pushes[1]}"
        )

    explorer = Explorer(
        say,
        title="Cross-entropy against squared error",
        y=ToggleButtons(options=[("y = 0", 0), ("y = 1", 1)], index=1, description="label y"),
        z=FloatSlider(2, min=-6, max=6, step=0.1, readout_format=".1f", description="logit z"),
    )
    grid = np.linspace(-6, 6, 61)
    labels, logits = np.repeat([[0], [1]], 61, axis=1), np.stack([grid, grid])

    ax = explorer.panel("logit z", "loss", x=(-6, 6), y=(0, 6.6), title="Losses")
    curve = binary_cross_entropy_with_logits(labels, logits, reduction="none")
    ax.line(grid, lambda y: curve[y], color="loss")
    bounded = squared_error(labels, sigmoid(logits), reduction="none")
    ax.line(grid, lambda y: bounded[y], color="squared")
    ax.text(lambda y: 1.4 * (2 * y - 1), 4.4, "cross-entropy, nats", color="loss", anchor="middle")
    ax.text(lambda y: -3.7 * (2 * y - 1), 0.22, "squared error", color="squared", anchor="middle")
    ax.dot(lambda z: z, cross_entropy, color="loss", glow=lambda y, z: cross_entropy(y, z) / 6)
    ax.dot(lambda z: z, squared, color="squared", glow=lambda y, z: squared(y, z) / 6)

    ax = explorer.panel("logit z", "size of dL/dz", x=(-6, 6), y=(0, 1.1), title="Gradients")
    steep = np.abs(binary_cross_entropy_with_logits_gradient(labels, logits))
    ax.line(grid, lambda y: steep[y], color="loss")
    humped = np.abs(squared_error_with_logits_gradient(labels, logits))
    ax.line(grid, lambda y: humped[y], color="squared")
    ax.text(lambda y: 2 * (2 * y - 1), 0.76, "cross-entropy", color="loss", anchor="middle")
    ax.text(lambda y: -3.7 * (2 * y - 1), 0.21, "squared error", color="squared", anchor="middle")
    ax.dot(lambda z: z, lambda y, z: abs(cross_entropy_push(y, z)), color="loss")
    ax.dot(lambda z: z, lambda y, z: abs(squared_push(y, z)), color="squared")

    names = {1.0: "cross-entropy", 2.0: "squared error"}
    ax = explorer.panel(
        "", "push on z: −dL/dz", x=(0.4, 2.6), y=(-1.25, 1.25), title="Push", xticks=names
    )
    ax.rule(y=0, dash=False)
    ax.text(1.5, 1.05, "raises p", anchor="middle").text(1.5, -1.15, "lowers p", anchor="middle")
    _labelled_bar(ax, 1, cross_entropy_push, "loss")
    _labelled_bar(ax, 2, squared_push, "squared")
    return explorer


def _labelled_bar(ax: Panel, x: float, push: Callable[[int, float], float], color: str) -> None:
    """Draw a push as a bar that carries its number at its end."""
    ax.bar(x, push, color=color, width=56)
    ax.text(
        x,
        lambda y, z: push(y, z) + (0.07 if y else -0.19),
        lambda y, z: _signed(f"{push(y, z):+.3f}"),
        anchor="middle",
    )


def expected_loss() -> Explorer:
    """Choose how often it rains and what you forecast: the bowls whose lowest point is the truth.

    Discover that both expected losses are lowest where the forecast is the true probability, that
    even there something remains, and that "fifty-fifty" costs the same whatever is true.

    Returns
    -------
    Explorer
        Controls `q`, the true probability of y = 1, and `p`, the forecast.

    Examples
    --------
    >>> from bce_lessons.explorers import expected_loss
    >>> expected_loss()
    q = 0.60, p = 0.30: expected 0.865 nats, squared error 0.330
    """

    @functools.cache
    def costs(y: int, p: float) -> tuple[float, float]:
        return binary_cross_entropy(y, p), squared_error(y, p)

    def cross_entropy(q: float, p: float) -> float:
        return q * costs(1, p)[0] + (1 - q) * costs(0, p)[0]

    def squared(q: float, p: float) -> float:
        return q * costs(1, p)[1] + (1 - q) * costs(0, p)[1]

    def lowest_cross_entropy(q: float) -> float:
        return cross_entropy(q, q)

    def lowest_squared(q: float) -> float:
        return squared(q, q)

    def say(q: float, p: float) -> str:
        return (
            f"q = {q:.2f}, p = {p:.2f}: expected {cross_entropy(q, p):.3f} nats, "
            f"squared error {squared(q, p):.3f}"
        )

    explorer = Explorer(
        say,
        title="Expected loss",
        q=FloatSlider(0.6, min=0.02, max=0.98, step=0.02, description="true probability q"),
        p=FloatSlider(0.3, min=0.02, max=0.98, step=0.02, description="your forecast p"),
    )
    grid = np.array([0.003, 0.008, *np.linspace(0.02, 0.98, 49), 0.992, 0.997])
    for name, ylabel, top, color, expected, lowest in (
        ("entropy of q", "expected loss, nats", 2.0, "loss", cross_entropy, lowest_cross_entropy),
        ("q (1 − q)", "expected loss", 1.0, "squared", squared, lowest_squared),
    ):
        title = "Cross-entropy" if color == "loss" else "Squared error"
        ax = explorer.panel("forecast p", ylabel, x=(0, 1), y=(0, top), title=title)
        _bowl(ax, grid, expected, lowest, color)
        ax.text(0.5, top / 40, f"dashed: {name}", anchor="middle")
    return explorer


def _bowl(
    ax: Panel,
    grid: NDArray[np.float64],
    expected: Callable[[float, float], float],
    lowest: Callable[[float], float],
    color: str,
) -> None:
    """Draw a bowl, where the lowest points of all bowls lie, and what the forecast adds."""
    ax.line(grid, [lowest(q) for q in grid], color="faint", dash=True, width=1.5)
    ax.line(grid, lambda q: [expected(q, p) for p in grid], color=color)
    ax.line(lambda p: [p, p], lambda q, p: [lowest(q), expected(q, p)], color="accent", width=4)
    ax.dot(lambda p: p, expected, size=4.5)


def where_descents_end() -> Explorer:
    """Choose where two descents on the ten points start; see where each ends after 1,000 steps.

    Discover that cross-entropy, which is convex in w and b, ends at one place from everywhere,
    and squared error, which is not, in a local minimum, on a plateau, or on a long way down.

    Returns
    -------
    Explorer
        Controls `b`, the bias, and `w`, the weight, at the start.

    Examples
    --------
    >>> from bce_lessons.explorers import where_descents_end
    >>> where_descents_end()
    w = 0, b = 0, then 1,000 steps: cross-entropy 0.305 at w = 1.64, squared error 0.102 at w =
    1.26
    """
    biases, weights = [0, 5], list(range(-10, 11, 2))
    grid = np.meshgrid(weights, biases)

    def ways_of(trained: model.Trained) -> Way:
        """Return a function from a start to the way from there, shape (2, places)."""
        ways = model.descend(trained, grid[0].ravel(), grid[1].ravel())
        kept = np.unique(np.geomspace(1, model.STEPS + 1, 40).astype(int)) - 1
        by_start = ways[:, kept].reshape(2, len(kept), len(biases), len(weights))
        return lambda b, w: by_start[:, :, biases.index(b), weights.index(w)]

    found = {trained: ways_of(trained) for trained in (model.SQUARED_ERROR, model.CROSS_ENTROPY)}

    def told(trained: model.Trained, b: int, w: int) -> str:
        at_w, at_b = found[trained](b, w)[:, -1]
        loss = model.mean_loss(trained, at_w, at_b)
        return f"{trained.name} {loss:.3f} at w = {_signed(f'{at_w:.2f}')}"

    def say(b: int, w: int) -> str:
        ends = (told(trained, b, w) for trained in (model.CROSS_ENTROPY, model.SQUARED_ERROR))
        start = f"w = {_signed(str(w))}, b = {b}"
        return f"{start}, then {model.STEPS:,} steps: {', '.join(ends)}"

    explorer = Explorer(
        say,
        title="Where descents end",
        b=ToggleButtons(options=[(f"b = {b}", b) for b in biases], description="start, bias"),
        w=IntSlider(0, min=weights[0], max=weights[-1], step=2, description="start, weight w"),
    )
    for (trained, way), color in zip(found.items(), ("squared", "loss"), strict=True):
        _map_of_ways(explorer, trained, way, color)
    return explorer


def _map_of_ways(explorer: Explorer, trained: model.Trained, way: Way, color: str) -> None:
    """Add a map of the mean loss over w and b, and on it the way from the chosen start."""
    width, height = (-12, 14), (-4, 12)
    ax = explorer.panel("weight w", "bias b", x=width, y=height, title=trained.name.capitalize())
    places = np.meshgrid(np.linspace(*width, 53), np.linspace(*height, 33))
    above = np.log(model.mean_loss(trained, *places))
    above -= above.min()
    ax.field(0.5 + 0.4 * above / above.max(), high=color, level=1)  # dark is high
    ax.line(lambda b, w: way(b, w)[0], lambda b, w: way(b, w)[1], width=2.5)
    ax.dot(lambda w: w, lambda b: b, color="faint")
    ax.text(lambda w: w, lambda b: b - 1.7, "start", anchor="middle")
    ax.dot(lambda b, w: way(b, w)[0, -1], lambda b, w: way(b, w)[1, -1], color="accent", size=6)


def _signed(number: str) -> str:
    """Write a formatted number with a true minus sign."""
    return number.replace("-", "−")
