"""Cross-entropy beside squared error: their values, their slopes, their minima, their descents.

In these figures cross-entropy has the colour of the loss, whatever the label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits_gradient,
    binary_entropy,
    sigmoid,
    squared_error,
    squared_error_gradient,
    squared_error_with_logits_gradient,
)
from bce_lessons._validation import aligned
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.palette import DASHES, MARKERS, PALETTE
from bce_lessons.training import Descent

__all__ = [
    "compare_descents",
    "compare_gradients_in_p",
    "compare_gradients_in_z",
    "compare_loss_curves",
    "expected_bowls",
]

NAMES = {"loss": "cross-entropy", "squared": "squared error"}
IN_Z: dict[str, Callable[..., Any]] = {
    "loss": binary_cross_entropy_with_logits_gradient,
    "squared": squared_error_with_logits_gradient,
}


@styled
def compare_loss_curves(*, ax: Axes | None = None) -> Axes:
    """Draw both losses of a label y = 1 against the prediction p.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, compare_loss_curves
    >>> print(alt_text(compare_loss_curves()))
    Both losses of a label y = 1 against p: at p = 0.01 cross-entropy costs 4.61 nats and squared
    error 0.98; towards p = 0 cross-entropy has no upper bound and squared error stops at 1.
    """
    ax = or_new(ax)
    p, ones = np.geomspace(0.002, 1, 200), np.ones(200)
    _curve(ax, p, binary_cross_entropy(ones, p, reduction="none"), "loss")
    _curve(ax, p, squared_error(ones, p, reduction="none"), "squared")
    cost, squared = binary_cross_entropy(1, 0.01), squared_error(1, 0.01)
    _mark(ax, 0.01, cost, "loss", f"{cost:.2f} nats at p = 0.01")
    _mark(ax, 0.01, squared, "squared", f"{squared:.2f} at p = 0.01", above=8)
    _name(ax, 0.2, 1.95, "cross-entropy, in nats: no upper bound", "loss")
    _name(ax, 0.02, 0.07, "squared error: at most 1", "squared")
    ax.set(xlim=(-0.02, 1.02), ylim=(0, 5.2), xlabel="prediction p", ylabel="loss if y = 1")
    ax.set_title("One loss stops at 1, the other has no upper bound")
    return describe(
        ax,
        f"Both losses of a label y = 1 against p: at p = 0.01 cross-entropy costs {cost:.2f} nats "
        f"and squared error {squared:.2f}; towards p = 0 cross-entropy has no upper bound and "
        "squared error stops at 1.",
    )


@styled
def compare_gradients_in_p(*, ax: Axes | None = None) -> Axes:
    """Draw the slopes dL/dp of both losses of a label y = 1 against the prediction p.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, compare_gradients_in_p
    >>> print(alt_text(compare_gradients_in_p()))
    Slopes dL/dp of both losses of a label y = 1 against p: at p = 0.1 cross-entropy has −10.0
    and squared error −1.8; at p = 1 they have −1.0 and 0.0.
    """
    ax = or_new(ax)
    p, ones = np.linspace(0.05, 1, 200), np.ones(200)
    ax.axhline(0, color=PALETTE["faint"], lw=1)
    _curve(ax, p, binary_cross_entropy_gradient(ones, p), "loss")
    _curve(ax, np.insert(p, 0, 0), squared_error_gradient([1, *ones], [0, *p]), "squared")
    cost, end = binary_cross_entropy_gradient([1, 1], [0.1, 1])
    squared, squared_end = squared_error_gradient([1, 1], [0.1, 1])
    _mark(ax, 0.1, cost, "loss", f"{_signed(cost, 1)} at p = 0.1")
    _mark(ax, 0.1, squared, "squared", f"{_signed(squared, 1)} at p = 0.1", above=10)
    _name(ax, 0.3, -4.4, "cross-entropy: no bound", "loss")
    _name(ax, 0.98, 0.2, "squared error: never steeper than −2", "squared", side="right")
    ax.set(xlim=(-0.02, 1.02), ylim=(-13, 1), xlabel="prediction p", ylabel="slope dL/dp if y = 1")
    ax.set_title("In p, both losses are steepest where the prediction is worst")
    return describe(
        ax,
        "Slopes dL/dp of both losses of a label y = 1 against p: at p = 0.1 cross-entropy has "
        f"{_signed(cost, 1)} and squared error {_signed(squared, 1)}; at p = 1 they have "
        f"{_signed(end, 1)} and {_signed(squared_end, 1)}.",
    )


@styled
def compare_gradients_in_z(*, ax: Axes | None = None) -> Axes:
    """Draw the slopes dL/dz of both losses of a label y = 1 against the logit z.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, compare_gradients_in_z
    >>> print(alt_text(compare_gradients_in_z()))
    Slopes dL/dz of both losses of a label y = 1 against the logit z: at z = −4 cross-entropy has
    −0.982 and squared error −0.035, which is steepest at p = 0.33, with −0.296.
    """
    ax = or_new(ax)
    z, ones = np.linspace(-6, 6, 601), np.ones(601)
    slope, squared = (gradient(ones, z) for gradient in IN_Z.values())
    ax.axhline(0, color=PALETTE["faint"], lw=1)
    _curve(ax, z, slope, "loss")
    _curve(ax, z, squared, "squared")
    at = {color: gradient(1, -4.0) for color, gradient in IN_Z.items()}
    steepest = int(np.argmin(squared))
    p = float(sigmoid(z[steepest]))
    _mark(ax, -4, at["loss"], "loss", _signed(at["loss"]), above=12, across=-2)
    _mark(ax, -4, at["squared"], "squared", _signed(at["squared"]), above=12, across=-2)
    _mark(ax, z[steepest], squared[steepest], "squared",
          f"steepest: {_signed(squared[steepest])}", above=-16, across=-94)  # fmt: skip
    _name(ax, 0.6, -0.6, "cross-entropy: p − y", "loss")
    _name(ax, 6, 0.02, "squared error: 2 (p − y) p (1 − p)", "squared", side="right")
    ticks = range(-6, 7, 2)
    ax.set_xticks(ticks, [f"{_signed(t, 0)}\n{sigmoid(float(t)):.3f}" for t in ticks])
    ax.set(xlim=(-6.2, 6.2), ylim=(-1.06, 0.16), ylabel="slope dL/dz if y = 1")
    ax.set_xlabel("logit z, and below it p")
    ax.set_title("In z, squared error goes flat where the prediction is worst")
    return describe(
        ax,
        "Slopes dL/dz of both losses of a label y = 1 against the logit z: at z = −4 "
        f"cross-entropy has {_signed(at['loss'])} and squared error {_signed(at['squared'])}, "
        f"which is steepest at p = {p:.2f}, with {_signed(squared[steepest])}.",
    )


@styled
def expected_bowls(
    loss: Literal["binary_cross_entropy", "squared_error"] = "binary_cross_entropy",
    truths: Sequence[float] = (0.1, 0.3, 0.8),
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the expected loss of every forecast p, one bowl for each true probability q.

    Parameters
    ----------
    loss : {"binary_cross_entropy", "squared_error"}
        What is expected.
    truths : sequence of float, in (0, 1)
        The true probabilities.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError, TypeError
        If `loss` or a truth is not as described.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, expected_bowls
    >>> print(alt_text(expected_bowls("squared_error", [0.3, 0.5])))
    Expected squared error against the forecast p, a bowl for each true probability q; lowest
    points: 0.210 at p = 0.30 for q = 0.3, 0.250 at p = 0.50 for q = 0.5.
    """
    losses = ("binary_cross_entropy", "squared_error")
    entropy = options.choice("loss", loss, losses) == "binary_cross_entropy"
    truths = options.several("truths", truths, options.INSIDE_UNIT)
    ax = or_new(ax)
    color, name, top = (
        ("loss", "cross-entropy", 1.6) if entropy else ("squared", "squared error", 0.8)
    )
    p = np.linspace(0.005, 0.995, 199)
    floor = binary_entropy(p) if entropy else p * (1 - p)
    ax.plot(p, floor, ls=":", lw=1.4, color=PALETTE["ink"])
    _name(ax, 0.36, top / 60, "dotted: " + ("entropy of q" if entropy else "q (1 − q)"), "ink")
    found = []
    for q in truths:
        cost = _expected(entropy, q, p)
        lowest = int(np.argmin(cost))
        _curve(ax, p, cost, color)
        side = np.sign(0.5 - q)  # below a bowl, on the side where the dotted line is not
        above, ha = (-14, "left" if side > 0 else "right") if side else (9, "center")
        _mark(ax, p[lowest], cost[lowest], color, f"q = {q:g}", above=above, across=7 * side, ha=ha)
        found.append(f"{cost[lowest]:.3f} at p = {p[lowest]:.2f} for q = {q:g}")
    ax.set(xlim=(-0.02, 1.02), ylim=(0, top), xlabel="forecast p")
    ax.set_ylabel("expected loss, nats" if entropy else "expected loss")
    ax.set_title(f"{name.capitalize()}: lowest at p = q")
    return describe(
        ax,
        f"Expected {name} against the forecast p, a bowl for each true probability q; lowest "
        f"points: {', '.join(found)}.",
    )


