"""Lines that are no answers are skipped, named and left; none makes reading slow, large or fail."""

import pytest

from bce_lessons.answers import _lines, records
from bce_lessons.answers.records import Answer, append, read
from tests.answer_files import GOOD, QUESTION, forecasts, line, new_learner, put


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


# --- Strange lines ------------------------------------------------------------------------

STRANGE = {
    GOOD[:40]: "incomplete",
    b'{"v": 1, "id"\xff': "incomplete",
    b"{" * 100_000: "incomplete",
    line(more="x" * 2**16)[:-1]: "incomplete",
    line(more="x" * 2**16): "not an answer",
    line(more="x" * 2**16) + b" \r": "not an answer",
    line(forecast=0)[:-2] + b"9" * 6000 + b"}": "not an answer",
    line(forecast=0)[:-2] + b"9" * 6000: "incomplete",
    line()[:-1] + b', "x": ' + b"[" * 30_000 + b"]" * 30_000 + b"}": "not an answer",
    b'{"v": 1, "id"\xff}': "not an answer",
    b"hello": "not an answer",
    b"\x00" * 80: "not an answer",
    b"[1, 2]": "not an answer",
    b"{}": "not an answer",
    line(v="1"): "not an answer",
    line(v=True): "not an answer",
    line(v=0): "not an answer",
    line(question=None): "not an answer",
    line(learner=""): "not an answer",
    line(forecast=None): "not an answer",
    line(forecast=True): "not an answer",
    line(forecast="0.5"): "not an answer",
    line(forecast=1.5): "not an answer",
    line(forecast=0): "not an answer",
    line(forecast=float("nan")): "not an answer",
    b'{"v": 2, "who knows": "what"}': "from a newer version",
    line(v=2): "from a newer version",
}


@pytest.mark.parametrize("strange", STRANGE, ids=lambda raw: raw[:20])
def test_a_strange_line_is_skipped_and_kept_and_named(path, strange):
    put(path, strange, GOOD)
    before = path.read_bytes()
    found = read()
    assert forecasts(found) == [0.7]
    (note,) = found.notes
    assert note.startswith("1 line (1) is ")
    assert STRANGE[strange] in note
    append(QUESTION, 0.2)
    assert path.read_bytes().startswith(before)
    assert forecasts(read()) == [0.7, 0.2]


def test_notes_count_the_lines_of_each_kind(path):
    put(path, *[b"hello"] * 7, GOOD, GOOD[:-9])
    assert read().notes == (
        "1 line (9) is incomplete (a write was cut short): skipped, and left in the file.",
        "7 lines (1, 2, 3, 4, 5, …) are not an answer: skipped, and left in the file.",
    )


@pytest.mark.parametrize("cut", [1, 2, 20, len(GOOD)])
def test_a_torn_last_line_spoils_no_later_answer(path, cut):
    put(path, line(), GOOD[: len(GOOD) - cut], end=b"")
    append(QUESTION, 0.2)
    append(QUESTION, 0.3)
    assert forecasts(read()) == [0.5, 0.2, 0.3]


def test_a_last_line_that_lacks_only_its_end_counts(path):
    put(path, line(), GOOD, end=b"")
    assert forecasts(read()) == [0.5, 0.7]
    append(QUESTION, 0.2)
    assert forecasts(read()) == [0.5, 0.7, 0.2]
    assert not read().notes


def test_editors_marks_blank_lines_and_unknown_fields_do_no_harm(path):
    put(path, b"\xef\xbb\xbf" + line(more=1) + b"\r", b"", b"  ", GOOD)
    assert read() == records.Records(
        (Answer("a1", "x", "t", QUESTION, 0.5), Answer("good", "x", "t", QUESTION, 0.7))
    )


def test_an_answer_that_is_there_twice_counts_once(path):
    put(path, line(forecast=0.4), GOOD, line(forecast=0.6))
    assert forecasts(read()) == [0.4, 0.7]


def test_a_file_that_cannot_be_read_is_no_error(path):
    path.mkdir(parents=True)
    found = read()
    assert found.answers == ()
    assert found.notes[0].startswith("The file cannot be read")
    assert read(path.parent / "missing") == records.Records(())
    put(path.parent / "file", GOOD)
    assert read(path.parent / "file" / "below it").answers == ()
    assert forecasts(read(str(path.parent / "file"))) == [0.7]


# --- Files that are meant to trap, or come from elsewhere ---------------------------------

BOMBS = {
    "nested": b'{"v": 1, "x": ' + b"[" * 30_000,
    "a huge integer": b'{"v": 1, "forecast": ' + b"9" * 10_000 + b"}",
    "a huge exponent": line(forecast=0.5)[:-1] + b', "forecast": 1e999}',
    "infinite": line(forecast=float("inf")),
    "minus nothing": line(forecast=-0.0),
    "a long line": line(question="x" * 70_000),
    "a huge version": line(v=10**400),
    "another kind": line(kind="exercise"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_line_that_is_meant_to_trap_is_named_and_skipped(path, bomb):
    put(path, BOMBS[bomb], GOOD)
    found = read()
    assert forecasts(found) == [0.7]
    (note,) = found.notes
    assert note.startswith("1 line (1) is ")
    newer = bomb in {"a huge version", "another kind"}
    assert ("from a newer version" in note) == newer


def test_of_a_key_that_is_there_twice_the_last_counts(path):
    put(path, line(forecast=0.4)[:-1] + b', "forecast": 0.6}')
    assert forecasts(read()) == [0.6]


def test_half_a_letter_in_a_line_does_no_harm(path):
    put(path, line(question="\ud800", learner="\udfff"))
    assert read().answers[0].question == "\ud800"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
def test_a_file_that_an_editor_wrote_as_utf_16_is_read_and_written_on(path, encoding):
    text = "\N{ZERO WIDTH NO-BREAK SPACE}" if encoding != "utf-16" else ""
    text += "\r\n".join([line().decode(), GOOD.decode(), ""])
    path.parent.mkdir()
    path.write_bytes(text.encode(encoding))
    assert read().notes == ()
    assert append(QUESTION, 0.2).answer.learner == "x"
    assert forecasts(read()) == [0.5, 0.7, 0.2]
    assert read().notes == ()


def test_a_file_of_junk_is_not_read_to_its_end(path, monkeypatch):
    monkeypatch.setattr(_lines, "MOST_SKIPPED", 3)
    put(path, b"a", GOOD, b"b", b"", b"c", b"d", line())
    found = read()
    assert forecasts(found) == [0.7]
    assert found.notes == (
        "4 lines (1, 3, 5, 6) are not an answer: skipped, and left in the file.",
        "After 6 lines, too many of them no answers, nothing more is read.",
    )


def test_no_question_is_too_long_to_be_read_again():
    longest = "\N{GRINNING FACE}" * 1000
    append(longest, 0.5)
    assert read().answers[0].question == longest
    with pytest.raises(ValueError, match=r"question is '\S+\.\.\.\S+', too long for an id"):
        append("x" * 1001, 0.5)


def test_a_word_in_lines_that_are_no_answers_is_looked_up_only_so_often(monkeypatch):
    monkeypatch.setattr(_lines, "MOST_SKIPPED", 3)
    junk = b'{"learner\n'
    assert next(_lines.answers(junk * 3 + GOOD)).id == "good"
    assert next(_lines.answers(junk * 4 + GOOD), None) is None
