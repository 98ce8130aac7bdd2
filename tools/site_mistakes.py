"""Write for teachers what the course knows of an exercise: the right answer, known mistakes."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from bce_lessons.practice import values
from bce_lessons.practice.spec import Exercise, Mistake

FEW = 8  # values of an array that are written out


def escaped(text: str) -> str:
    """Let a sentence stand in a cell of a Markdown table."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def shown(value: Any) -> str:
    """Write a number or an array, long ones by their first values."""
    array = np.asarray(value, dtype=np.float64) + 0.0  # no −0
    if array.size > FEW and (array == array.flat[0]).all():
        return f"{array.size} times {shown(array.flat[0])}"
    if array.size > FEW:
        return f"{array.size} values, first {shown(array.ravel()[:3])}"
    text = ", ".join(values.shown(one) for one in array.ravel())
    text = re.sub(r"e([-+]\d+)", lambda power: f" × 10^{int(power[1])}^", text)
    text = re.sub(r"-(?=[\d.])", "−", text.replace("inf", "∞").replace("nan", "NaN"))
    text = re.sub(r"10\^(.+?)\^", r"10<sup>\1</sup>", text)
    return f"[{text}]" if array.ndim else text


def arguments(case: tuple[Any, ...]) -> str:
    """Write a call's arguments."""
    parts = []
    for one in case:
        array = np.asarray(one)
        if array.dtype.kind in "US":
            parts.append(f"[{', '.join(array.ravel()[:3])}{', …' if array.size > 3 else ''}]")
        else:
            parts.append(shown(array))
    return ", ".join(parts)


@np.errstate(all="ignore")
def _called(function: Any, case: tuple[Any, ...]) -> Any:
    try:
        return np.asarray(function(*copy.deepcopy(case)), dtype=np.float64)
    except Exception as error:
        return type(error).__name__


def of_a_function(exercise: Exercise, mistake: Mistake) -> str:
    """Say what a wrong function returns for the first arguments that show it."""
    assert exercise.trials is not None
    for case in exercise.trials.inputs():
        wrong, right = _called(mistake.gives, case), _called(exercise.right, case)
        call = f"f({arguments(case)})"
        if isinstance(wrong, str):
            return f"{call} raises {wrong}"
        if not values.agree(wrong, right):
            return f"{call} = {shown(wrong)}, not {shown(right)}"
    raise LookupError(f"no case shows the mistake {mistake.says!r}")


def right(exercise: Exercise) -> str:
    """Write the right answer."""
    if exercise.trials:
        return "a function"
    text = shown(exercise.right())
    return f"{text}, or others" if exercise.accepts else text


@np.errstate(all="ignore")
def find(exercise: Exercise, known: Sequence[Mistake], phrase: str) -> tuple[str, str]:
    """Return what a known mistake gives and what the check says of it, by a phrase of that."""
    phrase = phrase.replace("\\|", "|")
    found = next((mistake for mistake in known if phrase in mistake.says), None)
    if found is None:
        raise LookupError(f"no known mistake says {phrase!r}")
    gives = of_a_function(exercise, found) if exercise.trials else shown(found.gives())
    return gives, escaped(found.says)
