"""Channels of an explorer: every position tabulated, every mistake named."""

import functools

import ipywidgets as w
import numpy as np
import pytest
from small import GRID, panel, small

from bce_lessons.explore.controls import refuse_many
from bce_lessons.explorers import Explorer


def test_a_table_holds_every_position():
    ex = small()

    def loss(p, y):
        return [10 * y + p, 0.0]

    panel(ex).dot([0, 1], loss)
    table = ex.table("loss")
    assert table.shape == (9, 2, 2)
    np.testing.assert_allclose(table[3, 1], [10.4, 0.0])
    assert ex.look_up(ex.panels[0].marks[0].tables["y"]).tolist() == [10.5, 0.0]


def test_a_shared_function_is_tabulated_once():
    calls = []

    def loss(p):
        calls.append(p)
        return p

    ex = small()
    panel(ex).dot(loss, loss).rule(x=loss)
    panel(ex).bar(1, loss)
    assert len(calls) == 9


def test_an_unknown_table_names_what_there_is():
    ex = small()

    def loss(p):
        return p

    panel(ex).dot(lambda p: p, loss)
    with pytest.raises(ValueError, match=r"no channel functions are called 'lost'; .*: loss"):
        ex.table("lost")
    panel(ex).dot(functools.partial(lambda p: p), (lambda y: lambda p: y + p)(0))
    with pytest.raises(ValueError, match=r"\d channel functions are called '<lambda>'"):
        ex.table("<lambda>")


@pytest.mark.parametrize(
    ("add", "message"),
    [
        (
            lambda ax: ax.line(GRID, lambda q: GRID),
            r"panel 1, mark 1 \(line\), channel y: parameter 'q' is not a control; .*: y, p",
        ),
        (
            lambda ax: ax.dot(0, lambda y, p: np.inf),
            r"mark 1 \(dot\), channel y, at y=0, p=0.1: inf is not finite",
        ),
        (
            lambda ax: ax.line(GRID, lambda p: [1, np.nan]),
            r"\(line\), channel y, at p=0.1: nan at index \(1,\) is not finite",
        ),
        (
            lambda ax: ax.line(GRID, lambda p: GRID[: 1 + round(10 * p)]),
            r"channel y, at p=0.2: shape \(3,\), before it \(2,\)",
        ),
        (lambda ax: ax.line(GRID, lambda p: [[1, 2], [3]]), "at p=0.1: .* array of numbers"),
        (lambda ax: ax.line(GRID, lambda p: 1 / (p - 0.3)), "at p=0.3: the function raised Zero"),
        (
            lambda ax: ax.dot(0, 0, color="red"),
            r"\(dot\), channel color: 'red' is not in the palette",
        ),
        (
            lambda ax: ax.dot(0, 0, color=lambda y: ["zero", "green"][y]),
            "channel color, at y=1: 'green' is not in the palette: one, zero",
        ),
        (lambda ax: ax.text(0, 0, lambda p: p), "channel text, at p=0.1: 0.1 is not a string"),
        (
            lambda ax: ax.dot(0, lambda p, k=2: p),
            r"parameter 'k' is not a control; .* y, p \(for other .*: lambda p: f\(p, k=…\)\)",
        ),
        (lambda ax: ax.dot(GRID, GRID[:3]), "different lengths: x has 5, y has 3"),
        (lambda ax: ax.line(GRID, lambda p: [p, p]), "different lengths: x has 5, y has 2"),
        (lambda ax: ax.bar(GRID, GRID, base=[0, 1]), "different lengths: .*, base has 2"),
        (lambda ax: ax.dot(GRID, GRID, color=["one", "zero"]), "lengths: .* color has 2"),
        (lambda ax: ax.dot(GRID, GRID, glow=[1, 0]), "different lengths: .* glow has 2"),
        (lambda ax: ax.line(GRID, GRID, color=["one"] * 5), r"color: shape \(5,\); .* one value$"),
        (lambda ax: ax.line(GRID, np.outer(GRID, GRID)), r"y: shape \(5, 5\); .* or a list"),
        (lambda ax: ax.dot([], []), r"channel x: shape \(0,\); it takes one value or a list"),
        (lambda ax: ax.rule(x=GRID), r"channel x: shape \(5,\); it takes one value"),
        (lambda ax: ax.text(0, GRID, "a"), r"channel y: shape \(5,\); it takes one value"),
        (lambda ax: ax.field(GRID), r"channel z: shape \(5,\) is not a grid"),
        (lambda ax: ax.field([[0.5]]), r"channel z: shape \(1, 1\) is not a grid"),
        (lambda ax: ax.field(5 * np.outer(GRID, GRID)), "a field is a share, from 0 to 1"),
        (lambda ax: ax.bar(0, 0, width="wide"), r"width is 'wide' \(str\): .* and 1000 pixels"),
        (lambda ax: ax.rule(), "panel 1, rule: give either x or y"),
        (lambda ax: ax.rule(x=1, y=1), "panel 1, rule: give either x or y"),
    ],
)
def test_mistakes_name_mark_channel_and_position(add, message):
    with pytest.raises((TypeError, ValueError), match=message):
        add(panel(small()))


def test_too_many_positions():
    sliders = {name: w.IntSlider(0, min=0, max=40) for name in "abc"}
    ex = Explorer(say=lambda a: str(a), **sliders)
    with pytest.raises(ValueError, match=r"41 x 41 x 41 positions of a, b, c are more than 20,000"):
        panel(ex).dot(lambda a, b, c: a, 0)


def test_too_many_bytes_name_the_largest_channel():
    rng = np.random.default_rng(0)
    ex = Explorer(say=lambda a: str(a), a=w.IntSlider(0, min=0, max=399))
    panel(ex).line(0, lambda a: rng.random(800))
    with pytest.raises(
        ValueError, match=r"more than 500,000; .* panel 1, mark 1 \(line\), channel y"
    ):
        ex.widget  # noqa: B018


def test_an_array_is_taken_as_it_is_now():
    ex = small()
    ax, y = panel(ex), np.zeros(5)
    for k in range(3):
        y += k
        ax.line(GRID, y)
    assert [mark.tables["y"].rows[0] for mark in ax.marks] == [0, 1, 3]
    assert repr(ax) == "Panel 1: loss against p; 3 marks"


@pytest.mark.parametrize("beyond", [-1.0, 1.0])
def test_a_field_may_leave_its_range_by_what_rounding_does_and_no_more(beyond):
    ex, edge = small(), 0.5 + beyond / 2
    ax = panel(ex)
    ax.field([[0.5, 0.5], [0.5, edge + 5e-10 * beyond]])
    with pytest.raises(ValueError, match="a field is a share, from 0 to 1"):
        ax.field([[0.5, 0.5], [0.5, edge + 2e-9 * beyond]])


def test_as_many_positions_as_are_allowed_may_be_used():
    refuse_many("dot y", "ab", [200, 100])
    with pytest.raises(ValueError, match="3 x 6,667 positions of a, b are more than 20,000"):
        refuse_many("dot y", "ab", [3, 6667])
