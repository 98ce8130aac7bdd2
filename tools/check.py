"""Check everything the course promises: `python3 course.py test`.

All steps run, whatever fails, and the exit code says whether one did. With `--all`, the unit tests
measure what of the package they run, every lesson and every explorer is also moved in real
browsers, and the site is built and read there (BCE_LESSONS_SCREENSHOTS=1 in the environment keeps
what was seen in build/screenshots). With other arguments, only the unit tests and
doctests run, all or those in the files named, and pytest gets the arguments:
`python3 course.py test -k logits`, `python3 course.py test tests/test_links.py`.

With `--libraries`, other libraries are installed into build/libraries, in the versions that the
page "In your library" names (`--newest`: today's), and asked for the numbers of that page: one that
is not there is then a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.libraries import install, measure
from tools.stop import ended


def workers() -> int:
    """Return how many processes share the tests: one for each core, if there are 2 to 8."""
    usable = getattr(os, "sched_getaffinity", None)
    cores = len(usable(0)) if usable else os.cpu_count() or 1
    return min(max(cores, 2), 8)


PYTEST = ["-m", "pytest", "-p", "tools.lean", "--doctest-modules"]
# What needs a browser, the whole site or the book is for `--all`.
APART = ["tests/browser", "tests/book", "tests/e2e"]
UNIT_TESTS = [*PYTEST, "tests", "bce_lessons", *(f"--ignore={folder}" for folder in APART)]
UNMEASURED = "tests/tools"  # runs little of the package, and is slower where coverage is measured
# What is in one file, and so in one notebook, stays with one worker; conftest.py puts what takes
# long first.
# One more than there are cores: who waits for a kernel or another process leaves its core to it.
SHARED = ["-n", str(workers() + 1), "--dist", "loadfile", "--no-loadscope-reorder"]
GROUPED = ["--dist", "loadgroup", "--no-loadscope-reorder"]
# A page that answers no more would be waited for without end: its test is named, and fails.
ENDED = ["-o", "faulthandler_timeout=900", "-o", "faulthandler_exit_on_timeout=true", "--tb=short"]
BROWSERS = ["-n", str(workers() + 2), *GROUPED, *ENDED]
COVERAGE = ["--cov", "--cov-report=term"]
NBVAL = ["--nbval", "--nbval-current-env"]
IMPORTS = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
QUICK = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "spelling": ["-m", "codespell_lib"],
    "imports": ["-c", IMPORTS],
}
# Each process has a core for itself: more threads for a product of matrices would only wait there.
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
ASIDE = {"types": ["-m", "mypy"]}  # uses one core, while the tests start
# In one run, so that no worker waits for the last unit test before the first notebook.
TESTS = {"tests": [*UNIT_TESTS, "notebooks", *NBVAL, *SHARED]}
# Where coverage is measured, nbval would measure it in its kernels, too: notebooks run apart, and
# with them what tests the tools.
# All that needs a browser is in one run. Pages often wait for their next frame: there are more
# workers than cores. Each gets the next test, but one of them all of a group; the first need no
# site, which is built meanwhile.
ALL = {
    "unit tests": [*UNIT_TESTS, f"--ignore={UNMEASURED}", *SHARED, *COVERAGE],
    "tools, notebooks": [*PYTEST, UNMEASURED, "notebooks", *NBVAL, *SHARED],
    "browser": ["-m", "pytest", "-p", "tools.lean", *APART, *BROWSERS],
}


def run(arguments: list[str]) -> int:
    """Run this Python with `arguments`; return the exit code."""
    return subprocess.run([sys.executable, *arguments], env=THREADS | os.environ).returncode


def run_silently(arguments: list[str]) -> tuple[int, float, str]:
    """Run this Python with `arguments`; return the exit code, the seconds, and what it said."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        env=THREADS | os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, time.perf_counter() - start, done.stdout


def summary(name: str, code: int, seconds: float) -> str:
    """Say in a line how a step went."""
    return f"{name:18}{seconds:6.1f} s  {f'FAILED, exit code {code}' if code else 'ok'}"


def run_steps(tests: dict[str, list[str]]) -> int:
    """Run all steps, and sum up; return how many failed."""
    went: dict[str, tuple[int, float]] = {}
    with ThreadPoolExecutor() as aside:
        waiting = {name: aside.submit(run_silently, step) for name, step in ASIDE.items()}
        for name, step in (QUICK | tests).items():
            print(f"== {name}", flush=True)
            start = time.perf_counter()
            went[name] = run(step), time.perf_counter() - start
        for name, beside in waiting.items():
            code, seconds, said = beside.result()
            print(f"== {name}", said.rstrip(), sep="\n", flush=True)
            went[name] = code, seconds
    failed = sum(bool(code) for code, _ in went.values())
    lines = [summary(name, *went[name]) for name in went]
    print("== summary", *lines, f"{len(went) - failed} passed, {failed} failed", sep="\n")
    return failed


def compare_libraries(arguments: list[str]) -> int:
    """Install the libraries of the dictionary, and compare what they say; return the exit code."""
    rest = [one for one in arguments if one not in ("--libraries", "--newest")]

    def compare() -> int:
        python = install.ready(newest="--newest" in arguments)
        os.environ[measure.ELSEWHERE] = str(python)
        return run([*PYTEST, "tests/tools/libraries", *rest])

    return ended("course.py test", compare)


def main(arguments: list[str]) -> int:
    """Run all steps, or the unit tests alone, as the arguments say; return the exit code."""
    if {"-h", "--help"} & set(arguments):
        print(
            "usage: course.py test [--all | --libraries [--newest] | FILE ... | -k NAME | "
            "options of pytest]",
            __doc__,
            sep="\n\n",
        )
        return 0
    if "--libraries" in arguments:
        return compare_libraries(arguments)
    if arguments not in ([], ["--all"]):
        named = any(Path(argument.partition("::")[0]).exists() for argument in arguments)
        return run([*(PYTEST if named else UNIT_TESTS), *arguments])
    return 1 if run_steps(ALL if arguments else TESTS) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
