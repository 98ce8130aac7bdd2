"""The exercises of a lesson, as its solutions' notebook has them: written there, copied from there.

In a notebook of solutions an exercise is three cells: `exercise-SLUG` asks it, `solution-SLUG` and
`solution-SLUG-code` solve it. The question may end with a block of Python, which the learner is
given. The lesson gets the question, and in a cell of code what is given and what is to be filled
in; both notebooks get the number that the registry counts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat

from bce_lessons import lessons
from bce_lessons.lessons import catalogue
from tools.folders import START
from tools.notebooks import form, links

HEADING = re.compile(r"(?m)^(##+) Exercise (?:[\d.]+|“[^”]+”):")
CHECK = re.compile(r'(?m)^check\("[^"]+"')
GIVEN = re.compile(r"\n+```python\n((?:(?!```).)*)\n```\s*\Z", re.DOTALL)
TO_FILL_IN = 'answer = ...\ncheck("0.0", answer)'  # unless the block has a check of its own
OPENING = """## Exercises

Put your answer in place of `...` and run the cell. The check says what is right, or which mistake \
it looks like; each further try brings a further hint."""
_ASKS = re.compile(r"exercise-(?!.*-code$)(.+)")
_ANY = re.compile(r"(?:exercise|solution)-(.+?)(?:-code)?")


def solutions_of(path: Path) -> Path | None:
    """Return where a lesson's exercises are written, if it is a lesson that has any."""
    found = path.parent / "solutions" / path.name
    return found if path.parent.name != "solutions" and found.is_file() else None


def slugs(notebook: Any) -> dict[str, int]:
    """Return the place of each exercise's question."""
    named = ((_ASKS.fullmatch(cell.id), i) for i, cell in enumerate(notebook.cells))
    return {match[1]: i for match, i in named if match}


def numbered(notebook: Any) -> None:
    """Give exercises, in place, the numbers that the registry counts; left out, their slugs."""
    for cell in notebook.cells:
        match = _ANY.fullmatch(cell.id)
        exercise = match and catalogue.exercise(match[1])
        if exercise:
            cell.source = HEADING.sub(rf"\1 {exercise.title}:", cell.source)
            cell.source = CHECK.sub(f'check("{exercise.number or exercise.slug}"', cell.source)


def copied(lesson: Any, solutions: Any) -> None:
    """Copy the exercises, in place, from the solutions into their lesson.

    Those that stand in the lesson stay where they are, after whatever text their cell begins with;
    new ones follow the one that comes before them in the solutions, or end the lesson.
    """
    written = slugs(solutions)
    for slug in slugs(lesson).keys() - written.keys():
        _take_out(lesson, slug)
    place = None
    for slug, i in written.items():
        stands = slugs(lesson)
        if slug not in stands:
            _insert(lesson, slug, _end(lesson) if place is None else place + 2)
            stands = slugs(lesson)
        place = stands[slug]
        _fill(lesson, place, solutions.cells[i].source)
    numbered(lesson)


def asked(source: str) -> tuple[str, str]:
    """Part what a cell of the solutions asks into the question and the learner's code."""
    match = GIVEN.search(source)
    given = match[1] if match else ""
    code = given if CHECK.search(given) else f"{given}\n{TO_FILL_IN}".strip()
    return GIVEN.sub("", source), code


def _fill(lesson: Any, place: int, source: str) -> None:
    """Write a question and its code into two cells of the lesson."""
    text, code = lesson.cells[place : place + 2]
    heading = HEADING.search(text.source)
    before = text.source[: heading.start()] if heading else text.source
    question, code.source = asked(source)
    text.source = before + HEADING.sub("### Exercise 0.0:", question, count=1)


def _insert(lesson: Any, slug: str, place: int) -> None:
    first = "" if slugs(lesson) else f"{OPENING}\n\n"
    name = f"exercise-{slug}"
    lesson.cells[place:place] = [
        nbformat.v4.new_markdown_cell(first, id=name),
        nbformat.v4.new_code_cell("", id=f"{name}-code"),
    ]


def _take_out(lesson: Any, slug: str) -> None:
    """Take a question and its code out of a lesson, but no text that stands before it."""
    place = slugs(lesson)[slug]
    text = lesson.cells[place]
    heading = HEADING.search(text.source)
    before = text.source[: heading.start()].strip() if heading else ""
    lesson.cells[place : place + 2] = [
        nbformat.v4.new_markdown_cell(before, id=f"before-{slug}") for _ in range(bool(before))
    ]


def _end(lesson: Any) -> int:
    """Return where a lesson's first exercise goes: before its further reading."""
    for i, cell in enumerate(lesson.cells):
        if cell.source.startswith("## Further reading"):
            return i
    return len(lesson.cells)


def derived(path: Path) -> Any:
    """Read a notebook with its exercises and its links as they are to stand there."""
    notebook, written = form.load(path), solutions_of(path)
    if written:
        copied(notebook, form.load(written))
    else:
        numbered(notebook)
    topics = {START: ""} | {lessons.notebook(topic): topic for topic in catalogue.topics()}
    if path.stem in topics and path.parent.name != "solutions":
        links.put(notebook, topics[path.stem], path.parent)
    return notebook
