"""The hints to an exercise, in their order: where to look, what to do, where it is solved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bce_lessons.answers.exercise import Exercise

__all__ = ["last", "link", "words"]


def words(exercise: Exercise[Any], hint: int) -> str:
    """Return what a hint says; from the second on it stays the same, and a link is added."""
    where, what = exercise.sheet.hints
    return f"Where to look: {where}" if hint == 1 else f"What to do: {what}"


def link(exercise: Exercise[Any]) -> str:
    """Return where an exercise is solved, as seen from the lesson's folder, if it is there."""
    return exercise.solution if Path(exercise.solution).is_file() else ""


def last(exercise: Exercise[Any]) -> int:
    """Return how many hints there are: two and, where it is solved beside the lesson, a link."""
    return 2 + bool(link(exercise))
