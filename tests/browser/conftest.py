"""A real browser: Debian's Chromium, driven by Playwright, with nothing fetched from outside."""

import os
from pathlib import Path

import pytest
from pages import Site

from tools import npm
from tools.browser import CHROMIUM, chromium

pytest.register_assert_rewrite("moving")
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"


def required(missing):
    """Skip, saying what is missing; in CI, where nothing may be missing, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {missing}", pytrace=False)
    pytest.skip(f"the browser tests need {missing}")


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        required("Chromium (Debian: apt install chromium)")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def node_modules():
    """The pinned npm packages of docs/package.json."""
    try:
        return npm.packages()
    except npm.Missing as missing:
        return required(missing)


@pytest.fixture
def site(browser, node_modules):
    """Pages with no kernel; check at the end that nothing went wrong in them."""
    made = Site(browser, node_modules)
    yield made
    for page in made.opened:
        page.close()
    assert not made.trouble


@pytest.fixture
def keep(request):
    """Keep a screenshot under build/screenshots, named after the test, for people to look at."""

    def shoot(page, name):
        folder = SHOTS / request.node.path.stem
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return shoot
