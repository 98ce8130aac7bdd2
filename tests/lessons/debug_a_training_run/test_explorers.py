"""The explorer of a training run: every sentence and curve, against the runs."""

import re

import numpy as np
import pytest

from bce_lessons.explorers import debug_a_run
from bce_lessons.lessons.debug_a_training_run.explorers import HIGH, LOW
from bce_lessons.lessons.debug_a_training_run.model import BUGS, GOOD, RATES, run, samples
from tests.explorer_helpers import marks, number

CELLS = [(i, bug, j, rate) for i, bug in enumerate(BUGS) for j, rate in enumerate(RATES)]


@pytest.fixture(scope="module")
def explorer():
    return debug_a_run()


def ended(curve):
    """Return a curve, with the last point before any NaN in the place of them: x and y."""
    points = [(epoch, value) for epoch, value in enumerate(curve) if not np.isnan(value)]
    return np.array(points + points[-1:] * (len(curve) - len(points))).T


def panelled(curve):
    return np.log10(np.clip(curve, LOW, HIGH))


def test_every_sentence_says_what_its_run_printed(explorer):
    assert explorer.sentence.rows.shape == (len(BUGS), len(RATES))
    for i, bug, j, rate in CELLS:
        said, found = str(explorer.sentence.rows[i, j]), run(bug, rate)
        assert said.startswith(f"{bug}, rate {rate:g}: prints ")
        first, rest = said.split(": prints ")[1].split(", then ")
        assert number(first) == pytest.approx(found.printed[0], abs=6e-4, rel=6e-4)
        if np.isnan(found.printed).any():
            at = int(re.fullmatch(r"NaN from epoch (\d+)", rest)[1])
            assert np.isnan(found.printed).tolist() == [k >= at for k in range(21)]
            continue
        told = re.fullmatch(r"(−?[\d.,]+); test ([\d.]+) nats, accuracy ([\d.]+)", rest)
        right = found.printed[-1], found.test_loss[-1], found.accuracy[-1]
        assert [number(one) for one in told.groups()] == pytest.approx(right, abs=6e-4, rel=6e-4)


def test_every_curve_is_its_run_held_inside_the_panel(explorer):
    healthy, tested, printed = marks(explorer.panels[0], "line")
    for i, bug, j, rate in CELLS:
        found = run(bug, rate)
        for mark, curve in ((tested, found.test_loss), (printed, found.printed)):
            epochs, heights = ended(curve)
            np.testing.assert_array_equal(mark.tables["x"].rows[i, j], epochs)
            np.testing.assert_allclose(mark.tables["y"].rows[i, j], panelled(heights))
        np.testing.assert_allclose(healthy.tables["y"].rows[j], panelled(run(GOOD, rate).printed))


def test_a_dot_stands_where_the_printed_curve_ends(explorer):
    (dot,) = marks(explorer.panels[0], "dot")
    for i, bug, j, rate in CELLS:
        epochs, heights = ended(run(bug, rate).printed)
        place = [float(np.squeeze(dot.tables[name].rows[i, j])) for name in "xy"]
        assert place == pytest.approx([epochs[-1], panelled(heights[-1])])


def test_every_accuracy_is_that_of_its_run(explorer):
    good, accuracy = marks(explorer.panels[1], "line")
    for i, bug, j, rate in CELLS:
        epochs, shares = ended(run(bug, rate).accuracy)
        np.testing.assert_array_equal(accuracy.tables["x"].rows[i, j], epochs)
        np.testing.assert_allclose(accuracy.tables["y"].rows[i, j], shares)
        np.testing.assert_allclose(good.tables["y"].rows[j], run(GOOD, rate).accuracy)


def test_words_say_what_a_curve_does_that_leaves_the_panel(explorer):
    words = marks(explorer.panels[0], "text")[-1].tables["text"].rows
    for i, bug, j, rate in CELLS:
        curve, said = run(bug, rate).printed, str(words[i, j])
        if np.isnan(curve).any():
            assert said == f"NaN from epoch {int(np.isnan(curve).argmax())}"
        elif curve.min() < LOW:
            told = number(said.removeprefix("printed: down to "))
            assert told == pytest.approx(curve.min(), abs=6e-4, rel=6e-4)
        elif curve.max() > HIGH:
            told = number(said.removeprefix("printed: up to "))
            assert told == pytest.approx(curve.max(), abs=6e-4, rel=6e-4)
        else:
            assert said == ""


def test_only_labels_that_are_none_and_few_samples_go_below_the_panel(explorer):
    words = marks(explorer.panels[0], "text")[-1].tables["text"].rows
    low = {bug for i, bug, j, _ in CELLS if "down" in str(words[i, j])}
    assert low == {"labels −1, 1", "labels 255", "80 samples"}


def test_the_rule_is_what_one_word_to_all_gets_right(explorer):
    (rule,) = marks(explorer.panels[1], "rule")
    assert rule.tables["y"].rows == pytest.approx(np.mean(samples()[1].y == 0))
