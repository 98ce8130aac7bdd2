"""Property tests draw the same examples on every run and machine; one Chromium serves all tests."""

import os

import pytest
from hypothesis import settings

from tools.browser import CHROMIUM, chromium

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, database=None, max_examples=60
)
settings.load_profile("repeatable")


def required(missing):
    """Skip, saying what is missing; in CI, where nothing may be missing, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {missing}", pytrace=False)
    pytest.skip(f"the browser tests need {missing}")


@pytest.fixture(scope="session")
def browser():
    """A real browser, one for all tests of a process: Debian's Chromium, by Playwright."""
    if not CHROMIUM:
        required("Chromium (Debian: apt install chromium)")
    with chromium() as started:
        yield started
