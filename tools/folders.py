"""Where things are in a folder of the course, and what a file's content depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

START = "00_start_here"  # the notebook before all lessons


@dataclass(frozen=True)
class Folders:
    """The places in a folder of the course: what it has, and what its tasks make."""

    root: Path

    @property
    def docs(self) -> Path:
        """What only the site has."""
        return self.root / "docs"

    @property
    def notebooks(self) -> Path:
        """The lessons, and below them the solutions and what is for teachers."""
        return self.root / "notebooks"

    @property
    def package(self) -> Path:
        """The package that the lessons import."""
        return self.root / "bce_lessons"

    @property
    def figures(self) -> Path:
        """The key figure of each lesson."""
        return self.root / "figures"

    @property
    def out(self) -> Path:
        """The web site."""
        return self.root / "_site"

    def build(self, name: str) -> Path:
        """Return a task's own folder, which it may empty."""
        return self.root / "build" / name


HERE = Folders(Path(__file__).resolve().parent.parent)


def digest(root: Path, places: Iterable[Path], *more: object) -> str:
    """Return a digest of files, of all in folders but what Python compiles, and of what else."""
    found = hashlib.sha256(repr(more).encode())
    for place in places:
        inside = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in inside:
            if path.is_file() and path.parent.name != "__pycache__":
                name = path.relative_to(root).as_posix()
                found.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return found.hexdigest()
