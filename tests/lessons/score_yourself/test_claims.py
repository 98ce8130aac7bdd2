"""Four verdicts on the same answers raise a false alarm more often than one of them."""

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, logit, sigmoid
from bce_lessons.decomposition import decompose
from bce_lessons.practice import my_forecasts
from tests.prose_numbers import prose_of

WORLDS = 120


def _outside(values):
    low, high = np.quantile(values, [0.025, 0.975])
    return (values < low) | (values > high)


def _losses(worlds, p):
    each = binary_cross_entropy(worlds, np.broadcast_to(p, worlds.shape), reduction="none")
    return each.mean(axis=1)


def test_several_verdicts_raise_more_false_alarms_than_each():
    said = my_forecasts().forecasts
    worlds = (np.random.default_rng(5).random((WORLDS, said.size)) < said).astype(int)
    softer = [sigmoid(logit(said) / T) for T in 2.0 ** np.linspace(-2, 3, 41)]
    of_T = np.array([_losses(worlds, p) for p in softer])
    parts = [decompose(world, said, method="isotonic").miscalibration for world in worlds]
    alarms = np.array(
        [
            _outside(_losses(worlds, said)),
            _outside((worlds == (said > 0.5)).sum(axis=1)),
            _outside(of_T.argmin(axis=0)),
            np.array(parts) > np.quantile(parts, 0.95),
        ]
    )
    assert np.median(parts) == pytest.approx(0.144, abs=0.02)  # calibrated, and not 0
    each, any_of_them = alarms.mean(axis=1), alarms.any(axis=0).mean()
    assert (each < 0.06).all()
    assert each.max() + 0.02 < any_of_them < 1 - 0.95**4


def test_the_bars_that_miss_by_chance_are_counted_rightly():
    said = f"one or more of three miss in {100 * (1 - 0.95**3):.0f} %"
    assert said in prose_of("score_yourself")
