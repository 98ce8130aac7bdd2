"""The fast mean and sum: as exact as sample by sample, on whatever arrays, and as strict."""

import functools
import math
import operator
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    blocks,
    squared_error,
)

RNG = np.random.default_rng(20261122)
N = blocks.WORTH_IT + 500  # some way into the fast form, and not a multiple of 32
MANY = blocks.BLOCK + 1000  # more than one block, also for the form with half-sized blocks
EXACT = 1e-14
LOSSES = [binary_cross_entropy, binary_cross_entropy_with_logits, squared_error]
every_loss = pytest.mark.parametrize("loss", LOSSES, ids=lambda f: f.__name__)
weighted = pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
reductions = pytest.mark.parametrize("reduction", ["mean", "sum"])


def labels(n):
    return RNG.integers(0, 2, n).astype(np.int8)


def right(y, error):
    """Return probabilities that miss their labels by `error`."""
    return np.where(y == 1, 1 - error, error)


def confident(n):
    y = labels(n)
    return y, right(y, 10 ** RNG.uniform(-15, -1, n))


# What forecasts can look like: labels, and probabilities of 1.
Y = labels(N)
PROBABILITIES = {
    "calibrated": ((q := RNG.random(N)) > RNG.random(N), q),
    "y = 0, p below eps": (np.zeros(N), 10 ** RNG.uniform(-300, -16, N)),
    "y = 0, p from 1e-3": (np.zeros(N), RNG.uniform(1e-3, 1, N)),
    "y = 1, p near 1": (np.ones(N), 1 - 10 ** RNG.uniform(-15.9, -3, N)),
    "within 1e-12 of right": (Y, right(Y, RNG.uniform(0, 1e-12, N))),
    "within 1e-12 of wrong": (Y, right(1 - Y, RNG.uniform(1e-13, 1e-12, N))),
    "1e-300 of wrong": (np.ones(N), np.full(N, 1e-300)),
    "1e-300 of right": (np.zeros(N), np.full(N, 1e-300)),
    "subnormal": (np.ones(N), np.full(N, 5e-324)),
    "products that are subnormal": (np.ones(N), np.full(N, 8e-11)),
    "mixed": (Y, RNG.choice([1e-300, 1e-17, 1e-9, 0.01, 0.5, 0.9, 1 - 1e-12], N)),
    "one miss among hits": (np.r_[1, np.zeros(N - 1)], np.full(N, 1e-13)),
    "one value, rounding alike": (np.zeros(N), np.full(N, 0.0512345678901)),
    "just below the limit": (np.zeros(N), np.full(N, 0.0487)),
    "soft": (RNG.random(N), RNG.random(N)),
    "soft and hard": (np.r_[0.25, Y[1:]], RNG.random(N)),
    "always a half": (Y, np.full(N, 0.5)),
}
LOGITS = {
    "everyday": (Y, RNG.normal(0, 3, N)),
    "y = 1, z in (1, 30]": (np.ones(N), RNG.uniform(1, 30, N)),
    "y = 0, z in [-700, -30)": (np.zeros(N), RNG.uniform(-700, -30, N)),
    "wrong and far": (np.zeros(N), RNG.uniform(30, 700, N)),
    "huge": (Y, RNG.choice([-1e300, 1e300], N)),
    "zero": (Y, np.zeros(N)),
    "right by 40": (Y, np.where(Y == 1, 40.0, -40.0)),
    "mixed": (Y, RNG.choice([-800.0, -36.0, -1e-9, 0.3, 5.0, 36.0, 800.0], N)),
    "soft": (RNG.random(N), RNG.normal(0, 5, N)),
}


def exact_mean(term, y, x, w=None):
    """Average 50-digit losses."""
    with mp.workdps(50):
        terms = [term(*row) for row in zip(y.tolist(), x.tolist(), strict=True)]
        weights = [1.0] * len(y) if w is None else w.tolist()
        return mp.fdot(terms, weights) / mp.fsum(weights)


@functools.cache
def cross_entropy(y, p):
    y, p = mp.mpf(y), mp.mpf(p)
    return -(y * mp.log(p) if y else 0) - ((1 - y) * mp.log1p(-p) if y < 1 else 0)


