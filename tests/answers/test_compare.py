"""Answers of every kind are read, compared, and described by what is true of them."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from bce_lessons.answers.compare import Known, Written, shown
from bce_lessons.answers.reading import is_unanswered, read
from bce_lessons.answers.statement import closest_statement

RIGHT = 0.4338123456


class Broken:
    """Something array-like that fails."""

    def __array__(self, *arguments, **options):
        raise OSError("disk")


def statement(a, b):
    return closest_statement(written(a), Known(b))


def written(answer):
    return Written(np.asarray(answer, dtype=float))


@pytest.mark.parametrize(
    "answer",
    [
        *(kind(0.5) for kind in (float, np.float32, np.float64, np.longdouble, np.array)),
        Fraction(1, 2),
        Decimal("0.5"),
        np.ma.array(0.5),
    ],
)
def test_every_kind_of_number_is_read(answer):
    assert read(answer) == 0.5
    assert read(answer).dtype == np.float64


@pytest.mark.parametrize(
    "answer",
    [
        [1, 0.5],
        (1, Fraction(1, 2)),
        pd.Series([1, 0.5], index=[7, 8]),
        np.array([1, 0.5], dtype=object),
        np.array([1, 0.5], dtype=np.float16),
    ],
)
def test_every_kind_of_list_is_read(answer):
    np.testing.assert_array_equal(read(answer), [1, 0.5])


@pytest.mark.parametrize("answer", [[True, False], np.array([True, False]), range(1, -1, -1)])
def test_a_mask_is_read_as_ones_and_zeros(answer):
    np.testing.assert_array_equal(read(answer), [1, 0])


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (None, "It is None, which is what a function without `return` gives."),
        ("0.5", "It is text: write the number itself, without quotes."),
        (b"0.5", "It is text: write the number itself, without quotes."),
        (
            "-0,5",
            "It is text: write the number itself, with a point for the comma, without quotes.",
        ),
        (
            "37 %",
            "It is text: write the number itself, as a share, without a percent sign, without",
        ),
        ("1/e", "It is text: give a number, or a list of numbers."),
        ("x" * 99, "It is text: give a number, or a list of numbers."),
        (True, "It is True, a yes or no: give a number, or a list of numbers."),
        (np.False_, "It is False, a yes or no: give a number, or a list of numbers."),
        (1j, "It is a complex number: give its real part, if that is what you mean."),
        (np.complex64(1), "It is a complex number: give its real part, if that is what you mean."),
        (float, "It is the class `float`: give a number, or a list of numbers."),
        (math.exp, "It is a function: call it, and give what it returns."),
        (lambda: 0.5, "It is a function: call it, and give what it returns."),
        ((x for x in [1]), "It is of type `generator`: give a number, or a list of numbers."),
        ({0.5}, "It is of type `set`: give a number, or a list of numbers."),
        ({"p": 0.5}, "It is of type `dict`: give a number, or a list of numbers."),
        ([], "It is empty: give a number, or a list of numbers."),
        (np.zeros((0, 2)), "It is empty: give a number, or a list of numbers."),
        (np.ma.masked, "It is an array with masked values: drop or fill them first."),
        (np.ma.array([1], mask=[1]), "It is an array with masked values: drop or fill them first."),
        ([[1], [1, 2]], "It cannot be read as numbers: answer is ragged: answer[1] has length 2"),
        (["a"], "It cannot be read as numbers: answer[0] is 'a' (str), not a real number"),
        (10**400, "It cannot be read as numbers: answer is 1000"),
        (Broken(), "It cannot be read as numbers: answer cannot be made an array of numbers: disk"),
    ],
)
def test_what_is_no_number_is_told_in_a_sentence(answer, text):
    assert f"It {read(answer)}.".startswith(text)


def test_the_dots_are_seen_alone_and_in_a_list():
    assert is_unanswered(...)
    assert is_unanswered([1, ...])
    assert not is_unanswered(np.array([1.0, 2.0]))
    assert not is_unanswered(0)


@pytest.mark.parametrize(
    ("answer", "decimals", "is_right"),
    [
        (RIGHT, None, True),
        (np.float32(RIGHT), None, True),
        (0.4338, None, True),
        (0.43381, None, True),
        (0.43384, None, True),
        (0.434, None, False),
        (0.4339, None, False),
        (1e308, None, False),
        (0.43, 2, True),
        (0.434, 2, True),
        (0.44, 2, False),
        (-RIGHT, None, False),
        ([RIGHT], None, False),
        (math.nan, None, False),
        (math.inf, None, False),
    ],
)
def test_four_digits_or_the_decimals_asked_for_are_enough(answer, decimals, is_right):
    assert Written(read(answer)).agrees(Known(RIGHT), decimals) is is_right


def test_a_tie_may_be_rounded_either_way():
    for rounded in (0.12, 0.13):
        assert written(np.array(rounded)).agrees(Known(0.125), decimals=2)


def test_digits_beyond_those_asked_for_do_no_harm():
    assert written(np.array(0.12345)).agrees(Known(0.123449))
    right = np.array([27.1249, 3.0, 11.5251])
    for decimals in (2, 3, 4):
        assert written(np.round(right, decimals)).agrees(Known(right))
    assert not written(np.round(right, 1)).agrees(Known(right))


def test_rounded_values_count_as_right_beside_a_wrong_one():
    right = np.array([0.22314, 0.91629, 2.30259])
    few = np.array([0.22, 0.92, 9])
    four = np.array([0.2231, 0.9163, 9])
    assert "has 2 of 3 values right" in closest_statement(written(four), Known(right))
    assert "has 2 of 3 values right" in closest_statement(written(few), Known(right), decimals=2)
    assert "has 0 of 3 values right" in closest_statement(written(few), Known(right))
    assert "not in the right order" in closest_statement(
        written(np.round(right[::-1], 4)), Known(right)
    )


def test_an_infinite_number_does_not_hide_the_others():
    right = np.array([np.inf, 2.0])
    assert written(np.array([np.inf, 2.0004])).agrees(Known(right))
    assert not written(np.array([np.inf, 2.004])).agrees(Known(right))
    assert "at index [1], is very" in statement([np.inf, 2.004], right)


def test_each_number_is_compared_by_its_own_digits():
    right = np.array([0.22314, 0.35667, 0.91629, 0.0, 2.30259])
    for place, wrong in enumerate((0.2234, 0.3574, 0.9166, 1e-4, 2.304)):
        answer = np.round(right, 4)
        answer[place] = wrong
        assert not written(answer).agrees(Known(right))
        assert f"4 of 5 values right; the first that is not, at index [{place}], is" in statement(
            answer, right
        )


def test_numbers_may_be_rounded_to_different_decimals():
    right = np.array([0.22314, 0.91629, 2.30259])
    assert written(np.array([0.2231, 0.916, 2.3026])).agrees(Known(right))
    assert written(np.array([0.2, 0.92, 2.3])).is_rounding(Known(right), 2)
    assert not written(np.array([0.2, 0.93, 2.3])).is_rounding(Known(right), 2)


@pytest.mark.parametrize(
    ("answer", "is_so"), [(0.36, True), (0.367, True), (0.37, False), (0.3, True), (-0.36, False)]
)
def test_digits_cut_off_are_seen(answer, is_so):
    assert written(answer).is_cut_off(Known(0.36788), 1) is is_so
    assert written([answer, 0.5]).is_cut_off(Known([0.36788, 0.5]), 1) is is_so


def test_where_a_whole_number_is_asked_for_another_is_none():
    told = closest_statement(written(537.5), Known(538), whole=True)
    assert told == "Your answer is 537.5, and a whole number is asked for."
    told = closest_statement(written(6195.2), Known(6196), whole=True)
    assert told == "Your answer is 6195.2, and a whole number is asked for."
    assert "less than 1 % too large" in closest_statement(written(540), Known(538), whole=True)


def test_arrays_agree_by_their_largest():
    right = np.array([1234.5, 0.0, 12.3])
    assert written(np.array([1234.0, 0.0, 12.0])).agrees(Known(right))
    assert not written(np.array([1230.0, 0.0, 12.0])).agrees(Known(right))
    assert written(np.zeros(3)).agrees(Known(np.zeros(3)))
    assert not written(np.full(3, 1e-3)).agrees(Known(np.zeros(3)))


def test_exactly_knows_infinity_and_nan_and_small_numbers():
    assert written(np.array([np.inf, np.nan])).is_exactly(Known([np.inf, np.nan]))
    assert not written(np.array([np.inf, 1e-7])).is_exactly(Known([np.inf, 0]))
    assert written(np.array(5e-300)).is_exactly(Known(5.00001e-300))
    assert not written(np.array(5e-300)).is_exactly(Known(5.1e-300))
    assert not written(np.array(1e-7)).is_exactly(Known(0))


@pytest.mark.parametrize(
    ("answer", "digits", "fits"),
    [
        (RIGHT, 3, True),
        (0.434, 3, True),
        (0.4338, 3, True),
        (0.4341, 3, False),
        (0.43, 3, False),
        (0.43, 2, True),
        ([0.434], 3, False),
        (math.nan, 3, False),
    ],
)
def test_a_mistake_fits_only_as_it_was_written(answer, digits, fits):
    assert Written(read(answer)).is_rounding(Known(RIGHT), digits) is fits


def test_numbers_are_shown_with_as_many_digits_as_tell_them_apart():
    assert shown(RIGHT) == "0.4338"
    assert shown(0.1) == "0.1"
    assert shown(0.43381, 0.43384) == "0.43381"
    assert shown(0.43384, 0.43381) == "0.43384"
    assert shown([1, 0.5]) == "[1, 0.5]"
    assert shown(np.arange(9)) == "[0, 1, 2, 3, 4, 5, … 9 in all]"
    assert shown(math.inf, math.inf) == "inf"


@pytest.mark.parametrize(
    ("answer", "right", "text"),
    [
        (math.nan, 1, "is NaN, which comes of an undefined step"),
        (5, math.inf, "is 5, but the right one is infinite"),
        (math.inf, 5, "is infinite, but the right one is not"),
        (-1, 2, "is negative, but the right one is not"),
        (1, -2, "is positive, but the right one is not"),
        (-1, 0, "is negative, but the right one is not"),
        (0, 2, "is too small: the right one is not 0"),
        (0.5, -2, "is positive, but the right one is not"),
        (1, 0, "is too large: the right one is 0"),
        (1.001, 1, "is very close, less than 1 % too large."),
        (0.95, 1, "is close, less than 10 % too small"),
        (1.5, 1, "is too large, by less than a factor of two"),
        (1, 9, "is too small, by less than a factor of ten"),
        (99, 1, "is too large, by less than a factor of a hundred"),
        (999, 1, "is too large, by less than a factor of a thousand"),
        (1e9, 1, "is too large, by more than a factor of a thousand"),
        (-3, -2, "is too far from 0, by less than a factor of two"),
        (-2, -3, "is too near 0, by less than a factor of two"),
        (-1.05, -1, "is close, less than 10 % too far from 0"),
        (0, -2, "is too large: the right one is not 0"),
        (37, 0.37, "is too large, by a factor of a hundred, as between a share and percent"),
        ([1], 1, "shape (1,), but a single number is asked for: take the number out, with `[0]`."),
        (
            [[1]],
            1,
            "shape (1, 1), but a single number is asked for: take the number out, with `[0][0]`.",
        ),
        ([1, 2], 1, "is an array of shape (2,), but a single number is asked for."),
        (1, [1, 2], "is a single number, but an array of shape (2,) is asked for."),
        ([[1], [2]], [1, 2], "shape (2, 1), but an array of shape (2,) is asked for: flatten it"),
        ([[1, 2]], [1, 2], "shape (1, 2), but an array of shape (2,) is asked for: flatten it"),
        ([[0, 1]] * 3, [1, 1, 1], "for each class, take that of class 1, `[:, 1]`."),
        ([1, 2, 3], [1, 2], "shape (3,), but an array of shape (2,) is asked for."),
        ([2, 1], [1, 2], "has the right values, but not in the right order."),
        ([1, 2, 9], [1, 2, 3], "has 2 of 3 values right; the first that is not, at index [2], is"),
        ([[1, 9]], [[1, 3]], "at index [0, 1], is too large, by less than a factor of ten."),
        (
            [math.nan, 2],
            [1, 2],
            "has 1 of 2 values right; the first that is not, at index [0], is N",
        ),
    ],
)
def test_the_closest_true_statement(answer, right, text):
    assert text in statement(answer, right)
    assert statement(answer, right).startswith("Your answer ")
    assert statement(answer, right).endswith(".")


@pytest.mark.parametrize(("answer", "digits"), [(0.43, 2), (0.434, 3), (0.4338, 4)])
def test_a_rounding_may_be_kept_in_float32(answer, digits):
    assert written(np.float32(answer)).is_rounding(Known(RIGHT), digits)
    assert not written(1.0001 * answer).is_rounding(Known(RIGHT), digits)
