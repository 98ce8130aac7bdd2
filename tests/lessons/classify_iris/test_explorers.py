import re

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

from bce_lessons import sigmoid
from bce_lessons.datasets import iris_pair
from bce_lessons.explorers import iris
from bce_lessons.lessons.classify_iris import model as module
from bce_lessons.lessons.classify_iris.explorers import FRAMES, PAIRS, STRENGTHS
from tests.explorer_helpers import leaving, marks

POSITIONS = [(flowers, strength) for flowers in PAIRS for strength in STRENGTHS.values()]
SAMPLE = [1e-5, 1 / 300, 1.0, 30.0, 1000.0]
NUMBER = r"[\d.]+"


@pytest.fixture(scope="module")
def explorer():
    return iris()


def at(explorer, name, flowers, strength):
    rows = explorer.table(name)
    return rows[list(PAIRS).index(flowers), list(STRENGTHS.values()).index(strength)]


def curve(explorer, name, flowers):
    return explorer.table(name)[list(PAIRS).index(flowers)]


def lesson(flowers):
    """Return the lesson's own split: rows of the pair's table, made again."""
    negative, positive, features = PAIRS[flowers]
    data = iris_pair(negative, positive, features=features)
    rows = train_test_split(np.arange(100), test_size=30, random_state=34, stratify=data.y)
    return [data.take(part) for part in rows]


def test_positions_run_from_weak_to_strong():
    strengths = np.array(list(STRENGTHS.values()))
    assert (np.diff(strengths) > 0).all()
    assert (strengths[0], strengths[-1]) == (1e-5, 1000)
    assert (np.diff(np.log10(strengths)) < 0.53).all()
    for label, strength in STRENGTHS.items():
        over = [float(part.replace(",", "")) for part in label.split("/")]
        assert np.isclose(strength, over[0] / over[1] if len(over) == 2 else over[0])


@pytest.mark.parametrize("flowers", PAIRS)
def test_the_flowers_are_the_lessons(flowers):
    for ours, theirs in zip(module.split(flowers), lesson(flowers), strict=True):
        assert np.array_equal(ours.X, theirs.X)
        assert np.array_equal(ours.y, theirs.y)


@pytest.mark.parametrize("strength", SAMPLE)
@pytest.mark.parametrize("flowers", PAIRS)
def test_losses_and_weights_are_scikit_learns(explorer, flowers, strength):
    train, test = lesson(flowers)
    model = LogisticRegression(C=1 / strength, tol=1e-10, max_iter=10_000).fit(train.X, train.y)
    for name, data in (("loss_in_training", train), ("loss_in_test", test)):
        expected = log_loss(data.y, model.predict_proba(data.X))
        assert at(explorer, name, flowers, strength) == pytest.approx(expected, rel=2e-4, abs=1e-6)
    expected = np.log10(np.linalg.norm(model.coef_))
    assert at(explorer, "log_length", flowers, strength) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("flowers", "strength"), POSITIONS)
def test_every_fit_is_the_very_minimum(flowers, strength):
    """At the minimum of summed loss plus penalty the slope is zero in weights and bias."""
    train, _ = module.split(flowers)
    weights, bias = module.weights(1 / strength, flowers)
    residual = sigmoid(train.X @ weights + bias) - train.y
    slope = train.X.T @ residual + strength * weights
    assert np.abs([*slope, residual.sum()]).max() < 1e-5


def test_the_training_loss_only_falls_as_the_penalty_fades(explorer):
    assert (np.diff(explorer.table("loss_in_training")) > 0).all()
    assert (np.diff(explorer.table("log_length")) < 0).all()
    assert explorer.table("loss_in_training").max() < np.log(2)


def test_what_the_lesson_says_is_to_be_seen(explorer):
    apart, sepals, petals = PAIRS
    for flowers in (apart, petals):
        test = curve(explorer, "test_curve", flowers)
        assert 0 < test.argmin() < 9
        assert test[0] > 2 * test.min()
    assert curve(explorer, "test_curve", apart)[0] > curve(explorer, "test_curve", apart)[10]
    assert curve(explorer, "loss_in_training", apart)[0] < 1e-4
    growth = {flowers: -np.diff(curve(explorer, "log_length", flowers))[:2] for flowers in PAIRS}
    assert growth[apart].min() > 0.04
    assert max(growth[sepals].max(), growth[petals].max()) < 0.01
    assert np.allclose(explorer.table("test_curve")[:, -1], np.log(2), atol=0.01)


