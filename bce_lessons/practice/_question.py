"""One question of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Question"]


@dataclass(frozen=True)
class Question:
    """A statement to forecast, and the computation that decides it.

    Attributes
    ----------
    id : str
        The lesson's number and a few words: ``"03-gradient-vanishes"``.
    statement : str
        One sentence, true or false.
    outcome : callable
        Computes, without arguments, whether the statement is true.
    why : str
        One sentence on the reason, to be read after the outcome.
    """

    id: str
    statement: str
    outcome: Callable[[], bool]
    why: str

    @property
    def lesson(self) -> int:
        """The number of the lesson that asks."""
        return int(self.id[:2])
