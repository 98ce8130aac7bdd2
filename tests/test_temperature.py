"""Temperature: against SciPy, scikit-learn and closed forms."""

import re

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from bce_lessons import binary_cross_entropy_with_logits, logit, sigmoid, temperature
from bce_lessons.calibration import fit_temperature
from tests.forecasts_drawn import drawn


def loss_at(temperature, y, z, weight=None):
    return binary_cross_entropy_with_logits(y, z / temperature, sample_weight=weight)


@pytest.mark.parametrize("confidence", [0.01, 0.3, 1, 4, 1e5])
def test_temperature_is_that_of_scipy_and_scikit_learn(confidence):
    y, z = drawn(2000, confidence)
    best = fit_temperature(y, z)
    theirs = minimize_scalar(
        lambda log_t: loss_at(np.exp(log_t) * confidence, y, z), bracket=(-1, 1), tol=1e-12
    )
    assert best == pytest.approx(confidence * np.exp(theirs.x), rel=1e-6)
    line = LogisticRegression(C=1e12, fit_intercept=False, tol=1e-12).fit(
        z[:, None] / confidence, y
    )
    assert best == pytest.approx(confidence / line.coef_[0, 0], rel=1e-6)
    assert best == pytest.approx(confidence, rel=0.15)  # the truth, but for chance


@pytest.mark.skipif(
    "temperature" not in (CalibratedClassifierCV.__doc__ or ""), reason="scikit-learn before 1.8"
)
def test_temperature_is_that_of_scikit_learns_calibration():
    y, z = drawn(2000, 3)
    start = LogisticRegression(C=1e12, tol=1e-10).fit(z[:100, None], y[:100])
    theirs = CalibratedClassifierCV(FrozenEstimator(start), method="temperature")
    proba = theirs.fit(z[:, None], y).predict_proba(z[:, None])[:, 1]
    logits = start.decision_function(z[:, None])
    np.testing.assert_allclose(sigmoid(logits / fit_temperature(y, logits)), proba, atol=1e-6)


def test_on_its_own_data_a_model_need_not_be_right_about_its_confidence():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(200, 5))
    y = rng.random(200) < sigmoid(x[:, 0])
    of_c = [
        fit_temperature(y, LogisticRegression(C=c, tol=1e-10).fit(x, y).decision_function(x))
        for c in (np.inf, 1.0, 0.1)
    ]
    assert of_c[0] == pytest.approx(1, abs=1e-6)  # by maximum likelihood
    assert of_c[2] < of_c[1] < 0.99
    twice = np.repeat(x, 2, axis=1)  # naive Bayes takes the copies for independent
    shares = GaussianNB().fit(twice, y).predict_proba(twice)[:, 1]
    assert fit_temperature(y, logit(shares)) > 1.5


def test_no_other_temperature_is_better():
    y, z = drawn(500, 2.5)
    best = fit_temperature(y, z)
    around = best * (1 + np.array([-1e-3, -1e-5, 0, 1e-5, 1e-3]))
    losses = [loss_at(t, y, z) for t in around]
    assert np.argmin(losses) == 2
    step = 1e-5 * best
    assert (loss_at(best + step, y, z) - loss_at(best - step, y, z)) / (2 * step) == pytest.approx(
        0, abs=1e-9
    )


@given(share=st.floats(0.51, 0.999), size=st.floats(1e-300, 1e300), copies=st.integers(1, 5))
def test_one_size_of_logit_has_a_closed_form(share, size, copies):
    """Where all logits are ±size, sigmoid(size / T) is the share that they get right."""
    y = np.repeat([share, 1 - share], copies)
    z = np.repeat([size, -size], copies)
    with mp.workdps(40):
        a = mp.mpf(share)
        exact = float(mp.mpf(size) / mp.log(a / (1 - a)))
    assert fit_temperature(y, z) == pytest.approx(exact, rel=1e-13)


def test_two_sizes_of_logit_to_machine_precision():
    y, z = np.array([1, 1, 1, 0, 0, 1.0]), np.array([3, 1, 0.5, -2, 1, -0.25])
    with mp.workdps(40):

        def slope(b):
            pairs = zip(y, z, strict=True)
            return sum(mp.mpf(v) * (1 / (1 + mp.exp(-b * v)) - t) for t, v in pairs)

        exact = 1 / mp.findroot(slope, 1)
    assert fit_temperature(y, z) == pytest.approx(float(exact), rel=1e-15)


def test_weights_count_as_copies_do():
    y, z = drawn(200, 2)
    weight = np.random.default_rng(1).integers(0, 4, 200)
    copies = fit_temperature(np.repeat(y, weight), np.repeat(z, weight))
    assert fit_temperature(y, z, sample_weight=weight) == pytest.approx(copies, rel=1e-12)
    scaled = fit_temperature(y, z, sample_weight=weight * 1e-250)
    assert scaled == pytest.approx(copies, rel=1e-12)


