"""Run a tool for course.py: `python -m tools.start site --url …`, once the lessons are in order."""

from __future__ import annotations

import importlib
import pkgutil
import runpy
import sys

from tools.folders import HERE
from tools.stop import ended, explained

TASKS = {"check": "test", "book": "pdf"}  # the others are called like their tools
LISTS_OR_NEEDS_NONE = ("check", "lessons", "setup.lock", "bench")
PUBLISHES = ("site", "lite", "slides", "book")
RUNS_ALL = (*PUBLISHES, "notebooks.refresh", "new")  # and would say it cell by cell


def import_all() -> None:
    """Import all modules of the lessons, so that what is wrong with one is said at once."""
    lessons = importlib.import_module("bce_lessons.lessons")
    for found in pkgutil.walk_packages(lessons.__path__, f"{lessons.__name__}."):
        importlib.import_module(found.name)


def run(name: str, arguments: list[str]) -> int:
    """Run a tool; return 0, if it does not end by itself with an exit code."""
    with explained(HERE.package):
        if name not in LISTS_OR_NEEDS_NONE and not {"-h", "--help"} & set(arguments):
            order = importlib.import_module("tools.order")
            order.checked()
            if name in PUBLISHES:
                order.refuse_old_numbers()
            if name in RUNS_ALL:
                import_all()
        sys.argv = [name, *arguments]
        runpy.run_module(f"tools.{name}", run_name="__main__", alter_sys=True)
    return 0


def main(arguments: list[str]) -> int:
    """Run the tool that comes first with the arguments that follow; return the exit code."""
    name, *rest = arguments
    task = TASKS.get(name, name.rpartition(".")[2])
    return ended(f"course.py {task}", lambda: run(name, rest))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
