"""Python for the browser: where Pyodide is, and how a folder of it becomes part of the site."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from tools.stop import Stop

VERSION = "0.27.7"
PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
LOCK = "pyodide-lock.json"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", LOCK)
HELP = f"a folder of Pyodide {VERSION} to put into the site: then nothing is asked of other hosts"
# Loaded when a lesson opens: what the kernel asks for, and the course with all that it needs.
AT_START = (
    "micropip",
    "piplite",
    "ssl",
    "sqlite3",
    "ipykernel",
    "comm",
    "pyodide_kernel",
    "jedi",
    "ipython",
    "bce_lessons",
)


def folder(name: str) -> Path:
    """Return the folder that a command line names, seen from where the command was given."""
    return Path(os.environ.get("BCE_LESSONS_CALLED_FROM", "."), name).resolve()


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let a task take a folder of Pyodide."""
    parser.add_argument("--pyodide", type=folder, metavar="DIR", help=HELP)


def check(source: Path) -> None:
    """Refuse a folder that has not even Pyodide's own files."""
    if not source.is_dir():
        raise Stop(f"{source} is {'a file' if source.exists() else 'not there'}: name a folder")
    missing = [name for name in CORE if not (source / name).is_file()]
    if missing:
        raise Stop(f"{source} is no folder of Pyodide: it lacks {', '.join(missing)}")


def copy(source: Path, target: Path, ours: list[dict[str, Any]]) -> None:
    """Copy what the course needs of a folder of Pyodide, every package's digest verified."""
    check(source)
    lock = json.loads((source / LOCK).read_text(encoding="utf-8"))
    if lock["info"]["version"] != VERSION:
        raise Stop(f"{source} is Pyodide {lock['info']['version']}: {VERSION} is needed")
    kept = {name: lock["packages"][name] for name in needed(lock["packages"], ours)}
    for entry in kept.values():
        verify(source / entry["file_name"], entry["sha256"])
    target.mkdir(parents=True)
    for name in (*CORE, *(entry["file_name"] for entry in kept.values())):
        shutil.copy(source / name, target / name)
    (target / LOCK).write_text(json.dumps({**lock, "packages": kept}), encoding="utf-8")


def needed(packages: dict[str, Any], ours: list[dict[str, Any]]) -> list[str]:
    """Return the names of Pyodide's packages that a lesson loads, directly or not."""
    served = {entry["name"]: entry for entry in ours}
    todo, found = [normal(name) for name in AT_START], set()
    while todo:
        name = normal(todo.pop())
        if name not in found:
            if name not in served and name not in packages:
                raise Stop(f"the package {name} is neither in Pyodide's list nor in the course's")
            found.add(name)
            todo += (served.get(name) or packages[name])["depends"]
    return sorted(found - served.keys())


def normal(name: str) -> str:
    """Return a package's name as lists have it."""
    return name.lower().replace("_", "-")


def verify(path: Path, digest: str) -> None:
    """Refuse a file that is missing or not what Pyodide's list says."""
    if not path.is_file():
        raise Stop(f"{path.parent} lacks {path.name}: get the full distribution of Pyodide")
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise Stop(f"{path} is damaged: its digest is not the one in Pyodide's list")
