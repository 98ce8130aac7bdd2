"""Input checks: whatever would quietly give a wrong number raises an error that says the mend.

The checks are cheap reductions. Only when one fails is the first offender looked for.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons._options import reduction as reduction  # for modules that check it as an array
from bce_lessons._options import shown as _show

FloatArray = NDArray[np.float64]
Index = tuple[int, ...]
Place = Callable[[Index], Index]  # from an index in a part to the index in the whole

_FLOAT64 = np.dtype(np.float64)
_REAL = "fiub"
# The bits of 1.0, as a whole number, and the type of such numbers.
_ONE: dict[Any, tuple[Any, Any]] = {
    np.dtype(kind): (bits, np.ones(1, kind).view(bits)[0])
    for kind, bits in ((np.float32, np.uint32), (np.float64, np.uint64))
}
_NESTED = (list, tuple, np.ma.MaskedArray)


def reals(values: ArrayLike, name: str) -> NDArray[Any]:
    """Return `values` as a non-empty array of whatever real type, or say why that cannot be."""
    array: NDArray[Any]
    if type(values) is np.ndarray and values.dtype.kind in _REAL:
        array = values
    else:
        array = _convert(values, name)
    if not array.size:
        raise ValueError(f"{name} is empty: pass at least one value")
    return array


def floats(values: ArrayLike, name: str) -> FloatArray:
    """Return `values` as a non-empty float64 array, or say why they are not real numbers."""
    return as_float64(reals(values, name))


def as_float64(array: NDArray[Any]) -> FloatArray:
    """Convert real numbers to float64; those that are so already are not copied."""
    if array.dtype is _FLOAT64:
        return array
    if array.dtype.kind != "f" or array.dtype.itemsize <= 8:
        return array.astype(np.float64)
    with np.errstate(all="ignore"):  # a long double may be too large
        return array.astype(np.float64)


def is_native(array: NDArray[Any]) -> bool:
    """Tell whether an array holds float32 or float64 in this machine's byte order."""
    return array.dtype.isnative and array.dtype.char in "fd"


def native(array: NDArray[Any]) -> NDArray[Any]:
    """Convert real numbers to float64, unless they are float32 or float64 already."""
    return array if is_native(array) else as_float64(array)


def labels(
    values: ArrayLike, array: NDArray[Any], name: str = "y_true", place: Place = tuple
) -> None:
    """Raise unless every label is in [0, 1]."""
    if not _within_unit(array):
        _reject_label(values, array, name, place)


def probabilities(
    values: ArrayLike, array: NDArray[Any], name: str, mend: str = "", place: Place = tuple
) -> None:
    """Raise unless every value is in [0, 1]; `mend` says what to do with a logit."""
    if not _within_unit(array):
        _reject_probability(values, array, name, mend or f"pass sigmoid({name})", place)


def not_nan(values: ArrayLike, array: NDArray[Any], name: str, place: Place = tuple) -> None:
    """Raise if a value is NaN; infinite ones may pass."""
    if math.isnan(np.minimum.reduce(array, None)):
        index = _first(np.isnan(array))
        raise ValueError(_nan_message(values, index, name, place))


def labels_and_probabilities(
    y_true: ArrayLike, y_proba: ArrayLike, mend: str = ""
) -> tuple[FloatArray, FloatArray]:
    """Return checked labels and probabilities, of one shape."""
    y, p = floats(y_true, "y_true"), floats(y_proba, "y_proba")
    if y.shape != p.shape:
        _reject_shapes(y, "y_true", p, "y_proba")
    labels(y_true, y)
    probabilities(y_proba, p, "y_proba", mend)
    return y, p


