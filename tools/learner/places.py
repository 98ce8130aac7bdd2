"""Which files of notebooks/ a learner gets: lessons, solutions, teachers' ones, what they show."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator

from tools.folders import START, Folders
from tools.setup import owned
from tools.stop import explained

SKIPPED = "__pycache__"


def of_the_course(folders: Folders) -> list[str]:
    """List the places of what a learner gets, seen from notebooks/; the first lesson is first."""
    with explained(folders.package):
        registry = runpy.run_path(str(folders.package / "lessons" / "__init__.py"))
    stems = [START, *map(registry["notebook"], registry["ORDER"])]
    lessons = [f"{folder}{stem}.ipynb" for folder in ("", "solutions/") for stem in stems]
    there = [place for place in lessons if (folders.notebooks / place).is_file()]
    return [*there, *sorted(beside(folders))]


def beside(folders: Folders) -> Iterator[str]:
    """Yield the places of teachers' notebooks, and of files that are no notebooks."""
    for path in folders.notebooks.rglob("*"):
        inside = path.relative_to(folders.notebooks)
        hidden = any(part.startswith(".") or part == SKIPPED for part in inside.parts)
        wanted = path.suffix != ".ipynb" or inside.parts[0] == "teachers"
        if wanted and not hidden and owned.is_file(path):
            yield inside.as_posix()


def topic(place: str) -> str:
    """Return a lesson's place without its number: what stays when lessons change their order."""
    return re.sub(r"(^|/)\d\d_(?=[^/]+$)", r"\1", place)
