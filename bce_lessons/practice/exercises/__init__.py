"""The exercises of the lessons, one module a lesson: how to write one.

`lesson_04.py` declares the exercises of lesson 4; their order is that of the lesson, and gives them
their numbers. Where they are many, `lesson_04_more.py` goes on. A declaration is a function that
runs when its exercise is first checked: first the values, then the words. An exercise asks for a
value (a number or an array)::

    @value("two-days", decimals=2)                       # its slug; decimals, if it asks for some
    def two_days(e: Value) -> None:
        y, p = np.array([1, 0]), np.array([0.7, 0.2])    # the lesson's data, once more
        loss = binary_cross_entropy(y, p)                # computed by the package
        e.right(loss, again=-np.log(0.7 * 0.8) / 2)      # the same, written another way
        e.usual("sign", "in-bits")                       # single slips, from `usual`
        e.wrong("hits", np.mean((p > 0.5) == y))         # one of its own, computed
        e.says(f'''
            hits: That is the share of hits, and no loss: take minus the log of what happened, for
                each day.
            look: Where to look.
            do: What to do; then comes the link to the solution.
            note: One thing worth knowing, told after a right answer: {loss / np.log(2):.2f} bits.
        ''')

In the place of single slips, `e.wrongs(mistakes.loss_values(y, p))` is a family: about twenty in
one line. An exercise may ask for a value of which many are right: a function judges it, and says
in a sentence with computed numbers what a wrong one does, or nothing; the answers of `right` are
two right ones::

    @judged("long-steps")
    def long_steps(e: Judged) -> None:
        @e.judge
        def fault(rate: float) -> str:                   # of a float or an array
            loss = fit(rate).loss[-1]
            return "" if loss < 0.11 else f"With this rate the loss is {loss:.3f}."

        e.right(8.0, again=20.0)
        ...

or a function, which is tried on small inputs, edges and random data, against the package's::

    @function("own-loss")
    def own_loss(e: Function) -> None:
        e.right(binary_cross_entropy, again=by_cases)    # functions, and so are the mistakes
        e.tried_on(
            [(np.array([1]), np.array([0.5])), (np.array([1]), np.array([0.0]))],
            mistakes.batch,                              # of an rng: arguments of one more call
        )
        e.wrongs(mistakes.loss_functions())
        e.wrong("half", lambda y, p: binary_cross_entropy(y, p) / 2)
        ...

Rules, which `tests/test_practice_exercises.py` holds every exercise to:

- What is right is accepted in several guises, and each mistake is told by its sentence. A mistake
  that comes out right (or beyond a third with the same value) is no mistake: drop it.
- At least three mistakes, two hints and a note. Learners meet their own mistakes: think which.
- A sentence is true of the *answer*, however it was reached: "That is the sum", not "You
  forgot". Several mistakes may share one: `swapped, swapped-clipped: That has …`.
- Slugs are unique, mistakes' within their exercise, and stay when it is reworded or renumbered:
  `check`, the teachers' page and reports refer to them.
- No decimals in hints and in notes but computed ones, and no sentence gives the answer away before
  the solution does.
- The data are the lesson's, built here again: a check never reads the notebook's variables. What
  is slow (a fit, a network) goes into a function under `functools.cache`; sklearn is imported
  inside functions.
- Among the dozens of a family, an answer of two digits would meet one by chance: with `decimals`,
  use a family only where the right answer then has three digits or more.
- A function's cases begin with the smallest and plainest, for the first that fails is shown. Its
  arguments are what the lesson would pass: arrays of one length, or single numbers.

In the notebook: `### Exercise 4.2: Title` and the question, then a code cell that starts the
answer as `answer = ...` (or `def loss(y, p):` with `return ...`) and ends
`check("04.2", answer)`; the solution in `notebooks/solutions/`, under the same heading. The
teachers' page lists the exercise by itself; it may add remarks, by slug.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

from bce_lessons.practice.exercise import Exercise

__all__ = ["LESSONS", "every", "find", "numbered", "of_lesson_in", "solution"]

# A lesson's notebook, and that of its solutions, by its number.
LESSONS = {
    "01": "01_score_one_prediction",
    "02": "02_why_the_log",
    "03": "03_compare_with_squared_error",
    "04": "04_fit_ten_points",
    "05": "05_classify_iris",
    "06": "06_add_noise",
    "07": "07_train_a_network",
    "08": "08_make_it_stable_and_fast",
    "09": "09_trust_the_probabilities",
    "10": "10_check_the_claims",
    "11": "11_score_yourself",
}


_NUMBER = re.compile(r"(?:exercise\s*)?0?(\d{1,2})[.](\d{1,2})", re.IGNORECASE)


@cache
def every() -> dict[str, Exercise[Any]]:
    """Return all exercises by their number, in the order of the lessons.

    Returns
    -------
    dict of str to Exercise

    Examples
    --------
    >>> from bce_lessons.practice.exercises import every
    >>> every()["01.1"].slug, every()["01.1"].title
    ('one-nat', 'Exercise 1.1')
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return numbered(
        (number, importlib.import_module(f"{__name__}.{name}"))
        for number in LESSONS
        for name in names
        if name.startswith(f"lesson_{number}")
    )


def numbered(lessons: Iterable[tuple[str, ModuleType]]) -> dict[str, Exercise[Any]]:
    """Give the exercises of modules their numbers, in the order of declaration.

    Parameters
    ----------
    lessons : iterable of tuple
        The number of a lesson, of two digits, and a module; a lesson may have several.

    Returns
    -------
    dict of str to Exercise

    Raises
    ------
    ValueError
        If two exercises have one slug.
    """
    found: dict[str, Exercise[Any]] = {}
    slugs: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for lesson, module in lessons:
        for exercise in vars(module).values():
            if not isinstance(exercise, Exercise):
                continue
            counts[lesson] += 1
            number = f"{lesson}.{counts[lesson]}"
            if (other := slugs.setdefault(exercise.slug, number)) != number:
                raise ValueError(f"{other} and {number} are both {exercise.slug}: rename one")
            found[number] = replace(exercise, number=number)
    return found


def find(name: str) -> Exercise[Any] | None:
    """Return the exercise of a name such as "04.2", "4.2" or "Exercise 4.2", or of a slug.

    Parameters
    ----------
    name : str
        What someone calls it.

    Returns
    -------
    Exercise or None

    Examples
    --------
    >>> from bce_lessons.practice.exercises import find
    >>> find("Exercise 1.1") is find("one-nat")
    True
    """
    if number := _NUMBER.fullmatch(name):
        return every().get(f"{int(number[1]):02}.{int(number[2])}")
    return next((one for one in every().values() if one.slug == name), None)


def of_lesson_in(name: str) -> list[str]:
    """List the numbers of a lesson's exercises, by a name that has the lesson's number.

    Parameters
    ----------
    name : str
        A number such as "4.9", whether there is such an exercise or not.

    Returns
    -------
    list of str
        Empty where no number is found, or no lesson.
    """
    number = _NUMBER.fullmatch(name)
    return [one for one in every() if number and int(one[:2]) == int(number[1])]


def solution(exercise: Exercise[Any]) -> str:
    """Return where an exercise is solved, as seen from its lesson.

    Parameters
    ----------
    exercise : Exercise
        An exercise of one of the `LESSONS`.

    Returns
    -------
    str
        The notebook's path, with forward slashes.
    """
    return f"solutions/{LESSONS[exercise.number[:2]]}.ipynb"
