"""Install the other libraries into an environment of their own, build/libraries/env.

Python's own venv makes it, so that neither .venv nor anything else of the user's is touched. The
versions are those of found.json, or with `--newest` what the index has today. A library that cannot
be had is named, and the others are installed all the same; without a network all stops at once.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tools.folders import HERE
from tools.libraries import table
from tools.setup import owned
from tools.setup.installing import Installer, cleaned
from tools.stop import Stop, because

FOLDER = HERE.build("libraries")
ENV = FOLDER / "env"
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# On Linux the index has PyTorch with 3 GB for graphics cards; its makers have it without.
WITHOUT_GPU = "https://download.pytorch.org/whl/cpu"
NO_NETWORK = "is there a network?"  # as Installer asks
FAILED = "{} could not be installed: {}"


def ready(*, newest: bool = False) -> Path:
    """Make the environment ready; return its Python."""
    wanted = [(library.name, wants(library, newest)) for library in table.read().libraries]
    there = installed()
    lacking = [(name, asked) for name, asked in wanted if newest or not there.issuperset(asked)]
    if lacking:
        owned.claim(FOLDER, HERE.root)
        with because("the libraries are not installed:"):
            fill(lacking, ["--upgrade"] * newest)
    return PYTHON


def wants(library: table.Library, newest: bool) -> list[str]:
    """Return what pip is to install for a library; of what was never asked, the newest."""
    kept = {} if newest else table.found()["libraries"].get(library.name, {}).get("versions", {})
    return [
        f"{here(package)}=={kept[package]}{build(package)}" if package in kept else here(package)
        for package in library.packages
    ]


def here(package: str) -> str:
    """Return the name of a package on this computer: Macs have one build for all."""
    return package.removesuffix("-cpu") if sys.platform == "darwin" else package


def build(package: str) -> str:
    """Return which build of a version is meant."""
    return "+cpu" if package == "torch" and sys.platform == "linux" else ""


def installed() -> set[str]:
    """Return what the environment has, as `name==version`; nothing, if there is none."""
    if not PYTHON.exists():
        return set()
    command = [str(PYTHON), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    said = subprocess.run(command, env=cleaned(os.environ), capture_output=True, encoding="utf-8")
    return {f"{one['name']}=={one['version']}" for one in json.loads(said.stdout or "[]")}


def fill(lacking: list[tuple[str, list[str]]], options: list[str]) -> None:
    """Install what is lacking, one library after the other."""
    ENV.mkdir(exist_ok=True)
    installer = Installer(HERE.root, ENV, PYTHON, cleaned(os.environ))
    if not PYTHON.exists() and installer.step(
        "Making an environment for the libraries", sys.executable, "-m", "venv", ENV
    ):
        raise Stop("no environment could be made: " + installer.said())
    project = (HERE.root / "pyproject.toml").read_text(encoding="utf-8")
    installer.prepare(re.findall(r'"(uv==[\d.]+)"', project)[0])
    for name, packages in lacking:
        of_makers = any(re.match(r"torch\b", one) for one in packages) and sys.platform == "linux"
        more = ["--extra-index-url", WITHOUT_GPU] if of_makers else []
        try:
            installer.install(f"Installing {name}", *packages, *more, *options)
        except Stop as stop:
            if NO_NETWORK in str(stop):
                raise
            print(FAILED.format(name, stop), file=sys.stderr, flush=True)
