"""The npm packages that pages with live widgets need, pinned in docs/package-lock.json."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tools.folders import HERE
from tools.setup import owned
from tools.stop import Stop

STAMP = ".made-from"  # written last


def place(folder: Path = HERE.docs) -> Path:
    """Return where the packages are or will be: in build, or in docs as they were before."""
    earlier, lock = folder / "node_modules", folder / "package-lock.json"
    stamp = earlier / STAMP
    if stamp.is_file() and stamp.read_bytes() == lock.read_bytes():
        return earlier
    return folder.parent / "build" / "npm" / "node_modules"


def packages(folder: Path = HERE.docs, home: Path | None = None) -> Path:
    """Return the folder of the packages, fetched again if the lock has changed.

    npm empties the folder that it fills: it gets one of its own, `home`, in build.
    """
    lock = (folder / "package-lock.json").read_bytes()
    installed = home / "node_modules" if home else place(folder)
    home, stamp = installed.parent, installed / STAMP
    if stamp.is_file() and stamp.read_bytes() == lock:
        return installed
    npm = shutil.which("npm")
    if not npm:
        raise Stop("npm (Debian: apt install npm; else: nodejs.org)")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    owned.claim_work(home, home.parents[1])
    for path in folder.glob("package*.json"):
        shutil.copyfile(path, home / path.name)
    if subprocess.run(command, cwd=home, stdout=subprocess.DEVNULL).returncode:
        raise Stop("a network, once, for npm, which failed as it says above")
    stamp.write_bytes(lock)
    return installed
