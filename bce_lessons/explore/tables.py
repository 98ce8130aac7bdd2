"""Channels: what a mark shows, tabulated at every position of the controls it depends on."""

from __future__ import annotations

import functools
import inspect
import itertools
import math
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bce_lessons._validation import floats
from bce_lessons.explore.controls import Control, refuse_many
from bce_lessons.palette import PALETTE

MAX_NUMBERS = 20_000_000  # of one channel
MAX_LETTERS = 2_000  # of one text: nobody reads more beside a picture
COLORS = list(PALETTE)
WANTED = {"number": "a number or an array of numbers", "text": "a string", "color": "a colour"}


@dataclass(frozen=True)
class Table:
    """A channel at every position: the axes of its controls first, then the value's own."""

    where: str
    at: tuple[str, ...]
    rows: np.ndarray[Any, Any]
    kind: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value at one position."""
        shape: tuple[int, ...] = self.rows.shape[len(self.at) :]
        return shape

    def row(self, position: Mapping[str, int]) -> Any:
        """Return the channel's value where the controls stand at `position` (indices)."""
        return self.rows[tuple(position[name] for name in self.at)]


class Spot(NamedTuple):
    """Where a mistake was made: written only if there is one."""

    where: str
    given: Mapping[str, Any]

    def __str__(self) -> str:
        at = ", ".join(f"{name}={value!r}" for name, value in self.given.items())
        return f"{self.where}, at {at}" if at else self.where


def parameters(where: str, function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a function's parameters; those that a partial fixes are none."""
    try:
        found = inspect.signature(function).parameters
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{where}: {function!r} hides its parameters: wrap it, lambda p: …"
        ) from error
    for name, parameter in found.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            stars = "*" if parameter.kind == parameter.VAR_POSITIONAL else "**"
            raise ValueError(f"{where}: {stars}{name} names no control: name each, lambda p: f(p)")
    fixed = getattr(function, "keywords", {}) if isinstance(function, functools.partial) else {}
    return tuple(name for name in found if name not in fixed)


def _by_name(function: Callable[..., Any], names: Sequence[str]) -> Callable[..., Any]:
    """Return the function as one that takes the parameters `names` by name, all of them."""
    kinds = inspect.signature(function).parameters
    first = [n for n in names if kinds[n].kind == inspect.Parameter.POSITIONAL_ONLY]

    def called(**given: Any) -> Any:
        return function(*[given.pop(name) for name in first], **given)

    return called if first else function


def tabulate(where: str, channel: Any, controls: Mapping[str, Control], kind: str) -> Table:
    """Evaluate `channel` at every position of the controls that its parameters name.

    `kind` is "number", "text" or "color". Each mistake is a ValueError that says `where`
    (mark and channel) and at which position it was made.
    """
    names = parameters(where, channel) if callable(channel) else ()
    for name in names:
        if name not in controls:
            raise ValueError(
                f"{where}: parameter {name!r} is not a control; they are: "
                f"{', '.join(controls) or 'none'} (for other parameters: lambda p: f(p, {name}=…))"
            )
    call: Callable[..., Any] = lambda: channel  # noqa: E731
    if callable(channel):
        call = _by_name(channel, names)
    lengths = [len(controls[name].values) for name in names]
    refuse_many(where, names, lengths)
    rows: list[np.ndarray[Any, Any]] = []
    for values in itertools.product(*(controls[name].values for name in names)):
        given = dict(zip(names, values, strict=True))
        spot = Spot(where, given)
        try:
            value = call(**given)
        except Exception as error:
            raise ValueError(f"{spot}: the function raised {error!r}") from error
        rows.append(_checked(spot, value, kind, made=callable(channel)))
        if rows[-1].shape != rows[0].shape:
            raise ValueError(f"{spot}: shape {rows[-1].shape}, before it {rows[0].shape}")
        if rows[0].size * math.prod(lengths) > MAX_NUMBERS:
            raise ValueError(
                f"{where}: {rows[0].size:,} numbers at each of {math.prod(lengths):,} positions "
                f"are more than {MAX_NUMBERS:,}: use fewer samples or coarser steps"
            )
    table = np.reshape(np.stack(rows), (*lengths, *rows[0].shape))
    return Table(where, names, table, kind)


def _checked(spot: Spot, value: Any, kind: str, made: bool) -> np.ndarray[Any, Any]:
    """Return one row as an array: float64, colour numbers or strings; `made` by a function."""
    if value is None:
        remedy = "has the function no return?" if made else "give a value or a function of controls"
        what = {"text": "a string", "color": "a colour"}.get(
            kind, "a number or an array of numbers"
        )
        raise ValueError(f"{spot}: None is not {what}: {remedy}")
    if kind == "text":
        if not isinstance(value, str):
            raise ValueError(
                f'{spot}: {reprlib.repr(value)} is not a string: write it out, f"{{p:.2f}}"'
            )
        return np.asarray(short_enough(spot, str(value)), object)
    if kind == "color":
        return _colors(spot, value)
    return _numbers(spot, value)


def short_enough(spot: Spot | str, text: str) -> str:
    """Return a text that a picture has room for, or refuse it."""
    if len(text) > MAX_LETTERS:
        raise ValueError(f"{spot}: {len(text):,} letters: say it in at most {MAX_LETTERS:,}")
    return text


def _colors(spot: Spot, value: Any) -> np.ndarray[Any, Any]:
    """Return the numbers of colours in the palette."""
    names = np.asarray(value, object)
    for name in names.flat:
        if not isinstance(name, str) or name not in COLORS:
            raise ValueError(f"{spot}: {name!r} is not in the palette: {', '.join(COLORS)}")
    return np.reshape([COLORS.index(name) for name in names.flat], names.shape)


def _numbers(spot: Spot, value: Any) -> np.ndarray[Any, Any]:
    """Return finite numbers, as a copy: the caller may go on to change its own."""
    if isinstance(value, float) and math.isfinite(value):  # as most are
        return np.array(float(value))
    if getattr(value, "size", None) == 0 or (isinstance(value, list | tuple) and not value):
        return np.empty(0)
    try:
        row = np.array(floats(value, "value"))
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{spot}: {reprlib.repr(value)} is not a number or an array of numbers: {error}"
        ) from error
    if not np.isfinite(row).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(row))[0])
        at = f" at index {first}" if first else ""
        raise ValueError(f"{spot}: {row[first]}{at} is not finite")
    return row
