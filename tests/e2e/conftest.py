"""The site, built once, and read in Chromium from a server, below the root."""

import contextlib
import functools
import http.server
import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from pages import SHOOTING, SHOTS

from tools.browser import CHROMIUM
from tools.folders import HERE
from tools.site import npm
from tools.stop import Stop

pytest.register_assert_rewrite("moving")
BUILD = [
    *(sys.executable, "-c"),
    "from tools.site.__main__ import main as site\n"
    "from tools.slides.__main__ import main as slides\n"
    "raise SystemExit(site([]) or slides([]))",
]
BELOW = "/some/where/"  # the site works from any folder of a server


def missing():
    """Say what these tests lack; None if nothing."""
    if not CHROMIUM:
        return "Chromium (Debian: apt install chromium)"
    if importlib.util.find_spec("sphinx") is None:
        return "Sphinx (python3 course.py test --all brings it)"
    try:
        npm.packages()
    except Stop as lacking:
        return str(lacking)
    return None


def pytest_configure(config):
    """Begin to build the site, in one process only; tests that need none run meanwhile."""
    if not hasattr(config, "workerinput") and not missing() and not config.option.collectonly:
        config.site_log = tempfile.TemporaryDirectory(prefix="bce_lessons-site-")
        os.environ["BCE_LESSONS_SITE_LOG"] = str(Path(config.site_log.name, "log"))
        config.site_builder = threading.Thread(target=build, daemon=True)
        config.site_builder.start()


def build():
    """Build the site and the slides in a process of their own; leave how it went in a file."""
    log = Path(os.environ["BCE_LESSONS_SITE_LOG"])
    done = subprocess.run(BUILD, cwd=HERE.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    log.with_suffix(".part").write_bytes(b"%d\n" % done.returncode + done.stdout)
    log.with_suffix(".part").rename(log)


def pytest_unconfigure(config):
    """Wait for a build that no test has waited for, and delete its log."""
    if hasattr(config, "site_builder"):
        config.site_builder.join()
        config.site_log.cleanup()


def pytest_collection_modifyitems(items):
    """Where something is missing, let one test say so for all."""
    ours = [item for item in items if item.path.parent == Path(__file__).parent]
    for item in ours[1:] if ours and missing() else []:
        items.remove(item)


@pytest.fixture(scope="session", autouse=True)
def complete():
    """Wait for the site; skip where something is missing, except in CI, where nothing may be."""
    if lacking := missing():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have {lacking}", pytrace=False)
        pytest.skip(f"the tests of the site need {lacking}")
    log = Path(os.environ["BCE_LESSONS_SITE_LOG"])
    while not log.exists():
        time.sleep(0.1)
    code, _, said = log.read_text(encoding="utf-8", errors="replace").partition("\n")
    if code != "0":
        pytest.fail(f"the site could not be built:\n{said[-3000:]}", pytrace=False)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as if it were below the root, and says nothing."""

    def translate_path(self, path):
        return super().translate_path(path.removeprefix(BELOW.rstrip("/")))

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(folder):
    """Serve a folder on a port of its own; yield its address."""
    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{BELOW}"
        server.shutdown()


@pytest.fixture(scope="session")
def address():
    """The site's address, on a server of this process."""
    with serve(HERE.out) as found:
        yield found


class Tabs:
    """Browser tabs that tests use one after the other: what a site's pages share is read once."""

    def __init__(self, browser):
        self.browser, self.free = browser, {}

    def take(self, own=False, **options):
        """Return a tab that has these options, of a context without a past if it is to be `own`."""
        key = None if own else str(options)
        return self.free.pop(key, None) or (key, self.browser.new_context(**options).new_page())

    def give_back(self, key, page, keep):
        """Empty a tab for the next test, or close it."""
        for other in page.context.pages:
            if other != page:
                other.close()
        if keep and key and not page.is_closed():
            page.evaluate("() => { sessionStorage.clear() }")
            page.goto("about:blank")
            page.mouse.move(0, 0)
            self.free[key] = key, page
        else:
            page.context.close()


@pytest.fixture(scope="session")
def tabs(browser):
    """The tabs of a process."""
    return Tabs(browser)


class Reader:
    """Opens pages of the site; whatever goes wrong there is noted as trouble."""

    def __init__(self, tabs, address):
        self.tabs, self.address = tabs, address
        self.opened, self.heard, self.trouble = [], [], []

    def note(self, page, name):
        """Note errors of a page, and what it asks of other hosts or in vain."""

        def hear(event, note):
            page.on(event, note)
            self.heard.append((page, event, note))

        hear("pageerror", lambda error: self.trouble.append(f"{name}: {error}"))
        hear("console", lambda m: m.type == "error" and self.trouble.append(f"{name}: {m.text}"))
        hear("request", lambda asked: self.asked(name, asked.url))
        hear("response", lambda got: self.got(name, got))

    def asked(self, name, url):
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.trouble.append(f"{name} asked {url}")

    def got(self, name, response):
        if not response.ok and response.status != 304:  # which says that the copy kept is right
            self.trouble.append(f"{name}: no {response.url}")

    def open(self, name, theme="light", width=1280, folded=False, **options):
        """Open a page, and its folds unless it is to stay `folded`, in a context with options."""
        key, page = self.tabs.take(**options)
        self.opened.append((key, page))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, media="null")
        self.note(page, name)
        page.bring_to_front()  # behind another tab it would be given no frames
        page.goto(self.address + name, wait_until="load")
        if options.get("java_script_enabled", True):
            page.add_style_tag(content=ALL_LAID_OUT)
            if not folded:
                page.eval_on_selector_all("details.fold", OPEN)
            page.wait_for_function(ALIVE, polling=100)
            page.evaluate("() => document.fonts.ready.then(() => true)")  # or lines are too long
        return page

    def close(self, keep):
        """Give all tabs back."""
        for key, page in self.opened:
            self.tabs.give_back(key, page, keep)
        for page, event, note in self.heard:
            page.remove_listener(event, note)


# Sections are laid out when they are read; tests measure them all.
ALL_LAID_OUT = "* { content-visibility: visible !important }"
OPEN = "folds => { for (const fold of folds) fold.open = true; }"
ALIVE = """() => [...document.querySelectorAll('.live')].every(
  n => n.querySelector('.explorer-panels svg, .ask summary'))"""


@pytest.fixture
def reader(tabs, address, request):
    made = Reader(tabs, address)
    yield made
    made.close(keep=not request.session.testsfailed)
    assert not made.trouble


@pytest.fixture
def keep():
    """Keep a screenshot of a whole page under build/screenshots, if shots are asked for."""

    def shoot(page, name):
        if not SHOOTING:
            return
        path = SHOTS / "site" / f"{name.replace('/', '-').removesuffix('.html')}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)

    return shoot
