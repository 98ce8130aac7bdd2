"""Rename files and write texts in steps that stand on the disk: a run that was cut off goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

FOLDER = "build/renumber"  # below the course's own


def write(root: Path, moved: Mapping[Path, Path], texts: Mapping[Path, str]) -> None:
    """Write down all steps, with the new texts; nothing of the course changes yet."""
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    aside = {source: folder / f"file-{i}" for i, source in enumerate(moved)}
    steps = [*aside.items(), *((aside[source], target) for source, target in moved.items())]
    for i, (path, text) in enumerate(texts.items()):
        (staged := folder / f"text-{i}").write_bytes(text.encode())
        steps.append((staged, moved.get(path, path)))
    names = [[path.relative_to(root).as_posix() for path in step] for step in steps]
    (folder / "steps").write_text(json.dumps(names), encoding="utf-8")
    (folder / "steps").rename(folder / "steps.json")


def finish(root: Path) -> bool:
    """Carry out what is written down and not done yet; say whether there was anything."""
    folder = root / FOLDER
    if not (folder / "steps.json").is_file():
        return False
    steps = json.loads((folder / "steps.json").read_text(encoding="utf-8"))
    for source, target in steps:
        if (root / source).exists():  # else it is done: nothing gets a name that another had
            (root / source).replace(root / target)
    (folder / "steps.json").unlink()
    shutil.rmtree(folder)
    return True
