"""What a learner answered: one file of JSON lines that only grows, on this machine alone.

Each answer is one line, written in one piece under a lock and synced before `append` returns. So
two notebooks may answer at once, and a kernel killed in the middle of a write costs the answer
being written and no other: its torn line stays, and the next line starts afresh. What cannot be
written is kept in memory, and goes to wherever answers can be written next. Readers skip what
they don't understand, and say so.

Nothing here knows the questions or their outcomes, or needs more than the standard library.
"""

from __future__ import annotations

import itertools
import reprlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bce_lessons.answers import _copies, _journal, _lines, _store, place
from bce_lessons.answers._lines import Answer, Records, gathered, to_line, told
from bce_lessons.answers._store import Saved
from bce_lessons.answers._whose import is_learners
from bce_lessons.answers.place import FOLDER_VARIABLE, records_path, shown
from bce_lessons.answers.question import slug_of

__all__ = [
    "FOLDER_VARIABLE",
    "Answer",
    "Records",
    "Saved",
    "append",
    "earlier",
    "export",
    "first_answers",
    "forget",
    "practice_answers",
    "read",
    "records_path",
    "to_line",
]

LONGEST_QUESTION = 1000  # letters: with all else, an answer's line is never too long to be read


def append(question: str, forecast: float) -> Saved:
    """Add an answer to the learner's file, synced to the disk, or keep it until that works.

    Parameters
    ----------
    question : str
        The question's slug, at most 1000 letters.
    forecast : float in (0, 1)
        The probability that the learner gives to a yes.

    Returns
    -------
    Saved
        The answer, and a `note`: empty, or a sentence on what went wrong and what to do. The
        answer is then kept in memory and counted by `read`. It is written, wherever
        `records_path` then points, with the next answer that can be, by `read` and `export`, or
        when the kernel stops; if that fails too, into a file of the working directory or of the
        system's folder for temporary files, which is named on the terminal. Nothing is added to a
        file that `read` does not read, or would not any more. Inside an answer that is being
        checked, nothing is kept.

    Raises
    ------
    ValueError
        If `question` is empty or too long, or `forecast` is not a probability above 0 and below 1.
    TypeError
        If `question` is not a string, or `forecast` not a real number.

    Examples
    --------
    >>> saved = append("gradient-vanishes", 0.8)
    >>> saved.answer.forecast, saved.note
    (0.8, '')
    """
    value = _checked(question, forecast)
    answer, note = _store.save(Answer(*_store.label(), question, value))
    assert isinstance(answer, Answer)
    return Saved(answer, note)


def read(path: Path | str | None = None) -> Records:
    """Read the answers of a file, by default the learner's own with those still in memory.

    Parameters
    ----------
    path : path-like, optional
        Another file of answers.

    Returns
    -------
    Records
        All answers that can be read, in the order of the file, each id once; notes on lines that
        are incomplete, foreign or from a newer version of the course, which stay in the file; and
        what happened at exercises, the `turns`.
        Only a regular file of at most 10 MB, or 50,000 answers, is read; a note says what else
        stands there.

    Notes
    -----
    Without `path`, answers still in memory are written first, if they now can be.

    A file is taken for one learner's. Lines under another random id, as they stand there once the
    files of two computers were put together, count like all others: the first answer to a question
    counts, the tries at an exercise are counted on, a hint that was shown is not shown again. New
    lines have the id of the first answer. Only `report`, which reads many files, goes by the ids.

    Examples
    --------
    >>> _ = append("gradient-vanishes", 0.8)
    >>> [(answer.question, answer.forecast) for answer in read().answers]
    [('gradient-vanishes', 0.8)]
    """
    if path is not None:
        file = place.given(path, "path")
        try:
            return _lines.sort(_journal.read(file))
        except OSError as error:
            return _store.troubled(_store.unreadable(error, file))
    with _store.one_at_a_time:
        trouble = _store.save_held()
        found = _store.known()
    return replace(found, notes=found.notes + trouble)


def earlier(question: str) -> Answer | None:
    """Find the learner's first answer to a question, quickly however long the file is.

    Parameters
    ----------
    question : str
        The question's slug. An answer that was kept under it with a number counts as well.

    Returns
    -------
    Answer or None
        The first one in the file or in memory, if there is any.

    Examples
    --------
    >>> _ = append("gradient-vanishes", 0.8)
    >>> earlier("03-gradient-vanishes").forecast
    0.8
    """
    with _store.one_at_a_time:
        data, _ = _store.in_file()
        slug = slug_of(question)
        every = itertools.chain(_lines.answers(data, slug), gathered(_store.held).answers)
        return next((answer for answer in every if slug_of(answer.question) == slug), None)


