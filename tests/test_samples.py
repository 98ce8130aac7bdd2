"""Which samples count: weights of 0 spare whatever a sample holds, labels must agree, and classes
that exclude one another are no yes or no.
"""

import math
import re
from fractions import Fraction

import dask.array as da
import numpy as np
import pandas as pd
import pytest

import bce_lessons as bce
from bce_lessons import blocks
from bce_lessons.calibration import fit_temperature, reliability_curve, wilson_interval
from bce_lessons.decisions import best_threshold, expected_cost
from bce_lessons.decomposition import decompose, skill
from bce_lessons.training import fit_logistic
from bce_lessons.variants import focal_loss, focal_loss_with_logits
from tests.sampled import INF, NAN, TABLES, says

RNG = np.random.default_rng(20261129)
OF_LOGITS = [bce.binary_cross_entropy_with_logits, focal_loss_with_logits]
LOSSES = [bce.binary_cross_entropy, bce.squared_error, focal_loss, *OF_LOGITS]
every_loss = pytest.mark.parametrize("loss", LOSSES, ids=lambda f: f.__name__)


def name_of(loss):
    return "logits" if loss in OF_LOGITS else "y_proba"


# --- weights of 0 --------------------------------------------------------------------------------

SPARED = [(255, 0.5), (-1, 0.5), (NAN, 0.5), (1, NAN), (7, -3.0), (INF, INF), (NAN, -INF)]
LENGTH = {"small": 50, "blocks": blocks.WORTH_IT + 500, "many blocks": blocks.BLOCK + 3000}
SIZES = list(LENGTH)


def sample(n, loss):
    q = RNG.uniform(0.01, 0.99, n)
    y = (RNG.random(n) < q).astype(float)
    return y, (np.log(q / (1 - q)) if loss in OF_LOGITS else q), RNG.uniform(0.5, 2, n)


LAYOUTS = {
    "as it is": np.asarray,
    "table": lambda a: a.reshape(-1, 5),
    "columns first": lambda a: np.asfortranarray(a.reshape(-1, 5)),
    "every other": lambda a: np.repeat(a, 2)[::2],
    "backwards": lambda a: a[::-1],
    "float32": lambda a: a.astype(np.float32),
    "swapped": lambda a: a.astype(">f8"),
    "objects": lambda a: a.astype(object),
}


