"""`progress` says what is done and what is next, from the learner's file alone."""

import html.parser
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bce_lessons import lessons
from bce_lessons.answers import turns
from bce_lessons.answers.records import append
from bce_lessons.lessons import catalogue
from bce_lessons.practice import ask, check, progress
from tests.answer_files import Evil, line, new_learner, put

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FIRST, SECOND = lessons.ORDER[:2]
QUESTIONS = {topic: [q for q in catalogue.questions().values() if q.lesson == n]
             for n, topic in enumerate(lessons.ORDER, start=1)}  # fmt: skip
EXERCISES = {topic: [e for n, e in catalogue.exercises().items() if int(n[:2]) == k]
             for k, topic in enumerate(lessons.ORDER, start=1)}  # fmt: skip


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


@pytest.fixture
def reordered(monkeypatch):
    """Return a function that gives the course another order, until the test ends."""

    def put_in_order(order):
        monkeypatch.setattr(lessons, "ORDER", order)
        for name in ("topics", "exercises", "_by_slug", "_asked", "questions"):
            monkeypatch.setattr(catalogue, name, cache(getattr(catalogue, name).__wrapped__))

    return put_in_order


def do(topic):
    """Forecast each question of a lesson, and answer each of its exercises rightly."""
    for question in QUESTIONS[topic]:
        append(question.slug, 0.5)
    for exercise in EXERCISES[topic]:
        turns.append("check", exercise.slug, verdict="right")


def test_nobodys_progress_is_nothing_yet_and_the_first_lesson():
    """No number of what the lessons ask stands in notebooks: it would change with each of these."""
    whole = progress()
    said = "Your progress: nothing yet. Forecasts and right answers will be counted here, lesson by"
    first = "Next: Lesson 1, Score one prediction (01_score_one_prediction.ipynb)"
    assert repr(whole) == f"{said} lesson.\n{first}"
    assert whole._repr_html_() == f"<p>{said} lesson.</p><p>{first}</p>"
    assert len(whole.lessons) == len(lessons.ORDER)
    assert not whole.is_begun
    assert not any(lesson.is_begun for lesson in whole.lessons)


def test_what_was_forecast_and_right_is_counted_by_lesson(capsys):
    ask(QUESTIONS[FIRST][1].id, 0.8)
    check("01.2", "text")
    assert progress().lessons[0].tries == {}
    check("01.1", 0.63)
    check("01.1", 0.37)
    check("01.1", 0.63)  # it stays right
    check("01.3", 0.5)
    first, second = progress().lessons[:2]
    assert first.tries == {"01.1": 3, "01.3": 1}
    assert first.open_questions == tuple(
        q.id for q in QUESTIONS[FIRST] if q is not QUESTIONS[FIRST][1]
    )
    assert first.open_exercises == tuple(e.number for e in EXERCISES[FIRST] if e.number != "01.1")
    assert first.is_begun
    assert first.is_open
    assert not second.is_begun
    n, m = len(QUESTIONS[FIRST]), len(EXERCISES[FIRST])
    assert re.search(rf"\n 1 Score one prediction +1 of {n} +1 of {m}\n", repr(progress()))
    assert repr(progress()).startswith("Your progress: 1 of ")
    assert (progress("01").tries, progress("01").is_open) == (first.tries, True)


def test_a_hint_alone_begins_nothing():
    turns.append("hint", "one-nat", hint=1)
    assert not progress().is_begun


def test_questions_of_older_files_count_and_what_is_unknown_does_not(path):
    old = QUESTIONS[SECOND][0]
    put(
        path,
        line(id="a", question=f"09-{old.slug}"),
        line(id="b", question="no-such"),
        json.dumps(
            {"v": 1, "id": "c", "learner": "x", "time": "t", "kind": "check", "exercise": "none",
             "verdict": "right", "try": 1}
        ).encode(),
    )  # fmt: skip
    whole = progress()
    assert sum(sum(lesson.questions.values()) for lesson in whole.lessons) == 1
    assert whole.lessons[1].questions[old.id]
    assert not any(any(lesson.exercises.values()) for lesson in whole.lessons)


def test_the_next_lesson_is_the_first_in_which_something_is_open():
    do(SECOND)
    assert progress().next.notebook == f"{lessons.notebook(FIRST)}.ipynb"
    do(FIRST)
    whole = progress()
    assert whole.next.number == 3
    n, m = len(QUESTIONS[FIRST]), len(EXERCISES[FIRST])
    assert re.search(rf"\n 1 Score one prediction +{n} of {n} ✓ +{m} of {m} ✓\n", repr(whole))
    assert repr(progress(1)) == "Lesson 1, Score one prediction: All done ✓"
    for topic in lessons.ORDER[2:]:
        do(topic)
    assert progress().next is None
    assert repr(progress()).endswith("\n\nAll done ✓")
    assert "<p>All done ✓</p>" in progress()._repr_html_()


def test_one_lesson_names_what_is_open():
    append(QUESTIONS[FIRST][0].slug, 0.5)
    check("01.1", 0.63)
    check("01.2", 3)
    check("01.2", 4)
    one = progress("01")
    open_questions = ", ".join(question.id for question in QUESTIONS[FIRST][1:])
    rest = ", ".join(exercise.number for exercise in EXERCISES[FIRST][2:])
    assert repr(one) == (
        f"Lesson 1, Score one prediction: 1 of {len(QUESTIONS[FIRST])} questions forecast, "
        f"0 of {len(EXERCISES[FIRST])} exercises right.\n"
        f"Questions without a forecast: {open_questions}\n"
        f"Exercises not right yet: 01.1 (1 try), 01.2 (2 tries), {rest}"
    )
    assert "<p>Exercises not right yet:</p><ul><li>01.1 (1 try)</li><li>01.2 (2 tries)</li>" in (
        one._repr_html_()
    )


