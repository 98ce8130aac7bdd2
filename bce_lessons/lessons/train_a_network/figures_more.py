"""The points that a network learns from, and what it says everywhere."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from bce_lessons import _options as options
from bce_lessons.datasets import Dataset
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.lessons.train_a_network.figures import NAMES, REACH, Floats
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.palette import MARKERS, PALETTE
from bce_lessons.training import NetworkRun

__all__ = ["class_points", "decision_surface"]


SAMPLES = 81


BANDS = 20  # of colour: few enough for a small file, and for the eye to count


SQUARE = 4.6, 4.7  # inches that leave a nearly square panel; equal aspects need a second layout


BRIGHTEST = 4.0  # the loss, in nats, from which a point grows no more


@styled
def class_points(data: Dataset, *, ax: Axes | None = None) -> Axes:
    """Draw samples of two features in the plane, coloured and marked by class.

    Parameters
    ----------
    data : Dataset
        Samples of two features.
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
    >>> from bce_lessons.datasets import circles
    >>> from bce_lessons.plots import alt_text, class_points
    >>> alt_text(class_points(circles())).split(": ")[0]
    '1000 points in the plane'
    """
    _two_features(data)
    ax = or_new(ax, SQUARE)
    said, radius = [], np.hypot(*data.X.T)
    for label, name in enumerate(NAMES):
        mine = data.y == label
        ax.plot(*data.X[mine].T, MARKERS[name], ms=5, color=PALETTE[name], mec="white", mew=0.5,
                label=f"{data.class_names[label]}, y = {label}")  # fmt: skip
        said.append(
            f"{mine.sum()} {data.class_names[label]} (y = {label}), on average "
            f"{radius[mine].mean():.2f} from the middle"
        )
    ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH))
    ax.set(xlabel=data.feature_names[0], ylabel=data.feature_names[1])
    ax.legend(loc="center", handlelength=1)  # the middle is empty
    ax.set_title("Two circles, blurred into each other")
    return describe(ax, f"{len(data.y)} points in the plane: {', and '.join(said)}.")


@styled
def decision_surface(
    run: NetworkRun, data: Dataset, epoch: int = -1, *, ax: Axes | None = None
) -> Axes:
    """Draw what a network says everywhere after an epoch, and how much each point costs.

    The line is where it says 1/2; a point's size grows with its loss.

    Parameters
    ----------
    run : NetworkRun
        What `train_network` returned.
    data : Dataset
        The points to draw: two features.
    epoch : int, optional
        After which epoch: 0 is before training, -1 (unless told) the last.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are not two features, or no such epoch.
    TypeError
        If `epoch` is no whole number.

    Examples
    --------
    >>> from bce_lessons.datasets import circles
    >>> from bce_lessons.plots import alt_text, decision_surface
    >>> from bce_lessons.training import train_network
    >>> data = circles()
    >>> test = data.take(slice(500, 1000))
    >>> run = train_network(data.take(slice(0, 500)), test, epochs=20)
    >>> alt_text(decision_surface(run, test)).split("; ")[0]
    'Epoch 20: the network says between 0.24 and 0.61'
    """
    given.network("run", run)
    _two_features(data)
    number = options.position("epoch", epoch, len(run.test_loss)) % len(run.test_loss)
    ax = or_new(ax, SQUARE)
    side = np.linspace(-REACH, REACH, SAMPLES)
    corners = np.stack(np.meshgrid(side, side), axis=-1)
    z = run.predict_proba(corners.reshape(-1, 2), number).reshape(SAMPLES, SAMPLES)
    _shade(ax, side, z)
    if z.min() < 0.5 < z.max():
        ax.contour(side, side, z, [0.5], colors=PALETTE["ink"], linewidths=1.5)
    p = run.predict_proba(data.X, number)
    losses = np.asarray(binary_cross_entropy(data.y, p, reduction="none"))
    right = int(np.sum((p > 0.5) == data.y))
    size = 5 + 40 * np.minimum(losses / BRIGHTEST, 1) ** 2
    for label, name in enumerate(NAMES):
        mine = data.y == label
        x, y = data.X[mine].T
        ax.scatter(x, y, s=size[mine], marker=MARKERS[name], color=PALETTE[name],
                   ec="white", lw=0.4, zorder=3)  # fmt: skip
    ax.grid(False)
    ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    ax.set(xlabel=data.feature_names[0], ylabel=data.feature_names[1], aspect="equal")
    ax.set_title(f"Epoch {number}: loss {losses.mean():.3f}\n{right} of {p.size} right")
    ax.label_outer()
    return describe(
        ax,
        f"Epoch {number}: the network says between {z.min():.2f} and {z.max():.2f}; of "
        f"{p.size} points {right} are on their own side of 1/2, the mean loss is "
        f"{losses.mean():.3f} nats and the largest {losses.max():.2f}.",
    )


def _shade(ax: Axes, side: Floats, z: Floats) -> None:
    """Colour the plane by a probability: pale near 1/2, deep where the network is sure."""
    low, high = (np.asarray(to_rgb(PALETTE[name])) for name in NAMES)
    edges = np.linspace(0, 1, BANDS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    sure = np.abs(middles - 0.5)[:, None]
    shades = 1 - sure * (1 - np.where(middles[:, None] < 0.5, low, high))
    ax.contourf(side, side, z, edges, colors=[tuple(shade) for shade in shades], zorder=0)


def _two_features(data: Dataset) -> None:
    given.dataset("data", data)
    if data.X.shape[1] != 2:
        raise ValueError(
            f"data has {data.X.shape[1]} features: a plane has room for two, so choose two"
        )
