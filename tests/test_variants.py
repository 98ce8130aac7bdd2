"""Focal loss and label smoothing: worked values, extremes, and where their minima lie."""

import math

import dask.array as da
import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    logit,
    sigmoid,
)
from bce_lessons.variants import (
    focal_loss,
    focal_loss_with_logits,
    focal_loss_with_logits_gradient,
    focal_minimizer,
    smooth_labels,
)

unit = st.floats(0, 1)
dyadic = st.integers(0, 2**52).map(lambda k: k / 2**52)  # 1 - p is exact for these
gammas = pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 5.0])
EXTREMES = np.array([5e-324, 1e-300, 1e-20, 1e-6, 0.02, 0.3, 0.5, 0.7, 0.98, 1 - 1e-6, 1 - 2**-53])


# --- Focal loss ----------------------------------------------------------------------------


@gammas
@pytest.mark.parametrize("y", [0, 1, 0.3])
def test_focal_loss_is_exact_at_the_extremes(y, gamma):
    got = focal_loss(np.full(len(EXTREMES), y), EXTREMES, gamma=gamma, reduction="none")
    with mp.workdps(50):
        for loss, p in zip(got, map(mp.mpf, EXTREMES), strict=True):
            exact = -y * (1 - p) ** gamma * mp.log(p) - (1 - y) * p**gamma * mp.log1p(-p)
            assert loss == pytest.approx(float(exact), rel=1e-14, abs=1e-322)


@given(pairs=st.lists(st.tuples(unit, unit, st.floats(0, 10)), min_size=1))
def test_without_gamma_it_is_binary_cross_entropy(pairs):
    y, p, weight = np.array(pairs).T
    for reduction in ("mean", "sum", "none"):
        for w in (None, weight if weight.any() else None):
            options = {"sample_weight": w, "reduction": reduction}
            ours = focal_loss(y, p, gamma=0, **options)
            assert ours == pytest.approx(binary_cross_entropy(y, p, **options), rel=1e-12)


@given(y=st.integers(0, 1), p=dyadic, gamma=st.floats(0, 8))
def test_it_is_between_zero_and_the_cross_entropy(y, p, gamma):
    loss = focal_loss(y, p, gamma=gamma)
    assert 0 <= loss <= binary_cross_entropy(y, p)
    assert loss == pytest.approx(focal_loss(1 - y, 1 - p, gamma=gamma), rel=1e-9, abs=1e-15)


@gammas
def test_certain_hits_and_misses(gamma):
    with np.errstate(all="raise"):
        losses = focal_loss([1, 0, 1, 0], [1, 0, 0, 1], gamma=gamma, reduction="none")
    assert losses.tolist() == [0, 0, math.inf, math.inf]
    assert math.copysign(1, losses[0]) == math.copysign(1, losses[1]) == 1
    assert focal_loss([1, 1], [0, 0.5], gamma=gamma, sample_weight=[0, 1]) == pytest.approx(
        0.5**gamma * math.log(2)
    )


def test_reductions_and_types():
    y, p, weight = [1, 0, 1], [0.9, 0.2, 0.4], [1, 2, 3]
    each = focal_loss(y, p, reduction="none")
    assert focal_loss(y, p) == pytest.approx(each.mean())
    assert focal_loss(y, p, sample_weight=weight) == pytest.approx(np.average(each, weights=weight))
    assert focal_loss(y, p, sample_weight=weight, reduction="sum") == pytest.approx(each @ weight)
    assert focal_loss([y], [p], reduction="none").shape == (1, 3)
    assert type(focal_loss(1, 0.5, reduction="none")) is type(focal_loss(1, 0.5)) is float


# --- Of logits -----------------------------------------------------------------------------

of_both = pytest.mark.parametrize(
    ("loss", "parent", "of"),
    [
        (focal_loss, binary_cross_entropy, lambda z: sigmoid(z)),
        (focal_loss_with_logits, binary_cross_entropy_with_logits, lambda z: z),
    ],
    ids=["probabilities", "logits"],
)


def test_it_is_exact_where_the_sigmoid_saturates():
    assert focal_loss_with_logits(0, 40) == 40
    assert focal_loss_with_logits(1, 40) == pytest.approx(7.667648073722e-53, rel=1e-12)
    assert focal_loss_with_logits([1, 0], [-1e308, 1e308], gamma=1e308) == 1e308
    assert focal_loss_with_logits([1, 0], [-40, 40], gamma=1e308) == 0  # (1 - 4e-18)^1e308


@gammas
def test_infinite_logits(gamma):
    y, z = [0, 1, 1, 0, 0.5, 0.5], np.array([1, 1, -1, -1, 1, -1]) * math.inf
    with np.errstate(all="raise"):
        losses = focal_loss_with_logits(y, z, gamma=gamma, reduction="none")
        slopes = focal_loss_with_logits_gradient(y, z, gamma=gamma)
    assert losses.tolist() == [math.inf, 0, math.inf, 0, math.inf, math.inf]
    assert slopes.tolist() == [1, 0, -1, 0, 0.5, -0.5]
    assert not np.signbit(losses).any()
    assert not np.signbit(slopes[[1, 3]]).any()


