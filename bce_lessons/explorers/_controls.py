"""Stock ipywidgets as controls: which positions each one has, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ipywidgets as w
import numpy as np


@dataclass(frozen=True)
class Control:
    """One named control and the list of values a reader can give it."""

    name: str
    shown: w.Widget
    slider: Any
    values: tuple[Any, ...]

    @property
    def attr(self) -> str:
        """The slider's trait that the browser watches."""
        return "index" if hasattr(self.slider, "options") else "value"

    @property
    def index(self) -> int:
        """Where the slider stands: the number of the value nearest to its own."""
        if self.attr == "index":
            return int(self.slider.index)
        return int(np.argmin(np.abs(np.subtract(self.values, self.slider.value))))

    def set(self, value: Any) -> None:
        """Move the slider to one of its values; anything else is a ValueError."""
        found = [v == value for v in self.values]
        if isinstance(value, int | float) and all(isinstance(v, int | float) for v in self.values):
            found = np.isclose(self.values, value, rtol=1e-9, atol=1e-12).tolist()
        if not any(found):
            raise ValueError(
                f"{self.name}={value!r} is not a position of this control; it has "
                f"{len(self.values)}, from {self.values[0]!r} to {self.values[-1]!r}; "
                f"see explorer.controls[{self.name!r}].values"
            )
        index = found.index(True)
        setattr(self.slider, self.attr, index if self.attr == "index" else self.values[index])

    def spec(self) -> dict[str, Any]:
        """Return what the browser needs in order to tell the position from the slider's trait."""
        spec = {"attr": self.attr, "n": len(self.values), "min": 0, "step": 1, "base": None}
        if self.attr == "value":
            names = [n for n in ("base", "min", "step") if self.slider.has_trait(n)]
            spec |= {name: getattr(self.slider, name) for name in names}
        return spec


def control(name: str, widget: Any) -> Control:
    """Read a stock control's positions; a box counts as its first child (a slider before Play)."""
    slider = widget.children[0] if isinstance(widget, w.Box) and widget.children else widget
    if isinstance(slider, w.SelectionSlider | w.ToggleButtons | w.Dropdown | w.RadioButtons):
        if slider.index is None:
            raise ValueError(f"{name}: nothing is chosen yet; give value= one of its options")
        return Control(name, widget, slider, tuple(value for _, value in slider._options_full))
    if not isinstance(slider, w.IntSlider | w.FloatSlider | w.FloatLogSlider):
        raise ValueError(
            f"{name} is a {type(slider).__name__}; a control is an IntSlider, FloatSlider, "
            "FloatLogSlider, SelectionSlider, ToggleButtons, RadioButtons or Dropdown"
        )
    count = int(np.floor((slider.max - slider.min) / slider.step + 1e-9)) + 1
    if isinstance(slider, w.IntSlider):
        return Control(name, widget, slider, tuple(range(slider.min, slider.max + 1, slider.step)))
    values = slider.min + slider.step * np.arange(count)
    if isinstance(slider, w.FloatLogSlider):
        values = slider.base**values
    for trait in ("max", "step") if type(slider) is w.FloatSlider else ():
        # A page drops what equals Python's default, and then takes the browser's, which is
        # another: a step of 0.1 would become 1. The next float is not the default.
        if getattr(slider, trait) == slider.traits()[trait].default_value:
            setattr(slider, trait, float(np.nextafter(getattr(slider, trait), np.inf)))
    # Twelve digits and no -0.0: 0.3, and not 0.30000000000000004, is what a reader sees.
    return Control(name, widget, slider, tuple(float(f"{v:.12g}") + 0.0 for v in values))


def with_play(slider: w.IntSlider, *, interval: int = 120) -> w.HBox:
    """Put a Play button behind an IntSlider, linked in the browser: it runs with no kernel.

    Parameters
    ----------
    slider : ipywidgets.IntSlider
        The slider to move.
    interval : int
        Milliseconds between two steps.

    Returns
    -------
    ipywidgets.HBox
        To be passed to `Explorer` in the slider's place.

    Raises
    ------
    ValueError
        If `slider` is another widget, or `interval` is not positive.

    Examples
    --------
    >>> from ipywidgets import IntSlider
    >>> from bce_lessons.explorers import with_play
    >>> with_play(IntSlider(0, min=0, max=20, description="step")).children[0].max
    20
    """
    if not isinstance(slider, w.IntSlider) or interval <= 0:
        raise ValueError(
            f"with_play needs an IntSlider and an interval above 0, not a {type(slider).__name__} "
            f"and {interval!r}: let the slider count the steps"
        )
    play = w.Play(
        value=slider.value, min=slider.min, max=slider.max, step=slider.step, interval=interval,
        show_repeat=False,
    )  # fmt: skip
    w.jslink((play, "value"), (slider, "value"))
    return w.HBox([slider, play])
