"""The picture of now, drawn once by matplotlib: for GitHub, nbviewer and print."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from bce_lessons.explore.marks import Panel
from bce_lessons.explore.scene import SIZE, Scene
from bce_lessons.explore.tables import COLORS
from bce_lessons.figure.letters import lend, plain
from bce_lessons.figure.style import SHARP, png, styled
from bce_lessons.palette import DASHES, LETTERS, MARKERS, PALETTE

# The geometry of the live picture (static/explorer.js), in its pixels.
WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TITLED, UNTITLED = SIZE
ABREAST = 3  # panels in one row; on paper, two
DPI = 100
SENTENCE = 10.5  # points
PX = 72 / DPI  # the width of a CSS pixel, in points
HALO = withStroke(linewidth=4 * PX, foreground="white")  # no line runs through a word


@styled
def draw(scene: Scene) -> tuple[bytes, tuple[int, int]]:
    """Return a PNG of a scene at its position, and the size in CSS pixels to show it at."""
    figure = picture(scene)
    width, height = (round(inches * DPI) for inches in figure.get_size_inches())
    return png(figure, SHARP * DPI), (width, height)


@styled
def picture(scene: Scene) -> Figure:
    """Return a matplotlib figure of a scene at its position; a $ is a dollar in it."""
    with mpl.rc_context({"text.parse_math": False}):
        return _picture(scene)


def _picture(scene: Scene) -> Figure:
    n = len(scene.panels)
    columns = n if n <= ABREAST else 2
    width = WIDTH * max(columns, 1)
    words = _wrapped(plain(repr(scene)), width)
    heading = 16 * (words.count("\n") + 1) + 8
    height = heading + HEIGHT * -(-n // max(columns, 1))
    figure = Figure((width / DPI, height / DPI), dpi=DPI)
    figure.set_layout_engine("none")  # every place is given
    figure.text(8 / width, 1 - 6 / height, words, fontsize=SENTENCE, va="top")
    for i, panel in enumerate(scene.panels):
        left, top = i % columns * WIDTH, heading + i // columns * HEIGHT
        space = TITLED if panel.title else UNTITLED
        x, w = left + LEFT, WIDTH - LEFT - RIGHT
        y, h = height - top - HEIGHT + BOTTOM, HEIGHT - BOTTOM - space
        ax = figure.add_axes((x / width, y / height, w / width, h / height))
        _axes(ax, panel)
        for mark in panel.marks:
            m = {name: scene.look_up(table) for name, table in mark.tables.items()}
            DRAW[mark.kind](ax, m, mark.options, panel)
    return figure


def _wrapped(words: str, width: float) -> str:
    """Break a sentence into lines that the picture has room for."""
    letters, room = int(width / 6), width - 16
    while True:
        text = textwrap.fill(words, letters)
        figure = Figure((width / DPI, 1), dpi=DPI)
        canvas: Any = FigureCanvasAgg(figure)
        line = figure.text(0, 0, text, fontsize=SENTENCE)
        lend(figure)
        wide = line.get_window_extent(canvas.get_renderer()).width
        if wide <= room or letters == 1:
            return text
        letters = max(1, min(letters - 1, int(letters * room / wide)))


def _axes(ax: Axes, panel: Panel) -> None:
    """Set limits, ticks and words where the live picture has them."""
    ax.set(xlim=panel.xlim, ylim=panel.ylim)
    ax.set_xlabel(plain(panel.xlabel), fontsize=9, labelpad=3)
    words: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    ax.annotate(f"↑ {plain(panel.ylabel)}", (0, 1), (-46 * PX, 10 * PX), fontsize=9, **words)
    ax.annotate(plain(panel.title), (0, 1), (-46 * PX, 30 * PX), fontsize=10, weight=600, **words)
    for set_ticks, ticks in ((ax.set_xticks, panel.xticks), (ax.set_yticks, panel.yticks)):
        set_ticks([at for at, _ in ticks], [plain(label) for _, label in ticks])
    ax.grid(False)


def _color(index: Any) -> str:
    return PALETTE[COLORS[int(index)]]


def _dash(index: Any, dash: bool | None) -> str:
    return DASHES.get(COLORS[int(index)], "-") if dash is None else "--" if dash else "-"


def _line(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    x, y = np.broadcast_arrays(m["x"], m["y"])
    width, dash = options["width"] * PX, _dash(m["color"], options["dash"])
    ax.plot(x, y, color=_color(m["color"]), ls=dash, lw=width)


def _points(m: dict[str, Any], *names: str) -> zip[Any]:
    """Go through the marks one by one, constants repeated."""
    arrays = np.broadcast_arrays(*(np.atleast_1d(m.get(name, 0)) for name in names))
    return zip(*arrays, strict=True)


def _edge(value: float, limits: tuple[float, float], arrows: str) -> tuple[float, str]:
    """Hold a value inside the limits; return the arrowhead that says where it went, or ''."""
    low, high = limits
    slack = 1e-9 * (high - low)
    if value > high + slack:
        return high, arrows[1]
    return (low, arrows[0]) if value < low - slack else (value, "")


def _dot(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    size, halos, groups = 2 * options["size"] * PX, [], defaultdict(list)
    for x, y, color, glow in _points(m, "x", "y", "color", "glow"):
        (x, out_x), (y, out_y) = _edge(x, panel.xlim, "<>"), _edge(y, panel.ylim, "v^")
        marker = out_y or out_x or MARKERS.get(COLORS[int(color)], "o")
        groups[marker, _color(color)].append((x, y))
        if glow > 0:
            halos.append((x, y, min(glow, 1)))
    for share in np.linspace(1, 0.1, 10) if halos else ():
        x, y, glow = np.transpose(halos)
        area = (size + 44 * PX * glow * share) ** 2
        ax.scatter(x, y, area, color=PALETTE["loss"], alpha=0.13, lw=0, clip_on=False)
    for (marker, color), places in groups.items():
        x, y = np.transpose(places)
        ax.plot(x, y, marker, ms=size, color=color, mec="white", mew=0.8, clip_on=False, zorder=3)


def _bar(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    pixels = (WIDTH - LEFT - RIGHT) / (panel.xlim[1] - panel.xlim[0])
    for x, y, base, color in _points(m, "x", "y", "base", "color"):
        hollow = COLORS[int(color)] == "zero"
        y, out = _edge(y, panel.ylim, "v^")
        ax.bar(x, y - base, options["width"] / pixels, base, zorder=2, lw=1.2,
               facecolor=to_rgba(_color(color), 0.25 if hollow else 1),
               edgecolor=_color(color), ls=(0, (3, 2)) if hollow else "-")  # fmt: skip
        if out:
            ax.plot(x, y, out, ms=8, color=_color(color), clip_on=False, zorder=3)


def _rule(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    if "x" in m:
        x, y = [m["x"]] * 2, [panel.ylim[0], m.get("to", panel.ylim[1])]
    else:
        x, y = [panel.xlim[0], m.get("to", panel.xlim[1])], [m["y"]] * 2
    ax.plot(x, y, color=_color(m["color"]), ls="--" if options["dash"] else "-", lw=1.2)


def _arrow(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    for x, y, to_x, to_y, color in _points(m, "x", "y", "to_x", "to_y", "color"):
        arrow = {"arrowstyle": "-|>", "color": _color(color), "lw": 2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (to_x, to_y), (x, y), arrowprops=arrow, annotation_clip=False)


def _area(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    x, y, base = np.broadcast_arrays(m["x"], m["y"], m["base"])
    ax.fill_between(x, y, base, color=_color(m["color"]), alpha=0.25, lw=0)


def _field(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    z = np.asarray(m["z"])
    low, high = (np.asarray(to_rgb(_color(m[end]))) for end in ("low", "high"))
    shade = np.where(z[..., None] < 0.5, low, high)
    rgba = np.concatenate([shade, 1.1 * np.abs(z - 0.5)[..., None]], axis=-1)
    (x0, x1), (y0, y1), (rows, columns) = panel.xlim, panel.ylim, z.shape
    dx, dy = (x1 - x0) / (columns - 1) / 2, (y1 - y0) / (rows - 1) / 2  # half a cell beyond
    ax.imshow(rgba, origin="lower", aspect="auto", interpolation="bilinear", zorder=0,
              extent=(x0 - dx, x1 + dx, y0 - dy, y1 + dy))  # fmt: skip
    if z.min() < options["level"] < z.max():
        x, y = np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)
        ax.contour(x, y, z, [options["level"]], colors=PALETTE["ink"], linewidths=1.3)
    ax.set(xlim=panel.xlim, ylim=panel.ylim)


def _text(ax: Axes, m: dict[str, Any], options: dict[str, Any], panel: Panel) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[options["anchor"]]
    x, y = _edge(m["x"], panel.xlim, "<>")[0], _edge(m["y"], panel.ylim, "v^")[0]
    words = ax.text(x, y, plain(m["text"]), ha=align, fontsize=9, zorder=4)
    words.set(color=LETTERS[COLORS[int(m["color"])]], path_effects=[HALO])


DRAW = {
    "line": _line, "dot": _dot, "bar": _bar, "rule": _rule, "arrow": _arrow, "area": _area,
    "field": _field, "text": _text,
}  # fmt: skip
