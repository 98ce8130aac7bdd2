"""What the learner's forecasts are worth: every number is computed in another way here."""

import itertools
import math
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from scipy.stats import binom

from bce_lessons import lessons
from bce_lessons.answers.records import append, export, read, records_path
from bce_lessons.lessons import catalogue
from bce_lessons.practice import QUESTIONS, my_forecasts
from bce_lessons.practice.scores import SAMPLE, Confidence, Forecasts, outcome
from tests.answer_files import COIN, OPPOSITE

STEM = lessons.notebook("score_yourself")
LESSON = Path(__file__).parents[2] / "notebooks" / f"{STEM}.ipynb"


def forecasts(pairs, **parts):
    """Build forecasts from (probability, outcome) pairs."""
    p, y = zip(*pairs, strict=True)
    names = tuple(f"q{i}" for i in range(len(p)))
    return Forecasts(names, np.array(p, dtype=float), np.array(y, dtype=np.int64), **parts)


def numbers(text):
    return [float(n) for n in re.findall(r"-?\d+\.\d+", text)]


# --- Reading ------------------------------------------------------------------------------


def test_without_answers_there_is_a_sample_that_says_so():
    sample = my_forecasts()
    assert sample.is_sample
    assert "Sample answers, not yours: 24 forecasts" in repr(sample)
    assert repr(sample.costliest(1)).startswith("Sample answers, not yours")
    assert len(sample) == 24
    assert len({catalogue.question(slug).lesson for slug, _ in SAMPLE}) == 7


def test_the_sample_is_worth_looking_at():
    sample = my_forecasts()
    assert sample.confidence().verdict == "over"
    assert sample.confidence().right > len(sample) / 2
    assert sample.scores().yours > sample.scores().coin
    assert len(sample.practice) == 2


def test_ones_own_answers_replace_the_sample_and_outcomes_are_computed():
    for question, p in ((COIN, 0.3), (OPPOSITE, 0.8), (COIN, 0.05)):
        append(question, p)
    mine = my_forecasts()
    assert not mine.is_sample
    assert mine.questions == (COIN, OPPOSITE)
    assert mine.forecasts.tolist() == [0.3, 0.8]
    assert mine.outcomes.tolist() == [int(QUESTIONS[q].outcome()) for q in mine.questions]
    assert mine.practice == {COIN: (0.05,)}
    assert repr(mine).startswith("Your answers: 2 forecasts")
    assert my_forecasts(export(records_path().parent)).questions == mine.questions


def test_no_outcome_is_ever_in_the_file():
    append(COIN, 0.3)
    assert not re.search(r"true|false|outcome", records_path().read_text(encoding="utf-8"))


def test_answers_to_unknown_questions_are_counted_and_left_out():
    append("99-from-the-future", 0.3)
    assert my_forecasts().is_sample
    append(COIN, 0.3)
    mine = my_forecasts()
    assert mine.questions == (COIN,)
    assert mine.notes == ("Left out, for their questions are unknown to this version: 1.",)
    assert repr(mine).endswith(mine.notes[0])
    assert len(read().answers) == 2


def test_notes_on_strange_lines_are_passed_on():
    append(COIN, 0.3)
    with records_path().open("a", encoding="utf-8") as file:
        file.write('{"v": 1, "torn')
    assert "1 line (2) is incomplete" in repr(my_forecasts())


def test_a_path_that_is_no_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.jsonl', where there is no file"):
        my_forecasts(tmp_path / "nowhere.jsonl")


def test_outcomes_are_computed_once(monkeypatch):
    outcome(COIN)
    monkeypatch.setattr(catalogue, "question", None)
    assert outcome(COIN) is False


def test_the_arrays_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        my_forecasts().forecasts[0] = 0.5


# --- Scoring ------------------------------------------------------------------------------


def test_losses_are_minus_log_of_what_happened():
    mine = forecasts([(0.9, 1), (0.9, 0), (0.2, 0)])
    assert mine.losses == pytest.approx([-math.log(0.9), -math.log(0.1), -math.log(0.8)])
    assert mine.scores().yours == pytest.approx(mine.losses.mean())


def test_scores_stand_beside_the_base_rate_and_the_coin():
    scores = forecasts([(0.9, 1), (0.9, 0), (0.2, 0), (0.1, 0)]).scores()
    always = forecasts([(0.25, 1), (0.25, 0), (0.25, 0), (0.25, 0)]).scores()
    assert scores.base_rate == pytest.approx(always.yours)
    assert scores.coin == math.log(2)
    nats_and_bits = np.reshape(numbers(repr(scores)), (3, 2))
    assert nats_and_bits[:, 0] == pytest.approx(
        [scores.yours, scores.base_rate, scores.coin], abs=5e-4
    )
    assert nats_and_bits[:, 1] == pytest.approx(nats_and_bits[:, 0] / math.log(2), abs=2e-3)


