"""Let a saved lesson keep what its pictures and questions need to be shown again.

JupyterLab saves the widgets that the running kernel has made, and forgets all others. A lesson that
was opened again, or whose kernel was restarted, would lose its pictures when it is saved: all
that ran before would say "model not found". What the file has of them goes on with it.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tools.learner import clean

HOOK = f"{__name__}.keep"  # as JupyterLab takes it
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
NAMED = re.compile(r"IPY_MODEL_(\w+)")


def keep(*, model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Complete what JupyterLab is about to save, by what the file has."""
    if model.get("type") == "notebook" and model.get("content"):
        with contextlib.suppress(*clean.DAMAGED):  # it is new, or somebody else's
            saved = Path(contents_manager.root_dir, path).read_text(encoding="utf-8")
            carry(json.loads(saved), model["content"])


def carry(before: Any, notebook: Any) -> None:
    """Give a notebook, in place, the states that its outputs show and that it lacks."""
    old, new = states(before), states(notebook)
    lacking = {name: state for name, state in needed(shown(notebook), old | new) if name not in new}
    if lacking:
        widgets = notebook["metadata"].setdefault("widgets", {})
        made = widgets.setdefault(STATE, {"version_major": 2, "version_minor": 0})
        made["state"] = new | lacking


def states(notebook: Any) -> dict[str, Any]:
    """Return the states of a notebook's widgets, by their names."""
    return dict(notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {}))


def shown(notebook: Any) -> Iterator[str]:
    """Yield the names of the widgets that outputs show."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if name := output.get("data", {}).get(VIEW, {}).get("model_id"):
                yield name


def needed(names: Iterable[str], known: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the states of widgets, and of all that are named in these."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in known and name not in seen:
            seen.add(name)
            yield name, known[name]
            waiting += NAMED.findall(json.dumps(known[name]))