@every_loss
@pytest.mark.parametrize(
    ("size", "layout"),
    [("many blocks", "as it is"), *((size, layout) for size in SIZES[:2] for layout in LAYOUTS)],
)
def test_a_weight_of_zero_spares_whatever_a_sample_holds(loss, layout, size):
    y, x, w = sample(LENGTH[size] // 10 * 10, loss)
    gone = RNG.random(len(y)) < 0.3
    gone[0] = True
    w[gone] = 0.0
    clean = [a[~gone] for a in (y, x, w)]
    for place, (label, value) in zip(np.flatnonzero(gone), SPARED * len(y), strict=False):
        y[place], x[place] = label, value
    given = [LAYOUTS[layout](array) for array in (y, x, w)]
    for reduction in ("mean", "sum"):
        right = loss(*clean[:2], sample_weight=clean[2], reduction=reduction)
        got = loss(*given[:2], sample_weight=given[2], reduction=reduction)
        assert got == pytest.approx(right, rel=1e-6 if layout == "float32" else 1e-13)
    each = loss(*given[:2], sample_weight=given[2], reduction="none")
    assert each.shape == given[0].shape
    spared = LAYOUTS[layout](gone.astype(float)).astype(bool)
    assert not each[spared].any()
    assert not np.signbit(each[spared]).any()
    assert math.fsum(each.ravel()) == pytest.approx(right, rel=1e-6)


@every_loss
def test_of_dask_and_of_files_too(loss, tmp_path):
    y, x, w = sample(blocks.WORTH_IT * 5, loss)
    right = loss(y[100:], x[100:], sample_weight=w[100:])
    w[:100], y[:100], x[50:100] = 0, NAN, 99
    for name, array in (("y", y), ("x", x), ("w", w)):
        array.tofile(tmp_path / name)
    mapped = [np.memmap(tmp_path / name, float, "r") for name in "yxw"]
    assert loss(*mapped[:2], sample_weight=mapped[2]) == pytest.approx(right, rel=1e-13)
    chunks = [da.from_array(array, chunks=999) for array in (y, x, w)]
    assert loss(*chunks[:2], sample_weight=chunks[2]) == pytest.approx(right, rel=1e-13)
    assert loss(chunks[0], x, sample_weight=w) == pytest.approx(right, rel=1e-13)
    marked = [None, *y[1:]]
    assert loss(marked, chunks[1], sample_weight=w) == pytest.approx(right, rel=1e-13)
    chunked = loss(*chunks[:2], sample_weight=chunks[2], reduction="none")
    assert not chunked[:100].any()


@pytest.mark.parametrize(
    ("y", "p", "w"),
    [
        ([1, 0, None], [0.5, 0.5, None], [1, 1, 0]),
        (["?", 1, 0], [0.5, 0.5, 0.5], [0, 1, 1]),
        (pd.Series([1, 0, None], dtype="Int64"), [0.5, 0.5, 7], [1, 2, 0]),
        (pd.Series([None, 0, 1], dtype="boolean"), pd.Series([pd.NA, 0.5, 0.5], dtype="Float64"),
         pd.Series([0, 1, 1])),
        (np.ma.array([1, 0, 9], mask=[0, 0, 1]), np.ma.array([0.5, 0.5, 7], mask=[0, 0, 1]),
         [1, 1, 0]),
        ([1, 0, 10**400], [Fraction(1, 2), 0.5, {}], [1, 1, Fraction(0)]),
        ([1, np.nan, 0], [0.5, 0.5, 0.5], np.array([True, False, True])),
    ],
)  # fmt: skip
def test_even_what_is_no_number(y, p, w):
    assert bce.binary_cross_entropy(y, p, sample_weight=w) == pytest.approx(math.log(2))
    each = bce.binary_cross_entropy(y, p, sample_weight=w, reduction="none")
    assert each[np.equal(w, 0)].tolist() == [0.0]


@every_loss
@pytest.mark.parametrize("n", [6, blocks.WORTH_IT + 6, blocks.BLOCK + 6])
def test_the_first_offender_that_counts_is_named(loss, n):
    y, x, w = sample(n, loss)
    w[[0, 2]], y[0], x[2] = 0, 7, NAN
    assert math.isfinite(loss(y, x, sample_weight=w))
    x[n - 2] = NAN
    for reduction in ("mean", "sum", "none"):
        with says(ValueError, f"{name_of(loss)}[{n - 2}] is nan"):
            loss(y, x, sample_weight=w, reduction=reduction)
    y[n - 3] = 3
    with says(ValueError, f"y_true[{n - 3}] is 3.0"):
        loss(y, x, sample_weight=w)
    with says(ValueError, f"y_true[{(n - 3) // 2}, {(n - 3) % 2}] is 3.0"):
        loss(*(a.reshape(-1, 2) for a in (y, x)), sample_weight=w.reshape(-1, 2))
    with says(ValueError, f"y_true[{n - 3}] is 3.0"):
        loss(*(da.from_array(a, chunks=1000) for a in (y, x)), sample_weight=da.from_array(w))


@every_loss
@pytest.mark.parametrize("n", [6, blocks.WORTH_IT + 6])
def test_weights_themselves_are_always_checked(loss, n):
    y, x, w = sample(n, loss)
    with says(ValueError, "sample_weight is 0 everywhere"):
        loss(y * NAN, x * NAN, sample_weight=w * 0)
    for wrong in (NAN, -1.0, INF):
        w[[0, 1]] = 0, wrong
        with says(ValueError, "sample_weight[1] is"):
            loss(y, x, sample_weight=w)
    with says(TypeError, "y_true[1] is None"):
        loss([0, None], [0.5, 0.5], sample_weight=[1, pd.NA])
    with says(TypeError, "y_true[1] is None"):
        loss([0, None], [0.5, 0.5], sample_weight=[[1, 0]])
    with says(ValueError, "y_true[1] is masked"):
        loss(np.ma.array([0, 1], mask=[0, 1]), [0.5, 0.5], sample_weight=[0, 1])
    with says(ValueError, "y_true[0] is nan"):
        loss([NAN, 0], [0.5, 0.5])


def test_the_temperature_spares_them_too():
    y, z = [1, 0, 1, 0, 1], [4.0, -4.0, -4.0, 4.0, 4.0]
    right = fit_temperature(y, z, sample_weight=[1, 1, 0.5, 0.5, 1])
    for label, value in [*SPARED, (None, None)]:
        got = fit_temperature([label, *y], [value, *z], sample_weight=[0, 1, 1, 0.5, 0.5, 1])
        assert got == pytest.approx(right, rel=1e-12)
    with says(ValueError, "logits[2] is -inf, a certain miss"):
        fit_temperature([9, 0, 1], [0, 1, -INF], sample_weight=[0, 1, 5e-324])
    with says(ValueError, "logits[1, 0] is inf, a certain miss"):
        fit_temperature([[1, 0], [0, 1]], [[1, 1], [INF, 1]])
    table = [np.reshape(a, (1, 5)) for a in (y, z)]
    assert fit_temperature(*table, sample_weight=[[1, 1, 0.5, 0.5, 1]]) == pytest.approx(right)


# --- labels of pandas ----------------------------------------------------------------------------


@every_loss
@pytest.mark.parametrize("n", [3, blocks.WORTH_IT])
def test_two_indexes_must_be_the_same(loss, n):
    y = pd.Series(np.arange(n) % 2, index=np.arange(n) + 7)
    x = pd.Series(np.full(n, 0.25), index=y.index)
    moved = pd.Series(np.r_[0.9, x[1:]], index=[y.index[1], y.index[0], *y.index[2:]])
    assert loss(y, x) == loss(y.to_numpy(), x) == loss(y.tolist(), x.tolist())
    name = name_of(loss)
    with says(
        ValueError,
        f"{name} is labelled 8 where y_true is labelled 7, at position 0, and samples are paired",
        f"pass {name}.loc[y_true.index], or {name}.to_numpy(), if both",
    ):
        loss(y, moved)
    assert loss(y, moved.loc[y.index]) != loss(y, moved.to_numpy())
    late = x.rename({n + 6: -1})
    with says(ValueError, f"labelled -1 where y_true is labelled {n + 6}, at position {n - 1}"):
        loss(y, late, reduction="none")
    with says(ValueError, f": pass {name}.to_numpy(), if both"):
        loss(y, late)
    with says(ValueError, "sample_weight is labelled 0 where y_true is labelled 7"):
        loss(y, x, sample_weight=pd.Series(np.ones(n)))
    with says(ValueError, f"sample_weight is labelled 0 where {name} is labelled 7"):
        loss(y.tolist(), x, sample_weight=pd.Series(np.ones(n)))
    with says(ValueError, f"sample_weight is labelled 0 where {name} is labelled 7"):
        loss(da.from_array(y.to_numpy()), x, sample_weight=pd.Series(np.ones(n)))


def test_in_every_function_of_two_arrays():
    y, p = pd.Series([1, 0]), pd.Series([0.5, 0.25], index=[1, 0])
    y_and_p = [
        bce.binary_cross_entropy_gradient, bce.binary_cross_entropy_with_logits_gradient,
        bce.squared_error_gradient, bce.squared_error_with_logits_gradient, bce.kl_divergence,
        decompose, skill, reliability_curve, fit_temperature,
        lambda y, p: expected_cost(y, p, 0.5, cost_fp=1, cost_fn=1),
        lambda y, p: fit_logistic(p.to_frame(), y),
        lambda y, p: wilson_interval(y, p + 2 - p % 1),
        lambda y, p: best_threshold(y + 1, p),
    ]  # fmt: skip
    for function in y_and_p:
        with says(ValueError, " is labelled ", "paired by position"):
            function(y, p)


def test_columns_must_be_in_one_order():
    y = pd.DataFrame({"cat": [1, 0], "dog": [1, 1]})
    p = pd.DataFrame({"dog": [0.9, 0.8], "cat": [0.7, 0.1]})
    with says(ValueError, "columns in another order", "pass y_proba[y_true.columns]"):
        bce.binary_cross_entropy(y, p)
    assert bce.binary_cross_entropy(y, p[y.columns]) == bce.binary_cross_entropy(
        y.to_numpy(), p[["cat", "dog"]]
    )
    other = p.set_axis(["p of cat", "p of dog"], axis=1)
    assert bce.binary_cross_entropy(y, other) == bce.binary_cross_entropy(y, p.to_numpy())


def test_shapes_are_told_before_indexes():
    with says(ValueError, "y_proba has shape (3,), but y_true has shape (2,)"):
        bce.binary_cross_entropy(pd.Series([1, 0]), pd.Series([0.5, 0.5, 0.5]))


# --- classes that exclude one another ------------------------------------------------------------


def softmax(n, k):
    z = RNG.normal(size=(n, k))
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


@pytest.mark.parametrize("loss", TABLES, ids=lambda f: f.__name__)
def test_one_hot_labels_of_many_classes_are_refused(loss):
    thirds = np.full((3, 3), 1 / 3)
    for y, p in (
        (np.eye(3), thirds),
        (np.eye(3).tolist(), thirds.tolist()),
        (np.eye(5)[RNG.integers(0, 5, 9000)], softmax(9000, 5).astype(np.float32)),
        (thirds, thirds),
        (da.from_array(np.eye(3)), da.from_array(thirds)),
        (np.eye(1000)[:20], softmax(20, 1000)),
    ):
        for reduction in ("mean", "sum"):
            with says(ValueError, "add up to 1 in each row", "exclude one another", "np.ravel(y_"):
                loss(y, p, reduction=reduction)
    assert loss(np.eye(3), thirds, reduction="none").shape == (3, 3)
    flat = loss(np.ravel(np.eye(3)), np.ravel(thirds))
    assert flat == pytest.approx(np.mean(loss(np.eye(3), thirds, reduction="none")))
    with says(ValueError, "as 2 classes do"):
        loss(np.eye(2), np.full((2, 2), 0.5), reduction="sum")


def test_the_remedy_gives_the_loss_of_classes():
    names = {**vars(bce), "y_true": np.eye(3), "y_proba": softmax(3, 3)}
    with pytest.raises(ValueError, match="exclude one another") as caught:
        bce.binary_cross_entropy(names["y_true"], names["y_proba"])
    loss = eval(re.search(r"use (.+?); if", str(caught.value))[1], names)
    assert loss == pytest.approx(-np.log(np.diag(names["y_proba"])).mean())


@pytest.mark.parametrize("loss", TABLES, ids=lambda f: f.__name__)
def test_rows_that_do_not_count_do_not_hide_classes_that_exclude_one_another(loss):
    eye, thirds, w = np.eye(3), np.full((3, 3), 0.33), np.ones((3, 3))
    w[0] = 0
    wild, padded = np.vstack([[NAN, 7, 1], thirds[1:]]), np.vstack([eye, np.zeros((2, 3))])
    in_ten = np.round(softmax(500, 10), 2)
    for y, p, weight in (
        (np.vstack([[1, 1, 0], eye[1:]]), wild, w),
        (np.vstack([[NAN, 255, 0], eye[1:]]), wild, w),
        (padded, np.vstack([thirds, np.zeros((2, 3))]), None),
        (padded, np.vstack([thirds, np.full((2, 3), 0.5)]), None),
        (eye, thirds, None),
        (np.eye(10)[RNG.integers(0, 10, 500)], in_ten, None),
        (np.stack([eye, eye[::-1]]), np.stack([thirds, thirds]), None),
        (np.stack([eye] * 2000), np.stack([thirds] * 2000), None),
    ):
        for kind in (np.asarray, da.from_array):
            weights = None if weight is None else kind(weight)
            with says(ValueError, "add up to 1 in each row", "exclude one another"):
                loss(kind(y), kind(p), sample_weight=weights)


def test_tables_of_yes_and_no_stay_welcome():
    p = np.array([[0.33, 0.33, 0.33], [0.2, 0.3, 0.4]])
    for y, probabilities in (
        (np.eye(3)[:1], p[:1]),  # one row alone proves little
        (np.eye(3)[:2], p),
        (np.zeros((2, 3)), p),
        ([[1, 0, 0], [1, 0, 1]], [[0.33, 0.33, 0.33]] * 2),
        (np.full((2, 3), 0.33), np.full((2, 3), 0.33)),
        (np.eye(2)[None], np.full((1, 2, 2), 0.5)),
    ):
        assert bce.binary_cross_entropy(y, probabilities) > 0
        assert bce.binary_cross_entropy(da.from_array(np.array(y)), probabilities) > 0


def test_several_labels_a_sample_are_welcome():
    p = RNG.random((4, 3))
    assert bce.binary_cross_entropy(np.eye(4)[:, :3], p) > 0
    assert bce.binary_cross_entropy(RNG.integers(0, 2, (50, 3)), softmax(50, 3)) > 0
    assert bce.binary_cross_entropy(np.eye(2), np.full((2, 2), 0.5)) == math.log(2)
    assert bce.binary_cross_entropy_with_logits(np.eye(3), p[:3]) > 0
    for function in (decompose, skill, reliability_curve):
        with says(ValueError, "exclude one another"):
            function(np.eye(3), np.full((3, 3), 1 / 3))
