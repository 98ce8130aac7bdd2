"""Reliability, intervals and temperature: against scikit-learn, SciPy and closed forms."""

import re
from statistics import NormalDist

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import binomtest
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression

from bce_lessons import binary_cross_entropy_with_logits, sigmoid, temperature
from bce_lessons.calibration import fit_temperature, reliability_curve, wilson_interval

RNG = np.random.default_rng(7)


def drawn(n, confidence, seed=0):
    """Return labels and the logits of a model that is `confidence` times too sure."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 2, n)
    return (rng.random(n) < sigmoid(z)).astype(int), confidence * z


# --- Wilson intervals ----------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (0, 40), (7, 10), (40, 40), (3, 100_000)])
def test_wilson_interval_is_that_of_scipy(k, n, confidence):
    theirs = binomtest(k, n).proportion_ci(confidence, method="wilson")
    assert wilson_interval(k, n, confidence=confidence) == pytest.approx(tuple(theirs), rel=1e-9)


@given(n=st.integers(1, 10**9), share=st.floats(0, 1))
def test_wilson_interval_holds_the_share_and_its_ends_solve_the_quadratic(n, share):
    k = round(n * share)
    low, high = wilson_interval(k, n)
    assert 0 <= low <= k / n <= high <= 1
    z2 = 3.841458820694124
    for end in (low, high):
        assert n * (k / n - end) ** 2 == pytest.approx(z2 * end * (1 - end), rel=1e-5, abs=1e-9)


@given(n=st.integers(0, 1000), k=st.integers(0, 1000))
def test_wilson_interval_does_not_care_for_names(n, k):
    low, high = wilson_interval(min(k, n), n)
    other_low, other_high = wilson_interval(n - min(k, n), n)
    assert (1 - other_high, 1 - other_low) == pytest.approx((low, high), abs=1e-15)


def test_wilson_intervals_have_exact_ends():
    assert wilson_interval(0, 0) == (0, 1)
    assert wilson_interval(0, 5)[0] == 0
    assert wilson_interval(5, 5)[1] == 1
    assert wilson_interval(0, 5)[1] == pytest.approx(3.841458820694124 / (5 + 3.841458820694124))


def test_wilson_intervals_of_arrays():
    low, high = wilson_interval([[0, 3], [5, 10]], [[0, 10], [10, 10]])
    assert low.shape == high.shape == (2, 2)
    assert wilson_interval(3, 10) == (low[0, 1], high[0, 1])
    assert type(wilson_interval(3, 10)[0]) is float


def test_wilson_interval_covers_what_it_says():
    truth, n = 0.1, 60
    low, high = wilson_interval(RNG.binomial(n, truth, 20_000), np.full(20_000, n))
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(
    ("successes", "n", "confidence", "message"),
    [
        (3, 2, 0.95, "successes is 3 out of n = 2"),
        (-1, 2, 0.95, r"successes holds -1: counts are 0, 1, 2"),
        (1, np.inf, 0.95, "n holds inf"),
        ([1, 2], [3, np.nan], 0.95, "n holds nan"),
        (0.5, 2, 0.95, "successes holds 0.5"),
        ([1, 2], 3, 0.95, r"successes has shape \(2,\), n has \(\)"),
        (1, 2, 95, "confidence is 95: give a number between 0 and 1"),
        (1, 2, np.nan, "confidence is nan"),
    ],
)
def test_wilson_interval_refuses(successes, n, confidence, message):
    with pytest.raises(ValueError, match=message):
        wilson_interval(successes, n, confidence=confidence)


# --- Reliability curves --------------------------------------------------------------------


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
@pytest.mark.parametrize("n_bins", [1, 2, 7, 10, 50])
@pytest.mark.parametrize("spread", [0.1, 2, 30])
def test_points_are_those_of_scikit_learn(strategy, n_bins, spread):
    z = RNG.normal(0, spread, 300)
    p = np.concatenate([sigmoid(z), [0, 0, 0.1, 0.5, 0.5, 1]])
    y = (RNG.random(306) < p).astype(int)
    curve = reliability_curve(y, p, n_bins=n_bins, strategy=strategy)
    frequency, mean_proba = calibration_curve(y, p, n_bins=n_bins, strategy=strategy)
    np.testing.assert_allclose(curve.frequency, frequency, rtol=1e-13)
    np.testing.assert_allclose(curve.mean_proba, mean_proba, rtol=1e-13)
    assert curve.count.sum() == len(y)
    low, high = wilson_interval(np.round(frequency * curve.count), curve.count)
    np.testing.assert_allclose(np.array([curve.low, curve.high]), [low, high], rtol=1e-12)
    slack = 1e-15
    assert (curve.edges[:, 0] - slack <= curve.mean_proba).all()
    assert (curve.mean_proba <= curve.edges[:, 1] + slack).all()


def test_empty_bins_are_left_out_and_edges_say_which_remain():
    curve = reliability_curve([0, 1, 1], [0.05, 0.1, 0.95], n_bins=10)
    np.testing.assert_allclose(curve.edges, [[0, 0.1], [0.9, 1]])
    assert curve.count.tolist() == [2, 1]
    assert curve.frequency.tolist() == [0.5, 1]


def test_the_calibration_error_is_the_mean_distance():
    curve = reliability_curve([0, 1, 1, 1], [0.1, 0.2, 0.6, 0.9], n_bins=2)
    assert curve.expected_calibration_error == pytest.approx(
        (2 * abs(0.5 - 0.15) + 2 * abs(1 - 0.75)) / 4
    )


def test_a_curve_reads_as_a_table_and_cannot_be_changed():
    curve = reliability_curve(*drawn(500, 1)[:1], sigmoid(drawn(500, 1)[1]), confidence=0.9)
    title, head, *rows = repr(curve).splitlines()
    assert title == "ReliabilityCurve(500 samples)"
    assert head.endswith("90 % interval")
    numbers = np.array([[float(n) for n in re.findall(r"[\d.]+", row)] for row in rows])
    np.testing.assert_allclose(
        numbers,
        np.column_stack([curve.edges, curve.count, curve.mean_proba, curve.frequency,
                         curve.low, curve.high]),
        atol=5.1e-4,
    )  # fmt: skip
    with pytest.raises(ValueError, match="read-only"):
        curve.frequency[0] = 1


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (([0.3, 1], [0.1, 0.2]), {}, ValueError, "soft label 0.3"),
        (([0, 1], [0.1, 1.2]), {}, ValueError, r"y_proba\[1\] is 1.2"),
        (([0, 2], [0.1, 0.2]), {}, ValueError, "y_true"),
        (([0, 1], [0.1]), {}, ValueError, "shape"),
        (([0, 1], [0.1, 0.2]), {"n_bins": 0}, ValueError, "n_bins is 0"),
        (([0, 1], [0.1, 0.2]), {"n_bins": 2.5}, TypeError, "n_bins is 2.5"),
        (([0, 1], [0.1, 0.2]), {"strategy": "even"}, ValueError, "choose 'uniform' or"),
        (([0, 1], [0.1, 0.2]), {"confidence": 1}, ValueError, "confidence is 1"),
    ],
)
def test_a_curve_refuses(arguments, options, error, message):
    with pytest.raises(error, match=message):
        reliability_curve(*arguments, **options)


# --- Temperature ---------------------------------------------------------------------------


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


@pytest.mark.parametrize("confidence", [5e-324, 1e-20, 0.5, 1 - 2**-53])
def test_wilson_intervals_of_every_confidence_hold_the_share(confidence):
    for successes, n in ((0, 5), (3, 7), (5, 5)):
        low, high = wilson_interval(successes, n, confidence=confidence)
        assert 0 <= low <= successes / n <= high <= 1


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


@mp.workdps(700)
def exact_wilson(k, n, z):
    k, n, z2 = mp.mpf(k), mp.mpf(n), mp.mpf(z) ** 2
    middle, root = k + z2 / 2, mp.sqrt(z2 * (k * (n - k) / n + z2 / 4))
    return [float((middle - root) / (n + z2)), float((middle + root) / (n + z2))]


@pytest.mark.parametrize(
    ("k", "n"),
    [
        (1, 10**17), (5, 10**16), (1, 10**10), (3, 2**60), (7, 10), (0, 10**15), (1, 1), (5, 5),
        (10**10 - 1, 10**10), (10**15 - 2, 10**15), (2**53 - 1, 2**53), (2**53, 2**53),
        (1e300, 1e301), (2, 1e300),
    ],
)  # fmt: skip
@pytest.mark.parametrize("confidence", [0.5, 0.95, 1 - 1e-12])
def test_both_ends_are_right_for_rare_and_for_common_events(k, n, confidence):
    z = -NormalDist().inv_cdf((1 - confidence) / 2)
    found = wilson_interval(k, n, confidence=confidence)
    exact = exact_wilson(float(k), float(n), z)
    assert found == pytest.approx(exact, rel=8 * 2**-53, abs=0)
    assert 0 <= found[0] <= float(k) / float(n) <= found[1] <= 1


def test_the_share_is_between_the_ends_at_any_confidence():
    n = np.arange(1, 40)
    for confidence in (5e-324, 1e-17, 1e-9, 0.3, 0.95, 1 - 2**-53):
        for k in (0 * n, np.ones_like(n), n // 3, n - 1, n):
            low, high = wilson_interval(k, n, confidence=confidence)
            assert ((low <= k / n) & (k / n <= high)).all()
    assert wilson_interval(0, 0, confidence=5e-324) == (0, 1)
