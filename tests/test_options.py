"""Every scalar option of every public function: wrong types, wrong values, and all right ones.

One table names the options and what they may be; the wrong values are made from it. A test walks
through all public functions and fails for an option that the table does not name.
"""

import inspect
import re
import typing
from pathlib import Path
from types import NoneType

import numpy as np
import pytest

import bce_lessons
from bce_lessons import _options as options
from bce_lessons import (
    calibration,
    datasets,
    noise,
    plots,
    precision,
    training,
    variants,
)
from tests.options_table import DESCENT, ELSEWHERE, RNG, SEVERAL, TABLE, TRAIN, Number, Whole, X, Y
from tests.public import functions, parameters

every_option = pytest.mark.parametrize(("function", "name", "kind", "optional", "others"), TABLE)


def shown(value):
    """How a message shows a value: at least its beginning."""
    if isinstance(value, int) and abs(value) > 10**4300:
        return "a number of thousands of digits"
    return options.shown(value)


def refuse(function, name, value, others, error):
    """Check that an error of one type names the option, shows the value and says the remedy."""
    with pytest.raises((TypeError, ValueError)) as caught:
        function(**{name: value}, **others)
    message = str(caught.value)
    assert caught.type is error, message
    assert message.startswith(f"{name} is {shown(value)}"), message
    assert re.search(r": (give|choose) ", message), message
    assert len(message) < 320  # four lines, and all 17 names where one is to be chosen


@every_option
def test_a_wrong_type_is_named(function, name, kind, optional, others):
    for value in kind.wrong_types:
        refuse(function, name, value, others, TypeError)
    if not optional and kind is not RNG:
        refuse(function, name, None, others, TypeError)


@every_option
def test_a_wrong_value_is_named(function, name, kind, optional, others):
    for value in kind.wrong_values:
        refuse(function, name, value, others, ValueError)


@every_option
def test_right_values_give_what_plain_python_gives(function, name, kind, optional, others):
    """NumPy's numbers, arrays of no dimension and exact fractions count as what they hold."""
    results = [told(function(**{name: value}, **others)) for value in kind.right]
    if isinstance(kind, Number | Whole):
        same = sum(value == kind.good for value in kind.right)
        random = "rng" in others  # moves on at each call
        assert random or results[:same] == results[:1] * same
    if optional:
        function(**{name: None}, **others)


def test_a_minus_zero_is_a_zero():
    rng = np.random.default_rng(0)
    assert noise.logit_noise([0.2], -0.0, rng) == pytest.approx([0.2])
    assert str(options.number("x", -0.0, options.AT_LEAST_0)) == "0.0"


def told(result):
    """Write a result so that two of them can be compared."""
    return plots.alt_text(result) if hasattr(result, "get_label") else repr(result)


def leaves(annotation):
    """Yield the types that an annotation is made of."""
    if typing.get_origin(annotation) is typing.Literal:
        yield str
    elif typing.get_args(annotation):
        for part in typing.get_args(annotation):
            yield from leaves(part)
    elif annotation is not Ellipsis:
        yield annotation


def scalar_options():
    """Yield every parameter that takes a number, a name or a generator, and no array."""
    scalars = {int, float, str, bool, NoneType, Path, np.random.Generator}
    for function, thing in functions().items():
        for name, annotation in parameters(thing).items():
            if set(leaves(annotation)) <= scalars:
                yield function, name


def test_no_option_of_any_public_function_is_left_out():
    named = {(row.values[0].__qualname__, row.values[1]) for row in TABLE} | SEVERAL
    found = {pair for pair in scalar_options() if pair[0] not in ELSEWHERE}
    assert found - named == set(), "name them in TABLE, and check them by bce_lessons._options"
    assert named - found == {("Forecasts.costliest", "k")}  # of what `my_forecasts` returns
    assert {name for name, _ in scalar_options()} >= ELSEWHERE


