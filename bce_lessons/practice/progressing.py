"""Show how far a learner is: questions forecast, exercises right, and what is next."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from numbers import Integral
from pathlib import Path
from typing import overload

from bce_lessons import _options as options
from bce_lessons import lessons
from bce_lessons.answers import records
from bce_lessons.answers.question import slug_of
from bce_lessons.answers.records import Records
from bce_lessons.lessons import catalogue

__all__ = ["LessonProgress", "Progress", "progress"]

HEAD = ("Lesson", "Questions forecast", "Exercises right")
NOTHING = "none"
_DONE = "✓"
_BEGINNING = 4000  # characters of a notebook, among which its title stands
_TITLE = re.compile(r'"# ((?:[^"\\]|\\.)*?)(?:\\n)?"')
_NUMBER = re.compile(r"(?:lesson\s*)?0*(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, repr=False)
class LessonProgress:
    """How far a learner is in one lesson.

    Attributes
    ----------
    number : int
        The lesson's number.
    title : str
        Its name.
    notebook : str
        Its file.
    questions : mapping of str to bool
        Its questions by their ids, and whether there is a forecast.
    exercises : mapping of str to bool
        Its exercises by their numbers, and whether an answer was right.
    tries : mapping of str to int
        How often each exercise was tried, of those that were.
    notes : tuple of str
        A sentence on each trouble in reading the records.
    """

    number: int
    title: str
    notebook: str
    questions: Mapping[str, bool]
    exercises: Mapping[str, bool]
    tries: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The ids of the questions without a forecast."""
        return tuple(name for name, is_done in self.questions.items() if not is_done)

    @property
    def open_exercises(self) -> tuple[str, ...]:
        """The numbers of the exercises that were not right yet."""
        return tuple(name for name, is_done in self.exercises.items() if not is_done)

    @property
    def is_open(self) -> bool:
        """Whether a question or an exercise is open."""
        return bool(self.open_questions or self.open_exercises)

    @property
    def is_begun(self) -> bool:
        """Whether there is a forecast or a try."""
        return any(self.questions.values()) or bool(self.tries)

    @property
    def name(self) -> str:
        """Number and title, as in "Lesson 1, Score one prediction"."""
        return f"Lesson {self.number}, {self.title}"

    @property
    def summary(self) -> str:
        """How much is done, in a sentence."""
        if not (self.questions or self.exercises):
            return "Nothing is asked in it."
        if not self.is_open:
            return f"All done {_DONE}"
        return _summary(self.questions.values(), self.exercises.values())

    def __repr__(self) -> str:
        lists = [f"{what}: {', '.join(names)}" for what, names in self._lists()]
        return "\n".join([f"{self.name}: {self.summary}", *lists, *self.notes])

    def _repr_html_(self) -> str:
        lists = [
            f"<p>{what}:</p><ul>{''.join(f'<li>{escape(name)}</li>' for name in names)}</ul>"
            for what, names in self._lists()
        ]
        head = f"<p><strong>{escape(self.name)}:</strong> {escape(self.summary)}</p>"
        return head + "".join(lists) + _paragraphs(self.notes)

    def _lists(self) -> list[tuple[str, list[str]]]:
        """List what is open."""
        questions = list(self.open_questions)
        exercises = [name + self._tried(name) for name in self.open_exercises]
        both = (("Questions without a forecast", questions), ("Exercises not right yet", exercises))
        return [(what, names) for what, names in both if names]

    def _tried(self, exercise: str) -> str:
        tries = self.tries.get(exercise, 0)
        return f" ({tries} {'try' if tries == 1 else 'tries'})" if tries else ""


@dataclass(frozen=True, repr=False)
class Progress:
    """How far a learner is in the course.

    Attributes
    ----------
    lessons : tuple of LessonProgress
        All lessons of the course, in their order.
    notes : tuple of str
        A sentence on each trouble in reading the records.
    """

    lessons: tuple[LessonProgress, ...]
    notes: tuple[str, ...] = ()

    @property
    def next(self) -> LessonProgress | None:
        """The first lesson in which something is open, if there is one."""
        return next((lesson for lesson in self.lessons if lesson.is_open), None)

    @property
    def is_begun(self) -> bool:
        """Whether there is a forecast or a try in any lesson."""
        return any(lesson.is_begun for lesson in self.lessons)

    @property
    def summary(self) -> str:
        """How much is done, in a sentence."""
        questions = [done for lesson in self.lessons for done in lesson.questions.values()]
        exercises = [done for lesson in self.lessons for done in lesson.exercises.values()]
        if not self.is_begun:
            return f"Your progress: nothing yet. {_LATER}"
        return f"Your progress: {_summary(questions, exercises)}"

    def __repr__(self) -> str:
        return "\n".join([self.summary, *self._table(), self._what_is_next(), *self.notes])

    def _table(self) -> list[str]:
        """Write a line for each lesson; of a course that nobody has begun, none."""
        if not self.is_begun:
            return []
        table = [HEAD, *map(_cells, self.lessons)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        rows = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in table
        ]
        return ["", *rows, ""]

    def _repr_html_(self) -> str:
        said = escape(self.summary)
        head = "".join(f'<th scope="col" {_LEFT}>{cell}</th>' for cell in HEAD)
        body = "".join(map(_html_row, self.lessons))
        caption = f"<caption {_LEFT}>{said}</caption>"
        table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        begin = table if self.is_begun else f"<p>{said}</p>"
        return f"{begin}<p>{self._what_is_next(as_html=True)}</p>{_paragraphs(self.notes)}"

    def _what_is_next(self, *, as_html: bool = False) -> str:
        lesson = self.next
        if lesson is None:
            return f"All done {_DONE}"
        if not as_html:
            return f"Next: {lesson.name} ({lesson.notebook})"
        file = escape(lesson.notebook)
        # The output of a course that nobody has begun stands on pages, which have no notebooks.
        if self.is_begun and Path(lesson.notebook).is_file():
            file = f'<a href="{file}">{file}</a>'
        return f"Next: {escape(lesson.name)} ({file})"


