"""What tests of comparisons share: every method, every loss, and what a result tells."""

import pytest

from bce_lessons import binary_cross_entropy, squared_error

METHODS = ("studentized", "bca", "normal")
every_method = pytest.mark.parametrize("method", METHODS)
every_loss = pytest.mark.parametrize(
    ("loss", "score"),
    [("cross_entropy", binary_cross_entropy), ("squared_error", squared_error)],
)


def told(result):
    return list(vars(result).values())


def each(y, p, score=binary_cross_entropy):
    return score(y, p, reduction="none")
