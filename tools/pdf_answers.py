"""The pages at the book's end: what became of the forecasts, the glossary and the references."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bce_lessons import binary_cross_entropy
from bce_lessons.practice import QUESTIONS
from tools import site_lessons
from tools.pdf_text import command, container, escaped

FORECASTS = (0.1, 0.5, 0.9)
READING = "## Further reading\n\n"
TITLE = re.compile(r"\[\*?(.+?)\*?\]\(|\*(.+?)\*")


def lesson_of(path: str) -> int:
    """Return the number of the lesson that stands at a place below notebooks/."""
    return int(path.rpartition("/")[2][:2])


def answers(asked: dict[str, str], titles: dict[int, str]) -> str:
    """Return what became of every question, computed now, under the lesson that asks it first."""
    parts = [
        "# What became of your forecasts",
        "Each statement is true or false, as the package computes it. The price of a forecast is "
        "its binary cross-entropy; a coin's 50 % costs 0.693 nats.",
    ]
    for lesson in sorted({lesson_of(path) for path in asked.values()}):
        parts.append(f"## Lesson {lesson}: {titles[lesson]}")
        parts += [answer(name) for name, path in asked.items() if lesson_of(path) == lesson]
    return "\n\n".join(parts) + "\n"


def answer(name: str) -> str:
    """Return one question with its outcome, its reason and its price."""
    question = QUESTIONS[name]
    happened = question.outcome()
    prices = ", ".join(
        f"{100 * p:.0f} % costs {binary_cross_entropy(happened, p):.2f}" for p in FORECASTS
    )
    said = [
        command("place", f"answer:{name}"),
        f"{escaped(question.statement)}",
        f"**{'True' if happened else 'False'}.** {escaped(question.why)} "
        f"{escaped(f'As a forecast, {prices} nats.')}\n{command('askedon', f'question:{name}')}",
    ]
    return container("became", "\n\n".join(said))


def glossary(start: Any) -> str:
    """Return notation and glossary, which stand in the first notebook."""
    words = [site_lessons.cell_of(start, name) for name in ("notation", "glossary")]
    return "\n\n".join(["# Notation and glossary", *words, ""])


def without_glossary(start: Any) -> Any:
    """Let the first notebook point to the glossary, which the book has at its end."""
    for cell in start.cells:
        if cell.id == "notation":
            cell.source = (
                "## Notation and glossary\n\nWhat the signs and the terms mean stands at the end "
                "of this book: [Notation and glossary](../glossary.md)."
            )
    start.cells = [cell for cell in start.cells if cell.id != "glossary"]
    return start


def references(lessons: dict[int, Any]) -> str:
    """Return all that the lessons name for further reading, by author, each once."""
    named: dict[str, tuple[str, list[int]]] = {}
    for lesson, notebook in lessons.items():
        for item in reading(notebook):
            named.setdefault(key(item), (item, []))[1].append(lesson)
    by_author = sorted(named.values(), key=lambda entry: author(entry[0]))
    items = [f"- {text} {address(text)}*{_lessons(where)}.*" for text, where in by_author]
    return "# References\n\n" + "\n".join(items) + "\n"


def reading(notebook: Any) -> Iterable[str]:
    """Return the items of a lesson's list for further reading."""
    text = str(notebook.cells[-1].source)
    return re.findall(r"^- (.+)$", text, re.M) if text.startswith(READING) else []


def address(item: str) -> str:
    """Return, to be read on paper, where the first link of an item leads."""
    links = re.findall(r"\]\((https?://(?:[^()\s]|\([^()\s]*\))+)\)", item)
    return f"<{links[0]}> " if links else ""


def key(item: str) -> str:
    """Return what tells two works apart: the letters of the first author and of the title."""
    title = TITLE.search(item)
    letters = re.sub(r"\W", "", (title[1] or title[2]) if title else item)
    return author(item)[:6].lower() + letters[:40].lower()


def author(item: str) -> str:
    """Return the first author's surname: what stands before a comma, a year or "and"."""
    first = re.split(r",| \(| and |:", item)[0]
    return re.sub(r"^((\w\.-?)+ )+", "", first).lower()


def _lessons(numbers: list[int]) -> str:
    unique = sorted(set(numbers))
    return f"Lesson{'s' if len(unique) > 1 else ''} {', '.join(map(str, unique))}"
