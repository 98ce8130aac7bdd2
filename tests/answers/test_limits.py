"""A check promises its limits of time, with threads and without, whatever it reads."""

import contextlib
import itertools
import sys
import threading
import types

import numpy as np
import pytest

from bce_lessons.answers import _aside, counterexample, sandbox, tried
from bce_lessons.answers import judge as judge_module
from bce_lessons.answers.judge import judge
from bce_lessons.answers.sandbox import call, calls
from bce_lessons.practice import check
from tests.answers.endless import (
    FIX_IT,
    ONE_NAT,
    PLENTY,
    evil,
    right,
    stubborn,
)

LIMIT = 0.05  # for what never does


class Ticking:
    """Stands for the module `time`: a second passes whenever someone looks at it."""

    now = 0.0

    def monotonic(self):
        self.now += 1.0
        return self.now

    def wait(self, seconds):
        self.now += seconds


def loop(*arguments, **options):
    while True:
        pass


@pytest.fixture
def no_threads(monkeypatch):
    """As in a web page, no thread can be started."""

    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)


@pytest.fixture
def ticking(monkeypatch):
    """Time passes by looks at the clock, not by seconds."""
    made = Ticking()
    for module in (counterexample, judge_module, sandbox, tried):
        monkeypatch.setattr(module, "time", made)
    return made


# --- Time ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("caught", [BaseException, SystemExit])
def test_what_catches_the_end_gets_it_again(caught):
    def stubborn():
        while True:
            with contextlib.suppress(caught):
                sorted(range(100))

    outcome = call(stubborn, (), LIMIT)
    assert (outcome.ended, outcome.stopped) == (False, True)


class _Nudged:
    """Stands for `is_learners`: an exception arrives in the thread while it leaves."""

    def __init__(self, variable):
        self.variable, self.left = variable, 1

    def get(self):
        return self.variable.get()

    def set(self, value):
        self.variable.set(value)
        if not value and self.left:
            self.left = 0
            raise sandbox._Stopped


def test_an_exception_that_comes_late_is_not_told(monkeypatch):
    told = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    monkeypatch.setattr(_aside, "is_learners", _Nudged(_aside.is_learners))
    call(lambda: 1, (), PLENTY)
    assert told == []


def test_no_exception_is_raised_in_a_thread_that_leaves(monkeypatch):
    monkeypatch.setattr(sandbox.ctypes, "pythonapi", None)  # so that to raise one fails
    monkeypatch.setattr(sandbox, "_PAUSE", 0.0)
    work, enough = sandbox._Work(loop, [()], PLENTY, sandbox._as_it_is), threading.Event()
    thread = threading.Thread(target=enough.wait)
    thread.start()

    class Leaving:
        def __enter__(self):
            work.over = True
            enough.set()

        def __exit__(self, *error):
            pass

    work.leaving = Leaving()
    work._end(thread)
    assert work.over


def test_exceptions_that_end_a_call_are_dropped_in_silence(monkeypatch):
    """Where one is dropped it traces: that of the next must not raise, or Python would print it."""
    printed = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    monkeypatch.setattr(threading, "excepthook", [].append)  # it also ends the thread

    def drop_two():
        _aside.is_learners.set(True)  # in this thread alone
        [sandbox._Stopped(), sandbox._Stopped()].clear()

    thread = threading.Thread(target=drop_two)
    thread.start()
    thread.join()
    assert printed == []


def test_an_exception_on_its_way_does_not_keep_a_thread_from_leaving():
    work = sandbox._Work(lambda: 1, [()], PLENTY, sandbox._as_it_is)
    entered = []

    class Leaving:
        def __enter__(self):
            entered.append(1)
            if len(entered) == 1:
                raise sandbox._Stopped

        def __exit__(self, *error):
            pass

    work.leaving = Leaving()
    (outcome,) = work.outcomes()
    assert (outcome.value, work.over, len(entered)) == (1, True, 2)


def test_the_calls_have_one_limit_together(clock):
    outcomes = calls(lambda: clock.wait(0.3 * PLENTY), [()] * 9, PLENTY)
    assert len(outcomes) == 4