@pytest.mark.parametrize(
    "name",
    ["04", "4", 4, np.int64(4), " 04 ", "Lesson 4", "lesson 04", lessons.ORDER[3],
     lessons.notebook(lessons.ORDER[3]), f"{lessons.notebook(lessons.ORDER[3])}.ipynb"],
)  # fmt: skip
def test_a_lesson_may_be_called_in_several_ways(name):
    assert progress(name).number == 4


@pytest.mark.parametrize(
    "name",
    ["99", 99, 0, -1, 10**5000, "nowhere", "", True, 4.0, ["04"], "00", "x" * 999, Evil()],
    ids=lambda name: type(name).__name__,
)
def test_an_unknown_lesson_is_an_error_that_says_which_there_are(name):
    remedy = f'give its number, "01" to "{len(lessons.ORDER):02}"'
    told = f"^lesson is .{{1,90}}, which the course does not have: {remedy}$"
    with pytest.raises(ValueError, match=told):
        progress(name)


def test_a_lesson_that_is_left_out_is_not_counted(reordered):
    do(FIRST)
    reordered(tuple(topic for topic in lessons.ORDER if topic != FIRST))
    whole = progress()
    assert [lesson.notebook for lesson in whole.lessons][:1] == [f"01_{SECOND}.ipynb"]
    assert not whole.is_begun
    assert whole.next.title.startswith("Why")
    with pytest.raises(ValueError, match="which the course does not have"):
        progress(FIRST)


def test_a_lesson_that_moved_keeps_what_was_done(reordered):
    do(FIRST)
    reordered((*lessons.ORDER[1:], FIRST))
    whole = progress()
    assert whole.lessons[-1].number == len(lessons.ORDER)
    assert not whole.lessons[-1].is_open
    assert whole.next.number == 1


def test_a_lesson_that_asks_nothing_is_never_next(monkeypatch):
    asked = {question.id: question for question in QUESTIONS[SECOND]}
    monkeypatch.setattr(catalogue, "questions", lambda: asked)
    monkeypatch.setattr(catalogue, "exercises", dict)
    assert progress().next.number == 2
    append(QUESTIONS[SECOND][0].slug, 0.5)
    assert re.search(r"\n 1 Score one prediction +none +none\n", repr(progress()))
    assert repr(progress("01")) == "Lesson 1, Score one prediction: Nothing is asked in it."


def test_titles_are_those_of_the_notebooks_beside_this_one(monkeypatch, tmp_path):
    monkeypatch.chdir(NOTEBOOKS)
    for lesson in progress().lessons:
        cell = json.loads((NOTEBOOKS / lesson.notebook).read_text(encoding="utf-8"))["cells"][0]
        assert f"# {lesson.title}\n" in cell["source"]
    monkeypatch.chdir(tmp_path)
    plain = [lesson.title for lesson in progress().lessons]
    assert plain[:2] == ["Score one prediction", "Why the log"]
    for name, text in ((FIRST, '["# A \\"b\\" \\u00bd <i>\\n"]'), (SECOND, "\ud800# no title")):
        file = tmp_path / f"{lessons.notebook(name)}.ipynb"
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert [lesson.title for lesson in progress().lessons][:2] == ['A "b" ½ <i>', "Why the log"]
    append(QUESTIONS[FIRST][0].slug, 0.5)
    assert "A &quot;b&quot; ½ &lt;i&gt;" in progress()._repr_html_()


def test_the_next_lesson_is_a_link_where_it_is_beside_and_something_was_done(monkeypatch):
    link = '<a href="01_score_one_prediction.ipynb">01_score_one_prediction.ipynb</a>'
    monkeypatch.chdir(NOTEBOOKS)
    assert link not in progress()._repr_html_()
    check("01.1", 0.63)
    assert link in progress()._repr_html_()
    monkeypatch.chdir(NOTEBOOKS.parent)
    assert link not in progress()._repr_html_()


def test_trouble_with_the_file_is_told(path):
    path.parent.write_text("not a folder")
    append(QUESTIONS[FIRST][0].slug, 0.5)
    for shown in (progress(), progress("01")):
        assert "1 answer is in memory only" in repr(shown)
        assert "1 answer is in memory only" in shown._repr_html_()
    assert progress().lessons[0].is_begun


class Table(html.parser.HTMLParser):
    """Counts tags, and sees that they are closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs).get("scope")))

    def handle_endtag(self, tag):
        assert tag == self.open.pop()


def test_html_is_a_table_with_a_caption_and_headings_and_needs_no_colour():
    do(FIRST)
    made = progress()._repr_html_()
    tags = Table(made).tags
    assert tags.count(("caption", None)) == 1
    assert tags.count(("th", "col")) == 3
    assert tags.count(("th", "row")) == len(lessons.ORDER)
    assert tags.count(("td", None)) == 2 * len(lessons.ORDER)
    # The page's own colours, in light and in dark; what is done has a sign.
    assert not re.search(r"color: (?!inherit)|background", made)
    assert made.count("✓") == 2
    Table(progress("02")._repr_html_())
