"""What happened at exercises is kept beside the forecasts, with the same promises."""

import errno
import json
import shutil
import sys
from pathlib import Path

import pytest

from bce_lessons.answers import _journal, _lines, _store, records, turns
from bce_lessons.answers.records import append, export, forget, read
from bce_lessons.practice import ask, check, hint, my_forecasts, progress, report
from tests.answer_files import QUESTION, failing, forecasts, line, new_learner, put
from tests.answers.earlier import reader as earlier_reader

EARLIER = Path(__file__).parent / "earlier" / "answers.jsonl"  # written before checks were kept
WRONG = {"verdict": "wrong", "mistake": "complement", "hint": 1, "course": "0.1.0"}


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


def turn(**changed):
    """Return a line of a check, as a file has it."""
    fields = {"v": 1, "id": "t1", "learner": "x", "time": "t", "kind": "check"}
    fields |= {"exercise": "one-nat", "verdict": "wrong", "mistake": "", "try": 1}
    return json.dumps(fields | {"hint": 0, "course": ""} | changed).encode()


def attempts(found):
    return [one.attempt for one in found]


# --- One line each ------------------------------------------------------------------------


def test_a_check_is_one_line_and_holds_nothing_else(path):
    made, note = turns.append("check", "one-nat", **WRONG)
    (found,) = map(json.loads, path.read_bytes().splitlines())
    assert found == {
        "v": 1, "kind": "check", "exercise": "one-nat", "verdict": "wrong", "try": 1, "hint": 1,
        "mistake": "complement", "course": "0.1.0",
        "id": made.id, "learner": made.learner, "time": made.time,
    }  # fmt: skip
    assert len(made.id) == len(made.learner) == 32
    assert made.time.endswith("+00:00")
    assert note == ""
    assert read().turns == (made,)
    assert read().answers == read().notes == ()


def test_tries_are_counted_by_exercise_and_what_was_not_judged_is_none():
    kinds = ["wrong", "unclear", "", "close", "right"]
    made = [turns.append("check" if kind else "hint", "a", verdict=kind)[0] for kind in kinds]
    assert attempts(made) == [1, 2, 2, 2, 3]
    assert [one.is_try for one in made] == [True, False, False, True, True]
    assert turns.append("check", "b", verdict="right")[0].attempt == 1
    assert turns.at("a") == made
    assert turns.at("a-longer-name") == []


def test_forecasts_and_checks_have_one_learner_and_do_not_meet(path):
    turns.append("check", "coin", verdict="right")
    append("coin", 0.25)
    turns.append("check", "coin", verdict="wrong")
    found = read()
    assert len({one.learner for one in found.all}) == 1
    assert forecasts(found) == [0.25]
    assert records.earlier("coin").forecast == 0.25
    assert attempts(turns.at("coin")) == [1, 2]


def test_the_learner_is_the_one_of_the_forecasts_if_an_earlier_course_made_another(path):
    put(path, turn(learner="first"), line(learner="other"))
    assert turns.append("check", "one-nat", verdict="right")[0].learner == "other"
    assert append(QUESTION, 0.5).answer.learner == "other"


def test_lines_of_another_computer_count_as_forecasts_do(path, capsys):
    other = line(id="a2", learner="other", forecast=0.9)
    put(path, line(), turn(hint=1), other, turn(id="t2", learner="other", verdict="right", hint=2))
    assert (my_forecasts().forecasts.tolist(), my_forecasts().practice) == (
        [0.5],
        {QUESTION: (0.9,)},
    )
    assert [one.learner for one in turns.at("one-nat")] == ["x", "other"]
    assert (progress(1).exercises["01.1"], progress(1).tries["01.1"]) == (True, 2)
    made, _ = turns.append("check", "one-nat", verdict="wrong", hint=3)
    assert (made.learner, made.attempt) == ("x", 3)
    hint("01.1")
    assert "no more hints" in capsys.readouterr().out
    put(path, line(learner="other"), turn(learner="other", verdict="right"))
    assert (len(my_forecasts()), progress(1).exercises["01.1"]) == (1, True)


def test_the_tries_are_counted_whatever_number_a_line_has(path, capsys):
    right = turn(id="t3", verdict="right", **{"try": 7})
    put(path, turn(), turn(id="t2", **{"try": 900}), turn(id="t2"), right)
    check("01.1", ...)
    assert "right before: you had it right, at try 3. " in " ".join(capsys.readouterr().out.split())


def test_a_line_that_stands_twice_counts_once(path):
    put(path, turn(), turn(verdict="right"))
    assert [one.verdict for one in turns.at("one-nat")] == ["wrong"]
    assert turns.append("check", "one-nat", verdict="right")[0].attempt == 2


@pytest.mark.parametrize(
    "strange",
    [
        turn(exercise=""),
        turn(exercise=3),
        turn(learner=None),
        turn(verdict=None),
        turn(mistake=["a"]),
        turn(course=1),
        turn(**{"try": "2"}),
        turn(**{"try": True}),
        turn(**{"try": 0}),
        turn(**{"try": -5}),
        turn(**{"try": 10**9}),
        turn(**{"try": 10**4000}),
        turn(hint=1.0),
        turn(hint=-3),
        turn(hint=4),
        turn(hint=10**4000),
    ],
)
def test_a_strange_check_is_skipped_and_named(path, strange):
    put(path, strange, turn(id="good"))
    found = read()
    assert [one.id for one in found.turns] == ["good"]
    assert found.notes == ("1 line (1) is not an answer: skipped, and left in the file.",)
    assert len(turns.at("one-nat")) == 1


