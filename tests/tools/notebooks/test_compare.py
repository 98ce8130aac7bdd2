"""Two sets of outputs are the same for a reader, or what differs is named."""

import copy

import numpy as np
import pytest
from nbformat.v4 import new_output

from tests.tools.notebooks.pictures import picture, png
from tools.notebooks import compare, form, strict_nbval

DRAWN = np.random.default_rng(1).integers(0, 255, (40, 60, 4))
STORED = [
    new_output("stream", name="stdout", text="loss 0.3329\n"),
    picture(DRAWN),
    new_output("execute_result", data={"text/plain": "IntSlider(value=3)"}),
]
PNG = png(DRAWN)


def test_outputs_equal_themselves():
    assert compare.differences(STORED, STORED) == []
    for number in range(len(STORED)):
        assert compare.differences(STORED, STORED[:number] + STORED[number + 1 :])


def test_a_live_widget_view_is_made_by_a_run_and_kept_in_no_file():
    stored = STORED[2:]
    live = copy.deepcopy(stored)
    live[0].data[form.WIDGET_VIEW] = {"model_id": "1"}
    assert compare.differences(stored, live) == []
    assert "no longer made" in compare.differences(live, live)[0]


def test_the_html_of_a_figure_is_made_by_a_run_and_kept_in_no_file_but_that_of_a_table_is():
    figure, table = copy.deepcopy(STORED[1:2]), [new_output("execute_result")]
    figure[0].data["text/html"] = table[0].data["text/html"] = "<b>1</b>"
    assert compare.differences(STORED[1:2], figure) == []
    assert form.normal(table)[0]["data"] == {"text/html": "<b>1</b>"}


def test_a_still_that_is_no_longer_made_or_newly_made_is_caught():
    full = STORED[1:2]
    bare = copy.deepcopy(full)
    del bare[0].data["image/png"]
    assert "no longer made: ['image/png']" in compare.differences(full, bare)[0]
    assert "not in the file: ['image/png']" in compare.differences(bare, full)[0]


@pytest.mark.parametrize("garbage", ["", "AAAA", PNG[:400]])
def test_a_picture_that_is_garbage_is_caught(garbage):
    assert "cannot be decoded" in compare.picture_difference(PNG, garbage)


def test_another_matplotlib_compares_sizes_only_and_says_so(monkeypatch, pytestconfig):
    inverse, rounded, smaller = png(255 - DRAWN), png(DRAWN[1:]), png(DRAWN[2:])
    assert compare.picture_difference(PNG, inverse)
    assert "pixels" in compare.picture_difference(PNG, rounded)
    assert compare.picture_difference(PNG, rounded, compare_pixels=False) is None
    assert compare.picture_difference(PNG, inverse, compare_pixels=False) is None
    assert "pixels" in compare.picture_difference(PNG, smaller, compare_pixels=False)
    monkeypatch.setattr(compare, "version", lambda package: "3.8.4")
    monkeypatch.setattr(pytestconfig.option, "nbval", True, raising=False)
    assert "BY SIZE ONLY" in strict_nbval.pytest_report_header(pytestconfig)


def test_the_lock_pins_one_matplotlib():
    assert compare.locked_version("matplotlib")