def test_a_whole_check_has_one_limit(clock):
    called = []

    def slow_and_wrong(y, p):
        called.append(1)
        clock.wait(0.4 * PLENTY)
        return -1.0

    verdict = judge(FIX_IT, slow_and_wrong, seconds=PLENTY)
    assert verdict.body.startswith("`slow_and_wrong(np.array([1]), np.array([0.9]))` gives -1;")
    assert len(called) == 3  # the fourth, the smaller inputs and the second look came too late


@pytest.mark.usefixtures("no_threads")
@pytest.mark.parametrize(("share", "ended"), [(0.3, [True, False]), (0.7, [True])])
def test_a_slow_call_that_is_cut_short_is_not_called_endless(clock, share, ended):
    def slow(endless):
        clock.wait(share * PLENTY)
        while endless:
            clock.wait(PLENTY)

    outcomes = calls(slow, [(False,), (True,)], PLENTY)
    assert [outcome.ended for outcome in outcomes if not outcome.late] == ended


def test_an_interrupt_is_told_and_raised(monkeypatch, capsys):
    def interrupted(thread, timeout=None):
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        check("01.1", 0.37)
    assert caught.value.__suppress_context__
    assert capsys.readouterr().out.startswith("? Interrupted: your answer was not judged.")


def test_a_first_call_is_told_even_when_no_time_is_left():
    (outcome,) = calls(loop, [(), ()], -1.0)
    assert not outcome.ended


def test_a_thread_that_died_is_no_endless_call(monkeypatch):
    monkeypatch.setattr(sandbox._Work, "run", lambda work: None)
    work = sandbox._Work(loop, [()], PLENTY, sandbox._as_it_is)
    assert work.outcomes() == []
    assert work.over


# --- Without threads ----------------------------------------------------------------------


def in_a_generator():
    return any(x < 0 for x in itertools.count())


def in_a_list():
    return [x for x in itertools.count() if x < 0]


def in_calls():
    return max(iter(lambda: 1, 2))


def in_recursion():
    def twice(n):
        return n and twice(n - 1) + twice(n - 1)

    return twice(100)


def more_stubborn():
    while True:
        with contextlib.suppress(BaseException):
            in_calls()


def printing():
    while True:
        print("x" * 1_000)


@pytest.mark.usefixtures("no_threads", "ticking")
@pytest.mark.parametrize(
    "endless",
    [
        loop,
        in_a_generator,
        in_a_list,
        in_calls,
        in_recursion,
        stubborn,
        more_stubborn,
        printing,
    ],
)
def test_without_threads_an_endless_loop_is_ended_all_the_same(endless, capsys):
    before, stream = sys.gettrace(), sys.stdout
    outcome = call(endless, (), PLENTY)
    assert (outcome.ended, outcome.stopped) == (False, True)
    assert sys.gettrace() is before
    assert sys.stdout is stream
    assert not _aside.is_learners.get()
    assert call(lambda: 1, (), PLENTY).value == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("no_threads")
def test_without_threads_a_check_says_the_same():
    for answer, text in [
        (right, "A function with its"),
        (lambda y, p: 0.0, "`answer(np.array([1]"),
    ]:
        assert judge(FIX_IT, answer, seconds=PLENTY).body.startswith(text)
    assert judge(ONE_NAT, np.exp(-1)).status == "right"


@pytest.mark.usefixtures("no_threads", "ticking")
def test_without_threads_what_is_returned_is_read_within_the_limit():
    verdict = judge(FIX_IT, lambda y, p: evil("__array__")(), seconds=PLENTY)
    assert "had not ended after 600 seconds and was stopped" in verdict.body


def test_the_trace_function_raises_when_the_time_is_up_but_not_where_that_is_caught(ticking):
    work = sandbox._Work(loop, [()], 10.0, sandbox._as_it_is)
    theirs = types.SimpleNamespace(f_code=loop.__code__)
    ours = types.SimpleNamespace(f_code=sandbox._Work.run.__code__)
    assert work._trace(theirs, "line", None) == work._trace
    ticking.now = 100.0
    assert work._trace(ours, "line", None) == work._trace
    assert sandbox._stop(ours, "line", None) == sandbox._stop
    for trace in (work._trace, sandbox._stop):
        with pytest.raises(SystemExit):
            trace(theirs, "line", None)


@pytest.mark.usefixtures("no_threads", "ticking")
def test_without_threads_and_without_time_a_call_is_stopped_all_the_same():
    assert not call(lambda: 1, (), -1.0).ended
