"""What a lesson holds back until its reader has answered: one rule, for pages and for slides.

A question is a paragraph with a bold "Predict", a cell that asks, or an explorer, whose use is a
task. What comes out of it is held back up to the next question or heading: the outputs of code, and
the prose that says what they mean. Code and explorers are not.

A cell of prose that asks again opens with one paragraph on what came out, and the list or formula
that it ends with ":"; what follows prepares its own question, and stays in sight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from tools.notebooks.form import WIDGET_VIEW

QUESTION = "Predict"
BOLD = re.compile(rf"\*\*{QUESTION}")
HEADING = re.compile(r"#+ ")
ASKING = re.compile(r"ask\(")
SHOWING = re.compile(r"explorers\.\w+\([^\n]*\)\Z")


@dataclass(frozen=True)
class Part:
    """A cell, or one of the two parts of one: of prose its text, of code what it put out."""

    cell: Any
    held: bool
    text: str = ""  # of prose


def asks(block: str) -> bool:
    """Say whether a block of Markdown is a question: a paragraph, and no list of tasks.

    >>> [asks(block) for block in ("**Predict:** who?", "1. **Predict**, then go.", "So it is.")]
    [True, False, False]
    """
    return bool(BOLD.search(block)) and not re.match(r"([-*>]|\d+\.) ", block)


def blocks_of(text: str) -> list[str]:
    """Return the paragraphs, lists and formulas of a cell of prose."""
    return re.split(r"\n{2,}", text.strip())


def outcome(blocks: list[str]) -> int:
    """Count the blocks that say what came out of the question before them."""
    at = next((i for i, block in enumerate(blocks) if HEADING.match(block)), len(blocks))
    if not any(map(asks, blocks[:at])):
        return at
    announcing = takewhile(lambda block: block.endswith(":"), blocks)
    return 0 if asks(blocks[0]) else 1 + len(list(announcing))


def came_out(text: str) -> tuple[str, str]:
    r"""Split prose into what it says of the question before it, and the rest.

    >>> came_out("It is 2.\n\nNow 3.\n\n**Predict:** 4?")
    ('It is 2.', 'Now 3.\n\n**Predict:** 4?')
    >>> came_out("It is 2.\n\nThe half is 1.\n\n## Next")
    ('It is 2.\n\nThe half is 1.', '## Next')
    >>> came_out("Two faults:\n\n- a,\n- b.\n\n**Predict:** what now?")
    ('Two faults:\n\n- a,\n- b.', '**Predict:** what now?')
    >>> came_out("It is 2.\n\nThe half is 1.")
    ('It is 2.\n\nThe half is 1.', '')
    """
    blocks = blocks_of(text)
    at = outcome(blocks)
    return "\n\n".join(blocks[:at]), "\n\n".join(blocks[at:])


def is_task(cell: Any) -> bool:
    """Say whether a cell of code is there to be answered, or to be moved."""
    return bool(ASKING.match(cell.source) or SHOWING.search(cell.source))


def is_alive(cell: Any) -> bool:
    """Say whether a cell shows what can be moved."""
    return any(WIDGET_VIEW in output.get("data", {}) for output in cell.outputs)


def parts(cells: list[Any]) -> Iterator[Part]:
    """Yield a lesson's cells, those of prose in one part or two, with whether they are held back.

    A cell of code is held back if its outputs are.
    """
    waits = False  # has something been asked?
    for cell in cells:
        if cell.cell_type == "markdown":
            held, rest = came_out(cell.source) if waits else ("", cell.source)
            if held:
                yield Part(cell, held=True, text=held)
            if rest:
                yield Part(cell, held=False, text=rest)
                waits = any(map(asks, blocks_of(rest)))
        else:
            task = is_task(cell)
            yield Part(cell, waits and not (task or is_alive(cell)) and bool(cell.outputs))
            waits |= task
