"""The exercises of lesson 5: irises chosen, charged, calmed, and one species too many."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.datasets import Dataset, iris_pair
from bce_lessons.information import binary_entropy
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake

_LADDER = [float(C) for C in 10.0 ** np.arange(-2, 8)]
_FLOWER = (5.0, 1.7)


def _iris() -> Any:
    from sklearn.datasets import load_iris

    return load_iris()


@cache
def _petals() -> Dataset:
    return iris_pair("versicolor", "virginica", features=["petal length", "petal width"])


@cache
def _split() -> tuple[Dataset, Dataset]:
    """Return the lesson's 70 flowers to learn from and its 30 to test."""
    from sklearn.model_selection import train_test_split

    y = _petals().y
    learn, unseen = train_test_split(np.arange(len(y)), test_size=30, random_state=34, stratify=y)
    return _petals().take(learn), _petals().take(unseen)


def _model(C: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=C, solver="newton-cholesky", tol=1e-8)


@cache
def _fit(C: float = 1.0) -> Any:
    return _model(C).fit(_split()[0].X, _split()[0].y)


def _loss(C: float, data: Dataset) -> float:
    return binary_cross_entropy_with_logits(data.y, _fit(C).decision_function(data.X))


# --- 5.1 ----------------------------------------------------------------------------------


def _species() -> Any:
    return _iris().target_names[_iris().target]


MASK = Exercise(
    id="05.1",
    right=lambda: _species() == "setosa",
    again=lambda: _iris().target == list(_iris().target_names).index("setosa"),
    mistakes=lambda: (
        Mistake(
            "That is false for all 150: numbers are compared with a name, and never equal it.",
            lambda: np.zeros(150),
        ),
        Mistake("That is the mask of the *other* two species.", lambda: _species() != "setosa"),
        Mistake(
            "That finds the versicolors, whose number is 1: the numbers count from 0.",
            lambda: _species() == "versicolor",
        ),
        Mistake("That finds the virginicas.", lambda: _species() == "virginica"),
        Mistake(
            "Those are the species' numbers, 0 to 2; a mask says yes or no to each flower.",
            lambda: _iris().target,
        ),
        Mistake(
            "That compares the three *names*: index the names with `iris.target` first, so that "
            "each flower has one.",
            lambda: _iris().target_names == "setosa",
        ),
        Mistake(
            "Those are the places of the setosas, their row numbers; a mask has a yes or no for "
            "each of the 150.",
            lambda: np.flatnonzero(_species() == "setosa"),
        ),
        Mistake("That is how many there are; give the mask.", lambda: 50),
        Mistake("That is true of all 150 flowers.", lambda: np.ones(150)),
        Mistake(
            "That is the mask of the lesson's pair, versicolor and virginica, turned into "
            "labels: 100 of them. Begin with all 150.",
            lambda: _petals().y,
        ),
    ),
    note=(
        "Fifty. Count after each choice, `mask.sum()`: it takes a second, and the empty mask "
        "raises no error. Names survive a new order of the numbers; a bare 0 does not."
    ),
    hints=(
        "What `iris.target_names[iris.target]` holds.",
        'An array of 150 names: compare *that* with "setosa".',
    ),
)


# --- 5.2 ----------------------------------------------------------------------------------


def _virginica(flower: tuple[float, float] = _FLOWER, C: float = 1.0) -> float:
    return float(_fit(C).predict_proba([flower])[0, 1])


