"""Explorer: a picture moved by stock sliders, every position of it computed in Python."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as w
import traitlets as t

from bce_lessons.explore.scene import Scene, about
from bce_lessons.explore.still import draw
from bce_lessons.explore.wire import wire
from bce_lessons.figure.style import Picture

STATIC = Path(__file__).parent / "static"
SCRIPTS = "sound", "picture", "typed", "play", "explorer"  # each needs those before it
VIEW = "application/vnd.jupyter.widget-view+json"


def _script(name: str) -> str:
    return (STATIC / f"{name}.js").read_text("utf-8")


class LivePicture(anywidget.AnyWidget):
    """The front end: looks every channel up where the controls stand, and draws SVG."""

    _esm = "".join(map(_script, SCRIPTS))
    _css = STATIC / "explorer.css"
    spec: Any = t.Dict().tag(sync=True)
    data: Any = t.Bytes().tag(sync=True)
    controls: Any = t.List().tag(sync=True)
    plays: Any = t.List().tag(sync=True)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Keep the front end's code in the state, even where defaults are dropped from a page."""
        return dict(super().get_state(key, drop_defaults=False))


class Explorer(Scene):
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
        super().__init__(say, title, controls)
        self._maker = sys._getframe(1).f_code
        self._box: w.VBox | None = None
        self._shown: list[int] = []

    def still(self) -> Picture:
        """Return the picture of now, drawn by matplotlib, with its alternative text.

        Words are printed as they are: a $ begins no formula. Letters that the course's typeface
        lacks (Chinese, Arabic, emoji) are lent by a font of this machine; where none has them, a
        box stands for each, and the alternative text keeps the true words.
        """
        png, size = draw(self)
        return Picture(png, about(self, repr(self)), size)

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

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = self.still()._repr_mimebundle_()
        # Anywidget's own bundle says what Colab must know; a box has none there (ipywidgets 7).
        live, wanted = self.widget.children[-1]._repr_mimebundle_()
        live[VIEW]["model_id"] = self.widget.model_id
        del data["text/html"]  # a still that could be moved: the widget stands in its place
        return live | data | {"text/plain": repr(self)}, metadata | wanted
