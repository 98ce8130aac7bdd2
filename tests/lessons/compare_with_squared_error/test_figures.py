import re

import numpy as np
import pytest
from matplotlib.colors import to_hex

from bce_lessons import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits_gradient,
    binary_entropy,
    kl_divergence,
    sigmoid,
    squared_error,
    squared_error_gradient,
    squared_error_with_logits_gradient,
)
from bce_lessons.palette import DASHES, LETTERS, MARKERS
from bce_lessons.plots import (
    alt_text,
    compare_descents,
    compare_gradients_in_p,
    compare_gradients_in_z,
    compare_loss_curves,
    expected_bowls,
    map_descents,
)
from bce_lessons.training import fit_logistic
from tests.drawn import POINTS, lines, numbers, words


def per_sample(loss):
    return lambda y, x: loss(y, x, reduction="none")


PAIRS = {
    compare_loss_curves: (per_sample(binary_cross_entropy), per_sample(squared_error)),
    compare_gradients_in_p: (binary_cross_entropy_gradient, squared_error_gradient),
    compare_gradients_in_z: (
        binary_cross_entropy_with_logits_gradient,
        squared_error_with_logits_gradient,
    ),
}


def drawn(ax, color):
    """Return a colour's curves and its marked points."""
    own = lines(ax, color)
    curves = [line for line in own if len(line.get_xdata()) > 1]
    return curves, [line for line in own if len(line.get_xdata()) == 1]


def race(**options):
    return [
        fit_logistic(POINTS.X, POINTS.y, loss=loss, **options)
        for loss in ("binary_cross_entropy", "squared_error")
    ]


@pytest.mark.parametrize("plot", PAIRS, ids=lambda plot: plot.__name__)
def test_curves_and_points_are_the_packages_in_their_colour_dash_and_marker(plot):
    ax = plot()
    for color, formula in zip(("loss", "squared"), PAIRS[plot], strict=True):
        (curve,), points = drawn(ax, color)
        x, y = curve.get_data()
        assert np.allclose(y, formula(np.ones_like(x), x))
        assert curve.get_linestyle() == DASHES[color]
        assert points
        for point in points:
            assert np.allclose(point.get_ydata(), formula([1.0], point.get_xdata()))
            assert point.get_marker() == MARKERS[color]


@pytest.mark.parametrize("plot", PAIRS, ids=lambda plot: plot.__name__)
def test_both_curves_are_named_in_their_colour(plot):
    names = {text.get_text().split(":")[0].split(",")[0]: text for text in plot().texts}
    assert to_hex(names["cross-entropy"].get_color()).upper() == LETTERS["loss"]
    assert to_hex(names["squared error"].get_color()).upper() == LETTERS["squared"]
    assert all("y = 1" in plot().get_ylabel() for plot in PAIRS)


def test_alt_texts_say_the_packages_numbers():
    assert numbers(alt_text(compare_loss_curves()))[1:4] == [
        0.01,
        round(binary_cross_entropy(1, 0.01), 2),
        round(squared_error(1, 0.01), 2),
    ]
    assert numbers(alt_text(compare_gradients_in_p()))[1:] == [0.1, -10.0, -1.8, 1, -1.0, 0.0]
    said = numbers(alt_text(compare_gradients_in_z()))
    assert said[1] == -4
    assert said[2] == round(binary_cross_entropy_with_logits_gradient(1, -4.0), 3)
    assert said[3] == round(squared_error_with_logits_gradient(1, -4.0), 3)
    assert said[4] == round(1 / 3, 2)
    assert said[5] == round(-8 / 27, 3)


def test_the_logits_are_told_as_probabilities_too():
    labels = [tick.get_text() for tick in compare_gradients_in_z().get_xticklabels()]
    assert labels[0] == "−6\n0.002"
    assert labels[3] == "0\n0.500"


