"""The thresholds explorer: every position of it, against the package and by counting."""

import re
from fractions import Fraction

import numpy as np
import pytest

from bce_lessons import logit, sigmoid
from bce_lessons.decisions import best_threshold, expected_cost
from bce_lessons.explore.tables import COLORS
from bce_lessons.explorers import choose_threshold
from bce_lessons.lessons.decide_by_costs.explorers import (
    EDGES,
    RATIOS,
    STEP,
    THRESHOLDS,
    X,
    _models,
    _truth,
    costs,
    least,
)
from tests.explorer_helpers import leaving, marks


@pytest.fixture(scope="module")
def explorer():
    return choose_threshold()


@pytest.fixture(scope="module")
def said():
    return {name: factor * _truth() + shift for name, (factor, shift) in _models().items()}


def of_no_model(z, k, thresholds):
    """Count again: what the decisions cost, as a share of all alarms or none."""
    q = sigmoid(_truth())
    alarms = z[:, None] >= np.atleast_1d(thresholds) - 1e-9
    mean = np.where(alarms, (1 - q)[:, None], k * q[:, None]).mean(axis=0)
    return mean / min((1 - q).mean(), k * q.mean())


def test_controls_have_the_positions_that_rhyme(explorer):
    assert explorer.controls["k"].values == tuple(2.0**k for k in range(-4, 5))
    assert [name for name, _ in explorer.controls["k"].slider.options] == list(RATIOS)
    assert all(Fraction(name) == k for name, k in RATIOS.items())
    for k in RATIOS.values():  # the rule's threshold is a position of the slider
        assert np.abs(np.subtract(THRESHOLDS, logit(best_threshold(1.0, k)))).min() < 1e-12
    labels = [float(label) for label, _ in explorer.controls["t"].slider.options]
    np.testing.assert_allclose(labels, sigmoid(THRESHOLDS), atol=5.1e-4)
    assert len(set(labels)) == len(labels)
    assert explorer.panels[0].title == "Who gets an alarm"


def test_costs_are_counted_right_at_every_position(explorer, said):
    table = explorer.table("cost")
    assert table.shape == (3, 9, len(THRESHOLDS))
    for row, z in zip(table, said.values(), strict=True):
        for ours, k in zip(row, RATIOS.values(), strict=True):
            np.testing.assert_allclose(ours, of_no_model(z, k, THRESHOLDS), rtol=1e-9)


def test_no_threshold_is_better_than_the_best(explorer):
    grid = np.linspace(*X, 2001)
    for i, model in enumerate(_models()):
        for j, k in enumerate(RATIOS.values()):
            assert least(model, k) <= costs(model, k, grid).min() + 1e-12
            found = explorer.table("found")[i, j]
            near = np.abs(np.subtract(THRESHOLDS, explorer.table("best")[i, j]))
            assert ((found == "best") == (near <= STEP / 2)).all()  # it is to be found


def test_the_rule_is_the_best_for_calibrated_predictions_only(explorer):
    rule, best = explorer.table("rule"), explorer.table("best")
    np.testing.assert_allclose(rule, [-np.log(k) for k in RATIOS.values()], atol=1e-12)
    assert best[0].tolist() == rule.tolist()
    np.testing.assert_allclose(best[1], 2 * rule)
    base_rate = sigmoid(_truth()).mean()
    np.testing.assert_allclose(best[2], rule - logit(base_rate))
    assert 0.2 < base_rate < 0.35


def test_all_models_are_worth_the_same_at_their_best(explorer):
    worth = np.array([[least(model, k) for k in RATIOS.values()] for model in _models()])
    np.testing.assert_allclose(worth[1:], [worth[0]] * 2, rtol=1e-12)
    assert (worth < 1).all()


def test_following_the_rule_can_cost_more_than_no_model():
    rules = {
        model: max(float(costs(model, k, -np.log(k))) for k in RATIOS.values())
        for model in _models()
    }
    assert rules["calibrated"] < 1
    assert rules["too sure"] > 1
    assert rules["balanced"] > 1


