"""Every exercise says what to give, and its replies are true of answers that are usual anywhere."""

import math
import re
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest

from bce_lessons import lessons
from bce_lessons.answers.exercise import Function, Judged, Value
from bce_lessons.answers.judge import judge
from bce_lessons.lessons import catalogue

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SECONDS = 600.0  # no answer here is endless, on any machine
EXERCISES = catalogue.exercises()
DECLARED = list(EXERCISES)
SHAPES = ("one number", "a whole number", "an array of ", "a list of ", "a function of ")
COUNTS = ("no", "one", "two", "three", "four", "five", "six")

every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
every_declared = pytest.mark.parametrize("number", DECLARED)
VALUES = {number: one for number, one in EXERCISES.items() if isinstance(one.sheet, Value)}
COMPARED = {number: one for number, one in VALUES.items() if not isinstance(one.sheet, Judged)}
ARRAYS = {number: one for number, one in COMPARED.items() if one.sheet.answer.value.ndim}
NUMBERS = {number: one for number, one in COMPARED.items() if number not in ARRAYS}


def judged(exercise, answer):
    return judge(exercise, answer, seconds=SECONDS)


# --- What the text asks for ---------------------------------------------------------------


def texts(number):
    """Return the question as the lesson and as its solutions have it."""
    (topic,) = [one for one in lessons.ORDER if lessons.number(one) == int(number[:2])]
    heading = rf"(?m)^##+ Exercise {int(number[:2])}\.{number[3:]}: "
    for folder in ("", "solutions"):
        path = NOTEBOOKS / folder / f"{lessons.notebook(topic)}.ipynb"
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown" and re.search(heading, cell.source):
                yield cell.source


@every_declared
def test_the_text_names_the_shape_and_the_unit_that_are_asked_for(number):
    sheet = EXERCISES[number].sheet
    assert sheet.asked.startswith(SHAPES)
    found = list(texts(number))
    assert len(found) == 2
    assert all(sheet.asked in text for text in found)


@every_declared
def test_the_text_names_the_digits_that_are_asked_for(number):
    sheet = EXERCISES[number].sheet
    if not isinstance(sheet, Function) and not sheet.answer.is_whole:
        if isinstance(sheet, Judged):  # what an answer does says how many it needs
            return
        decimals = sheet.decimals
        digits = "to four digits" if decimals is None else f"to {COUNTS[decimals]} decimal"
        assert digits in sheet.asked


@every_declared
def test_whole_numbers_and_functions_are_called_so(number):
    sheet = EXERCISES[number].sheet
    assert sheet.asked.startswith("a function of ") == isinstance(sheet, Function)
    if isinstance(sheet, Value):
        is_array = sheet.asked.startswith(("an array of ", "a list of "))
        assert is_array == bool(sheet.answer.value.ndim)


# --- What is no answer at all -------------------------------------------------------------

NONE_AT_ALL = {
    "nothing": lambda right: None,
    "text": lambda right: "the answer",
    "a number as text": lambda right: "0.37",
    "a decimal comma as text": lambda right: "0,37",
    "percent as text": lambda right: "37 %",
    "a dict": lambda right: {"answer": right},
    "a set": lambda right: {1.0, 2.0},
    "a generator": lambda right: (x for x in [1.0]),
    "a yes or no": lambda right: True,
    "a class": lambda right: float,
    "an empty list": lambda right: [],
    "a complex number": lambda right: 0.37 + 0j,
    "a function": lambda right: lambda: right,
    "a list of text": lambda right: ["0.37", "0.63"],
}


@pytest.mark.parametrize("exercise", VALUES.values(), ids=VALUES)
def test_what_is_no_number_is_told_and_is_no_wrong_answer(exercise):
    for name, made in NONE_AT_ALL.items():
        verdict = judged(exercise, made(exercise.sheet.rights[0]))
        assert (verdict.status, verdict.hint) == ("unclear", ""), name


@every_declared
def test_a_dict_and_a_set_hear_what_is_asked_for(number):
    exercise = EXERCISES[number]
    if isinstance(exercise.sheet, Value):
        for name in ("a dict", "a set", "text", "a yes or no"):
            said = judged(exercise, NONE_AT_ALL[name](0.37)).body
            assert said.endswith(f": give {exercise.sheet.asked}."), name


@pytest.mark.parametrize("exercise", NUMBERS.values(), ids=NUMBERS)
def test_a_decimal_comma_is_named(exercise):
    for pair in ((0, 37), (12, 5), (-3, 25)):
        verdict = judged(exercise, pair)
        assert verdict.status == "unclear"
        assert verdict.body.endswith("write 1.5, not 1,5.")


FUNCTIONS = {number: one for number, one in EXERCISES.items() if isinstance(one.sheet, Function)}


