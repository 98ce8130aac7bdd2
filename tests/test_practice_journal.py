"""Files are opened without waiting, read no further than needed, and never exchanged unseen."""

import os
from pathlib import Path

import pytest

from bce_lessons.practice import _journal, ask
from bce_lessons.practice.records import append, earlier, export, forget, read
from tests.answer_files import GOOD, QUESTION, forecasts, line, new_learner, put

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
        last = b"\n" + line(id="last", question="06-coin", forecast=0.9, learner="old") + b"\n"
        file.seek(size - len(last))
        file.write(last)


# --- However long the file ----------------------------------------------------------------


@pytest.mark.parametrize("size", [10 * MB, 200 * MB, 2_000 * MB])
def test_an_answer_costs_the_same_however_long_the_file_is(path, size, bytes_read):
    grown(path, size)
    first = ask(QUESTION, 0.8)
    assert (first.practice, first.counted) == (True, 0.3)
    assert (ask("06-coin", 0.8).practice, ask("06-coin", 0.8).counted) == (True, 0.9)
    assert ask("01-opposite", 0.8).practice is False
    assert ask("01-opposite", 0.7).practice is True
    widget = ask(QUESTION)
    assert widget.result["reminder"] == "You have answered this before."
    assert sum(bytes_read) <= 11 * 2 * _journal.END  # five answers look twice, a widget once
    assert path.stat().st_size - size < 2000
    note = f"not looked for in {(size - 2 * _journal.END) / 1e6:,.1f} MB of it."
    assert note in first.note
    assert note in widget.result["note"]


def test_an_answer_in_a_long_file_keeps_the_learners_id(path):
    grown(path, 10 * MB)
    assert append(QUESTION, 0.8).answer.learner == "old"
    with path.open("r+b") as file:
        file.write(b"x" * 1000)  # the first line is spoiled: the last ones tell who it is
    assert append(QUESTION, 0.8).answer.learner == "old"


def test_a_file_too_long_to_be_read_is_named_before_anything_is_read(path, bytes_read):
    grown(path, 2_000 * MB)
    assert read().notes == (
        f"The file cannot be read: it has 2,000.0 MB, more than 50 MB ({path}).",
    )
    assert sum(bytes_read) == 0
    assert append(QUESTION, 0.5).note == ""


def test_a_torn_end_of_a_long_file_spoils_no_later_answer(path):
    grown(path, 10 * MB)
    with path.open("ab") as file:
        file.write(GOOD[:40])
    append(QUESTION, 0.2)
    assert path.read_bytes().splitlines()[-2] == GOOD[:40]
    assert earlier(QUESTION)[0].forecast == 0.3


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


def test_a_file_as_long_as_is_allowed_is_read(tmp_path):
    with (tmp_path / "full").open("w+b") as file:
        file.write(b"x" * MB)
        file.flush()
        _journal._refuse_more(file.fileno(), MB)
        with pytest.raises(_journal.TooLarge, match=r"1\.0 MB, more than 1 MB"):
            _journal._refuse_more(file.fileno(), MB - 1)
