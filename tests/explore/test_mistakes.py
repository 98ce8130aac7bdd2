"""Mistakes in a channel or an option: named with panel, mark, channel, position and remedy."""

import datetime as dt
import functools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from small import GRID, panel, received, small

from bce_lessons.explorers import Explorer

LOST = "has the function no return"
GIVE = "give a value or a function of controls"


def forgets(p):
    p + 1


MARKS = {
    "line": lambda ax, **c: ax.line(c.get("x", 0), c.get("y", 0), color=c.get("color", "ink")),
    "dot": lambda ax, **c: ax.dot(c.get("x", 0), c.get("y", 0), color=c.get("color", "ink")),
    "bar": lambda ax, **c: ax.bar(
        c.get("x", 0), c.get("y", 0), base=c.get("base", 0), color=c.get("color", "ink")
    ),
    "area": lambda ax, **c: ax.area(
        c.get("x", 0), c.get("y", 0), base=c.get("base", 0), color=c.get("color", "ink")
    ),
    "arrow": lambda ax, **c: ax.arrow(
        c.get("x", 0), c.get("y", 0), to_x=c.get("to_x", 1), to_y=c.get("to_y", 1)
    ),
    "text": lambda ax, **c: ax.text(c.get("x", 0), c.get("y", 0), c.get("text", "a")),
    "field": lambda ax, **c: ax.field(
        c.get("z", np.outer(GRID, GRID)), low=c.get("low", "zero"), high=c.get("high", "one")
    ),
    "rule": lambda ax, **c: ax.rule(x=0.5, color=c.get("color", "ink")),
}
NEEDED = [
    *((mark, "x") for mark in ("line", "dot", "bar", "area", "arrow", "text")),
    *((mark, "y") for mark in ("line", "dot", "bar", "area", "arrow", "text")),
    *((mark, "color") for mark in ("line", "dot", "bar", "area", "rule")),
    ("bar", "base"), ("area", "base"), ("arrow", "to_x"), ("arrow", "to_y"), ("text", "text"),
    ("field", "z"), ("field", "low"), ("field", "high"),
]  # fmt: skip


@pytest.mark.parametrize(("mark", "channel"), NEEDED)
@pytest.mark.parametrize(("given", "remedy"), [(None, GIVE), (forgets, LOST)])
def test_a_channel_that_is_none_is_named(mark, channel, given, remedy):
    ax = panel(small())
    at = ", at p=0.1" if given is forgets else ""
    with pytest.raises(
        ValueError, match=rf"^panel 1, mark 1 \({mark}\), channel {channel}{at}: None"
    ):
        MARKS[mark](ax, **{channel: given})
    with pytest.raises(ValueError, match=f"None is not .*: {remedy}"):
        MARKS[mark](ax, **{channel: given})
    assert not ax.marks


@pytest.mark.parametrize("name", ["to", "glow"])
def test_channels_that_may_be_missing_may_be_none(name):
    ax = panel(small())
    (ax.rule(x=0.5, to=None) if name == "to" else ax.dot(0, 0, glow=None)).dot(0, 0)
    assert name not in ax.marks[0].tables
    lost = lambda: ax.rule(x=0.5, to=forgets) if name == "to" else ax.dot(0, 0, glow=forgets)  # noqa: E731
    with pytest.raises(
        ValueError, match=rf"channel {name}, at p=0.1: None is not a number.*{LOST}"
    ):
        lost()


@pytest.mark.parametrize("say", [None, forgets, lambda p: None])
def test_a_sentence_that_is_none_is_named(say):
    controls = {name: c.shown for name, c in small().controls.items()}
    with pytest.raises(ValueError, match=r"^say.*: None is not a string"):
        Explorer(say, **controls)


@pytest.mark.parametrize(
    "value",
    [
        "0.5", b"0.5", ["0.5", "1"], 1j, np.array([1j]), [1, "2"], [1, None], {"a": 1}, {1, 2},
        object(), dt.date(2026, 1, 1), np.datetime64("2026-01-01"),
        np.array(["2026-01-01"], "M8[D]"),
        np.timedelta64(1, "s"), [[1, 2], [3]], np.ma.masked_array([1.0, 2], [True, False]),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_no_number_is_named(value):
    with pytest.raises(
        ValueError, match=r"^panel 1, mark 1 \(line\), channel y, at p=0.1: .* is not a"
    ):
        panel(small()).line(0, lambda p: value)
    with pytest.raises(
        ValueError, match=r"^panel 1, mark 1 \(line\), channel x: .* is not a number"
    ):
        panel(small()).line(value, 0)


@pytest.mark.parametrize(
    "value", [Fraction(1, 2), Decimal("0.5"), np.float16(0.5), np.longdouble(0.5), np.array(0.5)]
)
def test_numbers_of_every_kind_are_taken(value):
    ax = panel(small()).dot(lambda p: value, [value] * 2).dot(True, [False, True])
    assert ax.marks[0].tables["x"].rows.tolist() == [0.5] * 9
    assert ax.marks[1].tables["y"].rows.tolist() == [0, 1]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, [0, np.nan]])
def test_the_first_position_without_a_number_is_named(value):
    with pytest.raises(
        ValueError, match=r"y, at y=1, p=0.3: (nan|-?inf)( at index \(1,\))? is not fin"
    ):
        panel(small()).line(0, lambda y, p: value if y and p > 0.2 else np.zeros(np.shape(value)))


