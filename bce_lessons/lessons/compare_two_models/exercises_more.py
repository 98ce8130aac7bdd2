"""The last exercise of the lesson: rows that come in groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bce_lessons.answers.exercise import Function, function

Floats = NDArray[np.float64]


def _grouped(d: Floats, groups: Floats) -> float:
    means = np.array([d[groups == group].mean() for group in np.unique(groups)])
    return float(means.std(ddof=1) / len(means) ** 0.5)


def _by_sums(d: Floats, groups: Floats) -> float:
    codes = np.unique(groups, return_inverse=True)[1]
    means = np.bincount(codes, weights=d) / np.bincount(codes)
    return float(np.sqrt(((means - means.mean()) ** 2).sum() / (len(means) - 1) / len(means)))


def _means(d: Floats, groups: Floats) -> Floats:
    return np.array([d[groups == group].mean() for group in np.unique(groups)])


def _draw_groups(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw differences of a few patients, each with as many rows."""
    patients, rows = int(rng.integers(2, 8)), int(rng.integers(1, 5))
    groups = rng.permutation(np.repeat(np.arange(patients), rows))
    return rng.normal(0, 0.5, patients)[groups] + rng.normal(0, 0.5, len(groups)), groups


def _of_one_size(d: Floats, groups: Floats) -> bool:
    """Say whether there are two groups at least, and all have equally many rows."""
    sizes = np.unique(groups, return_counts=True)[1]
    return bool(len(sizes) > 1 and sizes.min() == sizes.max())


@function("grouped-error")
def grouped_error(e: Function) -> None:
    """Write the standard error of a mean whose rows come in groups."""
    e.asks("a function of d and groups that returns one number, in nats")
    e.right(_grouped, again=_by_sums)
    e.promises(_of_one_size)
    e.tried_on(
        [
            (np.array([0.0, 1.0]), np.array([0, 1])),
            (np.array([0.0, 0.0, 1.0, 1.0]), np.array([0, 0, 1, 1])),
            (np.array([0.3, 0.1, 0.5, 0.1]), np.array([2, 7, 2, 7])),
            (np.array([0.2, 0.4, -0.1, 0.3, 0.6, 0.0]), np.array([1, 2, 3, 1, 2, 3])),
        ],
        _draw_groups,
    )
    e.wrong("rows", lambda d, groups: d.std(ddof=1) / len(d) ** 0.5)
    e.wrong("not-divided", lambda d, groups: _means(d, groups).std(ddof=1))
    e.wrong("root-of-rows", lambda d, groups: _means(d, groups).std(ddof=1) / len(d) ** 0.5)
    e.wrong("by-groups", lambda d, groups: _means(d, groups).std(ddof=1) / len(np.unique(groups)))
    e.wrong(
        "without-one", lambda d, groups: _means(d, groups).std() / len(np.unique(groups)) ** 0.5
    )
    e.wrong(
        "sums",
        lambda d, groups: _grouped(d, groups) * len(d) / len(np.unique(groups)),
    )
    e.wrong("variance", lambda d, groups: _grouped(d, groups) ** 2)
    e.wrong("half-width", lambda d, groups: 1.96 * _grouped(d, groups))
    e.wrong("mean", lambda d, groups: d.mean())
    e.wrong("means", _means)
    e.wrong("rows-by-groups", lambda d, groups: d.std(ddof=1) / len(np.unique(groups)) ** 0.5)
    e.says("""
        rows: That takes all rows as independent. Rows of one patient repeat one another: take the
            mean of each group first.
        not-divided: That is how widely the groups' means spread; divide by the root of their
            number.
        root-of-rows: That divides by the root of the number of rows; it is the number of groups
            that counts.
        by-groups: That divides by the number of groups; a standard error divides by its root.
        without-one: That divides by the number of groups inside the spread: take `ddof=1`.
        sums: That takes the sum of each group for its mean.
        variance: That is its square; take the root.
        half-width: That is half the width of an interval of 95 %; one standard error is asked for.
        mean: That is the mean difference; how sure is it?
        means: Those are the means of the groups; the standard error of *their* mean is asked for.
        rows-by-groups: That takes the spread of the rows; take the spread of the groups' means.

        look: How many independent draws are there: rows, or groups?
        do: Take the mean of d in each group. Then take the standard deviation of these means, with
            `ddof=1`, over the root of the number of groups.
        note: `compare_losses` with `groups=` does this, and also takes groups of different sizes.
            With few groups no interval says much: twenty patients are few, however many rows each
            has.
    """)
