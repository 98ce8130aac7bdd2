"""Scene: what an explorer shows, as data. Nothing in it draws, or knows a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bce_lessons.explore.controls import Control, control
from bce_lessons.explore.marks import Limits, Panel, Ticks, limits, ticks, words
from bce_lessons.explore.tables import Table, tabulate

# A panel in pixels: width, height, what is left to the left of its axes, to the right, below them,
# and above them with a title and without one.
SIZE = (390, 280, 50, 14, 44, 50, 30)


class Scene:
    """Controls, panels with their marks, a sentence, and a table for every channel."""

    def __init__(self, say: Callable[..., str], title: str, controls: Mapping[str, Any]) -> None:
        words("the explorer", title=title)
        self.title = title
        self.controls = {name: control(name, widget) for name, widget in controls.items()}
        _name(self.controls)
        self.panels: list[Panel] = []
        self._tables: dict[tuple[int, str], tuple[Any, Table]] = {}
        self.sentence = tabulate("say", say, self.controls, "text")
        self._tables[id(say), "text"] = say, self.sentence
        for c in self.controls.values():
            c.freeze()

    def panel(
        self, xlabel: str, ylabel: str, *, x: Limits, y: Limits, title: str = "",
        xticks: Ticks = None, yticks: Ticks = None,
    ) -> Panel:  # fmt: skip
        """Add a pair of axes.

        Parameters
        ----------
        xlabel, ylabel : str
            What the axes show, with units.
        x, y : tuple of float
            The axes' limits.
        title : str, optional
            A few words over the panel.
        xticks, yticks : sequence of float or mapping of float to str, optional
            Where the ticks are, and what is written there.

        Returns
        -------
        Panel
            Its methods add marks: `line`, `dot`, `bar`, `rule`, `arrow`, `area`, `field`, `text`.
        """
        number = len(self.panels) + 1
        where = f"panel {number}"
        words(where, xlabel=xlabel, ylabel=ylabel, title=title)
        across, up = limits(where, "x", x), limits(where, "y", y)
        made = Panel(
            self.controls, self._tables, number, title, xlabel, ylabel, across, up,
            ticks(f"{where}: xticks", across, xticks), ticks(f"{where}: yticks", up, yticks),
        )  # fmt: skip
        self.panels.append(made)
        return made

    @property
    def position(self) -> dict[str, Any]:
        """Where the controls stand, by name; assign a dict of some of them to move them."""
        return {name: c.values[c.index] for name, c in self.controls.items()}

    @position.setter
    def position(self, values: Mapping[str, Any]) -> None:
        if not isinstance(values, Mapping):
            raise ValueError(f"position={values!r}: give a dict, such as {self.position!r}")
        found = {}
        for name, value in values.items():
            if name not in self.controls:
                raise ValueError(f"{name!r} is not a control; they are: {', '.join(self.controls)}")
            found[name] = self.controls[name].find(value)
        for name, index in found.items():  # all, or none
            self.controls[name].move(index)

    def table(self, name: str) -> np.ndarray[Any, Any]:
        """Return the numbers of the channel function called `name`, at every position.

        The first axes are the function's parameters in their order, each as long as
        `explorer.controls[parameter].values`; the function's own shape follows.
        """
        named = [
            (getattr(function, "__name__", "<lambda>"), table.rows)
            for (_, kind), (function, table) in self._tables.items()
            if kind != "color"
        ]
        found = [rows for called, rows in named if called == name]
        if len(found) != 1:
            known = ", ".join(sorted({called for called, _ in named} - {"<lambda>"})) or "none"
            raise ValueError(
                f"{len(found) or 'no'} channel functions are called {name!r}; named are: {known} "
                "(def gives a function its name)"
            )
        return found[0]

    def look_up(self, table: Table) -> Any:
        """Return a table's value where the controls stand."""
        return table.row({name: c.index for name, c in self.controls.items()})

    def all_tables(self) -> list[Table]:
        """Return every table of the explorer: the sentence's, and those of all marks."""
        marks = [mark for panel in self.panels for mark in panel.marks]
        return [self.sentence, *(table for mark in marks for table in mark.tables.values())]

    def __repr__(self) -> str:
        return str(self.look_up(self.sentence))


def _name(controls: Mapping[str, Control]) -> None:
    """Let every control have a label of its own: readers hear it, and see it."""
    seen: dict[str, str] = {}
    for name, c in controls.items():
        c.slider.description = c.slider.description or name
        if c.slider.description in seen:
            first = seen[c.slider.description]
            raise ValueError(
                f"controls {first!r} and {name!r} are both labelled {c.slider.description!r}: "
                "give each a widget and a description of its own"
            )
        seen[c.slider.description] = name


def about(scene: Scene, words: str = "") -> str:
    """Say what is shown, whatever the controls' position; `words` come after the title."""
    panels = (
        f"Panel {p.number}{f', {p.title}' if p.title else ''}: {p.ylabel} against {p.xlabel}"
        for p in scene.panels
    )
    parts = filter(None, (scene.title, words.rstrip("."), *panels))
    return "".join(f"{part}. " for part in parts).rstrip()
