"""Read an answer as numbers, compare it, and say in words how it differs from the right one."""

from __future__ import annotations

import math
import numbers as numbers_abc
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation
from bce_lessons._validation import FloatArray

__all__ = [
    "DIGITS",
    "Unreadable",
    "agree",
    "closest_statement",
    "exactly",
    "is_rounding",
    "is_unanswered",
    "numbers",
    "read",
    "shown",
]

DIGITS = 4  # a right rounding to as many digits is right
_MOST = 1_000_000  # numbers that are read: no exercise asks for more
_DEEPEST = 32  # lists in lists that are counted
_LONGEST = 300  # characters of a sentence on what cannot be read
_NEAR = 1e-5  # relative: what is computed in float32 passes


class Unreadable(Exception):
    """What was given is no array of real numbers; the message is a sentence that says so."""


def is_unanswered(answer: object) -> bool:
    """Say whether the three dots still stand, alone or in a list."""
    if answer is ...:
        return True
    return isinstance(answer, list | tuple) and any(part is ... for part in answer)


def numbers(answer: object, subject: str = "Your answer") -> FloatArray:
    """Return an answer as float64, or raise `Unreadable` with a sentence on `subject`."""
    found = read(answer)
    if isinstance(found, str):
        raise Unreadable(f"{subject} {found}.")
    return found


def read(answer: object, name: str = "answer") -> FloatArray | str:
    """Return an answer as float64, or say what it is: the end of a sentence, which `name`s it.

    What comes out is plain data, and runs no code of a learner's any longer.
    """
    if why := _no_number(answer):
        return _cut(f"is {why}")
    try:
        if (count := _count(answer)) > _MOST:
            return _too_many(count)
        array = _validation.floats(answer, name)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return _cut(f"cannot be read as numbers: {error}").rstrip(".")
    return _too_many(array.size) if array.size > _MOST else np.array(array)


