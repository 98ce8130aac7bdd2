"""Try a learner's function on an exercise's inputs, and find the smallest on which it fails."""

from __future__ import annotations

import copy
import inspect
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.practice import values
from bce_lessons.practice.running import Outcome, Raised, call, calls
from bce_lessons.practice.spec import Exercise, Mistake, Trials

__all__ = ["Finding", "examine", "name", "unfit"]

_SHRINKING = 200  # calls at most, to make an input smaller
_LONGEST_NAME = 40  # characters
_END = " (*Kernel*, *Restart Kernel…* ends it)"
_NO_LOG = " Is that a log of 0? `math.log` refuses it, while `np.log` gives −∞."
# What to do about errors that beginners meet with arrays, by a part of their text.
_ADVICE = {
    "math domain error": _NO_LOG,  # up to Python 3.13
    "expected a positive input": _NO_LOG,
    "truth value of an array": " `if` asks about one value; for a whole array, use `np.where`.",
    "converted to Python scalars": (
        " Functions of `math` take one number; those of `np` take whole arrays."
    ),
}

Arguments = tuple[Any, ...]


@dataclass(frozen=True)
class Tried:
    """One call: its arguments, what is right, and what came of it."""

    arguments: Arguments
    right: Any
    outcome: Outcome

    @cached_property
    def value(self) -> FloatArray | None:
        """What it returned, as numbers; None if it did not, or returned something else."""
        value = self.outcome.value
        return value if isinstance(value, np.ndarray) else None

    @cached_property
    def is_right(self) -> bool:
        """Whether the value is right, and the arguments are as they were."""
        return self.outcome.changed is None and self.gives(self.right)

    @cached_property
    def is_finite(self) -> bool:
        """Whether it returned numbers, and none of them infinite or NaN."""
        return self.value is not None and bool(np.isfinite(self.value).all())

    @cached_property
    def is_nan(self) -> bool:
        """Whether it returned numbers, and one of them NaN."""
        return self.value is not None and bool(np.isnan(self.value).any())

    @cached_property
    def gives_right(self) -> bool:
        """Whether it returned the right value."""
        return self.gives(self.right)

    @property
    def way(self) -> tuple[Any, ...]:
        """Ways to fail: a smaller input must not turn a wrong number into an error."""
        error = self.outcome.error and self.outcome.error.name
        return self.outcome.ended, error, self.outcome.changed, self.is_finite

    def gives(self, value: Any) -> bool:
        """Say whether it returned this value."""
        return self.value is not None and values.exactly(self.value, value)


@dataclass(frozen=True)
class Finding:
    """What is true of a function: nothing to mend, or its smallest failure in words."""

    failure: str = ""
    mistakes: tuple[Mistake, ...] = ()
    unanswered: bool = False
    unjudged: bool = False  # it had not ended, or was too slow
    printed: bool = False


@dataclass(frozen=True)
class Tool:
    """A learner's function with its name, and until when it may be called."""

    function: Callable[..., Any]
    name: str
    seconds: float
    until: float

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.until - time.monotonic()

    def once(self, exercise: Exercise, arguments: Arguments) -> Tried:
        """Call it once, for as long as there is time."""
        outcome = call(self.function, arguments, self.left, _read)
        return Tried(arguments, _quiet(exercise.right, arguments), outcome)

    def written(self, arguments: Arguments) -> str:
        """Write a call of it."""
        return f"{self.name}({', '.join(map(_argument, arguments))})"


def _read(value: Any) -> Any:
    """Leave None and the dots as they are; read all else as numbers."""
    return value if value is None or value is ... else values.read(value, "it")


def unfit(function: object, trials: Trials) -> str:
    """Say why something cannot be tried at all, or return nothing."""
    if isinstance(function, type):
        return f"`{name(function)}` is a class: give a function."
    if not callable(function):
        return (
            "A function is asked for, and this is none: give its name alone, without brackets "
            "after it."
        )
    count = len(trials.cases[0])
    try:
        inspect.signature(function).bind(*trials.cases[0])
    except TypeError:
        words = "one argument" if count == 1 else f"{count} arguments"
        return f"`{name(function)}` cannot be called with {words}, as the question asks."
    except ValueError:  # a built-in that does not tell its parameters
        pass
    return ""


