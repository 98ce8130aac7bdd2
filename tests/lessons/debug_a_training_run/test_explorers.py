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
    """Return a curve whose NaN are what was last printed."""
    kept = np.array(curve)
    for k in np.flatnonzero(np.isnan(kept)):
        kept[k] = kept[k - 1]
    return kept


def test_every_sentence_says_what_its_run_printed(explorer):
    assert explorer.sentence.rows.shape == (len(BUGS), len(RATES))
    for i, bug, j, rate in CELLS:
        said, found = str(explorer.sentence.rows[i, j]), run(bug, rate)
        assert said.startswith(f"{bug}, rate {rate:g}: prints ")
        first, rest = said.split(": prints ")[1].split(", then ")
        assert number(first) == pytest.approx(found.printed[0], abs=6e-4)
        if np.isnan(found.printed).any():
            at = int(re.fullmatch(r"NaN from epoch (\d+)", rest)[1])
            assert np.isnan(found.printed).tolist() == [k >= at for k in range(21)]
            continue
        told = re.fullmatch(r"(−?[\d.]+); test ([\d.]+) nats, accuracy ([\d.]+)", rest)
        right = found.printed[-1], found.test_loss[-1], found.accuracy[-1]
        assert [number(one) for one in told.groups()] == pytest.approx(right, abs=6e-4)


def test_every_curve_is_its_run_held_inside_the_panel(explorer):
    healthy, tested, printed = (mark.tables["y"].rows for mark in marks(explorer.panels[0], "line"))
    good, accuracy = (mark.tables["y"].rows for mark in marks(explorer.panels[1], "line"))
    for i, bug, j, rate in CELLS:
        found, right = run(bug, rate), run(GOOD, rate)
        np.testing.assert_allclose(printed[i, j], np.clip(ended(found.printed), LOW, HIGH))
        np.testing.assert_allclose(tested[i, j], np.clip(ended(found.test_loss), LOW, HIGH))
        np.testing.assert_allclose(accuracy[i, j], ended(found.accuracy))
        np.testing.assert_allclose(healthy[j], np.clip(right.printed, LOW, HIGH))
        np.testing.assert_allclose(good[j], right.accuracy)


def test_words_say_what_a_curve_does_that_leaves_the_panel(explorer):
    words = marks(explorer.panels[0], "text")[-1].tables["text"].rows
    for i, bug, j, rate in CELLS:
        curve, said = run(bug, rate).printed, str(words[i, j])
        if np.isnan(curve).any():
            assert said == f"NaN from epoch {int(np.isnan(curve).argmax())}"
        elif curve.min() < LOW:
            assert number(said.removeprefix("printed: down to ")) == round(curve.min(), 1)
        elif curve.max() > HIGH:
            assert number(said.removeprefix("printed: up to ")) == round(curve.max(), 1)
        else:
            assert said == ""


def test_the_rule_is_what_one_word_to_all_gets_right(explorer):
    (rule,) = marks(explorer.panels[1], "rule")
    assert rule.tables["y"].rows == pytest.approx(np.mean(samples()[1].y == 0))
