import re

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_cross_entropy_gradient, logit
from bce_lessons.explorers import one_prediction
from bce_lessons.lessons.score_one_prediction.explorers import PROBABILITIES
from tests.explorer_helpers import marks

P = np.array(PROBABILITIES)
LABELS = np.array([[0], [1]])
LOSS = binary_cross_entropy(
    np.broadcast_to(LABELS, (2, P.size)), np.broadcast_to(P, (2, P.size)), reduction="none"
)
SLOPE = binary_cross_entropy_gradient(
    np.broadcast_to(LABELS, (2, P.size)), np.broadcast_to(P, (2, P.size))
)
NUMBER = r"−?[\d.]+\d|\d"


@pytest.fixture(scope="module")
def explorer():
    return one_prediction()


def test_positions_run_from_end_to_end_mirrored_and_finer_at_the_ends():
    assert (PROBABILITIES[0], PROBABILITIES[-1]) == (0.001, 0.999)
    assert np.allclose(P + P[::-1], 1)
    steps = np.diff(P)
    assert (steps > 0).all()
    assert steps[0] < steps[len(steps) // 2] / 100
    assert np.diff(logit(P)).max() < 0.3  # no jump that the eye would miss
    assert {0.01, 0.1, 0.2, 0.4, 0.5, 0.6, 0.9, 0.99} <= set(PROBABILITIES)


def test_the_loss_and_the_push_are_the_packages_everywhere(explorer):
    assert np.allclose(explorer.table("loss"), LOSS)
    tip = explorer.table("arrow_tip")
    assert np.allclose(np.sign(tip), np.where(LABELS == 1, 1, -1))  # towards the label
    assert np.allclose(np.sign(tip) * 10 ** (np.abs(tip) - 1), -SLOPE)
    assert (np.abs(tip) >= 1).all()


def test_mathematics_holds_between_positions(explorer):
    loss = explorer.table("loss")
    assert (np.diff(loss[0]) > 0).all()
    assert (np.diff(loss[1]) < 0).all()
    assert np.allclose(loss[0], loss[1][::-1])  # L(0, p) = L(1, 1 - p)
    assert np.allclose(np.exp(loss), np.abs(SLOPE))  # the push is e to the loss


def test_the_tangent_touches_the_curve_with_its_slope(explorer):
    p, loss = explorer.table("tangent_p"), explorer.table("tangent_loss")
    assert np.allclose(p.mean(axis=-1), P)
    assert np.allclose(loss.mean(axis=-1), LOSS)
    assert np.allclose(np.diff(loss)[..., 0] / np.diff(p)[..., 0], SLOPE)


def test_everything_that_moves_stays_within_its_panel(explorer):
    losses, words, push = explorer.panels
    assert explorer.table("loss").min() >= losses.ylim[0]
    assert explorer.table("loss").max() <= losses.ylim[1]
    assert np.abs(explorer.table("arrow_tip")).max() <= push.ylim[1]
    assert explorer.table("probabilities").max() <= 1
    assert explorer.table("over_what_happened").max() < 1.1  # under the formula's last line
    assert words.ylim[1] > 1.7


def test_the_glow_grows_with_the_loss_and_ends_at_one(explorer):
    (dot,) = marks(explorer.panels[0], "dot")
    glow = dot.tables["glow"].rows
    assert np.allclose(glow, LOSS / LOSS.max())


def test_bars_are_both_probabilities_and_the_label_stands_over_what_happened(explorer):
    assert np.allclose(explorer.table("probabilities"), np.transpose([1 - P, P]))
    given = np.where(LABELS == 1, P, 1 - P)
    assert np.allclose(explorer.table("over_what_happened"), given + 0.05)


def test_every_sentence_is_true(explorer):
    first = explorer.sentence.rows[0, 0]
    assert first.startswith("y = 0, p = 0.001: the loss is −log(1 − 0.001) = 0.0010 nats")
    for y in (0, 1):
        for i, p in enumerate(P):
            said = explorer.sentence.rows[y, i]
            found = re.fullmatch(
                r"y = (\d), p = ([\d.]+): the loss is −log *(.+) = ([\d.]+) nats; "
                r"p is pushed (up|down), strength ([\d.]+)",
                said,
            )
            assert found, said
            label, at, given, loss, way, strength = found.groups()
            assert (int(label), float(at)) == (y, p)
            assert given == (f"{p:g}" if y else f"(1 − {p:g})")
            assert loss == f"{LOSS[y, i]:.4f}"
            assert way == ("up" if y else "down")
            assert float(strength) == pytest.approx(abs(SLOPE[y, i]), rel=1e-3)


def test_every_substitution_is_true(explorer):
    substitution, result = explorer.table("substitution"), explorer.table("result")
    for y in (0, 1):
        for i, p in enumerate(P):
            a, log_a, b, log_b = map(float, re.findall(r"[\d.]+", substitution[y, i]))
            assert (a, b) == (y, 1 - y)
            assert (log_a, log_b) == (p, pytest.approx(1 - p, abs=1e-12))
            assert -(a * np.log(log_a) + b * np.log(log_b)) == pytest.approx(LOSS[y, i])
            given, loss = map(float, re.findall(r"[\d.]+", result[y, i]))
            assert -np.log(given) == pytest.approx(loss, abs=6e-5)
