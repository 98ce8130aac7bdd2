"""A loss beside that of a reference, which knows less."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons import sums
from bce_lessons._validation import FloatArray
from bce_lessons.information import binary_entropy
from bce_lessons.losses import PROBABILITIES, binary_cross_entropy
from bce_lessons.samples import counted, read


@np.errstate(all="ignore")
def skill(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    reference: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
) -> float:
    """Compare a loss with that of a reference: 1 - loss / loss of the reference.

    Also called the logarithmic skill score, McFadden's pseudo-R², or D² (scikit-learn's
    `d2_log_loss_score`).

    Parameters
    ----------
    y_true : array_like of float, any shape, in [0, 1]
        Labels, 0 or 1; soft labels between them are allowed.
    y_proba : array_like of float, shape of `y_true`, in [0, 1]
        Predicted probabilities of y = 1.
    reference : float, or array_like of float of the shape of `y_true`, in [0, 1], optional
        What to compare with: one probability for all samples, such as the base rate of the samples
        that the model was trained on, or another model's. Unless given, the base rate of these
        samples, which only somebody knows who has seen the labels.
    sample_weight : array_like of float, shape of `y_true`, optional
        Finite weights of at least 0, not all 0. A sample of weight 0 never matters.

    Returns
    -------
    float, at most 1
        1 for certain hits only, 0 for what the reference gives, below 0 for worse than that, -inf
        after a certain miss.

    Raises
    ------
    ValueError
        If the reference has no loss, as the base rate if all labels are 0, or all are 1, or an
        infinite one: nothing can be compared with that. Also if an input is empty, holds a NaN,
        is outside [0, 1], is masked or has another shape.
    TypeError
        If an input does not hold real numbers.

    References
    ----------
    .. [1] D. McFadden (1974). Conditional logit analysis of qualitative choice behavior. In
       P. Zarembka (ed.), Frontiers in Econometrics, 105-142. Academic Press.

    Examples
    --------
    >>> from bce_lessons.decomposition import skill
    >>> round(skill([1, 0, 0, 0], [0.6, 0.2, 0.1, 0.1]), 4)
    0.58
    >>> skill([1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25])
    0.0
    >>> round(skill([1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], reference=0.5), 4)
    0.1887
    """
    arrays = read(y_true, y_proba, "y_proba", sample_weight)
    remedy = "for such classes score one column at a time"
    check.separate(arrays[0], arrays[1], "y_proba", remedy, arrays[2])
    y, p, weight, kept = counted(arrays, (y_true, y_proba, sample_weight), PROBABILITIES)
    loss = binary_cross_entropy(y, p, sample_weight=weight)
    if reference is None:
        rate = min(sums.mean(y, weight), 1.0)
        baseline = float(binary_entropy(rate))
        if baseline == 0.0:
            _reject_one_label(y, rate)
        return 1.0 - loss / baseline
    said = _reference(reference, y_true, sample_weight, kept, arrays[0].shape)
    terms = PROBABILITIES.terms(y.ravel(), said)
    baseline = sums.mean(terms, None if weight is None else weight.ravel())
    if not 0.0 < baseline < np.inf:
        worst = int(np.argmax(terms))
        place = check.unravel(worst if kept is None else int(kept[worst]), arrays[0].shape)
        raise ValueError(
            "reference costs nothing on these samples: nothing can be compared with that"
            if baseline == 0.0
            else f"reference gives no probability to {check.at('y_true', place)}: beside an "
            "infinite loss all others are alike; give a reference that is never certain"
        )
    return 1.0 - loss / baseline


def _reference(
    reference: ArrayLike,
    y_true: ArrayLike,
    sample_weight: ArrayLike | None,
    kept: NDArray[np.intp] | None,
    shape: tuple[int, ...],
) -> FloatArray:
    """Return the checked probabilities of the reference, one a sample that counts."""
    said = check.as_float64(check.reals(reference, "reference", sample_weight))
    if said.shape not in ((), shape):
        raise ValueError(
            f"reference has shape {said.shape}, y_true has {shape}: pass one probability, or one "
            "for each sample"
        )
    check.aligned((y_true, "y_true"), (reference, "reference"))
    if said.ndim == 0:
        check.probabilities(reference, said, "reference")
        return np.full(math.prod(shape) if kept is None else len(kept), said)
    places = np.arange(said.size) if kept is None else kept
    counting = said.ravel()[places]

    def place(index: check.Index) -> check.Index:
        return check.unravel(int(places[index[0]]), shape)

    check.probabilities(counting, counting, "reference", place=place)
    return counting


def _reject_one_label(y: FloatArray, rate: float) -> None:
    what = (
        f"is {y.flat[0]:g} everywhere"
        if (y == y.flat[0]).all()
        else f"has a mean that rounds to {rate:g}"
    )
    raise ValueError(
        f"y_true {what}: the base rate alone has no loss to compare with; score samples of both "
        "classes, or give another reference"
    )
