"""The mechanism of the explorers: channels, positions, what is sent, and the still."""

import functools
import io
import json
import linecache
import re
import sys
import types
import zlib
from pathlib import Path

import ipywidgets as w
import matplotlib.image
import numpy as np
import pytest
from ipywidgets.embed import embed_data

import bce_lessons.explorers
from bce_lessons.explorers import Explorer, _tables, _wire, with_play
from bce_lessons.explorers._explorer import VIEW
from bce_lessons.explorers._still import picture
from bce_lessons.palette import DARK, PALETTE

GRID = np.linspace(0, 1, 5)


def small(**more):
    """Return an explorer with a toggle and a slider, and no panel yet."""
    return Explorer(
        say=lambda y, p: f"y = {y}, p = {p:.1f}",
        title="Small",
        y=w.ToggleButtons(options=[("no", 0), ("yes", 1)], index=1, description="y"),
        p=w.FloatSlider(0.5, min=0.1, max=0.9, step=0.1, description="prediction"),
        **more,
    )


def panel(ex, **more):
    return ex.panel("p", "loss", x=(0, 1), y=(0, 4), **more)


# ---- controls --------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("slider", "interval"), [(w.FloatSlider(), 50), (w.IntSlider(), 0)])
def test_play_counts_whole_steps(slider, interval):
    with pytest.raises(ValueError, match="with_play needs an IntSlider and an interval above 0"):
        with_play(slider, interval=interval)


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


# ---- channels --------------------------------------------------------------------------------


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
            lambda ax: ax.text(0, 0, "a", anchor="left"),
            r"mark 1 \(text\): anchor='left' is not start",
        ),
        (lambda ax: ax.dot(0, lambda p: None), "at p=0.1: None is not a number"),
        (lambda ax: ax.dot(0, max), "channel y: .* hides its parameters: wrap it"),
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
        (lambda ax: ax.dot(0, 0, size=-3), r"mark 1 \(dot\): size=-3 is not a number of pixels"),
        (lambda ax: ax.bar(0, 0, width="wide"), "width='wide' is not a number of pixels"),
        (lambda ax: ax.rule(), "panel 1, rule: give either x or y"),
        (lambda ax: ax.rule(x=1, y=1), "panel 1, rule: give either x or y"),
    ],
)
def test_mistakes_name_mark_channel_and_position(add, message):
    with pytest.raises(ValueError, match=message):
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


@pytest.mark.parametrize(
    "limits", [(1, 0), (0, 0), (0, np.inf), (np.nan, 1), (0, 1, 2), ("0", "1"), None]
)
def test_limits_must_be_limits(limits):
    with pytest.raises(ValueError, match=r"panel 1: x=.* are not limits"):
        small().panel("x", "y", x=limits, y=(0, 1))


# ---- what the browser is sent -----------------------------------------------------------------


def received(ex):
    """Decode what the browser gets, as its code does, and return the reader of a reference."""
    live = ex.widget.children[-1]
    data = zlib.decompress(live.data)

    def read(ref):
        if "const" in ref:
            return ref["const"]
        row = 0
        for c in ref["at"]:
            row = row * live.spec["controls"][c]["n"] + list(ex.controls.values())[c].index
        raw = data[ref["start"] : ref["start"] + ref["bytes"]]
        if ref["type"] == "text":
            return raw.decode().split("\0")[row]
        values = np.frombuffer(raw, "<u1" if ref["type"] == "u8" else "<u2")
        assert ref["start"] % 4 == 0
        scale = row if len(ref["low"]) > 1 else 0
        rows = values.reshape(-1, *ref["shape"])
        return ref["low"][scale] + ref["step"][scale] * rows[row]

    return live.spec, read


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


def test_every_palette_colour_has_a_dark_twin():
    assert list(DARK) == list(PALETTE)
    for colors in (PALETTE, DARK):
        assert all(re.fullmatch("#[0-9A-F]{6}", c) for c in colors.values())


def test_the_front_end_is_in_a_page_that_drops_defaults():
    ex = small()
    panel(ex).dot(0, 0)
    state = embed_data(views=[ex.widget], drop_defaults=True)["manager_state"]["state"]
    live = state[ex.widget.children[-1].model_id]["state"]
    assert "export default" in live["_esm"]
    assert ".explorer" in live["_css"]
    assert live["controls"] == [f"anywidget:{c.slider.model_id}" for c in ex.controls.values()]


def test_a_mark_added_late_is_shown():
    ex = small()
    ax = panel(ex).dot(0, 0)
    first = ex.widget
    ax.dot(1, 1)
    assert ex.widget is not first
    assert len(ex.widget.children[-1].spec["panels"][0]["marks"]) == 2


