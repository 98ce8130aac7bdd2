"""The page of the dictionary, notebooks/libraries.md: of the table, what was found, and lessons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bce_lessons import lessons
from tools.bench.report import table as laid_out
from tools.libraries.plot import PICTURE, alt
from tools.libraries.table import Call, Library, Row, Table, Value, agree, found

TEMPLATE = Path(__file__).with_name("page.md")
LESSON = re.compile(r"<(\w+)>")  # a link to the lesson of this folder
NUMBER = re.compile(r"\{([^{}/]+)/([^{}/]+)/(\w+)\}")  # what a library answered: name/call/about
BEFORE = "After the lines at the top of this page come these:"
LONGEST = 88  # characters of a line of code on paper


def page(table: Table) -> str:
    """Return the whole page in Markdown."""
    kept = found()["libraries"]
    sections = [part for one in table.libraries for part in section(table, one, kept[one.name])]
    put = {
        "@START@": table.start,
        "@ALT@": alt(kept),
        "@PICTURE@": PICTURE,
        "@GLANCE@": glance(table, kept).strip(),
        "@LIBRARIES@": "\n".join(sections).strip(),
        "@VERSIONS@": versions(table, kept),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    text = NUMBER.sub(lambda it: shown(kept[it[1]]["answers"][f"{it[2]}/{it[3]}"]), text)
    text = LESSON.sub(lambda it: link(it[1]), text)
    for sign, words in put.items():
        text = text.replace(sign, words)
    return text


def link(topic: str) -> str:
    """Return a link to a lesson; its words, if the course leaves it out."""
    name = lessons.named(topic)
    return f"[{name}]({lessons.notebook(topic)}.ipynb)" if lessons.number(topic) else name


def glance(table: Table, kept: dict[str, Any]) -> str:
    """Return the table of all losses: what each wants, what a miss costs, how weights divide."""
    rows = []
    for library in table.libraries:
        for call in library.calls:
            if miss := call.row("miss"):
                cost = shown(kept[library.name]["answers"][f"{call.name}/{miss.about}"])
                rows.append([library.name, f"`{call.name}`", call.wants, cost, call.divides])
    head = ["Library", "Name", "Wants", "A miss costs", "Divides by"]
    return laid_out(head, rows, right=[3])


def section(table: Table, library: Library, kept: dict[str, Any]) -> Iterator[str]:
    """Yield the parts of a library's section."""
    yield f"## {library.name}\n\nComputed with {version(library, kept)}. {BEFORE}\n"
    yield f"```python\n{library.setup}\n```\n"
    for call in library.calls:
        yield f"### {call.name}\n"
        facts = [f"**Wants** {call.wants}. **Clips** {call.clips}. **Returns** {call.returns}."]
        yield "\n".join(f"- {fact}" for fact in [*facts, *call.facts]) + "\n"
        lines = [call.setup] if call.setup else []
        lines += [pair(table, call, row, kept["answers"]) for row in call.rows]
        yield "```python\n" + "\n\n".join(lines) + "\n```\n"


def pair(table: Table, call: Call, row: Row, answers: dict[str, Value]) -> str:
    """Return the two lines of a row, and above them what they answer."""
    theirs, ours = answers[f"{call.name}/{row.about}"], table.answer(call, row)
    said = f"# {row.title}: {shown(theirs)}"
    if not agree(theirs, ours):
        said += f"; here {shown(ours)}"
    remark = [f"# ({row.differs})"] if row.differs else []
    return "\n".join([said, *remark, folded(row.library), folded(row.ours)])


def folded(line: str) -> str:
    """Return a line of code that fits on paper: broken within its outermost parentheses."""
    if len(line) <= LONGEST:
        return line
    depth = 0
    for i, letter in reversed(list(enumerate(line))):
        depth += (letter in ")]") - (letter in "([")
        if letter == "," and depth == 1 and i < LONGEST:
            return f"{line[: i + 1]}\n    {line[i + 2 :]}"
    return line


def shown(value: Value) -> str:
    """Return an answer as the page prints it: about four digits that count."""
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    digits = 4 if abs(value) < 10 else 2
    text = f"{value:.{digits}f}"
    whole = text.rstrip("0").rstrip(".") if float(text).is_integer() else text
    return whole.replace("-0", "0") if float(text) == 0 else whole.replace("-", "−")


def version(library: Library, kept: dict[str, Any]) -> str:
    """Name a library's packages with their versions."""
    said = {name.removesuffix("-cpu"): number for name, number in kept["versions"].items()}
    return ", ".join(f"{name} {number}" for name, number in said.items())


def versions(table: Table, kept: dict[str, Any]) -> str:
    """Name all versions, with the day on which each was asked."""
    found = [(version(one, kept[one.name]), kept[one.name]["date"]) for one in table.libraries]
    return "; ".join(f"{said} ({day})" for said, day in found)
