"""The questions of the lesson: noise on forecasts and labels."""

from __future__ import annotations

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.lessons.add_noise.model import LABELS, TRUTH
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.noise import flip_labels, flip_probabilities, logit_noise, mix_with_coin


def _shifted_plot_is_mostly_missing() -> bool:
    p, shifts = np.array([0.7, 0.3, 0.6, 0.4]), np.linspace(0, 1, 201)
    with np.errstate(divide="ignore", invalid="ignore"):
        q = p + shifts[:, None]
        y = np.array([1, 0, 1, 0])
        losses = -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q), axis=1)
    return bool(np.mean(np.isnan(losses)) > 0.5)


def _clip_does_not_matter() -> bool:
    days = np.tile(LABELS, (200, 1))
    noisy = TRUTH + np.random.default_rng(6).normal(0, 0.1, days.shape)
    near, far = (binary_cross_entropy(days, np.clip(noisy, e, 1 - e)) for e in (1e-3, 1e-15))
    return abs(far / near - 1) < 0.01


def _logit_noise_raises_the_loss() -> bool:
    noisy = logit_noise(np.tile(TRUTH, (200, 1)), 1.5, np.random.default_rng(6))
    return binary_cross_entropy(np.tile(LABELS, (200, 1)), noisy) > 1.1 * binary_cross_entropy(
        LABELS, TRUTH
    )


_LOGITS = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])


def _flips_are_averaged_out() -> bool:
    """Look at what a weight for each kind of sample learns: the share of ones in the record."""
    rng, q = np.random.default_rng(6), sigmoid(_LOGITS)
    truth = (rng.random((20_000, 6)) < q).astype(int)
    return bool(np.abs(flip_labels(truth, 0.2, rng).mean(axis=0) - q).max() <= 0.05)


def _flips_leave_probabilities() -> bool:
    """Compute the same without draws."""
    return all(abs(flip_probabilities(q, 0.2, 0.2) - q) <= 0.05 for q in sigmoid(_LOGITS))


def _coin_helps_the_calibrated() -> bool:
    return binary_cross_entropy(LABELS, mix_with_coin(TRUTH, 0.1)) < binary_cross_entropy(
        LABELS, TRUTH
    )


ASKED = (
    Question(
        "shift",
        "If 0.7, 0.3, 0.6 and 0.4 are all shifted upwards by amounts from 0 to 1, more than half "
        "of the points in a plot of the mean loss by the formula are NaN (not a number).",
        _shifted_plot_is_mostly_missing,
        "As soon as the largest of the four reaches 1 the formula meets a logarithm of zero or of "
        "a negative number, and NaN is not drawn and not reported.",
    ),
    Question(
        "clip",
        "If noise pushes a few p in a hundred out of [0, 1], clipping them at 1e-15 in place of "
        "1e-3 changes the mean loss by less than 1 %.",
        _clip_does_not_matter,
        "A clipped miss costs −log of the clip, many nats more at the smaller one, so the mean "
        "loss measures the clip as well as the forecasts.",
    ),
    Question(
        "logit-noise",
        "Averaged over 200 draws, bell-shaped noise with σ = 1.5 on her logits raises the mean "
        "loss of a forecaster who knows q by more than a tenth.",
        _logit_noise_raises_the_loss,
        "As a function of the logit the loss is convex: a push towards the truth saves less than "
        "the same push away from it costs.",
    ),
    Question(
        "trained",
        "Fitted to enough labels of which 20 % are flipped at random, both ways, a model learns "
        "the true probabilities to within 5 percentage points.",
        _flips_are_averaged_out,
        "It learns how often the record says 1, and flips pull this share towards ½, however many "
        "labels there are.",
        _flips_leave_probabilities,
    ),
    Question(
        "coin",
        "Mixing in a little of a fair coin (p becomes 0.9 p + 0.05) lowers the mean loss of a "
        "forecaster who knows q.",
        _coin_helps_the_calibrated,
        "She already says exactly how sure one can be, so a step towards ½ makes her less sure "
        "than she should be; it helps where ½ lies on the truth's side of p.",
    ),
)
