"""`check` keeps exercise, verdict, mistake and try, never the answer; and says what was right."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bce_lessons.answers.records import read
from bce_lessons.lessons import catalogue
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.practice import _hints, check
from tests.answer_files import failing, new_learner

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ONE_NAT = catalogue.exercise("one-nat")


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


@pytest.fixture
def said(capsys):
    """Return a function that checks, and returns what was printed."""

    def check_and_read(*arguments):
        check(*arguments)
        return " ".join(capsys.readouterr().out.split())

    return check_and_read


def kept(path):
    """Return what the lines of a file say of exercises."""
    lines = map(json.loads, path.read_bytes().splitlines())
    return [(one["exercise"], one["verdict"], one["mistake"], one["try"]) for one in lines]


def test_verdict_mistake_and_try_are_kept_and_nothing_of_the_answer(path):
    for answer in (0.63212, "0.4711", 0.4711, 0.36788):
        check("01.1", answer)
    assert kept(path) == [
        ("one-nat", "wrong", "complement", 1),
        ("one-nat", "unclear", "", 2),
        ("one-nat", "wrong", "", 2),
        ("one-nat", "right", "", 3),
    ]
    row = json.loads(path.read_bytes().splitlines()[0])
    fields = ["v", "id", "learner", "time", "kind", "exercise", "verdict", "mistake"]
    assert list(row) == [*fields, "try", "hint", "course"]
    assert {len(row["id"]), len(row["learner"])} == {32}  # random, and nothing else holds numbers
    assert (row["v"], row["try"], row["hint"], row["course"].count(".")) == (1, 1, 1, 2)


def test_an_exercise_is_kept_under_its_slug_however_it_was_called(path):
    for name in ("01.1", "1.1", "Exercise 1.1", "one-nat"):
        check(name, 0.37)
    assert [row[0::3] for row in kept(path)] == [("one-nat", n) for n in (1, 2, 3, 4)]


def test_all_mistakes_that_an_answer_may_be_are_kept(path):
    def swapped_sum(y, p):
        return -sum(binary_cross_entropy(1 - y, p, reduction="none")) * -1

    check("01.5", swapped_sum)
    ((_, verdict, mistake, _),) = kept(path)
    assert verdict == "wrong"
    known = {one.slug for one in catalogue.exercise("01.5").sheet.mistakes}
    assert mistake
    assert set(mistake.split(", ")) <= known


@pytest.mark.parametrize("arguments", [("01.1",), ("01.1", [..., 1]), ("01.99", 1), (1.1, 1)])
def test_what_is_no_try_is_not_kept(path, arguments):
    check(*arguments)
    assert not path.exists()


def test_a_check_within_an_answer_is_not_kept(path):
    def outer(y, p):
        check("01.1", 0.63)
        return -np.mean(np.log(np.where(y == 1, p, 1 - p)))

    check("01.5", outer)
    assert kept(path) == [("fix-it", "right", "", 1)]


def test_what_the_courses_solutions_check_is_not_kept(path, tmp_path, monkeypatch, said):
    stem = Path(ONE_NAT.solution).stem
    for folder in (tmp_path / "lessons", tmp_path / "lessons" / "solutions"):
        folder.mkdir()
        (folder / f"{stem}.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path / "lessons" / "solutions")
    assert said("01.1", 0.37).startswith("✓")
    assert not path.exists()
    monkeypatch.chdir(tmp_path / "lessons")
    assert said("01.1", 0.37).startswith("✓")
    assert kept(path) == [("one-nat", "right", "", 1)]


def test_tries_and_hints_go_on_in_another_kernel(path):
    code = 'from bce_lessons.practice import check; check("01.1", 0.63)'
    run = [sys.executable, "-X", "utf8", "-c", code]
    printed = [
        subprocess.run(run, cwd=NOTEBOOKS, capture_output=True, encoding="utf-8", check=True).stdout
        for _ in range(3)
    ]
    assert [row[3] for row in kept(path)] == [1, 2, 3]
    where, what, solved = ("Where to look", "What to do", "Solution: solutions/")
    assert [[part in text for part in (where, what, solved)] for text in printed] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_dots_say_that_it_was_right_before(said):
    said("01.1", 0.63)
    plain = said("01.1")
    assert plain.startswith("… Exercise 1.1: put your answer")
    said("01.1", 0.37)
    said("01.1", 0.63)
    text = (
        "✓ Exercise 1.1, right before: you had it right, at try 2. Answers are not kept; to check "
        "one again, put it in place of the three dots."
    )
    assert said("01.1") == said("01.1", [...]) == text
    assert said("01.2").startswith("… Exercise 1.2: put your answer")


def test_on_a_full_disk_the_reply_comes_with_a_note_and_tries_are_counted_on(
    path, said, monkeypatch
):
    with monkeypatch.context() as full:
        failing(full, "write", errno.ENOSPC)
        first, second = said("01.1", 0.63), said("01.1", 0.63)
    assert "That is 1 − p" in first
    assert " Where to look: " in first
    assert " What to do: " in second
    note = "The disk is full. This check counts, and is kept in memory until it can be written: "
    assert first.endswith(f"{note}make some room.")
    assert "Saved, and with it 2 lines on exercises" in said("01.1", 0.37)
    assert [row[3] for row in kept(path)] == [1, 2, 3]


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EIO])
def test_where_nothing_can_be_written_or_read_the_reply_comes(said, monkeypatch, code):
    failing(monkeypatch, "open", code)
    text = said("01.1", 0.37)
    assert text.startswith("✓ Exercise 1.1, right: It is 1/e")
    assert "is kept in memory until it can be written" in text
    assert said("01.1").startswith("✓ Exercise 1.1, right before")


def test_a_note_is_set_as_code_where_it_has_some(path):
    path.parent.write_text("not a folder")
    note = _hints.keep("check", ONE_NAT, verdict="right")
    assert "run `import os; os.environ" in note


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links")
def test_a_course_that_was_not_installed_has_no_version(monkeypatch):
    def missing(name):
        raise _hints.importlib.metadata.PackageNotFoundError(name)

    _hints._course.cache_clear()
    monkeypatch.setattr(_hints.importlib.metadata, "version", missing)
    check("01.1", 0.37)
    _hints._course.cache_clear()
    assert read().turns[0].course == ""


def test_a_file_full_of_other_tries_costs_no_more(path, counted):
    check("01.1", 0.37)
    row = path.read_bytes()
    calls = []
    for many in (1, 1, 3000):
        path.write_bytes(row + row.replace(b"one-nat", b"another") * many)
        calls.append(counted(lambda: check("01.1", 0.37))[1])
    assert calls[2] == calls[1]
