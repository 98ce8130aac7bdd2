"""A figure for the last row of a room: the same picture on a smaller sheet, its letters larger."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.text import Text

# Of a slide of 1280 by 720 pixels: what it leaves to a picture, and the least letters that can be
# read from the last row. A sheet of SHEET inches, shown as large, has its 9 points that high.
WIDE, HIGH, PIXELS, POINTS = 1136, 400, 20, 9
SHEET = WIDE / PIXELS * POINTS / 72, HIGH / PIXELS * POINTS / 72


def bring_near(figure: Figure) -> Figure:
    """Draw a figure on a sheet so small that, on a slide, its letters have 20 pixels of 720.

    Titles and labels that are then too long go on in a second line; of the words of ticks that
    would run into one another, some go.
    """
    width, height = figure.get_size_inches()
    _lay_out(figure)
    _put_in_a_row(figure)
    for ax in figure.axes:
        _keep_shape(ax)
    figure.set_size_inches(min(width, SHEET[0]), min(height, SHEET[1]))
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_fontsize(max(POINTS, text.get_fontsize()))
    fit_words(figure)
    _lay_out(figure)
    for ax in figure.axes:
        _thin(ax.xaxis)
        _thin(ax.yaxis)
    return figure


def fit_words(figure: Figure) -> None:
    """Break titles and labels that are longer than the room they have."""
    for _ in range(2):  # a second line moves the axes, and may need a third
        _lay_out(figure)
        broken = [_wrap(ax) for ax in figure.axes]
        if not any(broken):
            return


def _put_in_a_row(figure: Figure) -> None:
    """Let Axes of several rows stand side by side: a slide is wide."""
    specs = [ax.get_subplotspec() for ax in figure.axes]
    if any(spec and spec.get_gridspec().nrows > 1 for spec in specs):
        row = GridSpec(1, len(specs), figure)
        for number, ax in enumerate(figure.axes):
            ax.set_subplotspec(row[0, number])
        width, height = figure.get_size_inches()
        figure.set_size_inches(1.5 * width, height / 2)
        _lay_out(figure)


def _keep_shape(ax: Axes) -> None:
    """Let what is about as high as wide stay so: a circle is to be a circle."""
    frame = ax.get_window_extent()
    if ax.get_aspect() == "auto" and frame.height > 0.75 * frame.width:
        ax.set_box_aspect(frame.height / frame.width)


def _lay_out(figure: Figure) -> None:
    FigureCanvasAgg(figure).figure.draw_without_rendering()


def _wrap(ax: Axes) -> bool:
    """Break a title or a label that is longer than the room it has; say whether one was."""
    figure: Any = ax.figure  # of its own, and part of no other
    frame, sheet = ax.get_window_extent(), figure.bbox
    rights = [other.get_window_extent().x0 for other in figure.axes]
    right = min([x for x in rights if x > frame.x1], default=sheet.x1)
    across = right - frame.x0, min(frame.x0 + frame.x1, 2 * sheet.x1 - frame.x0 - frame.x1)
    own = {ax.get_title(), ax.get_title(loc="left")} - {""}
    titles = [t for t in ax.get_children() if isinstance(t, Text) and t.get_text() in own]
    lying = [
        (text, text.get_window_extent().width, across[text.get_horizontalalignment() != "left"])
        for text in (*titles, ax.xaxis.label)
    ]
    standing = ax.yaxis.label, ax.yaxis.label.get_window_extent().height, sheet.height
    broken = [_break(*one) for one in (*lying, standing)]
    return any(broken)


def _break(text: Text, long: float, room: float) -> bool:
    lines = text.get_text().split("\n")
    if long > room:
        letters = int(0.97 * max(map(len, lines)) * room / long)
        text.set_text(textwrap.fill(" ".join(lines), max(10, letters)))
    return long > room


def _thin(axis: Axis) -> None:
    """Leave out the words of ticks that would run into those before them."""
    last = None
    for label in axis.get_ticklabels():
        box = label.get_window_extent()
        if last is not None and box.expanded(1.05, 0.8).overlaps(last):
            label.set_visible(False)
        else:
            last = box
