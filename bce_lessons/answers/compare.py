"""Compare an answer with what is known: the right value, and those of known mistakes."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons._coercion import FloatArray

__all__ = ["DIGITS", "Known", "Written", "alike", "near", "shown"]

DIGITS = 4  # a right rounding to as many digits is right
_NEAR = 1e-5  # relative: what is computed in float32 passes
_TINY = 1e-4  # numbers below it are written with powers of ten, and not to common decimals
_FURTHER = 8  # decimals, from those asked for on, that an answer may be written with


class Known:
    """A value to compare answers with."""

    def __init__(self, value: ArrayLike) -> None:
        self.value: FloatArray = np.asarray(value, dtype=np.float64)
        self.number = _number(self.value)
        self._rounded: dict[int, Known] = {}

    @cached_property
    def largest(self) -> float:
        """The largest finite size among its numbers, or 0."""
        size = np.abs(self.value)
        return float(np.max(size, where=np.isfinite(size), initial=0.0))

    @cached_property
    def slack(self) -> FloatArray:
        """How far beside each number the same one may lie, by the last bits of float32."""
        return _slack(self.value, self.largest)

    @cached_property
    def is_finite(self) -> bool:
        """Whether all of its numbers are finite."""
        return bool(np.isfinite(self.value).all())

    @cached_property
    def is_zero(self) -> bool:
        """Whether all of its numbers are 0."""
        return not self.value.any()

    def rounded(self, decimals: int) -> Known:
        """Return it rounded to so many decimals."""
        if decimals not in self._rounded:
            self._rounded[decimals] = Known(np.round(self.value, decimals))
        return self._rounded[decimals]

    @cached_property
    def is_whole(self) -> bool:
        """Whether all of its numbers are whole."""
        return self.is_finite and bool((self.value == np.round(self.value)).all())

    def decimals(self, digits: int) -> int:
        """Return how many decimals so many digits are, by its largest number."""
        return digits - 1 - math.floor(math.log10(self.largest or 1.0))


class Written:
    """An answer as it was read: its numbers, and with how many decimals they are written."""

    def __init__(self, value: FloatArray) -> None:
        self.value = value
        self.number = _number(value)
        self._whole: dict[int, NDArray[np.bool_]] = {}

    @cached_property
    def is_finite(self) -> bool:
        """Whether all of its numbers are finite."""
        return bool(np.isfinite(self.value).all())

    def is_exactly(self, known: Known) -> bool:
        """Say whether it is a known value but for the last bits (of float32)."""
        if self.value.shape != known.value.shape:
            return False
        a, b = self.number, known.number
        if a is None or b is None:
            return bool(alike(self.value, known.value, known.slack).all())
        return bool(a == b or abs(a - b) <= known.slack or (a != a and b != b))

    def agrees(self, known: Known, decimals: int | None = None) -> bool:
        """Say whether it is a known value to so many `decimals`, or to four digits."""
        if self.is_exactly(known):
            return True
        is_alike = self.value.shape == known.value.shape and not known.is_zero
        return is_alike and bool(self.right(known, decimals).all())

    @np.errstate(all="ignore")
    def right(self, known: Known, decimals: int | None = None) -> NDArray[np.bool_]:
        """Say of each number whether it is the known one to so many `decimals`.

        By default, to four digits of its own; or it is written as its rounding to so many decimals
        as are four digits of the largest, if that is not so small that powers of ten are written.
        In arrays of the same shape.
        """
        same = alike(self.value, known.value, known.slack)
        if decimals is not None:
            same |= near(np.round(self.value, decimals), known.value, decimals)
            return np.asarray(same | self._rounds(known, decimals))
        step = 10.0 ** -_each_decimals(known.value, DIGITS)
        to_digits = near(np.round(self.value / step), known.value / step, 0) & (known.value != 0)
        if known.largest < _TINY:
            return np.asarray(same | to_digits)
        return np.asarray(same | to_digits | self._rounds(known, known.decimals(DIGITS)))

    @np.errstate(all="ignore")
    def is_rounding(self, known: Known, digits: int) -> bool:
        """Say whether it is a known value, or written as its rounding to `digits` or to more."""
        if self.is_exactly(known):
            return True
        return self._is_comparable(known) and self.is_written_to(known, known.decimals(digits))

    def is_early_rounding(self, known: Known) -> bool:
        """Say whether it is a known value's rounding to two digits, or to one that tells as much.

        Of a number with decimals a whole one of a single digit is a guess: 1 is not 1.32 rounded.
        """
        if known.is_whole or known.value.ndim:
            return self.is_rounding(known, 1)
        least = min(known.decimals(2), max(1, known.decimals(1)))
        return self.is_exactly(known) or self.is_written_to(known, least)

    @np.errstate(all="ignore")
    def is_written_to(self, known: Known, decimals: int) -> bool:
        """Say whether it is written as a known value's rounding to so many decimals, or to more."""
        return self._is_comparable(known) and bool(self._rounds(known, decimals).all())

    @np.errstate(all="ignore")
    def is_cut_off(self, known: Known, digits: int) -> bool:
        """Say whether it is a known value with all but its first `digits` or more cut off."""
        if not self._is_comparable(known):
            return False
        least = max(1, known.decimals(digits))  # a whole number is a guess rather than cut off
        cut = (np.trunc(known.value * 10.0**d) / 10.0**d for d in range(least, least + _FURTHER))
        return any(bool(alike(self.value, one).all()) for one in cut)

    def _is_comparable(self, known: Known) -> bool:
        same = self.value.shape == known.value.shape
        return same and self.is_finite and known.is_finite and not known.is_zero

    def _rounds(self, known: Known, least: int) -> NDArray[np.bool_]:
        """Say of each number if it is written as a rounding to `least` decimals, or to more."""
        left = near(self.value, known.value, least)
        found = np.zeros_like(left)
        for decimals in range(least, least + _FURTHER):
            if not left.any():
                break
            whole = left & self._is_whole(decimals)
            found |= whole & near(self.value, known.value, decimals)
            left &= ~whole
        return found

    def _is_whole(self, decimals: int) -> NDArray[np.bool_]:
        """Say of each number if it is written with so many decimals; float32 may have kept it."""
        if decimals not in self._whole:
            steps = self.value / 10.0**-decimals
            slack = _NEAR * 1e-2 * np.maximum(1.0, np.abs(steps))
            self._whole[decimals] = np.asarray(np.abs(steps - np.round(steps)) <= slack)
        return self._whole[decimals]


