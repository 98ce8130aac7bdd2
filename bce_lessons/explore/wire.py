"""What the browser is sent: a specification in JSON, and all tables as compressed bytes."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bce_lessons.explore.marks import Limits, Mark, Panel
from bce_lessons.explore.scene import SIZE, Scene, about
from bce_lessons.explore.tables import COLORS, Table
from bce_lessons.palette import DARK, DASHES, LETTERS, MARKERS, PALETTE

MAX_BYTES = 500_000
FAR = 60  # panels: beyond, a 65,535th of the way is more than a quarter of a pixel


@dataclass
class Blob:
    """The tables of one explorer, each written once however many marks use it."""

    controls: list[str]
    parts: list[bytes] = field(default_factory=list)
    refs: dict[object, dict[str, Any]] = field(default_factory=dict)
    largest: tuple[int, str] = (0, "")

    def ref(self, table: Table, limits: Limits | None = None) -> dict[str, Any]:
        """Return how the browser finds the table's rows; write it, if it is new."""
        if not table.at and not table.rows.ndim:
            return {"const": table.rows.item()}
        far = limits if limits and _goes_far(table, limits) else None
        key = id(table) if table.at else (table.kind, table.shape, table.rows.tobytes())
        if (key, far) not in self.refs:
            raw, kind = _encode(table, far)
            start = sum(map(len, self.parts))
            at = [self.controls.index(name) for name in table.at]
            self.refs[key, far] = {"at": at, "start": start, "bytes": len(raw)} | kind
            self.parts.append(raw + b"\0" * (-len(raw) % 4))  # the next table starts aligned
            self.largest = max(self.largest, (len(zlib.compress(raw)), table.where))
        return self.refs[key, far]

    def packed(self) -> bytes:
        """Return all tables, compressed; too many bytes are a ValueError naming the largest."""
        data = zlib.compress(b"".join(self.parts), 9)
        if len(data) > MAX_BYTES:
            size, where = self.largest
            raise ValueError(
                f"the tables take {len(data):,} bytes, more than {MAX_BYTES:,}; the largest is "
                f"{where}, with {size:,}: use fewer samples or coarser steps there"
            )
        return data


def _goes_far(table: Table, limits: Limits) -> bool:
    """Tell whether 16 bits between least and most are too coarse inside the limits of an axis."""
    least, most = float(table.rows.min()) / FAR, float(table.rows.max()) / FAR
    return bool(most - least > limits[1] - limits[0])


def _encode(table: Table, far: Limits | None) -> tuple[bytes, dict[str, Any]]:
    """Return a table's bytes and how to read them: strings, or steps between least and most.

    A pixel needs no more than 16 bits, a cell of a field no more than 8. What goes far beyond
    the limits of its axis is sent as floats, cut off where nobody sees the end of a line.
    """
    if table.kind == "text":
        return json.dumps(table.rows.ravel().tolist()).encode(), {"type": "text"}
    if far:
        room = 1000 * (far[1] - far[0])
        raw = np.clip(table.rows, far[0] - room, far[1] + room).astype("<f8").tobytes()
        return raw, {"type": "f8", "shape": list(table.shape), "low": [0], "step": [1]}
    bits = 8 if len(table.shape) == 2 else 16
    # A field has a range for each position: at 8 bits its level would waver otherwise.
    axes = (-2, -1) if bits == 8 else None
    low = table.rows.min(axis=axes, keepdims=True)
    with np.errstate(under="ignore"):  # of a range too small to be seen
        step = (table.rows.max(axis=axes, keepdims=True) - low) / (2**bits - 1)
        step[step < np.finfo(float).tiny] = 1.0
        raw = np.round((table.rows - low) / step).astype(f"<u{bits // 8}").tobytes()
    scale = {"low": low.ravel().tolist(), "step": step.ravel().tolist()}
    return raw, {"type": f"u{bits}", "shape": list(table.shape), **scale}


def wire(scene: Scene) -> tuple[dict[str, Any], bytes]:
    """Return the specification and the packed tables of a scene."""
    blob = Blob(list(scene.controls))
    panels = [
        {
            "title": panel.title,
            "size": SIZE,
            "x": {"label": panel.xlabel, "lim": panel.xlim, "ticks": panel.xticks},
            "y": {"label": panel.ylabel, "lim": panel.ylim, "ticks": panel.yticks},
            "marks": [
                {"kind": mark.kind, **mark.options, "channels": _refs(mark, panel, blob)}
                for mark in panel.marks
            ],
        }
        for panel in scene.panels
    ]
    colors = [
        {
            "css": _css(PALETTE, name),
            "letters": _css(LETTERS, name),
            "marker": MARKERS.get(name, "o"),
            "dash": DASHES.get(name, "-"),
        }
        for name in COLORS
    ]
    used = {name for table in scene.all_tables() for name in table.at}
    for name in scene.controls:
        if name not in used:
            raise ValueError(f"control {name!r} moves nothing: no channel has it as a parameter")
    spec = {"about": about(scene), "say": blob.ref(scene.sentence), "colors": colors}
    spec["controls"] = [control.spec() for control in scene.controls.values()]
    return spec | {"panels": panels}, blob.packed()


def _css(light: dict[str, str], name: str) -> str:
    """Return a colour for a white page and its twin for a dark one."""
    return "var(--ink)" if name == "ink" else f"light-dark({light[name]},{DARK[name]})"


def _refs(mark: Mark, panel: Panel, blob: Blob) -> dict[str, Any]:
    up = "to" if "x" in mark.tables else ""  # a rule at x goes up to y = `to`
    across = "to" if not up else ""
    limits = dict.fromkeys(("x", "to_x", across), panel.xlim)
    limits |= dict.fromkeys(("y", "to_y", "base", up), panel.ylim)
    return {name: blob.ref(table, limits.get(name)) for name, table in mark.tables.items()}
