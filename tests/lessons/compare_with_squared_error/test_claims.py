"""What the lesson says of convexity is so: where descents end, and what lies lower."""

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, sigmoid, squared_error
from bce_lessons.datasets import ten_points
from bce_lessons.lessons.compare_with_squared_error import model
from bce_lessons.lessons.compare_with_squared_error.model import LOSSES
from bce_lessons.training import fit_logistic

X, Y = ten_points().X, ten_points().y
FLIPPED = np.append(Y[:-1], 0)


def is_below_its_chords(trained, pairs=2000):
    """Say whether the middle of no chord lies below the surface."""
    ends = np.random.default_rng(3).uniform(-12, 12, (2, 2, pairs))
    middle = model.mean_loss(trained, *ends.mean(axis=0))
    chord = np.mean([model.mean_loss(trained, *end) for end in ends], axis=0)
    return bool(np.all(middle <= chord + 1e-12))


def test_cross_entropy_is_convex_in_w_and_b_and_squared_error_is_not():
    assert is_below_its_chords(model.CROSS_ENTROPY)
    assert not is_below_its_chords(model.SQUARED_ERROR)


def test_squared_error_from_zero_ends_in_a_local_minimum():
    w, b = model.descend(model.SQUARED_ERROR, [0.0], [0.0], steps=3000)[:, -1, 0]
    here = model.mean_loss(model.SQUARED_ERROR, w, b)
    around = np.linspace(0, 2 * np.pi, 60)
    assert (
        model.mean_loss(model.SQUARED_ERROR, w + 0.1 * np.cos(around), b + 0.1 * np.sin(around))
        > here
    ).all()
    assert here == pytest.approx(0.1019, abs=5e-5)


def test_it_stays_on_a_plateau_that_is_no_minimum():
    way = model.descend(model.SQUARED_ERROR, [-10.0], [5.0], steps=20_000)[:, 1000::1000, 0]
    height = model.mean_loss(model.SQUARED_ERROR, *way)
    assert height == pytest.approx(0.3, abs=5e-4)
    assert (np.diff(height) < 0).all()


@pytest.mark.parametrize(("labels", "found", "below"), [(Y, 0.1019, 0.1), (FLIPPED, 0.2015, 0.2)])
def test_lower_than_what_descent_from_zero_finds_lies_what_no_w_reaches(labels, found, below):
    run = fit_logistic(X, labels, loss="squared_error", steps=3000)
    assert run.loss[-1] == pytest.approx(found, abs=5e-5)
    steep = sigmoid(1000 * (X[:, 0] + 1))
    assert squared_error(labels, steep) == pytest.approx(below, abs=1e-12)
    assert binary_cross_entropy(Y, steep) == np.inf


def test_no_w_and_b_gives_a_lower_squared_error():
    """In the limit a model is a cut: with all slopes and places, none is below one of ten wrong."""
    w, at = np.meshgrid(np.r_[-np.geomspace(0.01, 1e4, 80), np.geomspace(0.01, 1e4, 80)],
                        np.linspace(-5, 6, 221))  # fmt: skip
    assert model.mean_loss(model.SQUARED_ERROR, w, -w * at).min() >= 0.1 - 1e-12


# --- What the exercises say of it -----------------------------------------------------------


def after_fifty(rate):
    run = fit_logistic(X, Y, loss="squared_error", start=(-4, 0), steps=50, learning_rate=rate)
    return run.loss[-1], run.weights[-1, 0], binary_cross_entropy(Y, run.predict_proba(X))


def test_rates_from_2_to_12_end_in_one_valley_and_most_from_20_on_in_others_or_nowhere():
    for rate in range(2, 13):
        loss, w, nats = after_fifty(rate)
        assert (loss < 0.11, 1 < w < 2, nats < 0.33) == (True, True, True), rate
    ends = {rate: after_fifty(rate) for rate in (20, 25, 30, 40, 50, 60, 80, 90, 100, 300, 500)}
    elsewhere = {rate for rate, (_, w, nats) in ends.items() if w > 4 and nats > 0.5}
    assert elsewhere == set(ends) - {25}
    assert ends[500] == pytest.approx((0.1001, 39.9, 4.39), abs=0.05)
    assert all(after_fifty(rate)[0] == pytest.approx(0.2, abs=1e-4) for rate in (200, 1000))


@pytest.mark.parametrize("row", range(10))
def test_a_flip_makes_the_classes_separable_in_rows_2_and_3_alone(row):
    flipped = Y.copy()
    flipped[row] = 1 - flipped[row]
    separable = X[flipped == 0, 0].max() < X[flipped == 1, 0].min()
    assert separable == (row in (2, 3))
    for loss in LOSSES if separable else ():  # then a fit goes on, and comes nearer to the truth
        early, late = (fit_logistic(X, flipped, loss=loss, steps=n) for n in (1000, 3000))
        assert late.weights[-1, 0] > early.weights[-1, 0] + 0.5
        errors = [squared_error(Y, run.predict_proba(X)) for run in (early, late)]
        assert errors[1] < errors[0] - 0.003


def test_one_wrong_label_can_even_help_cross_entropy():
    flipped = Y.copy()
    flipped[3] = 1 - flipped[3]
    right, helped = (
        squared_error(Y, fit_logistic(X, labels).predict_proba(X)) for labels in (Y, flipped)
    )
    assert helped < right


def test_squared_error_of_one_point_is_not_convex_and_has_neither_minimum_nor_end():
    """So "it has local minima" would be too much: that depends on the data."""
    z = np.linspace(-12, 12, 241)
    loss = (1 - sigmoid(z)) ** 2
    assert (np.diff(loss) < 0).all()
    assert np.diff(loss, 2).min() < 0


def test_at_the_bad_start_points_that_are_most_wrong_hardly_push_in_squared_error():
    p = sigmoid(-4 * X[:, 0])
    cross = np.abs(p - Y)
    assert (cross > 0.99).sum() == 6
    assert (2 * cross * p * (1 - p))[cross > 0.99].max() < 0.02
