"""Whether the registry of the lessons is in order: asked before anything is done by it."""

from __future__ import annotations

from pathlib import Path

from bce_lessons import lessons
from tools.stop import Stop


def checked(order: tuple[str, ...] | None = None) -> None:
    """Stop if `ORDER` is empty, names a lesson twice, or one that has no folder."""
    order = lessons.ORDER if order is None else order
    folder = Path(lessons.__file__).parent
    if not order:
        raise Stop("ORDER in bce_lessons/lessons/__init__.py is empty: write a lesson into it")
    for topic in order:
        if order.count(topic) > 1:
            raise Stop(f"ORDER names {topic} twice: take one line out")
        if not (folder / topic / "__init__.py").is_file():
            raise Stop(
                f"ORDER names {topic}, and bce_lessons/lessons/ has no such folder: is a comma "
                "missing? `python3 course.py new lesson` makes one, or take the line out"
            )
