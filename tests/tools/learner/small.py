"""A small course in a folder, and what a learner does in the copy of it."""

import json
import os

import jupyterlab.labapp
import pytest

from tools import lab
from tools.folders import Folders
from tools.learner import stopped
from tools.learner.copy import NAME, STATE, Copy

REGISTRY = """
ORDER = {order!r}


def notebook(topic):
    return f"{{ORDER.index(topic) + 1:02}}_{{topic}}"
"""


def cell(source, **more):
    """Return a cell that has run, as the course stores it."""
    output = {"output_type": "stream", "name": "stdout", "text": ["21.9 times that\n"]}
    found = {"id": "one", "cell_type": "code", "execution_count": 1, "metadata": {}}
    return found | {"source": source, "outputs": [output]} | more


def notebook(*sources):
    """Return a notebook that has run."""
    text = {"id": "t", "cell_type": "markdown", "metadata": {}, "source": ["# Title\n"]}
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "P"},
        "widgets": {"state": "21.9"},
    }
    cells = [text, *map(cell, sources)]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


class Small:
    """The course, the learner's copy, and what was said of it."""

    def __init__(self, root):
        self.folders, self.mine = Folders(root), root / NAME
        self.order("add", "carry")
        for stem in ("00_start_here", "01_add", "02_carry", "solutions/01_add"):
            self.course(stem, "x = 1")

    def order(self, *topics):
        path = self.folders.package / "lessons" / "__init__.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REGISTRY.format(order=topics), encoding="utf-8")

    def course(self, stem, *sources):
        """Let the course have other cells in a notebook."""
        path = self.folders.notebooks / f"{stem}.ipynb"
        path.parent.mkdir(exist_ok=True)
        found = notebook(*sources)
        found["cells"][0]["source"] = [f"# {stem}\n"]
        path.write_text(json.dumps(found), encoding="utf-8")

    def lay(self):
        """Start: return what is said."""
        self.copy = Copy(self.folders, self.mine)
        return self.copy.lay()

    def names(self):
        """List the files that the learner sees."""
        found = (path.relative_to(self.mine) for path in self.mine.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in found if path.parts[0][0] != ".")

    def read(self, stem):
        return json.loads((self.mine / f"{stem}.ipynb").read_text(encoding="utf-8"))

    def sources(self, stem):
        return ["".join(cell["source"]) for cell in self.read(stem)["cells"][1:]]

    def change(self, stem, change):
        """Let the learner change a notebook, and save it."""
        found = self.read(stem)
        change(found)
        (self.mine / f"{stem}.ipynb").write_text(json.dumps(found), encoding="utf-8")

    def everything(self):
        """Return all files of the learner's, by their names."""
        return {name: (self.mine / name).read_bytes() for name in self.names()}


def answer(found):
    """Answer in the first cell of code."""
    found["cells"][1]["source"] = "x = 'mine'"


def link(path, target):
    try:
        path.symlink_to(target, target_is_directory=True)
    except OSError:  # Windows without the right to
        pytest.skip("no symbolic links here")


def show(small, current, name="default-37a8", when=2):
    """Let JupyterLab have shown something, as it keeps it."""
    folder = small.mine / STATE / stopped.WORKSPACES
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.jupyterlab-workspace"
    data = {"layout-restorer:data": {"main": {"current": current}}}
    path.write_text(json.dumps({"data": data, "metadata": {"id": name}}), encoding="utf-8")
    os.utime(path, (when, when))


def begun(small, monkeypatch, *arguments):
    """Start, and return the options that JupyterLab got."""
    got = []
    monkeypatch.setattr(jupyterlab.labapp, "main", lambda: got.extend(lab.sys.argv[1:]))
    monkeypatch.setattr(lab.sys, "argv", ["lab"])
    monkeypatch.setattr(lab, "spare", lambda: None)
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", "others")
    assert lab.main(list(arguments), small.folders) == 0
    return got
