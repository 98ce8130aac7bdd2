"""What an exercise is made of: the right answer, known mistakes, hints, and what to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Exercise", "Mistake", "Trials"]

_ID = re.compile(r"\d\d\.[1-9]\d?")


@dataclass(frozen=True)
class Mistake:
    """A known mistake: what it gives, and what to say to whoever gave it.

    Attributes
    ----------
    says : str
        One or two calm sentences on the answer, true whatever the learner did to get it: "That is
        the sum; the mean divides it by the number of predictions."
    gives : callable
        Of nothing: the wrong number or array. In an exercise with `trials`: the wrong function.
    """

    says: str
    gives: Callable[..., Any]


@dataclass(frozen=True)
class Trials:
    """The inputs that a function is tried on, in this order.

    Attributes
    ----------
    cases : sequence of tuple
        The arguments of one call each: the smallest and plainest first, then the edges.
    draw : callable
        Of a `numpy.random.Generator`: the arguments of one more call.
    count : int
        How many calls to draw.
    """

    cases: Sequence[tuple[Any, ...]]
    draw: Callable[[np.random.Generator], tuple[Any, ...]]
    count: int = 30

    def inputs(self) -> list[tuple[Any, ...]]:
        """List the arguments of every call, the same each time."""
        rng = np.random.default_rng(0)
        return [*self.cases, *(self.draw(rng) for _ in range(self.count))]


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson, as `bce_lessons.practice.exercises` describes it.

    Attributes
    ----------
    id : str
        Lesson and number: "04.2".
    right : callable
        Of nothing: the right number or array, computed by the package. In an exercise with
        `trials`: the right function.
    again : callable
        The same, written another way; with `accepts`, another right answer. The tests give it to
        the check.
    mistakes : callable
        Of nothing: the known mistakes, a sequence of `Mistake`.
    note : str or callable
        One thing worth knowing, told after a right answer. A callable of nothing, where it holds
        numbers, which it computes.
    hints : tuple of two str
        Where to look, and then what to do.
    decimals : int, optional
        How many the exercise asks for. Otherwise every right rounding to four digits will do.
    accepts : callable, optional
        Where more than one answer is right. Of the answer (a float or an array): True, or one
        sentence, with computed numbers, on what this answer does instead.
    trials : Trials, optional
        What to try a function on. Without it, the answer is a number or an array.
    """

    id: str
    right: Callable[..., Any]
    again: Callable[..., Any]
    mistakes: Callable[[], Sequence[Mistake]]
    note: str | Callable[[], str]
    hints: tuple[str, str]
    decimals: int | None = None
    accepts: Callable[[Any], bool | str] | None = None
    trials: Trials | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"id is {self.id!r}: write lesson and number, as in '04.2'")
        if self.accepts and self.trials:
            raise ValueError(f"{self.id} has accepts and trials: a function is tried, so drop one")

    @property
    def title(self) -> str:
        """Its name as the lesson's heading has it: "Exercise 4.2"."""
        lesson, number = self.id.split(".")
        return f"Exercise {int(lesson)}.{number}"

    def remark(self) -> str:
        """Return the one thing worth knowing."""
        return self.note() if callable(self.note) else self.note
