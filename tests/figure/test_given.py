"""What figures are given: wrong kinds and wrong pairs are refused, by the argument's own name."""

import numpy as np
import pandas as pd
import pytest

from bce_lessons import decisions, plots, precision
from bce_lessons.explorers import turn_down
from tests.drawn import DATA, DESCENT, POINTS, RUN

Y, P = [0, 1, 1, 0], [0.2, 0.7, 0.6, 0.4]
SERIES, SHUFFLED = pd.Series(P), pd.Series(P, index=[3, 2, 1, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.class_points("x"), "data is 'x' (str): give a Dataset, "),
        (lambda: plots.decision_surface(RUN, None), "data is None: give a Dataset, "),
        (lambda: plots.decision_surface(1, DATA), "run is 1: give a NetworkRun, "),
        (lambda: plots.loss_by_epoch([1]), "run is [1] (list): give a NetworkRun, "),
        (lambda: plots.accuracy_by_epoch(None), "run is None: give a NetworkRun, "),
        (lambda: plots.compare_seeds([RUN]), "runs is "),
        (lambda: plots.compare_seeds({0: 1}), "runs[0] is 1: give a NetworkRun, "),
        (lambda: plots.points_on_line([1]), "points is [1] (list): give a Dataset, "),
        (lambda: plots.sigmoid_fit(None, 1, 1), "points is None: give a Dataset, "),
        (lambda: plots.probability_bars("x", 1, 1), "points is 'x' (str): give a Dataset, "),
        (lambda: plots.negative_log_bars(2, 1, 1), "points is 2: give a Dataset, "),
        (lambda: plots.descent_history(None), "runs is None: give a dict from names to "),
        (lambda: plots.descent_history({"a": 1}), "runs['a'] is 1: give a Descent, "),
        (
            lambda: plots.compare_descents(1, DESCENT, POINTS.X, POINTS.y),
            "cross_entropy_run is 1: give a Descent, ",
        ),
        (
            lambda: plots.compare_descents(DESCENT, 1, POINTS.X, POINTS.y),
            "squared_error_run is 1: give a Descent, ",
        ),
        (lambda: plots.decision_boundary([1], [1, 1], 0), "data is [1] (list): give a Dataset, "),
        (lambda: plots.weights_against_penalty([1, 2], [1, 2]), "lengths is [1, 2] (list): give "),
        (lambda: plots.loss_parts(Y, None), "models is None: give a dict from names to "),
        (lambda: plots.cost_curves(Y, [P]), "models is "),
        (lambda: plots.reliability_curves(Y, "a"), "models is 'a' (str): give a dict from "),
        (lambda: plots.mixed_loss([0, 1], [1]), "losses is [1] (list): give a dict from names "),
        (lambda: plots.new_axes("2"), "n_axes is '2' (str): give a whole number from 1 to 20"),
        (lambda: plots.new_axes(size=3), "size is 3: give a tuple, each a number above 0 and at"),
        (lambda: plots.new_axes(size=(3, "4")), "size[1] is '4' (str): give a number above 0"),
        (lambda: plots.nats_and_bits(["a"]), "p[0] is 'a' (str), not a real number: "),
        (lambda: plots.running_sum([None]), "likelihoods[0] is None (NoneType), not a real"),
    ],
)
def test_a_wrong_kind_is_named(call, message):
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.new_axes(0), "n_axes is 0: give a whole number from 1 to 20"),
        (lambda: plots.new_axes(10**6), "n_axes is 1000000: give a whole number from 1 to 20"),
        (lambda: plots.new_axes(size=(0, 1)), "size[0] is 0: give a number above 0 and at most 10"),
        (lambda: plots.new_axes(size=(1, 2, 3)), "size is (1, 2, 3): give two numbers, width and"),
        (lambda: plots.noisy_loss([0, 1, 2], [0.5, 0.4, 0.6]), "losses has shape (3,), sigmas (3"),
        (lambda: plots.noisy_loss([0, 1], [[1, 2], [1, np.nan]]), "losses[1, 1] is nan: give a fi"),
        (lambda: plots.noisy_loss([0, -1], [[1], [1]]), "sigmas[1] is -1.0: give a finite number"),
        (lambda: plots.flip_floor([0.1, 2], [[1], [1]]), "rates[1] is 2.0: give a number from 0"),
        (lambda: plots.flip_floor([0.1], [1]), "losses has shape (1,), rates (1,): give a row of"),
        (lambda: plots.mixed_loss([0, 1], {"a": [1]}), "losses['a'] has shape (1,), "),
        (lambda: plots.mixed_loss([0, 1], {}), "losses is empty: give at least one model's"),
        (lambda: plots.shifted_loss([0, 1], [1, np.nan, 1]), "losses has shape (3,), "),
        (lambda: plots.shifted_loss([0, 1], [np.nan] * 2), "losses holds nothing but NaN: give"),
        (lambda: plots.running_product([0.5, np.nan]), "likelihoods[1] is nan: give a number abo"),
        (lambda: plots.running_sum([[0.5], [2]]), "likelihoods[1, 0] is 2.0: give a number above"),
        (lambda: plots.nats_and_bits([0.5, 0.01]), "p[1] is 0.01: give a number from 0.02 to 1"),
        (lambda: plots.weights_against_penalty([0, 1], {}), "C[0] is 0.0: give a finite number a"),
        (lambda: plots.loss_parts([2, 0], {"a": [0.5, 0.5]}), "q[0] is 2, not a probability"),
        (
            lambda: plots.cost_curves(Y, {"a": [0.5, 1.5, 0, 0]}),
            "models['a'][1] is 1.5, not a prob",
        ),
        (lambda: plots.cost_curves(Y, {"a": [0.5]}), "models['a'] has shape (1,), but y_true has"),
        (lambda: plots.cost_curves([0, 3], {"a": [0.5] * 2}), "y_true[1] is 3, but labels are"),
        (lambda: plots.forecast_strip([0, 2], [0.5, 0.5]), "outcomes[1] is 2: give 0 or 1"),
        (lambda: plots.forecast_strip([0, 1], [0.5, 5]), "forecasts[1] is 5.0, not a prob"),
        (
            lambda: plots.confidence_curve([0, 1], [0.5]),
            "forecasts has shape (1,), but outcomes has",
        ),
        (lambda: plots.confidence_curve([0.5], [0.5]), "outcomes[0] is 0.5: give 0 or 1"),
        (lambda: turn_down([0, np.nan], [0.5, 0.5]), "outcomes[1] is nan: give 0 or 1"),
        (lambda: turn_down([0, 1], [0.5, -1]), "forecasts[1] is -1.0, not a prob"),
    ],
)
def test_a_wrong_value_is_named(call, message):
    with pytest.raises(ValueError, match=r".") as caught:
        call()
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "call",
    [
        lambda a, b: precision.correct_digits(a, b),
        lambda a, b: decisions.expected_cost(Y, P, a, cost_fp=b, cost_fn=1),
        lambda a, b: plots.loss_parts(a, {"m": b}),
        lambda a, b: plots.cost_curves(a.round(), {"m": b}),
        lambda a, b: plots.reliability_curves(a.round(), {"m": b}),
        lambda a, b: plots.forecast_strip(a.round(), b),
        lambda a, b: plots.confidence_curve(a.round(), b),
        lambda a, b: turn_down(a.round(), b),
        lambda a, b: plots.time_by_block(64 * a, b),
        lambda a, b: plots.mixed_loss(a, {"m": b}),
        lambda a, b: plots.noisy_loss(a, pd.DataFrame({"draw": b})),
        lambda a, b: plots.flip_floor(a, pd.DataFrame({"draw": b})),
        lambda a, b: plots.shifted_loss(a, b.where(b < 0.4)),
        lambda a, b: plots.weights_against_penalty(a.sort_values() if b is a else a, {"m": b}),
        lambda a, b: plots.compare_descents(DESCENT, DESCENT, a, b),
    ],
)
def test_labels_that_differ_are_refused(call):
    sizes = pd.Series([1.0, 2.0, 3.0, 4.0]) / 8
    call(sizes, sizes)
    with pytest.raises(ValueError, match=r"is labelled .* at position 0, and samples are paired"):
        call(sizes, sizes.set_axis([3, 2, 1, 0]))