def name(function: object) -> str:
    """Return the name of a function, or "answer" for one that has none to be written."""
    found = getattr(function, "__name__", "answer")
    fits = isinstance(found, str) and len(found) <= _LONGEST_NAME and str.isidentifier(found)
    return str.__str__(found) if fits else "answer"


def examine(
    exercise: Exercise,
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
    trials = exercise.trials
    assert trials is not None
    tool = Tool(function, called or name(function), seconds, time.monotonic() + seconds - spent)
    inputs = trials.inputs()
    outcomes = calls(function, inputs, tool.left, _read)
    if any(outcome.value is ... for outcome in outcomes):
        return Finding(unanswered=True)
    tried = [
        Tried(arguments, _quiet(exercise.right, arguments), outcome)
        for arguments, outcome in zip(inputs, outcomes, strict=False)
    ]
    failed = next((one for one in tried if not one.is_right), None)
    if failed is None or failed.outcome.late:
        return _passed(tool, tried, len(trials.cases))
    if not failed.outcome.ended:
        return Finding(_on_time(tool, failed), unjudged=True)
    small = _shrunk(exercise, tool, failed)
    fitting = _fitting(exercise, tried)
    return Finding(_describe(exercise, tool, small, bool(fitting)), fitting)


def _passed(tool: Tool, tried: list[Tried], cases: int) -> Finding:
    """Say nothing of a function that was right on all cases, or how far it came."""
    right = [one for one in tried if one.outcome.ended]
    if len(right) >= cases:
        return Finding(printed=any(one.outcome.printed for one in right))
    so_far = f"within {tool.seconds:g} seconds it could be tried on {len(right)} of {cases} inputs"
    text = f"`{tool.name}` is right so far, but slow: {so_far} only."
    if right != tried:
        text = f"`{tool.name}` is right so far, but {so_far} only. {_on_time(tool, tried[-1])}"
    return Finding(text, unjudged=True)


@np.errstate(all="ignore")
def _quiet(function: Callable[..., Any], arguments: Arguments) -> Any:
    return function(*copy.deepcopy(arguments))


# --- Which known mistake it makes ---------------------------------------------------------


def _fitting(exercise: Exercise, tried: list[Tried]) -> tuple[Mistake, ...]:
    """List the mistakes that explain the numbers; if some explain errors, too, those alone."""
    fitting = tuple(m for m in exercise.mistakes() if _fits(m, tried))
    whole = tuple(m for m in fitting if all(_is_same(m, one) for one in tried))
    return whole or fitting


def _fits(mistake: Mistake, tried: list[Tried]) -> bool:
    """Say whether a mistake explains a wrong value, and every other but NaN."""
    explains = met = False
    for one in tried:
        if _is_same(mistake, one):
            explains, met = explains or not one.gives_right, met or one.is_finite
        elif one.value is not None and not one.is_nan:
            return False
    return explains and met


def _is_same(mistake: Mistake, one: Tried) -> bool:
    try:
        wrong = _quiet(mistake.gives, one.arguments)
    except Exception as error:
        met = one.outcome.error
        return met is not None and met.name == type(error).__name__
    wrong = np.asarray(wrong, dtype=np.float64)
    # Both may be right, as 1e-15 is beside 0.
    return one.gives(wrong) or (one.gives_right and values.exactly(wrong, one.right))


# --- The smallest input on which it fails -------------------------------------------------


def _shrunk(exercise: Exercise, tool: Tool, failed: Tried) -> Tried:
    """Drop samples and round numbers for as long as the function still fails."""
    left, candidates = _SHRINKING, _smaller(failed.arguments)
    while left and tool.left > 0:
        arguments = next(candidates, None)
        if arguments is None:
            break
        left -= 1
        if not _is_as_plain(exercise, arguments, failed):
            continue
        smaller = tool.once(exercise, arguments)
        if not smaller.is_right and smaller.way == failed.way:
            failed, candidates = smaller, _smaller(arguments)
    return failed


def _is_as_plain(exercise: Exercise, arguments: Arguments, failed: Tried) -> bool:
    """Say whether there is a right value, and a finite one if there was before."""
    try:
        right = _quiet(exercise.right, arguments)
    except Exception:  # no input of this exercise
        return False
    return bool(np.isfinite(right).all() or not np.isfinite(failed.right).all())


def _smaller(arguments: Arguments) -> Iterator[Arguments]:
    """Yield the arguments without one sample, and then with one plainer number."""
    lengths = {len(part) for part in arguments if isinstance(part, np.ndarray) and part.ndim}
    if len(lengths) == 1:
        (length,) = lengths
        for i in range(length if length > 1 else 0):
            yield tuple(
                np.delete(part, i, axis=0) if isinstance(part, np.ndarray) and part.ndim else part
                for part in arguments
            )
    for k, part in enumerate(arguments):
        for plainer in _plainer(part):
            yield (*arguments[:k], plainer, *arguments[k + 1 :])


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


# --- In words -----------------------------------------------------------------------------


def _describe(exercise: Exercise, tool: Tool, failed: Tried, named: bool) -> str:
    outcome, written = failed.outcome, tool.written(failed.arguments)
    if outcome.error is not None:
        return _on_error(outcome.error, written)
    if outcome.changed is not None:
        which = ("first", "second", "third")[min(outcome.changed, 2)]
        return f"`{written}` changes its {which} argument in place: work on a copy, `.copy()`."
    if outcome.value is None:
        done = "prints, but returns nothing" if outcome.printed else "returns nothing"
        return f"`{written}` {done}: end it with `return` and the result."
    if isinstance(outcome.value, str):
        return f"What `{written}` returns {outcome.value}."
    again = tool.once(exercise, failed.arguments) if tool.left > 0 else failed
    return _on_value(failed, again, written, named)


def _on_time(tool: Tool, failed: Tried) -> str:
    outcome = failed.outcome
    when = "by then" if outcome.late else f"after {tool.seconds:g} seconds"
    said = "was stopped" if outcome.stopped else f"could not be stopped, so it runs on, alone{_END}"
    asked = "Is it slow? Does" if outcome.late else "Does"
    return (
        f"`{tool.written(failed.arguments)}` had not ended {when} and {said}. {asked} "
        "every loop, and every wait, come to its end?"
    )


def _on_value(failed: Tried, again: Tried, written: str, named: bool) -> str:
    subject, right = f"What `{written}` returns", failed.right
    value, second = failed.outcome.value, again.value
    if second is not None and not values.exactly(value, second):
        both = f"{values.shown(value, second)}, then {values.shown(second, value)}"
        return f"`{written}` gives another value each time: {both}."
    if value.shape != np.shape(right):
        return values.closest_statement(value, right, subject, mend=not named)
    both = f"{values.shown(value, right)}; right is {values.shown(right, value)}"
    rounded = not named and values.is_rounding(value, right, 2)
    return f"`{written}` gives {both}{': return all digits, unrounded' * rounded}."


def _on_error(error: Raised, written: str) -> str:
    if error.name == "RecursionError":
        return f"`{written}` calls itself without end: when should it stop?"
    if error.name == "SystemExit":
        return f"`{written}` stops the program (SystemExit) instead of returning a value."
    if error.name == "MemoryError":
        return f"`{written}` asks for more memory than there is: make no array so large."
    said = error.said.rstrip(".")
    text = f"{error.name}: {said}" if said else error.name
    advice = next((mend for part, mend in _ADVICE.items() if part in said), "")
    return f"`{written}` raises {text if len(text) <= 150 else text[:150] + ' …'}.{advice}"


def _argument(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    return f"np.array({value.tolist()})" if value.size <= 6 else f"<{value.size} numbers>"
