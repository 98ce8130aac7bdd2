"""A lesson asks its questions in their order."""

import re

import nbformat
import pytest

from bce_lessons.practice import QUESTIONS, ask
from tests.lessons.of_lessons import LESSONS


def asks(path):
    """Return what a lesson asks, in its order, and the text that stands for the question."""
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and "ask(" in cell.source:
            name = re.fullmatch(r'ask\("(.+)"\)', cell.source)[1]
            (output,) = cell.outputs
            assert name not in found, "asked once"
            found[name] = output.data["text/plain"]
    return found


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_a_lesson_asks_its_questions_in_their_order(path):
    wanted = [name for name in QUESTIONS if name[:2] == path.name[:2]]
    found = asks(path)
    assert [name for name in found if name[:2] == path.name[:2]] == wanted
    for name, text in found.items():
        assert text == repr(ask(name))
