"""Sums and means of every size: what a float can hold comes out, whatever the sums on the way."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bce_lessons import binary_cross_entropy, binary_cross_entropy_with_logits, blocks, sums

losses = st.one_of(st.floats(0, 1.7e308), st.sampled_from([0, 5e-324, 1e-300, 1, 1.7e308]))
weights = st.one_of(st.floats(5e-324, 1.7e308), st.sampled_from([5e-324, 1e-300, 1, 1.7e308]))
MOST = np.finfo(float).max


@given(pairs=st.lists(st.tuples(losses, weights), min_size=1, max_size=40))
def test_a_mean_is_that_of_fractions(pairs):
    x, w = np.array(pairs).T
    total = sum(map(Fraction, w))
    right = sum(Fraction(a) * Fraction(b) for a, b in pairs) / total
    with np.errstate(all="ignore"):
        assert sums.mean(x, w) == pytest.approx(float(right), rel=1e-14, abs=1e-323)
        plain = sum(map(Fraction, x)) / len(x)
        assert sums.mean(x) == pytest.approx(float(plain), rel=1e-14, abs=1e-323)


@given(pairs=st.lists(st.tuples(losses, st.integers(-900, 900)), min_size=1, max_size=40))
def test_a_sum_holds_its_power_apart(pairs):
    running = sums.Sum()
    for term, exponent in pairs:
        running.add(math.frexp(term)[0], exponent)
    right = sum(Fraction(math.frexp(term)[0]) * Fraction(2) ** e for term, e in pairs)
    got = Fraction(float(running)) * Fraction(2) ** running.exponent
    assert abs(got - right) <= right * Fraction(1, 10**15)


@pytest.mark.parametrize("n", [7, blocks.WORTH_IT + 7, blocks.BLOCK + 7])
def test_what_a_float_can_hold(n):
    z, y = np.full(n, MOST), np.zeros(n)
    assert binary_cross_entropy_with_logits(y, z) == pytest.approx(MOST, rel=1e-15)
    for w in (5e-324, 1e-200, 1e308):
        weight = np.full(n, w)
        got = binary_cross_entropy_with_logits(y, z, sample_weight=weight)
        assert got == pytest.approx(MOST, rel=1e-15)
        assert binary_cross_entropy(y, y + 0.5, sample_weight=weight) == pytest.approx(math.log(2))
        assert binary_cross_entropy(y, y, sample_weight=weight) == 0
        weight[0], weight[1:] = 5e-324, w
        miss = np.r_[1.0, y[1:]], np.r_[0.0, y[1:]]
        assert binary_cross_entropy(*miss, sample_weight=weight) == math.inf


@pytest.mark.parametrize("n", [8, blocks.WORTH_IT + 8])
def test_a_tiny_weight_of_a_huge_loss_counts(n):
    z = np.where(np.arange(n) % 2, 1e300, -700.0)
    w = np.where(np.arange(n) % 2, 1e-300, 1e8)
    got = binary_cross_entropy_with_logits(np.zeros(n), z, sample_weight=w)
    assert got == pytest.approx(1e-8, rel=1e-13)
