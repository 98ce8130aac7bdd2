"""Where a learner's answers belong, and the paths that callers give.

A relative folder means the one that it named when it was first seen: a lesson that changes its
working directory finds the earlier answers all the same.
"""

from __future__ import annotations

import contextlib
import os
import re
import reprlib
import sys
from pathlib import Path
from typing import Any

FOLDER_VARIABLE = "BCE_LESSONS_RECORDS"
FILE_NAME = "answers.jsonl"
LONGEST_NAME = 120  # letters of a name in a report
DRIVE = Path("/drive")  # in a web page: what the browser keeps, all else goes with the page

_first_seen: dict[str, Path] = {}  # what each relative folder was when it was first seen


class Nowhere(OSError):
    """There is no place for answers; the message is a sentence, without its stop, that says why."""


def records_path() -> Path:
    """Return the file of this learner's answers, whether there is one yet or not.

    It is ``answers.jsonl`` in the folder that the environment variable ``BCE_LESSONS_RECORDS``
    names or, without one, in the place that the system keeps for a user's data. Where Python runs
    in a web page, it is in the folder ``my_forecasts`` beside the lessons.

    Raises
    ------
    OSError
        If the variable names no possible folder, or this user has no home.
    """
    folder = _named()
    if folder is None and in_a_page() and DRIVE.is_dir():
        folder = DRIVE / "my_forecasts"
    return (folder or _users_own()) / FILE_NAME


def in_a_page() -> bool:
    """Say whether Python runs in a web page, as in JupyterLite."""
    return sys.platform == "emscripten"


def given(path: Any, name: str) -> Path:
    """Return a path that a caller gave, with ``~`` resolved, or say what is wrong with it."""
    try:
        text = os.fsdecode(path)
    except TypeError:
        raise TypeError(f"{name} is {reprlib.repr(path)}: give a path, such as a string") from None
    if "\0" in text or any("\ud800" <= c < "\udc80" for c in text):
        raise ValueError(f"{name} is {reprlib.repr(text)}, with a letter that no path can hold")
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such user: then it may be a name that begins so
        return Path(text)


def shown(text: object) -> str:
    """Write a path or a name so that it stays on its line and can be printed anywhere."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))
    return safe.encode(encoding, "backslashreplace").decode(encoding)


def shortened(text: object) -> str:
    """Write a path or a name as `shown` does, and leave out the middle of a long one."""
    whole, half = shown(text), LONGEST_NAME // 2
    return whole if len(whole) <= LONGEST_NAME else f"{whole[:half]}{shown('…')}{whole[-half:]}"


def is_file(path: Path) -> bool:
    """Say whether a regular file is there, as far as one may look."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Say whether a folder is there, as far as one may look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def copy_name(learner: str) -> str:
    """Return the name of a copy of the answers; it says no more than their random id.

    Whatever else stands in a file for an id is left out: a name holds plain letters only.
    """
    letters = re.sub("[^A-Za-z0-9]", "", learner)[:8]
    return f"{'_'.join(filter(None, ('bce_lessons_answers', letters)))}.jsonl"


def free_name(path: Path) -> Path:
    """Return `path`, or the first of path-2, path-3, … that is not taken."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _named() -> Path | None:
    """Return the folder that the environment names, if it does."""
    text = os.environ.get(FOLDER_VARIABLE, "")
    if not text.strip():
        return None
    why = f"{FOLDER_VARIABLE} is {reprlib.repr(text)}, which names no folder"
    if "\0" in text:
        raise Nowhere(f"{why}: it holds a zero character")
    try:
        return _once(Path(text).expanduser())
    except (RuntimeError, KeyError):
        raise Nowhere(f"{why}: there is no such user, or this one has no home folder") from None


def _users_own() -> Path:
    """Return the folder for this user's data."""
    from platformdirs import user_data_path

    try:
        return _once(user_data_path("bce_lessons", appauthor=False))
    except (RuntimeError, KeyError):
        raise Nowhere("This user has no home folder for the file of your answers") from None


def _once(folder: Path) -> Path:
    """Resolve a folder against the working directory, the same for good."""
    if folder.is_absolute():
        return folder
    if str(folder) not in _first_seen:
        try:
            _first_seen[str(folder)] = folder.absolute()
        except OSError:
            raise Nowhere("The working directory, which is to hold your answers, is gone") from None
    return _first_seen[str(folder)]


with contextlib.suppress(Nowhere):
    _named()  # see it now: the lesson may change the working directory
