"""Nothing that a learner reads is a template that was left unfilled."""

import ast
import re
from pathlib import Path

import pytest

from bce_lessons import answers, lessons
from bce_lessons.lessons import catalogue

TEMPLATE = re.compile(r"\{\s*[A-Za-z_]")
FOLDERS = [Path(package.__file__).parent for package in (answers, lessons)]
WORDS = sorted(
    path
    for folder in FOLDERS
    for path in folder.rglob("*.py")
    if folder.name == "answers" or path.name.startswith(("exercises", "questions"))
)


def texts(one):
    """Yield all that is written down of an exercise."""
    sheet = one.sheet
    yield from (*sheet.hints, sheet.note, sheet.asked, *(m.says for m in sheet.mistakes))


@pytest.mark.parametrize("number", catalogue.exercises())
def test_no_text_of_an_exercise_is_an_unfilled_template(number):
    assert not [text for text in texts(catalogue.exercises()[number]) if TEMPLATE.search(text)]


@pytest.mark.parametrize("name", catalogue.questions())
def test_no_text_of_a_question_is_an_unfilled_template(name):
    asked = catalogue.questions()[name]
    assert not TEMPLATE.search(f"{asked.statement} {asked.why}")


def plain_strings(path):
    """Yield the strings of a file that Python fills in nowhere, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = (node for node in ast.walk(tree) if isinstance(node, (ast.JoinedStr, ast.Expr)))
    parts = {
        id(part)
        for node in left_out
        if isinstance(node, ast.JoinedStr) or isinstance(node.value, ast.Constant)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


@pytest.mark.parametrize("path", WORDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_reply_is_written_with_a_name_in_braces_and_no_f_before_it(path):
    assert not [text for text in plain_strings(path) if TEMPLATE.search(text)]


def test_the_hint_on_names_names_its_lesson():
    where, _ = catalogue.exercise("by-name").sheet.hints
    assert lessons.named("classify_iris") in where
