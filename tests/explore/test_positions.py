"""Where a slider stands: the nearest position, by ratio on a log slider; never too many."""

import math

import ipywidgets as w
import numpy as np
import pytest
from positions import exactly, table
from small import GRID, panel, small

from bce_lessons.explore.controls import control
from bce_lessons.explorers import Explorer

TABLE = table()


def name(found):
    given = [f"{n}={getattr(found.slider, n):g}" for n in ("base", "min", "max", "step")
             if found.slider.has_trait(n)]  # fmt: skip
    return f"{type(found.slider).__name__}({', '.join(given)})"


@pytest.mark.parametrize(("found", "values"), TABLE, ids=[name(found) for found, _ in TABLE])
def test_the_nearest_position_is_found_as_in_exact_arithmetic(found, values):
    for value in values:
        near_an_edge = any(abs(value - e) <= 4 * math.ulp(e) for e in found.edges)
        right = exactly(found, value)
        assert abs(found.nearest(value) - right) <= near_an_edge, value


@pytest.mark.parametrize(("found", "values"), TABLE, ids=[name(found) for found, _ in TABLE])
def test_every_position_is_its_own_nearest_and_can_be_assigned(found, values):
    assert [found.nearest(v) for v in found.values] == list(range(len(found.values)))
    assert [found.find(v) for v in found.values] == list(range(len(found.values)))
    assert all(a < e <= b for a, e, b in zip(found.values, found.edges, found.values[1:], strict=0))
    for i, value in enumerate(found.values):
        found.move(i)
        assert found.index == i
        assert found.slider.value == pytest.approx(value, rel=1e-11)


def test_half_way_is_the_upper_position():
    whole = control("n", w.IntSlider(0, min=0, max=4, step=2))
    assert [whole.nearest(v) for v in range(5)] == [0, 1, 1, 2, 2]
    log = control("T", w.FloatLogSlider(1, base=4, min=-1, max=1, step=1))
    assert [log.nearest(v) for v in (0.5, 2, np.nextafter(2, 0))] == [1, 2, 1]


def test_small_positions_of_a_log_slider_are_all_found():
    slider = w.FloatLogSlider(value=1e-3, base=10, min=-16, max=0, step=1)
    ex = Explorer(lambda p: f"{p}", p=slider)
    for exponent in range(-16, 1):
        ex.position = {"p": 10.0**exponent}
        assert ex.position["p"] == pytest.approx(10.0**exponent, rel=1e-11)
    with pytest.raises(ValueError, match=r"p=1\.5e-14 is not a position"):
        ex.position = {"p": 1.5e-14}


def test_a_log_slider_between_two_positions_stands_at_the_nearer_by_ratio():
    ex = Explorer(lambda p: f"{p}", p=w.FloatLogSlider(value=0.4, base=10, min=-1, max=0, step=1))
    assert ex.position == {"p": 1.0}


@pytest.mark.parametrize("number", [np.float64(0.3), np.float32(0.3), 0.1 + 0.2, 0.3 + 1e-9])
def test_a_position_may_be_rounded_or_of_another_type(number):
    ex = small()
    ex.position = {"p": number}
    assert ex.position["p"] == 0.3


@pytest.mark.parametrize(
    "value", [0.3001, np.nan, np.inf, 10**400, 1e300, "0.3", None, [0.3], 1j, GRID]
)
def test_what_is_no_position_is_refused_and_nothing_moves(value):
    ex = small()
    with pytest.raises(ValueError, match=r"p=.* is not a position of this control; it has 9"):
        ex.position = {"y": 0, "p": value}
    assert ex.position == {"y": 1, "p": 0.5}


@pytest.mark.parametrize("position", [0.5, "p", None, [("p", 0.5)]])
def test_positions_are_given_by_name(position):
    with pytest.raises(ValueError, match=r"give a dict, such as {'y': 1, 'p': 0.5}"):
        small().position = position


