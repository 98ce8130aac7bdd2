"""Texts say the constants of the rule that says how long a lesson takes, and what comes out."""

import re

import pytest

from tests.notebook_rules import LESSONS, NOTEBOOKS
from tools.folders import HERE
from tools.notebooks import form, minutes
from tools.site import teachers


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_says_what_the_rule_gives(path):
    notebook = form.load(path)
    assert f"**Time:** {minutes.said(notebook)}" in notebook.cells[0].source, "course.py renumber"


def test_the_table_of_the_readme_says_so_too():
    rows = (HERE.root / "README.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
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


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_teachers_plan_has_the_minutes_of_the_rule(path):
    page = (teachers.PAGES / f"{path.stem}.md").read_text(encoding="utf-8")
    plan = page.partition("\n## Plan by the minute\n")[2].partition("\n## ")[0]
    rows = re.findall(r"(?m)^\| ([^|]+) \| (\d+) \|", plan)
    assert {part: int(lasts) for part, lasts in rows} == minutes.parts(form.load(path)), (
        "run: python3 course.py renumber"
    )


def test_the_rule_is_said_as_it_is():
    """The module says its constants in words: they are those that it computes with."""
    said = minutes.__doc__
    assert f"- {round(1 / minutes.WORDS)} words a minute" in said
    assert f"- {round(minutes.LINE * 60)} seconds a line" in said
    assert f"- {round(minutes.PREDICT * 60)} seconds to predict" in said
    assert f", {minutes.ASK} minute for a question, {minutes.EXPLORER} minutes" in said
    assert f"- {minutes.EXERCISE} minutes for an exercise" in said
