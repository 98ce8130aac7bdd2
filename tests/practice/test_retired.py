"""Questions that a lesson asked once: answers to them are scored, reported, and not in the way."""

import numpy as np
import pytest

from bce_lessons.answers.records import Answer, to_line
from bce_lessons.practice import QUESTIONS, my_forecasts, progress, report


def test_what_a_lesson_asked_once_is_still_scored(tmp_path, monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path))
    said = {"10-bell": 0.9, "10-average": 0.8, "nothing": 0.5}
    lines = [to_line(Answer(name, "eve", "t", name, p)) for name, p in said.items()]
    (tmp_path / "answers.jsonl").write_bytes(b"".join(lines))
    rows = {row.question: row for row in report(tmp_path).rows}
    assert (rows["bell"].outcome, rows["average"].outcome) == (False, True)
    assert rows["bell"].mean_loss == pytest.approx(-np.log(0.1))
    assert my_forecasts().questions == ("bell", "average")
    assert QUESTIONS["bell"].why in " ".join(my_forecasts().costliest(1).reasons().split())
    assert not progress().is_begun  # of what is asked today
