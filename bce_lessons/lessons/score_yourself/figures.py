"""What somebody forecast, what happened, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons.calibration import reliability_curve
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.information import surprisal
from bce_lessons.palette import MARKERS, PALETTE

__all__ = ["confidence_curve", "costliest_bars", "forecast_strip"]

Floats = NDArray[np.float64]
NEAR = 0.028  # dots closer than this in p are stacked
GUIDE = (0, (4, 3))


@styled
def forecast_strip(outcomes: ArrayLike, forecasts: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw each forecast as a dot: blue circles came true, vermilion squares did not.

    Parameters
    ----------
    outcomes : array_like of int, shape (n,), 0 or 1
        What happened.
    forecasts : array_like of float, shape (n,), in [0, 1]
        The probabilities that were given to a 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, forecast_strip
    >>> print(alt_text(forecast_strip([1, 1, 0], [0.9, 0.4, 0.2])))
    3 forecasts on a line from 0 to 1: of 2 that came true 1 is above ½, of 1 that did not 1 is
    below it.
    """
    y, p = given.outcomes_and_forecasts(outcomes, forecasts)
    ax = or_new(ax, (6.4, 2.6))
    ax.axvspan(-0.02, 0.5, 0.5, color=PALETTE["faint"], alpha=0.12, lw=0)
    ax.axvspan(0.5, 1.02, 0, 0.5, color=PALETTE["faint"], alpha=0.12, lw=0)
    for label, color in enumerate(("zero", "one")):
        x = np.sort(p[y == label])
        levels = _levels(x)
        up = 0.16 + min(0.17, 0.76 / max([1.0, *levels])) * levels
        ax.plot(x, up if label else -up, MARKERS[color], color=PALETTE[color], ms=7, mec="white")
    for x_text, y_text, side in ((0.01, 0.9, "left"), (0.99, -0.9, "right")):
        ax.text(x_text, y_text, "wrong side of ½", ha=side, va="center", fontsize=9)
    ax.axvline(0.5, color=PALETTE["faint"], ls=GUIDE, lw=1.2)
    ax.axhline(0, color=PALETTE["faint"], lw=1)
    ax.set(xlim=(-0.02, 1.02), ylim=(-1.05, 1.05), xlabel="forecast: probability of a yes")
    ax.set_yticks([-0.5, 0.5], ["was false", "was true"])
    ax.grid(False)
    n_one, n_zero = int(np.sum(y == 1)), int(np.sum(y == 0))
    above, below = int(np.sum(p[y == 1] > 0.5)), int(np.sum(p[y == 0] < 0.5))
    ax.set_title(f"{above + below} of {len(p)} on the right side of ½")
    return describe(
        ax,
        f"{_count(len(p), 'forecast')} on a line from 0 to 1: of {n_one} that came true {above} "
        f"{_are(above)} above ½, of {n_zero} that did not {below} {_are(below)} below it.",
    )


@styled
def confidence_curve(
    outcomes: ArrayLike, forecasts: ArrayLike, *, n_groups: int = 3, ax: Axes | None = None
) -> Axes:
    """Draw how often the side taken was right, against how sure the forecasts were of it.

    A forecast of 20 % is one of 80 % for the other side. Each dot is a group of forecasts that
    were about as sure, with Wilson's 95 % interval: with a few answers it is wide, and only an
    interval that misses the diagonal says something. Several side by side say less: if each of
    three holds in 95 % of cases, one or more of them miss in 14 %, by chance.

    Parameters
    ----------
    outcomes : array_like of int, shape (n,), 0 or 1
        What happened.
    forecasts : array_like of float, shape (n,), in [0, 1]
        The probabilities that were given to a 1. Those of exactly ½ take no side, and are left
        out.
    n_groups : int, optional
        Into how many groups of equal width to part the range from ½ to 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Raises
    ------
    ValueError, TypeError
        If `n_groups` is no whole number of at least 1.

    See Also
    --------
    bce_lessons.calibration.reliability_curve : the numbers.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, confidence_curve
    >>> print(alt_text(confidence_curve([1, 1, 0, 0], [0.9, 0.95, 0.9, 0.4])))
    How often the side taken was right, by how sure the forecasts were: 60 % sure, 1 of 1 right
    (interval 0.21 to 1.00); 92 % sure, 2 of 3 right (interval 0.21 to 0.94). 0 of 2 intervals
    miss the diagonal.
    """
    n_groups = options.whole("n_groups", n_groups)
    ax = or_new(ax, (4.6, 4.2))
    y, p = given.outcomes_and_forecasts(outcomes, forecasts)
    sided = p != 0.5
    sure, right = np.maximum(p, 1 - p)[sided], ((p > 0.5) == (y == 1))[sided]
    ax.plot([0.5, 1], [0.5, 1], color=PALETTE["faint"], ls=GUIDE, lw=1.2)
    ax.text(0.505, 0.07, "dashed: as often right as said", fontsize=9)
    told, missed = _groups(ax, right.astype(float), sure, n_groups)
    ax.set(xlim=(0.49, 1.02), ylim=(-0.03, 1.08), xlabel="how sure: mean probability of the side")
    ax.set(ylabel="how often right: share of answers")
    if not told:
        ax.set_title("Nobody took a side")
        return describe(ax, "How often the side taken was right: no forecast takes a side.")
    noun = "interval misses" if len(told) == 1 else "intervals miss"
    counted = (
        f"{missed} of {len(told)} {noun}{'es' if missed == 1 < len(told) else ''} the diagonal"
    )
    ax.set_title(counted)
    return describe(
        ax,
        f"How often the side taken was right, by how sure the forecasts were: {'; '.join(told)}. "
        f"{counted}.",
    )


