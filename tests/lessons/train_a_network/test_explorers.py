"""Lesson 7's explorer at every position: equal to the run, finite, true in what it says."""

import re

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy
from bce_lessons.datasets import circles, draw_circles
from bce_lessons.explorers import train_a_network
from bce_lessons.lessons.train_a_network.explorers import (
    BRIGHTEST,
    COLUMNS,
    EPOCHS,
    LOG_2,
    REACH,
    ROWS,
    SHOWN,
)
from bce_lessons.lessons.train_a_network.model import FEW, MANY, OPTIONS, few_runs, run
from bce_lessons.training import train_network
from tests.explorer_helpers import marks

DATA = circles()
TEST = draw_circles(2000, np.random.default_rng(7))
SIZES = (MANY, FEW)
NUMBER = r"(\d\.\d{3})"


@pytest.fixture(scope="module")
def explorer():
    return train_a_network()


@pytest.fixture(scope="module")
def epochs(explorer):
    return list(explorer.controls["epoch"].values)


def test_runs_are_the_lesson_s(explorer, epochs):
    assert SIZES == (500, 32)
    assert len(explorer.controls["epoch"].plays) == 1
    assert epochs == list(range(0, 201, 5))
    for points in SIZES:
        train = DATA.take(slice(0, points))
        fresh = train_network(train, TEST, epochs=EPOCHS, seed=0, **OPTIONS[points])
        np.testing.assert_array_equal(fresh.test_loss, run(points).test_loss)
        np.testing.assert_array_equal(fresh.hidden_weights, run(points).hidden_weights)


def test_field_is_what_the_network_says_at_every_epoch(explorer, epochs):
    x, y = np.linspace(-REACH[0], REACH[0], COLUMNS), np.linspace(-REACH[1], REACH[1], ROWS)
    surface = explorer.table("surface")
    assert surface.shape == (2, len(epochs), ROWS, COLUMNS)
    assert ((surface > 0) & (surface < 1)).all()
    for k, points in enumerate(SIZES):
        for i, epoch in enumerate(epochs):
            for row in (0, 12, ROWS - 1):
                line = np.column_stack([x, np.full(COLUMNS, y[row])])
                expected = run(points).predict_proba(line, epoch)
                np.testing.assert_allclose(surface[k, i, row], expected, rtol=1e-12)


def test_points_lie_inside_in_their_class_s_colour(explorer):
    test, train = marks(explorer.panels[0], "dot")
    for mark, data, size in (
        (test, TEST.take(slice(0, SHOWN)), 4.2), (train, DATA.take(slice(0, FEW)), 2.6),
    ):  # fmt: skip
        np.testing.assert_array_equal(mark.tables["x"].rows, data.X[:, 0])
        np.testing.assert_array_equal(mark.tables["y"].rows, data.X[:, 1])
        colors = mark.tables["color"].rows
        assert len(np.unique(colors[data.y == 1])) == len(np.unique(colors[data.y == 0])) == 1
        assert set(colors[data.y == 1]).isdisjoint(colors[data.y == 0])
        assert mark.options["size"] == size
        assert (np.abs(data.X) < REACH).all()


def test_points_glow_by_their_loss_from_log_2_on(explorer, epochs):
    drawn = TEST.take(slice(0, SHOWN)), DATA.take(slice(0, FEW))
    for mark, data in zip(marks(explorer.panels[0], "dot"), drawn, strict=True):
        glow = mark.tables["glow"].rows
        assert (glow.min(), 0 < glow.max() <= 1) == (0, True)
        for k, points in enumerate(SIZES):
            for i, epoch in enumerate(epochs):
                p = run(points).predict_proba(data.X, epoch)
                losses = binary_cross_entropy(data.y, p, reduction="none")
                wrong = (p > 0.5) != data.y
                assert ((glow[k, i] > 0) == wrong).all()
                expected = np.clip((losses - LOG_2) / (BRIGHTEST - LOG_2), 0, 1)
                np.testing.assert_allclose(glow[k, i], expected, atol=1e-12)