def test_each_row_gives_all_that_its_function_needs():
    for row in TABLE:
        function, name, _, _, others = row.values
        needed = [
            parameter.name
            for parameter in inspect.signature(function).parameters.values()
            if parameter.default is parameter.empty
        ]
        assert set(needed) <= {name, *others}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: plots.expected_bowls(truths=0.3),
            TypeError,
            "truths is 0.3: give a tuple, each a",
        ),
        (lambda: plots.expected_bowls(truths="0.3"), TypeError, "truths is '0.3' (str): give a"),
        (lambda: plots.expected_bowls(truths=[]), ValueError, "truths is []: give at least one"),
        (
            lambda: plots.expected_bowls(truths=[0.5, 1]),
            ValueError,
            "truths[1] is 1: give a number",
        ),
        (lambda: plots.expected_bowls(truths=np.array([0.5, 2])), ValueError, "truths[1] is 2.0:"),
        (
            lambda: plots.flip_floor([0.1], [[1.0]], answers=(0.5, "1")),
            TypeError,
            "answers[1] is '1' (str): give a number between 0 and 1",
        ),
        (lambda: plots.certain_miss([1]), TypeError, "costs is [1] (list): give a dict"),
        (lambda: plots.certain_miss({"a": "1"}), TypeError, "costs['a'] is '1' (str): give"),
        (lambda: plots.costliest_bars({"a": np.inf}), ValueError, "costs['a'] is inf: give"),
        (
            lambda: datasets.iris_pair("setosa", "virginica", features=5),
            TypeError,
            "features is 5:",
        ),
        (lambda: training.fit_logistic(X, Y, start=5), TypeError, "start is 5: give (w, b)"),
        (lambda: training.fit_logistic(X, Y, start="ab"), TypeError, "start is 'ab' (str): give"),
        (lambda: training.fit_logistic(X, Y, start=np.zeros(3)), ValueError, "start is array([0."),
        (lambda: training.fit_logistic(X, Y, start=np.array(1)), TypeError, "start is array(1) ("),
        (lambda: training.fit_logistic(X, Y, start={}), TypeError, "start is {} (dict): give (w"),
        (lambda: training.fit_logistic(X, Y, start=(1,)), ValueError, "start is (1,): give (w, b)"),
        (lambda: training.fit_logistic(X, Y, start=("1", 0)), TypeError, "start[0] is '1' (str)"),
        (lambda: training.fit_logistic(X, Y, start=(0, None)), TypeError, "start[1] is None"),
        (
            lambda: training.fit_logistic(X, Y, start=(0, [0])),
            ValueError,
            "start is (0, [0]): give",
        ),
        (lambda: training.fit_logistic(X, Y, loss=[]), TypeError, "loss is [] (list): choose"),
        (
            lambda: training.train_network(5, TRAIN),
            TypeError,
            "train is 5: give a Dataset, such as",
        ),
        (lambda: training.train_network(TRAIN, X), TypeError, "test is ((0.0,), (1.0,),"),
    ],
)
def test_the_first_wrong_one_of_several(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: variants.smooth_labels(Y, alpha="0.1"),
            "alpha is '0.1' (str): give a number from 0 to 1, such as 0.1",
        ),
        (
            lambda: calibration.wilson_interval(1, 2, confidence=95),
            "confidence is 95: give a number between 0 and 1, such as 0.95; for 95 % give 0.95",
        ),
        (
            lambda: training.fit_logistic(X, Y, C=None),
            "C is None: give a number above 0; np.inf means no penalty",
        ),
        (
            lambda: training.fit_logistic(X, Y, steps=10.0),
            "steps is 10.0: give a whole number, 1 or more, without a point: 10",
        ),
        (
            lambda: training.fit_logistic(X, Y, steps=10**8),
            "steps is 100000000: give a whole number from 1 to 10000000",
        ),
        (
            lambda: DESCENT.logits(X, 9),
            "step is 9: give a whole number from -4 to 3; -1 is the last",
        ),
        (
            lambda: noise.flip_labels(Y, 0.1, 42),
            "rng is 42: give a generator, such as np.random.default_rng(42)",
        ),
        (
            lambda: noise.flip_labels(Y, 0.1, None),
            "rng is None: give a generator, such as np.random.default_rng(0)",
        ),
        (
            lambda: bce_lessons.surprisal(0.5, base=True),
            "base is True: choose 'e', 2 or 10",
        ),
        (
            lambda: precision.naive_loss("0", [2.0]),
            "y is '0' (str): give one label, 0 or 1",
        ),
    ],
)  # fmt: skip
def test_messages_in_full(call, message):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert str(caught.value) == message


def test_flags():
    assert options.flag("dry_run", True) is True
    assert options.flag("dry_run", np.False_) is False
    for value in (0, 1, None, "yes", "", [True], np.array([True])):
        refuse(lambda dry_run: options.flag("dry_run", dry_run), "dry_run", value, {}, TypeError)


def test_intervals_in_words():
    assert str(options.FINITE) == "a finite number"
    assert str(options.ABOVE_0) == "a finite number above 0"
    assert str(options.AT_LEAST_0) == "a finite number of at least 0"
    assert str(options.AT_LEAST_0_OR_INF) == "a number of at least 0"
    assert str(options.ABOVE_0_OR_INF) == "a number above 0"
    assert str(options.UNIT) == "a number from 0 to 1"
    assert str(options.INSIDE_UNIT) == "a number between 0 and 1"