def test_curves_pass_through_the_dots(explorer):
    assert np.array_equal(explorer.table("training_curve"), explorer.table("loss_in_training"))
    assert np.array_equal(explorer.table("test_curve"), explorer.table("loss_in_test"))
    assert np.array_equal(explorer.table("chosen"), explorer.table("log_length"))


@pytest.mark.parametrize(("flowers", "strength"), POSITIONS)
def test_boundaries_glows_and_the_field_agree_with_the_fit(explorer, flowers, strength):
    weights, bias = module.weights(1 / strength, flowers)
    low, high = np.array(FRAMES[flowers][:2])
    position = {
        "flowers": list(PAIRS).index(flowers),
        "strength": list(STRENGTHS.values()).index(strength),
    }
    (field,) = marks(explorer.panels[0], "field")
    for mark, p in zip(marks(explorer.panels[0], "line"), (0.1, 0.5, 0.9), strict=True):
        ends = np.column_stack([mark.tables[name].row(position) for name in "xy"])
        assert sigmoid((low + ends * (high - low)) @ weights + bias) == pytest.approx([p, p])
    z = field.tables["z"].row(position)
    corners = sigmoid(np.array([low, high]) @ weights + bias)
    assert (z[0, 0], z[-1, -1]) == pytest.approx(tuple(corners))
    dots = [mark for mark in marks(explorer.panels[0], "dot") if "glow" in mark.tables]
    for mark, data in zip(dots, reversed(module.split(flowers)), strict=True):
        order = np.argsort(data.y, kind="stable")
        shown = np.column_stack([mark.tables[name].row(position) for name in "xy"])
        assert np.allclose(low + shown * (high - low), data.X[order])
        p = sigmoid(data.X @ weights + bias)
        loss = -np.log(np.where(data.y == 1, p, 1 - p))[order]
        glow = mark.tables["glow"].row(position)
        assert np.allclose(glow, np.where(loss > 0.08, np.minimum(loss / 4, 1), 0))


def test_everything_that_must_stay_within_its_panel_does(explorer):
    flowers, losses, weights = map(leaving, explorer.panels)
    assert {kind for kind, _ in flowers} == {"line"}
    assert not losses | weights


def test_ticks_stand_where_they_say_and_none_is_written_twice(explorer):
    texts = [mark.tables for mark in marks(explorer.panels[0], "text")]
    for i, flowers in enumerate(PAIRS):
        low, high, *ticks = FRAMES[flowers]
        written = [str(t["text"].rows[i]) for t in texts]
        assert sorted(w for w in written[2:] if w) == sorted(f"{v:g}" for v in sum(ticks, ()))
        for table in texts[2:]:
            word, x = str(table["text"].rows[i]), table["x"].rows
            if word and x.ndim:
                assert low[0] + x[i] * (high[0] - low[0]) == pytest.approx(float(word))
            elif word:
                y = table["y"].rows[i] + 0.02
                assert low[1] + y * (high[1] - low[1]) == pytest.approx(float(word))
        assert written[0].startswith(PAIRS[flowers][0])
        assert written[1].startswith(PAIRS[flowers][1])


@pytest.mark.parametrize(("flowers", "strength"), POSITIONS)
def test_the_sentence_is_true(explorer, flowers, strength):
    first = explorer.sentence.rows[0, 0]
    assert first.startswith("Penalty 1/C = 1/100,000: weights 45.4 long; ")
    explorer.position = {"flowers": flowers, "strength": strength}
    said = re.fullmatch(
        rf"Penalty 1/C = (\S+): weights ({NUMBER}) long; mean loss ({NUMBER}) nats in training, "
        rf"({NUMBER}) in the test",
        repr(explorer),
    )
    assert STRENGTHS[said[1]] == strength
    length = 10 ** at(explorer, "log_length", flowers, strength)
    assert float(said[2]) == pytest.approx(length, rel=0.005)
    train, test = (
        at(explorer, f"loss_in_{part}", flowers, strength) for part in ("training", "test")
    )
    assert float(said[3]) == pytest.approx(train, abs=0.0005001)
    assert float(said[4]) == pytest.approx(test, abs=0.0005001)
