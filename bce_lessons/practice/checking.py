"""Check an answer: say that it is right, or which mistake it is, and never just "wrong"."""

from __future__ import annotations

import html
import re
import textwrap
import time
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np
from IPython.display import display

from bce_lessons._validation import FloatArray
from bce_lessons.practice import _aside, exercises, running, trying, values
from bce_lessons.practice.spec import Exercise, Mistake

__all__ = ["Verdict", "check", "judge"]

TIME_LIMIT = 5.0  # seconds for a learner's code in one check
_WIDTH = 88
_TINY = 1e-6  # a right value below it is not nearly 0: it is tiny
_TOLD = 3  # mistakes at most that are named together
_NAME = re.compile(r"(?:exercise\s*)?0?(\d{1,2})[.](\d{1,2})", re.IGNORECASE)
# A status by its sign and its words; the stripe's colour (legible on light and on dark) and its
# dashes only repeat it.
_SIGNS = {"right": "✓", "wrong": "✗", "unanswered": "…", "unclear": "?"}
_STRIPES = {
    "right": "solid #2f86c1",
    "wrong": "dashed #c8701a",
    "unanswered": "dotted #8c8c8c",
    "unclear": "dotted #c8701a",
}
_HOW_TO_WRITE = 'write "01.2" for exercise 2 of lesson 1.'
_AS_NUMBERS = "Give plain numbers that are computed before the check, or a plain function."
_wrong_answers: dict[str, int] = {}  # how many, by exercise: for as long as the kernel lives


@dataclass(frozen=True)
class Verdict:
    """What a check says, as text and as HTML.

    Attributes
    ----------
    status : {"right", "wrong", "unanswered", "unclear"}
        "unclear" is what could not be judged: no such exercise, text for a number, an endless loop.
    head : str
        The exercise and its status, in words.
    body : str
        One or two sentences.
    hint : str
        The hint of this stage; empty if none is due.
    link : str
        Where the exercise is solved; empty until that is due.
    """

    status: str
    head: str
    body: str
    hint: str = ""
    link: str = ""

    def __repr__(self) -> str:
        parts = [f"{_SIGNS[self.status]} {self.head}: {self.body}", self.hint]
        parts.append(f"Solution: {self.link}" if self.link else "")
        indented = [textwrap.fill(part, _WIDTH, break_on_hyphens=False) for part in parts if part]
        return "\n".join(indented).replace("\n", "\n  ")

    def _repr_html_(self) -> str:
        link = html.escape(self.link)
        lines = [f"<b>{_SIGNS[self.status]} {_html(self.head)}:</b> {_html(self.body)}"]
        lines += [_html(self.hint)] if self.hint else []
        look = "color: inherit; text-decoration: underline"
        lines += [f'Solution: <a style="{look}" href="{link}">{link}</a>'] if link else []
        style = (
            f"border-left: 4px {_STRIPES[self.status]}; margin: 0.3em 0; "
            "padding: 0.1em 0 0.1em 0.8em; "
            "max-width: 45em; line-height: 1.5; overflow-wrap: anywhere"
        )
        return f'<div role="status" style="{style}">{"<br>".join(lines)}</div>'


_INTERRUPTED = Verdict(
    "unclear", "Interrupted", "your answer was not judged. Run the cell again when you like."
)


def check(exercise: str, answer: object = ...) -> None:
    """Check an answer to an exercise, and show what is right or wrong about it.

    A wrong answer is compared with what known mistakes give. Each further wrong answer to the same
    exercise brings a further hint: where to look, what to do, where it is solved. What could not be
    judged, such as a function that does not end, is no wrong answer.

    Parameters
    ----------
    exercise : str
        Its number, in quotes: "01.1" is exercise 1 of lesson 1.
    answer : number, array_like or function
        The answer; `...` is none yet. A function is called on inputs of the check's own. All its
        calls, and reading what they return, have five seconds together.

    Raises
    ------
    KeyboardInterrupt
        If the kernel is interrupted meanwhile, once a sentence has said so.

    Notes
    -----
    Nothing is raised, whatever the answer is. An answer is never kept, only how many were wrong,
    and that for as long as the kernel lives.

    After five seconds any loop written in Python is ended, and a sentence says on which input.
    A call that sleeps or waits is left behind, and so is a thread that the answer started.

    What an answer prints or displays is not shown, and the figures that it opened are closed. That
    holds for `print`, `sys.stdout`, `sys.stderr`, `display` and pyplot. It does not hold for what
    goes past them: `sys.__stdout__`, a stream or a logging handler kept from before the check,
    `os.write`, `os.system`, a thread or a pool that was there before, a figure that a call left
    behind opens later. The working directory and the limit of recursion are put back. What else an
    answer changes outside of itself, such as `os.environ` or a random seed, stays changed.

    Two things cannot be stopped. One is a single call of built-in code that never comes back, such
    as ``sum(itertools.count())`` or ``10**10**10``: the notebook waits, and an interrupt does not
    help. The other is memory: an answer that fills it may end the kernel. In both cases restart
    the kernel (*Kernel*, *Restart Kernel…*), change the answer, and run the lesson's cells again.
    Your forecasts are kept in a file, and the notebook as it was last saved. In a web page, where
    Python cannot do two things at once, `time.sleep` and the like are waited for, too; a restart
    or a reload of the page ends them.

    Examples
    --------
    >>> from bce_lessons.practice import check
    >>> check("01.1", ...)
    … Exercise 1.1: put your answer in place of the three dots, and run the cell again.
    """
    try:
        verdict = _verdict(exercise, answer)
    except KeyboardInterrupt:  # the cells after this one are not to run either
        display(_INTERRUPTED)  # type: ignore[no-untyped-call]
        raise KeyboardInterrupt from None
    except Exception as error:  # an answer that no one has thought of
        verdict = _unreadable(type(error).__name__)
    display(verdict)  # type: ignore[no-untyped-call]


