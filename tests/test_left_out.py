"""Marks for samples to leave out are recognised, and the advice on them works."""

import math
import re
from fractions import Fraction

import dask.array as da
import numpy as np
import pandas as pd
import pytest

import bce_lessons as bce
from bce_lessons import blocks
from bce_lessons.variants import smooth_labels
from tests.sampled import NAN, TABLES, says

LEAVE_OUT = "samples to leave out: keep = "


@pytest.mark.parametrize("kind", [list, np.array, pd.Series], ids=lambda k: k.__name__)
@pytest.mark.parametrize(
    "y",
    [[0, 1, 255], [0, 1, -100], [-1, 0, 1], [0, 1, 99, 999], [0, -1, 0], [1, -100], [1, 1, 255],
     [0, 1, NAN], [0.25, 1.0, -1.0], [-1, 0, 1, 255], [1, 9999, 65535, 0], [0, 255]],
    ids=repr,
)  # fmt: skip
def test_the_message_says_how_to_leave_out_what_is_marked(y, kind):
    p = np.linspace(0.2, 0.7, len(y))
    with pytest.raises(ValueError, match=LEAVE_OUT) as caught:
        bce.binary_cross_entropy(kind(y), p)
    found = re.search(r"keep = (.+?), then pass (np\.asarray\(y_true\)\[keep\])", str(caught.value))
    names = {"np": np, "y_true": kind(y)}
    names["keep"] = eval(found[1], names)
    counting = [0 <= label <= 1 for label in y]
    assert names["keep"].tolist() == counting
    right = bce.binary_cross_entropy(np.array(y)[counting], p[counting])
    assert bce.binary_cross_entropy(eval(found[2], names), p[names["keep"]]) == right
    weighted = bce.binary_cross_entropy(kind(y), p, sample_weight=names["keep"])
    assert weighted == pytest.approx(right)
    if y != [0, 255]:
        assert "np.equal" not in str(caught.value)


def mixed(y):
    return np.array(y, object)


def run_the_advice(y, p, error=(TypeError, ValueError)):
    """Return what the message's advice to leave out makes of labels, and which samples it keeps."""
    with pytest.raises(error, match=LEAVE_OUT) as caught:
        bce.binary_cross_entropy(y, p)
    found = re.search(
        r"keep = (.+), then pass (np\.asarray\(y_true\)\[keep\].*?) ", str(caught.value)
    )
    names = {"np": np, "y_true": y}
    names["keep"] = eval(found[1], names)
    return eval(found[2], names), names["keep"], str(caught.value)


@pytest.mark.parametrize("kind", [list, np.array, mixed, pd.Series, pd.Categorical],
                         ids=lambda k: k.__name__)  # fmt: skip
@pytest.mark.parametrize("mark", ["ignore", "?", "", "NA", "n/a", "unknown", "None", "odd", "-"])
@pytest.mark.parametrize("numbers", [[0, 1, 1.0], ["0", "1", "1"]], ids=["numbers", "text"])
def test_text_beside_numbers_is_a_mark_and_no_class(mark, numbers, kind):
    y, p = kind([*numbers, mark]), np.array([0.2, 0.7, 0.4, 0.6])
    if mark == "odd":
        y, p = kind([*numbers, mark, "?"]), np.r_[p, 0.5]
    labels, keep, message = run_the_advice(y, p, TypeError)
    assert keep.tolist() == [True] * 3 + [False] * (len(y) - 3)
    assert "positive class" not in message
    assert bce.binary_cross_entropy(labels, p[keep]) == bce.binary_cross_entropy([0, 1, 1], p[:3])


@pytest.mark.parametrize("kind", [list, mixed, pd.Series], ids=lambda k: k.__name__)
def test_text_has_classes_to_choose_from(kind):
    p = [0.2, 0.7, 0.6]
    choose = (
        "choose the positive class and compare with it, as in np.equal(y_true, {0}) if it is {0}"
    )
    for y in (["spam", "ham", "ham"], ["+", "-", "-"], [b"no", b"yes", b"no"]):
        with says(TypeError, "not a real number: " + choose.format(repr(y[0]))):
            bce.binary_cross_entropy(kind(y), p)
    with says(TypeError, "if '?' marks samples", "; " + choose.format("'ham'")):
        bce.binary_cross_entropy(kind(["?", "ham", "spam"]), p)
    with says(
        TypeError, "real number: drop or fill missing values first; " + choose.format("'ham'")
    ):
        bce.binary_cross_entropy(kind(["ham", NAN, "spam"]), p)
    with says(
        TypeError, "real number: drop or fill missing values first; pass np.asarray(y_true, f"
    ):
        bce.binary_cross_entropy(kind(["0", None, "1"]), p)
    with says(TypeError, "make every label 0 or 1, and leave out the samples that have none"):
        bce.binary_cross_entropy(kind([0, 1, "a", "b", "c", "d"]), p * 2)
    with says(TypeError, choose.format("'ham'")) as caught:
        bce.binary_cross_entropy(kind(["ham", "spam", "?"]), p, sample_weight=[1, 1, 0])
    assert "leave out" not in str(caught.value)


