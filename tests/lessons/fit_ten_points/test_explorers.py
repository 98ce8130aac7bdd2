"""Lesson 4's explorers at every position: equal to the package, finite, true in what they say."""

import re

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_entropy, explorers, sigmoid
from bce_lessons.datasets import ten_points
from bce_lessons.training import fit_logistic
from tests.explorer_helpers import marks, number

POINTS = ten_points()
X, Y = POINTS.X[:, 0], POINTS.y
NUMBER = r"([−\d.]+)"
BASE_RATE = binary_entropy(0.7)


@pytest.fixture(scope="module")
def hand():
    return explorers.ten_points()


@pytest.fixture(scope="module")
def walk():
    return explorers.descent_path()


@pytest.fixture(scope="module")
def runs():
    return fit_logistic(X, Y), fit_logistic(X, Y, C=1)


def every_w_and_b(explorer):
    values = (explorer.controls[name].values for name in "wb")
    return np.meshgrid(*values, indexing="ij")


# --- By hand --------------------------------------------------------------------------------


def test_bars_are_the_probability_given_to_what_happened(hand):
    W, B = every_w_and_b(hand)
    chance = hand.table("chance")
    np.testing.assert_allclose(chance, sigmoid(W[..., None] * X + B[..., None]))
    (bar,) = marks(hand.panels[0], "bar")
    height = np.abs(bar.tables["y"].rows - bar.tables["base"].rows)
    losses = hand.table("losses")
    np.testing.assert_allclose(np.exp(-losses), height, atol=1e-12)
    assert ((chance > 0) & (chance < 1)).all()


def test_curve_passes_through_every_bar_and_rises_with_the_weight(hand):
    curve, w = hand.table("curve"), np.array(hand.controls["w"].values)
    grid = marks(hand.panels[0], "line")[0].tables["x"].rows
    W, B = every_w_and_b(hand)
    np.testing.assert_allclose(curve, sigmoid(W[..., None] * grid + B[..., None]))
    steps = np.diff(curve, axis=-1)
    assert (steps[w > 0] > 0).all()
    assert (steps[w < 0] < 0).all()
    assert np.abs(steps[w == 0]).max() == 0


def test_losses_are_the_package_s_and_the_mean_is_theirs(hand):
    losses, mean = hand.table("losses"), hand.table("mean")
    for i, w in enumerate(hand.controls["w"].values):
        for j, b in enumerate(hand.controls["b"].values):
            p = sigmoid(w * X + b)
            assert mean[i, j] == pytest.approx(binary_cross_entropy(Y, p), rel=1e-12)
            assert losses[i, j] == pytest.approx(binary_cross_entropy(Y, p, reduction="none"))
    assert (losses > 0).all()


def test_mean_along_w_is_convex_and_meets_the_dot(hand):
    along, mean = hand.table("along_w"), hand.table("mean")
    np.testing.assert_array_equal(along, mean.T)
    assert (np.diff(along, 2, axis=1) > 0).all()
    assert (np.diff(mean, 2, axis=1) > 0).all()


def test_no_position_beats_the_marks(hand, runs):
    free, penalised = (run.loss[-1] for run in runs)
    mean = hand.table("mean")
    at_zero = mean[hand.controls["w"].values.index(0.0)]
    assert at_zero.min() > BASE_RATE
    assert at_zero.min() == pytest.approx(BASE_RATE, abs=5e-4)
    assert mean.min() > free
    assert mean.min() == pytest.approx(free, abs=1e-4)
    levels = [mark.tables["y"].rows.item() for mark in marks(hand.panels[2], "rule")]
    assert levels == pytest.approx([BASE_RATE, penalised], abs=1e-9)
    texts = [mark.tables["text"].rows.item() for mark in marks(hand.panels[2], "text")]
    assert texts == ["base rate", "best so far: 0.3329"]  # the best of all is to be found


def test_glow_is_a_share_and_grows_with_the_loss(hand):
    glow, losses = hand.table("glow").ravel(), hand.table("losses").ravel()
    assert (glow >= 0).all()
    assert (glow <= 1).all()
    order = np.argsort(losses)
    assert (np.diff(glow[order]) >= 0).all()


def test_mean_and_its_label_stay_inside_the_panel(hand):
    panel = hand.panels[1]
    (text,) = marks(hand.panels[1], "text")
    assert text.tables["y"].rows.max() < 0.95 * panel.ylim[1]
    assert hand.table("mean").max() < panel.ylim[1]
    # Only the worst fits leave the panel of single losses: they are drawn as arrowheads.
    assert np.median(hand.table("losses")) < panel.ylim[1]


def test_hand_sentence_is_true_everywhere(hand, runs):
    free, penalised = (run.loss[-1] for run in runs)
    mean, said = hand.table("mean"), hand.sentence.rows
    assert said[26, 23].startswith("w = 1.6, b = 0.8: mean loss 0.3052")
    assert said[0, 0].startswith("w = −1.0, b = −1.5: ")
    for i, w in enumerate(hand.controls["w"].values):
        for j, b in enumerate(hand.controls["b"].values):
            sentence = said[i, j]
            found = re.fullmatch(
                rf"w = {NUMBER}, b = {NUMBER}: mean loss {NUMBER} nats(, .*)?", sentence
            )
            assert [number(n) for n in found.groups()[:2]] == [w, b]
            assert number(found[3]) == round(mean[i, j], 4)
            assert found[4] == (", below 0.3329" if mean[i, j] < penalised else None)
    assert free < penalised < BASE_RATE


