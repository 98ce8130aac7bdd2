"""A mistake is named only if it is one; who rounded too early hears no method."""

import math

import numpy as np
import pytest

from bce_lessons.answers import counterexample
from bce_lessons.answers.exercise import function, judged, value
from bce_lessons.answers.judge import judge

PLENTY = 600.0


def rounded_log(d):
    return np.log(1 + np.exp(d))


@function("softplus")
def softplus(e):
    e.right(lambda d: np.logaddexp(0, d), again=lambda d: float(np.logaddexp(0.0, d)))
    e.tried_on([(0.0,), (-50.0,), (3.0,), (800.0,)], lambda rng: (float(rng.normal()),), count=5)
    e.wrong("rounded-log", rounded_log, "That takes a log of 1.")
    e.wrong("overflows", lambda d: np.log1p(np.exp(d)), "That overflows.")
    e.wrong("safe", lambda d: max(d, 0) + np.log(1 + np.exp(-abs(d))), "That is safe on one side.")
    e.says("look: a.\ndo: b.\nnote: c.")


def slugs(function):
    found = counterexample.examine(softplus.sheet, function, PLENTY)
    return [mistake.slug for mistake in found.mistakes]


def test_what_is_right_where_a_mistake_gives_0_is_not_that_mistake():
    assert slugs(lambda d: np.log1p(np.exp(d))) == ["overflows"]
    assert slugs(rounded_log) == ["rounded-log"]


def test_what_raises_where_a_mistake_is_right_is_not_that_mistake():
    assert slugs(lambda d: math.log(1 + math.exp(d))) == ["rounded-log"]


@pytest.mark.parametrize("wrongs", [0, 1, 3])
def test_a_mistake_of_rounding_brings_no_hint(wrongs):
    @value("third", decimals=3)
    def third(e):
        e.right(1 / 3, again=0.3 + 0.1 / 3)
        e.wrong("rounded-first", 0.36, "There a part was rounded first.")
        e.wrong("half", 0.5, "That is half.")
        e.says("look: a.\ndo: b.\nnote: c.")

    early = judge(third, 0.36, wrongs=wrongs)
    assert (early.status, early.body) == ("wrong", "There a part was rounded first.")
    assert (early.hint, early.link, early.mistakes) == ("", "", ("rounded-first",))
    assert bool(judge(third, 0.5, wrongs=wrongs).hint) == (wrongs < 2)


def test_of_many_right_ones_only_a_rounding_is_nearly_right():
    @judged("even")
    def even(e):
        @e.judge
        def fault(p):
            return "" if np.allclose(np.diff(p), 1 / 7, rtol=1e-9) else "Not even."

        e.right(np.arange(1, 7) / 7, again=np.arange(6) / 7)
        e.wrong("zeros", np.zeros(6), "All 0.")
        e.says("look: a.\ndo: b.\nnote: c.")

    right = np.arange(1, 7) / 7
    assert judge(even, np.round(right, 2)).status == "close"
    for first in (0.143, right[0] + 1e-7):
        verdict = judge(even, [first, *right[1:]])
        assert (verdict.status, verdict.body) == ("wrong", "Not even.")
