"""Figures of the loss of one prediction, and of a batch."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.palette import DASHES, MARKERS, PALETTE

__all__ = ["batch_bars", "loss_curves", "worked_values"]

NAMES = ("zero", "one")  # the palette's name of each label
GRID = np.concatenate([np.linspace(0.0025, 0.05, 40), np.linspace(0.055, 1, 190)])


@styled
def loss_curves(y_true: ArrayLike = (), y_proba: ArrayLike = (), *, ax: Axes | None = None) -> Axes:
    """Draw the loss against p, one curve for each label, with predictions as dots on them.

    Parameters
    ----------
    y_true : array_like of int, shape (n_samples,), 0 or 1
        Labels of the dots; none by default.
    y_proba : array_like of float, shape (n_samples,), in (0, 1)
        Predicted probabilities of y = 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If a loss is not finite, or a label is neither 0 nor 1.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, loss_curves
    >>> alt_text(loss_curves([1], [0.5])).split(". ")[-1]
    '1 dot on them; the largest loss is that of y = 1 at p = 0.5, with 0.69 nats.'
    """
    ax = or_new(ax)
    for label, x in ((1, GRID), (0, 1 - GRID)):
        name = NAMES[label]
        curve = binary_cross_entropy(np.full(x.size, label), x, reduction="none")
        ax.plot(x, curve, DASHES[name], color=PALETTE[name])
    ax.text(0.06, 5.5, "y = 1: −log p", color=PALETTE["one"])
    ax.text(0.94, 5.5, "y = 0: −log(1 − p)", color=PALETTE["zero"], ha="right")
    sentence = (
        "Loss in nats against p: for y = 1 it falls from above 5.5 near p = 0 to 0 at p = 1, "
        "for y = 0 it is the mirror image, and the two cross at p = 0.5."
    )
    if np.size(y_proba):
        y, p, losses = _samples(y_true, y_proba)
        for label in (1, 0):
            name, own = NAMES[label], y == label
            ax.plot(p[own], losses[own], MARKERS[name], color=PALETTE[name], mec="white", ms=9)
        worst = int(losses.argmax())
        sentence += (
            f" {y.size} dot{'s' * (y.size > 1)} on them; the largest loss is that of "
            f"y = {y[worst]} at p = {p[worst]:g}, with {losses[worst]:.2f} nats."
        )
    ax.set(
        xlim=(0, 1), ylim=(0, 6), xlabel="p, the probability given to y = 1", ylabel="loss, nats"
    )
    ax.set_title("Each label has its own curve")
    return describe(ax, sentence)


@styled
def worked_values(y_proba: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw -log p for y = 1, with some worked values as labelled dots on the curve.

    Parameters
    ----------
    y_proba : array_like of float, shape (n_samples,), in (0, 1]
        The probabilities to mark.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If a loss is not finite.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, worked_values
    >>> alt_text(worked_values([0.9, 0.1]))
    'Loss in nats of y = 1 against p, with worked values: 0.9 costs 0.11, 0.1 costs 2.30.'
    """
    ax = or_new(ax)
    _, p, losses = _samples(np.ones(np.size(y_proba), int), np.ravel(y_proba))
    curve = binary_cross_entropy(np.ones(GRID.size), GRID, reduction="none")
    ax.plot(GRID, curve, DASHES["one"], color=PALETTE["one"])
    ax.plot(p, losses, MARKERS["one"], color=PALETTE["one"], mec="white", ms=9, clip_on=False)
    ax.vlines(p, 0, losses, color=PALETTE["faint"], lw=0.8, ls=":", zorder=1)
    for x, loss in zip(p, losses, strict=True):
        ax.annotate(f"{loss:.2f}", (x, loss), (2, 9), textcoords="offset points", fontsize=9)
    ax.set_xticks(p, [f"{x:g}" for x in p])
    ax.grid(axis="x", visible=False)
    ax.set(xlim=(0, 1.02), ylim=(0, 1.2 * max(losses.max(), 1)))
    ax.set(xlabel="p, the probability given to y = 1, which happened", ylabel="loss −log p, nats")
    ax.set_title("Almost 0 at the right, without limit at the left")
    values = ", ".join(f"{x:g} costs {loss:.2f}" for x, loss in zip(p, losses, strict=True))
    return describe(ax, f"Loss in nats of y = 1 against p, with worked values: {values}.")


