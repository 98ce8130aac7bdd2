"""Figures of a classifier of flowers: the flowers alone, and the score of a chosen penalty."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons._validation import aligned
from bce_lessons.datasets import Dataset
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.lessons.classify_iris.figures import draw_flowers, frame
from bce_lessons.palette import PALETTE

__all__ = ["two_species", "winning_scores"]

Floats = NDArray[np.float64]


@styled
def two_species(data: Dataset, *, ax: Axes | None = None) -> Axes:
    """Draw flowers of two species in the plane of two measurements.

    Parameters
    ----------
    data : Dataset
        Samples with two features.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are not two features.

    Examples
    --------
    >>> from bce_lessons.datasets import iris_pair
    >>> from bce_lessons.plots import alt_text, two_species
    >>> petals = iris_pair("versicolor", "virginica", features=["petal length", "petal width"])
    >>> alt_text(two_species(petals)).split(": ")[0]
    '50 versicolor (y = 0, squares) and 50 virginica (y = 1, circles)'
    """
    given.dataset("data", data)
    if data.X.shape[1] != 2:
        raise ValueError(f"data has {data.X.shape[1]} features: a plane needs two")
    ax = or_new(ax, (6.4, 3.8))
    frame(ax, data)
    draw_flowers(ax, data, np.zeros(data.y.size))
    ax.set_title("Two species, two measurements", pad=28)
    counts = np.bincount(data.y, minlength=2)
    ranges = [
        f"{name} from {column.min():g} to {column.max():g}"
        for label in (0, 1)
        for name, column in [(data.class_names[label], data.X[data.y == label, 0])]
        if column.size
    ]
    return describe(
        ax,
        f"{counts[0]} {data.class_names[0]} (y = 0, squares) and {counts[1]} "
        f"{data.class_names[1]} (y = 1, circles): {data.feature_names[0]}, {'; '.join(ranges)}.",
    )


@styled
def winning_scores(
    won: ArrayLike, tested: ArrayLike, *, mark: int | None = None, ax: Axes | None = None
) -> Axes:
    """Draw, split by split, the score that a choice won with and the loss in the test.

    Parameters
    ----------
    won : array_like of float, shape (n_splits,), at least 0
        The lowest validated loss of each split, in nats, by which a model was chosen.
    tested : array_like of float, shape (n_splits,), at least 0
        The loss of the chosen model in the test of that split, in nats.
    mark : int, optional
        The place of a split to ring.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If there are no splits, the shapes differ, a loss is negative or not finite, or `mark` is no
        place of a split.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, winning_scores
    >>> print(alt_text(winning_scores([0.1, 0.2], [0.3, 0.1])))
    2 splits: the winning scores have the mean 0.150, from 0.100 to 0.200, and the losses in the
    test 0.200, from 0.100 to 0.300; the test is worse in 1 of them.
    """
    x = given.row("won", won, options.AT_LEAST_0)
    y = given.row("tested", tested, options.AT_LEAST_0)
    if x.size != y.size:
        raise ValueError(
            f"won has {x.size} numbers, tested {y.size}: give one of each for every split"
        )
    aligned((won, "won"), (tested, "tested"))
    ax = or_new(ax, (6.4, 4.2))
    top = 1.08 * max(x.max(), y.max(), 1e-3)
    worse = y > x
    ax.plot([0, top], [0, top], color=PALETTE["faint"], ls=(0, (4, 3)), lw=1.2)
    for own, name, marker in ((~worse, "model", "o"), (worse, "loss", "D")):
        ax.plot(x[own], y[own], marker, color=PALETTE[name], mec="white", ms=6, zorder=3)
    ringed = "" if mark is None else _ring(ax, x, y, mark)
    ax.text(0.97 * top, 0.9 * top, "equal", ha="right", va="top", color="#595959")
    ax.set(xlim=(0, top), ylim=(0, top), xlabel="winning score: validated loss, nats")
    ax.set(ylabel="loss in the test, nats")
    ax.set_title(f"The test is worse than the score in {worse.sum()} of {x.size}")
    return describe(
        ax,
        f"{x.size} splits: the winning scores have the mean {x.mean():.3f}, from {x.min():.3f} to "
        f"{x.max():.3f}, and the losses in the test {y.mean():.3f}, from {y.min():.3f} to "
        f"{y.max():.3f}; the test is worse in {worse.sum()} of them.{ringed}",
    )


def _ring(ax: Axes, x: Floats, y: Floats, mark: int) -> str:
    """Ring one split and name it; say where it is."""
    at = options.position("mark", mark, x.size) % x.size
    ax.plot(x[at], y[at], "o", ms=13, mfc="none", mec=PALETTE["ink"], mew=1.6, zorder=4)
    ax.annotate(f"split {at}", (x[at], y[at]), (0, 9), textcoords="offset points", ha="center")
    return f" Split {at} won with {x[at]:.3f} and has {y[at]:.3f} in the test."