def _expected(entropy: bool, q: float, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh the loss of both outcomes by how often they come."""
    score: Callable[..., Any] = binary_cross_entropy if entropy else squared_error
    happens, does_not = (score(np.full_like(p, y), p, reduction="none") for y in (1, 0))
    return np.asarray(q * happens + (1 - q) * does_not)


@styled
def compare_descents(
    cross_entropy_run: Descent,
    squared_error_run: Descent,
    X: ArrayLike,
    y_true: ArrayLike,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the mean squared error of two descents: the measure that only one of them minimises.

    Parameters
    ----------
    cross_entropy_run, squared_error_run : Descent
        What `fit_logistic` returned for each loss, from the same start.
    X : array_like of float, shape (n_samples, n_features)
        The features that both were fitted to.
    y_true : array_like, shape (n_samples,)
        The labels.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> from bce_lessons.plots import alt_text, compare_descents
    >>> from bce_lessons.training import fit_logistic
    >>> X, y = ten_points().X, ten_points().y
    >>> runs = [
    ...     fit_logistic(X, y, loss=loss, start=(-4, 0), steps=200)
    ...     for loss in ("binary_cross_entropy", "squared_error")
    ... ]
    >>> print(alt_text(compare_descents(*runs, X, y)))
    Mean squared error of two descents from the same start, 0.769: the one on cross-entropy has
    halved it after 5 steps and ends at 0.105, the one on squared error after 129 steps and ends
    at 0.104.
    """
    given.descent("cross_entropy_run", cross_entropy_run)
    given.descent("squared_error_run", squared_error_run)
    aligned((X, "X"), (y_true, "y_true"))
    ax = or_new(ax)
    runs = {"loss": cross_entropy_run, "squared": squared_error_run}
    told = []
    for color, run in runs.items():
        steps = np.arange(len(run.loss))
        error = np.array([squared_error(y_true, run.predict_proba(X, int(step))) for step in steps])
        below = np.flatnonzero(error <= error[0] / 2)
        ax.plot(steps, error, color=PALETTE[color], ls=DASHES[color])
        when = f"after {below[0]} steps" if below.size else "never"
        told.append(f"{when} and ends at {error[-1]:.3f}")
        at = below[0] if below.size else steps[-1]
        _mark(ax, at, error[at], color, f"trained on {NAMES[color]}:\nhalved {when}", above=-6)
    start = f"{error[0]:.3f}"
    ax.set(xlim=(-2, len(error) + 1), ylim=(0, None), xlabel="step", ylabel="mean squared error")
    ax.set_title("The race, both runs measured in squared error")
    return describe(
        ax,
        f"Mean squared error of two descents from the same start, {start}: the one on "
        f"cross-entropy has halved it {told[0]}, the one on squared error {told[1]}.",
    )


def _curve(ax: Axes, x: ArrayLike, y: ArrayLike, color: str) -> None:
    ax.plot(x, y, color=PALETTE[color], ls=DASHES[color])


def _mark(
    ax: Axes, x: float, y: float, color: str, text: str,
    *, above: float = -4, across: float = 9, ha: str = "left",
) -> None:  # fmt: skip
    """Mark a point and write beside it, `across` and `above` it by so many typographic points."""
    ax.plot([x], [y], MARKERS[color], color=PALETTE[color], mec="white", clip_on=False, zorder=3)
    ax.annotate(text, (x, y), (across, above), textcoords="offset points", ha=ha, fontsize=9)


def _name(ax: Axes, x: float, y: float, text: str, color: str, *, side: str = "left") -> None:
    """Write what a curve is, in its colour."""
    ax.text(x, y, text, color=PALETTE[color], ha=side, va="bottom", weight=600)


def _signed(value: float, digits: int = 3) -> str:
    """Write a number with a true minus sign, and without one for zero."""
    return f"{value + 0.0:.{digits}f}".replace("-", "−")
