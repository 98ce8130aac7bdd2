"""The learner's answers, in their file and in memory: what is held moves to where it can.

An answer is held until it stands in a file. Where that is, is looked up at each attempt: a folder
that is named later gets all that is held, and so does, when the kernel stops, any that works.
"""

from __future__ import annotations

import atexit
import contextlib
import sys
import threading
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bce_lessons.answers import _journal, _lines, place
from bce_lessons.answers._lines import Answer, Record, Records, Turn, gathered, to_line, told
from bce_lessons.answers._whose import is_learners
from bce_lessons.answers.place import Nowhere, records_path, shown

FLEETING = (
    "This window keeps no files (a private one?): your answers go when you close or reload it."
)

held: list[Record] = []  # what is not in a file yet
one_at_a_time = threading.RLock()  # widgets may answer on another thread than cells


@dataclass(frozen=True)
class Saved:
    """What became of an answer: it, and a sentence for the learner if there is a need."""

    answer: Answer
    note: str = ""


def label() -> tuple[str, str, str]:
    """Return what a new record begins with: its id, no learner yet, and the time."""
    return uuid.uuid4().hex, "", datetime.now(UTC).isoformat(timespec="seconds")


def save(record: Record) -> tuple[Record, str]:
    """Write a record, with its learner and its number, or keep it; return it, and a note.

    What an answer does inside a check is neither written nor kept.
    """
    if is_learners.get():
        return record, ""
    with one_at_a_time:
        before = list(held)
        learner = held[0].learner if held else uuid.uuid4().hex
        held.append(replace(record, learner=learner))
        try:
            written = write_held()
        except OSError as error:
            return held[-1], kept(error)
    note = f"Saved, and with it {told(before)} that could not be saved before."
    if not before:
        note = FLEETING if _is_fleeting() else ""
    return written[-1], note


def write_held() -> list[Record]:
    """Write all that is held to where answers now belong, and return it: nothing is held then."""

    def lines(data: bytes) -> bytes:
        held[:] = as_of(data)
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
            return (f"{why} {told(held)} {are} in memory only: {remedy}.",)
    return ()


def kept(error: OSError) -> str:
    """Keep what could not be written under the learner's id, and say so in a sentence."""
    data, _ = in_file()
    held[:] = as_of(data)
    why, remedy = explain(error)
    what = "Your answer" if isinstance(held[-1], Answer) else f"This {held[-1].kind}"
    return f"{why} {what} counts, and is kept in memory until it can be written: {remedy}."


def as_of(data: bytes) -> list[Record]:
    """Return what is held, of the learner of a file that holds `data`, its tries numbered on."""
    first, tries, made = _lines.first(data), dict[str, int](), []
    for record in held:
        if isinstance(record, Turn):
            before = tries.get(record.exercise)
            before = _tries(data, record.exercise) if before is None else before
            tries[record.exercise] = before + record.is_try
            record = replace(record, attempt=before + 1)
        made.append(replace(record, learner=(first or record).learner))
    return made


def _tries(data: bytes, exercise: str) -> int:
    """Count the tries at an exercise that stand in a file; one may stand twice, or be held too."""
    in_memory = {record.id for record in held}
    found = {turn.id for turn in _lines.turns(data, exercise) if turn.is_try}
    return len(found - in_memory)


def turns(exercise: str) -> list[Turn]:
    """Return the turns at an exercise, in the learner's file and in memory, each once."""
    with one_at_a_time:
        data, _ = in_file()
        found: dict[str, Turn] = {}
        for turn in (*_lines.turns(data, exercise), *gathered(held).turns):
            if turn.exercise == exercise:
                found.setdefault(turn.id, turn)
    return list(found.values())


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
    data, trouble = in_file()
    found = _lines.sort(data) if not trouble else troubled(trouble)
    written = {record.id for record in found.all}
    new = [record for record in as_of(data) if record.id not in written]
    return gathered((*found.all, *new), found.notes)


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
        said = f"{told(held)} could not be saved"
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


def _is_fleeting() -> bool:
    return place.in_a_page() and not records_path().is_relative_to(place.DRIVE)
