"""The explorer of Lesson 6, at every position of its controls."""

import re

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy, binary_entropy, logit, sigmoid
from bce_lessons.explorers import add_noise
from bce_lessons.noise import flip_labels, logit_noise, mix_with_coin
from tests.explorer_helpers import marks

MODELS, KINDS = ("knows q", "overconfident"), ("logits", "flips", "coin")
AMOUNTS = np.arange(51) / 50
TENS = np.repeat(np.arange(1, 10), 10)
TRUTH = TENS / 10


@pytest.fixture(scope="module")
def explorer():
    return add_noise()


@pytest.fixture(scope="module")
def means(explorer):
    return explorer.table("means")


def test_controls(explorer):
    assert explorer.controls["model"].values == MODELS
    assert explorer.controls["kind"].values == KINDS
    assert explorer.controls["amount"].values == pytest.approx(AMOUNTS)


def test_everything_stays_within_its_panel(explorer):
    left, right = explorer.panels
    for name, (low, high) in {
        "predictions": left.xlim, "heights": left.ylim, "glow": (0, 1),
        "means": right.ylim, "low": right.ylim, "high": right.ylim, "floor": right.ylim,
        "this_draw": right.ylim, "lowest": right.xlim, "lowest_loss": right.ylim,
    }.items():  # fmt: skip
        rows = explorer.table(name)
        assert low <= rows.min(), name
        if name != "glow":  # beyond 1 it is held at 1
            assert rows.max() <= high, name


def test_without_noise_the_model_that_knows_q_stands_on_the_floor(explorer, means):
    says = explorer.table("predictions")[0, 2, 0]
    up = np.asarray(explorer.table("heights"))[2, 0] > 0
    for tenth in range(1, 10):
        assert up[tenth == TENS].mean() == pytest.approx(tenth / 10)
    np.testing.assert_array_equal(says, TRUTH)
    assert means[0, :, 0] == pytest.approx(binary_entropy(TRUTH).mean(), rel=1e-12)
    assert means[0, :, 0] == pytest.approx(binary_cross_entropy(up, says), rel=1e-12)


@pytest.mark.parametrize("m", [0, 1])
@pytest.mark.parametrize("i", [0, 1, 15, 50])
def test_tables_are_the_packages_own_noise_and_loss(explorer, means, m, i):
    p = (TRUTH, sigmoid(2 * logit(TRUTH)))[m]
    y = explorer.table("heights")[2, 0] > 0
    days, amount = np.tile(y, (200, 1)), AMOUNTS[i]
    noisy = logit_noise(np.tile(p, (200, 1)), 3 * amount, np.random.default_rng(6))
    flipped = flip_labels(days, amount / 2, np.random.default_rng(6))
    mixed = mix_with_coin(p, amount)
    for k, (labels, predictions) in enumerate(
        [(days, noisy), (flipped, np.tile(p, (200, 1))), (y[None], mixed[None])]
    ):
        losses = binary_cross_entropy(labels, predictions, reduction="none").mean(axis=1)
        low, high = np.quantile(losses, (0.05, 0.95))
        assert means[m, k, i] == pytest.approx(losses.mean())
        assert explorer.table("mean")[m, k, i] == means[m, k, i]
        assert explorer.table("low")[m, k, i] == pytest.approx(low)
        assert explorer.table("high")[m, k, i] == pytest.approx(high)
        assert explorer.table("this_draw")[m, k, i] == pytest.approx(losses[0])
        np.testing.assert_allclose(explorer.table("predictions")[m, k, i], predictions[0])
        np.testing.assert_array_equal(explorer.table("heights")[k, i] > 0, labels[0])
        each = binary_cross_entropy(labels[0], predictions[0], reduction="none")
        np.testing.assert_allclose(explorer.table("glow")[m, k, i], each / 8)


def test_dots_stack_without_gaps_and_never_overlap_in_a_stack(explorer):
    for heights in explorer.table("heights").reshape(-1, 9, 10):
        for stack in heights:
            up, down = np.sort(stack[stack > 0]), np.sort(-stack[stack < 0])
            np.testing.assert_allclose(up, np.arange(len(up)) + 0.6)
            np.testing.assert_allclose(down, np.arange(len(down)) + 0.6)