class Curve:
    def at(self, p):
        return p

    def __call__(self, p):
        return p


@pytest.mark.parametrize(
    "function",
    [
        Curve().at, Curve(), functools.partial(lambda k, p: k * p, 1.0),
        functools.partial(lambda p, k: k * p, k=1.0), functools.cache(lambda p: p),
        lambda p, /: p, lambda *, p: p,
    ],
)  # fmt: skip
def test_functions_of_every_kind_are_called_by_their_parameters(function):
    ax = panel(small()).dot(function, 0)
    np.testing.assert_allclose(ax.marks[0].tables["x"].rows, np.arange(0.1, 0.95, 0.1))


def test_parameters_by_position_come_first():
    ax = panel(small()).dot(lambda y, /, p: 10 * y + p, 0)
    np.testing.assert_allclose(ax.marks[0].tables["x"].rows[1], 10 + np.arange(0.1, 0.95, 0.1))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda *p: 0, r"channel x: \*p names no control: name each, lambda p"),
        (lambda **p: 0, r"channel x: \*\*p names no control: name each"),
        (lambda P: 0, r"channel x: parameter 'P' is not a control; they are: y, p"),
        (lambda p, k=1: 0, r"channel x: parameter 'k' is not a control"),
        (min, r"channel x: <built-in function min> hides its parameters: wrap it"),
        (lambda p: p.there, r"channel x, at p=0.1: the function raised AttributeError"),
        (lambda p: [0][round(10 * p) // 9], r"channel x, at p=0.9: the function raised IndexErr"),
    ],
)
def test_functions_that_cannot_be_called_are_named(function, message):
    with pytest.raises(ValueError, match=r"^panel 1, mark 1 \(dot\), " + message):
        panel(small()).dot(function, 0)


def test_an_array_that_a_function_changes_later_is_kept_as_it_was():
    held = np.zeros(2)

    def grows(p):
        held[:] += 1
        return held

    ax = panel(small()).line([0, 1], grows)
    assert ax.marks[0].tables["y"].rows[:, 0].tolist() == list(range(1, 10))


@pytest.mark.parametrize(
    "value", [None, "x", "6", np.nan, np.inf, 0, -1, 1000, True, 1j, [6], np.ones(2)]
)
@pytest.mark.parametrize("name", ["size", "width"])
def test_sizes_are_numbers_of_pixels(name, value):
    ax = panel(small())
    add = {"size": lambda: ax.dot(0, 0, size=value), "width": lambda: ax.line(0, 0, width=value)}
    told = rf"^panel 1, mark 1 \(\w+\): {name} is .*: give a number between 0 and 1000 pixels"
    with pytest.raises((TypeError, ValueError), match=told):
        add[name]()


@pytest.mark.parametrize("value", [None, "0.5", np.nan, np.inf, True, [0.5]])
def test_a_level_is_a_finite_number(value):
    told = r"^panel 1, mark 1 \(field\): level is .*: give a finite number"
    with pytest.raises((TypeError, ValueError), match=told):
        panel(small()).field(np.outer(GRID, GRID), level=value)


@pytest.mark.parametrize("value", ["--", 1, 0, [True], np.nan])
def test_a_dash_is_true_or_false(value):
    for add in (lambda ax: ax.line(0, 0, dash=value), lambda ax: ax.rule(x=0, dash=value)):
        with pytest.raises(TypeError, match=r"^panel 1, mark 1 \(\w+\): dash is .*: give True or"):
            add(panel(small()))


@pytest.mark.parametrize("value", ["left", None, 1, ["start"], np.array(["start", "end"])])
def test_an_anchor_is_one_of_three(value):
    told = r"^panel 1, mark 1 \(text\): anchor is .*: choose 'start', 'middle' or 'end'"
    with pytest.raises((TypeError, ValueError), match=told):
        panel(small()).text(0, 0, "a", anchor=value)


@pytest.mark.parametrize(
    "limits",
    [(0, "1"), "01", (0, 1j), (0, None), 5, {}, (0, 10**400), (1, 1 + 1e-15), (-1e308, 1e308),
     [[0, 1]], (1, 0), (0, 0), (0, np.inf), (np.nan, 1), (0, 1, 2), ("0", "1"), None],
)  # fmt: skip
def test_limits_have_room_between_them(limits):
    for axis in "xy":
        with pytest.raises(ValueError, match=rf"^panel 1: {axis}=.* are not limits: \(low, high\)"):
            small().panel("x", "y", **{"x": (0, 1), "y": (0, 1), axis: limits})


def test_options_in_numbers_of_numpy_can_be_sent():
    ex = small()
    ax = ex.panel("x", "y", x=np.array([0, 1]), y=(np.float32(0), np.int64(4)), xticks=np.arange(2))
    ax.dot(0, 0, size=np.int64(5)).line(0, 0, width=np.float32(2), dash=np.True_)
    spec, _ = received(ex)
    assert [mark.get("size", mark.get("width")) for mark in spec["panels"][0]["marks"]] == [5, 2]
    assert spec["panels"][0]["x"] == {"label": "x", "lim": (0, 1), "ticks": [(0, "0"), (1, "1")]}
