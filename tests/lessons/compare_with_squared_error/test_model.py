"""What the lesson says of convexity is so: where descents end, and what lies lower."""

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, sigmoid, squared_error
from bce_lessons.datasets import ten_points
from bce_lessons.lessons.compare_with_squared_error import model
from bce_lessons.training import fit_logistic

X, Y = ten_points().X, ten_points().y
FLIPPED = np.append(Y[:-1], 0)
LOSSES = {"binary_cross_entropy": model.CROSS_ENTROPY, "squared_error": model.SQUARED_ERROR}


@pytest.mark.parametrize("loss", LOSSES)
def test_many_descents_at_once_are_those_of_fit_logistic(loss):
    starts = [(0, 0), (-10, 5), (4, -1)]
    w, b = model.descend(LOSSES[loss], *np.transpose(starts), steps=200)
    for i, start in enumerate(starts):
        run = fit_logistic(X, Y, loss=loss, start=start, steps=200)
        assert np.allclose(w[:, i], run.weights[:, 0], rtol=1e-9)
        assert np.allclose(b[:, i], run.biases, rtol=1e-9)
        assert model.mean_loss(LOSSES[loss], w[-1, i], b[-1, i]) == pytest.approx(run.loss[-1])


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
