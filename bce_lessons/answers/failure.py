"""Say in words how a learner's function fails."""

from __future__ import annotations

from dataclasses import dataclass

from bce_lessons.answers.compare import Known, shown
from bce_lessons.answers.sandbox import Raised
from bce_lessons.answers.statement import closest_statement
from bce_lessons.answers.tried import Tool, Tried

__all__ = ["AllCalls", "describe", "on_time"]

_END = " (*Kernel*, *Restart Kernel…* ends it)"
_NO_LOG = " Is that a log of 0? `math.log` refuses it, while `np.log` gives −∞."
# What to do about errors that beginners meet with arrays, by a part of their text.
_ADVICE = {
    "math domain error": _NO_LOG,  # up to Python 3.13
    "expected a positive input": _NO_LOG,
    "truth value of an array": " `if` asks about one value; for a whole array, use `np.where`.",
    "converted to Python scalars": (
        " Functions of `math` take one number; those of `np` take whole arrays."
    ),
}


@dataclass(frozen=True)
class AllCalls:
    """What all calls of a function tell beside the one that is described, and advice depends on."""

    named: bool = False  # a known mistake, which brings its own advice
    as_many: bool = True  # whatever it returns has as many numbers as are right, or two of each
    rounded: bool = False  # each value is right, but for its digits
    constant: bool = False  # one and the same number comes of every input


def describe(tool: Tool, failed: Tried, all_calls: AllCalls) -> str:
    """Describe a failure, with advice if that will help."""
    outcome, written = failed.outcome, tool.written(failed.trial.arguments)
    if outcome.error is not None:
        return _on_error(outcome.error, written)
    if outcome.changed is not None:
        which = ("first", "second", "third")[min(outcome.changed, 2)]
        return f"`{written}` changes its {which} argument in place: work on a copy, `.copy()`."
    if outcome.value is None:
        done = "prints, but returns nothing" if outcome.printed else "returns nothing"
        return f"`{written}` {done}: end it with `return` and the result."
    if isinstance(outcome.value, str):
        return f"What `{written}` returns {outcome.value}."
    again = tool.once(failed.trial, failed.right) if tool.left > 0 else failed
    return _on_value(failed, again, written, all_calls)


def on_time(tool: Tool, failed: Tried) -> str:
    """Describe a call that had not ended."""
    outcome = failed.outcome
    when = "by then" if outcome.late else f"after {tool.seconds:g} seconds"
    said = "was stopped" if outcome.stopped else f"could not be stopped, so it runs on, alone{_END}"
    asked = "Is it slow? Does" if outcome.late else "Does"
    return (
        f"`{tool.written(failed.trial.arguments)}` had not ended {when} and {said}. {asked} "
        "every loop, and every wait, come to its end?"
    )


def _on_value(failed: Tried, again: Tried, call: str, all_calls: AllCalls) -> str:
    subject, right = f"What `{call}` returns", failed.right
    value, second = failed.outcome.value, again.value
    assert failed.written is not None
    if second is not None and not failed.written.is_exactly(Known(second)):
        both = f"{shown(value, second)}, then {shown(second, value)}"
        return f"`{call}` gives another value each time: {both}."
    if value.shape != right.value.shape:
        remedy = all_calls.as_many and not all_calls.named
        return closest_statement(failed.written, right, subject, remedy=remedy)
    both = f"{shown(value, right.value)}; right is {shown(right.value, value)}"
    rounded = all_calls.rounded and not all_calls.named
    always = " It gives that on every input." * all_calls.constant
    return f"`{call}` gives {both}{': return all digits, unrounded' * rounded}.{always}"


def _on_error(error: Raised, written: str) -> str:
    if error.name == "RecursionError":
        return f"`{written}` calls itself without end: when should it stop?"
    if error.name == "SystemExit":
        return f"`{written}` stops the program (SystemExit) instead of returning a value."
    if error.name == "MemoryError":
        return f"`{written}` asks for more memory than there is: make no array so large."
    said = error.said.rstrip(".")
    text = f"{error.name}: {said}" if said else error.name
    advice = next((remedy for part, remedy in _ADVICE.items() if part in said), "")
    return f"`{written}` raises {text if len(text) <= 150 else text[:150] + ' …'}.{advice}"