@styled
def batch_bars(
    y_true: ArrayLike, y_proba: ArrayLike, *, name: str = "", ax: Axes | None = None
) -> Axes:
    """Draw a bar for the loss of each prediction, positives first, and their mean as a line.

    Parameters
    ----------
    y_true : array_like of int, shape (n_samples,), 0 or 1
        Labels.
    y_proba : array_like of float, shape (n_samples,), in (0, 1)
        Predicted probabilities of y = 1.
    name : str, optional
        Whose predictions these are: opens the title.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If a loss is not finite, or a label is neither 0 nor 1.
    TypeError
        If `name` is no string.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, batch_bars
    >>> alt_text(batch_bars([1, 0], [0.5, 0.5])).split(". ")[0]
    'Loss of each of 2 predictions: 1 positive costs 0.69 nats, 1 negative costs 0.69 nats'
    """
    name = options.text("name", name)
    y, p, losses = _samples(y_true, y_proba)
    ax = or_new(ax)
    order = np.argsort(-y, kind="stable")
    y, p, losses = y[order], p[order], losses[order]
    at = np.arange(y.size) + 0.6 * (y == 0)
    mean, top = float(losses.mean()), float(losses.max())
    high = max(1.45 * top, ax.get_ylim()[1])  # Axes that share their scale have the larger one
    said = [_bars_of(ax, at[y == k], losses[y == k], k) for k in (1, 0) if k in y]
    for x, loss in zip(at, losses, strict=True):
        ax.annotate(
            f"{loss:.2f}", (x, loss), (0, 4), textcoords="offset points", ha="center", fontsize=9,
            bbox={"fc": "white", "ec": "none", "pad": 0.5}, zorder=3,
        )  # fmt: skip
    ax.axhline(mean, color=PALETTE["ink"], ls=":", lw=1.4)
    ax.text(at[-1] + 0.45, mean, f" mean\n {mean:.2f}", va="center", fontsize=9)
    ax.set_xticks(at, [f"{x:g}" for x in p])
    ax.set(xlim=(-0.6, at[-1] + 0.45), ylim=(0, high))
    ax.set(xlabel="p of each prediction", ylabel="loss, nats")
    ax.grid(axis="x", visible=False)
    ax.set_title(f"{name or 'Mean loss'}: {losses.sum():.2f} nats / {y.size} = {mean:.2f}")
    ax.label_outer()
    whose = f"{name}: loss" if name else "Loss"
    return describe(
        ax,
        f"{whose} of each of {y.size} predictions: {', '.join(said)}. "
        f"Divided by {y.size} that is a mean of {mean:.3f} nats; the largest is {top:.2f}.",
    )


def _bars_of(ax: Axes, at: NDArray[np.float64], losses: NDArray[np.float64], label: int) -> str:
    """Draw the losses of one class, with their sum above; return what they cost, in words."""
    color, total = PALETTE[NAMES[label]], float(losses.sum())
    word = "positive" if label else "negative"
    ax.bar(
        at, losses, 0.7, edgecolor=color, lw=1.2, ls="-" if label else (0, (3, 2)),
        facecolor=to_rgba(color, 1 if label else 0.25),
    )  # fmt: skip
    said = f"{at.size} {word} costs" if at.size == 1 else f"{at.size} {word}s cost"
    words = f"{said} {total:.2f}".replace(" cost", "\ncost")
    ax.annotate(
        words, (at.mean(), 0.99), xycoords=ax.get_xaxis_transform(), color=color,
        ha="center", va="top", bbox={"fc": "white", "ec": "none", "pad": 0.5},
    )  # fmt: skip
    return f"{said} {total:.2f} nats"


def _samples(
    y_true: ArrayLike, y_proba: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return hard labels, probabilities and finite losses, or say why they cannot be drawn."""
    losses = np.atleast_1d(binary_cross_entropy(y_true, y_proba, reduction="none"))
    labels = np.atleast_1d(np.asarray(y_true, float))
    if not np.isin(labels, (0, 1)).all():
        raise ValueError(
            "y_true has a label that is neither 0 nor 1: each curve is for one of them"
        )
    if np.isinf(losses).any():
        first = int(np.argmax(np.isinf(losses)))
        raise ValueError(f"y_proba[{first}] is a certain miss: an infinite loss cannot be drawn")
    return labels.astype(np.int64), np.atleast_1d(np.asarray(y_proba, float)), losses
