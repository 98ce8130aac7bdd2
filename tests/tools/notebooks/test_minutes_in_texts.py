"""Texts say the constants of the rule that says how long a lesson takes, and what comes out."""

import re

import pytest

from tools.folders import HERE
from tools.notebooks import form, minutes

LESSONS = form.lessons()


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_says_what_the_rule_gives(path):
    notebook = form.load(path)
    assert f"**Time:** {minutes.said(notebook)}" in notebook.cells[0].source, "course.py renumber"


def test_the_table_of_the_readme_says_so_too():
    rows = (HERE.root / "README.md").read_text(encoding="utf-8")
    for path in LESSONS:
        notebook = form.load(path)
        lasts = " + ".join(
            str(n) for n in (minutes.body(notebook), minutes.exercises(notebook)) if n
        )
        row = re.search(rf"(?m)^\| {int(path.stem[:2])} \|.*{path.stem}.*$", rows)
        assert row[0].endswith(f"| {lasts} |"), "course.py renumber"


def test_the_rule_is_written_where_teachers_read_it():
    said = (HERE.root / "docs" / "teach.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r"(?m)^.*130 words a minute.*$", said)
    constants = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", rule)]
    assert constants[:6] == [
        pytest.approx(1 / minutes.WORDS),
        pytest.approx(60 * minutes.LINE),
        pytest.approx(60 * minutes.PREDICT),
        minutes.ASK,
        minutes.EXPLORER,
        minutes.EXERCISE,
    ]
