"""Print the registry: the lessons in their order, and what each holds: `python3 course.py lessons`.

Below the table stands what the order leaves out, and what a lesson of the order lacks.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from bce_lessons import lessons
from bce_lessons.answers.exercise import Exercise
from bce_lessons.lessons import catalogue
from tools.notebooks import form

HEADER = ("", "Lesson", "Minutes", "Questions", "Exercises", "Explorers", "Folder")
NOTHING = "–"
TO_THE_LEFT = ("Lesson", "Folder")


def questions(topic: str) -> int:
    """Count the questions of a lesson's folder."""
    return sum(len(module.ASKED) for module in catalogue.modules(topic, "questions"))


def exercises(topic: str) -> int:
    """Count the exercises of a lesson's folder."""
    found = (vars(module).values() for module in catalogue.modules(topic, "exercises"))
    return sum(isinstance(one, Exercise) for values in found for one in values)


def explorers(topic: str) -> int:
    """Count the explorers of a lesson's folder."""
    return sum(len(module.__all__) for module in catalogue.modules(topic, "explorers"))


COUNTS = (questions, exercises, explorers)


def row(topic: str) -> list[str]:
    """Return what the table says of a lesson; a dash where there is nothing to read."""
    path, there = form.NOTEBOOKS / f"{lessons.notebook(topic)}.ipynb", topic in catalogue.topics()
    title = minutes = NOTHING
    if path.is_file():
        notebook = form.load(path)
        title = form.title(notebook)
        with contextlib.suppress(ValueError):
            minutes = str(form.minutes(notebook))
    counts = [str(count(topic)) if there else NOTHING for count in COUNTS]
    return [str(lessons.number(topic)), title, minutes, *counts, topic]


def table(rows: list[list[str]]) -> str:
    """Align rows under the header: words to the left, numbers to the right."""
    columns = zip(HEADER, *rows, strict=True)
    made = []
    for header, *cells in columns:
        width = max(map(len, (header, *cells)))
        pad = str.ljust if header in TO_THE_LEFT else str.rjust
        made.append([pad(cell, width) for cell in (header, *cells)])
    return "\n".join("  ".join(line).rstrip() for line in zip(*made, strict=True))


def lacks() -> Iterator[str]:
    """Say what each lesson of the order lacks, and what to do."""
    for topic in lessons.ORDER:
        name = f"{lessons.notebook(topic)}.ipynb"
        if topic not in catalogue.topics():
            yield (
                f"{topic} has no folder bce_lessons/lessons/{topic}/: make it, or take its line "
                "out of ORDER"
            )
        if (form.NOTEBOOKS / name).is_file():
            yield from lacks_its_time(form.NOTEBOOKS / name)
        elif moved := sorted(form.NOTEBOOKS.glob(f"??_{topic}.ipynb")):
            yield f"notebooks/{moved[0].name} is to be {name}: run `python3 course.py renumber`"
        else:
            yield f"{topic} has no notebook {name}: write it, or take its line out of ORDER"


def lacks_its_time(path: Path) -> Iterator[str]:
    """Say so, if a notebook does not tell how long it takes."""
    try:
        form.minutes(form.load(path))
    except ValueError as error:
        yield f"{path.name}: {error}"


def main(arguments: list[str]) -> int:
    """Print the table; return 1 if a lesson lacks something."""
    parser = argparse.ArgumentParser(prog="course.py lessons", description=__doc__)
    if parser.parse_known_args(arguments)[1]:
        raise SystemExit("course.py lessons: it takes no arguments")
    print(table([row(topic) for topic in lessons.ORDER]))
    left = [topic for topic in catalogue.topics() if not lessons.number(topic)]
    if left:
        print(f"\nLeft out: {', '.join(left)}. To take one in, write its line into ORDER.")
    found = list(lacks())
    print("".join(f"\n{one}." for one in found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
