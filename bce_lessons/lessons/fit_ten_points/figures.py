"""Figures of a one-feature dataset: the points, a sigmoid, and its bars."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from bce_lessons import _options as options
from bce_lessons.datasets import Dataset
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits
from bce_lessons.palette import MARKERS, PALETTE

__all__ = [
    "negative_log_bars",
    "points_on_line",
    "probability_bars",
    "sigmoid_fit",
]

CLASSES = ("zero", "one")


@styled
def points_on_line(points: Dataset, *, ax: Axes | None = None) -> Axes:
    """Draw the samples of one feature on a line, coloured and marked by class.

    Parameters
    ----------
    points : Dataset
        Samples of one feature.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure unless told.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> from bce_lessons.plots import alt_text, points_on_line
    >>> print(alt_text(points_on_line(ten_points())))
    10 points on a line, 3 negative (squares) and 7 positive (circles): the classes overlap
    between x = −0.8, the leftmost positive, and x = 0.2, the rightmost negative.
    """
    x = _column(points)
    ax = or_new(ax, (6.4, 1.7))
    ax.axhline(0, color=PALETTE["faint"], lw=1, zorder=1)
    for label, color in enumerate(CLASSES):
        mine = x[points.y == label]
        ax.plot(mine, np.zeros_like(mine), MARKERS[color], ms=11, mec="white", zorder=3,
                color=PALETTE[color])  # fmt: skip
        at, side = (mine.max(), 1) if label else (mine.min(), -1)
        ax.annotate(f"{points.class_names[label]}, y = {label}", (at, 0), (6 * side, 12),
                    ha="right" if label else "left", textcoords="offset points",
                    color=PALETTE[color], weight=600)  # fmt: skip
    left, right = x[points.y == 1].min(), x[points.y == 0].max()
    overlap = left < right
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    ax.set(ylim=(-1, 1.8), yticks=[], xlabel=points.feature_names[0])
    ax.set_title("No cut separates the classes" if overlap else "A cut separates the classes")
    ends = (
        f"between x = {_number(left, 1)}, the leftmost {points.class_names[1]}, and "
        f"x = {_number(right, 1)}, the rightmost {points.class_names[0]}"
    )
    zero, one = points.class_names
    n_one = int(points.y.sum())
    return describe(
        ax,
        f"{len(x)} points on a line, {len(x) - n_one} {zero} (squares) and {n_one} {one} "
        f"(circles): the classes {'overlap' if overlap else 'part'} {ends}.",
    )


@styled
def sigmoid_fit(points: Dataset, w: float, b: float, *, ax: Axes | None = None) -> Axes:
    """Draw the sigmoid of w·x + b through the samples, which stand at their labels.

    Parameters
    ----------
    points : Dataset
        Samples of one feature.
    w, b : float
        Weight and bias of the model.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure unless told.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Raises
    ------
    ValueError, TypeError
        If `w` or `b` is not a finite number, or there is more than one feature.

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> from bce_lessons.plots import alt_text, sigmoid_fit
    >>> print(alt_text(sigmoid_fit(ten_points(), 1.0, 0.5)))
    A sigmoid over 10 points rises from p = 0.15 at x = −2.2 to p = 0.99 at x = 4.6 and is 1/2 at
    x = −0.5.
    """
    w, b = options.number("w", w, options.FINITE), options.number("b", b, options.FINITE)
    x = _column(points)
    ax = or_new(ax)
    p = _sigmoid_and_points(ax, points, w, b)
    crossing = "is 1/2 nowhere" if w == 0 else f"is 1/2 at x = {_number(-b / w, 1)}"
    if w:
        ax.plot([-b / w] * 2, [0, 0.5], ":", color=PALETTE["faint"], lw=1.4, zorder=1)
        ax.plot(-b / w, 0.5, "o", ms=6, color=PALETTE["ink"], zorder=3)
        ax.annotate(f"1/2 at x = {_number(-b / w, 2)}", (-b / w, 0.5), (-10, 3), ha="right",
                    textcoords="offset points")  # fmt: skip
    ax.set_title("The curve answers at every x" if w else "The same answer at every x")
    first, last = int(np.argmin(x)), int(np.argmax(x))
    rises = "rises" if p[last] > p[first] else "goes"
    return describe(
        ax,
        f"A sigmoid over {len(x)} points {rises} from p = {p[first]:.2f} at "
        f"x = {_number(x[first], 1)} to p = {p[last]:.2f} at x = {_number(x[last], 1)} "
        f"and {crossing}.",
    )


@styled
def probability_bars(points: Dataset, w: float, b: float, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each sample: the probability that the model gives to what happened.

    It stands under the sigmoid where y=1 and hangs over it where y=0.

    Parameters
    ----------
    points : Dataset
        Samples of one feature.
    w, b : float
        Weight and bias of the model.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure unless told.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Raises
    ------
    ValueError, TypeError
        If `w` or `b` is not a finite number, or there is more than one feature.

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> from bce_lessons.plots import alt_text, probability_bars
    >>> print(alt_text(probability_bars(ten_points(), 1.0, 0.5)))
    Bars of the probability given to what happened: under the sigmoid for y = 1, over it for
    y = 0. The longest is 0.99 at x = 4.6, the shortest 0.33 at x = 0.2.
    """
    w, b = options.number("w", w, options.FINITE), options.number("b", b, options.FINITE)
    x, y = _column(points), points.y
    ax = or_new(ax, (6.4, 4.2))
    p = _sigmoid_and_points(ax, points, w, b)
    given = np.where(y == 1, p, 1 - p)
    for at, label, height in zip(x, y, given, strict=True):
        base = 0.0 if label else 1 - height
        _bar(ax, at, height, base, CLASSES[label], 0.17)
        inside = base + height - 0.035 if label else base + 0.035
        ax.annotate(f"{height:.2f}", (at, inside), (0, 0), textcoords="offset points",
                    rotation=90, ha="center", va="top" if label else "bottom", fontsize=9,
                    color="white" if label else PALETTE["ink"], zorder=4)  # fmt: skip
    most, least = int(np.argmax(given)), int(np.argmin(given))
    ax.set_title(f"The shortest bar, {given[least]:.2f}, is the worst answer")
    return describe(
        ax,
        "Bars of the probability given to what happened: under the sigmoid for y = 1, over it for "
        f"y = 0. The longest is {given[most]:.2f} at x = {_number(x[most], 1)}, the shortest "
        f"{given[least]:.2f} at x = {_number(x[least], 1)}.",
    )


