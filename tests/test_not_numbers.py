"""What is no real number is told so, and the remedy that is named works."""

import datetime as dt
import re
import types
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import bce_lessons as bce
from tests.argument_names import (
    NAN,
    OF_LABELS,
    OF_LOGITS,
    Unwilling,
    by_name,
    says,
)


@pytest.mark.parametrize(
    ("x", "at", "remedy"),
    [
        ("0.5", "'0.5' (str)", ", float)"),
        (b"0.5", "b'0.5' (bytes)", ", float)"),
        ("high", "'high' (str)", "pass one number for each sample"),
        (None, "None (NoneType)", "drop or fill missing values"),
        (0.5 + 0j, "(0.5+0j) (complex)", "the real part"),
        ({1: 0.5}, "{1: 0.5} (dict)", "list of its values"),
        ({0.5}, "{0.5} (set)", "list of its values"),
        (dt.date(2024, 2, 29), "datetime.date(2024, 2, 29) (date)", "pass a number"),
        (np.datetime64("2024-02-29"), "2024-02-29 (datetime64)", "pass a number"),
        (np.timedelta64(1, "s"), "1 seconds (timedelta64)", "pass a number"),
        (np.timedelta64(1, "ns"), "1 nanoseconds (timedelta64)", "pass a number"),
        (pd.NA, "<NA> (NAType)", "drop or fill missing values"),
        (pd.NaT, "NaT (NaTType)", "drop or fill missing values"),
        (len, "<built-in function len>", "pass a number"),
        ((0.5 for _ in "a"), "generator", "pass a number"),
        (float, "<class 'float'> (type)", "pass a number"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_types_that_are_not_real_numbers(x, at, remedy):
    for function in OF_LABELS:
        name = "logits" if function in OF_LOGITS else "y_proba"
        with says(TypeError, f"{name} is ", at, remedy):
            function(1, x)
    if not isinstance(x, np.timedelta64 | np.datetime64):
        with says(TypeError, "y_proba[1] is ", at, remedy):
            bce.binary_cross_entropy([1, 0], [0.5, x])
        with says(TypeError, "y_proba[1, 0] is ", at, remedy):
            bce.binary_cross_entropy([[1, 0]] * 2, np.array([[0.5, 0.5], [x, x]], object))


@pytest.mark.parametrize(
    "array",
    [
        np.array(["2024-02-29"], "M8[ns]"),
        np.array([1], "m8[ns]"),
        np.array([1j]),
        np.array(["a"]),
        np.array([(1, 2)], "f8,f8"),
        pd.Series(["a"]),
        pd.Series([pd.Timestamp(0)]),
        pd.Series([pd.Timedelta(0)]),
        pd.Series([pd.Interval(0, 1)]),
        [[{}]],
        np.array([[1, 2], [3]], object),
    ],
    ids=repr,
)
def test_arrays_of_what_is_not_a_real_number(array):
    for function in OF_LABELS:
        with says(TypeError, "y_true[0", "] is ", "not a real number"):
            function(array, [0.5])


def test_strings_as_labels():
    with says(TypeError, "y_true[0] is 'ham' (str)", "np.equal(y_true, 'ham')"):
        bce.binary_cross_entropy(["ham", "spam"], [0.1, 0.2])
    with says(TypeError, "y_true[0] is '0' (str)", "pass np.asarray(y_true, float)"):
        bce.binary_cross_entropy(["0", "1"], [0.1, 0.2])


HALF = [0.5, 0.5]
TABLE = [[0.9, 0.1], [0.2, 0.8]]


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pd.Categorical], ids=repr)
@pytest.mark.parametrize("y", [[-1, 1], [0, 2], [1, 2], ["ham", "spam"], ["0", "1"]], ids=repr)
def test_the_mend_of_labels_mends(y, kind):
    with pytest.raises((TypeError, ValueError)) as caught:
        bce.binary_cross_entropy(kind(y), HALF)
    remedy = re.search(r"np\.(equal|asarray)\(y_true, .*\)", str(caught.value))[0]
    fixed = eval(remedy, {"np": np, "y_true": kind(y)})
    assert sorted(np.asarray(fixed, float)) == [0, 1]
    bce.binary_cross_entropy(fixed, HALF)


def all_remedies(function, x, names):
    """Evaluate every array that the message says to pass for `x`."""
    with pytest.raises((TypeError, ValueError)) as caught:
        function([0, 1], x)
    found = re.findall(
        r"-?np\.\w+\(\w+(?:, float)?\)(?:\[:, (?:\d|.*?\(1\))\])?", str(caught.value)
    )
    return [eval(part, {"np": np, **names}) for part in found]


@pytest.mark.parametrize("kind", [list, np.array, pd.DataFrame], ids=repr)
@pytest.mark.parametrize(
    ("function", "x", "fixed"),
    [
        (bce.binary_cross_entropy, [[0.1], [0.8]], [[0.1, 0.8]]),
        (bce.binary_cross_entropy, [["0.1"], ["0.8"]], [[[0.1], [0.8]]]),
        (bce.binary_cross_entropy_with_logits, [[3, 1], [2, 5]], [[-2, 3], [2, -3]]),
        (bce.binary_cross_entropy_with_logits, [[3], [1]], [[3, 1]]),
    ],
)
def test_the_remedy_for_predictions_works(function, x, fixed, kind):
    name = "logits" if function in OF_LOGITS else "y_proba"
    found = all_remedies(function, kind(x), {name: kind(x)})
    np.testing.assert_array_almost_equal(found, fixed)


@pytest.mark.parametrize("kind", [list, np.array, pd.DataFrame], ids=repr)
@pytest.mark.parametrize(("classes", "fixed"), [([0, 1], [0.1, 0.8]), ([1, 0], [0.9, 0.2])])
def test_the_column_is_that_of_the_positive_class(classes, fixed, kind):
    model = types.SimpleNamespace(classes_=np.array(classes))
    names = {"y_proba": kind(TABLE), "model": model, "list": list}
    (found,) = all_remedies(bce.binary_cross_entropy, kind(TABLE), names)
    np.testing.assert_array_equal(found, fixed)


def test_one_hot_labels_of_two_columns():
    with says(ValueError, "np.asarray(y_true)[:, 1] if the positive class is the second, [:, 0]"):
        bce.binary_cross_entropy([[1, 0], [0, 1]], HALF)
    with says(ValueError, "one value for each sample in both; of a column each class, only that"):
        bce.binary_cross_entropy([1, 0], np.full((2, 3), 1 / 3))


@pytest.mark.parametrize("missing", [pd.NA, None, NAN])
def test_missing_values_in_a_nullable_series(missing):
    with pytest.raises((TypeError, ValueError), match=r"y_proba\[1\] is .*drop or fill missing"):
        bce.binary_cross_entropy([1, 0], pd.Series([0.5, missing], dtype="Float64"))


def test_numbers_that_no_float_can_hold():
    for huge in (10**400, Fraction(10**400, 3), Decimal("sNaN")):
        with says(ValueError, "logits[1] is ", "no float64 can hold"):
            bce.binary_cross_entropy_with_logits([1, 0], [0.5, huge])


@by_name(OF_LABELS)
def test_sparse_matrices(function):
    for matrix in (sparse.csr_array([[1.0, 0.0]]), sparse.coo_matrix([[1.0, 0.0]])):
        with says(TypeError, "y_true is a sparse ", "pass y_true.toarray()"):
            function(matrix, [[0.5, 0.5]])


def test_what_cannot_become_an_array():
    with says(ValueError, "y_proba cannot be made an array of numbers: call .detach() first"):
        bce.binary_cross_entropy([1], Unwilling())


@by_name(OF_LABELS)
def test_masks_are_not_ignored(function):
    name = "logits" if function in OF_LOGITS else "y_proba"
    masked = np.ma.array([0.5, 0.5, 0.5], mask=[0, 1, 1])
    with says(ValueError, f"{name}[1] is masked", ".compressed() on both"):
        function([1, 0, 1], masked)
    with says(ValueError, "y_true[1] is masked", ".compressed() on both"):
        function(masked, [1, 0, 1])
    with says(ValueError, f"{name}[0, 1] is masked"):
        function([[1, 0, 1]], [masked])
    with says(ValueError, f"{name}[1] is masked"):
        function([1, 0], [0.5, np.ma.masked])
    with says(ValueError, "y_true is masked"):
        function(np.ma.masked, 0.5)
    with says(ValueError, f"{name}[0, 0, 1] is masked"):
        function([[[1, 0, 1]]], [(masked,)])
    with says(ValueError, "y_true[0, 1] is masked"):
        function([(1, np.ma.masked), np.ma.masked_all(2)], [[0.5, 0.5]] * 2)
    with says(TypeError, f"{name}[1] is masked", "drop or fill"):
        function([1, 0], np.array([0.5, np.ma.masked], object))
    unmasked = np.ma.array([0.5, 0.25], mask=[0, 0])
    np.testing.assert_array_equal(function([1, 0], unmasked), function([1, 0], [0.5, 0.25]))