@overload
def progress() -> Progress: ...
@overload
def progress(lesson: str | int) -> LessonProgress: ...
def progress(lesson: str | int | None = None) -> Progress | LessonProgress:
    """Show which questions are forecast and which exercises are right, and what is next.

    Parameters
    ----------
    lesson : str or int, optional
        One lesson, by its number, "04", or by its name: then what is open in it is listed.

    Returns
    -------
    Progress or LessonProgress
        A table with a row for each lesson, and the first lesson in which something is open; or
        what is open in one lesson. In a notebook, shown as HTML. Before there is anything to
        count, a sentence says so in the place of the table.

    Raises
    ------
    ValueError
        If the course has no such lesson.

    Notes
    -----
    It is read from the file on this machine where `ask` and `check` keep what you did. Answers to
    lessons that the course leaves out are not counted.

    Examples
    --------
    >>> from bce_lessons.practice import ask, check, progress
    >>> progress()
    Your progress: nothing yet. Forecasts and right answers will be counted here, lesson by lesson.
    Next: Lesson 1, Score one prediction (01_score_one_prediction.ipynb)
    >>> _ = ask("01-two-falls", 0.8)
    >>> check("01.1", 0.37)  # doctest: +ELLIPSIS
    ✓ Exercise 1.1, right: ...
    >>> progress("01").open_exercises
    ('01.2', '01.3', '01.4', '01.5')
    >>> progress().next.notebook
    '01_score_one_prediction.ipynb'
    """
    topic = None if lesson is None else _topic(lesson)
    found = records.read()
    if topic is not None:
        return _of_lesson(topic, found, found.notes)
    return Progress(tuple(_of_lesson(one, found) for one in lessons.ORDER), found.notes)


def _topic(name: str | int) -> str:
    """Return the lesson of a name, or say which there are."""
    text = name.strip() if isinstance(name, str) else ""
    number = _NUMBER.fullmatch(text)
    meant = int(number[1]) if number else _whole(name)
    for topic in lessons.ORDER:
        if meant == lessons.number(topic):
            return topic
        if text.removesuffix(".ipynb") in (topic, lessons.notebook(topic)):
            return topic
    remedy = f'give its number, "01" to "{len(lessons.ORDER):02}"'
    raise ValueError(f"lesson is {options.shown(name)}, which the course does not have: {remedy}")


def _whole(name: object) -> int:
    """Return a whole number of any type; 0, which is no lesson's, for all else."""
    return int(name) if isinstance(name, Integral) and not isinstance(name, bool) else 0


def _of_lesson(topic: str, found: Records, notes: tuple[str, ...] = ()) -> LessonProgress:
    """Compare what a lesson asks with what is in the records."""
    number = lessons.number(topic)
    asked = [one for one in catalogue.questions().values() if one.lesson == number]
    set_ = {name: one for name, one in catalogue.exercises().items() if int(name[:2]) == number}
    answered = {slug_of(answer.question) for answer in found.answers}
    tries = [turn for turn in found.turns if turn.is_try]
    right = {turn.exercise for turn in tries if turn.verdict == "right"}
    counted = Counter(turn.exercise for turn in tries)
    return LessonProgress(
        number,
        _title(topic),
        f"{lessons.notebook(topic)}.ipynb",
        {one.id: one.slug in answered for one in asked},
        {name: one.slug in right for name, one in set_.items()},
        {name: counted[one.slug] for name, one in set_.items() if one.slug in counted},
        notes,
    )


def _title(topic: str) -> str:
    """Return a lesson's title, from the beginning of its notebook if that is beside this one."""
    with suppress(OSError, ValueError), Path(f"{lessons.notebook(topic)}.ipynb").open("rb") as file:
        beginning = file.read(_BEGINNING).decode("utf-8", "ignore")
        if found := _TITLE.search(beginning):
            return str(json.loads(f'"{found[1]}"'))
    return topic.replace("_", " ").capitalize()


# --- In words -----------------------------------------------------------------------------

_LATER = "Forecasts and right answers will be counted here, lesson by lesson."
_LEFT = 'style="text-align: left; color: inherit"'  # the page's own, in light and in dark


def _summary(questions: Collection[bool], exercises: Collection[bool]) -> str:
    return f"{_of(questions)} questions forecast, {_of(exercises)} exercises right."


def _of(done: Collection[bool]) -> str:
    return f"{sum(done)} of {len(done)}"


def _cells(lesson: LessonProgress) -> tuple[str, str, str]:
    name = f"{lesson.number:2} {lesson.title}"
    return name, _cell(lesson.questions.values()), _cell(lesson.exercises.values())


def _cell(done: Collection[bool]) -> str:
    """Write how many are done, with a sign where all are."""
    return f"{_of(done)}{f' {_DONE}' * all(done)}" if done else NOTHING


def _html_row(lesson: LessonProgress) -> str:
    name, *cells = (escape(cell.strip()) for cell in _cells(lesson))
    row = f'<th scope="row" {_LEFT}>{name}</th>'
    return f"<tr>{row}{''.join(f'<td {_LEFT}>{cell}</td>' for cell in cells)}</tr>"


def _paragraphs(notes: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(note)}</p>" for note in notes)