def _unreadable(error: str) -> Verdict:
    return Verdict("unclear", "Not checked", f"looking at this answer raised {error}.")


def _verdict(name: object, answer: object) -> Verdict:
    found = _find(name)
    if found is None:
        return _misnamed(name, answer)
    wrongs = _wrong_answers.get(found.id, 0)
    verdict = judge(found, answer, wrongs=wrongs, seconds=TIME_LIMIT)
    if verdict.status == "wrong":
        _wrong_answers[found.id] = wrongs + 1
    return verdict


@_aside.alone()
def judge(
    exercise: Exercise, answer: object, *, wrongs: int = 0, seconds: float = TIME_LIMIT
) -> Verdict:
    """Judge an answer, after `wrongs` wrong ones; the learner's code may take `seconds`.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    answer : object
        What was answered.
    wrongs : int
        How many wrong answers came before, which says which hint is due.
    seconds : float
        The time limit of all that the learner's code does.

    Returns
    -------
    Verdict
    """
    start = time.monotonic()
    seen = running.call(lambda: _seen(exercise, answer), (), seconds)
    if not seen.ended:
        text = f"reading this answer had not ended after {seconds:g} seconds. {_AS_NUMBERS}"
        return _unjudged(exercise, text)
    if seen.error:
        return _unreadable(seen.error.name)
    if seen.value is ...:
        return _unanswered(exercise)
    if exercise.trials is None:
        return _judge_value(exercise, seen.value, wrongs)
    name, why = seen.value
    if why:
        return Verdict("unclear", exercise.title, why)
    spent = time.monotonic() - start
    found = trying.examine(exercise, answer, seconds, called=name, spent=spent)  # type: ignore[arg-type]
    return _on_function(exercise, found, wrongs)


def _seen(exercise: Exercise, answer: object) -> Any:
    """Look at an answer, which may run a learner's code: return the dots, or plain data.

    That is an array or a sentence's end; of a function, its name and why it cannot be tried.
    """
    if values.is_unanswered(answer):
        return ...
    if exercise.trials is None:
        return values.read(answer)
    return trying.name(answer), trying.unfit(answer, exercise.trials)


def _on_function(exercise: Exercise, found: trying.Finding, wrongs: int) -> Verdict:
    if found.unanswered:
        return _unanswered(exercise)
    if found.unjudged:
        return _unjudged(exercise, found.failure)
    if not found.failure:
        note = exercise.remark()
        return _right(exercise, note + " (It prints, too: it need not.)" * found.printed)
    return _wrong(exercise, f"{found.failure} {_named(found.mistakes)}".strip(), wrongs)


def _judge_value(exercise: Exercise, value: FloatArray | str, wrongs: int) -> Verdict:
    right = np.asarray(exercise.right(), dtype=np.float64)
    if isinstance(value, str):
        return Verdict("unclear", exercise.title, f"Your answer {value}.")
    try:
        accepted = _accepted(exercise, value, right)
    except (ValueError, TypeError) as error:
        return Verdict("unclear", exercise.title, str(error))
    if accepted is True:
        return _right(exercise, exercise.remark())
    body = _named(_fitting(exercise, value, right)) or accepted
    return _wrong(exercise, body or _closest(exercise, value, right), wrongs)


@np.errstate(all="ignore")
def _accepted(exercise: Exercise, value: FloatArray, right: FloatArray) -> bool | str:
    """Return True for a right value, and otherwise a sentence, or False."""
    if exercise.accepts is None or value.shape != right.shape:
        return values.agree(value, right, exercise.decimals)
    return exercise.accepts(value if value.ndim else float(value))


