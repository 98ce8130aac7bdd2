"""What the losses are: worked values, boundaries, properties, and scikit-learn as an oracle."""

import math
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    sigmoid,
    squared_error,
)
from tests.losses_drawn import inner, unit

INF = math.inf
LOSSES = [binary_cross_entropy, binary_cross_entropy_with_logits, squared_error]
every_loss = pytest.mark.parametrize("loss", LOSSES)
weight = st.floats(0, 1e6, allow_subnormal=False)
samples = st.lists(st.tuples(unit, inner), min_size=1, max_size=30).map(
    lambda pairs: tuple(np.array(pairs).T)
)


def is_positive_zero(value: float) -> bool:
    return value == 0 and math.copysign(1, value) == 1


# --- worked values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("y", "p", "nats"),
    [
        (1, 0.99, 0.0100503359), (1, 0.9, 0.1053605157), (1, 0.6, 0.5108256238),
        (1, 0.5, 0.6931471806), (1, 0.4, 0.9162907319), (1, 0.2, 1.6094379124),
        (1, 0.1, 2.3025850930), (1, 0.02, 3.9120230054), (1, 0.01, 4.6051701860),
        (0, 0.9, 2.3025850930), (0, 0.6, 0.9162907319), (1, 0.3, 1.2039728043),
        (1, 0.7, 0.3566749439), (0, 0.1, 0.1053605157),
        (1, 1e-300, 690.7755278982), (1, np.float32(1e-9), 20.7232658),
        (1, 5e-324, 744.4400719214), (0, 1e-300, 1e-300), (0, 1 - 2**-53, 36.7368005697),
        (0.7, 0.7, 0.6108643021), (0.25, 0.5, 0.6931471806),
    ],
)  # fmt: skip
def test_worked_values(y, p, nats):
    assert binary_cross_entropy(y, p) == pytest.approx(nats, rel=1e-8)


@pytest.mark.parametrize(
    ("y", "p", "error"), [(0, 0.9, 0.81), (0, 0.6, 0.36), (1, 0.3, 0.49), (1, 0.01, 0.9801)]
)
def test_worked_squared_errors(y, p, error):
    assert squared_error(y, p) == pytest.approx(error, rel=1e-15)


def test_four_predictions_summed_and_averaged():
    y, p = [1, 0, 1, 0], [0.7, 0.3, 0.6, 0.4]
    assert round(binary_cross_entropy(y, p, reduction="sum"), 4) == 1.7350
    assert round(binary_cross_entropy(y, p), 5) == 0.43375


def test_the_ten_points_of_the_penalised_fit():
    x = np.array([-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6])
    y = [0, 0, 1, 0, 1, 1, 1, 1, 1, 1]
    z = 0.97164 * x + 0.65550
    assert round(binary_cross_entropy_with_logits(y, z), 4) == 0.3329
    assert round(binary_cross_entropy(y, sigmoid(z)), 4) == 0.3329
    assert round(binary_cross_entropy(y, np.full(10, 0.7)), 4) == 0.6109


# --- boundaries ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "miss", "hit"),
    [
        (binary_cross_entropy, [(1, 0.0), (0, 1.0), (0.5, 0.0), (0.5, 1.0), (1, -0.0)],
         [(1, 1.0), (0, 0.0), (0, -0.0), (True, 1)]),
        (binary_cross_entropy_with_logits, [(1, -INF), (0, INF), (0.5, INF), (1e-300, -INF)],
         [(1, INF), (0, -INF), (1, 1e4), (0, -1e4), (1, 1e308), (0, -1e308)]),
    ],
)  # fmt: skip
def test_a_certain_miss_costs_infinity_and_a_certain_hit_nothing(loss, miss, hit):
    for reduction in ("mean", "sum", "none"):
        assert all(loss(y, x, reduction=reduction) == INF for y, x in miss)
        assert all(is_positive_zero(loss(y, x, reduction=reduction)) for y, x in hit)
        for y, x in hit:  # not -0 in an array, whatever loop numpy takes for it
            many = loss(np.full(65, y), np.full(65, x), reduction=reduction)
            assert not np.signbit(many).any()
            assert not np.any(many)


def test_squared_error_is_bounded():
    assert squared_error(1, 0.0) == squared_error(0, 1.0) == 1
    assert is_positive_zero(squared_error(1, 1.0))
    assert is_positive_zero(squared_error(0, -0.0))


@pytest.mark.parametrize(
    ("y", "z", "cost"),
    [(0, 1e4, 1e4), (1, -1e4, 1e4), (0.25, 1e4, 7500), (0.25, -1e4, 2500), (1, -1e308, 1e308),
     (0.5, 0, math.log(2)), (0, -745, 5e-324), (1, 40, 4.248354255291589e-18)],
)  # fmt: skip
def test_extreme_logits(y, z, cost):
    assert binary_cross_entropy_with_logits(y, z) == pytest.approx(cost, rel=1e-15)


