"""Figures of a network in training: its curves, its surface, its seeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from bce_lessons import _options as options
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.palette import DASHES, PALETTE
from bce_lessons.training import NetworkRun

__all__ = [
    "accuracy_by_epoch",
    "compare_seeds",
    "loss_by_epoch",
]

Floats = NDArray[np.float64]

NAMES = ("zero", "one")  # the palette's name of each label
LOG_2 = float(np.log(2))
TEST_COLORS = {"loss": "loss", "accuracy": "model"}
UNITS = {"loss": "mean loss, nats", "accuracy": "accuracy, share of points"}
REACH = 1.4  # how far a panel goes from the middle: a little beyond all points


@styled
def loss_by_epoch(run: NetworkRun, *, mark: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw the mean loss on the training and the test points, epoch by epoch.

    The dotted line is log 2: what it costs to say 1/2 to every point.

    Parameters
    ----------
    run : NetworkRun
        What `train_network` returned.
    mark : int, optional
        An epoch to point at, such as that of the lowest test loss.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If `mark` is no epoch of the run.

    Examples
    --------
    >>> from bce_lessons.datasets import circles
    >>> from bce_lessons.plots import alt_text, loss_by_epoch
    >>> from bce_lessons.training import train_network
    >>> data = circles()
    >>> run = train_network(data.take(slice(0, 500)), data.take(slice(500, 1000)), epochs=20)
    >>> alt_text(loss_by_epoch(run)).split("; ")[1]
    'in the test from 0.707 to 0.667, lowest at epoch 20.'
    """
    return _by_epoch("loss", run, mark, ax)


@styled
def accuracy_by_epoch(run: NetworkRun, *, mark: int | None = None, ax: Axes | None = None) -> Axes:
    """Draw the accuracy on the training and the test points, epoch by epoch.

    The dotted line is 1/2.

    Parameters
    ----------
    run : NetworkRun
        What `train_network` returned.
    mark : int, optional
        An epoch to point at, such as that of the lowest test loss.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If `mark` is no epoch of the run.

    Examples
    --------
    >>> from bce_lessons.datasets import circles
    >>> from bce_lessons.plots import accuracy_by_epoch, alt_text
    >>> from bce_lessons.training import train_network
    >>> data = circles()
    >>> run = train_network(data.take(slice(0, 500)), data.take(slice(500, 1000)), epochs=20)
    >>> alt_text(accuracy_by_epoch(run)).split("; ")[0]
    'Accuracy over 20 epochs: in training from 0.504 to 0.630'
    """
    return _by_epoch("accuracy", run, mark, ax)


