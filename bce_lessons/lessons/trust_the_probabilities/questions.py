"""The questions of the lesson: probabilities one can act on."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.datasets import rare_class
from bce_lessons.decisions import expected_cost
from bce_lessons.information import kl_divergence
from bce_lessons.losses import binary_cross_entropy


def _balancing_lowers_the_loss() -> bool:
    from sklearn.linear_model import LogisticRegression

    learn, test = rare_class().take(slice(10_000)), rare_class().take(slice(10_000, None))

    def loss(weight: str | None) -> float:
        model = LogisticRegression(C=1e6, class_weight=weight).fit(learn.X, learn.y)
        return binary_cross_entropy(test.y, model.predict_proba(test.X)[:, 1])

    return loss("balanced") < loss(None)


def _early_alarm_pays() -> bool:
    costs = expected_cost([0.2], [0.2], [0.2, 1.1], cost_fp=1, cost_fn=8)  # the second: never
    return bool(costs[0] < costs[1])


ASKED = (
    Question(
        "equally-far",
        "If the true probability is 0.3, the forecasts 0.1 and 0.5 have the same expected loss.",
        lambda: bool(np.isclose(kl_divergence(0.3, 0.1), kl_divergence(0.3, 0.5))),
        "The loss adds the divergence from the truth, which counts ratios: falling to a third of "
        "it is worse than rising towards one half by the same distance.",
    ),
    Question(
        "balanced",
        'Where y = 1 is rare, class_weight="balanced" lowers the mean loss of a logistic '
        "regression on new samples.",
        _balancing_lowers_the_loss,
        "Balancing raises every p as if y = 1 were common, which finds more of the rare cases and "
        "makes the probabilities wrong.",
    ),
    Question(
        "early-alarm",
        "If a miss costs as much as eight false alarms, a calibrated p of 20 % is already "
        "enough to raise the alarm.",
        _early_alarm_pays,
        "The alarm pays as soon as p times the cost of a miss exceeds 1 − p times that of a false "
        "alarm, here from one in nine on: thresholds come from costs, not from ½.",
    ),
)
