"""The npm packages that pages with live widgets need, pinned in docs/package-lock.json."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tools import owned

DOCS = Path(__file__).resolve().parent.parent / "docs"


class Missing(Exception):
    """The packages cannot be had; says what is needed."""


def packages(folder: Path = DOCS) -> Path:
    """Return the folder of the packages, fetched anew if the lock has changed.

    npm empties the folder that it fills: it gets one of its own, in build.
    """
    lock, home = (folder / "package-lock.json").read_bytes(), folder.parent / "build" / "npm"
    for installed in (folder / "node_modules", home / "node_modules"):
        stamp = installed / ".made-from"  # written last
        if stamp.is_file() and stamp.read_bytes() == lock:
            return installed
    npm = shutil.which("npm")
    if not npm:
        raise Missing("npm (Debian: apt install npm; else: nodejs.org)")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    owned.claim_work(home, folder.parent)
    for path in folder.glob("package*.json"):
        shutil.copyfile(path, home / path.name)
    if subprocess.run(command, cwd=home, stdout=subprocess.DEVNULL).returncode:
        raise Missing("a network, once, for npm, which failed as it says above")
    stamp.write_bytes(lock)
    return installed
