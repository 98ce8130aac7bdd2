"""Tell what is right but for its digits or its shape: no hint on the method helps there."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from bce_lessons.answers.compare import DIGITS, Known, Written

__all__ = ["is_nearly_right", "is_rounding_mistake"]

_CLOSE = 0.01  # relative: what a few digits too early amount to
_WHOLE = 0.1  # relative: how far a count may be from what is not rounded to one yet
_ROUNDING = ("rounded", "cut-off", "not-whole", "one-decimal", "bar-rounded")


def is_rounding_mistake(slug: str) -> bool:
    """Say whether a known mistake is one of rounding alone, which its slug's beginning tells."""
    return slug.startswith(_ROUNDING)


@np.errstate(all="ignore")
def is_nearly_right(written: Written, known: Known, mistakes: Collection[str]) -> bool:
    """Say whether an answer that is not right yet lacks digits or another shape, and no method.

    Parameters
    ----------
    written : Written
        The answer.
    known : Known
        The right one.
    mistakes : collection of str
        The slugs of the known mistakes that it may be. One that is none of rounding tells of the
        method, however close its value is.

    Returns
    -------
    bool
    """
    if _is_unrounded_count(written, known):
        return True
    if mistakes:
        return all(map(is_rounding_mistake, mistakes))
    a, b = written.value, known.value
    if a.shape != b.shape:
        return a.size == b.size and Written(a.ravel()).agrees(Known(b.ravel()))
    if _is_count(known):
        return False
    close = np.where(np.isfinite(b), np.abs(a - b) <= _CLOSE * np.abs(b), a == b)
    return written.is_early_rounding(known) or bool(close.all())


def _is_count(known: Known) -> bool:
    """Say whether whole numbers are asked for, so small that none of their digits is rounded."""
    is_whole = known.is_finite and bool((known.value == np.round(known.value)).all())
    return is_whole and known.largest < 10**DIGITS


def _is_unrounded_count(written: Written, known: Known) -> bool:
    """Say whether an answer is right but for the rounding to a whole number."""
    a, b = written.value, known.value
    if a.shape != b.shape or not _is_count(known) or bool((a == np.round(a)).all()):
        return False
    return bool(((np.abs(a - b) < 1) & (np.abs(a - b) <= _WHOLE * np.abs(b))).all())
