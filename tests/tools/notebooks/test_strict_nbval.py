"""The comparison of notebooks notices what it must, and nothing that it must not.

Copies of the cells of a small notebook are mutated and run just as `pytest --nbval` runs
lessons, all in one go.
"""

import asyncio
import copy
import os
import queue
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.tools.notebooks.pictures import png
from tools.folders import HERE
from tools.notebooks import compare, form, refresh, strict_nbval

SETUP, TEXT, FIGURE, SLIDER, OBSERVE, LAST = range(6)
SOURCES = [
    """\
import sys, threading, warnings
from IPython.display import display
from ipywidgets import Button, IntSlider, interact, interactive
from bce_lessons.plots import describe, new_axes, show""",
    "print('loss', 0.3329)",
    """\
(ax,) = new_axes()
ax.plot([0, 1], [0, 0.3])
ax.text(0.2, 0.2, "p = 0.300")
print("above")
display(show(describe(ax, "A line that climbs from 0 to 0.3.")))
print("below")""",
    "slider = IntSlider(value=3, min=0, max=4)\nslider",
    "slider.observe(lambda change: None, 'value')",
    "1 + 1",
]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    notebook = new_notebook(cells=[new_code_cell(source) for source in SOURCES])
    asyncio.run(refresh.execute(notebook, tmp_path_factory.mktemp("run")))
    form.normalise(notebook)
    return notebook


def source(old, new):
    """Make a mutation of the code: the stored outputs are then those of other code."""

    def mutate(cell):
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return mutate


def first(line):
    """Make a mutation that runs one more line of code."""

    def mutate(cell):
        cell.source = f"{line}\n{cell.source}"

    return mutate


def redrawn(change):
    """Make a mutation of the stored figure's pixels."""

    def mutate(cell):
        data = cell.outputs[1].data
        data["image/png"] = png(change(compare.pixels(data["image/png"])))

    return mutate


def grain(array):
    """Disturb every pixel that is not plain white, as another rasteriser might."""
    return array + np.random.default_rng(5).integers(-3, 4, array.shape) * (array < 250)


def nudge(array):
    """Move the picture by a fiftieth of a pixel."""
    return array + 0.02 * (np.roll(array, 1, axis=1) - array)


def both(*mutations):
    return lambda cell: [mutate(cell) for mutate in mutations]


def measured(mutate):
    """Make a mutation of a cell that is tagged as a measurement."""
    return both(lambda cell: cell.metadata.update(tags=[form.MEASUREMENT]), mutate)


def outputs(change):
    return lambda cell: change(cell.outputs)


def stripped(cell):
    cell.update(outputs=[], execution_count=None)


