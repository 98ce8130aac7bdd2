"""The sources of the site: executed once, honest without a kernel, and linked as they should be."""

import base64
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import npm, owned, site, site_card, site_lessons
from tools.notebooks import form

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
    first = site_lessons.executed({"add": lesson}, tmp_path)["add"]
    assert first.cells[1].outputs[0]["data"]["text/plain"] == "2"
    assert "add: executed" in capsys.readouterr().out
    lesson = notebook()
    lesson.cells[0].source = "# Other words"
    again = site_lessons.executed({"add": lesson}, tmp_path)["add"]
    assert again.cells[0].source == "# Other words"
    assert again.cells[1].outputs[0]["data"]["text/plain"] == "2"
    assert capsys.readouterr().out == ""
    changed = site_lessons.executed({"add": notebook("1 + 2")}, tmp_path)["add"]
    assert changed.cells[1].outputs[0]["data"]["text/plain"] == "3"
    assert len(list(tmp_path.glob("*.ipynb"))) == 1


def test_another_package_asks_for_another_run():
    lesson = notebook()
    assert site_lessons.key(lesson, b"1") != site_lessons.key(lesson, b"2")
    assert site_lessons.fingerprint() == site_lessons.fingerprint()


def test_measurements_stay_as_published_and_widgets_bring_their_state():
    lesson, run = notebook("1", shown({"text/plain": "5 ms"})), notebook("1", shown({}))
    run.metadata["widgets"] = {"state": 1}
    lesson.cells[1].metadata["tags"] = [form.MEASUREMENT]
    made = site_lessons.merged(lesson, run)
    assert made.cells[1].outputs[0]["data"]["text/plain"] == "5 ms"
    assert made.metadata["widgets"] == {"state": 1}


def test_a_widget_has_a_still_before_it_is_alive(tmp_path):
    view = {"model_id": "abc"}
    data = {form.WIDGET_VIEW: view, "image/png": PNG, "text/plain": "p = 1"}
    lesson = notebook("ex", shown(data, LOOK))
    site_lessons.for_the_page(lesson, tmp_path, "../stills")
    (html,) = lesson.cells[1].outputs[0]["data"].values()
    (still,) = tmp_path.glob("*.png")
    assert still.read_bytes() == b"a picture"
    assert f'src="../stills/{still.name}" alt="A &quot;dot&quot; on a curve" width="300"' in html
    assert json.dumps(view) in html


def test_a_question_has_its_statement_and_an_empty_exercise_nothing(tmp_path):
    asked = shown({form.WIDGET_VIEW: {}, "text/plain": "Is 1 < 2?"})
    unanswered = shown({"text/plain": "… Exercise 1.1: put your answer"})
    lesson = notebook("ask", asked, unanswered, new_output("stream", name="stdout", text="kept"))
    site_lessons.for_the_page(lesson, tmp_path, "")
    first, second = lesson.cells[1].outputs
    assert "<noscript><p>Is 1 &lt; 2?</p></noscript>" in first["data"]["text/html"]
    assert second.text == "kept"


def test_titles_cells_and_links_are_found():
    lesson = notebook()
    assert form.title(lesson) == "Add"
    assert site_lessons.cell_of(lesson, "sum") == "1 + 1"
    assert site_lessons.linked("[a](01_b.ipynb) [c](x.md)", "l") == "[a](l/01_b.ipynb) [c](x.md)"
    site_lessons.add_links(lesson, ["[a](b)", "[c](d)"])
    assert "[a](b) · [c](d)" in lesson.cells[1].source


def test_the_front_page_has_the_map_and_one_explorer():
    start = form.load(site.NOTEBOOKS / "00_start_here.ipynb")
    page = site.front(start)
    assert page.cells[0].source.startswith("# ")
    assert [c.metadata["tags"] for c in page.cells if c.cell_type == "code"] == [
        ["remove-input"]
    ] * 2
    assert "](lessons/01_score_one_prediction.ipynb)" in page.cells[-1].source
    nbformat.validate(page)


def test_files_are_written_only_when_they_change(tmp_path):
    path = tmp_path / "a" / "b.txt"
    site.put(path, "one")
    before = path.stat().st_mtime_ns
    site.put(path, b"one")
    assert path.stat().st_mtime_ns == before
    site.put(path, "two")
    assert path.read_text() == "two"


def test_the_card_has_the_size_that_other_pages_expect():
    card = site_card.card()
    assert [int.from_bytes(card[at : at + 4], "big") for at in (16, 20)] == [1200, 630]


def test_npm_is_asked_for_by_name_and_only_when_needed(tmp_path, monkeypatch):
    tmp_path = tmp_path / "docs"
    tmp_path.mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(npm.Missing, match="apt install npm"):
        npm.packages(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: sys.executable)  # which fails at `ci`
    with pytest.raises(npm.Missing, match="a network"):
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
    with pytest.raises(owned.NotOurs, match="npm is a folder with something in it"):
        npm.packages(tmp_path / "docs")


def test_without_npm_the_site_says_one_line(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(site, "BUILD", tmp_path)

    def lacking():
        raise npm.Missing("npm (somewhere)")

    monkeypatch.setattr(site, "put_docs", lacking)
    assert site.main([]) == 1
    assert capsys.readouterr().err == "course.py site: the pages need npm (somewhere)\n"
