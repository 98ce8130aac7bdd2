"""A build without some parts: none of their pages, and no link that leads to one."""

import argparse
import json
import re
import shutil
from html.parser import HTMLParser

import pytest

from bce_lessons.lessons import ORDER, notebook
from tools.folders import HERE, Folders
from tools.lite.build import Lite
from tools.notebooks import form
from tools.parts import NAMES, Parts, add_option, chosen
from tools.site import lessons, pages, source, teachers
from tools.site.__main__ import listed
from tools.slides import __main__ as slides
from tools.slides import deck

LEFT_OUT = [(), *((name,) for name in NAMES), NAMES]
PROSE = (".md", ".rst", ".html", ".txt")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of what the course publishes, but for most lessons, to build in."""
    folders = Folders(tmp_path_factory.mktemp("course"))
    others = shutil.ignore_patterns("0[2-9]_*", "1*_*", ".*")
    shutil.copytree(HERE.notebooks, folders.notebooks, ignore=others)
    shutil.copytree(HERE.docs, folders.docs, ignore=shutil.ignore_patterns("node_modules"))
    start = folders.notebooks / "00_start_here.ipynb"
    notebook = form.load(start)
    notebook.cells[0].source += (
        "\n[Solved](solutions/01_score_one_prediction.ipynb), "
        '<a class="x" href="teachers/read_a_class.ipynb#top">read</a>'
    )
    start.write_text(form.text(notebook), encoding="utf-8")
    return folders


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Execute no lesson and fetch nothing: what lessons show is not asked here."""
    monkeypatch.setattr(lessons, "executed", lambda notebooks, *rest: notebooks)
    monkeypatch.setattr(source, "packages", dict)
    monkeypatch.setattr(pages.card, "card", bytes)
    monkeypatch.setattr(pages.card, "moving_card", bytes)
    monkeypatch.setattr(
        pages.words, "sections", lambda folders: []
    )  # of lessons that are not there
    monkeypatch.setattr(teachers, "made", lambda name: teachers.LINKS.format(name=name))
    monkeypatch.setattr(slides.npm, "packages", lambda: None)
    monkeypatch.setattr(slides, "put_static", lambda static: static.mkdir(parents=True))
    monkeypatch.setattr(deck, "set_by_katex", lambda formulas: ["formula"] * len(formulas))


def site(course, parts):
    return [made.folder for made in pages.Site(course, parts).sources()]


def lite(course, parts):
    files = course.build("files")
    shutil.rmtree(files, ignore_errors=True)
    Lite(course, parts).put_files(files)
    return [files]


def decks(course, parts):
    slides.build(course, course.out / "slides", parts)
    return [course.out / "slides"]


def texts(folder):
    """Yield a folder's pages, by name, as text: of a notebook, its prose."""
    for path in sorted(folder.rglob("*.*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            prose = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
            yield name, "\n\n".join(prose)
        elif path.suffix in PROSE:
            yield name, path.read_text(encoding="utf-8")


class Tags(HTMLParser):
    """The targets of the links in HTML."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name == "href"]


def links(text):
    """List all targets in a page: of Markdown's links, of HTML's, and in lists of pages."""
    trees = re.findall(r"(?s)```\{toctree\}\n(.*?)```", text)
    return re.findall(r"\]\(([^)\s]+)\)", text) + Tags(text).found + "\n".join(trees).split()


def lead_to(part, targets):
    """Select the targets in a part: a folder of that name, or a page."""
    inside = re.compile(rf"(?:^|[/=]){part}(?:\.\w+|/[^:]*)?(?:#.*)?$")
    return [target for target in targets if "//" not in target and inside.search(target)]


@pytest.mark.parametrize("without", LEFT_OUT, ids="-".join)
@pytest.mark.parametrize("build", [site, lite, decks])
def test_nothing_leads_to_what_was_left_out(course, build, without):
    for folder in build(course, Parts(without)):
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
        found = {name: links(text) for name, text in texts(folder)}
        for part in without:
            assert lead_to(part, names) == []
            assert {name: there for name in found if (there := lead_to(part, found[name]))} == {}
        for part in set(NAMES) - set(without):
            if build is lite or (build is site and folder.name == "source"):
                assert lead_to(part, names)
                assert any(lead_to(part, targets) for targets in found.values())


TREE = "```{toctree}\n:hidden:\n\nsolutions\nteach\n```\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[All *[1]*](solutions/a.ipynb#b), yes", "All *[1]*, yes"),
        ('[All](../lessons/solutions/ "Title")', "All"),
        ("[All](solutions.md)", "All"),
        ("[A](01_solutions_of_others.ipynb)", None),
        ("[A](https://a.test/solutions/)", None),
        ("![A](solutions/picture.png)", None),
        ("[A](teachers/b.ipynb)", None),
        ('<a class="x" href="solutions/a.html">All\n<b>of</b> it</a>', "All\n<b>of</b> it"),
        ('<a href="b.html">A</a>', None),
        (TREE, TREE.replace("solutions\n", "")),
        (TREE.replace("teach\n", ""), ""),
        (TREE.replace("solutions\n", ""), None),
    ],
)
def test_links_to_what_is_left_out_are_words(text, left):
    assert Parts(("solutions",)).linked(text, "lessons/page.md") == (text if left is None else left)
    assert Parts().linked(text, "lessons/page.md") == text


def test_a_page_beside_what_is_left_out_keeps_its_links():
    text = "[Lesson](../01_a.ipynb)"
    assert Parts(("teachers",)).linked(text, "lessons/teachers/read.ipynb") == text


def test_words_stay_where_links_go(course):
    found = dict(texts(lite(course, Parts(NAMES))[0]))
    assert "\nSolved, read" in found["00_start_here.ipynb"]


def test_the_teachers_index_lists_their_pages(course):
    index = dict(texts(site(course, Parts())[0]))["teachers/index.md"]
    assert re.findall(r"(?m)^\d\d_\w+$", index) == list(map(notebook, ORDER))


def test_a_sitemap_lists_what_is_there(tmp_path):
    for name in ("index", "404", "lessons/01_a", "lessons/solutions/01_a", "slides/01_a"):
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert listed(tmp_path) == ["index.html", "lessons/01_a.html"]


@pytest.mark.parametrize(
    ("line", "without"),
    [
        ("", ()),
        ("--without solutions", ("solutions",)),
        ("--without teachers --without solutions", NAMES),
        ("--without=teachers,solutions", NAMES),
    ],
)
def test_parts_are_named_one_by_one_or_together(line, without):
    parser = argparse.ArgumentParser()
    add_option(parser)
    assert chosen(parser.parse_args(line.split()).without) == Parts(without)


def test_what_is_no_part_is_refused(capsys):
    parser = argparse.ArgumentParser()
    add_option(parser)
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(["--without", "solutions,lessons"])
    assert "'lessons' is no part: solutions or teachers" in capsys.readouterr().err
