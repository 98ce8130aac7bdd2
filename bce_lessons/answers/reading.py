"""Read an answer: as an array of numbers, or as what it is instead."""

from __future__ import annotations

import numbers
import re
from collections.abc import Sequence

import numpy as np

from bce_lessons._coercion import FloatArray, floats
from bce_lessons.answers.compare import Known

__all__ = ["ANY", "has_commas", "is_unanswered", "read"]

ANY = "a number, or a list of numbers"

_MOST = 1_000_000  # numbers that are read: no exercise asks for more
_DEEPEST = 32  # lists in lists that are counted
_TEXT = 40  # characters of a text that may be a number
_NUMBER = re.compile(r"[-+−]?\d*[.,]?\d+([eE][-+]?\d+)?")
_LONGEST = 300  # characters of a sentence on what cannot be read


def is_unanswered(answer: object) -> bool:
    """Say whether the three dots still stand, alone or in a list."""
    if answer is ...:
        return True
    return isinstance(answer, list | tuple) and any(part is ... for part in answer)


def read(answer: object, name: str = "answer", wanted: str = ANY) -> FloatArray | str:
    """Return an answer as float64, or say what it is: the end of a sentence, which `name`s it.

    The sentence says what is `wanted` instead. What comes out is plain data, and runs no code of a
    learner's any longer.
    """
    if why := _no_number(answer, wanted):
        return _cut(f"is {why}")
    try:
        if (count := _count(answer)) > _MOST:
            return _too_many(count)
        array = floats(answer, name)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return _cut(f"cannot be read as numbers: {error}").rstrip(".")
    return _too_many(array.size) if array.size > _MOST else np.array(array)


def _cut(text: str) -> str:
    text = str.__str__(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _too_many(count: int) -> str:
    return f"holds {count:,} numbers, far more than are asked for"


def has_commas(answer: FloatArray, right: Known, in_tuple: bool) -> bool:
    """Say whether an answer looks like decimals with commas, `0,37`, which are two numbers each.

    Where whole numbers are asked for, only such as are written `in_tuple`, without brackets.
    """
    shape, wanted = right.value.shape, right.value.size
    if len(shape) > 1 or answer.ndim != 1 or not wanted < answer.size <= 2 * wanted:
        return False
    if right.is_whole and (shape or not in_tuple):  # such are asked for, if not so many
        return False
    return bool(np.isfinite(answer).all() and (answer == np.round(answer)).all())


def _no_number(answer: object, wanted: str) -> str:
    """Say what an answer is, and what to give instead, if it is nothing like a number."""
    kind = type(answer).__name__
    if answer is None:
        return "None, which is what a function without `return` gives"
    if isinstance(answer, str | bytes):
        return f"text: {_of_text(answer, wanted)}"
    if isinstance(answer, bool | np.bool_):
        return f"{answer}, a yes or no: give {wanted}"
    if isinstance(answer, complex | np.complexfloating):
        return "a complex number: give its real part, if that is what you mean"
    if isinstance(answer, type):
        return f"the class `{answer.__name__}`: give {wanted}"
    if getattr(answer, "size", None) == 0 or (isinstance(answer, Sequence) and not answer):
        return f"empty: give {wanted}"
    if isinstance(answer, np.ndarray) and answer.dtype.kind == "U":
        one = str(answer.flat[0])[:_TEXT]
        return f"made of texts, such as {one!r}: now compare them with a text, and give {wanted}"
    if np.ma.is_masked(answer):
        return "an array with masked values: drop or fill them first"
    if isinstance(answer, numbers.Number | Sequence) or hasattr(answer, "__array__"):
        return ""
    if callable(answer):
        return "a function: call it, and give what it returns"
    return f"of type `{kind}`: give {wanted}"


def _of_text(text: str | bytes, wanted: str) -> str:
    """Say what to write in the place of a text."""
    plain = str.__str__(text) if isinstance(text, str) else bytes.decode(text, errors="replace")
    whole = plain[:_TEXT]
    number = whole.strip().rstrip("%").strip()
    if wanted.startswith(("an array", "a list")) or not _NUMBER.fullmatch(number):
        return f"give {wanted}"
    signs = {",": "with a point for the comma", "%": "as a share, without a percent sign"}
    also = [remedy for sign, remedy in signs.items() if sign in whole]
    return f"write the number itself, {', '.join([*also, 'without quotes'])}"


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
