"""What the input checks say: the argument, the first offender's index and value, and a remedy."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons._options import shown as shown

Index = tuple[int, ...]
Place = Callable[[Index], Index]  # from an index in a part to the index in the whole

# Numbers that stand for "leave out" where no label is one less; so does any whole one below 0.
MARKS = (99, 255, 999, 9999, 65535)

_LABELS = ", but labels are 0 or 1 (or, soft, between): "


def first(bad: NDArray[np.bool_]) -> Index:
    """Return the index of the first True."""
    return unravel(int(np.argmax(bad)), bad.shape)


def unravel(position: int, shape: Index) -> Index:
    """Return the index of a position counted in reading order."""
    return tuple(map(int, np.unravel_index(position, shape)))


def at(name: str, index: Index) -> str:
    """Write an element as Python does."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def shown_at(values: ArrayLike, index: Index) -> str:
    """Write a value as it was passed: 2 stays 2, not 2.0."""
    return shown(np.asarray(values)[index])


def reject_nan(values: ArrayLike, index: Index, name: str, place: Place) -> NoReturn:
    """Raise for a value that is no number."""
    more = f"; {leave_out(name, ['nan'])}" if name == "y_true" else ""
    raise ValueError(
        f"{at(name, place(index))} is {shown_at(values, index)}, not a number: "
        f"drop or fill missing values first{more}"
    )


def reject_label(values: ArrayLike, array: NDArray[Any], name: str, place: Place) -> NoReturn:
    """Raise for a label outside [0, 1]."""
    index = first(~((array >= 0) & (array <= 1)))
    if np.isnan(array[index]):
        reject_nan(values, index, name, place)
    labels, where = np.unique(array, return_index=True)
    found = dict(zip(labels.tolist(), np.ravel(np.asarray(values))[where], strict=True))
    opening = f"{at(name, place(index))} is {shown_at(values, index)}"
    raise ValueError(f"{opening}{_LABELS}{_label_remedy(found, name)}")


def of_all_labels(error: ValueError, found: Callable[[], dict[float, Any]]) -> ValueError:
    """Return an error on a part's label with a remedy for all labels that are found."""
    opening, labels, _ = str(error).partition(_LABELS)
    return ValueError(opening + labels + _label_remedy(found(), "y_true")) if labels else error


def _label_remedy(given: dict[float, Any], name: str) -> str:
    """Say what to do with labels; never to score as positive what may mark samples to leave out.

    `given` holds each label as it was passed.
    """
    found = {label for label in given if not np.isnan(label)}

    def written(label: float) -> str:
        return shown(given[label])

    signs = {-1, 1} <= found and not any(0 <= v < 1 for v in found)
    marks = {v for v in found if _is_mark(v, found)} - ({-1} if signs else set())
    whole = all(map(float.is_integer, found))
    if len(marks) > 3 or (not whole and marks != {v for v in found if not 0 <= v <= 1}):
        if min(found) >= -1e-6 and max(found) <= 1 + 1e-6:
            return f"if rounding made it so, pass np.clip({name}, 0, 1)"
        return f"bring {name} into [0, 1], or are these the predictions?"
    classes = {v for v in found - marks if v > 1}
    perhaps: set[float] = set()  # either the positive class or a mark
    if not any(v > 0 for v in found - marks):
        perhaps = {v for v in marks if v > 0}
    elif len(classes) == 1 and {0, 1} <= found and not marks:
        perhaps = classes
    remedies = []
    if marks | perhaps:
        remedies = [leave_out(name, list(map(written, sorted(marks | perhaps))))]
    if classes | perhaps:
        positive = written(max(classes | perhaps))
        remedies += [f"pick the positive class, as in np.equal({name}, {positive})"]
    if signs or found == {-1}:
        remedies += [f"for labels -1 and 1 pass np.equal({name}, 1)"]
    return ("; if not, " if perhaps else "; ").join(remedies)


def _is_mark(value: float, found: Collection[float]) -> bool:
    return (value < 0 and value.is_integer()) or (value in MARKS and value - 1 not in found)


