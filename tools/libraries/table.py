"""What the dictionary holds: read from table.toml, and beside it what libraries once answered."""

from __future__ import annotations

import json
import math
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("table.toml")
FOUND = Path(__file__).with_name("found.json")
Value = float | str  # what a line answers: a number, or the name of the error that it raises


@dataclass(frozen=True)
class Row:
    """One question to a call: a line for the library, and one for the course's package."""

    about: str
    title: str
    library: str
    ours: str
    differs: str = ""  # why both answer differently; else they agree


@dataclass(frozen=True)
class Call:
    """A loss as one library has it: what it wants, and what it does with weights and the rest."""

    name: str
    wants: str
    clips: str
    returns: str
    facts: tuple[str, ...]
    rows: tuple[Row, ...]
    divides: str = ""
    setup: str = ""

    def row(self, about: str) -> Row | None:
        """Return the row about something, if there is one."""
        return next((row for row in self.rows if row.about == about), None)


@dataclass(frozen=True)
class Library:
    """A library: its name, what pip and Python call it, what it needs beside it, and its calls."""

    name: str
    package: str
    module: str
    setup: str
    calls: tuple[Call, ...]
    beside: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """What pip has to install."""
        return (self.package, *self.beside)

    def rows(self) -> Iterator[tuple[str, Call, Row]]:
        """Yield all rows, each with its key in found.json and its call."""
        for call in self.calls:
            for row in call.rows:
                yield f"{call.name}/{row.about}", call, row


@dataclass(frozen=True)
class Table:
    """All libraries, and the lines that come before all others."""

    start: str
    libraries: tuple[Library, ...]
    namespaces: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False)

    def library(self, name: str) -> Library:
        """Return a library by its name."""
        return next(one for one in self.libraries if one.name == name)

    def answer(self, call: Call, row: Row) -> Value:
        """Return what the course's own line answers now."""
        if call.setup not in self.namespaces:
            self.namespaces[call.setup] = namespace(self.start, call.setup)
        return answer(row.ours, self.namespaces[call.setup])


def read(path: Path = TABLE) -> Table:
    """Read the table."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    libraries = tuple(library(one) for one in data["library"])
    return Table(data["start"].strip(), libraries)


def library(data: dict[str, Any]) -> Library:
    """Return a library as the file describes it."""
    beside = tuple(data.pop("with", ()))
    calls = tuple(call(one) for one in data.pop("call"))
    data["setup"] = data["setup"].strip()
    return Library(calls=calls, beside=beside, **data)


def call(data: dict[str, Any]) -> Call:
    """Return a call as the file describes it."""
    rows = tuple(Row(**row) for row in data.pop("row"))
    facts = tuple(data.pop("facts", ()))
    data["setup"] = data.get("setup", "").strip()
    return Call(rows=rows, facts=facts, **data)


def namespace(*blocks: str) -> dict[str, Any]:
    """Return the names that lines of the table leave behind."""
    names: dict[str, Any] = {}
    for block in blocks:
        exec(block, names)
    return names


def answer(line: str, names: dict[str, Any]) -> Value:
    """Return the number that a line computes; if it refuses, the name of its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return float(eval(line, names))
        except (ValueError, TypeError, RuntimeError) as error:
            return type(error).__name__


def found() -> dict[str, Any]:
    """Return what was recorded: by library its versions, and its answers by row."""
    kept: dict[str, Any] = json.loads(FOUND.read_text(encoding="utf-8"))
    for one in kept["libraries"].values():
        one["answers"] = {key: value_of(said) for key, said in one["answers"].items()}
    return kept


def value_of(said: Value) -> Value:
    """Return a recorded answer as a number, where it is one: JSON has no infinity."""
    return float(said) if said in ("inf", "-inf", "nan") else said


def agree(one: Value, other: Value) -> bool:
    """Say whether two answers are the same: to six digits, as float32 has them."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=2e-6, abs_tol=1e-6)
