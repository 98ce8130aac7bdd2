"""Scalar options: one number, name or generator, checked as arrays are.

Every check returns the option as plain Python has it, or raises an error that names the option,
shows what was given and says what to give instead.
"""

from __future__ import annotations

import math
import numbers
import reprlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple, NoReturn, TypeVar

import numpy as np

T = TypeVar("T")

REDUCTIONS = ("mean", "sum", "none")
# Each base with its logarithm and the nats in its unit.
BASES: dict[Any, tuple[np.ufunc, float]] = {
    "e": (np.log, 1.0),
    2: (np.log2, math.log(2)),
    10: (np.log10, math.log(10)),
}
FLOAT_SIZES: tuple[Literal["float32"], Literal["float64"]] = ("float32", "float64")
MOST = 10_000_000  # of whatever is counted: more is a slip, and would fill the memory


class Interval(NamedTuple):
    """The numbers from `low` to `high`; `closed` says which of the two belong to them."""

    low: float = -math.inf
    high: float = math.inf
    closed: Literal["both", "left", "right", "neither"] = "neither"

    def holds(self, x: float) -> bool:
        """Tell whether `x` is one of them; NaN never is."""
        above = x >= self.low if self.closed in ("both", "left") else x > self.low
        return above and (x <= self.high if self.closed in ("both", "right") else x < self.high)

    def __str__(self) -> str:
        if self.high < math.inf:
            words = {"both": "from {} to {}", "right": "above {} and at most {}"}.get(
                self.closed, "between {} and {}"
            )
            return "a number " + words.format(_short(self.low), _short(self.high))
        kind = "a number" if self.closed in ("both", "right") else "a finite number"
        if self.low == -math.inf:
            return kind
        return (
            f"{kind} {'of at least' if self.closed in ('both', 'left') else 'above'} {self.low:g}"
        )


FINITE = Interval()
UNIT = Interval(0, 1, "both")
INSIDE_UNIT = Interval(0, 1)
UNIT_BUT_1 = Interval(0, 1, "left")
AT_LEAST_0 = Interval(0, closed="left")
AT_LEAST_0_OR_INF = Interval(0, closed="both")
ABOVE_0 = Interval(0)
ABOVE_0_OR_INF = Interval(0, closed="right")


def number(
    name: str, value: object, within: Interval, *, such_as: float | None = None, note: str = ""
) -> float:
    """Return `value` as a float that lies within an interval."""
    remedy = f"give {within}" + ("" if such_as is None else f", such as {such_as:g}") + note
    plain = _plain(value)
    if plain is None:
        raise TypeError(f"{name} is {_typed(value)}: {remedy}")
    x = _float(plain)
    if not within.holds(x):
        if within.high == 1 and 2 <= x <= 100:
            remedy += f"; for {x:g} % give {x / 100:g}"
        raise ValueError(f"{name} is {shown(value)}: {remedy}")
    return x + 0.0  # no -0.0


def several(name: str, values: object, within: Interval) -> tuple[float, ...]:
    """Return at least one number, each within an interval, as a tuple of floats."""
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if isinstance(values, str) or not isinstance(values, Sequence):
        reject(name, values, f"give a tuple, each {within}")
    if not len(values):
        reject(name, values, "give at least one number", ValueError)
    return tuple(number(f"{name}[{i}]", value, within) for i, value in enumerate(values))


def named(name: str, values: Mapping[str, object], within: Interval) -> dict[str, float]:
    """Return at least one number with a name, each within an interval, as a dict of floats."""
    if not isinstance(values, Mapping):
        reject(name, values, f"give a dict from names to numbers, each {within}")
    if not values:
        reject(name, values, "give at least one number with its name", ValueError)
    return {key: number(f"{name}[{key!r}]", value, within) for key, value in values.items()}


def whole(name: str, value: object, low: int = 1, high: int = MOST, *, note: str = "") -> int:
    """Return `value` as an int from `low` to `high`."""
    plain = _plain(value)
    found = int(plain) if isinstance(plain, numbers.Integral) else None
    remedy = f"give a whole number from {low} to {high}"
    if high == MOST and not (found is not None and found > MOST):
        remedy = f"give a whole number, {low} or more"
    if found is None:
        if isinstance(plain, float) and plain.is_integer():
            remedy += f", without a point: {shown(int(plain))}"
        raise TypeError(f"{name} is {_typed(value)}: {remedy}{note}")
    if not low <= found <= high:
        raise ValueError(f"{name} is {shown(value)}: {remedy}{note}")
    return found


def position(name: str, value: object, length: int) -> int:
    """Return `value` as an index of a sequence, which counts from 0, or back from -1."""
    return whole(name, value, -length, length - 1, note="; -1 is the last")


