"""Figures of rounding and of speed: hidden clips, lost digits, vanished slopes, block sizes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons._validation import aligned
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.palette import DASHES, PALETTE
from bce_lessons.precision import DTypeName, naive_gradient, stable_gradient

__all__ = ["certain_miss", "share_of_truth", "time_by_block", "vanishing_slope"]

LOGITS = np.linspace(0, 45, 1801)
DTYPES: dict[DTypeName, str] = {"float32": "--", "float64": ":"}
DEEPEST = -20.5  # the lower end of the slopes' axis, as a power of ten


@styled
def certain_miss(costs: Mapping[str, float], *, ax: Axes | None = None) -> Axes:
    """Draw what each library charges for one certain miss: a bar, or an arrow without end.

    Parameters
    ----------
    costs : mapping of str to float
        The loss in nats, by the name of the library; inf is drawn as an arrow.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If a cost is NaN or negative, or none is finite.
    TypeError
        If a cost is not a number.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, certain_miss
    >>> print(alt_text(certain_miss({"library": 36.04, "mathematics": float("inf")})))
    What one certain miss costs, in nats: library 36.04, mathematics infinity.
    """
    costs = options.named("costs", costs, options.AT_LEAST_0_OR_INF)
    values = np.array(list(costs.values()))
    if not np.isfinite(values).any():
        options.reject("costs", costs, "none is finite; give one that is", ValueError)
    ax = or_new(ax, (6.4, 3.4))
    end = 1.25 * values[np.isfinite(values)].max()
    for row, (value, bar) in enumerate(zip(values, np.minimum(values, end), strict=True)):
        finite = np.isfinite(value)
        ax.barh(row, bar, 0.62, color=PALETTE["accent" if finite else "loss"])
        if not finite:
            ax.plot(end, row, ">", color=PALETTE["loss"], ms=14, clip_on=False)
        label, gap = (f"{value:.2f}", 5) if finite else ("∞", 12)
        ax.annotate(label, (bar, row), (gap, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(costs)), list(costs))
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="loss of p = 0 for y = 1, nats", xlim=(0, 1.1 * end))
    ax.set_title("Every finite bar is a clip")
    ax.invert_yaxis()
    said = [f"{n} {v:.2f}" if v < np.inf else f"{n} infinity" for n, v in costs.items()]
    return describe(ax, f"What one certain miss costs, in nats: {', '.join(said)}.")


@styled
def share_of_truth(*, dtype: DTypeName = "float64", ax: Axes | None = None) -> Axes:
    """Draw what -log(1 - p) keeps of a small loss, as a share of the truth, against p.

    Parameters
    ----------
    dtype : {"float32", "float64"}
        The floats that 1 - p is rounded to.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError, TypeError
        If `dtype` is another one.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, share_of_truth
    >>> print(alt_text(share_of_truth()))
    What −log(1 − p) in float64 keeps of the true loss, against p: within 1 % of all of it from
    p = 5e−15, a saw-tooth between 0.67 and 2.00 times it below that, nothing for p up to 5.5e−17.
    log1p(−p) keeps all.
    """
    dtype = options.float_size("dtype", dtype)
    ax = or_new(ax, (6.4, 3.6))
    p, share = _shares(dtype)
    ax.plot(p, share, "-", color=PALETTE["ink"], lw=1.1)
    ax.axhline(1, color=PALETTE["loss"], ls=DASHES["loss"], lw=3.5, zorder=1)
    ax.set_xscale("log")
    ax.set(xlim=(p[0], p[-1]), xlabel=f"p for a label y = 0, in {dtype}")
    ax.set(ylim=(-0.08, 2.2), ylabel="computed loss / true loss")
    lost, good = p[share == 0].max(), p[np.abs(share - 1) > 0.01].max()
    ax.text(p[0] * 1.5, 1.1, "log1p(−p): all of it")
    ax.text(p[0] * 1.5, 0.07, "log(1 − p): nothing")
    ax.set_title("1 − p rounds first: a small loss turns to steps, then to 0")
    teeth = share[(share > 0) & (p < good)]
    return describe(
        ax,
        f"What −log(1 − p) in {dtype} keeps of the true loss, against p: within 1 % of all of it "
        f"from p = {_minus(good, '.0e')}, a saw-tooth between {teeth.min():.2f} and "
        f"{teeth.max():.2f} times it below that, nothing for p up to {_minus(lost, '.1e')}. "
        "log1p(−p) keeps all.",
    )


def _shares(dtype: DTypeName) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return small p, and the loss as -log(1 - p) over the loss as it is."""
    step = float(np.finfo(dtype).eps)
    p = np.geomspace(step / 100, step * 1000, 6001).astype(dtype)
    kept = (np.asarray(1 - p, dtype)).astype(float)
    # 1 - kept is exact, so that only the rounding of 1 - p is left to be seen.
    return p.astype(float), np.log1p(-(1 - kept)) / np.log1p(-p.astype(float))


