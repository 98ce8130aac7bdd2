"""The exercises of the lesson: a first number, four curves, and a loss to fix."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Function, Value, function, value
from bce_lessons.information import binary_entropy
from bce_lessons.lessons.debug_a_training_run._curves import CURVES
from bce_lessons.lessons.debug_a_training_run.model import run, samples, table_terms
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits

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
    share = float(samples()[0].y.mean())
    e.wrong("lesson", binary_entropy(share))
    e.wrong("lesson-start", run().printed[0])
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
        lesson, lesson-start: That is about where the lesson's run starts, with
            {100 * share:.0f} % of ones; here the share is another one.

        look: The first check: what does the model say to everybody before the first step?
        do: Weigh −log p by the share of ones, and −log(1 − p) by the share of zeros.
        note: With a bias of 0 it would start at log 2, {math.log(2) / binary_entropy(rate):.0f}
            times as high, and the first steps would only learn that ones are rare.
    """)


@value("four-curves")
def four_curves(e: Value) -> None:
    """Name the bugs of four curves."""
    e.asks("a list of four whole numbers, the names of the bugs of E, F, G and H, in this order")
    right = np.array([NAMES.index(CURVES[letter][0]) for letter in "EFGH"])
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
        do: Put each bug into the explorer, and compare the first printed number: it is the same at
            every learning rate.
        note: Four of four by one number: that is why the first check comes first. But E starts
            below 0 only because its bias was set from the labels 0 and 1. With a bias of 0 it
            starts near log 2, as the healthy run does: then only an assert tells at once.
    """)


_AGAINST = {
    "no bug": "it would start at the entropy and fall",
    "starts sure": "that falls in a few epochs to where the healthy run is; look at the end",
    "softmax of one": "that never moves, and starts where every one of the zeros costs what "
    "clipping allows",
    "sigmoid twice": "that starts near log 2, and stays near it",
    "labels (64, 1)": "that starts at the entropy of the base rate",
    "sum of 64": "that starts at 64 times the entropy",
    "labels −1, 1": "that starts below 0 with this bias, and falls",
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
    e.wrong("table-clipped", lambda y, z: _from_p(y, _held(z, 1e-15)))
    e.wrong("table-sum", lambda y, z: len(z) ** 2 * float(table_terms(y[:, 0], z).mean()))
    e.wrong("table-sum-by-n", lambda y, z: len(z) * float(table_terms(y[:, 0], z).mean()))
    e.wrong("diagonal-sum", lambda y, z: len(z) * _paired(y, z))
    e.wrong("each", lambda y, z: binary_cross_entropy_with_logits(y[:, 0], z, reduction="none"))
    e.wrong("squeezed", lambda y, z: binary_cross_entropy_with_logits(np.squeeze(y), z))
    e.wrong("first-label", lambda y, z: binary_cross_entropy_with_logits(np.full_like(z, y[0]), z))
    e.wrong("turned", lambda y, z: _paired(y[::-1], z))
    e.wrong("swapped", lambda y, z: _paired(1 - y, z))
    e.wrong("ones-only", lambda y, z: np.mean(y[:, 0] * np.logaddexp(0, -z)))
    e.wrong("probabilities", lambda y, z: _paired(y, np.asarray(sigmoid(z))))
    e.wrong("no-minus", lambda y, z: -_paired(y, z))
    e.wrong("naive", lambda y, z: _from_p(y[:, 0], 1 / (1 + np.exp(-z))))
    e.wrong("through-p", lambda y, z: binary_cross_entropy(y[:, 0], np.asarray(sigmoid(z))))
    e.wrong("no-nan", lambda y, z: _from_p(y[:, 0], 1 / (1 + np.exp(-z)), np.nan_to_num))
    for digits in (7, 8, 10, 12, 15, 16):
        for way, wrong in _held_ways(10.0**-digits).items():
            e.wrong(f"{way}-{digits}", wrong, _HELD)
    for end in (20, 30, 50, 100, 500, 700):
        cut = f"That cuts logits off at {end}: a sample that is certain and wrong pays too little."
        e.wrong(f"cut-{end}", lambda y, z, end=end: _paired(y, np.clip(z, -end, end)), cut)
    e.wrong("exp", lambda y, z: np.mean(np.log1p(np.exp(z)) - y[:, 0] * z))
    e.wrong("exp-minus", lambda y, z: np.mean(np.log1p(np.exp(-z)) + (1 - y[:, 0]) * z))
    e.says("""
        table, table-clipped: That still pairs every label with every logit, in a table of n × n: as
            if each sample had the mean label.
        table-sum, table-sum-by-n: That adds up a table of n × n losses; there are n samples, each
            with one label.
        diagonal-sum: That is the sum over the samples; the mean is asked for.
        each: Those are the losses one by one; their mean is asked for.
        squeezed: Of one sample alone `squeeze` takes both axes away: take the second only, with
            `y[:, 0]`.
        first-label: That gives the first label to every sample.
        turned: That has the labels from the last to the first.
        swapped: That takes each 0 for a 1, and each 1 for a 0.
        ones-only: That counts the losses of the ones only: the zeros have a loss, too.
        probabilities: That takes the sigmoid, and then a loss that wants logits: twice.
        no-minus: That is minus the loss.
        naive, no-nan, through-p, exp, exp-minus: That is right for small logits; at large ones a
            log or an exponential on the way is infinite, and 0 times that is NaN. Use the loss from
            logits.

        look: Two things: the shape of `y * z`, and what p is rounded to at a logit of 800.
        do: Make `y` as flat as `z`, with `y[:, 0]` or `np.ravel(y)`; then the loss from logits.
        note: Both arrays hold n numbers, and one of them has a second axis. Nothing was wrong that
            one could see by its size: assert shapes, not lengths.
    """)


@np.errstate(all="ignore")
def _from_p(
    y: FloatArray, p: FloatArray, made: Callable[[FloatArray], FloatArray] = np.asarray
) -> float:
    """Write the formula as it is printed, with what is `made` of its terms."""
    return float(-np.mean(made(y * np.log(p) + (1 - y) * np.log(1 - p))))


_HELD = (
    "That keeps p away from 0 and 1, so a sample that is certain and wrong pays too little: use "
    "the loss from logits, which needs no p."
)


def _held_ways(eps: float) -> dict[str, Callable[[FloatArray, FloatArray], float]]:
    return {
        "clipped": lambda y, z: _from_p(y[:, 0], _held(z, eps)),
        "clipped-bce": lambda y, z: binary_cross_entropy(y[:, 0], _held(z, eps)),
        "added": lambda y, z: _added(y[:, 0], np.asarray(sigmoid(z)), eps),
    }


def _added(y: FloatArray, p: FloatArray, eps: float) -> float:
    return float(-np.mean(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps)))


def _held(z: FloatArray, eps: float) -> FloatArray:
    return np.clip(np.asarray(sigmoid(z)), eps, 1 - eps)


def _column(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    n = int(rng.integers(2, 9))
    return rng.integers(0, 2, (n, 1)).astype(float), rng.normal(0, 3, n)
