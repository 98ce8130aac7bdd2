"""No words say where a panel stands: in a narrow window it stands elsewhere.

Those of figures and of explorers are read in tests/lessons/, where all of them are made.
"""

import pytest

from tests.places import PLACE
from tools.notebooks import form


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