def test_one_answer_can_be_scored():
    mine = forecasts([(0.8, 1)])
    assert mine.scores().base_rate == 0
    assert repr(mine).startswith("Your answers: 1 forecast, mean loss 0.223 nats")
    assert mine.confidence().verdict == "too few"


def test_the_costliest_come_first():
    mine = forecasts([(0.9, 1), (0.9, 0), (0.2, 0), (0.3, 1)])
    assert mine.costliest(2).questions == ("q1", "q3")
    assert len(mine.costliest(9)) == 4
    with pytest.raises(ValueError, match="k is 0"):
        mine.costliest(0)


def test_the_table_shows_what_was_said_what_happened_and_the_cost():
    lines = repr(forecasts([(0.97, 0), (0.05, 1), (0.125, 0)])).splitlines()
    assert lines[1:] == [
        "q0    97 %  false  3.507 nats",
        "q1     5 %  true   2.996 nats",
        "q2  12.5 %  false  0.134 nats",
    ]


# --- Confidence ---------------------------------------------------------------------------


def range_by_listing(sure):
    """Find the central 95 % of the number of right sides by listing every outcome."""
    chance = np.zeros(len(sure) + 1)
    for right in itertools.product((0, 1), repeat=len(sure)):
        chance[sum(right)] += math.prod(c if r else 1 - c for c, r in zip(sure, right, strict=True))
    total = np.cumsum(chance)
    return int(np.argmax(total >= 0.025)), int(np.argmax(total >= 0.975))


@pytest.mark.parametrize("seed", range(4))
def test_the_honest_range_is_that_of_all_outcomes_listed(seed):
    rng = np.random.default_rng(seed)
    p, y = rng.uniform(0.02, 0.98, 10), rng.integers(0, 2, 10)
    confidence = forecasts(zip(p, y, strict=True)).confidence()
    sure = np.maximum(p, 1 - p)
    assert (confidence.low, confidence.high) == range_by_listing(sure)
    assert confidence.expected == pytest.approx(sure.sum())
    assert confidence.right == sum((p > 0.5) == (y == 1))


def test_honest_forecasters_are_seldom_called_over_or_under_confident():
    rng = np.random.default_rng(5)
    verdicts = []
    for _ in range(400):
        p = rng.uniform(0.05, 0.95, 25)
        pairs = zip(p, (rng.random(25) < p).astype(int), strict=True)
        verdicts.append(forecasts(pairs).confidence().verdict)
    assert 0.005 < np.mean([verdict != "none" for verdict in verdicts]) < 0.05


@pytest.mark.parametrize(
    ("pairs", "verdict", "words"),
    [
        (
            [(0.95, 1), (0.95, 0)] * 10,
            "over",
            "Overconfident: 10 of 20 right.\nCalibrated forecasts",
        ),
        ([(0.55, 1), (0.45, 0)] * 10, "under", "Underconfident: 20 of 20 right."),
        ([(0.8, 1)] * 8 + [(0.8, 0)] * 2, "none", "No sign of over- or underconfidence in 10"),
        ([(0.99, 0)] * 7, "too few", "Too few answers to tell over- from underconfidence: 0 of 7"),
        ([(0.5, 1)] * 30, "too few", "underconfidence: no forecast takes a side."),
        ([(0.99, 1)] * 10, "none", "are right 9 to 10 times (95 %), 9.9 on average"),
        ([(0.9999, 1)] * 10, "none", "are right 10 times (95 %), 10.0 on average"),
    ],
)
def test_verdicts(pairs, verdict, words):
    confidence = forecasts(pairs).confidence()
    assert confidence.verdict == verdict
    assert words in repr(confidence)
    assert ("A smaller fault could hide" in repr(confidence)) == (verdict == "none")


def test_what_could_not_surprise_tells_nothing():
    assert Confidence(n=8, right=0, expected=4.0, low=0, high=8).verdict == "too few"


# --- The lesson ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        [(COIN, 0.5)],
        [(COIN, 0.99)],
        [(COIN, 0.01), (OPPOSITE, 0.99), (COIN, 0.2)],
        [(question, 0.5) for question in QUESTIONS],
        [(question, 0.99 if i % 3 else 0.01) for i, question in enumerate(QUESTIONS)],
    ],
    ids=["coin", "miss", "all right", "all coins", "every question"],
)
def test_the_lesson_runs_on_whatever_was_answered(answers):
    """The notebook's outputs show the sample; the learner's own answers are seen only here."""
    for question, p in answers:
        append(question, p)
    names = {"__name__": "lesson"}
    for cell in nbformat.read(LESSON, as_version=4).cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    assert not names["mine"].is_sample
    assert len(names["mine"]) == len(dict(answers))


@pytest.mark.parametrize("count", range(1, 61))
def test_the_honest_range_leaves_a_fortieth_out_at_each_end(count):
    confidence = forecasts([(0.6, 1)] * count).confidence()
    assert confidence.low == binom.ppf(0.025, count, 0.6)
    assert confidence.high == binom.ppf(0.975, count, 0.6)
