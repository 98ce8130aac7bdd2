"""Give a hint before a wrong try: where to look, what to do, where it is solved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from IPython.display import display

from bce_lessons.answers import ladder, turns
from bce_lessons.answers.exercise import Exercise
from bce_lessons.answers.verdict import Verdict
from bce_lessons.practice import _hints, _names

__all__ = ["hint"]


def hint(exercise: str) -> None:
    """Show the next hint to an exercise; none gives the answer.

    There are three: where to look, what to do, and where the exercise is solved. They are the same
    that `check` adds to wrong answers, and go on from there. Whoever had all is told so, and where
    the solution is.

    Parameters
    ----------
    exercise : str
        Its number, in quotes: "01.1" is exercise 1 of lesson 1. Or its slug, such as "one-nat".

    Notes
    -----
    Nothing is raised, whatever the name is. That a hint was asked for is kept in the file of
    forecasts, as `check` keeps its verdicts: so the next one is another, also after a restart. It
    is no try.

    Where the course has no solutions beside the lesson, there are two hints.

    Examples
    --------
    >>> from bce_lessons.practice import hint
    >>> hint("01.1")  # doctest: +ELLIPSIS
    → Exercise 1.1, hint 1 of ...: Where to look: ...
    """
    found = _names.find(exercise)
    verdict = _next(found) if found else _names.misnamed(exercise, call='hint("{}")')
    display(verdict)  # type: ignore[no-untyped-call]


def _next(exercise: Exercise[Any]) -> Verdict:
    due, most = _hints.reached(turns.at(exercise.slug)) + 1, ladder.last(exercise)
    note = _hints.keep("hint", exercise, hint=min(due, most))
    verdict = _no_more(exercise) if due > most else _one(exercise, due, most)
    return replace(verdict, more=(*verdict.more, note)) if note else verdict


def _one(exercise: Exercise[Any], due: int, most: int) -> Verdict:
    head = f"{exercise.title}, hint {due} of {most}"
    if due == 3:
        body = "The notebook of solutions solves it, and says why."
        return Verdict("hint", head, body, link=ladder.link(exercise))
    return Verdict("hint", head, ladder.words(exercise, due))


def _no_more(exercise: Exercise[Any]) -> Verdict:
    """Say that all hints were given, and where the solution is, or would be."""
    head, there = f"{exercise.title}, no more hints", ladder.link(exercise)
    body = f"You have had all of them. {ladder.words(exercise, 2)}"
    away = () if there else (f"The solution, `{exercise.solution}`, is not beside this notebook.",)
    return Verdict("hint", head, body, link=there, more=away)
