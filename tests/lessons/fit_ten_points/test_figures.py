"""What the figures of one-feature data draw: geometry, colours, words. No pixels."""

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba

from bce_lessons import binary_cross_entropy, plots, sigmoid
from bce_lessons.datasets import Dataset, iris_pair
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text
from bce_lessons.training import fit_logistic
from tests.drawn import ONE_MODEL, POINTS, decimals, dots, texts, title

X, Y = POINTS.X[:, 0], POINTS.y
W, B = 0.97, 0.66


def bars(ax):
    return [
        (r.get_x() + r.get_width() / 2, r.get_y(), r.get_height(), r.get_facecolor())
        for r in ax.patches
    ]


def one_feature(x, y):
    return Dataset(np.array(x, float)[:, None], np.array(y), ("x",), ("no", "yes"))


def test_points_stand_on_one_line_marked_by_class():
    ax = plots.points_on_line(POINTS)
    positives, blue = dots(ax, "o")
    negatives, orange = dots(ax, "s")
    assert (blue, orange) == (PALETTE["one"], PALETTE["zero"])
    assert positives[:, 0].tolist() == X[Y == 1].tolist()
    assert negatives[:, 0].tolist() == X[Y == 0].tolist()
    assert not np.any(positives[:, 1])
    assert texts(ax) == ["negative, y = 0", "positive, y = 1"]
    assert "overlap" in alt_text(ax)
    assert decimals(alt_text(ax)) == [-0.8, 0.2]


def test_points_that_a_cut_separates_say_so():
    ax = plots.points_on_line(one_feature([-2, -1, 3], [0, 0, 1]))
    assert title(ax) == "A cut separates the classes"
    assert "the classes part between x = 3.0, the leftmost yes" in alt_text(ax)


@pytest.mark.parametrize("plot", [*ONE_MODEL[:2]])
def test_the_curve_is_the_sigmoid_and_points_stand_at_their_labels(plot):
    ax = plot(POINTS, W, B)
    (curve,) = [line for line in ax.lines if len(line.get_xdata()) == 201]
    x, p = curve.get_data()
    np.testing.assert_allclose(p, sigmoid(W * x + B))
    assert to_hex(curve.get_color()).upper() == PALETTE["model"]
    assert x.min() < X.min()
    assert x.max() > X.max()
    for label, marker in enumerate("so"):
        (line,) = [m for m in ax.lines if m.get_marker() == marker and m.get_markersize() == 9]
        assert line.get_xdata().tolist() == X[label == Y].tolist()
        assert set(line.get_ydata()) == {label}


def test_sigmoid_says_where_it_is_one_half():
    ax = plots.sigmoid_fit(POINTS, W, B)
    (note,) = ax.texts
    assert decimals(note.get_text()) == [round(-B / W, 2)]
    p = sigmoid(W * X + B)
    assert decimals(alt_text(ax)) == [
        round(p[0], 2), X[0], round(p[-1], 2), X[-1], round(-B / W, 1),
    ]  # fmt: skip


def test_flat_sigmoid_is_one_half_nowhere():
    ax = plots.sigmoid_fit(POINTS, 0.0, B)
    assert not ax.texts
    assert alt_text(ax).endswith("is 1/2 nowhere.")
    assert "goes from" in alt_text(ax)


def test_probability_bars_stand_under_and_hang_over_the_sigmoid():
    ax = plots.probability_bars(POINTS, W, B)
    p = sigmoid(W * X + B)
    given = np.where(Y == 1, p, 1 - p)
    for (x, base, height, face), at, label, pi in zip(bars(ax), X, Y, p, strict=True):
        assert x == pytest.approx(at)
        assert (base, base + height) == pytest.approx((0, pi) if label else (pi, 1))
        # Never colour alone: filled for y = 1, pale and outlined for y = 0.
        assert face == to_rgba(PALETTE["one" if label else "zero"], 1 if label else 0.25)
    assert [float(t.get_text()) for t in ax.texts] == given.round(2).tolist()
    most, least = given.argmax(), given.argmin()
    assert decimals(alt_text(ax)) == [
        round(given[most], 2), X[most], round(given[least], 2), X[least],
    ]  # fmt: skip


def test_negative_log_bars_are_the_losses_and_the_line_their_mean():
    ax = plots.negative_log_bars(POINTS, W, B)
    p = sigmoid(W * X + B)
    loss = binary_cross_entropy(Y, p, reduction="none")
    assert [height for _, _, height, _ in bars(ax)] == pytest.approx(loss)
    assert [t.get_text() for t in ax.get_xticklabels()][:4] == ["−2.2", "−1.4", "−0.8", "0.2"]
    (line,) = ax.lines
    assert line.get_ydata() == pytest.approx([loss.mean()] * 2)
    assert ax.texts[-1].get_text() == f"mean {loss.mean():.4f}"
    assert ax.get_ylim()[1] > loss.max()
    assert decimals(alt_text(ax))[-1] == round(binary_cross_entropy(Y, p), 4)


def test_descent_history_draws_the_runs_and_names_their_ends():
    runs = {"free": fit_logistic(X, Y, steps=30), "held": fit_logistic(X, Y, C=1, steps=30)}
    ax = plots.descent_history(runs, steps=20)
    for line, run in zip(ax.lines, runs.values(), strict=True):
        assert line.get_ydata().tolist() == run.loss[:21].tolist()
    assert len({(line.get_linestyle(), line.get_color()) for line in ax.lines}) == 2
    ends = [f"{name}: {run.loss[20]:.4f}" for name, run in runs.items()]
    assert texts(ax) == ends
    assert [text.get_va() for text in ax.texts] == ["top", "bottom"]
    assert decimals(alt_text(ax)) == [
        round(run.loss[at], 4) for run in runs.values() for at in (0, 20)
    ]


@pytest.mark.parametrize("count", [0, 4])
def test_descent_history_takes_one_to_three_runs(count):
    run = fit_logistic(X, Y, steps=2)
    with pytest.raises(ValueError, match=f"runs has {count} descents"):
        plots.descent_history({str(i): run for i in range(count)})


def test_two_features_do_not_fit_on_a_line():
    with pytest.raises(ValueError, match="points has 4 features: choose one"):
        plots.points_on_line(iris_pair("setosa", "versicolor"))
