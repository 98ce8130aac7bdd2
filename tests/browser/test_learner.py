"""A learner stops in the middle of a lesson, and finds it again, in the copy of the course."""

import json
import shutil

import pytest

import course
from tools.browser import TOKEN, jupyterlab
from tools.folders import HERE
from tools.learner import pictures
from tools.learner.copy import NAME

START = """
import sys
from pathlib import Path
from tools import lab
from tools.folders import Folders
raise SystemExit(lab.main(sys.argv[2:], Folders(Path(sys.argv[1]))))
"""
LESSON = "01_score_one_prediction.ipynb"
FIRST, SECOND = 'ask("01-ninety-percent")', 'ask("01-two-falls")'
PICTURE = "explorers.one_prediction()"
COMMANDS = """async ([source, ...commands]) => {
  const notebook = jupyterapp.shell.currentWidget.content;
  const index = notebook.widgets.findIndex(c => c.model.sharedModel.source === source);
  if (source) notebook.activeCellIndex = index;
  for (const command of commands) await jupyterapp.commands.execute(command);
}"""
IDLE = """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'
  && jupyterapp.shell.currentWidget.content.widgets.every(c => !c.prompt?.includes?.('*'))"""
RESTART = """async () => {
  await jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart();
}"""
SHOWN = "n => window.jupyterapp?.shell.currentWidget?.context?.path === n"
ABOVE = ("notebook:run-all-above", "notebook:run-cell")
BEFORE = "all => all.map(one => getComputedStyle(one, '::before').content)"
TRUST = "[title^='Notebook trusted'], [title^='Notebook not trusted']"


@pytest.fixture
def folder(tmp_path):
    """A course's folder, in a path with a space; nothing of the developer's own is touched."""
    root = tmp_path / "my course"
    shutil.copytree(HERE.notebooks, root / "notebooks")
    registry = "bce_lessons/lessons/__init__.py"
    (root / registry).parent.mkdir(parents=True)
    shutil.copy(HERE.root / registry, root / registry)
    for plugin, setting in course.SETTINGS["share/jupyter/lab/settings/overrides.json"].items():
        package, _, name = plugin.partition(":")
        path = root / "CONFIG/lab/user-settings" / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting), encoding="utf-8")
    return root


@pytest.fixture
def begin(browser, folder, tmp_path, monkeypatch):
    """Start as `course.py lab` does, and open what it opens; the server ends with the block."""
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path / "records"))

    class Begun:
        def __enter__(self):
            start = ("-c", START, str(folder))
            self.server = jupyterlab(folder / NAME, folder, start)
            self.page = browser.new_page(viewport={"width": 1300, "height": 1400})
            self.page.goto(f"{self.server.__enter__()}/?token={TOKEN}")
            return self.page

        def __exit__(self, *error):
            self.page.close()
            self.server.__exit__(*error)

    return Begun


def opened(page, name):
    """Wait until a notebook is shown, and has a kernel."""
    page.wait_for_function(SHOWN, arg=name)
    page.wait_for_selector(".jp-Notebook .jp-Cell >> visible=true")
    page.evaluate(
        """async () => { const context = jupyterapp.shell.currentWidget.sessionContext;
          await context.ready; await context.session.kernel.info; }"""
    )


def run_up_to(page, source):
    """Do what a learner is told: Run All Above Selected Cell, then this one."""
    page.evaluate(COMMANDS, [source, *ABOVE])
    page.wait_for_function(IDLE)


def lacking(path):
    """Return the widgets that a saved notebook shows, and whose state it does not have."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    shown = set(pictures.shown(notebook))
    assert len(shown) == 3
    return shown - pictures.states(notebook).keys()


def of_the_cell(page, source):
    return page.locator(".jp-CodeCell", has_text=source)


def test_a_lesson_that_was_left_half_way_is_found_as_it_was(begin, folder, keep):
    with begin() as page:
        opened(page, "00_start_here.ipynb")
        page.get_by_role("link", name="Score one prediction").first.click()
        opened(page, LESSON)
        assert page.locator(".jp-OutputArea-output").count() == 0
        run_up_to(page, FIRST)
        asking = of_the_cell(page, FIRST)
        asking.get_by_role("button", name="Commit").click()
        asking.get_by_text("You gave it 50 %.").wait_for()
        run_up_to(page, PICTURE)
        page.wait_for_selector(".explorer-panels svg")
        page.evaluate(COMMANDS, ["", "docmanager:save"])
        page.wait_for_timeout(1500)  # JupyterLab writes down what it shows a second later
    with begin() as page:
        opened(page, LESSON)
        of_the_cell(page, FIRST).get_by_text("You gave it 50 %.").wait_for()
        page.wait_for_selector(".explorer-panels svg")
        keep(page, "reopened")
        broken = page.locator(".jp-OutputArea-output .jupyter-widgets-disconnected")
        assert set(broken.evaluate_all(BEFORE)) == {"none"}, "no broken links beside what moves"
        assert page.locator(TRUST).first.get_attribute("title").startswith("Notebook trusted")
        assert page.get_by_text("Error displaying widget").count() == 0
        page.evaluate(COMMANDS, ["", "docmanager:save"])  # what JupyterLab itself would forget
        assert lacking(folder / NAME / LESSON) == set()
        asking = of_the_cell(page, SECOND)
        told = "To answer, run the cells above this one (menu Run, Run All Above Selected Cell)"
        asking.get_by_text(told).wait_for()
        assert asking.get_by_text("Reveal").count() == 0
        run_up_to(page, SECOND)
        commit = asking.get_by_role("button", name="Commit")
        commit.wait_for()
        page.evaluate(RESTART)
        commit.click()
        asking.get_by_text("or it was restarted: then run the cells above this one").wait_for()
        page.evaluate(COMMANDS, ["", *ABOVE])  # the click has selected the cell
        page.wait_for_function(IDLE)
        commit.click()
        asking.get_by_text("You gave it 50 %.").wait_for()
        of_the_cell(page, FIRST).get_by_text("You have answered this before.").wait_for()
        keep(page, "went-on")
    assert not list((folder / NAME).rglob("*_new.ipynb"))
