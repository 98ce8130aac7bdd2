"""What libraries answer is asked in another process, kept in JSON, and compared to six digits."""

import math
from dataclasses import fields
from subprocess import CompletedProcess

import pytest

from tools.libraries import __main__ as dictionary
from tools.libraries import measure, table
from tools.stop import Stop


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(0.75095789, 0.7509579, True), (0.7509, 0.7510, False), (math.inf, math.inf, True),
     (math.nan, math.nan, True), (math.nan, 0.0, False), ("ValueError", "ValueError", True),
     ("ValueError", "TypeError", False), ("ValueError", 1.0, False), (0.0, -3e-9, True)],
)  # fmt: skip
def test_answers_agree_to_six_digits(one, other, same):
    assert table.agree(one, other) is same


def test_what_is_kept_can_be_read_back_and_has_eight_digits():
    said = {"answers": {"a": math.inf, "b": math.nan, "c": 1 / 3, "d": "ValueError", "e": -0.0}}
    assert dictionary.plain(said) == {
        "a": "inf", "b": "nan", "c": 0.33333333, "d": "ValueError", "e": 0.0
    }  # fmt: skip
    assert table.value_of("inf") == math.inf
    assert table.value_of("ValueError") == "ValueError"


def test_a_library_that_cannot_be_asked_stops_and_one_that_is_not_there_says_nothing():
    nowhere = table.Library("none", "no-such-package", "no_such_module", "", ())
    assert not measure.is_there(nowhere)
    with pytest.raises(Stop, match="none cannot be asked: "):
        measure.asked(nowhere)  # no library of the table
    assert [one.name for one in fields(table.Row)][:4] == ["about", "title", "library", "ours"]


def test_what_is_infinite_or_no_number_comes_out_of_the_process_that_asks(monkeypatch, capsys):
    lines = {"a": "float('inf')", "b": "-float('inf')", "c": "float('nan')", "d": "int('x')"}
    rows = tuple(table.Row(about, "", line, "0") for about, line in lines.items())
    one = table.Library("one", "pytest", "pytest", "", (table.Call("loss", "", "", "", (), rows),))
    monkeypatch.setattr(table, "read", lambda: table.Table("", (one,)))
    measure.main(["one"])
    ran = CompletedProcess([], 0, capsys.readouterr().out, "")
    monkeypatch.setattr(measure.subprocess, "run", lambda *command, **options: ran)
    answers = measure.asked(one)["answers"]
    right = {"loss/a": math.inf, "loss/b": -math.inf, "loss/c": math.nan, "loss/d": "ValueError"}
    assert answers.keys() == right.keys()
    assert all(table.agree(answers[key], value) for key, value in right.items())