def test_colours_agree_with_where_the_dots_are(explorer):
    (dots,) = marks(explorer.panels[0], "dot")
    colors, heights = dots.tables["color"].rows, dots.tables["y"].rows
    assert len({*colors[heights > 0]}) == len({*colors[heights < 0]}) == 1
    assert {*colors[heights > 0]} != {*colors[heights < 0]}


def test_noise_on_the_logits_raises_the_mean_loss_of_both_models(means):
    assert (np.diff(means[:, 0]) > 0).all()


def test_flips_raise_the_floor_to_a_coins(explorer, means):
    logits, flips, coin = explorer.table("floor")
    assert (np.diff(flips) > 0).all()
    assert flips[-1] == pytest.approx(np.log(2))
    assert logits == pytest.approx(flips[0])
    assert coin == pytest.approx(flips[0])
    assert (np.diff(means[:, 1]) > 0).all()


def test_no_mean_is_below_the_floor(explorer, means):
    assert (means - explorer.table("floor") > -1e-12).all()


def test_a_coin_harms_the_one_who_knows_q_and_helps_the_overconfident(explorer, means):
    knows, too_sure = means[:, 2]
    assert (np.diff(knows) > 0).all()
    assert too_sure.min() < too_sure[0]
    assert knows[0] < too_sure.min()
    assert means[:, 2, -1] == pytest.approx(np.log(2))
    assert (np.diff(too_sure, 2) > 0).all()  # convex: one lowest point
    assert explorer.table("lowest")[1, 2] == AMOUNTS[np.argmin(too_sure)]
    assert explorer.table("lowest")[0] == pytest.approx(0)
    np.testing.assert_array_equal(explorer.table("lowest_loss"), means.min(axis=2))


def test_under_strong_noise_the_overconfident_model_wins(means):
    better = means[1, 0] < means[0, 0]
    assert not better[0]
    assert better[-1]
    assert np.count_nonzero(np.diff(better)) == 1


def test_mixing_answers_flipped_labels(explorer):
    """At one amount, the coin's predictions are the rates at which the flipped labels come."""
    mixed = explorer.table("predictions")[0, 2]
    for amount, predictions, floor in zip(AMOUNTS, mixed, explorer.table("floor")[1], strict=True):
        q = amount / 2
        np.testing.assert_allclose(predictions, TRUTH * (1 - q) + (1 - TRUTH) * q)
        assert binary_entropy(predictions).mean() == pytest.approx(floor)


def test_a_coin_brings_predictions_straight_to_a_half(explorer):
    gaps = np.abs(explorer.table("predictions")[:, 2] - 0.5)
    np.testing.assert_allclose(gaps, (1 - AMOUNTS)[:, None] * gaps[:, :1], atol=1e-12)


def test_the_sentence_is_true_at_every_position(explorer, means):
    sentences = explorer.sentence.rows
    assert sentences.shape == (2, 3, 51)
    said = "coin's share 0.28: mean loss 0.550 nats, nothing is drawn; floor 0.546"
    assert sentences[1, 2, 14] == said
    openings = (r"σ = (\d\.\d\d)", r"(\d+) % of labels flipped", r"coin's share (\d\.\d\d)")
    low, high, floor = (explorer.table(name) for name in ("low", "high", "floor"))
    for m, k, i in np.ndindex(sentences.shape):
        sentence = sentences[m, k, i]
        found = re.match(openings[k], sentence)
        assert float(found[1]) == pytest.approx((3, 50, 1)[k] * AMOUNTS[i], abs=1e-9)
        spoken = [float(n) for n in re.findall(r"\d\.\d{3}", sentence)]
        band = [] if k == 2 else [low[m, k, i], high[m, k, i]]
        assert spoken == pytest.approx([means[m, k, i], *band, floor[k, i]], abs=5.1e-4)
        assert ("nothing is drawn" in sentence) == (k == 2)


def test_every_amount_of_a_coin_has_no_band(explorer, means):
    np.testing.assert_array_equal(explorer.table("low")[:, 2], means[:, 2])
    np.testing.assert_array_equal(explorer.table("high")[:, 2], means[:, 2])
