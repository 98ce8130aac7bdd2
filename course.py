#!/usr/bin/env python3
"""Set the course up, once, and run its tasks: `python3 course.py` lists them.

Standard library only, and written so that an old Python can read it far enough to say so.
"""

import os
import platform
import runpy
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
from tools.setup.installing import cleaned  # noqa: E402
from tools.setup.venv import EVERYONES, WINDOWS, Venv  # noqa: E402
from tools.stop import Stop, ended, explained  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
START = "py course.py" if WINDOWS else "python3 course.py"
# Locks that some tasks need beside everyone's.
TEST, SITE, PDF = (f"requirements/{name}.txt" for name in ("test", "site", "pdf"))

# Tests that need what `--all` brings: the site, the book, or a browser beside them.
APART = ("tests/browser", "tests/e2e", "tests/book")

# Files of the set-up, by their place in .venv.
SETTINGS = {
    "share/jupyter/lab/settings/overrides.json": {
        # A learner's own saved notebook reopens with its sliders alive.
        "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
        "@jupyterlab/apputils-extension:notification": {
            "checkForUpdates": False,
            "doNotDisturbMode": False,
            "fetchNews": "false",
        },
        # What was run can be shown again only if it was saved before its kernel ended.
        "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 15},  # seconds
    },
    # Without it every kernel warns, in the terminal, that it talks unencrypted.
    "jupyter/config/jupyter_config.json": {"KernelManager": {"transport_encryption": "auto"}},
    # Looking for language servers starts npm and others, which leave files in the user's home.
    "jupyter/config/jupyter_server_config.json": {"LanguageServerManager": {"autodetect": False}},
}
# Nothing is read from or written to the user's own configuration.
FOLDERS = {
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    "JUPYTERLAB_SETTINGS_DIR": "jupyter/config/lab/user-settings",
    "JUPYTERLAB_WORKSPACES_DIR": "jupyter/config/lab/workspaces",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
}
FOREIGN = ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTERLAB_DIR", "MATPLOTLIBRC", "MPLBACKEND")


def environment():
    """Return the environment of every task: the course's own folders, no one else's settings."""
    env = cleaned(os.environ)
    env = {name: value for name, value in env.items() if name not in FOREIGN}
    env.update({name: str(VENV / folder) for name, folder in FOLDERS.items()})
    env.update(PYTHONNOUSERSITE="1", PYTHONUTF8="1", PIP_USER="0")
    env["BCE_LESSONS_CALLED_FROM"] = str(Path.cwd())  # where a path of the command line begins
    return env


def run(*command, **options):
    """Run a command in the course's folder and environment; return its exit code."""
    sys.stdout.flush()
    options = {"env": environment(), **options}
    return subprocess.run([str(part) for part in command], cwd=str(ROOT), **options).returncode


# --- Setting up ---------------------------------------------------------------------------


def check_python():
    """Stop if this Python cannot run the course."""
    version = sys.version_info[:2]
    if version < OLDEST:
        raise Stop(
            f"this is Python {platform.python_version()}, the course needs 3.11 or newer. Get it "
            "from python.org or your system's packages, then start it by its name, for example: "
            "python3.12 course.py lab"
        )
    if version > NEWEST and not VENV.exists():
        print("Note: the course was tested up to Python 3.14; this one is newer.")


def set_up(locks=()):
    """Make .venv ready for a task; return at once if it is."""
    check_python()
    Venv(ROOT, environment(), SETTINGS).set_up([EVERYONES, *locks])


# --- Tasks: each gets the rest of the command line and returns an exit code ---------------


def lab(arguments):
    """Open the learner's copy of the lessons in JupyterLab, in place of this process."""
    with explained(ROOT / "bce_lessons"):
        registry = runpy.run_path(str(ROOT / "bce_lessons" / "lessons" / "__init__.py"))
    if not registry.get("ORDER"):
        raise Stop("ORDER in bce_lessons/lessons/__init__.py is empty: write a lesson into it")
    command = [str(PYTHON), "-m", "tools.lab", *arguments]
    if WINDOWS:
        return run(*command)
    sys.stdout.flush()
    os.chdir(str(ROOT))
    return os.execve(command[0], command, environment())