BILL = Exercise(
    id="05.2",
    right=lambda: binary_cross_entropy(0, _virginica()),
    again=lambda: math.log1p(math.exp(_fit().decision_function([_FLOWER])[0])),
    mistakes=lambda: (
        Mistake(
            "That is the bill if it were a virginica: column 1. For a versicolor, y = 0, what "
            "happened stands in column 0.",
            lambda: binary_cross_entropy(1, _virginica()),
        ),
        Mistake(
            "That is the log of column 1, without its minus: for a versicolor, y = 0, what "
            "happened stands in column 0.",
            lambda: math.log(_virginica()),
        ),
        Mistake(
            "That has the petals swapped: first the length, then the width, as the model learnt.",
            lambda: binary_cross_entropy(0, _virginica(_FLOWER[::-1])),
        ),
        Mistake(
            "That has the petals swapped, and is the bill of a virginica.",
            lambda: binary_cross_entropy(1, _virginica(_FLOWER[::-1])),
        ),
        Mistake(
            "That takes the model's yes or no, `predict`, for a probability: a certain miss.",
            lambda: math.inf,
        ),
        Mistake(
            "That is its logit, `decision_function`; the loss is a log of a probability.",
            lambda: _fit().decision_function([_FLOWER])[0],
        ),
        Mistake(
            "That is its logit with the sign turned; the loss is a log of a probability.",
            lambda: -_fit().decision_function([_FLOWER])[0],
        ),
        Mistake("That is p, the probability of a virginica.", _virginica),
        Mistake(
            "That is the model without a penalty; `model` has C = 1.",
            lambda: binary_cross_entropy(0, _virginica(C=np.inf)),
        ),
        mistakes.bits_for_nats(lambda: binary_cross_entropy(0, _virginica())),
        Mistake(
            "That rounds the probability to two decimals first: round only at the end.",
            lambda: -math.log(round(1 - _virginica(), 2)),
        ),
        Mistake(
            "That is the loss of all the test flowers; one flower is asked for.",
            lambda: _loss(1, _split()[1]),
        ),
        Mistake(
            "That is the probability given to what happened, 1 − p; the loss is minus its log.",
            lambda: 1 - _virginica(),
        ),
        mistakes.sign(lambda: binary_cross_entropy(0, _virginica())),
        mistakes.bans_for_nats(lambda: binary_cross_entropy(0, _virginica())),
        Mistake("That is the squared error p²: no logarithm in it.", lambda: _virginica() ** 2),
        Mistake(
            "That sends 1 − p through a sigmoid once more: it is a probability already.",
            lambda: -math.log(sigmoid(1 - _virginica())),
        ),
        Mistake(
            "That sends p through a sigmoid once more: it is a probability already.",
            lambda: -math.log(sigmoid(-_virginica())),
        ),
        Mistake(
            "That is 0: the loss of a certain hit. Take the model's probability, not the label.",
            lambda: 0.0,
        ),
    ),
    note=lambda: (
        f"The model gave a virginica {100 * _virginica():.0f} %: on the wrong side and near the "
        f"line, so a little over log 2, {math.log(2):.3f}. Accuracy would count it as any other "
        "miss."
    ),
    hints=(
        "Which of the two columns of `model.predict_proba(flower)` is the versicolor's?",
        "Minus `np.log` of column 0 of `model.predict_proba(flower)`, as one number.",
    ),
)


# --- 5.3 ----------------------------------------------------------------------------------


def _reckless() -> FloatArray:
    return np.asarray(_fit(1e5).decision_function(_split()[1].X))


def _charged(logits: FloatArray) -> float:
    return binary_cross_entropy_with_logits(_split()[1].y, logits)


def _is_calmed(logits: FloatArray) -> bool | str:
    from sklearn.metrics import roc_auc_score

    if not np.isfinite(logits).all():
        return "Some of these logits are infinite or NaN."
    y, before = _split()[1].y, _reckless()
    was, auc = roc_auc_score(y, before), roc_auc_score(y, logits)
    if not np.isclose(was, auc):
        return f"The AUC is {auc:.4f}, and was {was:.4f}: the order of the flowers has changed."
    old, new = _charged(before), _charged(logits)
    if new < old / 2:
        return True
    return f"The order is kept; the loss goes from {old:.4f} to {new:.4f}, and half is the goal."


@cache
def _best_factor() -> float:
    factors = np.arange(1, 101) / 100
    return float(factors[np.argmin([_charged(k * _reckless()) for k in factors])])


