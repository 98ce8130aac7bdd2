"""How far somebody is in the hints of an exercise: one ladder for `check` and `hint`."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from IPython import get_ipython

from bce_lessons.answers import _aside, ladder, turns
from bce_lessons.answers.exercise import Exercise
from bce_lessons.answers.turns import Turn
from bce_lessons.answers.verdict import Verdict
from bce_lessons.practice._names import written


def reached(exercise: Exercise[Any], before: Sequence[Turn]) -> int:
    """Return how many hints somebody has had; beside the solutions, nobody needs any."""
    if ladder.is_solved_here(exercise):
        return ladder.last(exercise)
    return max((turn.hint for turn in before), default=0)


def below(verdict: Verdict, exercise: Exercise[Any], before: Sequence[Turn]) -> tuple[Verdict, int]:
    """Say below a wrong answer how to get the next hint; return how far its own hint went."""
    had, most = reached(exercise, before), ladder.last(exercise)
    is_due = verdict.hint or verdict.link or verdict.more
    given = min(had + 1, most) if is_due else 0
    if max(given, had) < most:
        which = "the next hint" if given or had else "a hint"
        verdict = replace(verdict, more=(*verdict.more, f"For {which}: `{call(exercise)}`"))
    return verdict, given


def call(exercise: Exercise[Any]) -> str:
    """Write how to ask for a hint; where `hint` was not imported, with the import."""
    code = f'hint("{written(exercise)}")'
    shell = get_ipython()
    found = shell.user_ns.get("hint") if shell else None
    is_there = getattr(found, "__module__", "").startswith("bce_lessons.") if found else not shell
    return code if is_there else f"from bce_lessons.practice import hint; {code}"


def keep(kind: str, exercise: Exercise[Any], **what: Any) -> str:
    """Keep what happened in the learner's file; return a note, if there is trouble with it.

    The course's own notebooks of solutions are nobody's tries, nor is a check within an answer.
    """
    if _aside.is_learners.get() or ladder.is_solved_here(exercise):
        return ""
    return turns.append(kind, exercise.slug, course=_course(), **what)[1]


@cache
def _course() -> str:
    """Return the version of the course, if it was installed."""
    try:
        return importlib.metadata.version("bce_lessons")
    except importlib.metadata.PackageNotFoundError:
        return ""
