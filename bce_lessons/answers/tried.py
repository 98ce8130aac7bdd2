"""One call of a learner's function: what it was given, what is right, and what came of it."""

from __future__ import annotations

import inspect
import numbers
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bce_lessons._coercion import FloatArray
from bce_lessons.answers.compare import Known, Written
from bce_lessons.answers.reading import read
from bce_lessons.answers.sandbox import Arguments, Outcome, call
from bce_lessons.answers.trial import Trial

__all__ = ["Tool", "Tried", "name", "reader", "unfit"]

_LONGEST_NAME = 40  # characters


@dataclass(frozen=True)
class Tried:
    """One call: its input, what is right, and what came of it."""

    trial: Trial
    right: Known
    outcome: Outcome

    @cached_property
    def value(self) -> FloatArray | None:
        """What it returned, as numbers; None if it did not, or returned something else."""
        value = self.outcome.value
        return value if isinstance(value, np.ndarray) else None

    @cached_property
    def written(self) -> Written | None:
        """The same, to be compared."""
        return None if self.value is None else Written(self.value)

    @cached_property
    def is_right(self) -> bool:
        """Whether the value is right, and the arguments are as they were."""
        return self.outcome.changed is None and self.gives_right

    @cached_property
    def is_finite(self) -> bool:
        """Whether it returned numbers, and none of them infinite or NaN."""
        return self.written is not None and self.written.is_finite

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

    def gives(self, known: Known) -> bool:
        """Say whether it returned this value."""
        return self.written is not None and self.written.is_exactly(known)


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

    def once(self, trial: Trial, right: Known) -> Tried:
        """Call it once, for as long as there is time."""
        return Tried(trial, right, call(self.function, trial.arguments, self.left, reader(right)))

    def written(self, arguments: Arguments) -> str:
        """Write a call of it."""
        return f"{self.name}({', '.join(map(_argument, arguments))})"


def _argument(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    return f"np.array({value.tolist()})" if value.size <= 6 else f"<{value.size} numbers>"


def reader(right: Known) -> Callable[[Any], Any]:
    """Return what reads a result where this is right.

    It leaves None and the dots as they are; all else is read as numbers.
    """
    wanted = "an array of numbers" if right.value.ndim else "a single number"

    def read_result(value: Any) -> Any:
        return value if value is None or value is ... else read(value, "it", wanted)

    return read_result


def unfit(function: object, arguments: Arguments) -> str:
    """Say why something cannot be called with `arguments` at all, or return nothing."""
    if isinstance(function, type):
        return f"`{name(function)}` is a class: give a function."
    if not callable(function):
        return f"A function is asked for, and this is {_no_function(function)}."
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        words = "one argument" if len(arguments) == 1 else f"{len(arguments)} arguments"
        return f"`{name(function)}` cannot be called with {words}, as the question asks."
    except ValueError:  # a built-in that does not tell its parameters
        pass
    return ""


def _no_function(answer: object) -> str:
    """Say what was given in the place of a function, and what to do."""
    if isinstance(answer, str | bytes):
        return "text: give its name without quotes"
    if isinstance(answer, list | tuple | set) and any(map(callable, answer)):
        return f"a {type(answer).__name__} that holds one: give the function itself"
    if answer is None or isinstance(answer, numbers.Number | np.ndarray | list | tuple):
        return "none: give its name alone, without brackets after it"
    return f"a `{type(answer).__name__}`: give the function by its name alone"


def name(function: object) -> str:
    """Return the name of a function, or "answer" for one that has none to be written."""
    found = getattr(function, "__name__", "answer")
    fits = isinstance(found, str) and len(found) <= _LONGEST_NAME and str.isidentifier(found)
    return str.__str__(found) if fits else "answer"
