"""What the lesson says of loss functions with a bug, and what finds them."""

import math

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy

BUGS = {
    "switched": lambda y, p: -math.log(1 - p if y == 1 else p),
    "without_label": lambda y, p: -math.log(p) - math.log(1 - p),
    "first_term": lambda y, p: y * -math.log(p),
}
HITS, MISSES = [(1, 0.99), (0, 0.01)], [(1, 0.01), (0, 0.99)]


def is_found(function, cases):
    """Say whether a case costs something else than it should, by more than a tenth of a nat."""
    return any(abs(function(y, p) - binary_cross_entropy(y, p)) > 0.1 for y, p in cases)


@pytest.mark.parametrize("bug", BUGS)
def test_a_sure_hit_and_a_sure_miss_of_each_label_find_it(bug):
    assert is_found(BUGS[bug], HITS + MISSES)


@pytest.mark.parametrize(
    ("bug", "cases"),
    [
        ("switched", [(1, 0.5), (0, 0.5)]),  # a coin
        ("without_label", MISSES),  # confident misses, of both labels
        ("first_term", [(1, p) for p in (0.01, 0.5, 0.99)]),  # whatever is said where y is 1
        ("first_term", HITS),
    ],
)
def test_less_does_not_find_it(bug, cases):
    assert not is_found(BUGS[bug], cases)


def test_what_a_model_learns_of_each():
    p = np.linspace(0.01, 0.99, 99)
    least = {
        (name, y): p[np.argmin([function(y, x) for x in p])]
        for name, function in BUGS.items()
        for y in (0, 1)
    }
    assert [least["switched", y] for y in (0, 1)] == [0.99, 0.01]
    assert [round(least["without_label", y], 2) for y in (0, 1)] == [0.5, 0.5]
    assert least["first_term", 1] == 0.99
    assert BUGS["first_term"](0, 0.99) == 0


def test_picking_a_probability_is_right_for_labels_0_and_1_only():
    def picked(y, p):
        return -np.log(np.where(y == 1, p, 1 - p))

    assert all(np.isclose(picked(y, 0.9), binary_cross_entropy(y, 0.9)) for y in (0, 1))
    assert binary_cross_entropy(0.9, 0.9) < 0.33
    assert picked(0.9, 0.9) > 2.3
