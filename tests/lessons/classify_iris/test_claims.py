"""What the lesson says of its splits and choices, and asserts nowhere itself."""

import re
import warnings

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

from bce_lessons import binary_cross_entropy, lessons
from bce_lessons.datasets import iris_pair
from bce_lessons.lessons.classify_iris.model import PETALS, SPLIT, flowers_of, logistic, split
from tests.prose_numbers import FOLDER, prose_of

NOTEBOOK = FOLDER / f"{lessons.notebook('classify_iris')}.ipynb"
FLOWERS = flowers_of(PETALS)
SPLITS = range(100)


def losses(z, y):
    return np.logaddexp(0, np.where(y == 1, -z, z))


@pytest.fixture(scope="module")
def tests():
    """Return, by C, the labels and the logits of the test flowers of each split."""
    rows = [
        train_test_split(np.arange(100), test_size=30, random_state=seed, stratify=FLOWERS.y)
        for seed in SPLITS
    ]
    member = np.zeros((100, 100))
    for inside, (train, _) in zip(member, rows, strict=True):
        inside[train] = 1
    A, y = np.column_stack([FLOWERS.X, np.ones(100)]), FLOWERS.y
    found = {C: fitted(FLOWERS.X, y, member, np.full(100, C)) for C in (1.0, 100.0, 1e5)}
    return {
        C: [(y[test], A[test] @ w) for w, (_, test) in zip(ws, rows, strict=True)]
        for C, ws in found.items()
    }


def test_the_split_was_picked_for_its_awkward_test(tests):
    at_1, at_100 = (np.array([losses(z, y).mean() for y, z in tests[C]]) for C in (1.0, 100.0))
    assert at_1.argmax() == SPLIT
    assert np.sum(at_100 > at_100[SPLIT]) == 2
    assert at_100.mean() == pytest.approx(0.144, abs=5e-4)
    assert at_100[SPLIT] == pytest.approx(0.311, abs=5e-4)


def test_in_about_half_of_the_splits_a_weak_penalty_moves_a_flower_or_a_few(tests):
    sides = {C: [z > 0 for _, z in tests[C]] for C in (1.0, 1e5)}
    moved = np.sum(np.not_equal(sides[1.0], sides[1e5]), axis=1)
    assert moved[SPLIT] == 0
    assert 0.4 < np.mean(moved > 0) < 0.6
    assert moved.max() == 4


def test_sepals_separate_setosa_from_versicolor():
    data = iris_pair("setosa", "versicolor", features=["sepal length", "sepal width"])
    z = logistic(1e7).fit(data.X, data.y).decision_function(data.X)
    assert np.array_equal(z > 0, data.y == 1)


def test_setosas_change_nothing_in_the_fit_of_the_other_two():
    train, _ = split()
    far = np.array([[1.4, 0.2]])  # a setosa, y = 0
    without = logistic(np.inf).fit(train.X, train.y)
    with_it = logistic(np.inf).fit(np.vstack([train.X, far]), np.append(train.y, 0))
    assert np.allclose(without.coef_, with_it.coef_, rtol=1e-6)


# --- A choice among penalties, with new flowers ----------------------------------------------

C_VALUES = np.array([1.0, 10, 100, 1000])


def fitted(X, y, member, C):
    """Fit many models at once by Newton's method: member (n_models, n) says who is learnt from."""
    A = np.column_stack([X, np.ones(len(y))])
    ridge = np.zeros((len(C), 3, 3))
    ridge[:, [0, 1], [0, 1]] = 1 / C[:, None]

    def objective(w):
        z = w @ A.T
        return (member * losses(z, y)).sum(axis=1) + np.einsum("bi,bij,bj->b", w, ridge, w) / 2

    w, slope = np.zeros((len(C), 3)), np.ones(1)
    while np.abs(slope).max() > 1e-7:
        p = 0.5 * (1 + np.tanh(w @ A.T / 2))
        slope = (member * (p - y)) @ A + np.einsum("bij,bj->bi", ridge, w)
        curve = ((member * p * (1 - p))[:, None] * A.T) @ A + ridge
        step = np.linalg.solve(curve, slope[..., None])[..., 0]
        length, before = np.ones((len(C), 1)), objective(w)
        while (rises := objective(w - length * step) > before + 1e-9).any():
            length = np.where(rises[:, None], length / 2, length)
        w = w - length * step
    return w


