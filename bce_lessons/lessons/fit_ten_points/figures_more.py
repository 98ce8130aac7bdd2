"""How descents go: the loss, step by step."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from bce_lessons import _options as options
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.palette import PALETTE
from bce_lessons.training import Descent

__all__ = ["descent_history"]

RUNS = (("accent", "-"), ("model", "--"), ("faint", "-."))


@styled
def descent_history(
    runs: Mapping[str, Descent], *, steps: int = 100, ax: Axes | None = None
) -> Axes:
    """Draw how the mean loss falls, step by step, in one descent or a few.

    Parameters
    ----------
    runs : mapping of str to Descent, at most three
        What `fit_logistic` returned, by the names to write beside the curves.
    steps : int, optional
        How many steps to show.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure unless told.

    Returns
    -------
    matplotlib.axes.Axes
        Described: `alt_text` reads back what it shows.

    Raises
    ------
    ValueError
        If there are no runs, or more than three, or `steps` is below 1.
    TypeError
        If `steps` is no whole number.

    Examples
    --------
    >>> from bce_lessons.datasets import ten_points
    >>> from bce_lessons.plots import alt_text, descent_history
    >>> from bce_lessons.training import fit_logistic
    >>> points = ten_points()
    >>> print(alt_text(descent_history({"no penalty": fit_logistic(points.X, points.y)})))
    The mean loss over the first 100 steps of gradient descent: no penalty falls from 0.6931 to
    0.3052.
    """
    steps = options.whole("steps", steps)
    given.by_name("runs", runs, "descents")
    if not 0 < len(runs) <= len(RUNS):
        raise ValueError(f"runs has {len(runs)} descents: give from 1 to {len(RUNS)}")
    for name, run in runs.items():
        given.descent(f"runs[{name!r}]", run)
    ax = or_new(ax)
    said = []
    lowest = min(run.loss[: steps + 1][-1] for run in runs.values())
    for (name, run), (color, dash) in zip(runs.items(), RUNS, strict=False):
        loss = run.loss[: steps + 1]
        ax.plot(loss, dash, color=PALETTE[color])
        side, va = (-1, "top") if loss[-1] == lowest else (1, "bottom")
        ax.annotate(f"{name}: {loss[-1]:.4f}", (len(loss) - 1, loss[-1]), (0, 5 * side),
                    textcoords="offset points", ha="right", va=va)  # fmt: skip
        said.append(f"{name} falls from {loss[0]:.4f} to {loss[-1]:.4f}")
    ax.set(xlim=(0, steps), xlabel="step of gradient descent", ylabel="mean loss, nats",
           title="Fast at first, then slowly")  # fmt: skip
    ax.margins(y=0.12)
    return describe(
        ax,
        f"The mean loss over the first {steps} steps of gradient descent: {', '.join(said)}.",
    )
