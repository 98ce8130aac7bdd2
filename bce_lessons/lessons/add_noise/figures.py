"""Figures: what noise on predictions and on labels does to the loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bce_lessons import _options as options
from bce_lessons._validation import FloatArray, aligned, floats, same_shape
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.information import binary_entropy
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.palette import MARKERS, PALETTE

__all__ = ["flip_floor", "mixed_loss", "noisy_loss", "shifted_loss"]

BAND = (0.05, 0.95)  # the middle 90 % of the draws


@styled
def shifted_loss(shifts: ArrayLike, losses: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw a loss against a shift of the predictions, and shade where it is no number.

    Parameters
    ----------
    shifts : array_like of float, shape (n_shifts,)
        What was added to each prediction.
    losses : array_like of float, shape (n_shifts,)
        Mean losses, in nats; NaN where the formula broke.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Raises
    ------
    ValueError
        If no loss is NaN: then nothing is missing.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text
    >>> alt_text(shifted_loss([0, 0.1, 0.2, 0.3], [0.5, 0.6, np.nan, np.nan]))
    'Mean loss against a shift of all predictions: it goes from 0.500 to 0.600 nats, and from a
    shift of 0.200 on it is no number: 2 of 4 points, 50 % of the plot, are NaN.'
    """
    x, y = given.row("shifts", shifts), floats(losses, "losses")
    same_shape(x, "shifts", y, "losses")
    aligned((shifts, "shifts"), (losses, "losses"))
    missing = np.isnan(y)
    if not missing.any():
        raise ValueError("losses holds no NaN: this figure shows where a loss is no number")
    if missing.all():
        raise ValueError("losses holds nothing but NaN: give one that is a number")
    ax = or_new(ax)
    start, share = x[missing][0], f"{100 * missing.mean():.0f} % of the plot"
    ax.axvspan(start, x[-1], color=PALETTE["faint"], alpha=0.18, lw=0)
    ax.plot(x, y, color=PALETTE["loss"])
    ax.plot(x[~missing][-1], y[~missing][-1], MARKERS["loss"], color=PALETTE["loss"])
    ax.text((start + x[-1]) / 2, 0.5, f"NaN\n{share}", ha="center", va="center",
            transform=ax.get_xaxis_transform(), fontsize=13, color=PALETTE["ink"])  # fmt: skip
    ax.set(xlim=(x[0], x[-1]), xlabel="shift added to each prediction", ylabel="mean loss, nats",
           title="A shift leaves [0, 1], and the plot goes missing")  # fmt: skip
    ax.margins(y=0.25)
    return describe(
        ax,
        "Mean loss against a shift of all predictions: it goes from "
        f"{y[~missing][0]:.3f} to {y[~missing][-1]:.3f} nats, and from a shift of {start:.3f} on "
        f"it is no number: {missing.sum()} of {len(x)} points, {share}, are NaN.",
    )


