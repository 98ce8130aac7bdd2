"""Write for teachers what the course knows of an exercise: the right answer, known mistakes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from bce_lessons.answers import compare
from bce_lessons.answers.compare import Known, Written
from bce_lessons.answers.exercise import Exercise, Function, Judged, WrongFunction

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
    text = ", ".join(compare.shown(one) for one in array.ravel())
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


def of_a_function(sheet: Function, mistake: WrongFunction) -> str:
    """Say what a wrong function returns for the first arguments that show it."""
    for trial in sheet.trials:
        wrong, right = trial.of(mistake.gives), trial.of(sheet.rights[0])
        call = f"f({arguments(trial.arguments)})"
        if isinstance(wrong, str):
            return f"{call} raises {wrong}"
        assert isinstance(right, Known)
        if not Written(wrong.value).agrees(right):
            return f"{call} = {shown(wrong.value)}, not {shown(right.value)}"
    raise LookupError(f"no input shows the mistake {mistake.slug}")


def right(exercise: Exercise[Any]) -> str:
    """Write the right answer."""
    if isinstance(exercise.sheet, Function):
        return "a function"
    text = shown(exercise.sheet.answer.value)
    return f"{text}, or others" if isinstance(exercise.sheet, Judged) else text


def find(exercise: Exercise[Any], slug: str) -> tuple[str, str]:
    """Return what a mistake gives and what the check says of it."""
    sheet = exercise.sheet
    found = next((mistake for mistake in sheet.mistakes if mistake.slug == slug), None)
    if found is None:
        raise LookupError(f"no known mistake is called {slug}")
    is_function = isinstance(sheet, Function)
    gives = of_a_function(sheet, found) if is_function else shown(found.gives.value)
    return gives, escaped(found.says)
