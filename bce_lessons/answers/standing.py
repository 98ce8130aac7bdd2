"""Say what stands in an answer: the first number that cannot be, or a count."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons.answers.compare import shown

__all__ = ["first_unfit", "unfit_probability", "whole"]

_LAST_BITS = 1e-6  # how far beside a whole number what was computed may lie


def first_unfit(answer: ArrayLike, fits: NDArray[np.bool_]) -> str:
    """Say where the first number stands that does not fit, or nothing if all fit.

    Parameters
    ----------
    answer : array_like of float, of at least one dimension
        What was answered.
    fits : numpy.ndarray of bool, shape of `answer`
        Whether each of its numbers is one that may stand there.

    Returns
    -------
    str
        The beginning of a sentence, without its stop.

    Examples
    --------
    >>> import numpy as np
    >>> first_unfit([0, 0.6, 2], np.array([True, False, False]))
    'At index [1] stands 0.6'
    """
    if fits.all():
        return ""
    place = np.unravel_index(np.argmin(fits), fits.shape)
    value = float(np.asarray(answer)[place])
    index = ", ".join(map(str, place))
    stands = "NaN" if np.isnan(value) else shown(value, np.round(value))
    return f"At index [{index}] stands {stands}"


def unfit_probability(answer: ArrayLike) -> str:
    """Say where the first number stands that is no probability, or nothing if all are.

    Parameters
    ----------
    answer : array_like of float, of at least one dimension
        What was answered.

    Returns
    -------
    str
        A sentence.

    Examples
    --------
    >>> unfit_probability([0.2, 30])
    'At index [1] stands 30: a probability lies between 0 and 1.'
    """
    p = np.asarray(answer, dtype=np.float64)
    found = first_unfit(p, (p >= 0) & (p <= 1))
    return f"{found}: a probability lies between 0 and 1." if found else ""


def whole(answer: float) -> int | None:
    """Return the whole number that an answer is but for its last bits, or None if it is none.

    Parameters
    ----------
    answer : float
        What was answered.

    Returns
    -------
    int or None

    Examples
    --------
    >>> whole(16.0), whole(16.000000001), whole(15.6), whole(float("nan"))
    (16, 16, None, None)
    """
    if not np.isfinite(answer) or abs(answer - round(answer)) > _LAST_BITS:
        return None
    return round(answer)
