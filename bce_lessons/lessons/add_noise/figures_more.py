"""Figures: why two equal pushes do not cancel, and what a model learns from flipped labels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from bce_lessons import _options as options
from bce_lessons._validation import FloatArray, aligned
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.lessons.add_noise.figures import bars
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits
from bce_lessons.noise import flip_probabilities
from bce_lessons.palette import MARKERS, PALETTE

__all__ = ["learned_logits", "two_pushes"]

# Dash, marker and colour of a record, and where its name stands: above its curve, or below it.
STYLES = (
    ("-", "o", "model", 0, (0, 22)),
    ("--", "s", "accent", -1, (6, -18)),
    ("-.", "^", "squared", 0, (0, 22)),
)


@styled
def two_pushes(p: float = 0.7, push: float = 1.5, *, ax: Axes | None = None) -> Axes:
    """Draw the loss of y = 1 against the logit, and what two equal pushes of it cost on average.

    Parameters
    ----------
    p : float, in (0, 1)
        The prediction that is pushed.
    push : float, above 0
        How far its logit is pushed, up and down.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If `p` or `push` is not as described.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text
    >>> alt_text(two_pushes())
    'The loss of y = 1 against the logit, a convex curve: at p = 0.70 it is 0.357 nats; a push of
    1.5 up makes it 0.091, the same push down 1.072, and their mean, 0.582, lies above the curve.'
    """
    p = options.number("p", p, options.INSIDE_UNIT, such_as=0.7)
    push = options.number("push", push, options.ABOVE_0, such_as=1.5)
    start = logit(p)
    z = np.array([start - push, start, start + push])
    down, here, up = loss = binary_cross_entropy_with_logits(np.ones(3), z, reduction="none")
    grid = np.linspace(z[0] - 0.6 * push, z[2] + 0.6 * push, 201)
    ax = or_new(ax)
    curve = binary_cross_entropy_with_logits(np.ones(201), grid, reduction="none")
    ax.plot(grid, curve, color=PALETTE["loss"])
    ax.plot(z[[0, 2]], loss[[0, 2]], color=PALETTE["faint"], ls="--", lw=1.3)
    ax.plot(z, loss, MARKERS["loss"], color=PALETTE["loss"], ms=7)
    mean = (down + up) / 2
    ax.plot(start, mean, "o", color=PALETTE["accent"], ms=9, markeredgecolor=PALETTE["ink"])
    for x, y, text, shift in (
        (z[0], down, "pushed down", (8, 4)),
        (z[2], up, "pushed up", (0, 10)),
        (start, here, "no push", (-8, -14)),
        (start, mean, "mean of both pushes", (10, 4)),
    ):
        ax.annotate(text, (x, y), shift, textcoords="offset points", color=PALETTE["ink"],
                    ha="right" if shift[0] < 0 else "left")  # fmt: skip
    ax.set(xlabel="logit z", ylabel="loss of y = 1, nats", ylim=(0, None),
           title="A push away from the truth costs more")  # fmt: skip
    return describe(
        ax,
        f"The loss of y = 1 against the logit, a convex curve: at p = {p:.2f} it is {here:.3f} "
        f"nats; a push of {push:g} up makes it {up:.3f}, the same push down {down:.3f}, and their "
        f"mean, {mean:.3f}, lies above the curve.",
    )


@styled
def learned_logits(
    logits: ArrayLike,
    learned: Mapping[str, ArrayLike],
    rates: Mapping[str, tuple[float, float]],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the logits that models learned from flipped labels, against the true ones.

    Parameters
    ----------
    logits : array_like of float, shape (n_kinds,), ascending
        The true logits of some kinds of samples.
    learned : mapping of str to array_like of float, shape (n_kinds, n_fits), in (0, 1)
        By the name of a record, at most three, the probabilities that each fit gives to a kind.
    rates : mapping of str to (float, float)
        By the same names, how often a 0 and a 1 were flipped; each in [0, 1).
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If names, shapes or numbers are not as described.

    Notes
    -----
    A curve shows the logit of the probability that the record says 1. Marks are the means of the
    fits' logits, bars go from their 5 % to their 95 % quantile.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text
    >>> learned = {"half": [[0.3, 0.32], [0.7, 0.74]]}
    >>> print(alt_text(learned_logits([-1, 2], learned, {"half": (0.2, 0.2)})))
    Logits learned from flipped labels, against the true ones. Of the record half, at true logits
    −1.0, 2.0: −0.80, 0.95; its curve ends at 0.99.
    """
    z = given.row("logits", logits)
    pairs = _pairs(learned, rates)
    grid = np.linspace(z[0], z[-1], 201)
    ax = or_new(ax)
    ax.axhline(0, color=PALETTE["faint"], lw=1)
    ax.plot(grid, grid, color=PALETTE["faint"], ls=":")
    ax.annotate("true logit", (z[-1], z[-1]), (-14, 0), textcoords="offset points", ha="right",
                va="top", color=PALETTE["ink"])  # fmt: skip
    said = []
    for (name, (r0, r1)), style in zip(pairs.items(), STYLES, strict=False):
        place = f"learned[{name!r}]"
        drawn = given.draws(place, learned[name], z, "logits")
        fits = logit(given.each(place, drawn, options.INSIDE_UNIT))
        aligned((logits, "logits"), (learned[name], place))
        curve = logit(flip_probabilities(sigmoid(grid), r0, r1))
        _draw(ax, name, style, (grid, curve), (z, fits))
        said.append(
            f"Of the record {name}, at true logits {_list(z, 1)}: {_list(fits.mean(axis=1), 2)}; "
            f"its curve ends at {_list(curve[-1:], 2)}"
        )
    ax.set(xlabel="true logit", ylabel="learned logit",
           title="The fit learns the record, and the logit bends")  # fmt: skip
    return describe(
        ax, f"Logits learned from flipped labels, against the true ones. {'. '.join(said)}."
    )


def _draw(
    ax: Axes,
    name: str,
    style: tuple[str, str, str, int, tuple[float, float]],
    curve: tuple[FloatArray, FloatArray],
    fits: tuple[FloatArray, FloatArray],
) -> None:
    """Draw what one record says, and what the fits to it learned."""
    dash, marker, color, end, shift = style
    ax.plot(*curve, color=PALETTE["ink"], ls=dash)
    bars(ax, *fits, marker=marker, color=PALETTE[color])
    ax.annotate(name, (curve[0][end], curve[1][end]), shift, textcoords="offset points",
                ha="right" if end else "left", va="top" if end else "bottom",
                color=PALETTE["ink"])  # fmt: skip


def _pairs(
    learned: Mapping[str, ArrayLike], rates: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Return each record's two rates of flips, checked."""
    given.by_name("learned", learned, "rows of probabilities")
    given.by_name("rates", rates, "pairs of rates")
    if not learned or set(learned) != set(rates) or len(learned) > len(STYLES):
        options.reject(
            "rates", list(rates), f"give one to three, named as in learned: {list(learned)}",
            ValueError,
        )  # fmt: skip
    pairs = {}
    for name in learned:
        both = options.several(f"rates[{name!r}]", rates[name], options.UNIT_BUT_1)
        if len(both) != 2:
            options.reject(f"rates[{name!r}]", rates[name], "give two rates", ValueError)
        pairs[name] = both[0], both[1]
    return pairs


def _list(values: ArrayLike, digits: int) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in np.asarray(values)).replace("-", "−")
