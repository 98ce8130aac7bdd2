"""Make the dictionary "In your library" again, or record what libraries answer.

Without options: write notebooks/libraries.md and its picture of table.toml and of the answers that
found.json keeps; no library is needed. With `--save`, ask every library that is there first, and
keep the answers with versions and date; those that are not there keep their old ones.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import sys
from pathlib import Path

from tools import stop
from tools.folders import HERE
from tools.libraries import install, measure, table
from tools.libraries.page import page
from tools.libraries.plot import PICTURE
from tools.notebooks import way

PAGE = HERE.notebooks / way.LIBRARIES


def record(python: Path, today: dt.date) -> None:
    """Ask the libraries of a Python, and keep what they answer."""
    all_of_it = table.read()
    kept = json.loads(table.FOUND.read_text(encoding="utf-8")) if table.FOUND.exists() else {}
    before, now = kept.get("libraries", {}), {}
    for library in all_of_it.libraries:
        said = measure.asked(library, python)
        if said["answers"]:
            now[library.name] = said | {"date": today.isoformat(), "answers": plain(said)}
            print(library.name, "asked:", *said["versions"].values())
        elif library.name in before:
            now[library.name] = before[library.name]
            print(library.name, "is not there: its old answers stay")
    text = json.dumps({"libraries": now}, indent=1, ensure_ascii=False, allow_nan=False)
    table.FOUND.write_text(text + "\n", encoding="utf-8")


def plain(said: dict[str, dict[str, table.Value]]) -> dict[str, table.Value]:
    """Return answers as JSON can hold them, with the digits that other machines also find."""
    found = said["answers"].items()
    return {key: one if isinstance(one, str) else rounded(one) for key, one in found}


def rounded(number: float) -> table.Value:
    """Return eight digits of a number; in words, if it is none."""
    short = float(f"{number:.8g}")
    return short + 0.0 if abs(short) < float("inf") else str(number)


def write() -> None:
    """Write the page and its picture, which `course.py figures` draws."""
    PAGE.write_text(page(table.read()), encoding="utf-8", newline="\n")
    if (HERE.figures / PICTURE).exists():
        shutil.copy(HERE.figures / PICTURE, HERE.notebooks / PICTURE)


def main(arguments: list[str]) -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m tools.libraries", description=__doc__)
    parser.add_argument("--save", action="store_true", help="ask all libraries that are there")
    parser.add_argument("--python", type=Path, default=install.PYTHON, help="whose they are")
    options = parser.parse_args(arguments)

    def run() -> int:
        if options.save:
            record(options.python, dt.date.today())
        write()
        return 0

    return stop.ended("tools.libraries", run)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
