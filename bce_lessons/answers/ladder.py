"""The hints to an exercise, in their order: where to look, what to do, where it is solved.

Each is shown once. Afterwards only where it is solved is said again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bce_lessons.answers.exercise import Exercise

__all__ = ["due", "is_solved_here", "last", "link"]

_IN_WORDS = 2  # the first hints: after them comes the link


def due(exercise: Exercise[Any], had: int) -> tuple[str, str, tuple[str, ...]]:
    """Return what comes after `had` hints.

    That is the next hint in words; or, once all of these were shown, a link to where it is solved,
    and if that is not there, a sentence that names it. An exercise outside of the course has none.
    """
    where, what = exercise.sheet.hints
    if had < _IN_WORDS:
        return (f"What to do: {what}" if had else f"Where to look: {where}"), "", ()
    there, solution = link(exercise), exercise.solution
    away = (f"The solution, `{solution}`, is not beside this notebook.",) if solution else ()
    return "", there, () if there else away


def link(exercise: Exercise[Any]) -> str:
    """Return where an exercise is solved, as seen from the notebook's folder, if it is there."""
    if is_solved_here(exercise):
        return Path(exercise.solution).name
    return exercise.solution if Path(exercise.solution).is_file() else ""


def is_solved_here(exercise: Exercise[Any]) -> bool:
    """Say whether the notebook's folder is that of the solutions."""
    solved = Path(exercise.solution)
    return Path(solved.name).is_file() and Path("..", solved.parent, solved.name).is_file()


def last(exercise: Exercise[Any]) -> int:
    """Return how many hints there are: two and, where it is solved beside the lesson, a link."""
    return _IN_WORDS + bool(link(exercise))
