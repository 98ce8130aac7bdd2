"""The cross-entropy of K classes: against scikit-learn, SciPy, mpmath and the binary one."""

import math

import mpmath as mp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax
from sklearn.metrics import log_loss

import bce_lessons as bce
from bce_lessons import binary_cross_entropy, binary_cross_entropy_with_logits
from bce_lessons.categorical import categorical_cross_entropy
from tests.argument_names import says

P = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
NAN, INF = math.nan, math.inf


def drawn(n=50, classes=4, seed=0):
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 3, (n, classes))
    return rng.integers(0, classes, n), z, np.exp(log_softmax(z, axis=1)), rng.random(n) + 0.1


def test_it_is_the_loss_of_scikit_learn():
    y, z, p, w = drawn()
    for weight in (None, w):
        theirs = log_loss(y, p, sample_weight=weight, labels=range(4))
        for labels in (y, np.eye(4)[y], y.astype(float), y.tolist()):
            assert categorical_cross_entropy(labels, p, sample_weight=weight) == pytest.approx(
                theirs, rel=1e-13
            )
            assert categorical_cross_entropy(
                labels, logits=z, sample_weight=weight
            ) == pytest.approx(theirs, rel=1e-13)
    assert bce.categorical_cross_entropy is categorical_cross_entropy


def test_reductions_and_units():
    y, _, p, w = drawn()
    each = -np.log(p[np.arange(50), y])
    np.testing.assert_allclose(categorical_cross_entropy(y, p, reduction="none"), each)
    np.testing.assert_allclose(
        categorical_cross_entropy(y, p, sample_weight=w, reduction="none", base=2),
        w * each / math.log(2),
    )
    assert categorical_cross_entropy(y, p, reduction="sum") == pytest.approx(each.sum())
    assert categorical_cross_entropy(y, p, sample_weight=w, reduction="sum") == pytest.approx(
        w @ each
    )
    assert categorical_cross_entropy(y, p, base=10) == pytest.approx(each.mean() / math.log(10))
    # four classes and no knowledge are two bits
    assert categorical_cross_entropy(y, np.full((50, 4), 0.25), base=2) == 2


@given(z=arrays(float, (3, 4), elements=st.floats(-1e3, 1e3)), label=st.integers(0, 3))
def test_logits_are_exact(z, label):
    found = categorical_cross_entropy([label] * 3, logits=z, reduction="none")
    with mp.workdps(500):
        for one, row in zip(found, z, strict=True):
            exact = mp.log(mp.fsum(mp.exp(v) for v in row)) - mp.mpf(row[label])
            assert one == pytest.approx(float(exact), rel=2e-13, abs=1e-320)


@given(
    soft=arrays(float, 3, elements=st.floats(0.01, 1)),
    z=arrays(float, 3, elements=st.floats(-50, 50)),
)
def test_soft_labels_are_weights_of_the_classes(soft, z):
    soft = soft / soft.sum()
    p = np.exp(log_softmax(z))
    one = sum(q * categorical_cross_entropy(k, logits=z) for k, q in enumerate(soft))
    assert categorical_cross_entropy(soft, logits=z) == pytest.approx(one, rel=1e-12)
    assert categorical_cross_entropy(soft, p / p.sum()) == pytest.approx(one, rel=1e-9)


def test_probabilities_and_logits_at_the_ends():
    assert categorical_cross_entropy(0, [5e-324, 1.0]) == pytest.approx(744.4400719213812)
    assert categorical_cross_entropy(0, [0.0, 1.0]) == INF
    assert math.copysign(1, categorical_cross_entropy(1, [0.0, 1.0])) == 1
    assert categorical_cross_entropy([0.0, 1.0], [0.0, 1.0]) == 0
    assert categorical_cross_entropy(0, logits=[1e308, -1e308]) == 0
    assert categorical_cross_entropy(1, logits=[1e307, -1e307]) == 2e307
    assert categorical_cross_entropy(1, logits=[0.0, 40.0]) == pytest.approx(math.exp(-40))
    assert categorical_cross_entropy(0, logits=[INF, 3.0]) == 0
    assert categorical_cross_entropy(1, logits=[INF, 3.0]) == INF
    assert categorical_cross_entropy(0, logits=[2.0, -INF, 2.0]) == pytest.approx(math.log(2))
    assert categorical_cross_entropy([0, 1.0, 0], logits=[2.0, -INF, 2.0]) == INF
    assert categorical_cross_entropy([0.5, 0, 0.5], logits=[2.0, -INF, 2.0]) == math.log(2)


