import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_entropy, logit, sigmoid
from bce_lessons.figure.models import LOOKS
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text, cost_curves
from tests.drawn import hexes, title

RNG = np.random.default_rng(9)
Q = RNG.choice([0.1, 0.3, 0.6, 0.9], 400)
Y = (RNG.random(400) < Q).astype(int)
MODELS = {"true": Q, "loud": sigmoid(3 * logit(Q)), "blind": np.full(400, Q.mean())}


def test_models_differ_in_colour_and_dash():
    lines = cost_curves(Y, MODELS).lines
    assert hexes(line.get_color() for line in lines) == hexes(PALETTE[look[0]] for look in LOOKS)
    assert len({str(line._dash_pattern) for line in lines}) == 3


@pytest.mark.parametrize("count", [0, 4])
def test_no_models_or_too_many_are_refused(count):
    with pytest.raises(ValueError, match=f"models has {count} entries"):
        cost_curves(Y, {str(k): Q for k in range(count)})


def test_the_area_under_a_cost_curve_is_the_cross_entropy():
    ax = cost_curves(Y, MODELS)
    for (name, p), line in zip(MODELS.items(), ax.lines, strict=True):
        places, costs = line.get_data()
        loss = binary_cross_entropy(Y, p)
        assert np.sum(costs) * (places[1] - places[0]) == pytest.approx(loss, abs=0.02)
        assert f"{name}: area {loss:.3f}" == line.get_label()
        assert f"{name} {loss:.3f}" in alt_text(ax)
    assert alt_text(ax).endswith(f"base rate {binary_entropy(Y.mean()):.3f} nats.")
    assert "true has the smallest" in title(ax)


def test_costs_are_those_of_deciding_at_the_threshold():
    places, costs = cost_curves(Y, MODELS).lines[1].get_data()
    for k in (200, 777, 1300):
        t, p = sigmoid(places[k]), MODELS["loud"]
        by_hand = np.where(Y == 1, (1 - t) * (p < t), t * (p >= t)).mean()
        assert costs[k] == pytest.approx(by_hand)
    ticks = cost_curves(Y, MODELS).get_xticks()
    labels = [tick.get_text() for tick in cost_curves(Y, MODELS).get_xticklabels()]
    assert sigmoid(ticks) == pytest.approx([float(label) for label in labels])
