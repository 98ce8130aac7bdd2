"""Judge an answer in three steps: read it once, compare it once, and say what it is."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from bce_lessons.answers import _aside, counterexample, ladder, sandbox, tried
from bce_lessons.answers.compare import DIGITS, Known, Written
from bce_lessons.answers.exercise import Exercise, Function, Judged, Mistake, Value
from bce_lessons.answers.nearly import is_nearly_right, is_rounding_mistake
from bce_lessons.answers.reading import is_unanswered, read
from bce_lessons.answers.statement import closest_statement
from bce_lessons.answers.verdict import Verdict

__all__ = ["TIME_LIMIT", "judge", "unreadable"]

TIME_LIMIT = 5.0  # seconds for a learner's code in one check
_TINY = 1e-6  # a right value below it is not nearly 0: it is tiny
_TOLD = 3  # mistakes at most that are named together
_AS_NUMBERS = "Give plain numbers that are computed before the check, or a plain function."


@_aside.alone()
def judge(
    exercise: Exercise[Any], answer: object, *, wrongs: int = 0, seconds: float = TIME_LIMIT
) -> Verdict:
    """Judge an answer, after `wrongs` hints; the learner's code may take `seconds`.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    answer : object
        What was answered.
    wrongs : int
        How many hints were given before, by wrong answers or on request: which one is due.
    seconds : float
        The time limit of all that the learner's code does.

    Returns
    -------
    Verdict
    """
    if answer is ...:  # nothing need be declared yet
        return _unanswered(exercise)
    sheet, start = exercise.sheet, time.monotonic()
    seen = sandbox.call(lambda: _seen(sheet, answer), (), seconds)
    if not seen.ended:
        text = f"reading this answer had not ended after {seconds:g} seconds. {_AS_NUMBERS}"
        return _unjudged(exercise, text)
    if seen.error:
        return unreadable(seen.error.name)
    if seen.value is ...:
        return _unanswered(exercise)
    if isinstance(sheet, Value):
        return _judge_value(exercise, sheet, seen.value, wrongs)
    name, why = seen.value
    if why:
        return Verdict("unclear", exercise.title, why)
    spent = time.monotonic() - start
    found = counterexample.examine(sheet, answer, seconds, called=name, spent=spent)  # type: ignore[arg-type]
    return _on_function(exercise, found, wrongs)


def _seen(sheet: Value | Function, answer: object) -> Any:
    """Look at an answer, which may run a learner's code: return the dots, or plain data.

    That is an array or a sentence's end; of a function, its name and why it cannot be tried.
    """
    if is_unanswered(answer):
        return ...
    if isinstance(sheet, Value):
        return read(answer)
    return tried.name(answer), tried.unfit(answer, sheet.trials[0].arguments)


def unreadable(error: str) -> Verdict:
    """Say that an answer could not even be looked at."""
    return Verdict("unclear", "Not checked", f"looking at this answer raised {error}.")


# --- A function ---------------------------------------------------------------------------


def _on_function(
    exercise: Exercise[Function], found: counterexample.Finding, wrongs: int
) -> Verdict:
    if found.unanswered:
        return _unanswered(exercise)
    if found.unjudged:
        return _unjudged(exercise, found.failure)
    if not found.failure:
        return _right(exercise, " (It prints, too: it need not.)" * found.printed)
    body = f"{found.failure} {_named(found.mistakes)}".strip()
    return _wrong(exercise, body, wrongs, found.mistakes, found.only_rounded)


# --- A value ------------------------------------------------------------------------------


@np.errstate(all="ignore")
def _judge_value(exercise: Exercise[Value], sheet: Value, seen: Any, wrongs: int) -> Verdict:
    if isinstance(seen, str):
        return Verdict("unclear", exercise.title, f"Your answer {seen}.")
    written = Written(seen)
    if isinstance(sheet, Judged) and seen.shape == sheet.answer.value.shape:
        try:
            fault = sheet.fault(seen if seen.ndim else float(seen))
        except (ValueError, TypeError) as error:
            return Verdict("unclear", exercise.title, str(error))
        is_right, too_round = not fault, False
    else:
        is_right, fault = written.agrees(sheet.answer, sheet.decimals), ""
        too_round = written.is_rounding(sheet.answer, 2)
    if is_right:
        return _right(exercise)
    found = _fitting(sheet, written, too_round)
    body = _named(found) or fault
    if not body and too_round:
        body = f"That is right as far as it goes: give {_asked(sheet)}."
    elif not body:
        body = closest_statement(written, sheet.answer, decimals=sheet.decimals)
    return _wrong(exercise, body, wrongs, found, _is_near(sheet, written, found))


def _asked(sheet: Value) -> str:
    return f"at least {DIGITS} digits" if sheet.decimals is None else f"{sheet.decimals} decimals"


def _fitting(sheet: Value, written: Written, too_round: bool) -> tuple[Mistake[Known], ...]:
    """List the mistakes that give this value: exactly, or else when it is a rounding of theirs."""
    given = sheet.mistakes
    if written.value.any() and np.abs(sheet.answer.value).max() < _TINY:
        given = tuple(mistake for mistake in given if not mistake.gives.is_zero)
    exact = tuple(mistake for mistake in given if written.is_exactly(mistake.gives))
    if exact or too_round:
        return exact
    return tuple(mistake for mistake in given if _is_rounded(sheet, written, mistake.gives))


def _is_rounded(sheet: Value, written: Written, wrong: Known) -> bool:
    if sheet.decimals is None:
        return written.is_rounding(wrong, 3)
    if written.value.any() and written.is_exactly(wrong.rounded(sheet.decimals)):
        return True  # as asked, if with few digits
    return written.is_rounding(wrong, 2)


def _is_near(sheet: Value, written: Written, named: tuple[Mistake[Any], ...]) -> bool:
    """Say whether no hint on the method is due; of many right answers, none is the one meant."""
    slugs = [mistake.slug for mistake in named]
    return not isinstance(sheet, Judged) and is_nearly_right(written, sheet.answer, slugs)


# --- In words -----------------------------------------------------------------------------


def _named(fitting: tuple[Mistake[Any], ...]) -> str:
    """Tell which mistake it is, or honestly that it may be one of several."""
    told = _told(fitting)
    if len(told) < 2:
        return "".join(told)
    listed = " ".join(f"({i}) {says}" for i, says in enumerate(told, start=1))
    count = {2: "Two", 3: "Three"}[len(told)]
    return f"{count} known mistakes give exactly this, and the check cannot tell which: {listed}"


def _told(found: tuple[Mistake[Any], ...]) -> list[str]:
    return list(dict.fromkeys(mistake.says for mistake in found))[:_TOLD]


def _slugs(found: tuple[Mistake[Any], ...]) -> tuple[str, ...]:
    """Return the names of the mistakes that are told."""
    told = _told(found)
    return tuple(mistake.slug for mistake in found if mistake.says in told)


def _right(exercise: Exercise[Any], more: str = "") -> Verdict:
    return Verdict("right", f"{exercise.title}, right", exercise.sheet.note + more)


def _wrong(
    exercise: Exercise[Any],
    body: str,
    wrongs: int,
    named: tuple[Mistake[Any], ...] = (),
    is_near: bool = False,
) -> Verdict:
    """Add the hint that is due: where to look, what to do, where it is solved.

    Who only rounded too early needs none.
    """
    verdict = Verdict("wrong", f"{exercise.title}, not yet", body, mistakes=_slugs(named))
    if is_near or (named and all(is_rounding_mistake(mistake.slug) for mistake in named)):
        return verdict
    link = ladder.link(exercise) if wrongs > 1 else ""
    return replace(verdict, hint=ladder.words(exercise, wrongs + 1), link=link)


def _unjudged(exercise: Exercise[Any], why: str) -> Verdict:
    return Verdict("unclear", f"{exercise.title}, not checked", why)


def _unanswered(exercise: Exercise[Any]) -> Verdict:
    body = "put your answer in place of the three dots, and run the cell again."
    return Verdict("unanswered", exercise.title, body)
