"""Words that people search for, and the sections that are about them: docs/words.toml."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from bce_lessons.lessons import ORDER, notebook
from tools.folders import HERE, Folders
from tools.notebooks import form
from tools.stop import Stop

TABLE = HERE.docs / "words.toml"
SCRIPT = "var BCE_WORDS = {};\n"
HEADING = re.compile(r"^## (.+)$", re.M)


def sections(table: Path = TABLE, folders: Folders = HERE) -> list[dict[str, Any]]:
    """Return each section that words lead to: the page, its title, the anchor, the words.

    Lessons that are left out, or not there, have none; a heading that its lesson lacks is refused.
    """
    read = tomllib.loads(table.read_text(encoding="utf-8"))
    return [
        section(folders, topic, heading, words, table.name)
        for topic, headings in read.items()
        if topic in ORDER and (folders.notebooks / f"{notebook(topic)}.ipynb").is_file()
        for heading, words in headings.items()
    ]


def section(
    folders: Folders, topic: str, heading: str, words: list[str], table: str
) -> dict[str, Any]:
    """Return where some words lead."""
    name = notebook(topic)
    lesson = form.load(folders.notebooks / f"{name}.ipynb")
    text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    if heading not in HEADING.findall(text):
        raise Stop(f"{table}: {name}.ipynb has no heading ## {heading}")
    found = {"page": f"lessons/{name}", "title": f"{form.title(lesson)} > {heading}"}
    return found | {"anchor": f"#{anchor(heading)}", "words": words}


def anchor(heading: str) -> str:
    """Return the name that Sphinx gives a heading in its page."""
    letters = unicodedata.normalize("NFKD", heading.lower()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def script(found: list[dict[str, Any]]) -> str:
    """Return the table as the search page reads it."""
    return SCRIPT.format(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