CALM = Exercise(
    id="05.3",
    right=lambda: 0.2 * _reckless(),
    again=lambda: _reckless() / 4 - 0.1,
    accepts=_is_calmed,
    mistakes=lambda: (
        Mistake("Those are the logits as they were.", _reckless),
        Mistake(
            "Those are logs of the logits, and negative numbers have none: multiply instead.",
            lambda: np.log(_reckless()),
        ),
        Mistake(
            "Those have the other sign: the flowers' order is turned round, and so is the AUC.",
            lambda: -0.2 * _reckless(),
        ),
        Mistake(
            "That makes the model twice as sure; to calm it, multiply by less than 1.",
            lambda: 2 * _reckless(),
        ),
        Mistake(
            "That halves them: better, but not yet below half the loss.",
            lambda: _reckless() / 2,
        ),
        Mistake(
            "That is calmer than it need be: a tenth leaves the right ones too timid.",
            lambda: _reckless() / 10,
        ),
        Mistake(
            "Those are probabilities where logits belong: between 0 and 1, as logits, they all "
            "say virginica.",
            lambda: sigmoid(_reckless()),
        ),
        Mistake(
            "Those are the model's yes and no, 1 and 0; give logits, in the same order as before.",
            lambda: (_reckless() > 0).astype(float),
        ),
        Mistake(
            "Those are the labels: a test that is given the answers tests nothing.",
            lambda: _split()[1].y,
        ),
        Mistake(
            "That clips the logits at 2: flowers beyond are now alike, and the AUC notices.",
            lambda: np.clip(_reckless(), -2, 2),
        ),
        Mistake(
            "All alike: that is ½ for every flower, and no order is left.", lambda: np.zeros(30)
        ),
        Mistake(
            "Those are the logits of the model at C = 1: its order is another one.",
            lambda: _fit(1).decision_function(_split()[1].X),
        ),
        *(
            Mistake(
                f"That is the factor, {factor:g}; give the thirty logits times it.",
                lambda factor=factor: factor,
            )
            for factor in (0.1, 0.2, 0.25, 0.3, 0.5)
        ),
    ),
    note=lambda: (
        f"The factor {_best_factor():.2f} would be best of all, with "
        f"{_charged(_best_factor() * _reckless()):.3f} nats. A positive factor keeps the order, "
        "and so the AUC. But you chose it on the test "
        "flowers; Lesson 9 chooses such a factor fairly."
    ),
    hints=(
        "What the slider of Lesson 4 did: a factor on all logits.",
        "`answer = factor * z`, with a positive factor well below 1.",
    ),
)


# --- 5.4 ----------------------------------------------------------------------------------


@cache
def _held_out(C: float, *, all_flowers: bool = False) -> FloatArray:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    data = _petals() if all_flowers else _split()[0]
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    p = cross_val_predict(_model(C), data.X, data.y, cv=folds, method="predict_proba")
    return np.asarray(p[:, 1])


def _validated(C: float) -> float:
    return binary_cross_entropy(_split()[0].y, _held_out(C))


def _chosen() -> float:
    return min(_LADDER, key=_validated)


def _on_all(C: float) -> float:
    return binary_cross_entropy(_petals().y, _held_out(C, all_flowers=True))


def _ladder_of_p() -> list[FloatArray]:
    return [_held_out(C) for C in _LADDER]


WITHOUT_THE_TEST = Exercise(
    id="05.4",
    right=lambda: _validated(_chosen()),
    again=lambda: float(
        np.min([-np.log(np.where(_split()[0].y == 1, p, 1 - p)).mean() for p in _ladder_of_p()])
    ),
    mistakes=lambda: (
        Mistake("That is the C; what is the loss there?", _chosen),
        Mistake(
            "That is its *place* on the ladder, counted from 0; what is the loss there?",
            lambda: _LADDER.index(_chosen()),
        ),
        Mistake(
            "That is the lowest *test* loss on the ladder: to choose by it spends the test.",
            lambda: min(_loss(C, _split()[1]) for C in _LADDER),
        ),
        Mistake(
            "That is the test loss at the chosen C; the question asks for the cross-validated "
            "loss by which it was chosen.",
            lambda: _loss(_chosen(), _split()[1]),
        ),
        Mistake(
            "That is the lowest *training* loss: each flower was predicted by a model that had "
            "seen it. Use `held_out`.",
            lambda: min(_loss(C, _split()[0]) for C in _LADDER),
        ),
        Mistake(
            "That is the training loss at the chosen C: each flower was predicted by a model that "
            "had seen it.",
            lambda: _loss(_chosen(), _split()[0]),
        ),
        Mistake(
            "That is with all 100 flowers, so that the 30 of the test have had their say: "
            "`held_out(train, C)`.",
            lambda: min(map(_on_all, _LADDER)),
        ),
        Mistake(
            "That is with all 100 flowers, at the C that suits the 70 best.",
            lambda: _on_all(_chosen()),
        ),
        Mistake("That is at C = 1; go up the ladder.", lambda: _validated(1.0)),
        Mistake("That is at C = 10; go one step further.", lambda: _validated(10.0)),
        Mistake(
            "That is the *highest* loss on the ladder, where hardly any penalty is left.",
            lambda: max(map(_validated, _LADDER)),
        ),
        *mistakes.loss_values(_split()[0].y, _held_out(_chosen())),
    ),
    note=lambda: (
        f"At C = {_chosen():g}, where the test loss is {_loss(_chosen(), _split()[1]):.4f}. The "
        f"best on the ladder would have been {min(_loss(C, _split()[1]) for C in _LADDER):.4f}: "
        "an honest choice is not always the luckiest, but its number can be believed."
    ),
    hints=(
        "One cross-validated loss for each C of `ladder`; nothing of `test` in it.",
        "`min(binary_cross_entropy(train.y, held_out(train, C)) for C in ladder)`.",
    ),
)