@pytest.mark.parametrize("exercise", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("loss", "text: give its name without quotes."),
        (0.37, "none: give its name alone, without brackets after it."),
        ([0.37], "none: give its name alone, without brackets after it."),
        (None, "none: give its name alone, without brackets after it."),
        ((abs,), "a tuple that holds one: give the function itself."),
        ({"loss": abs}, "a `dict`: give the function by its name alone."),
    ],
)
def test_what_is_no_function_hears_what_to_give(exercise, answer, says):
    verdict = judged(exercise, answer)
    assert verdict.body == f"A function is asked for, and this is {says}"
    assert (verdict.status, verdict.hint) == ("unclear", "")


@np.errstate(all="ignore")
@pytest.mark.parametrize("exercise", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_course_s_own_mistakes_print_no_warning(exercise):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for trial in exercise.sheet.trials[: exercise.sheet.cases]:
            for mistake in exercise.sheet.mistakes:
                try:
                    mistake.gives(*trial.arguments)
                except Warning as error:
                    pytest.fail(f"{mistake.slug} of {trial.arguments}: {error}")
                except Exception:  # a mistake may raise as a learner's function does
                    continue


# --- One wrong number among right ones ----------------------------------------------------


def to_digits(values, digits):
    """Write each number of an array with so many digits of its own."""
    written = [float(f"{value:.{digits}g}") for value in values.flat]
    return np.reshape(written, values.shape)


@pytest.mark.parametrize("exercise", ARRAYS.values(), ids=ARRAYS)
@pytest.mark.parametrize("digits", [17, 6])
def test_the_place_of_a_wrong_number_is_told(exercise, digits):
    right = np.asarray(exercise.sheet.answer.value, float)
    step = 4 * 10.0 ** -(exercise.sheet.decimals or 2)
    for flat in sorted({*np.linspace(0, right.size - 1, 12).astype(int)}):
        for factor, added in ((1.04, step), (-1.5, -step), (1, math.nan), (1, math.inf)):
            answer = to_digits(right, digits)
            answer.flat[flat] = factor * answer.flat[flat] + added
            verdict = judged(exercise, answer)
            assert verdict.status == "wrong"
            if not verdict.mistakes and "right order" not in verdict.body:
                place = ", ".join(map(str, np.unravel_index(flat, right.shape)))
                first = f"{right.size - 1} of {right.size} values right; the first that is not, at"
                assert f"{first} index [{place}]" in verdict.body


# --- Digits -------------------------------------------------------------------------------


def few_digits(exercise):
    """Yield the right answer rounded too early."""
    right = np.asarray(exercise.sheet.answer.value, float)
    if not exercise.sheet.answer.is_whole:
        least = exercise.sheet.decimals
        least = exercise.sheet.answer.decimals(4) if least is None else least
        known = exercise.sheet.answer
        first = min(known.decimals(2), max(1, known.decimals(1)))  # a whole digit alone is a guess
        for decimals in range(first, least):
            rounded = np.round(right, decimals)
            if not np.array_equal(rounded, np.round(right, least)):
                yield rounded


@pytest.mark.parametrize("exercise", NUMBERS.values(), ids=NUMBERS)
def test_a_right_answer_that_is_rounded_too_early_brings_no_hint(exercise):
    for answer in few_digits(exercise):
        verdict = judged(exercise, answer)
        assert verdict.status == "close" or "with too few digits?" in verdict.body
        assert not verdict.hint


@pytest.mark.parametrize(("number", "guess"), [("04.2", 4), ("04.5", 1), ("06.1", 2), ("07.1", 1)])
def test_a_whole_digit_alone_is_not_right_as_far_as_it_goes(number, guess):
    verdict = judged(EXERCISES[number], guess)
    assert (verdict.status, bool(verdict.hint)) == ("wrong", True)
    assert "as far as it goes" not in verdict.body
    assert "too few digits" not in verdict.body


@every_exercise
def test_no_reply_to_a_value_calls_a_negative_one_too_small(exercise):
    if exercise.number in NUMBERS and (right := float(exercise.sheet.answer.value)) < 0:
        for factor in (0.3, 0.93, 0.996, 1.004, 1.07, 3.0, 300.0):
            said = judged(exercise, factor * right).body
            assert "too large" not in said
            assert "too small" not in said


@pytest.mark.parametrize("exercise", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize("decimals", [2, 4])
def test_a_right_function_that_rounds_too_early_brings_no_hint(exercise, decimals):
    right = exercise.sheet.rights[0]
    verdict = judged(exercise, lambda *given: np.round(right(*given), decimals))
    assert verdict.status in ("right", "close") or verdict.mistakes
    assert not verdict.hint or verdict.mistakes
