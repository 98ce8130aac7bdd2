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


# --- From data ------------------------------------------------------------------------------


def of_a_sample(n=10, groups=2000, seed=7):
    """Draw labels of groups that are told the same p; return q, p, the labels and their shares."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), n)
    q, p = rng.uniform(0.05, 0.95, group.size), rng.uniform(0.05, 0.95, groups)[group]
    y = (rng.random(group.size) < q).astype(float)
    return q, p, y, y.reshape(groups, n).mean(axis=1).repeat(n)


def test_with_the_shares_of_a_sample_murphys_parts_add_up_to_its_loss():
    _, p, y, share = of_a_sample()
    resolution = mean_divergence(share, np.full_like(share, y.mean()))
    parts = binary_entropy(y.mean()) - resolution + mean_divergence(share, p)
    assert parts == pytest.approx(binary_cross_entropy(y, p))


def test_with_the_shares_of_a_sample_both_splits_agree_only_up_to_chance():
    q, p, _, share = of_a_sample()
    told = q.reshape(2000, 10).mean(axis=1).repeat(10)
    assert mean_divergence(share, p) > mean_divergence(told, p) + 0.02  # chance adds to it
    refinement = np.mean(binary_entropy(q)) + mean_divergence(q, told)
    assert np.mean(binary_entropy(told)) == pytest.approx(refinement)
    assert np.mean(binary_entropy(share)) < refinement - 0.02
