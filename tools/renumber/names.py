"""What lessons, exercises, questions and figures are called: by the files, and by the registry."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bce_lessons import lessons
from bce_lessons.lessons import catalogue
from tools.notebooks import exercises, form
from tools.stop import Stop

ROOT = form.NOTEBOOKS.parent
FOLDERS = {"notebooks": ".ipynb", "notebooks/solutions": ".ipynb", "docs/teachers": ".md"}
STEM = re.compile(r"(?:(\d\d)_)?(\w+)", re.ASCII)
HEADING = re.compile(r"(?m)^##+ Exercise (\d+\.\d+):")


@dataclass(frozen=True)
class Course:
    """A course in a folder, and what its registry says.

    Attributes
    ----------
    root : Path
        The folder.
    topics : collection of str
        All lessons that have a folder in the package, also those that are left out.
    exercises, questions, figures : mapping of str to str
        Numbers such as "4.2" of the exercises that are in the course, by their slugs; the topics
        of all questions by their slugs, and of all figures by the names of their files.
    told : callable
        Returns what a lesson is for, and the question it answers, by its topic.
    """

    root: Path
    topics: frozenset[str]
    exercises: Mapping[str, str]
    questions: Mapping[str, str]
    figures: Mapping[str, str]
    told: Callable[[str], tuple[str, str]]


def told(topic: str) -> tuple[str, str]:
    """Return what a lesson is for, and the question it answers, from its folder."""
    folder = importlib.import_module(f"{lessons.__name__}.{topic}")
    try:
        return folder.ABLE_TO, folder.ANSWERS
    except AttributeError as missing:
        raise Stop(f"bce_lessons/lessons/{topic}/__init__.py: {missing}: write it there") from None


def ours(root: Path = ROOT) -> Course:
    """Return the course that this repository has."""
    from tools import figures

    topics = frozenset(catalogue.topics())
    asked = ((one, topic) for topic in topics for one in catalogue.modules(topic, "questions"))
    return Course(
        root,
        topics,
        {one.slug: number.lstrip("0") for number, one in catalogue.exercises().items()},
        {question.slug: topic for module, topic in asked for question in module.ASKED},
        {name: key.topic for name, key in figures.FIGURES.items()},
        told,
    )


def files(course: Course, folder: str) -> dict[str, Path]:
    """Return the files of lessons in a folder, by their topics."""
    found: dict[str, Path] = {}
    for path in sorted((course.root / folder).glob(f"*{FOLDERS[folder]}")):
        match = STEM.fullmatch(path.stem)
        if not match or match[2] not in course.topics:
            continue  # someone's own
        if other := found.get(match[2]):
            raise Stop(f"{folder}: {other.name} and {path.name} are one lesson: take one away")
        found[match[2]] = path
    return found


def numbers(course: Course) -> dict[int, str]:
    """Return the topics by the numbers that the notebooks have in their names."""
    found: dict[int, str] = {}
    notebooks = files(course, "notebooks")
    for topic, path in notebooks.items():
        match = STEM.fullmatch(path.stem)
        if not match or not match[1]:
            continue
        if other := found.get(int(match[1])):
            raise Stop(
                f"notebooks: {notebooks[other].name} and {path.name} have one number: take it out "
                f"of the name of the new one, as in {topic}.ipynb"
            )
        found[int(match[1])] = topic
    return found


def written(course: Course) -> dict[str, tuple[str, str]]:
    """Return the topic and the number of each exercise, by its slug, as notebooks have them."""
    found: dict[str, tuple[str, str]] = {}
    for folder in ("notebooks", "notebooks/solutions"):
        for topic, path in files(course, folder).items():
            notebook = form.load(path)
            for slug, place in exercises.slugs(notebook).items():
                if match := HEADING.search(notebook.cells[place].source):
                    found[slug] = topic, match[1]
    return found