def leave_out(name: str, marks: list[str], then: str = "") -> str:
    """Say how to leave out the samples whose labels are `marks`."""
    if marks == ["nan"]:
        keep = f"~np.isnan(np.asarray({name}, float))"
    elif len(marks) == 1:
        keep = f"np.not_equal({name}, {marks[0]})"
    else:
        keep = f"~np.isin({name}, ({', '.join(marks)}))"
    return (
        f"if {' and '.join(marks)} mark{'s' * (len(marks) == 1)} samples to leave out: "
        f"keep = {keep}, then pass np.asarray({name})[keep]{then} and so every other argument, "
        "or give them sample_weight 0"
    )


def reject_probability(
    values: ArrayLike, array: NDArray[Any], name: str, remedy: str, place: Place
) -> NoReturn:
    """Raise for a probability outside [0, 1]."""
    index = first(~((array >= 0) & (array <= 1)))
    if np.isnan(array[index]):
        reject_nan(values, index, name, place)
    if np.nanmin(array) >= -1e-6 and np.nanmax(array) <= 1 + 1e-6:
        why = f"if rounding made it so, pass np.clip({name}, 0, 1)"
    elif 1 < array[index] <= 100:
        why = f"if it is a logit, {remedy}; if a percentage, divide by 100"
    else:
        why = f"if it is a logit, {remedy}"
    raise ValueError(
        f"{at(name, place(index))} is {shown_at(values, index)}, not a probability in [0, 1]: {why}"
    )


def reject_weight(values: ArrayLike, array: NDArray[Any], place: Place) -> NoReturn:
    """Raise for a weight that is negative or not finite."""
    index = first(~((array >= 0) & (array < np.inf)))
    if np.isnan(array[index]):
        reject_nan(values, index, "sample_weight", place)
    raise ValueError(
        f"{at('sample_weight', place(index))} is {shown_at(values, index)}: "
        "weights must be finite and at least 0; a weight of 0 leaves a sample out"
    )


def reject_shapes(a: NDArray[Any], a_name: str, b: NDArray[Any], b_name: str) -> NoReturn:
    """Raise for two arrays of different shapes."""
    raise ValueError(
        f"{b_name} has shape {b.shape}, but {a_name} has shape {a.shape}: "
        f"{_shape_remedy(a, a_name, b, b_name)}"
    )


def _shape_remedy(a: NDArray[Any], a_name: str, b: NDArray[Any], b_name: str) -> str:
    if b_name == "sample_weight" and 0 < b.ndim < a.ndim and b.shape == a.shape[: b.ndim]:
        column = (*b.shape, *[1] * (a.ndim - b.ndim))
        return (
            "pass one weight for each label; if each is that of a row, spread it: "
            f"sample_weight=np.broadcast_to(np.reshape(sample_weight, {column}), {a.shape})"
        )
    for one, one_name, two in ((b, b_name, a), (a, a_name, b)):
        if one.shape == (*two.shape, 1) and one.ndim == 2:
            return f"pass np.ravel({one_name})"
        if one.ndim == 2 and one.shape[:1] == two.shape and one_name != "sample_weight":
            return _column_remedy(one_name, one.shape[1])
        if not one.ndim:
            return f"one number is not spread over many; pass np.full({two.shape}, {one_name})"
    if a.size == b.size:
        return (
            "if both hold the samples in the same order, "
            f"pass np.ravel({b_name}) and np.ravel({a_name})"
        )
    return "pass one value for each sample in both"


def _column_remedy(name: str, columns: int) -> str:
    """Say which column of many to pass: the positive class's, wherever it is."""
    if columns > 2:
        return (
            "pass one value for each sample in both; of a column each class, only that of the "
            "class that y_true tells from the rest"
        )
    if name == "logits":
        return (
            "for a column each class, in the order of model.classes_, pass np.diff(logits)[:, 0] "
            "if the positive class is the second, -np.diff(logits)[:, 0] if it is the first"
        )
    if name == "y_true":
        return (
            "for a column each class, pass np.asarray(y_true)[:, 1] if the positive class is the "
            "second, [:, 0] if it is the first"
        )
    return (
        "for a column each class, as of predict_proba, pass that of the positive class, such as 1: "
        f"np.asarray({name})[:, list(model.classes_).index(1)]"
    )
