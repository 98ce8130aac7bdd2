"""The fast mean and sum: as exact as sample by sample."""

import functools
import math
import operator

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    blocks,
)
from tests.blocks_samples import (
    EXACT,
    MANY,
    RNG,
    N,
    every_loss,
    labels,
    reductions,
    sample,
    slowly,
    weighted,
)


def right(y, error):
    """Return probabilities that miss their labels by `error`."""
    return np.where(y == 1, 1 - error, error)


def confident(n):
    y = labels(n)
    return y, right(y, 10 ** RNG.uniform(-15, -1, n))


# What forecasts can look like: labels, and probabilities of 1.
Y = labels(N)
PROBABILITIES = {
    "calibrated": ((q := RNG.random(N)) > RNG.random(N), q),
    "y = 0, p below eps": (np.zeros(N), 10 ** RNG.uniform(-300, -16, N)),
    "y = 0, p from 1e-3": (np.zeros(N), RNG.uniform(1e-3, 1, N)),
    "y = 1, p near 1": (np.ones(N), 1 - 10 ** RNG.uniform(-15.9, -3, N)),
    "within 1e-12 of right": (Y, right(Y, RNG.uniform(0, 1e-12, N))),
    "within 1e-12 of wrong": (Y, right(1 - Y, RNG.uniform(1e-13, 1e-12, N))),
    "1e-300 of wrong": (np.ones(N), np.full(N, 1e-300)),
    "1e-300 of right": (np.zeros(N), np.full(N, 1e-300)),
    "subnormal": (np.ones(N), np.full(N, 5e-324)),
    "products that are subnormal": (np.ones(N), np.full(N, 8e-11)),
    "mixed": (Y, RNG.choice([1e-300, 1e-17, 1e-9, 0.01, 0.5, 0.9, 1 - 1e-12], N)),
    "one miss among hits": (np.r_[1, np.zeros(N - 1)], np.full(N, 1e-13)),
    "one value, rounding alike": (np.zeros(N), np.full(N, 0.0512345678901)),
    "just below the limit": (np.zeros(N), np.full(N, 0.0487)),
    "soft": (RNG.random(N), RNG.random(N)),
    "soft and hard": (np.r_[0.25, Y[1:]], RNG.random(N)),
    "always a half": (Y, np.full(N, 0.5)),
}
LOGITS = {
    "everyday": (Y, RNG.normal(0, 3, N)),
    "y = 1, z in (1, 30]": (np.ones(N), RNG.uniform(1, 30, N)),
    "y = 0, z in [-700, -30)": (np.zeros(N), RNG.uniform(-700, -30, N)),
    "wrong and far": (np.zeros(N), RNG.uniform(30, 700, N)),
    "huge": (Y, RNG.choice([-1e300, 1e300], N)),
    "zero": (Y, np.zeros(N)),
    "right by 40": (Y, np.where(Y == 1, 40.0, -40.0)),
    "mixed": (Y, RNG.choice([-800.0, -36.0, -1e-9, 0.3, 5.0, 36.0, 800.0], N)),
    "soft": (RNG.random(N), RNG.normal(0, 5, N)),
}


def exact_mean(term, y, x, w=None):
    """Average 50-digit losses."""
    with mp.workdps(50):
        terms = [term(*row) for row in zip(y.tolist(), x.tolist(), strict=True)]
        weights = [1.0] * len(y) if w is None else w.tolist()
        return mp.fdot(terms, weights) / mp.fsum(weights)


@functools.cache
def cross_entropy(y, p):
    y, p = mp.mpf(y), mp.mpf(p)
    return -(y * mp.log(p) if y else 0) - ((1 - y) * mp.log1p(-p) if y < 1 else 0)


@functools.cache
def of_logit(y, z):
    y, z = mp.mpf(y), mp.mpf(z)
    return max(z, 0) - y * z + mp.log1p(mp.exp(-abs(z)))


def off(got, exact):
    """Return the relative error."""
    with mp.workdps(50):
        return float(abs(mp.mpf(got) - exact) / exact) if exact else abs(got)


@pytest.mark.parametrize("name", PROBABILITIES)
@weighted
def test_mean_of_probabilities_is_exact(name, weighted):
    y, p = (np.asarray(array, float) for array in PROBABILITIES[name])
    w = RNG.uniform(0, 5, N) if weighted else None
    got = binary_cross_entropy(y, p, sample_weight=w)
    assert off(got, exact_mean(cross_entropy, y, p, w)) < EXACT


@pytest.mark.parametrize("name", LOGITS)
@weighted
def test_mean_of_logits_is_exact(name, weighted):
    y, z = (np.asarray(array, float) for array in LOGITS[name])
    w = RNG.uniform(0, 5, N) if weighted else None
    got = binary_cross_entropy_with_logits(y, z, sample_weight=w)
    assert off(got, exact_mean(of_logit, y, z, w)) < EXACT


@every_loss
@weighted
@reductions
def test_blocks_add_up(loss, weighted, reduction):
    y, x = sample(loss)
    w = RNG.random(MANY) if weighted else None
    got = loss(y, x, sample_weight=w, reduction=reduction)
    assert got == pytest.approx(slowly(loss, y, x, w, reduction), rel=EXACT, abs=0)
    assert type(got) is float


def test_many_blocks_lose_nothing():
    """A running sum keeps what each addition rounds away."""
    running = blocks.Sum()
    terms = [1e16, *[1.0] * 1000]
    for term in terms:
        running.add(term)
    plain = functools.reduce(operator.add, terms)  # `sum` is as careful since Python 3.12
    assert float(running) == math.fsum(terms) != plain
    for term in (math.inf, 1.0, math.inf):
        running.add(term)
    assert float(running) == math.inf


