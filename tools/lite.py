"""Build the course for the browser, Python included, in _site/lite/: `python3 course.py lite`.

JupyterLite with the lessons, their solutions and the teachers' notebook. Python itself (Pyodide)
comes from its public server when a lesson is opened or, with --pyodide, from a copy in the site.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jupyter_server
from nbformat.v4.nbjson import reads, writes

from tools import lite_pyodide, lite_wheels, owned
from tools.lite_pyodide import Refusal

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS, EXTRA = ROOT / "notebooks", ROOT / "docs" / "lite"
BUILD, OUT = ROOT / "build" / "lite", ROOT / "_site" / "lite"
TITLE = "Binary cross-entropy, in your hands"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = (KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget", "jupyterlab_pygments")
APPS = ("notebooks", "tree", "edit")  # a lesson, the list of files, and a file of forecasts
STAMP = "made-from.txt"
HERE = "pyodide/"  # where a copy of Pyodide is, as the page sees it

JSON_LINES = {
    "name": "jsonl",
    "extensions": [".jsonl"],
    "mimeTypes": ["text/plain"],
    "fileFormat": "text",
}

# What the page reads at its start.
CONFIG = {
    "appName": TITLE,
    "appUrl": "./tree",
    "exposeAppInBrowser": True,  # as `jupyterapp`, for the tests
    # Ornaments that only raise questions: a logo, "Last Checkpoint", "Not Trusted".
    "disabledExtensions": [
        f"@jupyter-notebook/notebook-extension:{name}"
        for name in ("checkpoints", "kernel-logo", "trusted")
    ],
    "litePluginSettings": {
        f"{KERNEL}:kernel": {
            "pyodideUrl": "./pyodide.js",
            "disablePyPIFallback": True,
            # All that the first cell needs is fetched while the reader reads what is above it.
            "loadPyodideOptions": {"packages": list(lite_pyodide.AT_START)},
        }
    },
}
# JupyterLab's settings, those of the course's own JupyterLab among them.
SETTINGS = {
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": False,
        "fetchNews": "false",
    },
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 5},  # seconds
    "@jupyterlab/mainmenu-extension:plugin": {
        "menus": [
            {
                "id": "jp-mainmenu-file",
                "items": [
                    {"command": "docmanager:download", "rank": 4.5},
                    {"command": "filemenu:create-console", "disabled": True},  # it is not here
                ],
            }
        ]
    },
    # What a learner needs at hand, in words; all else is in the menus. Nothing can be interrupted.
    "@jupyterlab/notebook-extension:panel": {
        "toolbar": [
            {"name": "run-all", "command": "notebook:run-all-cells", "label": "Run All", "rank": 1},
            {"name": "interrupt", "disabled": True},
            {"name": "restart-and-run", "disabled": True},
            {"name": "cut", "disabled": True},
            {"name": "copy", "disabled": True},
            {"name": "paste", "disabled": True},
            {"name": "scrollbar", "disabled": True},
        ]
    },
}


def fingerprint(pyodide: Path | None) -> str:
    """Return a digest of all that the result depends on."""
    digest = hashlib.sha256(str(sorted(CONFIG.items())).encode() + str(SETTINGS).encode())
    inputs = [
        *NOTEBOOKS.rglob("*.ipynb"),
        *EXTRA.rglob("*"),
        *Path(__file__).parent.glob("lite*.py"),
    ]
    inputs += [path for path in (ROOT / "bce_lessons").rglob("*.*") if path.suffix != ".pyc"]
    inputs += [ROOT / n for n in ("requirements.txt", "requirements/site.txt", "pyproject.toml")]
    for path in sorted(path for path in inputs if path.is_file()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    if pyodide:
        digest.update(f"{pyodide.resolve()}".encode() + (pyodide / lite_pyodide.LOCK).read_bytes())
    return digest.hexdigest()


def notebooks() -> list[Path]:
    """Return the course's notebooks, and no checkpoints of them."""
    found = sorted(NOTEBOOKS.rglob("*.ipynb"))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def whole(path: Path) -> str:
    """Return a notebook, its lines joined: JupyterLite would put commas between an output's."""
    return str(writes(reads(path.read_text(encoding="utf-8")), split_lines=False))


