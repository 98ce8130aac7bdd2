import dataclasses
import re
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

from bce_lessons import networks, sigmoid
from bce_lessons.datasets import circles, ten_points
from bce_lessons.lessons.train_a_network import model as lesson
from bce_lessons.networks import train_network

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


def test_layers_are_those_of_an_epoch(runs):
    for epoch in (0, 7, -1):
        W, b, v, c = runs[0].layers(epoch)
        assert np.array_equal(W, runs[0].hidden_weights[epoch])
        logits = np.maximum(TEST.X @ W + b, 0) @ v + c
        expected = runs[0].predict_proba(TEST.X, epoch)
        np.testing.assert_allclose(sigmoid(logits), expected, rtol=1e-12)
    with pytest.raises(ValueError, match="read-only"):
        runs[0].layers()[0][0, 0] = 1


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


def test_a_run_on_other_samples_is_another_run():
    """Trained runs are kept: by what the samples are, not by where they lie in memory."""
    options = {"epochs": 2, "hidden": 3}
    first, again = (train_network(DATA.take(slice(0, 40)), TEST, **options) for _ in range(2))
    assert first.hidden_weights is again.hidden_weights
    flipped = dataclasses.replace(DATA.take(slice(0, 40)), y=1 - DATA.y[:40])
    for train in (DATA.take(slice(1, 41)), flipped):
        other = train_network(train, TEST, **options)
        assert not np.array_equal(first.hidden_weights[-1], other.hidden_weights[-1])


def test_few_samples_and_many_units_over_fit():
    few, options = DATA.take(slice(0, lesson.FEW)), lesson.OPTIONS[lesson.FEW]
    run = train_network(few, TEST, **options)  # the lesson's own, which is kept
    best = int(run.test_loss.argmin())
    assert 30 < best < 100
    assert run.test_loss[-1] > run.test_loss[best] + 0.2
    assert run.test_accuracy[-1] > run.test_accuracy[best] - 0.01
    assert run.train_loss[-1] < 0.6 * run.train_loss[best]


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
        ({"seed": None}, TypeError, "seed is None: give a whole number"),
    ],
)
def test_train_network_names_argument_value_and_mend(options, error, message):
    with pytest.raises(error, match=re.escape(message)):
        train_network(TRAIN, TEST, **options)


def test_train_and_test_must_have_the_same_columns():
    with pytest.raises(ValueError, match="take both from one Dataset"):
        train_network(TRAIN, ten_points())


@pytest.mark.parametrize("wrong", [[1.0, 2.0], [[1.0], [2.0]], [[1.0, 2.0, 3.0]]])
def test_a_network_predicts_for_as_many_columns_as_it_was_fitted_to(wrong):
    run = train_network(TEST, TEST, epochs=1, hidden=2)
    with pytest.raises(ValueError, match="give two columns, as the network has; one sample is"):
        run.predict_proba(wrong)


def test_a_half_is_no_prediction_of_the_positive_class(monkeypatch):
    data = SimpleNamespace(X=np.zeros((4, 2)), y=np.array([0, 0, 0, 1]))
    monkeypatch.setattr(networks, "_forward", lambda X, *_: np.array([0.5, 0.5, 0.49, 0.51]))
    weights = tuple(np.zeros((1, 1)) for _ in range(4))
    _, accuracy = networks._measure(weights, data)
    assert accuracy.tolist() == [1.0]


@pytest.mark.parametrize("learning_rate", [1e150, 1e308])
def test_a_rate_that_lets_the_weights_grow_without_end_is_named(learning_rate):
    data = circles().take(slice(0, 64))
    told = r"^learning_rate is 1e\+\d+: the weights grew beyond all bounds; lower the learning rate"
    with pytest.raises(ValueError, match=told):
        train_network(data, data, epochs=5, learning_rate=learning_rate)
