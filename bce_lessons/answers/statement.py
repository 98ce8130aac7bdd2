"""Say in words how a wrong value differs from the right one: what is true of it, and no guess."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons._coercion import FloatArray
from bce_lessons.answers.compare import DIGITS, Known, Written, alike, near, shown

__all__ = ["closest_statement"]


def closest_statement(
    written: Written,
    known: Known,
    subject: str = "Your answer",
    *,
    decimals: int | None = None,
    remedy: bool = True,
) -> str:
    """Say in a sentence what is true of a wrong value: its shape, sign or size."""
    a, b = written.value, known.value
    if a.shape != b.shape:
        return _on_shape(a, b, subject, remedy)
    if not b.ndim:
        return f"{subject} is {_on_number(float(a), float(b))}."
    right = alike(a, b).ravel()
    least = known.decimals(DIGITS) if decimals is None else decimals
    rounded = right | near(a, b, least).ravel()  # as `agrees` would accept them
    right = right if rounded.all() else rounded
    if Written(np.sort(a, axis=None)).agrees(Known(np.sort(b, axis=None)), decimals):
        return f"{subject} has the right values, but not in the right order."
    first = int(np.argmin(right))
    index = ", ".join(map(str, np.unravel_index(first, a.shape)))
    return (
        f"{subject} has {int(right.sum())} of {right.size} values right; the first that is not, "
        f"at index [{index}], is {_on_number(float(a.flat[first]), float(b.flat[first]))}."
    )


def _on_shape(a: FloatArray, b: FloatArray, subject: str, remedy: bool) -> str:
    wanted = f"{_shape(b)} is asked for"
    return f"{subject} is {_shape(a)}, but {wanted}{_reshaped(a, b) if remedy else ''}."


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
