"""What learners call an exercise, and what to say to a name that is none."""

from __future__ import annotations

from typing import Any, TypeGuard

from bce_lessons.answers.exercise import Exercise
from bce_lessons.answers.verdict import Verdict
from bce_lessons.lessons import catalogue

_HOW_TO_WRITE = 'write "01.2" for exercise 2 of lesson 1.'


def find(name: object) -> Exercise[Any] | None:
    """Return the exercise of a name such as "04.2", "4.2", "Exercise 4.2", or its slug."""
    return catalogue.exercise(str.strip(name)) if _is_text(name) else None


def _is_text(name: object) -> TypeGuard[str]:
    return issubclass(type(name), str)  # without asking the object, which may be anything


def misnamed(name: object, answer: object = None, call: str = 'check("{}", answer)') -> Verdict:
    """Say how to write the name of the exercise that was probably meant."""
    if _is_text(name):
        name = str.strip(name)
        numbers = catalogue.of_lesson_in(name)
        there = (
            f"lesson {int(numbers[0][:2])} has {numbers[0]} to {numbers[-1]}." if numbers else ""
        )
        name = name if len(name) <= 20 else name[:20] + " …"
        return Verdict("unclear", f"There is no exercise {name!r}", there or _HOW_TO_WRITE)
    swapped = find(answer)
    meant = swapped or (find(str(name)) if type(name) is float else None)
    call = f"`{call.format(written(meant) if meant else '01.1')}`"
    if swapped:
        return Verdict("unclear", "The other way round", f"first the exercise, as in {call}.")
    return Verdict("unclear", "No exercise is named", f"write its number in quotes: {call}.")


def written(exercise: Exercise[Any]) -> str:
    """Return how to call an exercise in code: by its number, if it has one."""
    return exercise.number or exercise.slug