def test_a_check_of_a_later_course_may_hold_more_and_say_other_things(path):
    put(path, turn(verdict="half", more=1), turn(id="t2", kind="share"), turn(id="t3", v=2))
    (found,) = read().turns
    assert (found.verdict, found.is_try) == ("half", False)
    assert "2 lines (2, 3) are from a newer version of the course" in read().notes[0]


# --- Files of other versions --------------------------------------------------------------


def test_a_file_of_an_earlier_course_is_read_and_written_on(path):
    path.parent.mkdir()
    shutil.copy(EARLIER, path)
    before = path.read_bytes()
    known = earlier_reader.sort(before)
    assert [vars(one) for one in read().answers] == [vars(one) for one in known.answers]
    assert (read().notes, read().turns) == (known.notes, ())
    made, note = turns.append("check", "one-nat", **WRONG)
    assert (made.learner, made.attempt, note) == (known.answers[0].learner, 1, "")
    assert path.read_bytes() == before + _lines.to_line(made)
    assert records.earlier("07-straight-cut").forecast == 0.08
    assert ask("ninety-percent", 0.5).practice


def test_an_earlier_course_reads_the_forecasts_of_a_new_file_and_names_the_rest(path):
    turns.append("check", "one-nat", **WRONG)
    append(QUESTION, 0.8)
    turns.append("hint", "one-nat", hint=2)
    data = path.read_bytes()
    found = earlier_reader.sort(data)
    assert [one.forecast for one in found.answers] == [0.8]
    assert found.notes == (
        "2 lines (1, 3) are from a newer version of the course: skipped, and left in the file.",
    )
    assert [one.forecast for one in earlier_reader.answers(data)] == [0.8]


# --- What cannot be written ---------------------------------------------------------------


def test_on_a_full_disk_checks_are_kept_and_numbered_on(path, monkeypatch):
    turns.append("check", "a", verdict="wrong")
    with monkeypatch.context() as full:
        failing(full, "write", errno.ENOSPC, after=60)
        note = turns.append("check", "a", verdict="wrong")[1]
        assert note == (
            "The disk is full. This check counts, and is kept in memory until it can be written: "
            "make some room."
        )
        assert turns.append("hint", "a")[1].startswith("The disk is full. This hint counts")
        assert append(QUESTION, 0.5).note.startswith("The disk is full. Your answer counts")
        assert attempts(turns.at("a")) == [1, 2, 3]
        assert turns.at("b") == []
        assert attempts(read().turns) == [1, 2, 3]
        (note,) = [note for note in read().notes if "memory" in note]
        assert " 1 answer and 2 lines on exercises are in memory only: make some room." in note
    made, note = turns.append("check", "a", verdict="right")
    assert note == (
        "Saved, and with it 1 answer and 2 lines on exercises that could not be saved before."
    )
    assert made.attempt == 3
    assert attempts(read(path).turns) == [1, 2, 3, 3]
    assert not _store.held


def test_a_check_that_was_written_but_not_synced_is_numbered_once(path, monkeypatch):
    with monkeypatch.context() as full:
        failing(full, "fsync", errno.ENOSPC)
        turns.append("check", "a", verdict="wrong")
    turns.append("check", "a", verdict="right")
    assert attempts(read().turns) == attempts(turns.at("a")) == [1, 2]


def test_what_is_held_of_checks_goes_where_it_can_when_the_kernel_stops(
    path, tmp_path, monkeypatch, capsys
):
    path.parent.write_text("not a folder")
    monkeypatch.setattr(sys, "__stderr__", sys.stderr)
    turns.append("check", "a", verdict="wrong")
    _store.last_chance()
    (rescued,) = tmp_path.glob("*.jsonl")
    assert attempts(read(rescued).turns) == [1]
    assert "1 line on exercises could not be saved as usual" in capsys.readouterr().err


# --- Copies, and forgetting ---------------------------------------------------------------


def test_a_copy_holds_the_checks_also_those_in_memory(path, tmp_path, capsys):
    turns.append("check", "a", verdict="wrong")
    with _journal._locked(path):
        turns.append("check", "a", verdict="right")
        copy = export(tmp_path)
    said = capsys.readouterr().out
    assert said == f"2 lines on exercises copied to {copy}\n"
    assert attempts(read(copy).turns) == [1, 2]
    assert copy.name == f"bce_lessons_answers_{read().turns[0].learner[:8]}.jsonl"


def test_forget_forgets_the_checks(path, capsys):
    append(QUESTION, 0.5)
    turns.append("check", "a", verdict="wrong")
    forget(dry_run=True)
    whole = "1 answer and 1 line on exercises"
    assert capsys.readouterr().out == f"{whole} would be deleted for good by forget().\n"
    forget()
    assert capsys.readouterr().out == f"{whole} deleted for good.\n"
    assert path.read_bytes() == b""
    assert turns.append("check", "a", verdict="wrong")[0].attempt == 1


# --- Who reads forecasts ------------------------------------------------------------------


def test_forecasts_and_reports_leave_checks_alone(path, tmp_path):
    turns.append("check", "one-nat", **WRONG)
    append(QUESTION, 0.8)
    assert len(my_forecasts()) == 1
    assert my_forecasts().notes == ()
    handed_in = tmp_path / "class"
    handed_in.mkdir()
    export(handed_in / "ada.jsonl")
    (handed_in / "bob.jsonl").write_bytes(turn(learner="bob") + b"\n")
    whole = report(handed_in)
    assert (whole.n_learners, sum(row.n for row in whole.rows)) == (1, 1)
    assert whole.notes == ("bob.jsonl: no forecasts in it, only exercises.",)
