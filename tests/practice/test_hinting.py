"""A hint can be had before a wrong try; the ladder is one with that of `check`."""

import itertools
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from bce_lessons import practice
from bce_lessons.lessons import catalogue
from bce_lessons.practice import _hints, check, hint
from tests.answer_files import new_learner

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ONE_NAT = catalogue.exercise("one-nat")
WHERE, WHAT = ONE_NAT.sheet.hints
SOLVED = "Solution: solutions/01_score_one_prediction.ipynb"


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    path = new_learner(tmp_path, monkeypatch)
    monkeypatch.chdir(NOTEBOOKS)
    return path


@pytest.fixture
def said(capsys):
    """Return a function that calls another, and returns what was printed."""

    def call_and_read(function, *arguments):
        assert function(*arguments) is None
        return " ".join(capsys.readouterr().out.split())

    return call_and_read


def test_each_call_gives_the_next_hint_and_then_says_that_there_is_no_more(said):
    first, second, third, fourth, fifth = (said(hint, "01.1") for _ in range(5))
    assert first == f"→ Exercise 1.1, hint 1 of 3: Where to look: {WHERE}"
    assert second == f"→ Exercise 1.1, hint 2 of 3: What to do: {WHAT}"
    assert third.startswith("→ Exercise 1.1, hint 3 of 3: ")
    assert third.endswith(SOLVED)
    assert fourth == fifth
    assert fourth == f"→ Exercise 1.1, no more hints: You have had all of them. {SOLVED}"


def test_without_solutions_there_are_two_hints_and_the_solution_is_named(
    said, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    first, second, third = (said(hint, "01.1") for _ in range(3))
    assert first.startswith("→ Exercise 1.1, hint 1 of 2: ")
    assert second.startswith("→ Exercise 1.1, hint 2 of 2: ")
    assert third.startswith("→ Exercise 1.1, no more hints: You have had all of them. ")
    assert third.endswith(
        "The solution, `solutions/01_score_one_prediction.ipynb`, is not beside this notebook."
    )
    assert said(check, "01.1", 0.63).endswith("is not beside this notebook.")
    monkeypatch.chdir(NOTEBOOKS)
    assert "hint 3 of 3" in (text := said(hint, "01.1"))
    assert text.endswith(SOLVED)


@pytest.mark.parametrize("number", ["01.1", "01.5"])
@pytest.mark.parametrize("asks", list(itertools.product([True, False], repeat=3)))
def test_no_hint_is_shown_twice_however_they_come(said, number, asks):
    found = catalogue.exercise(number)
    where, what = found.sheet.hints
    solved = f"Solution: {found.solution}"
    answer = (lambda y, p: 7.0) if number == "01.5" else 0.4711

    def reply(is_asked):
        text = said(hint, number) if is_asked else said(check, number, answer)
        return [part in text for part in (where, what, solved)]

    only = [[i == j for i in range(3)] for j in range(3)]
    assert [reply(is_asked) for is_asked in asks] == only
    assert [reply(is_asked) for is_asked in (False, True, False)] == [only[2]] * 3
    assert said(hint, number) == (
        f"→ {found.title}, no more hints: You have had all of them. {solved}"
    )


@pytest.mark.parametrize("name", ["01.1", "1.1", " Exercise 1.1 ", "one-nat"])
def test_an_exercise_is_called_as_in_check(said, name):
    assert said(hint, name).startswith("→ Exercise 1.1, hint 1 of 3: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("01.99", "? There is no exercise '01.99': lesson 1 has 01.1 to "),
        ("nowhere", "? There is no exercise 'nowhere': write \"01.2\" for exercise 2 of lesson 1."),
        (4.2, '? No exercise is named: write its number in quotes: `hint("04.2")`.'),
        (None, '? No exercise is named: write its number in quotes: `hint("01.1")`.'),
    ],
)
def test_a_wrong_name_is_corrected(said, path, name, text):
    assert said(hint, name).startswith(text)
    assert not path.exists()


def test_check_and_hint_climb_one_ladder(said):
    assert f"Where to look: {WHERE}" in said(check, "01.1", 0.63)
    assert f"hint 2 of 3: What to do: {WHAT}" in said(hint, "01.1")
    assert SOLVED in said(check, "01.1", 0.63)
    assert "no more hints" in said(hint, "01.1")
    assert "hint 1 of 3" in said(hint, "01.2")


def test_a_wrong_answer_says_how_to_get_a_hint_as_long_as_there_is_one(said):
    more = 'For the next hint: `hint("01.1")`'
    assert [more in said(check, "01.1", 0.63) for _ in range(4)] == [True, True, False, False]
    assert "hint(" not in said(check, "01.1", 0.37)


def test_in_the_folder_of_the_solutions_the_one_that_solves_it_is_named(said, path, monkeypatch):
    hint("01.1")
    before = path.read_bytes()
    monkeypatch.chdir(NOTEBOOKS / "solutions")
    here = "Solution: 01_score_one_prediction.ipynb"
    for _ in range(2):
        assert said(hint, "01.1").endswith(
            f"→ Exercise 1.1, no hints here: This folder holds the solutions. {here}"
        )
        text = said(check, "01.1", 0.63)
        assert text.endswith(here)
        assert WHAT not in text
    assert path.read_bytes() == before
    monkeypatch.chdir(NOTEBOOKS)
    assert "hint 2 of 3" in said(hint, "01.1")


def test_an_answer_that_is_only_rounded_too_early_brings_no_hint_but_the_way_to_one(said, path):
    for _ in range(2):
        text = said(check, "01.1", 0.4)
        assert "Where to look" not in text
        assert "What to do" not in text
        assert text.endswith('For a hint: `hint("01.1")`')
    assert f"Where to look: {WHERE}" in said(check, "01.1", 0.63)  # it is the first
    text = said(check, "01.1", 0.4)
    assert text.endswith('For the next hint: `hint("01.1")`')
    assert "What to do" not in text
    rows = [json.loads(row) for row in path.read_bytes().splitlines()]
    assert [(row["try"], row["hint"]) for row in rows] == [(1, 0), (2, 0), (3, 1), (4, 0)]


def test_a_hint_is_kept_and_is_no_try(path):
    hint("01.1")
    check("01.1", 0.63)
    hint("01.1")
    hint("01.1")
    rows = [json.loads(row) for row in path.read_bytes().splitlines()]
    found = [(row["kind"], row["verdict"], row["try"], row["hint"]) for row in rows]
    assert found == [
        ("hint", "", 1, 1),
        ("check", "wrong", 1, 2),
        ("hint", "", 2, 3),
        ("hint", "", 2, 3),
    ]


def test_where_nothing_can_be_written_the_hint_comes_with_a_note(said, path):
    path.parent.write_text("not a folder")
    text = said(hint, "01.1")
    assert text.startswith(f"→ Exercise 1.1, hint 1 of 3: Where to look: {WHERE}")
    assert " This hint counts, and is kept in memory until it can be written" in text
    assert "hint 2 of 3" in said(hint, "01.1")


def test_where_hint_was_not_imported_the_import_is_named(monkeypatch):
    whole = 'from bce_lessons.practice import hint; hint("01.1")'
    for names, code in (
        ({}, whole),
        ({"hint": practice.hint}, 'hint("01.1")'),
        ({"hint": "a learner's own"}, whole),
    ):
        shell = SimpleNamespace(user_ns=names)
        monkeypatch.setattr(_hints, "get_ipython", lambda shell=shell: shell)
        assert _hints.call(ONE_NAT) == code
