"""Maps of probabilities and another base rate: against scikit-learn, SciPy and closed forms."""

import math
import re

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    logit,
    sigmoid,
)
from bce_lessons.calibration import fit_temperature
from bce_lessons.decomposition import skill
from bce_lessons.priors import prior_shift
from bce_lessons.recalibration import BetaMap, PlattMap, fit_beta, fit_isotonic, fit_platt
from tests.forecasts_drawn import drawn

FITS = {"logits": fit_platt, "y_proba": fit_beta}
INF, NAN = math.inf, math.nan
every_fit = pytest.mark.parametrize("fit", [fit_platt, fit_beta, fit_isotonic])


def samples(fit, n=400, confidence=3.0, seed=0):
    y, z = drawn(n, confidence, seed)
    return y, z + 0.5 if fit is fit_platt else sigmoid(z + 0.5)


# --- Platt ---------------------------------------------------------------------------------


def theirs(features, y, weight=None):
    model = LogisticRegression(C=1e15, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(features, y, sample_weight=weight)
    return [*model.coef_[0], model.intercept_[0]]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("confidence", [0.1, 1, 4])
def test_platt_is_the_logistic_regression_of_scikit_learn(confidence, weighted):
    y, z = samples(fit_platt, confidence=confidence)
    weight = np.random.default_rng(1).uniform(0.1, 2, 400) if weighted else None
    found = fit_platt(y, z, sample_weight=weight)
    assert [found.slope, found.intercept] == pytest.approx(theirs(z[:, None], y, weight), rel=1e-6)
    np.testing.assert_allclose(found(z), sigmoid(found.slope * z + found.intercept))
    assert binary_cross_entropy(y, found(z), sample_weight=weight) <= binary_cross_entropy(
        y, sigmoid(z / fit_temperature(y, z, sample_weight=weight)), sample_weight=weight
    )


def test_platt_to_the_last_digits():
    y, z = [0, 1, 0, 1, 1, 0.5], [-2.0, -1.0, 0.5, 1.0, 3.0, 0.0]
    found = fit_platt(y, z)
    with mp.workdps(40):

        def slopes(a, b):
            left = [mp.mpf(t) - 1 / (1 + mp.exp(-a * v - b)) for t, v in zip(y, z, strict=True)]
            return [sum(r * v for r, v in zip(left, z, strict=True)), sum(left)]

        exact = mp.findroot(slopes, (found.slope, found.intercept))
    assert [found.slope, found.intercept] == pytest.approx([float(x) for x in exact], rel=1e-13)


def test_steps_that_overshoot_are_halved():
    """Logits and weights of very different sizes: Newton's whole step would make it worse."""
    rng, tried = np.random.default_rng(0), 0
    for _ in range(60):
        n = rng.integers(4, 30)
        z = np.exp(rng.normal(0, 4, n)) * rng.choice([1, -1], n)
        y, w = rng.integers(0, 2, n), np.exp(rng.normal(0, 6, n))
        try:
            found = fit_platt(y, z, sample_weight=w)
        except ValueError:  # separated, or the wrong way
            continue
        tried += 1
        best = binary_cross_entropy_with_logits(
            y, found.slope * z + found.intercept, sample_weight=w
        )
        for more in ([1e-4, 0], [-1e-4, 0], [0, 1e-4], [0, -1e-4]):
            a, b = np.array([found.slope, found.intercept]) * (1 + np.array(more))
            loss = binary_cross_entropy_with_logits(y, a * z + b, sample_weight=w)
            assert best <= loss * (1 + 1e-12)
    assert tried > 5


def test_soft_labels_are_copies_with_weights():
    for fit in (fit_platt, fit_beta, fit_isotonic):
        y, x = samples(fit, 100)
        soft = 0.8 * y + 0.1
        both = np.r_[np.ones(100), np.zeros(100)]
        copies = fit(both, np.r_[x, x], sample_weight=np.r_[soft, 1 - soft])
        np.testing.assert_allclose(fit(soft, x)(x), copies(x), rtol=1e-9)


# --- beta ----------------------------------------------------------------------------------


def best_beta(y, p):
    """Minimize over a and b of at least 0 by another method."""
    one, zero = np.log(p), np.log1p(-p)

    def loss(abc):
        z = abc[0] * one - abc[1] * zero + abc[2]
        return np.mean(np.logaddexp(0, z) - y * z)

    return minimize(
        loss, [1, 1, 0], bounds=[(0, None), (0, None), (None, None)], method="L-BFGS-B",
        options={"ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip


@pytest.mark.parametrize("bend", ["none", "low", "high", "both"])
@pytest.mark.parametrize("seed", range(4))
def test_beta_is_the_best_with_slopes_of_at_least_0(bend, seed):
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.01, 0.99, 300)
    true = {"none": p, "low": p**3, "high": 1 - (1 - p) ** 3, "both": 0.4 + 0.2 * p}[bend]
    y = (rng.random(300) < true).astype(int)
    found, best = fit_beta(y, p), best_beta(y, p)
    assert min(found.a, found.b) >= 0
    assert binary_cross_entropy(y, found(p)) <= best.fun + 1e-12
    assert [found.a, found.b, found.c] == pytest.approx(best.x, abs=2e-3)


def test_beta_without_bounds_is_the_logistic_regression_of_two_logs():
    y, p = samples(fit_beta, 1000, confidence=1.5)
    found = fit_beta(y, p)
    assert [found.a, found.b, found.c] == pytest.approx(
        theirs(np.column_stack([np.log(p), -np.log1p(-p)]), y), rel=1e-5
    )


def test_each_side_of_beta_may_be_flat():
    p = np.linspace(0.02, 0.98, 49)
    flat_low = [sigmoid(-2 * np.log1p(-p) - 1), sigmoid(2 * np.log(p) + 1)]
    sides = [fit_beta(q, p) for q in flat_low]
    assert [sides[0].a, sides[0].b] == pytest.approx([0, 2], abs=1e-9)
    assert [sides[1].a, sides[1].b] == pytest.approx([2, 0], abs=1e-9)
    # the middle is likeliest: without the bound a would grow and b fall with no end
    y = np.array([0, 0, 1, 1, 1, 0])
    one = fit_beta(y, [0.1, 0.2, 0.4, 0.5, 0.6, 0.9])
    assert (one.a > 0) != (one.b > 0)


def test_beta_of_two_predictions_gives_the_shares():
    y, p = [0, 0, 0, 1, 0, 1, 1, 1, 1], [0.2] * 4 + [0.7] * 5
    assert fit_beta(y, p)([0.2, 0.7]) == pytest.approx([0.25, 0.8])


def test_a_beta_map_at_the_ends():
    assert BetaMap(1, 1, 0)([0, 0.3, 1]) == pytest.approx([0, 0.3, 1])
    assert BetaMap(0, 1, 0.5)(0) == pytest.approx(sigmoid(0.5))
    assert BetaMap(1, 0, 0.5)(1.0) == pytest.approx(sigmoid(0.5))
    assert isinstance(BetaMap(1, 2, 0)(0.5), float)
    assert BetaMap(2, 2, 1)(0.3) == pytest.approx(PlattMap(2, 1)(logit(0.3)))
    with pytest.raises(ValueError, match=r"y_proba\[1\] is 2.0, not a probability"):
        BetaMap(1, 1, 0)([0.5, 2])
    with pytest.raises(ValueError, match=r"logits\[0\] is nan"):
        PlattMap(1, 0)([NAN])
    assert PlattMap(2, 1)([-INF, INF]).tolist() == [0, 1]


# --- isotonic ------------------------------------------------------------------------------


@given(
    rows=st.lists(
        st.tuples(st.sampled_from([0, 1, 0.25]), st.integers(0, 12), st.floats(0.1, 3)), min_size=1
    ),
    new=st.lists(st.floats(0, 1), min_size=1),
)
def test_isotonic_is_that_of_scikit_learn(rows, new):
    y, p, weight = np.array(rows).T
    p = p / 12
    model = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1)
    model.fit(p, y, sample_weight=weight)
    found = fit_isotonic(y, p, sample_weight=weight)
    np.testing.assert_allclose(found(p), model.predict(p), atol=1e-12)
    np.testing.assert_allclose(found(new), model.predict(new), atol=1e-9)
    assert (np.diff(found.values) >= 0).all()
    assert (np.diff(found.knots) > 0).all()


def test_isotonic_of_a_cut_of_one_prediction_and_of_tiny_ones():
    assert fit_isotonic([0, 1], [0.2, 0.7])([0, 0.2, 0.45, 0.7, 1]) == pytest.approx(
        [0, 0, 0.5, 1, 1]
    )
    assert fit_isotonic([0, 1], [0.5, 0.5])(0.1) == 0.5
    tiny = fit_isotonic([0, 1], [0, 5e-324])
    assert tiny([0, 5e-324, 0.5]).tolist() == [0, 1, 1]
    assert isinstance(tiny(0.5), float)
    luck = fit_isotonic([1, 0, 1, 1], [0.1, 0.2, 0.3, 0.4])
    assert luck.knots.tolist() == [0.1, 0.2, 0.3, 0.4]
    assert luck.values.tolist() == [0.5, 0.5, 1, 1]
    with pytest.raises(ValueError, match=r"y_proba is -1, not a probability"):
        tiny(-1)


# --- what all do ---------------------------------------------------------------------------


@every_fit
def test_weights_count_as_copies_do_and_0_hides(fit):
    y, x = samples(fit, 120)
    weight = np.random.default_rng(1).integers(0, 4, 120)
    copies = fit(np.repeat(y, weight), np.repeat(x, weight))
    for scale in (1, 1e-250):
        np.testing.assert_allclose(fit(y, x, sample_weight=weight * scale)(x), copies(x), rtol=1e-8)
    bad_y, bad_x = np.where(weight == 0, 255, y), np.where(weight == 0, NAN, x)
    np.testing.assert_allclose(fit(bad_y, bad_x, sample_weight=weight)(x), copies(x), rtol=1e-8)
    table = fit(y.reshape(12, 10), x.reshape(12, 10))
    np.testing.assert_array_equal(table(x), fit(y, x)(x))
    assert table(x.reshape(12, 10)).shape == (12, 10)


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_logits_may_be_of_any_size(size):
    y, z = samples(fit_platt, 100)
    np.testing.assert_allclose(fit_platt(y, z * size)(z * size), fit_platt(y, z)(z), rtol=1e-8)


def test_right_certainties_are_passed_over():
    y, z = samples(fit_platt, 60)
    assert fit_platt([*y, 1, 0], [*z, INF, -INF]) == fit_platt(y, z)
    p = sigmoid(z)
    assert fit_beta([*y, 1, 0], [*p, 1, 0]) == fit_beta(y, p)


@pytest.mark.parametrize(
    ("fit", "y", "x", "message"),
    [
        (
            fit_platt,
            [0, 0, 1, 1],
            [-1, 0, 1, 2],
            "a cut at logits = 1 separates the labels: the st",
        ),
        (fit_platt, [0, 1, 0, 1], [-1, 0, 0, 2], "a cut at logits = 0 separates the labels"),
        (fit_platt, [1, 1, 0], [-1, 0, 2], "logits does not point towards the labels: .* -logits"),
        (fit_platt, [1, 0, 1, 0, 0], [0, 1, 2, 3, 4.0], "logits does not point towards the labels"),
        (
            fit_platt,
            [1, 0, 1],
            [3, 3, 3],
            "logits is 3 everywhere: nothing tells the samples apart",
        ),
        (
            fit_platt,
            [1, 1],
            [3, 4],
            "y_true is 1 everywhere, but for certain predictions: fit on s",
        ),
        (fit_platt, [1, 0], [INF, -INF], "y_true has no label left"),
        (fit_platt, [1, 0, 1], [1, INF, 2], r"logits\[1\] is inf, a certain miss"),
        (fit_platt, [1, 0.5, 1], [1, INF, 2], r"logits\[1\] is inf, a certain miss"),
        (fit_platt, [1, 0], [1, NAN], r"logits\[1\] is nan"),
        (
            fit_beta,
            [0, 0, 1, 1],
            [0.1, 0.2, 0.3, 0.4],
            "a cut at y_proba = 0.3 separates the labels",
        ),
        (fit_beta, [1, 0, 1, 0, 0], [0.1, 0.2, 0.3, 0.8, 0.9], r"pass np.subtract\(1, y_proba\)"),
        (fit_beta, [1, 0, 1], [0.5, 1, 0.2], r"y_proba\[1\] is 1.0, a certain miss"),
        (fit_beta, [1, 1], [0.5, 0.2], "y_true is 1 everywhere"),
        (fit_beta, [1, 0], [0.5, 1.2], r"y_proba\[1\] is 1.2, not a probability"),
        (fit_isotonic, [1, 0], [0.5, NAN], r"y_proba\[1\] is nan"),
        (fit_isotonic, [1, 2], [0.5, 0.2], r"y_true\[1\] is 2"),
        (fit_isotonic, [1, 0], [0.5], r"shape"),
        (
            fit_isotonic,
            np.eye(3),
            np.full((3, 3), 1 / 3),
            "for such classes fit one column at a ti",
        ),
    ],
)
def test_what_has_no_best_map_is_refused(fit, y, x, message):
    with pytest.raises(ValueError, match=message):
        fit(y, x)


@pytest.mark.parametrize(
    ("fit", "x"), [(fit_platt, [-2, -1, 1, 2]), (fit_beta, [0.1, 0.2, 0.8, 0.9])]
)
def test_what_a_cut_all_but_separates_is_refused(fit, x):
    with pytest.raises(ValueError, match=rf"= {x[1]} all but separates the labels"):
        fit([0, 1, 0, 1], x, sample_weight=[1, 1e-300, 1e-300, 1])
    fit([0, 1, 0, 1], x, sample_weight=[1, 1e-9, 1e-9, 1])


# --- another base rate ---------------------------------------------------------------------


@given(p=st.floats(0, 1), trained=st.floats(1e-6, 1 - 1e-6), actual=st.floats(1e-6, 1 - 1e-6))
def test_a_shift_is_bayes_rule(p, trained, actual):
    found = prior_shift(p, trained_rate=trained, actual_rate=actual)
    one, zero = p * (actual / trained), (1 - p) * ((1 - actual) / (1 - trained))
    assert found == pytest.approx(one / (one + zero), rel=1e-9, abs=1e-300)
    back = prior_shift(found, trained_rate=actual, actual_rate=trained)
    if 0.001 < found < 0.999:
        assert back == pytest.approx(p, rel=1e-9)


def test_a_shift_keeps_what_is_certain_and_mends_a_resampled_model():
    assert prior_shift([0, 0.5, 1], trained_rate=0.5, actual_rate=0.2).tolist() == pytest.approx(
        [0, 0.2, 1]
    )
    assert prior_shift(0.3, trained_rate=0.4, actual_rate=0.4) == pytest.approx(0.3)
    assert prior_shift([[0.1]], trained_rate=0.4, actual_rate=0.2).shape == (1, 1)
    rng = np.random.default_rng(0)
    x = np.r_[rng.normal(0, 1, 50_000), rng.normal(1, 1, 1000)]
    y = np.repeat([0, 1], [50_000, 1000])
    p = sigmoid(x - 0.5)  # exact where both are as frequent
    assert p[y == 1].size / p.size == pytest.approx(0.0196, abs=1e-4)
    shifted = prior_shift(p, trained_rate=0.5, actual_rate=y.mean())
    assert shifted.mean() == pytest.approx(y.mean(), rel=0.05)
    assert skill(y, p) < 0 < skill(y, shifted)


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ((0, 0.5), "trained_rate is 0: give a number between 0 and 1"),
        ((0.5, 1), "actual_rate is 1: give a number between 0 and 1"),
        (
            (0.5, 2),
            "actual_rate is 2: give a number between 0 and 1, such as 0.01; for 2 % give 0.02",
        ),
        ((NAN, 0.5), "trained_rate is nan"),
    ],
)
def test_rates_are_checked(rates, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        prior_shift(0.5, trained_rate=rates[0], actual_rate=rates[1])
    with pytest.raises(ValueError, match=r"y_proba\[1\] is 1.5"):
        prior_shift([0.5, 1.5], trained_rate=0.5, actual_rate=0.1)
