"""Execute notebooks and write them back in one normal form: `python3 course.py refresh`.

The normal form keeps what a reader sees and what the tests compare (sources, outputs, cell ids,
counts from 1 to n) and nothing that changes from run to run or from machine to machine. A file
is written only when it changes, and never when a cell fails or warns. A cell tagged as a
measurement keeps the outputs it has, if they are of the same kinds: clear them to measure anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools.warm import warm_kernels

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
AT_ONCE = 2
PATIENCE = 1800  # seconds; only what hangs takes as long, on the busiest machine
NUDGE = 10  # seconds between two questions to a kernel how it is
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT_CELL_METADATA = ("tags", "slideshow")
MEASUREMENT = "nbval-ignore-output"  # the tag of a cell that measures the reader's machine


class Refusal(Exception):
    """A notebook that may not be written, and why."""


def load(path: Path) -> Any:
    """Read a notebook; give cells without an id one that depends on their text alone."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    seen: set[str] = set()
    for cell in raw["cells"]:
        text = cell["cell_type"] + "".join(cell["source"])
        number = 0
        while not cell.get("id") or cell["id"] in seen:
            cell["id"] = hashlib.sha256(f"{number}{text}".encode()).hexdigest()[:8]
            number += 1
        seen.add(cell["id"])
    raw |= {"nbformat": 4, "nbformat_minor": 5}
    return nbformat.reads(json.dumps(raw), as_version=4)


def place(notebook: Any, index: int) -> str:
    """Say where a cell is, so that its author finds it."""
    cell = notebook.cells[index]
    first_line = next(iter(cell.source.strip().splitlines()), "")
    return f"cell {index + 1} of {len(notebook.cells)} (id {cell.id}: {first_line[:60]})"


async def nudge(client: Any, seconds: float) -> None:
    """Ask a kernel how it is, again and again: its answer brings what got stuck before."""
    while True:
        await asyncio.sleep(seconds)
        if client.kc is not None:
            client.kc.kernel_info()


async def execute(notebook: Any, folder: Path) -> None:
    """Run every cell in a new kernel; raise `Refusal` at the first that fails or warns."""
    warm_kernels()
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=PATIENCE,
        startup_timeout=PATIENCE,
        iopub_timeout=PATIENCE,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    current = 0

    def remember(cell: Any, cell_index: int) -> None:
        nonlocal current
        current = cell_index

    client.on_cell_start = remember
    # Nobody's own answers to the lessons' questions are read or added to.
    with tempfile.TemporaryDirectory() as answers:
        env = os.environ | {"BCE_LESSONS_RECORDS": answers}
        nudges = asyncio.create_task(nudge(client, NUDGE))
        try:
            # What the kernel's own start-up says is none of the notebook's.
            await client.async_execute(env=env, stderr=subprocess.DEVNULL)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise Refusal(f"{place(notebook, current)} failed:\n{error}") from None
        finally:
            nudges.cancel()
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            refuse_noise(output, place(notebook, index))
    for outputs in captured(notebook):
        for output in outputs:
            refuse_noise(output, "a callback, in an Output widget,")


def refuse_noise(output: Any, where: str) -> None:
    """Raise `Refusal` when an output is an error, or anything on stderr: warnings go there."""
    if output["output_type"] == "error":
        raise Refusal(f"{where} raised {output['ename']}: {output['evalue']}")
    if output["output_type"] == "stream" and output["name"] == "stderr":
        raise Refusal(f"{where} wrote to stderr:\n{output['text']}")


def captured(notebook: Any) -> list[Any]:
    """List what Output widgets (of `interact`, say) caught: nbclient lets their errors pass."""
    state = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    return [model["state"].get("outputs", []) for model in state.values()]


def normalise(notebook: Any) -> None:
    """Drop, in place, all that a second run or another machine would write otherwise."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    count = 0
    for cell in notebook.cells:
        cell.source = cell.source.rstrip()
        kept = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            count += bool(cell.source)
            cell.execution_count = count if cell.source else None
            cell.outputs = merge_streams(cell.outputs)
            for output in cell.outputs:
                normalise_output(output, cell.execution_count)


def merge_streams(outputs: list[Any]) -> list[Any]:
    """Join streams of one name that follow each other: where they break is chance."""
    merged: list[Any] = []
    for output in outputs:
        last = merged[-1] if merged else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def normalise_output(output: Any, count: int | None) -> None:
    """Drop the view of a live widget (a still stays), and the line breaks in pictures."""
    if "execution_count" in output:
        output.execution_count = count
    data = output.get("data", {})
    data.pop(WIDGET_VIEW, None)
    for mime, value in data.items():
        if mime.startswith("image/") and mime != "image/svg+xml":
            data[mime] = value.replace("\n", "")
    if "metadata" in output:
        output.metadata.pop(WIDGET_VIEW, None)


def is_measurement(cell: Any) -> bool:
    """Say whether a cell's outputs are new at every run: timings of this machine."""
    return MEASUREMENT in cell["metadata"].get("tags", [])


def shape(outputs: list[Any]) -> list[Any]:
    """Name what kinds of outputs there are: all that two measurements share."""
    return [(o["output_type"], o.get("name"), sorted(o.get("data", {}))) for o in outputs]


async def refresh(path: Path) -> bool:
    """Execute and normalise one notebook; say whether its file changed."""
    before = path.read_text(encoding="utf-8")
    notebook = load(path)
    measured = {cell.id: cell.outputs for cell in notebook.cells if is_measurement(cell)}
    await execute(notebook, path.parent)
    normalise(notebook)
    for cell in notebook.cells:
        if cell.id in measured and shape(measured[cell.id]) == shape(cell.outputs):
            cell.outputs = measured[cell.id]
    nbformat.validate(notebook)
    after = nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def find(names: list[str]) -> list[Path]:
    """Resolve what the command line names: paths, file names, or beginnings such as `03`."""
    here_and_below = sorted(NOTEBOOKS.rglob("*.ipynb"))
    every = [path for path in here_and_below if ".ipynb_checkpoints" not in path.parts]
    found: list[Path] = []
    for name in names:
        here = [Path(name)] if Path(name).is_file() else []
        matches = here or [path for path in every if path.name.startswith(Path(name).name)]
        if not matches:
            raise SystemExit(f"refresh: no notebook is called {name}; try: notebooks/01*.ipynb")
        found += [path for path in matches if path not in found]
    return found if names else every


async def refresh_all(paths: list[Path]) -> int:
    """Refresh the notebooks, two at a time; return how many were refused."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path) -> bool:
        title = f"{path.parent.name}/{path.name}"  # a lesson and its solutions share a name
        async with gate:
            start = time.perf_counter()
            try:
                said = "rewritten" if await refresh(path) else "unchanged"
            except Refusal as refusal:
                print(f"{title}: REFUSED, file left as it was: {refusal}", file=sys.stderr)
                return False
            print(f"{title}: {said} ({time.perf_counter() - start:.1f} s)", flush=True)
            return True

    return (await asyncio.gather(*map(one, paths))).count(False)


def main(names: list[str]) -> int:
    """Refresh the named notebooks, or all; return the exit code."""
    if sys.platform == "win32":  # pyzmq needs the selector loop there
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    paths = find(names)
    refused = asyncio.run(refresh_all(paths))
    print(f"{len(paths) - refused} refreshed, {refused} refused")
    return 1 if refused or not paths else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
