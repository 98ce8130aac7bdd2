"""What a question is: a statement to forecast, and what decides it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Question", "slug_of"]


@dataclass(frozen=True)
class Question:
    """A statement to forecast, and the computation that decides it.

    Attributes
    ----------
    slug : str
        A few words that begin with a letter: ``"gradient-vanishes"``. It stays when the statement
        and the number of the lesson change: answers are kept under it.
    statement : str
        One sentence, true or false.
    outcome : callable
        Computes, without arguments, whether the statement is true.
    why : str
        One sentence on the reason, to be read after the outcome.
    again : callable, optional
        Computes the outcome in another way, with which the tests compare it.
    lesson : int
        The number of the lesson that asks, which `catalogue` counts; 0 if the course asks it no
        more.
    """

    slug: str
    statement: str
    outcome: Callable[[], bool]
    why: str
    again: Callable[[], bool] | None = None
    lesson: int = 0

    @property
    def id(self) -> str:
        """How lessons and tables call it: ``"03-gradient-vanishes"``."""
        return f"{self.lesson:02}-{self.slug}" if self.lesson else self.slug


def slug_of(name: str) -> str:
    """Return the slug in an identifier: what it is without its number.

    Examples
    --------
    >>> slug_of("03-gradient-vanishes"), slug_of("gradient-vanishes")
    ('gradient-vanishes', 'gradient-vanishes')
    """
    return re.sub(r"^\d+-", "", name)
