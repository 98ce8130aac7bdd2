"""What stands in _site/ beside its pages, and what it was built without.

No deck and no book may hold what the pages beside it leave out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from tools.parts import Parts
from tools.setup import owned
from tools.stop import Stop

RECORD = ".built-without.json"
PAGES = "pages"
BOOK = re.compile(r"bce_lessons(?:_(\d\d))?\.pdf")


def record(out: Path) -> dict[str, list[str]]:
    """Return what each that was built left out."""
    path = out / RECORD
    return dict(json.loads(path.read_text(encoding="utf-8"))) if owned.is_file(path) else {}


def note(out: Path, name: str, parts: Parts) -> None:
    """Remember what a file or a folder in _site/, or its pages, was built without."""
    there = {one: left for one, left in record(out).items() if one == PAGES or (out / one).exists()}
    said = json.dumps(there | {name: list(parts.without)}, indent=1, sort_keys=True)
    owned.write(out / RECORD, said + "\n")


def holds(name: str, without: Sequence[str], unwanted: Sequence[str]) -> list[str]:
    """List the unwanted parts that something has; a book has no pages for teachers."""
    never = ("teachers",) if BOOK.fullmatch(name) else ()
    return [part for part in unwanted if part not in (*without, *never)]


def held(out: Path, name: str, parts: Parts) -> list[str]:
    """List what something that was built has, and pages of these parts leave out."""
    return holds(name, record(out).get(name, []), parts.without)


def command(name: str, without: Sequence[str]) -> str:
    """Return the command that builds something without some parts."""
    book = BOOK.fullmatch(name)
    task = " ".join(filter(None, ["pdf", book[1]])) if book else name
    return " ".join(["python3 course.py", task, *(f"--without {part}" for part in without)])


def lacking(out: Path) -> list[str]:
    """List the pages to which decks lead, and which are not there."""
    decks = sorted(path.name for path in (out / "slides").glob("[0-9]*.html"))
    return [name for name in decks if not (out / "lessons" / name).exists()]


def drop(out: Path, parts: Parts) -> None:
    """Delete the decks and the books that have what the pages leave out, and say so."""
    if old := lacking(out):
        owned.remove(out / "slides")
        again = command("slides", parts.without)
        print(f"_site/slides lead to lessons/{old[0]}, which is gone: deleted; `{again}` makes new")
    for name in sorted(path.name for path in out.iterdir()):
        if (name == "slides" or BOOK.fullmatch(name)) and (left := held(out, name, parts)):
            owned.remove(out / name)
            again = command(name, left)
            print(f"_site/{name} had {' and '.join(left)}: deleted; `{again}` makes it without")


def refuse(out: Path, name: str, parts: Parts) -> None:
    """Stop if the pages that are there leave out what this would have."""
    left = record(out).get(PAGES, [])
    if found := holds(name, parts.without, left):
        raise Stop(
            f"the pages in _site/ were built without {' and '.join(found)}: run "
            f"`{command(name, left)}`, or first `python3 course.py site` without that option"
        )
