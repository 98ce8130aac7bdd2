"""What the lesson says in prose, computed again."""

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from bce_lessons import binary_cross_entropy, binary_entropy, kl_divergence, sigmoid
from bce_lessons.calibration import (
    fit_isotonic,
    fit_platt,
    fit_temperature,
    reliability_curve,
    wilson_interval,
)
from bce_lessons.comparison import compare_losses, loss_interval
from bce_lessons.datasets import breast_cancer
from bce_lessons.decomposition import decompose
from bce_lessons.lessons.trust_the_probabilities.model import models, patients, tumours
from bce_lessons.links import logit
from tests.prose_numbers import prose_of

MODELS = ("low", "loud", "plain")


@pytest.mark.parametrize("name", MODELS)
def test_both_splits_of_the_loss_meet_in_the_middle(name):
    q, p = patients().q, models()[name]
    c = np.array([q[p == said].mean() for said in p])
    parts = decompose(q, p, min_group_size=1)
    not_seen = kl_divergence(q, c).mean()
    middle = binary_entropy(c).mean()
    assert middle == pytest.approx(parts.uncertainty - parts.resolution)
    assert middle == pytest.approx(binary_entropy(q).mean() + not_seen)
    assert kl_divergence(c, p).mean() == pytest.approx(parts.miscalibration)
    assert middle + parts.miscalibration == pytest.approx(binary_cross_entropy(q, p))


def test_the_part_that_is_zero():
    made = patients()
    low, plain = (decompose(made.q, p, min_group_size=1) for p in (made.low, made.plain))
    assert low.refinement == pytest.approx(binary_entropy(made.q).mean())
    assert plain.miscalibration == pytest.approx(0, abs=1e-12)
    assert low.resolution > plain.resolution


def test_calibration_error_and_miscalibration_loss_are_two_numbers():
    made = patients()
    distance = reliability_curve(made.y, made.loud).expected_calibration_error
    assert distance != pytest.approx(decompose(made.y, made.loud).miscalibration, rel=0.1)


def test_only_maximum_likelihood_knows_its_own_rows():
    data = breast_cancer()
    X = ((data.X - data.X.mean(axis=0)) / data.X.std(axis=0))[:, :3]  # no cut separates these

    def temperature(C):
        model = LogisticRegression(C=C, tol=1e-10, max_iter=10_000).fit(X, data.y)
        return fit_temperature(data.y, model.decision_function(X))

    assert temperature(np.inf) == pytest.approx(1, abs=1e-4)
    assert temperature(0.1) < 0.99
    made = tumours()
    assert fit_temperature(made.y[0], made.z[0]) == pytest.approx(6.2, abs=0.05)


def test_five_tumours_carry_most_of_both_losses_and_the_gain_is_sure():
    made = tumours()
    T = fit_temperature(made.y[1], made.z[1])
    y, sure, cooled = made.y[2], sigmoid(made.z[2]), sigmoid(made.z[2] / T)
    assert loss_interval(y, sure).largest_share > 0.5
    assert loss_interval(y, cooled).largest_share > 0.5
    assert compare_losses(y, sure, cooled).low > 0


def test_corrected_intervals_overlap_and_the_paired_one_does_not_hold_0():
    made = patients()
    y, rest = made.y, slice(2000, None)

    def corrected(p):
        return fit_platt(y[:2000], logit(p[:2000]))(logit(p[rest]))

    low, loud = corrected(made.low), corrected(made.loud)
    assert loss_interval(y[rest], low).high > loss_interval(y[rest], loud).low
    assert compare_losses(y[rest], low, loud).high < 0


def test_in_three_of_four_splits_the_free_curve_has_a_certain_miss():
    data, endless = breast_cancer(), 0
    for seed in range(100):
        rows = np.split(np.random.default_rng(seed).permutation(569), [200, 350])
        learn, tune, test = (data.take(some) for some in rows)
        bayes = GaussianNB().fit(learn.X, learn.y)
        free = fit_isotonic(tune.y, bayes.predict_proba(tune.X)[:, 1])
        endless += binary_cross_entropy(test.y, free(bayes.predict_proba(test.X)[:, 1])) == np.inf
    assert 65 < endless < 85
    assert "In about three of four other splits" in prose_of("trust_the_probabilities")


def test_the_sigmoid_of_the_library_is_no_line_in_the_logit_of_naive_bayes():
    data, made = breast_cancer(), tumours()
    learn, tune, test = (data.take(rows) for rows in np.split(np.arange(569), [200, 350]))
    bayes = FrozenEstimator(GaussianNB().fit(learn.X, learn.y))
    library = CalibratedClassifierCV(bayes, method="sigmoid").fit(tune.X, tune.y)
    theirs, told = (model.predict_proba(test.X)[:, 1] for model in (library, bayes))
    slope, start = np.polyfit(told, logit(theirs), 1)
    np.testing.assert_allclose(logit(theirs), start + slope * told)  # a line in p
    platt = fit_platt(made.y[1], made.z[1])(made.z[2])
    loss, ours = binary_cross_entropy(test.y, theirs), binary_cross_entropy(test.y, platt)
    assert loss > ours + 0.05


def test_what_plain_tells_misses_by_chance_in_23_percent_of_samples():
    said, sizes = np.unique(patients().plain, return_counts=True)
    seen = np.random.default_rng(0).binomial(sizes, said, (4000, 5))
    low, high = wilson_interval(seen, np.broadcast_to(sizes, seen.shape))
    assert np.mean(((said < low) | (said > high)).any(axis=1)) == pytest.approx(0.23, abs=0.02)
    assert "misses in about 23 % of such samples" in prose_of("trust_the_probabilities")


@pytest.mark.parametrize("name", MODELS)
def test_no_interval_against_the_base_rate_reaches_0(name):
    y = patients().y
    told = compare_losses(y, models()[name], np.full(4000, y.mean()))
    assert (told.high < 0) == (name == "plain")
    assert (told.low > 0) == (name != "plain")


def test_loud_is_sharp_and_plain_is_not():
    made = patients()
    sharp = {name: np.abs(p - made.y.mean()).mean() for name, p in models().items()}
    assert sharp["loud"] > 1.5 * sharp["plain"]


def test_within_a_group_the_mean_stands_for_each_q():
    q, p = np.array([0.1, 0.2, 0.9]), 0.3
    mean = binary_cross_entropy(q, np.full(3, p))
    assert mean == pytest.approx(binary_entropy(q.mean()) + kl_divergence(q.mean(), p))
