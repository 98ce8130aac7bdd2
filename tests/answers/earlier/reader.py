"""The reader of files of answers as it was before checks were kept: it must not choke on new ones.

A copy, which is not to be changed; `sort` is what `read` returned.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1
LONGEST = 2**16  # bytes of a line: an answer takes about 200, and a long question 12,000
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
        Random, made with the first answer, the same in all that follow. Not a name.
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
class Records:
    """What a file holds: the answers, in its order, and a sentence on each trouble."""

    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()


def to_line(answer: Answer) -> bytes:
    """Write an answer as a line of a file."""
    return json.dumps({"v": VERSION, **asdict(answer)}).encode("ascii") + b"\n"


def answers(data: bytes, holding: str = "learner") -> Iterator[Answer]:
    """Yield the answers whose lines hold a word, as JSON writes it; look at no other line."""
    word, data, end = json.dumps(holding)[1:-1].encode("ascii"), _plain(data), 0
    skipped = 0
    while skipped <= MOST_SKIPPED and (at := data.find(word, end)) >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        end = len(data) if end < 0 else end
        found = _parse(data[start:end])
        if isinstance(found, Answer):
            yield found
        else:
            skipped += 1


def sort(data: bytes) -> Records:
    """Return the answers, each id once, and a note on each kind of lines that are skipped."""
    found: dict[str, Answer] = {}
    skipped: dict[str, list[int]] = {kind: [] for kind in _KINDS}
    notes = []
    for number, line in enumerate(io.BytesIO(_plain(data)), start=1):
        if not line.strip():
            continue
        kind = _parse(line)
        if isinstance(kind, Answer):
            found.setdefault(kind.id, kind)
            continue
        skipped[kind].append(number)
        if len(skipped[kind]) > MOST_SKIPPED:
            notes = [f"After {number:,} lines, too many of them no answers, nothing more is read."]
            break
    notes = [_note(kind, where) for kind, where in skipped.items() if where] + notes
    return Records(tuple(found.values()), tuple(notes))


def count(n: int, noun: str) -> str:
    """Write a number of things."""
    return f"{n} {noun}" if n == 1 else f"{n:,} {noun}s"


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


def _parse(line: bytes) -> Answer | str:
    """Return the answer that a line holds, or what kind of line it is instead."""
    try:
        if len(line) > LONGEST:
            raise ValueError("no answer is so long")
        found = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return "incomplete" if line.startswith(b"{") else "foreign"
    if not isinstance(found, dict) or type(found.get("v")) is not int or found["v"] < VERSION:
        return "foreign"
    if found["v"] > VERSION or isinstance(found.get("kind"), str):
        return "newer"
    words: dict[str, Any] = {key: found.get(key) for key in ("id", "learner", "time", "question")}
    forecast = found.get("forecast")
    if not all(isinstance(word, str) and word for word in words.values()):
        return "foreign"
    if isinstance(forecast, bool) or not isinstance(forecast, int | float):
        return "foreign"
    return Answer(**words, forecast=float(forecast)) if 0 < forecast < 1 else "foreign"


def _note(kind: str, where: list[int]) -> str:
    shown = ", ".join(map(str, where[:5])) + (", …" if len(where) > 5 else "")
    are = "is" if len(where) == 1 else "are"
    lines = f"{count(len(where), 'line')} ({shown})"
    return f"{lines} {are} {_KINDS[kind]}: skipped, and left in the file."
