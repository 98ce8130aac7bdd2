"""Run a learner's function so that nothing it does can stop the lesson.

The calls run in a daemon thread, one after the other. The one that is still running at the time
limit gets an exception set in its thread (`PyThreadState_SetAsyncExc`), which ends any loop of
Python's, on all systems and inside Jupyter; signals would not, for they need the main thread, and
Windows has no alarm. One limit remains: such an exception waits until a call into C returns. A
`time.sleep` or a single huge NumPy step is therefore left behind, running as a daemon, and ends by
itself or with the kernel. Where no thread can be started (Python in a web page), the calls are made
directly and nothing is stopped: an endless loop there ends with the kernel (Kernel, Restart).
"""

from __future__ import annotations

import contextlib
import contextvars
import copy
import ctypes
import inspect
import io
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["Outcome", "call", "calls"]

_NUDGES, _PAUSE = 10, 0.02  # a function that catches the exception gets it again; seconds

Function = Callable[..., Any]
Arguments = tuple[Any, ...]


class _Stopped(SystemExit):
    """Ends a call at the time limit; a thread that it ends says nothing."""


class _Sink(io.StringIO):
    """Takes what a function prints, even if that closes it."""

    def close(self) -> None:
        """Stay open."""


@dataclass(frozen=True)
class Outcome:
    """What a call came to: a value, or an error, or the time limit; and what it did beside."""

    value: Any = None
    error: BaseException | None = None
    ended: bool = True
    stopped: bool = True  # at the time limit; if not, it was left behind, running
    printed: str = ""
    changed: int | None = None  # the first argument that it changed in place


def call(function: Function, arguments: Arguments, seconds: float) -> Outcome:
    """Call a function with copies of `arguments`, silently, for at most `seconds`."""
    return calls(function, [arguments], seconds)[0]


def calls(function: Function, inputs: Sequence[Arguments], seconds: float) -> list[Outcome]:
    """Call a function on one input after the other, each for at most `seconds`.

    None is begun when `seconds` are over, and none after one that did not end: there may be fewer
    outcomes than inputs.
    """
    work = _Work(function, inputs, seconds)
    # Changed here and not in the thread, so that a thread left behind leaves no change behind.
    with (
        contextlib.redirect_stdout(work.sink),
        contextlib.redirect_stderr(work.sink),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        return work.outcomes()


@dataclass
class _Work:
    """The calls, as the thread does them, and how far it is."""

    function: Function
    inputs: Sequence[Arguments]
    seconds: float
    done: list[Outcome] = field(default_factory=list)
    sink: _Sink = field(default_factory=_Sink)
    begun: float = field(default_factory=time.monotonic)  # the call that is running
    too_late: bool = False

    def outcomes(self) -> list[Outcome]:
        """Do the calls in a thread; end it when the time is up, or the kernel is interrupted."""
        context = contextvars.copy_context()  # np.errstate, for one, is not inherited
        thread = threading.Thread(target=context.run, args=(self.run,), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no threads here
            self.run()
        try:
            while thread.is_alive() and not self.too_late:
                thread.join(max(0.0, self.begun + self.seconds - time.monotonic()))
                self.too_late = time.monotonic() >= self.begun + self.seconds
            done, ended = self.done[:], not thread.is_alive()
        finally:
            self.too_late = True
            stopped = _end(thread)
        return done if ended else [*done, Outcome(ended=False, stopped=stopped)]

    def run(self) -> None:
        """Call the function on each input, as long as there is time."""
        start = time.monotonic()
        for arguments in self.inputs:
            self.begun = time.monotonic()
            if self.begun > start + self.seconds:
                return
            outcome = self.once(arguments)
            if self.too_late:
                return
            self.done.append(outcome)

    def once(self, arguments: Arguments) -> Outcome:
        """Call the function, and see what came of it."""
        mine, before = copy.deepcopy(arguments), len(self.sink.getvalue())
        value, error = None, None
        try:
            value = self.function(*mine)
            if inspect.iscoroutine(value):
                value.close()  # or Python complains that no one waited for it
        except BaseException as caught:  # sys.exit() and KeyboardInterrupt, too
            error = caught
        both = enumerate(zip(arguments, mine, strict=True))
        changed = next((i for i, (a, b) in both if not _same(a, b)), None)
        printed = self.sink.getvalue()[before:]
        return Outcome(value, error, printed=printed, changed=changed)


def _end(thread: threading.Thread) -> bool:
    """Raise an exception in a thread until it ends, but not for ever; say whether it did."""
    for _ in range(_NUDGES):
        if not thread.is_alive():
            break
        ident = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(_Stopped))
        thread.join(_PAUSE)
    return not thread.is_alive()


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
    try:
        return bool(before == after)
    except ValueError:  # an array was put into a list
        return False
