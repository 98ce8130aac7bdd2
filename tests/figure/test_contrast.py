"""Letters stand out by 4.5 to 1, marks by 3 to 1: computed from the colours that are drawn.

On a white page, and on a dark one, where a filter of CSS turns figures dark.
"""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from bce_lessons.palette import DARK, LETTERS, NIGHT, PALETTE
from tests.drawn import FIGURES, drawn, name

LETTER, MARK = 4.5, 3.0  # WCAG 2.2: success criteria 1.4.3 and 1.4.11
WHITE = (1.0, 1.0, 1.0)
DARK_PAGES = ["#121212", "#111111", "#212121"]  # of the site; of JupyterLab, and its panels


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


def test_the_dark_is_that_of_pages():
    assert night("white") == pytest.approx(to_rgba("#121212")[:3], abs=0.002)
    style = Path(__file__).parents[2] / "docs/_static/site.css"
    assert f"filter: {NIGHT};" in style.read_text(encoding="utf-8")


@pytest.mark.parametrize("color", PALETTE)
def test_a_colour_keeps_its_hue_in_the_dark(color):
    seen, wanted = (
        np.subtract(rgb, np.mean(rgb)) for rgb in (night(PALETTE[color]), to_rgba(DARK[color])[:3])
    )
    assert seen @ wanted >= 0.8 * np.linalg.norm(seen) * np.linalg.norm(wanted)


@pytest.mark.parametrize("color", PALETTE)
def test_every_colour_of_a_figure_stands_out_from_every_dark_page(color):
    for page in DARK_PAGES:
        assert contrast(night(PALETTE[color]), page) >= MARK
        assert contrast(night(LETTERS[color]), page) >= LETTER


def test_contrast_is_that_of_the_standard():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)
    assert contrast((0, 0, 0, 0), "white") == pytest.approx(1)


@pytest.mark.parametrize("color", PALETTE)
def test_every_colour_stands_out_from_every_page(color):
    assert contrast(PALETTE[color], "white") >= MARK
    assert contrast(LETTERS[color], "white") >= LETTER
    for page in DARK_PAGES:
        assert contrast(DARK[color], page) >= LETTER


@pytest.mark.parametrize("pages", [PALETTE, LETTERS, DARK], ids=["marks", "letters", "dark"])
def test_no_two_meanings_look_the_same(pages):
    colors = np.array([to_rgba(color)[:3] for color in pages.values()])
    apart = np.linalg.norm(colors[:, None] - colors, axis=2)
    assert apart[~np.eye(len(colors), dtype=bool)].min() > 0.15


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
    """Draw a figure without its letters; return the commonest colour behind each of them."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in found]
    for text in found:
        text.set_alpha(0)
    canvas.draw()
    image = np.asarray(canvas.buffer_rgba())[..., :3]
    high, wide = image.shape[:2]
    for box in boxes:
        rows = slice(max(0, int(high - box.y1)), max(1, int(high - box.y0)))
        part = image[rows, max(0, int(box.x0)) : min(wide, max(1, int(box.x1)))].reshape(-1, 3)
        yield commonest(part) if len(part) else WHITE


@pytest.fixture(scope="module", params=FIGURES, ids=name)
def figure(request):
    """A figure, drawn once for the tests of this module."""
    return request.param, drawn.__wrapped__(request.param).figure


def test_letters_of_a_figure_can_be_read(figure):
    _, shown = figure
    shown.canvas.draw()  # or ticks have no words yet
    found = texts(shown)
    colors = [(*to_rgba(text.get_color())[:3], text.get_alpha() or 1.0) for text in found]
    for text, color, ground in zip(found, colors, grounds(shown, found), strict=True):
        assert least(color, ground) >= LETTER, (text.get_text(), color, ground)


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


def test_marks_of_a_figure_can_be_seen(figure):
    draw, _ = figure
    for mark, colors in marks(drawn(draw)):
        seen = max(least(color, "white") for color in colors)
        assert seen >= MARK or is_shading(colors), (mark, colors)
