"""Softmax against three sigmoids: every position, against SciPy and by hand."""

import itertools

import numpy as np
import pytest
from scipy.special import expit, logsumexp

from bce_lessons.explorers import three_logits
from tests.explorer_helpers import marks

PLACES = range(-3, 4)


@pytest.fixture(scope="module")
def explorer():
    return three_logits()


@pytest.fixture(scope="module")
def bars(explorer):
    """The heights of all bars at all positions: of both panels, by model and logits."""
    return [[bar.tables["y"].rows for bar in marks(p, "bar")] for p in explorer.panels]


def positions():
    return itertools.product(enumerate(PLACES), repeat=3)


def test_bars_are_softmax_or_sigmoids(bars):
    said = np.stack(bars[0], axis=-1)
    assert said.shape == (2, 7, 7, 7, 3)
    for (i, a), (j, b), (k, c) in positions():
        z = np.array([a, b, c])
        np.testing.assert_allclose(said[0, i, j, k], np.exp(z) / np.exp(z).sum())
        np.testing.assert_allclose(said[1, i, j, k], expit(z))


def test_costs_are_one_log_or_the_sum_of_three(bars):
    costs = np.stack(bars[1], axis=-1)
    shown = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    for (i, a), (j, b), (k, c) in positions():
        z = np.array([a, b, c])
        np.testing.assert_allclose(costs[0, i, j, k], [*(logsumexp(z) - z), 0])
        each = -np.log(np.where(shown == 1, expit(z), expit(-z)))
        np.testing.assert_allclose(costs[1, i, j, k], each.sum(axis=1))


def test_softmax_has_no_class_of_two_animals(explorer):
    words = [mark.tables["text"].rows for mark in marks(explorer.panels[1], "text")][-1]
    assert words.tolist() == ["no such class", ""]


def test_two_are_likely_at_once_by_sigmoids_alone(bars):
    cat, dog, _ = bars[0]
    both = np.minimum(cat, dog) > 0.8
    assert not both[0].any()
    assert both[1].any()


def test_the_sentence_says_the_sum(explorer):
    said = explorer.sentence.rows
    assert said[0, 0, 6, 6].startswith("softmax: 0.00, 0.50, 0.50, sum 1.00;")
    assert said[1, 0, 6, 6] == (
        "three sigmoids: 0.05, 0.95, 0.95, sum 1.95; a cat alone costs 9.15 nats"
    )
