"""How sure a loss is, and which of two is lower: at the boundaries, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest

from bce_lessons import binary_cross_entropy
from bce_lessons.comparison import compare_losses, loss_interval
from tests.compared import every_method, told
from tests.forecasts_drawn import forecasts

# --- at the boundaries -------------------------------------------------------------------------


@every_method
def test_a_model_is_not_better_than_itself(method):
    y, p, _ = forecasts(50)
    found = compare_losses(y, p, p, method=method)
    assert (found.difference, found.low, found.high, found.standard_error) == (0, 0, 0, 0)
    assert (found.better_a, found.better_b, found.largest_share) == (0, 0, 0)
    assert (found.verdict, found.warning) == ("not decided", "")


@every_method
def test_equal_terms_have_no_width_and_say_why(method):
    found = loss_interval([1, 0] * 20, [0.9, 0.1] * 20, method=method)
    assert found.low == found.high == found.loss
    assert found.standard_error == 0
    assert found.warning.startswith("All are alike, so the interval has no width")
    weighted = loss_interval([1, 0] * 20, [0.9, 0.1] * 20, method=method,
                             sample_weight=np.arange(1, 41) / 7)  # fmt: skip
    assert weighted.standard_error == 0
    perfect = loss_interval([1, 0] * 20, [1, 0] * 20, method=method)
    assert (perfect.loss, perfect.low, perfect.high) == (0, 0, 0)


@every_method
def test_two_samples_are_the_fewest(method):
    found = loss_interval([1, 0], [0.9, 0.4], method=method)
    assert 0 <= found.low <= found.loss <= found.high
    assert found.warning.startswith("n = 2: of so few, no interval says much.")
    assert (method == "studentized") == math.isinf(found.high) == ("has no end" in found.warning)
    compare_losses([1, 0], [0.9, 0.4], [0.8, 0.3], method=method)
    for samples in (([1], [0.5]), (1, 0.5)):
        with pytest.raises(ValueError, match="only 1 sample counts: an interval needs two"):
            loss_interval(*samples, method=method)
    with pytest.raises(ValueError, match="only 1 sample counts"):
        loss_interval([1, 0], [0.5, 0.4], sample_weight=[0, 1])
    with pytest.raises(ValueError, match="only 1 group counts"):
        loss_interval([1, 0], [0.5, 0.4], groups=["a", "a"])


@every_method
def test_a_certain_miss_is_infinite_and_named(method):
    y, p, other = forecasts(30)
    p, y = p.copy(), y.copy()
    y[7], p[7] = 1, 0
    found = loss_interval(y.reshape(5, 6), p.reshape(5, 6), method=method)
    assert (found.loss, found.low, found.high) == (math.inf, math.inf, math.inf)
    assert math.isnan(found.standard_error)
    assert found.largest_share == 1
    assert found.warning.startswith("y_proba[1, 1] gives no probability to what happened")
    a, b = compare_losses(y, p, other, method=method), compare_losses(y, other, p, method=method)
    assert (a.difference, a.low, a.high, a.verdict) == (math.inf,) * 3 + ("b is better",)
    assert (b.difference, b.low, b.high, b.verdict) == (-math.inf,) * 3 + ("a is better",)
    assert a.warning.startswith("proba_a[7] gives no")
    assert b.warning.startswith("proba_b[7] gives no")
    with pytest.raises(ValueError, match=r"proba_a\[7\] and proba_b\[7\] give no probability"):
        compare_losses(y, p, p, method=method)
    brier = compare_losses(y, p, other, method=method, loss="squared_error")
    assert math.isfinite(brier.high)


@every_method
def test_a_weight_of_0_hides_whatever_is_there(method):
    y, a, b = forecasts(40)
    hidden = [0, 17, 39]
    kept = np.setdiff1d(np.arange(40), hidden)
    groups = np.arange(40).astype(object) % 25
    weight = np.random.default_rng(0).uniform(1, 2, 40)
    weight[hidden] = 0
    bad_y, bad_a, bad_b, bad_groups = y.astype(float), a.copy(), b.copy(), groups.copy()
    bad_y[hidden], bad_a[hidden], bad_b[hidden] = 255, np.nan, 7
    bad_groups[hidden] = None
    for bad, good in ((None, None), (bad_groups, groups[kept])):  # what is warned of has a place
        full = {"sample_weight": weight, "groups": bad, "method": method}
        fewer = {"sample_weight": weight[kept], "groups": good, "method": method}
        both = compare_losses(bad_y, bad_a, bad_b, **full)
        assert told(both)[:-1] == told(compare_losses(y[kept], a[kept], b[kept], **fewer))[:-1]
        alone = loss_interval(bad_y, bad_a, **full)
        assert told(alone) == told(loss_interval(y[kept], a[kept], **fewer))


@every_method
@pytest.mark.parametrize("scale", [5e-324, 1e-300, 7.0, 1.7e308])
def test_the_size_of_weights_does_not_matter(method, scale):
    y, a, b = forecasts(40)
    one = compare_losses(y, a, b, method=method)
    other = compare_losses(y, a, b, sample_weight=np.full(40, scale), method=method)
    assert told(other)[:10] == pytest.approx(told(one)[:10])
    assert other.warning == one.warning


def test_weights_of_very_different_sizes():
    y, a, b = forecasts(30)
    weight = np.ones(30)
    weight[3] = 1e-300
    near = compare_losses(y, a, b, sample_weight=weight, method="normal")
    without = compare_losses(*(np.delete(x, 3) for x in (y, a, b)), method="normal")
    assert near.difference == pytest.approx(without.difference)
    assert near.standard_error == pytest.approx(without.standard_error, rel=0.01)


@every_method
def test_losses_may_be_tiny(method):
    y, p = np.zeros(30), np.arange(1, 31) / 100
    one = loss_interval(y, p * 1e-8, method=method)
    other = loss_interval(y, p * 1e-250, method=method)
    assert other.standard_error > 0
    np.testing.assert_allclose(
        np.array(told(other)[:4]) * 1e240 * 1e2, np.array(told(one)[:4]), rtol=5e-3
    )


@every_method
def test_shapes_soft_labels_and_minus_zero(method):
    y, a, b = forecasts(48)
    flat = told(compare_losses(y, a, b, method=method))
    for shape in ((6, 8), (48, 1), (2, 3, 8)):
        same = [x.reshape(shape) for x in (y, a, b)]
        groups = np.arange(48).reshape(shape)
        assert told(compare_losses(*same, method=method)) == flat
        assert told(compare_losses(*same, groups=groups, method=method)) == flat
    soft = compare_losses(0.8 * y + 0.1, a, b, method=method)
    assert soft.difference == pytest.approx(
        binary_cross_entropy(0.8 * y + 0.1, a) - binary_cross_entropy(0.8 * y + 0.1, b)
    )
    zero = loss_interval([-0.0, 1] * 20, [-0.0, 1] * 20, method=method)
    assert math.copysign(1, zero.loss) == math.copysign(1, zero.low) == 1


@every_method
def test_the_same_call_gives_the_same_ends_and_another_drawing_others(method):
    y, a, b = forecasts(50)
    one = compare_losses(y, a, b, method=method)
    assert told(one) == told(compare_losses(y, a, b, method=method))
    assert told(one) == told(compare_losses(y, a, b, method=method, rng=np.random.default_rng(0)))
    other = compare_losses(y, a, b, method=method, rng=np.random.default_rng(1))
    assert (told(one) == told(other)) == (method == "normal")
    assert other.low == pytest.approx(one.low, abs=0.3 * one.standard_error)
    swapped = compare_losses(y, b, a, method=method)
    assert swapped.difference == -one.difference
    assert (swapped.low, swapped.high) == pytest.approx(
        (-one.high, -one.low), abs=0.1 * one.standard_error
    )


def test_drawings_do_not_depend_on_how_many_are_made_at_once(monkeypatch):
    y, a, _ = forecasts(50)
    whole = told(loss_interval(y, a))
    monkeypatch.setattr("bce_lessons._intervals.BLOCK", 120)
    assert told(loss_interval(y, a))[:7] == pytest.approx(whole[:7], rel=1e-12)


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"confidence": "0.95"}, TypeError, r"confidence is '0.95' \(str\): give a number between"),
        ({"confidence": 95}, ValueError, "for 95 % give 0.95"),
        ({"n_resamples": 10}, ValueError, "n_resamples is 10: give a whole number, 99 or more"),
        ({"rng": 3}, TypeError, r"rng is 3: give a generator, such as np.random.default_rng\(3\)"),
        ({"method": "t"}, ValueError, "method is 't': choose 'studentized', 'bca' or 'normal'"),
        ({"loss": "brier"}, ValueError, "loss is 'brier': choose 'cross_entropy' or 'squared"),
        ({"sample_weight": [1, -1, 1]}, ValueError, r"sample_weight\[1\] is -1"),
        ({"sample_weight": [0, 0, 0]}, ValueError, "sample_weight is 0 everywhere"),
        ({"groups": ["a", "b"]}, ValueError, r"groups has shape \(2,\), y_true has \(3,\): pass"),
        ({"groups": "abc"}, ValueError, r"groups has shape \(\)"),
        ({"groups": ["a", None, "b"]}, ValueError, r"groups\[1\] is None: give every sample a gr"),
        ({"groups": ["a", "b", math.nan]}, ValueError, r"groups\[2\] is nan: give every sample"),
        ({"groups": pd.array([1, None, 2])}, ValueError, r"groups\[1\] is <NA>: give every"),
        ({"groups": np.array(["2026-01-01", "NaT", "2026-01-02"], "M8[D]")}, ValueError,
         r"groups\[1\] is (NaT|None): give"),
        ({"groups": np.ma.array([1, 2, 3], mask=[0, 0, 1])}, ValueError, r"groups\[2\] is masked"),
        ({"groups": [{}, {}, {}]}, TypeError, r"groups\[0\] is {} \(dict\): give a number or a"),
        ({"groups": pd.Series([1, 2, 3], index=[2, 1, 0])}, ValueError, "groups is labelled 2"),
    ],
)  # fmt: skip
def test_options_are_checked(options, error, message):
    y, p = pd.Series([1, 0, 1]), [0.5, 0.4, 0.3]
    with pytest.raises(error, match=message):
        loss_interval(y, p, **options)
    with pytest.raises(error, match=message):
        compare_losses(y, p, p[::-1], **options)


@pytest.mark.parametrize(
    "groups",
    [
        ["1", 1, "1", 2, 2, 3],
        pd.Categorical(["a", "b", "a", "c", "c", "d"]),
        np.array(
            ["2026-01-01", "2026-01-02", "2026-01-01", *["2026-02-01"] * 2, "2026-03-01"], "M8"
        ),
        np.array([0.5, 1, 0.5, 7, 7, 8]),
        pd.Series(["a", "b", "a", "c", "c", "d"], dtype="string"),
    ],
    ids=lambda groups: type(groups).__name__,
)
def test_groups_are_whatever_tells_them_apart(groups):
    y, p = [1, 0, 1, 1, 0, 0], [0.9, 0.4, 0.3, 0.6, 0.2, 0.1]
    assert loss_interval(y, p, groups=groups).n == 4


def test_inputs_are_checked_by_their_names():
    y, a, b = [1, 0, 1], [0.5, 0.4, 0.3], [0.1, 0.2, 0.3]
    with pytest.raises(ValueError, match=r"proba_b\[1\] is 1.5, not a probability"):
        compare_losses(y, a, [0.1, 1.5, 0.2])
    with pytest.raises(ValueError, match=r"proba_a\[2\] is nan, not a number"):
        compare_losses(y, [0.1, 0.2, math.nan], b)
    with pytest.raises(ValueError, match=r"y_true\[0\] is 2, but labels are 0 or 1"):
        loss_interval([2, 1, 1], a)
    with pytest.raises(ValueError, match=r"proba_b has shape \(2,\), but y_true has shape \(3,\)"):
        compare_losses(y, a, [0.1, 0.2])
    with pytest.raises(ValueError, match="y_true is empty"):
        loss_interval([], [])
    with pytest.raises(ValueError, match="proba_b is labelled 2 where proba_a is labelled 0"):
        compare_losses(y, pd.Series(a), pd.Series(b, index=[2, 1, 0]))
    with pytest.raises(ValueError, match=r"y_true and y_proba add up to 1 in each row"):
        loss_interval(np.eye(3), np.full((3, 3), 1 / 3))
    ignored = loss_interval(
        [[1, 0, 0], [1, 1, 0]], [[0.2, 0.3, 0.5], [0.9, 0.8, 0.1]], sample_weight=np.ones((2, 3))
    )
    assert ignored.n == 6