def first_answers(answers: Iterable[Answer]) -> dict[str, Answer]:
    """Return the first answer to each question, which counts, by the question's id."""
    first: dict[str, Answer] = {}
    for answer in answers:
        first.setdefault(answer.question, answer)
    return first


def practice_answers(answers: Iterable[Answer]) -> list[Answer]:
    """Return the answers to questions that had been answered before: kept, but not scored."""
    every = list(answers)
    first = {answer.id for answer in first_answers(every).values()}
    return [answer for answer in every if answer.id not in first]


def export(to: Path | str | None = None) -> Path:
    """Copy the learner's answers into a file of their own, to keep or to hand in.

    With the forecasts goes what is kept of exercises: verdicts and hints, no answers.

    Parameters
    ----------
    to : path-like, optional
        A folder, or the file to make. By default a file in the folder of the notebook. Its name
        holds the random id that all the answers have, and nothing about the person.

    Returns
    -------
    Path
        The copy: each line of the learner's file, whatever it holds, and what is still in
        memory. A line that says where it is, is printed as well; and one on the learner's file if
        that cannot be read, as `read` says. Inside an answer that is being checked, no copy is
        made.

    Raises
    ------
    FileExistsError
        If the file named is there already.
    FileNotFoundError
        If the folder named is not there.
    OSError
        If the file cannot be written, or the disk is full. No part of it is left.
    ValueError
        If there are no answers yet.

    Examples
    --------
    >>> export()
    Traceback (most recent call last):
        ...
    ValueError: there are no answers to export yet: commit a forecast first
    """
    if is_learners.get():
        return Path() if to is None else place.given(to, "to")
    notes: list[str] = []
    with _store.one_at_a_time:
        _store.save_held()
        data, trouble = _store.in_file()
        if not (data.strip() or _store.held):
            why = f": {trouble}" if trouble else " yet: commit a forecast first"
            raise ValueError(f"there are no answers to export{why}")
        first = _lines.first(data) or next(iter(_store.held), None)
        target = _copies.target(to, first.learner if first else "")
        _copies.write(target, _copies.all_that_is_known(notes))
    for note in notes:
        print(note)
    print(f"{_copies.how_many(target)} copied to {shown(target)}")
    if place.in_a_page():
        print("It is in this browser: File, Open… lists it, and a right click there downloads it.")
    return target


def forget(*, dry_run: bool = False) -> None:
    """Delete the learner's answers, at once and for good; and what is kept of exercises.

    Parameters
    ----------
    dry_run : bool, optional
        True only says what would go.

    Notes
    -----
    Answers that could not be saved yet go as well. Copies made by `export` stay, and so does a
    file that cannot be written, which is named. Inside an answer that is being checked, nothing
    is deleted.

    Examples
    --------
    >>> forget()
    There are no answers to forget.
    >>> _ = append("gradient-vanishes", 0.8)
    >>> forget(dry_run=True)
    1 answer would be deleted for good by forget().
    >>> forget()
    1 answer deleted for good.
    """
    if is_learners.get():
        return
    if not isinstance(dry_run, bool):
        from bce_lessons import _options as options

        dry_run = options.flag("dry_run", dry_run)
    with _store.one_at_a_time:
        held, (_, trouble) = _store.held, _store.in_file()
        is_filled, in_memory = _store.is_filled(), told(held)
        how_many = _copies.how_many(records_path(), held) if is_filled else in_memory
        if dry_run and (is_filled or held):
            print(f"{how_many} would be deleted for good by forget().")
            return
        trouble = _store.empty_file() if is_filled else trouble
        if held or (is_filled and not trouble):
            print(f"{in_memory if trouble else how_many} deleted for good.")
        elif not trouble:
            print("There are no answers to forget.")
        if trouble:
            print(f"{trouble}. Nothing more was deleted.")
        held.clear()


# --- Writing ------------------------------------------------------------------------------


def _checked(question: str, forecast: float) -> float:
    """Return the forecast as a float, or say what is wrong with it or with the question."""
    is_id = isinstance(question, str) and 0 < len(question) <= LONGEST_QUESTION
    if is_id and type(forecast) is float and 0 < forecast < 1:
        return forecast
    from bce_lessons import _options as options  # with NumPy: only if there is a need

    if not isinstance(question, str):
        raise TypeError(f"question is {options.shown(question)}: give its id, a string")
    if not question:
        raise ValueError("question is empty: give its id")
    if len(question) > LONGEST_QUESTION:
        raise ValueError(f"question is {reprlib.repr(question)}, too long for an id: give its id")
    return options.number("forecast", forecast, options.INSIDE_UNIT, such_as=0.8)
