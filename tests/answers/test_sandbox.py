"""A learner's function runs once, silently, on copies, for a limited time, whatever it does."""

import contextlib
import gc
import sys
import threading
import warnings

import numpy as np
import pytest

from bce_lessons.answers import sandbox
from bce_lessons.answers.sandbox import call, calls

PLENTY = 600.0  # seconds: what ends by itself ends before, on any machine
LIMIT = 0.2  # for what never does


def prints():
    print("one")
    print("two", file=sys.stderr)
    warnings.warn("three", stacklevel=1)
    return np.log(np.zeros(1))[0]


def stops(error):
    def function():
        raise error

    return function


def test_a_value_is_returned():
    assert call(lambda a, b: a + b, (1, 2), PLENTY) == sandbox.Outcome(3)


def test_nothing_is_shown_and_no_warning_is_raised(capsys):
    outcome = call(prints, (), PLENTY)
    assert outcome.value == -np.inf
    assert outcome.printed == "one\ntwo\n"
    assert capsys.readouterr() == ("", "")


def test_a_function_may_close_what_it_prints_to():
    assert call(lambda: sys.stdout.close(), (), PLENTY).printed == ""
    print("still there")


@pytest.mark.parametrize(
    "error", [ValueError("x"), SystemExit(3), KeyboardInterrupt(), GeneratorExit()]
)
def test_an_error_is_caught(error):
    outcome = call(stops(error), (), PLENTY)
    assert outcome.error == sandbox.Raised(type(error).__name__, str(error))
    assert outcome.ended


def test_recursion_without_end_is_caught():
    def again():
        return again()

    gc.collect()  # or a finalizer may be what meets the end of the stack
    assert call(again, (), PLENTY).error.name == "RecursionError"


def test_the_error_state_of_numpy_is_inherited():
    with np.errstate(all="raise"):
        outcome = call(lambda: np.log(np.zeros(1)), (), PLENTY)
    assert outcome.error.name == "FloatingPointError"


@pytest.mark.parametrize(
    ("change", "which"),
    [
        (lambda a, b, c: None, None),
        (lambda a, b, c: a.__setitem__(0, 9.0), 0),
        (lambda a, b, c: b.append(1), 1),
        (lambda a, b, c: b.__setitem__(0, np.zeros(2)), 1),
        (lambda a, b, c: a.sort(), 0),
    ],
)
def test_a_changed_argument_is_noticed_and_ours_is_not_changed(change, which):
    ours = (np.array([np.nan, 2.0, 1.0]), [1, 2], 0.5)
    assert call(change, ours, PLENTY).changed == which
    assert np.isnan(ours[0][0])
    assert ours[1] == [1, 2]


def test_a_coroutine_is_closed():
    async def later():
        return 1

    outcome = call(later, (), PLENTY)
    assert type(outcome.value).__name__ == "coroutine"
    with pytest.raises(RuntimeError, match="already awaited"):
        outcome.value.send(None)


# --- The time limit -----------------------------------------------------------------------


def endless():
    while True:
        pass


@pytest.mark.usefixtures("patient")
def test_an_endless_loop_is_ended():
    before = threading.active_count()
    outcome = call(endless, (), LIMIT)
    assert (outcome.ended, outcome.stopped) == (False, True)
    assert threading.active_count() == before


@pytest.mark.usefixtures("patient")
def test_an_endless_loop_in_numpy_calls_is_ended():
    before = threading.active_count()
    data = np.zeros(1000)
    outcome = call(lambda: [np.sort(data) for _ in iter(int, 1)], (), LIMIT)
    assert (outcome.ended, outcome.stopped) == (False, True)
    assert threading.active_count() == before


def test_one_that_catches_everything_is_left_behind():
    enough = threading.Event()

    def stubborn():
        while not enough.is_set():
            with contextlib.suppress(BaseException):
                enough.wait(0.01)

    assert not call(stubborn, (), LIMIT).ended
    enough.set()


def test_one_that_sleeps_is_left_behind(clock, monkeypatch):
    monkeypatch.setattr(sandbox, "_STEP", 0.01)
    enough = threading.Event()
    # Where lines are traced, Python 3.11 waits here for the thread to take its exception.
    rest = 1.0 if sys.gettrace() else PLENTY
    outcome = call(lambda: (clock.wait(PLENTY), enough.wait(rest)), (), PLENTY)
    enough.set()
    assert not outcome.ended
    assert sys.gettrace() or not outcome.stopped


def test_several_calls_come_to_one_outcome_each():
    outcomes = calls(lambda x: 1 / x, [(1,), (0,), (2,)], PLENTY)
    assert [outcome.value for outcome in outcomes] == [1, None, 0.5]


@pytest.mark.usefixtures("patient")
def test_none_is_begun_after_one_that_did_not_end(clock):
    def endless_for_one(x):
        while x:
            clock.wait(1.0)
        return x

    outcomes = calls(endless_for_one, [(0,), (1,), (0,)], PLENTY)
    assert [outcome.ended for outcome in outcomes] == [True, False]


def test_none_is_begun_when_the_time_is_up(clock):
    outcomes = calls(lambda: clock.wait(0.75 * PLENTY), [()] * 9, PLENTY)
    assert 1 <= len(outcomes) < 4
    assert all(outcome.ended for outcome in outcomes)


@pytest.mark.usefixtures("patient")
def test_an_interrupt_of_the_kernel_ends_the_function_too(monkeypatch):
    join = threading.Thread.join
    calls = []

    def interrupted(thread, timeout=None):
        calls.append(timeout)
        if len(calls) == 1:
            raise KeyboardInterrupt
        join(thread, timeout)

    before = threading.active_count()
    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call(endless, (), LIMIT)
    assert threading.active_count() == before


def test_without_threads_it_runs_all_the_same(monkeypatch):
    def no_thread(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_thread)
    assert call(lambda: 1, (), PLENTY).value == 1
