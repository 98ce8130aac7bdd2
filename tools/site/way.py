"""The way through the course on its pages: where a lesson leads, and what its words mean.

Below a lesson the theme itself names the pages before and after it. A word of the glossary carries
what it means; terms.js shows that, and without it the word is a link.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from tools.notebooks import terms, way
from tools.notebooks.terms import Term
from tools.site.words import anchor

TAG = '<a class="term" href="../glossary.html#{}" data-says="{}">{}</a>'
TO_MAP = f"#{way.MAP})"


def led(notebook: Any, glossary: tuple[Term, ...]) -> str:
    """Turn a lesson's links, in place, into those of a page; return the line under its title."""
    known = {term.anchor: term for term in glossary}
    top = ""
    for cell in [cell for cell in notebook.cells if cell.cell_type == "markdown"]:
        if cell.id in way.CELLS:
            line = placed(cell.source).replace(TO_MAP, f"#{anchor(way.MAP)})")
            if cell.id == way.TOP:
                top = line
            here = way.BETWEEN.join(line.split(way.BETWEEN)[:2])
            cell.source = f":::{{div}} page-links\n{here}\n:::"
        else:
            cell.source = placed(said(cell.source, known))
    notebook.cells = [cell for cell in notebook.cells if cell.id != way.TOP]
    return top


def placed(text: str) -> str:
    """Return Markdown whose links to the pages beside the lessons lead there."""
    text = text.replace(f"]({way.GLOSSARY})", f"](../{way.GLOSSARY})")
    return re.sub(rf"\]\((?={re.escape(way.LIBRARIES)}[#)])", "](../", text)


def said(text: str, known: dict[str, Term]) -> str:
    """Return Markdown whose words of the glossary carry what they mean."""

    def one(match: re.Match[str]) -> str:
        term = known.get(match["anchor"])
        if not term:
            return match[0]
        means = escape(re.sub(r"(?<=\d) %", "\u00a0%", f"{term.name}: {term.says}"))
        return TAG.format(anchor(term.name), means, match["words"])

    return terms.LINK.sub(one, text)
