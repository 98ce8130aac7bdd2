"""Small exercises for tests, and copies of the course's with something changed."""

import numpy as np

from bce_lessons.answers.exercise import Exercise, Function, Judged, Value

WORDS = "look: a.\ndo: b.\nnote: Yes."


def a_value(right, *wrongs, decimals=None, asked=""):
    """Make an exercise on a value; a wrong one is given with a slug and what it says."""

    def declare(e):
        e.asks(asked)
        e.right(right, again=right)
        for slug, gives, says in wrongs:
            e.wrong(slug, gives, says)
        e.says(WORDS)

    return Exercise("a-value", lambda: Value(decimals), declare, "01.1")


def a_judged_value(fault, right=1.0):
    """Make an exercise on a value that a function judges."""

    def declare(e):
        e.judge(fault)
        e.right(right, again=right)
        e.says(WORDS)

    return Exercise("a-judged-value", Judged, declare, "01.1")


def a_function(right, cases, draw, *wrongs, count=30, promised=None):
    """Make an exercise on a function, with what it is tried on."""

    def declare(e):
        e.right(right, again=right)
        if promised is not None:
            e.promises(promised)
        e.tried_on(cases, draw, count)
        for slug, gives, says in wrongs:
            e.wrong(slug, gives, says)
        e.says(WORDS)

    return Exercise("a-function", Function, declare, "01.1")


def changed(exercise, kind=None, **parts):
    """Copy an exercise with other parts on its sheet, or make it one of another kind."""
    sheet = (kind or type(exercise.sheet))()
    vars(sheet).update(vars(exercise.sheet) | parts)
    vars(sheet).pop("answer", None)  # computed of `rights`
    sheet.finish = lambda: None
    return Exercise(exercise.slug, lambda: sheet, lambda e: None, exercise.number)


def right_of(exercise):
    """Return the right number, array or function."""
    return exercise.sheet.rights[0]


def wrong_of(exercise, mistake):
    """Return the wrong number, array or function."""
    return mistake.gives if isinstance(exercise.sheet, Function) else np.array(mistake.gives.value)
