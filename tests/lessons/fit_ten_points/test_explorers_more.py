"""The four-panel explorer: confidence alone, at every position."""

import re

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss

from bce_lessons.datasets import iris_pair
from bce_lessons.explorers import four_panels
from bce_lessons.lessons.fit_ten_points.explorers_more import LENGTH, SCALES, WIDTH
from tests.explorer_helpers import marks


def as_python(power):
    return "e-" + power[1].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))


@pytest.fixture(scope="module")
def explorer():
    return four_panels()


@pytest.fixture(scope="module")
def flowers():
    return iris_pair("versicolor", "virginica", features=("petal length", "petal width"))


def test_at_confidence_one_the_model_is_scikit_learns(explorer, flowers):
    X = (flowers.X - flowers.X.mean(axis=0)) / flowers.X.std(axis=0)
    theirs = LogisticRegression(tol=1e-10).fit(X, flowers.y).predict_proba(X)[:, 1]
    ours = explorer.table("proba")[SCALES.index(1)]
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_mean_and_losses_are_the_librarys_at_every_position(explorer, flowers):
    for proba, losses, mean in zip(
        explorer.table("proba"), explorer.table("losses"), explorer.table("mean"), strict=True
    ):
        assert mean == pytest.approx(losses.mean(), rel=1e-12)
        if proba.min() > 1e-12 and proba.max() < 1 - 1e-12:
            assert mean == pytest.approx(log_loss(flowers.y, proba), rel=1e-9)


def test_named_positions_are_what_they_say(explorer):
    mean = explorer.table("mean")
    labels = [label for label, _ in explorer.controls["confidence"].slider.options]
    named = {re.search(r"\((.*)\)", label)[1]: i for i, label in enumerate(labels) if "(" in label}
    assert set(named) == {"coin flips", "as fitted", "optimal", "worst"}
    assert mean[named["coin flips"]] == pytest.approx(np.log(2), abs=1e-15)
    assert mean[named["optimal"]] == mean.min() < mean[named["as fitted"]]
    assert mean[named["worst"]] == mean.max() > np.log(2)


def test_loss_falls_to_the_optimum_and_rises_after_it(explorer):
    steps = np.diff(explorer.table("mean"))
    best = explorer.table("mean").argmin()
    assert (steps[:best] < 0).all()
    assert (steps[best:] > 0).all()


def test_confidence_never_moves_the_accuracy(explorer, flowers):
    hits = {accuracy_score(flowers.y, proba > 0.5) for proba in explorer.table("proba")[1:]}
    assert len(hits) == 1


def test_the_sentence_is_true_everywhere(explorer, flowers):
    for confidence in explorer.controls["confidence"].values:
        for flower in explorer.controls["flower"].values:
            explorer.position = {"confidence": confidence, "flower": flower}
            sentence = re.sub(r" × 10⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", as_python, repr(explorer))
            scale, mean, y, given, loss = map(float, re.findall(r"[\d.]+(?:e-\d+)?", sentence))
            i = SCALES.index(confidence)
            assert (scale, y) == (confidence, flowers.y[flower])
            assert mean == pytest.approx(explorer.table("mean")[i], abs=5e-5)
            assert loss == pytest.approx(explorer.table("losses")[i, flower], abs=5e-5)
            assert -np.log(given) == pytest.approx(loss, abs=6e-3)


def test_the_field_changes_its_colours_and_not_its_boundary(explorer):
    (field_mark,) = marks(explorer.panels[1], "field")
    field = field_mark.tables["z"]
    sides = np.sign(field.rows[1:] - 0.5)
    assert (sides == sides[0]).all()
    assert (np.diff(np.abs(field.rows - 0.5), axis=0) >= 0).all()
    assert field.rows.max() < 2 == field_mark.options["level"]  # no ragged edge of its own


def test_the_boundary_is_where_the_model_is_undecided(explorer, flowers):
    X = (flowers.X - flowers.X.mean(axis=0)) / flowers.X.std(axis=0)
    theirs = LogisticRegression(tol=1e-10).fit(X, flowers.y)
    (line,) = marks(explorer.panels[1], "line")
    ends = np.column_stack([line.tables["x"].rows.ravel(), line.tables["y"].rows.ravel()])
    scaled = (ends - flowers.X.mean(axis=0)) / flowers.X.std(axis=0)
    np.testing.assert_allclose(theirs.predict_proba(scaled)[:, 1], 0.5, atol=1e-6)
    assert ends[0, 0] == pytest.approx(LENGTH[0])
    assert ends[1, 1] == pytest.approx(WIDTH[0])


def test_the_mean_is_written_clear_of_the_flowers(explorer):
    (text,) = marks(explorer.panels[3], "text")
    place = float(text.tables["y"].rows.ravel()[0])
    middle = np.abs(explorer.table("proba") - 0.5) < 0.2
    assert explorer.table("losses")[middle].max() < place - 0.5
    assert explorer.table("mean").max() < place - 0.5