def tool(name, arguments, **options):
    """Run a module in tools/; return its exit code."""
    return run(PYTHON, "-m", "tools.start", name, *arguments, **options)


# What does each (below tools/), its locks beside everyone's (with an option: only then), and help.
TASKS = {
    "lab": (
        "lab",
        {},
        "open your own copy of the lessons, where you stopped (--originals: notebooks/ itself)",
    ),
    "test": (
        "check",
        {"": [TEST], "--all": [SITE, PDF]},
        "check all (--all: also in a browser; --libraries: other libraries; -k NAME: only some)",
    ),
    "refresh": (
        "notebooks.refresh",
        {},
        "execute notebooks again, all or the named: refresh 03 04",
    ),
    "lessons": ("lessons", {}, "list the lessons, and what each holds"),
    "new": (
        "new",
        {"": [TEST]},
        "add a lesson, exercise, question or explorer: new exercise 4 my-slug",
    ),
    "site": (
        "site",
        {"": [SITE]},
        "build the web site into _site/ (--url ADDRESS: where it will be)",
    ),
    "lite": (
        "lite",
        {"": [SITE]},
        "build the course that runs in the browser, into _site/lite/",
    ),
    "slides": ("slides", {}, "build a deck of slides for each lesson into _site/slides/"),
    "pdf": (
        "book",
        {"": [PDF]},
        "build the course as one PDF, _site/bce_lessons.pdf (04: one lesson)",
    ),
    "all": (
        "everything",
        {"": [SITE, PDF]},
        "build site, slides, book and lite into _site/ (--url ADDRESS)",
    ),
    "figures": ("figures", {}, "rebuild figures/"),
    "renumber": ("renumber", {}, "let every file follow the order of the lessons"),
    "bench": (
        "bench",
        {"--sliders": [TEST], "--pages": [TEST, SITE]},
        "race the losses against other libraries (--sliders: time keys; --pages: the site)",
    ),
    "lock": (
        "setup.lock",
        {},
        "remake all locks, of what is installed, from pyproject.toml (newest: --upgrade)",
    ),
}


def concerns_all(argument):
    """Say whether an argument of `test` names tests that need what `--all` brings."""
    path = (ROOT / argument.partition("::")[0]).resolve()
    folders = [ROOT / folder for folder in APART]
    inside = any(folder in (path, *path.parents) or path in folder.parents for folder in folders)
    return argument[:1] not in ("", "-") and path.exists() and inside


def locks(task, arguments):
    """Return the locks that a task needs beside everyone's, with these arguments."""
    needs = TASKS[task][1]
    if task == "test" and any(map(concerns_all, arguments)):
        arguments = ["--all", *arguments]
    return [lock for option in needs if option in ("", *arguments) for lock in needs[option]]


def main(arguments):
    """Run the task that the command line names, or list all."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a path may have letters that an old code page lacks
            stream.reconfigure(errors="backslashreplace")
    task, rest = (arguments or ["--help"])[0], arguments[1:]
    if task not in TASKS:
        if task not in ("-h", "--help", "help"):
            print(f"course.py: there is no task {task}.\n")
        print("The bce_lessons course. Its tasks:\n")
        for name, (_, _, what) in TASKS.items():
            print(f"  {START} {name:9}{what}")
        return 0 if task in ("-h", "--help", "help") else 2
    if {"-h", "--help"} & set(rest):
        return helped(task, rest)
    return ended("course.py", lambda: perform(task, rest))


def helped(task, arguments):
    """Say how a task is called, and do nothing: its tool says it, if it is there."""
    name, _, what = TASKS[task]
    if PYTHON.exists() and not tool(name, arguments, stderr=subprocess.DEVNULL):
        return 0
    print(f"usage: {START} {task} [...]\n\n{what[0].upper()}{what[1:]}.")
    return 0


def perform(task, arguments):
    """Make .venv ready for a task, and run it; return the exit code."""
    set_up(locks(task, arguments))
    return lab(arguments) if task == "lab" else tool(TASKS[task][0], arguments)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit("\nStopped. To go on, run the same command again.") from None
