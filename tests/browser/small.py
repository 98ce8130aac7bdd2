"""A small explorer, for tests with a browser and without."""

import json
import zlib

import ipywidgets as w
import numpy as np

from bce_lessons.explorers import Explorer

GRID = np.linspace(0, 1, 5)


def small(**more):
    """Return an explorer with a toggle and a slider, and no panel yet."""
    return Explorer(
        say=lambda y, p: f"y = {y}, p = {p:.1f}",
        title="Small",
        y=w.ToggleButtons(options=[("no", 0), ("yes", 1)], index=1, description="y"),
        p=w.FloatSlider(0.5, min=0.1, max=0.9, step=0.1, description="prediction"),
        **more,
    )


def panel(ex, **more):
    return ex.panel("p", "loss", x=(0, 1), y=(0, 4), **more)


def received(ex):
    """Decode what the browser gets, as its code does, and return the reader of a reference."""
    live = ex.widget.children[-1]
    data = zlib.decompress(live.data)

    def read(ref):
        if "const" in ref:
            return ref["const"]
        row = 0
        for c in ref["at"]:
            row = row * live.spec["controls"][c]["n"] + list(ex.controls.values())[c].index
        raw = data[ref["start"] : ref["start"] + ref["bytes"]]
        if ref["type"] == "text":
            return json.loads(raw)[row]
        values = np.frombuffer(raw, {"u8": "<u1", "u16": "<u2", "f8": "<f8"}[ref["type"]])
        assert ref["start"] % 4 == 0
        scale = row if len(ref["low"]) > 1 else 0
        rows = values.reshape(-1, *ref["shape"])
        return ref["low"][scale] + ref["step"][scale] * rows[row]

    return live.spec, read
