"""The exercises of lesson 6: predictions, labels and a plot, all with noise."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from bce_lessons._validation import FloatArray
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy, squared_error
from bce_lessons.noise import flip_labels, logit_noise, mix_with_coin
from bce_lessons.practice import mistakes
from bce_lessons.practice.spec import Exercise, Mistake, Trials

# The lesson's ninety days, and the shares of a coin that it tries.
_TENS = np.repeat(np.arange(1, 10), 10)
_P = _TENS / 10
_Y = (np.tile(np.arange(10), 9) < _TENS).astype(int)
_SHARES = np.linspace(0, 1, 101)


# --- 6.1 ----------------------------------------------------------------------------------


def _costs() -> FloatArray:
    """Return what y = 1 costs at every p, with a fifth of coin."""
    return binary_cross_entropy(np.ones(101), mix_with_coin(_SHARES, 0.2), reduction="none")


def _worst() -> float:
    return float(_costs().max())


INSURE = Exercise(
    id="06.1",
    right=_worst,
    again=lambda: math.log(2 / 0.2),
    mistakes=lambda: (
        mistakes.sign(_worst),
        mistakes.bits_for_nats(_worst),
        mistakes.bans_for_nats(_worst),
        Mistake(
            "That is −log a: only *half* of what the coin says goes to what happened.",
            lambda: surprisal(0.2),
        ),
        Mistake(
            "That is −log(1 − a), for a model that was certain and right; and the coin adds its "
            "half there.",
            lambda: surprisal(0.8),
        ),
        Mistake(
            "That is the *smallest* loss of a day then: the model was certain and right.",
            lambda: float(_costs().min()),
        ),
        Mistake(
            "Without the coin, yes; with it no prediction is 0 any more.",
            lambda: np.inf,
        ),
        Mistake(
            "That is the smallest probability that is left for what happens; what does it cost?",
            lambda: 0.1,
        ),
        *(
            Mistake(
                "That is what a clip makes of infinity, this day's loss *without* the coin.",
                lambda eps=eps: surprisal(eps),
            )
            for eps in (float(np.finfo(np.float64).eps), 1e-15, 1e-7)
        ),
        Mistake("That is a itself; what does the worst day then cost?", lambda: 0.2),
        Mistake("That is what the coin alone costs, a = 1.", lambda: surprisal(0.5)),
        Mistake(
            "That is the mean over all p between 0 and 1; the largest is asked for.",
            lambda: float(_costs().mean()),
        ),
        Mistake(
            "That is the entropy of 0.2, the floor of *flipped labels*; here only p changes.",
            lambda: binary_entropy(0.2),
        ),
        Mistake("That is the squared error of such a day.", lambda: squared_error(1, 0.1)),
        Mistake("That is 2/a, the largest loss before its log is taken.", lambda: 2 / 0.2),
    ),
    note=lambda: (
        "The cap is log(2/a). To cap a day at five nats, less than two hundredths of coin are "
        f"enough: a = {2 * math.exp(-5):.4f}. Clipping p at a/2 caps it at the same height."
    ),
    hints=(
        "Which prediction of the model is worst, and where does the coin move it?",
        "Put p = 0 into (1 − a)·p + a/2, and take minus the log of that for y = 1.",
    ),
)


# --- 6.2 ----------------------------------------------------------------------------------


def _expected(y: Any, p: Any, q: Any) -> float:
    return float(binary_cross_entropy(_record(y, q), p))


def _record(y: Any, q: Any) -> Any:
    """Return how often each record says 1."""
    return (1 - q) * np.asarray(y) + q * (1 - np.asarray(y))


def _losses(y: Any, p: Any) -> Any:
    return binary_cross_entropy(np.asarray(y), np.asarray(p), reduction="none")


def _both_terms(y: Any, p: Any) -> Any:
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def _expected_again(y: Any, p: Any, q: Any) -> Any:
    return np.mean((1 - q) * _losses(y, p) + q * _losses(1 - y, p))


def _expected_mistakes() -> tuple[Mistake, ...]:
    own = (
        Mistake(
            "That scores her against the truth; the clerk's record differs from it at rate q.",
            lambda y, p, q: np.mean(_losses(y, p)),
        ),
        Mistake(
            "That is a record in which *every* label is wrong; weigh it with q.",
            lambda y, p, q: np.mean(_losses(1 - y, p)),
        ),
        Mistake(
            "Those weights are the wrong way round: a slip has the probability q, the right label "
            "1 − q.",
            lambda y, p, q: np.mean(q * _losses(y, p) + (1 - q) * _losses(1 - y, p)),
        ),
        Mistake(
            "That leaves the days without a slip out: they have the probability 1 − q.",
            lambda y, p, q: np.mean(q * _losses(1 - y, p)),
        ),
        Mistake(
            "That leaves the slips out: they have the probability q, and cost as the other label.",
            lambda y, p, q: np.mean((1 - q) * _losses(y, p)),
        ),
        Mistake(
            "That bills every day for the right label in full, and for the slip on top: the right "
            "label has only the probability 1 − q.",
            lambda y, p, q: np.mean(_losses(y, p) + q * _losses(1 - y, p)),
        ),
        Mistake(
            "That weighs both labels alike, as at a rate of one half.",
            lambda y, p, q: np.mean(_losses(y, p) + _losses(1 - y, p)) / 2,
        ),
        Mistake(
            "That is H(q), the floor: only who answers 1 − q or q to the true label gets it.",
            lambda y, p, q: float(binary_entropy(q)),
        ),
        Mistake(
            "That adds the floor H(q) to the clean loss: only the best possible answer pays H(q).",
            lambda y, p, q: np.mean(_losses(y, p)) + float(binary_entropy(q)),
        ),
        Mistake(
            "That flips her *forecasts*, and scores them against the truth: the loss is not a "
            "straight line in p. Flip the labels.",
            lambda y, p, q: np.mean(_losses(y, _record(p, q))),
        ),
        Mistake(
            "That mixes her forecasts with a coin of share q; it is the labels that slip.",
            lambda y, p, q: np.mean(_losses(y, mix_with_coin(p, q))),
        ),
        Mistake(
            "That mixes the labels with a coin of share q: every other time the coin is right, so "
            "it is a slip at half the rate.",
            lambda y, p, q: np.mean(_losses(mix_with_coin(y, q), p)),
        ),
        Mistake(
            "That is one expected loss for each day; their mean is asked for.",
            lambda y, p, q: (1 - q) * _losses(y, p) + q * _losses(1 - y, p),
        ),
        Mistake(
            "That is right but for a certain forecast, where 0 · log 0 gives NaN: take minus the "
            "log of the probability given to each of the two labels, and weigh those.",
            lambda y, p, q: np.mean((1 - q) * _both_terms(y, p) + q * _both_terms(1 - y, p)),
        ),
        *(
            Mistake(
                "That scores *one* drawn record: another draw gives another number. The mean over "
                "all slips needs no draw.",
                lambda y, p, q, seed=seed: np.mean(
                    _losses(flip_labels(y, q, np.random.default_rng(seed)), p)
                ),
            )
            for seed in (0, 6, 42)
        ),
    )
    return own + tuple(
        Mistake(m.says, lambda y, p, q, gives=m.gives: gives(_record(y, q), p))
        for m in mistakes.loss_functions("mean")
        if not m.says.startswith(_OTHERWISE)
    )


# What the family says of labels that are 0 or 1, and is said of these above.
_OTHERWISE = (
    "That is the loss of the opposite labels: the branches are swapped, the labels reversed, "
    "or the probabilities are those of class 0 (the first column of `predict_proba`).",
    "That is the loss of the labels against themselves",
    "That averages the means of the two classes",
    "That is the accuracy",
    "That is the share of misses",
    "That rounds each log",
    "That is the distance",
    "That is NaN",
)


def _days(rng: np.random.Generator) -> tuple[Any, ...]:
    return *mistakes.batch(rng), float(np.round(rng.uniform(0.02, 0.48), 2))


EVERY_SLIP = Exercise(
    id="06.2",
    right=_expected,
    again=_expected_again,
    mistakes=_expected_mistakes,
    trials=Trials(
        cases=[
            (np.array([1]), np.array([0.9]), 0.1),
            (np.array([0]), np.array([0.9]), 0.1),
            (np.array([1, 0]), np.array([0.9, 0.2]), 0.3),
            (np.array([1, 0]), np.array([0.9, 0.2]), 0.0),
            (np.array([1, 1, 0]), np.array([0.6, 0.3, 0.2]), 0.5),
            (np.array([1, 0]), np.array([0.6, 0.2]), 1.0),
            (np.array([1]), np.array([1.0]), 0.1),
            (np.array([0]), np.array([0.0]), 0.1),
        ],
        draw=_days,
    ),
    note=(
        "One slip has two outcomes, so their mean needs no draws. The loss is a straight line in "
        "the label: a soft label that says how often the record is 1 gives the same number at "
        "once. And whoever is certain pays infinity as soon as a clerk may slip."
    ),
    hints=(
        "Each day has two possible records: how likely is each, and what does it cost her?",
        "Weigh the loss of y with 1 − q and that of 1 − y with q; then take the mean of the days.",
    ),
)


# --- 6.3 ----------------------------------------------------------------------------------


def _against_record(p: FloatArray, rate: float = 0.1) -> FloatArray:
    record = _record(_Y, rate)
    return np.array([binary_cross_entropy(record, mix_with_coin(p, a)) for a in _SHARES])


def _share(p: FloatArray = _P, rate: float = 0.1) -> float:
    return float(_SHARES[np.argmin(_against_record(p, rate))])


CLERK = Exercise(
    id="06.3",
    right=_share,
    again=lambda: 2 * 0.1,
    mistakes=lambda: (
        Mistake(
            "That is the clerk's rate itself; every other time the coin says what is right anyway.",
            lambda: 0.1,
        ),
        Mistake("That halves the rate where it should be doubled.", lambda: 0.1 / 2),
        Mistake(
            "That is best against the *true* weather; the record is wrong one time in ten.",
            lambda: _share(rate=0.0),
        ),
        Mistake(
            "That is the coin alone: best against a record that is wrong every other time, or "
            "more often.",
            lambda: _share(rate=0.9),
        ),
        Mistake("That is what she keeps of her own forecast; a is the coin's share.", lambda: 0.8),
        Mistake(
            "That is in percent, or the place in the list of shares: give the share itself.",
            lambda: 100 * _share(),
        ),
        Mistake("That is how often the record is right; a is the coin's share.", lambda: 0.9),
        Mistake(
            "That is her loss with the best share; the share is asked for.",
            lambda: float(_against_record(_P).min()),
        ),
        Mistake(
            "That is the floor for a witness who has *seen* the weather; a share is asked for.",
            lambda: binary_entropy(0.1),
        ),
        Mistake(
            "That is the chance that of two records just one is wrong; here there is one record.",
            lambda: 2 * 0.1 * 0.9,
        ),
        Mistake(
            "That is the share for the boastful colleague, against the truth.",
            lambda: _share(sigmoid(2 * logit(_P)), rate=0.0),
        ),
    ),
    note=lambda: (
        "A coin is wrong every other time, so a coin asked with probability a slips at rate a/2. "
        "Mixing makes her forecasts exactly as often right as the record is, calibrated to it, "
        f"and saves her {_against_record(_P)[0] - _against_record(_P).min():.4f} nats a day."
    ),
    hints=(
        "If she says p, how often will the record say 1?",
        "Write (1 − q)·p + q·(1 − p) as (1 − a)·p + a/2; or try all `shares` on soft labels.",
    ),
)


# --- 6.4 ----------------------------------------------------------------------------------

_FOUR_Y, _FOUR_P = np.array([1, 0, 1, 0]), np.array([0.7, 0.3, 0.6, 0.4])


def _before_and_after(y: Any) -> tuple[float, float]:
    return binary_cross_entropy(y, _FOUR_P), binary_cross_entropy(y, _FOUR_P + 0.2)


def _falls(y: Any) -> bool | str:
    if not np.isin(y, (0, 1)).all():
        return "Four labels are asked for, each 0 or 1."
    before, after = _before_and_after(y)
    if after < before:
        return True
    return f"With these labels the shift takes the loss from {before:.3f} up to {after:.3f} nats."


def _honest() -> float:
    """Return what honest noise adds to the loss of labels of 1, over many draws."""
    ones = np.ones((2000, 4))
    noisy = logit_noise(np.tile(_FOUR_P, (2000, 1)), 1.0, np.random.default_rng(6))
    return binary_cross_entropy(ones, noisy) - binary_cross_entropy(ones[0], _FOUR_P)


FIND_THE_FAULT = Exercise(
    id="06.4",
    right=lambda: np.ones(4),
    again=lambda: np.array([0, 1, 1, 1]),
    accepts=_falls,
    mistakes=lambda: (
        Mistake("Those are the text's own labels, with which the loss does rise.", lambda: _FOUR_Y),
        Mistake(
            "Those are the text's labels reversed: still two go up and two come down, and the two "
            "that lose, lose more.",
            lambda: 1 - _FOUR_Y,
        ),
        Mistake(
            "With these labels every shift upwards is a step away from the truth: which labels "
            "have it the other way?",
            lambda: np.zeros(4),
        ),
        Mistake("Those are the predictions; labels are asked for, each 0 or 1.", lambda: _FOUR_P),
        Mistake(
            "Those are the shifted predictions; labels are asked for, each 0 or 1.",
            lambda: _FOUR_P + 0.2,
        ),
        Mistake(
            "That is how far the loss falls when all four labels are 1; give the labels.",
            lambda: _before_and_after(np.ones(4))[0] - _before_and_after(np.ones(4))[1],
        ),
        Mistake(
            "That is the change of the loss when all four labels are 1; give the labels.",
            lambda: _before_and_after(np.ones(4))[1] - _before_and_after(np.ones(4))[0],
        ),
        Mistake(
            "That is the loss after the shift when all four labels are 1; give the labels.",
            lambda: _before_and_after(np.ones(4))[1],
        ),
        Mistake(
            "Labels of −1 belong to another form of the loss; here they are 0 and 1.",
            lambda: 2 * _FOUR_Y - 1,
        ),
    ),
    note=lambda: (
        "A shift has a direction, and pays whoever it happens to push the right way: three ones "
        "are enough. Noise has none. Averaged over draws with σ = 1 on the logits, labels of 1 pay "
        f"{_honest():.3f} nats *more*, and so would any others."
    ),
    hints=(
        "The shift pushes all four predictions the same way: whom does that help?",
        "A push upwards is a step towards a label of 1.",
    ),
)


# --- 6.5 ----------------------------------------------------------------------------------


def _bend() -> float:
    return float(np.mean(_P * (1 - _P)) / 2)


def _bend_measured() -> float:
    """Return the rise by a push up as often as a push down, divided by its square."""
    push, z = 1e-3, logit(_P)
    up, down = (binary_cross_entropy(_Y, sigmoid(z + by)) for by in (push, -push))
    return ((up + down) / 2 - binary_cross_entropy(_Y, _P)) / push**2


@cache
def _rise(sigma: float) -> float:
    """Return the lesson's rise at this σ, over its 200 draws."""
    noisy = logit_noise(np.tile(_P, (200, 1)), sigma, np.random.default_rng(6))
    return binary_cross_entropy(np.tile(_Y, (200, 1)), noisy) - binary_cross_entropy(_Y, _P)


