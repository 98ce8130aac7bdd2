"""What the figures of a network in training draw: geometry, colours, words. No pixels."""

import re

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from bce_lessons import binary_cross_entropy, plots
from bce_lessons.datasets import circles, ten_points
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text
from bce_lessons.training import train_network
from tests.drawn import decimals, lines, texts, title

DATA = circles()
TRAIN, TEST = DATA.take(slice(0, 32)), DATA.take(slice(500, 600))


@pytest.fixture(scope="module")
def run():
    return train_network(TRAIN, TEST, epochs=60, hidden=50, learning_rate=0.4)


@pytest.fixture(scope="module")
def runs():
    return {seed: train_network(TRAIN, TEST, epochs=3, seed=seed) for seed in (3, 5)}


def curves(ax):
    """Return the lines that are drawn over all epochs: training, then test."""
    return [line for line in ax.lines if len(line.get_xdata()) > 10]


def test_points_are_drawn_at_their_place_by_class():
    ax = plots.class_points(DATA)
    for line, label, marker, name in zip(ax.lines, (0, 1), "so", ("zero", "one"), strict=True):
        np.testing.assert_array_equal(np.transpose(line.get_data()), DATA.X[label == DATA.y])
        assert (line.get_marker(), to_hex(line.get_color()).upper()) == (marker, PALETTE[name])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "outer, y = 0", "inner, y = 1",
    ]  # fmt: skip
    assert (np.abs(DATA.X) < ax.get_xlim()[1]).all()
    radius = np.hypot(*DATA.X.T)
    expected = [round(radius[label == DATA.y].mean(), 2) for label in (0, 1)]
    assert decimals(alt_text(ax)) == expected
    assert "500 outer" in alt_text(ax)


def test_circles_are_round():
    ax = plots.class_points(DATA)
    ax.figure.draw_without_rendering()
    box = ax.get_window_extent()
    assert ax.get_xlim() == ax.get_ylim()
    assert box.width == pytest.approx(box.height, rel=0.04)


@pytest.mark.parametrize(
    ("plot", "measure", "color", "guide"),
    [
        (plots.loss_by_epoch, "loss", "loss", np.log(2)),
        (plots.accuracy_by_epoch, "accuracy", "model", 0.5),
    ],
)
def test_curves_are_the_run_s_solid_for_training_dashed_for_the_test(
    run, plot, measure, color, guide
):
    ax = plot(run)
    parts = (("train", "-", "ink"), ("test", "--", color))
    for line, (part, dash, name) in zip(curves(ax), parts, strict=True):
        values = getattr(run, f"{part}_{measure}")
        np.testing.assert_array_equal(line.get_ydata(), values)
        assert (line.get_linestyle(), to_hex(line.get_color()).upper()) == (dash, PALETTE[name])
    train, test = (getattr(run, f"{part}_{measure}") for part in ("train", "test"))
    assert set(texts(ax)) == {f"train {train[-1]:.3f}", f"test {test[-1]:.3f}"}
    assert ax.lines[0].get_ydata() == pytest.approx([guide] * 2)
    best = test.argmin() if measure == "loss" else test.argmax()
    assert title(ax).endswith(f"at epoch {best}")
    assert decimals(alt_text(ax)) == [round(c, 3) for v in (train, test) for c in (v[0], v[-1])]
    low, high = ax.get_ylim()
    assert low < min(train.min(), test.min(), guide)
    assert high > max(train.max(), test.max(), guide)


def test_the_end_s_label_stands_on_the_free_side(run):
    train, test = (text.xyann[1] for text in plots.loss_by_epoch(run).texts)
    assert train < 0 < test  # over-fitted: the test ends higher
    train, test = (text.xyann[1] for text in plots.accuracy_by_epoch(run).texts)
    assert test < 0 < train


