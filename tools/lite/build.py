"""Build the course for the browser, unless what is there is up to date."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupyter_server

from tools.folders import Folders, digest
from tools.learner import clean
from tools.lite import pyodide, wheels
from tools.lite.settings import CONFIG, SETTINGS, of_the_build
from tools.notebooks import form
from tools.notebooks.way import LIBRARIES, glossary
from tools.parts import Parts
from tools.setup import owned
from tools.stop import Stop

STAMP = "made-from.txt"
COPY = "pyodide/"  # where a copy of Pyodide is, as the page sees it


@dataclass(frozen=True)
class Lite:
    """The course in the browser: the parts of a course's folder that it is to hold."""

    folders: Folders
    parts: Parts
    elsewhere: Path | None = None  # than in the site

    @property
    def out(self) -> Path:
        """Where it is built into."""
        return self.elsewhere or self.folders.out / "lite"

    @property
    def work(self) -> Path:
        """Where it is put together."""
        return self.folders.build("lite")

    @property
    def extra(self) -> Path:
        """Its own pages' style and scripts, and files beside the lessons."""
        return self.folders.docs / "lite"

    def notebooks(self) -> list[str]:
        """List the notebooks of these parts, by their places."""
        names = [
            path.relative_to(self.folders.notebooks).as_posix()
            for path in form.below(self.folders.notebooks)
        ]
        return list(filter(self.parts.has, names))

    def fingerprint(self, copy: Path | None) -> str:
        """Return a digest of all that the result depends on."""
        root = self.folders.root
        names = ("tools", "requirements.txt", "requirements/site.txt", "pyproject.toml")
        places = [self.folders.notebooks, self.extra, self.folders.package]
        places += [root / name for name in names]
        lock = (copy.resolve(), digest(copy, [copy / pyodide.LOCK])) if copy else None
        return digest(root, places, self.parts, CONFIG, SETTINGS, lock)

    def build(self, copy: Path | None = None) -> bool:
        """Build, unless what is there is up to date; say whether it was built.

        A copy of Pyodide that is there already stays, unless another is given.
        """
        owned.is_ours(self.out, self.folders.root, known=is_lite)
        owned.claim_work(self.work, self.folders.root)
        if copy:
            pyodide.check(copy)
        elif (self.out / COPY / pyodide.LOCK).is_file():
            copy = self.out / COPY
        stamp = self.out / STAMP
        wanted = f"{self.fingerprint(copy)}\n{census(self.out)}\n"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return False
        listed = wheels.gather(self.folders.root, self.work / "wheels")
        made = self.jupyterlite()
        self.dress(made)
        put_packages(made, listed, copy)
        owned.write(made / owned.MARK, owned.SAYS)
        if not self.elsewhere:
            owned.claim_site(self.folders.root)
        owned.remove(self.out)
        self.out.parent.mkdir(parents=True, exist_ok=True)
        made.rename(self.out)
        stamp.write_text(f"{self.fingerprint(copy)}\n{census(self.out)}\n", encoding="utf-8")
        return True

    def put_files(self, files: Path) -> None:
        """Put what the reader finds in the list of files into a folder."""
        shutil.copytree(self.extra / "files", files)
        for name in self.notebooks():
            target = files / name
            target.parent.mkdir(exist_ok=True)
            text = (self.folders.notebooks / name).read_text(encoding="utf-8")
            target.write_text(self.as_given(text, name), encoding="utf-8")
        shutil.copy(glossary(self.folders.notebooks), files)
        for path in self.folders.notebooks.glob(f"{Path(LIBRARIES).stem}.*"):
            shutil.copy(path, files)

    def as_given(self, text: str, name: str) -> str:
        """Return a notebook as a learner gets it; links to what is left out are plain words."""
        notebook = clean.cleaned(text)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = self.parts.linked("".join(cell["source"]), name)
        return clean.written(notebook)

    def jupyterlite(self) -> Path:
        """Let JupyterLite build its pages, around the notebooks, and return their folder."""
        work, made = self.work / "work", self.work / "made"
        for folder in (work, made):
            shutil.rmtree(folder, ignore_errors=True)
        self.put_files(work / "files")
        put_json(work / "jupyter_lite_config.json", {"LiteBuildConfig": of_the_build(made)})
        page = {"jupyter-lite-schema-version": 0, "jupyter-config-data": CONFIG}
        put_json(work / "jupyter-lite.json", page)
        put_json(work / "overrides.json", SETTINGS)
        command = [sys.executable, "-m", "jupyterlite_core", "build"]
        done = subprocess.run(command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise Stop("JupyterLite failed:\n" + done.stdout.decode("utf-8", "replace")[-2000:])
        return made

    def dress(self, made: Path) -> None:
        """Give pages the course's style, icons for their tabs, and word of how far Python is."""
        for path in made.rglob("index.html"):
            page = path.read_text(encoding="utf-8")
            to_root = "../" * len(path.parent.relative_to(made).parts)
            page = page.replace("Loading JupyterLite...", "Opening the lesson ...")
            head = f'<link rel="stylesheet" href="{to_root}lite.css">\n'
            head += f'    <script src="{to_root}page.js"></script>\n  </head>'
            page = page.replace("</head>", head, 1)
            path.write_text(page, encoding="utf-8")
        for path in self.extra.glob("*.*"):
            shutil.copy(path, made / path.name)
        # JupyterLab shows in a tab's icon what its kernel does, by icons of the Jupyter server.
        icons = Path(jupyter_server.__file__).parent / "static" / "favicons"
        shutil.copytree(icons, made / "static" / "favicons")


def is_lite(folder: Path) -> bool:
    """Recognise what was made before there were marks, by what its stamp says."""
    stamp = folder / STAMP
    text = stamp.read_text(encoding="utf-8", errors="replace") if owned.is_file(stamp) else ""
    return bool(re.fullmatch(r"[0-9a-f]{64}\n\d+ files, \d+ bytes\n", text))


def census(folder: Path) -> str:
    """Say how many files a folder has, and of what size, so that a damaged one is built again."""
    sizes = [p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.name != STAMP]
    return f"{len(sizes)} files, {sum(sizes)} bytes"


def put_json(path: Path, content: Any) -> None:
    """Write a file of JSON."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def put_packages(made: Path, found: list[Path], copy: Path | None) -> None:
    """Put the packages in place, the list of them, and Pyodide if it is to be in the site."""
    listed = []
    for wheel in found:
        listed.append(wheels.entry(wheel))
        target = made / listed[-1]["file_name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(wheel, target)
    if copy:
        pyodide.copy(copy, made / COPY, listed)
    at = COPY if copy else pyodide.PUBLIC
    put_json(made / "packages.json", {"pyodide": at, "packages": listed})
