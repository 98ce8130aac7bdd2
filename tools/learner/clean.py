"""A notebook as a learner gets it: nothing in it has run, so that no answer is seen too early."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tools.notebooks import held
from tools.setup import owned

# What the site's pages fold, too; there with its outputs, which a learner does not have yet.
FOLD = """<details><summary>Answer, run and move first. Then open this: what it means</summary>

{}

</details>"""
KEPT = ("tags", "slideshow")  # of a cell's metadata; what else is there, JupyterLab puts in itself
DAMAGED = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def cleaned(text: str) -> Any:
    """Read a notebook: without outputs, counts and widgets' state, what explains them folded."""
    notebook = json.loads(text)
    notebook["metadata"].pop("widgets", None)
    fold(notebook["cells"])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return notebook


def fold(cells: list[dict[str, Any]]) -> None:
    """Fold, in place, the prose that says what comes out of a question."""
    given = [
        SimpleNamespace(**cell | {"source": "".join(cell["source"]), "stored": cell})
        for cell in cells
    ]
    for _, parts in groupby(held.parts(given), key=lambda part: id(part.cell)):
        of_one = [part for part in parts if part.text]
        if any(part.held for part in of_one):
            texts = (FOLD.format(part.text) if part.held else part.text for part in of_one)
            of_one[0].cell.stored["source"] = "\n\n".join(texts).splitlines(keepends=True)


def written(notebook: Any) -> str:
    """Return what a file holds that holds this notebook, in the form of the stored ones."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def digest(data: bytes, is_notebook: bool = True) -> str:
    """Return a digest of what somebody wrote or ran: of a notebook, no more than that."""
    if is_notebook:
        data = json.dumps(list(contents(json.loads(data))), sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()


def contents(notebook: Any) -> Iterator[Any]:
    """Yield what somebody wrote or ran in each cell; a cell that is empty says nothing."""
    for cell in notebook["cells"]:
        source, outputs = "".join(cell["source"]), cell.get("outputs", [])
        if source or outputs:
            kept = {name: cell["metadata"][name] for name in KEPT if name in cell["metadata"]}
            yield cell["cell_type"], source, outputs, kept, cell.get("attachments") or {}


def found(path: Path, read: Callable[[Path], bytes] = Path.read_bytes) -> str:
    """Return the digest of a file, or nothing: it is no file itself, or cannot be read.

    With `copied` for `read`, it is that of the file as if it had not run.
    """
    try:
        return digest(read(path), is_notebook(path)) if owned.is_file(path) else ""
    except DAMAGED:
        return ""


def is_notebook(path: Path) -> bool:
    """Tell a notebook by its name."""
    return path.suffix == ".ipynb"


def copied(path: Path) -> bytes:
    """Return what a learner gets of a file of the course; a damaged notebook raises."""
    data = path.read_bytes()
    return written(cleaned(data.decode())).encode() if is_notebook(path) else data
