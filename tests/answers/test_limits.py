"""What a check promises of time, output and memory holds whatever a learner's code does."""

import contextlib
import itertools
import os
import sys
import threading
import time
import types
from concurrent import futures
from pathlib import Path

import numpy as np
import pytest
from IPython.core import interactiveshell
from matplotlib import pyplot as plt

from bce_lessons.answers import _aside, counterexample, reading, sandbox, tried
from bce_lessons.answers import judge as judge_module
from bce_lessons.answers.judge import judge
from bce_lessons.answers.sandbox import Raised, call, calls
from bce_lessons.lessons import catalogue
from bce_lessons.practice import check, checking

ONE_NAT, FIX_IT = catalogue.exercise("one-nat"), catalogue.exercise("fix-it")
PLENTY = 600.0  # seconds: what ends by itself ends before, on any machine
LIMIT = 0.05  # for what never does


class Ticking:
    """Stands for the module `time`: a second passes whenever someone looks at it."""

    now = 0.0

    def monotonic(self):
        self.now += 1.0
        return self.now

    def wait(self, seconds):
        self.now += seconds


def right(y, p):
    return np.mean(-np.log(np.where(y == 1, p, 1 - p)))


def loop(*arguments, **options):
    while True:
        pass


def timed(*arguments, **options):
    """Never come back, as `loop`, while a test's own clock goes on."""
    while True:
        sandbox.time.wait(1.0)


def evil(*names, base=object):
    """Make an object of which these methods never come back."""
    return type("Evil", (base,), dict.fromkeys(names, timed))


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


# --- What is printed ----------------------------------------------------------------------


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_only_the_beginning_of_what_is_printed_is_kept(stream, capsys):
    def chatty():
        for i in range(1_000):
            print(i, "x" * 1_000, file=getattr(sys, stream))
        return 1

    outcome = call(chatty, (), PLENTY)
    assert outcome.value == 1
    assert len(outcome.printed) == _aside.PRINTED
    assert outcome.printed.startswith("0 xxx")
    assert capsys.readouterr() == ("", "")


def test_each_call_has_room_of_its_own():
    long, short = calls(lambda text: print(text), [("x" * 100_000,), ("y",)], PLENTY)
    assert (len(long.printed), short.printed) == (_aside.PRINTED, "y\n")


def test_what_is_printed_is_kept_as_plain_text():
    class Text(str):
        pass

    assert type(call(lambda: sys.stdout.write(Text("a")), (), PLENTY).printed) is str
    assert call(lambda: sys.stdout.write(5), (), PLENTY).error.name == "TypeError"
    assert call(lambda: sys.stdout.writable(), (), PLENTY).value


def test_what_is_left_behind_prints_nowhere_and_all_else_as_before(capsys, clock, monkeypatch):
    monkeypatch.setattr(sandbox, "_STEP", 0.01)
    enough, done, kept = [], [], []

    def stubborn():
        while not enough:
            try:
                clock.wait(PLENTY)
                time.sleep(0.001)
            except BaseException as caught:  # kept, and so nothing ends it
                kept.append(caught)
        print("one")
        print("two", file=sys.stderr)
        done.append(True)

    outcome = call(stubborn, (), PLENTY)
    assert (outcome.ended, outcome.stopped) == (False, False)
    enough.append(True)
    while not done:
        time.sleep(0.001)
    print("three")
    sys.stdout.mine = 3  # as IPython sets `write`
    assert sys.stdout.mine == 3
    assert capsys.readouterr() == ("three\n", "")


def test_what_is_displayed_is_not_shown(monkeypatch):
    shown = []
    before = types.SimpleNamespace(publish=shown.append)
    shell = types.SimpleNamespace(display_pub=before)
    monkeypatch.setattr(_aside, "get_ipython", lambda: shell)
    outcome = call(lambda: shell.display_pub.publish("in a call"), (), PLENTY)
    assert outcome.error is None
    assert shell.display_pub is before
    shell.display_pub.publish("outside")
    assert shown == ["outside"]
    assert hasattr(interactiveshell.InteractiveShell.instance(), "display_pub")


def test_figures_of_an_answer_are_closed_and_others_stay():
    mine = plt.figure()
    outcome = call(lambda: plt.figure().number, (), PLENTY)
    assert outcome.value != mine.number
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)


