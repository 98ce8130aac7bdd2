"""Fold what comes out of a question, until the reader of a page asks to see it.

A fold is the browser's own <details>: it opens without a script, by search, and on paper.
"""

from __future__ import annotations

from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell

from tools.notebooks import held

OPENS = '<details class="fold"><summary>Show result {}: {}</summary>'
CLOSES = "</details>"
ALL = '<button type="button" class="folds-all">Show all results</button>'
KINDS = {  # by what an output is
    "image/png": "the figure",
    "text/html": "the table",
    "text/plain": "the value",
    "": "what is printed",
}
WORDS = "the explanation"


def kinds(cell: Any) -> list[str]:
    """Name what a cell shows, each kind once."""
    found = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        found.append(KINDS[next((mime for mime in KINDS if mime in data), "")])
    return found or [WORDS]


def listed(names: list[str]) -> str:
    """Join names, each once.

    >>> listed(["the figure", "what is printed", "the figure", "the explanation"])
    'the figure, what is printed and the explanation'
    """
    *others, last = dict.fromkeys(names)
    return f"{', '.join(others)} and {last}" if others else last


def bare(cell: Any) -> Any:
    """Return a cell of code without what it put out."""
    return new_code_cell(cell.source, id=cell.id, metadata=cell.metadata)


def output_of(cell: Any) -> Any:
    """Return what a cell put out without its code."""
    shown = new_code_cell(cell.source, id=f"{cell.id}-result", outputs=cell.outputs)
    tags = [*cell.metadata.get("tags", []), "remove-input"]
    shown.metadata.update(cell.metadata | {"tags": tags})
    return shown


class Folded:
    """The cells of a page, with folds around what is held back."""

    def __init__(self) -> None:
        self.cells: list[Any] = []
        self.waiting: list[Any] = []  # of the fold that is open
        self.count = 0

    def close(self) -> None:
        """End the fold that is open, if there is one."""
        if not self.waiting:
            return
        self.count += 1
        names = listed([name for cell in self.waiting for name in kinds(cell)])
        opens = OPENS.format(self.count, names)
        self.cells += [new_markdown_cell(opens, id=f"fold-{self.count}"), *self.waiting]
        self.cells.append(new_markdown_cell(CLOSES, id=f"fold-{self.count}-ends"))
        self.waiting = []

    def add(self, part: held.Part) -> None:
        """Add a part of a lesson."""
        is_code = part.cell.cell_type == "code"
        if part.held and not is_code:
            self.waiting.append(new_markdown_cell(part.text, id=f"{part.cell.id}-result"))
            return
        self.close()
        if not is_code:
            self.cells.append(new_markdown_cell(part.text, id=part.cell.id))
        elif part.held:
            self.cells.append(bare(part.cell))
            self.waiting.append(output_of(part.cell))
        else:
            self.cells.append(part.cell)


def fold(notebook: Any) -> int:
    """Fold, in place, what a lesson holds back; return how many folds there are."""
    folded = Folded()
    for part in held.parts(notebook.cells):
        folded.add(part)
    folded.close()
    notebook.cells = folded.cells
    return folded.count
