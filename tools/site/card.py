"""The picture of the course that other pages show beside a link to it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path as MarkedPath

from bce_lessons import lessons, plots
from bce_lessons.palette import PALETTE

SIZE = 12, 6.3  # inches, at 100 dots each
TOUCH = 180  # pixels


def card() -> bytes:
    """Return the course's title over its first figure, as a PNG of 1200 by 630 pixels."""
    (ax,) = plots.new_axes(size=SIZE)
    plots.loss_curves([1, 0], [0.9, 0.8], ax=ax)
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.set_layout_engine("none")
    ax.set_position((0.09, 0.13, 0.86, 0.5))
    ax.set_title("", loc="left")
    ink: dict[str, Any] = {"color": PALETTE["ink"], "ha": "left", "family": "BCE Inter"}
    figure.text(0.06, 0.84, "Binary cross-entropy, in your hands", size=38, weight=600, **ink)
    figure.text(0.06, 0.75, f"{len(lessons.ORDER)} lessons. Every picture moves.", size=22, **ink)
    for text in ax.texts:
        text.set_fontsize(15)
    ax.tick_params(labelsize=14)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_fontsize(16)
    made = BytesIO()
    figure.savefig(made, format="png", dpi=100, bbox_inches=None, metadata={"Software": None})
    return made.getvalue()


def touch_icon(svg: str) -> bytes:
    """Return the site's icon as a PNG for telephones, which round its corners themselves."""
    found = {node.tag.rpartition("}")[2]: node.attrib for node in ET.fromstring(svg)}
    wide = float(found["rect"]["width"])
    figure = Figure(figsize=(TOUCH / 100, TOUCH / 100), facecolor=found["rect"]["fill"])
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set(xlim=(0, wide), ylim=(wide, 0))
    ax.set_axis_off()
    points = TOUCH / 100 * 72 / wide  # of a unit of the picture
    numbers = np.array(re.findall(r"[\d.]+", found["path"]["d"]), float).reshape(-1, 2)
    curve = np.vstack(
        [numbers[:1], numbers[0] + numbers[1:]]
    )  # M x y, then c with steps from there
    look: Any = {"edgecolor": found["path"]["stroke"], "capstyle": "round"}
    line = MarkedPath(curve, [MarkedPath.MOVETO, *[MarkedPath.CURVE4] * 3])
    wide_line = float(found["path"]["stroke-width"]) * points
    ax.add_patch(PathPatch(line, fill=False, linewidth=wide_line, **look))
    dot = {name: float(it) for name, it in found["circle"].items() if name in ("cx", "cy", "r")}
    ring = float(found["circle"]["stroke-width"]) * points
    colours = {"facecolor": found["circle"]["fill"], "edgecolor": found["circle"]["stroke"]}
    ax.add_patch(Circle((dot["cx"], dot["cy"]), dot["r"], linewidth=ring, zorder=3, **colours))
    made = BytesIO()
    figure.savefig(made, format="png", dpi=100, metadata={"Software": None})
    return made.getvalue()
