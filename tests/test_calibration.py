"""Reliability and intervals: against scikit-learn, SciPy and closed forms."""

import re
from statistics import NormalDist

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve

from bce_lessons import sigmoid
from bce_lessons.calibration import reliability_curve, wilson_interval
from tests.forecasts_drawn import drawn

RNG = np.random.default_rng(7)


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


@pytest.mark.parametrize("confidence", [5e-324, 1e-20, 0.5, 1 - 2**-53])
def test_wilson_intervals_of_every_confidence_hold_the_share(confidence):
    for successes, n in ((0, 5), (3, 7), (5, 5)):
        low, high = wilson_interval(successes, n, confidence=confidence)
        assert 0 <= low <= successes / n <= high <= 1


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