@styled
def negative_log_bars(points: Dataset, w: float, b: float, *, ax: Axes | None = None) -> Axes:
    """Draw the negative log of each probability given to what happened, and their mean.

    Parameters
    ----------
    points : Dataset
        Samples of one feature.
    w, b : float
        Weight and bias of the model.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure unless told.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Raises
    ------
    ValueError, TypeError
        If `w` or `b` is not a finite number, or there is more than one feature.

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> from bce_lessons.plots import alt_text, negative_log_bars
    >>> print(alt_text(negative_log_bars(ten_points(), 1.0, 0.5)))
    Bars of the loss of each of 10 points, in nats: from 0.01 at x = 4.6 to 1.10 at x = 0.2. Their
    mean is 0.3320.
    """
    w, b = options.number("w", w, options.FINITE), options.number("b", b, options.FINITE)
    x, y = _column(points), points.y
    ax = or_new(ax)
    loss = binary_cross_entropy_with_logits(y, w * x + b, reduction="none")
    mean = binary_cross_entropy_with_logits(y, w * x + b)
    for at, (label, height) in enumerate(zip(y, loss, strict=True)):
        _bar(ax, at, height, 0.0, CLASSES[label], 0.6)
        ax.annotate(_number(height, 2), (at, height), (0, 3), textcoords="offset points",
                    ha="center", fontsize=9)  # fmt: skip
    ax.axhline(mean, color=PALETTE["loss"], lw=2, zorder=1)
    ax.annotate(f"mean {_number(mean, 4)}", (1, mean), (-2, 4), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", weight=600)  # fmt: skip
    ax.set_xticks(range(len(x)), [_number(value, 1) for value in x])
    ax.grid(False, axis="x")
    ax.set(xlabel=f"{points.feature_names[0]} of the point", ylabel="−log of the bar, nats",
           title="A few bad answers make most of the loss",
           ylim=(0, 1.12 * max(loss)))  # fmt: skip
    most, least = int(np.argmax(loss)), int(np.argmin(loss))
    return describe(
        ax,
        f"Bars of the loss of each of {len(x)} points, in nats: from {_number(loss[least], 2)} at "
        f"x = {_number(x[least], 1)} to {_number(loss[most], 2)} at "
        f"x = {_number(x[most], 1)}. "
        f"Their mean is {_number(mean, 4)}.",
    )


def _sigmoid_and_points(ax: Axes, points: Dataset, w: float, b: float) -> NDArray[np.float64]:
    """Draw the curve, and each sample at its label; return the samples' probabilities."""
    x = _column(points)
    edge = 0.1 * (x.max() - x.min())
    grid = np.linspace(x.min() - edge, x.max() + edge, 201)
    ax.plot(grid, sigmoid(w * grid + b), color=PALETTE["model"], zorder=2)
    for label, color in enumerate(CLASSES):
        mine = x[points.y == label]
        ax.plot(mine, np.full_like(mine, label), MARKERS[color], ms=9, mec="white", zorder=5,
                color=PALETTE[color], clip_on=False)  # fmt: skip
    ax.grid(False, axis="x")
    ax.set(xlim=(grid[0], grid[-1]), ylim=(-0.03, 1.03), xlabel=points.feature_names[0],
           yticks=[0, 0.25, 0.5, 0.75, 1], ylabel="p, the probability of y = 1")  # fmt: skip
    return np.asarray(sigmoid(w * x + b))


def _bar(ax: Axes, x: float, height: float, base: float, color: str, width: float) -> None:
    """Draw a bar as explorers do: filled for y=1, outlined with dashes for y=0."""
    zero = color == "zero"
    ax.bar(x, height, width, base, zorder=3, lw=1.2, edgecolor=PALETTE[color],
           ls=(0, (3, 2)) if zero else "-",
           facecolor=to_rgba(PALETTE[color], 0.25 if zero else 1))  # fmt: skip


def _column(points: Dataset) -> NDArray[np.float64]:
    """Return the one feature; more of them are a ValueError."""
    given.dataset("points", points)
    if points.X.shape[1] != 1:
        raise ValueError(
            f"points has {points.X.shape[1]} features: choose one, for a line has room for no more"
        )
    return points.X[:, 0]


def _number(value: float, digits: int) -> str:
    """Write a number with a true minus sign, no −0.0, and no hundreds of digits."""
    spec = f".{digits}f" if abs(value) < 1e9 else ".3g"
    return f"{round(value, digits) + 0.0:{spec}}".replace("-", "−")
