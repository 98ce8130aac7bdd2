"""What the lesson says in prose, computed again."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.datasets import load_digits, load_wine
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from bce_lessons import binary_cross_entropy, sigmoid
from bce_lessons.comparison import compare_losses, corrected_interval, loss_interval
from bce_lessons.lessons.compare_two_models import exercises
from bce_lessons.lessons.compare_two_models.model import pair, split_differences
from bce_lessons.lessons.trust_the_probabilities.model import patients


def test_the_patients_are_those_of_lesson_9():
    y, first, second = pair()
    assert (y == patients().y[2000:]).all()
    assert binary_cross_entropy(y, first) == pytest.approx(0.476, abs=5e-4)
    assert binary_cross_entropy(y, second) == pytest.approx(0.488, abs=5e-4)


def test_two_intervals_overlap_and_the_paired_one_decides():
    y, first, second = pair()
    one, other = loss_interval(y, first), loss_interval(y, second)
    assert one.high > other.low
    found = compare_losses(y, first, second)
    assert found.high < 0
    assert -4 < found.difference / found.standard_error < -3
    for seed in range(3):  # it is not the luck of one drawing
        rng = np.random.default_rng(seed)
        assert compare_losses(y, first, second, rng=rng).high < 0


def test_one_image_makes_the_loss_infinite():
    digits = load_digits()
    X, eight = digits.data / 16, (digits.target == 8).astype(int)
    p = KNeighborsClassifier().fit(X[:900], eight[:900]).predict_proba(X[900:])[:, 1]
    certain = (p == 0) & (eight[900:] == 1)
    assert certain.sum() == 1
    assert not ((p == 1) & (eight[900:] == 0)).any()
    assert np.isinf(loss_interval(eight[900:], p).loss)


def test_most_small_sets_hold_no_miss():
    no_miss = 0.99**50
    assert no_miss == pytest.approx(0.605, abs=5e-4)


def test_eight_is_what_80_percent_ask_for():
    assert (norm.ppf(0.975) + norm.ppf(0.8)) ** 2 == pytest.approx(7.85, abs=0.01)


@pytest.fixture(scope="module")
def splits():
    rng = np.random.default_rng(7)
    return np.array([split_differences(rng) for _ in range(500)])


def share(splits, extra):
    reach = 2.093 * splits.std(axis=1, ddof=1) * np.sqrt(1 / 20 + extra)
    return np.mean(np.abs(splits.mean(axis=1) - splits.mean()) <= reach)


def test_a_rate_for_each_value_is_truly_better(splits):
    """The first method's loss minus the second's, in nats: above 0."""
    low, high = splits.mean() + np.array([-4, 4]) * splits.mean(axis=1).std() / 500**0.5
    assert 0 < low < 0.0145 < high


def test_plain_intervals_miss_and_corrected_ones_nearly_hold(splits):
    assert share(splits, 0) == pytest.approx(0.57, abs=0.04)
    assert share(splits, 20 / 80) == pytest.approx(0.89, abs=0.03)
    low, high = corrected_interval(splits[0], n_train=80, n_test=20)
    reach = 2.093 * splits[0].std(ddof=1) * np.sqrt(1 / 20 + 20 / 80)
    assert (high - low) / 2 == pytest.approx(reach, rel=1e-4)


def test_more_splits_make_the_plain_interval_worse():
    held = []
    for count in (10, 80):
        rng = np.random.default_rng(3)
        found = np.array([split_differences(rng, splits=count) for _ in range(150)])
        reach = 1.99 * found.std(axis=1, ddof=1) / count**0.5
        held.append(np.mean(np.abs(found.mean(axis=1) - 0.0145) <= reach))
    assert held[1] < held[0] - 0.1


def test_rows_miss_and_patients_hold():
    rng, who, held = np.random.default_rng(5), np.repeat(np.arange(20), 100), np.zeros(2)
    for _ in range(200):
        z = rng.normal(0, 1.5, 20)[who]
        y = (rng.random(2000) < sigmoid(z)).astype(int)
        p = [sigmoid(z + rng.normal(0, 0.7, 20)[who]) for _ in range(2)]
        for k, groups in enumerate((None, who)):
            found = compare_losses(y, *p, groups=groups, method="normal")
            held[k] += found.low <= 0 <= found.high
    assert 0.5 < held[0] / 200 < 0.7
    assert held[1] / 200 > 0.9


def test_the_plain_interval_of_wines_would_decide_and_the_corrected_one_does_not():
    d = exercises.wine_splits()
    low, high = corrected_interval(d, n_train=133, n_test=45)
    assert low < 0 < high
    assert d.mean() - 2.262 * d.std(ddof=1) / 10**0.5 > 0


def test_the_same_few_wines_decide_in_most_splits():
    wine, among, tried = load_wine(), np.zeros(178), np.zeros(178)
    kind = (wine.target == 1).astype(int)
    for seed in range(30):
        learn, test = np.split(np.random.default_rng(seed).permutation(178), 2)
        p = GaussianNB().fit(wine.data[learn], kind[learn]).predict_proba(wine.data[test])[:, 1]
        costs = binary_cross_entropy(kind[test], p, reduction="none")
        tried[test] += 1
        among[test[np.argsort(costs)[-5:]]] += 1
    assert np.sum(among > tried / 2) >= 5
    assert np.sort(among)[-6:].sum() > among.sum() / 2


def test_another_pilot_says_another_number_of_images():
    y, first, second = exercises.images()
    pilots = [slice(300 * k, 300 * (k + 1)) for k in range(2)]
    needed = [
        (2.8 * compare_losses(y[some], first[some], second[some], method="normal").standard_error
         * 300**0.5 / 0.005) ** 2
        for some in pilots
    ]  # fmt: skip
    assert 1.2 < needed[0] / needed[1] < 2