@functools.cache
def of_logit(y, z):
    y, z = mp.mpf(y), mp.mpf(z)
    return max(z, 0) - y * z + mp.log1p(mp.exp(-abs(z)))


def off(got, exact):
    """Return the relative error."""
    with mp.workdps(50):
        return float(abs(mp.mpf(got) - exact) / exact) if exact else abs(got)


@pytest.mark.parametrize("name", PROBABILITIES)
@weighted
def test_mean_of_probabilities_is_exact(name, weighted):
    y, p = (np.asarray(array, float) for array in PROBABILITIES[name])
    w = RNG.uniform(0, 5, N) if weighted else None
    got = binary_cross_entropy(y, p, sample_weight=w)
    assert off(got, exact_mean(cross_entropy, y, p, w)) < EXACT


@pytest.mark.parametrize("name", LOGITS)
@weighted
def test_mean_of_logits_is_exact(name, weighted):
    y, z = (np.asarray(array, float) for array in LOGITS[name])
    w = RNG.uniform(0, 5, N) if weighted else None
    got = binary_cross_entropy_with_logits(y, z, sample_weight=w)
    assert off(got, exact_mean(of_logit, y, z, w)) < EXACT


def sample(loss, n=MANY):
    """Return labels and predictions for `loss`."""
    q = RNG.random(n)
    y = (RNG.random(n) < q).astype(np.int8)
    return y, (np.log(q / (1 - q)) if loss is binary_cross_entropy_with_logits else q)


def slowly(loss, y, x, w=None, reduction="mean"):
    """Sum the losses of the samples one by one, without rounding."""
    total = math.fsum(loss(y, x, sample_weight=w, reduction="none").ravel())
    if reduction == "sum":
        return total
    return total / (np.size(y) if w is None else math.fsum(np.float64(w).ravel()))


@every_loss
@weighted
@reductions
def test_blocks_add_up(loss, weighted, reduction):
    y, x = sample(loss)
    w = RNG.random(MANY) if weighted else None
    got = loss(y, x, sample_weight=w, reduction=reduction)
    assert got == pytest.approx(slowly(loss, y, x, w, reduction), rel=EXACT, abs=0)
    assert type(got) is float


def test_many_blocks_lose_nothing():
    """A running sum keeps what each addition rounds away."""
    running = blocks.Sum()
    terms = [1e16, *[1.0] * 1000]
    for term in terms:
        running.add(term)
    plain = functools.reduce(operator.add, terms)  # `sum` is as careful since Python 3.12
    assert float(running) == math.fsum(terms) != plain
    for term in (math.inf, 1.0, math.inf):
        running.add(term)
    assert float(running) == math.inf


def test_scikit_learn_agrees():
    y, p = sample(binary_cross_entropy)
    w = RNG.random(MANY)
    assert binary_cross_entropy(y, p) == pytest.approx(log_loss(y, p), rel=1e-12)
    assert binary_cross_entropy(y, p, sample_weight=w) == pytest.approx(
        log_loss(y, p, sample_weight=w), rel=1e-12
    )


@given(
    st.integers(1, 3 * blocks.GROUP),
    st.floats(0, 1),
    st.floats(0, 1, exclude_min=True, exclude_max=True),
)
def test_length_and_label_do_not_matter(extra, share, p):
    """Groups that are not full are filled up with ones, which cost nothing."""
    n = blocks.WORTH_IT + extra
    y = np.arange(n) < share * n
    expected = slowly(binary_cross_entropy, y, np.full(n, p))
    assert binary_cross_entropy(y, np.full(n, p)) == pytest.approx(expected, rel=EXACT, abs=0)


# --- where products are not enough ------------------------------------------------------------


@pytest.fixture
def by_sample(monkeypatch):
    """Count the blocks that are summed sample by sample."""
    calls, original = [], blocks._sum_terms
    monkeypatch.setattr(
        blocks, "_sum_terms", lambda *given: calls.append(1) or original(*given)
    )  # fmt: skip
    return calls


