"""What keeps words of a figure from being read: small letters, its edge, what lies on them."""

import itertools

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.contour import ContourSet
from matplotlib.text import Text
from matplotlib.transforms import Bbox

ROOM = 468  # pixels that a window of 900 leaves to an output, beside the list of files
LEAST = 9  # pixels
NONE = ("None", "none", "", " ", None)


def too_small(figure):
    """Return the words of a figure that are too small in a narrow window, and how large."""
    zoom = min(1, ROOM / figure.bbox.width) * figure.dpi / 72
    found = {text.get_text(): zoom * text.get_fontsize() for text in figure.findobj(Text)}
    return {said: size for said, size in found.items() if said.strip() and size < LEAST}


def cut_off(figure):
    """List the words of a figure that lie beyond its edge, in part."""
    width, height = figure.bbox.size
    found = []
    for ax in figure.axes:
        for text in (ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts):
            box = text.get_window_extent()
            inside = (box.min >= -1).all() and (box.max <= [width + 1, height + 1]).all()
            if text.get_text() and not inside:
                found.append(text.get_text())
    return found


def words(ax):
    """Return the texts of Axes that are seen: those between the axes, and all others."""
    ticks = [tick.label1 for axis in (ax.xaxis, ax.yaxis) for tick in axis._update_ticks()]
    beside = [ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label, *ticks]
    if legend := ax.get_legend():
        beside += legend.get_texts()
    seen = [text for text in beside if text.get_text().strip() and text.get_visible()]
    return [text for text in ax.texts if text.get_text().strip()], seen


def on_each_other(figure):
    """List words of a figure that lie on other words."""
    texts = [text for ax in figure.axes for part in words(ax) for text in part]
    boxes = [(text.get_text(), text.get_window_extent().padded(-1)) for text in texts]
    return [
        f"{one!r} lies on {other!r}"
        for (one, its), (other, box) in itertools.combinations(boxes, 2)
        if its.overlaps(box)
    ]


def run_through(figure):
    """List words of a figure that a line runs through, or that a dot lies on.

    A line that ends before a word, at its halo or at its paper, runs through no letter.
    """
    found = []
    for ax in figure.axes:
        between, beside = words(ax)
        for text in (*between, *beside):
            box = text.get_window_extent()
            inner = Bbox.from_extents(box.x0 + 1, box.y0 + 2, box.x1 - 1, box.y1 - 2)
            for what, zorder in marks_over(ax, inner):
                own_ground = text in between and (text.get_path_effects() or text.get_bbox_patch())
                if what == "dot" or not own_ground or zorder >= text.get_zorder():
                    found.append(f"a {what} on {text.get_text()!r}")
    return found


def marks_over(ax, box):
    """Yield each line and dot of Axes that is drawn within a box, with the order it is drawn in."""
    pixel = ax.figure.dpi / 72
    for line in ax.lines:
        if line.get_linestyle() not in NONE and line.get_linewidth():
            path, width = line.get_transform().transform_path(line.get_path()), line.get_linewidth()
            if crosses(path, box, ax, line.get_clip_on(), width * pixel / 2):
                yield "line", line.get_zorder()
        if line.get_marker() not in NONE:
            points = line.get_transform().transform(line.get_xydata())
            size = line.get_markersize() * pixel / 2
            seen = [at for at in points if not line.get_clip_on() or ax.bbox.contains(*at)]
            if touches(seen, box, size):
                yield "dot", line.get_zorder()
    for group in ax.collections:
        if isinstance(group, PathCollection):
            points = group.get_offset_transform().transform(group.get_offsets())
            if touches(np.ma.filled(points, np.nan), box, 2):
                yield "dot", group.get_zorder()
        elif isinstance(group, LineCollection) or (
            isinstance(group, ContourSet) and not group.filled
        ):
            for path in group.get_paths():
                whole = group.get_transform().transform_path(path)
                if crosses(whole, box, ax, group.get_clip_on(), 1):
                    yield "line", group.get_zorder()


def touches(points, box, size):
    """Say whether one of some points, each as large as `size`, lies in a box."""
    return any(box.padded(size - 2).contains(*point) for point in points)


def crosses(path, box, ax, clipped, half):
    """Say whether a path, half its width wider on both sides, is drawn within a box."""
    part = Bbox.intersection(box, ax.bbox) if clipped else box
    return part is not None and path.intersects_bbox(part.padded(half), filled=False)
