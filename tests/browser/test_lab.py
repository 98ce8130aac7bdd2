"""Every lesson in JupyterLab: stills at first opening, live pictures after Run All."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from moving import compare, drag, sweep

from bce_lessons import explorers

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("0[1-9]_*.ipynb"))
TOKEN = "the-browser-tests"


def explorers_of(name):
    """Return fresh copies of the explorers that a lesson shows, in their order."""
    cells = nbformat.read(NOTEBOOKS / name, as_version=4).cells
    calls = [m for c in cells for m in re.findall(r"^explorers\.(\w+)\(\)$", c.source, re.M)]
    return [getattr(explorers, call)() for call in calls]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """A JupyterLab of its own on a copy of the lessons; yields its address."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    kinds = ("CONFIG", "DATA", "RUNTIME")
    env = os.environ | {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in kinds}
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={folder / 'notebooks'}", "--allow-root"]
    command += ["--expose-app-in-browser", "--LabApp.extension_manager=readonly"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=2)
                break
            except OSError:
                assert time.monotonic() < deadline, (folder / "log").read_text()
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def open_lesson(lab, browser):
    """Open a lesson in a workspace of its own, tall enough for all its cells to be drawn."""
    pages = []

    def show(name, theme="JupyterLab Light"):
        page = browser.new_page(viewport={"width": 1300, "height": 24_000})
        pages.append(page)
        page.route("**/*", lambda r: r.continue_() if r.request.url.startswith(lab) else r.abort())
        page.goto(f"{lab}/lab/workspaces/{name[:2]}{theme[-4:]}/tree/{name}?reset&token={TOKEN}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.sessionContext")
        page.evaluate(
            """async theme => {
              const context = jupyterapp.shell.currentWidget.sessionContext;
              await context.ready; await context.session.kernel.info;
              await jupyterapp.commands.execute('apputils:change-theme', {theme});
            }""",
            theme,
        )
        return page

    yield show
    for page in pages:
        page.close()


def run_all(page):
    page.evaluate("async () => { await jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_function(
        """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'
          && [...document.querySelectorAll('.jp-Notebook .jp-InputArea-prompt')]
             .every(e => !e.textContent.includes('*'))""",
        timeout=90_000,
    )


TROUBLE = """() => [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output')]
  .filter(o => o.dataset.mimeType?.endsWith('error') || o.dataset.mimeType?.endsWith('stderr')
    || /model not found|Error displaying|Loading widget|Traceback/.test(o.textContent))
  .map(o => o.textContent.slice(0, 300))"""
IMAGES = """() => [...document.querySelectorAll('.jp-Notebook .jp-RenderedImage img')]
  .map(i => i.naturalWidth)"""


@pytest.mark.parametrize("name", LESSONS)
def test_first_opening_shows_stills(open_lesson, name):
    page = open_lesson(name)
    cells = nbformat.read(NOTEBOOKS / name, as_version=4).cells
    outputs = [o for c in cells if c.cell_type == "code" for o in c.outputs]
    pictures = sum("image/png" in o.get("data", {}) for o in outputs)
    page.wait_for_function(f"() => ({IMAGES})().length >= {pictures}")
    assert all(width > 100 for width in page.evaluate(IMAGES))
    assert page.evaluate(TROUBLE) == []
    assert page.locator(".explorer").count() == 0


@pytest.mark.parametrize("name", LESSONS)
def test_run_all_then_move_everything(open_lesson, keep, name):
    page = open_lesson(name)
    run_all(page)
    wanted = explorers_of(name)
    assert wanted, "a lesson has an explorer at its heart"
    boxes = page.locator(".jp-Notebook .explorer:not(.explorer .explorer)")
    page.wait_for_function(f"() => document.querySelectorAll('.explorer-panels svg').length >= {len(wanted)}")
    assert boxes.count() == len(wanted)
    for i, explorer in enumerate(wanted):
        box = boxes.nth(i)
        box.scroll_into_view_if_needed()
        compare(page, box, explorer)
        sweep(page, box, explorer)
        drag(page, box)
        box.screenshot(path=_shot(f"{name[:2]}-{i}-light"))
    assert page.evaluate(TROUBLE) == []
    page.evaluate(
        "async () => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    for i in range(len(wanted)):
        boxes.nth(i).screenshot(path=_shot(f"{name[:2]}-{i}-dark"))


def _shot(name):
    folder = Path(__file__).parents[2] / "build" / "screenshots" / "test_lab"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
