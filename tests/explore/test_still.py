"""The still of an explorer: the marks, the ticks and the words that the live picture has."""

import numpy as np
import pytest
from small import GRID, panel, received, small

from bce_lessons.explore.still import picture
from bce_lessons.explorers import Explorer
from bce_lessons.palette import PALETTE


def test_the_still_draws_what_the_controls_say():
    ex = small()
    ax = panel(ex)
    ax.line(GRID, lambda p: p * GRID, color="zero").line(GRID, GRID, dash=True)
    ax.dot(lambda p: [p, 0.2], [1, 9], color=["one", "zero"], glow=0.5)
    ax.rule(x=lambda p: p, to=2).rule(y=1, dash=False)
    ax.bar([0.2, 0.4], lambda p: [p, 7], color=["one", "zero"]).text(0.5, 99, "top", anchor="end")
    ax.area(GRID, 1).arrow(0, 0, to_x=lambda p: p, to_y=1).field(np.outer(GRID, GRID))
    ex.position = {"p": 0.8}
    figure = picture(ex)
    (drawn,) = figure.axes
    lines = drawn.get_lines()
    np.testing.assert_allclose(lines[0].get_ydata(), 0.8 * GRID)
    assert [line.get_linestyle() for line in lines[:2]] == ["--", "--"]
    dots = [line for line in lines if line.get_markerfacecolor() == PALETTE["one"]]
    assert [dot.get_xydata().tolist() for dot in dots] == [[[0.8, 1]]]
    assert [dot.get_marker() for dot in dots] == ["o"]
    edge = [line for line in lines if line.get_marker() == "^"]
    assert edge[0].get_xydata().tolist() == [[0.2, 4]], "a dot beyond the panel is an arrowhead"
    assert edge[1].get_xydata().tolist() == [[0.4, 4]], "and so is a bar"
    assert [round(bar.get_height(), 6) for bar in drawn.patches if hasattr(bar, "get_height")] == [
        0.8,
        4,
    ]
    texts = {text.get_text(): text.get_position() for text in drawn.texts}
    assert texts["top"] == (0.5, 4)
    assert drawn.images
    assert drawn.collections, "the area and the level of the field"


def test_ticks_are_the_same_in_both_pictures():
    ex = small()
    panel(ex, xticks=[0, 0.5, 1, 7], yticks={0: "none", 4: "all"})
    spec, _ = received(ex)
    axes = spec["panels"][0]
    assert axes["x"]["ticks"] == [(0, "0"), (0.5, "0.5"), (1, "1")]
    assert axes["y"]["ticks"] == [(0, "none"), (4, "all")]
    (drawn,) = picture(ex).axes
    assert [t.get_text() for t in drawn.get_yticklabels()] == ["none", "all"]
    ex = Explorer(say=lambda: "still")
    assert ex.panel("x", "y", x=(-1, 1), y=(0, 1)).xticks[0] == (-1, "−1")


@pytest.mark.parametrize(("panels", "columns"), [(0, 0), (1, 1), (3, 3), (4, 2)])
def test_panels_stand_in_rows(panels, columns):
    ex = small()
    for _ in range(panels):
        panel(ex)
    axes = picture(ex).axes
    assert len(axes) == panels
    assert len({round(ax.get_position().x0, 2) for ax in axes}) == columns


def test_a_field_that_never_crosses_its_level_has_no_line():
    ex = small()
    panel(ex).field(np.full((3, 4), 0.25))
    (drawn,) = picture(ex).axes
    assert len(drawn.images) == 1
    assert not drawn.collections
