"""Nothing answered is ever lost: kills, full disks, strange lines, and two writers at once."""

import errno
import json
import os
import subprocess
import sys
import types
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from bce_lessons.practice import _journal, records
from bce_lessons.practice.records import (
    FOLDER_VARIABLE,
    Answer,
    append,
    export,
    first_answers,
    forget,
    practice_answers,
    read,
    records_path,
)

ROOT = Path(__file__).parent.parent
QUESTION = "03-gradient-vanishes"
KILLS = 200


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    """Give each test a learner who never answered; return where the answers will be."""
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path / "home"))
    monkeypatch.setattr(records, "_held", {})
    monkeypatch.setattr(_journal, "PATIENCE", 0.05)
    return tmp_path / "home" / "answers.jsonl"


def line(**changed):
    fields = {"v": 1, "id": "a1", "learner": "x", "time": "t", "question": QUESTION}
    return json.dumps(fields | {"forecast": 0.5} | changed).encode()


def put(path, *lines, end=b"\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines) + end)


def forecasts(found):
    return [answer.forecast for answer in found.answers]


# --- One answer after the other -----------------------------------------------------------


def test_an_answer_is_one_line_and_holds_nothing_else(path):
    saved = append(QUESTION, 0.8)
    raw = path.read_bytes()
    assert raw.endswith(b"\n")
    (found,) = [json.loads(row) for row in raw.splitlines()]
    assert list(found) == ["v", "id", "learner", "time", "question", "forecast"]
    assert found == {
        "v": 1, "question": QUESTION, "forecast": 0.8,
        "id": saved.answer.id, "learner": saved.answer.learner, "time": saved.answer.time,
    }  # fmt: skip
    assert len(saved.answer.id) == len(saved.answer.learner) == 32
    assert saved.answer.time.endswith("+00:00")
    assert saved.note == ""


def test_the_learner_is_made_once():
    saved = [append(QUESTION, p) for p in (0.1, 0.2, 0.3)]
    assert len({s.answer.learner for s in saved}) == 1
    assert len({s.answer.id for s in saved}) == 3
    assert [s.answer for s in saved] == list(read().answers)


def test_the_first_answer_counts_and_the_others_are_practice():
    append("a", 0.1)
    append("b", 0.2)
    append("a", 0.9)
    answers = read().answers
    assert {k: a.forecast for k, a in first_answers(answers).items()} == {"a": 0.1, "b": 0.2}
    assert [a.forecast for a in practice_answers(answers)] == [0.9]


def test_a_forecast_may_be_any_real_number_between_0_and_1():
    for forecast in (0.01, 0.99, np.float32(0.5), Fraction(1, 4)):
        assert append(QUESTION, forecast).answer.forecast == forecast


@pytest.mark.parametrize(
    ("question", "forecast", "error", "message"),
    [
        ("", 0.5, ValueError, "question is empty"),
        (3, 0.5, TypeError, "question is 3: give its id, a string"),
        (QUESTION, 80, ValueError, "forecast is 80: give a probability above 0 and below 1"),
        (QUESTION, 0.0, ValueError, r"forecast is 0\.0"),
        (QUESTION, 1, ValueError, "forecast is 1"),
        (QUESTION, float("nan"), ValueError, "forecast is nan"),
        (QUESTION, "0.8", TypeError, "forecast is '0.8'"),
        (QUESTION, True, TypeError, "forecast is True"),
    ],
)
def test_what_is_no_answer_is_refused_and_not_kept(path, question, forecast, error, message):
    with pytest.raises(error, match=message):
        append(question, forecast)
    assert not path.exists()
    assert read() == records.Records(())


def test_any_question_fits_on_one_line(path):
    strange = 'new\nline "quoted" ½ \ud800'
    append(strange, 0.5)
    assert path.read_bytes().count(b"\n") == 1
    assert read().answers[0].question == strange


def test_the_folder_is_the_users_own_unless_the_environment_names_one(monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_RECORDS", "~")
    assert records_path() == Path.home() / "answers.jsonl"
    monkeypatch.delenv("BCE_LESSONS_RECORDS")
    assert records_path().parts[-2:] == ("bce_lessons", "answers.jsonl")
    assert records_path().is_absolute()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_the_answers(path):
    append(QUESTION, 0.5)
    assert path.stat().st_mode & 0o077 == 0


# --- Strange lines ------------------------------------------------------------------------

GOOD = line(id="good", forecast=0.7)
STRANGE = {
    GOOD[:40]: "incomplete",
    b'{"v": 1, "id"\xff': "incomplete",
    b"{" * 100_000: "incomplete",
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


# --- What cannot be written ---------------------------------------------------------------


def failing(monkeypatch, name, code, *, after=0):
    """Let a function of os fail, a write only after it took a few bytes."""
    real = getattr(os, name)
    left = [after]

    def fail(file, *data):
        if data and left[0]:
            part = data[0][: left[0]]
            left[0] -= len(part)
            return real(file, part)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, fail)


@pytest.mark.parametrize("part", [0, 1, 60, 10_000])
def test_on_a_full_disk_the_lesson_goes_on(path, monkeypatch, part):
    append(QUESTION, 0.1)
    with monkeypatch.context() as full:
        failing(full, "write", errno.ENOSPC, after=part)
        if part == 10_000:
            failing(full, "fsync", errno.ENOSPC)
        for p in (0.2, 0.3):
            saved = append(QUESTION, p)
            assert saved.answer.forecast == p
            assert saved.note == (
                "The disk is full. Your answer counts, and is kept in memory until it can be "
                "written: make some room."
            )
        assert forecasts(read()) == [0.1, 0.2, 0.3]
    saved = append(QUESTION, 0.4)
    assert saved.note == "Saved, and with it 2 answers that could not be saved before."
    assert append(QUESTION, 0.5).note == ""
    found = read()
    assert forecasts(found) == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert len({answer.learner for answer in found.answers}) == 1
    assert read(path) == found


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.EACCES, "The folder of your answers cannot be written"),
        (errno.EROFS, "The folder of your answers cannot be written"),
        (errno.EIO, "The file of your answers cannot be written (Input/output error)"),
    ],
)
def test_a_home_that_cannot_be_written_says_what_to_do(monkeypatch, code, sentence):
    failing(monkeypatch, "open", code)
    note = append(QUESTION, 0.2).note
    assert note.startswith(sentence)
    assert note.endswith("set BCE_LESSONS_RECORDS to a folder where you may write, and restart.")
    assert forecasts(read()) == [0.2]


