"""Samples that are long enough for blocks, and what the losses of them are."""

import math

import numpy as np
import pytest

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    blocks,
    squared_error,
)

RNG = np.random.default_rng(20261122)
N = blocks.WORTH_IT + 500  # some way into the fast form, and not a multiple of 32
MANY = blocks.BLOCK + 1000  # more than one block, also for the form with half-sized blocks
EXACT = 1e-14
LOSSES = [binary_cross_entropy, binary_cross_entropy_with_logits, squared_error]
every_loss = pytest.mark.parametrize("loss", LOSSES, ids=lambda f: f.__name__)
weighted = pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
reductions = pytest.mark.parametrize("reduction", ["mean", "sum"])


def labels(n):
    return RNG.integers(0, 2, n).astype(np.int8)


def sample(loss, n=MANY):
    """Return labels and predictions for `loss`."""
    q = RNG.random(n)
    y = (RNG.random(n) < q).astype(np.int8)
    return y, (np.log(q / (1 - q)) if loss is binary_cross_entropy_with_logits else q)


def slowly(loss, y, x, w=None, reduction="mean"):
    """Sum the losses of the samples one by one, without rounding."""
    total = math.fsum(loss(y, x, sample_weight=w, reduction="none").ravel())
    if reduction == "sum":
        return total
    return total / (np.size(y) if w is None else math.fsum(np.float64(w).ravel()))
