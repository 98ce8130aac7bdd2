"""Where descents go, on a map of the loss that they minimise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons._choosing import columns
from bce_lessons._validation import aligned
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.lessons.compare_with_squared_error.model import LOSSES
from bce_lessons.palette import MARKERS, PALETTE
from bce_lessons.training import Descent

__all__ = ["map_descents"]

Floats = NDArray[np.float64]


@styled
def map_descents(
    runs: Sequence[Descent],
    X: ArrayLike,
    y_true: ArrayLike,
    *,
    loss: Literal["binary_cross_entropy", "squared_error"] = "binary_cross_entropy",
    ax: Axes | None = None,
) -> Axes:
    """Draw the ways of descents over a map of the mean loss, for one weight w and a bias b.

    Parameters
    ----------
    runs : sequence of Descent
        What `fit_logistic` returned for one feature, each from a start of its own.
    X : array_like of float, shape (n_samples,) or (n_samples, 1)
        The feature that all were fitted to.
    y_true : array_like, shape (n_samples,)
        The labels.
    loss : {"binary_cross_entropy", "squared_error"}
        What the map shows; its lines join places of the same mean loss.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If there are no runs, a run has more than one weight, `loss` is not as described, or `X`
        and `y_true` do not fit together.

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> from bce_lessons.plots import alt_text, map_descents
    >>> from bce_lessons.training import fit_logistic
    >>> X, y = ten_points().X, ten_points().y
    >>> print(alt_text(map_descents([fit_logistic(X, y, start=(-3, 1))], X, y)))
    Map of the mean cross-entropy over w and b, and the way of 1 descent on it: from w = −3, b = 1
    to w = 1.64, b = 0.80, where the loss is 0.3052.
    """
    name, cost_of, _ = LOSSES[options.choice("loss", loss, tuple(LOSSES))]
    if not len(runs):
        raise ValueError("runs is empty: give at least one descent, as fit_logistic returns")
    for i, run in enumerate(runs):
        if given.descent(f"runs[{i}]", run).weights.shape[1] != 1:
            raise ValueError(f"runs[{i}] has {len(run.coef)} weights: a map has room for one")
    aligned((X, "X"), (y_true, "y_true"))
    ax = or_new(ax)
    ways = [(run.weights[:, 0], run.biases) for run in runs]
    w, b = (_around(np.concatenate(numbers)) for numbers in zip(*ways, strict=True))
    z = np.multiply.outer(columns(X, 1, "the map")[:, 0], np.add.outer(np.zeros(len(b)), w))
    labels = np.broadcast_to(np.asarray(y_true)[:, None, None], z.shape)
    cost = cost_of(labels, z + b[:, None]).mean(axis=0)
    levels = np.geomspace(1.01 * cost.min(), cost.max(), 13)
    ax.contour(w, b, cost, levels, colors=PALETTE["faint"], linewidths=0.8, linestyles="-")
    told = [_way(ax, run, *way) for run, way in zip(runs, ways, strict=True)]
    ax.set(xlabel="weight w", ylabel="bias b", title=name.capitalize())
    ax.grid(False)
    several = f"{len(runs)} descent{'s' * (len(runs) > 1)}"
    return describe(
        ax,
        f"Map of the mean {name} over w and b, and the way of {several} on it: {'; '.join(told)}.",
    )


def _around(numbers: Floats) -> Floats:
    """Return an axis with room on both sides of some numbers."""
    room = 0.2 * np.ptp(numbers) + 1
    return np.linspace(numbers.min() - room, numbers.max() + room, 81)


def _way(ax: Axes, run: Descent, w: Floats, b: Floats) -> str:
    """Draw the way of one descent, and say where it led."""
    ax.plot(w, b, color=PALETTE["ink"], lw=1.8)
    ax.plot(w[:1], b[:1], MARKERS["zero"], color=PALETTE["faint"], mec="white", zorder=3)
    ax.plot(w[-1:], b[-1:], MARKERS["one"], color=PALETTE["accent"], mec="white", ms=9, zorder=4)
    end = f"{run.loss[-1]:.4f}"
    ax.annotate("start", (w[0], b[0]), (-8, -13), textcoords="offset points", fontsize=9)
    ax.annotate(end, (w[-1], b[-1]), (8, -4), textcoords="offset points", fontsize=9)
    start, stop = (f"w = {w[i]:{how}}, b = {b[i]:{how}}" for i, how in ((0, "g"), (-1, ".2f")))
    return f"from {start} to {stop}, where the loss is {end}".replace("-", "−")