digit = outputs(lambda stored: stored[0].update(text="loss 0.3328\n"))
STDERR = new_output("stream", name="stderr", text="careful\n")
warned = outputs(lambda stored: stored.append(copy.deepcopy(STDERR)))
undrawn = outputs(lambda stored: stored.pop(1))
swapped = outputs(lambda stored: stored.insert(1, stored.pop(0)))
renamed = outputs(lambda stored: stored[1].metadata["image/png"].update(alt="It falls."))
moved = outputs(lambda stored: stored[0].data.update({"text/plain": "IntSlider(value=2, max=4)"}))
SAY, WARN = "print('careful', file=sys.stderr)", "warnings.warn('careful', stacklevel=1)"
# Each mutated cell stands in a notebook of such cells, which all run.
RIGHT = {
    **{f"unmodified {index}": (index, both()) for index in (TEXT, FIGURE, SLIDER, OBSERVE)},
    "grain in the figure": (FIGURE, redrawn(grain)),
    "a sub-pixel nudge": (FIGURE, redrawn(nudge)),
    "another measured time": (TEXT, measured(digit)),
    "another measured figure": (FIGURE, measured(source("[0, 0.3]", "[0, 0.31]"))),
}
WRONG = {
    "a digit in text": (TEXT, digit, "loss 0.3328"),
    "a curve": (FIGURE, source("[0, 0.3]", "[0, 0.31]"), "image/png"),
    "a label": (FIGURE, source("0.300", "0.301"), "image/png"),
    "a label's last letter": (FIGURE, source("0.300", "0.30"), "image/png"),
    "an output deleted": (LAST, outputs(lambda stored: stored.pop(0)), "Unexpected output"),
    "a figure deleted": (FIGURE, undrawn, "Unexpected output"),
    "an extra output": (LAST, first("display(2)"), "dissimilar number"),
    "an extra output alike": (SLIDER, first("display(slider)"), "dissimilar number"),
    "all outputs stripped": (FIGURE, stripped, "never run"),
    "a cell never run": (OBSERVE, stripped, "never run"),
    "a new warning": (LAST, first(WARN), "{'stderr'}"),
    "a stored warning": (OBSERVE, warned, "Missing output"),
    "a warning in both": (OBSERVE, both(first(SAY), warned), "in the file: careful"),
    "swapped outputs": (FIGURE, swapped, "in the new run"),
    "another alternative text": (FIGURE, renamed, "metadata.image/png.alt"),
    "another slider": (SLIDER, moved, "IntSlider(value=2"),
    "an exception": (OBSERVE, first("1 / 0"), "caused an exception"),
    "observe raises": (OBSERVE, source("None, 'value')", "1 / 0, 'value'); slider.value = 1"), "Z"),
    "interact raises": (OBSERVE, first("_ = interact(lambda x: 1 / 0, x=(0, 4))"), "ZeroDivision"),
    "an exempt cell": (TEXT, first("# NBVAL_IGNORE_OUTPUT"), "exempt"),
    "a skipped cell": (TEXT, first("# NBVAL_SKIP"), "exempt"),
    "a measurement that shows less": (FIGURE, measured(undrawn), "in the new run"),
    "a measurement that fails": (TEXT, measured(first("1 / 0")), "caused an exception"),
    "a measurement that warns": (TEXT, measured(first(WARN)), "careful"),
    "a measurement never run": (TEXT, measured(stripped), "in the new run"),
}
# What goes wrong only when a learner moves a control is found at the end of a notebook.
LATE = {  # by what is said
    "'observe'": source("None", "int('observe' if change.new == 1 else 1)"),
    "'interactive'": first(
        "_ = interactive(lambda x: int('interactive' if x == 5 else 1), x=(0, 5))"
    ),
    "'button'": first("Button().on_click(lambda button: int('button'))"),
    "low": source("None", "change.new or warnings.warn('low', stacklevel=1)"),
}
# A thread that warns as soon as the next cell lets it.
STRAY = """\
go = threading.Event()
stray = threading.Thread(target=lambda: (go.wait(), print("late", file=sys.stderr)))
stray.start()"""
NEXT = "go.set()\nstray.join()"


def mutants(base, table):
    """Build a notebook of the set-up, the plain slider and one mutated cell for each row."""
    cells = [base.cells[SETUP], base.cells[SLIDER]]
    for index, mutate, *_ in table.values():
        cells.append(copy.deepcopy(base.cells[index]))
        mutate(cells[-1])
    return cells


def read_report(path):
    """Return what a report says of each cell: by notebook and number, a text."""
    found = {}
    for case in ET.parse(path).iter("testcase"):
        notebook = case.get("classname").removeprefix("notebooks.").removesuffix(".ipynb")
        text = "".join(problem.text or problem.tag for problem in case)
        found[notebook, int(case.get("name").removeprefix("Cell "))] = text
    return found


