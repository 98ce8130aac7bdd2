import dataclasses
import re

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss

from bce_lessons import blocks, networks, sigmoid, training
from bce_lessons.datasets import iris_pair, ten_points
from bce_lessons.training import fit_logistic

# scikit-learn 1.8.0 warns at C=np.inf of a penalty that nobody set; 1.6, 1.7 and 1.9 do not.
pytestmark = pytest.mark.filterwarnings("ignore:Setting penalty=None will ignore the C:UserWarning")

POINTS = ten_points()
X, Y = POINTS.X, POINTS.y


def library(C, tol=1e-12):
    return LogisticRegression(C=C, tol=tol, max_iter=10_000).fit(X, Y)


@pytest.mark.parametrize(
    ("C", "w", "b", "loss"),
    [  # 50-digit mpmath: the root of the gradient
        (np.inf, 1.64242586446, 0.802835847913, 0.30515928957),
        (1.0, 0.971934475185, 0.655535945164, 0.33291140995),
    ],
)
def test_ten_points_reach_the_minimum(C, w, b, loss):
    fit = fit_logistic(X, Y, C=C)
    assert fit.coef == pytest.approx([w], abs=1e-9)
    assert fit.intercept == pytest.approx(b, abs=1e-9)
    assert fit.loss[-1] == pytest.approx(loss, abs=1e-10)


@pytest.mark.parametrize("C", [0.1, 1.0, 10.0, np.inf])
def test_ten_points_agree_with_scikit_learn(C):
    fit, model = fit_logistic(X, Y, C=C), library(C)
    assert fit.coef == pytest.approx(model.coef_[0], abs=1e-7)
    assert fit.intercept == pytest.approx(model.intercept_[0], abs=1e-7)
    np.testing.assert_allclose(fit.predict_proba(X), model.predict_proba(X)[:, 1], atol=1e-8)
    assert fit.loss[-1] == pytest.approx(log_loss(Y, model.predict_proba(X)), abs=1e-8)


@pytest.mark.parametrize(("C", "w", "b"), [(np.inf, 1.64162, 0.80285), (1.0, 0.97164, 0.65550)])
def test_the_weights_often_quoted_are_where_the_default_tolerance_stops(C, w, b):
    fit, early = fit_logistic(X, Y, C=C), library(C, tol=1e-4)
    # Near the quoted weights, and worse than the minimum: nothing that a descent should end at.
    assert (early.coef_[0, 0], early.intercept_[0]) == pytest.approx((w, b), abs=1e-3)
    assert (fit.coef[0], fit.intercept) == pytest.approx((w, b), abs=1e-3)
    # A descent that starts there, and takes one vanishing step, reports what is paid there.
    quoted = fit_logistic(X, Y, C=C, start=(w, b), steps=1, learning_rate=1e-12)
    assert quoted.objective[0] > fit.objective[-1]
    assert quoted.loss[0] == pytest.approx(fit.loss[-1], abs=5e-5)


def test_several_features_agree_with_scikit_learn():
    iris = iris_pair("versicolor", "virginica", features=["petal length", "petal width"])
    Z = (iris.X - iris.X.mean(axis=0)) / iris.X.std(axis=0)
    fit = fit_logistic(Z, iris.y, C=1.0, learning_rate=1.0)
    model = LogisticRegression(C=1.0, tol=1e-12, max_iter=10_000).fit(Z, iris.y)
    np.testing.assert_allclose(fit.coef, model.coef_[0], atol=1e-6)
    assert fit.intercept == pytest.approx(model.intercept_[0], abs=1e-6)


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "squared_error"])
@pytest.mark.parametrize("C", [0.5, np.inf])
@pytest.mark.parametrize("start", [(0, 0), (-4, 0), (5, -3)])
def test_a_safe_rate_never_raises_the_objective(loss, C, start):
    fit = fit_logistic(X, Y, C=C, loss=loss, start=start, steps=300)
    assert (np.diff(fit.objective) <= 1e-15).all()
    assert fit.objective[-1] < fit.objective[0]


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "squared_error"])
@pytest.mark.parametrize("C", [0.5, np.inf])
def test_a_step_follows_the_gradient_of_the_objective(loss, C):
    rate, h = 0.25, 1e-5

    def objective(w, b):
        return fit_logistic(X, Y, C=C, loss=loss, start=(w, b), steps=1).objective[0]

    fit = fit_logistic(X, Y, C=C, loss=loss, start=(-0.7, 0.4), steps=1, learning_rate=rate)
    dw = (objective(-0.7 + h, 0.4) - objective(-0.7 - h, 0.4)) / (2 * h)
    db = (objective(-0.7, 0.4 + h) - objective(-0.7, 0.4 - h)) / (2 * h)
    assert fit.weights[1, 0] == pytest.approx(-0.7 - rate * dw, abs=1e-9)
    assert fit.biases[1] == pytest.approx(0.4 - rate * db, abs=1e-9)


