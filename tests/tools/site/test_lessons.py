"""Lessons on pages: executed once, honest without a kernel, and linked as they should be."""

import base64
import json
from copy import deepcopy
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bce_lessons.figure.style import NEAR_PNG
from tools.notebooks import form
from tools.site import lessons

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
    assert form.title(lesson) == "Add"
    assert lessons.cell_of(lesson, "sum") == "1 + 1"
    assert lessons.linked("[a](01_b.ipynb) [c](x.md)", "l") == "[a](l/01_b.ipynb) [c](x.md)"
    lessons.add_links(lesson, ["[a](b)", "[c](d)"])
    assert "[a](b) · [c](d)" in lesson.cells[1].source


def test_a_figure_for_the_last_row_goes_to_slides_and_no_page():
    data = {"image/png": "far", NEAR_PNG: {"png": "near", "size": [7, 3]}}
    look = {"image/png": {"alt": "Words.", "width": 8, "height": 5}}
    shown = new_output("display_data", data, metadata=look)
    page, slides = (
        new_notebook(cells=[new_code_cell("", outputs=[deepcopy(shown)])]) for _ in "ab"
    )
    lessons.for_the_page(page, Path("nowhere"), "")
    assert page.cells[0].outputs[0]["data"] == {"image/png": "far"}
    lessons.for_the_last_row(slides)
    (output,) = slides.cells[0].outputs
    assert output["data"] == {"image/png": "near"}
    assert output["metadata"]["image/png"] == {"alt": "Words.", "width": 7, "height": 3}
