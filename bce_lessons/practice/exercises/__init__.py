"""The exercises of the lessons, one module a lesson: how to write one.

`lesson_04.py` holds `EXERCISES`, a tuple of `Exercise` in the order of the lesson. An exercise is
a value (a number or an array)::

    _Y, _P = np.array([1, 0]), np.array([0.7, 0.2])          # the lesson's data, once more


    Exercise(
        id="04.2",                                           # as in check("04.2", answer)
        right=lambda: binary_cross_entropy(_Y, _P),          # computed by the package
        again=lambda: float(-np.log(_P[0] * (1 - _P[1])) / 2),   # the same, written another way
        mistakes=lambda: (
            *mistakes.loss_values(_Y, _P),                   # a family: about twenty in one line
            Mistake("That is …, not …: do …", lambda: 0.3),  # one of your own, computed
        ),
        note="One thing worth knowing, told after a right answer.",
        hints=("Where to look.", "What to do."),             # then comes the solution's link
        decimals=2,                                          # only if the question asks for two
    )

or a value of which many are right: `accepts` then judges it, and says in a sentence with computed
numbers what a wrong one does; `right` and `again` are two right answers::

    def _below(rate):                                        # of a float or an array
        loss = fit(rate).loss[-1]
        return bool(loss < 0.11) or f"With this rate the loss is {loss:.3f}: not yet below 0.11."

    Exercise(..., right=lambda: 8.0, again=lambda: 20.0, accepts=_below)

or a function, which is tried on small inputs, edges and random data, against the package's::

    Exercise(
        id="04.3",
        right=lambda y, p: binary_cross_entropy(y, p),       # here the functions themselves
        again=_by_cases,
        mistakes=lambda: mistakes.loss_functions(),          # wrong functions of (y, p)
        trials=Trials(
            cases=[(np.array([1]), np.array([0.5])), (np.array([1]), np.array([0.0]))],
            draw=mistakes.batch,                             # of an rng: arguments of one call
        ),
        note=..., hints=...,
    )

Rules, which `tests/test_practice_exercises.py` holds every exercise to:

- `right` in three guises and `again` are accepted, and each mistake is told by its `says`. A
  mistake that comes out right (or beyond a third with the same value) is no mistake: drop it.
- At least three mistakes, two hints and a note. Learners meet their own mistakes: think which.
- `says` is true of the *answer*, whoever gave it and however: "That is the sum", not "You forgot".
- No decimals in hints and notes: what has numbers computes them (`note=lambda: f"…"`), and no
  sentence gives the answer away before the solution does.
- The data are the lesson's, built here again: a check never reads the notebook's variables. What
  is slow (a fit, a network) goes into a function under `functools.cache`; sklearn is imported
  inside functions.
- Among the dozens of a family, an answer of two digits would meet one by chance: with `decimals`,
  use a family only where the right answer then has three digits or more.
- A function's `cases` begin with the smallest and plainest, for the first that fails is shown. Its
  arguments are what the lesson would pass: arrays of one length, or single numbers.

In the notebook: `### Exercise 4.2: Title` and the question, then a code cell that starts the
answer as `answer = ...` (or `def loss(y, p):` with `return ...`) and ends
`check("04.2", answer)`; the solution in `notebooks/solutions/`, under the same heading.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from bce_lessons.practice.spec import Exercise

__all__ = ["LESSONS", "every", "solution"]

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


@cache
def every() -> dict[str, Exercise]:
    """Return all exercises by their id, in the order of the lessons.

    Returns
    -------
    dict of str to Exercise

    Examples
    --------
    >>> from bce_lessons.practice.exercises import every
    >>> every()["01.1"].title
    'Exercise 1.1'
    """
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    lessons = sorted(name for name in names if re.fullmatch(r"lesson_\d\d", name))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in lessons]
    return {exercise.id: exercise for module in modules for exercise in module.EXERCISES}


def solution(exercise: Exercise) -> str:
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
    return f"solutions/{LESSONS[exercise.id[:2]]}.ipynb"
