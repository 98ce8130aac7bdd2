"""Check an answer: say that it is right, or which mistake it is, and never just "wrong"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from IPython.display import display

from bce_lessons.answers import turns
from bce_lessons.answers.exercise import Exercise
from bce_lessons.answers.judge import TIME_LIMIT, judge, unreadable
from bce_lessons.answers.turns import Turn
from bce_lessons.answers.verdict import Verdict
from bce_lessons.practice import _hints, _names

__all__ = ["check"]

_INTERRUPTED = Verdict(
    "unclear", "Interrupted", "your answer was not judged. Run the cell again when you like."
)


def check(exercise: str, answer: object = ...) -> None:
    """Check an answer to an exercise, and show what is right or wrong about it.

    A wrong answer is compared with what known mistakes give. Each further wrong answer to the same
    exercise brings a further hint: where to look, what to do, where it is solved; `hint` brings
    them, too. None is shown twice: once all were, only where it is solved is said again. An answer
    that is right but for its digits or its shape brings none. What could not be judged, such as a
    function that does not end, is no wrong answer.

    Parameters
    ----------
    exercise : str
        Its number, in quotes: "01.1" is exercise 1 of lesson 1. Or its slug, such as "one-nat".
    answer : number, array_like or function
        The answer; `...` is none yet. A function is called on inputs of the check's own. All its
        calls, and reading what they return, have five seconds together.

    Raises
    ------
    KeyboardInterrupt
        If the kernel is interrupted meanwhile, once a sentence has said so.

    Notes
    -----
    Nothing is raised, whatever the answer is. An answer is never kept. What is, stands in the file
    of forecasts, and goes nowhere else (see `export` and `forget`): the exercise, the time, whether
    it was right, the known mistake that was named, which try it was, how far the hints went, and
    the version of the course. So hints go on where they were after a restart. An answer that could
    not be judged is kept as "unclear", and is no try; three dots are not kept at all. Neither is
    what the course's own notebooks of solutions check, nor a check, a hint or a forecast inside an
    answer; and there `export` and `forget` do nothing.

    An exercise that was right before says so where the three dots stand again. All that stands in
    the file counts, as forecasts do: also lines that were kept on another computer.

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
        verdict = unreadable(type(error).__name__)
    display(verdict)  # type: ignore[no-untyped-call]


def _verdict(name: object, answer: object) -> Verdict:
    found = _names.find(name)
    if found is None:
        return _names.misnamed(name, answer)
    before = turns.at(found.slug)
    verdict = judge(found, answer, wrongs=_hints.reached(found, before), seconds=TIME_LIMIT)
    if verdict.status == "unanswered":
        return _unanswered(found, before) or verdict
    hint = 0
    if verdict.status in ("close", "wrong"):
        verdict, hint = _hints.below(verdict, found, before)
    slugs = ", ".join(verdict.mistakes)
    note = _hints.keep("check", found, verdict=verdict.status, mistake=slugs, hint=hint)
    return replace(verdict, more=(*verdict.more, note)) if note else verdict


def _unanswered(exercise: Exercise[Any], before: Sequence[Turn]) -> Verdict | None:
    """Say that an exercise was right before, if it was."""
    verdicts = [turn.verdict for turn in before if turn.is_try]
    if "right" not in verdicts:
        return None
    body = (
        f"you had it right, at try {verdicts.index('right') + 1}. Answers are not kept; to check "
        "one again, put it in place of the three dots."
    )
    return Verdict("right", f"{exercise.title}, right before", body)
