"""The questions of the lesson: products, logs and base rates."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np

from bce_lessons.answers.question import Question
from bce_lessons.information import binary_entropy, surprisal


def _orders_differ() -> bool:
    """Try pairs of forecasters on five days each, and find one who is larger in both."""
    first, second = np.random.default_rng(2).uniform(0.01, 1, size=(2, 2000, 5))
    larger_product = first.prod(axis=1) > second.prod(axis=1)
    larger_loss = surprisal(first).sum(axis=1) > surprisal(second).sum(axis=1)
    return bool((larger_product == larger_loss).any())


def _orders_differ_in_fractions() -> bool:
    """Take the sums of losses as logs of products of fractions, in every pair of three days."""
    given = [Fraction(k, 8) for k in (1, 3, 5, 7)]
    days = [math.prod(three) for three in itertools.product(given, repeat=3)]
    pairs = itertools.combinations(sorted(set(days)), 2)
    return any(-math.log(larger) >= -math.log(smaller) for smaller, larger in pairs)


def _halving_multiplies() -> bool:
    losses = surprisal(0.5 ** np.arange(1, 10))
    factors = losses[1:] / losses[:-1]
    return bool(np.allclose(factors, factors[0]))


ASKED = (
    Question(
        "two-products",
        "Of two forecasters of the same days, the one whose likelihoods have the larger product "
        "can have the larger sum of losses, too.",
        _orders_differ,
        "The log of a number rises with it, so the larger product has the larger log; the minus "
        "sign turns that round, whatever the days.",
        _orders_differ_in_fractions,
    ),
    Question(
        "half-a-nat",
        "A mean loss of 0.6 bits is lower than a mean loss of 0.5 nats.",
        lambda: 0.6 * surprisal(0.5) < 0.5,
        "A bit is the smaller unit, log 2 or about seven tenths of a nat, so the first loss is "
        "little more than four tenths of a nat.",
        lambda: math.exp(0.5) > 2**0.6,
    ),
    Question(
        "base-rate",
        "If it rains on one day in ten, always saying 10 % costs on average less than half of "
        "what always saying 50 % costs.",
        lambda: binary_entropy(0.1) < binary_entropy(0.5) / 2,
        "Nine days in ten cost only minus the log of 90 %, and the expensive tenth day is so rare "
        "that the average, the entropy of the base rate, stays below half a bit.",
    ),
    Question(
        "halving",
        "For y = 1, each time p is halved (50 %, 25 %, 12.5 % and so on) the loss is multiplied "
        "by the same factor.",
        _halving_multiplies,
        "Each halving adds the same amount, log 2 or one bit, so the factor shrinks towards one: "
        "the loss grows logarithmically, not exponentially.",
    ),
)
