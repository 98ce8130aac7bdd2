"""The exercises of the lesson: irises chosen, charged, calmed, and one species too many."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.answers import mistakes
from bce_lessons.answers.exercise import Judged, Value, judged, value
from bce_lessons.datasets import Dataset, iris_pair
from bce_lessons.information import binary_entropy
from bce_lessons.lessons import named
from bce_lessons.lessons.classify_iris.model import PETALS, fitted, flowers_of, logistic, split
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits


def _iris() -> Any:
    from sklearn.datasets import load_iris

    return load_iris()


def _loss(C: float, data: Dataset) -> float:
    return binary_cross_entropy_with_logits(data.y, fitted(C).decision_function(data.X))


@value("mask")
def mask(e: Value) -> None:
    """Find the setosas among 150 flowers."""
    iris = _iris()
    species = iris.target_names[iris.target]
    setosas = species == "setosa"
    e.right(setosas, again=iris.target == list(iris.target_names).index("setosa"))
    e.wrong("all-false", np.zeros(150))
    e.wrong("others", ~setosas)
    e.wrong("versicolors", species == "versicolor")
    e.wrong("virginicas", species == "virginica")
    e.wrong("numbers", iris.target)
    e.wrong("three-names", iris.target_names == "setosa")
    e.wrong("places", np.flatnonzero(setosas))
    e.wrong("how-many", 50)
    e.wrong("all-true", np.ones(150))
    e.wrong("pair", flowers_of(PETALS).y)
    e.says("""
        all-false: That is false for all 150: numbers are compared with a name, and never equal it.
        others: That is the mask of the *other* two species.
        versicolors: That finds the versicolors, whose number is 1: the numbers count from 0.
        virginicas: That finds the virginicas.
        numbers: Those are the species' numbers, 0 to 2; a mask says yes or no to each flower.
        three-names: That compares the three *names*: index the names with `iris.target` first, so
            that each flower has one.
        places: Those are the places of the setosas, their row numbers; a mask has a yes or no for
            each of the 150.
        how-many: That is how many there are; give the mask.
        all-true: That is true of all 150 flowers.
        pair: That is the mask of the lesson's pair, versicolor and virginica, turned into labels:
            100 of them. Begin with all 150.

        look: What `iris.target_names[iris.target]` holds.
        do: An array of 150 names: compare *that* with "setosa".
        note: Fifty. Count after each choice, `mask.sum()`: it takes a second, and the empty mask
            raises no error. Names survive a new order of the numbers; a bare 0 does not.
    """)


@value("bill")
def bill(e: Value) -> None:
    """Charge the model for one versicolor."""
    flower = (5.0, 1.7)

    def virginica(flower: tuple[float, ...] = flower, C: float = 1.0) -> float:
        return float(fitted(C).predict_proba([flower])[0, 1])

    p, turned, z = virginica(), virginica(flower[::-1]), fitted().decision_function([flower])[0]
    e.right(binary_cross_entropy(0, p), again=math.log1p(math.exp(z)))
    e.wrong("other-column", binary_cross_entropy(1, p))
    e.wrong("other-column-no-minus", math.log(p))
    e.wrong("swapped-petals", binary_cross_entropy(0, turned))
    e.wrong("swapped-petals-other-column", binary_cross_entropy(1, turned))
    e.wrong("predict", math.inf)
    e.wrong("logit", z)
    e.wrong("minus-logit", -z)
    e.wrong("p", p)
    e.wrong("no-penalty", binary_cross_entropy(0, virginica(C=np.inf)))
    e.usual("in-bits")
    e.wrong("rounded-first", -math.log(round(1 - p, 2)))
    e.wrong("all-flowers", _loss(1, split()[1]))
    e.wrong("likelihood", 1 - p)
    e.usual("sign", "in-bans")
    e.wrong("squared", p**2)
    e.wrong("sigmoid-of-likelihood", -math.log(sigmoid(1 - p)))
    e.wrong("sigmoid-of-p", -math.log(sigmoid(-p)))
    e.wrong("certain-hit", 0.0)
    e.says(f"""
        other-column: That is the bill if it were a virginica: column 1. For a versicolor, y = 0,
            what happened stands in column 0.
        other-column-no-minus: That is the log of column 1, without its minus: for a versicolor, y =
            0, what happened stands in column 0.
        swapped-petals: That has the petals swapped: first the length, then the width, as the model
            learnt.
        swapped-petals-other-column: That has the petals swapped, and is the bill of a virginica.
        predict: That takes the model's yes or no, `predict`, for a probability: a certain miss.
        logit: That is its logit, `decision_function`; the loss is a log of a probability.
        minus-logit: That is its logit with the sign turned; the loss is a log of a probability.
        p: That is p, the probability of a virginica.
        no-penalty: That is the model without a penalty; `model` has C = 1.
        rounded-first: That rounds the probability to two decimals first: round only at the end.
        all-flowers: That is the loss of all the test flowers; one flower is asked for.
        likelihood: That is the probability given to what happened, 1 − p; the loss is minus its
            log.
        squared: That is the squared error p²: no logarithm in it.
        sigmoid-of-likelihood: That sends 1 − p through a sigmoid once more: it is a probability
            already.
        sigmoid-of-p: That sends p through a sigmoid once more: it is a probability already.
        certain-hit: That is 0: the loss of a certain hit. Take the model's probability, not the
            label.

        look: Which of the two columns of `model.predict_proba(flower)` is the versicolor's?
        do: Minus `np.log` of column 0 of `model.predict_proba(flower)`, as one number.
        note: The model gave a virginica {100 * p:.0f} %: on the wrong side and near the line, so a
            little over log 2, {math.log(2):.3f}. Accuracy would count it as any other miss.
    """)


@judged("calm")
def calm(e: Judged) -> None:
    """Halve the reckless model's test loss, and keep the order of the flowers."""
    y, z = split()[1].y, np.asarray(fitted(1e5).decision_function(split()[1].X))

    def charged(logits: FloatArray) -> float:
        return binary_cross_entropy_with_logits(y, logits)

    @e.judge
    def fault(logits: FloatArray) -> str:
        from sklearn.metrics import roc_auc_score

        if not np.isfinite(logits).all():
            return "Some of these logits are infinite or NaN."
        was, auc = roc_auc_score(y, z), roc_auc_score(y, logits)
        if not np.isclose(was, auc):
            return f"The AUC is {auc:.4f}, and was {was:.4f}: the order of the flowers has changed."
        old, new = charged(z), charged(logits)
        if new < old / 2:
            return ""
        return (
            f"The order is kept; the loss goes from {old:.4f} to {new:.4f}, and half is the goal."
        )

    best = min(np.arange(1, 101) / 100, key=lambda factor: charged(factor * z))
    e.right(0.2 * z, again=z / 4 - 0.1)
    e.wrong("as-they-were", z)
    e.wrong("logs", np.log(z))
    e.wrong("other-sign", -0.2 * z)
    e.wrong("doubled", 2 * z)
    e.wrong("halved", z / 2)
    e.wrong("tenth", z / 10)
    e.wrong("probabilities", sigmoid(z))
    e.wrong("decisions", z > 0)
    e.wrong("labels", y)
    e.wrong("clipped", np.clip(z, -2, 2))
    e.wrong("all-alike", np.zeros(30))
    e.wrong("other-model", fitted(1).decision_function(split()[1].X))
    for factor in (0.1, 0.2, 0.25, 0.3, 0.5):
        says = f"That is the factor, {factor:g}; give the thirty logits times it."
        e.wrong(f"factor-{factor:g}", factor, says)
    e.says(f"""
        as-they-were: Those are the logits as they were.
        logs: Those are logs of the logits, and negative numbers have none: multiply instead.
        other-sign: Those have the other sign: the flowers' order is turned round, and so is the
            AUC.
        doubled: That makes the model twice as sure; to calm it, multiply by less than 1.
        halved: That halves them: better, but not yet below half the loss.
        tenth: That is calmer than it need be: a tenth leaves the right ones too timid.
        probabilities: Those are probabilities where logits belong: between 0 and 1, as logits, they
            all say virginica.
        decisions: Those are the model's yes and no, 1 and 0; give logits, in the same order as
            before.
        labels: Those are the labels: a test that is given the answers tests nothing.
        clipped: That clips the logits at 2: flowers beyond are now alike, and the AUC notices.
        all-alike: All alike: that is ½ for every flower, and no order is left.
        other-model: Those are the logits of the model at C = 1: its order is another one.

        look: What the slider of {named("fit_ten_points")} did: a factor on all logits.
        do: `answer = factor * z`, with a positive factor well below 1.
        note: The factor {best:.2f} would be best of all, with {charged(best * z):.3f} nats. A
            positive factor keeps the order, and so the AUC. But you chose it on the test flowers;
            {named("trust_the_probabilities")} chooses such a factor fairly.
    """)


