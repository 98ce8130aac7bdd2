"""What every explorer promises, whatever it is about; a new one is found by looking.

What is true of one explorer only (its mathematics, the words of its sentence) is in its own file.
"""

import functools
import inspect
import io
import typing

import matplotlib.image
import numpy as np
import pytest
import traitlets as t
from small import received

from bce_lessons import explorers
from bce_lessons.explorers import Explorer
from tests.explorer_helpers import leaving
from tests.places import PLACE
from tests.public import public

NAMES = [
    name for name, thing in public(explorers)
    if inspect.isfunction(thing) and typing.get_type_hints(thing).get("return") is Explorer
]  # fmt: skip
DRAWN = np.random.default_rng(1)
GIVEN = {"outcomes": DRAWN.integers(0, 2, 60), "forecasts": DRAWN.uniform(0.01, 0.99, 60)}
LETTERS = 100
BYTES = 150_000
TIGHTER = {
    "one_prediction": 20_000, "calibrate": 20_000, "choose_threshold": 30_000,
    "against_squared_error": 50_000, "out_of_digits": 50_000, "four_panels": 60_000,
    "iris": 60_000, "expected_loss": 100_000, "train_a_network": 100_000,
    "three_logits": 100_000,
}  # fmt: skip
OPENS = {
    "add_noise": ("Add noise", {"model": "knows q", "kind": "logits", "amount": 0.3}),
    "against_squared_error": ("Cross-entropy against squared error", {"y": 1, "z": 2.0}),
    "calibrate": ("Temperature", {"model": 3.0, "T": 1.0}),
    "choose_threshold": ("Choose the threshold", {"model": "calibrated", "k": 2, "t": 0}),
    "descent_path": ("Gradient descent on ten points", {"step": 4}),
    "expected_loss": ("Expected loss", {"q": 0.6, "p": 0.3}),
    "four_panels": ("Confidence alone", {"confidence": 1.0, "flower": 56}),
    "iris": ("Two species of Iris", {"flowers": "setosa–versicolor, sepals", "strength": 1.0}),
    "one_prediction": ("One prediction", {"y": 1, "p": 0.9}),
    "out_of_digits": ("Floats run out of digits", {"z": 10, "y": 1, "dtype": "float64"}),
    "ten_points": ("Ten points, fitted by hand", {"w": 0.0, "b": 0.0}),
    "three_logits": (
        "Softmax, or three sigmoids",
        {"model": "softmax", "cat": 1, "dog": 0, "bird": -1},
    ),
    "train_a_network": ("A network in training", {"points": 500, "epoch": 50}),
    "turn_down": ("Your forecasts at a temperature", {"T": 1}),
    "where_descents_end": ("Where descents end", {"b": 0, "w": 0}),
    "why_the_log": ("Why the log", {"p": 0.5, "n": 10}),
}


@functools.cache
def made(name):
    """Return an explorer, made once, and where it opened."""
    function = getattr(explorers, name)
    needed = (p for p in inspect.signature(function).parameters.values() if p.default is p.empty)
    explorer = function(**{parameter.name: GIVEN[parameter.name] for parameter in needed})
    return explorer, explorer.position


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def explorer(name):
    found, opening = made(name)
    yield found
    found.position = opening


def each(explorer):
    """Yield the controls' two ends, one control after the other, by number and by value."""
    index = {name: control.index for name, control in explorer.controls.items()}
    for name, control in explorer.controls.items():
        for end in (0, len(control.values) - 1):
            index[name] = end
            yield index, {one: explorer.controls[one].values[i] for one, i in index.items()}


@pytest.mark.parametrize("name", OPENS, indirect=True)
def test_it_opens_as_it_always_has(name, explorer):
    assert (explorer.title, explorer.position) == OPENS[name]


def test_its_position_is_set_from_python_and_its_sentence_says_it(explorer):
    spec, read = received(explorer)
    for index, position in each(explorer):
        explorer.position = position
        assert explorer.position == position
        said = explorer.sentence.rows[tuple(index[name] for name in explorer.sentence.at)]
        assert repr(explorer) == said == read(spec["say"])


def test_a_position_that_it_has_not_is_refused_and_nothing_moves(explorer):
    before = explorer.position
    for name in explorer.controls:
        with pytest.raises(ValueError, match=f"^{name}=.* is not a position"):
            explorer.position = {name: 0.123456}
    with pytest.raises(ValueError, match="'nowhere' is not a control"):
        explorer.position = {"nowhere": 0}
    assert explorer.position == before


def test_its_still_has_a_size_and_words_for_who_cannot_see_it(explorer):
    *_, (_, end) = each(explorer)
    explorer.position = end
    still, count = explorer.still(), len(explorer.panels)
    height, width, _ = matplotlib.image.imread(io.BytesIO(still.png)).shape
    assert (width, height) == tuple(1.5 * side for side in still.size)
    assert still.size[0] == 390 * (count if count <= 3 else 2)
    assert count == 1 or all(panel.title for panel in explorer.panels)
    titles = [f", {panel.title}" if panel.title else "" for panel in explorer.panels]
    panels = " ".join(
        f"Panel {i}{title}: {panel.ylabel} against {panel.xlabel}."
        for i, (title, panel) in enumerate(zip(titles, explorer.panels, strict=True), 1)
    )
    assert still.alt == f"{explorer.title}. {explorer!r}. {panels}"


def test_its_sentences_are_short_and_say_numbers(explorer):
    for said in explorer.sentence.rows.flat:
        assert len(said) <= LETTERS
        assert any(letter.isdigit() for letter in said)


def test_its_tables_are_small(name, explorer):
    assert len(explorer.widget.children[-1].data) < TIGHTER.get(name, BYTES)


def test_its_numbers_are_finite(explorer):
    for table in explorer.all_tables():
        assert table.kind != "number" or np.isfinite(table.rows).all(), table.where


def test_its_words_stay_inside_and_only_a_line_leaves_sideways(explorer):
    for panel in explorer.panels:
        beyond = leaving(panel)
        assert not {("text", "bottom"), ("text", "top")} & leaving(panel, room=1e-9)
        assert {kind for kind, edge in beyond if edge in ("left", "right")} <= {"line"}


def test_its_controls_are_labelled_and_stand_over_the_picture(explorer):
    controls = list(explorer.controls.values())
    assert list(explorer.widget.children[:-1]) == [control.shown for control in controls]
    labels = [control.slider.description for control in controls]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    for control in controls:
        for play in control.plays:
            slider = control.slider
            assert (play.min, play.max, play.step) == (slider.min, slider.max, slider.step)


def test_its_controls_cannot_be_changed(explorer):
    for name, control in explorer.controls.items():
        trait = "options" if control.attr == "index" else "max"
        with pytest.raises(t.TraitError, match=f"^{name}'s {trait} w.* read when"):
            setattr(control.slider, trait, [1, 2] if trait == "options" else control.slider.max - 1)


def test_its_source_is_the_function_that_made_it(name, explorer):
    assert f"def {name}(" in explorer.source()


def test_it_names_panels_by_their_titles(explorer):
    words = {explorer.title, *(panel.title for panel in explorer.panels)}
    for table in explorer.all_tables():
        if table.kind == "text":
            words |= set(table.rows.ravel().tolist())
    assert [said for said in words if PLACE.search(said)] == []
