"""What an answer prints, draws and changes stays with it."""

import itertools
import os
import sys
import threading
import time
import types
from concurrent import futures
from pathlib import Path

import pytest
from IPython.core import interactiveshell
from matplotlib import pyplot as plt

from bce_lessons.answers import _aside, sandbox
from bce_lessons.answers.sandbox import call, calls
from tests.answers.endless import PLENTY, raising


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
