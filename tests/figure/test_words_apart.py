"""In a narrow JupyterLab letters of figures together can be read, and nothing lies on them.

Of figures alone, tests/lessons/test_every_figure.py says so.
"""

import itertools
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
    """Yield figures that notebooks draw side by side, and how large: each once at each place."""
    for path in form.lessons():
        for cell in form.load(path).cells:
            if cell.cell_type == "code" and (found := ON_AXES.search(cell.source)):
                artists = ARTIST.findall(cell.source)
                draws = [draw for draw in FIGURES if name(draw) in artists]
                for first in range(len(draws)):
                    turned = itertools.cycle(draws[first:] + draws[:first])
                    yield tuple(itertools.islice(turned, int(found[1]))), eval(found[2])


TOGETHER = list(dict.fromkeys(together()))


@pytest.fixture(scope="module", params=TOGETHER, ids=lambda one: "-".join(map(name, one[0])))
def figure(request):
    """Figures side by side, as a notebook shows them."""
    draws, size = request.param
    axes = new_axes(len(draws), size=size)
    for draw, ax in zip(draws, axes, strict=True):
        draw(ax=ax)
    shown = axes[0].figure
    fit_words(shown)
    shown.draw_without_rendering()
    return shown


def test_figures_together_are_found():
    assert {len(draws) for draws, _ in TOGETHER} == {2, 3, 4}
    assert len(TOGETHER) >= 20


def test_letters_can_be_read_in_a_narrow_window(figure):
    assert too_small(figure) == {}


def test_no_word_lies_on_another(figure):
    assert on_each_other(figure) == []


def test_no_line_runs_through_a_word(figure):
    assert run_through(figure) == []


def test_no_word_is_cut_off(figure):
    assert cut_off(figure) == []
