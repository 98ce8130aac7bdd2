"""The logarithm's figures: curve and mirror image, product against sum, growth, units."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.information import surprisal
from bce_lessons.palette import DASHES, MARKERS, PALETTE

__all__ = [
    "growth_by_halving",
    "log_curve",
    "nats_and_bits",
    "negative_log_curve",
]

WIDE = 6.4, 3.6
UP_TO_1 = options.Interval(0, 1, "right")
BELOW_HALF = options.Interval(0, 0.5)


@styled
def log_curve(*, p_min: float = 0.01, ax: Axes | None = None) -> Axes:
    """Draw log p from a small positive p to 1; log 0 is minus infinity and has no place.

    Parameters
    ----------
    p_min : float, in (0, 0.5)
        Where the curve starts.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If `p_min` is not between 0 and 0.5.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, log_curve
    >>> print(alt_text(log_curve(p_min=0.01)))
    log p rises from −4.605 at p = 0.01 through −0.693 at p = 0.5 to 0 at p = 1, ever more gently.
    """
    p_min = options.number("p_min", p_min, BELOW_HALF, such_as=0.01)
    ax = or_new(ax)
    _draw_log(ax, p_min, sign=-1)
    ax.set(ylabel="log p, nats", title="log p is never positive")
    return describe(
        ax,
        f"log p rises from {minus(-surprisal(p_min))} at p = {p_min:g} through "
        f"{minus(-surprisal(0.5))} at p = 0.5 to 0 at p = 1, ever more gently.",
    )


@styled
def negative_log_curve(*, p_min: float = 0.01, ax: Axes | None = None) -> Axes:
    """Draw -log p, the surprisal in nats, from a small positive p to 1.

    Parameters
    ----------
    p_min : float, in (0, 0.5)
        Where the curve starts.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If `p_min` is not between 0 and 0.5.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, negative_log_curve
    >>> print(alt_text(negative_log_curve(p_min=0.01)))
    −log p falls from 4.605 at p = 0.01 through 0.693 at p = 0.5 to 0 at p = 1: a cost.
    """
    p_min = options.number("p_min", p_min, BELOW_HALF, such_as=0.01)
    ax = or_new(ax)
    _draw_log(ax, p_min, sign=1)
    ax.set(ylabel="−log p, nats", title="−log p is a cost")
    return describe(
        ax,
        f"−log p falls from {surprisal(p_min):.3f} at p = {p_min:g} through "
        f"{surprisal(0.5):.3f} at p = 0.5 to 0 at p = 1: a cost.",
    )


@styled
def growth_by_halving(n_halvings: int = 10, *, ax: Axes | None = None) -> Axes:
    """Draw -log p after each halving of p, beside a cost that doubles with each halving.

    Parameters
    ----------
    n_halvings : int
        How often p is halved, from p = 1; from 4 to 1000.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If `n_halvings` is below 4 or above 1000.
    TypeError
        If `n_halvings` is no whole number.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, growth_by_halving
    >>> print(alt_text(growth_by_halving(10)))
    Cost against the halvings of p: −log p climbs in equal steps of 0.693 nats to 6.931 after 10;
    a real exponential, equal at the first halving, doubles to 354.9.
    """
    n_halvings = options.whole("n_halvings", n_halvings, 4, 1000)
    ax = or_new(ax, WIDE)
    k = np.arange(n_halvings + 1)
    nats, step = surprisal(0.5**k), surprisal(0.5)
    fine = np.linspace(0, n_halvings, 40 * n_halvings)
    ax.plot(fine, step * 2 ** (fine - 1), ":", color=PALETTE["ink"])
    ax.plot(k[1:], step * 2.0 ** (k[1:] - 1), "x", color=PALETTE["ink"])
    ax.plot(k, nats, DASHES["loss"], marker=MARKERS["loss"], color=PALETTE["loss"], clip_on=False)
    top = 1.25 * nats[-1]
    leaves = float(1 + np.log2(top / step))
    ax.text(leaves + 0.15, 0.95 * top, "doubling each time:\nexponential", va="top")
    ax.text(
        n_halvings - 0.2, 0.57 * nats[-1], "−log p:\nplus log 2 each time", ha="right", va="top"
    )
    ax.set_xticks(k, [f"1/{2**i}" if i else "1" for i in k])
    ax.set(xlabel="p, halved at each step", xlim=(0, n_halvings))
    ax.set(ylabel="cost, nats", ylim=(0, top))
    ax.set_title("Each halving of p adds the same: logarithmic growth")
    return describe(
        ax,
        f"Cost against the halvings of p: −log p climbs in equal steps of {step:.3f} nats to "
        f"{nats[-1]:.3f} after {n_halvings}; a real exponential, equal at the first halving, "
        f"doubles to {step * 2.0 ** (n_halvings - 1):.1f}.",
    )


@styled
def nats_and_bits(p: ArrayLike = (0.5, 0.25, 0.125), *, ax: Axes | None = None) -> Axes:
    """Draw surprisal against p, with nats on the left scale and bits on the right.

    Parameters
    ----------
    p : array_like of float, shape (n_samples,), in [0.02, 1]
        Probabilities to mark.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If a probability is not in [0.02, 1].

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, nats_and_bits
    >>> print(alt_text(nats_and_bits([0.5, 0.125])))
    Surprisal against p, one curve with two scales: p = 0.5 is 0.693 nats or 1.000 bits, p = 0.125
    is 2.079 nats or 3.000 bits.
    """
    marked = likelihoods_of("p", p, options.Interval(0.02, 1, "both"))
    ax = or_new(ax, WIDE)
    grid = np.linspace(0.02, 1, 197)
    ax.plot(grid, surprisal(grid), DASHES["loss"], color=PALETTE["loss"])
    nats, bits = surprisal(marked), surprisal(marked, base=2)
    ax.plot(marked, nats, MARKERS["loss"], color=PALETTE["loss"])
    for x, a, b in zip(marked, nats, bits, strict=True):
        label = f"p = {x:g}: {a:.3f} nats = {b:.3g} bit{'s' if f'{b:.3g}' != '1' else ''}"
        ax.annotate(label, (x, a), (10, 4), textcoords="offset points")
    ax.set(xlabel="p, given to what happened", xlim=(0, 1))
    ax.set(ylabel="surprisal, nats", ylim=(0, 4), yticks=range(5))
    right = ax.secondary_yaxis("right", functions=(_to_bits, _to_nats))
    right.set_ylabel("surprisal, bits")
    right.set_yticks(range(6))
    ax.spines["right"].set_visible(True)
    ax.set_title("One curve, two units: the base sets the unit")
    said = ", ".join(
        f"p = {x:g} is {a:.3f} nats or {b:.3f} bits"
        for x, a, b in zip(marked, nats, bits, strict=True)
    )
    return describe(ax, f"Surprisal against p, one curve with two scales: {said}.")


def _draw_log(ax: Axes, p_min: float, sign: int) -> None:
    """Draw sign * surprisal(p), with the coin flip and the certain hit marked."""
    p = np.union1d(np.geomspace(p_min, 1, 200), np.linspace(p_min, 1, 100))
    coin, start = sign * surprisal(0.5), sign * surprisal(p_min)
    ax.plot(p, sign * surprisal(p), DASHES["loss"], color=PALETTE["loss"])
    ax.plot([0.5, 1], [coin, 0], MARKERS["loss"], color=PALETTE["loss"], clip_on=False)
    ax.plot(p_min, start, MARKERS["loss"], color=PALETTE["loss"], mfc="white", clip_on=False)
    ax.annotate(f"starts at p = {p_min:g}", (p_min, start), (10, -3), textcoords="offset points")
    ax.annotate(
        f"a coin flip: {minus(coin)}", (0.5, coin), (6, 8 * sign), textcoords="offset points",
        va="bottom" if sign > 0 else "top",
    )  # fmt: skip
    top = 1.1 * abs(start)
    ax.set(xlabel="p, given to what happened", xlim=(0, 1))
    ax.set_ylim((0, top) if sign > 0 else (-top, 0))


def _to_bits(nats: ArrayLike) -> ArrayLike:
    return np.asarray(nats) / surprisal(0.5)  # one bit is what a fair coin tells


def _to_nats(bits: ArrayLike) -> ArrayLike:
    return np.asarray(bits) * surprisal(0.5)


def likelihoods_of(
    name: str, values: ArrayLike, within: options.Interval = UP_TO_1
) -> NDArray[np.float64]:
    """Return a flat array of numbers in (0, 1], or in another interval."""
    return np.ravel(given.each(name, check.floats(values, name), within))


def minus(value: float, spec: str = ".3f") -> str:
    """Write a number with a true minus sign."""
    return f"{value:{spec}}".replace("-", "−")
