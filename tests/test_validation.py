"""Whatever would quietly give a wrong number says what is wrong, where, and what to do."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import bce_lessons as bce
from tests.argument_names import (
    NAN,
    OF_LABELS,
    OF_LOGITS,
    OF_PROBABILITIES,
    PROBABILITY_LOSSES,
    Unwilling,
    by_name,
    says,
)

INF = float("inf")
LOSSES = [*PROBABILITY_LOSSES, bce.binary_cross_entropy_with_logits]
OF_ONE = [(bce.sigmoid, "z"), (bce.logit, "p"), (bce.surprisal, "p"), (bce.binary_entropy, "q")]


# --- labels ----------------------------------------------------------------------------------


@by_name(OF_LABELS)
@pytest.mark.parametrize(
    ("y", "at", "value", "remedy"),
    [
        ([1, -1, 1], "y_true[1]", "-1", "np.equal(y_true, 1)"),
        ([-1.0, -1.0, -1.0], "y_true[0]", "-1.0", "np.equal(y_true, 1)"),
        ([0, 2, 0], "y_true[1]", "2", "np.equal(y_true, 2)"),
        ([1, 1, 2], "y_true[2]", "2", "np.equal(y_true, 2)"),
        (
            np.array([0, 2**64 - 1, 1], np.uint64),
            "y_true[1]",
            "18446744073709551615",
            "(y_true, 18446744073709551615)",
        ),
        ([0, 1, 2], "y_true[2]", "2", "np.equal(y_true, 2)"),
        ([0, 255, 0], "y_true[1]", "255", "np.equal(y_true, 255)"),
        ([0, 1.5, 0], "y_true[1]", "1.5", "bring y_true into [0, 1]"),
        ([0, 1.5, -0.3], "y_true[1]", "1.5", "are these the predictions?"),
        ([0, 1 + 2**-52, 0], "y_true[1]", "1.0000000000000002", "np.clip(y_true, 0, 1)"),
        ([0, np.longdouble(1.5), 0], "y_true[1]", "1.5", "bring y_true into [0, 1]"),
        ([0, INF, 0], "y_true[1]", "inf", "bring y_true into [0, 1]"),
        ([0, NAN, 2], "y_true[1]", "nan", "drop or fill missing values"),
        ([3, NAN, 0], "y_true[0]", "3", "np.equal(y_true, 3.0)"),
        (pd.Series([0, 1, 2], index=[9, 8, 7]), "y_true[2]", "2", "np.equal(y_true, 2)"),
    ],
)
def test_labels_must_be_zero_or_one(function, y, at, value, remedy):
    with says(ValueError, f"{at} is {value}", remedy):
        function(y, [0.5, 0.5, 0.5])


def test_a_scalar_label_has_no_index():
    with says(ValueError, "y_true is 2, "):
        bce.binary_cross_entropy(2, 0.5)
    with says(ValueError, "y_true[1, 0] is -1, "):
        bce.binary_cross_entropy([[0, 1], [-1, 1]], np.full((2, 2), 0.5))


# --- probabilities ---------------------------------------------------------------------------


@by_name(OF_PROBABILITIES)
@pytest.mark.parametrize(
    ("p", "at", "value", "perhaps_percent"),
    [
        ([0.5, 1.1, 3], "y_proba[1]", "1.1", True),
        ([0.5, 1.2, 3], "y_proba[1]", "1.2", True),
        ([0.5, 55.0, -3], "y_proba[1]", "55.0", True),
        ([0, 100, 55], "y_proba[1]", "100", True),
        ([2, NAN, 0.5], "y_proba[0]", "2.0", True),
        ([Fraction(1, 2), Fraction(6, 5), 0.5], "y_proba[1]", "Fraction(6, 5)", True),
        ([0.5, 1.0000001, 3], "y_proba[1]", "1.0000001", True),
        ([0.5, -0.1, 3], "y_proba[1]", "-0.1", False),
        ([0.5, 0.5, INF], "y_proba[2]", "inf", False),
        ([-INF, 0.5, 55], "y_proba[0]", "-inf", False),
        ([0.5, 101.0, 3], "y_proba[1]", "101.0", False),
    ],
)
def test_what_is_not_a_probability_is_told_where_to_go(function, p, at, value, perhaps_percent):
    remedy = {
        bce.binary_cross_entropy: "use binary_cross_entropy_with_logits",
        bce.binary_cross_entropy_gradient: "use binary_cross_entropy_with_logits_gradient",
        bce.squared_error: "pass sigmoid(y_proba)",
        bce.squared_error_gradient: "use squared_error_with_logits_gradient",
    }[function]
    with pytest.raises(ValueError, match="logit") as caught:
        function([1, 0, 1], p)
    percent = "; if a percentage, divide by 100" if perhaps_percent else ""
    assert str(caught.value) == (
        f"{at} is {value}, not a probability in [0, 1]: if it is a logit, {remedy}{percent}"
    )


@by_name(OF_PROBABILITIES)
@pytest.mark.parametrize(
    ("p", "shown"),
    [(1 + 2**-52, "1.0000000000000002"), (-1e-17, "-1e-17"), (-5e-324, "-5e-324"),
     (np.nextafter(np.float32(1), np.float32(2)), "1.0000001192092896"),
     (np.longdouble(-(2.0**-30)), "-9.31322574615478")],
)  # fmt: skip
def test_rounding_is_recognised(function, p, shown):
    with says(ValueError, f"y_proba[1] is {shown}", "if rounding", "np.clip(y_proba, 0, 1)"):
        function([1, 0], [0.5, p])


@by_name(OF_PROBABILITIES)
def test_a_probability_is_found_in_a_table_or_alone(function):
    with says(ValueError, "y_proba[1, 0] is 1.5, "):
        function([[0, 1], [1, 1]], [[0.5, 1], [1.5, 2]])
    with says(ValueError, "y_proba is 1.5, "):
        function(1, 1.5)
    with says(ValueError, "y_proba is nan, "):
        function(1, NAN)


@by_name(OF_LOGITS)
def test_logits_may_be_anything_but_nan(function):
    assert np.isfinite(function([0, 1], [-INF, INF])).all()
    assert np.isfinite(function([0, 1], [0.5, 0.25])).all()
    with says(ValueError, "logits[1] is nan,", "drop or fill"):
        function([1, 0, 1], [INF, NAN, NAN])
    with says(ValueError, "logits[0, 1] is nan,"):
        function([[1, 0]], [[INF, NAN]])
    with says(ValueError, "logits is nan,"):
        function(1, NAN)


@pytest.mark.parametrize(("function", "name"), OF_ONE)
def test_functions_of_one_array(function, name):
    with says(ValueError, f"{name}[1] is nan,"):
        function([0.5, NAN])
    with says(ValueError, f"{name} is empty"):
        function([])
    with says(TypeError, f"{name}[0] is 'a'"):
        function(["a"])
    if name != "z":
        with says(ValueError, f"{name}[1] is 1.2,", "logit"):
            function([0.5, 1.2])


def test_divergence_names_its_arguments():
    with says(ValueError, "q[1] is 1.2,", "sigmoid(q)"):
        bce.kl_divergence([0.5, 1.2], [0.5, 0.5])
    with says(ValueError, "p[0] is nan,"):
        bce.kl_divergence([0.5, 0.2], [NAN, 0.5])
    with says(ValueError, "p has shape (2, 1), but q has shape (2,)", "pass np.ravel(p)"):
        bce.kl_divergence([0.5, 0.2], [[0.5], [0.5]])
    with says(ValueError, "q has shape ()", "np.full((2,), q)"):
        bce.kl_divergence(0.5, [0.5, 0.5])
    with says(ValueError, "q is empty"):
        bce.kl_divergence([], [])


def test_the_logit_of_a_logit():
    with says(ValueError, "p is -3, not a probability in [0, 1]: if it is a logit, it need not be"):
        bce.logit(-3)


# --- shapes ----------------------------------------------------------------------------------


@by_name(OF_LABELS)
@pytest.mark.parametrize(
    ("y", "x", "remedy"),
    [
        ((3,), (3, 1), "pass np.ravel({x})"),
        ((3, 1), (3,), "pass np.ravel(y_true)"),
        ((1,), (1, 1), "pass np.ravel({x})"),
        ((3,), (3, 2), "{two}"),
        ((2,), (2, 2), "{two}"),
        ((3, 2), (3,), "pass np.asarray(y_true)[:, 1]"),
        ((3,), (1, 3), "pass np.ravel({x}) and np.ravel(y_true)"),
        ((3, 2), (2, 3), "pass np.ravel({x}) and np.ravel(y_true)"),
        ((2, 2), (2, 2, 1), "pass np.ravel({x}) and np.ravel(y_true)"),
        ((3,), (4,), "one value for each sample"),
        ((150,), (4,), "one value for each sample"),
        ((3,), (3, 3), "one value for each sample"),
        ((), (3,), "pass np.full((3,), y_true)"),
        ((3,), (), "pass np.full((3,), {x})"),
        ((), (1,), "pass np.full((1,), y_true)"),
    ],
)
def test_shapes_must_agree(function, y, x, remedy):
    name = "logits" if function in OF_LOGITS else "y_proba"
    two = (
        "np.diff(logits)[:, 0]"
        if name == "logits"
        else "np.asarray(y_proba)[:, list(model.classes_).index(1)]"
    )
    with says(
        ValueError,
        f"{name} has shape {x}, but y_true has shape {y}",
        remedy.format(x=name, two=two),
    ):
        function(np.ones(y), np.full(x, 0.5))


@by_name(OF_LABELS)
def test_nothing_to_score(function):
    for empty in ([], np.empty((0, 2)), np.array([], object), pd.Series([], dtype=float)):
        with says(ValueError, "y_true is empty"):
            function(empty, empty)
    with says(ValueError, " is empty"):
        function([1], [])


@by_name(OF_LABELS)
def test_ragged_lists(function):
    with says(ValueError, "y_true is ragged: y_true[1] has length 1, y_true[0] has length 2"):
        function([[1, 0], [1]], [[0.5, 0.5], [0.5]])
    with says(ValueError, "is ragged: ", "[2] has length 2, ", "[0] has none"):
        function([1, 0, 1], (0.5, 0.5, [0.5, 0.5]))
    with says(ValueError, "is ragged: ", "[1] has length 2, ", "[0] has none"):
        function([np.array(1), [1, 0]], [0.5, 0.5])
    with says(ValueError, "is ragged: ", "[1] has length 1, ", "[0] has none"):
        function([Unwilling(), [1]], [0.5, 0.5])
    itself: list[object] = [1]
    itself.append(itself)
    with says(ValueError, "y_true is ragged: "):
        function(itself, [0.5, 0.5])
    with says(ValueError, "y_true cannot be made an array of numbers: "):
        function([[[1], [0, 1]], [[1], [0]]], 0.5)


# --- weights and options ---------------------------------------------------------------------


@by_name(LOSSES)
@pytest.mark.parametrize(
    ("w", "says_what", "remedy"),
    [
        ([1, -1, 1], "sample_weight[1] is -1:", "finite and at least 0"),
        ([1, 1, INF], "sample_weight[2] is inf:", "finite and at least 0"),
        ([-INF, 1, NAN], "sample_weight[0] is -inf:", "finite and at least 0"),
        ([1, NAN, INF], "sample_weight[1] is nan,", "drop or fill"),
        ([0, 0, 0], "sample_weight is 0 everywhere", "positive weight"),
        ([1, 1], "sample_weight has shape (2,), but y_true has shape (3,)", "each sample"),
        ([[1], [1], [1]], "sample_weight has shape (3, 1)", "np.ravel(sample_weight)"),
        ([[1, 1]] * 3, "sample_weight has shape (3, 2)", "one value for each sample"),
        (2, "sample_weight has shape ()", "np.full((3,), sample_weight)"),
        ([], "sample_weight is empty", ""),
        (np.ma.array([1, 1, 1], mask=[0, 0, 1]), "sample_weight[2] is masked", "compressed"),
    ],
)
def test_weights_that_are_no_weights(function, w, says_what, remedy):
    for reduction in ("mean", "sum", "none"):
        with says(ValueError, says_what, remedy):
            function([1, 0, 1], [0.5, 0.5, 0.5], sample_weight=w, reduction=reduction)


@by_name(LOSSES)
@pytest.mark.parametrize("shape", [(3, 2), (3, 1), (3, 2, 2)])
def test_weights_of_rows_can_be_spread_as_advised(function, shape):
    y, p = np.ones(shape), np.linspace(0.1, 0.9, math.prod(shape)).reshape(shape)
    names = {"np": np, "sample_weight": [1, 2, 3]}
    with says(ValueError, "pass one weight for each label", "spread it: ") as caught:
        function(y, p, sample_weight=names["sample_weight"])
    spread = eval(str(caught.value).split("sample_weight=")[-1], names)
    rows = np.array([function(*row) for row in zip(y, p, strict=True)])
    assert function(y, p, sample_weight=spread) == pytest.approx(rows @ [1, 2, 3] / 6)


@by_name(LOSSES)
def test_types_of_weights(function):
    with says(TypeError, "sample_weight is 'balanced' (str)", "one number for each sample"):
        function([1, 0], [0.5, 0.5], sample_weight="balanced")
    with says(ValueError, "sample_weight is -1:"):
        function(1, 0.5, sample_weight=-1)


@by_name(LOSSES)
def test_a_weight_above_zero_does_not_excuse_bad_input(function):
    name = "logits" if function in OF_LOGITS else "y_proba"
    with says(ValueError, f"{name}[0] is nan"):
        function([1, 0], [NAN, 0.5], sample_weight=[5e-324, 1])
    with says(ValueError, "y_true[0] is 2"):
        function([2, 0], [0.5, 0.5], sample_weight=[5e-324, 1])


@by_name(LOSSES)
@pytest.mark.parametrize(
    "reduction", ["avg", "", "Mean", b"mean", None, np.mean, True, ["mean"], 0]
)
def test_unknown_reductions(function, reduction):
    error = ValueError if isinstance(reduction, str) else TypeError
    with says(error, "reduction is ", "'mean', 'sum' or 'none'"):
        function([1, 0], [0.5, 0.5], reduction=reduction)


@by_name([bce.surprisal, bce.binary_entropy])
@pytest.mark.parametrize(
    ("base", "error"),
    [(3, ValueError), (0, ValueError), (-2, ValueError), ("2", ValueError), ("bits", ValueError),
     (NAN, ValueError), (2.5, ValueError), (True, TypeError), (np.True_, TypeError),
     (None, TypeError), ([2], TypeError), (2j, TypeError), (np.array([2]), TypeError)],
)  # fmt: skip
def test_unknown_bases(function, base, error):
    with says(error, "base is ", "'e', 2 or 10"):
        function(0.5, base=base)


@by_name(OF_LABELS)
def test_options_are_keywords(function):
    with pytest.raises(TypeError, match="positional"):
        function([1], [0.5], [1])


def test_long_values_are_cut_short():
    with pytest.raises(TypeError) as caught:
        bce.binary_cross_entropy([1], dict.fromkeys(range(1000), "x" * 1000))
    assert len(str(caught.value)) < 300
    with pytest.raises(ValueError, match="reduction is 'm") as caught:
        bce.binary_cross_entropy([1], [0.5], reduction="m" * 1000)
    assert len(str(caught.value)) < 300


def test_only_what_rounding_does_is_to_be_clipped():
    for p in (-0.5, 1.5, -1e-5, 1 + 1e-5):
        with says(ValueError, "y_proba[1] is ", "if it is a logit") as caught:
            bce.binary_cross_entropy([1, 0], [0.5, p])
        assert "clip" not in str(caught.value)
        with says(ValueError, "y_true[1] is ", "bring y_true into [0, 1]") as caught:
            bce.binary_cross_entropy([0.5, p], [0.5, 0.5])
        assert "clip" not in str(caught.value)