# --- 5.5 ----------------------------------------------------------------------------------


def _is_virginica() -> Any:
    return (_iris().target == 2).astype(int)


@cache
def _script_p(C: float = np.inf) -> FloatArray:
    """Return p of all 150 flowers from the script's fit: virginica against the rest."""
    X = _iris().data[:, 2:]
    return np.asarray(_model(C).fit(X, _is_virginica()).predict_proba(X)[:, 1])


def _printed(C: float = np.inf) -> float:
    return binary_cross_entropy(_is_virginica(), _script_p(C))


@cache
def _pair_p(C: float = np.inf, columns: int = 2, *, default: bool = False) -> FloatArray:
    """Return p of the pair's 100 flowers from a fit of their own, by their last columns."""
    from sklearn.linear_model import LogisticRegression

    X = iris_pair("versicolor", "virginica").X[:, -columns:]
    model = LogisticRegression(C=C) if default else _model(C)
    return np.asarray(model.fit(X, _petals().y).predict_proba(X)[:, 1])


def _pair_loss(*options: Any, **named: Any) -> float:
    return binary_cross_entropy(_petals().y, _pair_p(*options, **named))


ONE_TOO_MANY = Exercise(
    id="05.5",
    right=_pair_loss,
    again=lambda: 150 / 100 * _printed(),
    mistakes=lambda: (
        Mistake(
            "That is what the script prints: its mean is over 150, and the setosas cost nothing.",
            _printed,
        ),
        Mistake(
            "That takes two thirds of it: the same total is shared by *fewer* flowers, so the "
            "mean rises.",
            lambda: 2 / 3 * _printed(),
        ),
        mistakes.penalised(lambda: _pair_loss(1.0)),
        Mistake(
            mistakes.penalised(float).says,
            lambda: _pair_loss(1.0, default=True),
        ),
        Mistake(
            "That is the penalised fit, C = 1, and still all three species.",
            lambda: _printed(1.0),
        ),
        Mistake(
            "That is with all four measurements; the script takes the petals.",
            lambda: _pair_loss(columns=4),
        ),
        Mistake(
            "That is the loss on *unseen* flowers, by cross-validation; the script's is that of "
            "training.",
            lambda: binary_cross_entropy(_petals().y, _held_out(1e7, all_flowers=True)),
        ),
        Mistake(
            "That is the training loss of the lesson's 70 flowers; here it is all 100 of the pair.",
            lambda: _loss(np.inf, _split()[0]),
        ),
        Mistake(
            "That is the baseline of the pair, log 2; what does the fit cost?",
            lambda: math.log(2),
        ),
        Mistake(
            "That is the baseline of all three together, the entropy of one third.",
            lambda: binary_entropy(1 / 3),
        ),
        Mistake(
            "That is the loss of the virginicas alone; the versicolors belong to the pair.",
            lambda: binary_cross_entropy(np.ones(50), _pair_p()[50:]),
        ),
        Mistake(
            "That is the loss of the versicolors alone; the virginicas belong to the pair.",
            lambda: binary_cross_entropy(np.zeros(50), _pair_p()[:50]),
        ),
        Mistake(
            "That is nearly 0: the loss of the setosas alone, the species to leave out.",
            lambda: binary_cross_entropy(np.zeros(50), _script_p()[:50]),
        ),
        *mistakes.loss_values(_petals().y, _pair_p()),
    ),
    note=lambda: (
        f"Not {_printed():.4f}. The fit is the same, for the setosas stand far off; they only "
        "thin the mean out. An easy third makes any loss a third smaller: ask of a loss on which "
        "samples it was taken, and beside which baseline."
    ),
    hints=(
        "What do the 50 setosas add to the sum of the losses? And to the number it is divided by?",
        "Keep versicolor and virginica, as in `petals`, fit again without a penalty, and take "
        "the mean over those 100.",
    ),
)


EXERCISES = (MASK, BILL, CALM, WITHOUT_THE_TEST, ONE_TOO_MANY)
