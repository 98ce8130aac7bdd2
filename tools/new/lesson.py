"""Write the skeleton of a lesson: its folder, notebook, solutions and page for teachers."""

from __future__ import annotations

from pathlib import Path

import nbformat

from tools.new import edits, parts
from tools.new.house import House, Stop
from tools.notebooks import form


def lesson(house: House, topic: str, after: str | None = None, title: str = "") -> list[Path]:
    """Add a lesson to `ORDER`, after another one or as the last; return its files."""
    topic, before = house.free_topic(topic), house.named(after) if after else None
    title = title.strip() or topic.replace("_", " ").capitalize()
    if "\n" in title or "|" in title:
        raise Stop(f"{title!r} is no title: write it in one line, without '|'")
    slug = topic.replace("_", "-")
    house.free_slug(slug, "exercises")
    house.free_slug(slug, "questions")
    house.free_explorer(topic)
    registry = house.registry.read_text(encoding="utf-8")
    parts.write(
        house.registry, edits.with_entry(registry, "ORDER", f'    "{topic}",\n', after=before)
    )
    number = str(house.order.index(topic) + 1)
    words = {"title": title, "number": number, "stem": house.stem(topic)}
    parts.write(house.folder(topic) / "__init__.py", edits.filled("lesson_init", **words))
    for path, skeleton in (
        (house.notebook(topic), "lesson"),
        (house.solutions(topic), "solutions"),
    ):
        cells = edits.cells_of(edits.filled(skeleton, **words))
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=form.NOTEBOOK_METADATA)
        parts.write(path, form.text(notebook))
    parts.question(house, topic, slug)
    parts.explorer(house, topic, topic)
    parts.exercise(house, topic, slug)
    page = edits.filled("page", slug=slug, **words)
    parts.write(house.page(topic), page)
    return [
        house.registry,
        house.folder(topic),
        house.notebook(topic),
        house.solutions(topic),
        house.page(topic),
    ]
