"""Whether the registry of the lessons is in order, and which lesson a name means.

Asked before anything is done by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path, PurePath

from bce_lessons import lessons
from tools.folders import HERE, START
from tools.stop import Stop

REGISTRY = "bce_lessons/lessons/__init__.py"
NUMBERED = re.compile(r"(?:0*(\d{1,2})_)?(\w+)", re.ASCII)


def checked(order: tuple[str, ...] | None = None) -> None:
    """Stop if `ORDER` is empty, names a lesson twice, or one that has no folder."""
    order = getattr(lessons, "ORDER", ()) if order is None else order
    folder = Path(lessons.__file__).parent
    if not order:
        raise Stop(f"ORDER in {REGISTRY} is empty: write a lesson into it")
    for topic in order:
        if order.count(topic) > 1:
            raise Stop(f"ORDER names {topic} twice: take one line out")
        if not (folder / str(topic) / "__init__.py").is_file():
            raise Stop(
                f"ORDER names {topic}, and bce_lessons/lessons/ has no such folder: is a comma "
                "missing? `python3 course.py new lesson` makes one, or take the line out"
            )


def refuse_old_numbers(folder: Path = HERE.notebooks) -> None:
    """Stop if a lesson has no notebook, or one with the number of another place in `ORDER`."""
    for topic in lessons.ORDER:
        name = f"{lessons.notebook(topic)}.ipynb"
        if (folder / name).is_file():
            continue
        if moved := [*folder.glob(f"??_{topic}.ipynb"), *folder.glob(f"{topic}.ipynb")]:
            raise Stop(
                f"notebooks/{moved[0].name} is to be {name}: run `python3 course.py renumber`"
            )
        raise Stop(f"{topic} has no notebook {name}: write it, or take its line out of ORDER")


def topic(name: str, order: Sequence[str] | None = None) -> str:
    """Return the lesson that someone calls by a number, its folder, or its notebook.

    "4", "04", "fit_ten_points", "04_fit_ten_points" and "04_fit_ten_points.ipynb" are one lesson.
    """
    order = lessons.ORDER if order is None else order
    said = plain(name)
    if said.isdecimal() and 1 <= int(said) <= len(order):
        return order[int(said) - 1]
    match = NUMBERED.fullmatch(said)
    if match and match[2] in order and int(match[1] or 0) in (0, order.index(match[2]) + 1):
        return match[2]
    raise Stop(unknown(name, match[2] if match else said, order))


def plain(name: str) -> str:
    """Return a name without folders and endings, in small letters."""
    return re.sub(r"\.(?:ipynb|md)$", "", PurePath(name).name.strip()).lower().replace("-", "_")


def unknown(name: str, said: str, order: Sequence[str]) -> str:
    """Say that there is no such lesson, and which have names that are near."""
    near = get_close_matches(said, order, n=3, cutoff=0.5)
    near += [one for one in order if said and said in one and one not in near]
    if near and not said.isdecimal():
        listed = " or ".join(f"{order.index(one) + 1:02}_{one}" for one in near[:3])
        return f"there is no lesson {name}: do you mean {listed}?"
    return (
        f"there is no lesson {name}: give a number from 1 to {len(order)}, or a folder's "
        "name; `python3 course.py lessons` lists them"
    )


def stem(name: str) -> str:
    """Return the name of the notebook of a lesson, or of 00, without its ending."""
    if plain(name) in ("0", "00", START, START[3:]):
        return START
    return lessons.notebook(topic(name))