@styled
def noisy_loss(sigmas: ArrayLike, losses: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw the mean over draws of a mean loss, and the band of the draws, against the noise.

    Parameters
    ----------
    sigmas : array_like of float, shape (n_sigmas,), ascending
        Standard deviations of the noise on the logits.
    losses : array_like of float, shape (n_sigmas, n_draws)
        For each sigma and each draw of the noise, the loss averaged over the samples, in nats.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Notes
    -----
    The line averages over the draws; the band goes from their 5 % to their 95 % quantile, so it
    holds the middle 90 % of the draws.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text
    >>> alt_text(noisy_loss([0, 2], [[0.5, 0.5, 0.5], [0.7, 0.8, 0.9]]))
    'Mean loss against the noise on the logits, over 3 draws: without noise 0.500 nats, at sigma
    2.00 on average 0.800, the middle 90 % of draws between 0.710 and 0.890.'
    """
    x = given.row("sigmas", sigmas, options.AT_LEAST_0)
    y = given.draws("losses", losses, x, "sigmas")
    aligned((sigmas, "sigmas"), (losses, "losses"))
    mean, (low, high) = y.mean(axis=1), np.quantile(y, BAND, axis=1)
    ax = or_new(ax)
    ax.fill_between(x, low, high, color=PALETTE["loss"], alpha=0.25, lw=0)
    ax.plot(x, mean, color=PALETTE["loss"], marker=MARKERS["loss"], ms=5, clip_on=False)
    ax.axhline(mean[0], color=PALETTE["faint"], ls="--", lw=1.2)
    ax.text(x[-1], mean[0], "without noise", ha="right", va="bottom", color=PALETTE["ink"])
    at = 2 * len(x) // 3
    leader = {"arrowstyle": "-", "color": PALETTE["faint"], "shrinkB": 4}
    ax.annotate(f"mean of {y.shape[1]} draws", (x[at], mean[at]), (34, -44), color=PALETTE["ink"],
                textcoords="offset points", ha="left", arrowprops=leader)  # fmt: skip
    ax.annotate("middle 90 % of draws", (x[at], high[at]), (-8, 4), color=PALETTE["ink"],
                textcoords="offset points", ha="right")  # fmt: skip
    ax.set(xlim=(x[0], x[-1]), xlabel="σ of the noise on the logits", ylabel="mean loss, nats",
           title="Noise on the logits raises the mean loss")  # fmt: skip
    return describe(
        ax,
        f"Mean loss against the noise on the logits, over {y.shape[1]} draws: without noise "
        f"{mean[0]:.3f} nats, at sigma {x[-1]:.2f} on average {mean[-1]:.3f}, the middle 90 % of "
        f"draws between {low[-1]:.3f} and {high[-1]:.3f}.",
    )


@styled
def flip_floor(
    rates: ArrayLike,
    losses: ArrayLike,
    *,
    answers: tuple[float, ...] = (0.9, 0.99),
    ax: Axes | None = None,
) -> Axes:
    """Draw the entropy of a flip, the losses measured there, and what fixed answers cost.

    Parameters
    ----------
    rates : array_like of float, shape (n_rates,), ascending, in [0, 1]
        The probability that a label is flipped.
    losses : array_like of float, shape (n_rates, n_draws)
        For each rate and each draw of the flips, the mean loss of a witness who gives 1 - rate
        to the class before the flip, in nats.
    answers : tuple of float, in (0, 1)
        Fixed probabilities for the class before the flip, one straight line each.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Raises
    ------
    ValueError, TypeError
        If an answer is not as described.

    Notes
    -----
    Bars go from the 5 % to the 95 % quantile of the draws. A fixed answer's expected loss is a
    straight line in the rate that touches the entropy where the answer is right.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text
    >>> alt_text(flip_floor([0.1, 0.5], [[0.3, 0.36], [0.68, 0.7]]))
    'Flipped labels: over 2 draws the best answer costs on average 0.330 nats at rate 0.10, 0.690
    nats at rate 0.50; the entropies there are 0.325, 0.693. Always answering 0.90 or 0.99 costs
    more everywhere but at rates 0.10 and 0.01.'
    """
    r = given.row("rates", rates, options.UNIT)
    y = given.draws("losses", losses, r, "rates")
    aligned((rates, "rates"), (losses, "losses"))
    grid = np.linspace(0, max(0.5, r.max()), 201)
    answers = options.several("answers", answers, options.INSIDE_UNIT)
    ax = or_new(ax)
    for answer in answers:
        cost = np.array([binary_cross_entropy(1 - rate, answer) for rate in grid])
        ax.plot(grid, cost, color=PALETTE["faint"], ls="--", lw=1.3)
        at = int(np.argmin(np.abs(cost - 1.18)))
        ax.text(grid[at] - 0.008, cost[at], f"always {answer:g}", ha="right", color=PALETTE["ink"])
    ax.plot(grid, binary_entropy(grid), color=PALETTE["ink"])
    mean = bars(ax, r, y, color=PALETTE["loss"], marker=MARKERS["loss"], capsize=3)
    ax.text(grid[-1], binary_entropy(grid[-1]) - 0.07, "floor: entropy H(r)", ha="right", va="top",
            color=PALETTE["ink"])  # fmt: skip
    ax.set(xlim=(-0.01, grid[-1] + 0.015), ylim=(0, 1.25), ylabel="mean loss, nats",
           xlabel="rate r of flipped labels",
           title="On average, no answer gets under the entropy")  # fmt: skip
    measured = ", ".join(f"{m:.3f} nats at rate {x:.2f}" for x, m in zip(r, mean, strict=True))
    entropies = ", ".join(f"{h:.3f}" for h in np.atleast_1d(binary_entropy(r)))
    fixed = " or ".join(f"{answer:.2f}" for answer in answers)
    touch = " and ".join(f"{1 - answer:.2f}" for answer in answers)
    return describe(
        ax,
        f"Flipped labels: over {y.shape[1]} draws the best answer costs on average {measured}; "
        f"the entropies there are {entropies}. Always answering {fixed} costs more everywhere "
        f"but at rates {touch}.",
    )


@styled
def mixed_loss(
    shares: ArrayLike, losses: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    """Draw the mean loss against a coin's share in the predictions, one curve for each model.

    Parameters
    ----------
    shares : array_like of float, shape (n_shares,), ascending from 0 to 1
        The coin's share.
    losses : mapping of str to array_like of float, shape (n_shares,)
        Each model's name and mean losses, in nats.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Notes
    -----
    A diamond marks where each curve is lowest.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text
    >>> alt_text(mixed_loss([0, 0.5, 1], {"sure": [0.9, 0.6, 0.69]}))
    'Mean loss against the share of a coin: sure has 0.900 nats alone and its lowest, 0.600, at a
    share of 0.50; with the coin alone it is 0.690.'
    """
    x = given.row("shares", shares, options.UNIT)
    rows = _rows(x, shares, losses)
    ax = or_new(ax)
    said = []
    for (name, y), dash in zip(rows.items(), ("-", "--", "-.", ":"), strict=False):
        best = int(np.argmin(y))
        ax.plot(x, y, color=PALETTE["loss"], ls=dash)
        ax.plot(x[best], y[best], MARKERS["loss"], color=PALETTE["accent"], ms=9, clip_on=False,
                markeredgecolor=PALETTE["ink"], zorder=3)  # fmt: skip
        rising = best == 0  # then the label stands left of the curve, half way up
        at = len(x) // 2 if rising else len(x) // 20
        ax.annotate(name, (x[at], y[at]), (-6 if rising else 6, 4), textcoords="offset points",
                    ha="right" if rising else "left", color=PALETTE["ink"])  # fmt: skip
        said.append(
            f"{name} has {y[0]:.3f} nats alone and its lowest, {y[best]:.3f}, at a share of "
            f"{x[best]:.2f}"
        )
    coin = float(next(iter(rows.values()))[-1])
    ax.text(x[-1], coin, "the coin alone ", ha="right", va="bottom", color=PALETTE["ink"])
    ax.set(xlim=(x[0], x[-1]), xlabel="coin's share a", ylabel="mean loss, nats",
           title="A coin can help a model that is too sure")  # fmt: skip
    return describe(
        ax,
        f"Mean loss against the share of a coin: {'; '.join(said)}; with the coin alone it is "
        f"{coin:.3f}.",
    )


def _rows(
    x: FloatArray, shares: ArrayLike, losses: Mapping[str, ArrayLike]
) -> dict[str, FloatArray]:
    """Return each model's losses, one for each share."""
    if not given.by_name("losses", losses, "rows of losses"):
        raise ValueError("losses is empty: give at least one model's")
    rows = {}
    for name, values in losses.items():
        place = f"losses[{name!r}]"
        rows[name] = given.row(place, values)
        same_shape(x, "shares", rows[name], place)
        aligned((shares, "shares"), (values, place))
    return rows


def bars(ax: Axes, x: FloatArray, draws: FloatArray, **look: Any) -> FloatArray:
    """Draw the means of rows of draws, each with a bar of the middle 90 %; return the means."""
    mean, (low, high) = draws.mean(axis=1), np.quantile(draws, BAND, axis=1)
    beside = [np.maximum(mean - low, 0), np.maximum(high - mean, 0)]
    ax.errorbar(x, mean, beside, lw=0, ms=6, elinewidth=1.5, **look)
    return np.asarray(mean)
