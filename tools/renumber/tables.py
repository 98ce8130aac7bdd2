"""Write the lists of lessons that stand in texts: tables, how many they are, the first of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bce_lessons import lessons
from tools.notebooks import form, minutes
from tools.renumber.names import Course

# fmt: off
WORDS = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
]
# fmt: on
COUNTED = re.compile(rf"\b({'|'.join(WORDS)}|\d+)(?= lessons\b)")
TABLE = re.compile(r"(?m)^(\| \| Lesson \|.*\n\|[-|]+\n(?:\| 0 \|.*\n)?)(?:\| \d+ \|.*(?:\n|\Z))*")
BEGINS = re.compile(r"(?m)^(\| 0 \|.*\| )[^|\n]*\|$")  # the row of "Start here"
NEXT = "next"  # the cell that leads to the first lesson
LINK = re.compile(r"\[[^\]]*\]\([^)\s]*\.ipynb\)")
TOCTREE = re.compile(r"(?s)(```\{toctree\}\n(?::[^\n]*\n)*\n)(?:\w+\n)*(```)")


def counted(text: str) -> str:
    """Say how many lessons there are."""
    count = len(lessons.ORDER)
    return COUNTED.sub(WORDS[count] if count < len(WORDS) else str(count), text)


def table(text: str, course: Course, notebooks: Mapping[str, Any], column: int, to: str) -> str:
    """Write the table of the lessons, with one of what they tell about themselves."""
    rows = []
    for n, topic in enumerate(lessons.ORDER, start=1):
        notebook = notebooks[topic]
        link = f"[{form.title(notebook)}]({to}{lessons.notebook(topic)}.ipynb)"
        rows.append(f"| {n} | {link} | {course.told(topic)[column]} | {lasts(notebook)} |")

    def written(match: re.Match[str]) -> str:
        return match[1] + "\n".join(rows) + "\n" * match[0].endswith("\n")

    return TABLE.sub(written, text)


def lasts(notebook: Any) -> str:
    """Say in a table how long a lesson takes, and its exercises: 40 + 25."""
    return " + ".join(map(str, filter(None, (minutes.body(notebook), minutes.exercises(notebook)))))


def plan(text: str, notebook: Any) -> str:
    """Write the minutes into the plan of a teachers' page, where a part has some."""
    for part, whole in minutes.parts(notebook).items():
        row = re.compile(rf"(?m)^(\| {re.escape(part)} \| )\d+(?= \|)")
        text = row.sub(rf"\g<1>{whole}", text, count=1)
    return text


def readme(text: str, course: Course, notebooks: Mapping[str, Any], begins: Any = None) -> str:
    """Write the README's table, the minutes of "Start here" too, and its number of lessons."""
    if begins is not None:
        text = BEGINS.sub(lambda match: f"{match[1]}{lasts(begins)} |", text)
    return counted(table(text, course, notebooks, 0, "notebooks/"))


def start(notebook: Any, course: Course, notebooks: Mapping[str, Any]) -> None:
    """Write the map of the lessons, in place, and the link to the first one."""
    first = lessons.ORDER[0]
    link = f"[Lesson 1: {form.title(notebooks[first])}]({lessons.notebook(first)}.ipynb)"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = table(counted(cell.source), course, notebooks, 1, "")
        if cell.id == NEXT:
            cell.source = LINK.sub(lambda _: link, cell.source)


def index(text: str) -> str:
    """Write the list of the teachers' pages."""
    stems = "".join(f"{lessons.notebook(topic)}\n" for topic in lessons.ORDER)
    return TOCTREE.sub(lambda match: match[1] + stems + match[2], text)
