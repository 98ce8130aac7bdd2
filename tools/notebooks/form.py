"""The normal form of a notebook: what a reader sees and what tests compare, and nothing else.

That is sources, outputs, cell ids and counts from 1 to n; nothing that changes from run to run or
from machine to machine.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from tools.folders import HERE, START

NOTEBOOKS = HERE.notebooks
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT_CELL_METADATA = ("tags", "slideshow")
MEASUREMENT = "nbval-ignore-output"  # the tag of a cell that measures the reader's machine


def lessons(folder: Path = NOTEBOOKS) -> list[Path]:
    """List the notebooks of the course's lessons in a folder, in their order; 00 comes first."""
    from bce_lessons import lessons as registry  # not before coverage is measured

    stems = [START, *map(registry.notebook, registry.ORDER)]
    return [path for path in (folder / f"{stem}.ipynb" for stem in stems) if path.is_file()]


def below(folder: Path = NOTEBOOKS) -> list[Path]:
    """List all notebooks of the course: its lessons, their solutions, and those for teachers."""
    solutions, teachers = folder / "solutions", folder / "teachers"
    return [*lessons(folder), *lessons(solutions), *sorted(teachers.glob("[!.]*.ipynb"))]


def is_left_out(path: Path) -> bool:
    """Say whether a notebook is that of a lesson, or its solutions, that the course leaves out."""
    from bce_lessons import lessons as registry

    known = (Path(registry.__file__).parent / path.stem / "__init__.py").is_file()
    return known and not registry.number(path.stem)


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


def title(notebook: Any) -> str:
    """Return a notebook's title."""
    return str(notebook.cells[0].source).partition("\n")[0].removeprefix("# ")


def minutes(notebook: Any) -> int:
    """Return the time that a lesson says it takes."""
    found = re.search(r"\*\*Time:\*\* (\d+) minutes", notebook.cells[0].source)
    if not found:
        raise ValueError(
            f"{title(notebook)} has no time: write **Time:** 25 minutes, in its opening"
        )
    return int(found[1])


def text(notebook: Any) -> str:
    """Return what a file holds that holds this notebook."""
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook, version=nbformat.NO_CONVERT)).rstrip("\n") + "\n"


def is_measurement(cell: Any) -> bool:
    """Say whether a cell's outputs are new at every run: timings of this machine."""
    return MEASUREMENT in cell["metadata"].get("tags", [])


def normalise(notebook: Any) -> None:
    """Give a notebook, in place, its normal form."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    count = 0
    for cell in notebook.cells:
        cell.source = cell.source.rstrip()
        kept = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            count += bool(cell.source)
            cell.execution_count = count if cell.source else None
            cell.outputs = [nbformat.from_dict(output) for output in normal(cell.outputs)]
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count


def normal(outputs: Iterable[Any]) -> list[dict[str, Any]]:
    """Copy outputs in their normal form: streams joined, without the views of live widgets."""
    return [output | _bundles(output) for output in map(dict, joined(outputs))]


def joined(outputs: Iterable[Any]) -> list[Any]:
    """Copy outputs, and join what was printed in one go: where streams break is chance."""
    result: list[Any] = []
    for output in outputs:
        if result and output["output_type"] == "stream" and kind(result[-1]) == kind(output):
            result[-1]["text"] += output["text"]
        else:
            result.append(copy.copy(output))
    return result


def _bundles(output: dict[str, Any]) -> dict[str, Any]:
    """Drop what is live only (a still stays), and the line breaks in pictures."""
    parts: dict[str, Any] = {
        part: dict(output[part]) for part in ("data", "metadata") if part in output
    }
    for part in parts.values():
        part.pop(WIDGET_VIEW, None)
    drop_twin(parts.get("data", {}))
    for mime, value in parts.get("data", {}).items():
        if mime.startswith("image/") and mime != "image/svg+xml":
            parts["data"][mime] = value.replace("\n", "")
    return parts


def drop_twin(data: dict[str, Any]) -> None:
    """Drop the HTML of a figure, which a notebook shows while it is open: the PNG says as much."""
    if "image/png" in data:
        data.pop("text/html", None)


def kind(output: Any) -> str:
    """Name an output's type, and which stream it is."""
    return " ".join(filter(None, [output["output_type"], output.get("name")]))


def noise(outputs: Iterable[Any], where: str) -> Iterator[str]:
    """Name every error among `outputs`, and all that was written to stderr: warnings go there."""
    for output in outputs:
        if kind(output) == "stream stderr":
            yield f"stderr output {where}: {output['text'].strip()}"
        elif output["output_type"] == "error":
            yield f"error {where}: {output['ename']}: {output['evalue']}"
