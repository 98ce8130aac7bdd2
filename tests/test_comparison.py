"""How sure a loss is, and which of two is lower: against SciPy, plain loops and closed forms."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bce_lessons._intervals import Drawing, Units
from bce_lessons.comparison import compare_losses, corrected_interval, loss_interval
from tests.compared import METHODS, each, every_loss, told
from tests.forecasts_drawn import forecasts

# --- against others ----------------------------------------------------------------------------


@every_loss
def test_the_normal_interval_is_the_mean_and_its_standard_error(loss, score):
    y, a, b = forecasts(80)
    terms = each(y, a, score)
    found = loss_interval(y, a, loss=loss, method="normal", confidence=0.9)
    assert found.loss == pytest.approx(score(y, a))
    assert found.standard_error == pytest.approx(stats.sem(terms))
    ends = stats.t.interval(0.9, 79, terms.mean(), stats.sem(terms))
    assert (found.low, found.high) == pytest.approx(ends)
    assert (found.n, found.confidence) == (80, 0.9)
    assert found.largest_share == pytest.approx(np.sort(terms)[-5:].sum() / terms.sum())
    more = compare_losses(y, a, b, loss=loss, method="normal", confidence=0.9)
    differences = terms - each(y, b, score)
    assert (more.loss_a, more.loss_b) == pytest.approx((score(y, a), score(y, b)))
    assert more.difference == pytest.approx(more.loss_a - more.loss_b)
    assert more.standard_error == pytest.approx(stats.sem(differences))
    assert (more.low, more.high) == pytest.approx(
        stats.t.interval(0.9, 79, differences.mean(), stats.sem(differences))
    )
    assert more.better_a == np.mean(differences < 0)
    assert more.better_b == np.mean(differences > 0)
    sizes = np.sort(np.abs(differences))
    assert more.largest_share == pytest.approx(sizes[-5:].sum() / sizes.sum())


@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_bca_is_that_of_scipy_but_for_the_drawing(confidence):
    y, p, _ = forecasts(60)
    terms = each(y, p)
    theirs = stats.bootstrap(
        (terms,), np.mean, confidence_level=confidence, n_resamples=20_000, method="BCa",
        rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    ours = loss_interval(y, p, method="bca", confidence=confidence, n_resamples=20_000)
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs), abs=0.1 * stats.sem(terms))
    plain = stats.bootstrap((terms,), np.mean, confidence_level=confidence, n_resamples=20_000,
                            method="percentile", rng=np.random.default_rng(1))  # fmt: skip
    if confidence > 0.9:
        assert abs(ours.high - plain.confidence_interval.high) > 0.1 * stats.sem(terms)


def drawn_again(terms, weight, seed, count):
    """Draw units by a plain loop; return each time how many standard errors off the mean is."""
    rng, found = np.random.default_rng(seed), []
    mean = np.average(terms, weights=weight)
    for _ in range(count):
        picked = rng.integers(len(terms), size=len(terms))
        x, w = terms[picked], weight[picked]
        again = np.average(x, weights=w)
        n = len(x)
        error = math.sqrt(n / (n - 1) * np.sum((w * (x - again)) ** 2)) / w.sum()
        found.append((again - mean) / error)
    return np.sort(found)


@pytest.mark.parametrize("weighted", [False, True])
def test_studentized_is_what_a_plain_loop_finds(weighted):
    y, a, b = forecasts(40)
    weight = np.random.default_rng(2).uniform(0.2, 3, 40) if weighted else None
    terms = each(y, a) - each(y, b)
    w = np.ones(40) if weight is None else weight
    mean = np.average(terms, weights=w)
    error = math.sqrt(40 / 39 * np.sum((w * (terms - mean)) ** 2)) / w.sum()
    t = drawn_again(terms, w, 5, 399)
    low, high = np.quantile(t, [0.05, 0.95], method="inverted_cdf")
    found = compare_losses(
        y, a, b, sample_weight=weight, confidence=0.9, n_resamples=399, rng=np.random.default_rng(5)
    )
    assert found.difference == pytest.approx(mean)
    assert found.standard_error == pytest.approx(error)
    assert (found.low, found.high) == pytest.approx((mean - high * error, mean - low * error))


def test_bca_is_what_a_plain_loop_finds():
    y, p, _ = forecasts(40)
    terms, rng = each(y, p), np.random.default_rng(5)
    again = np.array([rng.choice(terms, 40).mean() for _ in range(399)])
    away = terms.mean() - [np.delete(terms, i).mean() for i in range(40)]
    skewed = np.sum(away**3) / 6 / np.sum(away**2) ** 1.5
    bias = stats.norm.ppf(np.mean(again < terms.mean()))
    z = bias + stats.norm.ppf([0.05, 0.95])
    ends = np.quantile(again, stats.norm.cdf(bias + z / (1 - skewed * z)))
    found = loss_interval(
        y, p, method="bca", confidence=0.9, n_resamples=399, rng=np.random.default_rng(5)
    )
    assert (found.low, found.high) == pytest.approx(tuple(ends))


def test_the_standard_error_of_a_weighted_mean_is_about_that_of_the_jackknife():
    y, p, _ = forecasts(400)
    weight = np.random.default_rng(3).uniform(0.5, 2, 400)
    terms = each(y, p)
    without = [np.average(np.delete(terms, i), weights=np.delete(weight, i)) for i in range(len(y))]
    jackknife = math.sqrt(399 / 400 * np.sum((without - np.mean(without)) ** 2))
    found = loss_interval(y, p, sample_weight=weight, method="normal")
    assert found.standard_error == pytest.approx(jackknife, rel=0.01)
    assert found.loss == pytest.approx(np.average(terms, weights=weight))


def test_shares_are_by_weight():
    y, a, b = np.ones(4), np.array([0.9, 0.6, 0.5, 0.7]), np.array([0.8, 0.7, 0.5, 0.9])
    found = compare_losses(y, a, b, sample_weight=[1, 2, 3, 4], method="normal")
    assert (found.better_a, found.better_b) == pytest.approx((0.1, 0.6))


def test_groups_count_as_one_draw_each():
    y, p, _ = forecasts(60)
    groups = np.repeat([f"patient {i}" for i in range(30)], 2)
    terms = each(y, p)
    sums = (terms - terms.mean()).reshape(30, 2).sum(axis=1)
    robust = math.sqrt(30 / 29 * sums @ sums) / 60  # the sandwich of a mean
    found = loss_interval(y, p, groups=groups, method="normal")
    assert (found.n, found.loss) == (30, pytest.approx(terms.mean()))
    assert found.standard_error == pytest.approx(robust)
    ends = stats.t.interval(0.95, 29, terms.mean(), robust)
    assert (found.low, found.high) == pytest.approx(ends)
    alone = loss_interval(y, p, groups=range(60))
    assert told(alone) == told(loss_interval(y, p))


def test_copies_in_groups_do_not_make_it_surer():
    y, p, _ = forecasts(50)
    once = loss_interval(y, p)
    copies = loss_interval(np.repeat(y, 4), np.repeat(p, 4), groups=np.repeat(np.arange(50), 4))
    assert told(copies)[:6] == pytest.approx(told(once)[:6])
    assert (
        loss_interval(np.repeat(y, 4), np.repeat(p, 4)).standard_error < once.standard_error / 1.9
    )


@pytest.mark.parametrize("n", [2, 5, 30])
def test_the_corrected_interval_is_students_with_more_variance(n):
    x = np.random.default_rng(n).normal(0.01, 0.02, n)
    low, high = corrected_interval(x, n_train=90, n_test=10, confidence=0.9)
    scale = math.sqrt((1 / n + 10 / 90) * np.var(x, ddof=1))
    assert (low, high) == pytest.approx(stats.t.interval(0.9, n - 1, x.mean(), scale))
    plain = stats.t.interval(0.9, n - 1, x.mean(), stats.sem(x))
    assert high - low > plain[1] - plain[0]


def test_a_corrected_interval_neither_overflows_nor_underflows():
    x = np.array([1.0, 2.0, 4.0])
    ends = np.array(corrected_interval(x, n_train=4, n_test=1))
    for scale in (1e-290, 1e290):
        np.testing.assert_allclose(corrected_interval(scale * x, n_train=4, n_test=1), scale * ends)
    assert corrected_interval([0.0, 0.0], n_train=4, n_test=1) == (0, 0)


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ([0.1], r"differences has shape \(1,\): pass one row of at least two"),
        ([[0.1, 0.2]], r"differences has shape \(1, 2\): pass one row"),
        ([0.1, math.inf], r"differences\[1\] is inf: leave out the split"),
        ([math.nan, 1], r"differences\[0\] is nan"),
        ([], "differences is empty"),
    ],
)
def test_differences_of_splits_are_checked(differences, message):
    with pytest.raises(ValueError, match=message):
        corrected_interval(differences, n_train=3, n_test=1)
    with pytest.raises(TypeError, match=r"differences\[0\] is 'a'"):
        corrected_interval(["a", "b"], n_train=3, n_test=1)


# --- what holds for all samples ------------------------------------------------------------------


@given(seed=st.integers(0, 10**6), n=st.integers(2, 40))
@settings(max_examples=30, deadline=None)
def test_the_order_of_samples_does_not_matter_for_the_normal_one(seed, n):
    rng = np.random.default_rng(seed)
    y, a, b, w = rng.integers(0, 2, n), rng.random(n), rng.random(n), rng.random(n) + 0.01
    order = rng.permutation(n)
    one = compare_losses(y, a, b, sample_weight=w, method="normal")
    other = compare_losses(y[order], a[order], b[order], sample_weight=w[order], method="normal")
    assert told(one)[:11] == pytest.approx(told(other)[:11], rel=1e-9, abs=1e-12)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from([0, 1, 0.3]), st.floats(0, 1), st.floats(0.01, 0.99)),
        min_size=2, max_size=25,
    ),
    method=st.sampled_from(METHODS),
    confidence=st.sampled_from([5e-324, 0.5, 0.95, 0.9999, 1 - 2**-53]),
    loss=st.sampled_from(["cross_entropy", "squared_error"]),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_what_holds_for_all_samples(rows, method, confidence, loss):
    y, a, b = np.array(rows, float).T
    options = {"method": method, "confidence": confidence, "loss": loss, "n_resamples": 99}
    if confidence > 0.98 and method != "normal":
        with pytest.raises(ValueError, match="n_resamples is 99, too few for confidence=0"):
            loss_interval(y, a, **options)
        return
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        one, two = loss_interval(y, a, **options), compare_losses(y, a, b, **options)
    assert 0 <= one.low <= one.high
    assert two.low <= two.high
    assert 0 <= one.largest_share <= 1
    assert 0 <= two.better_a + two.better_b <= 1 + 1e-12
    if method == "normal":
        assert one.low <= one.loss <= one.high
        assert two.low <= two.difference <= two.high
    assert (one.standard_error >= 0) == math.isfinite(one.loss)


# --- what it says ------------------------------------------------------------------------------


def test_where_the_five_largest_decide_it_names_the_largest():
    y, p = np.ones(40), np.full(40, 0.99)
    p[[4, 9]] = 1e-6, 1e-3
    found = loss_interval(y, p)
    assert found.warning.startswith(
        "The five largest terms are 98.3 % of the loss, that of y_proba[4] alone 65.5 %"
    )
    terms = np.sort(each(y, p))
    assert terms[-5:].sum() / terms.sum() == pytest.approx(0.983, abs=5e-4)
    assert terms[-1] / terms.sum() == pytest.approx(0.655, abs=5e-4)
    weight = np.where(p < 0.1, 1e-9, 1)
    assert "largest" not in loss_interval(y, p, sample_weight=weight).warning
    assert "largest" not in loss_interval(y[:5], p[:5]).warning  # five are all


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("groups", [None, np.arange(40) // 2])
@pytest.mark.parametrize("miss", [1e-4, 0.35])
def test_where_one_sample_decides_the_verdict_is_another_without_it(method, groups, miss):
    y, a = np.ones(40), np.full(40, 0.7)
    b = a + np.where(np.arange(40) % 2, 0.11, -0.07 if miss > 0.1 else 0.07)
    b[6] = miss
    found = compare_losses(y, a, b, groups=groups, method=method)
    payer = "proba_a[6]" if b[6] > a[6] else "proba_b[6]"
    said = f"Without {payer if groups is None else 'group 3'} the verdict would be "
    kept = np.arange(40) != 6 if groups is None else groups != 3
    without = compare_losses(
        y[kept], a[kept], b[kept], groups=None if groups is None else groups[kept], method=method
    )
    assert (said in found.warning) == (without.verdict != found.verdict)
    if said in found.warning:
        assert f'{said}"{without.verdict}": one decides.' in found.warning
    assert said in found.warning or miss > 0.1


def test_one_of_many_samples_is_not_said_to_decide():
    y, a, b = forecasts(3000)
    found = compare_losses(y, a, b, method="normal")
    assert found.verdict != "not decided"
    assert found.warning == ""


@given(seed=st.integers(0, 10**6), n=st.integers(3, 30), method=st.sampled_from(METHODS))
@settings(max_examples=60, deadline=None)
def test_a_warning_tells_the_truth(seed, n, method):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    a, b = rng.random(n), rng.random(n)
    found = compare_losses(y, a, b, method=method, n_resamples=199)
    differences = each(y, a) - each(y, b)
    payer, changes = np.where(differences < 0, "b", "a"), []
    for i in range(n):
        kept = np.arange(n) != i
        if n > 2:
            other = compare_losses(y[kept], a[kept], b[kept], method=method, n_resamples=199)
            changes += [(i, other.verdict)] * (other.verdict != found.verdict)
    if "one decides" in found.warning:
        assert any(
            f'Without proba_{payer[i]}[{i}] the verdict would be "{verdict}"' in found.warning
            for i, verdict in changes
        )
    extremes = {int(np.argmin(differences)), int(np.argmax(differences))}
    if {i for i, _ in changes} & extremes:
        assert "one decides" in found.warning


def test_of_two_models_the_largest_difference_is_named_by_who_pays():
    y, a = np.ones(40), np.full(40, 0.7)
    a[3] = 0.4
    b = a + 0.01
    b[[4, 9]] = 1e-6, 1e-3
    sizes = np.sort(np.abs(each(y, a) - each(y, b)))
    alone, five = (f"{100 * size / sizes.sum():.3g} %" for size in (sizes[-1], sizes[-5:].sum()))
    for models, name in (((a, b), "b"), ((b, a), "a")):
        found = compare_losses(y, *models)
        assert found.warning.startswith(
            f"The five largest differences decide: that of proba_{name}[4] alone makes {alone} of "
            "the sum. Look at them, and take more samples."
        )
        told = " ".join(repr(found).split())
        assert f"the five largest differences make {five} of the sum of all sizes." in told
        assert told.count(five) == 1


def test_how_results_look():
    y, a, b = [1, 0, 1, 1, 0, 0] * 8, [0.9, 0.2, 0.7, 0.4, 0.6, 0.1] * 8, [0.5] * 48
    assert repr(loss_interval(y, a, method="normal")) == (
        "LossInterval(0.4372, 95 %: 0.3347 to 0.5397, n = 48)"
    )
    found = compare_losses(y, b, a, method="normal", confidence=0.9)
    assert repr(found).splitlines() == [
        "Comparison(a 0.6931, b 0.4372, a - b +0.2560, 90 %: +0.1705 to +0.3414, n = 48: "
        "b is better)",
        "a is better on 33.3 % of the samples, b on 66.7 %; the five largest differences make "
        "15.1 % of the sum of all sizes.",
    ]
    few = loss_interval(y[:6], a[:6], method="normal")
    assert repr(few).splitlines()[1] == few.warning


def test_intervals_overlap_where_the_difference_is_clear():
    """The reason to compare sample by sample."""
    y, a, b = forecasts(3000)
    one, two = loss_interval(y, a, method="normal"), loss_interval(y, b, method="normal")
    assert one.high > two.low
    assert compare_losses(y, a, b).verdict == "a is better"


@pytest.mark.parametrize("method", ["studentized", "bca"])
def test_units_that_were_drawn_before_are_not_drawn_again(method):
    units, way = Units(np.arange(30.0) ** 2, np.ones(30), ()), Drawing(0.95, method, 400, None)
    counts = np.concatenate(list(way.counted(30)))
    assert way._replace(counts=counts).ends(units) == way.ends(units)
    assert way._replace(counts=counts[:200]).ends(units) != way.ends(units)
