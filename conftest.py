"""Load the strict comparison of notebooks, and keep everybody's own answers out of the tests."""

import os
import tempfile
from pathlib import Path

import pytest

pytest_plugins = ["tools.strict_nbval"]

# Each test and each notebook finds an empty folder of answers, which is its own.
FOLDERS = tempfile.TemporaryDirectory(prefix="bce_lessons-", ignore_cleanup_errors=True)
os.environ["BCE_LESSONS_RECORDS"] = FOLDERS.name  # while modules are collected


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Name an empty folder, before a notebook starts its kernel."""
    whose = str(item.path) if item.path.suffix == ".ipynb" else item.nodeid
    folder = Path(FOLDERS.name, format(hash(whose) % 2**64, "x"))
    os.environ["BCE_LESSONS_RECORDS"] = str(folder)


def pytest_unconfigure():
    """Delete the folders."""
    FOLDERS.cleanup()
