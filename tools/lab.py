"""Open the lessons in JupyterLab: `python3 course.py lab`.

You work in your own copy of them, my_lessons/, which is made at the first start. A lesson that you
did not touch is renewed when the course is; one that you did is never overwritten: the new one is
laid beside it. The first start opens "Start here", later ones the lesson where you stopped. Other
options go to JupyterLab: --no-browser, --port 9999.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tools import lean  # noqa: F401
from tools.folders import HERE, START, Folders
from tools.learner import clean, pictures, places, stopped
from tools.learner.copy import NAME, Copy
from tools.stop import ended

if TYPE_CHECKING:
    from nbformat.sign import NotebookNotary

SIGNED = {"db_file": "signatures.db", "secret_file": "secret"}  # what JupyterLab trusts


def spare() -> None:
    """Leave out a grammar of web addresses, and the settings of Yarn.

    A second each: jsonschema reads the grammar; JupyterLab starts Node, where there is one, to
    learn where extensions would be built from.
    """
    from jupyterlab import commands

    commands._yarn_config = lambda logger: {"yarn config": {}, "npm config": {}}


def opening(folder: Path, name: str) -> list[str]:
    """Return the options that let JupyterLab serve a folder, and open a notebook of it."""
    return [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{quote(name)}"]


def of_the_copy(folders: Folders) -> list[str]:
    """Lay the learner's copy, say what is to be said of it, and return JupyterLab's options.

    What JupyterLab knows of the copy lies in it: which notebooks it wrote itself, and so trusts,
    and what it showed. A .venv that is made again loses neither.
    """
    copy = Copy(folders, folders.root / NAME)
    for line in copy.lay():
        print(line, flush=True)
    options = opening(copy.folder, stopped.lesson(copy))
    options += [f"--ContentsManager.pre_save_hook={pictures.HOOK}"]
    if copy.state.is_dir() and os.access(copy.state, os.W_OK):
        os.environ["JUPYTERLAB_WORKSPACES_DIR"] = str(copy.state / stopped.WORKSPACES)
        signed = {name: str(copy.state / place) for name, place in SIGNED.items()}
        trust(copy, signed)
        options += [f"--NotebookNotary.{name}={place}" for name, place in signed.items()]
    return options


def trust(copy: Copy, signed: dict[str, str]) -> None:
    """Sign the notebooks that are as they were laid; JupyterLab signs what the learner ran.

    JupyterLab says of any other that it is not trusted. One from elsewhere stays so.
    """
    from nbformat.sign import NotebookNotary

    with contextlib.suppress(*clean.DAMAGED, sqlite3.Error):  # without it one can work as well
        notary = NotebookNotary(**signed)
        for path in map(copy.folder.joinpath, places.of_the_course(copy.folders)):
            if clean.is_notebook(path) and copy.is_ours(path):
                sign(notary, path)
        notary.store.close()


def sign(notary: NotebookNotary, path: Path) -> None:
    """Sign a notebook, unless its form is damaged: JupyterLab then says so when it is opened."""
    from nbformat import read

    with warnings.catch_warnings(), contextlib.suppress(Exception):  # whatever a reader meets
        warnings.simplefilter("ignore")
        notary.sign(read(path, as_version=4))


def main(arguments: list[str], folders: Folders = HERE) -> int:
    """Start JupyterLab as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="course.py lab", description=__doc__, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument(
        "--originals",
        action="store_true",
        help="open notebooks/ itself, to change the course: these are executed and compared",
    )
    chosen, rest = parser.parse_known_args(arguments)
    if chosen.originals:
        options = opening(folders.notebooks, f"{START}.ipynb")
    else:
        options = of_the_copy(folders)
    print("Opening JupyterLab; to stop it, press Ctrl-C here twice.", flush=True)
    spare()
    from jupyterlab.labapp import main as start

    given = {one.partition("=")[0] for one in rest}  # JupyterLab takes each option once
    ours = [one for one in options if one.partition("=")[0] not in given]
    sys.argv = [sys.argv[0], *ours, *rest]
    return start() or 0


if __name__ == "__main__":
    try:
        raise SystemExit(ended("course.py lab", lambda: main(sys.argv[1:])))
    except KeyboardInterrupt:  # before JupyterLab, which asks back, is there
        raise SystemExit("\nStopped. To go on, run the same command again.") from None
