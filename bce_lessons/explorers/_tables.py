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

    def row(self, position: Mapping[str, int]) -> Any:
        """Return the channel's value where the controls stand at `position` (indices)."""
        return self.rows[tuple(position[name] for name in self.at)]


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a function's parameters."""
    return tuple(inspect.signature(function).parameters)


def tabulate(where: str, channel: Any, controls: Mapping[str, Control], kind: str) -> Table:
    """Evaluate `channel` at every position of the controls that its parameters name.

    `kind` is "number", "text" or "color". Each mistake is a ValueError that says `where`
    (mark and channel) and at which position it was made.
    """
    names = parameters(channel) if callable(channel) else ()
    for name in names:
        if name not in controls:
            known = ", ".join(controls) or "none"
            raise ValueError(f"{where}: parameter {name!r} is not a control; they are: {known}")
    lengths = [len(controls[name].values) for name in names]
    if np.prod(lengths, dtype=float) > MAX_POSITIONS:
        raise ValueError(
            f"{where}: {' x '.join(map(str, lengths))} positions of {', '.join(names)} are more "
            f"than {MAX_POSITIONS:,}: use coarser steps or fewer controls in one function"
        )
    rows = []
    for values in itertools.product(*(controls[name].values for name in names)):
        at = ", ".join(f"{n}={v!r}" for n, v in zip(names, values, strict=True))
        spot = f"{where}, at {at}" if at else where
        try:
            value = channel(*values) if callable(channel) else channel
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
            raise ValueError(f"{spot}: {value!r} is not a string")
        return np.asarray(value, object)
    if kind == "color":
        for name in np.ravel(np.asarray(value, object)):
            if name not in COLORS:
                raise ValueError(f"{spot}: {name!r} is not in the palette: {', '.join(COLORS)}")
        index = [COLORS.index(name) for name in np.ravel(np.asarray(value, object))]
        return np.reshape(index, np.shape(np.asarray(value, object)))
    try:
        row = np.asarray(value, float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{spot}: {value!r} is not a number or an even array of them") from error
    if not np.isfinite(row).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(row))[0])
        raise ValueError(f"{spot}: {row[first]} at index {first} is not finite")
    return row