def test_shape_and_units_of_logits_do_not_matter():
    y, z = drawn(60, 2)
    best = fit_temperature(y, z)
    assert fit_temperature(y.reshape(6, 10), z.reshape(6, 10)) == best
    assert fit_temperature(y, 1e200 * z) == pytest.approx(1e200 * best, rel=1e-14)
    assert fit_temperature(1 - y, -z) == pytest.approx(best, rel=1e-14)


def test_what_costs_nothing_at_any_temperature_is_passed_over():
    y, z = drawn(60, 2)
    best = fit_temperature(y, z)
    more_y, more_z = [*y, 1, 0, 1], [*z, np.inf, -np.inf, 0]
    assert fit_temperature(more_y, more_z) == pytest.approx(best, rel=1e-14)
    weight = [*np.ones(60), 1, 1, 1, 0]
    assert fit_temperature([*more_y, 0], [*more_z, np.inf], sample_weight=weight) == pytest.approx(
        best, rel=1e-14
    )


def test_logits_of_very_different_sizes():
    y, z = [1, 1, 0, 1, 0], [1, 1e-150, 1e-150, 1e100, 1e-100]
    best = fit_temperature(y, z)
    with mp.workdps(400):
        slopes = [
            sum(v * (1 / (1 + mp.exp(-v / t)) - a) for a, v in zip(y, map(mp.mpf, z), strict=True))
            for t in (best * (1 - 1e-13), best * (1 + 1e-13))
        ]
    assert slopes[0] > 0 > slopes[1]


@pytest.mark.parametrize(
    ("y", "z", "message"),
    [
        ([1, 0], [2, -3], "every logit is on the side of its label"),
        ([1, 0, 0], [2, -3, 0], "every logit is on the side of its label"),
        ([1, 0], [-2, 3], "the logits do not point towards the labels"),
        ([1, 0, 1, 0], [1, 1, -1, -1], "the logits do not point towards the labels"),
        ([1, 0], [0, 0], "logits are all 0"),
        ([1, 0], [np.inf, -np.inf], "logits are all 0"),
        ([1, 0, 1], [1, np.inf, 2], r"logits\[1\] is inf, a certain miss"),
        ([[0.5]], [[-np.inf]], r"logits\[0, 0\] is -inf, a certain miss"),
        ([1, 0], [1, np.nan], r"logits\[1\] is nan"),
        ([1, 3], [1, 2], "y_true"),
        ([1, 0], [1], "shape"),
    ],
)
def test_no_temperature_is_best(y, z, message):
    with pytest.raises(ValueError, match=message):
        fit_temperature(y, z)


def test_weights_are_checked():
    with pytest.raises(ValueError, match="sample_weight"):
        fit_temperature([1, 0], [1, 2], sample_weight=[1, -1])
    with pytest.raises(ValueError, match="every logit is on the side"):
        fit_temperature([1, 0, 0], [1, -2, 3], sample_weight=[1, 1, 0])


def test_newton_needs_few_steps(monkeypatch):
    """A wrong curvature would find the same temperature, by halving."""
    looks = []
    monkeypatch.setattr(temperature, "sigmoid", lambda z: looks.append(z) or sigmoid(z))
    y, z = drawn(200, 3.0)
    fit_temperature(y, z)
    assert len(looks) / 2 < 20


@pytest.mark.parametrize(
    ("y", "z", "weights", "spot"),
    [
        ([1, 0, 0], [2.0, -1.0, np.inf], None, "logits[2] is inf,"),
        ([1, 0, 1], [2.0, -1.0, -np.inf], None, "logits[2] is -inf,"),
        ([1, 0.5, 1], [2.0, np.inf, -np.inf], None, "logits[1] is inf,"),
        ([1, 0, 0], [2.0, np.inf, np.inf], [1, 0, 1], "logits[2] is inf,"),
        ([[1, 0], [0, 1]], [[2.0, -1.0], [-1.0, -np.inf]], None, "logits[1, 1] is -inf,"),
    ],
)
def test_the_first_certain_miss_that_counts_is_named(y, z, weights, spot):
    with pytest.raises(ValueError, match=re.escape(f"{spot} a certain miss")):
        fit_temperature(y, z, sample_weight=weights)


def test_a_certain_miss_without_weight_is_none():
    y, z = [1, 0, 0, 1, 0], [2.0, 2.0, -2.0, 2.0, np.inf]
    assert fit_temperature(y, z, sample_weight=[1, 1, 1, 1, 0]) == fit_temperature(y[:4], z[:4])