def test_without_pyplot_there_are_no_figures(monkeypatch):
    monkeypatch.delitem(sys.modules, "matplotlib.pyplot")
    assert call(lambda: 1, (), PLENTY).value == 1
    assert "matplotlib.pyplot" not in sys.modules


def test_threads_of_an_answer_print_nowhere_even_later(capsys):
    before, enough, threads = threading.Thread.start, threading.Event(), []

    def late():
        print("one")
        enough.wait()
        print("two")
        raise ValueError

    def answer():
        threads.append(threading.Thread(target=late, daemon=True))
        threads[0].start()
        with futures.ThreadPoolExecutor() as pool:
            pool.submit(print, "three").result()

    assert "three" in call(answer, (), PLENTY).printed
    mine = threading.Thread(target=print, args=("mine",))
    mine.start()
    mine.join()
    enough.set()
    threads[0].join()
    assert capsys.readouterr() == ("mine\n", "")
    threading.Thread.start = before


@pytest.mark.parametrize("limit", [20, 10**9])
def test_the_limit_of_recursion_stays_as_it_is(limit):
    before = sys.getrecursionlimit()
    assert call(lambda: sys.setrecursionlimit(limit), (), PLENTY).error is None
    assert sys.getrecursionlimit() == before


def test_the_folder_is_put_back(tmp_path):
    folder = Path.cwd()
    call(lambda: os.chdir(tmp_path), (), PLENTY)
    assert Path.cwd() == folder


def test_a_limit_of_recursion_that_was_changed_all_the_same_is_put_back(monkeypatch):
    set_to = []
    monkeypatch.setattr(sys, "setrecursionlimit", set_to.append)
    monkeypatch.setattr(sys, "getrecursionlimit", itertools.count(1_000).__next__)
    call(lambda: 1, (), PLENTY)
    assert set_to == [1_000]


def test_a_folder_that_is_gone_does_no_harm(monkeypatch):
    monkeypatch.setattr(sandbox.Path, "cwd", raising(FileNotFoundError()))
    assert call(lambda: 1, (), PLENTY).value == 1


def test_nothing_can_be_typed():
    before = input
    outcome = call(lambda: input("How many? "), (), PLENTY)
    assert outcome.error.name == "EOFError"
    assert "take the values from the arguments" in outcome.error.said
    assert input is before


# --- What is returned or raised -----------------------------------------------------------

RETURNED = [
    evil("__array__"),
    evil("__getattribute__"),
    evil("__getattr__"),
    evil("__float__", base=float),
    evil("__len__", base=list),
    evil("__iter__", "__len__", base=list),
    type("Evil", (), {"__class__": property(timed)}),
    type("Evil", (), {"size": property(timed)}),
]


def said(answer, exercise=FIX_IT):
    return judge(exercise, answer, seconds=PLENTY).body


def made(kind):
    return kind([0.1]) if issubclass(kind, list) else kind()


@pytest.mark.usefixtures("clock", "patient")
@pytest.mark.parametrize("kind", RETURNED[:-1])
def test_what_a_function_returns_is_read_within_the_limit(kind):
    text = said(lambda y, p: made(kind))
    assert text.startswith("`answer(np.array([1]), np.array([0.9]))` had not ended after 600")


@pytest.mark.usefixtures("clock", "patient")
@pytest.mark.parametrize("kind", RETURNED[:4])
def test_an_answer_itself_is_read_within_the_limit(kind):
    verdict = judge(ONE_NAT, made(kind), seconds=PLENTY)
    assert verdict.status == "unclear"
    assert verdict.body.startswith("reading this answer had not ended after 600 seconds. Give pl")


