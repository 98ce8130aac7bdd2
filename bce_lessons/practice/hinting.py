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
    that `check` adds to wrong answers, and go on from there, so that none is shown twice. Who had
    all is told so, and where the solution is.

    Parameters
    ----------
    exercise : str
        Its number, in quotes: "01.1" is exercise 1 of lesson 1. Or its slug, such as "one-nat".

    Notes
    -----
    Nothing is raised, whatever the name is. That a hint was asked for is kept in the file of
    forecasts, as `check` keeps its verdicts: so the next one is another, also after a restart. It
    is no try.

    Where the course has no solutions beside the lesson, there are two hints. In the folder of the
    solutions there are none: the one that solves the exercise is named.

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
    had, most = _hints.reached(exercise, turns.at(exercise.slug)), ladder.last(exercise)
    note = _hints.keep("hint", exercise, hint=min(had + 1, most))
    verdict = _after(exercise, had, most)
    return replace(verdict, more=(*verdict.more, note)) if note else verdict


def _after(exercise: Exercise[Any], had: int, most: int) -> Verdict:
    """Give the hint after those that were had, or say that there is none and where it is solved."""
    which, body = f"hint {had + 1} of {most}", "The notebook of solutions solves it, and says why."
    if ladder.is_solved_here(exercise):
        which, body = "no hints here", "This folder holds the solutions."
    elif had >= most:
        which, body = "no more hints", "You have had all of them."
    words, link, more = ladder.due(exercise, had)
    return Verdict("hint", f"{exercise.title}, {which}", words or body, link=link, more=more)
