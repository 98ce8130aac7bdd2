"""Check an answer: say that it is right, or which mistake it is, and never just "wrong"."""

from __future__ import annotations

from typing import Any, TypeGuard

from IPython.display import display

from bce_lessons.answers.exercise import Exercise
from bce_lessons.answers.judge import TIME_LIMIT, judge, unreadable
from bce_lessons.answers.verdict import Verdict
from bce_lessons.lessons import catalogue

__all__ = ["check"]

_HOW_TO_WRITE = 'write "01.2" for exercise 2 of lesson 1.'
_wrong_answers: dict[str, int] = {}  # how many, by exercise: for as long as the kernel lives


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
        verdict = unreadable(type(error).__name__)
    display(verdict)  # type: ignore[no-untyped-call]


def _verdict(name: object, answer: object) -> Verdict:
    found = _find(name)
    if found is None:
        return _misnamed(name, answer)
    wrongs = _wrong_answers.get(found.slug, 0)
    verdict = judge(found, answer, wrongs=wrongs, seconds=TIME_LIMIT)
    if verdict.status == "wrong":
        _wrong_answers[found.slug] = wrongs + 1
    return verdict


# --- The exercise's name ------------------------------------------------------------------


def _find(name: object) -> Exercise[Any] | None:
    """Return the exercise of a name such as "04.2", "4.2", "Exercise 4.2", or its slug."""
    return catalogue.exercise(str.strip(name)) if _is_text(name) else None


def _is_text(name: object) -> TypeGuard[str]:
    return issubclass(type(name), str)  # without asking the object, which may be anything


def _misnamed(name: object, answer: object) -> Verdict:
    """Say how to write the name of the exercise that was probably meant."""
    if _is_text(name):
        name = str.strip(name)
        numbers = catalogue.of_lesson_in(name)
        there = (
            f"lesson {int(numbers[0][:2])} has {numbers[0]} to {numbers[-1]}." if numbers else ""
        )
        name = name if len(name) <= 20 else name[:20] + " …"
        return Verdict("unclear", f"There is no exercise {name!r}", there or _HOW_TO_WRITE)
    swapped = _find(answer)
    meant = swapped or (_find(str(name)) if type(name) is float else None)
    call = f'`check("{meant.number or meant.slug if meant else "01.1"}", answer)`'
    if swapped:
        return Verdict("unclear", "The other way round", f"first the exercise, as in {call}.")
    return Verdict("unclear", "No exercise is named", f"write its number in quotes: {call}.")