def test_every_step_is_recorded_and_its_loss_is_the_librarys():
    bce = fit_logistic(X, Y, C=0.5, steps=7, start=(-1, 2))
    squared = fit_logistic(X, Y, loss="squared_error", steps=7)
    assert bce.weights.shape == (8, 1)
    assert bce.biases.shape == bce.loss.shape == bce.objective.shape == (8,)
    assert (bce.weights[0, 0], bce.biases[0]) == (-1, 2)
    for step in range(8):
        p = bce.predict_proba(X, step)
        assert bce.loss[step] == pytest.approx(log_loss(Y, p), rel=1e-12)
        penalty = bce.weights[step, 0] ** 2 / (2 * 0.5 * 10)
        assert bce.objective[step] == pytest.approx(bce.loss[step] + penalty, rel=1e-12)
        brier = brier_score_loss(Y, squared.predict_proba(X, step))
        assert squared.loss[step] == pytest.approx(brier, rel=1e-12)
    assert np.array_equal(squared.loss, squared.objective)


@pytest.mark.parametrize(
    ("loss", "library"), [("binary_cross_entropy", log_loss), ("squared_error", brier_score_loss)]
)
def test_many_samples_are_counted_as_few_are(loss, library):
    rng = np.random.default_rng(4)
    X = rng.normal(size=(blocks.WORTH_IT + 7, 2))
    y = (X @ [1, -1] + rng.logistic(size=len(X)) > 0).astype(int)
    found = fit_logistic(X, y, steps=5, loss=loss)
    for step, value in enumerate(found.loss):
        p = sigmoid(X @ found.weights[step] + found.biases[step])
        assert value == pytest.approx(library(y, p), rel=1e-12)


def test_from_a_bad_start_the_squared_error_crawls():
    bce = fit_logistic(X, Y, start=(-4, 0), steps=200)
    squared = fit_logistic(X, Y, loss="squared_error", start=(-4, 0), steps=200)
    assert bce.weights[50, 0] > 1.5
    assert squared.weights[50, 0] < -3.4
    assert squared.loss[100] > 0.85 * squared.loss[0]


def test_a_smaller_C_pulls_the_weight_but_not_the_bias_to_zero():
    weights = [abs(fit_logistic(X, Y, C=C, steps=3000).coef[0]) for C in (0.1, 1, 10, np.inf)]
    assert weights == sorted(weights)
    tight = fit_logistic(X, Y, C=0.05, steps=3000)
    assert tight.coef[0] < 0.4
    assert tight.intercept > 0.5


def test_separable_classes_run_away():
    iris = iris_pair("setosa", "versicolor", features=["sepal length", "sepal width"])
    Z = iris.X - iris.X.mean(axis=0)
    fit = fit_logistic(Z, iris.y, steps=4000)
    length = np.linalg.norm(fit.weights, axis=1)
    assert (np.diff(length[10:]) > 0).all()
    assert length[4000] > 1.2 * length[2000]


def test_a_flat_list_is_one_feature_and_start_may_be_a_list():
    flat = fit_logistic(X[:, 0].tolist(), Y.tolist(), steps=5, start=([0.5], 1))
    table = fit_logistic(X, Y, steps=5, start=(0.5, 1))
    assert np.array_equal(flat.weights, table.weights)
    assert np.array_equal(flat.predict_proba(X[:, 0]), table.predict_proba(X))
    assert np.array_equal(flat.logits([2.0], 0), [2.0])
    assert np.array_equal(
        fit_logistic(X, Y, steps=5, start=np.array([0.5, 1.0])).weights, table.weights
    )
    wide = fit_logistic(np.ones((10, 3)), Y, steps=1, start=(0.5, 1))
    assert wide.weights[0].tolist() == [0.5] * 3


