"""What every public figure promises, tried on all of them."""

import inspect
import itertools
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

from bce_lessons.figure import style
from bce_lessons.plots import alt_text, show
from tests.drawn import EXTREME, FIGURES, drawn, figures, hexes, name, title

every_figure = pytest.mark.parametrize("draw", FIGURES, ids=name)
whatever_the_numbers = pytest.mark.parametrize("draw", FIGURES + EXTREME, ids=name)


def test_every_public_figure_is_tried():
    listed = {draw.func for draw in FIGURES}
    assert listed == figures(), "give the new figure a call in FIGURES of tests/drawn.py"


@every_figure
def test_it_takes_axes_by_name_and_returns_them(draw):
    signature = inspect.signature(draw.func)
    ax = signature.parameters["ax"]
    assert (ax.kind, ax.default, ax.annotation) == (ax.KEYWORD_ONLY, None, "Axes | None")
    assert signature.return_annotation == "Axes"
    assert inspect.getdoc(draw.func).count("ax : matplotlib.axes.Axes, optional\n") == 1


@every_figure
def test_it_draws_on_the_axes_it_is_given_and_nowhere_else(draw):
    ax = drawn(draw)
    left, right = ax.figure.axes
    assert ax is left
    assert left.has_data()
    assert not right.has_data()
    assert [title(right), right.get_xlabel(), *right.texts] == ["", ""]
    assert not plt.get_fignums()


@every_figure
def test_what_is_no_axes_is_named(draw):
    remedy = r"^ax is .*: give an Axes, as plt\.gca\(\) or new_axes"
    for ax in (3, "gca", [], object()):
        with pytest.raises(TypeError, match=remedy):
            draw(ax=ax)


@every_figure
def test_it_has_a_title_names_its_axis_and_says_its_numbers_in_words(draw):
    ax = drawn(draw)
    assert title(ax)
    assert ax.get_xlabel()
    assert len(alt_text(ax)) >= 40
    assert alt_text(ax).endswith(".")


@pytest.fixture(scope="module")
def shown():
    """A function that shows a figure of its own; it returns its Axes, and the picture."""

    @cache
    def once(draw):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(style, "SHARP", 1)  # laid out as large as it is, and quickly drawn
            ax = draw()
            return ax, show(ax)

    return once


@every_figure
def test_it_can_be_shown(draw, shown):
    ax, picture = shown(draw)
    assert picture.alt == alt_text(ax)
    assert picture.png.startswith(b"\x89PNG")


@whatever_the_numbers
def test_huge_numbers_are_not_written_out(draw):
    ax = drawn(draw)
    with np.errstate(all="ignore"):  # matplotlib looks for ticks
        assert max(len(text.get_text()) for text in ax.findobj(Text)) < 80
    assert len(alt_text(ax)) < (250 if draw in EXTREME else 420)
    assert "nan" not in alt_text(ax)


@every_figure
def test_no_colour_speaks_alone(draw):
    colors = {}
    for line in drawn(draw).lines:
        look = line._dash_pattern, line.get_marker(), line.get_markersize(), line.get_linewidth()
        colors.setdefault(str(look), set()).update(hexes([line.get_color()]))
    assert {look: own for look, own in colors.items() if len(own) > 1} == {}


@every_figure
def test_alone_its_words_stay_inside_the_figure_and_off_each_other(draw, shown):
    ax, _ = shown(draw)
    assert ax.figure.axes == [ax]
    width, height = ax.figure.bbox.size
    for text in (*ax.texts, ax._left_title, ax.xaxis.label, ax.yaxis.label):
        if not text.get_text():
            continue
        box = text.get_window_extent()
        assert (box.min >= -1).all(), text
        assert (box.max <= [width + 1, height + 1]).all(), text
    boxes = [(text.get_text(), text.get_window_extent().padded(-2)) for text in ax.texts]
    for (one, its), (other, box) in itertools.combinations(boxes, 2):
        assert not its.overlaps(box), f"{one!r} lies on {other!r}"
