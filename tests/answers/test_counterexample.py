"""A function is tried on many inputs, and told the smallest on which it fails."""

import functools
import gc
import warnings

import numpy as np
import pytest

from bce_lessons.answers import counterexample, sandbox
from bce_lessons.answers.exercise import Trial
from bce_lessons.answers.sandbox import Outcome
from bce_lessons.answers.tried import Tool, unfit
from tests.answers.tried_functions import (
    FIX_IT,
    INPUTS,
    PLENTY,
    TYPICAL,
    failure,
    raising,
    right,
    sheet,
)
from tests.declaring import a_function

ONE = [(np.array([1]), np.array([0.9]))]
LIMIT = 0.2


LARGE = sheet(ONE, count=60)


def test_a_right_function_passes():
    assert counterexample.examine(FIX_IT, right, PLENTY) == counterexample.Finding()


def test_one_that_prints_passes_with_a_remark():
    def printing(y, p):
        print(y)
        return right(y, p)

    assert counterexample.examine(FIX_IT, printing, PLENTY) == counterexample.Finding(printed=True)


# --- The smallest input -------------------------------------------------------------------


def test_the_first_input_that_fails_is_told():
    text = failure(lambda y, p: -right(y, p))
    assert text == "`answer(np.array([1]), np.array([0.9]))` gives -0.1054; right is 0.1054."


def test_a_large_input_loses_its_samples_and_its_digits():
    def wrong_for_zeros(y, p):
        return np.mean(-np.log(np.where(y == 1, p, p)))

    assert failure(wrong_for_zeros, LARGE) == (
        "`wrong_for_zeros(np.array([0]), np.array([0.8]))` gives 0.2231; right is 1.609."
    )


def test_it_stops_where_fewer_samples_no_longer_fail():
    def wrong_from_three(y, p):
        return right(y, p) + (len(y) > 2)

    (arguments,) = [part for part in failure(wrong_from_three, LARGE).split("`") if "(" in part]
    y, p = eval(arguments.removeprefix("wrong_from_three"), {"np": np})
    assert len(y) == len(p) == 3
    assert all(round(value, 2) == value for value in p)


def test_an_edge_is_not_met_on_the_way():
    """Rounded to 1, a wrong number would become a NaN, and the diagnosis another one."""

    def naive(y, p):
        return np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    assert "nan" not in failure(naive, LARGE)
    assert "nan" not in failure(naive)


def test_single_numbers_are_rounded_too():
    one = sheet(
        [(1.0, 2)],
        count=30,
        draw=lambda rng: (float(rng.uniform(2, 90)), int(rng.integers(9))),
        reference=lambda x, n: x * n,
    )
    text = failure(lambda x, n: x * n if x < 10 else -1, one)
    x, n = eval(text.split("`")[1].removeprefix("answer"))
    assert x == round(x) >= 10
    assert isinstance(n, int)


def test_an_input_that_the_reference_refuses_is_not_tried():
    def reference(p):
        if (np.round(p, 1) == p).all():
            raise ValueError("no")
        return np.sum(p)

    drawn = sheet([], count=1, draw=lambda rng: (rng.uniform(0.2, 0.8, 2),), reference=reference)
    text = failure(lambda p: 0.0, drawn)
    (number,) = eval(text.split("`")[1].removeprefix("answer"), {"np": np})
    assert round(number, 2) == number != round(number, 1)


def grouped(d, groups):
    means = [d[groups == group].mean() for group in np.unique(groups)]
    return np.std(means, ddof=1) / len(means) ** 0.5


def of_one_size(d, groups):
    sizes = np.unique(groups, return_counts=True)[1]
    return len(sizes) > 1 and sizes.min() == sizes.max()


def in_groups(rng):
    groups = rng.permutation(np.repeat(np.arange(4), 3))
    return rng.normal(size=12), groups


def shown_groups(text):
    return eval("(" + text.split("`")[1].split("(", 1)[1], {"np": np})


def wrong_from_three(d, groups):
    return grouped(d, groups) + (len(d) > 2)


