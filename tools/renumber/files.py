"""Which files are to be renamed, and which texts to be written."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from bce_lessons import lessons
from tools.folders import START
from tools.notebooks import form, links, way
from tools.renumber import tables
from tools.renumber.names import FOLDERS, STEM, Course, files
from tools.renumber.references import References
from tools.stop import Stop

PAGES = (
    *("README.md", "CONTRIBUTING.md", "tools/book/template.typ"),
    *(f"notebooks/{way.GLOSSARY}", f"notebooks/{way.LIBRARIES}"),
)
MADE = "figures/README.md"  # by the task that draws the figures


def check(course: Course) -> None:
    """Refuse a registry that files cannot follow."""
    there = files(course, "notebooks")
    for topic in lessons.ORDER:
        if topic not in there:
            raise Stop(
                f"ORDER names {topic}, and notebooks/ has no {topic}.ipynb: `python3 course.py new "
                "lesson` makes one, or take the line out"
            )


def moves(course: Course, references: References) -> dict[Path, Path]:
    """Return what is to be renamed, and into what."""
    found: dict[Path, Path] = {}
    for folder, ending in FOLDERS.items():
        for topic, path in files(course, folder).items():
            found[path] = path.with_name(lessons.notebook(topic) + ending)
    drawings = course.root / "figures"
    for name, ending in itertools.product(course.figures, (".svg", ".png")):
        numbered = drawings.glob(f"[0-9][0-9]_{name}{ending}")
        drawn = sorted({*numbered, *drawings.glob(name + ending)})
        if len(drawn) > 1:
            both = " and ".join(path.name for path in drawn)
            raise Stop(f"figures: {both} are one figure: take one away")
        found |= {path: drawings / (references.figure(name) + ending) for path in drawn}
    found = {source: target for source, target in found.items() if source != target}
    for source, target in found.items():
        if target.exists() and target not in found:
            raise Stop(f"{source} is to become {target.name}, which is there already: move it away")
    return found


def pages(course: Course, references: References) -> dict[Path, str]:
    """Return the pages that change, with what they then say."""
    root = course.root
    notebooks = {topic: form.load(path) for topic, path in files(course, "notebooks").items()}
    found = [path for path in map(root.joinpath, PAGES) if path.is_file()]
    for path in sorted((root / "docs").rglob("*.md")):
        if "node_modules" not in path.parts:
            found.append(path)
    changed = {}
    topics = {path: topic for topic, path in files(course, "docs/teachers").items()}
    for path in found:
        before = path.read_bytes().decode()
        after = references.text(before)
        if path == root / "README.md":
            after = tables.readme(after, course, notebooks, begins(course, notebooks))
        elif path == root / "docs" / "index.md":
            after = tables.counted(after)
        elif path == root / "docs" / "teachers" / "index.md":
            after = tables.index(after)
        elif of := notebooks.get(topics.get(path, "")):
            after = tables.plan(after, of)
        if after != before:
            changed[path] = after
    for path in of_the_course(course):
        if after := rewritten(path, course, references, notebooks):
            changed[path] = after
    return changed


def begins(course: Course, notebooks: Mapping[str, Any]) -> Any:
    """Return "Start here" with its new map, or None where a course has none."""
    path = course.root / "notebooks" / f"{START}.ipynb"
    if not path.is_file():
        return None
    notebook = form.load(path)
    tables.start(notebook, course, notebooks)
    return notebook


def of_the_course(course: Course) -> list[Path]:
    """List the notebooks to rewrite: the start, all lessons, their solutions, those beside them."""
    folder = course.root / "notebooks"
    found = [folder / f"{START}.ipynb", *sorted((folder / "teachers").glob("[!.]*.ipynb"))]
    for place in ("notebooks", "notebooks/solutions"):
        found += files(course, place).values()
    return [path for path in found if path.is_file()]


def rewritten(
    path: Path, course: Course, references: References, notebooks: Mapping[str, Any]
) -> str:
    """Return what a notebook says then; nothing if that is what it says."""
    notebook, old = form.load(path), form.load(path)
    for cell in notebook.cells:
        match = exercises_of(cell.id)
        cell.source = references.source(cell.source, match)
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(references.shown(o)) for o in cell.outputs]
    if path.stem == START:
        tables.start(notebook, course, notebooks)
    if path.parent == course.root / "notebooks" and (stem := STEM.fullmatch(path.stem)):
        links.put(notebook, "" if path.stem == START else stem[2], path.parent)
    return form.text(notebook) if notebook != old else ""


def exercises_of(name: str) -> str:
    """Return the slug of the exercise that a cell of this name asks or solves."""
    kind, _, slug = name.partition("-")
    return slug.removesuffix("-code") if kind in ("exercise", "solution") else ""
