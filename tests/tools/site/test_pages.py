"""The sources of the site: executed once, honest without a kernel, and linked as they should be."""

import base64
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.folders import HERE, Folders
from tools.lite.build import Lite
from tools.notebooks import form
from tools.parts import Parts
from tools.site import __main__ as build
from tools.site import card as cards
from tools.site import lessons, npm, source
from tools.site.__main__ import main
from tools.site.pages import Site
from tools.stop import Stop

PNG = base64.b64encode(b"a picture").decode()
LOOK = {"image/png": {"alt": 'A "dot" on a curve', "width": "300", "height": "200"}}


def shown(data, metadata=None):
    return new_output("execute_result", data=data, metadata=metadata or {}, execution_count=1)


def notebook(source="1 + 1", *outputs):
    cells = [new_markdown_cell("# Add\n\nWords.", id="title"), new_code_cell(source, id="sum")]
    cells[1].outputs = list(outputs)
    return new_notebook(cells=cells, metadata=dict(form.NOTEBOOK_METADATA))


def test_a_lesson_is_executed_again_only_if_its_code_changes(tmp_path, capsys):
    lesson = notebook()
    first = lessons.executed({"add": lesson}, tmp_path)["add"]
    assert first.cells[1].outputs[0]["data"]["text/plain"] == "2"
    assert "add: executed" in capsys.readouterr().out
    lesson = notebook()
    lesson.cells[0].source = "# Other words"
    again = lessons.executed({"add": lesson}, tmp_path)["add"]
    assert again.cells[0].source == "# Other words"
    assert again.cells[1].outputs[0]["data"]["text/plain"] == "2"
    assert capsys.readouterr().out == ""
    changed = lessons.executed({"add": notebook("1 + 2")}, tmp_path)["add"]
    assert changed.cells[1].outputs[0]["data"]["text/plain"] == "3"
    assert len(list(tmp_path.glob("*.ipynb"))) == 1


def test_another_package_asks_for_another_run():
    lesson = notebook()
    assert lessons.key(lesson, "1") != lessons.key(lesson, "2")
    assert lessons.fingerprint() == lessons.fingerprint()


def test_measurements_stay_as_published_and_widgets_bring_their_state():
    lesson, run = notebook("1", shown({"text/plain": "5 ms"})), notebook("1", shown({}))
    run.metadata["widgets"] = {"state": 1}
    lesson.cells[1].metadata["tags"] = [form.MEASUREMENT]
    made = lessons.merged(lesson, run)
    assert made.cells[1].outputs[0]["data"]["text/plain"] == "5 ms"
    assert made.metadata["widgets"] == {"state": 1}


def test_a_widget_has_a_still_before_it_is_alive(tmp_path):
    view = {"model_id": "abc"}
    data = {form.WIDGET_VIEW: view, "image/png": PNG, "text/plain": "p = 1"}
    lesson = notebook("ex", shown(data, LOOK))
    lessons.for_the_page(lesson, tmp_path, "../stills")
    (html,) = lesson.cells[1].outputs[0]["data"].values()
    (still,) = tmp_path.glob("*.png")
    assert still.read_bytes() == b"a picture"
    assert f'src="../stills/{still.name}" alt="A &quot;dot&quot; on a curve" width="300"' in html
    assert json.dumps(view) in html


def test_a_question_has_its_statement_and_an_empty_exercise_nothing(tmp_path):
    asked = shown({form.WIDGET_VIEW: {}, "text/plain": "Is 1 < 2?"})
    unanswered = shown({"text/plain": "… Exercise 1.1: put your answer"})
    lesson = notebook("ask", asked, unanswered, new_output("stream", name="stdout", text="kept"))
    lessons.for_the_page(lesson, tmp_path, "")
    first, second = lesson.cells[1].outputs
    assert "<noscript><p>Is 1 &lt; 2?</p></noscript>" in first["data"]["text/html"]
    assert second.text == "kept"


