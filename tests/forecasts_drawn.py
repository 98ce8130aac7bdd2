"""Forecasts of models that are more or less sure than they should be."""

import numpy as np

from bce_lessons import sigmoid


def drawn(n, confidence, seed=0):
    """Return labels and the logits of a model that is `confidence` times too sure."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 2, n)
    return (rng.random(n) < sigmoid(z)).astype(int), confidence * z