def labels_and_logits(y_true: ArrayLike, logits: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return checked labels and logits, of one shape."""
    y, z = floats(y_true, "y_true"), floats(logits, "logits")
    if y.shape != z.shape:
        _reject_shapes(y, "y_true", z, "logits")
    labels(y_true, y)
    not_nan(logits, z, "logits")
    return y, z


def two_probabilities(q: ArrayLike, p: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the checked probabilities `q` and `p`, of one shape."""
    a, b = floats(q, "q"), floats(p, "p")
    if a.shape != b.shape:
        _reject_shapes(a, "q", b, "p")
    probabilities(q, a, "q")
    probabilities(p, b, "p")
    return a, b


def same_shape(a: NDArray[Any], a_name: str, b: NDArray[Any], b_name: str) -> None:
    """Raise unless both arrays have one shape."""
    if a.shape != b.shape:
        _reject_shapes(a, a_name, b, b_name)


def weight_range(values: ArrayLike, array: NDArray[Any], place: Place = tuple) -> float:
    """Return the largest weight; raise unless all are finite and at least 0."""
    low, high = np.minimum.reduce(array, None), np.maximum.reduce(array, None)
    if not (low >= 0 and high < np.inf):
        _reject_weight(values, array, place)
    return float(high)


def no_weight() -> NoReturn:
    """Raise, since all weights are 0."""
    raise ValueError(
        "sample_weight is 0 everywhere: no sample counts; give at least one a positive weight"
    )


def weights(values: ArrayLike | None, like: FloatArray) -> FloatArray | None:
    """Return the checked sample weights of the samples `like`, if there are any."""
    if values is None:
        return None
    array = floats(values, "sample_weight")
    same_shape(like, "y_true", array, "sample_weight")
    if not weight_range(values, array):
        no_weight()
    return array


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


def _within_unit(array: NDArray[Any]) -> bool:
    # Read as whole numbers, the bits of floats from 0 to 1 are those up to the bits of 1: a sign
    # or a NaN makes them larger. One pass instead of two; -0.0 is left to the plain comparison.
    bits, one = _ONE[array.dtype]
    if np.maximum.reduce(array.view(bits), None) <= one:
        return True
    low, high = np.minimum.reduce(array, None), np.maximum.reduce(array, None)
    return bool(low >= 0 and high <= 1)  # False for NaN, too


def _convert(values: Any, name: str) -> NDArray[Any]:
    """Convert whatever numpy can make an array of real numbers from."""
    _reject_masked(values, name)
    if hasattr(values, "toarray"):
        raise TypeError(f"{name} is a sparse {type(values).__name__}: pass {name}.toarray()")
    try:
        array = np.asarray(values)
        if array.dtype.kind not in _REAL + "Mm":
            array = np.asarray(values, dtype=object)
    except Exception as error:
        _reject_unconvertible(values, name, error)
    if array.dtype.kind in "OMm":
        _reject_non_numbers(array, name)
        return as_float64(array)
    return array


def _reject_masked(values: Any, name: str) -> None:
    """Raise if a masked array, or one in a nested list, hides a value."""
    found: list[tuple[int, ...]] = []
    parts: list[tuple[tuple[int, ...], Any]] = [((), values)] if isinstance(values, _NESTED) else []
    while parts and len(parts[0][0]) < 64:  # numpy's most dimensions: a list may hold itself
        found += [
            (*index, *_first(np.ma.getmaskarray(part)))
            for index, part in parts
            if isinstance(part, np.ma.MaskedArray) and np.ma.is_masked(part)
        ]
        parts = [
            ((*index, i), row)
            for index, part in parts
            if not isinstance(part, np.ma.MaskedArray)
            for i, row in enumerate(part)
            if isinstance(row, _NESTED)
        ]
    if found:
        raise ValueError(
            f"{_place(name, min(found))} is masked, and a mask would be ignored silently: drop the "
            "masked samples from every argument first (with one shared mask: .compressed() on both)"
        )


def _reject_unconvertible(values: Any, name: str, error: Exception) -> NoReturn:
    """Say which row makes a list ragged, or what numpy said of something stranger."""
    if isinstance(values, list | tuple):
        lengths = [_length(row) for row in values]
        for i, length in enumerate(lengths):
            if length != lengths[0]:
                raise ValueError(
                    f"{name} is ragged: {name}[{i}] has {length}, {name}[0] has {lengths[0]}; "
                    "make all rows equally long"
                ) from error
    raise ValueError(f"{name} cannot be made an array of numbers: {error}") from error


def _length(row: Any) -> str:
    try:
        return f"length {len(row)}"
    except Exception:  # a number, an array of no dimension, something stranger
        return "none"


def _reject_non_numbers(array: NDArray[Any], name: str) -> None:
    """Raise for the first element that is not a real number (a Fraction or Decimal is one)."""
    for index, value in np.ndenumerate(array):
        real = isinstance(value, numbers.Real | Decimal | np.bool_)
        if not real or isinstance(value, np.timedelta64):
            raise TypeError(
                f"{_place(name, index)} is {_show(value)} ({type(value).__name__}), "
                f"not a real number: {_mend_type(value, name)}"
            )
        try:
            float(value)
        except (ArithmeticError, ValueError) as error:  # 10**400, Decimal("sNaN")
            raise ValueError(
                f"{_place(name, index)} is {_show(value)}, which no float64 can hold: {error}"
            ) from error


def _mend_type(value: object, name: str) -> str:
    if isinstance(value, str | bytes):
        if _reads_as_number(value):
            return f"pass np.asarray({name}, float)"
        if name == "y_true":
            return f"compare with the positive class, as in np.equal(y_true, {_show(value)})"
        return "pass one number for each sample"
    if isinstance(value, dict | set | frozenset):
        return "pass a list of its values, in the order of the samples"
    if isinstance(value, complex):
        return "pass the real part, if that is what you mean"
    if value is None or type(value).__name__ in ("NAType", "NaTType", "MaskedConstant"):
        return "drop or fill missing values first"
    return "pass a number, or a list or array of numbers"


def _reads_as_number(text: str | bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _reject_shapes(a: NDArray[Any], a_name: str, b: NDArray[Any], b_name: str) -> NoReturn:
    raise ValueError(
        f"{b_name} has shape {b.shape}, but {a_name} has shape {a.shape}: "
        f"{_mend_shapes(a, a_name, b, b_name)}"
    )


def _mend_shapes(a: NDArray[Any], a_name: str, b: NDArray[Any], b_name: str) -> str:
    for one, one_name, two in ((b, b_name, a), (a, a_name, b)):
        if one.shape == (*two.shape, 1) and one.ndim == 2:
            return f"pass np.ravel({one_name})"
        if one.shape == (*two.shape, 2) and one.ndim == 2 and one_name != "sample_weight":
            if one_name == "logits":
                return "for a column each class, pass np.diff(logits)[:, 0]"
            return (
                f"for a column each class, as of predict_proba, pass np.asarray({one_name})[:, 1]"
            )
        if not one.ndim:
            return f"one number is not spread over many; pass np.full({two.shape}, {one_name})"
    if a.size == b.size:
        return (
            "if both hold the samples in the same order, "
            f"pass np.ravel({b_name}) and np.ravel({a_name})"
        )
    return "pass one value for each sample in both"


def _reject_label(values: ArrayLike, array: NDArray[Any], name: str, place: Place) -> NoReturn:
    index = _first(~((array >= 0) & (array <= 1)))
    if np.isnan(array[index]):
        raise ValueError(_nan_message(values, index, name, place))
    found = array[~np.isnan(array)]
    if np.isin(found, (-1, 1)).all():
        mend = f"for labels -1 and 1 pass np.equal({name}, 1)"
    elif np.isfinite(found).all() and (found == np.round(found)).all():
        positive = _show_at(values, _first(array == found.max()))
        mend = f"pick the positive class, as in np.equal({name}, {positive})"
    elif _only_rounded(array):
        mend = f"if rounding made it so, pass np.clip({name}, 0, 1)"
    else:
        mend = f"bring {name} into [0, 1], or are these the predictions?"
    raise ValueError(
        f"{_place(name, place(index))} is {_show_at(values, index)}, but labels are 0 or 1 "
        f"(or, soft, between): {mend}"
    )


def _reject_probability(
    values: ArrayLike, array: NDArray[Any], name: str, mend: str, place: Place
) -> NoReturn:
    index = _first(~((array >= 0) & (array <= 1)))
    if np.isnan(array[index]):
        raise ValueError(_nan_message(values, index, name, place))
    if _only_rounded(array):
        why = f"if rounding made it so, pass np.clip({name}, 0, 1)"
    elif 1 < array[index] <= 100:
        why = f"if it is a logit, {mend}; if a percentage, divide by 100"
    else:
        why = f"if it is a logit, {mend}"
    raise ValueError(
        f"{_place(name, place(index))} is {_show_at(values, index)}, "
        f"not a probability in [0, 1]: {why}"
    )


def _only_rounded(array: NDArray[Any]) -> bool:
    return bool(np.nanmin(array) >= -1e-6 and np.nanmax(array) <= 1 + 1e-6)


def _reject_weight(values: ArrayLike, array: NDArray[Any], place: Place) -> NoReturn:
    index = _first(~((array >= 0) & (array < np.inf)))
    if np.isnan(array[index]):
        raise ValueError(_nan_message(values, index, "sample_weight", place))
    raise ValueError(
        f"{_place('sample_weight', place(index))} is {_show_at(values, index)}: "
        "weights must be finite and at least 0; a weight of 0 leaves a sample out"
    )


def _nan_message(values: ArrayLike, index: Index, name: str, place: Place) -> str:
    where, shown = _place(name, place(index)), _show_at(values, index)
    return f"{where} is {shown}, not a number: drop or fill missing values first"


def _first(bad: NDArray[np.bool_]) -> Index:
    return unravel(int(np.argmax(bad)), bad.shape)


def unravel(position: int, shape: Index) -> Index:
    """Return the index of a position counted in reading order."""
    return tuple(map(int, np.unravel_index(position, shape)))


def _place(name: str, index: Index) -> str:
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def _show_at(values: ArrayLike, index: Index) -> str:
    """Show a value as it was passed: 2 stays 2, not 2.0."""
    return _show(np.asarray(values)[index])
