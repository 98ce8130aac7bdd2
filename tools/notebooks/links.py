"""What is written into a lesson: its links to lessons and to the glossary, and its minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bce_lessons import lessons
from tools.notebooks import form, minutes, terms, way


def put(notebook: Any, topic: str, folder: Path) -> None:
    """Write links and minutes of a lesson, or of the start, whose topic is empty, in place.

    Links lead to what the folder has: under its number, or still under another one.
    """

    def title(other: str) -> str:
        names = (f"{lessons.notebook(other)}.ipynb", f"??_{other}.ipynb", f"{other}.ipynb")
        found = (path for name in names for path in sorted(folder.glob(name)))
        return next((form.title(form.load(path)) for path in found), "")

    way.put(notebook, way.line(topic, title))
    minutes.put(notebook)
    if topic:
        terms.linked(notebook, terms.read(folder))
