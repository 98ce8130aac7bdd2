"""Take aside what a learner's code prints and displays, and let all other code print as before."""

from __future__ import annotations

import builtins
import contextlib
import contextvars
import functools
import io
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from IPython import get_ipython

from bce_lessons.answers._whose import is_learners

__all__ = ["Sink", "alone", "is_learners", "taken"]

PRINTED = 10_000  # characters kept of what a call prints

_alone = threading.RLock()


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

    def __call__(self, *arguments: Any) -> Any:
        return self._both[is_learners.get()](*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._both[is_learners.get()], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._both[is_learners.get()], name, value)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one check run at a time; one that a learner's code makes is a part of its own."""
    with contextlib.nullcontext() if is_learners.get() else _alone:
        yield


@contextlib.contextmanager
def taken(sink: Sink, is_over: Callable[[], bool]) -> Iterator[None]:
    """Take aside what a learner's code does: meanwhile, and for as long as it is not over."""
    if is_learners.get():  # it is already
        yield
        return
    threads: list[threading.Thread] = []
    with alone():
        before, meanwhile = _places(sink, threads)
        figures = _figures()
        _put(meanwhile)
        try:
            yield
        finally:
            for number in _figures() - figures:
                sys.modules["matplotlib.pyplot"].close(number)
            over = is_over() and not any(thread.is_alive() for thread in threads)
            _put(before if over else meanwhile)


_Things = list[tuple[Any, str, Any]]


def _places(sink: Sink, threads: list[threading.Thread]) -> tuple[_Things, _Things]:
    """List what stands in some places before a learner's code runs, and what meanwhile."""
    learners: _Things = [
        (sys, "stdout", sink),
        (sys, "stderr", sink),
        (sys, "setrecursionlimit", _no_limit),
        (builtins, "input", _no_input),
    ]
    if shell := get_ipython():
        learners.append((shell, "display_pub", _Nowhere()))
    before = [(place, name, getattr(place, name)) for place, name, _ in learners]
    meanwhile: _Things = [
        (place, name, _Switch(thing, getattr(place, name))) for place, name, thing in learners
    ]
    before.append((threading.Thread, "start", threading.Thread.start))
    meanwhile.append((threading.Thread, "start", _following(threading.Thread.start, threads)))
    return before, meanwhile


def _put(things: _Things) -> None:
    for place, name, thing in things:
        setattr(place, name, thing)


def _no_input(prompt: object = "") -> str:
    raise EOFError("nothing can be typed in a check: take the values from the arguments")


def _no_limit(limit: int) -> None:
    """Leave the limit as it is: another one could end the kernel."""


def _following(
    start: Callable[[threading.Thread], None], threads: list[threading.Thread]
) -> Callable[[threading.Thread], None]:
    """Make a learner's thread one whose output is a learner's; list it."""

    def follow(thread: threading.Thread) -> None:
        if is_learners.get():
            threads.append(thread)
            run = functools.partial(_silently, contextvars.copy_context(), thread.run)
            setattr(thread, "run", run)  # noqa: B010
        start(thread)

    return follow


def _silently(context: contextvars.Context, run: Callable[[], None]) -> None:
    with contextlib.suppress(BaseException):
        context.run(run)


def _figures() -> set[int]:
    """Return the numbers of the open figures; where there is no pyplot, none is."""
    return set(getattr(sys.modules.get("matplotlib.pyplot"), "get_fignums", list)())
