"""The first exercises of the lesson: irises chosen, charged and calmed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons._validation import FloatArray
from bce_lessons.answers.exercise import Judged, Value, judged, value
from bce_lessons.datasets import Dataset
from bce_lessons.lessons import named
from bce_lessons.lessons.classify_iris.model import PETALS, fitted, flowers_of, split
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits


def all_flowers() -> Any:
    """Return all 150 flowers, as the library loads them."""
    from sklearn.datasets import load_iris

    return load_iris()


def loss_of(C: float, data: Dataset) -> float:
    """Return the loss of the lesson's model of penalty `C` on some flowers."""
    return binary_cross_entropy_with_logits(data.y, fitted(C).decision_function(data.X))


@value("mask")
def mask(e: Value) -> None:
    """Find the setosas among 150 flowers."""
    iris = all_flowers()
    species = iris.target_names[iris.target]
    setosas = species == "setosa"
    e.asks("an array of 150 values, True or False")
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
        all-false: That is false for all 150: none equals what it is compared with. A number never
            equals a name; and in a name each letter counts, a capital, too.
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
        note: Fifty. Count after each choice, `mask.sum()`: the comparison raises no error. A name
            stays right if somebody renumbers the species; a bare 0 does not.
    """)


@value("bill", decimals=3)
def bill(e: Value) -> None:
    """Charge the model for one versicolor."""
    flower = (5.0, 1.7)

    def virginica(flower: tuple[float, ...] = flower, C: float = 1.0) -> float:
        return float(fitted(C).predict_proba([flower])[0, 1])

    p, turned, z = virginica(), virginica(flower[::-1]), fitted().decision_function([flower])[0]
    e.asks("one number, in nats, to three decimals")
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
    e.wrong("all-flowers", loss_of(1, split()[1]))
    e.wrong("likelihood", 1 - p)
    e.usual("sign", "in-bans")
    e.wrong("squared", p**2)
    e.wrong("sigmoid-of-likelihood", -math.log(sigmoid(1 - p)))
    e.wrong("sigmoid-of-p", -math.log(sigmoid(-p)))
    e.wrong("certain-hit", 0.0)
    e.says(f"""
        other-column: That is the loss if it were a virginica: column 1. For a versicolor, y = 0,
            what happened stands in column 0.
        other-column-no-minus: That is the log of column 1, without its minus: for a versicolor, y =
            0, what happened stands in column 0.
        swapped-petals: That has the petals swapped: first the length, then the width, as the model
            learnt.
        swapped-petals-other-column: That has the petals swapped, and is the loss of a virginica.
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


def _each_loss(y: ArrayLike, logits: ArrayLike) -> FloatArray:
    return np.asarray(binary_cross_entropy_with_logits(y, logits, reduction="none"))


@judged("calm")
def calm(e: Judged) -> None:
    """Halve the test loss of the model that is too sure, and keep the order of the flowers."""
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
        if charged(logits) < charged(z) / 2:
            return ""
        if logits.min() >= 0 and logits.max() <= 1:
            return "These lie between 0 and 1, as probabilities do, and not as logits: give logits."
        return f"The order is kept, but {on_loss(logits)}."

    def on_loss(logits: FloatArray) -> str:
        """Say how far a loss is from its goal, and which way a factor is to go."""
        old, new = charged(z), charged(logits)
        goal = f"the loss goes from {old:.4f} to {new:.4f}, and less than half is the goal"
        if np.ptp(logits / z) > 1e-6:
            return f"{goal}: a shift, or a root, is not enough. Multiply `z` by one number"
        way = "smaller" if charged(0.99 * logits) < charged(logits) else "larger"
        return f"{goal}: take a {way} factor"

    @e.tell
    def on_factor(answer: FloatArray) -> str:
        if answer.shape == (30, 2):
            return "Those are two columns, as `predict_proba` gives them; give 30 logits."
        if answer.ndim or not np.isfinite(answer):
            return ""
        says = "That is one number; give 30 logits. As a factor it"
        if answer <= 0:
            return f"{says} does not keep the order of the flowers: take one above 0."
        if charged(answer * z) < charged(z) / 2:
            return f"{says} is small enough: multiply by it."
        return f"{says} does not do it: {on_loss(answer * z)}."

    best = min(np.arange(1, 101) / 100, key=lambda factor: charged(factor * z))
    e.asks("an array of 30 logits")
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
    e.wrong("losses", _each_loss(y, z))
    e.says(f"""
        as-they-were: Those are the logits as they were.
        logs: Those are logs of the logits, and negative numbers have none: multiply instead.
        other-sign: Those have the other sign: the flowers' order is turned round, and so is the
            AUC.
        doubled: That makes the model twice as sure; to calm it, multiply by less than 1.
        halved: That halves them: better, but not yet below half the loss: take a smaller factor.
        tenth: That goes too far: at a tenth the right ones are not sure enough, and pay more. Take
            a larger factor.
        probabilities: Those are probabilities where logits belong: between 0 and 1, as logits, they
            all say virginica.
        decisions: Those are the model's yes and no, 1 and 0; give logits, in the same order as
            before.
        losses: Those are the losses of the thirty flowers; give logits.
        labels: Those are the labels: a test that is given the answers tests nothing.
        clipped: That clips the logits at 2: flowers beyond are now alike, and the AUC changes.
        all-alike: All alike: that is ½ for every flower, and no order is left.
        other-model: Those are the logits of the model at C = 1: its order is another one.

        look: What the slider of {named("fit_ten_points")} did: a factor on all logits.
        do: `answer = factor * z`, with a positive factor well below 1.
        note: The factor {best:.2f} is the best on these thirty, with {charged(best * z):.3f} nats.
            A positive factor keeps the order, and so the AUC. But it was chosen on the test
            flowers, so that loss is too low for others; {named("trust_the_probabilities")} chooses
            such a factor on data of its own.
    """)
