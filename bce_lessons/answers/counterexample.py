"""Try a learner's function on an exercise's inputs, and find the smallest on which it fails."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bce_lessons.answers.compare import Known, Written
from bce_lessons.answers.exercise import Function, WrongFunction
from bce_lessons.answers.failure import AllCalls, describe, on_time
from bce_lessons.answers.sandbox import Arguments, calls
from bce_lessons.answers.trial import Trial
from bce_lessons.answers.tried import Tool, Tried, name, reader

__all__ = ["Finding", "examine"]

_SHRINKING = 200  # calls at most, to make an input smaller


@dataclass(frozen=True)
class Finding:
    """What is true of a function: nothing to fix, or its smallest failure in words."""

    failure: str = ""
    mistakes: tuple[WrongFunction, ...] = ()
    unanswered: bool = False
    unjudged: bool = False  # it had not ended, or was too slow
    printed: bool = False
    rounded: bool = False  # right, but for its digits


def examine(
    sheet: Function,
    function: Callable[..., Any],
    seconds: float,
    *,
    called: str = "",
    spent: float = 0.0,
) -> Finding:
    """Try a function on every input; describe the smallest on which it fails.

    All its calls together have so many `seconds`, of which some may be `spent`. In sentences it
    is `called` so; by default, its name is looked up.
    """
    tool = Tool(function, called or name(function), seconds, time.monotonic() + seconds - spent)
    inputs = [trial.arguments for trial in sheet.trials]
    read = reader(_right(sheet, sheet.trials[0]))
    outcomes = calls(function, inputs, tool.left, read)
    if any(outcome.value is ... for outcome in outcomes):
        return Finding(unanswered=True)
    tried = [
        Tried(trial, _right(sheet, trial), outcome)
        for trial, outcome in zip(sheet.trials, outcomes, strict=False)
    ]
    failed = next((one for one in tried if not one.is_right), None)
    if failed is None or failed.outcome.late:
        return _passed(tool, tried, sheet.cases)
    if not failed.outcome.ended:
        return Finding(on_time(tool, failed), unjudged=True)
    small = _shrunk(sheet, tool, failed)
    fitting = _fitting(sheet, tried)
    as_many, rounded = all(map(_has_as_many, tried)), _is_rounded(tried)
    all_calls = AllCalls(bool(fitting), as_many, rounded, _is_constant(tried))
    return Finding(describe(tool, small, all_calls), fitting, rounded=rounded and not fitting)


def _has_as_many(one: Tried) -> bool:
    """Say whether what it returned could be put into the right shape, or one of its columns."""
    if one.value is None:
        return True
    right = one.right.value
    return one.value.size == right.size or (right.ndim == 1 and one.value.size == 2 * right.size)


def _is_rounded(tried: list[Tried]) -> bool:
    """Say whether all that it returned is right, but rounded to so many decimals."""
    return any(all(one.gives(one.right.rounded(d)) for one in tried) for d in range(1, 9))


def _is_constant(tried: list[Tried]) -> bool:
    """Say whether one number alone came of every input."""
    values = [one.value for one in tried if one.value is not None and not one.value.ndim]
    return len(values) == len(tried) and len({float(value) for value in values}) == 1


def _right(sheet: Function, trial: Trial) -> Known:
    right = trial.of(sheet.rights[0])
    assert isinstance(right, Known), f"the right function raises {right}"
    return right


def _passed(tool: Tool, tried: list[Tried], cases: int) -> Finding:
    """Say nothing of a function that was right on all cases, or how far it came."""
    right = [one for one in tried if one.outcome.ended]
    if len(right) >= cases:
        return Finding(printed=any(one.outcome.printed for one in right))
    so_far = f"within {tool.seconds:g} seconds it could be tried on {len(right)} of {cases} inputs"
    text = f"`{tool.name}` is right so far, but slow: {so_far} only."
    if right != tried:
        text = f"`{tool.name}` is right so far, but {so_far} only. {on_time(tool, tried[-1])}"
    return Finding(text, unjudged=True)


# --- Which known mistake it makes ---------------------------------------------------------


def _fitting(sheet: Function, tried: list[Tried]) -> tuple[WrongFunction, ...]:
    """List the mistakes that explain the numbers; if some explain errors, too, those alone.

    Or else those that are wrong, too, wherever it raises an error.
    """
    fitting = tuple(m for m in sheet.mistakes if _fits(m, tried))
    whole = tuple(m for m in fitting if all(_is_same(m, one) for one in tried))
    failing = [one for one in tried if one.outcome.error is not None]
    wrong = tuple(m for m in fitting if not any(_is_right(m, one) for one in failing))
    return whole or wrong or fitting


def _fits(mistake: WrongFunction, tried: list[Tried]) -> bool:
    """Say whether a mistake explains a wrong value, and every other but NaN."""
    explains = met = False
    for one in tried:
        if _is_same(mistake, one):
            explains, met = explains or not one.gives_right, met or one.is_finite
        elif one.value is not None and not one.is_nan:
            return False
    return explains and met


def _is_same(mistake: WrongFunction, one: Tried) -> bool:
    wrong = one.trial.of(mistake.gives)
    if isinstance(wrong, str):
        return one.outcome.error is not None and one.outcome.error.name == wrong
    return _is_right(mistake, one) if one.gives_right else one.gives(wrong)


def _is_right(mistake: WrongFunction, one: Tried) -> bool:
    """Say whether a mistake comes out right here: as 1e-15 beside 0, but not 0 beside 1e-15."""
    wrong = one.trial.of(mistake.gives)
    return not isinstance(wrong, str) and Written(wrong.value).is_exactly(one.right)


# --- The smallest input on which it fails -------------------------------------------------


def _shrunk(sheet: Function, tool: Tool, failed: Tried) -> Tried:
    """Drop samples and round numbers for as long as the function still fails."""
    left, candidates = _SHRINKING, _smaller(failed.trial.arguments)
    while left and tool.left > 0:
        arguments = next(candidates, None)
        if arguments is None:
            break
        left -= 1
        trial = Trial(arguments)
        right = _right_within(sheet, trial)
        if right is None or (failed.right.is_finite and not right.is_finite):
            continue  # no input of this exercise, or not as plain
        smaller = tool.once(trial, right)
        if not smaller.is_right and smaller.way == failed.way:
            failed, candidates = smaller, _smaller(arguments)
    return failed


def _right_within(sheet: Function, trial: Trial) -> Known | None:
    """Return what is right, if the input is as promised, and no warning comes of it."""
    if not sheet.promised(*trial.arguments):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        right = trial.of(sheet.rights[0])
    return right if isinstance(right, Known) else None


def _smaller(arguments: Arguments) -> Iterator[Arguments]:
    """Yield the arguments without some samples, and then with one plainer number."""
    lengths = {len(part) for part in arguments if isinstance(part, np.ndarray) and part.ndim}
    if len(lengths) == 1:
        (length,) = lengths
        for left_out in _left_out(arguments, length):
            yield tuple(
                np.delete(part, left_out, axis=0)
                if isinstance(part, np.ndarray) and part.ndim
                else part
                for part in arguments
            )
    for k, part in enumerate(arguments):
        for plainer in _plainer(part):
            yield (*arguments[:k], plainer, *arguments[k + 1 :])


def _left_out(arguments: Arguments, length: int) -> Iterator[list[int]]:
    """Yield samples to leave out: one, or all of one whole number, or one of each, if some stay."""
    if length > 1:
        yield from ([i] for i in range(length))
    for part in arguments:
        if isinstance(part, np.ndarray) and part.ndim == 1 and part.dtype.kind == "i":
            of_each = [np.flatnonzero(part == value).tolist() for value in np.unique(part)]
            found = [*of_each, [places[0] for places in of_each]]
            yield from (places for places in found if 1 < len(places) < length)


def _plainer(part: Any) -> Iterator[Any]:
    """Yield an argument with one of its floats rounded, to fewer decimals than it has."""
    if isinstance(part, float):
        yield from _rounded(part)
    elif isinstance(part, np.ndarray) and part.dtype.kind == "f":
        for i, value in enumerate(part.flat):
            for plain in _rounded(float(value)):
                changed = part.copy()
                changed.flat[i] = plain
                yield changed


def _rounded(value: float) -> list[float]:
    """List the plainer numbers near a number, but 0 and 1: edges have cases of their own."""
    found = []
    for decimals in (0, 1, 2):
        plain = round(value, decimals)
        if plain == value:  # it is plain already
            break
        found.append(plain)
    return [plain for plain in found if abs(plain) not in (0, 1)]
