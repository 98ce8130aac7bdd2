"""Both splits of a loss, as the glossary has them side by side, add up to the loss, and agree."""

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_entropy, kl_divergence

DRAWN = np.random.default_rng(5)
GROUP = np.repeat(np.arange(12), 5)  # who is told the same p
Q = DRAWN.uniform(0.05, 0.95, GROUP.size)
P = DRAWN.uniform(0.05, 0.95, 12)[GROUP]
C = np.array([Q[group == GROUP].mean() for group in range(12)])[GROUP]
BASE = np.full_like(Q, Q.mean())


def mean_divergence(a, b):
    return np.mean(kl_divergence(a, b))


LOSS = binary_cross_entropy(Q, P)  # a soft label gives the expected loss
MISCALIBRATION = mean_divergence(C, P)
REFINEMENT = np.mean(binary_entropy(C))


def test_uncertainty_less_resolution_plus_miscalibration_is_the_loss():
    resolution = mean_divergence(C, BASE)
    assert binary_entropy(Q.mean()) - resolution == pytest.approx(REFINEMENT)
    assert pytest.approx(LOSS) == REFINEMENT + MISCALIBRATION


def test_entropy_not_seen_and_misstated_are_the_loss_too():
    not_seen = mean_divergence(Q, C)
    assert np.mean(binary_entropy(Q)) + not_seen == pytest.approx(REFINEMENT)
    assert np.mean(binary_entropy(Q)) + not_seen + MISCALIBRATION == pytest.approx(LOSS)
