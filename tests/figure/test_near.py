"""Figures on a sheet for slides: words are broken, ticks thinned out, shapes kept."""

import base64
import io
import itertools

import matplotlib.image
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from bce_lessons.figure.near import bring_near
from bce_lessons.figure.style import NEAR, NEAR_PNG
from bce_lessons.plots import describe, new_axes, show


def ticks(figure, axis):
    FigureCanvasAgg(figure).draw()
    return [label for label in axis.get_ticklabels() if label.get_visible() and label.get_text()]


def test_long_words_go_on_in_a_second_line_and_crowded_ticks_go():
    left, right = new_axes(2, size=(13, 4.4))
    long = "words that are far too long for one line over half of a sheet that is small"
    for ax in (left, right):
        ax.set_title(long)
        ax.set(xlabel=long, ylabel=long, xticks=np.arange(40) / 40)
    figure = bring_near(left.figure)
    for ax in (left, right):
        assert "\n" in ax.get_title()
        assert "\n" in ax.get_xlabel()
        assert "\n" in ax.get_ylabel()
        shown = ticks(figure, ax.xaxis)
        boxes = [label.get_window_extent() for label in shown]
        assert 3 <= len(shown) < 40
        assert all(a.x1 < b.x0 for a, b in itertools.pairwise(boxes))
    sheet = figure.bbox
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible():
            box = text.get_window_extent()
            assert box.x0 >= sheet.x0 - 1
            assert box.x1 <= sheet.x1 + 1


def test_axes_of_two_rows_stand_in_one():
    axes = new_axes(3, size=(6.4, 6.4))
    assert len({ax.get_position().y0 for ax in axes}) == 2
    figure = bring_near(axes[0].figure)
    ticks(figure, axes[0].xaxis)
    places = [ax.get_position() for ax in axes]
    assert len({round(place.y0, 6) for place in places}) == 1
    assert all(a.x1 < b.x0 for a, b in itertools.pairwise(places))


def test_circles_stay_circles():
    for size, kept in [((4.6, 4.7), True), ((6.4, 3.8), False)]:
        (ax,) = new_axes(size=size)
        FigureCanvasAgg(ax.figure).draw()
        before = ax.get_window_extent().frozen()
        bring_near(ax.figure)
        after = ax.get_window_extent()
        same = after.height / after.width == pytest.approx(before.height / before.width, rel=0.02)
        assert same == kept


def test_a_sheet_that_is_small_stays_as_it_is():
    (ax,) = new_axes(size=(4, 2))
    ax.set_title("short")
    assert bring_near(ax.figure).get_size_inches() == pytest.approx([4, 2])
    assert ax.get_title() == "short"


def test_figures_are_shown_near_only_where_it_is_asked_for(monkeypatch):
    def shown():
        (ax,) = new_axes(size=(6.4, 3.8))
        return show(describe(ax, "An empty pair of axes, for nothing at all."))

    plain = shown()
    assert plain.size == (704, 418)
    assert NEAR_PNG not in plain._repr_mimebundle_()[0]
    monkeypatch.setenv(NEAR, "1")
    both = shown()
    assert (both.png, both.size) == (plain.png, plain.size)
    near = both._repr_mimebundle_()[0][NEAR_PNG]
    assert near["size"] == [704, 275]
    image = matplotlib.image.imread(io.BytesIO(base64.b64decode(near["png"])))
    assert image.shape[:2] == (round(1.5 * 275), round(1.5 * 704))
