"""What holds for all losses: symmetry, convexity, and scikit-learn as an oracle."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, log_loss

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    logit,
    sigmoid,
    squared_error,
)
from tests.losses_drawn import dyadic, inner, unit


@pytest.mark.parametrize("loss", [binary_cross_entropy, squared_error])
@given(y=dyadic, p=dyadic)
def test_classes_may_trade_names(loss, y, p):
    assert loss(y, p) == pytest.approx(loss(1 - y, 1 - p), rel=2e-15)


@given(y=dyadic, z=st.floats(-1e300, 1e300))
def test_classes_may_trade_names_in_logits(y, z):
    assert binary_cross_entropy_with_logits(y, z) == binary_cross_entropy_with_logits(1 - y, -z)


@pytest.mark.parametrize(
    ("loss", "points"),
    [(binary_cross_entropy, inner), (squared_error, unit),
     (binary_cross_entropy_with_logits, st.floats(-700, 700))],
)  # fmt: skip
@given(data=st.data(), y=unit, t=unit)
def test_convex(loss, points, data, y, t):
    a, b = data.draw(points), data.draw(points)
    between = min(max(t * a + (1 - t) * b, min(a, b)), max(a, b))
    chord = t * loss(y, a) + (1 - t) * loss(y, b)
    assert loss(y, between) <= chord * (1 + 1e-12) + 1e-15


@given(y=unit, p=unit)
def test_never_negative_and_smallest_at_the_label(y, p):
    assert binary_cross_entropy(y, p) >= binary_cross_entropy(y, y) * (1 - 1e-15) >= 0
    assert 0 <= squared_error(y, p) <= 1


@given(y=unit, p=inner)
def test_probabilities_and_logits_agree(y, p):
    from_logits = binary_cross_entropy_with_logits(y, logit(p))
    assert from_logits == pytest.approx(binary_cross_entropy(y, p), rel=1e-12)


@given(y=unit, z=st.floats(-700, 15))
def test_logits_and_their_probabilities_agree(y, z):
    p = sigmoid(z)
    assert binary_cross_entropy(y, p) == pytest.approx(
        binary_cross_entropy_with_logits(y, z), rel=1e-9
    )


@given(y=st.integers(0, 1), p=inner)
def test_exp_of_minus_the_loss_is_the_likelihood(y, p):
    likelihood = Fraction(p) if y else 1 - Fraction(p)
    assert math.exp(-binary_cross_entropy(y, p)) == pytest.approx(float(likelihood), rel=2e-13)


@given(data=st.lists(st.tuples(st.integers(0, 1), st.floats(1e-12, 1 - 1e-12)), min_size=1))
def test_scikit_learn_agrees_away_from_its_clipping(data):
    y, p = np.array(data).T
    w = np.linspace(1, 3, len(y))
    for weights in (None, w):
        assert binary_cross_entropy(y, p, sample_weight=weights) == pytest.approx(
            log_loss(y, p, sample_weight=weights, labels=[0, 1]), rel=1e-9, abs=1e-15
        )
        if len(set(y)) == 2:
            assert squared_error(y, p, sample_weight=weights) == pytest.approx(
                brier_score_loss(y, p, sample_weight=weights), rel=1e-12
            )


def test_scikit_learn_agrees_on_a_big_batch():
    rng = np.random.default_rng(3)
    p = rng.random(10_000)
    y = rng.random(10_000) < p
    w = rng.exponential(size=10_000) * (rng.random(10_000) < 0.9)
    assert binary_cross_entropy(y, p) == pytest.approx(log_loss(y, p), rel=1e-12)
    assert binary_cross_entropy(y, p, sample_weight=w) == pytest.approx(
        log_loss(y, p, sample_weight=w), rel=1e-12
    )