@of_both
@given(seed=st.integers(0, 2**32 - 1), n=st.sampled_from([5, 3000]))
def test_without_gamma_it_is_its_parent_exactly(loss, parent, of, seed, n):
    rng = np.random.default_rng(seed)
    y, x, w = rng.integers(0, 2, n), of(rng.normal(0, 5, n)), rng.random(n)
    for options in ({}, {"sample_weight": w}, {"reduction": "sum"}):
        assert loss(y, x, gamma=0, **options) == parent(y, x, **options)
    assert np.array_equal(loss(y, x, gamma=0, reduction="none"), parent(y, x, reduction="none"))
    z = rng.normal(0, 5, n)
    assert np.array_equal(
        focal_loss_with_logits_gradient(y, z, gamma=0),
        binary_cross_entropy_with_logits_gradient(y, z),
    )


@given(y=unit, z=st.floats(-25, 25), gamma=st.floats(0, 8))
def test_logits_and_probabilities_agree(y, z, gamma):
    p = sigmoid(z)
    expected = focal_loss(y, p, gamma=gamma)
    assert focal_loss_with_logits(y, logit(p), gamma=gamma) == pytest.approx(
        expected, rel=1e-9, abs=1e-300
    )


@given(y=unit, z=st.floats(-30, 30), gamma=st.floats(0, 8))
def test_its_gradient_is_its_slope(y, z, gamma):
    slope = focal_loss_with_logits_gradient(y, z, gamma=gamma)
    with mp.workdps(40):
        t, g = mp.mpf(y), mp.mpf(gamma)

        def exact(x):
            p = 1 / (1 + mp.exp(-x))
            return -t * (1 - p) ** g * mp.log(p) - (1 - t) * p**g * mp.log(1 - p)

        assert slope == pytest.approx(float(mp.diff(exact, z)), rel=1e-9, abs=1e-14)
    step = 1e-5
    ends = [focal_loss_with_logits(y, z + d, gamma=gamma) for d in (-step, step)]
    assert slope == pytest.approx((ends[1] - ends[0]) / (2 * step), abs=1e-7)


@pytest.mark.parametrize(("scale", "n"), [(s, n) for s in (1e308, 5e-324) for n in (2, 3000)])
@of_both
def test_weights_count_by_their_proportion(loss, parent, of, scale, n):
    y, x = np.arange(n) % 2, of(np.linspace(-1, 2, n))
    for gamma in (0, 2):
        plain = loss(y, x, gamma=gamma)
        weighted = loss(y, x, gamma=gamma, sample_weight=np.full(n, scale))
        assert weighted == pytest.approx(plain, rel=1e-13)
    assert focal_loss([0, 1], [0.5, 0.5], gamma=0, sample_weight=[scale] * 2) == math.log(2)


@of_both
def test_large_arrays_go_in_blocks_and_chunks(loss, parent, of):
    rng = np.random.default_rng(0)
    y, x = rng.integers(0, 2, 70_000), of(rng.normal(0, 3, 70_000))
    each = loss(y, x, reduction="none")
    assert loss(y, x) == pytest.approx(each.mean(), rel=1e-13)
    chunked = loss(da.from_array(y, chunks=9000), da.from_array(x, chunks=9000))
    assert chunked == pytest.approx(each.mean(), rel=1e-13)
    name = "logits" if loss is focal_loss_with_logits else "y_proba"
    x[66_000] = math.nan
    with pytest.raises(ValueError, match=rf"^{name}\[66000\] is nan"):
        loss(y, x)


# --- Its minimum ---------------------------------------------------------------------------


def expected_focal(p, q, gamma):
    up, down = (
        focal_loss(np.full_like(p, y), p, gamma=gamma, reduction="none") for y in (1.0, 0.0)
    )
    return q * up + (1 - q) * down


@gammas
@pytest.mark.parametrize("q", [0.001, 0.1, 0.3, 0.5, 0.77, 0.99])
def test_nothing_is_better_than_the_minimizer(q, gamma):
    best = focal_minimizer(q, gamma=gamma)
    grid = np.linspace(0.0005, 0.9995, 2000)
    lowest = expected_focal(grid, q, gamma).min()
    assert expected_focal(best, q, gamma) <= lowest + 1e-12
    theirs = minimize_scalar(
        lambda z: expected_focal(sigmoid(z), q, gamma), bracket=(-1, 1), tol=1e-10
    )
    assert best == pytest.approx(sigmoid(theirs.x), abs=1e-5)
    step = 1e-6
    rise = expected_focal(best + step, q, gamma) - expected_focal(best - step, q, gamma)
    assert rise / (2 * step) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("q", [5e-324, 1e-300, 1e-20, 1e-6, 0.02, 0.3, 0.499999, 0.98, 1 - 2**-53])
