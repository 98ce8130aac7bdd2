"""How long a lesson takes follows from what it holds, by one rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell as code
from nbformat.v4 import new_markdown_cell as prose
from nbformat.v4 import new_notebook

from tools.notebooks import minutes

WORDS = 65 * "two words "  # a minute


def lesson(*cells):
    return new_notebook(cells=list(cells))


@pytest.fixture
def made():
    """A lesson, with the time that each cell takes."""
    return lesson(
        prose(f"# Try it\n\n{WORDS}\n\n**Time:** 5 minutes"),  # 2 + 130 words
        code("import numpy as np\nfrom math import (\n    pi,\n    tau,\n)"),  # nothing
        prose(f"## See it\n\n{WORDS}\n\n**Predict:** more?"),  # 2 + 130 + 2 words, and 36 s
        code('ask("01-more")'),  # a minute
        code("# This cell adds.\n\nx = 1\nprint(x + 1)"),  # 16 s
        code("explorers.one_prediction()"),  # 4 minutes
        prose(f"## Summary\n\n{WORDS}"),  # 1 + 130 words
        prose(f"## Exercises\n\nPut it there.\n\n### Exercise 1.1: More\n\n{WORDS}"),
        code('answer = ...\ncheck("01.1", answer)'),  # 4.5 minutes, with its text
        code('check("01.2", 3)'),  # 4.5 minutes
        prose(f"## Further reading\n\n- {WORDS}"),
    )


def test_a_lesson_s_minutes_are_those_that_one_computes_by_hand(made):
    words = 1 / 130
    assert minutes.sections(made) == {
        "": pytest.approx(1 + 2 * words),
        "See it": pytest.approx(1 + 4 * words + 0.6 + 1 + 2 * 8 / 60 + 4),
        "Summary": pytest.approx(1 + 1 * words),
        "Exercises": 0,
        "Further reading": 0,
    }
    assert (minutes.body(made), minutes.exercises(made)) == (10, 10)
    assert minutes.said(made) == "10 minutes, and 10 for the exercises"
    assert minutes.parts(made) == {"See it": 9, "Summary": 1}


def test_it_is_written_where_the_time_stands_and_nowhere_else(made):
    before = [cell.source for cell in made.cells]
    minutes.put(made)
    said = "**Time:** 10 minutes, and 10 for the exercises"
    assert made.cells[0].source == before[0].replace("**Time:** 5 minutes", said)
    assert [cell.source for cell in made.cells[1:]] == before[1:]
    minutes.put(made)
    assert made.cells[0].source.count(said) == 1
    none = lesson(prose("# Try it\n\nAt once."))
    minutes.put(none)
    assert none.cells[0].source == "# Try it\n\nAt once."


@pytest.mark.parametrize(
    ("place", "more"),
    [
        (4, "import os"),
        (4, "# It adds."),
        (4, "\n\n"),
        (4, "from os import (\n    path,\n    sep,\n)"),
        (2, "**Time:** 3 minutes, said again"),
        (2, "<!-- What nobody sees. -->"),
        (2, "[](https://example.org/a/long-way/to/go)"),
        (2, "$$\na = b\n$$"),
        (2, "```python\nx = a + b\n```"),
    ],
)
def test_what_is_not_read_takes_no_time(made, place, more):
    exact = sum(minutes.sections(made).values())
    made.cells[place].source += f"\n\n{more}"
    assert sum(minutes.sections(made).values()) == pytest.approx(exact)


@pytest.mark.parametrize(
    ("cell", "adds"),
    [
        (prose("One word, or three."), 4 / 130),
        (prose("**Predict:** how much?"), 0.6 + 3 / 130),
        (prose("1. **Predict**, then go."), 4 / 130),  # a task of a list belongs to its explorer
        (prose("| a | row |\n|---|---|"), 2 / 130),
        (code("x = 1"), 8 / 60),
        (code("x = 1\n\n\n# one\ny = 2"), 16 / 60),
        (code("for x in y:\n    print(x)  # one by one"), 16 / 60),
        (code('ask("01-again")'), 1),
        (code("explorers.two()"), 4),
        (code("two = explorers.two()\ntwo.position"), 16 / 60),
    ],
)
def test_each_thing_adds_its_own_time(made, cell, adds):
    before = sum(minutes.sections(made).values())
    made.cells.insert(3, cell)
    assert sum(minutes.sections(made).values()) == pytest.approx(before + adds)


def test_exercises_are_counted_apart_wherever_they_stand():
    made = lesson(
        prose("# Try it"),
        prose(f"## A claim\n\nTwo words.\n\n### Exercise 1.1: A\n\n{WORDS}"),
        code('x = 1\ncheck("01.1", x)'),
        prose("## B\n\nTwo words."),
    )
    assert minutes.sections(made)["A claim"] == pytest.approx(4 / 130)
    assert minutes.sections(made)["B"] == pytest.approx(3 / 130)
    assert minutes.exercises(made) == 5
    assert minutes.said(lesson(prose("# Try it"), prose(WORDS))) == "5 minutes"
    ten = [code(f'check("01.{number}", 1)') for number in range(1, 11)]
    assert minutes.exercises(lesson(*ten)) == 45


@given(st.floats(0, 1000))
def test_minutes_are_rounded_up_to_five(exact):
    up = minutes.up(exact)
    assert up % 5 == 0
    assert exact - 1e-6 <= up < exact + 5


def test_a_sum_that_is_a_multiple_of_five_is_not_rounded_further():
    assert [minutes.up(sum([0.1] * 50)), minutes.up(5), minutes.up(5.01)] == [5, 5, 10]


@given(st.lists(st.floats(0.01, 50), min_size=1, max_size=12), st.integers(1, 100))
def test_parts_are_whole_in_proportion_and_sum_to_the_total(exact, total):
    given_parts = {str(i): value for i, value in enumerate(exact)}
    shared = minutes.whole(given_parts, total)
    assert list(shared) == list(given_parts)
    assert sum(shared.values()) == total
    least = 1 if total >= len(exact) else 0  # no part of a lesson takes no time
    lifted = sum(max(0, 1 - value * total / sum(exact)) for value in exact) if least else 0
    for name, value in given_parts.items():
        assert shared[name] >= least
        assert abs(shared[name] - value * total / sum(exact)) < 1 + lifted + 1e-6


def test_parts_of_nothing_are_none():
    assert minutes.whole({"a": 0.0, "b": 0.0}, 0) == {"a": 0, "b": 0}
    assert minutes.parts(lesson(prose("# Try it"))) == {}