def test_an_array_is_taken_as_it_is_now():
    ex = small()
    ax, y = panel(ex), np.zeros(5)
    for k in range(3):
        y += k
        ax.line(GRID, y)
    assert [mark.tables["y"].rows[0] for mark in ax.marks] == [0, 1, 3]
    assert repr(ax) == "Panel 1: loss against p; 3 marks"


def test_controls_stand_over_the_picture_with_labels_of_one_width():
    ex = small()
    *controls, _ = ex.widget.children
    assert controls == [c.shown for c in ex.controls.values()]
    assert {c.style.description_width for c in controls} == {"11ch"}
    assert ex.widget is ex.widget


# ---- the still --------------------------------------------------------------------------------


def test_display_gives_sentence_still_and_live_view():
    ex = small()
    panel(ex, title="Left").dot(0.5, 1)
    data, metadata = ex._repr_mimebundle_()
    assert set(data) == {VIEW, "image/png", "text/plain"}
    assert data["text/plain"] == "y = 1, p = 0.5"
    assert metadata["image/png"]["alt"] == ("Small. y = 1, p = 0.5. Panel 1, Left: loss against p.")
    height, width, _ = matplotlib.image.imread(io.BytesIO(data["image/png"])).shape
    assert (width, height) == tuple(1.5 * metadata["image/png"][k] for k in ("width", "height"))


def test_the_live_view_is_the_box_of_controls_and_picture(monkeypatch):
    ex = small()
    monkeypatch.delattr(w.Widget, "_repr_mimebundle_", raising=False)  # as in ipywidgets 7, Colab's
    view = ex._repr_mimebundle_()[0][VIEW]
    assert view["model_id"] == ex.widget.model_id


def test_colab_is_told_who_draws_the_live_view(monkeypatch):
    manager = types.SimpleNamespace(_installed_url="https://manager.test")
    colab = types.SimpleNamespace(_widgets=manager, enable_custom_widget_manager=lambda: None)
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    metadata = small()._repr_mimebundle_()[1]
    assert metadata[VIEW]["colab"]["custom_widget_manager"]["url"] == "https://manager.test"
    assert "alt" in metadata["image/png"]


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


def test_source_is_the_code_that_made_it():
    assert small().source().startswith("def small(")


def test_source_of_one_made_in_a_cell_is_the_whole_cell():
    cell = (
        "def double(p):\n    return 2 * p\n\n\n"
        "slider = w.FloatSlider(0, min=0, max=1, step=0.5)\n"
        "ex = Explorer(lambda p: f'{double(p)}', p=slider)\n"
    )
    linecache.cache["<cell>"] = len(cell), None, cell.splitlines(keepends=True), "<cell>"
    made = {"Explorer": Explorer, "w": w, "__name__": "__main__"}
    exec(compile(cell, "<cell>", "exec"), made)
    assert made["ex"].source() == cell


def test_the_mechanism_stays_small():
    folder = Path(bce_lessons.explorers.__file__).parent
    script = (folder / "static" / "explorer.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 250
    assert not re.search(
        r"\b(log|exp|sigmoid|pow)\w*\(",
        script.replace("Math.log(value)", "").replace("Math.log(base)", ""),
    )
    assert _wire.MAX_BYTES == 500_000


# ---- what is told, and sent, to the last index ------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        (lambda p: np.where(np.arange(3) == 2, np.nan, p), "nan at index (2,) is not finite"),
        (lambda p: np.diag([np.inf, 0.0]), "inf at index (0, 0) is not finite"),
        (lambda p: np.nan, "nan is not finite"),
        (lambda p: np.zeros(2 if p < 0.45 else 3), "p=0.5: shape (3,), before it (2,)"),
    ],
)
def test_a_channel_that_goes_wrong_tells_the_index_or_the_shape(channel, told):
    table = functools.partial(_tables.tabulate, "dot y", channel, small().controls, "number")
    with pytest.raises(ValueError, match=re.escape(told)):
        table()


def test_a_channel_that_never_changes_is_sent_as_itself():
    """Its range is 0: the step must not be, or the browser would show NaN."""
    ex = small()
    blob = _wire.Blob(list(ex.controls))
    rows = _tables.tabulate("dot y", lambda p: [0.25, 0.25], ex.controls, "number")
    sent = blob.ref(rows)
    raw = np.frombuffer(blob.parts[0], "<u2")[: rows.rows.size]
    assert sent["low"] == [0.25]
    assert sent["step"] == [1.0]
    assert not raw.any()
    once = _tables.tabulate("dot y", 0.25, ex.controls, "number")
    assert blob.ref(once) == {"const": 0.25}
    assert len(blob.parts) == 1