@pytest.mark.parametrize(
    ("name", "fast"),
    [
        ("calibrated", True),
        ("always a half", True),
        ("one value, rounding alike", True),
        ("just below the limit", False),
        ("within 1e-12 of right", False),
        ("1e-300 of wrong", False),
        ("soft", False),
        ("soft and hard", False),
    ],
)
def test_products_are_taken_where_they_are_exact(name, fast, by_sample):
    binary_cross_entropy(*PROBABILITIES[name])
    assert (not by_sample) == fast


@pytest.mark.parametrize(("name", "fast"), [("everyday", True), ("right by 40", False)])
def test_logits_too(name, fast, by_sample):
    binary_cross_entropy_with_logits(*LOGITS[name])
    assert (not by_sample) == fast


def test_only_the_block_that_needs_it_is_slow(by_sample):
    y, p = sample(binary_cross_entropy, 3 * blocks.BLOCK)
    p[2 * blocks.BLOCK] = 0.0
    y[2 * blocks.BLOCK] = 0
    binary_cross_entropy(y, p)
    assert not by_sample
    y[2 * blocks.BLOCK] = 1
    assert binary_cross_entropy(y, p, reduction="sum") == math.inf
    assert len(by_sample) == 1


# --- boundaries ---------------------------------------------------------------------------------


@weighted
@reductions
def test_infinite_exactly_when_true(weighted, reduction):
    y, p = sample(binary_cross_entropy)
    w = RNG.uniform(1, 2, MANY) if weighted else None
    p[:100] = y[:100]  # certain hits
    assert math.isfinite(binary_cross_entropy(y, p, sample_weight=w, reduction=reduction))
    p[7] = 1 - y[7]
    assert binary_cross_entropy(y, p, sample_weight=w, reduction=reduction) == math.inf
    if weighted:
        w[7] = 0.0
        assert math.isfinite(binary_cross_entropy(y, p, sample_weight=w, reduction=reduction))


def test_perfect_forecasts_cost_positive_zero():
    y = labels(N)
    for got in (
        binary_cross_entropy(y, y),
        binary_cross_entropy(y, y, sample_weight=y + 1),
        binary_cross_entropy_with_logits(y, np.where(y == 1, math.inf, -math.inf)),
    ):
        assert got == 0
        assert math.copysign(1, got) == 1


def test_infinite_logits():
    y, z = sample(binary_cross_entropy_with_logits)
    z[3] = math.inf if y[3] else -math.inf
    assert math.isfinite(binary_cross_entropy_with_logits(y, z))
    z[3] *= -1
    assert binary_cross_entropy_with_logits(y, z) == math.inf


@weighted
def test_a_mean_never_overflows(weighted):
    w = np.full(N, 1e300) if weighted else None
    z = np.full(N, 1e308)
    assert binary_cross_entropy_with_logits(np.zeros(N), z, sample_weight=w) == pytest.approx(1e308)
    assert binary_cross_entropy_with_logits(np.zeros(N), z, reduction="sum") == math.inf


@pytest.mark.parametrize(
    "unit", [5e307, 1e-290, 5e-324, np.float32(1e38), np.float32(1e-40)], ids=repr
)
def test_weights_count_by_their_proportion(unit):
    y, p = PROBABILITIES["calibrated"]
    w = RNG.integers(0, 4, N)
    expected = binary_cross_entropy(y, p, sample_weight=w)
    got = binary_cross_entropy(y, p, sample_weight=w.astype(np.asarray(unit).dtype) * unit)
    assert got == pytest.approx(expected, rel=1e-13 if type(unit) is float else 1e-5)


def test_tiny_weights_of_tiny_losses():
    w = RNG.uniform(1, 2, N) * 1e-200
    got = binary_cross_entropy(np.zeros(N), np.full(N, 1e-200), sample_weight=w)
    assert got == pytest.approx(1e-200, rel=1e-13, abs=0)


def test_integer_weights_equal_repeated_samples():
    y, p = PROBABILITIES["calibrated"]
    w = RNG.integers(0, 4, N)
    expected = binary_cross_entropy(np.repeat(y, w), np.repeat(p, w), reduction="sum")
    got = binary_cross_entropy(y, p, sample_weight=w, reduction="sum")
    assert got == pytest.approx(expected, rel=EXACT)


