"""The lines of a file of answers: one JSON object each, or something to skip and to name.

A line without a `kind` is a forecast; "check" and "hint" are what happened at an exercise, which
readers from before take for lines of a newer version. Lines of other kinds and of newer versions
are left alone. Nothing that stands in a file can make reading it slow, large or fail: lines that
are too long are not parsed, and those that are no answers are counted only so far.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, TypeAlias, TypeGuard

VERSION = 1
LONGEST = 2**16  # bytes of a line: an answer takes about 200, and a long question 12,000
MOST_TRIES = 10**6  # no file has room for so many
MOST_HINTS = 3  # of an exercise: where to look, what to do, where it is solved
MOST_SKIPPED = 10_000  # lines of one kind: more of them, and it is no file of answers
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how such a file begins


@dataclass(frozen=True)
class Answer:
    """One forecast that somebody committed to.

    Attributes
    ----------
    id : str
        Random, its own: an answer that is read twice counts once.
    learner : str
        Random, made with the first answer, the same in all that follow. Not a name. In the
        learner's own file it decides nothing: all that stands there is theirs.
    time : str
        When, in UTC, to the second.
    question : str
        The question's slug, such as "gradient-vanishes". Older files have its lesson's number, too.
    forecast : float
        The probability that was given, above 0 and below 1.
    """

    id: str
    learner: str
    time: str
    question: str
    forecast: float


@dataclass(frozen=True)
class Turn:
    """What happened at an exercise: an answer was checked, or a hint was asked for.

    The answer itself is never kept.

    Attributes
    ----------
    id, learner, time : str
        As an `Answer` has them.
    kind : {"check", "hint"}
        What was called.
    exercise : str
        The exercise's slug, such as "one-nat".
    verdict : {"right", "close", "wrong", "unclear", ""}
        What the check found: "close" is right but for its digits, "unclear" is what could not be
        judged. Of a hint, nothing.
    mistake : str
        The slug of the known mistake that was named; several, with commas, if the check could not
        tell which; empty, if none was.
    attempt : int
        Which try it was, from 1; in the file it is called "try". What could not be judged is no
        try, and has the number that the next one has; so has a hint.
    hint : int
        How far its reply went in the exercise's hints: 1 is the first, 3 the last, 0 is none.
    course : str
        The version of the course; empty, if that is unknown.
    """

    id: str
    learner: str
    time: str
    kind: str
    exercise: str
    verdict: str = ""
    mistake: str = ""
    attempt: int = 1
    hint: int = 0
    course: str = ""

    @property
    def is_try(self) -> bool:
        """Whether an answer was judged."""
        return self.kind == "check" and self.verdict in ("right", "close", "wrong")


Record: TypeAlias = Answer | Turn


@dataclass(frozen=True)
class Records:
    """What a file holds, in its order: answers, a sentence on each trouble, turns at exercises."""

    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def all(self) -> tuple[Record, ...]:
        """Answers and turns."""
        return (*self.answers, *self.turns)


def to_line(record: Record) -> bytes:
    """Write an answer, or a turn at an exercise, as a line of a file."""
    fields = {_WRITTEN.get(name, name): value for name, value in asdict(record).items()}
    return json.dumps({"v": VERSION, **fields}).encode("ascii") + b"\n"


def answers(data: bytes, holding: str = "learner") -> Iterator[Answer]:
    """Yield the answers whose lines hold a word, as JSON writes it; look at no other line."""
    word = json.dumps(holding)[1:-1]
    return (found for found in _holding(data, word) if isinstance(found, Answer))


def turns(data: bytes, exercise: str) -> Iterator[Turn]:
    """Yield the turns at one exercise."""
    every = _holding(data, json.dumps(exercise))
    return (one for one in every if isinstance(one, Turn) and one.exercise == exercise)


def first(data: bytes) -> Record | None:
    """Return the first answer or, where there is none, the first turn: they say who it is."""
    return next(chain(answers(data, "forecast"), _holding(data, "learner")), None)


def _holding(data: bytes, word: str) -> Iterator[Record]:
    """Yield what stands in the lines that hold some letters."""
    letters, data, end = word.encode("ascii"), _plain(data), 0
    skipped = 0
    while skipped <= MOST_SKIPPED and (at := data.find(letters, end)) >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        end = len(data) if end < 0 else end
        found = _parse(data[start:end])
        if isinstance(found, str):
            skipped += 1
        else:
            yield found


def sort(data: bytes) -> Records:
    """Return what is read, each id once, and a note on each kind of lines that are skipped."""
    found: dict[str, Record] = {}
    skipped: dict[str, list[int]] = {kind: [] for kind in _KINDS}
    notes = []
    for number, line in enumerate(io.BytesIO(_plain(data)), start=1):
        if not line.strip():
            continue
        kind = _parse(line)
        if not isinstance(kind, str):
            found.setdefault(kind.id, kind)
            continue
        skipped[kind].append(number)
        if len(skipped[kind]) > MOST_SKIPPED:
            notes = [f"After {number:,} lines, too many of them no answers, nothing more is read."]
            break
    notes = [_note(kind, where) for kind, where in skipped.items() if where] + notes
    return gathered(found.values(), tuple(notes))


def gathered(records: Collection[Record], notes: tuple[str, ...] = ()) -> Records:
    """Part the answers from the turns at exercises."""
    return Records(
        tuple(one for one in records if isinstance(one, Answer)),
        notes,
        tuple(one for one in records if isinstance(one, Turn)),
    )


def count(n: int, noun: str) -> str:
    """Write a number of things."""
    return f"{n} {noun}" if n == 1 else f"{n:,} {noun}s"


def told(records: Collection[Record]) -> str:
    """Write how many answers there are, and how many lines on exercises, if there are any."""
    n = sum(isinstance(one, Answer) for one in records)
    lines = f"{count(len(records) - n, 'line')} on exercises"
    if n == len(records):
        return count(n, "answer")
    return f"{count(n, 'answer')} and {lines}" if n else lines


_WRITTEN = {"attempt": "try"}  # a word of Python's own, which no field can have for its name
_TURNS = ("check", "hint")
_KINDS = {
    "incomplete": "incomplete (a write was cut short)",
    "foreign": "not an answer",
    "newer": "from a newer version of the course",
}


def _plain(data: bytes) -> bytes:
    """Take off an editor's mark; of UTF-16, take the zeros as well: answers are ASCII."""
    if data.startswith(UTF_16):
        return data[2:].replace(b"\0", b"")
    return data.removeprefix(b"\xef\xbb\xbf")


