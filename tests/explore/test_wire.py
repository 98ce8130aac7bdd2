"""What the browser is sent: every number, and the code that draws it."""

import functools
import json
import re

import numpy as np
import pytest
from ipywidgets.embed import embed_data
from small import GRID, panel, received, small

from bce_lessons.explore import tables, wire


def test_the_browser_gets_every_number_to_a_fraction_of_a_pixel():
    ex = small()
    z = np.outer(GRID, GRID)
    ax = panel(ex).line(GRID, lambda y, p: p * GRID + y).text(0, 0, lambda y: "yes" * y)
    ax.field(lambda p: z * p).dot(half := lambda p: p, half, color=lambda y: ["zero", "one"][y])
    spec, read = received(ex)
    json.dumps(spec)
    marks = spec["panels"][0]["marks"]
    for y in (0, 1):
        for p in (0.1, 0.5, 0.9):
            ex.position = {"y": y, "p": p}
            line, text, field, dot = (m["channels"] for m in marks)
            np.testing.assert_allclose(read(line["y"]), p * GRID + y, atol=2e-5)
            np.testing.assert_allclose(read(field["z"]), z * p, atol=2e-3)
            assert read(text["text"]) == "yes" * y
            assert spec["colors"][int(read(dot["color"]))]["marker"] == "so"[y]
            assert read(spec["say"]) == repr(ex)


def test_the_front_end_is_in_a_page_that_drops_defaults():
    ex = small()
    panel(ex).dot(0, 0)
    state = embed_data(views=[ex.widget], drop_defaults=True)["manager_state"]["state"]
    live = state[ex.widget.children[-1].model_id]["state"]
    assert "export default" in live["_esm"]
    assert ".explorer" in live["_css"]
    assert live["controls"] == [f"anywidget:{c.slider.model_id}" for c in ex.controls.values()]


def test_what_is_far_away_does_not_blur_what_is_near():
    ex = small()
    ax = panel(ex).dot([0.2, 0.8], lambda p: [p, 1e9]).rule(x=lambda p: 1e300 * p - 5e299, to=1)
    ax.rule(y=1, to=lambda y: [-1e4, 0.5][y]).line(GRID, lambda p: -np.log(p) * GRID)
    spec, read = received(ex)
    dot, up, across, line = (m["channels"] for m in spec["panels"][0]["marks"])
    for p in (0.1, 0.5, 0.9):
        ex.position = {"p": p}
        np.testing.assert_allclose(read(dot["y"]), [p, 4 + 4000])
        assert np.sign(read(up["x"])) == np.sign(round(p - 0.5, 1))
    assert [ref["type"] for ref in (dot["y"], up["x"], across["to"])] == ["f8"] * 3
    assert line["y"]["type"] == "u16"


def test_a_range_too_small_for_steps_is_sent_as_its_least():
    ex = small()
    panel(ex).dot(0, lambda p: 5e-324 * round(10 * p))
    with np.errstate(all="raise"):
        spec, read = received(ex)
    assert read(spec["panels"][0]["marks"][0]["channels"]["y"]) == pytest.approx(0)


@pytest.mark.parametrize(
    "text", ["a\0b", "\ud800", '"\\\n', "漢 العربية 🎉", ""], ids=list("01234")
)
def test_text_of_every_kind_reaches_the_browser(text):
    ex = small()
    panel(ex).text(0, 0, lambda p: text if p > 0.4 else "other")
    spec, read = received(ex)
    mark = spec["panels"][0]["marks"][0]
    assert read(mark["channels"]["text"]) == text
    ex.position = {"p": 0.1}
    assert read(mark["channels"]["text"]) == "other"


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        (lambda p: np.where(np.arange(3) == 2, np.nan, p), "nan at index (2,) is not finite"),
        (lambda p: np.diag([np.inf, 0.0]), "inf at index (0, 0) is not finite"),
        (lambda p: [[0, np.inf], [np.nan, p]], "inf at index (0, 1) is not finite"),
        (lambda p: np.nan, "nan is not finite"),
        (lambda p: np.zeros(2 if p < 0.45 else 3), "p=0.5: shape (3,), before it (2,)"),
    ],
)
def test_a_channel_that_goes_wrong_tells_the_index_or_the_shape(channel, told):
    table = functools.partial(tables.tabulate, "dot y", channel, small().controls, "number")
    with pytest.raises(ValueError, match=re.escape(told)):
        table()


def test_a_channel_that_never_changes_is_sent_as_itself():
    """Its range is 0: the step must not be, or the browser would show NaN."""
    ex = small()
    blob = wire.Blob(list(ex.controls))
    rows = tables.tabulate("dot y", lambda p: [0.25, 0.25], ex.controls, "number")
    sent = blob.ref(rows)
    raw = np.frombuffer(blob.parts[0], "<u2")[: rows.rows.size]
    assert sent["low"] == [0.25]
    assert sent["step"] == [1.0]
    assert not raw.any()
    once = tables.tabulate("dot y", 0.25, ex.controls, "number")
    assert blob.ref(once) == {"const": 0.25}
    assert len(blob.parts) == 1


def test_a_table_of_many_marks_is_sent_once_and_others_are_not_taken_for_it():
    ex = small()
    panel(ex).dot([0.2, 0.8], [1, 2]).dot([0.2, 0.8], [1, 2]).dot([1, 2], lambda p: [p, p])
    spec, _ = received(ex)
    one, same, moving = (m["channels"] for m in spec["panels"][0]["marks"])
    assert one == same
    assert one["y"] == moving["x"] != one["x"]
    blob = wire.Blob(list(ex.controls))
    flat, square = ([1.0, 2.0, 3.0, 4.0], [[1.0, 2.0], [3.0, 4.0]])
    for value in (flat, square, flat):
        sent = blob.ref(tables.tabulate("field z", value, ex.controls, "number"))
        assert sent["shape"] == list(np.shape(value))
    assert len(blob.parts) == 2
