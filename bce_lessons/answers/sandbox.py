"""Run a learner's code so that nothing it does can stop the lesson.

All of it runs in a daemon thread: the calls of a function, and the reading of what it returns or
raises, which may be objects of the learner's own. What comes out is plain data. At the time limit,
`PyThreadState_SetAsyncExc` raises an exception in the thread, which ends any loop of Python's, on
all systems and inside Jupyter; signals would not, for they need the main thread, and Windows has
no alarm. What the thread prints or displays is not shown, and of each call only the beginning is
kept. `_aside` takes aside what goes through `sys.stdout`, `sys.stderr`, IPython and pyplot, of
threads that it starts, too; not what goes past them: `sys.__stdout__`, a stream or a handler that
was kept from before, `os.write`, other processes. The working directory and the limit of recursion
are put back; all else that it changes outside of itself stays changed.

Where no thread can be started (Python in a web page), the calls are made directly, and a trace
function raises the exception. Only there: it makes loops slower by far, and it cannot go on while a
call sleeps.

What cannot be stopped is a call that stays in C. One that lets other threads run meanwhile
(`time.sleep`, waiting for a lock, a large step of NumPy's) is left behind: it ends by itself or
with the kernel. In a web page, it is waited for. One that does not (`sum(itertools.count())`,
`10**10**10`, a regular expression that tries too much) keeps the whole kernel waiting, and an
interrupt does not reach it: only a restart of the kernel ends it. Nor is memory limited: one that
fills it may end the kernel. Forecasts are in their file by then.
"""

from __future__ import annotations

import contextlib
import contextvars
import copy
import ctypes
import inspect
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from bce_lessons.answers import _aside

__all__ = ["Arguments", "Outcome", "Raised", "call", "calls"]

_NUDGES, _PAUSE = 10, 0.02  # a function that keeps the exception gets another; seconds
# Seconds to wait at a time: Windows notices an interrupt only between two waits.
_STEP = 0.1 if sys.platform == "win32" else threading.TIMEOUT_MAX
_SAID = 1_000  # characters kept of what an error says
_KINDS = (RecursionError, SystemExit, MemoryError)  # told by these names, subclasses too

Function = Callable[..., Any]
Arguments = tuple[Any, ...]


class _Stopped(SystemExit):
    """Ends a call at the time limit; where the call catches it, each further line raises it."""

    def __del__(self) -> None:
        if _aside.is_learners.get():
            sys._getframe(1).f_trace = _stop
            sys.settrace(_stop)


def _stop(frame: FrameType, event: str, arg: object) -> Any:
    """Trace by raising, but not where that is caught, nor where Python would print it."""
    if frame.f_code not in (_Work.run.__code__, _Stopped.__del__.__code__):
        raise _Stopped
    return _stop


