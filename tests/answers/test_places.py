"""Where answers belong: one place however the lesson moves, and no place is no reason to refuse."""

import errno
import io
import os
import sys
from pathlib import Path

import pytest

from bce_lessons.answers import _journal, place
from bce_lessons.answers.records import FOLDER_VARIABLE, append, export, read, records_path
from bce_lessons.practice import ask, forget, my_forecasts
from tests.answer_files import QUESTION, forecasts, new_learner, run_python

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such users")


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "_first_seen", {})
    return new_learner(tmp_path, monkeypatch)


# --- The same place for good --------------------------------------------------------------


def test_a_relative_folder_is_where_it_was_when_first_seen(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, "mine/../answers")
    append(QUESTION, 0.1)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    append(QUESTION, 0.2)
    assert forecasts(read()) == [0.1, 0.2]
    assert ask(QUESTION, 0.3).counted == 0.1
    assert len(my_forecasts().practice[QUESTION]) == 2
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "other"))
    assert forecasts(read()) == []
    monkeypatch.setenv(FOLDER_VARIABLE, "mine/../answers")
    assert forecasts(read()) == [0.1, 0.2, 0.3]
    assert not list((tmp_path / "elsewhere").iterdir())


def test_the_systems_folder_may_be_relative_too(tmp_path, monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setattr("platformdirs.user_data_path", lambda *a, **k: Path("data"))
    append(QUESTION, 0.1)
    monkeypatch.chdir("data")
    assert forecasts(read()) == [0.1]
    assert records_path() == tmp_path / "data" / "answers.jsonl"


MOVING = """
import os
{load}
from bce_lessons.answers import records
os.chdir("/")
print(records.records_path())
"""


@posix
def test_a_relative_folder_is_seen_when_the_course_is_imported(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, "mine")
    assert run_python(MOVING) == f"{tmp_path / 'mine' / 'answers.jsonl'}\n"


def test_an_empty_name_is_no_name(monkeypatch, tmp_path):
    monkeypatch.setattr("platformdirs.user_data_path", lambda *a, **k: tmp_path / "own")
    for empty in ("", "  "):
        monkeypatch.setenv(FOLDER_VARIABLE, empty)
        assert records_path() == tmp_path / "own" / "answers.jsonl"


# --- No place at all ----------------------------------------------------------------------


def no_home(monkeypatch, error=RuntimeError):
    def fail(*args, **kwargs):
        raise error("no home")

    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setattr("platformdirs.user_data_path", fail)


def no_such_user(monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, "~nosuch/x")


def a_zero(monkeypatch):
    monkeypatch.setattr(os, "environ", {FOLDER_VARIABLE: "a\0b"})


def a_long_name(monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, "x" * 5000)


def a_file(monkeypatch):
    Path("file").touch()
    monkeypatch.setenv(FOLDER_VARIABLE, "file")


def no_working_directory(monkeypatch):
    def gone(self):
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setenv(FOLDER_VARIABLE, "relative")
    monkeypatch.setattr(Path, "absolute", gone)


NOWHERE = {
    no_home: "This user has no home folder for the file of your answers.",
    lambda patch: no_home(patch, KeyError): "This user has no home folder",
    no_such_user: "BCE_LESSONS_RECORDS is '~nosuch/x', which names no folder: there is no such ",
    a_zero: r"BCE_LESSONS_RECORDS is 'a\x00b', which names no folder: it holds a zero character.",
    a_long_name: "The file of your answers cannot be written (File name too long).",
    a_file: "The file of your answers cannot be written: another stands in its folder's place.",
    no_working_directory: "The working directory, which is to hold your answers, is gone.",
}


@pytest.mark.parametrize("nowhere", NOWHERE, ids=lambda f: f.__name__)
def test_no_place_is_no_reason_to_refuse_an_answer(nowhere, monkeypatch, tmp_path, capsys):
    nowhere(monkeypatch)
    reply = ask(QUESTION, 0.8)
    assert reply.note.startswith(NOWHERE[nowhere])
    assert "Your answer counts, and is kept in memory until it can be written: run `" in reply.note
    assert ask(QUESTION, 0.3).counted == 0.8
    assert ask(QUESTION).result["reminder"] == "You have answered this before."
    mine = my_forecasts()
    assert (mine.forecasts.tolist(), mine.is_sample) == ([0.8], False)
    assert " 2 answers are in memory only: run `" in mine.notes[-1]
    assert forecasts(read(export(tmp_path))) == [0.8, 0.3]
    capsys.readouterr()
    forget(dry_run=True)
    forget()
    said = capsys.readouterr().out
    assert said.startswith(
        "2 answers would be deleted for good by forget().\n2 answers deleted for good.\n"
    )
    assert read().answers == ()
    with pytest.raises(ValueError, match="there are no answers to export"):
        export(tmp_path)
    forget()
    assert capsys.readouterr().out.count("\n") == 1
    monkeypatch.undo()


@pytest.mark.parametrize("nowhere", [no_home, no_such_user])
def test_whoever_gets_a_place_keeps_what_was_answered_without(nowhere, monkeypatch, tmp_path):
    nowhere(monkeypatch)
    append(QUESTION, 0.1)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "new"))
    note = "Saved, and with it 1 answer that could not be saved before."
    assert append(QUESTION, 0.2).note == note
    assert forecasts(read(tmp_path / "new" / "answers.jsonl")) == [0.1, 0.2]


