"""Write the skeleton of a lesson: its folder, notebook, solutions and page for teachers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat

from tools.new import edits, parts
from tools.new.house import House
from tools.notebooks import form, minutes


def lesson(
    house: House,
    topic: str,
    after: str | None = None,
    title: str = "",
    *,
    renumber: Callable[[], None] = lambda: None,
) -> list[Path]:
    """Add a lesson to `ORDER`, after another one or as the last; return its files.

    `renumber` lets all other files follow; if it stops, everything is as it was.
    """
    topic, before = free(house, topic), house.named(after) if after else None
    title = house.title(title, topic)
    registry = house.registry.read_text(encoding="utf-8")
    entered = edits.with_entry(registry, "ORDER", f'    "{topic}",\n', after=before)
    unnumbered = house.root / "notebooks" / f"{topic}.ipynb"  # others have its number still
    parts.write(house.registry, entered)
    parts.write(house.folder(topic) / "__init__.py", edits.filled("lesson_init", title=title))
    parts.write(unnumbered, notebook("lesson", title=title))
    try:
        renumber()
    except BaseException:
        parts.write(house.registry, registry)
        shutil.rmtree(house.folder(topic))
        unnumbered.unlink()
        raise
    if unnumbered.exists():
        unnumbered.rename(house.notebook(topic))
    return rest(house, topic, title)


def free(house: House, topic: str) -> str:
    """Return a topic if a new lesson can have it, and what it begins with can have its name."""
    slug = house.free_topic(topic).replace("_", "-")
    house.free_slug(slug, "exercises")
    house.free_slug(slug, "questions")
    house.free_explorer(topic)
    return topic


def rest(house: House, topic: str, title: str) -> list[Path]:
    """Write what a lesson says under its number; return all its files."""
    slug, number = topic.replace("_", "-"), str(house.order.index(topic) + 1)
    words = {"title": title, "number": number, "stem": house.stem(topic)}
    parts.write(house.solutions(topic), notebook("solutions", **words))
    parts.question(house, topic, slug)
    parts.explorer(house, topic, topic)
    parts.exercise(house, topic, slug)
    parts.write(house.page(topic), edits.filled("page", slug=slug, **words, **plan(house, topic)))
    made = [house.notebook(topic), house.solutions(topic), house.page(topic)]
    return [house.registry, house.folder(topic), *made]


def plan(house: House, topic: str) -> dict[str, str]:
    """Write into a new lesson how long it takes, by the rule; return what its parts take."""
    made = form.load(house.notebook(topic))
    minutes.put(made)
    parts.write(house.notebook(topic), form.text(made))
    seen, summed = minutes.parts(made).values()
    return {"seen": str(seen), "summed": str(summed), "short": str(seen)}


def notebook(skeleton: str, **words: str) -> str:
    """Return the text of a notebook."""
    cells = edits.cells_of(edits.filled(skeleton, **words))
    made = nbformat.v4.new_notebook(cells=cells, metadata=form.NOTEBOOK_METADATA)
    return form.text(made)
