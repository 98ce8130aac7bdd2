"""Remake the lock files from pyproject.toml: `python3 course.py lock`.

requirements.txt is what every learner installs, the course's own package included, so that Binder
and others that know this file alone need nothing else; the locks in requirements/ are what some
tasks add at their first use, and contradict none before them. Each serves Python 3.11 to 3.14 on
Linux, macOS and Windows. Versions stay as they are where pyproject.toml allows it; `--upgrade`, or
`--upgrade-package NAME`, brings newer ones.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVERYONES = "requirements.txt"
LOCKS = {  # each is bound by those above it
    EVERYONES: ["--group=lab", "--group=build", "pyproject.toml"],
    "requirements/test.txt": ["--group=test"],
    "requirements/site.txt": ["--group=site"],
    "requirements/pdf.txt": ["--group=pdf"],
}
OLDEST_PYTHON = "3.11"
# Pip reads the path from the folder it is started in: the repository's root, as Binder does.
PACKAGE = "-e .\n    # the course's own package, from this folder\n"


def main(arguments: list[str]) -> int:
    """Compile the locks with uv, which is installed for this alone; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="bring the newest versions")
    parser.add_argument("--upgrade-package", metavar="NAME", action="append", help="of this one")
    parser.parse_known_args(arguments)  # other options go to uv as well
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if importlib.util.find_spec("uv") is None:
        print("Installing uv ...", flush=True)
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
        subprocess.run([*install, *project["dependency-groups"]["uv"]], check=True)
    before = {name: content(name) for name in LOCKS}
    code, bound = 0, list[str]()
    for name, wanted in LOCKS.items():
        code = code or compiled(name, [*wanted, *bound, *arguments])
        bound += [f"--constraints={name}"]
    add_package()
    for name in LOCKS if not code else ():
        print(name, "is as it was" if content(name) == before[name] else "has changed: commit it")
    return code


def compiled(name: str, arguments: list[str]) -> int:
    """Write one lock file and return the exit code."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "python3 course.py lock", "--output-file", name]
    return subprocess.run([*command, *arguments], cwd=ROOT).returncode


def add_package() -> None:
    """End the lock with the package: last, since uv takes no such line as a constraint."""
    if (lock := content(EVERYONES)) and not lock.endswith(PACKAGE):
        (ROOT / EVERYONES).write_text(lock + PACKAGE, encoding="utf-8", newline="\n")


def content(name: str) -> str:
    """Return what a lock file holds; nothing, if there is none."""
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