# --- The descent ----------------------------------------------------------------------------


def test_both_walks_are_fit_logistic_s_own(walk, runs):
    steps = len(walk.controls["step"].values)
    ways, dots = marks(walk.panels[0], "line")[1:], marks(walk.panels[0], "dot")
    for run, line, dot in zip(reversed(runs), ways, dots, strict=True):
        at = np.minimum(np.arange(steps), np.arange(steps)[:, None])
        np.testing.assert_array_equal(line.tables["x"].rows, run.weights[at, 0])
        np.testing.assert_array_equal(line.tables["y"].rows, run.biases[at])
        np.testing.assert_array_equal(dot.tables["x"].rows, run.weights[:steps, 0])
        np.testing.assert_array_equal(dot.tables["y"].rows, run.biases[:steps])


def test_losses_fall_at_every_step_and_stay_in_the_panel(walk, runs):
    steps = len(walk.controls["step"].values)
    for run, line, dot in zip(
        reversed(runs), marks(walk.panels[1], "line"), marks(walk.panels[1], "dot"), strict=True
    ):
        np.testing.assert_array_equal(dot.tables["y"].rows, run.loss[:steps])
        assert (np.diff(dot.tables["y"].rows) < 0).all()
        low, high = walk.panels[1].ylim
        assert low < line.tables["y"].rows.min()
        assert line.tables["y"].rows.max() < high
    rules = [mark.tables["y"].rows.item() for mark in marks(walk.panels[1], "rule")]
    assert rules == pytest.approx([runs[1].loss[-1], runs[0].loss[-1]], abs=1e-9)


def test_walks_end_at_the_marks_which_are_named_once_they_are_there(walk, runs):
    _, *names = marks(walk.panels[0], "text")
    for run, end, name in zip(reversed(runs), marks(walk.panels[0], "dot"), names, strict=True):
        place = [end.tables[axis].rows[-1] for axis in "xy"]
        assert np.hypot(*np.subtract(place, [run.coef[0], run.intercept])) < 0.02
        assert np.hypot(*np.subtract(place, [name.tables[axis].rows for axis in "xy"])) < 0.25
        *before, last = name.tables["text"].rows
        assert set(before) == {""}
        assert last in ("with C = 1", "smallest")


def test_surface_glows_with_the_loss(walk, runs):
    panel = walk.panels[0]
    (field,) = marks(walk.panels[0], "field")
    z = field.tables["z"].rows
    w = np.linspace(*panel.xlim, z.shape[1])
    b = np.linspace(*panel.ylim, z.shape[0])
    for i in range(0, len(b), 11):
        for j in range(0, len(w), 10):
            loss = binary_cross_entropy(Y, sigmoid(w[j] * X + b[i]))
            assert z[i, j] == pytest.approx(0.5 + min(loss - runs[0].loss[-1], 0.4))
    assert z.min() >= 0.5
    assert z.max() < field.options["level"]


def test_ring_is_the_penalised_loss_and_its_leftmost_point_the_penalised_fit(walk, runs):
    _, penalised = runs
    ring = marks(walk.panels[0], "line")[0].tables
    w, b = ring["x"].rows, ring["y"].rows
    for w_at, b_at in zip(w, b, strict=True):
        loss = binary_cross_entropy(Y, sigmoid(w_at * X + b_at))
        assert loss == pytest.approx(penalised.loss[-1], abs=1e-9)
    assert (w[0], b[0]) == pytest.approx((w[-1], b[-1]))
    for values, (low, high) in ((w, walk.panels[0].xlim), (b, walk.panels[0].ylim)):
        assert low < values.min() < values.max() < high
    left = np.argmin(w)
    assert w[left] == pytest.approx(penalised.coef[0], abs=2e-3)
    assert b[left] == pytest.approx(penalised.intercept, abs=0.05)
    assert w.min() > penalised.coef[0] - 1e-5


def test_curves_are_the_models_of_each_step(walk, runs):
    moving = [m for m in marks(walk.panels[2], "line") if m.tables["y"].at]
    for run, line in zip(reversed(runs), moving, strict=True):
        grid = line.tables["x"].rows
        for step in walk.controls["step"].values:
            expected = sigmoid(run.weights[step, 0] * grid + run.biases[step])
            np.testing.assert_allclose(line.tables["y"].rows[step], expected)


def test_walk_sentence_is_true_everywhere(walk, runs):
    pattern = (
        rf"step (\d+): w = {NUMBER}, loss {NUMBER} with no penalty; "
        rf"w = {NUMBER}, loss {NUMBER} with C = 1"
    )
    assert walk.sentence.rows[100].startswith("step 100: w = 1.63, loss 0.3052")
    for step, sentence in enumerate(walk.sentence.rows):
        found = [number(n) for n in re.fullmatch(pattern, sentence).groups()]
        expected = [step]
        for run in runs:
            expected += [round(run.weights[step, 0], 2), round(run.loss[step], 4)]
        assert found == expected
