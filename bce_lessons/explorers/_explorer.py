"""Explorer: a picture moved by stock sliders, every position of it computed in Python."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as w
import numpy as np
import traitlets as t

from bce_lessons.explorers._controls import Control, control
from bce_lessons.explorers._marks import Limits, Panel, Ticks, limits, ticks, words
from bce_lessons.explorers._still import draw
from bce_lessons.explorers._tables import Table, tabulate
from bce_lessons.explorers._wire import wire
from bce_lessons.plots import Picture

STATIC = Path(__file__).parent / "static"
VIEW = "application/vnd.jupyter.widget-view+json"


class LivePicture(anywidget.AnyWidget):
    """The front end: looks every channel up where the controls stand, and draws SVG."""

    _esm = STATIC / "explorer.js"
    _css = STATIC / "explorer.css"
    spec: Any = t.Dict().tag(sync=True)
    data: Any = t.Bytes().tag(sync=True)
    controls: Any = t.List().tag(sync=True)
    plays: Any = t.List().tag(sync=True)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Keep the front end's code in the state, even where defaults are dropped from a page."""
        return dict(super().get_state(key, drop_defaults=False))


class Explorer:
    """A picture that a reader moves with stock ipywidgets, in Jupyter or in a page with no kernel.

    Every channel is tabulated in Python at every position that the controls can take; the browser
    looks rows up and draws. No formula is written twice, and every number a reader can see is one
    that a test can read (`table`).

    Parameters
    ----------
    say : function
        Of some of the controls, named by its parameters: the sentence, with its numbers, that
        stands over the picture, that a screen reader speaks, and that is the `repr`.
    title : str, optional
        What the picture is about; opens the alternative text of the still.
    **controls : ipywidgets
        `FloatSlider`, `FloatLogSlider`, `IntSlider` (alone or `with_play`), `SelectionSlider`,
        `ToggleButtons`, `RadioButtons` or `Dropdown`, by the names that channels use. A control
        needs a `description` of its own, an effect, and its final range or options: they are read
        here, and whoever changes them afterwards gets a `traitlets.TraitError`. A value between
        two positions counts as the nearer one; on a `FloatLogSlider`, the nearer by its ratio.

    Raises
    ------
    ValueError
        If a channel names no control, is not finite, changes its shape or has too many positions:
        the message says in which panel, mark and channel, and at which position.

    Examples
    --------
    >>> import numpy as np
    >>> from ipywidgets import FloatSlider
    >>> from bce_lessons import surprisal
    >>> from bce_lessons.explorers import Explorer
    >>> grid = np.linspace(0.02, 1, 50)
    >>> def bits(p):
    ...     return surprisal(p, base=2)
    >>> ex = Explorer(
    ...     say=lambda p: f"p = {p:.2f} is worth {bits(p):.2f} bits of surprise",
    ...     p=FloatSlider(0.5, min=0.02, max=1, step=0.02, description="p"),
    ... )
    >>> ax = ex.panel("p", "surprisal, bits", x=(0, 1), y=(0, 6))
    >>> _ = ax.line(grid, bits(grid)).dot(lambda p: p, bits)
    >>> ex
    p = 0.50 is worth 1.00 bits of surprise
    >>> ex.position = {"p": 0.25 + 0.01}
    >>> ex.table("bits").shape
    (50,)
    """

    def __init__(self, say: Callable[..., str], *, title: str = "", **controls: Any) -> None:
        words("the explorer", title=title)
        self.title = title
        self.controls = {name: control(name, widget) for name, widget in controls.items()}
        _name(self.controls)
        self.panels: list[Panel] = []
        self._tables: dict[tuple[int, str], tuple[Any, Table]] = {}
        self.sentence = tabulate("say", say, self.controls, "text")
        self._tables[id(say), "text"] = say, self.sentence
        self._maker = sys._getframe(1).f_code
        self._box: w.VBox | None = None
        self._shown: list[int] = []
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

    def still(self) -> Picture:
        """Return the picture of now, drawn by matplotlib, with its alternative text.

        Words are printed as they are: a $ begins no formula. Letters that the course's typeface
        lacks (Chinese, Arabic, emoji) are lent by a font of this machine; where none has them, a
        box stands for each, and the alternative text keeps the true words.
        """
        panels = " ".join(
            f"Panel {p.number}{f', {p.title}' if p.title else ''}: {p.ylabel} against {p.xlabel}."
            for p in self.panels
        )
        opening = f"{self.title}. " if self.title else ""
        png, size = draw(self)
        return Picture(png, f"{opening}{repr(self).rstrip('.')}. {panels}", size)

    def all_tables(self) -> list[Table]:
        """Return every table of the explorer: the sentence's, and those of all marks."""
        marks = [mark for panel in self.panels for mark in panel.marks]
        return [self.sentence, *(table for mark in marks for table in mark.tables.values())]

    def source(self) -> str:
        """Return the code that made this explorer: it is short, and meant to be read."""
        if self._maker.co_name == "<module>":  # a cell: getsource would end with its first `def`
            return "".join(inspect.findsource(self._maker)[0])
        return inspect.getsource(self._maker)

    @property
    def widget(self) -> w.VBox:
        """The controls over the live picture, as one widget; another after a new panel or mark."""
        marks = [len(panel.marks) for panel in self.panels]
        if self._box is None or marks != self._shown:
            self._shown = marks
            spec, data = wire(self)
            width = max((len(c.slider.description) for c in self.controls.values()), default=0)
            for c in self.controls.values():
                c.slider.style.description_width = f"{width + 1}ch"
                if isinstance(c.slider, w.ToggleButtons):
                    c.slider.style.button_width = "auto"
                else:
                    c.slider.layout.width = "min(100%, 36rem)"
            links = [f"anywidget:{c.slider.model_id}" for c in self.controls.values()]
            plays = [f"anywidget:{p.model_id}" for c in self.controls.values() for p in c.plays]
            picture = LivePicture(spec=spec, data=data, controls=links, plays=plays)
            self._box = w.VBox([*(c.shown for c in self.controls.values()), picture])
            self._box.add_class("explorer")
        return self._box

    def __repr__(self) -> str:
        return str(self.look_up(self.sentence))

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = self.still()._repr_mimebundle_()
        # Anywidget's own bundle says what Colab must know; a box has none there (ipywidgets 7).
        live, wanted = self.widget.children[-1]._repr_mimebundle_()
        live[VIEW]["model_id"] = self.widget.model_id
        return live | data | {"text/plain": repr(self)}, metadata | wanted


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
