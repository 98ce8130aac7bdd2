"""The sigmoid and the logit undo each other, the softmax adds up to 1, and all know their ends."""

import math

import mpmath as mp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from sklearn.linear_model import LogisticRegression

from bce_lessons import categorical_cross_entropy, logit, sigmoid, softmax


@pytest.mark.parametrize(
    ("z", "p"),
    [(0, 0.5), (math.inf, 1), (-math.inf, 0), (1e308, 1), (-1e308, 0), (-745, 5e-324),
     (math.log(3), 0.75), (-math.log(3), 0.25), (-40, 4.248354255291589e-18), (-0.0, 0.5)],
)  # fmt: skip
def test_sigmoid_values(z, p):
    with np.errstate(all="raise"):
        one, many = sigmoid(z), sigmoid(np.full(65, z))
    assert one == pytest.approx(p, rel=1e-15)
    np.testing.assert_allclose(many, p, rtol=1e-15)


@pytest.mark.parametrize(
    ("p", "z"),
    [(0.5, 0), (0, -math.inf), (1, math.inf), (-0.0, -math.inf), (0.75, 1.0986122886681098),
     (0.25, -1.0986122886681098), (0.9, 2.197224577336219), (1e-300, -690.7755278982137),
     (5e-324, -744.4400719213812), (1 - 2**-53, 36.7368005696771), (0.5 + 2**-53, 4 * 2**-53)],
)  # fmt: skip
def test_logit_values(p, z):
    with np.errstate(all="raise"):
        one, many = logit(p), logit(np.full(65, p))
    assert one == pytest.approx(z, rel=1e-15)
    np.testing.assert_allclose(many, z, rtol=1e-15)


@given(st.floats(1e-300, 1 - 2**-53))
def test_sigmoid_undoes_logit(p):
    assert sigmoid(logit(p)) == pytest.approx(p, rel=1e-12)


@given(st.floats(-700, 0))
def test_logit_undoes_sigmoid(z):
    assert logit(sigmoid(z)) == pytest.approx(z, rel=1e-14, abs=1e-15)


@given(st.floats(allow_nan=False))
def test_sigmoid_is_a_probability_and_mirrors(z):
    assert 0 <= sigmoid(z) <= 1
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=3e-16)


@given(st.floats(-800, 800), st.floats(-800, 800))
def test_sigmoid_rises(a, b):
    low, high = min(a, b), max(a, b)
    assert sigmoid(low) <= sigmoid(high) * (1 + 4e-16)


@given(st.integers(0, 2**52))
def test_logit_is_odd_around_one_half(k):
    assert logit(k / 2**52) == pytest.approx(-logit(1 - k / 2**52), rel=1e-15)


@pytest.mark.parametrize("function", [sigmoid, logit])
def test_shapes_and_types(function):
    got = function(np.full((2, 3), 0.25, np.float32)[:, ::-1])
    assert type(got) is np.ndarray
    assert got.shape == (2, 3)
    assert got.dtype == np.float64
    assert type(function(0.25)) is type(function(np.array(0.25))) is type(function(True)) is float
    for values in ([0.25, 1], (0.25, 1), pd.Series([0.25, 1.0], dtype="Float64")):
        assert function(values).tolist() == [function(0.25), function(1)]


def test_it_is_the_sigmoid_of_logistic_regression():
    x = np.linspace(-3, 3, 20)[:, None]
    model = LogisticRegression(solver="newton-cholesky").fit(x, x[:, 0] > 0.4)
    np.testing.assert_allclose(
        sigmoid(model.decision_function(x)), model.predict_proba(x)[:, 1], rtol=1e-13
    )
    np.testing.assert_allclose(
        logit(model.predict_proba(x)[:, 1]), model.decision_function(x), rtol=1e-9, atol=1e-13
    )


ROWS = st.lists(st.floats(-700, 700), min_size=2, max_size=6)


@given(ROWS)
def test_softmax_against_fifty_digits_and_against_scipy(z):
    got = softmax(z)
    with mp.workdps(50):
        exact = [mp.exp(mp.mpf(a)) for a in z]
        total = mp.fsum(exact)
        for p, e in zip(got.tolist(), exact, strict=True):
            assert p == pytest.approx(float(e / total), rel=1e-13, abs=1e-307)
    np.testing.assert_allclose(got, special.softmax(z), rtol=1e-12, atol=1e-307)
    assert got.sum() == pytest.approx(1, abs=1e-15)


@given(ROWS, st.integers(-1000, 1000))
def test_softmax_sees_differences_only(z, shift):
    z = np.round(z)  # what is shifted is then exact
    assert np.array_equal(softmax(z), softmax(z + shift))


@given(st.floats(-600, 600), st.floats(-600, 600))
def test_softmax_of_two_is_the_sigmoid_of_their_difference(a, b):
    np.testing.assert_allclose(softmax([a, b]), sigmoid([a - b, b - a]), rtol=1e-12, atol=1e-307)


def test_softmax_is_what_the_loss_of_logits_takes_the_log_of():
    z = np.random.default_rng(3).normal(0, 4, (5, 7, 3))
    for k in range(3):
        cost = categorical_cross_entropy(np.full((5, 7), k), logits=z, reduction="none")
        np.testing.assert_allclose(np.exp(-cost), softmax(z)[..., k], rtol=1e-13)


@pytest.mark.parametrize(
    ("z", "p"),
    [([1e308, -1e308], [1, 0]), ([-math.inf, 0, 0], [0, 0.5, 0.5]), ([0, math.inf], [0, 1]),
     ([-math.inf, -1e308], [0, 1]), ([7, 7, 7, 7], [0.25] * 4)],
)  # fmt: skip
def test_softmax_knows_its_ends(z, p):
    assert softmax(z).tolist() == p
    assert softmax([z, z]).tolist() == [p, p]


@pytest.mark.parametrize(
    ("z", "says"),
    [(0.5, r"shape \(\): give two columns or more.*use sigmoid"),
     ([[1.0], [2.0]], r"shape \(2, 1\): .*always 1"),
     ([[0, 1], [0, math.nan]], r"logits\[1, 1\] is"),
     ([[[0, 1], [math.inf, math.inf]]], r"the row logits\[0, 1\] has no softmax"),
     ([-math.inf, -math.inf], r"the row logits.* has no softmax: leave -inf")],
)  # fmt: skip
def test_softmax_names_what_it_cannot_take(z, says):
    with pytest.raises(ValueError, match=says):
        softmax(z)
