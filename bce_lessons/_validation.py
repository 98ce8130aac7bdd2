"""Input checks: whatever would quietly give a wrong number raises an error with a remedy.

The checks are cheap reductions. Only when one fails is the first offender looked for.
"""

from __future__ import annotations

import math
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons._coercion import FloatArray as FloatArray
from bce_lessons._coercion import as_float64 as as_float64
from bce_lessons._coercion import floats as floats
from bce_lessons._coercion import is_native as is_native
from bce_lessons._coercion import native as native
from bce_lessons._coercion import reals as reals
from bce_lessons._messages import Index as Index
from bce_lessons._messages import Place as Place
from bce_lessons._messages import at as at
from bce_lessons._messages import first, reject_label, reject_nan, reject_probability, reject_weight
from bce_lessons._messages import of_all_labels as of_all_labels
from bce_lessons._messages import unravel as unravel
from bce_lessons._options import reduction as reduction  # for modules that check it as an array
from bce_lessons._pairing import aligned as aligned
from bce_lessons._pairing import same_shape as same_shape
from bce_lessons._pairing import separate as separate

# The bits of 1.0, as a whole number, and the type of such numbers.
_ONE: dict[Any, tuple[Any, Any]] = {
    np.dtype(kind): (bits, np.ones(1, kind).view(bits)[0])
    for kind, bits in ((np.float32, np.uint32), (np.float64, np.uint64))
}


def labels(
    values: ArrayLike, array: NDArray[Any], name: str = "y_true", place: Place = tuple
) -> None:
    """Raise unless every label is in [0, 1]."""
    if not within_unit(array):
        reject_label(values, array, name, place)


def probabilities(
    values: ArrayLike, array: NDArray[Any], name: str, mend: str = "", place: Place = tuple
) -> None:
    """Raise unless every value is in [0, 1]; `mend` says what to do with a logit."""
    if not within_unit(array):
        reject_probability(values, array, name, mend or f"pass sigmoid({name})", place)


def not_nan(values: ArrayLike, array: NDArray[Any], name: str, place: Place = tuple) -> None:
    """Raise if a value is NaN; infinite ones may pass."""
    if math.isnan(np.minimum.reduce(array, None)):
        reject_nan(values, first(np.isnan(array)), name, place)


def no_nan(array: NDArray[Any]) -> bool:
    """Tell whether there is no NaN."""
    return not math.isnan(np.minimum.reduce(array, None))


def labels_and_probabilities(
    y_true: ArrayLike, y_proba: ArrayLike, mend: str = ""
) -> tuple[FloatArray, FloatArray]:
    """Return checked labels and probabilities, of one shape."""
    y, p = _pair(y_true, "y_true", y_proba, "y_proba")
    labels(y_true, y)
    probabilities(y_proba, p, "y_proba", mend)
    return y, p


def labels_and_logits(y_true: ArrayLike, logits: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return checked labels and logits, of one shape."""
    y, z = _pair(y_true, "y_true", logits, "logits")
    labels(y_true, y)
    not_nan(logits, z, "logits")
    return y, z


def two_probabilities(q: ArrayLike, p: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the checked probabilities `q` and `p`, of one shape."""
    a, b = _pair(q, "q", p, "p")
    probabilities(q, a, "q")
    probabilities(p, b, "p")
    return a, b


def _pair(
    a_given: ArrayLike, a_name: str, b_given: ArrayLike, b_name: str
) -> tuple[FloatArray, FloatArray]:
    a, b = floats(a_given, a_name), floats(b_given, b_name)
    same_shape(a, a_name, b, b_name)
    aligned((a_given, a_name), (b_given, b_name))
    return a, b


def least_weight(values: ArrayLike, array: NDArray[Any], place: Place = tuple) -> float:
    """Return the smallest weight; raise unless all are finite and at least 0."""
    low, high = np.minimum.reduce(array, None), np.maximum.reduce(array, None)
    if not (low >= 0 and high < np.inf):
        reject_weight(values, array, place)
    return float(low)


def no_weight() -> NoReturn:
    """Raise, since all weights are 0."""
    raise ValueError(
        "sample_weight is 0 everywhere: no sample counts; give at least one a positive weight"
    )


def features(X: ArrayLike) -> FloatArray:
    """Return `X` as a finite table of float64, one column for a plain list."""
    table = floats(X, "X")
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2:
        raise ValueError(f"X has shape {table.shape}: pass (n_samples,) or (n_samples, n_features)")
    wrong = np.argwhere(~np.isfinite(table))
    if len(wrong):
        row, column = map(int, wrong[0])
        raise ValueError(
            f"X[{row}, {column}] is {table[row, column]}: drop that sample or fill in the value"
        )
    return table


def read_only(values: NDArray[Any]) -> NDArray[Any]:
    """Return `values` itself, which nobody can change from now on."""
    values.setflags(write=False)
    return values


def scalar_or_array(values: FloatArray) -> float | FloatArray:
    """Return a Python float for what was a scalar."""
    return values if values.ndim else float(values)


def within_unit(array: NDArray[Any]) -> bool:
    """Tell whether all numbers, of float32 or float64, are in [0, 1]."""
    # Read as whole numbers, the bits of floats from 0 to 1 are those up to the bits of 1: a sign
    # or a NaN makes them larger. One pass instead of two; -0.0 is left to the plain comparison.
    bits, one = _ONE[array.dtype]
    if np.maximum.reduce(array.view(bits), None) <= one:
        return True
    low, high = np.minimum.reduce(array, None), np.maximum.reduce(array, None)
    return bool(low >= 0 and high <= 1)  # False for NaN, too
