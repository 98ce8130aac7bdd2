"""What the lesson says of its fits, and asserts nowhere itself."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bce_lessons import binary_cross_entropy, sigmoid
from bce_lessons.datasets import iris_pair, ten_points
from bce_lessons.explorers import four_panels
from bce_lessons.lessons.fit_ten_points.model import fit, library
from bce_lessons.training import fit_logistic

POINTS = ten_points()
X, Y = POINTS.X[:, 0], POINTS.y
FLOWERS = iris_pair("versicolor", "virginica", features=["petal length", "petal width"])
FACTORS = np.arange(1, 401) / 100


def costs(w, b):
    return binary_cross_entropy(Y, sigmoid(w * X + b), reduction="none")


def test_by_hand_eight_points_gain_and_the_two_of_the_overlap_lose():
    model = library()
    default, by_hand = costs(model.coef_[0, 0], model.intercept_[0]), costs(1.6, 0.8)
    assert by_hand.mean() < default.mean()
    left, right = X[Y == 1].min(), X[Y == 0].max()
    overlap = set(np.flatnonzero((left <= X) & (right >= X)))
    assert set(np.flatnonzero(by_hand > default)) == set(np.argsort(default)[-2:]) == overlap


def test_the_walk_without_a_penalty_enters_the_ring_at_step_9():
    assert np.flatnonzero(fit().loss < fit(1).loss[-1])[0] == 9


def test_of_all_curves_on_the_ring_the_penalised_one_has_the_smallest_weight():
    w, b = np.meshgrid(np.linspace(-1, fit(1).coef[0] - 1e-4, 400), np.linspace(-2, 4, 601))
    z = w[..., None] * X + b[..., None]
    means = np.logaddexp(0, np.where(Y == 1, -z, z)).mean(axis=-1)
    assert means.min() > fit(1).loss[-1]


def test_scikit_learn_ends_where_the_descents_end():
    for C in (1.0, np.inf):
        model, walk = library(C, tol=1e-10), fit(C)
        assert np.allclose([model.coef_[0, 0], model.intercept_[0]], [walk.coef[0], walk.intercept])


@pytest.mark.parametrize(
    ("unit", "loss", "right", "factor"),
    [(1, 0.1787, 95, 2.77), (0.1, 0.1034, 94, 1.10), ("std", 0.1370, 94, 2.05)],
)
def test_a_default_penalty_depends_on_the_unit(unit, loss, right, factor):
    X = StandardScaler().fit_transform(FLOWERS.X) if unit == "std" else FLOWERS.X / unit
    z = LogisticRegression().fit(X, FLOWERS.y).decision_function(X)
    scaled = [np.logaddexp(0, np.where(FLOWERS.y == 1, -k * z, k * z)).mean() for k in FACTORS]
    assert scaled[99] == pytest.approx(loss, abs=5e-5)
    assert np.sum((z > 0) == FLOWERS.y) == right
    assert FACTORS[np.argmin(scaled)] == pytest.approx(factor)


def test_without_a_penalty_the_unit_does_not_matter():
    def p(X):
        model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10)
        return model.fit(X, FLOWERS.y).predict_proba(X)[:, 1]

    assert np.allclose(p(FLOWERS.X), p(StandardScaler().fit_transform(FLOWERS.X)), atol=1e-6)


def test_the_four_panels_show_the_standardised_model():
    explorer = four_panels()
    assert "confidence × 1: mean loss 0.1370 nats" in repr(explorer)
    X = StandardScaler().fit_transform(FLOWERS.X)
    walk = fit_logistic(X, FLOWERS.y, C=1, learning_rate=2, steps=800)
    assert f"{walk.loss[-1]:.4f}" == "0.1370"


def test_the_default_solver_leaves_the_bias_free_and_another_one_does_not():
    default = LogisticRegression().fit(POINTS.X, Y)
    other = LogisticRegression(solver="liblinear", tol=1e-10).fit(POINTS.X, Y)
    assert default.intercept_[0] == pytest.approx(0.656, abs=5e-4)
    assert other.intercept_[0] == pytest.approx(0.385, abs=5e-4)
    assert costs(other.coef_[0, 0], other.intercept_[0]).mean() == pytest.approx(0.3390, abs=5e-5)


def test_four_times_as_sure_one_miss_is_very_sure_and_the_other_is_not():
    z = fit(1).logits(X)
    given = np.sort(np.where(Y == 1, sigmoid(4 * z), 1 - sigmoid(4 * z)))[:2]
    assert given == pytest.approx([0.032, 0.38], abs=5e-3)
