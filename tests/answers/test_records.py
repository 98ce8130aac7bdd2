"""Nothing answered is ever lost: full disks, and folders that cannot be written."""

import errno
import json
import os
import re
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from bce_lessons.answers import _store, records
from bce_lessons.answers.records import (
    FOLDER_VARIABLE,
    append,
    export,
    first_answers,
    forget,
    practice_answers,
    read,
    records_path,
)
from tests.answer_files import QUESTION, Evil, EvilFloat, failing, forecasts, line, new_learner, put


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


# --- One answer after the other -----------------------------------------------------------


def test_an_answer_is_one_line_and_holds_nothing_else(path):
    saved = append(QUESTION, 0.8)
    raw = path.read_bytes()
    assert raw.endswith(b"\n")
    (found,) = [json.loads(row) for row in raw.splitlines()]
    assert list(found) == ["v", "id", "learner", "time", "question", "forecast"]
    assert found == {
        "v": 1, "question": QUESTION, "forecast": 0.8,
        "id": saved.answer.id, "learner": saved.answer.learner, "time": saved.answer.time,
    }  # fmt: skip
    assert len(saved.answer.id) == len(saved.answer.learner) == 32
    assert saved.answer.time.endswith("+00:00")
    assert saved.note == ""


def test_the_learner_is_made_once():
    saved = [append(QUESTION, p) for p in (0.1, 0.2, 0.3)]
    assert len({s.answer.learner for s in saved}) == 1
    assert len({s.answer.id for s in saved}) == 3
    assert [s.answer for s in saved] == list(read().answers)


def test_the_first_answer_counts_and_the_others_are_practice():
    append("a", 0.1)
    append("b", 0.2)
    append("a", 0.9)
    answers = read().answers
    assert {k: a.forecast for k, a in first_answers(answers).items()} == {"a": 0.1, "b": 0.2}
    assert [a.forecast for a in practice_answers(answers)] == [0.9]


def test_a_forecast_may_be_any_real_number_between_0_and_1():
    for forecast in (0.01, 0.99, np.float32(0.5), Fraction(1, 4)):
        assert append(QUESTION, forecast).answer.forecast == forecast


@pytest.mark.parametrize(
    ("question", "forecast", "error", "message"),
    [
        ("", 0.5, ValueError, "question is empty"),
        (3, 0.5, TypeError, "question is 3: give its id, a string"),
        (
            QUESTION,
            80,
            ValueError,
            "forecast is 80: give a number between 0 and 1, such as 0.8; for 80 % give 0.8",
        ),
        (QUESTION, 0.0, ValueError, r"forecast is 0\.0"),
        (QUESTION, 1, ValueError, "forecast is 1"),
        (QUESTION, float("nan"), ValueError, "forecast is nan"),
        (QUESTION, "0.8", TypeError, "forecast is '0.8'"),
        (QUESTION, True, TypeError, "forecast is True"),
    ],
)
def test_what_is_no_answer_is_refused_and_not_kept(path, question, forecast, error, message):
    with pytest.raises(error, match=message):
        append(question, forecast)
    assert not path.exists()
    assert read() == records.Records(())


@pytest.mark.parametrize("kind", [Evil, lambda: EvilFloat(0.5), lambda: 10**5000])
def test_what_cannot_be_written_is_refused_all_the_same(path, kind):
    with pytest.raises((TypeError, ValueError), match=r"forecast is .{,70}: give a number between"):
        append(QUESTION, kind())
    with pytest.raises(TypeError, match=r"question is .{,60}: give its id, a string"):
        append(kind(), 0.5)
    with pytest.raises(TypeError, match=r"dry_run is .{,70}: give True or False"):
        forget(dry_run=kind())
    assert not path.exists()
    assert read() == records.Records(())


def test_any_question_fits_on_one_line(path):
    strange = 'new\nline "quoted" ½ \ud800'
    append(strange, 0.5)
    assert path.read_bytes().count(b"\n") == 1
    assert read().answers[0].question == strange


def test_the_folder_is_the_users_own_unless_the_environment_names_one(monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_RECORDS", "~")
    assert records_path() == Path.home() / "answers.jsonl"
    monkeypatch.delenv("BCE_LESSONS_RECORDS")
    assert records_path().parts[-2:] == ("bce_lessons", "answers.jsonl")
    assert records_path().is_absolute()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_the_answers(path):
    append(QUESTION, 0.5)
    assert path.stat().st_mode & 0o077 == 0


# --- What cannot be written ---------------------------------------------------------------


@pytest.mark.parametrize("part", [0, 1, 60, 10_000])
def test_on_a_full_disk_the_lesson_goes_on(path, monkeypatch, part):
    append(QUESTION, 0.1)
    with monkeypatch.context() as full:
        failing(full, "write", errno.ENOSPC, after=part)
        if part == 10_000:
            failing(full, "fsync", errno.ENOSPC)
        for p in (0.2, 0.3):
            saved = append(QUESTION, p)
            assert saved.answer.forecast == p
            assert saved.note == (
                "The disk is full. Your answer counts, and is kept in memory until it can be "
                "written: make some room."
            )
        assert forecasts(read()) == [0.1, 0.2, 0.3]
    saved = append(QUESTION, 0.4)
    assert saved.note == "Saved, and with it 2 answers that could not be saved before."
    assert append(QUESTION, 0.5).note == ""
    found = read()
    assert forecasts(found) == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert len({answer.learner for answer in found.answers}) == 1
    assert read(path) == found


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.EACCES, "The folder of your answers cannot be written"),
        (errno.EROFS, "The folder of your answers cannot be written"),
        (errno.EIO, "The file of your answers cannot be written (Input/output error)"),
    ],
)
def test_a_home_that_cannot_be_written_says_what_to_do(monkeypatch, code, sentence):
    failing(monkeypatch, "open", code)
    note = append(QUESTION, 0.2).note
    assert note.startswith(sentence)
    assert note.endswith(
        'run `import os; os.environ["BCE_LESSONS_RECORDS"] = "folder"` in a cell, with a folder '
        "where you may write; your next answer, or export(), then saves it."
    )
    assert "restart" not in note
    assert forecasts(read()) == [0.2]


