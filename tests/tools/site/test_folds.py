"""Folds on pages: what a lesson holds back, in the browser's own <details>, and nothing lost."""

import re
from collections import Counter

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.house_style import is_own
from tools.notebooks import form, held
from tools.site import folds

LESSONS = form.lessons()


def says(text, name="says"):
    return new_markdown_cell(text, id=name)


def figure(source="draw()", name="draw"):
    data = {"image/png": "aGk=", "text/plain": "a curve"}
    look = {"image/png": {"alt": "a curve", "width": 3, "height": 2}}
    printed = new_output("stream", name="stdout", text="1")
    shown = new_output("display_data", data=data, metadata=look)
    return new_code_cell(source, id=name, outputs=[printed, shown], metadata={"tags": ["slow"]})


def notebook(*cells):
    return new_notebook(cells=list(cells))


def test_outputs_and_the_words_on_them_share_one_fold_below_their_code():
    text = "It falls.\n\nNow 2.\n\n**Predict:** and 2?"
    page = notebook(
        new_markdown_cell("**Predict:** 1?", id="asks"),
        figure(),
        new_markdown_cell(text, id="says"),
    )
    assert folds.fold(page) == 1
    asks, code, opens, shown, words, closes, rest = page.cells
    assert (asks.source, rest.source) == ("**Predict:** 1?", "Now 2.\n\n**Predict:** and 2?")
    assert (code.source, code.outputs, code.metadata) == ("draw()", [], {"tags": ["slow"]})
    assert "Show result 1: what is printed, the figure and the explanation<" in opens.source
    assert shown.outputs == figure().outputs
    assert shown.metadata["tags"] == ["slow", "remove-input"]
    assert (words.source, closes.source) == ("It falls.", "</details>")
    assert len({cell.id for cell in page.cells}) == len(page.cells)


def test_code_between_two_results_stays_in_sight():
    page = notebook(says("**Predict:** 1?"), figure("a()", "a"), figure("b()", "b"))
    assert folds.fold(page) == 2
    kinds = [c.source.partition(" ")[0] for c in page.cells]
    assert kinds == ["**Predict:**", *("a()", "<details", "a()", "</details>"),
                     *("b()", "<details", "b()", "</details>")]  # fmt: skip


def test_a_page_without_questions_stays_as_it_is():
    page = notebook(says("# Words"), figure())
    before = list(page.cells)
    assert folds.fold(page) == 0
    assert page.cells == before


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_every_lesson_folds_its_results_under_names_of_their_own(path):
    page, before = form.load(path), form.load(path)
    count = folds.fold(page)
    names = re.findall("<summary>(.*?)</summary>", "\n".join(c.source for c in page.cells))
    assert len(set(names)) == len(names) == count
    assert count >= (5 if is_own(path.stem) else 0)
    depth = 0
    for cell in page.cells:
        depth += cell.source.startswith("<details") - (cell.source == folds.CLOSES)
        assert depth in (0, 1)
        assert not (
            depth and re.search("^#", cell.source, re.MULTILINE) and cell.cell_type[0] == "m"
        )
        assert not (depth and held.is_task(cell) and cell.cell_type == "code")
    put_out = Counter(len(c.outputs) for c in page.cells if c.cell_type == "code" and c.outputs)
    assert put_out == Counter(len(c.outputs) for c in before.cells if c.get("outputs"))
