"""What the lesson says of loss and accuracy, tried on other draws than its own."""

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy
from bce_lessons.datasets import draw_circles
from bce_lessons.lessons.train_a_network.model import FEW, OPTIONS, few_runs, parts, run
from bce_lessons.training import train_network
from tests.prose_numbers import prose_of

OTHERS = 30


def turn(one):
    return int(one.test_loss.argmin())


@pytest.fixture(scope="module")
def others():
    """Thirty runs on 32 points each, of other draws than the lesson's ten."""
    rng, test = np.random.default_rng(123), parts()[1]
    own = [draw_circles(FEW, rng) for _ in range(OTHERS)]
    return [train_network(o, test, seed=seed, **OPTIONS[FEW]) for seed, o in enumerate(own)]


def test_in_most_other_runs_the_accuracy_is_highest_after_the_turn(others):
    later = sum(one.test_accuracy.argmax() > turn(one) for one in others)
    assert later == 25
    assert f"in most other runs ({later} of {OTHERS})" in prose_of("train_a_network")


def test_it_is_no_rule_that_overfitting_shows_first_in_the_loss(others):
    assert sum(one.test_accuracy.argmax() <= turn(one) for one in [*others, run()]) == 6
    assert sum(one.test_loss[-1] <= 1.2 * one.test_loss.min() for one in others) == 3
    assert any(one.test_accuracy[-1] < one.test_accuracy[turn(one)] for one in others)


def test_in_the_ten_more_points_change_to_their_side_and_the_wrong_get_more_expensive():
    test = parts()[1]
    for one in few_runs():
        was, now = (one.predict_proba(test.X, epoch) for epoch in (turn(one), -1))
        before_right, right = ((p > 0.5) == test.y for p in (was, now))
        assert right.sum() > before_right.sum()
        stay = ~before_right & ~right
        before, after = (binary_cross_entropy(test.y[stay], p[stay]) for p in (was, now))
        assert after > before