@np.errstate(all="ignore")
def _fitting(exercise: Exercise, value: FloatArray, right: FloatArray) -> tuple[Mistake, ...]:
    """List the mistakes that give this value: exactly, or else when it is a rounding of theirs."""
    given = [(mistake, np.asarray(mistake.gives())) for mistake in exercise.mistakes()]
    if value.any() and np.abs(right).max() < _TINY:
        given = [(mistake, wrong) for mistake, wrong in given if wrong.any()]
    exact = tuple(mistake for mistake, wrong in given if values.exactly(value, wrong))
    if exact or _is_too_round(exercise, value, right):
        return exact
    return tuple(mistake for mistake, wrong in given if _is_rounded(exercise, value, wrong))


def _is_rounded(exercise: Exercise, value: FloatArray, wrong: FloatArray) -> bool:
    if exercise.decimals is None:
        return values.is_rounding(value, wrong, 3)
    if value.any() and values.exactly(value, np.round(wrong, exercise.decimals)):
        return True  # as asked, if with few digits
    return values.is_rounding(value, wrong, 2)


def _is_too_round(exercise: Exercise, value: FloatArray, right: FloatArray) -> bool:
    """Say whether a value is the right one, but with fewer digits than are asked for."""
    return exercise.accepts is None and values.is_rounding(value, right, 2)


def _closest(exercise: Exercise, value: FloatArray, right: FloatArray) -> str:
    if not _is_too_round(exercise, value, right):
        return values.closest_statement(value, right, decimals=exercise.decimals)
    if exercise.decimals is None:
        return f"That is right as far as it goes: give at least {values.DIGITS} digits."
    return f"That is right as far as it goes: give {exercise.decimals} decimals."


def _named(fitting: tuple[Mistake, ...]) -> str:
    """Tell which mistake it is, or honestly that it may be one of several."""
    told = list(dict.fromkeys(mistake.says for mistake in fitting))[:_TOLD]
    if len(told) < 2:
        return "".join(told)
    listed = " ".join(f"({i}) {says}" for i, says in enumerate(told, start=1))
    count = {2: "Two", 3: "Three"}[len(told)]
    return f"{count} known mistakes give exactly this, and the check cannot tell which: {listed}"


def _right(exercise: Exercise, note: str) -> Verdict:
    return Verdict("right", f"{exercise.title}, right", note)


def _wrong(exercise: Exercise, body: str, wrongs: int) -> Verdict:
    """Add the hint that is due: where to look, what to do, where it is solved."""
    where, what = exercise.hints
    hint = f"What to do: {what}" if wrongs else f"Where to look: {where}"
    link = exercises.solution(exercise) if wrongs > 1 else ""
    return Verdict("wrong", f"{exercise.title}, not yet", body, hint, link)


def _unjudged(exercise: Exercise, why: str) -> Verdict:
    return Verdict("unclear", f"{exercise.title}, not checked", why)


def _unanswered(exercise: Exercise) -> Verdict:
    body = "put your answer in place of the three dots, and run the cell again."
    return Verdict("unanswered", exercise.title, body)


# --- The exercise's name ------------------------------------------------------------------


def _find(name: object) -> Exercise | None:
    """Return the exercise of a name such as "04.2", "4.2" or "Exercise 4.2"."""
    found = _NAME.fullmatch(str.strip(name)) if _is_text(name) else None
    return exercises.every().get(f"{int(found[1]):02}.{int(found[2])}") if found else None


def _is_text(name: object) -> TypeGuard[str]:
    return issubclass(type(name), str)  # without asking the object, which may be anything


def _misnamed(name: object, answer: object) -> Verdict:
    """Say how to write the name of the exercise that was probably meant."""
    if _is_text(name):
        name = str.strip(name)
        found = _NAME.fullmatch(name)
        ids = [i for i in exercises.every() if found and int(i[:2]) == int(found[1])]
        there = f"lesson {int(ids[0][:2])} has {ids[0]} to {ids[-1]}." if ids else _HOW_TO_WRITE
        name = name if len(name) <= 20 else name[:20] + " …"
        return Verdict("unclear", f"There is no exercise {name!r}", there)
    swapped = _find(answer)
    meant = swapped or (_find(str(name)) if type(name) is float else None)
    call = f'`check("{meant.id if meant else "01.1"}", answer)`'
    if swapped:
        return Verdict("unclear", "The other way round", f"first the exercise, as in {call}.")
    return Verdict("unclear", "No exercise is named", f"write its number in quotes: {call}.")


# --- In HTML ------------------------------------------------------------------------------


def _html(text: str) -> str:
    """Escape a sentence; set as code what stands between backticks, and *this* in italics."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"(?<!\w)\*(\w[^*<>]*)\*", r"<em>\1</em>", text)
