"""In a narrow JupyterLab letters of figures together can be read, and nothing lies on them.

Of figures alone, tests/lessons/test_every_figure.py says so.
"""

import re

import pytest

from bce_lessons.figure.near import fit_words
from bce_lessons.plots import new_axes
from tests.drawn import FIGURES, name
from tests.figure.words_apart import cut_off, on_each_other, run_through, too_small
from tools.notebooks import form

ON_AXES = re.compile(r"new_axes\((\d), size=(\(.+?\))(.*?)\)\n")
ARTIST = re.compile(r"plots\.(\w+)\(")


def together():
    """Yield each figure that notebooks draw beside others, on Axes like theirs."""
    for path in form.lessons():
        for cell in form.load(path).cells:
            found = cell.cell_type == "code" and ON_AXES.search(cell.source)
            for number in range(int(found[1]) if found else 0):
                for draw in FIGURES:
                    if name(draw) in ARTIST.findall(cell.source):
                        yield draw, int(found[1]), eval(found[2]), number


TOGETHER = list(together())


@pytest.fixture(
    scope="module", params=TOGETHER, ids=lambda one: f"{name(one[0])}-{one[1]}-{one[3]}"
)
def figure(request):
    """A figure beside others, as a notebook shows them."""
    draw, n_axes, size, number = request.param
    ax = draw(ax=new_axes(n_axes, size=size)[number])
    shown = ax.figure
    for other in set(shown.axes) - {ax, *ax.child_axes}:
        other.set(xlabel="x", ylabel="y")
    fit_words(shown)
    shown.draw_without_rendering()
    return shown


def test_figures_together_are_found():
    assert {draw[1] for draw in TOGETHER} == {2, 3, 4}
    assert len(TOGETHER) >= 20


def test_letters_can_be_read_in_a_narrow_window(figure):
    assert too_small(figure) == {}


def test_no_word_lies_on_another(figure):
    assert on_each_other(figure) == []


def test_no_line_runs_through_a_word(figure):
    assert run_through(figure) == []


def test_no_word_is_cut_off(figure):
    assert cut_off(figure) == []
