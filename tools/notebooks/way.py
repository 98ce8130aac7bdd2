"""The way through the course: a lesson's links to the map, the glossary, and the lessons beside it.

They stand in a cell below the title and in the last one. Before that, a cell of code shows how far
the reader is. `course.py renumber` and `refresh` write all three; pages and paper, which do not
know their reader, leave that cell out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from bce_lessons import lessons
from tools.folders import START
from tools.notebooks import form
from tools.stop import Stop

TOP, PROGRESS, END = CELLS = ("way-top", "progress", "way-end")
MAP = "The-map"  # a heading of the start, as JupyterLab calls it
# Beside the lessons. No notebook: JupyterLab finds a heading of one only once it is open.
GLOSSARY = "glossary.md"
LIBRARIES = "libraries.md"  # this loss elsewhere: tools/libraries makes it, and its picture
SHOW = "from bce_lessons.practice import progress\n\nprogress()"
BETWEEN = " · "


def line(topic: str, title: Callable[[str], str]) -> str:
    """Return the links of a lesson, or of the start, whose topic is empty.

    `title` returns that of a lesson, by its topic; empty, if it is not there. What the course
    leaves out has no neighbours.
    """
    start = f"{START}.ipynb"  # in full, in itself too: GitHub follows no bare #name
    found = [f"[Map]({start}#{MAP})", f"[Glossary]({GLOSSARY})"]
    number = lessons.number(topic)
    if number == 1:
        found.append(f"Previous: [Start here]({start})")
    elif number:
        found.append(link("Previous", number - 1, title))
    if number < len(lessons.ORDER) and (number or not topic):
        found.append(link("Next", number + 1, title))
    return BETWEEN.join(filter(None, found))


def link(said: str, number: int, title: Callable[[str], str]) -> str:
    """Return the link to a lesson; nothing, if it is not there."""
    topic = lessons.ORDER[number - 1]
    name = title(topic)
    return f"{said}: [Lesson {number}: {name}]({lessons.notebook(topic)}.ipynb)" if name else ""


def put(notebook: Any, said: str) -> None:
    """Write the three cells, in place; they go where they belong."""
    here = {cell.id: cell for cell in notebook.cells if cell.id in CELLS}
    top = here.get(TOP) or new_markdown_cell(id=TOP)
    shows = here.get(PROGRESS) or new_code_cell(id=PROGRESS)
    end = here.get(END) or new_markdown_cell(id=END)
    top.source = end.source = said
    shows.source = SHOW
    rest = without(notebook.cells)
    notebook.cells = [*rest[:1], top, *rest[1:], shows, end]


def without(cells: list[Any]) -> list[Any]:
    """Return a notebook's cells but for these three."""
    return [cell for cell in cells if cell.get("id") not in CELLS]


def published(path: Path) -> Any:
    """Read a lesson as it is published: without the cell that shows how far its reader is."""
    notebook = form.load(path)
    notebook.cells = [cell for cell in notebook.cells if cell.id != PROGRESS]
    return notebook


def glossary(folder: Path) -> Path:
    """Return where the glossary is; stop if it is not there."""
    path = folder / GLOSSARY
    if not path.is_file():
        raise Stop(
            f"{folder.name}/{GLOSSARY} is not there, and every lesson leads to it: put it back"
        )
    return path