def test_a_file_in_the_folders_place_stops_no_lesson(path):
    path.parent.write_text("not a folder")
    first, second = append(QUESTION, 0.2), append(QUESTION, 0.3)
    assert "cannot be written: another stands in its folder's place." in first.note
    assert first.answer.learner == second.answer.learner
    assert forecasts(read()) == [0.2, 0.3]
    path.parent.unlink()
    records._last_chance()  # as when the kernel stops
    assert forecasts(read(path)) == [0.2, 0.3]
    assert not records._held


def test_the_last_chance_may_fail_in_silence(path):
    path.parent.write_text("not a folder")
    append(QUESTION, 0.2)
    records._last_chance()
    assert forecasts(read()) == [0.2]


LIMITED = """
import os, resource, sys
from pathlib import Path
{load}
from bce_lessons.practice import records
records.append("a", 0.1)
size = records.records_path().stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, resource.RLIM_INFINITY))
print(records.append("b", 0.2).note)
print([answer.forecast for answer in records.read().answers])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_where_the_system_itself_refuses_in_the_middle_of_a_line(path):
    """And the program that stops then writes what it kept."""
    said = run_python(LIMITED).splitlines()
    assert said[0].startswith("The disk is full. Your answer counts")
    assert said[1] == "[0.1, 0.2]"
    raw = path.read_bytes().splitlines()
    assert len(raw) == 3
    assert len(raw[1]) == 50
    found = read()
    assert forecasts(found) == [0.1, 0.2]
    assert found.notes[0].startswith("1 line (2) is incomplete")


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS])
def test_a_file_system_that_cannot_sync_is_good_enough(path, monkeypatch, code):
    failing(monkeypatch, "fsync", code)
    assert append(QUESTION, 0.2).note == ""
    assert forecasts(read(path)) == [0.2]


# --- Locks --------------------------------------------------------------------------------


def test_a_notebook_that_hangs_with_the_lock_does_not_stop_the_lesson(path):
    append(QUESTION, 0.1)
    with _journal._locked(path):
        note = append(QUESTION, 0.2).note
        assert note.startswith("Another notebook is using the file of your answers. Your answer")
        assert forecasts(read()) == [0.1, 0.2]
        assert forecasts(read(path)) == [0.1]
    append(QUESTION, 0.3)
    assert forecasts(read(path)) == [0.1, 0.2, 0.3]


def no_locks(monkeypatch):
    def refuse(file, how):
        raise OSError(errno.ENOLCK, "no locks available")

    fake = types.SimpleNamespace(flock=refuse, LOCK_EX=2, LOCK_NB=4)
    monkeypatch.setitem(sys.modules, "fcntl", fake)


def test_without_locks_every_write_begins_a_line(path, monkeypatch):
    no_locks(monkeypatch)
    append(QUESTION, 0.1)
    append(QUESTION, 0.2)
    assert path.read_bytes().startswith(b"\n{")
    found = read()
    assert forecasts(found) == [0.1, 0.2]
    assert not found.notes


@pytest.fixture
def drive(tmp_path, monkeypatch):
    """Python in a web page, with the folder that the browser keeps, and no file locks."""
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(records, "DRIVE", tmp_path / "drive")
    records.DRIVE.mkdir()
    return records.DRIVE


def test_in_a_web_page_answers_lie_beside_the_lessons(drive, monkeypatch, tmp_path, capsys):
    assert records_path() == drive / "my_forecasts" / "answers.jsonl"
    assert append(QUESTION, 0.1).note == append(QUESTION, 0.2).note == ""
    assert records_path().read_bytes().count(b"\n") == 2
    assert forecasts(read()) == [0.1, 0.2]
    export(drive)
    assert "a right click there downloads it" in capsys.readouterr().out
    forget()
    assert not read().answers
    assert not records_path().exists()  # the drive would write back what it held when opened
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "mine"))
    assert records_path() == tmp_path / "mine" / "answers.jsonl"


def test_a_web_page_that_keeps_no_files_says_so(drive, monkeypatch, tmp_path):
    drive.rmdir()
    monkeypatch.setattr("platformdirs.user_data_path", lambda *a, **k: tmp_path / "memory")
    assert "keeps no files" in append(QUESTION, 0.1).note
    assert forecasts(read()) == [0.1]


class FakeMsvcrt(types.ModuleType):
    """Windows's locks, of one process: a locked byte, and who has it."""

    LK_NBLCK = 2

    def __init__(self):
        super().__init__("msvcrt")
        self.calls, self.busy = [], 0

    def locking(self, file, how, size):
        self.calls.append((how, size, os.lseek(file, 0, os.SEEK_CUR)))
        if self.busy:
            self.busy -= 1
            raise PermissionError(errno.EACCES, "Permission denied")


