"""Say in words how a wrong value differs from the right one: what is true of it, and no guess."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons._coercion import FloatArray
from bce_lessons.answers.compare import Known, Written, shown

__all__ = ["closest_statement"]


def closest_statement(
    written: Written,
    known: Known,
    subject: str = "Your answer",
    *,
    decimals: int | None = None,
    remedy: bool = True,
    whole: bool = False,
) -> str:
    """Say in a sentence what is true of a wrong value: its shape, sign or size.

    If a `whole` number is asked for, say of another that it is none.
    """
    a, b = written.value, known.value
    if a.shape != b.shape:
        return _on_shape(a, b, subject, remedy)
    if not b.ndim:
        return f"{subject} is {_on_number(float(a), float(b), whole)}."
    right = written.right(known, decimals).ravel()
    if Written(np.sort(a, axis=None)).agrees(Known(np.sort(b, axis=None)), decimals):
        return f"{subject} has the right values, but not in the right order."
    first = int(np.argmin(right))
    index = ", ".join(map(str, np.unravel_index(first, a.shape)))
    which = _on_number(float(a.flat[first]), float(b.flat[first]), whole)
    return (
        f"{subject} has {int(right.sum())} of {right.size} values right; the first that is not, "
        f"at index [{index}], is {which}."
    )


def _on_shape(a: FloatArray, b: FloatArray, subject: str, remedy: bool) -> str:
    wanted = f"{_shape(b)} is asked for"
    return f"{subject} is {_shape(a)}, but {wanted}{_reshaped(a, b) if remedy else ''}."


def _reshaped(a: FloatArray, b: FloatArray) -> str:
    """Say how to give an array the right shape, if that is all."""
    if not b.ndim and a.size == 1:
        return f": take the number out, with `{'[0]' * a.ndim}`"
    if b.ndim == 1 and a.shape in ((len(b), 1), (1, len(b))):
        return ": flatten it with `np.ravel`"
    if b.ndim == 1 and a.shape == (len(b), 2) and np.allclose(a.sum(axis=1), 1):
        return ": of one column for each class, take that of class 1, `[:, 1]`"
    return ""


def _shape(a: FloatArray) -> str:
    return f"an array of shape {a.shape}" if a.ndim else "a single number"


def _on_number(a: float, b: float, whole: bool) -> str:
    if math.isnan(a):
        return "NaN, which comes of an undefined step, such as 0 · log 0 or a log of less than 0"
    if math.isinf(b):
        return f"{shown(a)}, but the right one is infinite"
    if math.isinf(a):
        return "infinite, but the right one is not"
    if a * b < 0 or (a < 0 and b == 0):
        return f"{'negative' if a < 0 else 'positive'}, but the right one is not"
    if whole and a != round(a):
        return f"{a:.12g}, and a whole number is asked for"
    return _on_size(a, b)


def _on_size(a: float, b: float) -> str:
    """Say how far off a number is: a negative one in its distance from 0."""
    large, small = ("too large", "too small") if b >= 0 else ("too far from 0", "too near 0")
    off = large if abs(a) > abs(b) else small
    if not a or not b:
        return f"{'too large' if a > b else 'too small'}: the right one is {'not ' * (not a)}0"
    ratio = max(a / b, b / a)
    if ratio < 1.01:
        return f"very close, less than 1 % {off}"
    if ratio < 1.1:
        return f"close, less than 10 % {off}"
    if math.isclose(ratio, 100, rel_tol=1e-3):
        return f"{off}, by a factor of a hundred, as between a share and percent"
    for factor, words in ((2, "two"), (10, "ten"), (100, "a hundred"), (1000, "a thousand")):
        if ratio < factor:
            return f"{off}, by less than a factor of {words}"
    return f"{off}, by more than a factor of a thousand"