def build(pyodide: Path | None = None, out: Path = OUT) -> bool:
    """Build into `out`, unless what is there is up to date; say whether it was built.

    A copy of Pyodide that is there already stays, unless another is given.
    """
    owned.is_ours(out, ROOT, known=is_lite)
    owned.claim_work(BUILD, ROOT)
    if pyodide:
        lite_pyodide.check(pyodide)
    elif (out / HERE / lite_pyodide.LOCK).is_file():
        pyodide = out / HERE
    stamp, wanted = out / STAMP, fingerprint(pyodide)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == f"{wanted}\n{census(out)}\n":
        return False
    wheels = lite_wheels.gather(BUILD / "wheels")
    made = jupyterlite()
    dress(made)
    put_packages(made, wheels, pyodide)
    owned.write(made / owned.MARK, owned.SAYS)
    if out == OUT:
        owned.claim_site(ROOT)
    owned.remove(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    made.rename(out)
    stamp.write_text(f"{fingerprint(pyodide)}\n{census(out)}\n", encoding="utf-8")
    return True


def is_lite(folder: Path) -> bool:
    """Recognise what was made before there were marks, by what its stamp says."""
    stamp = folder / STAMP
    text = stamp.read_text(encoding="utf-8", errors="replace") if owned.is_file(stamp) else ""
    return bool(re.fullmatch(r"[0-9a-f]{64}\n\d+ files, \d+ bytes\n", text))


def census(folder: Path) -> str:
    """Say how many files a folder has, and of what size, so that a damaged one is built anew."""
    sizes = [p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.name != STAMP]
    return f"{len(sizes)} files, {sum(sizes)} bytes"


def jupyterlite() -> Path:
    """Let JupyterLite build its pages, around the notebooks, and return their folder."""
    work, made = BUILD / "work", BUILD / "made"
    for folder in (work, made):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXTRA / "files", work / "files")
    for path in notebooks():
        target = work / "files" / path.relative_to(NOTEBOOKS)
        target.parent.mkdir(exist_ok=True)
        target.write_text(whole(path), encoding="utf-8")
    labextensions = Path(sys.prefix, "share/jupyter/labextensions")
    config = {
        "apps": APPS,
        # Or a file of forecasts, whose lines are JSON each but not together, could not be written.
        "extra_file_types": {"jsonl": JSON_LINES},
        "output_dir": str(made),
        "ignore_sys_prefix": True,
        "federated_extensions": [str(labextensions / name) for name in EXTENSIONS],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    put_json(work / "jupyter_lite_config.json", {"LiteBuildConfig": config})
    page = {"jupyter-lite-schema-version": 0, "jupyter-config-data": CONFIG}
    put_json(work / "jupyter-lite.json", page)
    put_json(work / "overrides.json", SETTINGS)
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    done = subprocess.run(command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise Refusal("JupyterLite failed:\n" + done.stdout.decode("utf-8", "replace")[-2000:])
    return made


def put_json(path: Path, content: Any) -> None:
    """Write a file of JSON."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def dress(made: Path) -> None:
    """Give the pages the course's style, icons for their tabs, and word of how far Python is."""
    for path in made.rglob("index.html"):
        page = path.read_text(encoding="utf-8")
        to_root = "../" * len(path.parent.relative_to(made).parts)
        page = page.replace("Loading JupyterLite...", "Opening the lesson ...")
        head = f'<link rel="stylesheet" href="{to_root}lite.css">\n'
        head += f'    <script src="{to_root}page.js"></script>\n  </head>'
        page = page.replace("</head>", head, 1)
        path.write_text(page, encoding="utf-8")
    for path in EXTRA.glob("*.*"):
        shutil.copy(path, made / path.name)
    # JupyterLab shows in a tab's icon what its kernel does, by icons of the Jupyter server.
    icons = Path(jupyter_server.__file__).parent / "static" / "favicons"
    shutil.copytree(icons, made / "static" / "favicons")


def put_packages(made: Path, wheels: list[Path], pyodide: Path | None) -> None:
    """Put the packages in place, the list of them, and Pyodide if it is to be in the site."""
    listed = []
    for wheel in wheels:
        listed.append(lite_wheels.entry(wheel))
        target = made / listed[-1]["file_name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(wheel, target)
    if pyodide:
        lite_pyodide.copy(pyodide, made / HERE, listed)
    at = HERE if pyodide else lite_pyodide.PUBLIC
    put_json(made / "packages.json", {"pyodide": at, "packages": listed})


def main(arguments: list[str]) -> int:
    """Build, say what was built, and return the exit code."""
    begun = time.perf_counter()
    parser = argparse.ArgumentParser(prog="course.py lite", description=__doc__)
    parser.add_argument(
        "--pyodide", type=lite_pyodide.folder, metavar="DIR", help=lite_pyodide.HELP
    )
    pyodide = parser.parse_args(arguments).pyodide
    try:
        owned.check_site(ROOT)
        done = build(pyodide)
    except (Refusal, owned.NotOurs) as refusal:
        print(f"course.py lite: {refusal}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file())
    took = f"in {time.perf_counter() - begun:.0f} s" if done else "up to date"
    here = (OUT / HERE).exists()
    whence = "itself (delete the folder to end that)" if here else "Pyodide's public server"
    print(f"The course in the browser, {size / 1e6:.0f} MB, {took}: {OUT}")
    print(f"It gets Python from {whence}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
