"""From whatever holds real numbers to arrays of them, or an error that says why that cannot be."""

from __future__ import annotations

import numbers
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons._messages import at, first, shown
from bce_lessons._text import is_missing, reads_as_number, text_remedy

FloatArray = NDArray[np.float64]

_FLOAT64 = np.dtype(np.float64)
_REAL = "fiub"
_NESTED = (list, tuple, np.ma.MaskedArray)


def reals(values: ArrayLike, name: str, weight: ArrayLike | None = None) -> NDArray[Any]:
    """Return `values` as a non-empty array of whatever real type, or say why that cannot be.

    Where `weight`, not checked yet, is 0, whatever is no number becomes NaN.
    """
    array: NDArray[Any]
    if type(values) is np.ndarray and values.dtype.kind in _REAL:
        array = values
    else:
        array = _convert(values, name, weight)
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


def _convert(values: Any, name: str, weight: ArrayLike | None) -> NDArray[Any]:
    """Convert whatever numpy can make an array of real numbers from."""
    _reject_masked(values, name, weight)
    if hasattr(values, "toarray"):
        raise TypeError(f"{name} is a sparse {type(values).__name__}: pass {name}.toarray()")
    try:
        array = np.asarray(values)
        if array.dtype.kind not in _REAL + "Mm":
            array = np.asarray(values, dtype=object)
    except Exception as error:
        _reject_unconvertible(values, name, error)
    if array.dtype.kind in "OMm":
        exempt = _exempt(weight, array.shape)
        counting = array[~exempt]
        if exempt.any():
            array = np.where(exempt, np.nan, array.astype(object))
        _reject_non_numbers(array, name, counting)
        return as_float64(array)
    return array


def _exempt(weight: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Tell where the weight is 0, of weights that may yet turn out to be none."""
    try:
        zero = np.asarray(np.equal(np.asarray(weight), 0), bool)
    except (TypeError, ValueError):  # a ragged list, text, pandas' NA
        zero = np.zeros((), bool)
    return zero if zero.shape == shape else np.zeros(shape, bool)


def _reject_masked(values: Any, name: str, weight: ArrayLike | None) -> None:
    """Raise if a masked array, or one in a nested list, hides a value that counts."""
    found: list[tuple[int, ...]] = []
    parts: list[tuple[tuple[int, ...], Any]] = [((), values)] if isinstance(values, _NESTED) else []
    while parts and len(parts[0][0]) < 64:  # numpy's most dimensions: a list may hold itself
        found += [
            (*index, *first(np.ma.getmaskarray(part)))
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
    if found and isinstance(values, np.ma.MaskedArray):
        counts = np.ma.getmaskarray(values) & ~_exempt(weight, values.shape)
        found = [first(counts)] if counts.any() else []
    if found:
        raise ValueError(
            f"{at(name, min(found))} is masked, and a mask would be ignored silently: drop the "
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


def _reject_non_numbers(array: NDArray[Any], name: str, counting: NDArray[Any]) -> None:
    """Raise for the first element that is not a real number (a Fraction or Decimal is one)."""
    for index, value in np.ndenumerate(array):
        real = isinstance(value, numbers.Real | Decimal | np.bool_)
        if not real or isinstance(value, np.timedelta64):
            raise TypeError(
                f"{at(name, index)} is {shown(value)} ({type(value).__name__}), "
                f"not a real number: {_type_remedy(value, name, counting)}"
            )
        try:
            float(value)
        except (ArithmeticError, ValueError) as error:  # 10**400, Decimal("sNaN")
            raise ValueError(
                f"{at(name, index)} is {shown(value)}, which no float64 can hold: {error}"
            ) from error


def _type_remedy(value: object, name: str, counting: NDArray[Any]) -> str:
    if isinstance(value, str | bytes):
        if name == "y_true":
            return text_remedy(counting)
        if reads_as_number(value):
            return f"pass np.asarray({name}, float)"
        return "pass one number for each sample"
    if isinstance(value, dict | set | frozenset):
        return "pass a list of its values, in the order of the samples"
    if isinstance(value, complex):
        return "pass the real part, if that is what you mean"
    if is_missing(value):
        return "drop or fill missing values first"
    return "pass a number, or a list or array of numbers"
