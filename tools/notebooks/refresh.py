"""Execute notebooks and write them back in their normal form: `python3 course.py refresh`.

A file is written only when a cell shows something else than before, and never when a cell fails or
warns. A cell tagged as a measurement keeps the outputs it has, if they are of the same kinds: clear
them to measure again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools import order
from tools.notebooks import compare, exercises, form
from tools.notebooks.warm import NUDGE, PATIENCE, warm_kernels
from tools.stop import Stop, because, ended

NAMED = "a lesson and its solutions (4, fit_ten_points or 04_fit_ten_points) or a path; else all"
AT_ONCE = 2
LOST = 3  # times that a kernel is asked in vain, after which it will not answer any more
AGAIN = 3  # runs of a notebook, at the most, whose kernels do not answer


def place(notebook: Any, index: int) -> str:
    """Say where a cell is, so that its author finds it."""
    cell = notebook.cells[index]
    first_line = next(iter(cell.source.strip().splitlines()), "")
    return f"cell {index + 1} of {len(notebook.cells)} (id {cell.id}: {first_line[:60]})"


class Client(NotebookClient):
    """Runs a notebook, and knows when the kernel says that it has done all it was asked."""

    idle = False
    begun = 0  # the cell that began last, by its place

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take in a message of the kernel's."""
        if msg["msg_type"] == "status":
            self.idle = msg["content"]["execution_state"] == "idle"
        return super().process_message(msg, cell, cell_index)

    def begin(self, cell: Any, cell_index: int) -> None:
        """Note that a cell begins."""
        self.begun, self.idle = cell_index, False


async def nudge(client: Any, run: asyncio.Task[Any], seconds: float) -> None:
    """Ask a kernel how it is, again and again: its answer brings what got stuck before.

    Rarely the answer that a cell is done gets lost for good, though the kernel has been idle since:
    then end the run.
    """
    before, idle = -1, 0
    while idle < LOST:
        await asyncio.sleep(seconds)
        if client.kc is not None:
            client.kc.kernel_info()
            idle = idle + 1 if client.idle and client.begun == before else 0
            before = client.begun
    run.cancel()


async def execute(notebook: Any, folder: Path) -> None:
    """Run every cell in a new kernel; raise `Stop` at the first that fails or warns."""
    warm_kernels()
    task, trouble = asyncio.current_task(), ""
    for _ in range(AGAIN):
        try:
            await run_once(notebook, folder)
        except asyncio.CancelledError:
            if task is not None and task.cancelling():  # somebody wants to stop
                raise
            trouble = "its kernel does not answer"
        except DeadKernelError:
            trouble = "its kernel died"
        else:
            return refuse_what_is_wrong(notebook)
    raise Stop(f"{place(notebook, 0)}: {trouble}")


async def run_once(notebook: Any, folder: Path) -> None:
    """Run every cell in a new kernel; raise `Stop` at the first that fails."""
    client = Client(
        notebook,
        kernel_name="python3",
        timeout=PATIENCE,
        startup_timeout=PATIENCE,
        iopub_timeout=PATIENCE,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.on_cell_start = client.begin
    # Nobody's own answers to the lessons' questions are read or added to.
    with tempfile.TemporaryDirectory() as answers:
        env = os.environ | {"BCE_LESSONS_RECORDS": answers}
        # What the kernel's own start-up says is none of the notebook's.
        run = asyncio.create_task(client.async_execute(env=env, stderr=subprocess.DEVNULL))
        nudges = asyncio.create_task(nudge(client, run, NUDGE))
        try:
            await run
        except (CellExecutionError, CellTimeoutError) as error:
            raise Stop(f"{place(notebook, client.begun)} failed:\n{error}") from None
        finally:
            nudges.cancel()


def refuse_what_is_wrong(notebook: Any) -> None:
    """Raise `Stop` when a cell that ran, or a callback, failed or warned."""
    for index, cell in enumerate(notebook.cells):
        refuse_noise(cell.get("outputs", []), f"of {place(notebook, index)}")
    for outputs in captured(notebook):
        refuse_noise(outputs, "of a callback, in an Output widget")


def refuse_noise(outputs: list[Any], where: str) -> None:
    """Raise `Stop` when there is an error among outputs, or anything on stderr."""
    for problem in form.noise(form.normal(outputs), where):
        raise Stop(problem)


def captured(notebook: Any) -> list[Any]:
    """List what Output widgets (of `interact`, say) caught: nbclient lets their errors pass."""
    state = notebook.metadata.get("widgets", {}).get(form.WIDGET_STATE, {}).get("state", {})
    return [model["state"].get("outputs", []) for model in state.values()]


async def refresh(path: Path) -> bool:
    """Execute and normalise one notebook; say whether its file changed."""
    before = path.read_text(encoding="utf-8")
    old, notebook = exercises.derived(path), exercises.derived(path)
    await execute(notebook, path.parent)
    for one in (old, notebook):
        form.normalise(one)
    for was, cell in zip(old.cells, notebook.cells, strict=True):
        if cell.cell_type == "code" and not compare.differences(
            was.outputs, cell.outputs, compare_values=not form.is_measurement(cell)
        ):
            cell.outputs = was.outputs  # pixels that a renderer's noise explains, or a measurement
    after = form.text(notebook)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def find(names: list[str]) -> list[Path]:
    """Resolve what the command line names: lessons, each with its solutions, or paths of files."""
    every = form.below(form.NOTEBOOKS)
    found: list[Path] = []
    for name in names:
        found += [path for path in matches(name, every) if path not in found]
    return found if names else every


def matches(name: str, every: list[Path]) -> list[Path]:
    """Return the notebooks that a name means; stop if there are none."""
    if Path(name).is_file():
        return [Path(name)]
    said = order.plain(name)
    named = [path for path in every if path.stem.startswith(said) and not said.isdecimal()]
    if exact := [path for path in named if path.stem == said] or named:
        return exact
    with because(f"no notebook is called {name}:"):
        stem = order.stem(name)
    if not (here := [path for path in every if path.stem == stem]):
        raise Stop(f"there is no notebook {stem}.ipynb: run `python3 course.py renumber`")
    return here


async def refresh_all(paths: list[Path]) -> int:
    """Refresh the notebooks, two at a time; return how many were refused."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path) -> bool:
        title = f"{path.parent.name}/{path.name}"  # a lesson and its solutions share a name
        async with gate:
            start = time.perf_counter()
            try:
                said = "rewritten" if await refresh(path) else "unchanged"
            except Stop as refusal:
                print(f"{title}: REFUSED, file left as it was: {refusal}", file=sys.stderr)
                return False
            print(f"{title}: {said} ({time.perf_counter() - start:.1f} s)", flush=True)
            return True

    return (await asyncio.gather(*map(one, paths))).count(False)


def main(arguments: list[str]) -> int:
    """Refresh the named notebooks, or all; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py refresh", description=__doc__)
    parser.add_argument("notebook", nargs="*", help=NAMED)
    names = parser.parse_args(arguments).notebook
    if sys.platform == "win32":  # pyzmq needs the selector loop there
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    order.checked()
    paths = find(names)
    refused = asyncio.run(refresh_all(paths))
    print(f"{len(paths) - refused} refreshed, {refused} refused")
    return 1 if refused or not paths else 0


if __name__ == "__main__":
    raise SystemExit(ended("course.py refresh", lambda: main(sys.argv[1:])))
