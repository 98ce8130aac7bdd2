"""A real browser: Debian's Chromium, driven by Playwright, with nothing fetched from outside."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

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
    """The pinned npm packages of package.json, installed beside it."""
    here = Path(__file__).parent
    packages = here / "node_modules"
    lock = (here / "package-lock.json").read_bytes()
    stamp = packages / ".made-from"
    if not stamp.exists() or stamp.read_bytes() != lock:
        npm = shutil.which("npm")
        if not npm:
            required("npm (Debian: apt install npm)")
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=here, check=True, stdout=subprocess.DEVNULL)
        stamp.write_bytes(lock)
    return packages


@pytest.fixture
def keep(request):
    """Keep a screenshot under build/screenshots, named after the test, for people to look at."""

    def shoot(page, name):
        folder = SHOTS / request.node.path.stem
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return shoot
