"""The Python packages that the course in the browser brings along, in the form Pyodide lists them.

Pyodide has NumPy, SciPy, scikit-learn, matplotlib and Pillow itself. The rest, all of it pure
Python, lies beside the lessons: the course's own package, widgets, and the kernel. Each stands in
a list like Pyodide's own (`pyodide-lock.json`), with its digest and what it depends on, so that
Pyodide finds it at `import` and nothing is ever asked of a package index.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from tools.stop import Stop

# In the versions of requirements.txt.
SERVED = ("anywidget", "comm", "ipywidgets", "platformdirs", "psygnal", "typing-extensions")
# What ipywidgets asks for beside; it works in the page, not in Python.
FRONT_END = {"jupyterlab-widgets", "widgetsnbextension"}
BROWSER = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
    "python_version": "3.12",
    "python_full_version": "3.12.7",
    "extra": "",
}
KERNEL = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")


def gather(root: Path, folder: Path) -> list[Path]:
    """Return every wheel that Pyodide lacks, those that are not there yet made or fetched."""
    folder.mkdir(parents=True, exist_ok=True)
    kernel = [
        path
        for path in sorted((KERNEL / "static" / "pypi").glob("*.whl"))
        if not path.name.startswith("widgetsnbextension")
    ]
    return [own(root, folder), *fetched(root, folder), *kernel]


def own(root: Path, folder: Path) -> Path:
    """Build the wheel of this package; the same files make the same wheel."""
    made = folder / "own"
    shutil.rmtree(made, ignore_errors=True)
    command = [sys.executable, "-m", "flit_core.wheel", "--outdir", str(made), str(root)]
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1577836800"}
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
    return next(made.glob("*.whl"))


def fetched(root: Path, folder: Path) -> list[Path]:
    """Fetch the wheels of other packages with pip, as pinned, unless they are there."""
    pinned = pins((root / "requirements.txt").read_text(encoding="utf-8"))
    found = {named(path): path for path in folder.glob("*.whl")}
    wanted = {(name, pinned[name]) for name in SERVED}
    if missing := sorted(wanted - found.keys()):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
        command += ["--disable-pip-version-check", "--only-binary=:all:", "--platform=any"]
        command += ["--implementation=py", "--abi=none", f"--dest={folder}"]
        command += [f"{name}=={version}" for name, version in missing]
        if subprocess.run(command).returncode:
            raise Stop("pip could not fetch the packages above, once: is there a network?")
        found = {named(path): path for path in folder.glob("*.whl")}
    return [found[key] for key in sorted(wanted)]


def pins(requirements: str) -> dict[str, str]:
    """Return the pinned versions of a lock file, by the packages' names."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", requirements, re.MULTILINE))


def named(wheel: Path) -> tuple[str, str]:
    """Return the name and the version in a wheel's file name."""
    name, version, *_ = parse_wheel_filename(wheel.name)
    return name, str(version)


def entry(wheel: Path) -> dict[str, Any]:
    """Describe a wheel as Pyodide's list does; its place follows from its digest."""
    name, version = named(wheel)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with zipfile.ZipFile(wheel) as archive:
        files = archive.namelist()
        about = next(file for file in files if file.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(about))
    tops = {file.partition("/")[0].removesuffix(".py") for file in files}
    return {
        "name": name,
        "version": version,
        # An updated wheel has another address, so that no cache can bring the old one.
        "file_name": f"packages/{digest[:12]}/{wheel.name}",
        "install_dir": "site",
        "sha256": digest,
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": depends(metadata.get_all("Requires-Dist") or []),
        "unvendored_tests": False,
    }


def depends(requirements: list[str]) -> list[str]:
    """Return the packages that a wheel needs in the browser."""
    wanted = map(Requirement, requirements)
    needed = [r.name for r in wanted if r.marker is None or r.marker.evaluate(BROWSER)]
    return sorted({canonicalize_name(name) for name in needed} - FRONT_END)
