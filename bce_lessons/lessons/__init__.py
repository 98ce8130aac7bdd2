"""The lessons, a folder each, in their order: numbers, names and links follow from it.

A lesson is a line of `ORDER`, its folder here, and its notebook. The folder may hold `model` (what
the modules beside it share), `figures`, `explorers`, `exercises` and `questions`; where one of them
gets long, `exercises_more` goes on, and `retired` has the questions that it asked once. To leave a
lesson out or to move it, change its line, and run
``python3 course.py renumber``: it gives the notebooks and all links their numbers.
"""

from __future__ import annotations

__all__ = ["ORDER", "named", "notebook", "number"]

ORDER = (
    "score_one_prediction",
    "why_the_log",
    "compare_with_squared_error",
    "fit_ten_points",
    "classify_iris",
    "add_noise",
    "train_a_network",
    "make_it_stable_and_fast",
    "trust_the_probabilities",
    "decide_by_costs",
    "change_the_loss",
    "compare_two_models",
    "debug_a_training_run",
    "check_the_claims",
    "score_yourself",
)


def number(topic: str) -> int:
    """Return the number of a lesson, from 1, or 0 if the course leaves it out.

    Parameters
    ----------
    topic : str
        The name of its folder.

    Returns
    -------
    int

    Examples
    --------
    >>> number("score_one_prediction"), number("no_such_lesson")
    (1, 0)
    """
    return ORDER.index(topic) + 1 if topic in ORDER else 0


def notebook(topic: str) -> str:
    """Return the name of a lesson's notebook, and that of its solutions, without its ending.

    Parameters
    ----------
    topic : str
        The name of its folder.

    Returns
    -------
    str

    Examples
    --------
    >>> notebook("score_one_prediction"), notebook("no_such_lesson")
    ('01_score_one_prediction', 'no_such_lesson')
    """
    return f"{number(topic):02}_{topic}" if number(topic) else topic


def named(topic: str) -> str:
    """Return what other lessons call a lesson.

    Parameters
    ----------
    topic : str
        The name of its folder.

    Returns
    -------
    str

    Examples
    --------
    >>> named("score_one_prediction"), named("no_such_lesson")
    ('Lesson 1', 'the lesson “no such lesson”')
    """
    return f"Lesson {number(topic)}" if number(topic) else f"the lesson “{topic.replace('_', ' ')}”"
