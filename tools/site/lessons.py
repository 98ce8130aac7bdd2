"""Turn notebooks into the sources of pages, executed once so that their explorers are alive.

An execution is kept by what it depends on: the notebook's code, what it uses of the package, and
the versions of others. A change of prose, or of what a notebook does not use, executes nothing.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import json
import os
import platform
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell

from bce_lessons.figure.style import NEAR, NEAR_PNG
from tools.folders import HERE, Folders, digest
from tools.notebooks import form, refresh
from tools.site import depends

UNANSWERED = "… Exercise"  # how the output of an exercise opens before it is answered


def fingerprint(folders: Folders = HERE) -> str:
    """Return a digest of what the outputs of every notebook depend on, beside the package."""
    made_of = (folders.root / "requirements.txt",)
    return digest(folders.root, made_of, platform.python_version())


def fingerprints(notebooks: dict[str, Any], folders: Folders = HERE) -> dict[str, str]:
    """Return a digest of what the outputs of each notebook depend on, beside its own code."""
    package, others = depends.Package(folders), fingerprint(folders)
    found = {}
    for name, notebook in notebooks.items():
        needed = package.needed(name, depends.cells_of(notebook))
        found[name] = others + package.digest(needed)
    return found


def key(notebook: Any, package: str) -> str:
    """Return the name under which a notebook's execution is kept."""
    code = [(cell.id, cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256((package + json.dumps(code)).encode()).hexdigest()[:16]


async def _execute_all(todo: dict[Path, Any], folders: Folders) -> None:
    gate = asyncio.Semaphore(refresh.AT_ONCE)

    async def one(kept: Path, notebook: Any) -> None:
        async with gate:
            await refresh.execute(notebook, folders.notebooks)
        for old in kept.parent.glob(f"{kept.stem.rpartition('-')[0]}-*.ipynb"):
            old.unlink()
        nbformat.write(notebook, kept)
        print(f"  {kept.stem.rpartition('-')[0]}: executed", flush=True)

    await asyncio.gather(*(one(*item) for item in todo.items()))


def executed(notebooks: dict[str, Any], folder: Path, folders: Folders = HERE) -> dict[str, Any]:
    """Return the notebooks with the outputs and the widgets' state of an execution."""
    folder.mkdir(parents=True, exist_ok=True)
    made_of = fingerprints(notebooks, folders)
    kept = {
        name: folder / f"{name}-{key(nb, made_of[name])}.ipynb" for name, nb in notebooks.items()
    }
    todo = {
        path: nbformat.from_dict(json.loads(json.dumps(notebooks[name])))
        for name, path in kept.items()
        if not path.exists()
    }
    if todo:
        os.environ[NEAR] = "1"  # kernels begin with it: each figure for the last row, too
        try:
            asyncio.run(_execute_all(todo, folders))
        finally:
            del os.environ[NEAR]
    return {name: merged(nb, form.load(kept[name])) for name, nb in notebooks.items()}


def merged(notebook: Any, run: Any) -> Any:
    """Take over the outputs of a run, except those of a cell that measures: these are published."""
    outputs = {cell.id: cell.outputs for cell in run.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not form.is_measurement(cell):
            cell.outputs = form.joined(outputs[cell.id])
            for output in cell.outputs:
                form.drop_twin(output.get("data", {}))
    if "widgets" in run.metadata:
        notebook.metadata["widgets"] = run.metadata["widgets"]
    return notebook


def for_the_last_row(notebook: Any) -> None:
    """Put figures with large letters in the place of the others."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if near := output.get("data", {}).pop(NEAR_PNG, None):
                width, height = near["size"]
                output["data"]["image/png"] = near["png"]
                output["metadata"]["image/png"] |= {"width": width, "height": height}


def for_the_page(notebook: Any, pictures: Path, to_pictures: str) -> None:
    """Give widgets a still until they are alive, and drop what only a kernel can answer.

    Stills are written into the folder `pictures`, which the page finds at `to_pictures`.
    """
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = [
            output
            for output in cell.outputs
            if not output.get("data", {}).get("text/plain", "").startswith(UNANSWERED)
        ]
        for output in cell.outputs:
            data = output.get("data", {})
            data.pop(NEAR_PNG, None)
            if "alt" in output.get("metadata", {}).get("image/png", {}):  # myst-nb asks the cell
                alt = output.metadata["image/png"]["alt"]
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
            if form.WIDGET_VIEW in data:
                look = output.metadata.get("image/png", {})
                output["data"] = {"text/html": live(data, look, pictures, to_pictures)}
                output["metadata"] = {}


def live(data: Any, look: Any, pictures: Path, to_pictures: str) -> str:
    """Return a widget's place in a page: the widgets' script replaces the image before it."""
    view = json.dumps(data[form.WIDGET_VIEW])
    if "image/png" in data:
        png = base64.b64decode(data["image/png"])
        name = hashlib.sha256(png).hexdigest()[:16] + ".png"
        pictures.mkdir(parents=True, exist_ok=True)
        if not (pictures / name).exists():
            (pictures / name).write_bytes(png)
        size = f'width="{look["width"]}" height="{look["height"]}"'
        alt = html.escape(look["alt"])
        still = f'<img class="jupyter-widget" src="{to_pictures}/{name}" alt="{alt}" {size}>'
    else:
        still = f"<noscript><p>{html.escape(data['text/plain'])}</p></noscript>"
    return f'<div class="live">{still}<script type="{form.WIDGET_VIEW}">{view}</script></div>'


def cell_of(notebook: Any, name: str) -> str:
    """Return the text of a cell by its id."""
    return next(str(cell.source) for cell in notebook.cells if cell.id == name)


def linked(text: str, to_lessons: str) -> str:
    """Let links between lessons work from a page that stands elsewhere."""
    return re.sub(r"\]\((\d\d_\w+\.ipynb)\)", rf"]({to_lessons}/\1)", text)


def add_links(notebook: Any, links: list[str], above: str = "") -> None:
    """Put a line of links under the title, and what is to stand above them."""
    said = "\n\n".join(filter(None, [above, " · ".join(links)]))
    line = f":::{{div}} page-links\n{said}\n:::"
    notebook.cells.insert(1, new_markdown_cell(line, id="page-links"))