@every_loss
@pytest.mark.parametrize("x", [0.0, 1.0, 5e-324, 1 - 2**-53])
@pytest.mark.parametrize("y", [0, 1, 0.5, 5e-324])
def test_no_warning_even_where_numpy_is_told_to_raise(loss, x, y):
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for reduction in ("mean", "sum", "none"):
            loss([y, 1], [x, 0.5], reduction=reduction)
            loss([y, 1], [x, 0.5], reduction=reduction, sample_weight=[5e-324, 1e308])


def test_infinite_logits_raise_no_warning():
    with np.errstate(all="raise"):
        got = binary_cross_entropy_with_logits(
            [0, 1, 0, 1], [INF, INF, -INF, -INF], reduction="none"
        )
    assert got.tolist() == [INF, 0, 0, INF]


# --- what goes in, what comes out ------------------------------------------------------------


@every_loss
@pytest.mark.parametrize(
    ("y", "x"),
    [
        ([1, 0], [0.5, 0.25]),
        ((True, False), (0.5, 0.25)),
        (np.array([1, 0], np.uint8), np.array([0.5, 0.25], np.float16)),
        (np.array([1, 0], np.int8), np.array([0.5, 0.25], np.float32)),
        (np.array([True, False]), np.array([0.5, 0.25], np.longdouble)),
        (np.array([1.0, 0.0]).astype(">f8"), np.array([0.5, 0.25], ">f4")),
        (pd.Series([1, 0], index=[7, 3]), pd.Series([0.5, 0.25], index=[7, 3])),
        (pd.Series([1, 0], dtype="Int64"), pd.Series([0.5, 0.25], dtype="Float64")),
        (pd.Series([True, False], dtype="boolean"), pd.Series([0.5, 0.25], dtype="Float32")),
        ([Fraction(1), Fraction(0)], [Fraction(1, 2), Decimal("0.25")]),
        (np.array([1, 0], object), np.array([0.5, Fraction(1, 4)], object)),
        (range(1, -1, -1), np.ma.array([0.5, 0.25])),
        ([np.ma.array(1), 0], [np.float64(0.5), np.array(0.25)]),
    ],
)
def test_every_kind_of_real_number_is_taken(loss, y, x):
    expected = loss(np.array([1.0, 0.0]), np.array([0.5, 0.25]), reduction="none")
    got = loss(y, x, reduction="none")
    assert type(got) is np.ndarray
    assert got.dtype == np.float64
    assert got.tolist() == expected.tolist()
    assert type(loss(y, x)) is float
    assert type(loss(y, x, reduction="sum")) is float


@every_loss
def test_float32_is_computed_in_float64(loss):
    p = np.array([1e-9], np.float32)
    assert loss([1], p) == loss([1.0], p.astype(float))


@every_loss
def test_none_keeps_the_shape(loss):
    y, x = np.ones((2, 3, 4)), np.full((2, 3, 4), 0.25)
    assert loss(y, x, reduction="none").shape == (2, 3, 4)
    assert type(loss(1, 0.25, reduction="none")) is float
    assert type(loss(np.array(1), np.array(0.25), reduction="none")) is float
    assert loss(1, 0.25, reduction="none") == loss(1, 0.25) == loss([[1]], [[0.25]])


@every_loss
def test_strided_read_only_and_unchanged(loss):
    y = np.tile([1.0, 0.0, 1.0], (4, 2))[:, ::2].T
    x = np.linspace(0.1, 0.9, 24).reshape(4, 6)[:, ::-2].T
    w = np.linspace(0, 1, 12).reshape(3, 4)
    before = y.copy(), x.copy(), w.copy()
    for array in (y, x, w):
        array.flags.writeable = False
    got = loss(y, x, sample_weight=w, reduction="none")
    loss(y, x, sample_weight=w)
    flat = loss(y.ravel().tolist(), x.ravel().tolist(), sample_weight=w.ravel(), reduction="none")
    np.testing.assert_allclose(got.ravel(), flat, rtol=1e-15)
    for array, copy in zip((y, x, w), before, strict=True):
        assert (array == copy).all()


@pytest.mark.parametrize("loss", [binary_cross_entropy, squared_error])
def test_the_result_shares_no_memory_with_the_input(loss):
    y, p = np.array([0.0, 1.0]), np.array([0.5, 0.5])
    assert not np.shares_memory(loss(y, p, reduction="none"), p)


# --- weights and means -----------------------------------------------------------------------


