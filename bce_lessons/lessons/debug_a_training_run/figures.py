"""The loss curves of a run that has a bug, beside the run that has none."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from bce_lessons import _options as options
from bce_lessons._validation import FloatArray
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.lessons.debug_a_training_run._curves import CURVES
from bce_lessons.lessons.debug_a_training_run.model import BUGS, GOOD, RATE, UNNAMED, Run, run
from bce_lessons.palette import PALETTE

__all__ = ["bug_curve", "unnamed_curve"]


@styled
def bug_curve(
    bug: str = GOOD,
    rate: float = RATE,
    *,
    test: bool = False,
    key: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the training loss that a loop with a bug prints, beside that of the loop without.

    Parameters
    ----------
    bug : str, optional
        What is wrong with the loop, as in the explorer `debug_a_run`: such as "sigmoid twice";
        nothing unless told.
    rate : float above 0, optional
        The learning rate of the loop with the bug; the other one has always 1.
    test : bool, optional
        Whether to draw the loss on the test samples as well, computed rightly.
    key : bool, optional
        Whether to say which line is which.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If no bug has this name, `rate` is no number above 0, or `test` or `key` is neither True
        nor False.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, bug_curve
    >>> print(alt_text(bug_curve("sigmoid twice")))
    sigmoid twice: the printed loss goes from 0.741 to 0.694 in 20 epochs; without a bug from 0.367
    to 0.171.
    """
    bug = str(options.choice("bug", bug, tuple(BUGS)))
    rate = options.number("rate", rate, options.ABOVE_0, such_as=RATE)
    test, key = options.flag("test", test), options.flag("key", key)
    named = f"learning rate {rate:g}" if bug == GOOD else f"{bug}, rate {rate:g}"
    title = bug if rate == RATE else named
    ax = _drawn(or_new(ax, (4.2, 2.8)), run(bug, rate), title, test=test)
    if key:
        ax.legend(loc="upper right")
    return ax


@styled
def unnamed_curve(letter: str, *, ax: Axes | None = None) -> Axes:
    """Draw the printed loss of a run whose bug is to be guessed, beside that of a loop without.

    The learning rate is 1, or stands in the title; for A to D, it may be what is to be guessed.

    Parameters
    ----------
    letter : {"A", "B", "C", "D", "E", "F", "G", "H"}
        Which run.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        If there is no such run.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, unnamed_curve
    >>> print(alt_text(unnamed_curve("A")))
    A: the printed loss goes from 2.293 to 0.171 in 20 epochs; without a bug from 0.367 to 0.171.
    """
    letter = str(options.choice("letter", letter, tuple(CURVES)))
    bug, rate = CURVES[letter]
    title = letter if letter in UNNAMED or rate == RATE else f"{letter}, rate {rate:g}"
    return _drawn(or_new(ax, (4.2, 2.8)), run(bug, rate), title, test=False)


def _drawn(ax: Axes, found: Run, title: str, *, test: bool) -> Axes:
    """Draw a run beside the one with no bug, and describe it."""
    epochs = np.arange(len(found.printed))
    healthy = run(GOOD, RATE)
    if found is not healthy:
        ax.plot(epochs, healthy.printed, "--", color=PALETTE["faint"], lw=1.6, label="no bug")
    ax.plot(epochs, found.printed, color=PALETTE["loss"], lw=2.2, label="as printed")
    if test:
        ax.plot(epochs, found.test_loss, "-.", color=PALETTE["model"], lw=2, label="in the test")
    _mark_nan(ax, found.printed)
    ax.set(title=title, xlabel="epoch", ylabel="loss, nats", xticks=[0, 5, 10, 15, 20])
    if ax.dataLim.y0 >= 0:
        ax.set_ylim(bottom=0)
    if ax.dataLim.height >= 10_000:
        ax.yaxis.set_major_formatter("{x:,.0f}")
    said = f"{title}: the printed loss {_way(found.printed)} in {epochs[-1]} epochs"
    said += f", that in the test {_way(found.test_loss)}" if test else ""
    if found is not healthy:
        said += f"; without a bug {_way(healthy.printed).removeprefix('goes ')}"
    return describe(ax, f"{said}.")


def _mark_nan(ax: Axes, curve: FloatArray) -> None:
    """Put a cross where a curve ends because it is NaN."""
    if at := nan_from(curve):
        last = at - 1
        ax.plot(last, curve[last], "X", color=PALETTE["ink"], ms=9)
        ax.annotate("then NaN", (last, curve[last]), (8, 8), textcoords="offset points")


def nan_from(curve: FloatArray) -> int:
    """Return the first epoch of NaN, or 0: before any step there is none."""
    return int(np.isnan(curve).argmax())


def nats(value: float) -> str:
    """Write a loss: three decimals, or whole nats from a thousand on."""
    return f"{value:,.{0 if abs(value) >= 1000 else 3}f}".replace("-", "−")


def _way(curve: FloatArray) -> str:
    """Say where a curve begins and ends, and if it goes far beyond on its way."""
    first, *_, end = map(nats, curve)
    if at := nan_from(curve):
        return f"goes from {first}, and is NaN from epoch {at}"
    top = curve.max()
    beyond = f" over {nats(top)}" if top > 1.2 * abs(max(curve[0], curve[-1])) else ""
    return f"goes from {first}{beyond} to {end}"
