"""Isotonic regression: neighbours are pooled until their shares rise."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bce_lessons._validation import FloatArray

MOST_PLACES = 200  # at so many predictions a band is computed
ROUNDING = 2.0**-46  # shares that differ by less of themselves are equal, but for rounding


def shares(positives: NDArray[Any], weight: NDArray[Any]) -> FloatArray:
    """Return the share of y = 1 in the pool of each value, from what it has of it and in all."""
    from sklearn.isotonic import isotonic_regression

    return np.asarray(isotonic_regression(positives / weight, sample_weight=weight))


def rising(positives: NDArray[Any], weight: NDArray[Any]) -> NDArray[np.intp]:
    """Return the number of the pool of each value."""
    fitted = shares(positives, weight)
    higher = fitted[1:] > fitted[:-1] * (1 + ROUNDING)
    return np.concatenate([[0], np.cumsum(higher)])


def consistency_band(
    p: FloatArray, confidence: float, n_resamples: int, rng: np.random.Generator
) -> FloatArray:
    """Return predictions, and the ends between which the pools' shares lie were p calibrated.

    Labels are drawn as the predictions say, again and again.
    """
    from sklearn import config_context

    values, count = np.unique(p, return_counts=True)
    places = np.unique(np.linspace(0, len(values) - 1, MOST_PLACES).round().astype(np.intp))
    found = np.empty((n_resamples, len(places)))
    with config_context(assume_finite=True, skip_parameter_validation=True):  # ten times as fast
        for row in found:
            row[:] = shares(rng.binomial(count, values), count)[places]
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, [tail, 1 - tail], axis=0)
    return np.column_stack([values[places], low, high])
