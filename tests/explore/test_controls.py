"""Controls of an explorer: their positions, and that nothing changes them afterwards."""

import ipywidgets as w
import numpy as np
import pytest
from small import small

from bce_lessons.explorers import Explorer, with_play


@pytest.mark.parametrize(
    ("widget", "values"),
    [
        (w.IntSlider(2, min=0, max=6, step=3), (0, 3, 6)),
        (w.IntSlider(2, min=0, max=7, step=3), (0, 3, 6)),
        (w.FloatSlider(0, min=-0.2, max=0.2, step=0.1), (-0.2, -0.1, 0.0, 0.1, 0.2)),
        (w.FloatSlider(0.1, min=0.1, max=0.35, step=0.1), (0.1, 0.2, 0.3)),
        (w.FloatLogSlider(1, min=-1, max=1, step=1), (0.1, 1.0, 10.0)),
        (w.SelectionSlider(options=[("soft", 0.5), ("hard", 3.0)]), (0.5, 3.0)),
        (w.ToggleButtons(options=["a", "b"]), ("a", "b")),
        (w.Dropdown(options=["a", "b"]), ("a", "b")),
        (w.RadioButtons(options=["a", "b"]), ("a", "b")),
        (with_play(w.IntSlider(0, min=0, max=2)), (0, 1, 2)),
    ],
)
def test_positions_of_every_stock_control(widget, values):
    ex = Explorer(say=lambda c: str(c), c=widget)
    assert ex.controls["c"].values == values
    assert [type(v) for v in ex.controls["c"].values] == [type(v) for v in values]
    for value in values:
        ex.position = {"c": value}
        assert ex.position == {"c": value}
        assert repr(ex) == str(value)


def test_values_between_two_positions_count_as_the_nearest():
    ex = Explorer(say=lambda p: str(p), p=w.FloatSlider(0.24, min=0, max=1, step=0.1))
    assert ex.position == {"p": 0.2}


@pytest.mark.parametrize(
    ("position", "message"),
    [
        ({"q": 1}, "'q' is not a control; they are: y, p"),
        ({"p": 0.55}, r"p=0.55 is not a position .* 9, from 0.1 to 0.9; see explorer.controls"),
        ({"p": "high"}, "p='high' is not a position"),
        ({"y": 2}, "y=2 is not a position of this control; it has 2, from 0 to 1"),
    ],
)
def test_a_wrong_position_says_what_there_is(position, message):
    ex = small()
    with pytest.raises(ValueError, match=message):
        ex.position = position


def test_only_stock_controls_are_taken():
    with pytest.raises(ValueError, match="p is a Text; a control is an IntSlider"):
        Explorer(say=lambda p: p, p=w.Text())


def test_play_counts_whole_steps():
    with pytest.raises(ValueError, match="a FloatSlider: with_play needs an IntSlider, which c"):
        with_play(w.FloatSlider())


@pytest.mark.parametrize(
    "interval",
    [
        0,
        -5,
        "x",
        "120",
        None,
        np.nan,
        np.inf,
        -np.inf,
        2**31,
        1e300,
        3_600_001,
        1j,
        [120],
        True,
        10**400,
    ],
)
def test_an_interval_is_a_number_above_0_and_at_most_an_hour(interval):
    told = (
        r"^interval is .*: give a number above 0 and at most 3600000, such as 120 \(milliseconds\)"
    )
    with pytest.raises((TypeError, ValueError), match=told):
        with_play(w.IntSlider(), interval=interval)


@pytest.mark.parametrize(
    ("interval", "kept"), [(50, 50), (3.6e6, 3_600_000), (0.2, 1), (np.float32(40), 40)]
)
def test_an_interval_counts_whole_milliseconds(interval, kept):
    assert with_play(w.IntSlider(), interval=interval).children[1].interval == kept


def test_an_empty_box_and_an_empty_choice_are_no_controls():
    with pytest.raises(ValueError, match="c is a HBox; a control is"):
        Explorer(say=lambda c: str(c), c=w.HBox([]))
    with pytest.raises(ValueError, match="c: nothing is chosen yet"):
        Explorer(say=lambda c: str(c), c=w.Dropdown(options=[1, 2], value=None))


def test_every_control_has_a_label_of_its_own():
    ex = Explorer(say=lambda a, b: f"{a}{b}", a=w.IntSlider(0, 0, 1), b=w.IntSlider(0, 0, 1))
    assert [c.slider.description for c in ex.controls.values()] == ["a", "b"]
    twice = w.IntSlider(0, 0, 1, description="p")
    with pytest.raises(ValueError, match="controls 'a' and 'b' are both labelled 'p'"):
        Explorer(say=lambda a, b: f"{a}{b}", a=twice, b=twice)


def test_a_control_that_moves_nothing_is_a_mistake():
    ex = Explorer(say=lambda a: f"{a}", a=w.IntSlider(0, 0, 1), b=w.IntSlider(0, 0, 1))
    with pytest.raises(ValueError, match="control 'b' moves nothing"):
        ex.widget  # noqa: B018


def test_play_is_linked_in_the_browser():
    slider = w.IntSlider(3, min=0, max=9)
    box = with_play(slider, interval=50)
    play = box.children[1]
    assert (play.min, play.max, play.value, play.interval) == (0, 9, 3, 50)
    models = w.Widget.get_manager_state()["state"].values()
    linked = [m["state"] for m in models if m["model_name"] == "LinkModel"]
    assert any(
        state["source"] == [f"IPY_MODEL_{play.model_id}", "value"]
        and state["target"] == [f"IPY_MODEL_{slider.model_id}", "value"]
        for state in linked
    )
