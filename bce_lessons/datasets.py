"""The data of the lessons: seeded, offline, and the same on every machine.

Every function returns a `Dataset`: features, labels 0 and 1, and the names of both. Its arrays
are read-only, so that no cell of a lesson can change what a later cell relies on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _circles
from bce_lessons import _options as options
from bce_lessons._choosing import column_numbers, columns
from bce_lessons._dataset import Dataset
from bce_lessons.links import sigmoid

__all__ = [
    "Dataset",
    "breast_cancer",
    "circles",
    "circles_truth",
    "draw_circles",
    "iris_pair",
    "rare_class",
    "rare_class_truth",
    "ten_points",
]

_X = (-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6)
_Y = (0, 0, 1, 0, 1, 1, 1, 1, 1, 1)
WEIGHTS, BIAS = (1.0, 0.5), -3.1  # the logistic law of the rare class


def ten_points() -> Dataset:
    """Return ten labelled points on a line, three of them negative.

    Returns
    -------
    Dataset
        ``X`` of shape (10, 1), sorted; ``y`` with the classes "negative" and "positive".

    Notes
    -----
    The classes overlap (one positive lies left of a negative): the likelihood's maximum is finite.

    Examples
    --------
    >>> ten_points()
    Dataset(10 samples of x; y=0: 3 negative, y=1: 7 positive)
    """
    return Dataset(np.array(_X)[:, None], np.array(_Y), ("x",), ("negative", "positive"))


def iris_pair(
    negative: str, positive: str, *, features: str | Sequence[str] | None = None
) -> Dataset:
    """Return two of Fisher's three Iris species, chosen by name.

    Parameters
    ----------
    negative, positive : {"setosa", "versicolor", "virginica"}
        The species that become y=0 and y=1.
    features : str or sequence of str, optional
        Columns by name, in the order wanted, such as ``["petal length", "petal width"]``; the
        unit may be left out. All four (sepal length, sepal width, petal length, petal width,
        in cm) unless told.

    Returns
    -------
    Dataset
        100 samples, 50 of each species, in the order of the table. Its ``feature_names`` are
        scikit-learn's, with the unit: "petal length (cm)".

    Raises
    ------
    ValueError
        If a species or a feature is unknown, or the same one is given twice.
    TypeError
        If a species or a feature is not a string: numbers are what this function is there to
        avoid, because `iris.target` holds integers and comparing them with a name is all False.

    Notes
    -----
    setosa/versicolor can be separated by a line: the likelihood has no finite maximum and the
    weights run away. versicolor/virginica overlap and have a finite answer.

    References
    ----------
    Fisher (1936), "The use of multiple measurements in taxonomic problems",
    doi:10.1111/j.1469-1809.1936.tb02137.x

    Examples
    --------
    >>> iris_pair("versicolor", "virginica", features=["petal length", "petal width"]).feature_names
    ('petal length (cm)', 'petal width (cm)')
    """
    from sklearn.datasets import load_iris

    iris = load_iris()
    species = [str(name) for name in iris.target_names]
    number = {
        argument: species.index(options.choice(argument, name, tuple(species)))
        for argument, name in (("negative", negative), ("positive", positive))
    }
    if negative == positive:
        raise ValueError(
            f"positive is {positive!r}, and so is negative: two classes need two species; "
            f"the species are {', '.join(species)}"
        )
    columns = column_numbers(features, [str(name) for name in iris.feature_names])
    rows = np.isin(iris.target, list(number.values()))
    return Dataset(
        iris.data[rows][:, columns],
        iris.target[rows] == number["positive"],
        tuple(str(iris.feature_names[column]) for column in columns),
        (negative, positive),
    )


def circles() -> Dataset:
    """Return a thousand points on two noisy circles, one within the other.

    Returns
    -------
    Dataset
        1000 samples in random order: the outer circle is y=0, the inner one y=1.

    Notes
    -----
    Exactly ``sklearn.datasets.make_circles(1000, noise=0.1, random_state=1)``. The circles
    overlap, so no model is right everywhere; `circles_truth` says how sure one can be.

    The points stand at even angles before they are nudged. So two halves are no two samples:
    what is too many of a class on a side of the one is too few in the other. Test on points of
    `draw_circles`, as the lesson does.

    Examples
    --------
    >>> circles()
    Dataset(1000 samples of x1, x2; y=0: 500 outer, y=1: 500 inner)
    """
    from sklearn.datasets import make_circles

    X, y = make_circles(1000, noise=_circles.NOISE, factor=_circles.INNER, random_state=1)
    return Dataset(X, y, ("x1", "x2"), ("outer", "inner"))


def draw_circles(n_samples: int, rng: np.random.Generator) -> Dataset:
    """Return new points on the circles of `circles`, each drawn without regard to the others.

    Parameters
    ----------
    n_samples : int, at least 1
        How many points.
    rng : numpy.random.Generator
        Where the chance comes from: a coin for the class, an even angle, a normal nudge.

    Returns
    -------
    Dataset
        The outer circle is y=0, the inner one y=1.

    Raises
    ------
    ValueError
        If `n_samples` is below 1.
    TypeError
        If `n_samples` is no whole number, or `rng` no `numpy.random.Generator`.

    Examples
    --------
    >>> draw_circles(1000, np.random.default_rng(7))
    Dataset(1000 samples of x1, x2; y=0: 484 outer, y=1: 516 inner)
    """
    count = options.whole("n_samples", n_samples)
    X, y = _circles.drawn(count, options.generator("rng", rng))
    return Dataset(X, y, ("x1", "x2"), ("outer", "inner"))


@np.errstate(all="ignore")
def circles_truth(X: ArrayLike) -> NDArray[np.float64]:
    """Return the true probability that a point, found where it is, comes from the inner circle.

    Parameters
    ----------
    X : array_like of float, shape (n_samples, 2)
        Where the points are.

    Returns
    -------
    ndarray of float64, shape (n_samples,)
        The probabilities that y=1.

    Raises
    ------
    ValueError
        If `X` has not two columns or holds what is not finite.

    Notes
    -----
    `circles` puts 500 points evenly on each circle, radius 1 and 0.8, and nudges both
    coordinates by a normal error of standard deviation 0.1. So a circle's density is the mean of
    500 such bells, and the truth is the inner one's share of both.

    Examples
    --------
    >>> print(circles_truth([[0, 0.8], [0, 1]]).round(2))
    [0.89 0.13]
    """
    return _circles.truth(columns(X, 2, "`circles`"))


def breast_cancer() -> Dataset:
    """Return 569 tumours: thirty measures of cell nuclei, and whether each was malignant.

    Returns
    -------
    Dataset
        ``X`` of shape (569, 30) in the measures' own units; y=1 is malignant. The rows are
        shuffled once and for all, so that slices make fair parts, as in ``take(slice(0, 300))``.

    Notes
    -----
    The Wisconsin diagnostic data that scikit-learn brings along. There, 0 is malignant; here it
    is 1, the class that must not be missed.

    References
    ----------
    Street, Wolberg and Mangasarian (1993), "Nuclear feature extraction for breast tumor
    diagnosis", doi:10.1117/12.148698

    Examples
    --------
    >>> tumours = breast_cancer()
    >>> tumours.X.shape, int(tumours.y.sum()), tumours.class_names
    ((569, 30), 212, ('benign', 'malignant'))
    """
    from sklearn.datasets import load_breast_cancer

    table = load_breast_cancer()
    rows = np.random.default_rng(0).permutation(len(table.target))
    names = tuple(str(name) for name in table.feature_names)
    return Dataset(
        table.data[rows], (table.target[rows] == 0).astype(np.int64), names, ("benign", "malignant")
    )


def rare_class() -> Dataset:
    """Return 20,000 points, about one in fourteen of which is positive.

    Returns
    -------
    Dataset
        Two standard normal features; y=1 with the probability that `rare_class_truth` says.
        The lessons train on ``take(slice(0, 10_000))`` and test on the other half.

    Notes
    -----
    The truth is a logistic regression. So one that is fitted to the samples as they are is
    calibrated, up to chance, and whatever breaks that can be blamed.

    Examples
    --------
    >>> rare_class()
    Dataset(20000 samples of x1, x2; y=0: 18569 common, y=1: 1431 rare)
    """
    rng = np.random.default_rng(9)
    X = rng.standard_normal((20_000, 2))
    y = (rng.random(20_000) < rare_class_truth(X)).astype(np.int64)
    return Dataset(X, y, ("x1", "x2"), ("common", "rare"))


@np.errstate(all="ignore")
def rare_class_truth(X: ArrayLike) -> NDArray[np.float64]:
    """Return the true probability that a point belongs to the rare class: sigmoid(x1 + x2/2 - 3.1).

    Parameters
    ----------
    X : array_like of float, shape (n_samples, 2)
        Where the points are.

    Returns
    -------
    ndarray of float64, shape (n_samples,)
        The probabilities that y=1.

    Raises
    ------
    ValueError
        If `X` has not two columns or holds what is not finite.

    Examples
    --------
    >>> print(rare_class_truth([[0, 0], [2, 2]]).round(3))
    [0.043 0.475]
    """
    return np.asarray(sigmoid(columns(X, 2, "`rare_class`") @ np.array(WEIGHTS) + BIAS))