def _cut(text: str) -> str:
    text = str.__str__(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _too_many(count: int) -> str:
    return f"holds {count:,} numbers, far more than are asked for"


def _no_number(answer: object) -> str:
    """Say what an answer is, and what to give instead, if it is nothing like a number."""
    kind = type(answer).__name__
    if answer is None:
        return "None, which is what a function without `return` gives"
    if isinstance(answer, str | bytes):
        return "text: write the number itself, without quotes"
    if isinstance(answer, bool | np.bool_):
        return f"{answer}, a yes or no, where a number is asked for"
    if isinstance(answer, complex | np.complexfloating):
        return "a complex number: give its real part, if that is what you mean"
    if isinstance(answer, type):
        return f"the class `{answer.__name__}`, where a number is asked for"
    if getattr(answer, "size", None) == 0 or (isinstance(answer, Sequence) and not answer):
        return "empty: give a number, or a list of numbers"
    if np.ma.is_masked(answer):
        return "an array with masked values: drop or fill them first"
    if isinstance(answer, numbers_abc.Number | Sequence) or hasattr(answer, "__array__"):
        return ""
    if callable(answer):
        return "a function: call it, and give what it returns"
    return f"of type `{kind}`: give a number, or a list of numbers"


def _count(answer: object) -> int:
    """Count the numbers of an array, or in lists of lists, without looking at each."""
    size, count = getattr(answer, "size", None), 1
    if isinstance(size, int):
        return size
    for _ in range(_DEEPEST):
        if not isinstance(answer, list | tuple | range) or not answer:
            break
        count, answer = count * len(answer), answer[0]
    return count


@np.errstate(all="ignore")
def exactly(a: FloatArray, b: ArrayLike) -> bool:
    """Say whether two values are the same but for the last bits (of float32)."""
    b = np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        return False
    if (a == b).all():
        return True
    size = np.abs(b)
    largest = float(np.max(size, where=np.isfinite(size), initial=0.0))
    slack = _NEAR * 1e-3 * (largest or 1e-6)  # beside 0, rounding may leave some 1e-15
    same = (a == b) | (np.abs(a - b) <= slack + _NEAR * size) & np.isfinite(b)
    return bool((same | np.isnan(a) & np.isnan(b)).all())


def agree(a: FloatArray, b: ArrayLike, decimals: int | None = None) -> bool:
    """Say whether `a` is `b` to so many `decimals`, or to four digits."""
    b = np.asarray(b, dtype=np.float64)
    if exactly(a, b):
        return True
    if not _are_comparable(a, b):
        return False
    least = _decimals(b, DIGITS) if decimals is None else decimals
    with np.errstate(over="ignore"):
        rounded = np.round(a, least)
    return bool(_are_near(rounded, b, least).all()) or _is_written(a, b, least)


def is_rounding(a: FloatArray, b: ArrayLike, digits: int) -> bool:
    """Say whether `a` is `b`, or is written as its rounding to so many `digits` or to more."""
    b = np.asarray(b, dtype=np.float64)
    if exactly(a, b):
        return True
    return _are_comparable(a, b) and _is_written(a, b, _decimals(b, digits))


def _are_comparable(a: FloatArray, b: FloatArray) -> bool:
    return bool(a.shape == b.shape and np.isfinite(a).all() and np.isfinite(b).all() and b.any())


def _decimals(b: FloatArray, digits: int) -> int:
    """Return how many decimals so many digits are, by the largest finite number of `b`."""
    largest = float(np.max(np.abs(b), where=np.isfinite(b), initial=0.0))
    return digits - 1 - math.floor(math.log10(largest or 1.0))


@np.errstate(all="ignore")
def _are_near(a: FloatArray, b: FloatArray, decimals: int) -> NDArray[np.bool_]:
    """Say of each number whether it is as near as a rounding to so many decimals."""
    half = 0.5 * 10.0**-decimals * (1 + _NEAR)  # a tie may be rounded either way
    return np.asarray(np.abs(a - b) <= half)


@np.errstate(all="ignore")
def _is_written(a: FloatArray, b: FloatArray, least: int) -> bool:
    """Say whether `a` is written as `b` rounded to `least` decimals, or to more."""
    for unit in 10.0 ** -np.arange(least, least + 8.0):
        steps = a / unit
        whole = np.abs(steps - np.round(steps)) <= _NEAR * 1e-2 * np.maximum(1.0, np.abs(steps))
        if whole.all() and (np.abs(a - b) <= 0.5 * unit * (1 + _NEAR)).all():
            return True
    return False


def shown(value: ArrayLike, beside: ArrayLike | None = None) -> str:
    """Write a value with four digits, or with as many as tell it from the one `beside` it."""
    array = np.asarray(value, dtype=np.float64)
    for digits in range(DIGITS, 18):
        text = _written(array, digits)
        if beside is None or text != _written(np.asarray(beside, dtype=np.float64), digits):
            break
    return text


def _written(array: FloatArray, digits: int) -> str:
    parts = [f"{x:.{digits}g}" for x in array.ravel()[:6].tolist()]
    if not array.ndim:
        return parts[0]
    more = f", … {array.size} in all" if array.size > 6 else ""
    return f"[{', '.join(parts)}{more}]"


def closest_statement(
    a: FloatArray,
    b: ArrayLike,
    subject: str = "Your answer",
    *,
    decimals: int | None = None,
    mend: bool = True,
) -> str:
    """Say in a sentence what is true of a wrong value: its shape, sign or size; no guess."""
    b = np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        return _on_shape(a, b, subject, mend)
    if not b.ndim:
        return f"{subject} is {_on_number(float(a), float(b))}."
    right = np.array([exactly(np.asarray(x), y) for x, y in zip(a.flat, b.flat, strict=True)])
    least = _decimals(b, DIGITS) if decimals is None else decimals
    rounded = right | _are_near(a, b, least).ravel()  # as `agree` would accept them
    right = right if rounded.all() else rounded
    if agree(np.sort(a, axis=None), np.sort(b, axis=None), decimals):
        return f"{subject} has the right values, but not in the right order."
    first = int(np.argmin(right))
    index = ", ".join(map(str, np.unravel_index(first, a.shape)))
    return (
        f"{subject} has {int(right.sum())} of {right.size} values right; the first that is not, "
        f"at index [{index}], is {_on_number(float(a.flat[first]), float(b.flat[first]))}."
    )


def _on_shape(a: FloatArray, b: FloatArray, subject: str, mend: bool) -> str:
    wanted = f"{_shape(b)} is asked for"
    return f"{subject} is {_shape(a)}, but {wanted}{_reshaped(a, b) if mend else ''}."


def _reshaped(a: FloatArray, b: FloatArray) -> str:
    """Say how to give an array the right shape, if that is all."""
    if not b.ndim and a.size == 1:
        return ": take the number out, with `.item()` or `[0]`"
    if b.ndim == 1 and a.shape in ((len(b), 1), (1, len(b))):
        return ": flatten it with `np.ravel`"
    if b.ndim == 1 and a.shape == (len(b), 2):
        return ": of one column for each class, take that of class 1, `[:, 1]`"
    return ""


def _shape(a: FloatArray) -> str:
    return f"an array of shape {a.shape}" if a.ndim else "a single number"


def _on_number(a: float, b: float) -> str:
    if math.isnan(a):
        return "NaN, which comes of an undefined step, such as 0 · log 0 or a log of less than 0"
    if math.isinf(b):
        return f"{shown(a)}, but the right one is infinite"
    if math.isinf(a):
        return "infinite, but the right one is not"
    if a * b < 0 or (a < 0 and b == 0):
        return f"{'negative' if a < 0 else 'positive'}, but the right one is not"
    return _on_size(a, b)


def _on_size(a: float, b: float) -> str:
    large = "too large" if a > b else "too small"
    if not a or not b:
        return f"{large}: {'the right one is 0' if not b else 'the right one is not 0'}"
    ratio = max(a / b, b / a)
    if ratio < 1.01:
        return f"very close, less than 1 % {large}: keep all digits, and round only at the end"
    if ratio < 1.1:
        return f"close, less than 10 % {large}"
    for factor, words in ((2, "two"), (10, "ten"), (100, "a hundred"), (1000, "a thousand")):
        if ratio < factor:
            return f"{large}, by less than a factor of {words}"
    return f"{large}, by more than a factor of a thousand"
