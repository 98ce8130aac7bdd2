"""A copy holds all that is known, whatever stands in the file's place; `forget` leaves nothing."""

import errno
import os
import socket

import pytest

from bce_lessons.answers import _journal, _store, records
from bce_lessons.answers.records import append, export, forget, read
from bce_lessons.practice import my_forecasts
from tests.answer_files import GOOD, QUESTION, failing, forecasts, line, new_learner, put

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


# --- Export and forget --------------------------------------------------------------------


def test_export_copies_every_line_and_what_is_in_memory(path, tmp_path, monkeypatch, capsys):
    append(QUESTION, 0.1)
    with path.open("ab") as file:
        file.write(GOOD[:30])
    with _journal._locked(path):
        append(QUESTION, 0.2)
        copy = export(tmp_path)
        assert copy.name == f"bce_lessons_answers_{read().answers[0].learner[:8]}.jsonl"
        assert capsys.readouterr().out == f"2 answers copied to {copy}\n"
        assert read(copy).answers == read().answers
        assert copy.read_bytes().startswith(path.read_bytes() + b"\n")
    again = export(tmp_path)
    assert again.stem == copy.stem + "-2"
    monkeypatch.chdir(tmp_path)
    assert export().parent == tmp_path
    assert export().stem == copy.stem + "-4"


def test_export_names_a_folder_that_is_not_there(tmp_path):
    append(QUESTION, 0.1)
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere: make it first"):
        export(tmp_path / "nowhere" / "mine.jsonl")


def test_export_overwrites_nothing(tmp_path):
    append(QUESTION, 0.1)
    mine = tmp_path / "mine.jsonl"
    assert export(mine) == mine
    before = mine.read_bytes()
    append(QUESTION, 0.2)
    with pytest.raises(FileExistsError, match=r"mine\.jsonl is there already: name another file"):
        export(str(mine))
    assert mine.read_bytes() == before


def test_export_without_a_file_takes_what_is_in_memory(path, tmp_path):
    path.parent.write_text("not a folder")
    append(QUESTION, 0.1)
    assert forecasts(read(export(tmp_path))) == [0.1]


def test_export_of_nothing_says_so():
    with pytest.raises(ValueError, match="no answers to export yet"):
        export()


def test_forget_is_one_call(path, capsys):
    forget()
    forget(dry_run=True)
    assert capsys.readouterr().out == "There are no answers to forget.\n" * 2
    old = append(QUESTION, 0.1).answer
    append(QUESTION, 0.2)
    forget(dry_run=True)
    assert capsys.readouterr().out == "2 answers would be deleted for good by forget().\n"
    assert len(read().answers) == 2
    forget()
    assert capsys.readouterr().out == "2 answers deleted for good.\n"
    assert read() == records.Records(())
    assert path.read_bytes() == b""
    assert append(QUESTION, 0.1).answer.learner != old.learner


def test_forget_takes_what_is_in_memory_too(path, capsys):
    path.parent.write_text("not a folder")
    append(QUESTION, 0.1)
    forget()
    assert read() == records.Records(())
    assert "1 answer deleted" in capsys.readouterr().out


# --- Whatever stands in the file's place ---------------------------------------------------


def a_folder(path):
    path.mkdir(parents=True)


def a_pipe(path):
    path.parent.mkdir()
    os.mkfifo(path)


def a_socket(path):
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))  # a socket's path must be short


def a_device(path):
    path.parent.mkdir()
    path.symlink_to("/dev/zero")


def a_circle(path):
    path.parent.mkdir()
    path.symlink_to(path)


INTRUDERS = {
    a_folder: "it is a folder",
    a_pipe: "it is a pipe",
    a_socket: "it is a socket",
    a_device: "it is a device",
    a_circle: os.strerror(errno.ELOOP),
}


@posix
@pytest.mark.parametrize("intruder", INTRUDERS, ids=lambda f: f.__name__)
def test_what_is_no_file_is_named_and_stops_nothing(path, intruder, tmp_path, capsys):
    intruder(path)
    kind = INTRUDERS[intruder]
    note = append(QUESTION, 0.2).note
    assert note.startswith(f"The file of your answers cannot be written ({kind}). Your answer")
    unreadable = f"The file cannot be read: {kind} ({path})."
    found = read()
    assert forecasts(found) == [0.2]
    assert found.notes[0] == unreadable
    assert my_forecasts().forecasts.tolist() == [0.2]
    copy = export(tmp_path)
    assert forecasts(read(copy)) == [0.2]
    assert capsys.readouterr().out == (
        f"{unreadable} What could not be read is not in the copy.\n1 answer copied to {copy}\n"
    )
    forget(dry_run=True)
    assert capsys.readouterr().out == "1 answer would be deleted for good by forget().\n"
    forget()
    assert capsys.readouterr().out == (
        f"1 answer deleted for good.\n{unreadable} Nothing more was deleted.\n"
    )
    with pytest.raises(ValueError, match="no answers to export: The file cannot be read"):
        export()
    forget()
    assert capsys.readouterr().out == f"{unreadable} Nothing more was deleted.\n"


def test_a_file_that_may_not_be_read_does_not_keep_back_what_is_in_memory(
    path, tmp_path, monkeypatch, capsys
):
    append(QUESTION, 0.1)
    before, real = path.read_bytes(), os.open

    def open_other(file, *args, **kwargs):
        if file == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(file, *args, **kwargs)

    with monkeypatch.context() as forbidden:
        forbidden.setattr(os, "open", open_other)
        assert append(QUESTION, 0.2).note.startswith("The file of your answers cannot be written.")
        assert forecasts(read(export(tmp_path))) == [0.2]
        said = capsys.readouterr().out
        assert said.startswith(f"The file cannot be read: Permission denied ({path}). What could")
    assert path.read_bytes() == before
    assert forecasts(read()) == [0.1, 0.2]