def test_two_classes_are_the_binary_loss():
    rng = np.random.default_rng(1)
    y, z = rng.integers(0, 2, 40), rng.normal(0, 4, 40)
    p = bce.sigmoid(z)
    assert categorical_cross_entropy(y, np.column_stack([1 - p, p])) == pytest.approx(
        binary_cross_entropy(y, p)
    )
    both = np.column_stack([0 * z, z])
    assert categorical_cross_entropy(y, logits=both) == pytest.approx(
        binary_cross_entropy_with_logits(y, z), rel=1e-14
    )
    assert categorical_cross_entropy(y.astype(bool), logits=both + 7) == pytest.approx(
        binary_cross_entropy_with_logits(y, z)
    )


def test_shapes():
    assert isinstance(categorical_cross_entropy(1, [0.5, 0.5], reduction="none"), float)
    y = np.array([[0, 2, 1], [1, 1, 0]])
    p = np.random.default_rng(0).dirichlet(np.ones(3), (2, 3))
    each = categorical_cross_entropy(y, p, reduction="none")
    assert each.shape == (2, 3)
    flat = categorical_cross_entropy(y.ravel(), p.reshape(6, 3), reduction="none")
    np.testing.assert_array_equal(each.ravel(), flat)
    weight = np.array([[1, 2, 0], [3, 1, 1]])
    np.testing.assert_array_equal(
        categorical_cross_entropy(y, p, sample_weight=weight, reduction="none"), weight * each
    )
    frame = pd.DataFrame(p[0], columns=["a", "b", "c"])
    assert categorical_cross_entropy(pd.Series(y[0]), frame) == pytest.approx(each[0].mean())


@pytest.mark.parametrize("logits", [False, True])
def test_a_row_of_weight_0_never_matters(logits):
    y, bad = [9, 1, NAN, 0], [[NAN] * 3, [0.2, 0.3, 0.5], [7, 7, 7], [None, "x", -1]]
    name = "logits" if logits else "y_proba"
    found = categorical_cross_entropy(
        y, **{name: bad}, sample_weight=[0, 2, 0, 0], reduction="none"
    )
    one = categorical_cross_entropy([1], **{name: [[0.2, 0.3, 0.5]]})
    np.testing.assert_allclose(found, [0, 2 * one, 0, 0])
    hot = [[NAN] * 3, [0, 1, 0], [5, 5, 5], [0, 0, 0]]
    np.testing.assert_array_equal(
        categorical_cross_entropy(hot, **{name: bad}, sample_weight=[0, 2, 0, 0], reduction="none"),
        found,
    )


def test_huge_weights_do_not_overflow():
    assert categorical_cross_entropy([0, 2], P, sample_weight=[1e308, 1e308]) == pytest.approx(
        categorical_cross_entropy([0, 2], P)
    )


