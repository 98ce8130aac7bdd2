"""Load the strict comparison of notebooks, and keep everybody's own answers out of the tests."""

import gc
import os
import tempfile
from pathlib import Path

import pytest

pytest_plugins = ["tools.notebooks.strict_nbval"]

# Each test and each notebook finds an empty folder of answers, which is its own.
FOLDERS = tempfile.TemporaryDirectory(prefix="bce_lessons-", ignore_cleanup_errors=True)
os.environ["BCE_LESSONS_RECORDS"] = FOLDERS.name  # while modules are collected

gc.disable()  # until all tests are collected

# What takes long comes first: begun last, it would leave the other workers with nothing to do.
LONG = (
    "test_every_figure.py",
    "test_every_exercise.py",
    "test_strict_nbval.py",
    "test_kills.py",
    "test_venv.py",
    "test_figures.py",
    "test_refresh.py",
    "test_course.py",
    "test_installing.py",
    "test_teachers.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Sort the files: those that take long, the notebooks, and all others."""

    def turn(item):
        if item.path.name in LONG:
            return LONG.index(item.path.name)
        return len(LONG) + (item.path.suffix != ".ipynb")

    items.sort(key=turn)


def pytest_collection_finish():
    """From here on, look for garbage; not in what was made before, which stays."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Name an empty folder, before a notebook starts its kernel."""
    whose = str(item.path) if item.path.suffix == ".ipynb" else item.nodeid
    folder = Path(FOLDERS.name, format(hash(whose) % 2**64, "x"))
    os.environ["BCE_LESSONS_RECORDS"] = str(folder)


def pytest_unconfigure():
    """Delete the folders."""
    FOLDERS.cleanup()
