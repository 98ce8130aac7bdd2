"""The questions of the lesson: code that survives."""

from __future__ import annotations

import tracemalloc

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.losses import binary_cross_entropy


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


ASKED = (
    Question(
        "tiny-p",
        "Computed in float64, −log(1 − p) at p = 1e-16 is within 1 % of its true value.",
        _naive_log_is_close,
        "Next to 1 the steps of float64 are as wide as p itself, so 1 − p has to move to one of "
        "them before the log is taken; log1p never forms 1 − p.",
    ),
    Question(
        "float32",
        "Computed in float32, the sigmoid 1 / (1 + exp(−z)) at z = 20 is exactly 1.",
        _float32_saturates,
        "Next to 1, exp(−20) is smaller than half a step of float32, so the sum is rounded to 1 "
        "and with it the probability.",
    ),
    Question(
        "one-log",
        "The float64 product of 32 probabilities, each at least one in a billion, never comes out "
        "as 0.",
        lambda: bool(np.prod(np.full(32, 1e-9)) > 0),
        "Even thirty-two times one in a billion stays above the smallest normal float64, so one "
        "log of such a product can serve all 32.",
    ),
    Question(
        "memory",
        "For eight times as many samples, the package's binary_cross_entropy needs more than "
        "twice as much memory beside the samples.",
        _memory_grows,
        "It works through the samples in blocks and uses one small buffer for all of them, so "
        "what it adds does not grow with their number.",
    ),
)