def test_the_weighted_mean_divides_by_the_sum_of_the_weights():
    y, p, w = [1, 0], [0.5, 0.9], [3, 1]
    assert binary_cross_entropy(y, p, sample_weight=w) == pytest.approx(
        (3 * math.log(2) + math.log(10)) / 4, rel=1e-15
    )
    assert binary_cross_entropy(y, p, sample_weight=w, reduction="sum") == pytest.approx(
        3 * math.log(2) + math.log(10), rel=1e-15
    )
    np.testing.assert_allclose(
        binary_cross_entropy(y, p, sample_weight=w, reduction="none"),
        [3 * math.log(2), math.log(10)],
        rtol=1e-15,
    )


def test_a_weight_of_zero_silences_even_an_infinite_loss():
    y, p = [1, 1, 0], [0.0, 0.5, 0.5]
    for zero in (0, -0.0):
        w = [zero, 1, 1]
        assert binary_cross_entropy(y, p, sample_weight=w) == pytest.approx(math.log(2))
        assert binary_cross_entropy(y, p, sample_weight=w, reduction="sum") == pytest.approx(
            2 * math.log(2)
        )
        first = binary_cross_entropy(y, p, sample_weight=w, reduction="none")[0]
        assert is_positive_zero(first)


def test_the_smallest_weight_does_not_silence_an_infinite_loss():
    for reduction in ("mean", "sum"):
        got = binary_cross_entropy(
            [1, 1], [0.0, 0.5], sample_weight=[5e-324, 1e308], reduction=reduction
        )
        assert got == INF


@pytest.mark.parametrize("scale", [5e-324, 1e-320, 1e-308, 1e-200, 1e200, 1.7e308])
def test_weights_may_be_of_any_size(scale):
    y, p = [1, 0, 1], [0.5, 0.9, 0.2]
    equal = binary_cross_entropy(y, p)
    assert binary_cross_entropy(y, p, sample_weight=[scale] * 3) == pytest.approx(equal, rel=1e-15)
    tiny = binary_cross_entropy_with_logits([0, 0], [-740, -740], sample_weight=[scale] * 2)
    assert tiny == pytest.approx(math.exp(-740), rel=1e-3)


def test_the_mean_of_finite_losses_is_finite():
    z = np.array([1.7e308, 1.7e308, 1.6e308])
    mean = binary_cross_entropy_with_logits(np.zeros(3), z)
    assert mean == pytest.approx(5 / 3 * 1e308, rel=1e-14)
    weighted = binary_cross_entropy_with_logits(np.zeros(3), z, sample_weight=[1e300] * 3)
    assert weighted == pytest.approx(mean, rel=1e-14)
    biggest = np.finfo(float).max
    assert binary_cross_entropy_with_logits([0] * 7, [biggest] * 7) == biggest
    assert binary_cross_entropy_with_logits(np.zeros(3), z, reduction="sum") == INF


def test_weights_of_perfect_predictions():
    assert is_positive_zero(binary_cross_entropy([1, 0], [1, 0], sample_weight=[1, 2]))


@every_loss
@given(data=samples, counts=st.lists(st.integers(0, 5), min_size=30, max_size=30))
def test_integer_weights_are_repetitions(loss, data, counts):
    y, x = data
    w = np.array(counts[: len(y)])
    w[0] += 1
    repeated = np.repeat(y, w), np.repeat(x, w)
    for reduction in ("mean", "sum"):
        assert loss(y, x, sample_weight=w, reduction=reduction) == pytest.approx(
            loss(*repeated, reduction=reduction), rel=1e-13
        )


@every_loss
@given(data=samples, value=st.floats(1e-300, 1e300))
def test_equal_weights_do_not_matter(loss, data, value):
    y, x = data
    assert loss(y, x, sample_weight=np.full(len(y), value)) == pytest.approx(loss(y, x), rel=1e-13)


@every_loss
@given(data=samples, seed=st.integers(0, 2**32 - 1))
def test_order_does_not_matter(loss, data, seed):
    y, x = data
    order = np.random.default_rng(seed).permutation(len(y))
    w = np.random.default_rng(seed).random(len(y)) + 0.1
    assert loss(y[order], x[order]) == pytest.approx(loss(y, x), rel=1e-13)
    assert loss(y[order], x[order], sample_weight=w[order]) == pytest.approx(
        loss(y, x, sample_weight=w), rel=1e-13
    )


@every_loss
@given(data=samples)
def test_sum_is_n_times_mean_and_the_sum_of_none(loss, data):
    y, x = data
    each = loss(y, x, reduction="none")
    assert loss(y, x, reduction="sum") == pytest.approx(math.fsum(each), rel=1e-13)
    assert loss(y, x) == pytest.approx(math.fsum(each) / len(y), rel=1e-13)
    for i in range(len(y)):  # a sample costs the same alone as in company
        assert loss(y[i], x[i]) == pytest.approx(each[i], rel=4e-16, abs=5e-324)
