"""The losses and functions whose arguments are tried, by name."""

import re

import pytest

import bce_lessons as bce

NAN = float("nan")
PROBABILITY_LOSSES = [bce.binary_cross_entropy, bce.squared_error]
OF_PROBABILITIES = [
    *PROBABILITY_LOSSES,
    bce.binary_cross_entropy_gradient,
    bce.squared_error_gradient,
]
OF_LOGITS = [
    bce.binary_cross_entropy_with_logits,
    bce.binary_cross_entropy_with_logits_gradient,
    bce.squared_error_with_logits_gradient,
]
OF_LABELS = OF_PROBABILITIES + OF_LOGITS


def by_name(functions):
    return pytest.mark.parametrize("function", functions, ids=lambda f: f.__name__)


def says(error, *parts):
    """Expect `error`, its message holding all parts in their order."""
    return pytest.raises(error, match="(?s)" + ".*".join(map(re.escape, parts)))


# --- what is not a real number ---------------------------------------------------------------


class Unwilling:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("call .detach() first")

    def __len__(self):
        raise RuntimeError("call .detach() first")
