"""Losses of two models, sample by sample, and intervals beside what they should hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter, StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons._verdicts import LARGEST
from bce_lessons.comparison import compare_losses, loss_interval
from bce_lessons.figure import given
from bce_lessons.figure.models import LOOKS, checked
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.palette import PALETTE

__all__ = ["intervals_and_truth", "largest_losses", "paired_losses", "three_intervals"]

Floats = NDArray[np.float64]


@styled
def paired_losses(
    y_true: ArrayLike, models: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    """Draw what each sample costs one model against what it costs another.

    Parameters
    ----------
    y_true : array_like of float, shape (n_samples,), in [0, 1]
        The labels.
    models : mapping of str to array_like of float, shape (n_samples,), in [0, 1]
        The predicted probabilities of y = 1 of two models, by their names.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are not two models, or one has a certain miss: its loss has no place.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, paired_losses
    >>> y = [1, 0, 1, 0]
    >>> ax = paired_losses(y, {"a": [0.9, 0.2, 0.5, 0.7], "b": [0.8, 0.3, 0.5, 0.8]})
    >>> print(alt_text(ax))
    What 4 samples cost two models, in nats: a from 0.11 to 1.20, b from 0.22 to 1.61.
    Correlation 0.98; on 3 samples a costs less, on 0 b.
    """
    each = _two(y_true, models)
    (name, first), (other, second) = each.items()
    ax = or_new(ax, (4.4, 4.4))
    top = 1.06 * max(first.max(), second.max(), 0.1)
    ax.plot([0, top], [0, top], color=PALETTE["faint"], ls=(0, (4, 3)), lw=1.2)
    places, counts = np.unique(np.column_stack([first, second]), axis=0, return_counts=True)
    sizes = 14 + 160 * counts / counts.max() * (counts.max() > 1)
    ax.scatter(
        places[:, 0], places[:, 1], sizes, color=PALETTE["model"], edgecolor="white", lw=0.6,
        zorder=3,
    )  # fmt: skip
    ax.set(xlim=(0, top), ylim=(0, top), aspect="equal", anchor="N")
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.set(xlabel=f"loss of the model {name}, nats", ylabel=f"loss of the model {other}, nats")
    told = _correlation(first, second)
    ax.set_title(f"Hard for both: {told}" if told else "What each sample costs")
    ranges = ", ".join(
        f"{key} from {row.min():.2f} to {row.max():.2f}" for key, row in each.items()
    )
    return describe(
        ax,
        f"What {first.size} samples cost two models, in nats: {ranges}. "
        f"{told.capitalize() if told else 'No correlation'}; on {np.sum(first < second)} "
        f"samples {name} costs less, on {np.sum(first > second)} {other}.",
    )


@styled
def three_intervals(
    y_true: ArrayLike, models: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    """Draw the intervals of two losses, and that of their difference, on one scale.

    All are seen from the second model's loss, which stands at 0. They are of 95 %.

    Parameters
    ----------
    y_true : array_like of float, shape (n_samples,), in [0, 1]
        The labels.
    models : mapping of str to array_like of float, shape (n_samples,), in [0, 1]
        The predicted probabilities of y = 1 of two models, by their names.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are not two models, or one has a certain miss, or the samples are so few that an
        interval has no end.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, three_intervals
    >>> y = [1, 0, 1, 1, 0, 0] * 8
    >>> models = {"a": [0.9, 0.2, 0.7, 0.6, 0.4, 0.1] * 8, "b": [0.8, 0.2, 0.7, 0.6, 0.4, 0.2] * 8}
    >>> print(alt_text(three_intervals(y, models)))
    Three intervals of 95 %, in nats from the loss of b: a -0.039, -0.089 to 0.013; b 0.000, -0.036
    to 0.043; a - b -0.039, -0.056 to -0.023.
    """
    _two(y_true, models)
    (name, first), (other, second) = models.items()
    pair = compare_losses(y_true, first, second)
    rows = {}
    for key, p in models.items():
        one = loss_interval(y_true, p)
        rows[key] = np.array([one.loss, one.low, one.high]) - pair.loss_b
    rows[f"{name} - {other}"] = np.array([pair.difference, pair.low, pair.high])
    if not all(np.isfinite(row).all() for row in rows.values()):
        raise ValueError(
            f"of these {pair.n} samples an interval has no end, and no place: give more samples"
        )
    ax = or_new(ax, (5.6, 2.8))
    ax.axvline(0, color=PALETTE["faint"], ls=(0, (4, 3)), lw=1.2)
    for height, ((color, marker, _), row) in enumerate(zip(LOOKS, rows.values(), strict=True)):
        ax.hlines(height, *row[1:], color=PALETTE[color], lw=3)
        ax.plot(row[0], height, marker, color=PALETTE[color], mec="white", ms=9, zorder=3)
    labels = [key.replace(" - ", " − ") for key in rows]
    ax.set_yticks(range(3), labels)
    ax.set(ylim=(2.6, -0.6), xlabel=f"nats, from the loss of {other}")
    ax.grid(axis="y", visible=False)
    ax.set_title("Two losses, and their difference")
    said = "; ".join(
        f"{key} {row[0]:.3f}, {row[1]:.3f} to {row[2]:.3f}" for key, row in rows.items()
    )
    return describe(ax, f"Three intervals of 95 %, in nats from the loss of {other}: {said}.")


@styled
def largest_losses(
    y_true: ArrayLike, models: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    """Draw which share of the loss the largest terms carry, from the largest on.

    Parameters
    ----------
    y_true : array_like of float, shape (n_samples,), in [0, 1]
        The labels.
    models : mapping of str to array_like of float, shape (n_samples,), in [0, 1]
        By name, the predicted probabilities of y = 1 of up to three models.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are no models, or more than three, or one has no loss, or an infinite one.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, largest_losses
    >>> print(alt_text(largest_losses([1] * 20, {"a": [0.9] * 19 + [0.001]})))
    Which share of the loss the largest terms carry, of 20 samples: of a the five largest 82 %.
    """
    each = _losses(y_true, models)
    ax = or_new(ax, (5.2, 3.6))
    shares = {}
    for (name, terms), (color, marker, dash) in zip(each.items(), LOOKS, strict=False):
        if not terms.sum() > 0:
            raise ValueError(f"models[{name!r}] has no loss at all: there is nothing to share")
        grown = np.cumsum(np.sort(terms)[::-1] / terms.sum())
        at = min(LARGEST, grown.size)
        shares[name] = grown[at - 1]
        ax.plot(np.arange(1, grown.size + 1), grown, color=PALETTE[color], ls=dash, lw=2)
        ax.plot(at, shares[name], marker, color=PALETTE[color], mec="white", ms=9, zorder=3)
        ax.plot([], [], color=PALETTE[color], ls=dash, marker=marker, mec="white",
                label=f"{name}: five carry {100 * shares[name]:.0f} %")  # fmt: skip
    ax.axvline(LARGEST, color=PALETTE["faint"], ls=(0, (4, 3)), lw=1.2)
    ax.set(xscale="log", ylim=(0, 1.04), xlabel="samples, the most expensive first")
    ax.set(ylabel="share of the whole loss")
    ax.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=2.8, borderaxespad=0.2)
    ax.set_title("A few samples can carry the loss", pad=10 + 15 * len(each))
    size = next(iter(each.values())).size
    said = ", ".join(f"of {name} the five largest {100 * s:.0f} %" for name, s in shares.items())
    return describe(
        ax, f"Which share of the loss the largest terms carry, of {size} samples: {said}."
    )


@styled
def intervals_and_truth(
    low: ArrayLike, high: ArrayLike, truth: float, *, name: str = "", ax: Axes | None = None
) -> Axes:
    """Draw intervals side by side, and what they should hold; those that do not are marked.

    Parameters
    ----------
    low, high : array_like of float, shape (n_intervals,)
        Their ends, in nats.
    truth : float
        What they should hold, in nats.
    name : str, optional
        What the title calls the intervals.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If an end or the truth is not finite, there are no intervals, or they are not two rows of
        one length.
    TypeError
        If the truth is no number, or `name` no text.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, intervals_and_truth
    >>> print(alt_text(intervals_and_truth([0, 1, 2], [2, 3, 4], 1.5, name="wide")))
    3 intervals beside what they should hold, 1.5: wide, 1 of 3 miss it. They reach from 0 to 4.
    """
    ends = [given.row(key, row) for key, row in (("low", low), ("high", high))]
    if ends[0].shape != ends[1].shape:
        raise ValueError(
            f"low has shape {ends[0].shape}, high {ends[1].shape}: give one row of each, as long"
        )
    truth, name = options.number("truth", truth, options.FINITE), options.text("name", name)
    ax = or_new(ax, (4.4, 3.4))
    missed = (ends[0] > truth) | (ends[1] < truth)
    for out, color, width in ((False, "model", 1.6), (True, "accent", 2.6)):
        places = np.flatnonzero(missed == out)
        ax.vlines(places, ends[0][places], ends[1][places], color=PALETTE[color], lw=width)
    middle = (ends[0] / 2 + ends[1] / 2)[missed]
    ax.plot(np.flatnonzero(missed), middle, "D", color=PALETTE["accent"], mec="white", ms=6)
    ax.axhline(truth, color=PALETTE["ink"], ls=(0, (4, 3)), lw=1.2)
    ax.set(xlabel="number of the interval", ylabel="nats")
    told = f"{missed.sum()} of {missed.size} miss"
    ax.set_title(f"{name}: {told}" if name else told)
    return describe(
        ax,
        f"{missed.size} intervals beside what they should hold, {truth:.3g}: "
        f"{f'{name}, ' if name else ''}{told} it. They reach from {ends[0].min():.3g} to "
        f"{ends[1].max():.3g}.",
    )


def _losses(y_true: ArrayLike, models: Mapping[str, ArrayLike]) -> dict[str, Floats]:
    """Return each sample's loss, by model, and refuse what is infinite."""
    found = {}
    for name, p in checked(y_true, "y_true", models).items():
        found[name] = np.ravel(binary_cross_entropy(y_true, p, reduction="none"))
        if np.isinf(found[name]).any():
            index = int(np.argmax(np.isinf(found[name])))
            raise ValueError(
                f"models[{name!r}][{index}] gives no probability to what happened: its loss is "
                "infinite and has no place; leave the sample out, and say so"
            )
    return found


def _two(y_true: ArrayLike, models: Mapping[str, ArrayLike]) -> dict[str, Floats]:
    found = _losses(y_true, models)
    if len(found) != 2:
        raise ValueError(f"models has {len(found)} entries: give two, by name")
    return found


def _correlation(first: Floats, second: Floats) -> str:
    """Say how two rows are correlated, or nothing, if one of them never changes."""
    if first.size < 2 or not (np.ptp(first) > 0 and np.ptp(second) > 0):
        return ""
    return f"correlation {np.corrcoef(first, second)[0, 1]:.2f}"