@styled
def costliest_bars(costs: Mapping[str, float], *, top: int = 10, ax: Axes | None = None) -> Axes:
    """Draw what the most expensive answers, or questions, cost, beside the mean and the coin.

    Parameters
    ----------
    costs : mapping of str to float
        The loss of each, in nats, by name.
    top : int, optional
        How many to show.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Raises
    ------
    ValueError
        If `costs` is empty or holds what is not finite, or `top` is not at least 1.
    TypeError
        If a cost is not a number, or `top` no whole one.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, costliest_bars
    >>> print(alt_text(costliest_bars({"sure": 2.3, "timid": 0.6, "right": 0.1}, top=2)))
    The most expensive 2 of 3, in nats: sure 2.30, timid 0.60. They make 97 % of the whole; the
    mean of all is 1.000, and the coin pays 0.693.
    """
    top = options.whole("top", top)
    costs = options.named("costs", costs, options.FINITE)
    shown = sorted(costs.items(), key=lambda pair: -pair[1])[:top]
    ax = or_new(ax, (6.4, 1.4 + 0.27 * len(shown)))
    every = np.array(list(costs.values()))
    mean, coin = float(every.mean()), float(surprisal(0.5))
    share = sum(cost for _, cost in shown) / every.sum() if every.any() else 0.0
    for row, (_, cost) in enumerate(shown):
        ax.barh(row, cost, 0.62, color=PALETTE["loss"], zorder=2)
        ax.annotate(f"{cost:.2f}", (cost, row), (4, 0), textcoords="offset points", va="center",
                    fontsize=9, zorder=4)  # fmt: skip
    for at, color, dash in ((mean, "ink", "-"), (coin, "faint", GUIDE)):
        ax.axvline(at, color=PALETTE[color], ls=dash, lw=1.4, zorder=3)
    left, right = ("mean", "coin") if mean < coin else ("coin", "mean")
    for at, name, side in ((min(mean, coin), left, "right"), (max(mean, coin), right, "left")):
        ax.annotate(f"{name} {mean if name == 'mean' else coin:.3f}", (at, -0.75),
                    (-4 if side == "right" else 4, 0), textcoords="offset points", ha=side,
                    va="center", fontsize=9, zorder=4)  # fmt: skip
    ax.set_yticks(range(len(shown)), [name for name, _ in shown])
    ax.set(ylim=(len(shown) - 0.4, -1.15), xlim=(0, 1.12 * max(shown[0][1], mean, coin)))
    ax.set(xlabel="loss, nats")
    ax.grid(visible=False, axis="y")
    ax.set_title(f"{len(shown)} of {len(costs)} make {100 * share:.0f} % of the loss")
    return describe(
        ax,
        f"The most expensive {len(shown)} of {len(costs)}, in nats: "
        + ", ".join(f"{name} {cost:.2f}" for name, cost in shown)
        + f". They make {100 * share:.0f} % of the whole; the mean of all is {mean:.3f}, and the "
        f"coin pays {coin:.3f}.",
    )


def _groups(ax: Axes, right: Floats, sure: Floats, n_groups: int) -> tuple[list[str], int]:
    """Draw a dot and an interval for each group; return them in words, and how many miss."""
    if not len(sure):
        return [], 0
    curve = reliability_curve(right, sure, n_bins=2 * n_groups)
    said, came, low, high = curve.mean_proba, curve.frequency, curve.low, curve.high
    ax.vlines(said, low, high, color=PALETTE["model"], lw=3)
    ax.plot(said, came, "o", color=PALETTE["ink"], ms=7, mec="white", zorder=3)
    told = []
    for x, share, n, bottom, top in zip(said, came, curve.count, low, high, strict=True):
        hits = f"{round(share * n)} of {n}"
        ax.annotate(hits, (x, share), (-8, 0), textcoords="offset points", ha="right", va="center",
                    fontsize=9)  # fmt: skip
        told.append(f"{100 * x:.0f} % sure, {hits} right (interval {bottom:.2f} to {top:.2f})")
    return told, int(np.sum((said < low) | (said > high)))


def _levels(x: Floats) -> Floats:
    """Stack what lies too close: the lowest level on which a dot touches no other."""
    last: list[float] = []  # the rightmost dot of each level
    levels = []
    for value in x:
        level = next((i for i, end in enumerate(last) if value - end >= NEAR), len(last))
        last[level : level + 1] = [value]
        levels.append(level)
    return np.array(levels, dtype=float)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
