"""How an explorer is displayed: its sentence, its still, its controls over the live picture."""

import io
import linecache
import re
import sys
import types
from pathlib import Path

import ipywidgets as w
import matplotlib.image
from small import panel, small

import bce_lessons.explorers
from bce_lessons.explore import wire
from bce_lessons.explore.explorer import VIEW
from bce_lessons.explorers import Explorer
from bce_lessons.palette import DARK, PALETTE


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
    folder = Path(bce_lessons.explore.__file__).parent
    for name, lines in (
        ("picture.js", 250),
        ("typed.js", 50),
        ("play.js", 40),
        ("explorer.js", 80),
    ):
        script = (folder / "static" / name).read_text(encoding="utf-8")
        assert len(script.splitlines()) <= lines
        assert not re.search(r"\b(log|exp|sigmoid|pow)\w*\(", script)
    assert wire.MAX_BYTES == 500_000


def test_every_palette_colour_has_a_dark_twin():
    assert list(DARK) == list(PALETTE)
    for colors in (PALETTE, DARK):
        assert all(re.fullmatch("#[0-9A-F]{6}", c) for c in colors.values())


def test_a_mark_added_late_is_shown():
    ex = small()
    ax = panel(ex).dot(0, 0)
    first = ex.widget
    ax.dot(1, 1)
    assert ex.widget is not first
    assert len(ex.widget.children[-1].spec["panels"][0]["marks"]) == 2


def test_controls_stand_over_the_picture_with_labels_of_one_width():
    ex = small()
    *controls, _ = ex.widget.children
    assert controls == [c.shown for c in ex.controls.values()]
    assert {c.style.description_width for c in controls} == {"11ch"}
    assert ex.widget is ex.widget


def test_a_panel_without_a_mark_is_in_the_live_picture_too():
    ex = small()
    panel(ex).dot(0.5, 1)
    assert len(ex.widget.children[-1].spec["panels"]) == 1
    panel(ex, title="Empty")
    assert [shown["title"] for shown in ex.widget.children[-1].spec["panels"]] == ["", "Empty"]
    assert ex.widget is ex.widget
