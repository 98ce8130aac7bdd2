"""Find the names of lessons, exercises, questions and figures in a text, and bring them up to date.

What the course leaves out is called by its words, `the lesson “add noise”`, `Exercise “dial”`, so
that it gets a number again when its line comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bce_lessons import lessons
from tools.renumber.names import Course, numbers, written

ENDING = r"(?=\.(?:ipynb|md|html))"
_SOME = r"(?=\d+(?: to |, | and )\d)\d+(?: to \d+)?(?:, \d+(?: to \d+)?)*(?: and \d+(?: to \d+)?)?"
_WORDS = r"(?:the )?lessons?\s+(?P<{}>“[^”]+”(?:(?:, | and )“[^”]+”)*)"
LESSON = re.compile(
    rf"(?<!\w)(?P<word>[Ll]esson)(?P<gap>\s+)(?P<one>\d+)(?!\.?\d)(?: and {_WORDS.format('also')})?"
    rf"|(?<!\w)(?P<words>[Ll]esson)s(?P<gaps>\s+)(?P<some>{_SOME})(?!\.?\d)"
    rf"(?: and {_WORDS.format('alsos')})?"
    rf"|(?<!\w)(?P<the>[Tt]he )?lessons?(?P<apart>\s+)(?P<out>“[^”]+”(?:(?:, | and )“[^”]+”)*)"
)
_EXERCISE = r"(?:\d+\.\d+(?!\d)|“[a-z][a-z0-9-]*”)"
EXERCISE = re.compile(
    rf"(?P<hash># )?(?<!\w)[Ee]xercise(?:\s+{_EXERCISE}"
    rf"|s\s+{_EXERCISE}(?:(?:, | and | to ){_EXERCISE})+)"
)
CHECK = re.compile(r'(?<!\w)check\("(?P<name>[^"\n]+)"')
FAR = 40  # characters before a name that tell whether a sentence begins with it
OPENS = re.compile(
    r"(?:^|\n\s*\n|[.!?][”\"')*_]*\s+|(?:^|\n)[ \t]*(?:[-+*#|>]+|\d+\.)[ \t]+)[*_\[(“]*$"
)


def listed(words: Iterable[str]) -> str:
    """Join words as in "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def ranged(found: Iterable[int]) -> str:
    """Write numbers as in "1 to 4, 6 and 7": three or more in a row become a range."""
    runs: list[list[int]] = []
    for n in sorted(found):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    return listed(parts)


def expanded(some: str) -> list[int]:
    """Read what `ranged` writes."""
    found: list[int] = []
    for part in re.split(", | and ", some):
        first, _, last = part.partition(" to ")
        found += range(int(first), int(last or first) + 1)
    return found