@pytest.mark.parametrize(
    ("call", "error", "parts"),
    [
        (lambda f: f([0, 1]), ValueError, ["neither y_proba nor logits is given: pass prob"]),
        (lambda f: f([0, 1], P, logits=P), ValueError, ["y_proba and logits are both given"]),
        (
            lambda f: f([0, 3], P),
            ValueError,
            ["y_true[1] is 3, but y_proba has columns 0 to 2: giv"],
        ),
        (lambda f: f([1, 3], P), ValueError, ["y_true[1] is 3", "pass np.subtract(y_true, 1)"]),
        (lambda f: f([1, -100], P), ValueError, ["y_true[1] is -100", "give it sample_weight 0"]),
        (lambda f: f([1, 255], logits=P), ValueError, ["y_true[1] is 255, but logits", "weight 0"]),
        (
            lambda f: f([1, 0.5], P),
            ValueError,
            ["y_true[1] is 0.5", "number of the class's column"],
        ),
        (lambda f: f([NAN, 1], P), ValueError, ["y_true[0] is nan"]),
        (lambda f: f([[1], [2]], P), ValueError, ["y_true has shape (2, 1)", "np.ravel(y_true)"]),
        (
            lambda f: f([1, 2, 0], P),
            ValueError,
            ["y_true has shape (3,), but y_proba has (2, 3): g"],
        ),
        (lambda f: f([[1, 0], [0, 1]], P), ValueError, ["one-hot rows of shape (2, 3)"]),
        (
            lambda f: f([1, 0], [[0.5], [0.4]]),
            ValueError,
            ["(2, 1): give two columns", "use binary_"],
        ),
        (
            lambda f: f(1, logits=0.5),
            ValueError,
            ["logits has shape ()", "cross_entropy_with_logits"],
        ),
        (
            lambda f: f([[1, 1, 0], [0, 0, 1]], P),
            ValueError,
            ["y_true[0] is [1.0, 1.0, 0.0]: give", "several yes or no"],
        ),
        (lambda f: f([[2, -1, 0], [0, 0, 1]], P), ValueError, ["y_true[0] is [2.0, -1.0, 0.0]"]),
        (
            lambda f: f(["a", "b"], P),
            TypeError,
            ["y_true[0] is 'a'", "np.searchsorted(model.classes_"],
        ),
        (
            lambda f: f([1, "b"], P),
            TypeError,
            ["y_true[1] is 'b'", "np.searchsorted(model.classes_"],
        ),
        (lambda f: f([1, None], P), TypeError, ["y_true[1] is None", "drop or fill missing"]),
        (lambda f: f([1, [2]], P), ValueError, ["y_true is ragged"]),
        (lambda f: f([1, 2], [[0.5, 0.5], [1]]), ValueError, ["y_proba is ragged"]),
        (
            lambda f: f([1, 2], 0.9 * P),
            ValueError,
            [
                "the row y_proba[0] adds up to 0.9, not to 1",
                "binary_cross_entropy",
                "keepdims=True",
            ],
        ),
        (lambda f: f([1, 2], 2 * P), ValueError, ["y_proba[0, 0] is 1.4", "pass logits=, without"]),
        (lambda f: f([1, 2], [[1, 0, 0], [NAN, 1, 0]]), ValueError, ["y_proba[1, 0] is nan"]),
        (lambda f: f([1, 2], logits=[[1, 0, 0], [NAN, 1, 0]]), ValueError, ["logits[1, 0] is nan"]),
        (
            lambda f: f([1, 2], logits=[[1, 0, 0], [INF, INF, 0]]),
            ValueError,
            ["row logits[1] has no"],
        ),
        (
            lambda f: f([1, 2], logits=[[-INF] * 3, [1, 1, 0]]),
            ValueError,
            ["row logits[0] has no sof"],
        ),
        (lambda f: f([1, 2], P, sample_weight=[1]), ValueError, ["sample_weight has shape (1,)"]),
        (lambda f: f([1, 2], P, sample_weight=[1, -1]), ValueError, ["sample_weight[1] is -1"]),
        (
            lambda f: f([1, 2], P, sample_weight=[0, 0]),
            ValueError,
            ["sample_weight is 0 everywhere"],
        ),
        (lambda f: f([5, 7], P, sample_weight=[0, 1]), ValueError, ["y_true[1] is 7"]),
        (lambda f: f(pd.Series([1, 2]), pd.DataFrame(P, index=[1, 0])), ValueError, ["labelled"]),
        (lambda f: f([], np.zeros((0, 3))), ValueError, ["y_proba is empty"]),
    ],
)
def test_what_is_refused(call, error, parts):
    with says(error, *parts):
        call(categorical_cross_entropy)


def test_who_takes_the_binary_loss_by_mistake_is_told_of_this_one():
    """Three classes and no knowledge: the binary loss would be 0.6365, this one is log 3."""
    third = np.full((3, 3), 1 / 3)
    with says(ValueError, "exclude one another", "use categorical_cross_entropy(y_true, y_proba)"):
        binary_cross_entropy(np.eye(3), third)
    assert categorical_cross_entropy(np.eye(3), third) == pytest.approx(math.log(3))
    assert binary_cross_entropy(np.ravel(np.eye(3)), np.ravel(third)) == pytest.approx(
        0.6365, abs=1e-4
    )
