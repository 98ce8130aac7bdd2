"""The other exercises of the lesson: a penalty chosen without the test, and a species too many."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers import mistakes
from bce_lessons.answers.exercise import Value, value
from bce_lessons.datasets import iris_pair
from bce_lessons.information import binary_entropy
from bce_lessons.lessons.classify_iris.exercises import all_flowers, loss_of
from bce_lessons.lessons.classify_iris.model import PETALS, flowers_of, logistic, split
from bce_lessons.losses import binary_cross_entropy


@cache
def _held_out(C: float, *, all_flowers: bool = False) -> FloatArray:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    data = flowers_of(PETALS) if all_flowers else split()[0]
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    p = cross_val_predict(logistic(C), data.X, data.y, cv=folds, method="predict_proba")
    return np.asarray(p[:, 1])


@value("without-the-test", decimals=4)
def without_the_test(e: Value) -> None:
    """Choose C on a ladder by cross-validation, and give the loss there."""
    (train, test), ladder = split(), [float(C) for C in 10.0 ** np.arange(-2, 8)]
    ps = [_held_out(C) for C in ladder]
    validated = [binary_cross_entropy(train.y, p) for p in ps]
    on_all = [
        binary_cross_entropy(flowers_of(PETALS).y, _held_out(C, all_flowers=True)) for C in ladder
    ]
    place = int(np.argmin(validated))
    chosen = ladder[place]
    luckiest = min(loss_of(C, test) for C in ladder)
    e.asks("one number, in nats, to four decimals")
    e.right(
        validated[place],
        again=min(-np.log(np.where(train.y == 1, p, 1 - p)).mean() for p in ps),
    )
    e.wrong("c", chosen)
    e.wrong("place", place)
    e.wrong("lowest-test-loss", luckiest)
    e.wrong("test-loss", loss_of(chosen, test))
    e.wrong("lowest-training-loss", min(loss_of(C, train) for C in ladder))
    e.wrong("training-loss", loss_of(chosen, train))
    e.wrong("all-flowers", min(on_all))
    e.wrong("all-flowers-there", on_all[place])
    e.wrong("at-1", validated[ladder.index(1.0)])
    e.wrong("at-10", validated[ladder.index(10.0)])
    e.wrong("highest", max(validated))
    e.wrongs(mistakes.loss_values(train.y, ps[place], decimals=4))
    e.says(f"""
        c: That is the C; what is the loss there?
        place: That is its *place* on the ladder, counted from 0; what is the loss there?
        lowest-test-loss: That is the lowest *test* loss on the ladder: who chooses by it has used
            the test up.
        test-loss: That is the test loss at the chosen C; the question asks for the cross-validated
            loss by which it was chosen.
        lowest-training-loss: That is the lowest *training* loss: each flower was predicted by a
            model that had seen it. Use `held_out`.
        training-loss: That is the training loss at the chosen C: each flower was predicted by a
            model that had seen it.
        all-flowers: That is with all 100 flowers, the 30 of the test among them: take
            `held_out(train, C)`.
        all-flowers-there: That is with all 100 flowers, at the C that suits the 70 best.
        at-1: That is at C = 1; go up the ladder.
        at-10: That is at C = 10; go one step further.
        highest: That is the *highest* loss on the ladder, where hardly any penalty is left.

        look: One cross-validated loss for each C of `ladder`; nothing of `test` in it.
        do: The smallest `losses.binary_cross_entropy(train.y, held_out(train, C))` for C in
            `ladder`.
        note: At C = {chosen:g}. The choice is fair: it did not see the test. Its score is not: the
            lowest of ten losses is low partly by luck (selection bias). In the test the same model
            costs {loss_of(chosen, test):.4f}, and that is no fair number either: the split was
            picked by hand. Report the mean of many splits, each with a choice of its own.
    """)


def _pair_p(C: float = np.inf, columns: int = 2, *, default: bool = False) -> FloatArray:
    """Return p of the pair's 100 flowers from a fit of their own, by their last columns."""
    from sklearn.linear_model import LogisticRegression

    X = iris_pair("versicolor", "virginica").X[:, -columns:]
    model = LogisticRegression(C=C) if default else logistic(C)
    return np.asarray(model.fit(X, flowers_of(PETALS).y).predict_proba(X)[:, 1])


@value("one-too-many", decimals=4)
def one_too_many(e: Value) -> None:
    """Find the pair's loss where a script prints that of three species."""
    y, iris = flowers_of(PETALS).y, all_flowers()
    is_virginica, X = iris.target == 2, iris.data[:, 2:]

    def script(C: float) -> FloatArray:
        return np.asarray(logistic(C).fit(X, is_virginica).predict_proba(X)[:, 1])

    def pair(*options: Any, **named: Any) -> float:
        return binary_cross_entropy(y, _pair_p(*options, **named))

    p, p_of_three = _pair_p(), script(np.inf)
    printed = binary_cross_entropy(is_virginica, p_of_three)
    held_out = _held_out(1e7, all_flowers=True)
    e.asks("one number, in nats, to four decimals")
    e.right(pair(), again=150 / 100 * printed)
    e.wrong("printed", printed)
    e.wrong("two-thirds", 2 / 3 * printed)
    e.wrong("penalised", pair(1.0))
    e.wrong("default", pair(1.0, default=True))
    e.wrong("penalised-three", binary_cross_entropy(is_virginica, script(1.0)))
    e.wrong("four-measurements", pair(columns=4))
    e.wrong("unseen", binary_cross_entropy(y, held_out))
    e.wrong("seventy", loss_of(np.inf, split()[0]))
    e.wrong("coin", math.log(2))
    e.wrong("one-third", binary_entropy(1 / 3))
    e.wrong("virginicas", binary_cross_entropy(np.ones(50), p[50:]))
    e.wrong("versicolors", binary_cross_entropy(np.zeros(50), p[:50]))
    e.wrong("setosas", binary_cross_entropy(np.zeros(50), p_of_three[:50]))
    e.wrongs(mistakes.loss_values(y, p, decimals=4))
    e.says(f"""
        printed: That is what the script prints: its mean is over 150, and the setosas cost nearly
            nothing.
        two-thirds: That takes two thirds of it: the same total is shared by *fewer* flowers, so the
            mean rises.
        penalised, default: That is the loss of the *penalised* fit: by default the library adds a
            penalty on the weights, so turn it off (`C=np.inf`).
        penalised-three: That is the penalised fit, C = 1, and still all three species.
        four-measurements: That is with all four measurements; the script takes the petals.
        unseen: That is the loss on *unseen* flowers, by cross-validation; the script's is that of
            training.
        seventy: That is the training loss of the lesson's 70 flowers; here it is all 100 of the
            pair.
        coin: That is the baseline of the pair, log 2; what does the fit cost?
        one-third: That is the baseline of all three together, the entropy of one third.
        virginicas: That is the loss of the virginicas alone; the versicolors belong to the pair.
        versicolors: That is the loss of the versicolors alone; the virginicas belong to the pair.
        setosas: That is nearly 0: the loss of the setosas alone, the species to leave out.

        look: What do the 50 setosas add to the sum of the losses? And to the number it is divided
            by?
        do: Keep versicolor and virginica, as in `petals`, fit again without a penalty, and take the
            mean over those 100.
        note: Not {printed:.4f}. The fit is the same, since the setosas are far from the line; they
            only make the mean smaller, by a third. Of every loss ask: on which samples, and beside
            which baseline?
    """)
