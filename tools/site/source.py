"""The files that pages are made of: written only if they change, and the old ones deleted."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from typing import Any

from nbformat import NO_CONVERT, writes

from tools.notebooks import form
from tools.parts import Parts
from tools.site import alive, lessons, npm

HTML_MANAGER = "@jupyter-widgets/html-manager/dist"


def write(path: Path, content: str | bytes) -> None:
    """Write a file if that changes it: Sphinx reads again what is newer than its last run."""
    data = content.encode() if isinstance(content, str) else content
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Source:
    """A folder of sources, which has what this run puts there; links in it lead to some parts."""

    def __init__(self, folder: Path, parts: Parts) -> None:
        self.folder, self.parts = folder, parts
        self.there: set[Path] = set()
        self.shown: dict[str, tuple[alive.Shown, str, str]] = {}  # explorers, page, title

    def put(self, name: str, content: str | bytes) -> None:
        """Write a file, the links of a page to what is left out as plain words."""
        if isinstance(content, str):
            content = self.parts.linked(content, name)
        write(self.folder / name, content)
        self.there.add(self.folder / name)

    def put_notebook(self, name: str, notebook: Any, title: str = "") -> None:
        """Write a notebook as the source of a page, with its widgets alive.

        With a title, its explorers are noted as those of this lesson.
        """
        to_root = "../" * name.count("/")
        for one in alive.enliven(notebook, f"{to_root}_static/explorers"):
            self.put(f"_static/explorers/{one.live.digest}.js", one.live.tables.encode())
            if title:
                self.shown.setdefault(one.name, (one, name, title))
        stills = self.folder / "_static" / "stills"
        lessons.for_the_page(notebook, stills, f"{to_root}_static/stills")
        self.there.update(stills.glob("*"))
        self.link(notebook, name)
        self.put(name, writes(notebook, version=NO_CONVERT).encode())

    def put_download(self, name: str, path: Path) -> None:
        """Copy a notebook as it is, but for links to what is left out."""
        notebook = form.load(path) if self.parts.without else None
        changed = notebook and self.link(notebook, name)
        self.put(name, form.text(notebook).encode() if changed else path.read_bytes())

    def link(self, notebook: Any, name: str) -> bool:
        """Let a notebook's links to what is left out be plain words; say whether there were any."""
        changed = False
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                linked = self.parts.linked(cell.source, name)
                changed |= linked != cell.source
                cell.source = linked
        return changed

    def forget_the_old(self) -> None:
        """Delete what no longer belongs to any page."""
        for path in sorted(self.folder.rglob("*"), reverse=True):  # a folder after what it has
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in self.there and "__pycache__" not in path.parts:
                path.unlink()

    def names(self) -> list[str]:
        """List what was put, but for pictures and scripts."""
        names = sorted(path.relative_to(self.folder).as_posix() for path in self.there)
        return [name for name in names if not name.startswith("_static/")]


def packages() -> dict[str, bytes]:
    """Return what pages with widgets and formulas load from elsewhere, by its place."""
    fetched = npm.packages()
    anywidget = importlib.metadata.distribution("anywidget").locate_file("anywidget")
    found = {
        "widgets/require.js": fetched / "requirejs" / "require.js",
        "widgets/anywidget.js": Path(str(anywidget), "nbextension", "index.js"),
        "widgets/embed-amd.js": fetched / HTML_MANAGER / "embed-amd.js",
        "katex/katex.min.css": fetched / "katex" / "dist" / "katex.min.css",
    }
    for path in (fetched / HTML_MANAGER).glob("*.*"):
        if path.suffix in (".woff", ".woff2", ".ttf"):  # the icons of Play
            found[f"widgets/@jupyter-widgets/{path.name}"] = path
    for path in (fetched / "katex" / "dist" / "fonts").glob("*.woff2"):
        found[f"katex/fonts/{path.name}"] = path
    return {place: path.read_bytes() for place, path in found.items()}
