"""Questions of lessons 8 and 9: code that survives, and probabilities one can act on."""

from __future__ import annotations

import tracemalloc

import numpy as np

from bce_lessons.datasets import rare_class
from bce_lessons.decisions import expected_cost
from bce_lessons.information import kl_divergence
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.practice._question import Question
from bce_lessons.variants import focal_loss


def _naive_log_is_close() -> bool:
    p = np.float64(1e-16)
    naive, right = -np.log(1 - p), -np.log1p(-p)
    return bool(abs(naive - right) < 0.01 * right)


def _float32_saturates() -> bool:
    z = np.float32(20)
    return bool(1 / (1 + np.exp(-z)) == 1)


def _memory_grows() -> bool:
    def peak(n: int) -> int:
        y, p = np.ones(n, np.int8), np.full(n, 0.9)
        tracemalloc.start()
        binary_cross_entropy(y, p)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    return peak(1_600_000) > 2 * peak(200_000)


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


def _focal_asks_for_less() -> bool:
    p = np.arange(1, 1000) / 1000
    expected = focal_loss(np.full(999, 0.9), p, gamma=2, reduction="none")
    return bool(p[np.argmin(expected)] < 0.8)


ASKED = (
    Question(
        "08-tiny-p",
        "Computed in float64, −log(1 − p) at p = 1e-16 is within 1 % of its true value.",
        _naive_log_is_close,
        "Next to 1 the steps of float64 are as wide as p itself, so 1 − p has to move to one of "
        "them before the log is taken; log1p never forms 1 − p.",
    ),
    Question(
        "08-float32",
        "Computed in float32, the sigmoid 1 / (1 + exp(−z)) at z = 20 is exactly 1.",
        _float32_saturates,
        "Next to 1, exp(−20) is smaller than half a step of float32, so the sum is rounded to 1 "
        "and with it the probability.",
    ),
    Question(
        "08-one-log",
        "The float64 product of 32 probabilities, each at least one in a billion, never comes out "
        "as 0.",
        lambda: bool(np.prod(np.full(32, 1e-9)) > 0),
        "Even thirty-two times one in a billion stays above the smallest normal float64, so one "
        "log of such a product can serve all 32.",
    ),
    Question(
        "08-memory",
        "For eight times as many samples, the package's binary_cross_entropy needs more than "
        "twice as much memory beside the samples.",
        _memory_grows,
        "It works through the samples in blocks and uses one small buffer for all of them, so "
        "what it adds does not grow with their number.",
    ),
    Question(
        "09-equally-far",
        "If the true probability is 0.3, the forecasts 0.1 and 0.5 have the same expected loss.",
        lambda: bool(np.isclose(kl_divergence(0.3, 0.1), kl_divergence(0.3, 0.5))),
        "The loss adds the divergence from the truth, which counts ratios: falling to a third of "
        "it is worse than rising towards one half by the same distance.",
    ),
    Question(
        "09-balanced",
        'Where y = 1 is rare, class_weight="balanced" lowers the mean loss of a logistic '
        "regression on new samples.",
        _balancing_lowers_the_loss,
        "Balancing raises every p as if y = 1 were common, which finds more of the rare cases and "
        "makes the probabilities wrong.",
    ),
    Question(
        "09-early-alarm",
        "If a miss costs as much as eight false alarms, a calibrated p of 20 % is already "
        "enough to raise the alarm.",
        _early_alarm_pays,
        "The alarm pays as soon as p times the cost of a miss exceeds 1 − p times that of a false "
        "alarm, here from one in nine on: thresholds come from costs, not from ½.",
    ),
    Question(
        "09-focal",
        "If the true probability is 0.9, a forecast below 0.8 has the least expected focal loss "
        "(with γ = 2).",
        _focal_asks_for_less,
        "Focal loss discounts what is already likely, so near the truth the rare other label "
        "weighs too much and pulls the cheapest forecast towards one half.",
    ),
)
