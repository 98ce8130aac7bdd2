"""Every lesson in JupyterLab: stills at first opening, live pictures after Run All."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from moving import compare, drag, sweep

import course
from bce_lessons import explorers
from bce_lessons.practice import my_forecasts
from tools.browser import jupyterlab, open_notebook, run_all, theme

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[01]?_*.ipynb") if path.name[:2] != "00")


def explorers_of(name):
    """Return fresh copies of the explorers that a lesson shows, in their order."""
    cells = nbformat.read(NOTEBOOKS / name, as_version=4).cells
    sources = "\n".join(cell.source for cell in cells)
    calls = re.findall(r"^explorers\.(\w+)\((.*)\)$", sources, re.M)
    mine = my_forecasts()  # nobody has answered here: the sample
    given = {"": (), "mine.outcomes, mine.forecasts": (mine.outcomes, mine.forecasts)}
    return [getattr(explorers, call)(*given[arguments]) for call, arguments in calls]


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """A JupyterLab of its own on a copy of the lessons; yields its address."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    with jupyterlab(folder / "notebooks", folder) as address:
        yield address


@pytest.fixture
def open_lesson(lab, browser):
    """Open a lesson on a page tall enough for all its cells to be drawn."""
    pages = []

    def show(name):
        pages.append(open_notebook(browser, lab, name, height=24_000))
        return pages[-1]

    yield show
    for page in pages:
        page.close()


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
    theme(page, "Light")  # one JupyterLab serves all lessons, and the last one left it dark
    run_all(page)
    wanted = explorers_of(name)
    assert wanted, "a lesson has an explorer at its heart"
    boxes = page.locator(".jp-Notebook .explorer:not(.explorer .explorer)")
    page.wait_for_function(
        f"() => document.querySelectorAll('.explorer-panels svg').length >= {len(wanted)}"
    )
    assert boxes.count() == len(wanted)
    for i, explorer in enumerate(wanted):
        box = boxes.nth(i)
        box.scroll_into_view_if_needed()
        compare(page, box, explorer)
        sweep(page, box, explorer)
        drag(page, box)
        box.screenshot(path=_shot(f"{name[:2]}-{i}-light"))
    assert page.evaluate(TROUBLE) == []
    theme(page, "Dark")
    for i in range(len(wanted)):
        boxes.nth(i).screenshot(path=_shot(f"{name[:2]}-{i}-dark"))


def _shot(name):
    folder = Path(__file__).parents[2] / "build" / "screenshots" / "test_lab"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"


def test_a_saved_lesson_reopens_alive(browser, tmp_path):
    """With the setting that course.py writes, the learner's own copy needs no second run."""
    settings = tmp_path / "CONFIG/lab/user-settings/@jupyter-widgets/jupyterlab-manager"
    settings.mkdir(parents=True)
    setting = course.SETTINGS["share/jupyter/lab/settings/overrides.json"]
    plugin = setting["@jupyter-widgets/jupyterlab-manager:plugin"]
    (settings / "plugin.jupyterlab-settings").write_text(json.dumps(plugin))
    (tmp_path / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / LESSONS[0], tmp_path / "notebooks")
    with jupyterlab(tmp_path / "notebooks", tmp_path) as address:
        page = open_notebook(browser, address, LESSONS[0], height=24_000)
        run_all(page)
        page.wait_for_selector(".explorer-panels svg")
        page.evaluate(
            """async () => {
              await jupyterapp.commands.execute('docmanager:save');
              await jupyterapp.shell.currentWidget.sessionContext.shutdown();
            }"""
        )
        page.close()
        page = open_notebook(browser, address, LESSONS[0], height=24_000)
        page.wait_for_selector(".explorer-panels svg")
        (explorer,) = explorers_of(LESSONS[0])
        sweep(page, page.locator(".jp-Notebook .explorer:not(.explorer .explorer)"), explorer)
        assert page.evaluate(TROUBLE) == []
        page.close()
