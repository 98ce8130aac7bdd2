"""The questions of the lesson: common chance, rare misses, splits, patients, the best of ten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bce_lessons.answers.question import Question
from bce_lessons.comparison import compare_losses, loss_interval
from bce_lessons.lessons.compare_two_models.model import (
    chance_found,
    pair,
    split_differences,
    spread,
)
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits

Floats = NDArray[np.float64]

STUDENT = 2.093  # the 97.5 % quantile of Student's t with 19 degrees of freedom


def _common_chance() -> bool:
    y, first, second = pair()
    alone = min(loss_interval(y, p, method="normal").standard_error for p in (first, second))
    return compare_losses(y, first, second, method="normal").standard_error < alone / 2


def _common_chance_by_hand() -> bool:
    y, *said = pair()
    first, second = (-np.log(np.where(y == 1, p, 1 - p)) for p in said)
    covariance = np.cov(first, second)
    paired = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    return bool(paired < min(np.diag(covariance)) / 4)


def _few_misses_held() -> bool:
    # A set without a miss has an interval of no width, beside the truth.
    return bool(1 - 0.99**50 > 0.5)


def _few_misses_drawn() -> bool:
    truth = float(binary_cross_entropy(0.99, 0.999))
    hits = np.random.default_rng(3).random((200, 50)) < 0.99
    found = [loss_interval(one, np.full(50, 0.999), n_resamples=199) for one in hits.astype(int)]
    return bool(np.mean([one.low <= truth <= one.high for one in found]) > 0.5)


def _needed(difference: float) -> float:
    return float((spread(1.0, difference).paired / difference) ** 2)


def _needed_by_search(difference: float) -> int:
    sizes = range(50, 10_000, 10)
    return next(n for n in sizes if chance_found(n, difference, 1.0)[0] >= 0.8)


def _splits_missed(seed: int, truth: float) -> bool:
    rng = np.random.default_rng(seed)
    found = np.array([split_differences(rng) for _ in range(300)])
    reach = STUDENT * found.std(axis=1, ddof=1) / 20**0.5
    return bool(np.mean(np.abs(found.mean(axis=1) - truth) > reach) > 0.25)


def _few_patients() -> bool:
    return bool(2000 / (1 + (100 - 1) * 0.1) < 200)


def _few_patients_drawn() -> bool:
    rng = np.random.default_rng(12)
    own = rng.normal(0, 0.1**0.5, (2000, 20, 1)) + rng.normal(0, 0.9**0.5, (2000, 20, 100))
    return bool(own.mean(axis=(1, 2)).var() > 1 / 200)


def _best_of_ten(seed: int, said: float) -> bool:
    rng, false = np.random.default_rng(seed), 0
    for _ in range(200):
        z = rng.normal(0, 1.5, 1000)
        y = np.broadcast_to(rng.random(1000) < sigmoid(z), (11, 1000)).astype(np.float64)
        logits = z + rng.normal(0, said, (11, 1000))
        terms = binary_cross_entropy_with_logits(y, logits, reduction="none")
        d = terms[1 + terms[1:].mean(axis=1).argmin()] - terms[0]
        false += d.mean() + 1.96 * d.std(ddof=1) / 1000**0.5 < 0
    return bool(false < 0.05 * 200)


ASKED = (
    Question(
        "common-chance",
        "The standard error of the difference of these two losses is less than half as large as "
        "that of either loss.",
        _common_chance,
        "Patients who are expensive for one model are expensive for the other as well, so most of "
        "the chance is common to both losses and cancels in the difference.",
        again=_common_chance_by_hand,
    ),
    Question(
        "few-misses",
        "A model says 99.9 % and is right in 99 % of all cases: most test sets of 50 samples have "
        "an interval that holds its true mean loss.",
        _few_misses_held,
        "Most sets of this size hold no miss at all, and no method can know what is not in the "
        "sample.",
        again=_few_misses_drawn,
    ),
    Question(
        "half-difference",
        "In this explorer, set to calibrated, half the true difference needs more than three "
        "times as many samples to be found as often.",
        lambda: _needed(0.01) > 3 * _needed(0.02),
        "A closer pair also differs less on each sample, so the spread shrinks with the "
        "difference, and about twice the samples are enough.",
        again=lambda: _needed_by_search(0.01) > 3 * _needed_by_search(0.02),
    ),
    Question(
        "more-splits",
        "Of the plain intervals of 95 %, each from 20 random splits of one table, more than a "
        "quarter miss the true difference.",
        lambda: _splits_missed(12, 0.014),
        "The splits share most of their training samples and all come from one table, so they "
        "repeat the same luck, and the plain standard error takes them for fresh evidence.",
        again=lambda: _splits_missed(13, 0.014),
    ),
    Question(
        "few-patients",
        "If two rows of a patient are correlated by one tenth, 100 rows from each of 20 patients "
        "tell less about the mean than 200 independent rows.",
        _few_patients,
        "Each row repeats a little of what the other ninety-nine rows of the patient said, and "
        "those small parts add up.",
        again=_few_patients_drawn,
    ),
    Question(
        "best-of-ten",
        "If the best of ten equal models is compared with an eleventh, equal one, on the 1,000 "
        "samples that chose it, the interval calls it better in fewer than 5 % of the cases.",
        lambda: _best_of_ten(12, 0.7),
        "The best of ten was chosen for its luck on these very samples, and that luck is counted "
        "as skill when the same samples judge it.",
        again=lambda: _best_of_ten(13, 0.5),
    ),
)