def _parse(line: bytes) -> Record | str:
    """Return the answer or turn that a line holds, or what kind of line it is instead."""
    try:
        if len(line) > LONGEST:
            raise ValueError("no answer is so long")
        found = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return "incomplete" if _is_cut(line) else "foreign"
    if not isinstance(found, dict) or type(found.get("v")) is not int or found["v"] < VERSION:
        return "foreign"
    kind = found.get("kind")
    if found["v"] > VERSION or (isinstance(kind, str) and kind not in _TURNS):
        return "newer"
    return _turn(found) if isinstance(kind, str) else _answer(found)


def _is_cut(line: bytes) -> bool:
    """Say whether a line begins as one of a file of answers, and lacks its end."""
    return line.startswith(b"{") and not line.rstrip().endswith(b"}")


def _answer(found: dict[str, Any]) -> Answer | str:
    words = _words(found, "id", "learner", "time", "question")
    forecast = found.get("forecast")
    if not words or isinstance(forecast, bool) or not isinstance(forecast, int | float):
        return "foreign"
    return Answer(**words, forecast=float(forecast)) if 0 < forecast < 1 else "foreign"


def _turn(found: dict[str, Any]) -> Turn | str:
    words = _words(found, "id", "learner", "time", "kind", "exercise")
    more = {name: found.get(name, "") for name in ("verdict", "mistake", "course")}
    attempt, hint = found.get("try"), found.get("hint", 0)
    are_words = all(isinstance(word, str) for word in more.values())
    if not (words and are_words and _is_count(attempt, 1, MOST_TRIES)):
        return "foreign"
    if not _is_count(hint, 0, MOST_HINTS):
        return "foreign"
    return Turn(**words, **more, attempt=attempt, hint=hint)


def _is_count(value: Any, least: int, most: int) -> TypeGuard[int]:
    return type(value) is int and least <= value <= most


def _words(found: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return what stands under some names, if that are words; otherwise nothing."""
    words = {name: found.get(name) for name in names}
    return words if all(isinstance(word, str) and word for word in words.values()) else {}


def _note(kind: str, where: list[int]) -> str:
    shown = ", ".join(map(str, where[:5])) + (", …" if len(where) > 5 else "")
    are = "is" if len(where) == 1 else "are"
    lines = f"{count(len(where), 'line')} ({shown})"
    return f"{lines} {are} {_KINDS[kind]}: skipped, and left in the file."
