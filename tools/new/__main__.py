"""Add a lesson, an exercise, a question or an explorer: `python3 course.py new exercise 4 my-slug`.

What is written runs and passes the tests as it stands. Change it to what you mean, file by file;
then refresh the notebook.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from tools import order
from tools.new import lesson, parts
from tools.new.house import ROOT, House
from tools.stop import Stop, ended

FILL = {
    "lesson": "its text and its code, from top to bottom; the plan of the teachers' page follows",
    "exercise": "the values and the sentences; in the solutions the question and the solution",
    "question": "one sentence, what decides it (twice, in two ways), and one on why; move its cell",
    "explorer": "what is moved, drawn and said; move its cells, and say there what to predict",
}


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Stop with what is wrong, and where help is."""
        raise SystemExit(f"course.py new: {message}; `python3 course.py new --help` says more")


def parser() -> Parser:
    """Return what reads the command line."""
    made = Parser(prog="course.py new", description=__doc__)
    kinds = made.add_subparsers(dest="what", required=True, metavar="WHAT")
    one = kinds.add_parser("lesson", help="a lesson between two others, or at the end")
    one.add_argument("topic", help="its folder's name, a verb first: weigh_the_classes")
    one.add_argument("--after", metavar="LESSON", help="a number or a topic; without it, the last")
    one.add_argument("--title", default="", help="without it, the topic in words")
    for what, name, shape in (
        ("exercise", "slug", "two-days"),
        ("question", "slug", "two-falls"),
        ("explorer", "name", "ten_points"),
    ):
        one = kinds.add_parser(
            what, help=f"an {what} of a lesson" if what[0] == "e" else "a question"
        )
        one.add_argument("lesson", help="its number, or its folder's name")
        one.add_argument("name", metavar=name.upper(), help=f"its {name}, which stays: {shape}")
        if what == "exercise":
            one.add_argument(
                "--kind", choices=parts.KINDS, default="value", help="what is answered"
            )
    return made


def added(house: House, wanted: Any) -> tuple[str, list[Path]]:
    """Write what is wanted; return its lesson, and the files to fill in."""
    if wanted.what == "lesson":
        made = lesson.lesson(house, wanted.topic, wanted.after, wanted.title, renumber=renumber)
        return wanted.topic, made
    more = [wanted.kind] if wanted.what == "exercise" else []
    made = getattr(parts, wanted.what)(house, wanted.lesson, wanted.name, *more)
    return house.named(wanted.lesson), made


def renumber() -> None:
    """Let all files follow `ORDER`, in a process that reads it as it is now."""
    if importlib.util.find_spec("tools.renumber") is None:
        print(
            "There is no `renumber`: give the lessons after it their numbers, in names and links."
        )
    elif tool("renumber"):
        raise Stop("nothing is added: see to what `renumber` says, above, and try again")


def tool(name: str, *arguments: str) -> int:
    """Run another tool in the course's folder; return its exit code."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", f"tools.{name}", *arguments], cwd=ROOT).returncode


def main(arguments: Sequence[str]) -> int:
    """Add what the command line names; return the exit code."""
    wanted, house = parser().parse_args(arguments), House()
    order.checked(tuple(house.order))
    topic, files = added(house, wanted)
    print(f"Added the {wanted.what}. To fill in, {FILL[wanted.what]}:")
    for path in files:
        print(f"  {house.shown(path)}")
    print("Running the lesson once, as it stands:")
    code = tool("notebooks.refresh", house.stem(topic))
    first = "renumber`, `" if wanted.what == "lesson" else ""  # the lists of lessons have its title
    refresh = f"{first}refresh {house.stem(topic)[:2]}"
    print(f"Next: fill it in; then `python3 course.py {refresh}` and `python3 course.py test`.")
    return code


if __name__ == "__main__":
    raise SystemExit(ended("course.py new", lambda: main(sys.argv[1:])))
