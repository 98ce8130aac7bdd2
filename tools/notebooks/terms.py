"""The glossary beside the lessons, and the links to it where a lesson first uses a term.

An entry is a heading and a sentence or two of plain words. What else the term is called stands at
its end: "Also: log-odds." Links lead to the heading; `course.py renumber` and `refresh` write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools.notebooks import way

ENTRY = re.compile(r"(?m)^### (?P<name>.+)\n\n(?P<says>.+?)(?: Also: (?P<also>.+)\.)?$")
LINK = re.compile(rf"\[(?P<words>[^\[\]]*)\]\({re.escape(way.GLOSSARY)}#(?P<anchor>[^()\s]+)\)")
PARTS = ("Notation", "Two-splits-of-one-loss", "Glossary")  # headings that are no entries
# Where no term is looked for: code, formulas, headings, links, what is HTML.
NOT_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|^#+ [^\n]*|!?\[[^\[\]]*\]\([^()\s]*\)|<[^<>]*>",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Term:
    """An entry: its name, what it says, and by what other names the term is known."""

    name: str
    says: str
    also: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """What JupyterLab calls its heading."""
        return self.name.replace(" ", "-")

    @property
    def forms(self) -> Iterator[str]:
        """Patterns of all its names, one and several of each."""
        for name in (self.name, *self.also):
            stem = re.escape(name).replace(r"\ ", r"\s+")
            yield rf"{stem[:-1]}(?:y|ies)" if name.endswith("y") else rf"{stem}s?"


def read(folder: Path) -> tuple[Term, ...]:
    """Read the glossary of a folder of notebooks; none, if it has none."""
    path = folder / way.GLOSSARY
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return tuple(
        Term(it["name"], it["says"], tuple(it["also"].split(", ")) if it["also"] else ())
        for it in ENTRY.finditer(text)
    )


def is_prose(cell: Any) -> bool:
    """Say whether terms in a cell get links: exercises come from elsewhere, lists have titles."""
    written = cell.cell_type == "markdown" and cell.id not in way.CELLS
    listed = cell.source.startswith("## Further reading")
    return written and not listed and not cell.id.startswith("exercise-")


@cache
def pattern(terms: tuple[Term, ...]) -> re.Pattern[str]:
    """Return what finds a term; of two that begin at one place, the longer one."""
    named = [(form, i) for i, term in enumerate(terms) for form in term.forms]
    named.sort(key=lambda it: -len(it[0]))
    several = "|".join(f"(?P<t{i}_{n}>{form})" for n, (form, i) in enumerate(named))
    return re.compile(rf"(?<![\w-])(?:{several})(?![\w-])", re.IGNORECASE)


def linked(notebook: Any, terms: tuple[Term, ...]) -> None:
    """Link each term to the glossary, in place, where a notebook first uses it; only there."""
    known = set[int]()
    for cell in notebook.cells:
        if terms and is_prose(cell):
            cell.source = first_uses(bare(cell.source), terms, known)


def bare(text: str) -> str:
    """Return a text without its links to entries, those of an earlier glossary included."""
    return LINK.sub(lambda it: it[0] if it["anchor"] in PARTS else it["words"], text)


def first_uses(text: str, terms: Sequence[Term], known: set[int]) -> str:
    """Return a text with links for the terms that are not known yet; from then on they are."""
    spans = [match.span() for match in NOT_PROSE.finditer(text)]

    def put(match: re.Match[str]) -> str:
        which = int(str(match.lastgroup)[1:].partition("_")[0])
        inside = any(start < match.end() and match.start() < end for start, end in spans)
        if inside or which in known:
            return match[0]
        known.add(which)
        return f"[{match[0]}]({way.GLOSSARY}#{terms[which].anchor})"

    return pattern(tuple(terms)).sub(put, text)
