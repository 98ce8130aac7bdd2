"""Wrong ways to compute the loss of labels and probabilities, each with a sentence on it.

A sample's loss goes wrong in one of the ways of `SAMPLES` (with logits, of `OF_LOGITS`), and what
is made of the samples' losses in one of those of `INSTEAD`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    squared_error,
)

__all__ = [
    "EDGES",
    "INSTEAD",
    "MEAN",
    "OF_EACH",
    "OF_LOGITS",
    "REDUCERS",
    "SAMPLES",
    "TOGETHER",
    "class_means",
    "each_loss",
    "then",
]

Loss = Callable[[Any, Any], Any]
Reducer = Callable[[FloatArray], Any]

# Where libraries cut probabilities off: the resolution of float64 and of float32, and powers.
_EPSILONS = (
    float(np.finfo(np.float64).eps),
    float(np.finfo(np.float32).eps),
    *(float(f"{digit}e-{power}") for power in range(2, 17) for digit in (1, 2, 5)),
)
# What is added inside a log, or put there in the place of 0.
_ADDED = (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)


def _arrays(y: Any, p: Any) -> tuple[FloatArray, FloatArray]:
    return np.asarray(y, dtype=np.float64), np.asarray(p, dtype=np.float64)


def each_loss(y: Any, p: Any) -> FloatArray:
    """Compute the loss of each sample, rightly."""
    return np.asarray(binary_cross_entropy(*_arrays(y, p), reduction="none"))


@np.errstate(all="ignore")
def _naive(y: Any, p: Any) -> FloatArray:
    y, p = _arrays(y, p)
    return np.asarray(-(y * np.log(p) + (1 - y) * np.log(1 - p)))


def clipped(eps: float) -> Loss:
    """Make the loss with probabilities kept `eps` away from 0 and 1."""
    return lambda y, p: each_loss(y, np.clip(np.asarray(p), eps, 1 - eps))


def added(eps: float) -> Loss:
    """Make the loss with `eps` added to what the log is taken of."""
    return lambda y, p: -np.log(np.exp(-each_loss(y, p)) + eps)


def floored(eps: float) -> Loss:
    """Make the loss with what the log is taken of kept at `eps` or above."""
    return lambda y, p: np.minimum(each_loss(y, p), -np.log(eps))


def _cases(y: Any, p: Any) -> FloatArray:
    """Compute the loss with every label but 1 taken for a 0."""
    y, p = _arrays(y, p)
    return np.asarray(-np.log(np.where(y == 1, p, 1 - p)))


def _capped(y: Any, p: Any) -> FloatArray:
    return np.minimum(each_loss(y, p), 100.0)


def _log_rounded(decimals: int) -> Loss:
    def loss(y: Any, p: Any) -> FloatArray:
        y, p = _arrays(y, p)
        given = np.where(y == 1, p, 1 - p)
        return np.asarray(np.round(-np.log(given), decimals))

    return loss


# What each sample is said to cost: by slug, with a sentence on it.
SAMPLES: dict[str, tuple[str, Loss]] = {
    "no-minus": (
        "That is the log without its minus sign: the log of a probability is never positive, a "
        "loss never negative.",
        lambda y, p: -each_loss(y, p),
    ),
    "log2": (
        "That is in bits: log2 where the natural log belongs.",
        lambda y, p: each_loss(y, p) / np.log(2),
    ),
    "log10": (
        "That is what log10 gives: nats want the natural log, `np.log`.",
        lambda y, p: each_loss(y, p) / np.log(10),
    ),
    "opposite": (
        "That is the loss of the opposite labels: the branches are swapped, the labels reversed, "
        "or the probabilities are those of class 0 (the first column of `predict_proba`).",
        lambda y, p: each_loss(y, 1 - _arrays(y, p)[1]),
    ),
    "swapped": (
        "That is what comes out with the arguments swapped: the labels come first, then the "
        "probabilities.",
        lambda y, p: each_loss(p, y),
    ),
    "swapped-by-cases": (
        "That is what comes out with the arguments swapped: the labels come first, then the "
        "probabilities.",
        lambda y, p: _cases(p, y),
    ),
    "labels": (
        "That is the loss of certain hits, or of the labels against themselves: is p used, or does "
        "y stand where p belongs?",
        lambda y, p: each_loss(y, y),
    ),
    "as-logits": (
        "That takes the probabilities for logits, and sends them through a sigmoid once more.",
        lambda y, p: binary_cross_entropy_with_logits(*_arrays(y, p), reduction="none"),
    ),
    "squared": (
        "That is the squared error (p − y)²: no logarithm in it.",
        lambda y, p: squared_error(*_arrays(y, p), reduction="none"),
    ),
    "absolute": (
        "That is the distance |p − y|, without a logarithm.",
        lambda y, p: np.abs(_arrays(y, p)[1] - _arrays(y, p)[0]),
    ),
    "likelihood": (
        "That is the probability given to what happened; the loss is minus its log.",
        lambda y, p: np.exp(-each_loss(y, p)),
    ),
    "ones-only": (
        "That counts the samples with y = 1 only: the term (1 − y) log(1 − p) is missing.",
        lambda y, p: _arrays(y, p)[0] * -np.log(_arrays(y, p)[1]),
    ),
    "zeros-only": (
        "That counts the samples with y = 0 only: the term y log p is missing.",
        lambda y, p: (1 - _arrays(y, p)[0]) * -np.log(1 - _arrays(y, p)[1]),
    ),
    "p-alone": (
        "That is −log p for every sample, whatever its label: where y = 0, it is −log(1 − p).",
        lambda y, p: -np.log(_arrays(y, p)[1]),
    ),
    "1-p-alone": (
        "That is −log(1 − p) for every sample, whatever its label: where y = 1, it is −log p.",
        lambda y, p: -np.log(1 - _arrays(y, p)[1]),
    ),
    "no-switches": (
        "That adds −log p and −log(1 − p) for every sample: the switches y and 1 − y are missing.",
        lambda y, p: -np.log(_arrays(y, p)[1]) - np.log(1 - _arrays(y, p)[1]),
    ),
    "accuracy": (
        "That is the accuracy, the share on the right side of one half, and no loss.",
        lambda y, p: (_arrays(y, p)[1] > 0.5) == (_arrays(y, p)[0] == 1),
    ),
    "error-rate": (
        "That is the share of misses: it counts them, and does not weigh how sure they were.",
        lambda y, p: (_arrays(y, p)[1] > 0.5) != (_arrays(y, p)[0] == 1),
    ),
    "naive": (
        "That is NaN, as 0 · log 0 is: a certain hit costs 0, so compute −log of the probability "
        "given to what happened, and not both terms.",
        _naive,
    ),
    "nan-to-num": (
        "That is what `np.nan_to_num` makes of it: 0 of NaN, but of infinity, which a certain miss "
        "costs, the largest float.",
        lambda y, p: np.nan_to_num(_naive(y, p)),
    ),
    "capped": (
        "That cuts each loss off at 100, as a library does quietly: a certain miss costs infinity.",
        _capped,
    ),
    "rounded-1": (
        "That rounds each log to one decimal: round only at the end.",
        _log_rounded(1),
    ),
    "rounded-2": (
        "That rounds each log to two decimals: round only at the end.",
        _log_rounded(2),
    ),
    "rounded-3": (
        "That rounds each log to three decimals: round only at the end.",
        _log_rounded(3),
    ),
}
SAMPLES |= {
    f"clipped-{eps:.3g}": (
        f"That clips p at {eps:.3g} before the log, as some libraries do quietly: a certain miss "
        "costs infinity.",
        clipped(eps),
    )
    for eps in _EPSILONS
}
SAMPLES |= {
    f"added-{eps:.0e}": (
        f"That adds {eps:.0e} inside the log: a certain miss no longer costs infinity, and a "
        "certain hit less than 0.",
        added(eps),
    )
    for eps in _ADDED
}
SAMPLES |= {
    f"floored-{eps:.0e}": (
        f"That clips what the log is taken of at {eps:.0e}: a certain miss costs infinity.",
        floored(eps),
    )
    for eps in _ADDED
}
# And with logits z in the place of p.
OF_LOGITS: dict[str, tuple[str, Loss]] = {
    "as-probabilities": (
        "So it is when logits are taken for probabilities, and their logs are NaN: use the form "
        "for logits, or a sigmoid first.",
        lambda y, z: _naive(y, z),
    ),
    "clipped-logits": (
        "That takes the logits for probabilities and clips them into [0, 1], as a library may do "
        "quietly: use the form for logits, or a sigmoid first.",
        lambda y, z: clipped(float(np.finfo(np.float32).eps))(y, z),
    ),
    "clipped-logits-1e-07": (
        "That takes the logits for probabilities and clips them into [0, 1], as a library may do "
        "quietly: use the form for logits, or a sigmoid first.",
        lambda y, z: clipped(1e-7)(y, z),
    ),
    "hinge": (
        "That is max(0, −z) or max(0, z), without the softening log1p(exp(−|z|)).",
        lambda y, z: np.maximum(0.0, (1 - 2 * _arrays(y, z)[0]) * _arrays(y, z)[1]),
    ),
}
# What to say of some where each sample's loss is asked for, and not their mean.
OF_EACH = {
    "accuracy": "That is 1 for a hit and 0 for a miss: it says which, and no loss.",
    "error-rate": "That is 1 for a miss and 0 for a hit: it does not weigh how sure they were.",
}
# Which of them show only where a probability is 0 or 1.
EDGES = ("naive", "nan-to-num", "capped", "clipped", "added", "floored")

# What is made of the samples' losses, other than the mean.
INSTEAD: dict[str, tuple[str, Reducer]] = {
    "sum": (
        "That is the sum over the predictions; the mean divides it by how many there are.",
        np.sum,
    ),
    "n-minus-1": (
        "That divides the sum by n − 1, as for a variance; a mean divides by n.",
        lambda each: np.sum(each) / np.float64(each.size - 1),
    ),
    "n-plus-1": (
        "That divides the sum by n + 1; a mean divides by n.",
        lambda each: np.sum(each) / (each.size + 1),
    ),
    "first-left-out": (
        "That leaves the first sample out: Python counts from 0.",
        lambda each: np.mean(each[1:]) if each.size > 1 else np.nan,
    ),
    "last-left-out": (
        "That leaves the last sample out: the end of a slice is not part of it.",
        lambda each: np.mean(each[:-1]) if each.size > 1 else np.nan,
    ),
    "first-dropped": (
        "That leaves the first sample out: Python counts from 0.",
        lambda each: np.sum(each[1:]) / each.size,
    ),
    "last-dropped": (
        "That leaves the last sample out: the end of a slice is not part of it.",
        lambda each: np.sum(each[:-1]) / each.size,
    ),
    "log-of-the-mean": (
        "That is −log of the *mean* likelihood: take the logs first, then their mean.",
        lambda each: -np.log(np.mean(np.exp(-each))),
    ),
    "product": (
        "That is the product of the likelihoods: take minus its log.",
        lambda each: np.exp(-np.sum(each)),
    ),
    "geometric-mean": (
        "That is the geometric mean of the likelihoods, exp(−loss): take minus its log.",
        lambda each: np.exp(-np.mean(each)),
    ),
    "median": (
        "That is the median of the losses; it is the mean that is asked for.",
        np.median,
    ),
    "largest": (
        "That is the largest of the losses; it is the mean that is asked for.",
        np.max,
    ),
}
REDUCERS: dict[str, Reducer] = {
    "mean": np.mean,
    "sum": np.sum,
    "none": np.asarray,
}
MEAN = ("That is the mean; the question asks for the sum over the predictions.", np.mean)
# Two mistakes at once that are met together.
TOGETHER = ("no-minus", "log2", "log10", "opposite", "squared", "ones-only", "no-switches")


def class_means(y: Any, p: Any) -> Any:
    """Average the mean loss of each class: wrong, unless both have as many samples."""
    each, ones = each_loss(y, p), np.asarray(y) == 1
    if ones.all() or not ones.any():
        return np.mean(each)
    return (np.mean(each[ones]) + np.mean(each[~ones])) / 2


def then(reduce: Reducer, loss: Loss) -> Loss:
    """Make one function of a loss of samples and what is made of it."""

    @np.errstate(all="ignore")
    def function(y: Any, p: Any) -> Any:
        return reduce(np.atleast_1d(loss(y, p)))

    return function