UNKNOWN = """
import os, pwd
{load}
from bce_lessons.answers import records
from platformdirs import user_data_path
os.setuid(54321)
print(records.append("a", 0.1).note)
print(records.read().notes)
records.forget()
records.forget()
"""


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid(), reason="only root becomes another")
def test_a_user_without_a_name_and_a_home_may_answer(monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    site = Path(sys.modules["platformdirs"].__file__).parent.parent
    path_line = f"import sys; sys.path.append({str(site)!r})\n"
    said = run_python(path_line + UNKNOWN).splitlines()
    assert said[0].startswith("This user has no home folder for the file of your answers. Your")
    assert "1 answer is in memory only" in said[1]
    assert said[2] == "1 answer deleted for good."


# --- Paths that are given, and shown ------------------------------------------------------


def test_a_path_may_be_of_bytes_and_begin_with_a_home_or_with_no_such_user(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert place.given(b"a/b", "to") == Path("a/b")
    assert place.given("~/a", "to") == tmp_path / "a"
    assert place.given("~nosuch/a", "to") == Path("~nosuch/a")


@pytest.mark.parametrize("call", [read, my_forecasts])
def test_what_is_no_path_is_named(call):
    with pytest.raises(TypeError, match=r"path is 3\.5: give a path, such as a string"):
        call(3.5)
    with pytest.raises(ValueError, match=r"path is .*, with a letter that no path can hold"):
        call("a\0b")


def test_forecasts_of_a_path_that_cannot_be_looked_at_are_not_found():
    with pytest.raises(FileNotFoundError, match="where there is no file: name another"):
        my_forecasts("x" * 5000)


def test_a_path_is_shown_as_the_terminal_can(monkeypatch, tmp_path):
    append(QUESTION, 0.1)
    (tmp_path / "½ż").mkdir()
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", terminal)
    copy = export(tmp_path / "½ż")
    terminal.flush()
    assert str(copy).encode("cp1252", "backslashreplace") in terminal.buffer.getvalue()


# --- Folders in which nothing can be made ---------------------------------------------------


def test_export_does_not_deny_a_folder_in_which_nothing_can_be_made(tmp_path, monkeypatch):
    append(QUESTION, 0.1)

    def refuse(target, parts):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(_journal, "write_new", refuse)
    why = (
        r"_\w+\.jsonl cannot be written \(no file can be made in that folder\): name a folder where"
    )
    with pytest.raises(FileNotFoundError, match=why):
        export(tmp_path)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="only Linux has such a folder")
def test_export_to_proc_says_that_no_file_can_be_made_there():
    append(QUESTION, 0.1)
    with pytest.raises(OSError, match=r"/proc/\S+ cannot be written \("):
        export("/proc")