@pytest.mark.parametrize("field", ["weights", "biases", "loss", "objective"])
def test_a_descent_cannot_be_changed(field):
    fit = fit_logistic(X, Y, steps=2)
    with pytest.raises(ValueError, match="read-only"):
        getattr(fit, field)[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(fit, field, None)


@pytest.mark.parametrize(
    "options",
    [
        {"C": 0.01, "learning_rate": 3.0},  # the penalty's own step overshoots
        {"C": 0.01, "learning_rate": 3.0, "steps": 150},  # w² overflows before w does
        {"learning_rate": 1e308},
    ],
)
def test_a_divergence_says_to_lower_the_rate(options):
    with pytest.raises(ValueError, match=r"learning_rate is .* lower the learning rate"):
        fit_logistic(X, Y, **options)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"C": 0}, ValueError, "C is 0: give a number above 0"),
        ({"C": np.nan}, ValueError, "C is nan"),
        ({"loss": "hinge"}, ValueError, "choose 'binary_cross_entropy' or 'squared_error'"),
        ({"learning_rate": 0}, ValueError, "learning_rate is 0"),
        ({"learning_rate": np.inf}, ValueError, "learning_rate is inf"),
        ({"steps": 0}, ValueError, "steps is 0"),
        ({"steps": 2.5}, TypeError, "steps is 2.5: give a whole number"),
        ({"steps": True}, TypeError, "steps is True"),
        ({"start": ([1, 2], 0)}, ValueError, "one number or 1 for w"),
        ({"start": (np.nan, 0)}, ValueError, "start is (nan, 0)"),
        ({"y_true": Y[:9]}, ValueError, "y_true has shape (9,), X has 10 rows"),
        ({"y_true": Y[:, None]}, ValueError, "y_true has shape (10, 1)"),
        ({"y_true": Y * 2}, ValueError, "y_true[2] is 2"),
        ({"X": X[None]}, ValueError, "X has shape (1, 10, 1)"),
        ({"X": np.zeros((10, 2, 1))}, ValueError, "X has shape (10, 2, 1)"),
        ({"X": []}, ValueError, "X is empty"),
        ({"X": ["a"] * 10}, TypeError, "X[0] is 'a'"),
        ({"X": np.where(X > 4, np.nan, X)}, ValueError, "X[9, 0] is nan"),
        ({"X": [[0, 0], [1, np.inf], [np.nan, 2]]}, ValueError, "X[1, 1] is inf"),
    ],
)
def test_fit_logistic_names_argument_value_and_mend(change, error, message):
    with pytest.raises(error, match=re.escape(message)):
        fit_logistic(**({"X": X, "y_true": Y} | change))


def test_the_network_is_here_too():
    assert training.train_network is networks.train_network
    assert training.NetworkRun is networks.NetworkRun


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            [[1.0, 2.0]],
            "X has shape (1, 2): give one column, as the model has; one sample is [[...",
        ),
        ([[np.nan]], "X[0, 0] is nan"),
        ([["1"]], "X[0, 0] is '1' (str)"),
    ],
)
def test_a_descent_predicts_for_as_many_columns_as_it_was_fitted_to(wrong, message):
    fit = fit_logistic(X, Y, steps=1)
    for predict in (fit.predict_proba, fit.logits):
        with pytest.raises((TypeError, ValueError), match=re.escape(message)):
            predict(wrong)


@pytest.mark.parametrize("C", [1e-300, 1e-5, 5e-324])
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "squared_error"])
def test_a_penalty_that_is_too_strong_for_the_steps_is_named(C, loss):
    data = ten_points()
    with pytest.raises(
        ValueError, match=r"^C is .*: by step \d+ .*; give C above 0\.025, or lower"
    ):
        fit_logistic(data.X, data.y, C=C, loss=loss)
    fit_logistic(data.X, data.y, C=0.026, loss=loss)
    with pytest.raises(ValueError, match=r"^learning_rate is 1e\+300: by step"):
        fit_logistic(data.X, data.y, C=C, loss=loss, learning_rate=1e300)
