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
from PIL import Image

from bce_lessons import lessons, plots
from bce_lessons.explore.still import DPI
from bce_lessons.palette import PALETTE
from tools import moving
from tools.folders import HERE

SIZE = 1200, 630  # pixels
TOP = 250  # where the explorer begins
TOUCH = 180  # pixels


@plots.styled
def sheet() -> Image.Image:
    """Return the card without its picture: the course's title on white."""
    figure = Figure(figsize=(SIZE[0] / DPI, SIZE[1] / DPI), dpi=DPI, facecolor="white")
    figure.set_layout_engine("none")
    ink: dict[str, Any] = {"color": PALETTE["ink"], "ha": "left"}
    figure.text(0.045, 0.82, "Binary cross-entropy, in your hands", size=38, weight=600, **ink)
    figure.text(0.045, 0.71, f"{len(lessons.ORDER)} lessons. Every picture moves.", size=22, **ink)
    return moving.image(figure)


def with_picture(picture: Image.Image) -> Image.Image:
    """Return the card with a picture on it."""
    made = sheet()
    made.paste(picture.convert("RGB"), ((SIZE[0] - picture.width) // 2, TOP))
    return made


def card() -> bytes:
    """Return the course's title over its first explorer, as a PNG of 1200 by 630 pixels."""
    made = BytesIO()
    with Image.open(HERE.figures / "moving.png") as still:
        with_picture(still).save(made, "PNG", optimize=True)
    return made.getvalue()


def moving_card() -> bytes:
    """Return the same as an animated GIF, its explorer moving as in figures/moving.gif."""
    animation: Any
    with Image.open(HERE.figures / "moving.gif") as animation:
        shown = []
        for number in range(animation.n_frames // 2 + 1):  # there; the way back is the same
            animation.seek(number)
            shown.append(with_picture(animation))
    return moving.gif(shown)


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
