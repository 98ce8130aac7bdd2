"""Put computed numbers into a page: what `{{ fixed(surprisal(0.1), 2) }}` stands for."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import Any

import numpy as np

import bce_lessons
from bce_lessons.lessons import catalogue
from tools.stop import Stop

BLOCK = re.compile(r"^```\{numbers\}\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
MARKER = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
MOST = 8  # characters of a number that was not rounded


def fixed(value: float, decimals: int = 2) -> str:
    """Write a number with so many decimals, and a real minus."""
    return f"{float(value):,.{decimals}f}".replace("-", "−")


def percent(value: float, decimals: int = 0) -> str:
    """Write a share as a percentage."""
    return f"{fixed(100 * float(value), decimals)} %"


def exercise(slug: str) -> str:
    """Return the number of an exercise, such as 4.2; of a lesson that is left out, its slug."""
    if not (found := catalogue.exercise(slug)):
        raise LookupError(f"no exercise is called {slug}")
    return found.title.removeprefix("Exercise ")


def written(value: object) -> str:
    """Write what a marker computed, if it was rounded to be read."""
    text = value if isinstance(value, str) else str(value).replace("-", "−")
    if not isinstance(value, str) and len(text) > MOST:
        raise ValueError(f"{text} is long: round it, with fixed(…, 2)")
    return text


def blocks(text: str) -> list[str]:
    """Return the code of a page's blocks."""
    return BLOCK.findall(text)


def _line(error: Exception, path: Path) -> int:
    """Return the line of a page that an error came from; 0 if that is not known."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename == str(path)]
    return getattr(error, "lineno", 0) or (lines[-1] if lines else 0)


def _run(code: str, above: int, mode: str, path: Path, names: dict[str, Any]) -> Any:
    """Run code that begins below so many lines of a page; refuse it with its line."""
    try:
        found = eval(compile("\n" * above + code, str(path), mode), names)
        return found if mode == "exec" else written(found)
    except Exception as error:
        line = _line(error, path) or above + 1
        culprit = code.splitlines()[line - above - 1].strip()
        said = f"{type(error).__name__}: {error}"
        raise Stop(f"{path.name}, line {line}: {culprit[:70]}: {said}") from error


def computed(text: str, path: Path, names: dict[str, Any]) -> str:
    """Run a page's blocks of numbers, and put values in the place of its markers.

    They know NumPy, the public names of `bce_lessons`, `fixed`, `percent`, `exercise` and the
    given `names`.
    """
    public = {name: getattr(bce_lessons, name) for name in bce_lessons.__all__}
    ours = {"np": np, "fixed": fixed, "percent": percent, "exercise": exercise}
    known = {**ours, **public, **names}

    def above(match: re.Match[str]) -> int:
        return text.count("\n", 0, match.start(1))

    for block in BLOCK.finditer(text):
        _run(block[1], above(block), "exec", path, known)

    def value(match: re.Match[str]) -> str:
        return str(_run(match[1].strip(" "), above(match), "eval", path, known))

    # The blocks go last, so that markers count the lines of the whole text.
    return BLOCK.sub("", MARKER.sub(value, text))
