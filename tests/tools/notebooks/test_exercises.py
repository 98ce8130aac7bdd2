"""A lesson's exercises are those of its solutions, cell by cell, with the registry's numbers."""

from dataclasses import replace

import nbformat
import pytest

from bce_lessons import lessons
from bce_lessons.lessons import catalogue
from tools.notebooks import exercises, form

STEMS = [lessons.notebook(topic) for topic in lessons.ORDER]


@pytest.fixture
def first():
    """The first lesson, and its solutions."""
    path = form.NOTEBOOKS / f"{lessons.notebook('score_one_prediction')}.ipynb"
    return form.load(path), form.load(exercises.solutions_of(path))


def shown(notebook):
    return [(cell.id, cell.source) for cell in notebook.cells]


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("folder", ["", "solutions"])
def test_notebooks_hold_what_is_derived(stem, folder):
    path = form.NOTEBOOKS / folder / f"{stem}.ipynb"
    assert shown(form.load(path)) == shown(exercises.derived(path)), "run: course.py refresh"


def test_a_new_exercise_follows_the_one_before_it(first):
    lesson, solutions = first
    before = shown(lesson)
    for slug in ("one-nat", "a-week"):
        at = exercises.slugs(lesson)[slug]
        del lesson.cells[at : at + 2]
    exercises.copied(lesson, solutions)
    ids = [id_ for id_, _ in before]
    assert sorted(cell.id for cell in lesson.cells) == sorted(ids)
    again = exercises.slugs(lesson)
    assert again["a-week"] == again["one-nat"] + 2


def test_first_exercises_of_a_lesson_come_before_its_further_reading(first):
    lesson, solutions = first
    lesson.cells = [cell for cell in lesson.cells if not cell.id.startswith("exercise-")]
    exercises.copied(lesson, solutions)
    place = exercises.slugs(lesson)
    opening = lesson.cells[place["one-nat"]].source
    assert opening.startswith("## Exercises\n\nPut your answer")
    assert "\n\n### Exercise 1.1: One nat\n" in opening
    assert lesson.cells[max(place.values()) + 2].source.startswith("## Further reading")


def test_an_exercise_that_is_gone_leaves_the_text_before_it(first):
    lesson, solutions = first
    at = exercises.slugs(solutions)["one-nat"]
    del solutions.cells[at : at + 3]
    exercises.copied(lesson, solutions)
    assert "one-nat" not in exercises.slugs(lesson)
    texts = [cell.source for cell in lesson.cells if cell.source.startswith("## Exercises")]
    assert len(texts) == 1
    assert "One nat" not in texts[0]


@pytest.mark.parametrize(
    ("number", "title", "name"), [("09.7", "9.7", "09.7"), ("", "“a-week”", "a-week")]
)
def test_numbers_are_those_of_the_registry(first, monkeypatch, number, title, name):
    lesson, solutions = first
    moved = {"a-week": replace(catalogue.exercise("a-week"), number=number)}
    monkeypatch.setattr(catalogue, "_by_slug", lambda: moved)
    exercises.copied(lesson, solutions)
    at = exercises.slugs(lesson)["a-week"]
    assert lesson.cells[at].source.startswith(f"### Exercise {title}: Five days, five losses")
    assert lesson.cells[at + 1].source.endswith(f'check("{name}", answer)')


def test_start_here_has_no_solutions():
    path = form.NOTEBOOKS / "00_start_here.ipynb"
    assert exercises.solutions_of(path) is None
    assert nbformat.validate(exercises.derived(path)) is None


TO_FILL_IN = 'answer = ...\ncheck("0.0", answer)'


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("", TO_FILL_IN),
        ("y = 1", f"y = 1\n{TO_FILL_IN}"),
        ('def f(y):\n    return ...\n\n\ncheck("04.2", f)', None),
    ],
)
def test_a_question_ends_with_what_the_learner_is_given(block, code):
    text = "## Exercise 4.2: A\n\nRead\n\n```python\nthis\n```\n\nand answer."
    source = f"{text}\n\n```python\n{block}\n```\n" if block else text
    assert exercises.asked(source) == (text, code or block)


def test_what_was_printed_in_one_go_is_one_output():
    def printed(text, name="stdout"):
        return nbformat.v4.new_output("stream", name=name, text=text)

    outputs = [printed("a"), printed("b\n"), printed("c", "stderr"), printed("d")]
    assert [output["text"] for output in form.joined(outputs)] == ["ab\n", "c", "d"]
    assert outputs[0].text == "a", "the first is a copy"