def test_a_smaller_input_is_still_as_the_exercise_promises():
    free = a_function(grouped, [], in_groups, count=1).sheet
    _, groups = shown_groups(failure(wrong_from_three, free))
    assert len(groups) == 3
    made = a_function(grouped, [], in_groups, count=1, promised=of_one_size).sheet
    d, groups = shown_groups(failure(wrong_from_three, made))
    assert len(groups) == 4
    assert of_one_size(d, groups)
    _, groups = shown_groups(failure(lambda d, groups: 7.0, made))
    assert len(groups) == 2


def test_an_input_on_which_the_right_function_warns_is_not_tried():
    """NumPy warns of a spread of one group, beside what it returns."""
    free = a_function(grouped, [], in_groups, count=1).sheet
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        _, groups = shown_groups(failure(lambda d, groups: 7.0, free))
    assert told == []
    assert len(np.unique(groups)) == 2


def test_all_inputs_of_an_exercise_are_as_it_promises():
    with pytest.raises(ValueError, match="input 1 is not what `promises` promises"):
        _ = a_function(
            grouped, [(np.ones(2), np.arange(2)), (np.ones(3), np.array([0, 0, 1]))], in_groups,
            promised=of_one_size,
        ).sheet  # fmt: skip


def test_a_finite_right_value_does_not_become_infinite_on_the_way():
    of = sheet([(np.array([0.4812]),)], reference=lambda p: 1 / np.abs(p - 0.5).min())
    assert "np.array([0.48]))` gives 0; right is 50." in failure(lambda p: 0.0, of)


def test_the_course_s_own_functions_leave_the_inputs_as_they_are():
    trial = Trial((np.array([2.0, 1.0]),))
    assert trial.of(lambda p: p.sort()) == "ValueError"
    assert trial.of(sum).value == 3.0


def test_shrinking_stops_when_the_time_is_up(clock):
    def slow(y, p):
        clock.wait(1.2 * PLENTY)
        return 0.0

    long = sheet([(np.ones(9, dtype=int), np.full(9, 0.51234))])
    assert "<9 numbers>, <9 numbers>" in failure(slow, long)


# --- Whatever it does ---------------------------------------------------------------------


def endless(y, p):
    while True:
        sandbox.time.wait(1.0)  # of the test's own clock


def endless_for_two(y, p):
    return endless(y, p) if len(y) > 1 else right(y, p)


def recursive(y, p):
    return recursive(y, p)


def changing(y, p):
    p[0] = 0.5
    return right(y, p)


def silent(y, p):
    right(y, p)


def printing(y, p):
    print(right(y, p))


class Callable:
    def __call__(self, y, p):
        return 0.0


CALL = "(np.array([1]), np.array([0.9]))`"


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (endless, f"`endless{CALL} had not ended after 600 seconds and was stopped."),
        (
            endless_for_two,
            "`endless_for_two(np.array([1, 0]), np.array([0.9, 0.2]))` had not ended",
        ),
        (raising(KeyError("a")), f"`function{CALL} raises KeyError: 'a'."),
        (raising(KeyboardInterrupt()), f"`function{CALL} raises KeyboardInterrupt."),
        (raising(SystemExit(3)), f"`function{CALL} stops the program (SystemExit) instead"),
        (raising(ValueError("x\n" * 99)), f"`function{CALL} raises ValueError: x x x x"),
        (changing, f"`changing{CALL} changes its second argument in place: work on a copy"),
        (silent, f"`silent{CALL} returns nothing: end it with `return` and the result."),
        (printing, f"`printing{CALL} prints, but returns nothing: end it with `return`"),
        (lambda y, p: [None], f"What `answer{CALL} returns cannot be read as numbers: it[0] is No"),
        (lambda y, p: "0.1", f"What `answer{CALL} returns is text: write the number itself"),
        (
            lambda y, p: [right(y, p)],
            f"What `answer{CALL} returns is an array of shape (1,), but a",
        ),
        (lambda y, p: (x for x in y), f"What `answer{CALL} returns is of type `generator`: give"),
        (lambda y, p: np.random.default_rng().random(), f"`answer{CALL} gives another value each"),
        (lambda y, p: np.nan, f"`answer{CALL} gives nan; right is 0.1054."),
        (Callable(), f"`answer{CALL} gives 0; right is 0.1054."),
        (functools.partial(lambda a, y, p: a, 0), f"`answer{CALL} gives 0; right is 0.1054."),
        (np.log, f"`log{CALL} changes its second argument in place"),
        (max, f"What `max{CALL} returns is an array of shape (1,), but a single number"),
    ],
)
@pytest.mark.usefixtures("clock", "patient")
def test_misbehaviour_is_told_in_a_sentence(function, text):
    assert unfit(function, INPUTS[0]) == ""
    said = failure(function)
    assert said.startswith(text)
    assert len(said) < 250


