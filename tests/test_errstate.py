"""The caller's floating-point settings change nothing: neither a number nor an error."""

import dataclasses
import inspect
import re
import warnings

import numpy as np
import pytest

import bce_lessons as bce
from bce_lessons import (
    calibration,
    comparison,
    datasets,
    decisions,
    decomposition,
    networks,
    noise,
    plots,
    precision,
    priors,
    recalibration,
    training,
    variants,
)
from bce_lessons.practice import my_forecasts
from bce_lessons.practice.scores import outcome
from tests.drawn import BIG, EXTREME, TINY
from tests.public import PACKAGES, functions

Y = [0, 1, 1, 0, 1]
P = [TINY, 1 - 1e-16, TINY, 1 - 1e-16, 0.5]
CERTAIN = [0, 1, 0.5, 1e-320, 0.3]
Z = [-BIG, BIG, -745.0, 800, 1e-320]
W = [TINY, 1e-320, BIG, 1, 1e-300]
NARROW = [[1e-200], [1.0], [3.0]]
WIDE = [[-1e3], [1e3]]


def rng():
    return np.random.default_rng(0)


def trained(**options):
    data = datasets.circles()
    with pytest.MonkeyPatch.context() as patch:  # train, though such a network is kept
        patch.setattr(networks, "_network_weights", networks._network_weights.__wrapped__)
        return training.train_network(
            data.take(slice(0, 50)), data.take(slice(50, 90)), epochs=2, hidden=4, **options
        )


