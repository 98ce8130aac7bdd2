"""Surprisal, entropy and divergence: units, ends, and what ties them to the loss."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from bce_lessons import (
    binary_cross_entropy,
    binary_entropy,
    kl_divergence,
    surprisal,
)

INF = math.inf
unit = st.floats(0, 1)
inner = st.floats(1e-300, 1 - 2**-53)


@pytest.mark.parametrize(
    ("p", "base", "value"),
    [(0.5, 2, 1), (0.125, 2, 3), (2**-29, 2, 29), (2.0**-1074, 2, 1074), (0.001, 10, 3),
     (0.1, "e", 2.302585092994046), (0.01, "e", 4.605170185988091), (1e-300, 10, 300),
     (0, "e", INF), (0, 2, INF), (0, 10, INF), (-0.0, "e", INF)],
)  # fmt: skip
def test_surprisal_values(p, base, value):
    with np.errstate(all="raise"):
        one, many = surprisal(p, base=base), surprisal(np.full(65, p), base=base)
    assert one == pytest.approx(value, rel=4e-16)
    np.testing.assert_allclose(many, value, rtol=4e-16)


@pytest.mark.parametrize("base", ["e", 2, 10, np.int64(2), 2.0, np.float32(10), np.str_("e")])
def test_what_is_certain_surprises_nobody(base):
    for value in (
        surprisal(1, base=base),
        binary_entropy(0, base=base),
        binary_entropy(1, base=base),
    ):
        assert value == 0
        assert math.copysign(1, value) == 1


def test_nats_are_the_default():
    assert surprisal(0.3) == surprisal(0.3, base="e") == pytest.approx(1.2039728043259361)
    assert binary_entropy(0.3) == binary_entropy(0.3, base="e")


@given(p=inner)
def test_a_unit_is_a_factor(p):
    nats = surprisal(p)
    assert surprisal(p, base=2) * math.log(2) == pytest.approx(nats, rel=1e-14)
    assert surprisal(p, base=10) * math.log(10) == pytest.approx(nats, rel=1e-14)


@given(p=st.floats(1e-100, 1), q=st.floats(1e-100, 1))
def test_surprisals_of_independent_events_add(p, q):
    assert surprisal(p * q) == pytest.approx(surprisal(p) + surprisal(q), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("q", "nats"),
    [(0.05, 0.1985152433), (0.1, 0.3250829734), (0.2, 0.5004024235), (0.5, 0.6931471806),
     (0.7, 0.6108643021), (1e-300, 6.9177552790e-298)],
)  # fmt: skip
def test_entropy_values(q, nats):
    assert binary_entropy(q) == pytest.approx(nats, rel=1e-9)


@given(q=unit)
def test_entropy_is_that_of_scipy(q):
    assert binary_entropy(q) == pytest.approx(stats.entropy([q, 1 - q]), rel=1e-12, abs=1e-12)
    assert 0 <= binary_entropy(q, base=2) <= binary_entropy(0.5, base=2) == 1


@given(k=st.integers(0, 2**52))
def test_entropy_is_even_around_one_half(k):
    q = k / 2**52
    assert binary_entropy(q) == pytest.approx(binary_entropy(1 - q), rel=2e-15)


@pytest.mark.parametrize(
    ("q", "p", "value"),
    [(0, 0, 0), (1, 1, 0), (0.3, 0.3, 0), (1e-300, 1e-300, 0), (1, 0.25, 1.3862943611198906),
     (0, 0.25, 0.2876820724517809), (0.5, 0, INF), (0.5, 1, INF), (1, 0, INF), (0, 1, INF),
     (1e-300, 0, INF), (1 - 2**-53, 1, INF), (1e-300, 1, INF),
     (5e-324, 1 - 2**-53, 36.7368005696771),
     (1, 5e-324, 744.4400719213812), (-0.0, 0.0, 0), (0, 1e-300, 1e-300),
     (0, 1 - 2**-53, 36.7368005696771),
     (0.5, 0.5 + 1e-8, 2e-16), (0.5, 0.75, 0.1438410362258904), (0.75, 0.5, 0.1308120359)],
)  # fmt: skip
def test_kl_divergence_values(q, p, value):
    with np.errstate(all="raise"):
        got, many = kl_divergence(q, p), kl_divergence(np.full(65, q), np.full(65, p))
    assert got == pytest.approx(value, rel=1e-7)
    np.testing.assert_allclose(many, got, rtol=1e-15)
    if value == 0:
        assert math.copysign(1, got) == 1


@given(q=unit, p=unit)
def test_kl_divergence_is_that_of_scipy(q, p):
    both = special.rel_entr(q, p) + special.rel_entr(1 - q, 1 - p)
    assert kl_divergence(q, p) == pytest.approx(both, rel=1e-9, abs=1e-14)


@given(q=unit, p=unit)
def test_kl_divergence_is_zero_only_at_home(q, p):
    assert kl_divergence(q, q) == 0
    assert kl_divergence(q, p) >= 0
    if abs(q - p) > 1e-150:
        assert kl_divergence(q, p) > 0


@given(k=st.integers(0, 2**52), m=st.integers(0, 2**52))
def test_kl_divergence_does_not_care_for_names(k, m):
    q, p = k / 2**52, m / 2**52
    assert kl_divergence(q, p) == pytest.approx(kl_divergence(1 - q, 1 - p), rel=1e-14)


@given(q=unit, p=inner)
def test_expected_loss_is_entropy_plus_divergence(q, p):
    expected = q * binary_cross_entropy(1, p) + (1 - q) * binary_cross_entropy(0, p)
    assert expected == pytest.approx(binary_entropy(q) + kl_divergence(q, p), rel=1e-13)
    assert binary_cross_entropy(q, p) == pytest.approx(expected, rel=1e-14)


@given(q=st.floats(0.01, 0.99), step=st.floats(1e-14, 1e-4))
def test_near_home_it_is_a_parabola(q, step):
    p = q + step
    assume(p < 1)
    parabola = (p - q) ** 2 / (2 * q * (1 - q))
    assert kl_divergence(q, p) == pytest.approx(parabola, rel=100 * step + 1e-14)


@pytest.mark.parametrize("function", [surprisal, binary_entropy, lambda p: kl_divergence(p, p)])
def test_shapes_and_types(function):
    got = function(np.full((2, 3), 0.25, np.float32)[:, ::-1])
    assert type(got) is np.ndarray
    assert got.shape == (2, 3)
    assert got.dtype == np.float64
    assert type(function(0.25)) is type(function(np.array(0.25))) is type(function(True)) is float
    for values in ([0.25, 1], (0.25, 1), pd.Series([0.25, 1.0], dtype="Float64")):
        assert function(values).tolist() == [function(0.25), function(1)]
