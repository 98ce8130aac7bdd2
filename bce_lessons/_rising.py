"""Isotonic regression: neighbours are pooled until their shares rise."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDING = 2.0**-46  # shares that differ by less of themselves are equal, but for rounding


def rising(positives: NDArray[Any], weight: NDArray[Any]) -> NDArray[np.intp]:
    """Return the number of the pool of each value, from what it has of y = 1 and in all."""
    from sklearn.isotonic import isotonic_regression

    fitted = isotonic_regression(positives / weight, sample_weight=weight)
    higher = fitted[1:] > fitted[:-1] * (1 + ROUNDING)
    return np.concatenate([[0], np.cumsum(higher)])
