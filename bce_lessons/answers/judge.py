"""Judge an answer in three steps: read it once, compare it once, and say what it is."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from bce_lessons.answers import _aside, counterexample, ladder, sandbox, tried, uses
from bce_lessons.answers.compare import Written
from bce_lessons.answers.exercise import Exercise, Function, Judged, Mistake, Value
from bce_lessons.answers.matching import (
    Fit,
    agrees,
    asks_whole,
    digits_asked,
    fitting,
    told_short,
)
from bce_lessons.answers.nearly import is_nearly_right, is_rounding_mistake
from bce_lessons.answers.reading import ANY, has_commas, is_unanswered, read
from bce_lessons.answers.statement import closest_statement
from bce_lessons.answers.verdict import Verdict

__all__ = ["TIME_LIMIT", "judge", "unreadable"]

TIME_LIMIT = 5.0  # seconds for a learner's code in one check
_TOLD = 3  # mistakes at most that are named together
_COMMAS = "In Python a decimal comma makes two numbers of one: write 1.5, not 1,5."
_PERHAPS = "Rounded, a known mistake gives this: "
_OR_SHORT = "Or is it the right one, with too few digits?"
_COUNTS = {2: "Two", 3: "Three"}
_WITHOUT = "The exercise asks to do without that: compare with it in another cell."
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
        found, in_tuple = seen.value
        return _judge_value(exercise, sheet, found, in_tuple, wrongs)
    name, why, banned = seen.value
    if why:
        return Verdict("unclear", exercise.title, why)
    spent = time.monotonic() - start
    found = counterexample.examine(sheet, answer, seconds, called=name, spent=spent)  # type: ignore[arg-type]
    return _on_function(exercise, found, wrongs, banned)


def _seen(sheet: Value | Function, answer: object) -> Any:
    """Look at an answer, which may run a learner's code: return the dots, or plain data.

    That is an array or a sentence's end, and whether it came in a tuple; of a function, its name,
    why it cannot be tried, and what it uses that it is to do without.
    """
    if is_unanswered(answer):
        return ...
    if isinstance(sheet, Value):
        return read(answer, wanted=sheet.asked or ANY), type(answer) is tuple
    unfit = tried.unfit(answer, sheet.trials[0].arguments)
    return tried.name(answer), unfit, uses.used(answer, sheet.banned)


def unreadable(error: str) -> Verdict:
    """Say that an answer could not even be looked at."""
    return Verdict("unclear", "Not checked", f"looking at this answer raised {error}.")


# --- A function ---------------------------------------------------------------------------


def _on_function(
    exercise: Exercise[Function], found: counterexample.Finding, wrongs: int, banned: str
) -> Verdict:
    if found.unanswered:
        return _unanswered(exercise)
    if found.unjudged:
        return _unjudged(exercise, found.failure)
    if not found.failure and banned:
        text = f"It gives what is right, but `{banned}` is used or named in it. {_WITHOUT}"
        return _wrong(exercise, text, wrongs)
    if not found.failure:
        return _right(exercise, " (It prints, too: it need not.)" * found.printed)
    if found.rounded:
        return Verdict("close", f"{exercise.title}, nearly", found.failure)
    body = f"{found.failure} {_named(found.mistakes)}".strip()
    return _wrong(exercise, body, wrongs, found.mistakes)


# --- A value ------------------------------------------------------------------------------


@np.errstate(all="ignore")
def _judge_value(
    exercise: Exercise[Value], sheet: Value, seen: Any, in_tuple: bool, wrongs: int
) -> Verdict:
    if isinstance(seen, str):
        return Verdict("unclear", exercise.title, f"Your answer {seen}.")
    written, right = Written(seen), sheet.answer
    fault = ""
    if isinstance(sheet, Judged) and seen.shape == right.value.shape:
        try:
            fault = sheet.fault(seen if seen.ndim else float(seen))
        except (ValueError, TypeError) as error:
            return Verdict("unclear", exercise.title, str(error))
        is_right = not fault
    else:
        is_right = agrees(sheet, written)
    if is_right:
        return _right(exercise)
    found, how = fitting(sheet, written)
    short = told_short(sheet, written)
    if found and short:  # which of both it is, its digits do not tell
        text = f"{_named(found, how)} {_OR_SHORT} Then give {digits_asked(sheet)}."
        return Verdict("wrong", _not_yet(exercise), text, mistakes=_slugs(found))
    if body := _named(found, how) or sheet.told(seen):
        return _wrong(exercise, body, wrongs, found, _is_near(sheet, written, found))
    if seen.shape != right.value.shape and has_commas(seen, right, in_tuple):
        text = f"{closest_statement(written, right)} {_COMMAS}"
        return Verdict("unclear", exercise.title, text)
    if short:
        return Verdict("close", f"{exercise.title}, nearly", f"{fault} {short}".strip())
    whole = asks_whole(sheet)
    told = fault or closest_statement(written, right, decimals=sheet.decimals, whole=whole)
    return _wrong(exercise, told, wrongs, (), _is_near(sheet, written, ()))


def _is_near(sheet: Value, written: Written, named: tuple[Mistake[Any], ...]) -> bool:
    """Say whether no hint on the method is due; of many right answers, none is the one meant."""
    slugs = [mistake.slug for mistake in named]
    return not isinstance(sheet, Judged) and is_nearly_right(written, sheet.answer, slugs)


# --- In words -----------------------------------------------------------------------------


def _named(found: tuple[Mistake[Any], ...], how: Fit = "exactly") -> str:
    """Tell which mistake it is, or honestly that it may be one of several, or chance."""
    told = _told(found)
    if len(told) < 2:
        return "".join(f"{_PERHAPS if how == 'perhaps' else ''}{says}" for says in told)
    listed = " ".join(f"({i}) {says}" for i, says in enumerate(told, start=1))
    count, gives = _COUNTS[len(told)], "exactly this" if how == "exactly" else "this, rounded"
    return f"{count} known mistakes give {gives}, and the check cannot tell which: {listed}"


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
    """Add the hint that is due, and after all of them where it is solved.

    Who only rounded too early needs none.
    """
    verdict = Verdict("wrong", _not_yet(exercise), body, mistakes=_slugs(named))
    if is_near or (named and all(is_rounding_mistake(mistake.slug) for mistake in named)):
        return verdict
    hint, link, more = ladder.due(exercise, wrongs)
    return replace(verdict, hint=hint, link=link, more=more)


def _not_yet(exercise: Exercise[Any]) -> str:
    return f"{exercise.title}, not yet"


def _unjudged(exercise: Exercise[Any], why: str) -> Verdict:
    return Verdict("unclear", f"{exercise.title}, not checked", why)


def _unanswered(exercise: Exercise[Any]) -> Verdict:
    body = "put your answer in place of the three dots, and run the cell again."
    return Verdict("unanswered", exercise.title, body)
