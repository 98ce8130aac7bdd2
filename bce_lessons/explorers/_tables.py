"""Channels: what a mark shows, tabulated at every position of the controls it depends on."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bce_lessons.explorers._controls import Control
from bce_lessons.palette import PALETTE

MAX_POSITIONS = 20_000
COLORS = list(PALETTE)


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


def parameters(where: str, function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a function's parameters."""
    try:
        return tuple(inspect.signature(function).parameters)
    except ValueError as error:
        raise ValueError(
            f"{where}: {function!r} hides its parameters: wrap it, lambda p: …"
        ) from error


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
    lengths = [len(controls[name].values) for name in names]
    if np.prod(lengths, dtype=float) > MAX_POSITIONS:
        raise ValueError(
            f"{where}: {' x '.join(map(str, lengths))} positions of {', '.join(names)} are more "
            f"than {MAX_POSITIONS:,}: use coarser steps or fewer controls in one function"
        )
    rows = []
    for values in itertools.product(*(controls[name].values for name in names)):
        given = dict(zip(names, values, strict=True))
        at = ", ".join(f"{name}={value!r}" for name, value in given.items())
        spot = f"{where}, at {at}" if at else where
        try:
            value = channel(**given) if callable(channel) else channel
        except Exception as error:
            raise ValueError(f"{spot}: the function raised {error!r}") from error
        rows.append(_checked(spot, value, kind))
        if rows[-1].shape != rows[0].shape:
            raise ValueError(f"{spot}: shape {rows[-1].shape}, before it {rows[0].shape}")
    table = np.reshape(np.stack(rows), (*lengths, *rows[0].shape))
    return Table(where, names, table, kind)


def _checked(spot: str, value: Any, kind: str) -> np.ndarray[Any, Any]:
    """Return one row as an array: float64, colour numbers or strings."""
    if kind == "text":
        if not isinstance(value, str):
            raise ValueError(f'{spot}: {value!r} is not a string: write it out, f"{{p:.2f}}"')
        return np.asarray(value, object)
    if kind == "color":
        for name in np.ravel(np.asarray(value, object)):
            if name not in COLORS:
                raise ValueError(f"{spot}: {name!r} is not in the palette: {', '.join(COLORS)}")
        index = [COLORS.index(name) for name in np.ravel(np.asarray(value, object))]
        return np.reshape(index, np.shape(np.asarray(value, object)))
    try:
        row = np.array(value, float)  # a copy: the caller may go on to change its own
        if value is None:
            raise TypeError
    except (TypeError, ValueError) as error:
        raise ValueError(f"{spot}: {value!r} is not a number or an array of numbers") from error
    if not np.isfinite(row).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(row))[0])
        at = f" at index {first}" if first else ""
        raise ValueError(f"{spot}: {row[first]}{at} is not finite")
    return row