@pytest.mark.parametrize(("panel", "measure"), [(1, "loss"), (2, "accuracy")])
def test_curves_are_the_run_s_and_the_dots_ride_on_them(explorer, epochs, panel, measure):
    train_line, test_line = marks(explorer.panels[panel], "line")
    test_dot, train_dot = marks(explorer.panels[panel], "dot")
    low, high = explorer.panels[panel].ylim
    parts = (("train", train_line, train_dot), ("test", test_line, test_dot))
    for part, line, dot in parts:
        assert line.tables["x"].rows.tolist() == list(range(EPOCHS + 1))
        for k, points in enumerate(SIZES):
            values = getattr(run(points), f"{part}_{measure}")
            np.testing.assert_array_equal(line.tables["y"].rows[k], values)
            np.testing.assert_array_equal(dot.tables["y"].rows[k], values[epochs])
            assert low < values.min() <= values.max() < high
        assert dot.tables["x"].rows.tolist() == epochs
    assert (train_line.options["dash"], test_line.options["dash"]) == (None, True)
    (rule,) = [mark for mark in marks(explorer.panels[panel], "rule") if "x" in mark.tables]
    assert rule.tables["x"].rows.tolist() == epochs


def test_what_there_is_to_discover():
    many, few = run(MANY), run(FEW)
    early = 50
    for curve, share in ((many.test_accuracy, 0.8), (-many.test_loss, 0.0)):
        way = (curve[early] - curve[0]) / (curve[-1] - curve[0])
        assert share < way < share + 0.35
    assert many.test_loss[-1] < many.test_loss.min() + 0.003
    turn = few.test_loss.argmin()
    assert turn == 53
    assert few.test_loss[-1] > LOG_2 > 1.3 * few.test_loss[turn]
    assert abs(few.test_accuracy[-1] - few.test_accuracy[turn]) < 0.01
    assert few.train_loss[-1] < few.train_loss[turn] / 2


def test_every_sentence_is_true(explorer, epochs):
    pattern = (
        rf"(\d+) points, epoch (\d+): loss {NUMBER} in training, {NUMBER} in the test; "
        rf"accuracy {NUMBER} and {NUMBER}"
    )
    last = explorer.sentence.rows[1, -1]
    assert last.startswith("32 points, epoch 200: loss 0.114 in training, 0.739")
    for k, points in enumerate(SIZES):
        trained = run(points)
        for i, epoch in enumerate(epochs):
            said = explorer.sentence.rows[k, i]
            found = re.fullmatch(pattern, said)
            assert found, said
            curves = (
                trained.train_loss, trained.test_loss,
                trained.train_accuracy, trained.test_accuracy,
            )  # fmt: skip
            expected = [points, epoch, *(float(f"{curve[epoch]:.3f}") for curve in curves)]
            assert [float(number) for number in found.groups()] == pytest.approx(expected)


def test_what_the_lesson_says_of_ten_networks_on_32_points():
    """In all the loss turns, and in most it ends above log 2; what the accuracy does is chance."""
    turns = [(one, int(one.test_loss.argmin())) for one in few_runs()]
    assert all(one.test_loss[-1] > 1.2 * one.test_loss[turn] for one, turn in turns)
    assert sum(one.test_loss[-1] > LOG_2 for one, _ in turns) > 5
    assert not any(one.test_accuracy[-1] < one.test_accuracy[turn] for one, turn in turns)
    assert sum(one.test_loss.min() > LOG_2 for one, _ in turns) == 1
    few = run(FEW)
    for one, turn in [*turns, (few, few.test_loss.argmin())]:
        assert one.test_accuracy.argmax() > turn
    assert few.test_accuracy[-1] < few.test_accuracy[few.test_loss.argmin()]
