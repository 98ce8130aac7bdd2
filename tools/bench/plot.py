"""The picture of the speed bench: time a sample against the number of samples."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from bce_lessons import plots
from bce_lessons.palette import MARKERS, PALETTE
from tools.bench.report import OURS, REFERENCE, Results, number

# Ours in the colour of cross-entropy; who else is told by marker, dashes and name.
LOOKS: dict[str, dict[str, Any]] = {
    OURS: {"color": PALETTE["loss"], "marker": MARKERS["loss"], "ls": "-", "lw": 3, "zorder": 3},
    "naive NumPy": {"marker": "v", "ls": "--"},
    "SciPy": {"marker": "P", "ls": "-."},
    "scikit-learn": {"marker": "o", "ls": "-"},
    "PyTorch, 1 thread": {"marker": "s", "ls": "--"},
    "PyTorch, all threads": {"marker": "s", "ls": ":", "mfc": "white"},
    REFERENCE: {"color": PALETTE["faint"], "marker": "|", "ls": "-"},
}
LEADER = {"arrowstyle": "-", "color": PALETTE["faint"], "lw": 0.6, "relpos": (0, 0.5), "shrinkB": 5}
GAP = 0.058  # of the axes' height, between two names


@plots.styled
def speed(results: Results) -> list[Axes]:
    """Draw the times for float64 without weights: probabilities on the left, logits on the right.

    Parameters
    ----------
    results : dict
        What figures/bench.json holds.
    """
    axes = plots.new_axes(2, size=(10.2, 4.4), sharex=True, sharey=True)
    for ax, kind in zip(axes, ("probabilities", "logits"), strict=True):
        rows = [r for r in results["speed"] if (r["kind"], r["dtype"], r["weighted"])
                == (kind, "float64", False)]  # fmt: skip
        rows.sort(key=lambda row: row["n"])
        n = [row["n"] for row in rows]
        times = {name: [r["ns"][name] for r in rows] for name in results["about"]["contenders"]}
        for name, y in times.items():
            ax.plot(n, y, **{"color": PALETTE["ink"], "lw": 1.2, "ms": 5, **LOOKS[name]})
        ax.set(xscale="log", yscale="log", xlabel="number of samples",
               title=f"Mean loss of {kind}, float64")  # fmt: skip
        plots.describe(ax, _words(kind, n, times))
    axes[0].set_ylabel("time, ns a sample")
    for ax in axes:
        _name_lines(ax, results["about"]["contenders"])
    return axes


def _name_lines(ax: Axes, names: list[str]) -> None:
    """Write each name at its line's end, moved apart where lines end close together."""
    low, high = np.log(ax.get_ylim())
    ends = [(np.log(line.get_ydata()[-1]) - low) / (high - low) for line in ax.lines]  # type: ignore[index]
    at = -np.inf
    for end, name, line in sorted(zip(ends, names, ax.lines, strict=True), key=lambda e: e[0]):
        at = max(end, at + GAP)
        ax.annotate(
            name,
            (float(np.asarray(line.get_xdata())[-1]), end),
            (1.08, at),
            xycoords=("data", "axes fraction"),
            textcoords="axes fraction",
            va="center",
            fontsize=9,
            fontweight="semibold" if name == OURS else "normal",
            color=PALETTE["ink"],
            arrowprops=LEADER,
        )


def _words(kind: str, n: list[int], times: dict[str, list[float]]) -> str:
    last = sorted((y[-1], name) for name, y in times.items())
    listed = "; ".join(f"{name} {number(time)}" for time, name in last)
    time, fastest = min((y[0], name) for name, y in times.items() if name != REFERENCE)
    return (
        f"Nanoseconds a sample for the mean loss of {kind}, float64, against the number of "
        f"samples, on logarithmic axes. At {n[-1]:,} samples: {listed}. At {n[0]:,} samples "
        f"{OURS} takes {number(times[OURS][0])}, the fastest, {fastest}, {number(time)}."
    )
