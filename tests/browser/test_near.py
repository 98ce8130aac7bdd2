"""On slides, letters of figures have 20 pixels of 720 at least; nothing is cut off by that."""

import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.text import Text

from bce_lessons.figure.near import HIGH, WIDE, bring_near
from bce_lessons.figure.style import png
from tests.drawn import FIGURES, name


def letters(figure):
    """Return how high the letters are, in pixels, on a slide of 1280 by 720."""
    width, height = 72 * figure.get_size_inches()
    zoom = min(WIDE / width, HIGH / height)
    found = [text for text in figure.findobj(Text) if text.get_text().strip()]
    return {text: zoom * text.get_fontsize() for text in found}


@pytest.mark.parametrize("draw", FIGURES, ids=name)
def test_every_figure_can_be_read_from_the_last_row(draw):
    figure = bring_near(draw().figure)
    assert min(letters(figure).values()) >= 20 - 1e-9
    image = matplotlib.image.imread(io.BytesIO(png(figure, 110)))
    for edge in (image[0], image[-1], image[:, 0], image[:, -1]):
        assert np.mean(edge.min(axis=-1) > 0.5) > 0.98, "something is cut off"
