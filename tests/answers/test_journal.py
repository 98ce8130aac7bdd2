"""Files are opened without waiting, read no further than needed, and never exchanged unseen."""

import os
from pathlib import Path

import pytest

from bce_lessons.answers import _journal
from bce_lessons.answers.records import append, earlier, export, forget, read, to_line
from bce_lessons.practice import ask, my_forecasts
from tests.answer_files import COIN, GOOD, OPPOSITE, QUESTION, forecasts, line, new_learner, put

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
MB = 10**6


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


@pytest.fixture
def bytes_read(monkeypatch):
    """Count what is read, and let nothing read a file in another way."""
    counted, real = [], os.read

    def count(file, n):
        data = real(file, n)
        counted.append(len(data))
        return data

    def refuse(self):
        raise AssertionError("this reads a file whole")

    monkeypatch.setattr(os, "read", count)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    return counted


def grown(path, size):
    """Make a long file: an old learner's answers at both ends, and a hole between them."""
    put(path, line(learner="old", forecast=0.3))
    with path.open("r+b") as file:
        last = b"\n" + line(id="last", question=COIN, forecast=0.9, learner="old") + b"\n"
        file.seek(size - len(last))
        file.write(last)


# --- However long the file ----------------------------------------------------------------


def test_all_of_a_long_file_is_searched_for_an_earlier_answer(path, bytes_read):
    size = 9 * MB
    grown(path, size)
    first = ask(QUESTION, 0.8)
    assert (first.practice, first.counted) == (True, 0.3)
    assert (ask(COIN, 0.8).practice, ask(COIN, 0.8).counted) == (True, 0.9)
    assert ask(OPPOSITE, 0.8).practice is False
    assert ask(OPPOSITE, 0.7).practice is True
    widget = ask(QUESTION)
    assert widget.result["reminder"] == "You have answered this before."
    assert sum(bytes_read) <= 11 * (size + 2000)  # five answers look twice, a widget once
    assert path.stat().st_size - size < 2000
    assert first.note == widget.result["note"] == ""
    put(path, b"x" * 5 * MB, line(forecast=0.4), b"x" * 4 * MB)
    assert ask(QUESTION, 0.8).counted == 0.4


@pytest.mark.parametrize("size", [11 * MB, 200 * MB, 1_500 * MB])
def test_nothing_is_added_to_a_file_that_is_not_read(path, size, bytes_read, tmp_path, capsys):
    grown(path, size)
    refused = f"The file of your answers is too long: it has {size / 1e6:,.1f} MB, more than 10 MB"
    remedy = "rename or delete that file; your next answer, or export(), then saves it."
    replies = [ask(QUESTION, 0.8), ask(QUESTION, 0.7), ask(COIN, 0.6)]
    assert [(reply.counted, reply.practice) for reply in replies] == [
        (0.8, False),
        (0.8, True),
        (0.6, False),
    ]
    for reply in replies:
        assert reply.note == (
            f"{refused} ({path}). Your answer counts, and is kept in memory until it can be "
            f"written: {remedy}"
        )
    assert sum(bytes_read) == 0
    assert path.stat().st_size == size
    assert forecasts(read()) == [0.8, 0.7, 0.6]
    assert read().notes[1] == f"{refused} ({path}). 3 answers are in memory only: {remedy}"
    assert (my_forecasts().forecasts.tolist(), my_forecasts().is_sample) == ([0.8, 0.6], False)
    forget(dry_run=True)
    copy = export(tmp_path)
    assert forecasts(read(copy)) == [0.8, 0.7, 0.6]
    assert capsys.readouterr().out == (
        "All your answers would be deleted for good by forget().\n"
        f"The file cannot be read: it has {size / 1e6:,.1f} MB, more than 10 MB ({path}). What "
        f"could not be read is not in the copy.\n3 answers copied to {copy}\n"
    )
    path.rename(tmp_path / "renamed")
    assert append(QUESTION, 0.5).note.startswith("Saved, and with it 3 answers")
    assert forecasts(read(path)) == [0.8, 0.7, 0.6, 0.5]


def test_answers_held_are_not_lost_in_a_file_that_is_too_long(path, tmp_path, monkeypatch):
    path.parent.write_text("not a folder")
    for _ in range(13):
        append(QUESTION, 0.2)
    other = tmp_path / "other" / "answers.jsonl"
    grown(other, 2_000 * MB)
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(other.parent))
    assert append(QUESTION, 0.3).note.startswith("The file of your answers is too long: it has 2,0")
    assert len(read().answers) == len(read(export(tmp_path)).answers) == 14
    other.unlink()
    assert len(read().answers) == len(read(other).answers) == 14


