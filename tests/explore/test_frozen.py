"""What an explorer has read of its controls does not change: whoever tries is told so."""

import ipywidgets as w
import numpy as np
import pytest
import traitlets as t
from small import panel, small

from bce_lessons.explorers import Explorer, with_play

SLIDERS = [
    lambda: w.FloatSlider(0.5, min=0, max=1, step=0.1),
    lambda: w.FloatLogSlider(1, base=10, min=-1, max=1, step=0.5),
    lambda: w.IntSlider(2, min=0, max=6, step=2),
]
CHOICES = [
    lambda: w.SelectionSlider(options=[("soft", 1), ("hard", 2), ("firm", 3)], value=2),
    lambda: w.ToggleButtons(options=["a", "b", "c"], value="b"),
    lambda: w.RadioButtons(options={"a": 1, "b": 2, "c": 3}, value=2),
    lambda: w.Dropdown(options=["a", "b", "c"], value="b"),
]


def of(slider):
    return Explorer(lambda p: f"{p}", p=slider)


def state(slider):
    """Return all that the browser knows of a slider."""
    return {name: getattr(slider, name) for name in slider.keys if not name.startswith("_view")}


CHANGES = [
    *((make, change) for make in SLIDERS for change in (("min", 1), ("max", 10), ("max", 0))),
    *((make, ("step", 5)) for make in SLIDERS),
    *((make, ("step", None)) for make in SLIDERS[:2]),
    (SLIDERS[1], ("base", 3)),
]


@pytest.mark.parametrize(("make", "change"), CHANGES)
def test_a_range_cannot_change_and_nothing_moves(make, change):
    (trait, value), slider = change, make()
    ex = of(slider)
    before = state(slider)
    with pytest.raises(t.TraitError, match=f"^p's {trait} (was read when|cannot be None)"):
        setattr(slider, trait, value)
    assert state(slider) == before
    assert ex.position["p"] == slider.value


def test_a_range_cannot_change_together_with_the_value():
    slider = SLIDERS[0]()
    ex = of(slider)
    said = pytest.raises(t.TraitError, match="make the control with its final range")
    with said, slider.hold_trait_notifications():
        slider.min, slider.max, slider.value = 0.5, 2, 1.8
    assert (slider.min, slider.max, slider.value, ex.position) == (0, 1, 0.5, {"p": 0.5})


@pytest.mark.parametrize("make", SLIDERS + CHOICES)
def test_a_browser_cannot_change_it_either(make):
    slider = make()
    ex = of(slider)
    before, position = state(slider), ex.position
    asked = {"_options_labels": ["x", "y"]} if hasattr(slider, "options") else {"min": 1}
    with pytest.raises(t.TraitError):
        slider.set_state(asked)
    assert state(slider) == before
    assert ex.position == position


@pytest.mark.parametrize("make", CHOICES)
@pytest.mark.parametrize("options", [["a", "b"], ["c", "b", "a"], [], {"x": 1}, [("b", 9)], [1, 2]])
def test_options_cannot_change(make, options):
    slider = make()
    ex = of(slider)
    before = ex.position, slider.options, slider._options_full, slider.index, slider.label
    with pytest.raises(t.TraitError, match=r"^p's options were read when the explorer was"):
        slider.options = options
    assert (ex.position, slider.options, slider._options_full, slider.index, slider.label) == before


@pytest.mark.parametrize("make", SLIDERS + CHOICES)
def test_to_say_again_what_is_so_is_no_change(make):
    slider = make()
    ex = of(slider)
    for trait in ("min", "max", "step", "base", "options"):
        if slider.has_trait(trait):
            setattr(slider, trait, getattr(slider, trait))
    if slider.has_trait("options"):
        slider.options = (
            [label for label, _ in slider._options_full]
            if slider.value == "b"
            else (slider._options_full)
        )
    ex.position = {"p": ex.controls["p"].values[0]}
    assert ex.controls["p"].index == 0


@pytest.mark.parametrize("make", CHOICES)
@pytest.mark.parametrize("trait", ["value", "index", "label"])
def test_something_stays_chosen(make, trait):
    slider = make()
    ex = of(slider)
    before = ex.position, slider.index, slider.label
    with pytest.raises(t.TraitError):  # a slider's own words, where it has some
        setattr(slider, trait, None)
    assert (ex.position, slider.index, slider.label) == before


@pytest.mark.parametrize("make", SLIDERS[:2])
def test_a_slider_is_never_at_nan(make):
    slider = make()
    ex = of(slider)
    before = ex.position
    with pytest.raises(t.TraitError, match="p's value cannot be nan: a control always stands"):
        slider.value = np.nan
    assert ex.position == before


def test_a_value_beyond_the_range_or_off_the_grid_counts_as_the_nearest():
    slider = SLIDERS[0]()
    ex = of(slider)
    for value, position in ((0.8123, 0.8), (7, 1.0), (-3, 0.0), (0.05, 0.1)):
        slider.value = value
        assert ex.position == {"p": position}


def test_two_explorers_may_share_a_slider():
    slider = w.FloatSlider(0.5, min=0, max=10, step=0.1)
    first, second = of(slider), Explorer(lambda q: f"q = {q}", q=slider)
    assert first.controls["p"].values == second.controls["q"].values
    first.position = {"p": 0.3}
    assert second.position == {"q": 0.3}
    with pytest.raises(t.TraitError, match="p's max was read"):
        slider.max = 20


def test_what_is_not_of_the_positions_may_change():
    ex = small()
    slider = ex.controls["p"].slider
    slider.description, slider.readout_format, slider.disabled = "other", ".3f", True
    ex.position = {"p": 0.9}
    assert ex.position["p"] == 0.9


def test_a_slider_is_free_until_an_explorer_is_made():
    slider = SLIDERS[0]()
    with pytest.raises(ValueError, match="the function raised"):
        Explorer(lambda p: f"{1 / 0}", p=slider)
    slider.min = 0.5
    assert of(slider).controls["p"].values[0] == 0.5


@pytest.mark.parametrize("trait", ["min", "max", "step"])
def test_play_runs_over_its_sliders_positions(trait):
    slider = w.IntSlider(2, min=0, max=20, step=2)
    box = with_play(slider)
    setattr(slider, trait, {"min": -2, "max": 40, "step": 4}[trait])
    with pytest.raises(ValueError, match=f"^p: the Play has {trait}=.* and its slider .*"):
        of(box)
    box = with_play(slider)
    of(box)
    with pytest.raises(t.TraitError, match=f"p's {trait} was read"):
        setattr(box.children[1], trait, 3)


def test_a_play_of_another_kind_of_control_is_refused():
    box = w.HBox([w.Dropdown(options=[0, 1]), w.Play(min=0, max=1)])
    with pytest.raises(ValueError, match="the Play has min=0 and its slider None"):
        of(box)


def test_the_picture_knows_the_play_buttons():
    ex = of(with_play(w.IntSlider(0, min=0, max=2)))
    play = ex.controls["p"].plays[0]
    panel(ex).dot(0, 0)
    assert ex.widget.children[-1].plays == [f"anywidget:{play.model_id}"]


def test_the_browser_is_told_what_must_not_change():
    ex = small()
    panel(ex).dot(0, 0)
    y, p = ex.widget.children[-1].spec["controls"]
    assert y == {"attr": "index", "n": 2, "fixed": {"_options_labels": ("no", "yes")}}
    assert p["fixed"] == {"min": 0.1, "max": 0.9, "step": ex.controls["p"].slider.step}
    assert p["values"] == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    assert p["edges"] == pytest.approx(np.arange(0.15, 0.9, 0.1))