def choice(name: str, value: object, among: tuple[str, ...]) -> str:
    """Return `value`, which is one of some strings."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is {_typed(value)}: {_choose(among)}")
    if value not in among:
        raise ValueError(f"{name} is {shown(value)}: {_choose(among)}")
    return value


def reduction(value: object) -> None:
    """Raise unless `value` names a reduction."""
    choice("reduction", value, REDUCTIONS)


def base(value: object) -> tuple[np.ufunc, float]:
    """Return the logarithm to the base that `value` names, and the nats in its unit."""
    plain = value if isinstance(value, str) else _plain(value)
    if plain is None:
        raise TypeError(f"base is {_typed(value)}: {_choose(tuple(BASES))}")
    try:
        return BASES[plain]
    except (KeyError, TypeError):  # a Decimal("sNaN") has no hash
        raise ValueError(f"base is {shown(value)}: {_choose(tuple(BASES))}") from None


def label(name: str, value: object) -> int:
    """Return one label, 0 or 1, as an int."""
    plain = int(value) if isinstance(value, bool | np.bool_) else _plain(value)
    if plain is None:
        raise TypeError(f"{name} is {_typed(value)}: give one label, 0 or 1")
    if _float(plain) not in (0, 1):
        raise ValueError(f"{name} is {shown(value)}: give one label, 0 or 1")
    return int(plain)


def float_size(name: str, value: Any) -> Literal["float32", "float64"]:
    """Return which of two sizes of floats `value` names, as NumPy understands it."""
    if isinstance(value, str | type | np.dtype):  # what has a dtype, as a Series, is none
        try:
            found = np.dtype(value).name
        except Exception:  # whatever numpy says of what names no dtype
            found = ""
        for size in FLOAT_SIZES:
            if found == size:
                return size
        raise ValueError(f"{name} is {shown(value)}: {_choose(FLOAT_SIZES)}")
    raise TypeError(f"{name} is {_typed(value)}: {_choose(FLOAT_SIZES)}")


def generator(name: str, value: object) -> np.random.Generator:
    """Return `value`, which is a random generator."""
    if isinstance(value, np.random.Generator):
        return value
    plain = _plain(value)
    seed = abs(int(plain)) if isinstance(plain, numbers.Integral) else 0
    raise TypeError(
        f"{name} is {_typed(value)}: give a generator, such as np.random.default_rng({shown(seed)})"
    )


def flag(name: str, value: object) -> bool:
    """Return `value` as a bool."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {_typed(value)}: give True or False")
    return bool(value)


def text(name: str, value: object) -> str:
    """Return `value`, which is a string."""
    if not isinstance(value, str):
        raise TypeError(f'{name} is {_typed(value)}: give a string, or "" for none')
    return value


def instance(name: str, value: object, kind: type[T], maker: str) -> T:
    """Return `value`, which is a `kind`; `maker` says where one comes from."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise TypeError(f"{name} is {_typed(value)}: give {article} {kind.__name__}, {maker}")
    return value


def reject(name: str, value: object, remedy: str, kind: type[Exception] = TypeError) -> NoReturn:
    """Raise for an option of a form of its own, such as a pair."""
    raise kind(f"{name} is {_typed(value) if kind is TypeError else shown(value)}: {remedy}")


def shown(value: object) -> str:
    """Write a value as it was passed, cut where it is long: 2 stays 2, not 2.0."""
    if isinstance(value, np.datetime64 | np.timedelta64 | np.longdouble):
        return str(value)
    try:
        return reprlib.repr(value.item() if isinstance(value, np.generic) else value)
    except ValueError:  # Python writes no whole number of more than 4300 digits
        return "a number of thousands of digits"


def _float(plain: Any) -> float:
    """Return a real number as a float, or NaN if no float can hold it."""
    try:
        return float(plain)
    except Exception:  # 10**400, Decimal("sNaN"), and what a number's class of one's own raises
        return math.nan


def _short(end: float) -> str:
    """Write the end of an interval: 3600000, and not 3.6e+06."""
    return f"{end:.0f}" if float(end).is_integer() and abs(end) < 1e15 else f"{end:g}"


def _plain(value: object) -> Any:
    """Return a real number, out of its array of no dimension if need be; None for all else."""
    if isinstance(value, np.generic | np.ndarray):
        whole_or_float = value.shape == () and value.dtype.kind in "fiu"
        return value.item() if whole_or_float and not np.ma.is_masked(value) else None
    real = isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool)
    return value if real else None


def _typed(value: object) -> str:
    """Write a value with its type, unless that is plain to see."""
    if value is None or isinstance(value, numbers.Real):
        return shown(value)
    return f"{shown(value)} ({type(value).__name__})"


def _choose(among: tuple[object, ...]) -> str:
    return "choose " + ", ".join(map(repr, among[:-1])) + f" or {among[-1]!r}"
