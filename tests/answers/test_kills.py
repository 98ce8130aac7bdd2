"""Nothing acknowledged is lost, whoever is killed while writing, and two may write at once."""

import contextlib
import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bce_lessons.answers.records import append, read
from tests.answer_files import QUESTION, SOUND, forecasts, new_learner, run_python, start_python

KILLS = 200
KILL = signal.SIGTERM if os.name == "nt" else signal.SIGKILL  # no process of Windows can refuse


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    return new_learner(tmp_path, monkeypatch)


# Half of the lines are forecasts, and half are checks. Every line is written in several pieces, as
# a slow disk may do, and acknowledged on stdout when `append` returns. In the middle of the last
# line the writer says so, and waits to be killed. Where a process can fork, one of each side does
# nothing else, which is quicker than to start.
WRITER = """
import json, os, sys, time
{load}
from bce_lessons.answers import records, turns
journal.PATIENCE = 600
state, whole_write, torn = {seed}, os.write, False

if {kill}:
    for state in map(int, sys.stdin):
        if not hasattr(os, "fork") or not os.fork():
            break
        if os.wait()[1] != 9:
            raise SystemExit("a writer was to be killed, but has ended")
    else:
        raise SystemExit

def draw():  # importing random would take longer than all the rest
    global state
    state = (state * 1103515245 + 12345) % 2**31
    return state / 2**31

def write(file, data):
    part = data[: max(1, int(draw() * len(data)))]
    whole_write(file, part)
    if torn:
        print("torn", flush=True)
        time.sleep(3600)
    time.sleep(0.0005)
    return len(part)

os.write = write
if {kill}:
    print(os.getpid(), flush=True)
    sys.stdin.readline()  # two begin at once, however long each took to start
for i in range({lines}):
    torn = {kill} and i == {lines} - 1
    name, share = "question ½ " * int(1 + 8 * draw()), draw()
    if share < 0.5:
        made, _ = turns.append("check", name, verdict="wrong")
        said = [made.id, name, made.attempt]
    else:
        made = records.append(name, share).answer
        said = [made.id, name, made.forecast]
    print(json.dumps(said), flush=True)
"""
SABOTAGES = {
    "no new line after a torn one": ('alone and (not data or data.endswith(b"\\n"))', "True"),
    "no lock": ("return _try_lock(file)", "return True"),
    "no appending": (
        "_write_all(file, added)",
        "os.ftruncate(file, 0)\n        _write_all(file, data + added)",
    ),
    "a short write taken for whole": ("while data:", "if data:"),
}


def answers_of_killed_writers(seeds, lines, sabotage, both_are_ready):
    """Kill one writer after the other in the middle of a line; return what they acknowledged."""
    acknowledged, process = [], None
    with contextlib.ExitStack() as processes:
        for seed in seeds:
            if process is None or os.name == "nt":
                process = start_python(WRITER, sabotage=sabotage, seed=0, lines=lines, kill=True)
                processes.enter_context(process)
            print(seed, file=process.stdin, flush=True)
            writer = int(process.stdout.readline())
            both_are_ready.wait()
            print("go", file=process.stdin, flush=True)
            said = iter(process.stdout.readline, "torn\n")
            acknowledged += [tuple(json.loads(row)) for row in said]
            os.kill(writer, KILL)  # raises if it has ended
    return acknowledged


def lost(path, kills, lines, sabotage=SOUND):
    """Kill writers of two at a time; return the answers that were acknowledged and are gone."""
    ready = threading.Barrier(2, timeout=1800)
    with ThreadPoolExecutor(2) as both:
        work = [
            both.submit(answers_of_killed_writers, range(first, kills, 2), lines, sabotage, ready)
            for first in range(2)
        ]
    acknowledged = [answer for half in work for answer in half.result()]
    assert len(acknowledged) == len(set(acknowledged)) == kills * (lines - 1)
    return set(acknowledged) - kept(path)


def kept(path):
    """Return what a file holds, as its writers acknowledged it."""
    found = read(path)
    checks = {(one.id, one.exercise, one.attempt) for one in found.turns}
    return checks | {(one.id, one.question, one.forecast) for one in found.answers}


def tries_are_numbered_on(found):
    """Say whether each exercise's tries have the numbers 1, 2, 3, … in their order."""
    tries = {}
    for one in found.turns:
        tries.setdefault(one.exercise, []).append(one.attempt)
    return all(numbers == list(range(1, len(numbers) + 1)) for numbers in tries.values())


def test_neither_answers_nor_checks_are_lost_in_200_kills_in_the_middle_of_writes(path):
    assert not lost(path, KILLS, lines=3)
    found = read(path)
    assert len({one.learner for one in found.all}) == 1
    assert min(len(found.answers), len(found.turns)) >= KILLS / 2
    assert tries_are_numbered_on(found)
    torn = sum(int(note.split()[0]) for note in found.notes)
    # A line of which only the end was missing counts, and one of which nothing was written is
    # not there: all others of the killed are torn.
    assert 2 * KILLS <= len(found.all) <= 2 * KILLS + 10
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
    assert kept(path) == set(acknowledged)
    assert len(acknowledged) == len(found.all) == 50
    assert len({one.learner for one in found.all}) == 1
    assert tries_are_numbered_on(found)


LIMITED = """
import os, resource, sys
from pathlib import Path
{load}
from bce_lessons.answers import records
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
