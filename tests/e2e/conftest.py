"""The site, built once, and read in Chromium as if it were on a server, below the root."""

import mimetypes
import os
from pathlib import Path

import pytest

from tools import npm, site, slides
from tools.browser import CHROMIUM, chromium

pytest.register_assert_rewrite("moving")
HOST = "http://course.test/some/where/"
SHOTS = Path(__file__).parents[2] / "build" / "screenshots" / "site"


def missing():
    """Say what these tests lack; None if nothing."""
    if not CHROMIUM:
        return "Chromium (Debian: apt install chromium)"
    try:
        npm.packages()
    except npm.Missing as lacking:
        return str(lacking)
    return None


def pytest_configure(config):
    """Build the site before the tests are collected, in one process only."""
    if not hasattr(config, "workerinput") and not missing():
        code = site.main([]) or slides.main([])
        if code:
            pytest.exit("the site could not be built", code)


def pytest_collection_modifyitems(items):
    """Where something is missing, let one test say so for all."""
    ours = [item for item in items if item.path.parent == Path(__file__).parent]
    for item in ours[1:] if ours and missing() else []:
        items.remove(item)


@pytest.fixture(scope="session")
def browser():
    """Chromium; without it all skips, except in CI, where nothing may be missing."""
    if lacking := missing():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have {lacking}", pytrace=False)
        pytest.skip(f"the tests of the site need {lacking}")
    with chromium() as started:
        yield started


class Reader:
    """Opens pages of the site; whatever goes wrong there is noted as trouble."""

    def __init__(self, browser):
        self.browser, self.opened, self.trouble = browser, [], []

    def answer(self, route):
        name = route.request.url.partition("?")[0].partition("#")[0].removeprefix(HOST)
        path = site.OUT / name
        if not route.request.url.startswith(HOST):
            self.trouble.append(f"asked {route.request.url}")
            route.abort()
        elif not path.is_file():
            self.trouble.append(f"missing {name}")
            route.fulfill(status=404)
        else:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=kind)

    def open(self, name, theme="light", width=1280, **options):
        page = self.browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=theme, **options
        )
        self.opened.append(page)
        page.on("pageerror", lambda error: self.trouble.append(f"{name}: {error}"))
        page.on("console", lambda m: m.type == "error" and self.trouble.append(f"{name}: {m.text}"))
        page.route("**/*", self.answer)
        page.goto(HOST + name, wait_until="load")
        if options.get("java_script_enabled", True):
            page.wait_for_function(ALIVE)
        return page


ALIVE = """() => [...document.querySelectorAll('.live')].every(
  n => n.querySelector('.explorer-panels svg, .ask summary'))"""


@pytest.fixture
def reader(browser):
    made = Reader(browser)
    yield made
    for page in made.opened:
        page.close()
    assert not made.trouble


@pytest.fixture
def keep():
    """Keep a screenshot of a whole page under build/screenshots, for people to look at."""

    def shoot(page, name):
        path = SHOTS / f"{name.replace('/', '-').removesuffix('.html')}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)

    return shoot