@cache
def _held_out(C: float, *, all_flowers: bool = False) -> FloatArray:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    data = flowers_of(PETALS) if all_flowers else split()[0]
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    p = cross_val_predict(logistic(C), data.X, data.y, cv=folds, method="predict_proba")
    return np.asarray(p[:, 1])


@value("without-the-test")
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
    luckiest = min(_loss(C, test) for C in ladder)
    e.right(
        validated[place],
        again=min(-np.log(np.where(train.y == 1, p, 1 - p)).mean() for p in ps),
    )
    e.wrong("c", chosen)
    e.wrong("place", place)
    e.wrong("lowest-test-loss", luckiest)
    e.wrong("test-loss", _loss(chosen, test))
    e.wrong("lowest-training-loss", min(_loss(C, train) for C in ladder))
    e.wrong("training-loss", _loss(chosen, train))
    e.wrong("all-flowers", min(on_all))
    e.wrong("all-flowers-there", on_all[place])
    e.wrong("at-1", validated[ladder.index(1.0)])
    e.wrong("at-10", validated[ladder.index(10.0)])
    e.wrong("highest", max(validated))
    e.wrongs(mistakes.loss_values(train.y, ps[place]))
    e.says(f"""
        c: That is the C; what is the loss there?
        place: That is its *place* on the ladder, counted from 0; what is the loss there?
        lowest-test-loss: That is the lowest *test* loss on the ladder: to choose by it spends the
            test.
        test-loss: That is the test loss at the chosen C; the question asks for the cross-validated
            loss by which it was chosen.
        lowest-training-loss: That is the lowest *training* loss: each flower was predicted by a
            model that had seen it. Use `held_out`.
        training-loss: That is the training loss at the chosen C: each flower was predicted by a
            model that had seen it.
        all-flowers: That is with all 100 flowers, so that the 30 of the test have had their say:
            `held_out(train, C)`.
        all-flowers-there: That is with all 100 flowers, at the C that suits the 70 best.
        at-1: That is at C = 1; go up the ladder.
        at-10: That is at C = 10; go one step further.
        highest: That is the *highest* loss on the ladder, where hardly any penalty is left.

        look: One cross-validated loss for each C of `ladder`; nothing of `test` in it.
        do: `min(binary_cross_entropy(train.y, held_out(train, C)) for C in ladder)`.
        note: At C = {chosen:g}, where the test loss is {_loss(chosen, test):.4f}. The best on the
            ladder would have been {luckiest:.4f}: an honest choice is not always the luckiest, but
            its number can be believed.
    """)


