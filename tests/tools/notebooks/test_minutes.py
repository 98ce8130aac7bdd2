"""One rule says how long a lesson takes; texts say its constants, and lessons what comes out."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.folders import HERE
from tools.notebooks import form, minutes

LESSONS = form.lessons()


def lesson(*cells):
    made = [
        (new_code_cell if cell.startswith("!") else new_markdown_cell)(cell.lstrip("!"))
        for cell in cells
    ]
    return new_notebook(cells=made)


def test_each_part_of_the_rule_counts_once():
    whole = lesson(
        "# A\n\n" + "word " * 129,
        "## One\n\n**Predict:** what?",
        '!ask("01-one")',
        "!explorers.two()",
        "!import numpy\nfrom math import (\n    exp,\n    log,\n)\n\n# no\nx = 1\nprint(x)",
        "## Exercises\n\n### Exercise 1.1: Do\n\n" + "word " * 999,
        '!answer = ...\ncheck("01.1", answer)',
        "## Further reading\n\n" + "word " * 999,
    )
    parts = minutes.sections(whole)
    assert parts[""] == pytest.approx(1)  # a heading's words are read, too
    assert parts["One"] == pytest.approx(3 / 130 + 0.6 + 1 + 4 + 2 * 8 / 60)
    assert parts["Exercises"] == parts["Further reading"] == 0
    assert (minutes.body(whole), minutes.exercises(whole)) == (10, 5)
    assert minutes.said(whole) == "10 minutes, and 5 for the exercises"
    assert sum(minutes.parts(whole).values()) == 10


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
