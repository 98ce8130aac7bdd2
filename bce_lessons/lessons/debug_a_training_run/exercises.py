"""The exercises of the lesson: a first number, four curves, and three functions to fix."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Function, Value, function, value
from bce_lessons.information import binary_entropy
from bce_lessons.lessons.debug_a_training_run.model import UNNAMED, table_terms
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits

NAMES = (
    "no bug", "starts sure", "softmax of one", "sigmoid twice", "labels (64, 1)",
    "sum of 64", "labels −1, 1", "float16",
)  # fmt: skip


@value("first-number", decimals=3)
def first_number(e: Value) -> None:
    """Say what a loss should be before the first step."""
    e.asks("one number, in nats, to three decimals")
    rate = 0.02
    e.right(binary_entropy(rate), again=-0.02 * math.log(0.02) - 0.98 * math.log(0.98))
    e.wrong("log-2", math.log(2))
    e.wrong("of-a-one", -math.log(rate))
    e.wrong("of-a-zero", -math.log(1 - rate))
    e.wrong("ones-only", -rate * math.log(rate))
    e.wrong("evenly", -(math.log(rate) + math.log(1 - rate)) / 2)
    e.wrong("swapped", -rate * math.log(1 - rate) - (1 - rate) * math.log(rate))
    e.wrong("bias", logit(rate))
    e.wrong("rate", rate)
    e.wrong("in-bits", binary_entropy(rate, base=2))
    e.wrong("no-minus", -binary_entropy(rate))
    e.wrong("sum", 5000 * binary_entropy(rate))
    e.says(f"""
        log-2: That is what a bias of 0 would start at. This bias is the logit of the base rate.
        of-a-one: That is what one sample with y = 1 costs; most samples are 0, and cost less.
        of-a-zero: That is what one sample with y = 0 costs; the few ones cost more.
        ones-only: That counts the ones only: the others have a cost, too.
        evenly: That counts zeros and ones as equally frequent; weigh each cost by its share.
        swapped: That weighs each cost by the share of the other label.
        bias: That is the bias itself; what is asked for is the loss that it starts with.
        rate: That is the base rate; what does a model cost that says it to everybody?
        in-bits: That is in bits; nats are asked for, so take the natural logarithm.
        no-minus: That is below 0, and a loss of labels 0 and 1 never is: take minus the logs.
        sum: That is the sum over all samples; the mean is asked for.

        look: The first check: what does the model say to everybody before the first step?
        do: Weigh −log p by the share of ones, and −log(1 − p) by the share of zeros.
        note: With a bias of 0 it would start at log 2, {math.log(2) / binary_entropy(rate):.0f}
            times as high, and the first steps would only learn that ones are rare.
    """)


@value("four-curves")
def four_curves(e: Value) -> None:
    """Name the bugs of four curves."""
    e.asks("a list of four whole numbers, the names of the bugs of E, F, G and H, in this order")
    right = np.array([NAMES.index(UNNAMED[letter][0]) for letter in "EFGH"])
    e.right(right, again=[6, 3, 2, 5])

    @e.tell
    def which(answer: FloatArray) -> str:
        if answer.shape != right.shape or not np.isin(answer, np.arange(len(NAMES))).all():
            return ""
        at = int((answer != right).argmax())
        said = NAMES[int(answer[at])]
        return f"{'EFGH'[at]} is not “{said}”: {_AGAINST[said]} (this one starts {_starts(at)})."

    e.wrong("backwards", right[::-1])
    e.wrong("e-float", [NAMES.index("float16"), *right[1:]])
    e.wrong("f-labels", [right[0], NAMES.index("labels (64, 1)"), *right[2:]])
    e.wrong("g-and-f", right[[0, 2, 1, 3]])
    e.wrong("h-sure", [*right[:3], NAMES.index("starts sure")])
    e.wrong("from-one", right + 1)
    e.says("""
        backwards: Those are the four right names, from H to E: turn the list round.
        e-float: One is wrong: a curve that meets NaN ends, and E goes on to the last epoch.
        f-labels: One is wrong: with labels of shape (64, 1) the loss starts, and stays, at the
            entropy of the base rate; F starts above log 2.
        g-and-f: Two have changed places: which of the two never moves at all?
        h-sure: One is wrong: H starts at 64 times the healthy start, and stays far above it to the
            end.
        from-one: All four are too large by 1: use the names, as they were given.

        look: Where does the curve start: at the entropy, near log 2, below 0, or far above?
        do: Put each bug into the explorer, and compare the first printed number.
        note: Four of four by one number: each of them starts at another place. That is why the
            first check comes first.
    """)


_AGAINST = {
    "no bug": "it would start at the entropy and fall",
    "starts sure": "that falls in a few epochs to where the healthy run is; look at the end",
    "softmax of one": "that never moves, and starts where every one of the zeros costs what "
    "clipping allows",
    "sigmoid twice": "that starts near log 2, and stays near it",
    "labels (64, 1)": "that starts at the entropy of the base rate",
    "sum of 64": "that starts at 64 times the entropy",
    "labels −1, 1": "that starts below 0, and falls",
    "float16": "that would end in NaN, and this one has no end like that",
}


def _starts(at: int) -> str:
    return ("below 0", "a little above log 2", "at about 14", "at about 24")[at]


def _paired(y: FloatArray, z: FloatArray) -> float:
    return binary_cross_entropy_with_logits(np.ravel(y), z)


@function("column-of-labels")
def column_of_labels(e: Function) -> None:
    """Fix a loss that pairs every label with every prediction."""
    e.asks("a function of y and z that returns one number, in nats")
    e.right(_paired, again=lambda y, z: np.mean(np.logaddexp(0, z) - y[:, 0] * z))
    e.tried_on(
        [
            (np.array([[1.0], [0.0]]), np.array([2.0, -1.0])),
            (np.array([[1.0], [0.0], [1.0]]), np.array([0.5, 0.0, -3.0])),
            (np.array([[0.0]]), np.array([1.0])),
            (np.array([[1.0], [0.0]]), np.array([800.0, -800.0])),
            (np.array([[0.0], [1.0]]), np.array([800.0, -800.0])),
        ],
        _column,
    )
    e.wrong("table", lambda y, z: float(table_terms(y[:, 0], z).mean()))
    e.wrong("diagonal-sum", lambda y, z: len(z) * _paired(y, z))
    e.wrong("each", lambda y, z: binary_cross_entropy_with_logits(y[:, 0], z, reduction="none"))
    e.wrong("first-label", lambda y, z: binary_cross_entropy_with_logits(np.full_like(z, y[0]), z))
    e.wrong("turned", lambda y, z: _paired(y[::-1], z))
    e.wrong("probabilities", lambda y, z: _paired(y, np.asarray(sigmoid(z))))
    e.wrong("no-minus", lambda y, z: -_paired(y, z))
    e.wrong("naive", _naive)
    e.wrong("clipped", _clipped)
    e.says("""
        table: That still pairs every label with every logit, in a table of n × n: as if each sample
            had the mean label.
        diagonal-sum: That is the sum over the samples; the mean is asked for.
        each: Those are the losses one by one; their mean is asked for.
        first-label: That gives the first label to every sample.
        turned: That has the labels from the last to the first.
        probabilities: That takes the sigmoid, and then a loss that wants logits: twice.
        no-minus: That is minus the loss.
        naive: That is right for small logits. For large ones p rounds to 0 or 1, and 0 × log 0 is
            NaN: use the loss from logits.
        clipped: That clips p, so a sample that is certain and wrong pays too little: use the loss
            from logits, which needs no p.

        look: What is the shape of `y`, and what is the shape of `y * z`?
        do: Make `y` as flat as `z`, with `y[:, 0]` or `np.ravel(y)`; then the loss from logits.
        note: Both arrays hold n numbers, and one of them has a second axis. Nothing was wrong that
            one could see by its size: assert shapes, not lengths.
    """)


@np.errstate(all="ignore")
def _naive(y: FloatArray, z: FloatArray) -> float:
    p, label = 1 / (1 + np.exp(-z)), y[:, 0]
    return float(-np.mean(label * np.log(p) + (1 - label) * np.log(1 - p)))


def _clipped(y: FloatArray, z: FloatArray) -> float:
    p, label = np.clip(np.asarray(sigmoid(z)), 1e-15, 1 - 1e-15), y[:, 0]
    return float(-np.mean(label * np.log(p) + (1 - label) * np.log(1 - p)))


def _column(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    n = int(rng.integers(2, 9))
    return rng.integers(0, 2, (n, 1)).astype(float), rng.normal(0, 3, n)


def _weighed(losses: FloatArray, sizes: FloatArray) -> float:
    return float(np.average(losses, weights=sizes))


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
    e.wrong("middle", lambda means, sizes: np.median(means))
    e.wrong("each", lambda means, sizes: means * sizes / sizes.sum())
    e.says("""
        plain: That still gives each batch the same weight, however few samples it has.
        by-batches: That is the sum over all samples, divided by the number of batches.
        sum: That is the sum over all samples; divide it by their number.
        over-samples: That adds up means, and divides by samples: multiply each mean by its size
            first.
        divided: That weighs a batch the more, the smaller it is.
        last-left-out: That leaves the last batch out: its samples count as much as others.
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
