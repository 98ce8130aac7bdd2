"""What JupyterLite is told: which applications, and how they look and behave."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tools.lite import pyodide

TITLE = "Binary cross-entropy, in your hands"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = (KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget", "jupyterlab_pygments")
APPS = ("notebooks", "tree", "edit")  # a lesson, the list of files, and a file of forecasts

JSON_LINES = {
    "name": "jsonl",
    "extensions": [".jsonl"],
    "mimeTypes": ["text/plain"],
    "fileFormat": "text",
}

# What the page reads at its start.
CONFIG: dict[str, Any] = {
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
            "loadPyodideOptions": {"packages": list(pyodide.AT_START)},
        }
    },
}
# JupyterLab's settings, those of the course's own JupyterLab among them.
SETTINGS: dict[str, Any] = {
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


def of_the_build(made: Path) -> dict[str, Any]:
    """Return what JupyterLite's builder reads: what goes into the folder `made`."""
    there = Path(sys.prefix, "share/jupyter/labextensions")
    return {
        "apps": APPS,
        # Or a file of forecasts, whose lines are JSON each but not together, could not be written.
        "extra_file_types": {"jsonl": JSON_LINES},
        "output_dir": str(made),
        "ignore_sys_prefix": True,
        "federated_extensions": [str(there / name) for name in EXTENSIONS],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
