"""Stop a task and say why: every tool raises `Stop`, and `ended` turns it into a line.

Standard library only, and old syntax: course.py needs this before anything is installed.
"""

import contextlib
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path


class Stop(Exception):
    """A task cannot go on; says why, and what to do."""


@contextlib.contextmanager
def because(words: str) -> "Iterator[None]":
    """Let what stops within say first what could not be done."""
    try:
        yield
    except Stop as stop:
        raise Stop(f"{words} {stop}") from stop


@contextlib.contextmanager
def explained(package: Path) -> "Iterator[None]":
    """Stop where a file of the package cannot be imported: say which line, and what is wrong."""
    try:
        yield
    except Exception as error:
        said = wrong(error, package)
        if not said:
            raise
        raise Stop(said) from error


def wrong(error: Exception, package: Path) -> str:
    """Say which line of the package cannot be imported, and why; nothing, if that was not it."""
    frames = traceback.extract_tb(error.__traceback__)
    found = [(one.filename, one.lineno) for one in frames if one.name == "<module>"]
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.filename:
        found.append((error.filename, error.lineno))
        message = f"{type(error).__name__}: {error.msg}"
    places = [(Path(name), line) for name, line in found if package in Path(name).parents]
    if places:
        path, line = places[-1]
        shown = path.relative_to(package.parent).as_posix()
        return f"{shown}, line {line}: {' '.join(message.split())}"
    last = Path(frames[-1].filename) if frames else package
    return str(error) if last == package / "lessons" / "catalogue.py" else ""


def ended(task: str, run: "Callable[[], int]") -> int:
    """Run a task; return its exit code, which is 1 if it stopped, with a line that says why."""
    try:
        return run()
    except Stop as stop:
        print(f"{task}: {stop}", file=sys.stderr)
        return 1
