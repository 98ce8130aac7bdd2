"""The scalar options of all public functions, and what each may be: wrong values follow from it."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import bce_lessons
from bce_lessons import _options as options
from bce_lessons import (
    calibration,
    comparison,
    datasets,
    decomposition,
    noise,
    plots,
    precision,
    priors,
    training,
    variants,
)
from bce_lessons.lessons.debug_a_training_run._curves import CURVES
from bce_lessons.lessons.debug_a_training_run.model import BUGS
from bce_lessons.practice.scores import Forecasts

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
RATE = Number(0, 1, (True, False))
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
FLAG = Among(
    (False, True, np.False_, np.True_),
    (),
    (None, 0, 1, 1.0, "yes", "", b"1", [True], np.array(True), np.array([True]), {}, object()),
)
LETTER = Among(tuple(CURVES), ("", "a", "I", " A", "AB"), Choice.wrong_types)
SEEDED = replace(RNG, wrong_types=RNG.wrong_types[1:])  # has a seed unless given

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
PAIRED = {"y_true": Y * 4, "proba_a": P * 4, "proba_b": (0.3,) * 16}
SPLITS = {"differences": P, "n_train": 9, "n_test": 1}


def option(function, name, kind, *, optional=False, **others):
    return pytest.param(function, name, kind, optional, others, id=f"{function.__name__}-{name}")


TABLE = [
    option(bce_lessons.binary_cross_entropy, "reduction", REDUCTION, **SAMPLES),
    option(
        bce_lessons.binary_cross_entropy_with_logits, "reduction", REDUCTION, y_true=Y, logits=P
    ),
    option(bce_lessons.squared_error, "reduction", REDUCTION, **SAMPLES),
    option(bce_lessons.categorical_cross_entropy, "reduction", REDUCTION, y_true=0,
           y_proba=(0.5, 0.5)),
    option(bce_lessons.categorical_cross_entropy, "base", BASE, y_true=0, y_proba=(0.5, 0.5)),
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
    option(noise.flip_probabilities, "rate_0", UNIT, y_proba=P, rate_1=0.1),
    option(noise.flip_probabilities, "rate_1", UNIT, y_proba=P, rate_0=0.1),
    option(noise.unflip_probabilities, "rate_0", RATE, y_proba=0.5, rate_1=0),
    option(noise.unflip_probabilities, "rate_1", RATE, y_proba=0.5, rate_0=0),
    option(calibration.wilson_interval, "confidence", INSIDE, successes=1, n=3),
    option(calibration.reliability_curve, "confidence", INSIDE, **SAMPLES),
    option(calibration.reliability_curve, "n_bins", Whole(), optional=True, **SAMPLES),
    option(calibration.reliability_curve, "method", Choice(("bins", "isotonic")), **SAMPLES),
    option(calibration.reliability_curve, "n_resamples", Whole(99, good=99), **SAMPLES),
    option(calibration.reliability_curve, "rng", SEEDED, optional=True, **SAMPLES),
    option(calibration.reliability_curve, "strategy", Choice(("uniform", "quantile")), **SAMPLES),
    option(decomposition.decompose, "n_bins", Whole(), optional=True, **REPEATED),
    option(decomposition.decompose, "min_group_size", Whole(), optional=True, **REPEATED),
    option(decomposition.decompose, "method", Choice(("bins", "isotonic")), optional=True,
           **REPEATED),
    option(decomposition.decompose, "loss", Choice(("cross_entropy", "squared_error")),
           **REPEATED),
    option(decomposition.decompose, "strategy", Choice(("uniform", "quantile", "isotonic")),
           **REPEATED),
    *(option(function, name, kind, **others)
      for function, others in ((comparison.loss_interval, REPEATED),
                               (comparison.compare_losses, PAIRED))
      for name, kind in (("loss", Choice(("cross_entropy", "squared_error"))),
                         ("confidence", INSIDE), ("n_resamples", Whole(99, good=99)),
                         ("method", Choice(("studentized", "bca", "normal"))))),
    option(comparison.loss_interval, "rng", SEEDED, optional=True, **REPEATED),
    option(comparison.compare_losses, "rng", SEEDED, optional=True, **PAIRED),
    option(comparison.corrected_interval, "confidence", INSIDE, **SPLITS),
    option(comparison.corrected_interval, "n_train", Whole(1, 10**15), differences=P, n_test=1),
    option(comparison.corrected_interval, "n_test", Whole(1, 10**15), differences=P, n_train=1),
    *(option(function, "y", LABEL, z=[3.0])
      for function in (precision.naive_loss, precision.stable_loss, precision.naive_gradient,
                       precision.stable_gradient, precision.exact_loss)),
    *(option(function, "dtype", SIZE, y=1, z=[3.0])
      for function in (precision.naive_loss, precision.stable_loss, precision.naive_gradient,
                       precision.stable_gradient)),
    option(precision.correct_digits, "dtype", SIZE, computed=[0.5], exact=[Decimal("0.51")]),
    option(priors.prior_shift, "trained_rate", INSIDE, y_proba=P, actual_rate=0.1),
    option(priors.prior_shift, "actual_rate", INSIDE, y_proba=P, trained_rate=0.1),
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
    option(datasets.draw_circles, "n_samples", Whole(), rng=np.random.default_rng(0)),
    option(datasets.draw_circles, "rng", RNG, n_samples=3),
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
    option(plots.variant_costs, "alpha", UNIT),
    option(plots.variant_costs, "gamma", AT_LEAST_0),
    option(plots.variant_minima, "alpha", UNIT),
    option(plots.two_pushes, "p", INSIDE),
    option(plots.two_pushes, "push", ABOVE_0),
    option(plots.winning_scores, "mark", Whole(-4, 3), optional=True, won=P, tested=P),
    option(plots.map_descents, "loss", LOSS, runs=[DESCENT], X=X, y_true=Y),
    option(plots.isotonic_reliability, "name", TEXT, **SAMPLES),
    option(plots.intervals_and_truth, "truth", Number(), low=P, high=P),
    option(plots.intervals_and_truth, "name", TEXT, low=P, high=P, truth=0.5),
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
    option(plots.bug_curve, "bug", Choice(tuple(BUGS))),
    option(plots.bug_curve, "rate", Number(0, good=1)),
    option(plots.bug_curve, "test", FLAG),
    option(plots.bug_curve, "key", FLAG),
    option(plots.unnamed_curve, "letter", LETTER),
]  # fmt: skip

# Several values at once, each checked as one is: see `test_the_first_wrong_one_of_several`.
SEVERAL = {
    ("iris_pair", "features"),
    ("expected_bowls", "truths"),
    ("flip_floor", "answers"),
    ("learned_logits", "rates"),
    ("certain_miss", "costs"),
    ("costliest_bars", "costs"),
}
# Checked where they are, in ways of their own: by the records, the exercises and the explorers.
ELSEWHERE = {
    "ask", "check", "export", "forget", "hint", "my_forecasts", "progress", "report", "describe",
    "new_axes",
    "with_play", "Explorer.panel", "Explorer.table", "Panel.line", "Panel.dot", "Panel.bar",
    "Panel.rule", "Panel.field", "Panel.text",
}  # fmt: skip
