"""Copies of the learner's answers, to keep or to hand in; and how many there are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bce_lessons.answers import _journal, _lines, _store, place
from bce_lessons.answers._lines import Record, to_line, told
from bce_lessons.answers.place import records_path, shown


def target(to: Path | str | None, learner: str) -> Path:
    """Return the file to make: the one named, or a new one in the folder named."""
    try:
        target = Path.cwd() if to is None else place.given(to, "to")
    except FileNotFoundError:
        remedy = "name another to export to"
        raise FileNotFoundError(f"the notebook's folder is gone: {remedy}") from None
    if place.is_folder(target):
        return place.free_name(target / place.copy_name(learner))
    return target


def all_that_is_known(notes: list[str]) -> Iterator[bytes]:
    """Yield the learner's file, as far as it can be read, and what is held; note any trouble."""
    data, trouble = _store.in_file()
    if data:
        try:
            yield from _journal.pieces(records_path())
        except OSError as error:
            trouble = _store.trouble_with(error)
            yield b"\n"  # it may have ended in the middle of a line
    if trouble:
        notes.append(f"{trouble}. What could not be read is not in the copy.")
    yield from map(to_line, _store.as_of(data))


def write(target: Path, parts: Iterable[bytes]) -> None:
    where = shown(target)
    try:
        _journal.write_new(target, parts)
    except FileExistsError:
        remedy = "name another file, or delete it first"
        raise FileExistsError(f"{where} is there already: {remedy}") from None
    except OSError as error:
        raise type(error)(_why_not(target, error)) from None


def _why_not(target: Path, error: OSError) -> str:
    """Say what stopped a copy, and what the learner can do."""
    reason = _journal.reason(error)
    if isinstance(error, FileNotFoundError):
        if not place.is_folder(target.parent):
            return f"there is no folder {shown(target.parent)}: make it first"
        reason = "no file can be made in that folder"  # as in /proc, which the system itself fills
    remedy = 'name a folder where you may write and which has room, as in export("~")'
    left = ". A part of it is left there: delete it" if os.path.lexists(target) else ""
    return f"{shown(target)} cannot be written ({reason}): {remedy}{left}"


def how_many(path: Path, held: Iterable[Record] = ()) -> str:
    """Say how many answers, and lines on exercises, are in a file, and others in memory."""
    try:
        found = _lines.sort(_journal.read(path))
    except OSError:  # too many to be counted
        return "All your answers"
    return told({one.id: one for one in (*found.all, *held)}.values())
