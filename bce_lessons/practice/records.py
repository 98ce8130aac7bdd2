"""What a learner answered: one file of JSON lines that only grows, on this machine alone.

Each answer is one line, written in one piece under a lock and synced before `append` returns. So
two notebooks may answer at once, and a kernel killed in the middle of a write costs the answer
being written and no other: its torn line stays, and the next line starts afresh. What cannot be
written is kept in memory and written later. Readers skip what they don't understand, and say so.

Nothing here knows the questions or their outcomes, or needs more than the standard library.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import numbers
import os
import sys
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bce_lessons.practice import _journal

__all__ = [
    "FOLDER_VARIABLE",
    "Answer",
    "Records",
    "Saved",
    "append",
    "export",
    "first_answers",
    "forget",
    "practice_answers",
    "read",
    "records_path",
    "to_line",
]

FOLDER_VARIABLE = "BCE_LESSONS_RECORDS"
FILE_NAME = "answers.jsonl"
DRIVE = Path("/drive")  # in a web page: what the browser keeps, all else goes with the page
FLEETING = (
    "This window keeps no files (a private one?): your answers go when you close or reload it."
)
VERSION = 1
_held: dict[Path, list[Answer]] = {}  # what is not in its file yet
_one_at_a_time = threading.RLock()  # widgets may answer on another thread than cells


@dataclass(frozen=True)
class Answer:
    """One forecast that somebody committed to.

    Attributes
    ----------
    id : str
        Random, its own: an answer that is read twice counts once.
    learner : str
        Random, made with the first answer, the same in all that follow. Not a name.
    time : str
        When, in UTC, to the second.
    question : str
        The question's id, such as "03-gradient-vanishes".
    forecast : float
        The probability that was given, above 0 and below 1.
    """

    id: str
    learner: str
    time: str
    question: str
    forecast: float


@dataclass(frozen=True)
class Saved:
    """What became of an answer: it, and a sentence for the learner if there is a need."""

    answer: Answer
    note: str = ""


@dataclass(frozen=True)
class Records:
    """What a file holds: the answers, in its order, and a sentence on each trouble."""

    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()


def records_path() -> Path:
    """Return the file of this learner's answers, whether there is one yet or not.

    It is ``answers.jsonl`` in the folder that the environment variable ``BCE_LESSONS_RECORDS``
    names or, without one, in the place that the system keeps for a user's data. Where Python runs
    in a web page, it is in the folder ``my_forecasts`` beside the lessons.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        return Path(folder).expanduser().absolute() / FILE_NAME
    if _in_a_page() and DRIVE.is_dir():
        return DRIVE / "my_forecasts" / FILE_NAME
    from platformdirs import user_data_path

    return user_data_path("bce_lessons", appauthor=False) / FILE_NAME


def append(question: str, forecast: float) -> Saved:
    """Add an answer to the learner's file, synced to the disk, or keep it until that works.

    Parameters
    ----------
    question : str
        The question's id.
    forecast : float in (0, 1)
        The probability that the learner gives to a yes.

    Returns
    -------
    Saved
        The answer, and a `note`: empty, or a sentence on what went wrong. The answer is then
        kept in memory, counted by `read`, and written with the next one that can be, or when
        the kernel stops.

    Raises
    ------
    ValueError
        If `question` is empty, or `forecast` is not a probability above 0 and below 1.
    TypeError
        If `question` is not a string, or `forecast` not a real number.

    Examples
    --------
    >>> saved = append("03-gradient-vanishes", 0.8)
    >>> saved.answer.forecast, saved.note
    (0.8, '')
    """
    value = _checked(question, forecast)
    path = records_path()
    with _one_at_a_time:
        held = _held.setdefault(path, [])
        before = len(held)
        learner = held[0].learner if held else uuid.uuid4().hex
        now = datetime.now(UTC).isoformat(timespec="seconds")
        held.append(Answer(uuid.uuid4().hex, learner, now, question, value))
        try:
            written = _write_held(path)
        except OSError as error:
            return Saved(held[-1], _explain(error))
    note = f"Saved, and with it {_count(before, 'answer')} that could not be saved before."
    if not before:
        note = FLEETING if _in_a_page() and not path.is_relative_to(DRIVE) else ""
    return Saved(written[-1], note)


