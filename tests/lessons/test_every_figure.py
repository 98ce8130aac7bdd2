"""What every public figure promises, tried on all of them.

A figure is laid out once, and shown as in a notebook: all that look at its words look at that.
"""

import inspect

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

from bce_lessons.figure import style
from bce_lessons.plots import alt_text, show
from tests.drawn import EXTREME, FIGURES, drawn, figures, hexes, name, title
from tests.figure.contrast import pale_letters, pale_marks
from tests.figure.words_apart import cut_off, on_each_other, run_through, too_small
from tests.places import PLACE

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


@every_figure
def test_its_words_name_no_place(draw):
    assert not PLACE.search(alt_text(drawn(draw)))


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


@pytest.fixture(scope="module", params=FIGURES, ids=name)
def shown(request):
    """The Axes of a figure that a notebook shows, and its picture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "SHARP", 1)  # laid out as large as it is, and quickly drawn
        ax = request.param()
        return ax, show(ax)


def test_it_can_be_shown(shown):
    ax, picture = shown
    assert ax.figure.axes == [ax]
    assert picture.alt == alt_text(ax)
    assert picture.png.startswith(b"\x89PNG")


def test_its_letters_can_be_read_in_a_narrow_window(shown):
    assert too_small(shown[0].figure) == {}


def test_none_of_its_words_lies_on_another(shown):
    assert on_each_other(shown[0].figure) == []


def test_no_line_runs_through_its_words(shown):
    assert run_through(shown[0].figure) == []


def test_none_of_its_words_is_cut_off(shown):
    assert cut_off(shown[0].figure) == []


def test_its_letters_stand_out_from_what_is_behind_them(shown):
    assert pale_letters(shown[0].figure) == []


def test_its_marks_can_be_seen(shown):
    assert pale_marks(shown[0]) == []