def test_scikit_learn_agrees():
    y, p = sample(binary_cross_entropy)
    w = RNG.random(MANY)
    assert binary_cross_entropy(y, p) == pytest.approx(log_loss(y, p), rel=1e-12)
    assert binary_cross_entropy(y, p, sample_weight=w) == pytest.approx(
        log_loss(y, p, sample_weight=w), rel=1e-12
    )


@given(
    st.integers(1, 3 * blocks.GROUP),
    st.floats(0, 1),
    st.floats(0, 1, exclude_min=True, exclude_max=True),
)
def test_length_and_label_do_not_matter(extra, share, p):
    """Groups that are not full are filled up with ones, which cost nothing."""
    n = blocks.WORTH_IT + extra
    y = np.arange(n) < share * n
    expected = slowly(binary_cross_entropy, y, np.full(n, p))
    assert binary_cross_entropy(y, np.full(n, p)) == pytest.approx(expected, rel=EXACT, abs=0)


# --- where products are not enough ------------------------------------------------------------


@pytest.fixture
def by_sample(monkeypatch):
    """Count the blocks that are summed sample by sample."""
    calls, original = [], blocks._sum_terms
    monkeypatch.setattr(
        blocks, "_sum_terms", lambda *given: calls.append(1) or original(*given)
    )  # fmt: skip
    return calls


@pytest.mark.parametrize(
    ("name", "fast"),
    [
        ("calibrated", True),
        ("always a half", True),
        ("one value, rounding alike", True),
        ("just below the limit", False),
        ("within 1e-12 of right", False),
        ("1e-300 of wrong", False),
        ("soft", False),
        ("soft and hard", False),
    ],
)
def test_products_are_taken_where_they_are_exact(name, fast, by_sample):
    binary_cross_entropy(*PROBABILITIES[name])
    assert (not by_sample) == fast


@pytest.mark.parametrize(("name", "fast"), [("everyday", True), ("right by 40", False)])
def test_logits_too(name, fast, by_sample):
    binary_cross_entropy_with_logits(*LOGITS[name])
    assert (not by_sample) == fast


def test_only_the_block_that_needs_it_is_slow(by_sample):
    y, p = sample(binary_cross_entropy, 3 * blocks.BLOCK)
    p[2 * blocks.BLOCK] = 0.0
    y[2 * blocks.BLOCK] = 0
    binary_cross_entropy(y, p)
    assert not by_sample
    y[2 * blocks.BLOCK] = 1
    assert binary_cross_entropy(y, p, reduction="sum") == math.inf
    assert len(by_sample) == 1


# --- boundaries ---------------------------------------------------------------------------------


@weighted
@reductions
def test_infinite_exactly_when_true(weighted, reduction):
    y, p = sample(binary_cross_entropy)
    w = RNG.uniform(1, 2, MANY) if weighted else None
    p[:100] = y[:100]  # certain hits
    assert math.isfinite(binary_cross_entropy(y, p, sample_weight=w, reduction=reduction))
    p[7] = 1 - y[7]
    assert binary_cross_entropy(y, p, sample_weight=w, reduction=reduction) == math.inf
    if weighted:
        w[7] = 0.0
        assert math.isfinite(binary_cross_entropy(y, p, sample_weight=w, reduction=reduction))


def test_perfect_forecasts_cost_positive_zero():
    y = labels(N)
    for got in (
        binary_cross_entropy(y, y),
        binary_cross_entropy(y, y, sample_weight=y + 1),
        binary_cross_entropy_with_logits(y, np.where(y == 1, math.inf, -math.inf)),
    ):
        assert got == 0
        assert math.copysign(1, got) == 1


def test_infinite_logits():
    y, z = sample(binary_cross_entropy_with_logits)
    z[3] = math.inf if y[3] else -math.inf
    assert math.isfinite(binary_cross_entropy_with_logits(y, z))
    z[3] *= -1
    assert binary_cross_entropy_with_logits(y, z) == math.inf


@weighted
def test_a_mean_never_overflows(weighted):
    w = np.full(N, 1e300) if weighted else None
    z = np.full(N, 1e308)
    assert binary_cross_entropy_with_logits(np.zeros(N), z, sample_weight=w) == pytest.approx(1e308)
    assert binary_cross_entropy_with_logits(np.zeros(N), z, reduction="sum") == math.inf


@pytest.mark.parametrize(
    "unit", [5e307, 1e-290, 5e-324, np.float32(1e38), np.float32(1e-40)], ids=repr
)
def test_weights_count_by_their_proportion(unit):
    y, p = PROBABILITIES["calibrated"]
    w = RNG.integers(0, 4, N)
    expected = binary_cross_entropy(y, p, sample_weight=w)
    got = binary_cross_entropy(y, p, sample_weight=w.astype(np.asarray(unit).dtype) * unit)
    assert got == pytest.approx(expected, rel=1e-13 if type(unit) is float else 1e-5)


def test_tiny_weights_of_tiny_losses():
    w = RNG.uniform(1, 2, N) * 1e-200
    got = binary_cross_entropy(np.zeros(N), np.full(N, 1e-200), sample_weight=w)
    assert got == pytest.approx(1e-200, rel=1e-13, abs=0)


def test_integer_weights_equal_repeated_samples():
    y, p = PROBABILITIES["calibrated"]
    w = RNG.integers(0, 4, N)
    expected = binary_cross_entropy(np.repeat(y, w), np.repeat(p, w), reduction="sum")
    got = binary_cross_entropy(y, p, sample_weight=w, reduction="sum")
    assert got == pytest.approx(expected, rel=EXACT)
