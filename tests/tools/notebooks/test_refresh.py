"""`refresh` writes one normal form, and nothing when a cell fails or warns."""

import asyncio
import itertools
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

from bce_lessons import lessons
from tests.tools.notebooks.pictures import picture
from tools.folders import START
from tools.notebooks import form, refresh
from tools.stop import Stop

GOOD = [
    new_markdown_cell("# Try it"),
    new_code_cell("import sys\nfrom ipywidgets import IntSlider, interact"),
    new_code_cell("print('a')\nprint('b')\n", metadata={"collapsed": True, "tags": ["kept"]}),
    new_code_cell("IntSlider()"),
]
REFUSED = {
    "1 / 0": "ZeroDivisionError",
    "__import__('warnings').warn('careful', stacklevel=1)": "UserWarning: careful",
    "print('careful', file=sys.stderr)": "stderr output of cell 2 of 2",
    "_ = interact(lambda x: 1 / 0, x=(0, 4))": "ZeroDivisionError",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.ipynb").write_text(writes(new_notebook(cells=GOOD)), encoding="utf-8")
    for number, line in enumerate(REFUSED):
        bad = new_notebook(cells=[GOOD[1], new_code_cell(line)])
        (tmp_path / f"bad{number}.ipynb").write_text(writes(bad), encoding="utf-8")
    return tmp_path


def test_refresh_normalises_refuses_and_settles(folder, capsys):
    paths = sorted(folder.glob("*.ipynb"))
    before = {path: path.read_bytes() for path in paths}
    assert refresh.main([str(path) for path in paths]) == 1
    out, err = capsys.readouterr()
    assert "good.ipynb: rewritten" in out
    assert "1 refreshed, 4 refused" in out
    for number, why in enumerate(REFUSED.values()):
        (told,) = [part for part in err.split("bad") if part.startswith(f"{number}.ipynb")]
        assert "REFUSED" in told
        assert why in told
        assert (folder / f"bad{number}.ipynb").read_bytes() == before[folder / f"bad{number}.ipynb"]
    after = (folder / "good.ipynb").read_bytes()
    assert after.endswith(b"}\n")
    good = json.loads(after)
    assert good["metadata"] == form.NOTEBOOK_METADATA
    assert [cell.get("execution_count") for cell in good["cells"]] == [None, 1, 2, 3]
    assert good["cells"][2]["metadata"] == {"tags": ["kept"]}
    assert [output["text"] for output in good["cells"][2]["outputs"]] == [["a\n", "b\n"]]
    assert set(good["cells"][3]["outputs"][0]["data"]) == {"text/plain"}

    assert refresh.main([str(folder / "good.ipynb")]) == 0
    assert "good.ipynb: unchanged" in capsys.readouterr().out
    assert (folder / "good.ipynb").read_bytes() == after


def test_cells_without_an_id_get_one_that_stays(tmp_path):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "twice"}] * 2
    raw = {"cells": [dict(cell) for cell in cells], "metadata": {}, "nbformat": 4}
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(raw | {"nbformat_minor": 4}), encoding="utf-8")
    ids = [[cell.id for cell in form.load(path).cells] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_a_measurement_keeps_its_outputs_until_they_are_cleared(tmp_path, monkeypatch):
    """Timings are new at every run, and a file that is refreshed twice must not change."""
    tagged = {"tags": [form.MEASUREMENT]}
    clock = "import time\nprint(time.perf_counter_ns())"
    cells = [new_code_cell(clock, metadata=tagged), new_code_cell("1")]
    path, times = tmp_path / "clock.ipynb", itertools.count()

    async def execute(notebook, folder):
        """Do without a kernel: tell another time at each run, or else the source."""
        timed = new_output("stream", name="stdout", text=f"{next(times)}\n")
        for cell in notebook.cells:
            said = new_output("execute_result", data={"text/plain": cell.source})
            cell.outputs = [timed if cell.source == clock else said]

    monkeypatch.setattr(refresh, "execute", execute)

    def run(change):
        notebook = form.load(path)
        change(notebook.cells[0])
        path.write_text(writes(notebook), encoding="utf-8")
        assert refresh.main([str(path)]) == 0
        return form.load(path).cells[0].outputs

    path.write_text(writes(new_notebook(cells=cells)), encoding="utf-8")
    first = run(lambda cell: None)
    assert first[0].text.strip().isdigit()
    assert run(lambda cell: None) == first
    assert run(lambda cell: cell.update(outputs=[])) != first
    other = run(lambda cell: cell.update(source="7"))
    assert other[0].data == {"text/plain": "7"}


def test_a_picture_is_written_again_only_if_a_reader_could_see_why(tmp_path, monkeypatch):
    """Another processor rounds another way: pixels differ by one, in no one's eyes."""
    stored = np.full((20, 30, 3), 200)
    cell = new_code_cell("draw()", outputs=[picture(stored)])
    path = tmp_path / "draws.ipynb"
    path.write_text(writes(new_notebook(cells=[cell])), encoding="utf-8")

    def drawn(array):
        async def execute(notebook, folder):
            notebook.cells[0].outputs = [picture(array)]

        monkeypatch.setattr(refresh, "execute", execute)
        assert refresh.main([str(path)]) == 0
        return form.load(path).cells[0].outputs[0].data["image/png"]

    first = drawn(stored)
    assert drawn(stored + np.eye(20, 30)[..., None]) == first
    assert drawn(stored - 90 * np.eye(20, 30)[..., None]) != first


def test_own_answers_are_neither_read_nor_added_to(tmp_path, monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path / "own"))
    cells = [
        new_code_cell("from bce_lessons.practice import ask, check, hint, progress"),
        new_code_cell('ask("01-two-falls", 0.8).practice'),
        new_code_cell('check("01.1", 0.37)\nhint("01.1")\nprogress().lessons[0].tries'),
    ]
    path = tmp_path / "asks.ipynb"
    path.write_text(writes(new_notebook(cells=cells)), encoding="utf-8")
    for _ in range(2):  # each run is the first
        assert refresh.main([str(path)]) == 0
        asked, checked = form.load(path).cells[1:]
        assert asked.outputs[0].data == {"text/plain": "False"}
        assert checked.outputs[-1].data == {"text/plain": "{'01.1': 1}"}
    assert not (tmp_path / "own").exists()