@pytest.fixture(scope="module")
def said(base, tmp_path_factory):
    """Run all mutants in a copy of the project; return what nbval says of each cell."""
    project = tmp_path_factory.mktemp("project with a space")
    (project / "notebooks").mkdir()
    for name in ("conftest.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(HERE.root / name, project / name)
    shutil.copytree(HERE.root / "tools", project / "tools")
    late = {name: (OBSERVE, mutate) for name, mutate in LATE.items()}
    stray = {"starts": (OBSERVE, first(STRAY)), "ends": (OBSERVE, first(NEXT)), "": (OBSERVE, str)}
    wrong = [*mutants(base, WRONG), *mutants(base, late | stray)]
    notebooks = {"right": mutants(base, RIGHT), "wrong": wrong}
    for name, cells in notebooks.items():
        written = new_notebook(cells=[{**cell, "id": f"c{i}"} for i, cell in enumerate(cells)])
        nbformat.write(nbformat.from_dict(written), project / "notebooks" / f"{name}.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "notebooks", "--nbval-current-env"]
    command += ["-ptools.lean", "-pnbval.plugin", "--junitxml=report.xml", "--color=no"]
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True)
    assert "figures compared" in run.stdout, run.stdout + run.stderr
    report = read_report(project / "report.xml")
    assert len(report) == sum(map(len, notebooks.values()))
    return report


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(said, name):
    assert said["right", 2 + list(RIGHT).index(name)] == ""


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_caught(said, name):
    if WRONG[name][2] == "image/png" and not compare.renders_as_locked():
        pytest.skip("only the locked matplotlib draws the pixels that are compared")
    assert WRONG[name][2] in said["wrong", 2 + list(WRONG).index(name)]


@pytest.mark.parametrize("text", LATE)
def test_a_callback_that_fails_only_when_a_control_is_moved_is_caught(said, text):
    _, told = said[max(said)].split("when the controls are moved: ", 1)
    assert text in told


def test_what_is_right_passes_when_the_controls_are_moved(said):
    assert not any(text for (notebook, _), text in said.items() if notebook == "right")


def test_a_warning_that_comes_after_its_cell_is_caught(said):
    last = max(said)[1]
    starts, ends, after = (said["wrong", number] for number in range(last - 2, last + 1))
    assert starts == ""
    assert "stderr" in ends
    assert "late" not in after


def test_a_warning_that_comes_between_two_cells_is_caught():
    def message(kind, message_id, **content):
        header = {"msg_id": message_id}
        return {"msg_type": kind, "content": content, "parent_header": header}

    late = message("stream", "1", name="stderr", text="late\n")
    idle = message("status", "2", execution_state="idle")
    told = ["stderr output after its cell had ended: late"]
    assert strict_nbval.late_noise([late, idle], "2") == told
    assert strict_nbval.late_noise([late, idle], "1") == []

    class Kernel:
        said = iter([late, idle])

        def execute_cell_input(self, source, allow_stdin):
            return "2"

        def get_message(self, stream, timeout):
            return next(self.said)

    assert strict_nbval.what_moving_controls_breaks(Kernel()) == told


def test_a_kernel_may_take_as_long_as_a_busy_machine_makes_it(monkeypatch, pytestconfig):
    waited = []

    class Kernel:
        def await_reply(self, message_id, timeout=None):
            waited.append(timeout)

        def get_message(self, stream, timeout=None):
            waited.append(timeout)

    monkeypatch.setattr("nbval.kernel.RunningKernel", Kernel)
    monkeypatch.setattr(pytestconfig.option, "nbval", True, raising=False)
    monkeypatch.setattr(pytestconfig.option, "nbval_kernel_startup_timeout", 60, raising=False)
    for _ in range(2):  # a worker may be told twice
        strict_nbval.pytest_configure(pytestconfig)
    Kernel().await_reply("1", timeout=10)
    Kernel().get_message("shell", timeout=1800)
    assert waited == [strict_nbval.PATIENCE, strict_nbval.NUDGE]
    assert pytestconfig.option.nbval_kernel_startup_timeout == strict_nbval.PATIENCE


def test_a_silent_kernel_is_asked_how_it_is():
    """What got stuck on its way comes with the answer; one that stays silent is given up."""
    asked, arrives = [], [queue.Empty, queue.Empty, "the reply"]

    def get_message(kernel, stream, timeout):
        assert 0 < timeout <= strict_nbval.NUDGE
        if (next_one := arrives.pop(0)) is queue.Empty:
            raise queue.Empty
        return next_one

    kernel = SimpleNamespace(kc=SimpleNamespace(kernel_info=lambda: asked.append("how")))
    assert strict_nbval.nudging(get_message)(kernel, "shell", timeout=1800) == "the reply"
    assert asked == ["how"] * 2
    arrives[:] = [queue.Empty] * 3
    with pytest.raises(queue.Empty):
        strict_nbval.nudging(get_message)(kernel, "iopub", timeout=2 * strict_nbval.NUDGE)
    assert arrives == [queue.Empty]
