"""How long a lesson takes: one rule for all, of what its reader reads, runs, answers and moves.

Its constants, of readers who work in a second language:

- 130 words a minute, without blocks of code and of formulas, and the targets of links;
- 8 seconds a line of code, without imports, comments and empty lines;
- 36 seconds to predict, 1 minute for a question, 4 minutes for an explorer;
- 4.5 minutes for an exercise, its text, code and hints included.

Exercises are counted apart. "Further reading" and the links to other lessons take no time. A sum
is rounded up to the next five minutes. `course.py renumber` writes what comes out into the lessons,
the lists of lessons and the teachers' plans.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from tools.notebooks import held, way

WORDS, LINE, PREDICT, ASK, EXPLORER, EXERCISE = 1 / 130, 8 / 60, 36 / 60, 1, 4, 4.5
STEP = 5
TIME = re.compile(r"\*\*Time:\*\* .*")  # a line of the opening
UNREAD = re.compile(
    rf"(?s:```.*?```|\$\$.*?\$\$|<!--.*?-->)|\]\([^)]*\)|https?://\S+|{TIME.pattern}"
)
WORD = re.compile(r"\w[\w'’.,-]*")
NO_CODE = re.compile(r"\s*(#.*)?|(import|from) .*")
OVER = ("Exercises", "Further reading")  # what is counted apart, and what is not counted


def up(minutes: float) -> int:
    """Round up to the next five minutes."""
    return STEP * math.ceil(round(minutes / STEP, 9))


def of_prose(text: str) -> float:
    """Return the minutes that a cell of prose takes, its predictions included.

    >>> of_prose("A word " * 65 + "**Predict:** more?") > 1.6
    True
    """
    words = WORD.findall(UNREAD.sub(" ", text))
    return len(words) * WORDS + sum(map(held.asks, held.blocks_of(text))) * PREDICT


def of_code(source: str) -> float:
    """Return the minutes that a cell of code takes.

    >>> of_code("import numpy as np"), of_code('ask("01-one")'), of_code("explorers.one()")
    (0.0, 1, 4)
    """
    if held.ASKING.match(source):
        return ASK
    if held.SHOWING.search(source):
        return EXPLORER
    return sum(not NO_CODE.fullmatch(line) for line in code_lines(source)) * LINE


def code_lines(source: str) -> list[str]:
    """Return the lines of a cell of code, an import over several lines as one."""
    return re.sub(r"(?s)\bimport \([^)]*\)", "import x", source).splitlines()


def sections(notebook: Any) -> dict[str, float]:
    """Return the minutes that each part of a lesson takes, by its heading; "" is the opening.

    What belongs to an exercise takes none here, wherever it stands.
    """
    found, here, exercise = {"": 0.0}, "", False
    for cell in way.without(notebook.cells):
        if cell.cell_type == "markdown":
            for block in held.blocks_of(cell.source):
                if heading := re.match(r"## (.+)", block):
                    here, exercise = heading[1], heading[1] in OVER
                    found.setdefault(here, 0.0)
                exercise |= block.startswith("### Exercise ")
                found[here] += 0.0 if exercise else of_prose(block)
        elif not exercise:
            found[here] += of_code(cell.source)
    return found


def body(notebook: Any) -> int:
    """Return the minutes that a lesson takes, without its exercises."""
    return up(sum(sections(notebook).values()))


def exercises(notebook: Any) -> int:
    """Return the minutes that a lesson's exercises take."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return up(EXERCISE * sum(bool(re.search(r"(?m)^check\(", source)) for source in code))


def parts(notebook: Any) -> dict[str, int]:
    """Share a lesson's minutes among its parts, in whole minutes; the first has the opening, too.

    >>> whole({"a": 1.2, "b": 1.5, "c": 2.3}, 5)
    {'a': 1, 'b': 2, 'c': 2}
    """
    exact = sections(notebook)
    opening = exact.pop("")
    counted = {heading: lasts for heading, lasts in exact.items() if heading not in OVER}
    if counted:
        counted[next(iter(counted))] += opening
    return whole(counted, body(notebook))


def whole(exact: Mapping[str, float], total: int) -> dict[str, int]:
    """Share a total in the proportion of some numbers: each whole, by the largest remainders.

    None gets less than 1, if there is 1 for each.
    """
    factor, least = total / (sum(exact.values()) or 1), int(total >= len(exact))
    shares = {name: max(math.floor(value * factor), least) for name, value in exact.items()}
    while (over := sum(shares.values()) - total) and exact:
        step = 1 if over < 0 else -1
        may = [name for name in shares if shares[name] + step >= least]
        name = max(may, key=lambda name: step * (exact[name] * factor - shares[name]))
        shares[name] += step
    return shares


def said(notebook: Any) -> str:
    """Say how long a lesson takes, as its opening does."""
    more = exercises(notebook)
    return f"{body(notebook)} minutes" + (f", and {more} for the exercises" if more else "")


def put(notebook: Any) -> None:
    """Write in a lesson's opening, in place, how long it takes; an opening without it stays."""
    first = notebook.cells[0]
    first.source = TIME.sub(f"**Time:** {said(notebook)}", first.source)
