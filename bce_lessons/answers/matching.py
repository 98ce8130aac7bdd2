"""Match a wrong value with what is known: with mistakes, and with a right answer of few digits."""

from __future__ import annotations

from typing import Literal

import numpy as np

from bce_lessons.answers.compare import DIGITS, Known, Written
from bce_lessons.answers.exercise import Judged, Value, WrongValue
from bce_lessons.answers.wrong_losses import EDGES

__all__ = ["Fit", "agrees", "asks_whole", "digits_asked", "fitting", "told_short"]

_WHOLE = 1e-9  # relative: how far beside a whole number steps of float64 may end
_TINY = 1e-6  # a right value below it is not nearly 0: it is tiny
_BY_CHANCE = (*EDGES, "rounded")  # so near the right loss that few digits may give any of them
_COUNTS = ("no", "one", "two", "three", "four", "five", "six")


Fit = Literal["exactly", "rounded", "perhaps"]  # that few digits may agree by chance


def asks_whole(sheet: Value) -> bool:
    """Say whether whole numbers are asked for: such have no digits to round."""
    return "whole number" in sheet.asked


def agrees(sheet: Value, written: Written) -> bool:
    """Say whether a value is the right one, in as many digits as are asked for."""
    if asks_whole(sheet):
        return _is_same(written, sheet.answer)
    return written.agrees(sheet.answer, sheet.decimals)


def _is_same(written: Written, known: Known) -> bool:
    """Say whether a value is a known one, as it is."""
    same_shape = written.value.shape == known.value.shape
    return same_shape and np.allclose(written.value, known.value, rtol=_WHOLE, atol=_WHOLE)


def fitting(sheet: Value, written: Written) -> tuple[tuple[WrongValue, ...], Fit]:
    """List the mistakes that give this value: exactly, or else those of which it is a rounding.

    Say, too, how they fit. Where whole numbers are asked for, whole ones fit exactly or not at all.
    """
    right = sheet.answer
    given = tuple(one for one in sheet.mistakes if not _errs_otherwise(sheet, written, one.gives))
    if asks_whole(sheet):
        given = tuple(m for m in given if not m.gives.is_whole or _is_same(written, m.gives))
    if written.value.any() and np.abs(right.value).max() < _TINY:
        given = tuple(mistake for mistake in given if not mistake.gives.is_zero)
    exact = tuple(mistake for mistake in given if written.is_exactly(mistake.gives))
    if exact or (not right.is_whole and _is_few(sheet, written)):
        return exact, "exactly"
    sure = tuple(mistake for mistake in given if _is_surely(sheet, written, mistake.gives))
    if sure or sheet.decimals is None:
        return sure, "rounded"
    likely = (one for one in given if not one.slug.startswith(_BY_CHANCE))
    return tuple(one for one in likely if written.is_rounding(one.gives, 2)), "perhaps"


def _errs_otherwise(sheet: Value, written: Written, wrong: Known) -> bool:
    """Say whether what judges an array says something else of it than of a wrong one beside it."""
    if not isinstance(sheet, Judged) or not sheet.answer.value.ndim:
        return False
    if wrong.value.shape != sheet.answer.value.shape or not written.is_exactly(wrong):
        return False
    return sheet.fault(written.value) != sheet.fault(wrong.value)


def _is_surely(sheet: Value, written: Written, wrong: Known) -> bool:
    """Say whether a value has three digits of a wrong one, or as many decimals as are asked for."""
    by_digits = sheet.decimals is None or not sheet.answer.value.ndim
    if by_digits and written.is_rounding(wrong, 3):
        return True
    if sheet.decimals is None or not written.value.any():
        return False
    return written.is_written_to(wrong, sheet.decimals)


def told_short(sheet: Value, written: Written) -> str:
    """Say that a right answer was rounded too early, or its digits cut off, if that is all."""
    right = sheet.answer
    if right.is_whole:  # a count has no digits to spare
        return ""
    if isinstance(sheet, Judged) and not _is_written_short(right, written):
        return ""
    if _is_few(sheet, written):
        return f"That is right as far as it goes: give {digits_asked(sheet)}."
    if written.is_cut_off(right, 2):
        return "Its further digits were cut off. Round instead: which digit comes next?"
    return ""


def _is_written_short(right: Known, written: Written) -> bool:
    """Say whether all numbers are the right ones, rounded to the same few decimals."""
    few = range(right.decimals(2), right.decimals(DIGITS))
    return any(written.is_exactly(right.rounded(decimals)) for decimals in few)


def _is_few(sheet: Value, written: Written) -> bool:
    """Say whether it is the right answer in fewer digits, but enough to be so by no chance."""
    if isinstance(sheet, Judged) or sheet.answer.value.ndim:
        return written.is_rounding(sheet.answer, 2)
    return written.is_early_rounding(sheet.answer)


def digits_asked(sheet: Value) -> str:
    """Say how many digits an answer is to have."""
    if isinstance(sheet, Judged):
        return "more digits"
    if sheet.decimals is None:
        return f"at least {_COUNTS[DIGITS]} digits"
    return f"{_COUNTS[sheet.decimals]} decimal{'s' * (sheet.decimals != 1)}"