@pytest.mark.parametrize(
    "y",
    [[0, 1, NAN], mixed([0, 1, NAN]), pd.Categorical([0, 1, NAN]), pd.array([0, 1, None], "Int64"),
     pd.Series([0, 1, None], dtype="Float64"), pd.Series([0, 1, NAN], dtype=object),
     np.array([0, 1, NAN], np.float16), mixed([Fraction(0), 1, NAN])],
    ids=lambda y: f"{type(y).__name__} {getattr(y, 'dtype', '')}",
)  # fmt: skip
def test_missing_labels_of_every_type_can_be_left_out_as_advised(y):
    p = np.array([0.2, 0.7, 0.5])
    labels, keep, _ = run_the_advice(y, p)
    assert bce.binary_cross_entropy(labels, p[keep]) == bce.binary_cross_entropy([0, 1], p[:2])


@pytest.mark.parametrize(
    ("y", "advice"),
    [
        ([-1, 1, 1], ["for labels -1 and 1 pass np.equal(y_true, 1)"]),
        ([-1, -1], ["if -1 marks", "for labels -1 and 1"]),
        ([-1, 1, -100], ["if -100 marks", "; for labels -1 and 1 pass np.equal(y_true, 1)"]),
        ([0, 2], ["pick the positive class, as in np.equal(y_true, 2)"]),
        ([1, 2], ["pick the positive class, as in np.equal(y_true, 2)"]),
        ([0, 1, 2], ["if 2 marks", "if not, pick the positive class, as in np.equal(y_true, 2)"]),
        ([0, 255], ["if 255 marks", "if not, pick the positive class, as in np.equal(y_true, 2"]),
        ([0, 1, 2, 255], ["if 255 marks", "; pick the positive class, as in np.equal(y_true, 2)"]),
        ([0, 1, 2, 3], ["pick the positive class, as in np.equal(y_true, 3)"]),
        ([98, 99, 0], ["pick the positive class, as in np.equal(y_true, 99)"]),
        ([-1, 255, 0, 1], ["if -1 and 255 mark samples", "~np.isin(y_true, (-1, 255))"]),
        ([-4, -3, -2, -1, 0, 1], ["bring y_true into [0, 1]"]),
        ([-1.5, 0, 1], ["bring y_true into [0, 1]"]),
        ([-1, 2.5, 0.5], ["bring y_true into [0, 1]"]),
    ],
    ids=repr,
)  # fmt: skip
def test_what_else_labels_may_be(y, advice):
    functions = [
        lambda y: bce.binary_cross_entropy(y, np.full(len(y), 0.5)),
        lambda y: bce.binary_cross_entropy_gradient(y, np.full(len(y), 0.5)),
        lambda y: smooth_labels(y, alpha=0.1),
    ]
    for function in functions:
        with says(ValueError, *advice) as caught:
            function(y)
        assert ("leave out" in str(caught.value)) == any("mark" in part for part in advice)


@pytest.mark.parametrize("mark", [255, -100])
def test_marks_are_recognised_in_blocks_and_chunks(mark):
    y = np.r_[np.zeros(blocks.WORTH_IT, np.int16), 1, mark]
    with says(ValueError, f"is {mark}, ", f"if {mark} marks samples to leave out"):
        bce.binary_cross_entropy(y, np.full(y.size, 0.5))
    with says(ValueError, f"is {mark}, ", f"if {mark} marks samples to leave out"):
        bce.binary_cross_entropy(da.from_array(y, chunks=500), np.full(y.size, 0.5))


@pytest.mark.parametrize("mark", [-1, 255])
def test_the_remedy_looks_at_all_blocks_and_chunks(mark):
    zeros, ones = np.zeros(blocks.BLOCK, np.int16), np.ones(blocks.BLOCK, np.int16)
    y = np.r_[zeros, ones, mark]
    if mark == 255:
        y = np.r_[ones, zeros, mark]
    half = np.full(y.size, 0.5)
    advice = f"if {mark} marks samples to leave out: keep = np.not_equal(y_true, {mark})"
    few = da.from_array(np.array([0, 0, 1, mark]), chunks=2)
    for loss in TABLES:
        for run in (
            lambda loss: loss(y, half),
            lambda loss: loss(y, half, sample_weight=half),
            lambda loss: loss(y[::-1], half),
            lambda loss: loss(few, half[:4]),
            lambda loss: loss(few, half[:4], sample_weight=half[:4]),
        ):
            with says(ValueError, advice) as caught:
                run(loss)
            assert "np.equal" not in str(caught.value)


def test_the_remedy_looks_at_labels_that_count():
    y, p = np.r_[np.zeros(3000), np.ones(2000), -1], np.full(5001, 0.5)
    w = y != 0
    chunks = [da.from_array(a, chunks=1000) for a in (y, p, w)]
    for given in ([y, p, w], chunks):
        with says(ValueError, "y_true[5000] is -1.0", "): for labels -1 and 1 pass np.equal"):
            bce.binary_cross_entropy(*given[:2], sample_weight=given[2])


def test_the_remedy_for_very_many_different_labels():
    y = np.linspace(0, 2, blocks.BLOCK + 1)
    with says(ValueError, "bring y_true into [0, 1], or are these the predictions?"):
        bce.binary_cross_entropy(y, np.full(y.size, 0.5))


def test_weights_of_dask_spare_samples_too():
    for w in ([1, 0], da.from_array(np.array([1, 0]))):
        assert bce.binary_cross_entropy([1, None], [0.5, 7], sample_weight=w) == math.log(2)
    objects = da.from_array(np.array([1, 0], object), chunks=1)
    with says(TypeError, "y_proba holds object: pass y_proba.astype(float)"):
        bce.binary_cross_entropy([1, 0], objects)