def read(path: Path | str | None = None) -> Records:
    """Read the answers of a file, by default the learner's own with those still in memory.

    Parameters
    ----------
    path : path-like, optional
        Another file of answers.

    Returns
    -------
    Records
        All answers that can be read, in the order of the file, each id once; and notes on lines
        that are incomplete, foreign or from a newer version of the course. They stay in the file.

    Examples
    --------
    >>> _ = append("03-gradient-vanishes", 0.8)
    >>> [(answer.question, answer.forecast) for answer in read().answers]
    [('03-gradient-vanishes', 0.8)]
    """
    held = _held.get(records_path(), []) if path is None else []
    try:
        data = (records_path() if path is None else Path(path)).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        data, notes = b"", []
    except OSError as error:
        data, notes = b"", [f"The file cannot be read: {error.strerror}."]
    else:
        notes = _notes(data)
    answers: dict[str, Answer] = {}
    for answer in (*_answers(data), *held):
        answers.setdefault(answer.id, answer)
    return Records(tuple(answers.values()), tuple(notes))


def first_answers(answers: Iterable[Answer]) -> dict[str, Answer]:
    """Return the first answer to each question, which counts, by the question's id."""
    first: dict[str, Answer] = {}
    for answer in answers:
        first.setdefault(answer.question, answer)
    return first


def practice_answers(answers: Iterable[Answer]) -> list[Answer]:
    """Return the answers to questions that had been answered before: kept, but not scored."""
    every = list(answers)
    first = {answer.id for answer in first_answers(every).values()}
    return [answer for answer in every if answer.id not in first]


def export(to: Path | str | None = None) -> Path:
    """Copy the learner's answers into a file of their own, to keep or to hand in.

    Parameters
    ----------
    to : path-like, optional
        A folder, or the file to make. By default a file in the folder of the notebook. Its name
        holds the random id that all the answers have, and nothing about the person.

    Returns
    -------
    Path
        The copy. A line that says where it is, is printed as well.

    Raises
    ------
    FileExistsError
        If the file named is there already.
    FileNotFoundError
        If the folder named is not there.
    ValueError
        If there are no answers yet.

    Examples
    --------
    >>> export()
    Traceback (most recent call last):
        ...
    ValueError: there are no answers to export yet: commit a forecast first
    """
    found = read()
    if not found.answers:
        raise ValueError("there are no answers to export yet: commit a forecast first")
    source = records_path()
    data = source.read_bytes() if source.exists() else b""
    data += b"" if not data or data.endswith(b"\n") else b"\n"
    data += b"".join(map(to_line, _held.get(source, [])))
    target = Path.cwd() if to is None else Path(to)
    if target.is_dir():
        target = _free_name(target / f"bce_lessons_answers_{found.answers[0].learner[:8]}.jsonl")
    try:
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError:
        mend = "name another file, or delete it first"
        raise FileExistsError(f"{target} is there already: {mend}") from None
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no folder {target.parent}: make it first") from None
    print(f"{_count(len(found.answers), 'answer')} copied to {target}")
    if _in_a_page():
        print("It is in this browser: File, Open… lists it, and a right click there downloads it.")
    return target


def forget(*, dry_run: bool = False) -> None:
    """Delete the learner's answers, at once and for good.

    Parameters
    ----------
    dry_run : bool, optional
        True only says what would go.

    Notes
    -----
    Copies made by `export` stay.

    Examples
    --------
    >>> forget()
    There are no answers to forget.
    >>> _ = append("03-gradient-vanishes", 0.8)
    >>> forget(dry_run=True)
    1 answer would be deleted for good by forget().
    >>> forget()
    1 answer deleted for good.
    """
    path = records_path()
    with _one_at_a_time:
        how_many = _count(len(read().answers), "answer")
        empty = not _held.get(path) and not (path.exists() and path.stat().st_size)
        if empty:
            print("There are no answers to forget.")
        elif dry_run:
            print(f"{how_many} would be deleted for good by forget().")
        else:
            if path.exists():
                _journal.empty(path)
            _held.pop(path, None)
            print(f"{how_many} deleted for good.")


