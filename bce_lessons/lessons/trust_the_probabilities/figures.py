"""What probabilities are worth: their calibration, and the parts of their loss."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons.calibration import ReliabilityCurve, reliability_curve
from bce_lessons.decomposition import decompose
from bce_lessons.figure.models import LOOKS, checked
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.information import binary_entropy
from bce_lessons.palette import PALETTE

__all__ = ["isotonic_reliability", "loss_parts", "reliability_curves"]

Floats = NDArray[np.float64]

# The parts of a loss: name, colour, hatch.
PARTS = (
    ("entropy: what nobody can know", "faint", ""),
    ("what the model does not see", "model", "//"),
    ("what the model says wrongly", "accent", ".."),
)
FRAME, FIFTHS = (-0.03, 1.03), np.linspace(0, 1, 6)
CLOSE = 1e-9  # rounding leaves no band
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # no hatch runs through numbers


@styled
def reliability_curves(
    y_true: ArrayLike,
    models: Mapping[str, ArrayLike],
    *,
    n_bins: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """Draw how often y = 1 came true against what was said, for up to three models.

    Each dot is a group of samples that were told alike, larger for larger groups, with Wilson's
    95 % interval of its share of y = 1. A calibrated model's intervals cross the diagonal, but
    for about one in twenty, which misses by chance.

    Parameters
    ----------
    y_true : array_like of int, shape (n_samples,), 0 or 1
        The labels.
    models : mapping of str to array_like of float, shape (n_samples,), in [0, 1]
        By name, the predicted probabilities of y = 1.
    n_bins : int, optional
        Into how many groups of equal width to part the predictions.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are no models, or more than three, or `n_bins` is below 1.
    TypeError
        If `n_bins` is no whole number.

    See Also
    --------
    bce_lessons.calibration.reliability_curve : the numbers.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, reliability_curves
    >>> y, p = [0, 0, 0, 1] * 20, [0.25] * 80
    >>> alt_text(reliability_curves(y, {"base rate": p})).split("; ")[0]
    'What was said against what came true: of base rate 0 of 1 intervals miss the diagonal'
    """
    models = checked(y_true, "y_true", models)
    n_bins = options.whole("n_bins", n_bins)
    ax = _square(ax, "what the model says: mean p")
    found, told = [], []
    for (name, p), (color, marker, dash) in zip(models.items(), LOOKS, strict=False):
        curve = reliability_curve(y_true, p, n_bins=n_bins)
        said, came = curve.mean_proba, curve.frequency
        ax.vlines(said, curve.low, curve.high, color=PALETTE[color], lw=2)
        ax.plot(said, came, color=PALETTE[color], ls=dash, lw=1.2)
        _dots(ax, curve, color, marker, name)
        missed = int(np.sum((said < curve.low) | (said > curve.high)))
        found.append(f"{name}: {missed} of {said.size}")
        first, last = _ends(curve)
        told.append(
            f"of {name} {missed} of {said.size} intervals miss the diagonal; its lowest group has "
            f"{first}, its highest {last}"
        )
    if len(models) > 1:
        legend = ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(models),
                           handletextpad=0.2, columnspacing=1, borderaxespad=0.2)  # fmt: skip
        for handle in legend.legend_handles:
            handle.set_sizes([50])  # type: ignore[union-attr]
    ax.set_title(", ".join(found) + " intervals miss", pad=26 if len(models) > 1 else None)
    return describe(ax, "What was said against what came true: " + "; ".join(told) + ".")


@styled
def isotonic_reliability(
    y_true: ArrayLike, y_proba: ArrayLike, *, name: str = "the model", ax: Axes | None = None
) -> Axes:
    """Draw how often y = 1 came true against what was said, without bins, with a band for chance.

    Each step is a group that the data make: neighbours are pooled until the shares of y = 1 rise.
    The band holds, at each place, the steps of 95 % of the calibrated models that say the same.

    Parameters
    ----------
    y_true : array_like of int, shape (n_samples,), 0 or 1
        The labels.
    y_proba : array_like of float, shape (n_samples,), in [0, 1]
        The predicted probabilities of y = 1.
    name : str, optional
        What the title calls the model.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        As for `bce_lessons.calibration.reliability_curve`.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, isotonic_reliability
    >>> print(alt_text(isotonic_reliability([0, 0, 1] * 9, [0.1, 0.2, 0.9] * 9, name="fair")))
    What was said against what came true, for fair, in 2 groups that rise: 0 of them leave the band
    of 95 % of calibrated models. The lowest has 0.15 said and 0.00 seen, the highest 0.90 said and
    1.00 seen.
    """
    name = options.text("name", name)
    curve = reliability_curve(y_true, y_proba, method="isotonic")
    ax = _square(ax, "what the model says: p")
    came = curve.frequency
    ax.fill_between(*curve.band.T, fc=PALETTE["faint"] + "50", ec=PALETTE["faint"], lw=1)
    ax.plot(curve.edges.ravel(), np.repeat(came, 2), color=PALETTE["model"], lw=2)
    _dots(ax, curve, "model", "o", name)
    left = int(np.sum((came < curve.low - CLOSE) | (came > curve.high + CLOSE)))
    ax.set_title(f"{name}: {left} of {came.size} leave the band")
    first, last = _ends(curve)
    return describe(
        ax,
        f"What was said against what came true, for {name}, in {came.size} groups that rise: "
        f"{left} of them leave the band of 95 % of calibrated models. The lowest has {first}, the "
        f"highest {last}.",
    )


def _square(ax: Axes | None, xlabel: str) -> Axes:
    """Return square Axes for what was said against what happens, with the diagonal."""
    ax = or_new(ax, (4.4, 4.4))
    ax.plot([0, 1], [0, 1], color=PALETTE["faint"], ls=(0, (4, 3)), lw=1.2)
    ax.set(xlim=FRAME, ylim=FRAME, xticks=FIFTHS, yticks=FIFTHS, aspect="equal")
    ax.set(xlabel=xlabel, ylabel="what happens: share of y = 1")
    return ax


def _dots(ax: Axes, curve: ReliabilityCurve, color: str, marker: str, name: str) -> None:
    """Draw a dot for each group, larger for larger groups."""
    ax.scatter(
        curve.mean_proba, curve.frequency, 28 + 90 * curve.count / curve.count.sum(),
        color=PALETTE[color], marker=marker, edgecolor="white", zorder=3, label=name,
    )  # fmt: skip


def _ends(curve: ReliabilityCurve) -> tuple[str, str]:
    """Say of the lowest and of the highest group what was said and what was seen."""
    pairs = [(curve.mean_proba[k], curve.frequency[k]) for k in (0, -1)]
    first, last = (f"{said:.2f} said and {seen:.2f} seen" for said, seen in pairs)
    return first, last


@styled
def loss_parts(q: ArrayLike, models: Mapping[str, ArrayLike], *, ax: Axes | None = None) -> Axes:
    """Draw each model's expected cross-entropy as a stacked bar of entropy and divergences.

    The first part is the mean entropy of the true probabilities, which nobody can go below. The
    other two make up the divergence of the predictions from the truth: what is lost by telling
    different samples the same, and what by telling them a wrong number.

    Parameters
    ----------
    q : array_like of float, shape (n_samples,), in [0, 1]
        The true probabilities of y = 1.
    models : mapping of str to array_like of float, shape (n_samples,), in [0, 1]
        By name, the predicted probabilities. Samples of equal prediction make a group.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are no models, or more than three.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, loss_parts
    >>> q = [0.1, 0.3, 0.6, 0.8]
    >>> alt_text(loss_parts(q, {"coarse": [0.2, 0.2, 0.7, 0.7]})).split(": ")[1]
    'coarse 0.527 + 0.028 + 0.000 = 0.556. The base rate alone costs 0.688.'
    """
    models = checked(q, "q", models)
    truth = check.floats(q, "q")
    check.probabilities(q, truth, "q")
    ax = or_new(ax, (6.4, 3.2))
    rows = {name: _parts(truth, p) for name, p in models.items()}
    totals = {name: float(sum(parts)) for name, parts in rows.items()}
    baseline = float(binary_entropy(truth.mean()))
    for height, parts in enumerate(rows.values()):
        _stack(ax, height, parts)
    ax.axvline(baseline, color=PALETTE["ink"], ls=(0, (4, 3)), lw=1.2)
    ax.annotate(f"base rate: {baseline:.3f}", (baseline, len(rows) - 0.55), (4, 0),
                textcoords="offset points", fontsize=9)  # fmt: skip
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(ylim=(len(rows) - 0.3, -0.5), xlim=(0, 1.12 * max(*totals.values(), baseline)))
    ax.set(xlabel="expected cross-entropy, nats")
    ax.grid(axis="y", visible=False)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.2), ncols=2, handlelength=1.5,
              columnspacing=1.2)  # fmt: skip
    above = sum(total > baseline for total in totals.values())
    least = min(totals, key=lambda name: totals[name])
    ax.set_title(f"{least} pays least; {above} of {len(rows)} pay more than the base rate")
    bars = ", ".join(
        f"{name} {' + '.join(f'{part:.3f}' for part in parts)} = {totals[name]:.3f}"
        for name, parts in rows.items()
    )
    return describe(
        ax,
        "Expected cross-entropy in nats, as entropy + what a model does not see + what it "
        f"says wrongly: {bars}. The base rate alone costs {baseline:.3f}.",
    )


def _parts(q: Floats, p: ArrayLike) -> tuple[float, float, float]:
    """Return the mean entropy of q, what groups of equal p hide of it, what they say wrongly."""
    entropy, whole = float(np.mean(binary_entropy(q))), decompose(q, p, min_group_size=1)
    return entropy, max(whole.refinement - entropy, 0.0), whole.calibration_error


def _stack(ax: Axes, height: int, parts: tuple[float, float, float]) -> None:
    """Draw one bar of parts, each with its length, and the whole at its end."""
    left = 0.0
    for (label, color, hatch), part in zip(PARTS, parts, strict=True):
        ax.barh(
            height, part, 0.56, left, color=PALETTE[color], hatch=hatch, edgecolor="white",
            label=label if height == 0 else None,
        )  # fmt: skip
        if part > 0.03:
            ax.text(left + part / 2, height, f"{part:.3f}", ha="center", va="center",
                    fontsize=9, bbox=PAPER)  # fmt: skip
        left += part
    ax.annotate(f"{left:.3f}", (left, height), (6, 0), textcoords="offset points",
                va="center", weight=600)  # fmt: skip
