"""Take aside what a learner's code prints and displays, and let all other code print as before."""

from __future__ import annotations

import builtins
import contextlib
import contextvars
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any

from IPython import get_ipython

__all__ = ["Sink", "is_learners", "taken"]

PRINTED = 10_000  # characters kept of what a call prints

# Whether this code is a learner's: true in the thread that runs it, even if it is left behind.
is_learners: contextvars.ContextVar[bool] = contextvars.ContextVar("is_learners", default=False)


class Sink(io.TextIOBase):
    """Keeps the beginning of what is printed to it, even if that closes it."""

    kept = ""

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, text: str) -> int:
        """Keep a text, as far as there is room, as plain text."""
        self.kept += str.__getitem__(text, slice(PRINTED - len(self.kept)))
        return len(text)

    def close(self) -> None:
        """Stay open."""


class _Nowhere:
    """Displays nothing, whatever it is told to do."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments, **options: None


class _Switch:
    """Is one thing for a learner's code, and another for all other code."""

    __slots__ = ("_both",)

    def __init__(self, learners: Any, others: Any) -> None:
        object.__setattr__(self, "_both", (others, learners))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._both[is_learners.get()], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._both[is_learners.get()], name, value)


@contextlib.contextmanager
def taken(sink: Sink, is_over: Callable[[], bool]) -> Iterator[None]:
    """Take output of a learner's code aside: meanwhile, and for as long as it is not over."""
    places: list[tuple[Any, str, Any]] = [(sys, "stdout", sink), (sys, "stderr", sink)]
    if shell := get_ipython():
        places.append((shell, "display_pub", _Nowhere()))
    before = [getattr(place, name) for place, name, _ in places]
    switches = [_Switch(kept, other) for (_, _, kept), other in zip(places, before, strict=True)]
    _put(places, switches)
    asked, builtins.input = builtins.input, _no_input
    try:
        yield
    finally:
        builtins.input = asked
        _put(places, before if is_over() else switches)


def _put(places: list[tuple[Any, str, Any]], things: list[Any]) -> None:
    for (place, name, _), thing in zip(places, things, strict=True):
        setattr(place, name, thing)


def _no_input(prompt: object = "") -> str:
    raise EOFError("nothing can be typed in a check: take the values from the arguments")