def test_what_cannot_be_emptied_is_named(path, monkeypatch, capsys):
    append(QUESTION, 0.1)
    with monkeypatch.context() as held_up:
        failing(held_up, "ftruncate", errno.EROFS)
        forget()
        why = f"{os.strerror(errno.EROFS)} ({path})"
        assert capsys.readouterr().out == (
            f"The file cannot be emptied: {why}. Nothing more was deleted.\n"
        )
        failing(held_up, "write", errno.EROFS)
        append(QUESTION, 0.2)
        forget()
        assert capsys.readouterr().out.startswith(
            "1 answer deleted for good.\nThe file cannot be emptied"
        )
    with _journal._locked(path):
        forget()
        assert "another process holds the lock" in capsys.readouterr().out
    assert forecasts(read()) == [0.1]
    forget()
    assert capsys.readouterr().out == "1 answer deleted for good.\n"


def test_a_read_that_fails_half_way_does_not_keep_back_the_rest(
    path, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(_journal, "PIECE", 100)
    append(QUESTION, 0.1)
    with monkeypatch.context() as full:
        failing(full, "write", errno.ENOSPC)
        append(QUESTION, 0.2)
    data = path.read_bytes()
    real, calls = os.read, []

    def read_once(file, n):
        calls.append(n)
        if len(calls) > 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(file, n)

    monkeypatch.setattr(_store, "save_held", tuple)
    monkeypatch.setattr(_store, "in_file", lambda: (data, ""))
    monkeypatch.setattr(os, "read", read_once)
    copy = export(tmp_path)
    monkeypatch.undo()
    assert copy.read_bytes().startswith(data[:100] + b"\n{")
    assert forecasts(read(copy)) == [0.2]
    assert "What could not be read is not in the copy" in capsys.readouterr().out


def test_lines_that_are_no_answers_are_copied_too(path, tmp_path, capsys):
    put(path, GOOD[:30], line(v=2))
    copy = export(tmp_path)
    assert copy.name == "bce_lessons_answers.jsonl"
    assert copy.read_bytes() == path.read_bytes()
    assert capsys.readouterr().out == f"0 answers copied to {copy}\n"


@pytest.mark.parametrize(
    ("learner", "name"),
    [
        ("b/c\0d", "bce_lessons_answers_bcd"),
        ("../../c", "bce_lessons_answers_c"),
        ("..\\C:é½", "bce_lessons_answers_C"),
        ("../..", "bce_lessons_answers"),
    ],
)
def test_a_copy_is_named_by_plain_letters_whatever_stands_in_the_file(
    path, tmp_path, monkeypatch, learner, name
):
    put(path, line(learner=learner))
    assert export(tmp_path) == tmp_path / f"{name}.jsonl"
    failing(monkeypatch, "write", errno.EROFS)
    append(QUESTION, 0.2)
    monkeypatch.setattr(_journal, "write_new", lambda target, *_: made.append(target))
    made = []
    _store.last_chance()
    assert made == [tmp_path / f"{name}-2.jsonl"]


# --- Where the copy cannot be made -------------------------------------------------------


@pytest.mark.parametrize("part", [0, 50])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_no_half_of_a_copy_is_left_on_a_full_disk(tmp_path, monkeypatch, part, code):
    append(QUESTION, 0.1)
    failing(monkeypatch, "write", code, after=part)
    why = rf"mine\.jsonl cannot be written \({os.strerror(code)}\): name a folder where you may"
    with pytest.raises(OSError, match=why) as caught:
        export(tmp_path / "mine.jsonl")
    assert not (tmp_path / "mine.jsonl").exists()
    assert "left there" not in str(caught.value)


def test_half_of_a_copy_that_cannot_be_removed_is_named(tmp_path, monkeypatch):
    append(QUESTION, 0.1)
    failing(monkeypatch, "fsync", errno.ENOSPC)
    failing(monkeypatch, "unlink", errno.EIO)
    with pytest.raises(OSError, match="A part of it is left there: delete it"):
        export(tmp_path / "mine.jsonl")


def test_a_copy_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    append(QUESTION, 0.1)

    def interrupt(file):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        export(tmp_path / "mine.jsonl")
    assert not (tmp_path / "mine.jsonl").exists()


@pytest.mark.parametrize(
    ("to", "error", "message"),
    [
        (3, TypeError, "to is 3: give a path, such as a string"),
        ("a\0b", ValueError, "with a letter that no path can hold"),
        ("\ud800", ValueError, "with a letter that no path can hold"),
        ("x" * 5000, OSError, "cannot be written"),
        ("file/below", OSError, "cannot be written"),
    ],
)
def test_a_copy_to_where_none_can_be_says_so(tmp_path, to, error, message):
    (tmp_path / "file").touch()
    append(QUESTION, 0.1)
    with pytest.raises(error, match=message):
        export(to)


@posix
def test_a_notebook_whose_folder_is_gone_is_asked_for_another(tmp_path, monkeypatch):
    append(QUESTION, 0.1)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FileNotFoundError, match="notebook's folder is gone: name another"):
        export()
    assert export(tmp_path).parent == tmp_path


def test_a_copy_may_go_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    append(QUESTION, 0.1)
    assert export("~").parent == tmp_path
    assert export("~/mine.jsonl") == tmp_path / "mine.jsonl"