def test_people_add_up_to_a_hundred(explorer):
    up, down = marks(explorer.panels[0], "bar")
    heights = up.tables["y"].rows - down.tables["y"].rows
    np.testing.assert_allclose(heights.sum(axis=-1), 100)
    np.testing.assert_allclose(up.tables["y"].rows.sum(axis=-1), 100 * sigmoid(_truth()).mean())
    assert (up.tables["y"].rows >= 0).all()
    assert (down.tables["y"].rows <= 0).all()
    low, high = explorer.panels[0].ylim
    assert up.tables["y"].rows.max() < high
    assert down.tables["y"].rows.min() > low


def test_mistakes_and_costs_agree(explorer):
    q = sigmoid(_truth())
    texts = marks(explorer.panels[0], "text")
    missed, alarms = (
        np.vectorize(lambda text: float(re.search(r"\d+\.\d", text)[0]))(mark.tables["text"].rows)
        for mark in texts
        if mark.tables["text"].at
    )
    for j, k in enumerate(RATIOS.values()):
        without = 100 * min((1 - q).mean(), k * q.mean())
        slack = 0.051 * (1 + k) / without
        np.testing.assert_allclose(
            (alarms + k * missed) / without, explorer.table("cost")[:, j], atol=slack
        )


def test_colours_are_cut_at_the_threshold(explorer):
    up, down = marks(explorer.panels[0], "bar")
    for mark, wrong in ((up, "one"), (down, "zero")):
        assert mark.tables["color"].at == ("t",)
        for row, t in zip(mark.tables["color"].rows, THRESHOLDS, strict=True):
            silent = EDGES[1:] <= t + 1e-9
            mistaken = silent if wrong == "one" else ~silent
            assert {COLORS[c] for c in row[mistaken]} == {wrong}
            assert {COLORS[c] for c in row[~mistaken]} == {"faint"}


def test_the_curve_goes_through_the_readers_dot(explorer):
    (line,) = marks(explorer.panels[1], "line")
    x, curve = line.tables["x"].rows, line.tables["y"].rows
    cost = np.minimum(explorer.table("cost"), 2.2)
    shared = [(np.abs(x - t).argmin(), j) for j, t in enumerate(THRESHOLDS)]
    assert max(abs(x[i] - THRESHOLDS[j]) for i, j in shared) < 1e-9
    for i, j in shared:
        np.testing.assert_allclose(curve[:, :, i], cost[:, :, j], rtol=1e-9)


def test_a_prediction_is_worth_the_truth(explorer):
    panel = explorer.panels[2]
    (line,) = [mark for mark in marks(panel, "line") if mark.tables["x"].at]
    (dot,) = marks(panel, "dot")
    truth = line.tables["y"].rows
    for i, name in enumerate(_models()):
        factor, shift = _models()[name]
        np.testing.assert_allclose(line.tables["x"].rows[i], factor * truth + shift)
        np.testing.assert_allclose(
            dot.tables["x"].rows[i], factor * dot.tables["y"].rows + shift, atol=1e-12
        )


def test_words_and_dots_touch_no_side(explorer):
    for panel in explorer.panels:
        near = leaving(panel, room=1e-9)
        assert not {(kind, edge) for kind in ("text", "dot") for edge in ("left", "right")} & near


def test_every_sentence_is_true(explorer, said):
    names = list(RATIOS)
    sure = list(_models()).index("too sure"), names.index("1"), len(THRESHOLDS) // 2
    assert explorer.sentence.rows[sure].startswith("too sure, a miss costs 1, threshold 0.500: ")
    for at in np.ndindex(explorer.sentence.rows.shape):
        i, j, m = at
        sentence = explorer.sentence.rows[at]
        model, ratio, rest = re.fullmatch(
            r"([a-z ]+), a miss costs ([\d/]+), (.*)", sentence
        ).groups()
        assert (model, ratio) == (list(_models())[i], names[j])
        t, own = (float(n) for n in re.findall(r"\d+(?:\.\d+)?", rest))
        assert t == pytest.approx(sigmoid(THRESHOLDS[m]), abs=5.1e-4)
        assert own == pytest.approx(100 * explorer.table("cost")[at], abs=0.51)


def test_costs_are_those_of_the_package():
    q = sigmoid(_truth())
    without = expected_cost(q, q, [0, 2], cost_fp=1, cost_fn=4).min()
    mine = expected_cost(q, q, 0.3, cost_fp=1, cost_fn=4) / without
    assert costs("calibrated", 4.0, logit(0.3)) == pytest.approx(mine)
