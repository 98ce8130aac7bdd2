"""What stands in the lessons' folders: their figures, explorers, exercises and questions.

Folders are found, not listed: who adds a module to one, or a function to its `__all__`, need not
say so anywhere. Exercises and questions have slugs, which stay, and numbers, which are counted.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

from bce_lessons import lessons
from bce_lessons.answers.exercise import Exercise
from bce_lessons.answers.question import Question, slug_of

__all__ = [
    "exercise",
    "exercises",
    "modules",
    "numbered",
    "of_lesson_in",
    "public",
    "question",
    "questions",
    "topics",
]

_NUMBER = re.compile(r"(?:exercise\s*)?0?(\d{1,2})[.](\d{1,2})", re.IGNORECASE)


@cache
def topics() -> tuple[str, ...]:
    """Return the lessons that have a folder: in their order, and then those that are left out.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> topics()[0]
    'score_one_prediction'
    """
    folders = [found.name for found in pkgutil.iter_modules(lessons.__path__) if found.ispkg]
    return tuple(sorted(folders, key=lambda topic: (lessons.number(topic) or 1000, topic)))


def modules(topic: str, kind: str) -> Iterator[ModuleType]:
    """Import the modules of one kind from a lesson's folder.

    Parameters
    ----------
    topic : str
        The name of its folder.
    kind : str
        `figures`, `explorers`, `exercises`, `questions` or `retired`: of that name, or beginning
        with it.

    Yields
    ------
    module
        None, where the folder has none.

    Examples
    --------
    >>> [module.__name__ for module in modules("score_yourself", "figures")]
    ['bce_lessons.lessons.score_yourself.figures']
    """
    folder = importlib.import_module(f"{lessons.__name__}.{topic}")
    for found in pkgutil.iter_modules(folder.__path__):
        if re.fullmatch(rf"{kind}(_\w+)?", found.name):
            yield importlib.import_module(f"{folder.__name__}.{found.name}")


def public(kind: str) -> dict[str, Any]:
    """Return what all modules of one kind have in their `__all__`, by its name.

    Parameters
    ----------
    kind : str
        Such as `figures`.

    Returns
    -------
    dict of str to object

    Raises
    ------
    ValueError
        If two lessons give one name to two things.
    """
    found: dict[str, Any] = {}
    for module in (one for topic in topics() for one in modules(topic, kind)):
        for name in module.__all__:
            if name in found:
                raise ValueError(f"{module.__name__} has a second {name}: rename one")
            found[name] = getattr(module, name)
    return found


# --- Exercises -----------------------------------------------------------------------------


@cache
def exercises() -> dict[str, Exercise[Any]]:
    """Return all exercises by their number, in the order of the lessons.

    Returns
    -------
    dict of str to Exercise

    Examples
    --------
    >>> exercises()["01.1"].slug, exercises()["01.1"].title
    ('one-nat', 'Exercise 1.1')
    """
    return numbered(
        (topic, module) for topic in lessons.ORDER for module in modules(topic, "exercises")
    )


def numbered(declared: Iterable[tuple[str, ModuleType]]) -> dict[str, Exercise[Any]]:
    """Give the exercises of modules their numbers, in the order of declaration.

    Parameters
    ----------
    declared : iterable of tuple
        A lesson, by the name of its folder, and a module; a lesson may have several.

    Returns
    -------
    dict of str to Exercise

    Raises
    ------
    ValueError
        If two exercises have one slug.
    """
    found: dict[str, Exercise[Any]] = {}
    slugs: dict[str, str] = {}
    for topic, module in declared:
        lesson, solved = lessons.number(topic), f"solutions/{lessons.notebook(topic)}.ipynb"
        count = sum(int(number[:2]) == lesson for number in found)
        made = [one for one in vars(module).values() if isinstance(one, Exercise)]
        for n, one in enumerate(made, start=count + 1):
            number = f"{lesson:02}.{n}"
            if (other := slugs.setdefault(one.slug, number)) != number:
                raise ValueError(f"{other} and {number} are both {one.slug}: rename one")
            found[number] = replace(one, number=number, solution=solved)
    return found


def exercise(name: str) -> Exercise[Any] | None:
    """Return the exercise of a name such as "04.2", "4.2" or "Exercise 4.2", or of a slug.

    Parameters
    ----------
    name : str
        What someone calls it.

    Returns
    -------
    Exercise or None
        By its slug also one of a lesson that the course leaves out: its notebook still asks it.

    Examples
    --------
    >>> exercise("Exercise 1.1") is exercise("one-nat")
    True
    """
    if number := _NUMBER.fullmatch(name):
        return exercises().get(f"{int(number[1]):02}.{int(number[2])}")
    return _by_slug().get(name)


@cache
def _by_slug() -> dict[str, Exercise[Any]]:
    """Return the exercises of all folders by their slugs, also of lessons that are left out."""
    found = {one.slug: one for one in exercises().values()}
    for topic in (one for one in topics() if not lessons.number(one)):
        for module in modules(topic, "exercises"):
            for one in vars(module).values():
                if isinstance(one, Exercise):
                    found[one.slug] = replace(one, solution=f"solutions/{topic}.ipynb")
    return found


def of_lesson_in(name: str) -> list[str]:
    """List the numbers of a lesson's exercises, by a name that has the lesson's number.

    Parameters
    ----------
    name : str
        A number such as "4.9", whether there is such an exercise or not.

    Returns
    -------
    list of str
        Empty where no number is found, or no lesson.
    """
    number = _NUMBER.fullmatch(name)
    return [one for one in exercises() if number and int(one[:2]) == int(number[1])]


# --- Questions -----------------------------------------------------------------------------


@cache
def _asked() -> dict[str, Question]:
    """Return all questions by their slugs, also those that the course asks no more."""
    found: dict[str, Question] = {}
    for topic in topics():
        asked = [one for module in modules(topic, "questions") for one in module.ASKED]
        retired = [one for module in modules(topic, "retired") for one in module.RETIRED]
        for lesson, some in ((lessons.number(topic), asked), (0, retired)):
            for one in some:
                if one.slug in found:
                    raise ValueError(f"two questions are called {one.slug}: rename one")
                found[one.slug] = replace(one, lesson=lesson)
    return found


@cache
def questions() -> dict[str, Question]:
    """Return the questions of the course by their identifiers, in the order of the lessons.

    Returns
    -------
    dict of str to Question

    Examples
    --------
    >>> next(iter(questions()))
    '01-ninety-percent'
    """
    return {one.id: one for one in _asked().values() if one.lesson}


def question(name: str) -> Question | None:
    """Return the question of an identifier, whatever number it has, or of a slug.

    Parameters
    ----------
    name : str
        Such as ``"03-gradient-vanishes"`` or ``"gradient-vanishes"``. Learners' files hold both,
        and numbers from before a lesson moved.

    Returns
    -------
    Question or None
        Also of a lesson that the course leaves out, and one that a lesson asked once (`RETIRED` in
        its module `retired`): somebody may have answered it.

    Examples
    --------
    >>> question("99-two-falls") is question("two-falls")
    True
    """
    return _asked().get(slug_of(name))
