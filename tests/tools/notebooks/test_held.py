"""What lessons hold back until their reader has answered: one rule, and what it finds in each."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.house_style import is_own
from tools.notebooks import form, held
from tools.slides import cells as slides

AGAIN = "again-03"  # asks a question of another lesson again, and runs nothing
LESSONS = [path for path in form.lessons() if not path.name.startswith("00")]


def code(source, *texts, **data):
    outputs = [new_output("stream", name="stdout", text=text) for text in texts]
    outputs += [new_output("display_data", data=data)] * bool(data)
    return new_code_cell(source, outputs=outputs)


def told(*cells):
    """Return what is held back of some cells: text, or source."""
    parts = held.parts([new_markdown_cell(c) if isinstance(c, str) else c for c in cells])
    return [part.text or part.cell.source for part in parts if part.held]


def test_nothing_is_held_back_before_a_question_or_after_a_heading():
    assert told("Words.", code("1", "1"), "More.") == []
    assert told("**Predict:** 1?", "## Next", code("1", "1"), "More.") == []


ASKING = ["**Predict:** which?", code('ask("01-a")'), code("explorers.a()")]


@pytest.mark.parametrize("asks", ASKING)
def test_outputs_and_prose_are_held_back_after_a_question(asks):
    assert told(asks, code("1", "1"), "So.", code("2", "2"), "Yes.") == ["1", "So.", "2", "Yes."]


def test_code_without_outputs_questions_and_what_can_be_moved_are_not():
    alive = code("picture", **{held.WIDGET_VIEW: {"model_id": "a"}})
    shown = code("explorers.iris()", "a picture")
    asked = code('ask("01-a")', "a statement")
    assert told("**Predict:** 1?", code("x = 1"), asked, shown, alive) == []


def test_a_picture_of_the_lessons_own_is_no_question():
    assert told(code("picture", **{held.WIDGET_VIEW: {"model_id": "a"}}), "Its rules.") == []


def test_a_cell_that_asks_again_opens_with_what_came_out():
    again = "It is so.\n\nNow another.\n\n**Predict:** what?"
    assert told("**Predict:** 1?", code("1", "1"), again) == ["1", "It is so."]
    assert told("**Predict:** 1?", "**Predict:** 2?", "Two.") == ["Two."]


def test_a_list_of_tasks_is_no_question():
    assert told("1. **Predict**, then go to 0.\n2. Go on.", code("1", "1")) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_a_lesson_holds_back_what_runs_after_its_questions_and_loses_nothing(path):
    cells = form.load(path).cells
    parts = list(held.parts(cells))
    assert sum(part.held for part in parts) >= (5 if is_own(path.stem) else 1)
    prose = "".join(p.text for p in parts if p.cell.cell_type == "markdown")
    whole = "".join(c.source for c in cells if c.cell_type == "markdown")
    assert prose.replace("\n", "") == whole.replace("\n", "")
    assert [p.cell.id for p in parts if p.cell.cell_type == "code"] == [
        c.id for c in cells if c.cell_type == "code"
    ]
    asked = [c for c in cells if c.cell_type == "code" and held.ASKING.match(c.source)]
    assert not {p.cell.id for p in parts if p.held} & {c.id for c in asked}
    for cell in asked:
        if cell.id == AGAIN:
            continue
        after = parts[[p.cell.id for p in parts].index(cell.id) + 1 :]
        assert next(p for p in after if p.cell.get("outputs") and not held.is_task(p.cell)).held


def test_slides_say_what_came_out_at_the_slide_before():
    text = "It is so.\n\nNow another thing.\n\n$$x = 1$$\n\n**Predict:** what?"
    begins = {"slideshow": {"slide_type": "slide"}}
    cells = [new_markdown_cell(t, metadata=begins) for t in ("## One\n\n**Predict:** 1?", text)]
    first, second = slides.slides_of(new_notebook(cells=cells), {})
    assert "It is so." in "".join(first.notes)
    assert "Now another" not in "".join(first.notes)
    assert "Now another" in "".join(second.notes)