def to_line(answer: Answer) -> bytes:
    """Write an answer as a line of a file."""
    return json.dumps({"v": VERSION, **asdict(answer)}).encode("ascii") + b"\n"


def _in_a_page() -> bool:
    """Say whether Python runs in a web page, as in JupyterLite."""
    return sys.platform == "emscripten"


# --- Writing ------------------------------------------------------------------------------


def _checked(question: str, forecast: float) -> float:
    """Return the forecast as a float, or say what is wrong with it or with the question."""
    if not isinstance(question, str):
        raise TypeError(f"question is {question!r}: give its id, a string")
    if not question:
        raise ValueError("question is empty: give its id")
    if isinstance(forecast, bool) or not isinstance(forecast, numbers.Real):
        raise TypeError(f"forecast is {forecast!r}: give a probability above 0 and below 1")
    value = float(forecast)
    if not 0 < value < 1:
        raise ValueError(f"forecast is {forecast!r}: give a probability above 0 and below 1")
    return value


def _write_held(path: Path) -> list[Answer]:
    """Write all that `path` lacks, and return it: nothing is held any more."""
    held = _held[path]

    def lines(data: bytes) -> bytes:
        learner = next((answer.learner for answer in _answers(data)), held[0].learner)
        held[:] = [replace(answer, learner=learner) for answer in held]
        return b"".join(map(to_line, held))

    _journal.add(path, lines)
    return _held.pop(path)


def _explain(error: OSError) -> str:
    why, mend = _journal.explain(error)
    return f"{why} Your answer counts, and is kept in memory until it can be written: {mend}."


@atexit.register
def _last_chance() -> None:
    """Try once more when the kernel stops."""
    with _one_at_a_time:
        for path in list(_held):
            with contextlib.suppress(OSError):
                _write_held(path)


# --- Reading ------------------------------------------------------------------------------


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _answers(data: bytes) -> Iterator[Answer]:
    for _, line in _lines(data):
        found = _parse(line)
        if isinstance(found, Answer):
            yield found


def _parse(line: bytes) -> Answer | str:
    """Return the answer that a line holds, or what kind of line it is instead."""
    try:
        found = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return "incomplete" if line.startswith(b"{") else "foreign"
    if not isinstance(found, dict) or type(found.get("v")) is not int or found["v"] < VERSION:
        return "foreign"
    if found["v"] > VERSION:
        return "newer"
    words: dict[str, Any] = {key: found.get(key) for key in ("id", "learner", "time", "question")}
    forecast = found.get("forecast")
    if not all(isinstance(word, str) and word for word in words.values()):
        return "foreign"
    if isinstance(forecast, bool) or not isinstance(forecast, int | float):
        return "foreign"
    return Answer(**words, forecast=float(forecast)) if 0 < forecast < 1 else "foreign"


_KINDS = {
    "incomplete": "incomplete (a write was cut short)",
    "foreign": "not an answer",
    "newer": "from a newer version of the course",
}


def _notes(data: bytes) -> list[str]:
    """Say in a sentence, for each kind of trouble, which lines are skipped."""
    kinds = [(number, _parse(line)) for number, line in _lines(data)]
    notes = []
    for kind, meaning in _KINDS.items():
        where = [str(number) for number, found in kinds if found == kind]
        if where:
            lines = f"{_count(len(where), 'line')} ({_shorten(where)})"
            are = "is" if len(where) == 1 else "are"
            notes.append(f"{lines} {are} {meaning}: skipped, and left in the file.")
    return notes


def _shorten(numbers: Sequence[str]) -> str:
    shown = ", ".join(numbers[:5])
    return f"{shown}, …" if len(numbers) > 5 else shown


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _free_name(path: Path) -> Path:
    """Return `path`, or the first of path-2, path-3, … that is not taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
