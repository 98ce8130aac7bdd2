"""Every lesson in JupyterLab: stills at first opening, live pictures after Run All."""

import shutil
from pathlib import Path

import nbformat
import pytest
from moving import drag, explorers_of, sweep
from pages import SHOOTING

from tools.browser import open_another, run_all, theme
from tools.notebooks import form

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = [path.name for path in form.lessons()]
TROUBLE = """() => [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output')]
  .filter(o => o.dataset.mimeType?.endsWith('error') || o.dataset.mimeType?.endsWith('stderr')
    || /model not found|Error displaying|Loading widget|Traceback/.test(o.textContent))
  .map(o => o.textContent.slice(0, 300))"""
SHOWN = """wanted => {
  const all = [...document.querySelectorAll('.jp-Notebook .jp-RenderedImage img')];
  return all.length >= wanted && all.every(image => image.naturalWidth > 100);
}"""
EXPLORERS = ".jp-Notebook .explorer:not(.explorer .explorer)"


def check_stills(page, name):
    """Check that a lesson opens with all its pictures, and no explorer alive yet."""
    cells = nbformat.read(NOTEBOOKS / name, as_version=4).cells
    outputs = [o for c in cells if c.cell_type == "code" for o in c.outputs]
    pictures = sum("image/png" in o.get("data", {}) for o in outputs)
    page.wait_for_function(SHOWN, arg=pictures)
    assert page.evaluate(TROUBLE) == []
    assert page.locator(".explorer").count() == 0


@pytest.mark.parametrize("name", LESSONS)
def test_stills_then_run_all_then_move_everything(open_lab, keep, name):
    page = open_lab(name)
    theme(page, "Light")  # one JupyterLab serves many lessons, and the last one left it dark
    check_stills(page, name)
    run_all(page)
    wanted = explorers_of(NOTEBOOKS / name)
    assert wanted, "a lesson has an explorer at its heart"
    page.wait_for_function(
        f"() => document.querySelectorAll('.explorer-panels svg').length >= {len(wanted)}"
    )
    boxes = page.locator(EXPLORERS)
    assert boxes.count() == len(wanted)
    for i, explorer in enumerate(wanted):
        box = boxes.nth(i)
        sweep(page, box, explorer, whole=False)  # the site's tests go through the whole range
        drag(page, box)
        keep(box, f"{name[:2]}-{i}-light")
    assert page.evaluate(TROUBLE) == []
    if SHOOTING:
        theme(page, "Dark")
    for i in range(len(wanted)):
        keep(boxes.nth(i), f"{name[:2]}-{i}-dark")


def test_a_saved_lesson_reopens_alive(open_lab, lab):
    """With the setting that course.py writes, the learner's own copy needs no second run."""
    name = next(name for name in LESSONS if name.startswith("01"))
    copy = f"my_{name}"
    shutil.copy(NOTEBOOKS / name, lab[1] / copy)
    page = open_lab(copy)
    run_all(page)
    page.wait_for_selector(".explorer-panels svg")
    page.evaluate(
        """async () => {
          await jupyterapp.commands.execute('docmanager:save');
          await jupyterapp.shell.currentWidget.sessionContext.shutdown();
        }"""
    )
    page.close()
    page = open_lab(copy)
    page.wait_for_selector(".explorer-panels svg")
    (explorer,) = explorers_of(NOTEBOOKS / name)
    sweep(page, page.locator(EXPLORERS), explorer, whole=False)
    assert page.evaluate(TROUBLE) == []


AT = """anchor => {
  const { context, content, node } = jupyterapp.shell.currentWidget ?? {};
  const heading = node?.querySelector(`[data-jupyter-id="${anchor}"]`);
  const top = (one) => one.getBoundingClientRect().top;
  const isAt = heading && Math.abs(top(heading) - top(content.node)) < 100;
  return context?.path === 'glossary.md' && isAt;
}"""
SHOWS = "name => jupyterapp.shell.currentWidget?.context?.path === name"


def test_a_word_opens_the_glossary_at_it_and_the_last_cell_leads_on(open_lab):
    page = open_lab(LESSONS[1])
    page.locator(".jp-Notebook").get_by_role("link", name="batch").first.click()
    page.wait_for_function(AT, arg="batch")
    open_another(page, LESSONS[1])
    page.locator(".jp-Notebook").get_by_role("link", name="Lesson 2").last.click()
    page.wait_for_function(SHOWS, arg=LESSONS[2])
    page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.ready }")
