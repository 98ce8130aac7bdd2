"""Say which number of an answer is the first that cannot be."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons.answers.compare import shown

__all__ = ["first_unfit", "unfit_probability"]


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
