"""Calls of all public figures, and how tests read what one has drawn."""

import inspect
import re
from functools import cache, partial

import numpy as np
from matplotlib.colors import to_hex

from bce_lessons import plots
from bce_lessons.datasets import circles, iris_pair, ten_points
from bce_lessons.palette import PALETTE
from bce_lessons.training import fit_logistic, train_network

TINY, BIG = 5e-324, 1e308
Y, P = [1, 0, 1, 0, 1], [0.9, 0.2, 0.6, 0.8, 0.3]
MODELS = {"calm": P, "loud": [0.99, 0.1, 0.7, 0.95, 0.1], "blind": [0.6] * 5}
PAIR = {name: MODELS[name] for name in ("calm", "loud")}
PAIR_8 = {name: 8 * p for name, p in PAIR.items()}
POINTS, DATA = ten_points(), circles().take(slice(0, 40))
PETALS = iris_pair("versicolor", "virginica", features=["petal length", "petal width"])
DESCENT, SQUARED = (
    fit_logistic(POINTS.X, POINTS.y, loss=loss, start=(-4, 0), steps=200)
    for loss in ("binary_cross_entropy", "squared_error")
)
RUN = train_network(DATA, circles().take(slice(500, 600)), epochs=60, hidden=50)
ONE_MODEL = (plots.sigmoid_fit, plots.probability_bars, plots.negative_log_bars)
LEARNED = [[0.3, 0.4, 0.3], [0.5, 0.5, 0.6], [0.7, 0.6, 0.7]]
DRAWS = [[0.5, 0.6], [0.7, 0.9], [0.8, 1.2]]
SECONDS = [8.0, 2.0, 0.5]

