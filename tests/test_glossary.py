"""What the glossary says of a term is so, also where a simpler sentence was once wrong."""

import numpy as np
import pytest

from bce_lessons.noise import flip_probabilities
from bce_lessons.variants import focal_loss

P = np.arange(1, 10_000) / 10_000


@pytest.mark.parametrize(("rate_0", "rate_1"), [(0, 0.4), (0.3, 0), (0.2, 0.2), (0.1, 0.6)])
def test_label_noise_moves_the_best_forecast_towards_its_own_share_and_rarely_to_one_half(
    rate_0, rate_1
):
    to = rate_0 / (rate_0 + rate_1)
    moved = flip_probabilities(P, rate_0, rate_1)
    assert (np.abs(moved - to) <= np.abs(P - to)).all()
    assert (to == 0.5) == (rate_0 == rate_1)
    nearer = np.abs(moved - 0.5) <= np.abs(P - 0.5)
    assert nearer.all() == (rate_0 == rate_1)


@pytest.mark.parametrize("q", [0.05, 0.3, 0.8])
def test_of_two_classes_the_best_forecast_of_focal_loss_is_less_sure(q):
    happens, does_not = (focal_loss(np.full(P.size, y), P, reduction="none") for y in (1, 0))
    best = P[np.argmin(q * happens + (1 - q) * does_not)]
    assert abs(best - 0.5) < abs(q - 0.5)
    assert (best - 0.5) * (q - 0.5) > 0


def test_of_a_hundred_classes_it_can_be_surer():
    q, others = 0.05, (1 - P) / 99
    focal = -(q * (1 - P) ** 2 * np.log(P) + (1 - q) * (1 - others) ** 2 * np.log(others))
    assert P[np.argmin(focal)] == pytest.approx(0.056, abs=5e-4)
