"""Stop a task and say why: every tool raises `Stop`, and `ended` turns it into a line.

Standard library only, and old syntax: course.py needs this before anything is installed.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator


class Stop(Exception):
    """A task cannot go on; says why, and what to do."""


@contextlib.contextmanager
def because(words: str) -> "Iterator[None]":
    """Let what stops within say first what could not be done."""
    try:
        yield
    except Stop as stop:
        raise Stop(f"{words} {stop}") from stop


def ended(task: str, run: "Callable[[], int]") -> int:
    """Run a task; return its exit code, which is 1 if it stopped, with a line that says why."""
    try:
        return run()
    except Stop as stop:
        print(f"{task}: {stop}", file=sys.stderr)
        return 1
