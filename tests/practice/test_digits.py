"""How many digits an answer has decides what it is: right, nearly, a mistake, or perhaps one."""

import numpy as np
import pytest

from bce_lessons.answers.judge import judge
from bce_lessons.lessons.catalogue import exercise
from tests.declaring import a_value

ONE_NAT, FIX_IT, SUITS, A_MISS = map(exercise, ("one-nat", "fix-it", "suits", "a-miss"))


def opposite_sum(y, p):
    return -np.sum(np.where(y == 1, np.log(1 - p), np.log(p)))


def test_a_known_mistake_is_named_exactly_or_as_it_was_rounded():
    for wrong in (0.5, np.float32(0.5)):
        assert "one *bit*" in judge(ONE_NAT, wrong).body
    assert "too large" in judge(ONE_NAT, 0.501).body
    for wrong in (36.788, 36.79, 36.8, 37):
        assert "in percent" in judge(ONE_NAT, wrong).body
    assert "too large" in judge(ONE_NAT, 36.9).body


def test_a_mistake_may_be_written_with_as_many_decimals_as_are_asked_for():
    exercise = a_value(4.1405, ("few", 0.0163, "Too little."), decimals=2)

    def about(wrong):
        return judge(exercise, wrong).body

    assert about(0.02) == about(0.016) == "Too little."
    assert about(0.03) != "Too little."
    assert about(0.0) != "Too little."


def test_the_right_answer_rounded_too_much_is_no_mistake():
    def about(wrong, decimals=None):
        wrongs = ("clipped", 0.1034, "Clipped."), ("bits", 0.1, "Bits.")
        return judge(a_value(0.1028, *wrongs, decimals=decimals), wrong).body

    assert about(0.103) == "That is right as far as it goes: give at least four digits."
    assert about(0.103, 4) == "That is right as far as it goes: give four decimals."
    assert about(0.1034) == "Clipped."
    assert (
        about(0.1)
        == "Bits. Or is it the right one, with too few digits? Then give at least four digits."
    )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (0.4, "That is right as far as it goes: give two decimals."),
        (0.36, "Its further digits were cut off. Round instead: which digit comes next?"),
    ],
)
def test_what_has_too_few_digits_brings_no_hint(answer, says):
    verdict = judge(ONE_NAT, answer, wrongs=1)
    assert (verdict.status, verdict.body, verdict.hint) == ("close", says, "")
    assert " ".join(repr(verdict).split()) == f"≈ Exercise 1.1, nearly: {says}"


def test_a_mistake_that_may_be_the_right_answer_rounded_brings_no_hint():
    verdict = judge(a_value(0.1028, ("bits", 0.1, "Bits."), decimals=3), 0.1)
    assert (verdict.status, verdict.hint, verdict.mistakes) == ("wrong", "", ("bits",))
    assert (
        verdict.body
        == "Bits. Or is it the right one, with too few digits? Then give three decimals."
    )


def test_a_mistake_that_only_a_few_digits_tell_is_told_as_such():
    exercise = a_value(0.8074, ("bits", 1.0212, "Bits."), decimals=3)
    assert judge(exercise, 1.02).body == judge(exercise, 1.0212).body == "Bits."
    assert judge(exercise, 1.0).body == "Rounded, a known mistake gives this: Bits."
    both = a_value(0.8074, ("a", 1.0212, "A."), ("b", 1.0318, "B."), decimals=3)
    assert judge(both, 1.0).body.startswith("Two known mistakes give this, rounded, and the check")


def test_a_count_is_not_right_as_far_as_it_goes():
    verdict = judge(SUITS, 540)
    assert (verdict.status, verdict.mistakes) == ("wrong", ())
    assert verdict.body == "Your answer is very close, less than 1 % too large."


COUNT = a_value(
    6196,
    ("down", 6195.0, "Rounded down."),
    ("ratio", 58.404, "The ratio."),
    ("root", 79.0, "Not squared."),
    asked="a whole number",
)


@pytest.mark.parametrize(
    ("answer", "slugs", "says"),
    [
        (6195, ("down",), "Rounded down."),
        (np.float32(6195), ("down",), "Rounded down."),
        (6200, (), "Your answer is very close, less than 1 % too large."),
        (6195.2, (), "Your answer is 6195.2, and a whole number is asked for."),
        (6195.03, (), "Your answer is 6195.03, and a whole number is asked for."),
        (6195.73, (), "Your answer is 6195.73, and a whole number is asked for."),
        (6196.02, (), "Your answer is 6196.02, and a whole number is asked for."),
        (58.4, ("ratio",), "The ratio."),
        (79.0, ("root",), "Not squared."),
        (79.02, (), "Your answer is 79.02, and a whole number is asked for."),
    ],
)
def test_where_a_whole_number_is_asked_for_it_is_exact(answer, slugs, says):
    verdict = judge(COUNT, answer)
    assert (verdict.status, verdict.mistakes, verdict.body) == ("wrong", slugs, says)


@pytest.mark.parametrize("answer", [6196, 6196.0, np.float32(6196), 6196 * (1 + 1e-12)])
def test_a_whole_number_may_come_of_floats(answer):
    assert judge(COUNT, answer).status == "right"


def test_a_list_of_whole_numbers_is_exact_too():
    four = a_value([6, 3, 2, 5], ("sure", [6, 3, 2, 1], "Sure."), asked="four whole numbers")
    assert judge(four, [6, 3, 2, 5]).status == "right"
    assert judge(four, [6, 3, 2, 1]).mistakes == ("sure",)
    assert judge(four, [6, 3, 2, 5.0001]).status == judge(four, [6, 3, 2, 1.0001]).status == "wrong"
    assert judge(four, [6, 3, 2, 1.0001]).mistakes == ()


def test_the_mistakes_that_are_named_have_their_slugs():
    assert judge(ONE_NAT, 1 - 1 / np.e).mistakes == ("complement",)
    assert judge(ONE_NAT, 0.123).mistakes == ()
    assert "opposite-sum" in judge(FIX_IT, lambda y, p: opposite_sum(y, p)).mistakes


def test_a_tiny_value_is_not_taken_for_zero():
    tiny = a_value([1.7e-15, 2.3e-16], ("zero", np.zeros(2), "That is all 0."))
    assert judge(tiny, [0.0, 0.0]).body == "That is all 0."
    assert "is negative" in judge(tiny, [-1.7e-15, -2.3e-16]).body


def test_two_whole_numbers_are_a_decimal_comma_only_without_brackets():
    for answer in ((58, 4), (59, 0)):
        assert judge(A_MISS, answer).body.endswith("write 1.5, not 1,5.")
    verdict = judge(A_MISS, [58, 4])
    assert verdict.status == "wrong"
    assert verdict.body.endswith("shape (2,), but a single number is asked for.")
    assert judge(ONE_NAT, [0, 37]).body.endswith("write 1.5, not 1,5.")
    of_three = a_value([1.0, 0.0, 1.0])
    assert judge(of_three, [0, 1, 0, 1]).status == "wrong"
    assert judge(a_value([1.5, 0.5, 1.0]), [1, 5, 0, 5, 1]).status == "unclear"