def score_and_loss(rng, new):
    """Draw 70 flowers; return each C's five-fold score on them, and its loss on new ones."""
    X, y = drawn(rng, 35)
    part = rng.permutation(70) % 5
    inside = np.vstack([*(part != k for k in range(5)), np.ones(70, bool)])
    w = fitted(X, y, np.tile(inside, (4, 1)), np.repeat(C_VALUES, 6)).reshape(4, 6, 3)
    z = np.einsum("cni,ni->cn", w[:, part], np.column_stack([X, np.ones(70)]))
    z_new = w[:, 5] @ np.column_stack([new[0], np.ones(len(new[1]))]).T
    return losses(z, y).mean(axis=1), losses(z_new, new[1]).mean(axis=1)


def drawn(rng, n):
    """Draw n flowers of each kind from a normal cloud that has the kind's mean and covariance."""
    kinds = [FLOWERS.X[FLOWERS.y == label] for label in (0, 1)]
    X = [rng.multivariate_normal(kind.mean(axis=0), np.cov(kind.T), n) for kind in kinds]
    return np.concatenate(X), np.repeat([0, 1], n)


def test_many_fits_at_once_are_the_library_s():
    X, y = drawn(np.random.default_rng(1), 35)
    w = fitted(X, y, np.ones((4, 70)), C_VALUES)
    for row, C in zip(w, C_VALUES, strict=True):
        model = logistic(C).fit(X, y)
        assert np.allclose(row, [*model.coef_[0], model.intercept_[0]], rtol=1e-5)


def test_a_winning_score_promises_too_much_of_new_flowers_too():
    rng = np.random.default_rng(0)
    new = drawn(rng, 1000)
    score, loss = np.swapaxes([score_and_loss(rng, new) for _ in range(80)], 0, 1)
    best, rows = score.argmin(axis=1), np.arange(80)
    extra = (loss - score)[rows, best] - (loss - score)[:, 1]
    assert extra.mean() > 3 * extra.std(ddof=1) / np.sqrt(80)


# --- What an empty mask does, and how far many splits go --------------------------------------


def test_an_empty_mask_is_silent_in_the_comparison_and_in_our_loss_but_not_in_scikit_learn():
    iris = load_iris()
    with warnings.catch_warnings(action="error"):
        found = iris.target == "setosa"
        assert binary_cross_entropy(found, np.full(150, 0.01)) < 0.011
    assert not found.any()
    with pytest.raises(ValueError, match="only one label"):
        log_loss(found, np.full(150, 0.01))
    with pytest.raises(ValueError, match="one class"):
        logistic(1.0).fit(iris.data, found)


def test_six_hundred_splits_settle_for_these_flowers_what_a_hundred_leave_open():
    A, y, seeds = np.column_stack([FLOWERS.X, np.ones(100)]), FLOWERS.y, range(600)
    how = {"test_size": 30, "stratify": y}
    tests = [train_test_split(np.arange(100), **how, random_state=seed)[1] for seed in seeds]
    member = np.ones((600, 100))
    np.put_along_axis(member, np.array(tests), 0, axis=1)
    tight, loose = (
        np.array([losses(A[t] @ w, y[t]).mean() for w, t in zip(ws, tests, strict=True)])
        for ws in (fitted(FLOWERS.X, y, member, np.full(600, C)) for C in (1.0, 1e5))
    )
    rise = loose - tight
    hundred, all_of_them = (
        part.mean() / (part.std(ddof=1) / np.sqrt(len(part))) for part in (rise[:100], rise)
    )
    assert hundred < 2 < 4 < all_of_them


def test_the_prose_counts_splits_as_the_outputs_do():
    prose, whole = prose_of("classify_iris"), NOTEBOOK.read_text(encoding="utf-8")
    apart, overlap = (100 - int(n) for n in re.findall(r"higher in (\d+) of 100", whole))
    assert f"wins in {apart} splits of 100, for the overlapping one in {overlap}" in prose
    (worse,) = set(re.findall(r"the test is worse in (\d+) of them", whole))
    assert f"in {worse} splits only" in prose
    assert f"in about {100 * (1 - 0.95**5):.0f} % of cases" in prose
