"""An answer that never ends, and limits of time for tests."""

import numpy as np

from bce_lessons.answers import sandbox
from bce_lessons.lessons import catalogue

PLENTY = 600.0  # seconds: what ends by itself ends before, on any machine


def raising(error):
    def function(*arguments, **options):
        raise error

    return function


def stubborn():
    while True:
        try:
            sorted(range(3))
        except BaseException:
            continue


ONE_NAT, FIX_IT = catalogue.exercise("one-nat"), catalogue.exercise("fix-it")


def right(y, p):
    return np.mean(-np.log(np.where(y == 1, p, 1 - p)))


def timed(*arguments, **options):
    """Never come back, as `loop`, while a test's own clock goes on."""
    while True:
        sandbox.time.wait(1.0)


def evil(*names, base=object):
    """Make an object of which these methods never come back."""
    return type("Evil", (base,), dict.fromkeys(names, timed))


def made(kind):
    return kind([0.1]) if issubclass(kind, list) else kind()
