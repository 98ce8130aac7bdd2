"""In a narrow JupyterLab letters of figures can be read, and nothing lies on them."""

import re

import pytest
from matplotlib.text import Text

from bce_lessons.figure.near import fit_words
from bce_lessons.plots import new_axes
from tests.drawn import FIGURES, name
from tests.figure.words_apart import laid_out, on_each_other, run_through
from tools.notebooks import form

ROOM = 468  # pixels that a window of 900 leaves to an output, beside the list of files
LEAST = 9  # pixels
TOGETHER = re.compile(r"new_axes\((\d), size=(\(.+?\))(.*?)\)\n")
ARTIST = re.compile(r"plots\.(\w+)\(")


def together():
    """Yield each figure that notebooks draw beside others, on Axes like theirs."""
    for path in form.lessons():
        for cell in form.load(path).cells:
            found = cell.cell_type == "code" and TOGETHER.search(cell.source)
            for number in range(int(found[1]) if found else 0):
                for draw in FIGURES:
                    if name(draw) in ARTIST.findall(cell.source):
                        yield draw, int(found[1]), eval(found[2]), number


ALL = [(draw, 1, None, 0) for draw in FIGURES] + list(together())


@pytest.fixture(scope="module", params=ALL, ids=lambda one: f"{name(one[0])}-{one[1]}-{one[3]}")
def figure(request):
    """A figure as a notebook shows it."""
    draw, n_axes, size, number = request.param
    ax = draw() if n_axes == 1 else draw(ax=new_axes(n_axes, size=size)[number])
    shown = ax.figure
    for other in set(shown.axes) - {ax, *ax.child_axes}:
        other.set(xlabel="x", ylabel="y")
    fit_words(shown)
    laid_out(shown)
    return shown


def test_figures_together_are_found():
    assert {draw[1] for draw in ALL} == {1, 2, 3, 4}
    assert len(ALL) >= len(FIGURES) + 20


def test_letters_can_be_read_in_a_narrow_window(figure):
    zoom = min(1, ROOM / figure.bbox.width) * figure.dpi / 72
    found = {text.get_text(): text.get_fontsize() for text in figure.findobj(Text)}
    small = {said: zoom * size for said, size in found.items() if said.strip()}
    assert {said: size for said, size in small.items() if size < LEAST} == {}


def test_no_word_lies_on_another(figure):
    assert on_each_other(figure) == []


def test_no_line_runs_through_a_word(figure):
    assert run_through(figure) == []


def test_no_word_is_cut_off(figure):
    width, height = figure.bbox.size
    for ax in figure.axes:
        for text in (ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts):
            box = text.get_window_extent()
            if text.get_text():
                assert (box.min >= -1).all(), text
                assert (box.max <= [width + 1, height + 1]).all(), text