# By function, calls whose steps underflow, overflow or divide by 0, though the results are right.
CALLS = {
    "binary_cross_entropy": [
        lambda f: f(Y, P),
        lambda f: f(Y, P, sample_weight=W),
        lambda f: f(Y, P, reduction="none"),
        lambda f: f(Y, np.array([1e-40, 1, 0.5, 1e-45, 0.3], np.float32)),
        lambda f: f(Y, np.array([1e-4000, 1, 0.5, 0, 0.3], np.longdouble)),
        lambda f: f(Y * 1000, P * 1000, sample_weight=W * 1000),
    ],
    "binary_cross_entropy_with_logits": [lambda f: f(Y, Z), lambda f: f(Y * 1000, Z * 1000)],
    "squared_error": [lambda f: f([TINY] * 2, [0, 1e-300], sample_weight=[TINY, BIG])],
    "binary_cross_entropy_gradient": [lambda f: f(Y, P), lambda f: f(Y, CERTAIN)],
    "binary_cross_entropy_with_logits_gradient": [lambda f: f(Y, Z)],
    "squared_error_gradient": [lambda f: f([TINY] * 2, [0, TINY])],
    "squared_error_with_logits_gradient": [lambda f: f(Y, Z)],
    "categorical_cross_entropy": [
        lambda f: f([0, 1], [[TINY, 1], [1, TINY]], sample_weight=[BIG, TINY]),
        lambda f: f([0, 1, 1], logits=[[BIG, -BIG], [-BIG, BIG], [-np.inf, np.inf]]),
        lambda f: f([[1, 0]], [[1e-320, 1]], reduction="none", base=10),
    ],
    "binary_entropy": [lambda f: f(P, base=2), lambda f: f(CERTAIN)],
    "kl_divergence": [lambda f: f(P, CERTAIN), lambda f: f(TINY, 0.5)],
    "surprisal": [lambda f: f(P, base=10), lambda f: f(0)],
    "sigmoid": [lambda f: f(Z)],
    "softmax": [lambda f: f([[BIG, -BIG], [-1e3, 0], [TINY, 0], [-np.inf, np.inf]])],
    "logit": [lambda f: f(CERTAIN)],
    "wilson_interval": [
        lambda f: f(0, 1e300, confidence=TINY),
        lambda f: f(BIG, BIG),
        lambda f: f([0, 3], [0, 7], confidence=1 - 2**-53),
    ],
    "reliability_curve": [
        lambda f: f(Y, P, n_bins=3, strategy="quantile"),
        lambda f: f(Y, [TINY] * 5).expected_calibration_error,
        lambda f: f([int(y) for y in Y], CERTAIN, method="isotonic", n_resamples=99),
    ],
    "fit_temperature": [
        lambda f: f(Y, [-3, 2, -1, 1, 5]),
        lambda f: f(Y, [-BIG, BIG, -1e300, 1e-320, 5]),
        lambda f: f(Y, [-TINY, TINY, -TINY, TINY, TINY]),
    ],
    "fit_platt": [
        lambda f: f(Y, [-3, 2, -4, 1, 5])([-BIG, TINY, BIG]),
        lambda f: f([0, 0, 1, 1], [-1e300, 1e299, TINY, 1e300])([-BIG, TINY, BIG]),
    ],
    "fit_beta": [
        lambda f: f([0, 1, 0, 1], [TINY, 0.3, 0.4, 1 - 1e-16])([0, TINY, 0.5, 1]),
        lambda f: f([0, 1, 0, 1], [TINY, 0.1, 0.3, 0.5], sample_weight=[1, 1e-9, 2, 1e-3])(P),
    ],
    "fit_isotonic": [
        lambda f: f(Y, CERTAIN, sample_weight=W)([0, 1e-320, TINY, 0.5]),
        lambda f: f([TINY, 0, 1], [0, TINY, 1e-320])([0, TINY, 1e-320, 1]),
    ],
    "prior_shift": [
        lambda f: f(CERTAIN, trained_rate=TINY, actual_rate=1 - 2**-53),
        lambda f: f(P, trained_rate=0.5, actual_rate=TINY),
    ],
    "best_threshold": [lambda f: f(1e-320, 1e300), lambda f: f([BIG, TINY], [BIG, BIG])],
    "expected_cost": [lambda f: f([TINY, 0], [TINY, 1], [TINY, 2], cost_fp=TINY, cost_fn=BIG)],
    "decompose": [
        lambda f: f(Y * 2, P * 2),
        lambda f: f(Y, P, strategy="isotonic"),
        lambda f: f(Y, P, loss="squared_error"),
        lambda f: f([TINY, 0.5, 1], [TINY, 1e-320, 1], loss="squared_error", n_bins=1),
        lambda f: f(Y, [TINY] * 5, n_bins=3),
        lambda f: f([TINY, 0, 0, 0, 0], CERTAIN, min_group_size=1),
    ],
    "skill": [
        lambda f: f(Y, P, reference=TINY, sample_weight=W),
        lambda f: f(Y, P),
        lambda f: f([TINY, 0, 0, 0, 1e-320], CERTAIN),
    ],
    "loss_interval": [
        lambda f: f(Y, P),
        lambda f: f(Y, P, sample_weight=W, method="bca"),
        lambda f: f([0] * 5, P, loss="squared_error", method="normal", confidence=1 - 2**-53),
        lambda f: f([0, 0], [TINY, 1e-320]),
    ],
    "compare_losses": [
        lambda f: f(Y, P, P[::-1], sample_weight=W),
        lambda f: f(Y, CERTAIN, [0.5] * 5, method="bca", groups=[1, 1, 2, 2, 3]),
        lambda f: f([0] * 2, [TINY, 0], [TINY, 1e-320]),
    ],
    "corrected_interval": [
        lambda f: f([TINY, -TINY], n_train=1, n_test=10**15),
        lambda f: f([1e300, -1e300], n_train=1, n_test=1, confidence=TINY),
    ],
    "smooth_labels": [lambda f: f([TINY, 1], alpha=TINY), lambda f: f(TINY, alpha=0.5)],
    "focal_loss": [
        lambda f: f(Y, P),
        lambda f: f(Y, P, gamma=1e300),
        lambda f: f(Y, P, reduction="none"),
        lambda f: f(Y, P, sample_weight=W),
        lambda f: f([0, 1], [0.5, 0.5], sample_weight=[BIG, BIG]),
    ],
    "focal_loss_with_logits": [
        lambda f: f(Y, Z),
        lambda f: f(Y, Z, gamma=1e300),
        lambda f: f(Y * 1000, Z * 1000, sample_weight=W * 1000),
    ],
    "focal_loss_with_logits_gradient": [
        lambda f: f(Y, Z),
        lambda f: f([TINY, 0.5, 1], [-BIG, 1e-320, BIG], gamma=1e300),
    ],
    "focal_minimizer": [
        lambda f: f(P, gamma=2),
        lambda f: f(CERTAIN, gamma=BIG),
        lambda f: f(CERTAIN, gamma=TINY),
    ],
    "logit_noise": [lambda f: f(P, BIG, rng()), lambda f: f(P, TINY, rng())],
    "flip_labels": [lambda f: f([0, 1], TINY, rng())],
    "mix_with_coin": [lambda f: f([TINY, 1], TINY)],
    "flip_probabilities": [lambda f: f([TINY, 1e-200, 1], TINY, 1e-200)],
    "unflip_probabilities": [lambda f: f([TINY, 1e-200, 1], TINY, TINY), lambda f: f(TINY, 0, 0.5)],
    "circles_truth": [lambda f: f([[5, 5], [BIG, 1], [TINY, 0]])],
    "rare_class_truth": [lambda f: f([[BIG, -BIG], [BIG, BIG], [TINY, TINY]])],
    "ten_points": [lambda f: f()],
    "draw_circles": [lambda f: f(3, rng())],
    "circles": [lambda f: f().take([0, 5])],
    "iris_pair": [lambda f: f("setosa", "versicolor")],
    "breast_cancer": [lambda f: f().take([0, 5])],
    "rare_class": [lambda f: f().take([0, 5])],
    "naive_loss": [lambda f: f(0, [-1e9, 1e300, TINY, np.inf], "float32")],
    "stable_loss": [lambda f: f(1, [-1e9, 1e300, TINY, -np.inf], "float32")],
    "naive_gradient": [lambda f: f(1, [-1e9, 1e300, TINY], "float32")],
    "stable_gradient": [lambda f: f(0, [-800, 1e300, TINY], "float32")],
    "exact_loss": [lambda f: f(0, [1e9, -1e9, TINY])],
    "correct_digits": [lambda f: f([TINY], precision.exact_loss(1, [744.5]))],
    "fit_logistic": [
        lambda f: f(NARROW, [0, 1, 1], steps=20, C=1e-3),
        lambda f: f(NARROW, [0, 1, 1], steps=2, learning_rate=1e-320),
        lambda f: f(WIDE, [0, 1], steps=20, learning_rate=1e3),
        lambda f: f(WIDE, [TINY, 1], steps=20, loss="squared_error"),
    ],
    "Descent.logits": [
        lambda f: f(training.fit_logistic(NARROW, [0, 1, 1], steps=2), [[TINY], [BIG]])
    ],
    "Descent.predict_proba": [
        lambda f: f(training.fit_logistic(WIDE, [0, 1], steps=2), [[-1e300], [1e4]])
    ],
    "train_network": [lambda f: trained(), lambda f: trained(learning_rate=1e-300)],
    "NetworkRun.layers": [lambda f: f(trained())],
    "NetworkRun.predict_proba": [lambda f: f(trained(), [[1e300, -1e300], [TINY, 1e-320]])],
    "Dataset.take": [lambda f: f(datasets.circles(), [0])],
}
OTHERS = [
    *(lambda draw=draw: plots.alt_text(draw()) for draw in EXTREME),
    lambda: outcome.cache_clear() or my_forecasts(),
    lambda: my_forecasts().confidence(),
]
INTERNAL = {  # within public functions
    "cross_entropy_logit_slope",
    "cross_entropy_terms",
    "exact_product",
    "exp_minus_abs",
    "sigmoid_terms",
    "squared_error_logit_slope",
    "without_softmax",
}
MODULES = (
    bce, calibration, comparison, datasets, decisions, decomposition, noise, precision, priors,
    recalibration, training, variants,
)  # fmt: skip


