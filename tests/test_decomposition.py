"""The parts of a loss: they add up, none is negative, and each is what it is said to be."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from bce_lessons import binary_cross_entropy, binary_entropy, kl_divergence
from bce_lessons.decomposition import Decomposition, decompose, skill

unit = st.floats(0, 1)
few = st.sampled_from([0, 1e-320, 1e-9, 0.1, 0.25, 0.3, 0.5, 0.9, 1 - 2**-53, 1])
samples = st.lists(st.tuples(st.sampled_from([0, 1, 0.25]), st.one_of(few, unit)), min_size=1)
bins = st.sampled_from([None, 1, 2, 3, 10])
strategies = st.sampled_from(["uniform", "quantile", "isotonic"])


@given(pairs=samples, n_bins=bins, strategy=strategies)
def test_the_parts_add_up_to_the_loss(pairs, n_bins, strategy):
    y, p = np.array(pairs).T
    y, p = np.tile(y, 10), np.tile(p, 10)  # groups that are large enough
    if strategy == "isotonic":
        n_bins = None
    with np.errstate(all="raise", under="ignore"):
        parts = decompose(y, p, n_bins=n_bins, strategy=strategy)
    assert not any(map(math.isnan, list(vars(parts).values())[:5]))
    loss = binary_cross_entropy(y, p)
    assert parts.loss == pytest.approx(loss, rel=1e-12, abs=1e-15)
    assert parts.uncertainty - parts.resolution == pytest.approx(parts.refinement, abs=1e-14)
    assert min(parts.uncertainty, parts.resolution, parts.refinement) >= 0
    assert parts.miscalibration >= 0
    if n_bins is None:
        assert parts.within_bins == 0


def test_each_part_of_two_groups_is_its_closed_form():
    y, p = [0, 0, 0, 1, 1, 1, 1, 0, 1, 1], [0.1] * 4 + [0.9] * 6
    parts = decompose(y, p)
    assert parts.uncertainty == pytest.approx(binary_entropy(0.6))
    assert parts.resolution == pytest.approx(
        0.4 * kl_divergence(0.25, 0.6) + 0.6 * kl_divergence(5 / 6, 0.6)
    )
    assert parts.refinement == pytest.approx(
        0.4 * binary_entropy(0.25) + 0.6 * binary_entropy(5 / 6)
    )
    assert parts.miscalibration == pytest.approx(
        0.4 * kl_divergence(0.25, 0.1) + 0.6 * kl_divergence(5 / 6, 0.9)
    )


def test_saying_the_base_rate_is_calibrated_and_knows_nothing():
    parts = decompose([1, 0, 0, 0], np.full(4, 0.25))
    assert parts.loss == parts.uncertainty == parts.refinement == binary_entropy(0.25)
    assert parts.resolution == parts.miscalibration == 0


def test_saying_the_groups_shares_is_calibrated():
    y, groups = np.array([1, 0, 0, 0, 1, 1, 1, 0]), np.repeat([0, 1], 4)
    parts = decompose(y, np.array([0.25, 0.75])[groups])
    assert parts.miscalibration == 0
    assert parts.resolution > 0


def test_another_name_for_each_group_changes_calibration_only():
    y, p = [0, 1, 1, 0, 1, 1] * 2, np.array([0.2, 0.2, 0.4, 0.4, 0.7, 0.7] * 2)
    one, other = decompose(y, p), decompose(y, p**3)
    assert one.resolution == other.resolution
    assert one.refinement == other.refinement
    assert one.miscalibration < other.miscalibration


SMALL = r"y_proba holds {} different values for {} samples: .* pass n_bins=.*, strategy='quantile'"
QUANTILE = {"n_bins": 10, "strategy": "quantile"}


@pytest.mark.parametrize(
    ("values", "each"),
    [(1000, 1), (500, 2), (100, 9), (11, 9), (10, 1), (4, 1), (2, 1), (10, 2), (10, 9), (3, 2)],
)
def test_groups_too_small_to_tell_luck_from_calibration_are_refused(values, each):
    p = np.repeat(np.linspace(0.01, 0.99, values), each)
    y = (np.random.default_rng(3).random(p.size) < p).astype(int)
    with pytest.raises(ValueError, match=SMALL.format(values, p.size)):
        decompose(y, p, method="bins")
    with pytest.raises(ValueError, match=SMALL.format(values, p.size)) as caught:
        decompose(0.9 * y + 0.05, p, method="bins")
    with pytest.raises(ValueError, match=f"n_bins={10**6} makes {values} groups of {p.size} "):
        decompose(y, p, n_bins=10**6)
    advised = int(re.search(r"pass n_bins=(\d+), ", str(caught.value))[1])
    for options in (
        {},
        {"method": "isotonic"},
        {"n_bins": advised, "strategy": "quantile"},
        {"min_group_size": 1},
    ):
        assert decompose(y, p, **options).loss == pytest.approx(binary_cross_entropy(y, p))


def test_one_soft_label_and_bins_as_many_as_samples_do_not_hide_luck(honest):
    y, p = honest
    for n_bins in (1000, 500, 101):
        with pytest.raises(ValueError, match="chance passes for miscalibration"):
            decompose(y, p, n_bins=n_bins, strategy="quantile")
    y = y.astype(float)
    y[0] = 0.5
    with pytest.raises(ValueError, match="y_proba holds 1000 different values"):
        decompose(y, p, method="bins")
    with pytest.raises(ValueError, match="in groups of less than 200 chance"):
        decompose(y, p, min_group_size=200, **QUANTILE)
    with pytest.raises(ValueError, match="in groups of less than 200 chance"):
        decompose(y, p, min_group_size=200, strategy="isotonic")
    assert decompose(y, p, min_group_size=100, **QUANTILE).miscalibration < 0.01


def test_groups_large_enough_are_taken():
    for values, each in ((1, 1), (2, 2), (3, 3), (10, 10), (11, 10), (99, 10)):
        p = np.repeat(np.linspace(0.01, 0.99, values), each)
        assert decompose(np.arange(p.size) % 2, p).within_bins == 0
    q = np.linspace(0.01, 0.99, 99)  # true probabilities know no luck
    assert decompose(q, q, min_group_size=1).miscalibration == 0


@pytest.fixture
def honest():
    """A thousand forecasts, all different, each as likely to come true as it says."""
    rng = np.random.default_rng(20261129)
    q = rng.random(1000)
    return (rng.random(1000) < q).astype(int), q


def test_honest_forecasts_have_little_miscalibration(honest):
    loss = binary_cross_entropy(*honest)
    by_rise, by_tens = (
        decompose(*honest, strategy="isotonic"),
        decompose(*honest, n_bins=10, strategy="quantile"),
    )
    assert 0 < by_tens.miscalibration < 0.01 < loss / 40
    assert 0 < by_rise.miscalibration < 0.025 < loss / 15
    assert by_rise.within_bins == 0


@pytest.mark.parametrize("bend", [1.0, 2.0, 0.3])
def test_isotonic_groups_are_those_of_scikit_learn(honest, bend):
    y, q = honest
    p = np.round(q**bend, 2)
    parts = decompose(y, p, strategy="isotonic")
    recalibrated = IsotonicRegression(y_min=0, y_max=1).fit_transform(p, y).clip(0, 1)
    least = binary_cross_entropy(y, recalibrated)
    assert parts.refinement == pytest.approx(least)
    assert parts.resolution == pytest.approx(binary_entropy(y.mean()) - least)
    assert parts.miscalibration == pytest.approx(binary_cross_entropy(y, p) - least)


def test_isotonic_groups_by_hand():
    parts = decompose([0, 1, 0, 1], [0.1, 0.3, 0.5, 0.9], strategy="isotonic")
    assert parts.refinement == pytest.approx(math.log(2) / 2)  # pools 0, (1, 0), 1
    assert decompose([1, 0], [0.2, 0.7], strategy="isotonic").resolution == 0
    assert decompose([0, 1], [0.2, 0.7], strategy="isotonic").refinement == 0
    perfect = decompose([0, 1], [0, 1], strategy="isotonic")
    assert perfect.loss == perfect.miscalibration == 0


def test_what_bins_hide_is_not_lost():
    y, p = [0, 1, 1, 0], [0.1, 0.4, 0.6, 0.9]
    helps = decompose(y[:2], p[:2], n_bins=1)
    hurts = decompose(y[2:], p[2:], n_bins=1)
    assert helps.within_bins < 0 < hurts.within_bins
    assert helps.within_bins == pytest.approx(
        binary_cross_entropy(y[:2], p[:2]) - binary_cross_entropy(y[:2], [0.25, 0.25])
    )


def test_bins_of_one_prediction_each_have_no_remainder():
    p = np.repeat([0.1, 0.3, 1 / 3, 0.7], 7)
    y = np.random.default_rng(0).integers(0, 2, 28)
    assert decompose(y, p, n_bins=1000) == decompose(y, p)
    assert decompose(y, p, n_bins=1000).within_bins == 0


def test_soft_labels_are_probabilities():
    q, p = np.array([0.1, 0.3, 0.6, 0.8]), np.array([0.2, 0.2, 0.7, 0.7])
    parts = decompose(q, p)
    shared = np.array([0.2, 0.2, 0.7, 0.7])
    assert parts.miscalibration == pytest.approx(0, abs=1e-15)
    assert parts.refinement == pytest.approx(
        np.mean(binary_entropy(q)) + np.mean(kl_divergence(q, shared))
    )


@pytest.mark.parametrize(
    "options", [{}, {"n_bins": 1}, {"n_bins": 4}, {"strategy": "isotonic"}], ids=repr
)
def test_a_certain_miss_makes_the_loss_infinite(options):
    parts = decompose([1, 0, 1] * 3, [0, 0.1, 0.9] * 3, **options)
    assert parts.loss == math.inf
    assert math.isfinite(parts.refinement)
    assert skill([1, 0, 1], [0, 0.1, 0.9]) == -math.inf


def test_a_mean_that_rounds_to_certainty_is_not_taken_for_it():
    p = [1 - 2**-53, *[1] * 200]
    parts = decompose([0, *[1] * 200], p, n_bins=1)
    assert parts.loss == pytest.approx(binary_cross_entropy([0, *[1] * 200], p), rel=1e-12)
    tiny = decompose([1, 0, 0], [5e-324, 0, 0], n_bins=1)
    assert tiny.loss == pytest.approx(744.4400719 / 3)


def test_a_decomposition_says_its_parts():
    whole = repr(decompose([0, 1, 1, 0], [0.1, 0.4, 0.6, 0.9], n_bins=2))
    assert whole == (
        "Decomposition(loss 0.9588 nats = uncertainty 0.6931 - resolution 0.0000 "
        "+ miscalibration 0.1438 +0.1218 within bins)"
    )
    assert "within" not in repr(Decomposition(0.6, 0.1, 0.5, 0.2, 0.0))


# --- Skill ---------------------------------------------------------------------------------


def test_skill_is_resolution_minus_calibration_over_uncertainty():
    y, p = [0, 0, 0, 1, 1, 1, 1, 0, 1, 1], [0.1] * 4 + [0.9] * 6
    parts = decompose(y, p)
    expected = (parts.resolution - parts.miscalibration) / parts.uncertainty
    assert skill(y, p) == pytest.approx(expected)


def test_skill_of_note():
    y = np.repeat([0, 1], [3, 1])
    assert skill(y, y) == 1
    assert skill(y, np.full(4, 0.25)) == 0
    assert skill(y, np.full(4, 0.5)) < 0
    assert skill(np.array([[0, 1], [1, 1]]), [[0.1, 0.9], [0.8, 0.9]]) > 0.5


@pytest.mark.parametrize("label", [0, 1])
def test_skill_needs_both_classes(label):
    with pytest.raises(ValueError, match=f"y_true is {label} everywhere"):
        skill([label] * 3, [0.1, 0.2, 0.3])


@pytest.mark.parametrize(("y", "mean"), [([5e-324, 0], "0"), ([1, 1 - 2**-53], "1")])
def test_skill_tells_labels_that_differ_from_equal_ones(y, mean):
    with pytest.raises(ValueError, match=f"y_true has a mean that rounds to {mean}: "):
        skill(y, [0.1, 0.2])


@pytest.mark.parametrize("function", [decompose, skill])
def test_input_is_checked(function):
    with pytest.raises(ValueError, match=r"y_proba\[1\]"):
        function([0, 1], [0.1, 1.5])
    with pytest.raises(ValueError, match="shape"):
        function([0, 1], [0.1])
    with pytest.raises(ValueError, match="y_true"):
        function([0, 2], [0.1, 0.2])


def test_options_are_checked():
    with pytest.raises(ValueError, match="n_bins is 0"):
        decompose([0, 1], [0.1, 0.2], n_bins=0)
    with pytest.raises(ValueError, match="strategy is 'other'"):
        decompose([0, 1], [0.1, 0.2], n_bins=2, strategy="other")
    with pytest.raises(ValueError, match="strategy is 'other'"):
        decompose([0, 1], [0.1, 0.1], strategy="other")
    with pytest.raises(ValueError, match="n_bins is 5, but method 'isotonic'"):
        decompose([0, 1], [0.1, 0.2], n_bins=5, strategy="isotonic")


def test_groups_that_are_divided_tell_no_less_and_others_may():
    """From 1 to 2, 4, 8 groups each is divided; from 1 to 6, one by one, few are."""
    divided, falls = [], 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        y, p = rng.integers(0, 2, 40), rng.random(40)

        def resolutions(counts, y=y, p=p):
            return np.diff([decompose(y, p, n_bins=n, min_group_size=1).resolution for n in counts])

        divided.append(resolutions((1, 2, 4, 8, 16)).min())
        falls += resolutions(range(1, 7)).min() < -1e-9
    assert min(divided) > -1e-12
    assert falls > 150


def test_the_miscalibration_loss_has_its_older_name():
    parts = decompose([0, 1, 0, 1], [0.1, 0.3, 0.5, 0.9])
    assert parts.calibration_error == parts.miscalibration > 0
