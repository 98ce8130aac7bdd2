"""What the lesson says of averages and of costs that add up."""

import numpy as np
import pytest

from bce_lessons import surprisal


@pytest.mark.parametrize("q", [0.1, 0.4, 0.9])
def test_the_average_falls_below_q_and_rises_above_it(q):
    p = np.linspace(0.02, 0.98, 97)

    def average(x):
        return q * surprisal(x) + (1 - q) * surprisal(1 - x)

    slope = (average(p + 1e-6) - average(p - 1e-6)) / 2e-6
    assert np.allclose(slope, (p - q) / (p * (1 - p)), atol=1e-5)


@pytest.mark.parametrize("base", [2, "e", 10])
def test_logs_of_all_bases_add_up_over_independent_days(base):
    p, q = np.random.default_rng(3).uniform(0.01, 1, (2, 100))
    assert np.allclose(
        surprisal(p * q, base=base), surprisal(p, base=base) + surprisal(q, base=base)
    )


def test_squares_and_differences_do_not_add_up():
    for cost in (lambda p: 1 - p, lambda p: (1 - p) ** 2):
        assert not np.isclose(cost(0.4), cost(0.5) + cost(0.8))
