"""Check everything the course promises: `python3 course.py test`.

All steps run, whatever fails, and the exit code says whether one did. With `--all`, every lesson
and every explorer is also moved in a real browser, and the site is built and read there. With
other arguments, only the unit tests and doctests run, all or those in the files named, and pytest
gets the arguments:
`python3 course.py test -k logits`, `python3 course.py test tests/test_links.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

PYTEST = ["-m", "pytest", "--doctest-modules"]
UNIT_TESTS = [*PYTEST, "tests", "bce_lessons", "--ignore", "tests/browser", "--ignore", "tests/e2e"]
STEPS = {
    "lint": "-m ruff check .",
    "format": "-m ruff format --check .",
    "spelling": "-m codespell_lib",
    "types": "-m mypy",
    "unit tests": " ".join([*UNIT_TESTS, "-n 2 --dist loadfile --cov --cov-report=term"]),
    # Two plugins start faster than ten; one notebook stays with one worker.
    "notebooks": "-m pytest notebooks --nbval --nbval-current-env -p nbval.plugin -p xdist.plugin"
    " -n 2 --dist loadscope",
}
# All that needs a browser in one run, so that no worker waits for the last tests of another; the
# site is built first.
BROWSER = {"browser": "-m pytest tests/browser tests/e2e -n 2 --dist worksteal"}
EXTRA = {"notebooks": {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}}


def run(arguments: list[str], **extra: str) -> int:
    """Run this Python with `arguments`; return the exit code."""
    return subprocess.run([sys.executable, *arguments], env={**os.environ, **extra}).returncode


def main(arguments: list[str]) -> int:
    """Run all steps, or the unit tests alone, as the arguments say; return the exit code."""
    if arguments not in ([], ["--all"]):
        named = any(Path(argument.partition("::")[0]).exists() for argument in arguments)
        return run([*(PYTEST if named else UNIT_TESTS), *arguments])
    steps = STEPS | (BROWSER if arguments else {})
    lines, failed = [], 0
    for name, step in steps.items():
        print(f"== {name}", flush=True)
        start = time.perf_counter()
        code = run(step.split(), **EXTRA.get(name, {}))
        failed += bool(code)
        said = f"FAILED, exit code {code}" if code else "ok"
        lines.append(f"{name:12}{time.perf_counter() - start:6.1f} s  {said}")
    print("== summary", *lines, f"{len(steps) - failed} passed, {failed} failed", sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
