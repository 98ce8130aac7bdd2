"""Panels and their marks, named as in matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from bce_lessons import _options as options
from bce_lessons.explore.controls import Control, is_number
from bce_lessons.explore.tables import Table, short_enough, tabulate

PIXELS = options.Interval(0, 1000)
Limits = tuple[float, float]
Ticks = Mapping[float, str] | Sequence[float] | None
KINDS = {"color": "color", "low": "color", "high": "color", "text": "text"}
# Channels that take one value at a time; all others of a mark may be lists of one length.
SINGLE = {
    "line": ("color",),
    "area": ("color",),
    "rule": ("x", "y", "to", "color"),
    "text": ("x", "y", "text", "color"),
    "field": ("low", "high"),
}
# Channels that a mark may be without; None anywhere else is a mistake.
OPTIONAL = {"dot": ("glow",), "rule": ("x", "y", "to")}


@dataclass
class Mark:
    """One mark: its kind, a table for each channel, and what never moves."""

    kind: str
    tables: dict[str, Table]
    options: dict[str, Any]


@dataclass(repr=False, eq=False)
class Panel:
    """A pair of axes in an `Explorer`; each method adds a mark and returns the panel.

    The marks are `line`, `dot`, `bar`, `rule`, `arrow`, `area`, `field` and `text`. A *channel*
    (`x`, `y`, `color`, `glow`, `text`, …) is a constant, an array, or a function whose parameters
    are named after controls; it is worked out at once, at every position. Numbers are in the units
    of the axes; one number stands for all beside an array, and arrays have one length. Colours are
    names in `bce_lessons.palette.PALETTE`, and bring their own marker or dash. A dot or bar that
    leaves the panel is drawn at its edge as an arrowhead.
    """

    controls: Mapping[str, Control]
    tables: dict[tuple[int, str], tuple[Any, Table]]
    number: int
    title: str
    xlabel: str
    ylabel: str
    xlim: Limits
    ylim: Limits
    xticks: list[tuple[float, str]]
    yticks: list[tuple[float, str]]
    marks: list[Mark] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Panel {self.number}: {self.ylabel} against {self.xlabel}; {len(self.marks)} marks"

    def _add(self, kind: str, options: dict[str, Any], **channels: Any) -> Panel:
        where = f"panel {self.number}, mark {len(self.marks) + 1} ({kind})"
        options = {name: _option(where, name, value) for name, value in options.items()}
        tables = {
            name: self._table(f"{where}, channel {name}", channel, KINDS.get(name, "number"))
            for name, channel in channels.items()
            if channel is not None or name not in OPTIONAL.get(kind, ())
        }
        _check_shapes(where, kind, tables)
        self.marks.append(Mark(kind, tables, options))
        return self

    def _table(self, where: str, channel: Any, kind: str) -> Table:
        """Tabulate a function once, however many marks share it."""
        if not callable(channel):
            return tabulate(where, channel, self.controls, kind)
        key = id(channel), kind
        if key not in self.tables:
            # The channel is kept beside its table, so that its id is not given away again.
            self.tables[key] = channel, tabulate(where, channel, self.controls, kind)
        return self.tables[key][1]

    def line(
        self, x: Any, y: Any, *, color: Any = "ink", dash: bool | None = None, width: float = 2
    ) -> Panel:
        """Join the points (x, y); dashed or not as the colour is, unless `dash` says so."""
        return self._add("line", {"dash": dash, "width": width}, x=x, y=y, color=color)

    def dot(
        self, x: Any, y: Any, *, color: Any = "ink", size: float = 6, glow: Any = None
    ) -> Panel:
        """Mark points; `glow`, from 0 to 1 (more counts as 1), lights a halo: the loss."""
        return self._add("dot", {"size": size}, x=x, y=y, color=color, glow=glow)

    def bar(self, x: Any, y: Any, *, base: Any = 0, color: Any = "ink", width: float = 14) -> Panel:
        """Draw bars from `base` to `y`, `width` pixels wide."""
        return self._add("bar", {"width": width}, x=x, y=y, base=base, color=color)

    def rule(
        self, *, x: Any = None, y: Any = None, to: Any = None, color: Any = "faint",
        dash: bool = True,
    ) -> Panel:  # fmt: skip
        """Draw a line at `x` from the axis up to y = `to`, or at `y` up to x = `to`, or across."""
        if (x is None) == (y is None):
            raise ValueError(f"panel {self.number}, rule: give either x or y")
        return self._add("rule", {"dash": dash}, x=x, y=y, to=to, color=color)

    def arrow(self, x: Any, y: Any, *, to_x: Any, to_y: Any, color: Any = "ink") -> Panel:
        """Draw an arrow from (x, y) to (to_x, to_y)."""
        return self._add("arrow", {}, x=x, y=y, to_x=to_x, to_y=to_y, color=color)

    def area(self, x: Any, y: Any, *, base: Any = 0, color: Any = "faint") -> Panel:
        """Fill between `base` and `y` along `x`."""
        return self._add("area", {}, x=x, y=y, base=base, color=color)

    def field(self, z: Any, *, low: Any = "zero", high: Any = "one", level: float = 0.5) -> Panel:
        """Colour the panel by `z`, from 0 (`low`) to 1 (`high`); ink where it crosses `level`.

        `z` has shape (rows, columns): samples evenly spaced from edge to edge, first row lowest.
        """
        return self._add("field", {"level": level}, z=z, low=low, high=high)

    def text(
        self, x: Any, y: Any, text: Any, *, color: Any = "ink", anchor: str = "start"
    ) -> Panel:
        """Write `text` at (x, y); `anchor` is "start", "middle" or "end"."""
        return self._add("text", {"anchor": anchor}, x=x, y=y, text=text, color=color)


def _option(where: str, name: str, value: Any) -> Any:
    """Return what a mark is drawn with, as JSON can say it, or refuse it."""
    full_name = f"{where}: {name}"
    if name == "anchor":
        return str(options.choice(full_name, value, ("start", "middle", "end")))
    if name == "dash":
        return None if value is None else options.flag(full_name, value)
    if name == "level":  # a field may never reach it: then there is no line
        return options.number(full_name, value, options.FINITE)
    return options.number(full_name, value, PIXELS, note=" pixels")


def words(where: str, **texts: Any) -> None:
    """Refuse what is written beside a panel and is not a string."""
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(f"{where}: {name}={text!r} is not a string")
        short_enough(f"{where}: {name}", text)


def limits(where: str, name: str, given: Any) -> Limits:
    """Return the two ends of an axis as floats, or refuse them."""
    try:
        low, high = (float(end) for end in given if not isinstance(end, str))
        good = -np.inf < low < high < np.inf
        # So near to each other, or so far apart, nothing can be drawn between them.
        good = good and 1e-9 * max(abs(low), abs(high)) < high - low < np.inf
    except (TypeError, ValueError, OverflowError):
        good = False
    if not good:
        raise ValueError(f"{where}: {name}={given!r} are not limits: (low, high)")
    return low, high


def _check_shapes(where: str, kind: str, tables: Mapping[str, Table]) -> None:
    """Refuse channels that do not fit one another, rather than draw a part of them."""
    lengths: dict[str, int] = {}
    for name, table in tables.items():
        shape = table.shape
        if name == "z":
            if len(shape) != 2 or min(shape) < 2:
                raise ValueError(f"{where}, channel z: shape {shape} is not a grid of samples")
            if table.rows.min() < -1e-9 or table.rows.max() > 1 + 1e-9:
                raise ValueError(f"{where}, channel z: a field is a share, from 0 to 1")
        elif shape and (len(shape) > 1 or not shape[0] or name in SINGLE.get(kind, ())):
            allowed = "one value" if name in SINGLE.get(kind, ()) else "one value or a list"
            raise ValueError(f"{where}, channel {name}: shape {shape}; it takes {allowed}")
        elif shape and shape[0] > 1:
            lengths[name] = shape[0]
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"{where}: channels of different lengths: {said}")


def ticks(where: str, limits: Limits, chosen: Ticks) -> list[tuple[float, str]]:
    """Return the ticks' positions and labels, the same for the still and the live picture.

    Those outside of the limits are left out.
    """
    if chosen is None:
        places: Any = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(*limits)
    else:
        places = list(chosen)
    if chosen is not None and not all(map(is_number, places)):
        raise ValueError(f"{where}={chosen!r}: ticks stand at finite numbers")
    slack = 1e-9 * (limits[1] - limits[0])
    inside = [at for at in places if limits[0] - slack <= at <= limits[1] + slack]
    if isinstance(chosen, Mapping):
        words(where, **{f"[{at!r}]": chosen[at] for at in inside})
        return [(float(at), chosen[at]) for at in inside]
    return [(float(at) + 0.0, f"{float(at) + 0.0:.10g}".replace("-", "−")) for at in inside]