def test_on_windows_a_byte_beyond_the_answers_is_locked(path, monkeypatch):
    fake = FakeMsvcrt()
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    monkeypatch.setattr(sys, "platform", "win32")
    fake.busy = 2
    assert append(QUESTION, 0.1).note == ""
    assert append(QUESTION, 0.2).note == ""
    assert fake.calls == [(2, 1, 2**30)] * 4
    assert forecasts(read(path)) == [0.1, 0.2]
    assert path.stat().st_size < 1000
    fake.busy = 10**9
    assert append(QUESTION, 0.3).note.startswith("Another notebook")


# --- Export and forget --------------------------------------------------------------------


def test_export_copies_every_line_and_what_is_in_memory(path, tmp_path, monkeypatch, capsys):
    append(QUESTION, 0.1)
    with path.open("ab") as file:
        file.write(GOOD[:30])
    with _journal._locked(path):
        append(QUESTION, 0.2)
        copy = export(tmp_path)
        assert copy.name == f"bce_lessons_answers_{read().answers[0].learner[:8]}.jsonl"
        assert capsys.readouterr().out == f"2 answers copied to {copy}\n"
        assert read(copy).answers == read().answers
        assert copy.read_bytes().startswith(path.read_bytes() + b"\n")
    again = export(tmp_path)
    assert again.stem == copy.stem + "-2"
    monkeypatch.chdir(tmp_path)
    assert export().parent == tmp_path
    assert export().stem == copy.stem + "-4"


