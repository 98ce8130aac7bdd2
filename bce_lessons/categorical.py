"""The cross-entropy of K classes that exclude one another: softmax, not K sigmoids."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, NoReturn, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons import _validation as check
from bce_lessons import sums
from bce_lessons._messages import shown_at
from bce_lessons._validation import FloatArray
from bce_lessons.links import NO_SOFTMAX, without_softmax

__all__ = ["categorical_cross_entropy"]

OFF = 1e-3  # how far from 1 a row of probabilities may add up, for rounding


@overload
def categorical_cross_entropy(
    y_true: ArrayLike,
    y_proba: ArrayLike | None = None,
    *,
    logits: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["mean", "sum"] = "mean",
    base: str | float = "e",
) -> float: ...
@overload
def categorical_cross_entropy(
    y_true: ArrayLike,
    y_proba: ArrayLike | None = None,
    *,
    logits: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
    reduction: Literal["none"],
    base: str | float = "e",
) -> FloatArray: ...
@np.errstate(all="ignore")
def categorical_cross_entropy(
    y_true: ArrayLike,
    y_proba: ArrayLike | None = None,
    *,
    logits: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
    reduction: str = "mean",
    base: str | float = "e",
) -> float | FloatArray:
    """Score predictions of K classes of which one happens: -log of its probability.

    Also called softmax cross-entropy, multinomial log loss. Of two classes it is
    `binary_cross_entropy` of either column.

    Parameters
    ----------
    y_true : array_like, shape (...,) or (..., K)
        Labels, whole numbers from 0 to K - 1 that say the column; or, in the shape of the
        predictions, one-hot rows, or soft labels that add up to 1 in each row.
    y_proba : array_like of float, shape (..., K), in [0, 1]
        Predicted probabilities, which add up to 1 in each row, to within 0.001.
    logits : array_like of float, shape (..., K)
        Instead of `y_proba`: numbers, in nats, whose softmax is meant. What all of a row have in
        common does not matter. -inf is a class that cannot be; inf, once in a row, the only one
        that can.
    sample_weight : array_like of float, shape (...,), optional
        Finite weights of at least 0, not all 0, one a row. A row of weight 0 never matters,
        whatever its label or predictions hold.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the number of rows, or by the sum of the weights: by no number of
        columns. "none" returns the loss of each row (times its weight).
    base : {"e", 2, 10}
        The unit: nats, bits or bans. Logits are in nats all the same.

    Returns
    -------
    float or ndarray of float64
        The loss in the unit of `base`; for "none" an array of shape (...,), a float for one row.

    Raises
    ------
    ValueError
        If both or none of `y_proba` and `logits` are given, there are fewer than two columns, a
        row does not add up to 1, a label is no column's number, an input is empty, holds a NaN,
        is outside its range, is masked, has another shape or other labels (an index), or an
        option is unknown. The message names the first offender that counts, and a remedy.
    TypeError
        If an input does not hold real numbers: names of classes, too.

    Notes
    -----
    Nothing is clipped or divided by its sum: a class that happens with probability 0 costs exactly
    inf, without a warning, and 0 log 0 is 0. Of logits it is (max - z) of the class that happens
    plus log1p of the sum of exp(z - max) over all other classes than the largest: two terms of at
    least 0, so nothing cancels, and nothing overflows.

    Of classes that do not exclude one another, such as tags, each column is a yes or no of its
    own: `binary_cross_entropy` averages over all of them.

    References
    ----------
    .. [1] P. Blanchard, D. J. Higham and N. J. Higham (2021). Accurately computing the
       log-sum-exp and softmax functions. IMA Journal of Numerical Analysis 41(4), 2311-2330.
       https://doi.org/10.1093/imanum/draa038

    Examples
    --------
    >>> from bce_lessons import categorical_cross_entropy
    >>> p = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]
    >>> round(categorical_cross_entropy([0, 2], p), 4)
    0.4338
    >>> round(categorical_cross_entropy([[1, 0, 0], [0, 0, 1]], p), 4)
    0.4338
    >>> categorical_cross_entropy([0, 1], logits=[[1000.0, 0.0], [1000.0, 0.0]], reduction="none")
    array([   0., 1000.])
    """
    check.reduction(reduction)
    _, unit = options.base(base)
    rows = _read(y_true, y_proba, logits, sample_weight)
    losses = _terms(rows) / unit
    if reduction == "mean":
        return sums.mean(losses, rows.weight)
    if rows.weight is not None:
        losses = rows.weight * losses
    if reduction == "sum":
        return float(np.add.reduce(losses))
    each = np.zeros(rows.shape)
    each.flat[rows.kept] = losses
    return check.scalar_or_array(each)


class _Rows(NamedTuple):
    """The rows that count: label or soft labels, predictions, weights, and their places."""

    y: FloatArray
    x: FloatArray
    weight: FloatArray | None
    kept: NDArray[np.intp]
    shape: tuple[int, ...]
    name: str

    def place(self, index: check.Index) -> check.Index:
        """Return where in its argument an element of a row is."""
        return (*check.unravel(int(self.kept[index[0]]), self.shape), *index[1:])


def _read(
    y_true: ArrayLike,
    y_proba: ArrayLike | None,
    logits: ArrayLike | None,
    sample_weight: ArrayLike | None,
) -> _Rows:
    """Check all arguments, and return the rows that count."""
    given, name = (y_proba, "y_proba") if logits is None else (logits, "logits")
    if given is None or (y_proba is not None and logits is not None):
        found = "neither y_proba nor logits is" if given is None else "y_proba and logits are both"
        raise ValueError(
            f"{found} given: pass probabilities as y_proba=, or what a softmax takes as logits="
        )
    _reject_names(y_true)
    weight = None if sample_weight is None else check.floats(sample_weight, "sample_weight")
    spread = None
    if weight is not None and _shape(given)[:-1] == weight.shape:
        spread = np.broadcast_to(weight[..., None], _shape(given))
    x = check.as_float64(check.reals(given, name, spread))
    same = _shape(y_true) == x.shape
    y = check.as_float64(check.reals(y_true, "y_true", spread if same else sample_weight))
    _check_shapes(y, x, name)
    check.aligned((y_true, "y_true"), (given, name), (sample_weight, "sample_weight"))
    shape = x.shape[:-1]
    kept = np.arange(x[..., 0].size)
    if weight is not None:
        check.same_shape(x[..., 0], f"a column of {name}", weight, "sample_weight")
        check.least_weight(sample_weight, weight)  # type: ignore[arg-type]
        kept = np.flatnonzero(weight)
        if not kept.size:
            check.no_weight()
        weight = weight.ravel()[kept]
    y = y.reshape(-1, *y.shape[len(shape) :])[kept]
    rows = _Rows(y, x.reshape(-1, x.shape[-1])[kept], weight, kept, shape, name)
    _check_labels(rows, y_true)
    _check_predictions(rows, given)
    return rows


def _shape(values: Any) -> tuple[int, ...]:
    """Return the shape of an array; () for what cannot be one, which `reals` says why."""
    try:
        return np.shape(values)
    except ValueError:
        return ()


def _check_shapes(y: FloatArray, x: FloatArray, name: str) -> None:
    """Raise unless there is a column for each class, and one label, or row, for each row."""
    if x.ndim == 0 or x.shape[-1] < 2:
        other = "binary_cross_entropy" + "_with_logits" * (name == "logits")
        raise ValueError(
            f"{name} has shape {x.shape}: give two columns or more, one a class; for the "
            f"probability of one class alone use {other}"
        )
    if y.shape not in (x.shape, x.shape[:-1]):
        ravel = "; pass np.ravel(y_true)" if y.shape == (*x.shape[:-1], 1) else ""
        raise ValueError(
            f"y_true has shape {y.shape}, but {name} has {x.shape}: give labels of shape "
            f"{x.shape[:-1]}, or one-hot rows of shape {x.shape}{ravel}"
        )


def _reject_names(y_true: Any) -> None:
    """Raise if a label is text."""
    text = _shape(y_true) and np.asarray(y_true).dtype.kind in "OSU"
    for index, label in np.ndenumerate(np.asarray(y_true, object) if text else []):
        if isinstance(label, str | bytes):
            raise TypeError(
                f"{check.at('y_true', index)} is {options.shown(label)}: give the number of the "
                "class's column, from 0 on; for names in the order of the columns, as "
                "model.classes_ has them, pass np.searchsorted(model.classes_, y_true)"
            )


def _check_labels(rows: _Rows, given: ArrayLike) -> None:
    y, classes = rows.y, rows.x.shape[1]
    if y.ndim == 2:
        bad = ~((y >= 0) & (y <= 1)).all(axis=1) | ~(np.abs(y.sum(axis=1) - 1.0) <= OFF)
        if bad.any():
            row = int(np.argmax(bad))
            raise ValueError(
                f"{check.at('y_true', rows.place((row,)))} is {options.shown(y[row].tolist())}: "
                "give one-hot rows, or soft labels from 0 to 1 that add up to 1 in each row; for "
                "several yes or no a row use binary_cross_entropy"
            )
        return
    bad = ~((y >= 0) & (y < classes) & (y == np.floor(y)))
    if bad.any():
        row = int(np.argmax(bad))
        remedy = "give the number of the class's column"
        if y[row] == classes and not (y == 0).any():
            remedy = "for classes that are counted from 1 pass np.subtract(y_true, 1)"
        elif y[row] < 0 or y[row] in (255,):
            remedy += ", or, to leave the row out, give it sample_weight 0"
        raise ValueError(
            f"{check.at('y_true', rows.place((row,)))} is "
            f"{shown_at(np.ravel(np.asarray(given)), (int(rows.kept[row]),))}, but {rows.name} has "
            f"columns 0 to {classes - 1}: {remedy}"
        )


def _check_predictions(rows: _Rows, given: ArrayLike) -> None:
    x = rows.x
    if rows.name == "logits":
        check.not_nan(x, x, "logits", rows.place)
        bad = without_softmax(x)
        if bad.any():
            _reject_row(rows, bad, NO_SOFTMAX)
        return
    check.probabilities(x, x, "y_proba", "pass logits=, without y_proba", rows.place)
    total = np.sum(x, axis=1)
    bad = ~(np.abs(total - 1.0) <= OFF)
    if bad.any():
        one = float(total[int(np.argmax(bad))])
        _reject_row(rows, bad, f"adds up to {one:.4g}, not to 1: for a yes or no of its own in "
                    "each column use binary_cross_entropy; for shares of a total divide by "
                    "np.sum(y_proba, axis=-1, keepdims=True)")  # fmt: skip


def _reject_row(rows: _Rows, bad: NDArray[np.bool_], what: str) -> NoReturn:
    row = int(np.argmax(bad))
    raise ValueError(f"the row {check.at(rows.name, rows.place((row,)))} {what}")


def _terms(rows: _Rows) -> FloatArray:
    """Compute the loss of each row, in nats."""
    x, y, every = rows.x, rows.y, np.arange(len(rows.x))
    if rows.name == "logits":
        largest = np.argmax(x, axis=1)
        top = x[every, largest][:, None]
        below = np.where(x == top, 0.0, top - x)  # inf - inf is 0 here
        others = np.exp(-below)
        others[every, largest] = 0.0
        costs = below + np.log1p(np.sum(others, axis=1))[:, None]
    else:
        costs = 0.0 - np.log(x)  # and not -0 for a certain hit
    if y.ndim == 1:
        return np.asarray(costs[every, y.astype(np.intp)])
    return np.asarray(np.sum(np.where(y == 0.0, 0.0, y * costs), axis=1))
