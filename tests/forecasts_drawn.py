"""Forecasts of models that are more or less sure than they should be."""

import numpy as np

from bce_lessons import sigmoid


def drawn(n, confidence, seed=0):
    """Return labels and the logits of a model that is `confidence` times too sure."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 2, n)
    return (rng.random(n) < sigmoid(z)).astype(int), confidence * z


def forecasts(n, seed=0):
    """Return labels, calibrated forecasts of them, and those of a model that is a bit worse."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 1.5, n)
    y = (rng.random(n) < sigmoid(z)).astype(int)
    return y, sigmoid(z), sigmoid(1.3 * z + rng.normal(0, 0.4, n))