def test_export_names_a_folder_that_is_not_there(tmp_path):
    append(QUESTION, 0.1)
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere: make it first"):
        export(tmp_path / "nowhere" / "mine.jsonl")


def test_export_overwrites_nothing(tmp_path):
    append(QUESTION, 0.1)
    mine = tmp_path / "mine.jsonl"
    assert export(mine) == mine
    before = mine.read_bytes()
    append(QUESTION, 0.2)
    with pytest.raises(FileExistsError, match=r"mine\.jsonl is there already: name another file"):
        export(str(mine))
    assert mine.read_bytes() == before


def test_export_without_a_file_takes_what_is_in_memory(path, tmp_path):
    path.parent.write_text("not a folder")
    append(QUESTION, 0.1)
    assert forecasts(read(export(tmp_path))) == [0.1]


def test_export_of_nothing_says_so():
    with pytest.raises(ValueError, match="no answers to export yet"):
        export()


def test_forget_is_one_call(path, capsys):
    forget()
    forget(dry_run=True)
    assert capsys.readouterr().out == "There are no answers to forget.\n" * 2
    old = append(QUESTION, 0.1).answer
    append(QUESTION, 0.2)
    forget(dry_run=True)
    assert capsys.readouterr().out == "2 answers would be deleted for good by forget().\n"
    assert len(read().answers) == 2
    forget()
    assert capsys.readouterr().out == "2 answers deleted for good.\n"
    assert read() == records.Records(())
    assert path.read_bytes() == b""
    assert append(QUESTION, 0.1).answer.learner != old.learner


def test_forget_takes_what_is_in_memory_too(path, capsys):
    path.parent.write_text("not a folder")
    append(QUESTION, 0.1)
    forget()
    assert read() == records.Records(())
    assert "1 answer deleted" in capsys.readouterr().out


# --- Two processes, and kills -------------------------------------------------------------

