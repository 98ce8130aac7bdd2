"""What the lesson knows of its models: their samples drawn, and their losses by integration."""

from __future__ import annotations

from functools import cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bce_lessons.calibration import fit_platt
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits

__all__ = [
    "Pair",
    "Spread",
    "chance_apart",
    "chance_found",
    "pair",
    "split_differences",
    "spread",
]

Floats = NDArray[np.float64]

NORMAL = NormalDist()
REACH = NORMAL.inv_cdf(0.975)  # of an interval of 95 %, in standard errors
LEVEL = 1.5  # how widely the true logits of the explorer's samples spread


class Pair(NamedTuple):
    """The labels of 2,000 patients, and what two models say of them."""

    y: Floats
    first: Floats
    second: Floats


@cache
def pair() -> Pair:
    """Draw the patients and fit both models as the lesson does."""
    rng = np.random.default_rng(9)
    seen = rng.integers(-2, 3, 4000) + rng.integers(-1, 2, 4000) - 0.5
    whole = seen + rng.choice([-0.4, 0.4], 4000)
    y = (rng.random(4000) < sigmoid(whole)).astype(np.float64)
    first, second = (fit_platt(y[:2000], z[:2000])(z[2000:]) for z in (whole, seen))
    return Pair(y[2000:], np.asarray(first), np.asarray(second))


class Spread(NamedTuple):
    """How widely losses spread over the samples, in nats, as standard deviations.

    That of the paired difference, and that of each model.
    """

    paired: float
    first: float
    second: float


def _noisy(times: float, noise: float) -> Floats:
    """Integrate the second model's loss minus the first's; return its mean, and three variances.

    The true logits are normal. The first model says `times` them, the second too, but of what it
    reads, which is the true logit with normal noise.
    """
    x, weight = np.polynomial.hermite_e.hermegauss(61)
    weight = np.outer(weight, weight) / weight.sum() ** 2
    z = np.broadcast_to(LEVEL * x[:, None], weight.shape)
    q = np.asarray(sigmoid(z))
    sums = np.zeros((2, 3))  # of d, first, second: themselves, and their squares
    for y, chance in ((1.0, q), (0.0, 1 - q)):
        first, second = (
            binary_cross_entropy_with_logits(np.full(z.shape, y), times * said, reduction="none")
            for said in (z, z + noise * x)
        )
        terms = np.array([second - first, first, second])
        sums += [(weight * chance * terms**k).sum(axis=(1, 2)) for k in (1, 2)]
    return np.array([sums[0, 0], *(sums[1] - sums[0] ** 2)])


@cache
def _noises(times: float) -> Floats:
    return np.array([_noisy(times, noise) for noise in np.linspace(0, 1.6, 41) ** 1.5])


@cache
def spread(times: float, difference: float) -> Spread:
    """Return the spreads of two models whose true mean losses are so many nats apart.

    `times` is how sure both are: they say their logits so many times too large.
    """
    found = _noises(times)
    paired, first, second = (np.interp(difference, found[:, 0], row) for row in found[:, 1:].T)
    return Spread(paired**0.5, first**0.5, second**0.5)


def chance_found(n: int, difference: float, times: float) -> tuple[float, float]:
    """Return in what shares of test sets the first model is found better, and the second.

    By the normal interval of the paired difference, taken as normal itself.
    """
    errors = difference / (spread(times, difference).paired / n**0.5)
    return NORMAL.cdf(errors - REACH), NORMAL.cdf(-errors - REACH)


def chance_apart(n: int, difference: float, times: float) -> float:
    """Return in what share of test sets two intervals, one a model, do not overlap."""
    wide = spread(times, difference)
    needed = REACH * (wide.first + wide.second) / n**0.5
    return NORMAL.cdf((difference - needed) / (wide.paired / n**0.5))


def split_differences(rng: np.random.Generator, *, splits: int = 20) -> Floats:
    """Draw one table of 100 samples, split it at random again and again, compare two methods.

    One feature, 0 or 1; y = 1 in 40 % and 60 % of the cases. The first method says one rate to
    all, the second a rate for each value of the feature; both learn from 80 samples, and 20 test.
    Return for each split the first's mean test loss minus the second's, in nats.
    """
    x = rng.integers(0, 2, 100)
    y = (rng.random(100) < np.where(x == 1, 0.6, 0.4)).astype(np.float64)
    found = np.empty(splits)
    for k in range(splits):
        test, train = np.split(rng.permutation(100), [20])
        single = np.full(20, _rate(y[train]))
        by_x = np.array([_rate(y[train][x[train] == value]) for value in (0, 1)])[x[test]]
        found[k] = binary_cross_entropy(y[test], single) - binary_cross_entropy(y[test], by_x)
    return found


def _rate(y: Floats) -> float:
    """Estimate a rate so that it is never 0 or 1, as Laplace did."""
    return float((y.sum() + 1) / (len(y) + 2))
