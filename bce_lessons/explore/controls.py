"""Stock ipywidgets as controls: which positions each one has, and where it stands."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import ipywidgets as w
import numpy as np

from bce_lessons import _options as options
from bce_lessons.explore.freeze import fixed, freeze

MAX_POSITIONS = 20_000
PAUSE = options.Interval(0, 3_600_000, "right")  # browsers take far longer ones for none
EXACT = 2**52  # beyond it, floats have no number half way between neighbouring integers
CHOICES = w.SelectionSlider | w.ToggleButtons | w.Dropdown | w.RadioButtons
SLIDERS = w.IntSlider | w.FloatSlider | w.FloatLogSlider


@dataclass(frozen=True)
class Control:
    """One named control and the list of values a reader can give it.

    `edges` are the places half way between neighbouring values: a slider stands at the value
    between whose edges it is. The browser gets the same two lists, so both agree at every value.
    """

    name: str
    shown: w.Widget
    slider: Any
    values: tuple[Any, ...]
    edges: tuple[float, ...] = ()

    @property
    def attr(self) -> str:
        """The slider's trait that the browser watches."""
        return "index" if isinstance(self.slider, CHOICES) else "value"

    @property
    def plays(self) -> list[w.Play]:
        """The Play buttons that stand beside the slider."""
        beside = self.shown.children if isinstance(self.shown, w.Box) else ()
        return [child for child in beside if isinstance(child, w.Play)]

    def freeze(self) -> None:
        """Let nobody change what the positions were read from."""
        for widget in (self.slider, *self.plays):
            freeze(self.name, widget)

    @property
    def index(self) -> int:
        """Where the slider stands: the number of the value nearest to its own."""
        return int(self.slider.index) if self.attr == "index" else self.nearest(self.slider.value)

    def nearest(self, value: float) -> int:
        """Return the number of the value nearest to any number; half way, the upper one's."""
        return bisect_right(self.edges, value)

    def find(self, value: Any) -> int:
        """Return the number of one of the values; anything else is a ValueError."""
        equal = [i for i, v in enumerate(self.values) if _same(v, value)]
        if not equal and all(map(is_number, (value, *self.values))):
            numbers = list(map(float, self.values))
            apart = [abs(v - float(value)) for v in numbers]
            at = apart.index(min(apart))
            gaps = [abs(numbers[at] - v) for v in numbers if v != numbers[at]]
            # A millionth of the way to the next: rounding, and no more.
            equal = [at] if apart[at] <= 1e-6 * min(gaps, default=0.0) else []
        if not equal:
            raise ValueError(
                f"{self.name}={value!r} is not a position of this control; it has "
                f"{len(self.values)}, from {self.values[0]!r} to {self.values[-1]!r}; "
                f"see explorer.controls[{self.name!r}].values"
            )
        return equal[0]

    def move(self, index: int) -> None:
        """Move the slider to the value of this number."""
        setattr(self.slider, self.attr, index if self.attr == "index" else self.values[index])

    def spec(self) -> dict[str, Any]:
        """Return what the browser needs: how to tell the position, and what must not change."""
        spec = {"attr": self.attr, "n": len(self.values), "fixed": fixed(self.slider)}
        if self.attr == "value":
            spec |= {"values": self.values, "edges": self.edges}
        return spec


def control(name: str, widget: Any) -> Control:
    """Read a stock control's positions; a box counts as its first child (a slider before Play)."""
    slider = widget.children[0] if isinstance(widget, w.Box) and widget.children else widget
    edges: tuple[float, ...] = ()
    if isinstance(slider, CHOICES):
        values = _choices(name, slider)
    elif isinstance(slider, SLIDERS):
        values, edges = _positions(name, slider)
        _keep_off_defaults(slider)
    else:
        raise ValueError(
            f"{name} is a {type(slider).__name__}; a control is an IntSlider, FloatSlider, "
            "FloatLogSlider, SelectionSlider, ToggleButtons, RadioButtons or Dropdown"
        )
    found = Control(name, widget, slider, values, edges)
    for play in found.plays:
        _check_play(name, play, slider)
    return found


