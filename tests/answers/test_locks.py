"""Answers are kept with locks, without them, and in web pages."""

import errno
import os
import sys
import types

import pytest

from bce_lessons.answers import _journal, place
from bce_lessons.answers.records import (
    FOLDER_VARIABLE,
    append,
    export,
    forget,
    read,
    records_path,
)
from tests.answer_files import QUESTION, forecasts, new_learner


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


# --- Locks --------------------------------------------------------------------------------


def test_a_notebook_that_hangs_with_the_lock_does_not_stop_the_lesson(path):
    append(QUESTION, 0.1)
    with _journal._locked(path):
        note = append(QUESTION, 0.2).note
        assert note.startswith("Another notebook is using the file of your answers. Your answer")
        assert forecasts(read()) == [0.1, 0.2]
        assert forecasts(read(path)) == [0.1]
    append(QUESTION, 0.3)
    assert forecasts(read(path)) == [0.1, 0.2, 0.3]


def no_locks(monkeypatch):
    def refuse(file, how):
        raise OSError(errno.ENOLCK, "no locks available")

    fake = types.SimpleNamespace(flock=refuse, LOCK_EX=2, LOCK_NB=4)
    monkeypatch.setitem(sys.modules, "fcntl", fake)


def test_without_locks_every_write_begins_a_line(path, monkeypatch):
    no_locks(monkeypatch)
    append(QUESTION, 0.1)
    append(QUESTION, 0.2)
    assert path.read_bytes().startswith(b"\n{")
    found = read()
    assert forecasts(found) == [0.1, 0.2]
    assert not found.notes


@pytest.fixture
def drive(tmp_path, monkeypatch):
    """Python in a web page, with the folder that the browser keeps, and no file locks."""
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(place, "DRIVE", tmp_path / "drive")
    place.DRIVE.mkdir()
    return place.DRIVE


def test_in_a_web_page_answers_lie_beside_the_lessons(drive, monkeypatch, tmp_path, capsys):
    assert records_path() == drive / "my_forecasts" / "answers.jsonl"
    assert append(QUESTION, 0.1).note == append(QUESTION, 0.2).note == ""
    assert records_path().read_bytes().count(b"\n") == 2
    assert forecasts(read()) == [0.1, 0.2]
    export(drive)
    assert "a right click there downloads it" in capsys.readouterr().out
    forget()
    assert not read().answers
    assert not records_path().exists()  # the drive would write back what it held when opened
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "mine"))
    assert records_path() == tmp_path / "mine" / "answers.jsonl"


def test_a_web_page_that_keeps_no_files_says_so(drive, monkeypatch, tmp_path):
    drive.rmdir()
    monkeypatch.setattr("platformdirs.user_data_path", lambda *a, **k: tmp_path / "memory")
    assert "keeps no files" in append(QUESTION, 0.1).note
    assert forecasts(read()) == [0.1]


class FakeMsvcrt(types.ModuleType):
    """Windows's locks, of one process: a locked byte, and who has it."""

    LK_NBLCK = 2

    def __init__(self):
        super().__init__("msvcrt")
        self.calls, self.busy = [], 0

    def locking(self, file, how, size):
        self.calls.append((how, size, os.lseek(file, 0, os.SEEK_CUR)))
        if self.busy:
            self.busy -= 1
            raise PermissionError(errno.EACCES, "Permission denied")


def test_on_windows_a_byte_beyond_the_answers_is_locked(path, monkeypatch):
    fake = FakeMsvcrt()
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    monkeypatch.setattr(sys, "platform", "win32")
    fake.busy = 2
    assert append(QUESTION, 0.1).note == ""
    assert append(QUESTION, 0.2).note == ""
    assert fake.calls == [(2, 1, 2**30)] * 4
    assert forecasts(read(path)) == [0.1, 0.2]
    assert path.stat().st_size < 1000
    fake.busy = 10**9
    assert append(QUESTION, 0.3).note.startswith("Another notebook")
