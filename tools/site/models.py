"""Read explorers and questions out of the state that a notebook's widgets left."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any

import ipywidgets

from tools.notebooks import form

QUESTION = "bce_lessons.practice.asking.Asked"
SLIDERS = ("FloatSliderModel", "FloatLogSliderModel", "IntSliderModel", "SelectionSliderModel")
BUTTONS = ("ToggleButtonsModel", "RadioButtonsModel")
LISTS = ("DropdownModel",)


@dataclass(frozen=True)
class Row:
    """A control as it stands in a page: what kind it is, its name, its positions' labels."""

    kind: str  # "slider", "buttons" or "list"
    name: str
    labels: list[str]
    position: int
    interval: int = 0  # milliseconds between two steps of its Play; 0: it has none


@dataclass(frozen=True)
class Live:
    """An explorer: its controls, its specification, and its tables in base64."""

    rows: list[Row]
    spec: dict[str, Any]
    data: str

    @property
    def tables(self) -> str:
        """Return the script that brings this explorer's tables to a page."""
        labels = [row.labels for row in self.rows]
        given = json.dumps({"spec": self.spec, "labels": labels, "data": self.data})
        return f'(window.explorerTables ??= {{}})["{self.digest}"] = {given};\n'

    @property
    def digest(self) -> str:
        """Return the name of these tables: another explorer with the same ones shares them."""
        told = json.dumps([self.spec, [row.labels for row in self.rows], self.data])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


class Models:
    """The widgets of a notebook, by their identifiers."""

    def __init__(self, notebook: Any) -> None:
        widgets = notebook.metadata.get("widgets", {}).get(form.WIDGET_STATE, {})
        self.models: dict[str, Any] = widgets.get("state", {})

    def get(self, reference: str) -> Any:
        """Return a widget by its identifier, which may follow a word that says what it is."""
        return self.models[reference.removeprefix("IPY_MODEL_").removeprefix("anywidget:")]

    def question(self, name: str) -> dict[str, Any] | None:
        """Return a question's state; None if the widget is something else."""
        state: dict[str, Any] = self.models.get(name, {}).get("state", {})
        return state if state.get("_anywidget_id") == QUESTION else None

    def explorer(self, name: str) -> Live | None:
        """Return an explorer; None if the widget is something else, or has other controls."""
        state = self.models.get(name, {}).get("state", {})
        if "explorer" not in state.get("_dom_classes", ()):
            return None
        picture = self.get(state["children"][-1])
        spec, found = picture["state"]["spec"], picture["state"]["controls"]
        plays = [self.get(play)["state"] for play in picture["state"]["plays"]]
        controls = [self.get(control) for control in found]
        if any(c["model_name"] not in SLIDERS + BUTTONS + LISTS for c in controls):
            return None
        data = next(b["data"] for b in picture["buffers"] if b["path"] == ["data"])
        beside = [self._interval(state["children"][i], plays) for i in range(len(controls))]
        rows = [row(*of) for of in zip(controls, spec["controls"], beside, strict=True)]
        return Live(rows, spec, data)

    def _interval(self, child: str, plays: list[Any]) -> int:
        """Return the interval of the Play that stands in a box of controls; 0 if none does."""
        inside = self.get(child)["state"].get("children", ())
        beside = [self.get(one)["state"] for one in inside]
        return next((int(one["interval"]) for one in beside if one in plays), 0)


@cache
def defaults(model: str) -> dict[str, Any]:
    """Return what a stock control is like where nothing else is said."""
    kind = getattr(ipywidgets, model.removesuffix("Model"))
    return {name: trait.default_value for name, trait in kind.class_traits(sync=True).items()}


def row(control: Any, spec: Any, interval: int) -> Row:
    """Return how a stock control stands in a page."""
    model = control["model_name"]
    state = defaults(model) | control["state"]
    kind = "slider" if model in SLIDERS else "buttons" if model in BUTTONS else "list"
    if spec["attr"] == "index":
        return Row(kind, state["description"], list(state["_options_labels"]), state["index"])
    labels = [format(value, state["readout_format"]) for value in spec["values"]]
    position = bisect_right(spec["edges"], state["value"])  # as Control.nearest
    return Row(kind, state["description"], labels, position, interval)