@pytest.mark.parametrize(
    ("loss", "color", "floor"),
    [
        ("binary_cross_entropy", "loss", binary_entropy),
        ("squared_error", "squared", lambda q: q * (1 - q)),
    ],
)
def test_bowls_are_lowest_at_the_truth_and_there_lies_the_floor(loss, color, floor):
    truths = [0.2, 0.5, 0.9]
    ax = expected_bowls(loss, truths)
    curves, points = drawn(ax, color)
    for q, curve, point in zip(truths, curves, points, strict=True):
        p, cost = curve.get_data()
        added = kl_divergence(np.full_like(p, q), p) if color == "loss" else (p - q) ** 2
        assert np.allclose(cost, floor(q) + added)
        assert np.allclose(point.get_data(), [[q], [floor(q)]])
        assert point.get_marker() == MARKERS[color]
    dotted = next(line for line in ax.lines if line.get_linestyle() == ":")
    assert np.allclose(dotted.get_ydata(), floor(dotted.get_xdata()))
    said = re.findall(r"([\d.]+) at p = ([\d.]+) for q = ([\d.]+\d)", alt_text(ax))
    expected = [[floor(q), q, q] for q in truths]
    assert np.allclose(np.array(said, float), expected, atol=0.0005)
    assert ("nats" in ax.get_ylabel()) == (color == "loss")


def test_the_race_is_measured_in_squared_error_for_both():
    runs = race(start=(-4, 0), steps=200)
    ax = compare_descents(*runs, POINTS.X, POINTS.y)
    ((cross,), (first,)), ((squared,), (second,)) = drawn(ax, "loss"), drawn(ax, "squared")
    assert np.allclose(squared.get_ydata(), runs[1].loss)
    for step in (0, 7, 200):
        p = runs[0].predict_proba(POINTS.X, step)
        assert cross.get_ydata()[step] == pytest.approx(squared_error(POINTS.y, p))
    start = squared.get_ydata()[0]
    for curve, point in ((cross, first), (squared, second)):
        step = int(point.get_xdata()[0])
        assert curve.get_ydata()[step] <= start / 2 < curve.get_ydata()[step - 1]
        assert f"halved after {step} steps" in words(ax)
    ends = [cross.get_ydata()[-1], squared.get_ydata()[-1]]
    halved = [int(point.get_xdata()[0]) for point in (first, second)]
    told = [start, halved[0], ends[0], halved[1], ends[1]]
    assert numbers(alt_text(ax)) == pytest.approx(told, abs=0.0005)


def test_a_race_without_a_winner_says_so():
    ax = compare_descents(*race(start=(-4, 0), steps=3), POINTS.X, POINTS.y)
    assert alt_text(ax).count("has halved it never") == 1
    assert "never and ends at 0.768" in alt_text(ax)
    (_, (point,)) = drawn(ax, "squared")
    assert point.get_xdata()[0] == 3


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "squared_error"])
def test_a_map_shows_the_ways_and_says_their_ends(loss):
    runs = [
        fit_logistic(POINTS.X, POINTS.y, loss=loss, start=start, steps=300)
        for start in ((-10, 5), (0, 0))
    ]
    ax = map_descents(runs, POINTS.X, POINTS.y, loss=loss)
    ways = [line for line in ax.lines if len(line.get_xdata()) > 1]
    for run, way in zip(runs, ways, strict=True):
        assert np.array_equal(way.get_data(), [run.weights[:, 0], run.biases])
    ends = [(run.coef[0], run.intercept, run.loss[-1]) for run in runs]
    told = np.array(numbers(alt_text(ax).partition("from ")[2])).reshape(2, 5)
    assert np.allclose(told[:, :2], [(-10, 5), (0, 0)])
    assert np.allclose(told[:, 2:], ends, atol=0.00501)
    assert "2 descents" in alt_text(ax)
    (levels,) = ax.collections
    for path, level in zip(levels.get_paths(), levels.levels, strict=True):
        for w, b in path.vertices[::40]:
            p = sigmoid(w * POINTS.X[:, 0] + b)
            score = binary_cross_entropy if loss == "binary_cross_entropy" else squared_error
            assert score(POINTS.y, p) == pytest.approx(level, rel=0.05)


def test_a_map_refuses_what_it_cannot_show():
    with pytest.raises(ValueError, match="runs is empty: give at least one descent"):
        map_descents([], POINTS.X, POINTS.y)
    two = fit_logistic(np.c_[POINTS.X, POINTS.X], POINTS.y, steps=2)
    with pytest.raises(ValueError, match=r"runs\[0\] has 2 weights: a map has room for one"):
        map_descents([two], POINTS.X, POINTS.y)
    with pytest.raises(TypeError, match=r"runs\[0\] is 1: give a Descent"):
        map_descents([1], POINTS.X, POINTS.y)