@dataclass(frozen=True)
class Raised:
    """An error as plain text, for it may be of a class of the learner's own."""

    name: str
    said: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a call came to: a value, or an error, or the time limit; and what it did beside."""

    value: Any = None  # as it was read
    error: Raised | None = None
    ended: bool = True
    stopped: bool = True  # at the time limit; if not, it was left behind, running
    late: bool = False  # begun after others, with less than half of the time left
    printed: str = ""
    changed: int | None = None  # the first argument that it changed in place


def _as_it_is(value: Any) -> Any:
    return value


def call(
    function: Function, arguments: Arguments, seconds: float, read: Function = _as_it_is
) -> Outcome:
    """Call a function with copies of `arguments`, silently, for at most `seconds`."""
    return calls(function, [arguments], seconds, read)[0]


def calls(
    function: Function, inputs: Sequence[Arguments], seconds: float, read: Function = _as_it_is
) -> list[Outcome]:
    """Call a function on one input after the other, for at most `seconds` in all.

    What it returns is given to `read`, within the same time. There may be fewer outcomes than
    inputs: none is begun when the time is up. One cut short that had less than half of it is
    called late, for it may be only the next of slow ones.
    """
    return _Work(function, inputs, seconds, read).outcomes()


@dataclass
class _Work:
    """The calls, as the thread does them, and how far it is."""

    function: Function
    inputs: Sequence[Arguments]
    seconds: float
    read: Function
    done: list[Outcome] = field(default_factory=list)
    sink: _aside.Sink = field(default_factory=_aside.Sink)
    start: float = field(default_factory=lambda: time.monotonic())
    begun: float = 0.0  # the call that is running
    leaving: threading.Lock = field(default_factory=threading.Lock)
    too_late: bool = False  # what comes now is not told
    over: bool = False  # nothing of the learner's runs any longer

    def outcomes(self) -> list[Outcome]:
        """Do the calls, and tell what came of them."""
        context = contextvars.copy_context()  # np.errstate, for one, is not inherited
        thread = threading.Thread(target=self._in_thread, args=(context,), daemon=True)
        # Taken aside here and not in the thread, so that a thread left behind changes nothing.
        with (
            _aside.taken(self.sink, lambda: self.over),
            _put_back(lambda: self.over),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            self.start = time.monotonic()
            try:
                thread.start()
            except RuntimeError:  # no threads here
                is_cut = context.run(self._run_traced)
            else:
                is_cut = self._watch(thread)
        if not is_cut:
            return self.done[:]
        late = bool(self.done) and self.begun - self.start > self.seconds / 2
        return [*self.done, Outcome(ended=False, stopped=self.over, late=late)]

    def _left(self) -> float:
        return self.start + self.seconds - time.monotonic()

    def _watch(self, thread: threading.Thread) -> bool:
        """End the thread when the time is up, or the kernel is interrupted; say if it had to be."""
        try:
            while thread.is_alive() and (left := self._left()) > 0:
                thread.join(min(_STEP, left))
            is_cut = not self.over and thread.is_alive()
        finally:
            self.too_late = True
            self._end(thread)
        return is_cut

    def _end(self, thread: threading.Thread) -> None:
        """Raise an exception in a thread until it ends, but not for ever."""
        for _ in range(_NUDGES):
            if self.over or not thread.is_alive():
                thread.join()
                self.over = True
                break
            ident = ctypes.c_ulong(thread.ident or 0)
            with self.leaving:
                if not self.over:
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(_Stopped))
            thread.join(_PAUSE)

    def _in_thread(self, context: contextvars.Context) -> None:
        """Run in the thread; an exception that came while it left goes no further."""
        with contextlib.suppress(_Stopped):
            context.run(self.run)

    def _run_traced(self) -> bool:
        """Make the calls here; a trace function ends them. Say if it had to."""
        before = sys.gettrace()
        sys.settrace(self._trace)
        try:
            return self.run()
        finally:
            sys.settrace(before)

    def _trace(self, frame: FrameType, event: str, arg: object) -> Any:
        if self._left() <= 0:
            _stop(frame, event, arg)
        return self._trace

    def run(self) -> bool:
        """Call the function on each input, as long as there is time; say if it was stopped."""
        _aside.is_learners.set(True)
        try:
            for arguments in self.inputs:
                self.begun = time.monotonic()
                if self.done and self._left() <= 0:
                    break
                outcome = self.once(arguments)
                if self.too_late:
                    break
                self.done.append(outcome)
        except _Stopped:
            _aside.is_learners.set(False)  # before the exception goes
            return True
        finally:
            while not self.over:
                try:
                    _aside.is_learners.set(False)
                    with self.leaving:  # no exception is raised in the thread from here on
                        self.over = True
                except _Stopped:  # it was on its way
                    continue
        return False

    def once(self, arguments: Arguments) -> Outcome:
        """Call the function, and see what came of it."""
        mine, value, error = copy.deepcopy(arguments), None, None
        self.sink.kept = ""
        try:
            value = self.function(*mine)
            if inspect.iscoroutine(value):
                value.close()  # or Python complains that no one waited for it
            value = self.read(value)
        except _Stopped:
            raise
        except BaseException as caught:  # sys.exit() and KeyboardInterrupt, too
            value, error = None, _raised(caught)
        both = enumerate(zip(arguments, mine, strict=True))
        changed = next((i for i, (a, b) in both if not _same(a, b)), None)
        return Outcome(value, error, printed=self.sink.kept, changed=changed)


@contextlib.contextmanager
def _put_back(is_over: Callable[[], bool]) -> Iterator[None]:
    """Put back the working directory, and the limit of recursion if no deep call is left."""
    folder, limit = None, sys.getrecursionlimit()
    with contextlib.suppress(OSError):  # it may be deleted, now or later
        folder = Path.cwd()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.chdir(folder or "")
        if is_over() and sys.getrecursionlimit() != limit:
            sys.setrecursionlimit(limit)


def _raised(error: BaseException) -> Raised:
    """Read an error as plain text, whatever its class does."""
    name = next((kind for kind in _KINDS if isinstance(error, kind)), type(error)).__name__
    try:
        said = " ".join(str.split(str.__getitem__(str(error), slice(_SAID))))
    except _Stopped:
        raise
    except BaseException:  # its `__str__` fails, too
        said = ""
    return Raised(str.__str__(name), said)


def _same(before: Any, after: Any) -> bool:
    try:
        if isinstance(before, np.ndarray):
            can_be_nan = before.dtype.kind in "fc"
            same = np.array_equal(before, after)
            return same or (can_be_nan and np.array_equal(before, after, equal_nan=True))
        return bool(before == after)
    except _Stopped:
        raise
    except BaseException:  # an array was put into a list, or what cannot be compared
        return False
