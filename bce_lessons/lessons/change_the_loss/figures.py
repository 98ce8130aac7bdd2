"""Cross-entropy and its variants: what a label costs, and where expected losses are least.

The first loss has cross-entropy's colour; the others have those of a model and of an accent, each
with a marker and a dash of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from bce_lessons import _options as options
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.palette import MARKERS, PALETTE
from bce_lessons.variants import focal_loss, focal_minimizer, smooth_labels

__all__ = ["variant_bowls", "variant_costs", "variant_minima"]

Floats = NDArray[np.float64]

# Of cross-entropy, smoothed and focal loss: colour, marker, dash.
VARIANTS = (("loss", MARKERS["loss"], "-"), ("model", "o", "--"), ("accent", "^", "-."))
NAMES = ("cross-entropy", "smoothed", "focal")


@styled
def variant_costs(*, alpha: float = 0.2, gamma: float = 2.0, ax: Axes | None = None) -> Axes:
    """Draw what one sample with y = 1 costs at every forecast p, by three losses.

    Parameters
    ----------
    alpha : float, in [0, 1], optional
        How far labels are smoothed towards one half.
    gamma : float, at least 0, optional
        The focal loss's exponent.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If `alpha` or `gamma` is not as described.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, variant_costs
    >>> print(alt_text(variant_costs()))
    What one sample with y = 1 costs, in nats: at a forecast of 0.99 cross-entropy takes 0.010,
    smoothed 0.470, focal 0.000; at 0.1 cross-entropy takes 2.303, smoothed 2.083, focal 1.865.
    """
    alpha, gamma = _alpha_and_gamma(alpha, gamma)
    ax = or_new(ax, (5.2, 3.8))
    p, costs = np.linspace(0.005, 0.995, 199), _costs(1.0, alpha, gamma)
    names = ("cross-entropy", f"smoothed, α = {alpha:g}", f"focal, γ = {gamma:g}")
    for name, cost, (color, _, dash) in zip(names, costs, VARIANTS, strict=True):
        ax.plot(p, cost(p), color=PALETTE[color], ls=dash, label=name)
    ax.legend(loc="upper right", handlelength=2.8)
    ax.set(xlim=(0, 1), ylim=(0, 4), xlabel="forecast p", ylabel="loss where y = 1, nats")
    ax.set_title("Three prices for the same sample")
    told = "; ".join(
        f"{where} {at:g} {NAMES[0]} takes "
        + ", ".join(
            f"{name}{float(cost(np.array([at]))[0]):.3f}"
            for name, cost in zip(("", "smoothed ", "focal "), costs, strict=True)
        )
        for where, at in (("at a forecast of", 0.99), ("at", 0.1))
    )
    return describe(ax, f"What one sample with y = 1 costs, in nats: {told}.")


@styled
def variant_bowls(
    q: float = 0.9, *, alpha: float = 0.2, gamma: float = 2.0, ax: Axes | None = None
) -> Axes:
    """Draw the expected cross-entropy, smoothed cross-entropy and focal loss of every forecast p.

    Parameters
    ----------
    q : float, in (0, 1), optional
        The true probability of y = 1.
    alpha : float, in [0, 1], optional
        How far labels are smoothed towards one half.
    gamma : float, at least 0, optional
        The focal loss's exponent.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If `q`, `alpha` or `gamma` is not as described.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, variant_bowls
    >>> print(alt_text(variant_bowls(0.9)))
    Expected losses of a forecast p where the truth is 0.9: cross-entropy is least at p = 0.900,
    smoothed at p = 0.820, focal at p = 0.694.
    """
    q = options.number("q", q, options.INSIDE_UNIT, such_as=0.9)
    alpha, gamma = _alpha_and_gamma(alpha, gamma)
    ax = or_new(ax, (4.6, 3.8))
    p, costs = np.linspace(0.005, 0.995, 199), _costs(q, alpha, gamma)
    lowest = (q, float(smooth_labels(q, alpha=alpha)), float(focal_minimizer(q, gamma=gamma)))
    ax.axvline(q, color=PALETTE["ink"], ls=":", lw=1.2)
    for name, at, cost, look in zip(NAMES, lowest, costs, VARIANTS, strict=True):
        color, marker, dash = look
        ax.plot(p, cost(p), color=PALETTE[color], ls=dash)
        bottom = at, cost(np.array([at]))[0]
        ax.plot(*bottom, marker, color=PALETTE[color], mec="white", zorder=3)
        ax.plot([], [], color=PALETTE[color], ls=dash, marker=marker, mec="white",
                label=f"{name}: p = {at:.3f}")  # fmt: skip
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=3.4, borderaxespad=0.2)
    ax.set(xlim=(0, 1), ylim=(0, 1.6), xlabel="forecast p", ylabel="expected loss")
    ax.set_title(f"The truth is {q:g}: three minima", pad=56)
    first, *others = (f"at p = {at:.3f}" for at in lowest)
    said = ", ".join(f"{name} {at}" for name, at in zip(NAMES[1:], others, strict=True))
    return describe(
        ax,
        f"Expected losses of a forecast p where the truth is {q:g}: {NAMES[0]} is least {first}, "
        f"{said}.",
    )


@styled
def variant_minima(*, alpha: float = 0.2, gamma: float = 2.0, ax: Axes | None = None) -> Axes:
    """Draw the forecast that each loss asks for, against the true probability q.

    Parameters
    ----------
    alpha : float, in [0, 1], optional
        How far labels are smoothed towards one half.
    gamma : float, at least 0, optional
        The focal loss's exponent.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If `alpha` or `gamma` is not as described.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, variant_minima
    >>> print(alt_text(variant_minima()))
    The forecast that is cheapest against the true probability: cross-entropy asks for the truth;
    for a truth of 0.99 smoothed asks for 0.892 and focal for 0.846.
    """
    alpha, gamma = _alpha_and_gamma(alpha, gamma)
    ax = or_new(ax, (4.6, 3.8))
    q = np.linspace(0.002, 0.998, 250)
    asked = {
        "cross-entropy: the truth": q,
        f"smoothed, α = {alpha:g}": np.asarray(smooth_labels(q, alpha=alpha)),
        f"focal, γ = {gamma:g}": np.asarray(focal_minimizer(q, gamma=gamma)),
    }
    for (name, best), (color, _, dash) in zip(asked.items(), VARIANTS, strict=True):
        ax.plot(q, best, color=PALETTE[color], ls=dash, label=name)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=2.8, borderaxespad=0.2)
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="true probability q", ylabel="cheapest forecast p")
    ax.set_title("Of three, one asks for the truth", pad=56)
    smoothed, focal = smooth_labels(0.99, alpha=alpha), focal_minimizer(0.99, gamma=gamma)
    return describe(
        ax,
        "The forecast that is cheapest against the true probability: cross-entropy asks for the "
        f"truth; for a truth of 0.99 smoothed asks for {smoothed:.3f} and focal for {focal:.3f}.",
    )


def _alpha_and_gamma(alpha: float, gamma: float) -> tuple[float, float]:
    return (
        options.number("alpha", alpha, options.UNIT, such_as=0.2),
        options.number("gamma", gamma, options.AT_LEAST_0, such_as=2),
    )


def _costs(q: float, alpha: float, gamma: float) -> tuple[Callable[[Floats], Floats], ...]:
    """Return what each loss expects of forecasts p where the truth is q, as functions of p."""
    smoothed = float(smooth_labels(q, alpha=alpha))
    return partial(_cross_entropy, q), partial(_cross_entropy, smoothed), partial(_focal, q, gamma)


def _cross_entropy(q: float, p: Floats) -> Floats:
    """Return the expected cross-entropy of forecasts p where the truth is q."""
    return np.asarray(binary_cross_entropy(np.full_like(p, q), p, reduction="none"))


def _focal(q: float, gamma: float, p: Floats) -> Floats:
    """Return the expected focal loss of forecasts p where the truth is q."""
    happens, does_not = (
        focal_loss(np.full_like(p, y), p, gamma=gamma, reduction="none") for y in (1, 0)
    )
    return np.asarray(q * happens + (1 - q) * does_not)
