"""No deck and no book stands beside pages that leave out what it has."""

import argparse

import pytest

from bce_lessons import lessons
from tools import address, published
from tools.book import __main__ as book
from tools.folders import HERE, Folders
from tools.parts import NAMES, Parts
from tools.site.pages import Site
from tools.slides import __main__ as slides
from tools.stop import Stop

FIRST = lessons.notebook(lessons.ORDER[0])
WHOLE, SOLVED, BARE = Parts(), Parts(("teachers",)), Parts(NAMES)


@pytest.fixture
def out(tmp_path):
    """A site with decks, a book, a hand-out, and a PDF of somebody's own."""
    for name in (f"lessons/{FIRST}.html", f"slides/{FIRST}.html", "slides/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for name in ("bce_lessons.pdf", "bce_lessons_04.pdf", "own.pdf"):
        (tmp_path / name).touch()
    return tmp_path


def there(out):
    return sorted(path.name for path in out.iterdir() if path.name not in ("lessons", ".mark"))


def test_what_has_solutions_is_dropped_with_a_line(out, capsys):
    published.note(out, "bce_lessons.pdf", Parts(("solutions",)))
    published.note(out, "slides", WHOLE)
    published.drop(out, Parts(("solutions",)))
    assert there(out) == [published.RECORD, "bce_lessons.pdf", "own.pdf"]
    assert capsys.readouterr().out.splitlines() == [
        "_site/bce_lessons_04.pdf had solutions: deleted; "
        "`python3 course.py pdf 04 --without solutions` makes it without",
        "_site/slides had solutions: deleted; "
        "`python3 course.py slides --without solutions` makes it without",
    ]


def test_what_is_built_without_stays(out, capsys):
    published.note(out, "slides", BARE)
    for name in ("bce_lessons.pdf", "bce_lessons_04.pdf"):
        published.note(out, name, Parts(("solutions",)))  # no book has pages for teachers
    before = there(out)
    for parts in (WHOLE, SOLVED, Parts(("solutions",)), BARE):
        published.drop(out, parts)
    assert there(out) == before
    assert capsys.readouterr().out == ""


def test_decks_of_lessons_that_are_gone_are_dropped(out, capsys):
    assert published.lacking(out) == []
    (out / "slides" / "99_gone.html").touch()
    assert published.lacking(out) == ["99_gone.html"]
    published.drop(out, WHOLE)
    assert not (out / "slides").exists()
    assert capsys.readouterr().out.startswith("_site/slides lead to lessons/99_gone.html, which")


def test_what_is_built_later_keeps_to_the_pages(out):
    published.refuse(out, "slides", WHOLE)
    published.note(out, published.PAGES, Parts(("solutions",)))
    for name, task in (("slides", "slides"), ("lite", "lite"), ("bce_lessons_04.pdf", "pdf 04")):
        with pytest.raises(Stop, match=f"without solutions: run `python3 course.py {task} --w"):
            published.refuse(out, name, SOLVED)
        published.refuse(out, name, BARE)
    published.note(out, published.PAGES, WHOLE)
    published.refuse(out, "slides", WHOLE)


def test_a_record_forgets_what_was_deleted(out):
    published.note(out, "slides", BARE)
    published.note(out, published.PAGES, WHOLE)
    (out / "slides" / "index.html").unlink()
    (out / "slides" / f"{FIRST}.html").unlink()
    (out / "slides").rmdir()
    published.note(out, "bce_lessons.pdf", WHOLE)
    assert published.record(out) == {published.PAGES: [], "bce_lessons.pdf": []}


def test_builders_ask_before_they_build(monkeypatch, tmp_path, capsys):
    folders = Folders(tmp_path)
    folders.out.mkdir()
    published.note(folders.out, published.PAGES, BARE)
    published.owned.write(folders.out / published.owned.MARK, published.owned.SAYS)
    assert slides.main([], folders) == 1
    monkeypatch.setattr(book, "OUT", folders.out)
    monkeypatch.setattr(book, "BUILD", folders.build("book"))
    assert book.main(["1"]) == 1
    said = capsys.readouterr().err
    assert "course.py slides: the pages in _site/ were built without solutions and teach" in said
    assert "`python3 course.py pdf 01 --without solutions --without teachers`" in said


def page(without):
    """Return the page on teaching, as a build without some parts has it."""
    site = Site(Folders(HERE.root), Parts(without))
    return site.parts.linked(site.beside("teach.md"), "teach.md")


def test_the_page_on_teaching_says_what_there_is():
    assert "**Solutions** have [pages of their own](solutions.md)" in page(())
    assert "shows how" in page(("solutions",))
    assert "exam question. Learners can read these pages" in page(("solutions",))
    assert "**Solutions** have" not in page(("solutions",))
    bare = page(NAMES)
    assert "Pages for teachers" not in bare
    assert "Read a class" not in bare
    for without in ((), *((name,) for name in NAMES), NAMES):
        assert ": -->" not in page(without)
        for bullet in ("Predict first", "Slides", "Without them"):
            assert f"\n- **{bullet}" in page(without)


@pytest.mark.parametrize(
    "text", ["notaurl", "ftp://a.test", "https://", "https:///x", "http://a b"]
)
def test_an_address_begins_with_https(capsys, text):
    parser = argparse.ArgumentParser()
    address.add_option(parser, "where it will be")
    for given in (text, text + "/"):
        with pytest.raises(SystemExit, match="2"):
            parser.parse_args(["--url", given])
        assert f"begins with https://, not {given}" in capsys.readouterr().err
    assert parser.parse_args([]).url == parser.parse_args(["--url", ""]).url == ""
    assert parser.parse_args(["--url", "https://a.test/x/"]).url == "https://a.test/x"


def test_a_book_refuses_what_is_no_address(capsys):
    with pytest.raises(SystemExit, match="2"):
        book.main(["--url", "notaurl"])
    assert "not notaurl" in capsys.readouterr().err
