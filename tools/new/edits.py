"""Put something into a file that is there already: a line, an import, a cell."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import Any

import nbformat

from tools.new.house import ROOT, assigned, public
from tools.stop import Stop

SKELETONS = Path(__file__).parent / "skeletons"
CELL = re.compile(r"(?m)^--- (markdown|code) (\S+)(?: (\w+))?\n")


def filled(skeleton: str, /, **words: str) -> str:
    """Return the text of a skeleton with its words filled in."""
    text = (SKELETONS / f"{skeleton}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(words)


def tidied(source: str, cell: bool = False) -> str:
    """Sort the imports of a module, or of a notebook's cell, and format it."""
    options = [f"--config={ROOT / 'pyproject.toml'}", "--stdin-filename=new.py"]
    options += ["--line-length=88"] if cell else []
    for command in (["check", "--select=I", "--fix", "--quiet"], ["format"]):
        line = [sys.executable, "-m", "ruff", *command, *options, "-"]
        run = subprocess.run(line, input=source, capture_output=True, encoding="utf-8")
        if run.returncode:
            raise Stop(f"what is to be extended is not in order: {run.stderr.strip()}")
        source = run.stdout
    return source


def lines_before(source: str, end: int, text: str) -> str:
    """Put a text before a line, counted from 1."""
    lines = source.splitlines(keepends=True)
    return "".join([*lines[: end - 1], text, *lines[end - 1 :]])


def with_entry(source: str, name: str, entry: str, after: str | None = None) -> str:
    """Add an entry to a tuple or a list of a module: after another one, or as the last."""
    value = assigned(source, name)
    if not isinstance(value, ast.Tuple | ast.List) or value.lineno == value.end_lineno:
        raise Stop(f"{name} is not written with a line for each entry: write it so first")
    for one in value.elts:
        if after is not None and ast.literal_eval(one) == after and one.end_lineno:
            return lines_before(source, one.end_lineno + 1, entry)
    assert value.end_lineno
    return lines_before(source, value.end_lineno, entry)


def with_public(source: str, name: str) -> str:
    """Add a name to a module's `__all__`."""
    lines = source.splitlines(keepends=True)
    value = assigned(source, "__all__")
    assert value.end_lineno
    names = ", ".join(f'"{one}"' for one in sorted([*public(source), name]))
    lines[value.lineno - 1 : value.end_lineno] = [f"__all__ = [{names}]\n"]
    return "".join(lines)


def with_imports(source: str, imports: str) -> str:
    """Add what is not imported yet of some import statements, each on its line."""
    body = ast.parse(source).body
    there = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    known = {alias.asname or alias.name for node in there for alias in node.names}
    wanted = ""
    for node in ast.parse(imports).body:
        assert isinstance(node, ast.Import | ast.ImportFrom)
        node.names = [one for one in node.names if (one.asname or one.name) not in known]
        wanted += f"{ast.unparse(node)}\n" if node.names else ""
    if not wanted:
        return source
    last = max((node.end_lineno or 0 for node in there), default=0)
    ended = source if source.endswith("\n") else f"{source}\n"
    return lines_before(ended, last + 1, wanted)


def cells_of(text: str) -> list[Any]:
    """Make the cells that a skeleton describes."""
    _, *parts = CELL.split(text)
    made = []
    for kind, name, slide, source in zip(*(parts[i::4] for i in range(4)), strict=True):
        make = getattr(nbformat.v4, f"new_{kind}_cell")
        metadata = {"slideshow": {"slide_type": slide}} if slide else {}
        made.append(make(source.strip("\n"), id=name, metadata=metadata))
    return made


def import_into(notebook: Any, imports: str) -> None:
    """Let a notebook's first code cell import something, too."""
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    source = with_imports(cell.source, imports)
    if source != cell.source:
        cell.source = tidied(source, cell=True).rstrip()


def insert(notebook: Any, cells: list[Any]) -> None:
    """Put cells before a lesson's summary."""
    for i, cell in enumerate(notebook.cells):
        if re.match(r"## Summary\b", cell.source):
            notebook.cells[i:i] = cells
            return
    raise Stop("the lesson's notebook has no section `## Summary`: write one, then try again")