def test_titles_cells_and_links_are_found():
    lesson = notebook()
    assert lessons.title_of(lesson) == "Add"
    assert lessons.cell_of(lesson, "sum") == "1 + 1"
    assert lessons.linked("[a](01_b.ipynb) [c](x.md)", "l") == "[a](l/01_b.ipynb) [c](x.md)"
    lessons.add_links(lesson, ["[a](b)", "[c](d)"])
    assert "[a](b) · [c](d)" in lesson.cells[1].source


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


def test_the_card_has_the_size_that_other_pages_expect_and_the_letters_of_the_course(caplog):
    card = cards.card()
    assert caplog.text == "", "a font was not found"
    assert [cards.in_words(count) for count in (1, 11, 40)] == ["One", "Eleven", "40"]
    assert [int.from_bytes(card[at : at + 4], "big") for at in (16, 20)] == [1200, 630]


def test_npm_is_asked_for_by_name_and_only_when_needed(tmp_path, monkeypatch):
    tmp_path = tmp_path / "docs"
    tmp_path.mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Stop, match="apt install npm"):
        npm.packages(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: sys.executable)  # which fails at `ci`
    with pytest.raises(Stop, match="a network"):
        npm.packages(tmp_path)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".made-from").write_text("{}")
    assert npm.packages(tmp_path) == tmp_path / "node_modules"


def test_npm_empties_a_folder_of_its_own_only(tmp_path, monkeypatch):
    (tmp_path / "docs" / "node_modules" / "mine").mkdir(parents=True)
    (tmp_path / "docs" / "package-lock.json").write_text("{}")

    def ci(command, cwd, **options):
        assert (cwd / "package-lock.json").read_text() == "{}"
        shutil.rmtree(cwd / "node_modules", ignore_errors=True)
        (cwd / "node_modules").mkdir()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(npm.subprocess, "run", ci)
    made = npm.packages(tmp_path / "docs")
    assert made == tmp_path / "build" / "npm" / "node_modules"
    assert (tmp_path / "docs" / "node_modules" / "mine").is_dir()
    monkeypatch.setattr(npm.subprocess, "run", None)
    assert npm.packages(tmp_path / "docs") == made
    shutil.rmtree(made.parent)
    (made.parent / "mine").mkdir(parents=True)
    with pytest.raises(Stop, match="npm is a folder with something in it"):
        npm.packages(tmp_path / "docs")


def test_without_npm_the_site_says_one_line(monkeypatch, capsys, tmp_path):
    def lacking():
        raise Stop("npm (somewhere)")

    monkeypatch.setattr(source, "packages", lacking)
    monkeypatch.setattr(Lite, "build", lambda self, copy: True)
    assert main([], Folders(tmp_path)) == 1
    assert capsys.readouterr().err == "course.py site: the pages need npm (somewhere)\n"


@pytest.mark.parametrize("refused", [False, True])
def test_what_the_course_in_the_browser_lacks_is_said_also_when_pages_are_refused(
    monkeypatch, capsys, tmp_path, refused
):
    def lacking(self, copy):
        raise Stop("pip could not fetch the packages")

    def pages(site, url):
        if refused:
            raise Stop("a page is wrong")

    monkeypatch.setattr(build, "set_pages", pages)
    monkeypatch.setattr(Lite, "build", lacking)
    assert main([], Folders(tmp_path)) == 1
    said = "a page is wrong\n" * refused + "pip could not fetch the packages\n"
    assert capsys.readouterr().err == "course.py site: " + said


def test_when_pages_come_or_go_sphinx_begins_anew(tmp_path):
    def kept(names):
        for name in ("doctrees", "html"):
            (tmp_path / name).mkdir(exist_ok=True)
        build.forget_other_pages(tmp_path, names)
        return (tmp_path / "html").exists(), (tmp_path / "doctrees").exists()

    assert kept(["a.md", "b.md"]) == (False, False)
    assert kept(["a.md", "b.md"]) == (True, True)
    assert kept(["a.md"]) == (False, False)


def test_sources_that_are_not_put_again_go_with_their_folders(tmp_path):
    for names in (["index.md", "lessons/a.md", "lessons/more/b.md"], ["index.md"]):
        pages = source.Source(tmp_path, Parts())
        for name in names:
            pages.put(name, "words")
        pages.forget_the_old()
    assert list(tmp_path.rglob("*")) == [tmp_path / "index.md"]
