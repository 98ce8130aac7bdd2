"""From each lesson, at its top and its end, one finds the map, the glossary, and its neighbours."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bce_lessons import lessons
from tests.tools.four_lessons import ordered
from tools.folders import START
from tools.notebooks import exercises, form, links, way
from tools.stop import Stop

PATHS = form.lessons()
LINK = re.compile(r"\[([^\]]+)\]\(([^)#]+)(?:#([^)]+))?\)")


def headings(path):
    """List a notebook's headings as JupyterLab calls them."""
    text = "\n".join(c.source for c in form.load(path).cells if c.cell_type == "markdown")
    return [heading.replace(" ", "-") for heading in re.findall(r"(?m)^#+ (.+)$", text)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_lesson_leads_on_at_both_ends(path):
    cells = form.load(path).cells
    assert [cells[1].id, cells[-2].id, cells[-1].id] == [way.TOP, way.PROGRESS, way.END]
    assert cells[1].source == cells[-1].source
    found = LINK.findall(cells[-1].source)
    assert [said for said, *_ in found[:2]] == ["Map", "Glossary"]
    at, order = PATHS.index(path), [one.name for one in PATHS]
    beside = [order[i] for i in (at - 1, at + 1) if 0 <= i < len(order)]
    assert [place for _, place, _ in found[2:]] == beside
    for _, place, anchor in found:
        assert (path.parent / place).is_file()
        assert not anchor or anchor in headings(path.parent / place)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_lesson_ends_by_showing_how_far_one_is(path):
    cell = form.load(path).cells[-2]
    assert (cell.cell_type, cell.source.splitlines()[-1]) == ("code", "progress()")
    assert cell.source.startswith("from bce_lessons.practice import progress")  # it works alone


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_links_are_those_that_are_written(path):
    derived = [(cell.id, cell.source) for cell in exercises.derived(path).cells]
    assert [(cell.id, cell.source) for cell in form.load(path).cells] == derived, (
        "run: python3 course.py renumber"
    )


def titled(topic):
    return topic.capitalize()


def test_neighbours_follow_the_order(monkeypatch):
    ordered(monkeypatch, "toss_coins", "roll_dice")
    lesson, start = way.line("toss_coins", titled), way.line("", titled)
    assert " · Previous: [Start here](00_start_here.ipynb) · Next: [Lesson 2: R" in lesson
    assert lesson.endswith(" · Next: [Lesson 2: Roll_dice](02_roll_dice.ipynb)")
    assert way.line("roll_dice", titled).endswith(
        "Previous: [Lesson 1: Toss_coins](01_toss_coins.ipynb)"
    )
    assert start.endswith(" · Next: [Lesson 1: Toss_coins](01_toss_coins.ipynb)")


def test_what_is_left_out_or_not_there_is_no_neighbour(monkeypatch):
    ordered(monkeypatch, "toss_coins", "roll_dice")
    both = "[Map](00_start_here.ipynb#The-map) · [Glossary](glossary.md)"
    assert way.line("spin_wheels", titled) == both
    assert way.line("roll_dice", lambda topic: "") == both


def test_the_three_cells_find_their_places_again():
    rest = [new_markdown_cell("# A", id="a"), new_code_cell("1", id="b"), new_markdown_cell(id="c")]
    notebook = new_notebook(cells=list(rest))
    way.put(notebook, "one")
    kept = notebook.cells[-2]
    kept.execution_count = 7
    notebook.cells = [notebook.cells[-1], kept, *rest]
    way.put(notebook, "two")
    ids = [cell.id for cell in notebook.cells]
    assert ids == ["a", way.TOP, "b", "c", way.PROGRESS, way.END]
    assert [notebook.cells[i].source for i in (1, -1)] == ["two", "two"]
    assert notebook.cells[-2] is kept
    assert way.without(notebook.cells) == rest


def test_a_lesson_under_its_old_number_has_its_title(tmp_path, monkeypatch):
    ordered(monkeypatch, "toss_coins", "roll_dice")
    other = new_notebook(cells=[new_markdown_cell("# Roll")])
    (tmp_path / "07_roll_dice.ipynb").write_text(form.text(other), encoding="utf-8")
    notebook = new_notebook(cells=[new_markdown_cell("# Toss")])
    links.put(notebook, "toss_coins", tmp_path)
    assert notebook.cells[1].source.endswith("Next: [Lesson 2: Roll](02_roll_dice.ipynb)")


def test_pages_and_paper_do_not_know_how_far_their_reader_is():
    path = form.NOTEBOOKS / f"{START}.ipynb"
    ids = [cell.id for cell in form.load(path).cells]
    assert [cell.id for cell in way.published(path).cells] == [i for i in ids if i != way.PROGRESS]
    assert lessons.ORDER


def test_a_course_without_its_glossary_is_told_so(tmp_path):
    with pytest.raises(Stop, match=r"glossary.md is not there, .*: put it back"):
        way.glossary(tmp_path)
    (tmp_path / way.GLOSSARY).write_text("# Words", encoding="utf-8")
    assert way.glossary(tmp_path).read_text(encoding="utf-8") == "# Words"
