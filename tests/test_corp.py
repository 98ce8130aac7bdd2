"""CORP: the split by isotonic groups, the diagram and its band, against others' numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from bce_lessons import binary_cross_entropy, squared_error
from bce_lessons._rising import rising
from bce_lessons.calibration import reliability_curve
from bce_lessons.decomposition import decompose

# Rain at Niamey from July to September 2016: forecasts of the day before ("EMOS"), to four digits,
# and whether it rained. From the data of the R package reliabilitydiag 0.2.1 by T. Dimitriadis and
# A. I. Jordan: modified products of ECMWF, CC BY 4.0.
EMOS = (
    ".4709 .4472 .4288 .5064 .4893 .5077 .4287 .4513 .4441 .4601 .5769 .7334 .4969 .4847 "
    ".4410 .3277 .4860 .7120 .6158 .8802 .5422 .4472 .5249 .6032 .6319 .4665 .4269 .5075 "
    ".5929 .4283 .5740 .5346 .4635 .6544 .5919 .4581 .4787 .5176 .6564 .7760 .7428 .5884 "
    ".4814 .4572 .4306 .5673 .7346 .6830 .5567 .6253 .4456 .4583 .3282 .4738 .7842 .6264 "
    ".5180 .5775 .9226 .5108 .4672 .4582 .2294 .4506 .4612 .5123 .5697 .4777 .4844 .4991 "
    ".5621 .4812 .5821 .4452 .4528 .5669 .5583 .4441 .4582 .4557 .4903 .4836 .4938 .4852 "
    ".4799 .3155 .4619 .4785 .4860 .4481 .3151 .1962 "
)
RAIN = (
    "01101100101010011111101101010110010010111011111111000110111101111011010110100000010110110000"
)
SCORES = {"cross_entropy": binary_cross_entropy, "squared_error": squared_error}
every_loss = pytest.mark.parametrize("loss", SCORES)
forecast = st.one_of(st.sampled_from([0, 1, 5e-324, 0.3, 0.5, 1 - 2**-53]), st.floats(0, 1))
label = st.sampled_from([0, 1, 1, 0, 0.25])


def honest(n=1000, seed=20261129):
    rng = np.random.default_rng(seed)
    q = rng.random(n)
    return (rng.random(n) < q).astype(int), q


# --- the parts -----------------------------------------------------------------------------


@every_loss
@given(rows=st.lists(st.tuples(label, forecast), min_size=1, max_size=30))
def test_the_parts_are_the_mean_loss(loss, rows):
    """With ties, 0 and 1."""
    y, p = np.array(rows, float).T
    parts = decompose(y, p, method="isotonic", loss=loss)
    mean = SCORES[loss](y, p)
    assert parts.miscalibration - parts.discrimination + parts.uncertainty == pytest.approx(
        mean, rel=1e-12, abs=1e-12
    )
    assert parts.loss == pytest.approx(mean, rel=1e-12, abs=1e-12)
    assert parts.within_bins == 0
    assert min(parts.miscalibration, parts.discrimination, parts.uncertainty) >= 0
    assert parts.uncertainty == pytest.approx(SCORES[loss](y, np.full(len(y), y.mean())), abs=1e-12)
    best = IsotonicRegression(y_min=0, y_max=1).fit_transform(np.round(p, 300), y).clip(0, 1)
    if len(np.unique(p)) == len(np.unique(np.round(p, 14))):  # it pools what is closer
        assert parts.refinement == pytest.approx(SCORES[loss](y, best), abs=1e-9)


@every_loss
@given(rows=st.lists(st.tuples(label, forecast), min_size=1, max_size=30),
       n_bins=st.sampled_from([1, 3]))  # fmt: skip
def test_the_parts_of_bins_are_the_mean_loss(loss, rows, n_bins):
    y, p = np.array(rows, float).T
    parts = decompose(y, p, n_bins=n_bins, min_group_size=1, loss=loss)
    mean = SCORES[loss](y, p)
    assert parts.loss == pytest.approx(mean, rel=1e-12, abs=1e-12)
    assert parts.refinement == pytest.approx(parts.uncertainty - parts.resolution, abs=1e-12)


def test_the_parts_of_reliabilitydiag():
    """Its README prints them for these forecasts."""
    p = np.array(EMOS.split(), float)
    y = np.array(list(RAIN), int)
    assert len(p) == len(y) == 92
    parts = decompose(y, p, loss="squared_error", method="isotonic")
    assert f"{parts.loss:.3f}" == "0.232"
    assert f"{parts.miscalibration:.4f}" == "0.0183"
    assert f"{parts.discrimination:.4f}" == "0.0305"
    assert f"{parts.uncertainty:.3f}" == "0.244"
    assert repr(parts) == (
        "Decomposition(squared error 0.2320 = uncertainty 0.2442 - resolution 0.0305 "
        "+ miscalibration 0.0183; isotonic groups)"
    )


@every_loss
def test_forecasts_that_differ_are_split_by_isotonic_groups(loss):
    y, p = honest()
    parts = decompose(y, p, loss=loss)
    assert parts == decompose(y, p, loss=loss, method="isotonic")
    assert parts == decompose(y, p, loss=loss, strategy="isotonic")
    assert parts == decompose(y, p, loss=loss, strategy="isotonic", method="isotonic")
    assert (parts.method, parts.of) == ("isotonic", loss)
    assert parts.miscalibration < 0.03 < parts.loss / 4
    few = np.round(p, 1)
    assert decompose(y, few, loss=loss) == decompose(y, few, loss=loss, method="bins")
    assert decompose(y, few, loss=loss).method == "bins"


def test_squared_error_of_two_groups_is_its_closed_form():
    y, p = [0, 0, 0, 1, 1, 1, 1, 0, 1, 1], [0.1] * 4 + [0.9] * 6
    parts = decompose(y, p, loss="squared_error")
    assert parts.uncertainty == pytest.approx(0.6 * 0.4)
    assert parts.resolution == pytest.approx(0.4 * 0.35**2 + 0.6 * (5 / 6 - 0.6) ** 2)
    assert parts.miscalibration == pytest.approx(0.4 * 0.15**2 + 0.6 * (0.9 - 5 / 6) ** 2)
    assert parts.refinement == pytest.approx(0.4 * 0.25 * 0.75 + 0.6 * 5 / 36)
    miss = decompose([1, 0, 1] * 3, [0, 0.1, 0.9] * 3, loss="squared_error")
    assert math.isfinite(miss.loss)


def test_what_contradicts_itself_is_refused():
    y, p = honest(50)
    with pytest.raises(ValueError, match="method is 'bins', but strategy is 'isotonic': choose"):
        decompose(y, p, method="bins", strategy="isotonic")
    for function in (decompose, reliability_curve):
        with pytest.raises(ValueError, match="n_bins is 5, but method 'isotonic' finds"):
            function(y, p, n_bins=5, method="isotonic")


def test_groups_of_equal_shares_are_one_but_for_rounding():
    """27 of 108 and 2 of 8 are both one quarter."""
    groups = rising(np.array([8, 12, 6, 1, 2, 12]), np.array([28, 49, 23, 8, 8, 32]))
    assert groups.tolist() == [0, 0, 0, 0, 0, 1]


# --- the diagram ---------------------------------------------------------------------------


@given(
    rows=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 15)), min_size=1, max_size=60),
    lowest=st.floats(0, 0.5),
)
@settings(max_examples=30, deadline=None)
def test_the_curve_is_isotonic_regression(rows, lowest):
    y, p = np.array(rows).T
    p = lowest + p / 15 * (1 - lowest)
    curve = reliability_curve(y, p, method="isotonic", n_resamples=99)
    model = IsotonicRegression().fit(p, y)
    assert curve.count.sum() == len(y)
    assert (np.diff(curve.frequency) > 0).all()
    assert (curve.edges[:, 0] <= curve.mean_proba).all()
    assert (curve.mean_proba <= curve.edges[:, 1]).all()
    assert (curve.edges[1:, 0] > curve.edges[:-1, 1]).all()
    for end in curve.edges.T:
        np.testing.assert_allclose(curve.frequency, model.predict(end), atol=1e-12)
    assert curve.count @ curve.frequency == pytest.approx(y.sum())
    assert curve.count @ curve.mean_proba == pytest.approx(p.sum())
    assert (curve.low >= 0).all()
    assert (curve.low <= curve.high).all()
    assert (curve.high <= 1).all()
    assert set(curve.band[:, 0]) <= set(p)
    assert curve.method == "isotonic"


def test_the_curve_and_the_split_have_the_same_groups():
    y, p = honest()
    curve = reliability_curve(y, p, method="isotonic", n_resamples=99)
    parts = decompose(y, p, loss="squared_error")
    spread = curve.count @ (curve.frequency * (1 - curve.frequency)) / len(y)
    assert parts.refinement == pytest.approx(spread)


@pytest.mark.parametrize("ties", [False, True])
def test_the_band_holds_calibrated_forecasts_as_often_as_it_says(ties):
    outside = []
    for seed in range(60):
        y, p = honest(200, seed)
        if ties:
            p = np.round(p, 1)
            y = (np.random.default_rng(seed + 1000).random(200) < p).astype(int)
        curve = reliability_curve(y, p, method="isotonic", confidence=0.9, n_resamples=99)
        at = IsotonicRegression().fit(p, y).predict(curve.band[:, 0])
        outside += [np.mean((at < curve.band[:, 1]) | (at > curve.band[:, 2]))]
    assert 0.05 < np.mean(outside) < 0.15


def test_the_band_is_left_by_a_model_that_is_too_sure():
    y, q = honest(2000)
    sure = q**3 / (q**3 + (1 - q) ** 3)
    good, bad = (reliability_curve(y, p, method="isotonic") for p in (q, sure))
    assert np.mean((good.frequency < good.low) | (good.frequency > good.high)) < 0.15
    assert np.mean((bad.frequency < bad.low) | (bad.frequency > bad.high)) > 0.5


def test_the_band_is_seeded_and_narrows_with_more_samples():
    y, p = honest(300)
    one, two = (reliability_curve(y, p, method="isotonic", n_resamples=99) for _ in range(2))
    np.testing.assert_array_equal(one.band, two.band)
    other = reliability_curve(y, p, method="isotonic", n_resamples=99, rng=np.random.default_rng(1))
    assert (one.band != other.band).any()
    assert len(one.band) == 200  # of 300 different predictions
    many = reliability_curve(*honest(5000), method="isotonic", n_resamples=99)
    widths = [np.mean(curve.band[:, 2] - curve.band[:, 1]) for curve in (one, many)]
    assert widths[1] < widths[0] / 2


def test_certain_forecasts_have_a_band_without_width():
    curve = reliability_curve([0, 1, 0, 1], [0, 1, 0, 1], method="isotonic")
    np.testing.assert_array_equal(curve.band, [[0, 0, 0], [1, 1, 1]])
    one = reliability_curve([0, 1], [0.5, 0.5], method="isotonic")
    assert one.frequency.tolist() == [0.5]
    assert one.band.shape == (1, 3)


def test_how_a_curve_of_groups_looks():
    curve = reliability_curve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], method="isotonic")
    assert repr(curve).splitlines() == [
        "ReliabilityCurve(4 samples)",
        "group           samples  predicted  happened  95 % if calibrated",
        "0.100 to 0.200        2      0.150     0.000  0.000 to 0.750",
        "0.800 to 0.900        2      0.850     1.000  0.250 to 1.000",
    ]
    assert curve.expected_calibration_error == pytest.approx(0.15)
    bins = reliability_curve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    assert (bins.method, bins.band.shape) == ("bins", (0, 3))
    assert (
        bins.edges.tolist()
        == reliability_curve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], n_bins=10).edges.tolist()
    )
