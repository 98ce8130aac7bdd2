"""Colours stand out: letters by 4.5 to 1, marks by 3 to 1.

On a white page, and on a dark one, where a filter of CSS turns figures dark. Every figure is held
to this in tests/lessons/test_every_figure.py, by the colours that are drawn.
"""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from bce_lessons.palette import DARK, LETTERS, NIGHT, PALETTE
from tests.figure.contrast import LETTER, MARK, contrast, night

DARK_PAGES = ["#121212", "#111111", "#212121"]  # of the site; of JupyterLab, and its panels


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
