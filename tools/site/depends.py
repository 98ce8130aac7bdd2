"""Which files of the package a notebook's outputs depend on: a change of others runs nothing.

Imports are followed, from the notebook's code through the package. The lessons' folders are found
by their names (`bce_lessons.lessons.catalogue`), and so a notebook needs its own lesson's, and
those whose figures and explorers it names.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tools.folders import Folders

# Who imports these shows something of every lesson.
OF_ALL = {"QUESTIONS", "my_forecasts", "report", "sample_class", "catalogue"}
OWN = re.compile(r"\d\d_(\w+)")  # the name of a lesson's notebook


@dataclass(frozen=True)
class Said:
    """What a module, or a cell, says: what it imports, what is in its `__all__`, and all of it."""

    imports: frozenset[str]
    listed: frozenset[str]
    digest: bytes


@cache
def said(source: bytes) -> Said:
    """Read a module, all but its comments; what is no Python is left to its execution."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return Said(frozenset(), frozenset(), hashlib.sha256(source).digest())
    imports, listed = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
            if any(isinstance(one, ast.Name) and one.id == "__all__" for one in targets):
                inside = (one for one in ast.walk(node.value) if isinstance(one, ast.Constant))
                listed |= {str(one.value) for one in inside}
    digest = hashlib.sha256(ast.dump(tree).encode()).digest()
    return Said(frozenset(imports), frozenset(listed), digest)


class Package:
    """The package's files, and what each imports."""

    def __init__(self, folders: Folders) -> None:
        self.root, self.package = folders.root, folders.package
        self.files = {self.name(path): path for path in sorted(self.package.rglob("*.py"))}
        self.said = {name: said(path.read_bytes()) for name, path in self.files.items()}

    def name(self, path: Path) -> str:
        """Return a module's name by its file."""
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """Name the modules that each imports."""
        return {name: self.imported(one) for name, one in self.said.items()}

    @cached_property
    def offers(self) -> dict[str, set[str]]:
        """Name the lessons whose folders offer a name, for notebooks."""
        found: dict[str, set[str]] = {}
        for module, one in self.said.items():
            if topic := self.topic(module):
                for name in one.listed:
                    found.setdefault(name, set()).add(topic)
        return found

    def topic(self, module: str) -> str:
        """Return the lesson in whose folder a module stands, or nothing."""
        start = f"{self.package.name}.lessons."
        topic = module.removeprefix(start).partition(".")[0] if module.startswith(start) else ""
        return topic if f"{start}{topic}" in self.files and self.is_folder(start + topic) else ""

    def is_folder(self, module: str) -> bool:
        """Tell whether a module is a folder of others."""
        return self.files[module].name == "__init__.py"

    def imported(self, one: Said) -> set[str]:
        """Name what a module, or a cell, imports of the package, and the folders on the way."""
        return {way for name in one.imports for way in ways(name) if way in self.files}

    def reached(self, modules: Iterable[str]) -> set[str]:
        """Name all modules that some of them lead to."""
        found, new = set[str](), set(modules)
        while new:
            found |= new
            new = {one for module in new for one in self.imports[module]} - found
        return found

    def lessons(self, name: str, cells: Iterable[str]) -> set[str]:
        """Name the lessons whose folders a notebook needs."""
        every = {topic for module in self.files if (topic := self.topic(module))}
        found, own = set[str](), OWN.fullmatch(name)
        for source in cells:
            if OF_ALL & {one.rpartition(".")[2] for one in cell(source).imports if self.ours(one)}:
                return every
            for word in set(re.findall(r"\w+", source)) & set(self.offers):
                found |= self.offers[word]
        return found | ({own[1]} & every if own else set())

    def ours(self, name: str) -> bool:
        """Tell whether a dotted name is of the package."""
        return name.partition(".")[0] == self.package.name

    def needed(self, name: str, cells: Iterable[str]) -> set[Path]:
        """List the files that the outputs of a notebook, of this name and code, depend on."""
        sources = list(cells)
        topics = self.lessons(name, sources)
        roots = {module for module in self.files if self.topic(module) in topics - {""}}
        for source in sources:
            roots |= self.imported(cell(source))
        found = {self.files[module] for module in self.reached(roots | {self.package.name})}
        folders = {path.parent for path in found}
        return found | {path for path, home in self.data.items() if home in folders}

    @cached_property
    def data(self) -> dict[Path, Path]:
        """The files that are no Python, each with the folder of modules that it belongs to."""
        homes = {path.parent for path in self.files.values()}
        files = (path for path in self.package.rglob("*") if path.is_file())
        others = [path for path in files if path.suffix not in (".py", ".pyc")]
        return {path: next(up for up in path.parents if up in homes) for path in others}

    def digest(self, files: Iterable[Path]) -> str:
        """Return a digest of files, by their names and what they say."""
        found = hashlib.sha256()
        for path in sorted(files):
            is_module = path.suffix == ".py"
            says = self.said[self.name(path)].digest if is_module else path.read_bytes()
            found.update(path.relative_to(self.root).as_posix().encode() + b"\0" + says)
        return found.hexdigest()


def ways(name: str) -> list[str]:
    """Return a dotted name and those of the folders on the way to it."""
    parts = name.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


def cell(source: str) -> Said:
    """Read a cell, without the lines that Jupyter alone understands."""
    kept = (line for line in source.splitlines() if not re.match(r"\s*[%!]", line))
    return said("\n".join(kept).encode())


def cells_of(notebook: Any) -> list[str]:
    """Return the code of a notebook, cell by cell."""
    return [str(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