def found(name):
    kind, dot, method = name.partition(".")
    place = next(vars(place)[kind] for place in MODULES if kind in vars(place))
    return getattr(place, method) if dot else place


CASES = [
    pytest.param(lambda f=function, name=name: f(found(name)), id=f"{name}-{i}")
    for name, calls in CALLS.items()
    for i, function in enumerate(calls)
] + OTHERS


def told(result):
    """Write a result so that two can be compared, to the last digit."""
    if dataclasses.is_dataclass(result):
        return {name: told(value) for name, value in vars(result).items()}
    if isinstance(result, tuple):
        return [told(part) for part in result]
    return repr(result.tolist()) if isinstance(result, np.ndarray) else repr(result)


def refuse(kind, flag):
    raise FloatingPointError(kind)


@pytest.mark.parametrize("call", CASES)
def test_no_setting_of_the_caller_changes_a_result(call):
    with np.errstate(all="ignore"):
        expected = told(call())
    assert not re.search(r"\bnan\b", str(expected))
    with np.errstate(all="raise"):
        assert told(call()) == expected
    with np.errstate(all="call", call=refuse):
        assert told(call()) == expected
    with np.errstate(all="warn"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert told(call()) == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda: bce.binary_cross_entropy([0, np.nan], [0.5, 0.5]),
        lambda: bce.binary_cross_entropy([0, 1], [np.nan, 0.5]),
        lambda: bce.binary_cross_entropy([0, 1], [0.5, 0.5], sample_weight=[1, np.inf]),
        lambda: bce.sigmoid([np.nan]),
        lambda: bce.softmax([[np.inf, np.inf], [0, 1]]),
        lambda: decisions.best_threshold(1, [np.nan, 1]),
        lambda: calibration.wilson_interval([1, np.nan], [1, 1]),
        lambda: variants.smooth_labels(1, alpha=np.longdouble("1e4000")),
        lambda: training.fit_logistic([[1e300], [-1e300]], [0, 1], steps=3),
        lambda: calibration.fit_temperature([0, 1], [-TINY, TINY]),
        lambda: datasets.circles_truth([[np.inf, 0]]),
    ],
)
def test_no_setting_of_the_caller_changes_an_error(call):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=": ") as expected:
        call()
    with np.errstate(all="raise"), pytest.raises(ValueError, match=": ") as caught:
        call()
    assert str(caught.value) == str(expected.value)


def test_every_function_of_the_maths_is_tried():
    maths = {
        name
        for name, function in functions().items()
        if not inspect.getmodule(function).__name__.startswith(tuple(PACKAGES))
    }
    assert maths - INTERNAL - set(CALLS) == set(), "give them calls in CALLS"
