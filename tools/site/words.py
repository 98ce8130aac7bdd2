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

    What is left out, or not there, has none; a heading that its page lacks is refused.
    """
    read = tomllib.loads(table.read_text(encoding="utf-8"))
    found = []
    for topic, headings in read.items():
        beside = folders.notebooks / f"{topic}.md"  # a page that is no lesson
        path = folders.notebooks / f"{notebook(topic)}.ipynb" if topic in ORDER else beside
        if path.is_file():
            found += [section(path, table.name, *row) for row in headings.items()]
    return found


def section(path: Path, table: str, heading: str, words: list[str]) -> dict[str, Any]:
    """Return where some words lead: in a lesson, or in a page beside the lessons."""
    if path.suffix == ".md":
        place, text = path.stem, path.read_text(encoding="utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
    else:
        lesson = form.load(path)
        place, title = f"lessons/{path.stem}", form.title(lesson)
        text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    if heading not in HEADING.findall(text):
        raise Stop(f"{table}: {path.name} has no heading ## {heading}")
    found = {"page": place, "title": f"{title} > {heading}"}
    return found | {"anchor": f"#{anchor(heading)}", "words": words}


def anchor(heading: str) -> str:
    """Return the name that Sphinx gives a heading in its page."""
    letters = unicodedata.normalize("NFKD", heading.lower()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def script(found: list[dict[str, Any]]) -> str:
    """Return the table as the search page reads it."""
    return SCRIPT.format(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