def test_a_file_in_the_folders_place_stops_no_lesson(path):
    path.parent.write_text("not a folder")
    first, second = append(QUESTION, 0.2), append(QUESTION, 0.3)
    assert "cannot be written: another stands in its folder's place." in first.note
    assert first.answer.learner == second.answer.learner
    assert forecasts(read()) == [0.2, 0.3]
    path.parent.unlink()
    _store.last_chance()  # as when the kernel stops
    assert forecasts(read(path)) == [0.2, 0.3]
    assert not _store.held


# --- What is held goes wherever it can ----------------------------------------------------


def advised(note):
    """Return the code that a note advises to run."""
    (code,) = re.findall("`([^`]*)`", note)
    return code


SAVERS = {
    "the next answer": lambda: append(QUESTION, 0.4),
    "reading": read,
    "export": export,
    "the end": lambda: _store.last_chance(),
}


@pytest.mark.parametrize("saver", SAVERS)
def test_what_the_advice_says_loses_nothing(path, saver, monkeypatch, tmp_path):
    path.parent.write_text("not a folder")
    notes = [append(QUESTION, p).note for p in (0.2, 0.3)]
    monkeypatch.setenv(FOLDER_VARIABLE, os.environ[FOLDER_VARIABLE])  # and set back afterwards
    exec(advised(notes[0]).replace('"folder"', repr(str(tmp_path / "elsewhere"))), {})
    SAVERS[saver]()
    assert forecasts(read(tmp_path / "elsewhere" / "answers.jsonl"))[:2] == [0.2, 0.3]
    assert not _store.held


def test_who_moves_keeps_the_id_and_takes_that_of_answers_already_there(
    path, monkeypatch, tmp_path
):
    put(path, line(learner="old"))
    with monkeypatch.context() as here:
        failing(here, "write", errno.EROFS)
        assert append(QUESTION, 0.2).answer.learner == "old"
        assert [answer.learner for answer in read().answers] == ["old", "old"]
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "new"))
    assert append(QUESTION, 0.3).answer.learner == "old"
    with monkeypatch.context() as here:
        failing(here, "write", errno.EROFS)
        append(QUESTION, 0.4)
    put(tmp_path / "third" / "answers.jsonl", line(learner="other"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "third"))
    assert {answer.learner for answer in read().answers} == {"other"}


def test_who_may_only_read_the_file_keeps_the_id(path, monkeypatch, tmp_path):
    put(path, line(learner="old"))
    real = os.open

    def read_only(file, flags, *args):
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(file, flags, *args)

    with monkeypatch.context() as here:
        here.setattr(os, "open", read_only)
        assert append(QUESTION, 0.2).note.startswith("The file of your answers cannot be written.")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "new"))
    assert append(QUESTION, 0.3).answer.learner == "old"
    assert [answer.learner for answer in read().answers] == ["old", "old"]


def test_reading_says_what_is_in_memory_only(path):
    path.parent.write_text("not a folder")
    append(QUESTION, 0.2)
    why = "The file of your answers cannot be written: another stands in its folder's place."
    (note,) = read().notes
    assert note.startswith(f"{why} 1 answer is in memory only: run `import os")
    append(QUESTION, 0.3)
    (note,) = read().notes
    assert " 2 answers are in memory only: " in note


def test_the_last_chance_is_a_file_where_the_notebook_is(path, tmp_path, capsys, monkeypatch):
    path.parent.write_text("not a folder")
    monkeypatch.setattr(sys, "__stderr__", sys.stderr)
    saved = append(QUESTION, 0.2)
    _store.last_chance()
    assert forecasts(read()) == [0.2]
    (rescued,) = tmp_path.glob("*.jsonl")
    assert rescued.name == f"bce_lessons_answers_{saved.answer.learner[:8]}.jsonl"
    assert read(rescued).answers == (saved.answer,)
    assert rescued.stat().st_mode & 0o077 == 0 or os.name == "nt"
    said = f"1 answer could not be saved as usual: look into {rescued}\n"
    assert capsys.readouterr().err == said


def test_the_last_chance_of_all_is_the_temporary_folder(path, tmp_path, capsys, monkeypatch):
    path.parent.write_text("not a folder")
    monkeypatch.setattr(sys, "__stderr__", sys.stderr)
    append(QUESTION, 0.2)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(Path, "cwd", lambda: tmp_path / "nowhere")
    _store.last_chance()
    (rescued,) = (tmp_path / "temporary").iterdir()
    assert forecasts(read(rescued)) == [0.2]
    assert str(rescued) in capsys.readouterr().err


def test_what_is_lost_after_all_is_said(path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "__stderr__", sys.stderr)
    _store.last_chance()
    assert capsys.readouterr().err == ""
    append(QUESTION, 0.1)
    failing(monkeypatch, "open", errno.EROFS)
    append(QUESTION, 0.2)
    _store.last_chance()
    assert capsys.readouterr().err == "1 answer could not be saved: no file can be written.\n"
    assert not list(path.parent.parent.glob("*.jsonl"))


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS])
def test_a_file_system_that_cannot_sync_is_good_enough(path, monkeypatch, code):
    failing(monkeypatch, "fsync", code)
    assert append(QUESTION, 0.2).note == ""
    assert forecasts(read(path)) == [0.2]
