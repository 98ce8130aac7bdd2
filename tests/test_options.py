"""Every scalar option of every public function: wrong types, wrong values, and all right ones.

One table names the options and what they may be; the wrong values are made from it. A test walks
through all public functions and fails for an option that the table does not name.
"""

import inspect
import math
import re
import typing
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import NoneType

import numpy as np
import pandas as pd
import pytest

import bce_lessons
from bce_lessons import _options as options
from bce_lessons import (
    calibration,
    datasets,
    decomposition,
    noise,
    plots,
    precision,
    training,
    variants,
)
from bce_lessons.practice.scores import Forecasts
from tests.public import functions, parameters

HUGE = 10**400


class Unprintable:
    def __repr__(self):
        raise RuntimeError


# What is never a number, each with a type of its own.
NO_NUMBERS = (
    "0.1", "1", b"1", True, np.True_, np.array(True), [0.5], (1,), np.array([0.1, 0.2]),
    np.array([1]), np.array("1"), {}, {1}, 1j, np.complex128(1), object(), Unprintable(), len, int,
    np.ma.masked, np.ma.array(1, mask=True), np.datetime64(1, "ns"), np.timedelta64(1, "ns"),
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number within an interval."""

    low: float = -math.inf
    high: float = math.inf
    ends: tuple[bool, bool] = (False, False)
    good: float = 0.5

    wrong_types = NO_NUMBERS

    @property
    def wrong_values(self):
        yield from (math.nan, np.float32("nan"), np.array(np.nan), Decimal("NaN"), Decimal("sNaN"))
        yield from (HUGE, -HUGE, 10**5000, -math.inf, np.float32("-inf"))
        for end, belongs, out in zip((self.low, self.high), self.ends, (-1, 1), strict=True):
            if not belongs:
                yield end
            if math.isfinite(end):
                yield from (end + out, np.nextafter(end, out * np.inf), Fraction(end) + out)

    @property
    def right(self):
        yield from (self.good, np.float64(self.good), np.array(self.good), Fraction(self.good))
        yield from (Decimal(self.good), np.longdouble(self.good), np.float32(self.good))
        yield from (end for end, belongs in zip((self.low, self.high), self.ends, strict=True)
                    if belongs)  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int = 1
    high: int = options.MOST
    good: int = 2

    wrong_types = (*NO_NUMBERS, 2.5, 2.0, np.float64(2), math.inf, math.nan, Decimal(2))

    @property
    def wrong_values(self):
        yield from (self.low - 1, np.int64(self.low - 1), self.high + 1, HUGE, -HUGE, 10**5000)

    @property
    def right(self):
        yield from (self.good, np.int8(self.good), np.uint64(max(self.good, 0)))
        yield np.array(self.good)


@dataclass(frozen=True)
class Choice:
    """One of some strings."""

    among: tuple[str, ...]

    wrong_types = (0, 1.5, True, b"mean", ["mean"], ("mean",), {}, np.array("mean"), object(), len)

    @property
    def wrong_values(self):
        yield from ("", "unknown", self.among[0].upper(), f" {self.among[0]}", "x" * 1000)

    @property
    def right(self):
        yield from self.among
        yield from map(np.str_, self.among)


@dataclass(frozen=True)
class Among:
    """One of some values of whatever type."""

    right: tuple[object, ...]
    wrong_values: tuple[object, ...]
    wrong_types: tuple[object, ...]


UNIT = Number(0, 1, (True, True))
INSIDE = Number(0, 1)
ABOVE_0 = Number(0)
AT_LEAST_0 = Number(0, ends=(True, False))
REDUCTION = Choice(("mean", "sum", "none"))
LOSS = Choice(("binary_cross_entropy", "squared_error"))
SPECIES = Choice(("virginica",))
TEXT = Among(("", "a", np.str_("b")), (), (None, 0, True, b"a", ["a"], object()))
LABEL = Among(
    (0, 1, 0.0, 1.0, True, False, np.True_, np.uint8(1), np.float32(0), np.array(1), Fraction(1)),
    (-1, 2, 0.5, math.nan, math.inf, HUGE, np.uint8(255), Decimal("sNaN")),
    (None, "0", b"0", [0, 1], np.array([1]), 1j, object(), np.timedelta64(1, "ns")),
)
SIZE = Among(
    ("float32", "float64", "float", "f4", np.float32, np.float64, np.dtype("f8"), float),
    ("float16", "", np.float16, "int64", int, "nonsense", np.longdouble, "a,("),
    (None, 32, 64.0, ["float32"], object(), {}, np.zeros(2), pd.Series([0.5])),
)
BASE = Among(
    ("e", 2, 10, 2.0, np.float32(10), np.array(2), Decimal(10), Fraction(2)),
    ("2", "E", "", 0, 1, 3, math.e, math.nan, math.inf, HUGE, Decimal("sNaN")),
    (None, True, [2], (2,), np.array([2]), 1j, b"e", object(), np.log2),
)
RNG = Among(
    (np.random.default_rng(0),),
    (),
    (None, 42, 0, -1, 1.5, "rng", np.random, np.random.RandomState(0), np.random.SeedSequence(1)),
)

Y, P = (0, 1, 1, 0), (0.1, 0.6, 0.8, 0.4)
X = ((0.0,), (1.0,), (2.0,), (-1.0,))
DESCENT = training.fit_logistic(X, Y, steps=3)
SCORED = Forecasts(("99-coin",), np.array([0.5]), np.array([0]))
TRAIN = datasets.circles().take(slice(0, 40))
RUN = training.train_network(TRAIN, TRAIN, epochs=3, hidden=2)
POINTS = datasets.ten_points()
NETWORK = {"train": TRAIN, "test": TRAIN, "epochs": 1, "hidden": 2}
FIT = {"X": X, "y_true": Y, "steps": 2}
SAMPLES = {"y_true": Y, "y_proba": P}
LOGITS = {"y_true": Y, "logits": P}
REPEATED = {"y_true": Y * 4, "y_proba": P * 4}


def option(function, name, kind, *, optional=False, **others):
    return pytest.param(function, name, kind, optional, others, id=f"{function.__name__}-{name}")


TABLE = [
    option(bce_lessons.binary_cross_entropy, "reduction", REDUCTION, **SAMPLES),
    option(
        bce_lessons.binary_cross_entropy_with_logits, "reduction", REDUCTION, y_true=Y, logits=P
    ),
    option(bce_lessons.squared_error, "reduction", REDUCTION, **SAMPLES),
    option(bce_lessons.surprisal, "base", BASE, p=0.5),
    option(bce_lessons.binary_entropy, "base", BASE, q=0.5),
    option(variants.focal_loss, "reduction", REDUCTION, **SAMPLES),
    option(variants.focal_loss, "gamma", AT_LEAST_0, **SAMPLES),
    option(variants.focal_loss_with_logits, "reduction", REDUCTION, **LOGITS),
    option(variants.focal_loss_with_logits, "gamma", AT_LEAST_0, **LOGITS),
    option(variants.focal_loss_with_logits_gradient, "gamma", AT_LEAST_0, **LOGITS),
    option(variants.focal_minimizer, "gamma", AT_LEAST_0, q=P),
    option(variants.smooth_labels, "alpha", UNIT, y_true=Y),
    option(noise.logit_noise, "sigma", AT_LEAST_0, y_proba=P, rng=np.random.default_rng(0)),
    option(noise.logit_noise, "rng", RNG, y_proba=P, sigma=1),
    option(noise.flip_labels, "rate", UNIT, y_true=Y, rng=np.random.default_rng(0)),
    option(noise.flip_labels, "rng", RNG, y_true=Y, rate=0.5),
    option(noise.mix_with_coin, "a", UNIT, y_proba=P),
    option(calibration.wilson_interval, "confidence", INSIDE, successes=1, n=3),
    option(calibration.reliability_curve, "confidence", INSIDE, **SAMPLES),
    option(calibration.reliability_curve, "n_bins", Whole(), **SAMPLES),
    option(calibration.reliability_curve, "strategy", Choice(("uniform", "quantile")), **SAMPLES),
    option(decomposition.decompose, "n_bins", Whole(), optional=True, **REPEATED),
    option(decomposition.decompose, "min_group_size", Whole(), optional=True, **REPEATED),
    option(decomposition.decompose, "strategy", Choice(("uniform", "quantile", "isotonic")),
           **REPEATED),
    *(option(function, "y", LABEL, z=[3.0])
      for function in (precision.naive_loss, precision.stable_loss, precision.naive_gradient,
                       precision.stable_gradient, precision.exact_loss)),
    *(option(function, "dtype", SIZE, y=1, z=[3.0])
      for function in (precision.naive_loss, precision.stable_loss, precision.naive_gradient,
                       precision.stable_gradient)),
    option(precision.correct_digits, "dtype", SIZE, computed=[0.5], exact=[Decimal("0.51")]),
    option(training.fit_logistic, "C", Number(0, ends=(False, True)), **FIT),
    option(training.fit_logistic, "loss", LOSS, **FIT),
    option(training.fit_logistic, "learning_rate", ABOVE_0, **FIT),
    option(training.fit_logistic, "steps", Whole(), X=X, y_true=Y),
    option(DESCENT.logits, "step", Whole(-4, 3), X=X),
    option(DESCENT.predict_proba, "step", Whole(-4, 3), X=X),
    option(training.train_network, "epochs", Whole(), train=TRAIN, test=TRAIN, hidden=2),
    option(training.train_network, "hidden", Whole(), train=TRAIN, test=TRAIN, epochs=1),
    option(training.train_network, "learning_rate", ABOVE_0, **NETWORK),
    option(training.train_network, "seed", Whole(0, 2**32 - 1), **NETWORK),
    option(RUN.layers, "epoch", Whole(-4, 3, 2)),
    option(RUN.predict_proba, "epoch", Whole(-4, 3, 2), X=TRAIN.X),
    option(datasets.iris_pair, "negative", SPECIES, positive="setosa"),
    option(datasets.iris_pair, "positive", SPECIES, negative="setosa"),
    option(SCORED.costliest, "k", Whole()),
    option(plots.decision_boundary, "bias", Number(), data=TRAIN, weights=[1, 1]),
    option(plots.reliability, "bins", Whole(), **SAMPLES),
    option(plots.reliability, "title", TEXT, **SAMPLES),
    option(plots.reliability_curves, "n_bins", Whole(), y_true=Y, models={"a": P}),
    option(plots.variant_bowls, "q", INSIDE),
    option(plots.variant_bowls, "alpha", UNIT),
    option(plots.variant_bowls, "gamma", AT_LEAST_0),
    option(plots.variant_minima, "alpha", UNIT),
    option(plots.variant_minima, "gamma", AT_LEAST_0),
    option(plots.expected_bowls, "loss", LOSS),
    option(plots.batch_bars, "name", TEXT, **SAMPLES),
    option(plots.confidence_curve, "n_groups", Whole(), outcomes=Y, forecasts=P),
    option(plots.costliest_bars, "top", Whole(), costs={"a": 1, "b": 2}),
    option(plots.log_curve, "p_min", Number(0, 0.5, good=0.25)),
    option(plots.negative_log_curve, "p_min", Number(0, 0.5, good=0.25)),
    option(plots.running_product, "scale", Choice(("linear", "log")), likelihoods=P),
    option(plots.growth_by_halving, "n_halvings", Whole(4, 1000, 5)),
    option(plots.loss_by_epoch, "mark", Whole(0, 3), optional=True, run=RUN),
    option(plots.accuracy_by_epoch, "mark", Whole(0, 3), optional=True, run=RUN),
    option(plots.decision_surface, "epoch", Whole(-4, 3), run=RUN, data=TRAIN),
    option(plots.compare_seeds, "measure", Choice(("loss", "accuracy")), runs={0: RUN}),
    option(plots.compare_seeds, "reference", Number(), optional=True, runs={0: RUN}),
    *(option(function, name, Number(), points=POINTS, **{other: 1})
      for function in (plots.sigmoid_fit, plots.probability_bars, plots.negative_log_bars)
      for name, other in ("wb", "bw")),
    option(plots.descent_history, "steps", Whole(), runs={"a": DESCENT}),
    option(plots.share_of_truth, "dtype", SIZE),
]  # fmt: skip

# Several values at once, each checked as one is: see `test_the_first_wrong_one_of_several`.
SEVERAL = {
    ("iris_pair", "features"),
    ("expected_bowls", "truths"),
    ("flip_floor", "answers"),
    ("certain_miss", "costs"),
    ("costliest_bars", "costs"),
}
# Checked where they are, in ways of their own: by the records, the exercises and the explorers.
ELSEWHERE = {
    "ask", "check", "export", "forget", "my_forecasts", "report", "describe", "new_axes",
    "with_play", "Explorer.panel", "Explorer.table", "Panel.line", "Panel.dot", "Panel.bar",
    "Panel.rule", "Panel.field", "Panel.text",
}  # fmt: skip
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
    assert len(message) < 300


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
