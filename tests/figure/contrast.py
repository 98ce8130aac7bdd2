"""How far colours stand out from what they are drawn on, on a white page and on a dark one.

On a dark page, a filter of CSS turns figures dark.
"""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from bce_lessons.palette import NIGHT

LETTER, MARK = 4.5, 3.0  # WCAG 2.2: success criteria 1.4.3 and 1.4.11
WHITE = (1.0, 1.0, 1.0)


def luminance(rgb):
    """Return the relative luminance of a colour, as WCAG defines it."""
    rgb = np.asarray(rgb, float)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(color, ground):
    """Return how far a colour, laid over a ground as opaquely as it is, stands out from it."""
    *rgb, alpha = to_rgba(color)
    ground = np.asarray(to_rgba(ground)[:3])
    over = luminance(alpha * np.array(rgb) + (1 - alpha) * ground)
    light, dark = max(over, luminance(ground)), min(over, luminance(ground))
    return (light + 0.05) / (dark + 0.05)


INVERT, TURN = map(float, re.fullmatch(r"invert\((.+)\) hue-rotate\((.+)deg\)", NIGHT).groups())
C, S = np.cos(np.radians(TURN)), np.sin(np.radians(TURN))
TURNED = [  # the matrix of hue-rotate, as the standard Filter Effects has it
    [0.213 + 0.787 * C - 0.213 * S, 0.715 - 0.715 * C - 0.715 * S, 0.072 - 0.072 * C + 0.928 * S],
    [0.213 - 0.213 * C + 0.143 * S, 0.715 + 0.285 * C + 0.140 * S, 0.072 - 0.072 * C - 0.283 * S],
    [0.213 - 0.213 * C - 0.787 * S, 0.715 - 0.715 * C + 0.715 * S, 0.072 + 0.928 * C + 0.072 * S],
]


def night(color, ground="white"):
    """Return what a dark page makes of a colour, laid over a ground as opaquely as it is."""
    *rgb, alpha = to_rgba(color)
    over = alpha * np.array(rgb) + (1 - alpha) * np.array(to_rgba(ground)[:3])
    return tuple(np.clip(TURNED @ (INVERT + (1 - 2 * INVERT) * over), 0, 1))


def least(color, ground):
    """Return how far a colour stands out from its ground on a white page and on a dark one."""
    return min(contrast(color, ground), contrast(night(color, ground), night(ground)))


def texts(figure):
    """Return the texts of a figure that can be read."""
    found = [text for text in figure.findobj(Text) if text.get_visible()]
    return [text for text in found if text.get_text().strip()]


def commonest(pixels):
    """Return the colour that most of some pixels have."""
    numbers, counts = np.unique(pixels @ [65536, 256, 1], return_counts=True)
    most = int(numbers[counts.argmax()])
    return np.array([most >> 16, most >> 8 & 255, most & 255]) / 255


def grounds(figure, found):
    """Draw a figure, where it stands, without its letters; return what lies behind each of them.

    That is the commonest colour there. The figure has been drawn before, and stays as it was.
    """
    canvas = FigureCanvasAgg(figure)
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in found]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure, "get_layout_engine", lambda: None)
        for text in found:
            patch.setattr(text, "get_alpha", lambda: 0)
        canvas.draw()
    image = np.asarray(canvas.buffer_rgba())[..., :3]
    high, wide = image.shape[:2]
    for box in boxes:
        rows = slice(max(0, int(high - box.y1)), max(1, int(high - box.y0)))
        part = image[rows, max(0, int(box.x0)) : min(wide, max(1, int(box.x1)))].reshape(-1, 3)
        yield commonest(part) if len(part) else WHITE


def pale_letters(figure):
    """List the texts of a drawn figure that stand out too little, with their two colours."""
    found = texts(figure)
    colors = [(*to_rgba(text.get_color())[:3], text.get_alpha() or 1.0) for text in found]
    behind = zip(found, colors, grounds(figure, found), strict=True)
    return [(text.get_text(), *two) for text, *two in behind if least(*two) < LETTER]


def pale_marks(ax):
    """List the marks of Axes that stand out too little, but for areas that are only tinted."""
    return [
        (mark, colors)
        for mark, colors in marks(ax)
        if not is_shading(colors) and max(least(color, "white") for color in colors) < MARK
    ]


def marks(ax):
    """Yield each line, dot and bar with the colours that it is drawn in."""
    for line in ax.lines:
        if line.get_linestyle() != "None" and line.get_linewidth():
            yield line, [(*to_rgba(line.get_color())[:3], line.get_alpha() or 1)]
        elif line.get_marker() not in ("None", "", None):
            yield line, [line.get_markerfacecolor(), line.get_markeredgecolor()]
    for patch in ax.patches:
        edge = patch.get_edgecolor() if patch.get_linewidth() else (0, 0, 0, 0)
        yield patch, [patch.get_facecolor(), edge]
    for group in ax.collections:
        if group.get_array() is None:  # else the colours are a scale
            rows = [group.get_facecolor(), group.get_edgecolor()]
            for number in range(max(map(len, rows))):
                yield group, [row[number % len(row)] for row in rows if len(row)]


def is_shading(colors):
    """Tell an area that is only tinted: words and lines in it say what it is."""
    return max(to_rgba(color)[3] for color in colors) <= 0.25
