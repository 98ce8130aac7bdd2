"""What happened at exercises, in the learner's file: verdicts and hints, never an answer itself.

They are lines of the file that `records` keeps, beside the forecasts, and all that is promised
there holds for them. Nothing here knows the exercises, or needs more than the standard library.
"""

from __future__ import annotations

from bce_lessons.answers import _store
from bce_lessons.answers._lines import Turn

__all__ = ["Turn", "append", "at"]


def append(
    kind: str,
    exercise: str,
    *,
    verdict: str = "",
    mistake: str = "",
    hint: int = 0,
    course: str = "",
) -> tuple[Turn, str]:
    """Add what happened at an exercise to the learner's file, or keep it until that works.

    Parameters
    ----------
    kind : {"check", "hint"}
        What was called.
    exercise : str
        The exercise's slug.
    verdict : {"right", "close", "wrong", "unclear"}, optional
        What the check found.
    mistake : str, optional
        The slug of the known mistake that was named.
    hint : int, optional
        How far the reply went in the exercise's hints.
    course : str, optional
        The version of the course.

    Returns
    -------
    tuple of Turn and str
        The turn, with the number of its try, which goes on from what the file holds; and a note,
        as `records.append` makes it.

    Examples
    --------
    >>> _ = append("check", "one-nat", verdict="wrong", mistake="complement", hint=1)
    >>> turn, note = append("check", "one-nat", verdict="right")
    >>> turn.attempt, note
    (2, '')
    """
    turn = Turn(*_store.label(), kind, exercise, verdict, mistake, hint=hint, course=course)
    made, note = _store.save(turn)
    assert isinstance(made, Turn)
    return made, note


def at(exercise: str) -> list[Turn]:
    """Return what happened at an exercise so far, quickly however long the file is.

    Parameters
    ----------
    exercise : str
        The exercise's slug.

    Returns
    -------
    list of Turn
        Those in the file and in memory, in their order, whatever learner's id they have.

    Examples
    --------
    >>> _ = append("hint", "one-nat", hint=1)
    >>> [(turn.kind, turn.hint) for turn in at("one-nat")]
    [('hint', 1)]
    """
    return _store.turns(exercise)
