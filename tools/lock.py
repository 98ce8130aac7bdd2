"""Remake requirements.txt from pyproject.toml: `python3 course.py lock`.

One file serves Python 3.11 to 3.14 on Linux, macOS and Windows. Versions stay as they are where
pyproject.toml allows it; `--upgrade`, or `--upgrade-package NAME`, brings newer ones.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GROUPS = ("lab", "test", "build")
OLDEST_PYTHON = "3.11"


def main(arguments: list[str]) -> int:
    """Compile the lock with uv, which is installed for this alone; return the exit code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if importlib.util.find_spec("uv") is None:
        print("Installing uv ...", flush=True)
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
        subprocess.run([*install, *project["dependency-groups"]["lock"]], check=True)
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "python3 course.py lock"]
    for group in GROUPS:
        command += ["--group", group]
    command += ["pyproject.toml", "--output-file", "requirements.txt", *arguments]
    before = (ROOT / "requirements.txt").read_bytes()
    code = subprocess.run(command, cwd=ROOT).returncode
    if not code:
        same = (ROOT / "requirements.txt").read_bytes() == before
        print("requirements.txt", "is as it was" if same else "has changed: commit it")
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