def test_recursion_without_end_is_told_in_a_sentence():
    gc.collect()  # or a finalizer may be what meets the end of the stack
    once = sheet(ONE)
    text = f"`recursive{CALL} calls itself without end: when should it stop?"
    assert failure(recursive, once) == text


def test_one_that_cannot_be_stopped_is_told_so(monkeypatch):
    left_behind = Outcome(ended=False, stopped=False)
    monkeypatch.setattr(counterexample, "calls", lambda *arguments: [left_behind])
    text = f"`right{CALL} had not ended after 0.2 seconds and could not be stopped, so it runs on,"
    assert failure(right, limit=LIMIT).startswith(text)


def test_a_call_that_waits_is_asked_about_its_wait_and_is_no_wrong_answer(monkeypatch):
    monkeypatch.setattr(counterexample, "calls", lambda *arguments: [Outcome(ended=False)])
    finding = counterexample.examine(FIX_IT, right, LIMIT)
    assert finding.unjudged
    assert finding.failure.endswith("Does every loop, and every wait, come to its end?")


@pytest.mark.parametrize("count", [2, 8])
def test_a_late_call_that_had_not_ended_is_told_with_what_was_right(monkeypatch, count):
    def some(function, inputs, *others):
        values = [Outcome(trial.of(right).value) for trial in FIX_IT.trials[:count]]
        return [*values, Outcome(ended=False, late=True)]

    monkeypatch.setattr(counterexample, "calls", some)
    finding = counterexample.examine(FIX_IT, right, PLENTY)
    if count == 8:  # every case
        assert finding == counterexample.Finding()
        return
    assert finding.unjudged
    assert finding.failure == (
        "`right` is right so far, but within 600 seconds it could be tried on 2 of 8 inputs only. "
        f"`{Tool(right, 'right', 0, 0).written(INPUTS[2])}` had not ended by then "
        "and was stopped. Is it slow? Does every loop, and every wait, come to its end?"
    )


def test_a_long_error_is_cut():
    assert failure(raising(ValueError("x\n" * 99))).endswith(" ….")


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (float, "`float` is a class: give a function."),
        (0.5, "A function is asked for, and this is none: give its name alone"),
        (None, "A function is asked for, and this is none: give its name alone"),
        (lambda y: y, "`answer` cannot be called with 2 arguments, as the question asks."),
        (lambda y, p, q: y, "`answer` cannot be called with 2 arguments, as the question asks."),
        (lambda y, *, p: y, "`answer` cannot be called with 2 arguments, as the question asks."),
    ],
)
def test_what_cannot_be_tried_is_told(function, text):
    assert unfit(function, INPUTS[0]).startswith(text)


def test_one_argument_is_one():
    assert "with one argument, as" in unfit(lambda: 1, TYPICAL.trials[0].arguments)


def test_a_slow_function_is_told_so(clock):
    def slow(y, p):
        clock.wait(0.75 * PLENTY)
        return right(y, p)

    assert failure(slow) == (
        "`slow` is right so far, but slow: within 600 seconds it could be tried on 2 of 8 inputs "
        "only."
    )


def test_a_function_right_on_every_case_may_run_out_of_time_on_the_rest(clock):
    one = sheet(ONE, count=1000)
    assert failure(lambda y, p: (clock.wait(0.1 * PLENTY), right(y, p))[1], one) == ""
