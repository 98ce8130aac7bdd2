"""The sources of the site: written only when they change, and all that there is."""

import nbformat

from tools.folders import HERE
from tools.notebooks import form
from tools.parts import Parts
from tools.site import card as cards
from tools.site import source
from tools.site.pages import Site


def test_the_front_page_has_the_map_and_one_explorer():
    start = form.load(HERE.notebooks / "00_start_here.ipynb")
    page = Site(HERE, Parts()).front(start)
    assert page.cells[0].source.startswith("# ")
    assert [c.metadata["tags"] for c in page.cells if c.cell_type == "code"] == [
        ["remove-input"]
    ] * 2
    assert "](lessons/01_score_one_prediction.ipynb)" in page.cells[-1].source
    nbformat.validate(page)


def test_files_are_written_only_when_they_change(tmp_path):
    path = tmp_path / "a" / "b.txt"
    source.write(path, "one")
    before = path.stat().st_mtime_ns
    source.write(path, b"one")
    assert path.stat().st_mtime_ns == before
    source.write(path, "two")
    assert path.read_text() == "two"


def test_sources_that_are_not_put_again_go_with_their_folders(tmp_path):
    for names in (["index.md", "lessons/a.md", "lessons/more/b.md"], ["index.md"]):
        pages = source.Source(tmp_path, Parts())
        for name in names:
            pages.put(name, "words")
        pages.forget_the_old()
    assert list(tmp_path.rglob("*")) == [tmp_path / "index.md"]


def test_the_card_has_the_size_that_other_pages_expect_and_the_letters_of_the_course(caplog):
    card = cards.card()
    assert caplog.text == "", "a font was not found"
    assert [int.from_bytes(card[at : at + 4], "big") for at in (16, 20)] == [1200, 630]
