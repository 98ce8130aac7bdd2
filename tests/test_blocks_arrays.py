"""The fast mean and sum take whatever arrays, and are as strict."""

import math
from fractions import Fraction

import numpy as np
import pytest

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    blocks,
)
from tests.blocks_samples import (
    EXACT,
    LOSSES,
    MANY,
    RNG,
    N,
    every_loss,
    labels,
    reductions,
    sample,
    slowly,
    weighted,
)


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
