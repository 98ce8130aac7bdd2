"""The learner's answers, in their file and in memory: what is held moves to where it can.

An answer is held until it stands in a file. Where that is, is looked up at each attempt: a folder
that is named later gets all that is held, and so does, when the kernel stops, any that works.
"""

from __future__ import annotations

import atexit
import contextlib
import sys
import threading
from dataclasses import replace
from pathlib import Path

from bce_lessons.answers import _journal, _lines, place
from bce_lessons.answers._lines import Answer, Records, count, to_line
from bce_lessons.answers.place import Nowhere, records_path, shown

held: list[Answer] = []  # what is not in a file yet
one_at_a_time = threading.RLock()  # widgets may answer on another thread than cells


def write_held() -> list[Answer]:
    """Write all that is held to where answers now belong, and return it: nothing is held then."""

    def lines(data: bytes) -> bytes:
        held[:] = as_of(next(_lines.answers(data), None))
        return b"".join(map(to_line, held))

    _journal.add(records_path(), lines)
    written = list(held)
    held.clear()
    return written


def save_held() -> tuple[str, ...]:
    """Write what is held if there is any and if it can be; else say in a sentence why not."""
    if held:
        try:
            write_held()
        except OSError as error:
            why, remedy = explain(error)
            are = "is" if len(held) == 1 else "are"
            return (f"{why} {count(len(held), 'answer')} {are} in memory only: {remedy}.",)
    return ()


def kept(error: OSError) -> str:
    """Keep what could not be written under the learner's id, and say so in a sentence."""
    data, _ = in_file()
    held[:] = as_of(next(_lines.answers(data), None))
    why, remedy = explain(error)
    return f"{why} Your answer counts, and is kept in memory until it can be written: {remedy}."


def as_of(first: Answer | None) -> list[Answer]:
    """Return what is held, of the learner whose answer comes first in the file."""
    return [replace(answer, learner=(first or answer).learner) for answer in held]


def explain(error: OSError) -> tuple[str, str]:
    """Say in a sentence what stopped a write, and in a few words what the learner can do."""
    if isinstance(error, Nowhere):
        return f"{error}.", _journal.ELSEWHERE
    if isinstance(error, _journal.TooLarge):
        why = f"The file of your answers is too long: {error} ({shown(records_path())})."
        return why, "rename or delete that file; your next answer, or export(), then saves it"
    return _journal.explain(error, records_path())


def empty_file() -> str:
    """Empty the learner's file, or say in a sentence why that cannot be."""
    try:
        _journal.empty(records_path())
    except OSError as error:
        return f"The file cannot be emptied: {_journal.reason(error)} ({shown(records_path())})"
    return ""


def known() -> Records:
    """Return what is in the learner's file and in memory."""
    try:
        found = _lines.sort(_journal.read(records_path()))
    except OSError as error:
        found = troubled(trouble_with(error))
    in_file = {answer.id for answer in found.answers}
    in_memory = as_of(found.answers[0] if found.answers else None)
    new = tuple(answer for answer in in_memory if answer.id not in in_file)
    return replace(found, answers=found.answers + new)


def in_file() -> tuple[bytes, str]:
    """Return what the learner's file holds, and what is wrong with it."""
    try:
        return _journal.read(records_path()), ""
    except OSError as error:
        return b"", trouble_with(error)


def is_filled() -> bool:
    """Say whether anything is in the learner's file, even if it cannot be read."""
    try:
        return place.is_file(records_path()) and records_path().stat().st_size > 0
    except OSError:
        return False


def trouble_with(error: OSError) -> str:
    """Say why the learner's file cannot be read, and where it is."""
    if isinstance(error, Nowhere):
        return str(error)
    why = unreadable(error, records_path())
    return f"{why} ({shown(records_path())})" if why else ""


def unreadable(error: OSError, path: Path) -> str:
    """Say why a file cannot be read: nothing if there is none."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"The file cannot be read: {_journal.reason(error)}"
    return "The file cannot be read: it is a link to nothing" if path.is_symlink() else ""


def troubled(why: str) -> Records:
    """Return what is found in a file that cannot be read: nothing, and why."""
    return Records((), (f"{why}.",) if why else ())


@atexit.register
def last_chance() -> None:
    """Try once more when the kernel stops; if that fails, leave the answers where they are found.

    Nothing is lost in silence: the terminal, where a notebook's server runs, says what happened.
    """
    with one_at_a_time:
        if not save_held():
            return
        said = f"{count(len(held), 'answer')} could not be saved"
        for folder in (Path.cwd, _temporary):
            with contextlib.suppress(OSError):
                target = place.free_name(folder() / place.copy_name(held[0].learner))
                _journal.write_new(target, map(to_line, held), 0o600)
                print(f"{said} as usual: look into {shown(target)}", file=sys.__stderr__)
                return
        print(f"{said}: no file can be written.", file=sys.__stderr__)


def _temporary() -> Path:
    import tempfile

    return Path(tempfile.gettempdir())
