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
    """Return the folder of the packages, fetched anew if the lock has changed."""
    installed, lock = folder / "node_modules", (folder / "package-lock.json").read_bytes()
    if owned.is_link(installed):  # npm would empty what it leads to
        raise Missing(f"a folder of their own, not a link: remove {installed}")
    stamp = installed / ".made-from"  # written last
    if stamp.exists() and stamp.read_bytes() == lock:
        return installed
    npm = shutil.which("npm")
    if not npm:
        raise Missing("npm (Debian: apt install npm; else: nodejs.org)")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL).returncode:
        raise Missing("a network, once, for npm, which failed as it says above")
    stamp.write_bytes(lock)
    return installed