def test_streams_are_joined_only_where_they_meet():
    made = [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]
    outputs = [{"output_type": "stream", "name": name, "text": text} for name, text in made]
    assert [output["text"] for output in form.normal(outputs)] == ["ab", "c", "d"]


def test_a_notebook_that_does_not_exist_is_named():
    with pytest.raises(Stop, match="no notebook is called nowhere"):
        refresh.find(["nowhere"])


def test_notebooks_are_found_by_what_lessons_are_called():
    stem = lessons.notebook(lessons.ORDER[0])
    both = [form.NOTEBOOKS / f"{stem}.ipynb", form.NOTEBOOKS / "solutions" / f"{stem}.ipynb"]
    for name in ("1", "01", lessons.ORDER[0], stem, f"{stem}.ipynb", stem[:-3]):
        assert refresh.find([name]) == both
    assert refresh.find([str(both[1]), "1"]) == both[::-1]
    assert refresh.find(["0"]) == refresh.find(["00"]) == [form.NOTEBOOKS / f"{START}.ipynb"]
    assert [path.stem for path in refresh.find(["read_a_class"])] == ["read_a_class"]
    assert refresh.find([]) == form.below()


def test_a_kernel_is_asked_how_it_is_while_its_cells_run():
    """What got stuck on its way comes with the answer."""

    async def until_asked_twice():
        asked = asyncio.Queue()
        client = SimpleNamespace(kc=None, idle=False, begun=0)
        nudges = asyncio.create_task(refresh.nudge(client, None, 0))
        await asyncio.sleep(0)  # no kernel yet
        client.kc = SimpleNamespace(kernel_info=lambda: asked.put_nowait("how"))
        found = [await asked.get(), await asked.get()]
        nudges.cancel()
        return found

    assert asyncio.run(until_asked_twice()) == ["how", "how"]


@pytest.mark.parametrize("dies", [False, True], ids=["is silent", "dies"])
@pytest.mark.parametrize("lost", [1, refresh.AGAIN])
def test_a_run_whose_kernel_does_not_answer_begins_again(monkeypatch, lost, dies):
    runs = []

    async def execute(client, **options):
        runs.append(client)
        client.kc = SimpleNamespace(kernel_info=lambda: None)
        client.begin(None, 0)
        client.idle = True
        if len(runs) <= lost and dies:
            raise DeadKernelError("Kernel died")
        if len(runs) <= lost:
            await asyncio.Event().wait()

    monkeypatch.setattr(refresh, "NUDGE", 0)
    monkeypatch.setattr(refresh.Client, "async_execute", execute)
    run = refresh.execute(new_notebook(cells=[new_code_cell("1")]), Path())
    if lost < refresh.AGAIN:
        asyncio.run(run)
        assert len(runs) == lost + 1
    else:
        with pytest.raises(Stop, match="died" if dies else "does not answer"):
            asyncio.run(run)


def test_a_kernel_that_still_works_is_left_alone():
    async def asked_often():
        asked = asyncio.Queue()
        client = SimpleNamespace(idle=False, begun=0)
        client.kc = SimpleNamespace(kernel_info=lambda: asked.put_nowait("how"))
        run = asyncio.create_task(asyncio.Event().wait())
        nudges = asyncio.create_task(refresh.nudge(client, run, 0))
        for _ in range(3 * refresh.LOST):
            await asked.get()
            client.begun, client.idle = client.begun + 1, True  # cell after cell
        cancelled = run.cancelling()
        nudges.cancel()
        run.cancel()
        return cancelled

    assert asyncio.run(asked_often()) == 0


def test_a_run_that_somebody_stops_does_not_begin_again(monkeypatch):
    runs = []

    async def execute(client, **options):
        runs.append(client)
        await asyncio.Event().wait()

    async def stopped():
        made = new_notebook(cells=[new_code_cell("1")])
        run = asyncio.create_task(refresh.execute(made, Path()))
        while not runs:
            await asyncio.sleep(0)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run

    monkeypatch.setattr(refresh.Client, "async_execute", execute)
    asyncio.run(stopped())
    assert len(runs) == 1