BEND = Exercise(
    id="06.5",
    right=_bend,
    again=_bend_measured,
    mistakes=lambda: (
        Mistake(
            "That is the second derivative itself; in Taylor's series it is halved.",
            lambda: 2 * _bend(),
        ),
        Mistake(
            "That quarters the second derivative; Taylor's series halves it.", lambda: _bend() / 2
        ),
        Mistake("That has the wrong sign: the curve bends upwards.", lambda: -_bend()),
        Mistake(
            "That is the sum over the ninety days; the mean is asked for.", lambda: 90 * _bend()
        ),
        Mistake(
            "That is for a forecaster who always says one half: take p (1 − p) of each day, and "
            "then the mean.",
            lambda: 1 / 8,
        ),
        Mistake(
            "That is p (1 − p) of a day at one half, and not halved.",
            lambda: 1 / 4,
        ),
        Mistake(
            "That is the second derivative by p, halved; the noise is on the logits.",
            lambda: np.mean(_Y / _P**2 + (1 - _Y) / (1 - _P) ** 2) / 2,
        ),
        Mistake(
            "That is the second derivative by p; the noise is on the logits, and the series "
            "halves it.",
            lambda: np.mean(_Y / _P**2 + (1 - _Y) / (1 - _P) ** 2),
        ),
        Mistake(
            "That is the mean *slope* by the logit: over her days it cancels, so the rise begins "
            "with the square.",
            lambda: 0.0,
        ),
        Mistake(
            "That is the mean of p: its spread, p (1 − p), is what bends the curve.",
            lambda: float(np.mean(_P)),
        ),
        Mistake(
            "That is the rise at σ = 1, which is not small: there the curve is no parabola any "
            "more.",
            lambda: _rise(1.0),
        ),
        Mistake(
            "That divides the rise in 200 draws at σ = 0.25 by σ²: the luck of the draws is still "
            "in it. Push up and down by the same small amount.",
            lambda: _rise(0.25) / 0.25**2,
        ),
        Mistake(
            "That divides the rise in 200 draws at σ = 0.25 by σ, not by its square.",
            lambda: _rise(0.25) / 0.25,
        ),
        mistakes.bits_for_nats(_bend),
    ),
    note=lambda: (
        "It is half the mean of p (1 − p), and that mean is her squared error, "
        f"{squared_error(_Y, _P):.4f}. It is the same for either label: a little noise on the "
        "logits costs most where the model says one half, nearly nothing where it is sure."
    ),
    hints=(
        "The slope by the logit is p − y. How does p change with the logit?",
        "The second derivative is p (1 − p). Average it over the days, and halve it.",
    ),
)

EXERCISES = (INSURE, EVERY_SLIP, CLERK, FIND_THE_FAULT, BEND)