def test_a_mark_points_at_the_test_curve(run):
    turn = int(run.test_loss.argmin())
    ax = plots.loss_by_epoch(run, mark=turn)
    (rule,) = lines(ax, "accent")
    assert rule.get_xdata() == [turn, turn]
    note = ax.texts[-1]
    assert note.get_text() == f"epoch {turn}: {run.test_loss[turn]:.3f}"
    assert note.xy == (turn, run.test_loss[turn])
    assert decimals(alt_text(ax))[-1] == round(run.test_loss.min(), 3)


@pytest.mark.parametrize("epoch", [0, 25, -1])
def test_surface_shows_what_the_network_says_and_what_each_point_costs(run, epoch):
    ax = plots.decision_surface(run, TEST, epoch)
    p = run.predict_proba(TEST.X, epoch)
    losses = binary_cross_entropy(TEST.y, p, reduction="none")
    scatters = [c for c in ax.collections if isinstance(c, PathCollection)]
    for scatter, label, name in zip(scatters, (0, 1), ("zero", "one"), strict=True):
        mine = label == TEST.y
        np.testing.assert_array_equal(scatter.get_offsets(), TEST.X[mine])
        order = np.argsort(losses[mine])
        assert (np.diff(scatter.get_sizes()[order]) >= 0).all()
        assert to_hex(scatter.get_facecolor()[0]).upper() == PALETTE[name]
    right = int(np.sum((p > 0.5) == TEST.y))
    number = epoch % 61
    assert title(ax) == f"Epoch {number}: loss {losses.mean():.3f}\n{right} of 100 right"
    assert f"of 100 points {right} are on their own side" in alt_text(ax)
    assert decimals(alt_text(ax))[2:] == [round(losses.mean(), 3), round(losses.max(), 2)]


def test_the_line_is_where_the_network_says_one_half(run):
    ax = plots.decision_surface(run, TEST)
    line = ax.collections[1]  # the bands lie under it
    points = np.concatenate([path.vertices for path in line.get_paths()])
    assert np.abs(run.predict_proba(points) - 0.5).max() < 0.25
    assert np.abs(run.predict_proba(points) - 0.5).mean() < 0.03
    assert not np.isin(0.5, run.predict_proba(TEST.X, 0))


def test_a_network_that_says_one_thing_has_no_line():
    untrained = train_network(DATA.take(slice(0, 500)), TEST, epochs=1)
    assert untrained.predict_proba(TEST.X, 0).max() < 0.5
    with_line = plots.decision_surface(untrained, TEST, 1)
    without = plots.decision_surface(untrained, TEST, 0)
    assert len(without.collections) == len(with_line.collections) - 1


@pytest.mark.parametrize("measure", ["loss", "accuracy"])
def test_seeds_are_dots_at_their_ends(runs, measure):
    ax = plots.compare_seeds(runs, measure, reference=0.6)
    train, test, reference = ax.lines
    for line, part, marker in ((train, "train", "o"), (test, "test", "D")):
        ends = [getattr(run, f"{part}_{measure}")[-1] for run in runs.values()]
        assert line.get_ydata().tolist() == ends
        assert line.get_marker() == marker
    assert np.round(train.get_xdata()).tolist() == np.round(test.get_xdata()).tolist() == [0, 1]
    assert reference.get_ydata() == [0.6, 0.6]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["3", "5"]
    ends = np.sort(test.get_ydata())
    assert title(ax) == f"Test {measure}: {ends[0]:.3f} to {ends[1]:.3f}"
    assert decimals(alt_text(ax))[2:] == [*ends.round(3), 0.6]


def test_seeds_need_no_reference(runs):
    ax = plots.compare_seeds(runs)
    assert len(ax.lines) == 2
    assert "true" not in alt_text(ax)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda runs: plots.compare_seeds({}), "runs is empty"),
        (lambda runs: plots.compare_seeds(runs, "auc"), "measure is 'auc': choose 'loss' or"),
        (lambda runs: plots.class_points(ten_points()), "data has 1 features"),
        (lambda runs: plots.decision_surface(runs[3], ten_points()), "data has 1 features"),
    ],
)
def test_bad_input_says_what_to_do(runs, call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call(runs)