# Each figure at least once, with ordinary numbers.
FIGURES = [
    partial(plots.accuracy_by_epoch, RUN, mark=1),
    partial(plots.batch_bars, Y, P, name="filter"),
    partial(plots.bug_curve, "labels −1, 1", test=True),
    partial(plots.certain_miss, {"float32": 15.94, "float64": 36.0, "naive": np.inf}),
    partial(plots.class_points, DATA),
    partial(plots.compare_descents, DESCENT, SQUARED, POINTS.X, POINTS.y),
    partial(plots.compare_gradients_in_p),
    partial(plots.compare_gradients_in_z),
    partial(plots.compare_loss_curves),
    partial(plots.compare_seeds, {3: RUN, 5: RUN}, reference=0.6),
    partial(plots.confidence_curve, Y, P),
    partial(plots.cost_curves, Y, MODELS),
    partial(plots.costliest_bars, {"a": 0.2, "b": 2.0, "c": 0.9}),
    partial(plots.decision_boundary, PETALS, [2.6, 2.5], -17.0),
    partial(plots.decision_surface, RUN, DATA),
    partial(plots.descent_history, {"free": DESCENT, "held": SQUARED}),
    partial(plots.expected_bowls),
    partial(plots.expected_bowls, "squared_error"),
    partial(plots.flip_floor, [0.1, 0.3, 0.5], DRAWS),
    partial(plots.forecast_strip, Y, P),
    partial(plots.growth_by_halving, 12),
    partial(plots.intervals_and_truth, [0, 1, 2], [2, 3, 4], 1.5),
    partial(plots.intervals_and_truth, [0, 1], [2, 3], 5, name="late"),
    partial(plots.isotonic_reliability, Y, P),
    partial(plots.largest_losses, Y, MODELS),
    partial(
        plots.learned_logits,
        [-1, 0, 1],
        {"a": LEARNED, "b": LEARNED},
        {"a": (0.2, 0.2), "b": (0, 0.4)},
    ),
    partial(plots.log_curve),
    partial(plots.loss_by_epoch, RUN, mark=1),
    partial(plots.loss_curves, Y, P),
    partial(plots.loss_parts, P, MODELS),
    partial(plots.map_descents, [SQUARED], POINTS.X, POINTS.y, loss="squared_error"),
    partial(plots.mixed_loss, [0, 0.5, 1], {"rises": [0.6, 0.65, 0.7], "dips": [0.7, 0.6, 0.7]}),
    partial(plots.nats_and_bits, [0.5, 0.125]),
    *(partial(draw, POINTS, 0.97, 0.66) for draw in ONE_MODEL),
    partial(plots.negative_log_curve),
    partial(plots.noisy_loss, [0, 1, 2], DRAWS),
    partial(plots.paired_losses, Y, PAIR),
    partial(plots.paired_losses, [1, 1], {"a": [0.5, 0.5], "b": [0.4, 0.3]}),
    partial(plots.points_on_line, POINTS),
    partial(plots.reliability, Y, P),
    partial(plots.reliability_curves, Y, MODELS),
    partial(plots.running_product, [0.5] * 20),
    partial(plots.running_product, [0.5] * 1100, scale="log"),
    partial(plots.running_sum, [0.5] * 20),
    partial(plots.share_of_truth),
    partial(plots.shifted_loss, [0, 0.5, 1], [0.5, 0.7, np.nan]),
    partial(plots.three_intervals, Y * 8, PAIR_8),
    partial(plots.time_by_block, [64, 4096, 65536], SECONDS),
    partial(plots.two_pushes),
    partial(plots.two_species, PETALS),
    partial(plots.unnamed_curve, "D"),
    partial(plots.vanishing_slope),
    partial(plots.variant_bowls),
    partial(plots.variant_costs),
    partial(plots.variant_minima),
    partial(plots.weights_against_penalty, [1, 10, 100], {"runs": [1, 2, 4], "stays": [1, 2, 2]}),
    partial(plots.winning_scores, [0.1, 0.2, 0.15], [0.3, 0.1, 0.2], mark=0),
    partial(plots.worked_values, [0.9, 0.4, 0.1]),
]
# Calls whose steps underflow, overflow or divide by 0, though the results are right.
EXTREME = [
    partial(plots.log_curve, p_min=TINY),
    partial(plots.negative_log_curve, p_min=TINY),
    partial(plots.variant_bowls, TINY),
    partial(plots.expected_bowls, truths=[TINY, 0.5]),
    *(
        partial(draw, POINTS, w, b)
        for draw in ONE_MODEL
        for w, b in ((BIG, 0), (TINY, 0.5), (1, BIG), (1e300, TINY), (0, -BIG))
    ),
]
MACHINERY = {"alt_text", "describe", "new_axes", "show", "styled"}  # no figures of their own


def figures():
    """Return the public figures, found by looking."""
    found = dict(inspect.getmembers(plots, inspect.isfunction))
    return {found[name] for name in plots.__all__ if name in found.keys() - MACHINERY}


def name(draw):
    return draw.func.__name__


@cache
def drawn(draw):
    """Return the left of two Axes, on which a figure was drawn: for tests that only look."""
    left, _ = plots.new_axes(2, size=(13, 4.4))
    return draw(ax=left)


def lines(ax, color):
    """Return the lines of a colour of the palette."""
    return [line for line in ax.lines if hexes([line.get_color()]) == [PALETTE[color]]]


def dots(ax, marker):
    """Return the (x, y) of the line drawn with `marker` alone, and its colour."""
    (line,) = [line for line in ax.lines if line.get_marker() == marker]
    return np.column_stack(line.get_data()), *hexes([line.get_color()])


def hexes(colors):
    return [to_hex(color).upper() for color in colors]


def title(ax):
    return ax.get_title(loc="left")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def words(ax):
    return " ".join(texts(ax))


def numbers(text):
    """Read the numbers of a sentence, with thousands' commas and true minus signs."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text.replace("−", "-"))
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def decimals(text):
    """Read the numbers with a decimal point."""
    return [float(found) for found in re.findall(r"-?\d+\.\d+", text.replace("−", "-"))]
