import re

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, logit, sigmoid
from bce_lessons.explorers import turn_down
from tests.explorer_helpers import marks

P = np.array([0.85, 0.8, 0.35, 0.3, 0.9, 0.7, 0.6, 0.95, 0.4, 0.1, 0.97, 0.9])
Y = np.array([1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1])  # twelve answers of the course's sample
T = 2.0 ** (np.arange(-16, 25) / 8)
SAID = np.array([sigmoid(logit(P) / t) for t in T])  # at every position
LOSS = np.array([binary_cross_entropy(Y, said) for said in SAID])


@pytest.fixture(scope="module")
def explorer():
    return turn_down(Y, P)


def dots(panel):
    """List a panel's dots: (color, x at every position, y at every position)."""
    return [
        (mark.tables["color"].rows, mark.tables["x"].rows, mark.tables["y"].rows)
        for mark in marks(panel, "dot")
    ]


def test_each_answer_is_where_its_temperature_puts_it(explorer):
    _, false, true = dots(explorer.panels[0])
    for (_, given, cost), label in ((false, 0), (true, 1)):
        right = SAID[:, label == Y] if label else 1 - SAID[:, label == Y]
        assert np.allclose(given, right)
        assert np.allclose(cost, -np.log(right))


def test_all_answers_stay_on_the_curve_or_leave_the_panel_at_the_top(explorer):
    panel = explorer.panels[0]
    for _, given, cost in dots(panel)[1:]:
        assert np.all((given > 0) & (given < 1))
        assert np.allclose(np.exp(-cost), given)
        assert np.isfinite(cost).all()
    highest = np.max([cost.max(axis=1) for _, _, cost in dots(panel)[1:]], axis=0)
    assert np.all(highest[T >= 1] < panel.ylim[1])


def test_the_loss_is_the_packages_at_every_position(explorer):
    assert np.allclose(explorer.table("loss"), LOSS)
    assert np.allclose(explorer.table("exponent"), np.log2(T))
    assert LOSS[T == 1] == pytest.approx(binary_cross_entropy(Y, P))
    assert LOSS[T == 1] < explorer.panels[1].ylim[1]


def test_no_side_is_ever_changed():
    assert np.all((SAID > 0.5) == (P > 0.5))


def test_every_sentence_is_true(explorer):
    for t, loss, said in zip(T, LOSS, explorer.sentence.rows, strict=True):
        found = [float(n) for n in re.findall(r"\d+\.\d+", said)]
        assert found == [round(t, 2), round(loss, 3), round(LOSS[T == 1].item(), 3)]


@pytest.mark.parametrize("y", [[1, 1], [0, 0], [1, 0]])
def test_outcomes_may_all_be_alike(y):
    explorer = turn_down(y, [0.9, 0.2])
    colors = len(dots(explorer.panels[0]))
    assert colors == 1 + len(set(y))
    assert explorer.position == {"T": 1}


def test_a_single_answer_can_be_shown():
    one = turn_down([1], [0.01])
    one.position = {"T": 4}
    assert repr(one).startswith("T = 4.00: mean loss 1.424 nats, and 4.605 as it was said")
    assert one.still().alt.startswith("Your forecasts at a temperature. T = 4.00")


@pytest.mark.parametrize("p", [0, 1])
def test_a_certainty_is_refused(p):
    with pytest.raises(ValueError, match=rf"forecasts\[1\] is {p}: no temperature moves"):
        turn_down([1, 0], [0.5, p])