@styled
def compare_seeds(
    runs: Mapping[int, NetworkRun],
    measure: Literal["loss", "accuracy"] = "loss",
    *,
    reference: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw where runs from several seeds end, in training and in the test.

    Parameters
    ----------
    runs : mapping of int to NetworkRun
        Each seed's run.
    measure : {"loss", "accuracy"}, optional
        What to compare.
    reference : float, optional
        What the true probabilities reach on the test points: a dotted line.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are no runs, `measure` is neither "loss" nor "accuracy", or `reference` is not
        finite.
    TypeError
        If `measure` is no string, or `reference` is not a number.

    Examples
    --------
    >>> from bce_lessons.datasets import circles
    >>> from bce_lessons.plots import alt_text, compare_seeds
    >>> from bce_lessons.training import train_network
    >>> data = circles()
    >>> train, test = data.take(slice(0, 500)), data.take(slice(500, 1000))
    >>> runs = {seed: train_network(train, test, epochs=5, seed=seed) for seed in range(2)}
    >>> alt_text(compare_seeds(runs)).split("; ")[0]
    'Final loss of 2 seeds: in training between 0.681 and 0.681'
    """
    options.choice("measure", measure, tuple(UNITS))
    if reference is not None:
        reference = options.number("reference", reference, options.FINITE)
    if not given.by_name("runs", runs, "what train_network returned"):
        raise ValueError("runs is empty: give at least one seed's run")
    for seed, run in runs.items():
        given.network(f"runs[{seed!r}]", run)
    ax = or_new(ax)
    at, said = np.arange(len(runs)), []
    for part, color, marker, x in _parts(measure):
        ends = np.array([getattr(run, f"{part}_{measure}")[-1] for run in runs.values()])
        ax.plot(at + x, ends, marker, ms=8, color=PALETTE[color], mec="white", label=part)
        where = "in training" if part == "train" else "in the test"
        said.append(f"{where} between {ends.min():.3f} and {ends.max():.3f}")
    if reference is not None:
        ax.axhline(reference, color=PALETTE["ink"], ls=":", lw=1.4, label="truth, test")
        said.append(f"the true probabilities reach {reference:.3f} in the test")
    ax.set_xticks(at, [str(seed) for seed in runs])
    ax.set(xlim=(-0.5, len(runs) - 0.5), xlabel="seed", ylabel=UNITS[measure])
    ax.margins(y=0.15)
    ax.grid(axis="x", visible=False)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2,
              handlelength=1.4, handletextpad=0.4, columnspacing=1)  # fmt: skip
    ax.set_title(f"Test {measure}: {ends.min():.3f} to {ends.max():.3f}", pad=26)
    return describe(ax, f"Final {measure} of {len(runs)} seeds: {'; '.join(said)}.")


def _by_epoch(
    measure: Literal["loss", "accuracy"], run: NetworkRun, mark: int | None, ax: Axes | None
) -> Axes:
    """Draw both sets' curves, the guide of saying 1/2, and the epoch to point at."""
    given.network("run", run)
    curves = {part: getattr(run, f"{part}_{measure}") for part in ("train", "test")}
    test, last = curves["test"], len(curves["test"]) - 1
    if mark is not None:
        mark = options.whole("mark", mark, 0, last)
    ax = or_new(ax)
    guide = LOG_2 if measure == "loss" else 0.5
    ax.axhline(guide, color=PALETTE["faint"], ls=":", lw=1.4, zorder=1)
    for part, color, marker, _ in _parts(measure):
        curve = curves[part]
        higher = curve[-1] > curves["test" if part == "train" else "train"][-1]
        ax.plot(curve, DASHES["one" if part == "train" else "zero"], color=PALETTE[color])
        ax.plot(last, curve[-1], marker, ms=7, color=PALETTE[color], mec="white", clip_on=False)
        up, va = (14, "bottom") if higher else (-8, "top")
        ax.annotate(f"{part} {curve[-1]:.3f}", (last, curve[-1]), (0, up), ha="right", va=va,
                    textcoords="offset points")  # fmt: skip
    best = int(test.argmin() if measure == "loss" else test.argmax())
    extreme = f"{'lowest' if measure == 'loss' else 'highest'} at epoch {best}"
    said = [
        f"{measure.capitalize()} over {last} epochs: in training from {curves['train'][0]:.3f} to "
        f"{curves['train'][-1]:.3f}",
        f"in the test from {test[0]:.3f} to {test[-1]:.3f}, {extreme}",
    ]
    if mark is not None:
        _point_at(ax, mark, test[mark])
        said.append(f"the mark is at epoch {mark}, where it is {test[mark]:.3f}")
    ax.set(xlim=(0, last), xlabel="epoch", ylabel=UNITS[measure])
    ax.margins(y=0.17)
    ax.set_title(f"Test {measure}: {extreme}")
    return describe(ax, "; ".join(said) + ".")


def _point_at(ax: Axes, epoch: int, value: float) -> None:
    ax.axvline(epoch, color=PALETTE["accent"], ls="--", lw=1.4, zorder=1)
    ax.annotate(f"epoch {epoch}: {value:.3f}", (epoch, value), (6, -26), zorder=4,
                textcoords="offset points")  # fmt: skip


def _parts(measure: str) -> tuple[tuple[str, str, str, float], ...]:
    """Return name, colour, marker and shift of both parts: only the test's colour speaks."""
    color = TEST_COLORS[measure]
    return ("train", "ink", "o", -0.08), ("test", color, "D", 0.08)
