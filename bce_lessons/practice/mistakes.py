"""Known mistakes, as functions that compute what each would give.

Single ones, for any number: `sign`, `nats_for_bits`, …; and families: `loss_functions`, the wrong
ways to compute the loss of labels and probabilities, and `loss_values`, what they give on data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons._validation import FloatArray
from bce_lessons.links import sigmoid
from bce_lessons.practice import values
from bce_lessons.practice.spec import Mistake
from bce_lessons.practice.wrong_losses import (
    EDGES,
    INSTEAD,
    MEAN,
    OF_EACH,
    OF_LOGITS,
    REDUCERS,
    SAMPLES,
    TOGETHER,
    class_means,
    losses,
    then,
)

__all__ = [
    "bans_for_nats",
    "batch",
    "bits_for_nats",
    "complement",
    "cut_off",
    "logit_values",
    "loss_functions",
    "loss_values",
    "nats_for_bits",
    "off_by_one",
    "penalised",
    "percent",
    "sign",
    "telling",
]

_ALIKE = 3  # so many mistakes with one value are told together

Number = Callable[[], Any]
Reduction = Literal["mean", "sum", "none"]


def batch(rng: np.random.Generator) -> tuple[Any, ...]:
    """Draw labels and probabilities, for the trials of a function of both.

    Parameters
    ----------
    rng : numpy.random.Generator
        A seeded source of random numbers.

    Returns
    -------
    tuple
        Labels, of int, and probabilities, in (0, 1), of one length from 1 to 8.
    """
    n = int(rng.integers(1, 9))
    return rng.integers(0, 2, n), rng.uniform(0.01, 0.99, n)


# --- One number ---------------------------------------------------------------------------


def sign(right: Number) -> Mistake:
    """Make the right number, with the other sign."""
    return Mistake(
        "That has the wrong sign: log p is never positive, and the loss is *minus* the log.",
        lambda: -np.asarray(right()),
    )


def bits_for_nats(right: Number) -> Mistake:
    """Make a number in nats one in bits: log2 for ln."""
    return Mistake(
        "That is in bits (log2); the question asks for nats, the natural log.",
        lambda: np.asarray(right()) / np.log(2),
    )


def nats_for_bits(right: Number) -> Mistake:
    """Make a number in bits one in nats: ln for log2."""
    return Mistake(
        "That is in nats (the natural log); the question asks for bits, log2.",
        lambda: np.asarray(right()) * np.log(2),
    )


def bans_for_nats(right: Number) -> Mistake:
    """Make a number in nats one with log10."""
    return Mistake(
        "That is what log10 gives; nats want the natural log, `np.log`.",
        lambda: np.asarray(right()) / np.log(10),
    )


def complement(right: Number, says: str = "") -> Mistake:
    """Make a probability that of the other outcome."""
    return Mistake(
        says or "That is 1 − p: the probability of what did *not* happen.",
        lambda: 1 - np.asarray(right()),
    )


def percent(right: Number, what: str = "a probability") -> Mistake:
    """Make a share a percentage."""
    return Mistake(
        f"That is in percent; {what} lies between 0 and 1: divide by 100.",
        lambda: 100 * np.asarray(right()),
    )


def cut_off(right: Number, decimals: int) -> Mistake:
    """Make a number cut off after so many decimals where it should be rounded."""
    return Mistake(
        "Its further digits were cut off; the last one kept is to be rounded.",
        lambda: np.trunc(np.asarray(right()) * 10.0**decimals) / 10.0**decimals,
    )


def penalised(loss: Number) -> Mistake:
    """Make the loss of a fit that of a penalised one, which `loss` computes."""
    return Mistake(
        "That is the loss of the *penalised* fit: by default the library adds a penalty on the "
        "weights, so turn it off (`C=np.inf`).",
        loss,
    )


def off_by_one(right: Number, says: str, by: int = -1) -> Mistake:
    """Make a count one too low, or off `by` another number."""
    return Mistake(says, lambda: np.asarray(right()) + by)


# --- The loss of labels and probabilities -------------------------------------------------


def loss_functions(reduction: Reduction = "mean", *, edges: bool = True) -> tuple[Mistake, ...]:
    """List wrong ways to compute binary cross-entropy, as functions of labels and probabilities.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}
        What is right: the mean, the sum, or the loss of each sample.
    edges : bool
        Whether to list those, too, that only show at a probability of 0 or 1: clipping, NaN.

    Returns
    -------
    tuple of Mistake
        Each `gives` is a wrong function of `y` and `p`.
    """
    samples = {k: both for k, both in SAMPLES.items() if edges or not k.startswith(EDGES)}
    if reduction == "none":  # where to round each log is to round at the end
        named = {k: both for k, both in samples.items() if not k.startswith("rounded")}
        return tuple(
            Mistake(OF_EACH.get(name, says), then(np.asarray, loss))
            for name, (says, loss) in named.items()
        )
    right, other = (np.mean, INSTEAD["sum"]) if reduction == "mean" else (np.sum, MEAN)
    found = [Mistake(says, then(right, loss)) for says, loss in samples.values()]
    found.append(Mistake(other[0], then(other[1], losses)))
    says = f"That is the loss of each prediction, one by one; their {reduction} is asked for."
    found.append(Mistake(says, then(np.asarray, losses)))
    found += [
        Mistake(f"{samples[name][0]} And: {_lower(other[0])}", then(other[1], samples[name][1]))
        for name in TOGETHER
    ]
    if reduction == "mean":
        rest = list(INSTEAD.values())[1:]
        found += [Mistake(says, then(reduce, losses)) for says, reduce in rest]
        says = "That averages the means of the two classes; every *prediction* has one vote."
        found.append(Mistake(says, class_means))
    return tuple(found)


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def loss_values(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    reduction: Reduction = "mean",
    *,
    decimals: int | None = None,
) -> tuple[Mistake, ...]:
    """List what wrong ways to compute the loss give on data.

    Left out are those that come out right on these data, any beyond three of one value, and what
    is added inside the log: a number alone does not tell it from a clip.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities.
    reduction : {"mean", "sum", "none"}
        What is right.
    decimals : int, optional
        Those of the exercise, if it asks for some.

    Returns
    -------
    tuple of Mistake

    Examples
    --------
    >>> from bce_lessons.practice import mistakes
    >>> first = mistakes.loss_values([1, 0], [0.9, 0.2])[0]
    >>> first.says.split(",")[0], round(float(first.gives()), 4)
    ('That is the log without its minus sign: the log of a probability is never positive', -0.1643)
    """
    right = np.asarray(REDUCERS[reduction](losses(y_true, y_proba)))
    functions = [m for m in loss_functions(reduction) if not m.says.startswith("That adds 1e-")]
    all_ = [Mistake(m.says, partial(m.gives, y_true, y_proba)) for m in functions]
    return telling(all_, right, decimals)


def logit_values(
    y_true: ArrayLike,
    logits: ArrayLike,
    reduction: Reduction = "mean",
    *,
    decimals: int | None = None,
) -> tuple[Mistake, ...]:
    """List what wrong ways to compute the loss of logits give: those of `loss_values`, and more.

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels.
    logits : array_like of float, shape of `y_true`
        Predicted log-odds.
    reduction : {"mean", "sum", "none"}
        What is right.
    decimals : int, optional
        Those of the exercise, if it asks for some.

    Returns
    -------
    tuple of Mistake
    """
    p, reduce = sigmoid(logits), REDUCERS[reduction]
    own = [
        Mistake(says, partial(then(reduce, loss), y_true, logits))
        for says, loss in OF_LOGITS.values()
    ]
    right = np.asarray(reduce(losses(y_true, p)))
    return telling([*own, *loss_values(y_true, p, reduction, decimals=decimals)], right, decimals)


@np.errstate(all="ignore")
def telling(
    candidates: Sequence[Mistake], right: ArrayLike, decimals: int | None = None
) -> tuple[Mistake, ...]:
    """Keep the mistakes that do not come out right, and at most three of one value.

    Parameters
    ----------
    candidates : sequence of Mistake
        Mistakes of a number or an array.
    right : array_like of float
        The right one.
    decimals : int, optional
        Those of the exercise, if it asks for some.

    Returns
    -------
    tuple of Mistake
    """
    kept: list[tuple[Mistake, FloatArray]] = []
    for mistake in candidates:
        value = np.asarray(mistake.gives(), dtype=np.float64)
        alike = [other.says for other, given in kept if values.exactly(value, given)]
        is_new = len(alike) < _ALIKE and mistake.says not in alike
        if is_new and not values.agree(value, right, decimals):
            kept.append((mistake, value))
    return tuple(mistake for mistake, _ in kept)
