"""What is right but for its digits or its shape is told from what needs another method."""

import numpy as np
import pytest

from bce_lessons.answers.exercise import Judged
from bce_lessons.answers.judge import judge
from bce_lessons.answers.nearly import is_rounding_mistake
from bce_lessons.lessons.catalogue import exercise, exercises
from bce_lessons.losses import binary_cross_entropy
from tests.declaring import a_function, a_judged_value, a_value, wrong_of

FIX_IT = exercise("fix-it")


def is_near(made, answer):
    verdict = judge(made, answer)
    assert verdict.status in ("close", "wrong")
    return not verdict.hint


@pytest.mark.parametrize(
    ("right", "near", "far"),
    [
        (0.3679, [0.37, 0.368, 0.4, 0.3651, 0.3709, [0.3679]], [0.35, 0.3, 0.42, 1, -0.37]),
        (-2.303, [-2.3, -2.29], [2.3, -2.2, -2]),
        ([0.105, 2.303], [[0.1, 2.3], [[0.105], [2.303]]], [[0.1, 2.5], [0.105, 1], 0.105]),
        (19, [18.47, 19.4], [18, 20, 21, 10, 17.2]),
        ([3, 250], [[3.2, 250.3]], [[3, 300], [3, 252]]),
        (2, [], [1.5, 3, 2.5]),
        (1234567, [1.2e6, 1e6, 1230000], [1.3e6, 2e6]),
        (0.0, [], [0.001]),
        (np.inf, [], [1e9]),
        (2.71, [2.7], [np.nan, 3]),
    ],
)
def test_digits_and_shapes_are_told_from_other_values(right, near, far):
    made = a_value(right)
    assert [answer for answer in near if not is_near(made, answer)] == []
    assert [answer for answer in far if is_near(made, answer)] == []


def test_what_is_asked_for_in_decimals_may_lack_some():
    made = a_value(4.1415, decimals=3)
    assert is_near(made, 4.14)
    assert is_near(made, 4.1)
    assert not is_near(made, 4.3)


def test_a_named_mistake_tells_whether_it_is_one_of_rounding():
    made = a_value(
        0.1028,
        ("clipped", 0.1034, "Clipped."),
        ("rounded-2", 0.1135, "Rounded."),
        ("cut-off", 0.0735, "Cut off."),
        ("bits", 0.0735, "Bits."),
    )
    assert is_near(made, 0.1135)
    assert not is_near(made, 0.1034)
    assert not is_near(made, 0.0735)  # it may be either
    assert is_near(a_value(19, ("ratio", 18.47, "Round up.")), 18.47)


def test_of_many_right_answers_only_a_named_mistake_can_be_one_of_rounding():
    assert not is_near(a_judged_value(lambda x: "No." * (x != 0.123), right=0.123), 0.1239)
    judged = [one for one in exercises().values() if isinstance(one.sheet, Judged)]
    named = [(one, m) for one in judged for m in one.sheet.mistakes if is_rounding_mistake(m.slug)]
    assert named
    assert all(is_near(one, wrong_of(one, mistake)) for one, mistake in named)


@pytest.mark.parametrize("decimals", [1, 2, 3])
def test_a_function_that_rounds_what_it_returns_needs_no_method(decimals):
    def rounded(y, p):
        return np.round(binary_cross_entropy(y, p), decimals)

    assert is_near(FIX_IT, rounded)


def test_a_function_that_rounds_on_the_way_is_named_as_that():
    def rounded(y, p):
        return -np.mean(np.round(np.log(np.where(y == 1, p, 1 - p)), 2))

    verdict = judge(FIX_IT, rounded)
    assert verdict.mistakes == ("rounded-2",)
    assert not verdict.hint


@pytest.mark.parametrize(
    "wrong",
    [
        lambda y, p: 1.0,
        lambda y, p: [0.1, 0.2],
        lambda y, p: None,
        lambda y, p: 1 / 0,
        lambda y, p: binary_cross_entropy(y, p) * 1.001,
        lambda y, p: binary_cross_entropy(y, p, reduction="sum"),
    ],
)
def test_a_function_that_is_wrong_otherwise_is_not_near(wrong):
    assert not is_near(FIX_IT, wrong)


def test_a_function_that_rounds_somewhere_alone_is_not_near():
    made = a_function(
        lambda p: p / 3, [(np.array([1.0]),), (np.array([2.0, 1.0]),)], lambda rng: (rng.random(3),)
    )
    assert not is_near(made, lambda p: np.round(p / 3, 2) if len(p) == 1 else p)
    assert is_near(made, lambda p: np.round(p / 3, 2))


def test_every_mistake_that_speaks_of_rounding_alone_is_known_by_its_slug():
    """So that a new one is not forgotten: its slug begins as these do."""
    told = {
        (one.number, mistake.slug)
        for one in exercises().values()
        for mistake in one.sheet.mistakes
        if any(
            words in mistake.says
            for words in ("round only at the end", "ound at the end", "keep all digits",
                          "return all digits", "but for the rounding", "digits were cut off")
        )
    }  # fmt: skip
    assert told
    assert {(number, slug) for number, slug in told if not is_rounding_mistake(slug)} == set()
