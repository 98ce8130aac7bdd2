"""The temperature explorer: every position of it, against the package and scikit-learn."""

import re

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

from bce_lessons import binary_entropy, sigmoid
from bce_lessons.calibration import fit_temperature, wilson_interval
from bce_lessons.explorers import calibrate
from bce_lessons.lessons.trust_the_probabilities.explorers import LEVELS, MODELS, SIZE
from tests.explorer_helpers import leaving, marks


@pytest.fixture(scope="module")
def explorer():
    return calibrate()


@pytest.fixture(scope="module")
def share(explorer):
    (dots, _) = marks(explorer.panels[0], "dot")
    return dots.tables["y"].rows


@pytest.fixture(scope="module")
def positions(explorer):
    return [(m, t) for m in MODELS.values() for t in explorer.controls["T"].values]


def people(share):
    """Return the labels of all samples, and the number of the group of each."""
    labels = [np.arange(SIZE) < round(s * SIZE) for s in share]
    return np.concatenate(labels).astype(int), np.repeat(np.arange(len(share)), SIZE)


def test_what_is_said_is_the_truth_scaled_and_cooled(explorer):
    table, temperatures = explorer.table("proba"), explorer.controls["T"].values
    assert table.shape == (3, 65, 12)
    for row, scale in zip(table, MODELS.values(), strict=True):
        for at, T in zip(row, temperatures, strict=True):
            np.testing.assert_allclose(at, sigmoid(scale * LEVELS / T))
    assert (np.diff(table, axis=-1) > 0).all()  # no two groups change places
    assert ((table > 0.5) == (LEVELS > 0)).all()  # and none changes sides


def test_what_happened_is_likely_and_never_moves(share):
    low, high = wilson_interval(np.round(share * SIZE), np.full(12, SIZE), confidence=0.999)
    truth = sigmoid(LEVELS)
    assert ((low < truth) & (truth < high)).all()
    assert share.shape == (12,)


def test_intervals_stand_on_their_points(explorer, share):
    (bars,) = marks(explorer.panels[0], "bar")
    low, high = wilson_interval(np.round(share * SIZE), np.full(12, SIZE))
    np.testing.assert_allclose(bars.tables["base"].rows, low)
    np.testing.assert_allclose(bars.tables["y"].rows, high)
    assert bars.tables["x"].rows is explorer.table("proba")


def test_losses_are_scikit_learns_at_every_position(explorer, share, positions):
    y, group = people(share)
    losses = explorer.table("loss").ravel()
    for (scale, T), ours in list(zip(positions, losses, strict=True))[::7]:
        p = sigmoid(scale * LEVELS / T)[group]
        assert ours == pytest.approx(log_loss(y, p), rel=1e-5)  # p near 1 has lost digits


def test_loss_is_least_where_it_is_said_to_be(explorer, share):
    temperatures = np.log2(explorer.controls["T"].values)
    for scale, losses, told in zip(
        MODELS.values(), explorer.table("loss"), explorer.table("found"), strict=True
    ):
        best = fit_temperature(share, scale * LEVELS)
        assert best == pytest.approx(scale, rel=0.1)  # the truth, but for chance
        least = np.log2(best)
        near = np.abs(temperatures - least).argmin()
        assert told[near] == f"least at T = {best:.2f}"
        assert {*told[:near], *told[near + 1 :]} == {""}  # it is to be found
        steps = np.diff(losses)
        assert (steps[temperatures[1:] < least] < 0).all()
        assert (steps[temperatures[:-1] > least] > 0).all()


def test_all_models_are_one_at_their_own_temperature(explorer, share):
    lowest = explorer.table("loss").min(axis=1)
    refinement = np.mean(binary_entropy(share))
    assert (lowest > refinement).all()
    np.testing.assert_allclose(lowest, refinement, atol=0.003)


def test_bars_are_parts_of_the_loss(explorer, share):
    stacked = marks(explorer.panels[2], "bar")
    refinement = np.mean(binary_entropy(share))
    for mark in stacked[::2]:
        assert mark.tables["y"].rows == pytest.approx(refinement)
    for mark in stacked[1::2]:
        assert mark.tables["base"].rows == pytest.approx(refinement)
    np.testing.assert_allclose(explorer.table("now"), explorer.table("loss"), rtol=1e-5)
    one = explorer.controls["T"].values.index(1.0)
    np.testing.assert_allclose(explorer.table("before"), explorer.table("now")[:, one])


def test_everything_stays_in_its_panel_or_leaves_it_upwards(explorer):
    said, loss, _ = explorer.panels
    assert said.title == "Said, and happened"
    near = set().union(*(leaving(panel, room=1e-9) for panel in explorer.panels))
    assert not {("text", "left"), ("text", "right")} & near
    assert (explorer.table("proba") >= 0).all()
    assert (explorer.table("proba") <= 1).all()
    assert explorer.table("loss").min() > loss.ylim[0]
    numbers = [np.abs(explorer.table(name)).max() for name in ("loss", "now", "before")]
    assert max(numbers) < 3


def test_every_sentence_is_true(explorer, share, positions):
    y, group = people(share)
    names = list(MODELS)
    timid = names.index("too timid"), explorer.controls["T"].values.index(0.5)
    assert explorer.sentence.rows[timid].startswith("too timid, T = 0.50: loss ")
    for i, (scale, T) in enumerate(positions):
        sentence = explorer.sentence.rows.ravel()[i]
        assert sentence.startswith(names[i // 65])
        told = [float(n) for n in re.findall(r"\d+\.\d+", sentence)]
        p = sigmoid(scale * LEVELS / T)[group]
        auc = roc_auc_score(y, p) if i % 40 == 0 else told[-1]
        truth = [T, explorer.table("loss").ravel()[i], accuracy_score(y, p > 0.5), auc]
        digits = [0.0051, 5.1e-4, 5.1e-4, 5.1e-4]
        assert (np.abs(np.subtract(told, truth)) < digits).all()


def test_accuracy_and_auc_are_the_same_everywhere(explorer):
    ends = {sentence.partition(", accuracy")[2] for sentence in explorer.sentence.rows.ravel()}
    assert len(ends) == 1
