import re
from statistics import NormalDist

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from sklearn.calibration import calibration_curve

from bce_lessons import binary_cross_entropy_with_logits, sigmoid
from bce_lessons.datasets import Dataset, iris_pair
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text, decision_boundary, reliability, weights_against_penalty
from tests.drawn import PETALS, hexes, texts, title

WEIGHTS, BIAS = np.array([2.6, 2.5]), -17.0
Z = PETALS.X @ WEIGHTS + BIAS
LOSSES = binary_cross_entropy_with_logits(PETALS.y, Z, reduction="none")


@pytest.fixture
def boundary():
    return decision_boundary(PETALS, WEIGHTS, BIAS)


def flowers(ax):
    """Return the scatters of the two classes; the glows are semi-transparent."""
    return [s for s in ax.collections if s.get_label() in {f"{n}, y = {i}" for i, n in NAMES}]


NAMES = list(enumerate(PETALS.class_names))


def test_every_flower_is_drawn_once_in_its_colour_and_shape(boundary):
    drawn = flowers(boundary)
    assert len(drawn) == 2
    for label, scatter in enumerate(drawn):
        own = PETALS.X[PETALS.y == label]
        points = np.asarray(scatter.get_offsets())
        assert sorted(map(tuple, points)) == sorted(map(tuple, own))
        assert np.allclose(scatter.get_facecolor()[0, :3], to_rgb(PALETTE[("zero", "one")[label]]))
    square, circle = (scatter.get_paths()[0] for scatter in drawn)
    assert len(square.vertices) == 5
    assert len(circle.vertices) > 10


def test_the_dearer_a_flower_the_larger_it_is_and_the_wider_its_glow(boundary):
    for label, scatter in enumerate(flowers(boundary)):
        order = np.argsort(LOSSES[PETALS.y == label])
        assert np.array_equal(scatter.get_offsets(), PETALS.X[PETALS.y == label][order])
        assert (np.diff(scatter.get_sizes()) >= 0).all()
        assert scatter.get_sizes()[-1] > scatter.get_sizes()[0]
    glows = [s for s in boundary.collections if s not in flowers(boundary)]
    assert all(np.allclose(s.get_facecolor()[0, :3], to_rgb(PALETTE["loss"])) for s in glows)
    widest = np.max([s.get_sizes() for s in glows], axis=0)
    assert (np.diff(widest[np.argsort(LOSSES)]) >= 0).all()
    assert widest[LOSSES < 0.05].max() == 0


def test_the_lines_stand_where_the_model_says_a_tenth_a_half_and_nine_tenths(boundary):
    said = []
    for line in boundary.lines:
        p = sigmoid(line.get_xydata() @ WEIGHTS + BIAS)
        assert np.isclose(*p)
        said.append(round(p[0], 6))
    assert said == [0.1, 0.5, 0.9]
    assert [line.get_linestyle() for line in boundary.lines] == ["--", "-", "--"]
    assert texts(boundary) == ["p = 0.1", "p = 0.5", "p = 0.9"]


def test_line_labels_stand_on_their_line_at_the_frame(boundary):
    (x0, x1), (y0, y1) = boundary.get_xlim(), boundary.get_ylim()
    for text, p in zip(boundary.texts, (0.1, 0.5, 0.9), strict=True):
        x, y = text.xy
        assert np.isclose(sigmoid(WEIGHTS @ [x, y] + BIAS), p)
        assert min(abs(x - x0), abs(x - x1), abs(y - y0), abs(y - y1)) < 1e-9


@pytest.mark.parametrize("turn", np.linspace(0, np.pi, 19))
def test_no_label_touches_its_line(turn):
    """Whatever way the lines run: no point of one lies under its label, and none is clipped."""
    weights = 3 * np.array([np.cos(turn), np.sin(turn)])
    ax = decision_boundary(PETALS, weights, -weights @ PETALS.X.mean(axis=0))
    ax.figure.canvas.draw()
    for line, text in zip(ax.lines, ax.texts, strict=True):
        start, end = ax.transData.transform(line.get_xydata())
        path = start + np.linspace(0, 1, 5001)[:, None] * (end - start)
        box = text.get_window_extent()
        inside = (path > box.min) & (path < box.max)
        assert not inside.all(axis=1).any()
        assert ax.bbox.fully_containsx(box.x0 + 1)
        assert ax.bbox.fully_containsx(box.x1 - 1)
        assert ax.bbox.fully_containsy(box.y0 + 1)
        assert ax.bbox.fully_containsy(box.y1 - 1)


def test_lines_too_close_to_tell_apart_share_one_label():
    ax = decision_boundary(PETALS, 20 * WEIGHTS, 20 * BIAS)
    assert texts(ax) == ["p = 0.5"]


def test_a_line_outside_the_picture_has_no_label():
    ax = decision_boundary(PETALS, [0.01, 0.0], -0.05)
    assert texts(ax) == ["p = 0.5"]
    assert ax.texts[0].xy[0] == pytest.approx(5)


def test_the_boundary_says_its_numbers(boundary):
    said = alt_text(boundary)
    wrong = int(np.sum((Z > 0) != PETALS.y))
    assert f"{wrong} on the wrong side" in said
    assert f"mean loss is {LOSSES.mean():.3f} nats" in said
    worst = LOSSES.argmax()
    x, y = PETALS.X[worst]
    assert f"at ({x:g}, {y:g}) cm, with {LOSSES[worst]:.2f} nats" in said
    half = int(re.search(r"(\d+) of them carry half", said)[1])
    largest = np.sort(LOSSES)[::-1]
    assert largest[:half].sum() >= LOSSES.sum() / 2 > largest[: half - 1].sum()
    assert title(boundary) == f"{half} of 100 flowers carry half of the loss"
    assert boundary.get_xlabel() == "petal length, cm"
    assert boundary.get_ylabel() == "petal width, cm"


