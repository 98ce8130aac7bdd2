"""Families of known mistakes: the wrong ways to compute the loss of labels and probabilities.

`loss_functions` are those of a function; `loss_values` and `logit_values`, what they give on data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons.answers.compare import Known, Written
from bce_lessons.answers.exercise import Mistake, WrongFunction, WrongValue
from bce_lessons.answers.wrong_losses import (
    EDGES,
    INSTEAD,
    MEAN,
    OF_EACH,
    OF_LOGITS,
    REDUCERS,
    SAMPLES,
    TOGETHER,
    class_means,
    each_loss,
    then,
)
from bce_lessons.links import sigmoid

__all__ = ["batch", "logit_values", "loss_functions", "loss_values", "telling"]

_ALIKE = 3  # so many mistakes with one value are told together

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


def loss_functions(
    reduction: Reduction = "mean", *, edges: bool = True
) -> tuple[WrongFunction, ...]:
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
        return tuple(
            Mistake(slug, then(np.asarray, loss), OF_EACH.get(slug, says))
            for slug, (says, loss) in samples.items()
            if not slug.startswith("rounded")
        )
    right, other = (np.mean, "sum") if reduction == "mean" else (np.sum, "mean")
    instead, reduce = INSTEAD["sum"] if reduction == "mean" else MEAN
    found = [Mistake(slug, then(right, loss), says) for slug, (says, loss) in samples.items()]
    found.append(Mistake(other, then(reduce, each_loss), instead))
    says = f"That is the loss of each prediction, one by one; their {reduction} is asked for."
    found.append(Mistake("each", then(np.asarray, each_loss), says))
    for slug in TOGETHER:
        both = f"{samples[slug][0]} And: {instead[0].lower()}{instead[1:]}"
        found.append(Mistake(f"{slug}-{other}", then(reduce, samples[slug][1]), both))
    if reduction == "mean":
        rest = list(INSTEAD.items())[1:]
        found += [Mistake(slug, then(reduce, each_loss), says) for slug, (says, reduce) in rest]
        says = "That averages the means of the two classes; every *prediction* has one vote."
        found.append(Mistake("class-means", class_means, says))
    return tuple(found)


def loss_values(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    reduction: Reduction = "mean",
    *,
    decimals: int | None = None,
) -> tuple[WrongValue, ...]:
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
    >>> from bce_lessons.answers import mistakes
    >>> first = mistakes.loss_values([1, 0], [0.9, 0.2])[0]
    >>> first.slug, round(float(first.gives.value), 4)
    ('no-minus', -0.1643)
    """
    right = REDUCERS[reduction](each_loss(y_true, y_proba))
    functions = [
        m for m in loss_functions(reduction) if not m.slug.startswith(("added", "floored"))
    ]
    given = [Mistake(m.slug, Known(m.gives(y_true, y_proba)), m.says) for m in functions]
    return telling(given, right, decimals)


def logit_values(
    y_true: ArrayLike,
    logits: ArrayLike,
    reduction: Reduction = "mean",
    *,
    decimals: int | None = None,
) -> tuple[WrongValue, ...]:
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
        Mistake(slug, Known(then(reduce, loss)(y_true, logits)), says)
        for slug, (says, loss) in OF_LOGITS.items()
    ]
    right = reduce(each_loss(y_true, p))
    return telling([*own, *loss_values(y_true, p, reduction, decimals=decimals)], right, decimals)


@np.errstate(all="ignore")
def telling(
    candidates: Sequence[WrongValue], right: ArrayLike, decimals: int | None = None
) -> tuple[WrongValue, ...]:
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
    kept: list[WrongValue] = []
    known = Known(right)
    for mistake in candidates:
        value = Written(mistake.gives.value)
        alike = [other.says for other in kept if value.is_exactly(other.gives)]
        is_new = len(alike) < _ALIKE and mistake.says not in alike
        if is_new and not value.agrees(known, decimals):
            kept.append(mistake)
    return tuple(kept)
