"""Where a learner stopped: the lesson that JupyterLab last showed, or else saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools.folders import START
from tools.learner import clean
from tools.learner.copy import Copy

WORKSPACES = "workspaces"
KIND = "notebook:"


def lesson(copy: Copy) -> str:
    """Return the place of the lesson to open, seen from the copy; nothing, if it has none."""
    return next((name for name in candidates(copy) if can_open(copy.folder, name)), "")


def can_open(folder: Path, name: str) -> bool:
    """Tell whether there is such a file, whose name JupyterLab can have in an address."""
    try:
        name.encode()
        return (folder / name).is_file()
    except (OSError, ValueError):  # a name of an older computer, or one that no file can have
        return False


def candidates(copy: Copy) -> Iterator[str]:
    """Yield what may be opened, the best first."""
    for shown in last_shown(copy.state / WORKSPACES):
        yield PurePosixPath(shown).name  # the lesson, where its solutions were shown
        yield shown
    for path in newest(copy.folder, "*.ipynb"):
        if not copy.is_ours(path):
            yield path.name
    yield f"{START}.ipynb"
    yield from sorted(path.name for path in copy.folder.glob("*.ipynb"))


def last_shown(folder: Path) -> Iterator[str]:
    """Yield the notebooks that JupyterLab's windows showed, the last one first."""
    for path in newest(folder, "*.jupyterlab-workspace"):
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            current = str(kept["data"]["layout-restorer:data"]["main"]["current"])
        except clean.DAMAGED:
            continue
        place = PurePosixPath(current.removeprefix(KIND))
        if current.startswith(KIND) and not place.is_absolute() and ".." not in place.parts:
            yield place.as_posix()


def newest(folder: Path, pattern: str) -> list[Path]:
    """List what a folder has, the one that was written last first."""
    return sorted(folder.glob(pattern), key=written, reverse=True)


def written(path: Path) -> float:
    """Return when a file was written; one that has gone meanwhile is the oldest."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