def refuse_many(where: str, names: Iterable[str], lengths: Iterable[int]) -> None:
    """Refuse too many positions before one of them is made."""
    lengths = list(lengths)
    if math.prod(lengths) > MAX_POSITIONS:
        said = " x ".join(f"{n:,}" if n < 1e15 else "over 1e15" for n in lengths)
        raise ValueError(
            f"{where}: too many positions: {said} positions of {', '.join(names)} are more than "
            f"{MAX_POSITIONS:,}: use coarser steps or fewer controls in one function"
        )


def is_number(value: Any) -> bool:
    """Tell a finite real number, which a float can hold, from all else."""
    try:
        return isinstance(value, Real) and math.isfinite(value)
    except OverflowError:
        return False


def _same(a: Any, b: Any) -> bool:
    """Tell whether two values are equal; those that cannot be compared are not."""
    try:
        return a is b or bool(a == b)
    except (ArithmeticError, TypeError, ValueError):
        return False


def _choices(name: str, slider: Any) -> tuple[Any, ...]:
    """Return the options' values, each different from all others."""
    options = slider._options_full
    if slider.index is None:
        raise ValueError(f"{name}: nothing is chosen yet; give value= one of its options")
    if isinstance(slider, w.SelectionSlider) and len(options) < 2:
        raise ValueError(f"{name} has one option only: a slider needs two, or leave it out")
    refuse_many(name, [name], [len(options)])
    seen: dict[Any, str] = {}
    for label, value in options:
        try:
            good = value is not None and bool(value == value)  # which is not so of nan
            twin = seen.setdefault(value, label)
        except (TypeError, ValueError):
            good, twin = False, label
        if not good:
            raise ValueError(
                f"{name}: option {label!r} is {value!r}, which cannot be chosen by ==: let "
                "options be words or numbers, and look the rest up in the function"
            )
        if twin is not label:
            raise ValueError(
                f"{name}: options {twin!r} and {label!r} have the same value, {value!r}: "
                "give each one of its own"
            )
    return tuple(value for _, value in options)


def _check_range(name: str, slider: Any) -> None:
    """Refuse a range that has no end, or no step."""
    step = "a finite step above 0, such as " + ("1" if isinstance(slider, w.IntSlider) else "0.1")
    remedies = {
        "min": ("a finite number", -math.inf),
        "max": ("a finite number", -math.inf),
        "step": (step, 0),
        "base": ("a finite base above 1, such as 10", 1),
        "value": ("a finite number", -math.inf),
    }
    for trait, (remedy, least) in remedies.items():
        given = getattr(slider, trait, 10)  # a base, where there is none
        if given is None or not least < given < math.inf:
            raise ValueError(f"{name}: {trait} is {given!r}: give {remedy}")


def _positions(name: str, slider: Any) -> tuple[tuple[Any, ...], tuple[float, ...]]:
    """Return the values that a slider goes through, growing, and the edges between them."""
    whole, log = isinstance(slider, w.IntSlider), isinstance(slider, w.FloatLogSlider)
    low, high, step, base = slider.min, slider.max, slider.step, getattr(slider, "base", 10)
    _check_range(name, slider)
    count = (high - low) // step + 1 if whole else _count((high - low) / step)
    if count < 2:
        raise ValueError(
            f"{name} has one position only, from min={low!r} to max={high!r} by {step!r}: "
            "widen the range, take smaller steps, or leave it out"
        )
    refuse_many(name, [name], [count])
    values = range(low, high + 1, step) if whole else _floats(low, step, count, base if log else 0)
    beyond = EXACT if whole else math.inf
    inside = -beyond < values[0] and values[-1] < beyond and not (log and values[0] == 0)
    edges = [_edge(a, b, log) for a, b in itertools.pairwise(values if inside else ())]
    apart = (a < edge <= b for a, edge, b in zip(values, edges, values[1:], strict=False))
    if not (inside and all(apart)):
        raise ValueError(
            f"{name}: positions from {values[0]!r} to {values[-1]!r} by {step!r} are not all "
            "different numbers: take larger steps or a smaller range"
        )
    return tuple(values), tuple(edges)


