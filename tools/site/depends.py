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
from functools import cached_property
from pathlib import Path
from typing import Any

from tools.folders import Folders

# Who imports these shows something of every lesson.
OF_ALL = {"QUESTIONS", "my_forecasts", "report", "sample_class", "catalogue"}
OWN = re.compile(r"\d\d_(\w+)")  # the name of a lesson's notebook


class Package:
    """The package's files, and what each imports."""

    def __init__(self, folders: Folders) -> None:
        self.root, self.package = folders.root, folders.package
        self.known: dict[Path, bytes] = {}
        self.files = {self.name(path): path for path in sorted(self.package.rglob("*.py"))}

    def name(self, path: Path) -> str:
        """Return a module's name by its file."""
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """What each module says, without comments."""
        return {name: ast.parse(path.read_bytes()) for name, path in self.files.items()}

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """Name the modules that each imports."""
        return {name: self.imported(tree) for name, tree in self.trees.items()}

    @cached_property
    def offers(self) -> dict[str, set[str]]:
        """Name the lessons whose folders offer a name, for notebooks."""
        found: dict[str, set[str]] = {}
        for module, tree in self.trees.items():
            if topic := self.topic(module):
                for name in listed(tree):
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

    def imported(self, tree: ast.AST) -> set[str]:
        """Name what a module, or a notebook, imports of the package, and the folders on the way."""
        found = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
        return {one for name in found for one in ways(name) if one in self.files}

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
            if OF_ALL & self.taken(parsed(source)):
                return every
            for word in set(re.findall(r"\w+", source)) & set(self.offers):
                found |= self.offers[word]
        return found | ({own[1]} & every if own else set())

    def taken(self, tree: ast.AST) -> set[str]:
        """List the names that a cell imports from the package."""
        froms = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
        ours = (node for node in froms if (node.module or "").startswith(self.package.name))
        return {alias.name for node in ours for alias in node.names}

    def needed(self, name: str, cells: Iterable[str]) -> set[Path]:
        """List the files that the outputs of a notebook, of this name and code, depend on."""
        sources = list(cells)
        topics = self.lessons(name, sources)
        roots = {module for module in self.files if self.topic(module) in topics - {""}}
        for source in sources:
            roots |= self.imported(parsed(source))
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

    def said(self, path: Path) -> bytes:
        """Return a digest of what a file says: of a module, all but its comments."""
        if path not in self.known:
            module = self.name(path) if path.suffix == ".py" else ""
            said = ast.dump(self.trees[module]).encode() if module else path.read_bytes()
            self.known[path] = hashlib.sha256(said).digest()
        return self.known[path]

    def digest(self, files: Iterable[Path]) -> str:
        """Return a digest of files, by their names and what they say."""
        found = hashlib.sha256()
        for path in sorted(files):
            found.update(path.relative_to(self.root).as_posix().encode() + b"\0" + self.said(path))
        return found.hexdigest()


def ways(name: str) -> list[str]:
    """Return a dotted name and those of the folders on the way to it."""
    parts = name.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


def listed(tree: ast.Module) -> set[str]:
    """Return the names in a module's `__all__`."""
    found = set()
    for node in ast.walk(tree):
        targets = [node.target] if isinstance(node, ast.AugAssign) else getattr(node, "targets", [])
        if any(isinstance(it, ast.Name) and it.id == "__all__" for it in targets):
            inside = ast.walk(node.value)  # type: ignore[attr-defined]
            found |= {it.value for it in inside if isinstance(it, ast.Constant)}
    return {str(name) for name in found}


def parsed(source: str) -> ast.AST:
    """Read a cell; what Jupyter alone understands is left out."""
    plain = "\n".join(line for line in source.splitlines() if not re.match(r"\s*[%!]", line))
    try:
        return ast.parse(plain)
    except SyntaxError:  # which its execution will say
        return ast.Module([], [])


def cells_of(notebook: Any) -> list[str]:
    """Return the code of a notebook, cell by cell."""
    return [str(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
