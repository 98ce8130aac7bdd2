"""Property tests draw the same examples on every run and machine; one Chromium serves all tests."""

import os
import shutil
import sys

import pytest
from hypothesis import settings

from bce_lessons.answers import counterexample, judge, sandbox, tried
from tools.browser import CHROMIUM, chromium

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, database=None, max_examples=60
)
settings.load_profile("repeatable")


def required(missing):
    """Skip, saying what is missing; in CI, where nothing may be missing, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {missing}", pytrace=False)
    pytest.skip(f"this needs {missing}")


@pytest.fixture(scope="session")
def node():
    """Node.js is there; else skip: all but the pages can be checked without it."""
    if not shutil.which("node"):
        required("node (Debian: apt install nodejs; else: nodejs.org)")


class Clock:
    """Stands for the module `time`, and goes on only when a test lets it."""

    now = 0.0

    def monotonic(self):
        return self.now

    def wait(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    """The clock by which a learner's function is timed, in a test's hands."""
    made = Clock()
    for module in (counterexample, judge, sandbox, tried):
        monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def patient(monkeypatch):
    """What is to be stopped may take as long over it as a busy machine makes it.

    The clock is looked at often, so a function that moves the one of a test ends its own time.
    """
    monkeypatch.setattr(sandbox, "_NUDGES", 30_000)
    monkeypatch.setattr(sandbox, "_STEP", 0.01)


@pytest.fixture
def counted():
    """A function that calls another; it returns the result, and how many calls that took.

    Unlike seconds, calls are as many on every machine, however busy.
    """

    def call(function):
        count, before = 0, sys.getprofile()

        def profile(frame, event, arg):
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(profile)
        try:
            result = function()
        finally:
            sys.setprofile(before)
        return result, count

    return call


@pytest.fixture(scope="session")
def browser():
    """A real browser, one for all tests of a process: Debian's Chromium, by Playwright."""
    if not CHROMIUM:
        required("Chromium (Debian: apt install chromium)")
    with chromium() as started:
        yield started