@dataclass
class References:
    """Rewrites texts, from the numbers that the files have to those of the registry."""

    course: Course
    was: Mapping[int, str] = field(init=False)
    asked: Mapping[str, str] = field(init=False)
    lost: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        """Read from the files what all were called until now."""
        self.was = numbers(self.course)
        known: dict[str, list[str]] = {}
        for slug, (topic, number) in written(self.course).items():
            if topic in self.was.values():
                known.setdefault(number, []).append(slug)
        self.asked = {number: slugs[0] for number, slugs in known.items() if len(slugs) == 1}
        either = "|".join(sorted(self.course.topics, key=len, reverse=True))
        self._numbered = re.compile(rf"(?<!\w)\d\d_({either})(?!\w)(?P<ends>{ENDING})?")
        self._parked = re.compile(rf"(?<!\w)({either}){ENDING}")
        names = "|".join(sorted(self.course.figures, key=len, reverse=True)) or "(?!)"
        self._figure = re.compile(rf"(?<!\w)(?:\d\d_)?({names})(?=\.(?:svg|png))")
        slugs = "|".join(sorted(self.course.questions, key=len, reverse=True)) or "(?!)"
        self._question = re.compile(rf"(?<![\w-])\d\d-({slugs})(?![\w-])")

    def text(self, text: str) -> str:
        """Rewrite a page, or a line."""
        return EXERCISE.sub(self._exercise, self._rest(text))

    def source(self, text: str, own: str = "") -> str:
        """Rewrite a cell; `own` is the slug of the exercise that it asks or solves."""
        text = EXERCISE.sub(partial(self._exercise, own=own), self._rest(text))
        return CHECK.sub(partial(self._check, own=own), text)

    def shown(self, output: Any) -> Any:
        """Rewrite what a cell shows, but no pictures."""
        if isinstance(output, str):
            return self.text(output)
        if isinstance(output, list):
            return [self.shown(one) for one in output]
        if not isinstance(output, dict):
            return output
        pictures = {
            k: v for k, v in output.items() if k.startswith("image/") and isinstance(v, str)
        }
        return {k: self.shown(v) for k, v in output.items()} | pictures

    def figure(self, name: str) -> str:
        """Return the name of a figure's files."""
        number = lessons.number(self.course.figures[name])
        return f"{number:02}_{name}" if number else name

    def _rest(self, text: str) -> str:
        """Rewrite all but exercises."""
        text = self._numbered.sub(self._path, text)
        text = self._parked.sub(lambda match: lessons.notebook(match[1]), text)
        text = self._figure.sub(lambda match: self.figure(match[1]), text)
        text = self._question.sub(self._asked, text)
        return LESSON.sub(self._lesson, text)

    def _path(self, match: re.Match[str]) -> str:
        known = lessons.number(match[1]) or match["ends"] is not None
        return lessons.notebook(match[1]) if known else match[0]

    def _asked(self, match: re.Match[str]) -> str:
        number = lessons.number(self.course.questions[match[1]])
        return f"{number:02}-{match[1]}" if number else match[0]

    def _lesson(self, match: re.Match[str]) -> str:
        """Rewrite "Lessons 3 to 5", "lesson 4", "the lesson “add noise”", "Lesson 4 and the …"."""
        one, some = match["one"], match["some"]
        said = expanded(some) if some else [int(one)] if one else []
        words = match["also"] or match["alsos"] or match["out"] or ""
        topics = [self.was.get(n, "") for n in said]
        topics += [self._worded(quoted) for quoted in re.findall("“([^”]+)”", words)]
        self.lost |= {n for n in said if n not in self.was and 0 < n < max(self.was, default=0)}
        if "" in topics:
            return match[0]
        found = [lessons.number(topic) for topic in topics]
        if found == said + [0] * (len(topics) - len(said)):
            return match[0]
        capital = bool(match["the"]) if match["out"] else match[0].startswith("L")
        here = [n for n in found if n]
        head = "Lesson" if capital else "lesson"
        gap = match["gap"] or match["gaps"] or match["apart"]
        head = f"{head}{'s' * (len(here) > 1)}{gap}{ranged(here)}" if here else ""
        gone = sorted(topic for topic in topics if not lessons.number(topic))
        quoted = listed(f"“{topic.replace('_', ' ')}”" for topic in gone) if gone else ""
        the = ("The " if not head and opens(match) else "the ") if capital else ""
        tail = f"{the}lesson{'s' * (len(gone) > 1)}{' ' if head else gap}{quoted}" if gone else ""
        return " and ".join(filter(None, [head, tail]))

    def _worded(self, words: str) -> str:
        topic = words.replace(" ", "_")
        return topic if topic in self.course.topics else ""

    def _exercise(self, match: re.Match[str], own: str = "") -> str:
        """Rewrite "Exercise 4.2", and the heading of an exercise's own cell."""

        def item(found: re.Match[str]) -> str:
            if own and match["hash"]:
                return self.course.exercises.get(own, f"“{own}”")
            slug = self.asked.get(found[0], found[0].strip("“”"))
            number = self.course.exercises.get(slug)
            return number or (f"“{slug}”" if found[0] in self.asked else found[0])

        return re.sub(_EXERCISE, item, match[0])

    def _check(self, match: re.Match[str], own: str) -> str:
        """Rewrite `check("04.2"`; in an exercise's own cells, where a line begins with it."""
        name = match["name"]
        first = match.string[: match.start()].endswith("\n") or not match.start()
        slug = own if own and first else self.asked.get(name.lstrip("0"), name)
        number = self.course.exercises.get(slug)
        lesson, _, place = (number or "0.0").partition(".")
        new = f"{int(lesson):02}.{place}" if number else slug
        return f'check("{new}"'


def opens(match: re.Match[str]) -> bool:
    """Say whether a sentence, a line of a list or a cell of a table begins with a match."""
    before = match.string[: match.start()]
    return bool(OPENS.search(before if len(before) < FAR else "…" + before[-FAR:]))