def _pair_p(C: float = np.inf, columns: int = 2, *, default: bool = False) -> FloatArray:
    """Return p of the pair's 100 flowers from a fit of their own, by their last columns."""
    from sklearn.linear_model import LogisticRegression

    X = iris_pair("versicolor", "virginica").X[:, -columns:]
    model = LogisticRegression(C=C) if default else logistic(C)
    return np.asarray(model.fit(X, flowers_of(PETALS).y).predict_proba(X)[:, 1])


@value("one-too-many")
def one_too_many(e: Value) -> None:
    """Find the pair's loss where a script prints that of three species."""
    y, is_virginica, X = flowers_of(PETALS).y, _iris().target == 2, _iris().data[:, 2:]

    def script(C: float) -> FloatArray:
        return np.asarray(logistic(C).fit(X, is_virginica).predict_proba(X)[:, 1])

    def pair(*options: Any, **named: Any) -> float:
        return binary_cross_entropy(y, _pair_p(*options, **named))

    p, p_of_three = _pair_p(), script(np.inf)
    printed = binary_cross_entropy(is_virginica, p_of_three)
    held_out = _held_out(1e7, all_flowers=True)
    e.right(pair(), again=150 / 100 * printed)
    e.wrong("printed", printed)
    e.wrong("two-thirds", 2 / 3 * printed)
    e.wrong("penalised", pair(1.0))
    e.wrong("default", pair(1.0, default=True))
    e.wrong("penalised-three", binary_cross_entropy(is_virginica, script(1.0)))
    e.wrong("four-measurements", pair(columns=4))
    e.wrong("unseen", binary_cross_entropy(y, held_out))
    e.wrong("seventy", _loss(np.inf, split()[0]))
    e.wrong("coin", math.log(2))
    e.wrong("one-third", binary_entropy(1 / 3))
    e.wrong("virginicas", binary_cross_entropy(np.ones(50), p[50:]))
    e.wrong("versicolors", binary_cross_entropy(np.zeros(50), p[:50]))
    e.wrong("setosas", binary_cross_entropy(np.zeros(50), p_of_three[:50]))
    e.wrongs(mistakes.loss_values(y, p))
    e.says(f"""
        printed: That is what the script prints: its mean is over 150, and the setosas cost nothing.
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
        note: Not {printed:.4f}. The fit is the same, for the setosas stand far off; they only thin
            the mean out. An easy third makes any loss a third smaller: ask of a loss on which
            samples it was taken, and beside which baseline.
    """)
