"""What the lesson says in prose, computed again."""

import re

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bce_lessons import binary_cross_entropy_with_logits
from bce_lessons.datasets import iris_pair, ten_points
from bce_lessons.training import fit_logistic
from tests.prose_numbers import prose_of

POINTS = ten_points()
X, y = POINTS.X, POINTS.y


def mean_of(**options):
    return LogisticRegression(**options).fit(X, y).predict_proba(X)[:, 1].mean()


@pytest.mark.parametrize("options", [{}, {"C": 1e6}, {"C": 1e-3}])
def test_the_mean_is_right_to_four_decimals_whatever_the_penalty(options):
    assert round(mean_of(**options), 4) == y.mean()


def test_to_six_decimals_the_search_has_to_run_to_its_end():
    assert abs(mean_of() - y.mean()) > 1e-6
    assert mean_of(tol=1e-10) == pytest.approx(y.mean(), abs=1e-8)


@pytest.mark.parametrize("options", [
    {"fit_intercept": False}, {"class_weight": "balanced"}, {"solver": "liblinear"},
])  # fmt: skip
def test_the_mean_is_wrong_if_a_condition_fails(options):
    assert abs(mean_of(tol=1e-10, **options) - y.mean()) > 0.03


def test_copies_do_not_find_a_penalty_on_the_mean():
    def loss(line, copies):
        logits = np.tile(X[:, 0], copies) * line[0] + line[1]
        return binary_cross_entropy_with_logits(np.tile(y, copies), logits)

    def fitted(copies):
        line = minimize(lambda at: loss(at, copies) + 0.025 * at[0] ** 2, [0, 0], tol=1e-10).x
        return loss(line, 1)

    found = [fitted(copies) for copies in (1, 2, 100)]
    assert found == pytest.approx([0.3176] * 3, abs=5e-5)
    assert fit_logistic(X, y).loss[-1] < 0.306


@pytest.mark.parametrize(("label", "p", "weight", "sign"), [
    (2, 0.9, 1, 1), (1, 1.2, 1, 1), (1, 0.5, -1, 1), (1, 0.5, 1, -1),
])  # fmt: skip
def test_four_faults_make_a_loss_negative(label, p, weight, sign):
    with np.errstate(invalid="ignore"):
        terms = label * np.log(p), (1 - label) * np.log(1 - p) if label != 1 else 0.0
    assert -sign * weight * sum(terms) < 0


def test_the_confidence_at_which_the_mean_loss_passes_the_coin_is_the_one_that_is_said():
    said = re.search(r"Between (\d+) and (\d+) times its confidence", prose_of("check_the_claims"))
    flowers = iris_pair("versicolor", "virginica", features=["petal length", "petal width"])
    X = (flowers.X - flowers.X.mean(axis=0)) / flowers.X.std(axis=0)
    z = LogisticRegression(tol=1e-10).fit(X, flowers.y).decision_function(X)
    below, above = (binary_cross_entropy_with_logits(flowers.y, int(k) * z) for k in said.groups())
    assert below < np.log(2) < above
    assert int(said[2]) - int(said[1]) <= 10
