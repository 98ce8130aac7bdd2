"""Turn notebooks into pages of a book, as MyST Markdown.

On paper nothing runs and nothing moves: a question becomes its statement with a line for the
reader's forecast, an exercise gets a place for the answer. Outputs: tools/pdf_outputs.py.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bce_lessons.practice import QUESTIONS
from tools import pdf_outputs
from tools.pdf_text import command, container, escaped, fenced, outside_code, unbroken
from tools.refresh import place
from tools.site_lessons import UNANSWERED

ASK = re.compile(r'ask\("([\w-]+)"\)')
CHECK = re.compile(r'check\("(\d+\.\d+)"')
NOTHING_MORE = re.compile(r'answer = \.\.\.\ncheck\("[\d.]+", answer\)')
EXERCISE = re.compile(r"^#+ Exercise (\d+\.\d+).*$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)")
ON_SCREEN = re.compile(r"^Put your answer in place of `\.\.\.`.*$", re.MULTILINE)
ON_PAPER = "Write your answer on the dotted line; the solution is on the page named at its right."
EDITED = re.compile(r" \(double-click[^)]*\)")
KEPT_TOGETHER = 14  # lines of code
SHORT = 5  # lines: less stays with its picture, too


@dataclass
class Book:
    """What a page must know of the others, and where its pictures go."""

    folder: Path
    url: str = ""  # of the site; empty if it is not known
    pages: dict[str, str] = field(default_factory=dict)  # by the notebook's place
    solved: set[str] = field(default_factory=set)  # exercises
    asked: dict[str, str] = field(default_factory=dict)  # questions, with who asks first


def page(notebook: Any, path: str, book: Book) -> str:
    """Return a notebook as one page; `path` is its place below notebooks/."""
    parts: list[str] = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            parts.append(labelled(prose(cell.source, path, book), path))
        elif cell.cell_type == "code" and cell.source.strip():
            parts += code_cell(cell, f"{path}, {place(notebook, index)}", path, book)
    return "\n\n".join(parts) + "\n"


def prose(text: str, path: str, book: Book) -> str:
    """Say a text cell as on paper, its links leading to pages of the book.

    A link that leads elsewhere stays as words; how to answer on a screen is not said.
    """
    up = "../" * book.pages.get(path, "").count("/")

    def relinked(match: re.Match[str]) -> str:
        words, target, anchor = match.groups()
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if found not in book.pages:
            return str(words)
        return f"[{words}]({up}{book.pages[found]}.md{(anchor or '').lower()})"

    text = EDITED.sub("", ON_SCREEN.sub(ON_PAPER, text))
    return outside_code(text, lambda part: unbroken(LINK.sub(relinked, part)))


def labelled(text: str, path: str) -> str:
    """Mark where exercises, or their solutions, begin, so that others name the page."""
    kind = "solution" if path.startswith("solutions/") else "exercise"
    return EXERCISE.sub(lambda m: f"{m[0]}\n\n{command('place', f'{kind}:{m[1]}')}\n", text)


def code_cell(cell: Any, where: str, path: str, book: Book) -> list[str]:
    """Return a code cell and its outputs as blocks of Markdown."""
    source = cell.source.strip("\n")
    if (asked := ASK.fullmatch(source.strip())) and asked[1] in QUESTIONS:
        return [question(asked[1], path, book)]
    unanswered = any(
        output.get("data", {}).get("text/plain", "").startswith(UNANSWERED)
        for output in cell.outputs
    )
    written = code(source, pdf_outputs.lines(cell.outputs[0]) if cell.outputs else 0)
    shown = [] if unanswered and NOTHING_MORE.fullmatch(source) else [written]
    for output in cell.outputs:
        shown += pdf_outputs.blocks(output, where, book.folder, still_of(path, book))
    if unanswered:
        shown.append(answer_place(source, long=bool(shown), book=book))
    return shown


def code(source: str, more: int = 0) -> str:
    """Return code in its box; a short piece is not torn apart, or from what follows, by a page."""
    lines = source.count("\n") + 1
    lines = lines + more if lines < SHORT else min(lines, KEPT_TOGETHER)
    return command("together", lines) + "\n\n" + fenced(source, "{code-block} python")


def still_of(path: str, book: Book) -> str:
    """Say, under the still of a picture with sliders, where it moves."""
    moving = "On the site this picture moves"
    if not book.url:
        return f"{moving}, and in the notebook."
    address = f"{book.url}lessons/{path.removesuffix('.ipynb')}.html"
    return f"[{moving}]({address}), and in the notebook."


def question(name: str, path: str, book: Book) -> str:
    """Return a question as its statement, with a line for the reader's forecast."""
    lines = [escaped(QUESTIONS[name].statement), command("forecast", f"answer:{name}")]
    if name not in book.asked:
        book.asked[name] = path
        lines.insert(0, command("place", f"question:{name}"))
    return container("question", "\n\n".join(lines))


def answer_place(source: str, long: bool, book: Book) -> str:
    """Return the place where a reader answers an exercise, and the way to its solution."""
    found = CHECK.search(source)
    number = re.sub(r"^0", "", found[1]) if found else ""
    there = f"solution:{number}" if number in book.solved else ""
    return command("answerlines" if long else "answerline", there)


def changed(notebook: Any, change: Callable[[str], str]) -> Any:
    """Change every text cell."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = change(cell.source)
    return notebook
