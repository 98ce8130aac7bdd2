"""Products of likelihoods, which vanish, and sums of their logs, which do not."""

from __future__ import annotations

from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.information import surprisal
from bce_lessons.lessons.why_the_log.figures import likelihoods_of, minus
from bce_lessons.palette import DASHES, MARKERS, PALETTE

__all__ = ["running_product", "running_sum"]


FLOOR = float(np.finfo(np.float64).smallest_subnormal)  # the smallest positive float64, 5e-324


@styled
@np.errstate(all="ignore")
def running_product(
    likelihoods: ArrayLike,
    *,
    scale: Literal["linear", "log"] = "linear",
    ax: Axes | None = None,
) -> Axes:
    """Draw the product of the first n likelihoods against n, as float64 computes it.

    Parameters
    ----------
    likelihoods : array_like of float, shape (n_samples,), in (0, 1]
        Probabilities given to what happened.
    scale : {"linear", "log"}
        Of the product's axis. On the log scale the smallest positive float64 is marked.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If a likelihood is not in (0, 1], or `scale` is unknown.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, running_product
    >>> print(alt_text(running_product([0.5] * 1100, scale="log")))
    Product of n likelihoods on a log scale: down to 4.9e−324 at n = 1,074, exactly 0 from n = 1,075
    on.
    """
    scales = {"linear": _linear_product, "log": _log_product}
    draw = scales[options.choice("scale", scale, tuple(scales))]
    product = np.asarray(np.cumprod(likelihoods_of("likelihoods", likelihoods)), np.float64)
    ax = or_new(ax)
    ax.set(xlabel="number of predictions n", xlim=(0, 1.02 * product.size))
    return describe(ax, f"Product of n likelihoods on a {scale} scale: {draw(ax, product)}.")


@styled
def running_sum(likelihoods: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw the sum of -log of the first n likelihoods against n.

    Parameters
    ----------
    likelihoods : array_like of float, shape (n_samples,), in (0, 1]
        Probabilities given to what happened.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If a likelihood is not in (0, 1].

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, running_sum
    >>> print(alt_text(running_sum([0.5] * 2000)))
    Sum of −log of n likelihoods: a line that rises to 1,386.3 nats at n = 2,000.
    """
    given_to_them = likelihoods_of("likelihoods", likelihoods)
    ax = or_new(ax)
    total = np.cumsum(surprisal(given_to_them))
    n = np.arange(1, total.size + 1)
    ax.plot(n, total, DASHES["loss"], color=PALETTE["loss"])
    ax.plot(n[-1], total[-1], MARKERS["loss"], color=PALETTE["loss"], clip_on=False)
    ax.set(xlabel="number of predictions n", ylabel="sum of −log, nats", title="The sum of −log")
    ax.set(xlim=(0, 1.02 * n.size), ylim=(0, 1.1 * max(total[-1], 1.0)))
    return describe(
        ax,
        f"Sum of −log of n likelihoods: a line that rises to {total[-1]:,.1f} nats at "
        f"n = {n.size:,}.",
    )


def _linear_product(ax: Axes, product: NDArray[np.float64]) -> str:
    """Draw the product itself; say where the eye loses it."""
    n = np.arange(product.size + 1)
    whole = np.concatenate([[1.0], product])
    ax.plot(n, whole, "-", color=PALETTE["ink"], clip_on=False)
    ax.set(ylabel="product", ylim=(0, 1), title="The product, as it is")
    below = np.flatnonzero(whole < 0.01)
    if not below.size:
        return f"from 1 at n = 0 to {minus(whole[-1], '.3g')} at n = {product.size:,}"
    at = f"n = {below[0]:,}"
    ax.text(0.06 * n.size, 0.06, f"below 0.01 from {at} on", fontsize=9)
    return f"from 1 at n = 0 it falls at once, and is below 0.01 from {at} on"


def _log_product(ax: Axes, product: NDArray[np.float64]) -> str:
    """Draw the product's log while there is one; mark float64's floor and where it is lost."""
    n = np.arange(1, product.size + 1)
    alive = product > 0
    log = np.log10(product[alive])
    ax.axhline(np.log10(FLOOR), color=PALETTE["faint"], ls="--", lw=1.2)
    floor = "smallest positive float64"
    ax.text(n.size, np.log10(FLOOR) - 8, floor, va="top", ha="right", fontsize=9)
    ax.plot(n[alive], log, "-", color=PALETTE["ink"])
    ticks = [0, -100, -200, -300]
    ax.set_yticks(ticks, ["1", "10⁻¹⁰⁰", "10⁻²⁰⁰", "10⁻³⁰⁰"])
    ax.set(ylabel="product (log scale)", ylim=(-375, 10))
    least = f"down to {minus(product[alive][-1], '.2g')} at n = {n[alive][-1]:,}"
    if alive.all():
        ax.set_title("On a log scale")
        return least
    ax.plot(n[alive][-1], log[-1], "X", color=PALETTE["accent"], mec=PALETTE["ink"], ms=9, zorder=4)
    lost = int(n[~alive][0])
    ax.annotate(f"n = {lost:,}: 0", (lost, log[-1]), (6, 8), textcoords="offset points")
    ax.set_title("On a log scale: gone")
    return f"{least}, exactly 0 from n = {lost:,} on"