def test_the_minimizer_solves_its_equation(q, gamma):
    best = mp.mpf(focal_minimizer(q, gamma=gamma))
    with mp.workdps(700):
        Q, g = mp.mpf(q), mp.mpf(gamma)

        def slope(z):
            p, r = 1 / (1 + mp.exp(-z)), 1 / (1 + mp.exp(z))
            return (1 - Q) * p**g * (p - g * r * mp.log(r)) - Q * r**g * (r - g * p * mp.log(p))

        exact = mp.findroot(slope, mp.log(best / (1 - best)))
        assert float(1 / (1 + mp.exp(-exact))) == pytest.approx(float(best), rel=1e-12)


@given(q=unit, gamma=st.floats(0, 20))
def test_the_minimizer_is_modest_and_odd(q, gamma):
    best = focal_minimizer(q, gamma=gamma)
    assert abs(best - 0.5) <= abs(q - 0.5) + 1e-15
    assert (best - 0.5) * (q - 0.5) >= 0
    other = 1 - q  # as rounded: what a tiny q leaves of 1 can matter, so its own opposite counts
    found = focal_minimizer([other, 1 - other], gamma=gamma)
    assert found[0] == pytest.approx(1 - found[1], abs=1e-9)


@gammas
def test_the_minimizer_rises_and_keeps_its_ends(gamma):
    q = np.linspace(0, 1, 201)
    best = focal_minimizer(q, gamma=gamma)
    assert (np.diff(best) > 0).all()
    assert (best[0], best[100], best[-1]) == (0, 0.5, 1)
    if not gamma:
        np.testing.assert_allclose(best, q, rtol=1e-13)
    assert focal_minimizer(q.reshape(3, 67), gamma=gamma).shape == (3, 67)
    assert type(focal_minimizer(0.2, gamma=gamma)) is float


# --- Smoothing -----------------------------------------------------------------------------


def test_smoothing():
    assert smooth_labels([0, 1, 0.5], alpha=0.2).tolist() == [0.1, 0.9, 0.5]
    assert smooth_labels([0, 1], alpha=0).tolist() == [0, 1]
    assert smooth_labels([0, 1], alpha=1).tolist() == [0.5, 0.5]
    assert type(smooth_labels(1, alpha=0.1)) is float


@given(q=st.floats(0.001, 0.999), alpha=st.floats(0.01, 1))
def test_the_smoothed_truth_is_where_the_smoothed_loss_is_least(q, alpha):
    one, zero = smooth_labels([1, 0], alpha=alpha)

    def expected(p):
        return q * binary_cross_entropy(one, p) + (1 - q) * binary_cross_entropy(zero, p)

    best = smooth_labels(q, alpha=alpha)
    assert all(expected(best) < expected(p) for p in (best * 0.99, 1 - 0.99 * (1 - best)))


# --- Refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize("gamma", [-1, np.nan, np.inf])
def test_gamma_is_checked(gamma):
    with pytest.raises(ValueError, match=f"gamma is {gamma}"):
        focal_loss(1, 0.5, gamma=gamma)
    with pytest.raises(ValueError, match=f"gamma is {gamma}"):
        focal_minimizer(0.5, gamma=gamma)
    for function in (focal_loss_with_logits, focal_loss_with_logits_gradient):
        with pytest.raises(ValueError, match=f"gamma is {gamma}"):
            function(1, 0.5, gamma=gamma)


def test_the_rest_is_checked():
    with pytest.raises(ValueError, match="alpha is 2: give a number from 0 to 1"):
        smooth_labels(1, alpha=2)
    with pytest.raises(ValueError, match="y_true is 2"):
        smooth_labels(2, alpha=0.1)
    with pytest.raises(ValueError, match=r"q is 1\.5"):
        focal_minimizer(1.5)
    with pytest.raises(ValueError, match="reduction is 'average'"):
        focal_loss(1, 0.5, reduction="average")
    with pytest.raises(ValueError, match=r"y_proba is 1\.5, .* use focal_loss_with_logits"):
        focal_loss(1, 1.5)
    for function in (focal_loss_with_logits, focal_loss_with_logits_gradient):
        with pytest.raises(ValueError, match="logits is nan"):
            function(1, math.nan)
    with pytest.raises(ValueError, match="sample_weight"):
        focal_loss([1, 0], [0.5, 0.5], sample_weight=[0, 0])


def test_gamma_is_2_unless_it_is_given():
    y, p = [1, 0, 1], [0.9, 0.3, 0.2]
    assert focal_loss(y, p) == focal_loss(y, p, gamma=2.0) != focal_loss(y, p, gamma=2.1)
    assert (
        focal_minimizer(0.9) == focal_minimizer(0.9, gamma=2.0) != focal_minimizer(0.9, gamma=2.1)
    )
    z = np.log(p) - np.log1p(np.negative(p))
    for function in (focal_loss_with_logits, focal_loss_with_logits_gradient):
        assert np.all(function(y, z) == function(y, z, gamma=2.0))
        assert not np.any(function(y, z) == function(y, z, gamma=2.1))