@styled
def vanishing_slope(*, ax: Axes | None = None) -> Axes:
    """Draw the size of dL/dz for y = 1: p - y in two float sizes, and the form that survives.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, vanishing_slope
    >>> print(alt_text(vanishing_slope()))
    Size of the slope dL/dz for y = 1 against the logit z, on a log scale: p − y is exactly 0 from
    z = 16.65 on in float32, from z = 36.75 on in float64; −sigmoid(−z) goes on falling, to
    2.9e−20 at z = 45.
    """
    ax = or_new(ax, (6.4, 3.8))
    stable = np.abs(stable_gradient(1, LOGITS))
    ax.plot(LOGITS, np.log10(stable), DASHES["loss"], color=PALETTE["loss"], lw=4)
    ends = []
    for dtype, dash in DTYPES.items():
        slope = np.abs(naive_gradient(1, LOGITS, dtype))
        end = float(LOGITS[slope == 0][0])
        kept = slope > 0
        x, y = LOGITS[kept], np.log10(slope[kept])
        ax.plot([*x, end], [*y, DEEPEST], dash, color=PALETTE["ink"], lw=1.8)
        name = f"p − y in\n{dtype}: 0"
        ax.annotate(name, (end, DEEPEST), (-6, 8), textcoords="offset points", ha="right")
        ends.append(f"from z = {end:.2f} on in {dtype}")
    ax.text(26, -8.6, "−sigmoid(−z)")
    ax.set(xlabel="logit z, y = 1", xlim=(0, 45))
    ax.set(ylabel="size of dL/dz (log scale)", ylim=(DEEPEST, 1))
    ax.set_yticks([0, -5, -10, -15, -20], ["1", "10⁻⁵", "10⁻¹⁰", "10⁻¹⁵", "10⁻²⁰"])
    ax.set_title("A subtraction makes the slope vanish; a product does not")
    return describe(
        ax,
        "Size of the slope dL/dz for y = 1 against the logit z, on a log scale: p − y is exactly 0 "
        f"{', '.join(ends)}; −sigmoid(−z) goes on falling, to {_minus(stable[-1], '.1e')} at "
        "z = 45.",
    )


@styled
def time_by_block(sizes: ArrayLike, seconds: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw how long the same work takes in blocks of each size, relative to the best.

    Parameters
    ----------
    sizes : array_like of int, shape (n_sizes,)
        Samples in a block; positive.
    seconds : array_like of float, shape (n_sizes,)
        Measured times; positive.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Described, for `show`.

    Raises
    ------
    ValueError
        If the shapes differ, or a size or time is not positive.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, time_by_block
    >>> print(alt_text(time_by_block([256, 65536, 1048576], [6.0, 0.5, 0.75])))
    Time against block size, relative to the best, 65,536: 12.0 times as long in blocks of 256,
    1.5 times in blocks of 1,048,576.
    """
    n = given.row("sizes", sizes, options.ABOVE_0).astype(np.int64)
    times = given.row("seconds", seconds, options.ABOVE_0)
    if n.shape != times.shape:
        raise ValueError(
            f"seconds has shape {times.shape}, sizes {n.shape}: give one positive time a size"
        )
    aligned((sizes, "sizes"), (seconds, "seconds"))
    ax = or_new(ax, (6.4, 3.6))
    ratio, best = times / times.min(), int(times.argmin())
    ax.plot(n, ratio, "-", marker="D", color=PALETTE["ink"])
    ax.plot(n[best], 1, "D", color=PALETTE["accent"], ms=10)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ticks = [t for t in (1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500) if t <= 1.3 * ratio.max()]
    ax.set_yticks(ticks, [f"{t:g}×" for t in ticks])
    ax.set_yticks([], minor=True)
    ax.set_xticks(n, [_short(size) for size in n])
    ax.set_xticks([], minor=True)
    ax.set(xlabel="samples in a block", ylim=(0.85, 1.4 * ratio.max()))
    ax.set(ylabel="time, relative to the best")
    ax.set_title("Neither too small nor too large")
    return describe(
        ax,
        f"Time against block size, relative to the best, {n[best]:,}: {ratio[0]:.1f} times as long "
        f"in blocks of {n[0]:,}, {ratio[-1]:.1f} times in blocks of {n[-1]:,}.",
    )


def _short(size: int) -> str:
    """Write 65536 as 64Ki."""
    for power, unit in ((20, "Mi"), (10, "Ki")):
        if size >= 1 << power:
            return f"{size / (1 << power):g}{unit}"
    return str(size)


def _minus(value: float, spec: str) -> str:
    """Write a number with a true minus sign."""
    return f"{value:{spec}}".replace("-", "−")
