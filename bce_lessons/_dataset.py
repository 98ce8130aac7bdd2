"""A labelled table, whose arrays cannot be changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons._choosing import names_of, row_numbers, zeros_and_ones
from bce_lessons._frozen import Frozen


@dataclass(frozen=True, eq=False, repr=False)
class Dataset(Frozen):
    """A labelled table: what is measured, what happened, and what both are called.

    The arrays are copied and made read-only; ``data.X.copy()`` is yours to change.

    Attributes
    ----------
    X : ndarray of float64, shape (n_samples, n_features)
        The features, one row a sample.
    y : ndarray of intp, shape (n_samples,)
        The labels, 0 or 1, as what NumPy counts and indexes with: int64, in a web page int32.
    feature_names : tuple of str, length n_features
        The columns' names, with their unit where they have one.
    class_names : tuple of two str
        The names of the classes 0 and 1, in this order.
    """

    X: NDArray[np.float64]
    y: NDArray[np.intp]
    feature_names: tuple[str, ...]
    class_names: tuple[str, str]

    def __post_init__(self) -> None:
        names = names_of("feature_names", self.feature_names)
        classes = names_of("class_names", self.class_names)
        if len(classes) != 2:
            raise ValueError(f"class_names is {classes!r}: give two, for y=0 and for y=1")
        X, y = check.floats(self.X, "X"), np.asarray(self.y)
        if X.ndim != 2 or y.shape != X.shape[:1] or len(names) != X.shape[1]:
            raise ValueError(
                f"X has shape {X.shape}, y {y.shape}, and there are {len(names)} "
                "feature_names: give one row of X for each label and one name for each column"
            )
        object.__setattr__(self, "X", check.features(X))
        object.__setattr__(self, "y", zeros_and_ones("y", self.y))
        object.__setattr__(self, "feature_names", names)
        object.__setattr__(self, "class_names", classes)
        super().__post_init__()

    def __repr__(self) -> str:
        zero, one = self.class_names
        positives = int(self.y.sum())
        return (
            f"Dataset({len(self.y)} samples of {', '.join(self.feature_names)}; "
            f"y=0: {len(self.y) - positives} {zero}, y=1: {positives} {one})"
        )

    def take(self, rows: slice | ArrayLike) -> Dataset:
        """Return some of the rows as a `Dataset` of their own.

        Parameters
        ----------
        rows : slice, array_like of int, or array_like of bool, shape (n_samples,)
            Which rows, as NumPy indexes them; at least one.

        Raises
        ------
        ValueError
            If there is no such row, none is left, or there is not one bool for each row.
        TypeError
            If `rows` holds something other than whole numbers or bools.

        Examples
        --------
        >>> from bce_lessons.datasets import circles
        >>> circles().take(slice(0, 500))
        Dataset(500 samples of x1, x2; y=0: 252 outer, y=1: 248 inner)
        """
        chosen = row_numbers(rows, len(self.y))
        return Dataset(self.X[chosen], self.y[chosen], self.feature_names, self.class_names)
