"""The questions of the lesson: what a loss should be, and what a bug makes of it."""

from __future__ import annotations

import math

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.information import binary_entropy
from bce_lessons.lessons.debug_a_training_run.model import (
    GOOD,
    coded,
    run,
    samples,
    twice_terms,
)
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy

SLOW = 0.01


def _starts_near_the_entropy() -> bool:
    y = samples()[0].y
    start = binary_cross_entropy(y, np.full(len(y), 0.5))
    entropy = binary_entropy(float(y.mean()))
    return abs(start - entropy) < abs(start - math.log(2))


def _again_near_the_entropy() -> bool:
    rate = float(np.mean(samples()[0].y))
    entropy = -rate * math.log(rate) - (1 - rate) * math.log(1 - rate)
    return math.log(2) < (entropy + math.log(2)) / 2


def _certain_and_right_pays() -> bool:
    return bool(twice_terms(np.array([1.0, 0.0]), np.array([40.0, -40.0])).min() > 0.3)


def _again_certain_and_right() -> bool:
    return min(math.log(1 + math.exp(-1)), math.log(2)) > 0.3


def _minus_goes_below_0() -> bool:
    terms, _ = coded(-1, 1)
    return bool(terms(np.zeros(1), np.array([-5.0])).mean() < 0)


def _again_below_0() -> bool:
    p: float = sigmoid(-5.0)
    return bool(math.log(p) < 2 * math.log(1 - p))


def _weighed_says_much() -> bool:
    return float(run("pos_weight 7").said[-1]) > 0.4


def _again_weighed() -> bool:
    """Make the odds of the true probabilities 7 times as high, and average over all machines."""
    u = np.linspace(-6.0, 6.0, 1201)
    odds, shares = 7 * np.exp(3 * u - 4), np.exp(-(u**2) / 2)
    return bool(shares @ (odds / (1 + odds)) / shares.sum() > 0.4)


def _falls_and_none_moves() -> bool:
    found = run(GOOD, SLOW)
    falls = found.test_loss[-1] < 0.9 * found.test_loss[0]
    return bool(falls and np.ptp(found.accuracy) == 0)


def _again_none_crosses() -> bool:
    """Take the same steps once more, and look at the largest logit after each epoch."""
    (train, test), rng = samples(), np.random.default_rng(0)
    mean, spread = train.X.mean(axis=0), train.X.std(axis=0)
    X, X_test = (train.X - mean) / spread, (test.X - mean) / spread
    rate = float(train.y.mean())
    w, b = rng.normal(0, 0.01, X.shape[1]), math.log(rate / (1 - rate))
    losses, highest = [], []
    for _ in range(21):
        z = X_test @ w + b
        losses.append(float(np.mean(np.log1p(np.exp(z)) - test.y * z)))
        highest.append(float(z.max()))
        order = rng.permutation(len(X))
        for at in range(0, len(X), 64):
            batch = order[at : at + 64]
            push = 1 / (1 + np.exp(-X[batch] @ w - b)) - train.y[batch]
            w, b = w - SLOW * push @ X[batch] / 64, b - SLOW * float(push.mean())
    return losses[-1] < 0.9 * losses[0] and max(highest) < 0


ASKED = (
    Question(
        "first-loss",
        "Of 1,024 samples 12 % are ones; with small random weights and a bias of 0, the loss "
        "before the first step is nearer to the entropy of 12 % than to log 2.",
        _starts_near_the_entropy,
        "With small weights and no bias all logits are near 0, so the model says one half to "
        "everybody, whatever the labels are.",
        again=_again_near_the_entropy,
    ),
    Question(
        "twice-floor",
        "If the sigmoid is taken twice, even a model that is certain and right pays more than "
        "0.3 nats for every sample.",
        _certain_and_right_pays,
        "The second sigmoid gets a number between 0 and 1, so it can only say something between "
        "one half and about three quarters.",
        again=_again_certain_and_right,
    ),
    Question(
        "minus-labels",
        "With labels −1 and 1 in the place of 0 and 1, the mean binary cross-entropy can fall "
        "below 0.",
        _minus_goes_below_0,
        "A label of −1 rewards the log that a label of 0 leaves out, and the reward grows without "
        "end as the logit falls.",
        again=_again_below_0,
    ),
    Question(
        "weighed-mean",
        "Trained with a pos_weight of 7, which makes both classes weigh about the same, the "
        "lesson's model says more than 40 % on average in the test.",
        _weighed_says_much,
        "The odds of each forecast grow about sevenfold, but most forecasts are so near 0 that "
        "they stay small; so the mean only about doubles.",
        again=_again_weighed,
    ),
    Question(
        "none-moves",
        "At learning rate 0.01, the lesson's test loss falls by more than a tenth while not one "
        "of 2,000 test samples crosses ½.",
        _falls_and_none_moves,
        "The loss sees each forecast move, and accuracy only counts who crosses the threshold; "
        "where ones are rare, the forecasts have far to go.",
        again=_again_none_crosses,
    ),
)