@pytest.mark.parametrize("fits", [False, True])
def test_no_answer_makes_a_file_too_long_to_be_read(path, fits):
    put(path, line(learner="old"))
    size = len(to_line(append(QUESTION, 0.25).answer))
    grown(path, 10 * MB - size + 1 - fits)
    note = append(QUESTION, 0.75).note
    assert note.startswith("The file of your answers is too long") != fits
    assert forecasts(read(path)) == [0.3, 0.9] + [0.75] * fits
    assert forecasts(read()) == [0.3, 0.9, 0.75]


def test_a_file_too_long_to_be_read_is_forgotten_all_the_same(path, capsys):
    grown(path, 11 * MB)
    with pytest.raises(ValueError, match=r"no answers to export: .* it has 11\.0 MB, more than 10"):
        export()
    append(QUESTION, 0.5)
    forget()
    assert capsys.readouterr().out == "All your answers deleted for good.\n"
    assert path.read_bytes() == b""
    assert read().answers == ()


def test_an_answer_in_a_long_file_keeps_the_learners_id(path):
    grown(path, 9 * MB)
    assert append(QUESTION, 0.8).answer.learner == "old"
    with path.open("r+b") as file:
        file.write(b"x" * 1000)  # the first line is spoiled: the last ones tell who it is
    assert append(QUESTION, 0.8).answer.learner == "old"


def test_a_file_too_long_to_be_read_is_named_before_anything_is_read(path, bytes_read):
    grown(path, 2_000 * MB)
    assert read().notes == (
        f"The file cannot be read: it has 2,000.0 MB, more than 10 MB ({path}).",
    )
    assert sum(bytes_read) == 0


def test_a_torn_end_of_a_long_file_spoils_no_later_answer(path):
    grown(path, 9 * MB)
    with path.open("ab") as file:
        file.write(GOOD[:40])
    append(QUESTION, 0.2)
    assert path.read_bytes().splitlines()[-2] == GOOD[:40]
    assert earlier(QUESTION).forecast == 0.3


def test_a_file_that_grows_while_it_is_read_is_read_only_so_far(path, monkeypatch):
    put(path, GOOD)
    endless = [b"x" * 1000]
    monkeypatch.setattr(_journal, "LARGEST", 5000)
    monkeypatch.setattr(os, "read", lambda _, n: endless[0][:n])
    assert len(_journal.read(path)) == 5000


# --- What is no file ----------------------------------------------------------------------


@posix
def test_what_is_exchanged_for_a_pipe_before_it_is_opened_is_noticed(path, monkeypatch):
    path.parent.mkdir()
    os.mkfifo(path)

    real = Path.stat

    def gone(self, **kwargs):
        if self.is_relative_to(path.parent.parent) and self != path:
            return real(self, **kwargs)
        raise FileNotFoundError

    monkeypatch.setattr(Path, "stat", gone)
    with pytest.raises(_journal.NotAFile, match="it is a pipe"):
        _journal.read(path)
    with pytest.raises(_journal.NotAFile, match="it is a pipe"):
        _journal.add(path, lambda data: b"")


@posix
def test_what_is_not_known_is_no_regular_file():
    status = os.stat_result([0o170000, *[0] * 9])
    with pytest.raises(_journal.NotAFile, match="it is no regular file"):
        _journal._refuse_all_but_files(status)


@posix
def test_a_link_to_a_file_is_as_good_as_the_file(path, tmp_path):
    path.parent.mkdir()
    path.symlink_to(tmp_path / "mine.jsonl")
    assert read().notes == (f"The file cannot be read: it is a link to nothing ({path}).",)
    assert append(QUESTION, 0.2).note == ""
    assert forecasts(read(tmp_path / "mine.jsonl")) == forecasts(read()) == [0.2]
    export(tmp_path / "copy.jsonl")
    forget()
    assert (tmp_path / "mine.jsonl").read_bytes() == b""
    assert path.is_symlink()


@posix
def test_nothing_is_written_to_a_device(path):
    path.parent.mkdir()
    path.symlink_to(os.devnull)
    assert "(it is a device)" in append(QUESTION, 0.2).note
    assert forecasts(read()) == [0.2]


def test_a_file_as_long_as_is_allowed_is_read():
    _journal._refuse_more(_journal.LARGEST)
    with pytest.raises(_journal.TooLarge, match=r"10\.0 MB, more than 10 MB"):
        _journal._refuse_more(_journal.LARGEST + 1)
