"""The questions of the lesson: how far to trust a probability, and how to correct it."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.calibration import fit_isotonic, fit_platt, fit_temperature
from bce_lessons.information import kl_divergence
from bce_lessons.lessons.trust_the_probabilities.model import Floats, patients, tumours
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.training import fit_logistic


def _low_wins() -> bool:
    """Compare what low and plain cost on the second half, corrected on the first."""
    y, _, low, _, plain = patients()

    def loss(p: Floats) -> float:
        fitted = fit_platt(y[:2000], logit(p[:2000]))
        return binary_cross_entropy(y[2000:], fitted(logit(p[2000:])))

    return loss(low) < loss(plain)


def _low_wins_by_descent() -> bool:
    y, _, low, _, plain = patients()

    def loss(p: Floats) -> float:
        fitted = fit_logistic(logit(p[:2000]), y[:2000], C=float("inf"))
        z = fitted.coef[0] * logit(p[2000:]) + fitted.intercept
        return float(np.mean(np.logaddexp(0, np.where(y[2000:] == 1, -z, z))))

    return loss(low) < loss(plain)


def _is_sure_of_its_own() -> bool:
    (y, *_), (z, *_) = tumours()
    return fit_temperature(y, z) > 2


def _falls_until_two() -> bool:
    """Look at the loss for many temperatures: it goes on falling beyond 2."""
    (y, *_), (z, *_) = tumours()
    losses = [np.mean(np.logaddexp(0, np.where(y == 1, -z, z) / T)) for T in (1, 1.5, 2, 2.1)]
    return bool((np.diff(losses) < 0).all())


def _isotonic_is_better() -> bool:
    (_, y, y_test), (_, z, z_test) = tumours()
    isotonic = fit_isotonic(y, sigmoid(z))(sigmoid(z_test))
    platt = fit_platt(y, z)(z_test)
    return binary_cross_entropy(y_test, isotonic) < binary_cross_entropy(y_test, platt)


def _no_certain_miss() -> bool:
    """Look for a malignant or benign tumour beyond all of the other kind that were tuned on."""
    (_, y, y_test), (_, z, z_test) = tumours()
    below, above = z[y == 1].min(), z[y == 0].max()
    missed = np.any(z_test[y_test == 1] < below) or np.any(z_test[y_test == 0] > above)
    return not missed


ASKED = (
    Question(
        "equally-far",
        "If the true probability is 0.3, the forecasts 0.1 and 0.5 have the same expected loss.",
        lambda: bool(np.isclose(kl_divergence(0.3, 0.1), kl_divergence(0.3, 0.5))),
        "The loss adds the divergence from the truth, which counts ratios: falling to a third of "
        "it is worse than rising towards one half by the same distance.",
    ),
    Question(
        "own-rows",
        "On the very 200 tumours that it was fitted to, naive Bayes has a best temperature above "
        "2.",
        _is_sure_of_its_own,
        "Naive Bayes never minimised its cross-entropy, and it counts measures that repeat one "
        "another as new evidence each time, also on the rows that it knows.",
        again=_falls_until_two,
    ),
    Question(
        "two-numbers",
        "Corrected by two numbers each, fitted on half of the patients, the model low has a lower "
        "loss than the model plain on the other half.",
        _low_wins,
        "A line through the logits removes what low says wrongly, while plain has nothing to "
        "correct and cannot get back the scan and the age, which it never saw.",
        again=_low_wins_by_descent,
    ),
    Question(
        "free-curve",
        "Fitted on 150 tumours, an isotonic curve has a lower loss than Platt's two numbers on "
        "219 others.",
        _isotonic_is_better,
        "With so few labels the free curve ends at exactly 0 and 1, where a single tumour of the "
        "unexpected kind costs infinity.",
        again=_no_certain_miss,
    ),
)
