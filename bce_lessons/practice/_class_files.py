"""Find the files that a class handed in: among folders of any size, none of which can trap."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from bce_lessons.answers import place

MOST_ENTRIES = 100_000  # files and folders: a class has a few hundred, a whole disk millions


def find(root: Path) -> tuple[list[Path], list[str]]:
    """Return the files of answers in a folder and its folders, and notes on what is left out.

    Links to folders are not followed: they may lead round in a circle, or out of the class.
    """
    found: list[Path] = []
    notes: list[str] = []
    waiting, left = [root], MOST_ENTRIES
    while waiting and left:
        here = waiting.pop()
        try:
            with os.scandir(here) as every:
                entries = list(itertools.islice(every, left))
        except OSError as error:
            notes.append(f"{name(here, root)}: The folder cannot be read: {error.strerror}.")
            continue
        left -= len(entries)
        found += [Path(entry) for entry in entries if entry.name.lower().endswith(".jsonl")]
        waiting += [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
        links = [Path(entry) for entry in entries if entry.is_symlink()]
        notes += [
            f"{name(link, root)}: a link to a folder, which is not followed."
            for link in links
            if place.is_folder(link)
        ]
    if not left:
        notes.append(f"Only the first {MOST_ENTRIES:,} files and folders were looked at.")
    return sorted(found), notes


def name(path: Path, root: Path) -> str:
    """Write a path from a folder on, fit to be printed and not long."""
    return place.shortened(path.relative_to(root).as_posix() if path != root else path)
