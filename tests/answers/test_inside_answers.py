"""What an answer does inside a check neither adds to the learner's file, nor empties it."""

import threading

import pytest

from bce_lessons.answers import _store, turns
from bce_lessons.answers.records import append, export, forget
from bce_lessons.practice import ask, check, hint
from tests.answer_files import QUESTION, new_learner

DOERS = {
    "forget": forget,
    "forget with a flag": lambda: forget(dry_run=False),
    "export": export,
    "export to a file": lambda: export("mine.jsonl"),
    "ask": lambda: ask("coin", 0.5),
    "append": lambda: append("coin", 0.5),
    "a turn": lambda: turns.append("check", "one-nat", verdict="right"),
    "check": lambda: check("01.1", 0.37),
    "hint": lambda: hint("01.1"),
}


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    path = new_learner(tmp_path, monkeypatch)
    append(QUESTION, 0.8)
    return path


def in_a_thread(do):
    thread = threading.Thread(target=do)
    thread.start()
    thread.join()


def as_a_call(do):
    check("01.5", lambda y, p: do())


def as_a_call_in_a_thread(do):
    check("01.5", lambda y, p: in_a_thread(do))


def as_an_array(do):
    class Answer:
        def __array__(self, *arguments, **options):
            do()
            raise TypeError

    check("01.1", Answer())


@pytest.mark.parametrize("doer", DOERS)
@pytest.mark.parametrize("within", [as_a_call, as_a_call_in_a_thread, as_an_array])
def test_what_an_answer_does_leaves_the_file_as_it_is(path, tmp_path, monkeypatch, doer, within):
    before, calls = path.read_bytes(), []
    within(lambda: (DOERS[doer](), calls.append(doer)))
    assert calls  # and no call raised
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") - before.count(b"\n") <= 1  # the check itself, if it was judged
    assert b'"coin"' not in after
    assert b'"one-nat"' not in after.replace(b'"exercise": "one-nat", "verdict": "unclear"', b"")
    assert not list(tmp_path.glob("*.jsonl"))
    assert not _store.held


def test_forget_itself_as_an_answer_deletes_nothing(path):
    before = path.read_bytes()
    check("01.5", forget)
    check("01.5", lambda y, p: forget(dry_run=y))
    assert path.read_bytes().startswith(before)


def test_outside_of_answers_all_of_them_work_again(path, capsys):
    check("01.5", lambda y, p: forget())
    assert export().is_file()
    forget()
    assert path.read_bytes() == b""
