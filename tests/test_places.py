"""No words say where a panel stands: in a narrow window it stands elsewhere."""

import re

import pytest

from bce_lessons.plots import alt_text
from tests.drawn import FIGURES, drawn, name
from tests.lessons.test_every_explorer import NAMES, made
from tools.notebooks import form

PLACE = re.compile(
    r"\bon the (?:left|right)\b(?! side| ones)|\bin the middle\b|\bside by side\b|"
    r"\b(?:left|right|middle|upper|lower|top|bottom)(?:-hand)? (?:panel|picture|plot|figure)s?\b|"
    r"\b(?:panel|picture|plot|figure|curve)s? (?:above|below|beside|on the|at the|to the)\b",
    re.I,
)


@pytest.mark.parametrize("said", [
    "look at the panel on the right", "The left panel", "In the middle a cliff",
    "curves on the left", "the panel below",
])  # fmt: skip
def test_places_are_found(said):
    assert PLACE.search(said)
    assert not PLACE.search("two are on the right side, left of it all")


@pytest.mark.parametrize("path", form.below(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_prose_names_panels_by_their_titles(path):
    cells = [cell for cell in form.load(path).cells if cell.cell_type == "markdown"]
    found = {cell.id: PLACE.findall(cell.source) for cell in cells}
    assert {cell: places for cell, places in found.items() if places} == {}


@pytest.mark.parametrize("called", NAMES)
def test_explorers_name_panels_by_their_titles(called):
    explorer, _ = made(called)
    words = {explorer.title, *(panel.title for panel in explorer.panels)}
    for table in explorer.all_tables():
        if table.kind == "text":
            words |= set(table.rows.ravel().tolist())
    assert [said for said in words if PLACE.search(said)] == []


@pytest.mark.parametrize("draw", FIGURES, ids=name)
def test_figures_name_no_place(draw):
    assert not PLACE.search(alt_text(drawn(draw)))
