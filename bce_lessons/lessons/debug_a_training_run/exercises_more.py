"""The further exercises of the lesson: the loss of an epoch, and the readings of the test."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Function, function


def _weighed(losses: FloatArray, sizes: FloatArray) -> float:
    return float(np.average(losses, weights=sizes))


def _mean_of(means: FloatArray, chosen: FloatArray) -> float:
    """Return the mean of the chosen ones, NaN of none, and without the warning of `mean`."""
    return float(means[chosen].sum() / chosen.sum())


@function("epoch-loss")
def epoch_loss(e: Function) -> None:
    """Fix the loss of an epoch whose batches have several sizes."""
    e.asks("a function of means and sizes that returns one number, in nats")
    e.right(_weighed, again=lambda means, sizes: means @ sizes / sizes.sum())
    e.tried_on(
        [
            (np.array([0.7]), np.array([8])),
            (np.array([0.2, 3.0]), np.array([64, 1])),
            (np.array([0.5, 0.3, 0.9]), np.array([10, 10, 5])),
        ],
        lambda rng: (rng.exponential(0.5, 4), rng.integers(1, 65, 4)),
    )
    e.wrong("plain", lambda means, sizes: means.mean())
    e.wrong("by-batches", lambda means, sizes: means @ sizes / len(sizes))
    e.wrong("sum", lambda means, sizes: means @ sizes)
    e.wrong("over-samples", lambda means, sizes: means.sum() / sizes.sum())
    e.wrong("divided", lambda means, sizes: np.average(means, weights=1 / sizes))
    e.wrong("last-left-out", lambda means, sizes: means[:-1].mean() if len(means) > 1 else means[0])
    e.wrong("last-weighed", lambda means, sizes: np.average(means[:-1], weights=sizes[:-1]))
    e.wrong("full-only", lambda means, sizes: means[sizes == sizes.max()].mean())
    e.wrong("only-64", lambda means, sizes: _mean_of(means, sizes == 64))
    e.wrong("by-64", lambda means, sizes: means @ sizes / 64)
    e.wrong("by-largest", lambda means, sizes: means @ sizes / sizes.max() / len(sizes))
    e.wrong("by-mean-size", lambda means, sizes: means @ sizes / sizes.mean())
    e.wrong("means-by-size", lambda means, sizes: means.sum() / sizes.mean())
    e.wrong("means-by-64", lambda means, sizes: means.sum() / 64)
    e.wrong("no-minus", lambda means, sizes: -_weighed(means, sizes))
    e.wrong("middle", lambda means, sizes: np.median(means))
    e.wrong("each", lambda means, sizes: means * sizes / sizes.sum())
    e.says("""
        plain: That still gives each batch the same weight, however few samples it has.
        by-batches: That is the sum over all samples, divided by the number of batches.
        sum: That is the sum over all samples; divide it by their number.
        over-samples: That adds up means, and divides by samples: multiply each mean by its size
            first.
        divided: That weighs a batch the more, the smaller it is.
        last-left-out, last-weighed: That leaves the last batch out: its samples count as much as
            others.
        full-only, only-64: That takes the full batches only: the samples of the others count, too.
        by-64: That divides by 64, the size of one full batch, and not by the number of all samples.
        by-largest: That counts every batch as if it were full.
        by-mean-size: That divides by the mean size of a batch, and not by the number of all
            samples.
        means-by-size, means-by-64: That divides means by a size: multiply each mean by its size
            first.
        no-minus: That is minus the loss: the means are losses already.
        middle: That is the median of the batches.
        each: Those are the parts of the batches; add them up.

        look: How many samples stand behind each mean?
        do: Mean times size is the sum of a batch; add the sums up, and divide by all samples.
        note: It is the same number as the mean over all samples, so it does not depend on how they
            were cut into batches. It repairs the number only, not the step of a small last batch.
    """)


def _scaled(train: FloatArray, test: FloatArray) -> FloatArray:
    return np.asarray((test - train.mean(axis=0)) / train.std(axis=0))


@function("ready")
def ready(e: Function) -> None:
    """Fix the preprocessing of the test readings."""
    e.asks("a function of train and test that returns an array of the shape of test")
    e.right(_scaled, again=_scaled_by_columns)
    e.tried_on(
        [
            (np.array([[40.0], [60.0]]), np.array([[50.0], [70.0]])),
            (np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([[2.0, 10.0]])),
            (np.array([[0.0, 5.0], [4.0, 7.0], [8.0, 3.0]]), np.array([[4.0, 5.0], [8.0, 9.0]])),
        ],
        lambda rng: (rng.normal(50, 10, (6, 3)), rng.normal(55, 20, (4, 3))),
    )
    e.wrong("raw", lambda train, test: np.array(test))
    e.wrong("own", lambda train, test: _scaled_by_itself(test))
    e.wrong("train-instead", lambda train, test: _scaled(train, train))
    e.wrong("one-mean", lambda train, test: (test - train.mean()) / train.std())
    e.wrong("by-rows", lambda train, test: _scaled_by_itself(test.T).T)
    e.wrong("not-divided", lambda train, test: test - train.mean(axis=0))
    e.wrong("not-centred", lambda train, test: test / train.std(axis=0))
    e.wrong("own-spread", lambda train, test: _scaled_with(test, train.mean(axis=0), test))
    e.wrong("own-mean", lambda train, test: _scaled_with(test, test.mean(axis=0), train))
    e.wrong("no-brackets", lambda train, test: test - train.mean(axis=0) / train.std(axis=0))
    e.wrong("turned", lambda train, test: -_scaled(train, test))
    e.wrong("multiplied", lambda train, test: (test - train.mean(axis=0)) * train.std(axis=0))
    e.wrong("min-max", lambda train, test: (test - train.min(0)) / np.ptp(train, axis=0))
    e.wrong("own-min-max", lambda train, test: (test - test.min(0)) / np.ptp(test, axis=0))
    e.wrong("one-spread", lambda train, test: (test - train.mean(axis=0)) / train.std())
    e.wrong("changed-roles", lambda train, test: _scaled(test, train))
    e.wrong("variance", lambda train, test: (test - train.mean(axis=0)) / train.var(axis=0))
    e.wrong("together", _together)
    e.wrong("one-less", lambda train, test: (test - train.mean(0)) / train.std(0, ddof=1))
    e.says("""
        raw: That leaves the test readings as they came: this is the bug.
        own: That uses the test's own mean and spread. Then one sample alone would always come out
            as 0, and a test whose machines have changed would look as usual.
        train-instead: Those are the training readings; the test's are asked for.
        one-mean: That takes one mean and one spread over all columns; each column has its own.
        by-rows: That standardises each row; the mean and the spread are those of a column.
        not-divided: That subtracts the mean, and does not divide by the standard deviation.
        not-centred: That divides, but does not subtract the mean first.
        own-spread: That has the mean of the training readings and the spread of the test's.
        own-mean: That has the mean of the test readings and the spread of the training's.
        no-brackets: That divides the mean only, as `a - b / c` does: put brackets around the
            difference.
        turned: That has the wrong sign: subtract the mean from the reading.
        multiplied: That multiplies by the standard deviation; divide by it.
        min-max: That scales from the smallest to the largest training reading. It is a rule, too,
            but not the one that the model was trained with.
        own-min-max: That scales from the smallest to the largest reading of the test; the lesson's
            rule takes mean and standard deviation, of the training readings.
        one-spread: That divides by one spread of all columns; each column has its own.
        changed-roles: That makes the training readings ready, by the numbers of the test.
        variance: That divides by the variance; the standard deviation is its square root.
        together: That takes mean and spread of all readings together: the test then changes what
            the model is told.
        one-less: That divides by n − 1 in the variance; the lesson's `std` divides by n.

        look: Which numbers did the training loop use to make its readings ready?
        do: Column by column: subtract the mean of `train`, divide by the standard deviation of
            `train`.
        note: Save these two rows of numbers with the model: who uses it next month needs them, too.
    """)


def _scaled_by_columns(train: FloatArray, test: FloatArray) -> FloatArray:
    columns: list[Any] = []
    for a, b in zip(train.T, test.T, strict=True):
        mean = sum(a) / len(a)
        columns.append((b - mean) / math.sqrt(sum((a - mean) ** 2) / len(a)))
    return np.column_stack(columns)


def _scaled_with(test: FloatArray, mean: FloatArray, spread_of: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):
        return np.asarray((test - mean) / spread_of.std(axis=0))


def _scaled_by_itself(test: FloatArray) -> FloatArray:
    return _scaled_with(test, test.mean(axis=0), test)


def _together(train: FloatArray, test: FloatArray) -> FloatArray:
    return _scaled(np.vstack([train, test]), test)