def _number(value: FloatArray) -> float | None:
    """Return a single number as a float, which is compared faster; None of an array."""
    return None if value.ndim else float(value)


def _each_decimals(value: FloatArray, digits: int) -> FloatArray:
    """Return how many decimals so many digits of each number are."""
    size = np.where(np.isfinite(value) & (value != 0), np.abs(value), 1.0)
    return np.asarray(digits - 1 - np.floor(np.log10(size)))


def _slack(value: FloatArray, largest: float | FloatArray) -> FloatArray:
    beside_0 = _NEAR * 1e-3 * np.where(largest, largest, 1e-6)  # rounding may leave some 1e-15
    return np.where(np.isfinite(value), beside_0 + _NEAR * np.abs(value), -1.0)


@np.errstate(all="ignore")
def alike(a: FloatArray, b: FloatArray, slack: FloatArray | None = None) -> NDArray[np.bool_]:
    """Say of each number whether it is the same but for the last bits; by default, for its own."""
    if slack is None:
        slack = _slack(b, np.where(np.isfinite(b), np.abs(b), 0.0))
    return np.asarray((a == b) | (np.abs(a - b) <= slack) | (np.isnan(a) & np.isnan(b)))


@np.errstate(all="ignore")
def near(a: FloatArray, b: FloatArray, decimals: int) -> NDArray[np.bool_]:
    """Say of each number whether it is as near as a rounding to so many decimals."""
    half = 0.5 * 10.0**-decimals * (1 + _NEAR)  # a tie may be rounded either way
    return np.asarray(np.abs(a - b) <= half)


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