# --- whatever arrays ------------------------------------------------------------------------------


def grid(array):
    return array[: 250 * 264].reshape(250, 264)


LAYOUTS = {
    "two-dimensional": grid,
    "three-dimensional": lambda a: grid(a).reshape(25, 10, 264),
    "Fortran order": lambda a: np.asfortranarray(grid(a)),
    "transposed": lambda a: grid(a).T,
    "every other": lambda a: a[::2],
    "backwards": lambda a: a[::-1],
    "part of a table": lambda a: np.stack([a, a * 0], axis=1)[:, 0],
    "inner part": lambda a: grid(a)[3:-3, 5:-5],
    "byte-swapped": lambda a: a.astype(a.dtype.newbyteorder()),
    "read-only": lambda a: (lambda b: (b.setflags(write=False), b)[1])(a.copy()),
    "long double": lambda a: a.astype(np.longdouble),
    "a list": lambda a: a[:3000].tolist(),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@every_loss
@weighted
def test_layouts(layout, loss, weighted):
    y, x = map(LAYOUTS[layout], sample(loss))
    w = LAYOUTS[layout](RNG.integers(0, 5, MANY)) if weighted else None
    expected = slowly(loss, np.array(y), np.array(x), None if w is None else np.array(w))
    assert loss(y, x, sample_weight=w) == pytest.approx(expected, rel=EXACT, abs=0)


@every_loss
def test_one_layout_each(loss):
    y, x = map(grid, sample(loss))
    mixed = loss(np.asfortranarray(y), x.astype(">f8"), sample_weight=np.ones(x.T.shape).T)
    assert mixed == pytest.approx(loss(y, x), rel=EXACT)


@pytest.mark.parametrize(
    "dtype", [bool, "int8", "uint8", "int64", "uint64", ">i2", "float16", "float32", ">f8"]
)
def test_types_of_labels(dtype):
    y, p = sample(binary_cross_entropy)
    assert binary_cross_entropy(y.astype(dtype), p) == binary_cross_entropy(y, p)


@pytest.mark.parametrize("dtype", ["float16", "float32", ">f4", "longdouble"])
@every_loss
def test_types_of_predictions(loss, dtype):
    """Whatever comes in, the sums are made in float64."""
    y, x = sample(loss)
    x = x.astype(dtype)
    assert loss(y, x) == pytest.approx(slowly(loss, y, np.float64(x)), rel=EXACT, abs=0)


def test_whole_numbers_as_predictions():
    y = labels(N)
    z = RNG.integers(-5, 6, N)
    z[0], y[0] = np.iinfo(z.dtype).min, 0
    expected = binary_cross_entropy_with_logits(y, z.astype(float))
    assert binary_cross_entropy_with_logits(y, z) == expected
    assert binary_cross_entropy(y, y == 1) == 0


def test_fractions_and_other_objects():
    p = [Fraction(1, 4)] * N
    assert binary_cross_entropy(np.ones(N), p) == pytest.approx(math.log(4), rel=EXACT)


def test_a_memmap(tmp_path):
    y, p = sample(binary_cross_entropy)
    for name, array in (("y", y), ("p", p)):
        array.tofile(tmp_path / name)
    on_disk = [np.memmap(tmp_path / n, d, "r") for n, d in (("y", np.int8), ("p", float))]
    assert binary_cross_entropy(*on_disk) == binary_cross_entropy(y, p)
    table = np.memmap(tmp_path / "p", float, "r", shape=(2, MANY // 2))
    with pytest.raises(ValueError, match=r"^y_proba has shape \(2, "):
        binary_cross_entropy(on_disk[0], table)


class Tensor:
    """What torch and jax arrays are to numpy: something that it can view."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        assert dtype is None
        return self.array


@every_loss
def test_arrays_of_other_libraries(loss):
    y, x = sample(loss)
    assert loss(Tensor(y), Tensor(x), sample_weight=Tensor(y + 1)) == loss(
        y, x, sample_weight=y + 1
    )


def test_inputs_are_left_alone():
    y, p = sample(binary_cross_entropy)
    w = RNG.random(MANY)
    before = [array.copy() for array in (y, p, w)]
    binary_cross_entropy(y, p, sample_weight=w)
    binary_cross_entropy_with_logits(y, p, sample_weight=w)
    assert all(np.array_equal(a, b) for a, b in zip(before, (y, p, w), strict=True))


# --- checks, inside the blocks --------------------------------------------------------------------

PLACE = blocks.BLOCK + 321  # in the second block


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (np.nan, r"^y_proba\[65857\] is nan, not a number: drop or fill"),
        (1.5, r"^y_proba\[65857\] is 1\.5, not a probability in \[0, 1\]: if it is a logit"),
        (-0.2, r"^y_proba\[65857\] is -0\.2, not a probability"),
        (math.inf, r"^y_proba\[65857\] is inf, not a probability"),
        (1 + 1e-9, r"^y_proba\[65857\] is 1\.000000001, .* pass np\.clip\(y_proba, 0, 1\)$"),
    ],
)
def test_a_wrong_probability_is_named(wrong, message):
    y, p = sample(binary_cross_entropy)
    p[PLACE], p[PLACE + 2] = wrong, -7.0 if wrong < 0 else wrong
    with pytest.raises(ValueError, match=message):
        binary_cross_entropy(y, p)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (2, r"^y_true\[65857\] is 2, but labels are 0 or 1 .* pick the positive class"),
        (-1, r"^y_true\[65857\] is -1, but labels"),
    ],
)
def test_a_wrong_label_is_named(wrong, message):
    y, p = sample(binary_cross_entropy)
    y[PLACE:] = wrong
    for loss in LOSSES:
        with pytest.raises(ValueError, match=message):
            loss(y, p)


def test_a_wrong_logit_is_named():
    y, z = sample(binary_cross_entropy_with_logits)
    z[PLACE] = np.nan
    with pytest.raises(ValueError, match=r"^logits\[65857\] is nan, not a number"):
        binary_cross_entropy_with_logits(y, z)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (-1.0, r"^sample_weight\[65857\] is -1\.0: weights must be finite and at least 0"),
        (math.inf, r"^sample_weight\[65857\] is inf: weights must"),
        (np.nan, r"^sample_weight\[65857\] is nan, not a number"),
    ],
)
@every_loss
def test_a_wrong_weight_is_named(loss, wrong, message):
    y, x = sample(loss)
    w = np.ones(MANY)
    w[PLACE] = wrong
    with pytest.raises(ValueError, match=message):
        loss(y, x, sample_weight=w)


@every_loss
@reductions
def test_weights_that_are_all_zero(loss, reduction):
    y, x = sample(loss)
    with pytest.raises(ValueError, match=r"^sample_weight is 0 everywhere"):
        loss(y, x, sample_weight=np.zeros(MANY), reduction=reduction)


@pytest.mark.parametrize("layout", ["two-dimensional", "Fortran order", "transposed", "backwards"])
def test_the_first_offender_is_the_first_in_reading_order(layout):
    y, p = map(LAYOUTS[layout], sample(binary_cross_entropy))
    p = p.copy(order="K")
    offenders = [index for index in np.ndindex(p.shape) if sum(index) in (300, 301)][:40]
    for index in offenders:
        p[index] = 3.0
    first = ", ".join(map(str, offenders[0]))
    with pytest.raises(ValueError, match=rf"^y_proba\[{first}\] is 3\.0"):
        binary_cross_entropy(y, p)


@pytest.mark.parametrize("wrong", ["y_proba", "sample_weight"])
def test_shapes_must_agree(wrong):
    y, p = sample(binary_cross_entropy)
    given = {"y_proba": p, "sample_weight": np.ones(MANY)}
    given[wrong] = given[wrong][:-1]
    with pytest.raises(ValueError, match=rf"^{wrong} has shape \(66535,\), but y_true has shape"):
        binary_cross_entropy(y, **given)


def test_a_certain_miss_does_not_end_the_checks():
    y, p = sample(binary_cross_entropy)
    p[0], p[PLACE] = 1 - y[0], 2.0
    with pytest.raises(ValueError, match=r"^y_proba\[65857\] is 2\.0"):
        binary_cross_entropy(y, p)
