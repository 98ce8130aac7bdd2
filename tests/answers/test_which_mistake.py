"""A mistake is named by what it gives, and else by what it raises."""

import math

import numpy as np
import pytest

from bce_lessons.answers import counterexample
from tests.answers.tried_functions import FIX_IT, INPUTS, PLENTY, failure, raising, right, sheet


def named(function, of=FIX_IT):
    return [mistake.says for mistake in counterexample.examine(of, function, PLENTY).mistakes]


def test_a_mistake_is_named_beside_a_nan_at_an_edge():
    def no_minus(y, p):
        return np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    assert [says[:37] for says in named(no_minus)] == ["That is the log without its minus sig"]
    assert [says[:29] for says in named(lambda y, p: -no_minus(y, p))] == [
        "That is NaN, as 0 · log 0 is:"
    ]


def test_an_infinity_refutes_a_mistake():
    def swapped(p, y):
        return right(y, p)

    assert [says[:46] for says in named(swapped)] == [
        "That is what comes out with the arguments swap"
    ]


def test_what_changes_its_argument_and_is_right_makes_no_other_mistake():
    def change(y, p):
        p[y == 0] = 1 - p[y == 0]
        return -np.mean(np.log(p))

    assert "in place" in failure(change)
    assert named(change) == []


@pytest.mark.parametrize("eps", [1e-15, 1e-7, 1e-3])
def test_a_clip_is_found_in_one_term_and_in_two(eps):
    def two(y, p):
        p = np.clip(p, eps, 1 - eps)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    for function in (two, lambda y, p: right(y, np.clip(p, eps, 1 - eps))):
        assert f"That clips p at {eps:.3g} before" in " ".join(named(function))


def test_what_is_added_inside_the_log_is_found():
    def one(y, p):
        return -np.mean(np.log(np.where(y == 1, p, 1 - p) + 1e-9))

    def two(y, p):
        return -np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))

    for function in (one, two):
        assert [says[:31] for says in named(function)] == ["That adds 1e-09 inside the log:"]


def test_infinity_made_the_largest_float_is_found():
    def fixed(y, p):
        return -np.mean(np.nan_to_num(y * np.log(p) + (1 - y) * np.log(1 - p)))

    assert "`np.nan_to_num`" in " ".join(named(fixed))


@pytest.mark.parametrize(
    ("of_samples", "says"),
    [(slice(1, None), "leaves the first"), (slice(None, -1), "leaves the last")],
)
def test_a_loop_that_leaves_a_sample_out_is_found(of_samples, says):
    def loop(y, p):
        pairs = list(zip(y, p, strict=True))[of_samples]
        return -sum(np.log(b if a == 1 else 1 - b) for a, b in pairs) / len(y)

    assert says in " ".join(named(loop))


def test_a_named_mistake_needs_no_other_advice():
    def each(y, p):
        return -np.log(np.where(y == 1, p, 1 - p))

    assert failure(each).endswith("but a single number is asked for.")
    assert [says[:33] for says in named(each)] == ["That is the loss of each predicti"]
    assert failure(lambda y, p: [right(y, p)]).endswith("take the number out, with `[0]`.")


def test_a_rounded_result_is_told_so():
    def rounded(y, p):
        return round(right(y, p), 2)

    assert failure(rounded).endswith("all digits, unrounded.")
    assert failure(rounded, sheet(INPUTS, ("rounded", rounded, "It rounds."))).endswith(
        "is 0.1054."
    )


@pytest.mark.parametrize(
    ("function", "advice"),
    [
        (lambda y, p: sum(map(math.log, p)), "while `np.log` gives −∞."),
        (lambda y, p: np.log(p) if y == 1 else 0, "use `np.where`."),
        (lambda y, p: math.log(np.append(p, 0.5)), "those of `np` take whole arrays."),
    ],
)
def test_errors_with_arrays_bring_advice(function, advice):
    cases = [(np.array([1, 0]), np.array([0.5, 0.0]))]
    of = sheet(cases, reference=lambda y, p: 1.0)
    assert failure(function, of).endswith(advice)


def test_nan_alone_is_no_evidence():
    assert named(lambda y, p: np.nan) == []
    assert named(lambda y, p: "text") == []


def test_a_mistake_that_raises_is_named_by_its_error():
    def divide(y, p):
        return right(y, p) if len(y) < 3 else 1 / 0

    of = sheet(INPUTS, ("divides", divide, "It divides by zero for three."))
    assert named(divide, of) == ["It divides by zero for three."]
    assert named(raising(ValueError()), of) == []


def test_a_mistake_that_explains_the_errors_too_is_told_alone():
    def half(y, p):
        return right(y, p) / 2

    def half_or_error(y, p):
        return half(y, p) if len(y) < 3 else 1 / 0

    found = ("half", half, "It takes half."), ("fails", half_or_error, "And it fails.")
    of = sheet(INPUTS, *found)
    assert named(half_or_error, of) == ["And it fails."]
    assert named(half, of) == ["It takes half."]
    assert named(half_or_error, sheet(INPUTS, *found[:1])) == ["It takes half."]


def test_the_time_asked_for_is_neither_more_nor_less(clock):
    def slow(y, p):
        clock.wait(0.5 * PLENTY)
        return right(y, p)

    assert "tried on 2 of 8 inputs" in failure(slow)


def test_a_failing_input_keeps_at_least_one_sample():
    met = []

    def wrong(p):
        met.append(len(p))
        return -np.log(p) + 1 if len(p) else np.ones(1)

    one = sheet([(np.array([0.5, 0.25]),)], reference=lambda p: -np.log(p))
    assert "np.array([0.2])" in failure(wrong, one)
    assert min(met) == 1


def test_no_shape_is_advised_that_fits_one_input_only():
    cases = [(np.array([0.5]),), (np.array([0.5, 0.2]),), (np.array([0.5, 0.2, 0.1]),)]
    of = sheet(cases, reference=lambda p: -np.log(p), draw=lambda rng: cases[0])
    assert failure(lambda p: -np.log(p)[:, None], of).endswith("flatten it with `np.ravel`.")
    assert failure(lambda p: np.outer(p, p), of).endswith("shape (1,) is asked for.")
    assert failure(lambda p: np.column_stack([1 - p, p]), of).endswith("class 1, `[:, 1]`.")
    one = sheet(cases, reference=lambda p: float(p.sum()), draw=lambda rng: cases[0])
    assert failure(lambda p: p, one).endswith("but a single number is asked for.")
    assert failure(lambda p: [p.sum()], one).endswith("take the number out, with `[0]`.")
