"""Ask one library all its questions: `python -m tools.libraries.measure PyTorch`, where it is.

A process for each library: several in one disturb each other. What comes out is JSON, as Python
reads it, with Infinity and NaN: the versions of its packages and, by row, a number or the name of
an error; {} where the library is not.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.folders import HERE
from tools.libraries import table
from tools.stop import Stop

ELSEWHERE = "BCE_LESSONS_LIBRARIES"  # the Python that has them all, where one is to have them
# What a library would write or ask for, and how many cores it would take.
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu",
    "KERAS_BACKEND": "tensorflow", "OMP_NUM_THREADS": "1", "PYTHONNOUSERSITE": "1",
}  # fmt: skip


def asked(library: table.Library, python: Path = Path(sys.executable)) -> dict[str, Any]:
    """Return what a library answers in another Python; {} if it is not there."""
    command = [str(python), "-m", "tools.libraries.measure", library.name]
    ran = subprocess.run(
        command, cwd=HERE.root, env=os.environ | QUIET, capture_output=True, encoding="utf-8",
        errors="replace",
    )  # fmt: skip
    if ran.returncode:
        last = (ran.stderr.strip() or "it said nothing").splitlines()[-1]
        raise Stop(f"{library.name} cannot be asked: {last}")
    answers: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return {"answers": {}} | answers


def is_there(library: table.Library) -> bool:
    """Say whether this Python has a library, and what it needs beside it."""
    if importlib.util.find_spec(library.module) is None:
        return False
    return all(version(package) for package in library.packages)


def version(package: str) -> str:
    """Return the version of a package, whichever of its builds it is; empty if it is not there."""
    for name in (package, package.removesuffix("-cpu")):
        try:
            return importlib.metadata.version(name).partition("+")[0]
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""


def measured(library: table.Library, start: str) -> dict[str, Any]:
    """Ask a library in this process."""
    found = {}
    for call in library.calls:
        names = table.namespace(start, library.setup, call.setup)
        for row in call.rows:
            found[f"{call.name}/{row.about}"] = table.answer(row.library, names)
    return {"versions": {name: version(name) for name in library.packages}, "answers": found}


def main(arguments: list[str]) -> int:
    """Ask the library that the command line names."""
    all_of_it = table.read()
    library = all_of_it.library(arguments[0])
    print(json.dumps(measured(library, all_of_it.start) if is_there(library) else {}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
