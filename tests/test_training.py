import dataclasses
import re
import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss
from sklearn.neural_network import MLPClassifier

from bce_lessons.datasets import circles, iris_pair, ten_points
from bce_lessons.training import fit_logistic, train_network

# scikit-learn 1.8.0 warns at C=np.inf of a penalty that nobody set; 1.6, 1.7 and 1.9 do not.
pytestmark = pytest.mark.filterwarnings("ignore:Setting penalty=None will ignore the C:UserWarning")

POINTS = ten_points()
X, Y = POINTS.X, POINTS.y


def library(C, tol=1e-12):
    return LogisticRegression(C=C, tol=tol, max_iter=10_000).fit(X, Y)


# --- logistic regression ------------------------------------------------------------------------


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
        ({"loss": "hinge"}, ValueError, "choose one of binary_cross_entropy, squared_error"),
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
        ({"X": []}, ValueError, "X is empty"),
        ({"X": ["a"] * 10}, TypeError, "X[0] is 'a'"),
        ({"X": np.where(X > 4, np.nan, X)}, ValueError, "X[9, 0] is nan"),
    ],
)
def test_fit_logistic_names_argument_value_and_mend(change, error, message):
    with pytest.raises(error, match=re.escape(message)):
        fit_logistic(**({"X": X, "y_true": Y} | change))


# --- the network --------------------------------------------------------------------------------

DATA = circles()
TRAIN, TEST = DATA.take(slice(0, 500)), DATA.take(slice(500, 1000))


def oracle(seed, epochs):
    """Train scikit-learn's network in one go, with nothing of ours."""
    model = MLPClassifier(
        (50,), solver="sgd", learning_rate_init=0.01, momentum=0.9, nesterovs_momentum=False,
        batch_size=32, alpha=0, random_state=seed, max_iter=epochs, n_iter_no_change=10_000,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(TRAIN.X, TRAIN.y)


@pytest.fixture(scope="module")
def runs():
    return [train_network(TRAIN, TEST, seed=seed) for seed in range(5)]


@pytest.mark.parametrize(("seed", "epochs"), [(0, 1), (3, 12), (0, 200)])
def test_the_network_is_scikit_learns_fit_to_the_last_bit(seed, epochs):
    model, run = oracle(seed, epochs), train_network(TRAIN, TEST, seed=seed, epochs=epochs)
    assert np.array_equal(run.hidden_weights[-1], model.coefs_[0])
    assert np.array_equal(run.hidden_biases[-1], model.intercepts_[0])
    assert np.array_equal(run.output_weights[-1], model.coefs_[1][:, 0])
    assert np.array_equal(run.output_biases[-1], model.intercepts_[1][0])
    np.testing.assert_allclose(
        run.predict_proba(TEST.X), model.predict_proba(TEST.X)[:, 1], rtol=1e-12
    )
    for data, loss, accuracy in (
        (TRAIN, run.train_loss, run.train_accuracy),
        (TEST, run.test_loss, run.test_accuracy),
    ):
        assert loss[-1] == pytest.approx(log_loss(data.y, model.predict_proba(data.X)), rel=1e-10)
        assert accuracy[-1] == model.score(data.X, data.y)


def test_every_epoch_is_the_end_of_a_shorter_run(runs):
    model = oracle(1, 37)
    np.testing.assert_allclose(
        runs[1].predict_proba(TEST.X, 37), model.predict_proba(TEST.X)[:, 1], rtol=1e-12
    )
    assert runs[1].test_loss[37] == pytest.approx(log_loss(TEST.y, model.predict_proba(TEST.X)))


def test_epoch_0_is_before_training(runs):
    for run in runs:
        bound = np.sqrt(6 / 52)  # Glorot's, for 2 inputs and 50 units
        assert np.abs(run.hidden_weights[0]).max() <= bound
        assert np.abs(run.hidden_weights[0]).max() > 0.9 * bound
        assert 0.6 < run.train_loss[0] < 0.8


def test_five_seeds_land_where_the_lesson_says(runs):
    ends = np.array([[r.train_accuracy[-1], r.test_accuracy[-1], r.test_loss[-1]] for r in runs])
    low, high = ends.min(axis=0), ends.max(axis=0)
    # The ranges measured elsewhere, give or take one sample of 500 and the third decimal.
    np.testing.assert_allclose(low, [0.826, 0.842, 0.367], atol=0.003)
    np.testing.assert_allclose(high, [0.838, 0.858, 0.378], atol=0.003)


def test_seeds_differ_and_repeat(runs):
    assert len({run.test_loss[-1] for run in runs}) == 5
    again = train_network(TRAIN, TEST, seed=2, epochs=20)
    assert np.array_equal(again.test_loss, runs[2].test_loss[:21])
    assert np.array_equal(again.hidden_weights, runs[2].hidden_weights[:21])


def test_few_samples_and_many_units_over_fit():
    few = DATA.take(slice(0, 60))
    run = train_network(few, TEST, hidden=200, learning_rate=0.05, epochs=500)
    best = int(run.test_loss.argmin())
    assert 100 < best < 400
    assert run.test_loss[-1] > run.test_loss[best] + 0.04
    assert run.test_accuracy[-1] > run.test_accuracy[best] - 0.01
    assert run.train_loss[-1] < 0.6 * run.train_loss[100]


def test_a_batch_larger_than_the_data_raises_no_warning():
    run = train_network(DATA.take(slice(0, 10)), TEST, epochs=2, hidden=3)
    assert run.hidden_weights.shape == (3, 2, 3)
    assert run.train_loss.shape == run.test_accuracy.shape == run.output_biases.shape == (3,)


@pytest.mark.parametrize("field", ["train_loss", "test_accuracy", "hidden_weights"])
def test_a_run_cannot_be_changed(runs, field):
    with pytest.raises(ValueError, match="read-only"):
        getattr(runs[0], field)[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(runs[0], field, None)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs is 0"),
        ({"hidden": 1.5}, TypeError, "hidden is 1.5"),
        ({"learning_rate": -1}, ValueError, "learning_rate is -1"),
    ],
)
def test_train_network_names_argument_value_and_mend(options, error, message):
    with pytest.raises(error, match=re.escape(message)):
        train_network(TRAIN, TEST, **options)


def test_train_and_test_must_have_the_same_columns():
    with pytest.raises(ValueError, match="take both from one Dataset"):
        train_network(TRAIN, POINTS)