@pytest.mark.usefixtures("clock", "patient")
def test_a_function_is_looked_at_within_the_limit():
    nameless = type("Evil", (), {"__call__": right, "__name__": property(timed)})()
    assert said(nameless).startswith("reading this answer had not ended")
    signed = type("Evil", (), {"__call__": right, "__signature__": property(timed)})()
    assert said(signed).startswith("reading this answer had not ended")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1.0 for _ in itertools.count()), "is of type `generator`"),
        (itertools.count(), "is of type `count`"),
        (evil("__str__", "__repr__", "__format__", "__eq__", "__hash__")(), "is of type `Evil`"),
        (range(10**12), "holds 1,000,000,000,000 numbers, far more than are asked for."),
        (range(10**30), "cannot be read as numbers: "),
        ([[0] * 1_000] * 10**6, "holds 1,000,000,000 numbers, far more"),
        (np.broadcast_to(1.0, (10**4, 10**4)), "holds 100,000,000 numbers, far more"),
        ("x" * 10**7, "is text"),
    ],
)
def test_what_is_endless_or_huge_is_told_as_such(value, text):
    for exercise, answer in ((ONE_NAT, value), (FIX_IT, lambda y, p: value)):
        verdict = judge(exercise, answer, seconds=PLENTY)
        assert text in verdict.body
        assert len(verdict.body) < 400


def test_a_list_in_a_list_without_end_is_no_number():
    nested = []
    for _ in range(100_000):
        nested = [nested]
    nested[0] = nested
    assert "cannot be read as numbers" in reading.read(nested)
    itself = []
    itself.append(itself)
    assert not reading.read(itself).endswith(".")  # the sentence has one


def test_an_array_that_turns_out_huge_is_not_kept():
    class Huge:
        def __array__(self, *arguments, **options):
            return np.broadcast_to(1.0, (10**4, 10**4))

    assert reading.read(Huge()) == "holds 100,000,000 numbers, far more than are asked for"


def test_a_sentence_on_what_cannot_be_read_is_short():
    kind = type("x" * 10_000, (), {})
    assert len(reading.read(kind())) < 320


def test_what_is_read_is_an_array_of_its_own():
    theirs = np.array([1.0, 2.0])
    mine = reading.read(theirs)
    theirs[0] = 3.0
    assert mine[0] == 1.0
    assert type(reading.read(theirs.view(type("Sub", (np.ndarray,), {})))) is np.ndarray


def raising(error):
    def function(*arguments, **options):
        raise error

    return function


@pytest.mark.usefixtures("clock", "patient")
def test_an_error_is_read_within_the_limit():
    error = type("Evil", (Exception,), {"__str__": timed})()
    assert "had not ended" in said(raising(error))


def test_an_error_comes_out_as_plain_text():
    silent = type("Silent", (Exception,), {"__str__": raising(KeyboardInterrupt())})()
    deep = type("Deep", (RecursionError,), {})("x")
    outcomes = [
        call(raising(error), (), PLENTY) for error in (silent, deep, ValueError("x" * 9999))
    ]
    assert [outcome.error.name for outcome in outcomes] == [
        "Silent",
        "RecursionError",
        "ValueError",
    ]
    assert outcomes[0].error == Raised("Silent")
    assert len(outcomes[2].error.said) == 1_000


def test_too_little_memory_is_told_in_a_sentence():
    assert "asks for more memory than there is" in said(raising(MemoryError()))


@pytest.mark.usefixtures("clock", "patient")
def test_changed_arguments_are_compared_within_the_limit():
    for method in ("__eq__", "__ne__"):
        outcome = call(lambda a, m=method: a.append(evil(m)()), ([],), PLENTY)
        assert outcome.changed == 0
    outcome = call(lambda a: a.__setitem__(0, evil("__eq__")()), ([1],), PLENTY)
    assert not outcome.ended


def test_arguments_that_cannot_be_compared_are_changed_ones():
    other = type("Other", (), {"__eq__": raising(SystemExit(1))})()
    assert call(lambda a: a.__setitem__(0, other), ([1],), PLENTY).changed == 0


def test_the_name_of_an_exercise_may_be_anything(capsys):
    class Hostile:
        @property
        def __class__(self):
            raise KeyboardInterrupt

    check(Hostile(), 0.37)
    assert capsys.readouterr().out.startswith("? No exercise is named")


def test_what_no_one_has_thought_of_is_told_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(checking, "judge", raising(OSError("disk")))
    check("01.1", 0.37)
    assert capsys.readouterr().out == "? Not checked: looking at this answer raised OSError.\n"


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


def stubborn():
    while True:
        try:
            sorted(range(3))
        except BaseException:
            continue


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