def test_one_flower_carries_and_does_not_carry():
    few = Dataset([[0, 0], [1, 1], [0.9, 0]], [0, 1, 0], ("a (cm)", "b (cm)"), ("no", "yes"))
    ax = decision_boundary(few, [[9, 0]], -4.5)
    assert title(ax) == "1 of 3 flowers carries half of the loss"
    assert "1 of them carries half of it. The most expensive is a no at (0.9, 0) cm" in alt_text(ax)


@pytest.mark.parametrize(
    ("data", "weights"),
    [
        (iris_pair("setosa", "versicolor"), [1, 2]),
        (PETALS, [1, 2, 3]),
        (PETALS, [0, 0]),
    ],
)
def test_a_boundary_needs_a_plane(data, weights):
    with pytest.raises(ValueError, match="two features and two weights"):
        decision_boundary(data, weights, 0)


C = 10.0 ** np.arange(4)
CURVES = {"runs": [1, 2, 4, 8], "stays": [1, 1.5, 1.6, 1.6]}


def test_weights_are_drawn_against_the_strength_of_the_penalty():
    ax = weights_against_penalty(C, CURVES)
    for line, values in zip(ax.lines, CURVES.values(), strict=True):
        assert np.allclose(line.get_xydata(), np.column_stack([1 / C, values]))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [line.get_linestyle() for line in ax.lines] == ["--", "-"]
    colors = hexes(line.get_color() for line in ax.lines)
    assert colors == [PALETTE["accent"], PALETTE["model"]]
    assert title(ax) == "As the penalty fades, 1 of 2 settles"
    assert "1/C" in ax.get_xlabel()
    both = weights_against_penalty(C, {"a": [1, 2, 2, 2], "b": [1, 1, 1, 1]})
    assert title(both) == "As the penalty fades, 2 of 2 settle"


def test_each_curve_has_its_name_at_its_weak_end():
    ax = weights_against_penalty(C, CURVES)
    for text, (name, values) in zip(ax.texts, CURVES.items(), strict=True):
        assert text.get_text() == name
        assert text.xy == pytest.approx((1e-3, values[-1]))
    assert [text.get_verticalalignment() for text in ax.texts] == ["bottom", "top"]
    said = alt_text(ax)
    assert "from 1 to 1,000" in said
    assert "runs from 1.0 to 8.0 (still growing), stays from 1.0 to 1.6 (settled)" in said


@pytest.mark.parametrize(
    ("c", "curves", "match"),
    [
        ([1], {"a": [1]}, "two or more"),
        ([2, 1], {"a": [1, 2]}, "increasing"),
        ([[1, 2]], {"a": [1, 2]}, "two or more"),
        ([1, 2], {"a": [1, 2, 3]}, r"lengths\['a'\] has shape \(3,\)"),
    ],
)
def test_uneven_ladders_are_refused(c, curves, match):
    with pytest.raises(ValueError, match=match):
        weights_against_penalty(c, curves)


def test_reliability_groups_predictions_that_are_alike():
    rng = np.random.default_rng(0)
    p = rng.uniform(size=400)
    y = rng.uniform(size=400) < p
    ax = reliability(y, p, bins=4)
    dots = np.concatenate([line.get_xydata() for line in ax.lines[1:]])
    dots = dots[dots[:, 0].argsort()]
    assert len(dots) == 4
    for k, (said, came) in enumerate(dots):
        own = (p >= k / 4) & (p < (k + 1) / 4)
        assert (said, came) == pytest.approx((p[own].mean(), y[own].mean()))
        assert ax.texts[k].get_text() == str(own.sum())
    came, said = calibration_curve(y, p, n_bins=4)
    assert np.allclose(dots, np.column_stack([said, came]))
    assert np.array_equal(ax.lines[0].get_xydata(), [[0, 0], [1, 1]])


def test_intervals_are_wilsons():
    """The ends of a Wilson interval are the shares that lie 1.96 standard errors away."""
    z = NormalDist().inv_cdf(0.975)
    y, p = np.repeat([0, 1], [3, 9]), np.full(12, 0.7)
    (segment,) = reliability(y, p).collections[0].get_segments()
    for end in segment[:, 1]:
        assert abs(0.75 - end) == pytest.approx(z * np.sqrt(end * (1 - end) / 12))


def test_groups_off_the_diagonal_look_different_and_are_counted():
    y, p = np.repeat([1, 0, 1], [40, 20, 20]), np.repeat([0.3, 0.7], [40, 40])
    ax = reliability(y, p, title="timid")
    on, off = ax.lines[1:]
    assert (len(on.get_xdata()), len(off.get_xdata())) == (0, 2)
    assert on.get_marker() != off.get_marker()
    assert title(ax) == "timid: 2 of 2 bars miss the diagonal"
    assert alt_text(ax).startswith("timid: Of 2 groups of predictions, 2 have a 95 % interval")
    assert "0.30 said and 1.00 seen (40), 0.70 said and 0.50 seen (40)" in alt_text(ax)


def test_a_certain_prediction_belongs_to_the_last_group():
    ax = reliability([1, 1], [1.0, 0.9])
    assert ax.texts[0].get_text() == "2"