def _count(steps: float) -> int:
    """Return how many positions a number of steps has; far too many are as good as endless."""
    return math.floor(min(steps, 1e15) + 1e-9) + 1


def _floats(low: float, step: float, count: int, base: float) -> list[float]:
    """Return evenly spaced floats, or powers of `base` with evenly spaced exponents."""
    with np.errstate(all="ignore"):
        exact = low + step * np.arange(count)
        if base:
            exact = base**exact
        gaps = np.diff(exact, prepend=2 * exact[0] - exact[1])
    # Twelve digits and no -0.0: 0.3, and not 0.30000000000000004, is what a reader sees.
    neat = np.array([float(f"{v:.12g}") + 0.0 for v in exact])
    near = np.abs(neat - exact) <= 1e-6 * gaps
    return [float(v) for v in np.where(near, neat, exact)]


def _edge(a: float, b: float, log: bool) -> float:
    """Return what is half way between two values: by their ratio on a log slider."""
    return math.sqrt(a) * math.sqrt(b) if log else a / 2 + b / 2


def _keep_off_defaults(slider: Any) -> None:
    """Keep a FloatSlider's numbers in a page, which drops what equals Python's default.

    It then takes the browser's, which is another: a step of 0.1 would become 1. The next float
    is not the default.
    """
    for trait in ("max", "step") if type(slider) is w.FloatSlider else ():
        if getattr(slider, trait) == slider.traits()[trait].default_value:
            setattr(slider, trait, float(np.nextafter(getattr(slider, trait), np.inf)))


def _check_play(name: str, play: w.Play, slider: Any) -> None:
    """Refuse a Play that runs over other positions than its slider's."""
    for trait in ("min", "max", "step"):
        ours, its = getattr(play, trait), getattr(slider, trait, None)
        if ours != its:
            raise ValueError(
                f"{name}: the Play has {trait}={ours!r} and its slider {its!r}: "
                "make the slider with its final range, then with_play(slider)"
            )


def with_play(slider: w.IntSlider, *, interval: float = 120) -> w.HBox:
    """Put a Play button behind an IntSlider, linked in the browser: it runs with no kernel.

    Nothing moves before the reader presses it.

    Parameters
    ----------
    slider : ipywidgets.IntSlider
        The slider to move, made with its final range.
    interval : float
        Milliseconds between two steps, above 0 and at most an hour; fewer than 1 count as 1.

    Returns
    -------
    ipywidgets.HBox
        To be passed to `Explorer` in the slider's place.

    Raises
    ------
    ValueError
        If `slider` is another widget, or `interval` is not above 0 or more than an hour.
    TypeError
        If `interval` is not a number.

    Examples
    --------
    >>> from ipywidgets import IntSlider
    >>> from bce_lessons.explorers import with_play
    >>> with_play(IntSlider(0, min=0, max=20, description="step")).children[0].max
    20
    """
    if not isinstance(slider, w.IntSlider):
        raise ValueError(
            f"slider is a {type(slider).__name__}: with_play needs an IntSlider, which counts the "
            "steps"
        )
    interval = options.number("interval", interval, PAUSE, such_as=120, note=" (milliseconds)")
    play = w.Play(
        value=slider.value, min=slider.min, max=slider.max, step=slider.step,
        interval=max(1, int(interval)), show_repeat=False,
    )  # fmt: skip
    w.jslink((play, "value"), (slider, "value"))
    return w.HBox([slider, play])
