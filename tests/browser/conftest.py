"""Pages with no kernel and a JupyterLab for each process, with nothing fetched from outside."""

import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from pages import SHOOTING, SHOTS, Site, serve

import course
from tools.browser import jupyterlab, leave_notebooks, open_another, open_notebook
from tools.site import npm
from tools.stop import Stop

pytest.register_assert_rewrite("moving")
ROOT = Path(__file__).parents[2]


# A JupyterLab whose kernels are forked from one process, which has imported much already.
WARM = """
from jupyterlab.labapp import main
from tools.notebooks.warm import warm_kernels
warm_kernels()
main()
"""
IN_LAB = re.compile(r"test_(lab|lab_layout|checks)\.py|test_an_answer_outlives|test_a_kernel_that")


def group(nodeid):
    """Return the group of a test: those that use a JupyterLab make two, of about the same length.

    Those that read the whole book share one. (xdist's own groups, by marks, do nothing with
    pytest 9.)
    """
    if "test_whole.py" in nodeid:
        return "book"
    if "test_engines.py" in nodeid:  # one browser of a make moves the explorers of all pages
        return "Firefox" if "Firefox" in nodeid else "WebKit"
    odd = re.search(r"\[\d[13579]_|test_a_saved", nodeid)
    return f"JupyterLab {2 if odd else 1}" if IN_LAB.search(nodeid) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each worker the next test, but one of them all of a group: see `group`."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    made = LoadGroupScheduling(config, log)
    made._split_scope = group
    return made


@pytest.fixture(scope="session")
def node_modules():
    """The pinned npm packages of docs/package.json."""
    try:
        return npm.packages()
    except Stop as missing:
        if os.environ.get("CI"):
            pytest.fail(f"CI must have {missing}", pytrace=False)
        return pytest.skip(f"the browser tests need {missing}")


@pytest.fixture(scope="session")
def blank():
    """The blank page that the tests of a process fill in turn, once there is one."""
    return []


@pytest.fixture(scope="session")
def server():
    """The server of the pages of a process."""
    with serve() as started:
        yield started


@pytest.fixture
def site(browser, blank, node_modules, server, request):
    """A page with no kernel; check at the end that nothing went wrong in it."""
    if not blank:
        blank[:] = [browser.new_page()]
    made = Site(blank[0], node_modules, server)
    yield made
    if request.session.testsfailed:  # nothing of it may reach the next test
        blank.pop().close()
    else:
        made.leave()
    assert not made.trouble


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    """A JupyterLab on a copy of the lessons, as course.py sets it up: its address and folder.

    test_learner.py starts one as learners do.
    """
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    for plugin, setting in course.SETTINGS["share/jupyter/lab/settings/overrides.json"].items():
        package, _, name = plugin.partition(":")
        path = folder / "CONFIG/lab/user-settings" / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(setting), encoding="utf-8")
    with jupyterlab(folder / "notebooks", folder, ("-c", WARM)) as address:
        yield address, folder / "notebooks"


@pytest.fixture(scope="session")
def desk():
    """The JupyterLab page that the tests of a process share, once there is one."""
    return []


@pytest.fixture
def open_lab(lab, browser, desk, request):
    """Open a notebook of the course, or one with the given cells, in a page with nothing else."""

    def show(name, cells=None, height=1400):
        address, folder = lab
        if cells:
            notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
            notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
            nbformat.write(notebook, folder / name)
        if not desk or desk[0].is_closed():
            desk[:] = [open_notebook(browser, address, name, height)]
        else:
            desk[0].set_viewport_size({"width": 1300, "height": height})
            open_another(desk[0], name)
        return desk[0]

    yield show
    if request.session.testsfailed:  # nothing of it may reach the next test
        desk[0].close()
    else:
        leave_notebooks(desk[0])


@pytest.fixture
def keep(request):
    """Keep a screenshot under build/screenshots, named after the test, if shots are asked for."""

    def shoot(page, name, **options):
        if not SHOOTING:
            return
        folder = SHOTS / request.node.path.stem
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", **options)

    return shoot