@pytest.mark.parametrize(
    ("slider", "message"),
    [
        (w.FloatSlider(step=0), r"^p: step is 0.0: give a finite step above 0, such as"),
        (w.FloatSlider(step=-0.1), r"^p: step is -0.1: give a finite step above 0"),
        (w.FloatSlider(step=np.nan), r"^p: step is nan: give a finite step above 0"),
        (w.FloatSlider(step=np.inf), r"^p: step is inf: give a finite step above 0"),
        (w.FloatSlider(step=None), r"^p: step is None: give a finite step above 0"),
        (w.FloatLogSlider(step=0), r"^p: step is 0.0: give a finite step above 0"),
        (w.IntSlider(step=0), r"^p: step is 0: give a finite step above 0"),
        (w.IntSlider(step=-1), r"^p: step is -1: give a finite step above 0"),
        (w.FloatSlider(max=np.inf), r"^p: max is inf: give a finite number"),
        (w.FloatSlider(min=-np.inf), r"^p: min is -inf: give a finite number"),
        (w.FloatSlider(min=np.nan), r"^p: min is nan: give a finite number"),
        (w.FloatSlider(np.nan), r"^p: value is nan: give a finite number"),
        (w.FloatLogSlider(base=1), r"^p: base is 1.0: give a finite base above 1"),
        (w.FloatLogSlider(base=0.5), r"^p: base is 0.5: give a finite base above 1"),
        (w.FloatLogSlider(base=np.nan), r"^p: base is nan: give a finite base above 1"),
        (w.FloatLogSlider(0, base=10, min=-400, max=0, step=1), r"^p: .* not all different"),
        (w.FloatSlider(1, min=1, max=1), r"^p has one position only, from min=1.0 to max=1.0"),
        (w.FloatSlider(step=1000), r"^p has one position only"),
        (w.IntSlider(0, min=0, max=2, step=3), r"^p has one position only"),
        (w.SelectionSlider(options=["one"]), r"^p has one option only: a slider needs two"),
        (w.IntSlider(10**400, min=10**400, max=10**400 + 5), r"^p: .* are not all different numb"),
        (w.IntSlider(2**52, min=2**52, max=2**52 + 5), r"^p: .* are not all different numbers"),
        (w.FloatSlider(1e17, min=1e17, max=1e17 + 90, step=1), r"^p: .* not all different numb"),
    ],
)
def test_a_range_without_positions_says_what_to_give(slider, message):
    with pytest.raises(ValueError, match=message):
        Explorer(lambda p: f"{p}", p=slider)


@pytest.mark.parametrize(
    ("slider", "count"),
    [
        (w.FloatSlider(0.5, min=0, max=1, step=1e-8), "100,000,001"),
        (w.FloatSlider(step=5e-324), "over 1e15"),
        (w.FloatSlider(0, min=-1e308, max=1e308), "over 1e15"),
        (w.FloatLogSlider(step=1e-9), "4,000,000,00."),
        (w.IntSlider(0, max=10**400), "over 1e15"),
        (w.IntSlider(0, max=20_000), "20,001"),
        (w.Dropdown(options=range(20_001)), "20,001"),
    ],
)
def test_too_many_positions_are_refused_before_one_is_made(slider, count):
    with pytest.raises(ValueError, match=f"^p: too many positions: {count} positions of p are"):
        Explorer(lambda p: f"{p}", p=slider)


def test_too_many_numbers_are_refused_before_they_are_stored():
    calls = []

    def many(p):
        calls.append(p)
        return np.zeros(3_000_000)

    with pytest.raises(ValueError, match=r"y: 3,000,000 numbers at each of 9 positions are more"):
        panel(small()).line(0, many)
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([("a", 1), ("b", 1)], r"^p: options 'a' and 'b' have the same value, 1: give each one"),
        ([("a", 1), ("b", 2), ("c", True)], r"^p: options 'a' and 'c' have the same value, True"),
        ([("a", np.nan), ("b", 1)], r"^p: option 'a' is nan, which cannot be chosen by =="),
        ([("a", None), ("b", 1)], r"^p: option 'a' is None, which cannot be chosen by =="),
        ([("a", np.zeros(2)), ("b", np.ones(2))], r"^p: option 'a' is array.*: let options be"),
    ],
)
def test_options_have_values_of_their_own(options, message):
    slider = w.ToggleButtons(options=options, index=1, equals=np.array_equal)
    with pytest.raises(ValueError, match=message):
        Explorer(lambda p: f"{p}", p=slider)


def test_options_may_be_a_dict_and_of_any_kind():
    options = {"half": 0.5, "word": "x", "small": np.float32(0.1)}
    ex = Explorer(lambda p: f"{p}", p=w.Dropdown(options=options))
    for value in options.values():
        ex.position = {"p": value}
        assert ex.position == {"p": value}
        assert repr(ex) == f"{value}"