# A writer imports records.py alone: without NumPy it starts in a few hundredths of a second.
LOAD = """
import sys, types
sys.path.insert(0, {root!r})
for name in ("bce_lessons", "bce_lessons.practice"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [{root!r} + "/" + name.replace(".", "/")]
source = open(sys.modules[name].__path__[0] + "/_journal.py", encoding="utf-8").read()
old, new = {sabotage!r}
assert source.count(old) == 1, f"the sabotage no longer fits: {{old}}"
journal = types.ModuleType(name + "._journal")
exec(source.replace(old, new), journal.__dict__)
sys.modules[name + "._journal"] = sys.modules[name]._journal = journal
"""
# Every line is written in several pieces, as a slow disk may do, and acknowledged on stdout when
# `append` returns. In the middle of the last line the writer says so, and waits to be killed.
WRITER = """
import json, os, time
{load}
from bce_lessons.practice import records
journal.PATIENCE = 60
state, whole_write, torn = {seed}, os.write, False

def draw():  # importing random would take longer than all the rest
    global state
    state = (state * 1103515245 + 12345) % 2**31
    return state / 2**31

def write(file, data):
    part = data[: max(1, int(draw() * len(data)))]
    whole_write(file, part)
    if torn:
        print("torn", flush=True)
        time.sleep(60)
    time.sleep(0.0005)
    return len(part)

os.write = write
for i in range({lines}):
    torn = {kill} and i == {lines} - 1
    saved = records.append("question ½ " * int(1 + 8 * draw()), 0.01 + 0.98 * draw())
    print(json.dumps([saved.answer.id, saved.answer.question, saved.answer.forecast]), flush=True)
"""
SOUND = ("def add(", "def add(")  # nothing is broken
SABOTAGES = {
    "no new line after a torn one": ('alone and (not data or data.endswith(b"\\n"))', "True"),
    "no lock": ("return _try_lock(file)", "return True"),
    "no appending": (
        "_write_all(file, start +",
        "os.ftruncate(file, 0)\n        _write_all(file, data + start +",
    ),
    "a short write taken for whole": ("while data:", "if data:"),
}


def run_python(source, *, sabotage=SOUND, **values):
    with start_python(source, sabotage=sabotage, **values) as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return said


def start_python(source, *, sabotage=SOUND, **values):
    load = LOAD.format(root=ROOT.as_posix(), sabotage=sabotage)
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", source.format(load=load, **values)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")


def answers_of_killed_writers(seeds, lines, sabotage):
    """Kill one writer after the other in the middle of a line; return what they acknowledged."""
    acknowledged = []
    for seed in seeds:
        with start_python(WRITER, sabotage=sabotage, seed=seed, lines=lines, kill=True) as writer:
            said = iter(writer.stdout.readline, "torn\n")
            acknowledged += [tuple(json.loads(row)) for row in said]
            assert writer.poll() is None, "it was to be killed, but has ended"
            writer.kill()
    return acknowledged


def lost(path, kills, lines, sabotage=SOUND):
    """Kill writers of two at a time; return the answers that were acknowledged and are gone."""
    with ThreadPoolExecutor(2) as both:
        work = [
            both.submit(answers_of_killed_writers, range(first, kills, 2), lines, sabotage)
            for first in range(2)
        ]
    acknowledged = [answer for half in work for answer in half.result()]
    assert len(acknowledged) == len(set(acknowledged)) == kills * (lines - 1)
    found = {(answer.id, answer.question, answer.forecast) for answer in read(path).answers}
    return set(acknowledged) - found


def test_no_answer_is_lost_in_200_kills_in_the_middle_of_writes(path):
    assert not lost(path, KILLS, lines=3)
    found = read(path)
    assert len({answer.learner for answer in found.answers}) == 1
    torn = sum(int(note.split()[0]) for note in found.notes)
    # A line of which only the end was missing counts, and one of which nothing was written is
    # not there: all others of the killed are torn.
    assert 2 * KILLS <= len(found.answers) <= 2 * KILLS + 10
    assert torn >= KILLS - 20
    append(QUESTION, 0.5)
    assert forecasts(read())[-1] == 0.5


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_the_kills_would_find_a_fault(path, sabotage):
    assert lost(path, 8, lines=15, sabotage=SABOTAGES[sabotage])


def test_two_notebooks_may_answer_at_once(path):
    with ThreadPoolExecutor(2) as both:
        written = list(
            both.map(lambda i: run_python(WRITER, seed=i, lines=25, kill=False), range(2))
        )
    acknowledged = [tuple(json.loads(row)) for said in written for row in said.splitlines()]
    found = read()
    assert not found.notes
    assert sorted((a.id, a.question, a.forecast) for a in found.answers) == sorted(acknowledged)
    assert len({answer.learner for answer in found.answers}) == 1
