"""Remake the lock files from pyproject.toml: `python3 course.py lock`.

requirements.txt is what every learner installs, requirements-site.txt what `course.py site` adds.
Each serves Python 3.11 to 3.14 on Linux, macOS and Windows. Versions stay as they are where
pyproject.toml allows it; `--upgrade`, or `--upgrade-package NAME`, brings newer ones.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements.txt": ["--group=lab", "--group=test", "--group=build", "pyproject.toml"],
    "requirements-site.txt": ["--group=site", "--constraints=requirements.txt"],
}
OLDEST_PYTHON = "3.11"


def main(arguments: list[str]) -> int:
    """Compile the lock with uv, which is installed for this alone; return the exit code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if importlib.util.find_spec("uv") is None:
        print("Installing uv ...", flush=True)
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
        subprocess.run([*install, *project["dependency-groups"]["lock"]], check=True)
    return max(compiled(name, [*wanted, *arguments]) for name, wanted in LOCKS.items())


def compiled(name: str, arguments: list[str]) -> int:
    """Write one lock file, say whether it changed, and return the exit code."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "python3 course.py lock", "--output-file", name]
    before = (ROOT / name).read_bytes() if (ROOT / name).exists() else b""
    code = subprocess.run([*command, *arguments], cwd=ROOT).returncode
    if not code:
        same = (ROOT / name).read_bytes() == before
        print(name, "is as it was" if same else "has changed: commit it")
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
