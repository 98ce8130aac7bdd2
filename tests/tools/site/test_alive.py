"""Explorers and questions as plain HTML: what a page gets in place of widgets."""

import re
from html.parser import HTMLParser

import ipywidgets as w
import pytest
from ipywidgets.embed import embed_data
from nbformat.v4 import new_code_cell, new_notebook, new_output

from bce_lessons.explore.scene import about
from bce_lessons.explorers import Explorer, with_play
from bce_lessons.practice import ask
from tools.notebooks import form
from tools.site import alive, embed, models
from tools.stop import Stop


def every_kind():
    """Return an explorer with a control of every kind."""
    explorer = Explorer(
        say=lambda p, n, k, s, b, r, d: f"{p:.1f} {n:.3g} {k} {s} {b} {r} <{d}>",
        title="Every kind",
        p=w.FloatSlider(0.5, min=0, max=1, step=0.1, description="p & q", readout_format=".1f"),
        n=w.FloatLogSlider(0.01, base=10, min=-3, max=0, step=1, description="n"),
        k=with_play(w.IntSlider(2, min=0, max=4, description="k"), interval=70),
        s=w.SelectionSlider(options=["few", "many"], value="many", description="s"),
        b=w.ToggleButtons(options=[("y = 0", 0), ("y = 1", 1)], index=1, description="b"),
        r=w.RadioButtons(options=["one", "two"], index=0, description="r"),
        d=w.Dropdown(options=["<here>", "there"], index=1, description="d"),
    )
    explorer.panel("x", "y", x=(0, 1), y=(0, 4)).dot(lambda p: p, lambda k: k)
    return explorer


def notebook_with(*widgets):
    """Return a notebook that shows widgets, with their state."""
    data = embed_data(views=widgets, state=None)
    cells = []
    for number, view in enumerate(data["view_specs"]):
        shown = new_output("display_data", {form.WIDGET_VIEW: view, "text/plain": "shown"})
        cell = new_code_cell(f"explorers.number_{number}()", id=f"cell-{number}", outputs=[shown])
        cells.append(cell)
    made = new_notebook(cells=cells)
    made.metadata["widgets"] = {form.WIDGET_STATE: data["manager_state"]}
    return made


class Tags(HTMLParser):
    """The tags of some HTML with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, name):
        return [attrs for tag, attrs in self.found if tag == name]


@pytest.fixture(scope="module")
def shown(node):
    """An explorer of every kind, in a notebook made alive."""
    notebook = notebook_with(every_kind().widget)
    (found,) = alive.enliven(notebook, "../_static/explorers")
    assert "widgets" not in notebook.metadata
    assert notebook.cells[0].outputs[0]["data"] == {"text/html": found.html}
    return found


def test_every_kind_of_control_has_its_name_position_and_value(shown):
    tags = Tags(shown.html)
    ranges = [one for one in tags.all("input") if one["type"] == "range"]
    assert [(one["value"], one["max"], one["aria-valuetext"]) for one in ranges] == [
        ("5", "10", "0.5"), ("1", "3", "0.01"), ("2", "4", "2"), ("1", "1", "many"),
    ]  # fmt: skip
    pressed = [one["aria-pressed"] for one in tags.all("button") if "aria-pressed" in one]
    assert pressed == ["false", "true", "true", "false"]
    assert ["selected" in one for one in tags.all("option")] == [False, True]
    assert [one["data-interval"] for one in tags.all("button") if "data-interval" in one] == ["70"]
    named = {one["for"] for one in tags.all("label")}
    assert {one["id"] for one in (*ranges, *tags.all("select"))} == named
    assert ">p &amp; q</label>" in shown.html
    assert "&lt;here&gt;" in shown.html


def test_the_picture_and_its_words_are_there_before_any_script(shown):
    explorer = every_kind()
    words = repr(explorer).replace("<", "&lt;").replace(">", "&gt;")
    assert shown.html.count(words) == 2  # seen, and spoken
    assert f'aria-label="{about(explorer)}"' in shown.html
    (dot,) = re.findall(r'<path [^>]*class="point"[^>]*>', shown.html)
    # p = 0.5 is the middle between 50 and 376, k = 2 between 236 and 30.
    assert "translate(213,133)" in dot


def live(explorer):
    """Return what a page gets of an explorer."""
    found = models.Models(notebook_with(explorer.widget))
    return found.explorer(explorer.widget.model_id)


def test_equal_explorers_share_their_tables_and_others_do_not():
    one, twin, moved, other = (every_kind() for _ in range(4))
    moved.controls["p"].slider.value = 0.7  # a position is not a table
    other.panels[0].dot(0.5, 0.5)
    assert live(one).digest == live(twin).digest == live(moved).digest != live(other).digest
    row = live(moved).rows[0]
    assert row.labels[row.position] == "0.7"


def test_a_question_reveals_without_a_script():
    notebook = notebook_with(ask("01-two-falls"), ask("01-ninety-percent"))
    assert alive.enliven(notebook, "there") == []
    first, second = (cell.outputs[0]["data"]["text/html"] for cell in notebook.cells)
    assert "<details><summary" in first
    assert "It is false." in first.partition("<details>")[2]
    assert Tags(first).all("section")[0]["aria-labelledby"] == "ask-1"
    assert Tags(second).all("section")[0]["aria-labelledby"] == "ask-2"


def test_any_other_widget_keeps_its_state(node):
    notebook = notebook_with(every_kind().widget, w.VBox([w.FloatSlider(description="mine")]))
    assert len(alive.enliven(notebook, "there")) == 1
    assert notebook.metadata["widgets"]
    assert form.WIDGET_VIEW in notebook.cells[1].outputs[0]["data"]


def test_an_explorer_alone_has_all_that_it_needs(shown):
    page = embed.embedded(shown, '<a href="https://course/lessons/1.html">Lesson & more</a>')
    assert "@" not in re.sub(r"@(media|font-face|supports|container)", "", without_scripts(page))
    assert f'data-tables="{shown.live.digest}"' in page
    assert f'["{shown.live.digest}"] = ' in page
    assert "<title>Every kind</title>" in page
    assert not re.findall(r'(?:src|href)="(?!https://course/|data:,)', page)


def test_an_explorer_without_a_title_is_called_by_what_its_first_panel_shows(node):
    untitled = Explorer(
        lambda p: f"p = {p}", p=w.FloatSlider(0.5, min=0, max=1, step=0.5, description="p")
    )
    untitled.panel("chance", "loss", x=(0, 1), y=(0, 4)).dot(lambda p: p, lambda p: p)
    (found,) = alive.enliven(notebook_with(untitled.widget), "../_static/explorers")
    assert found.live.spec["about"].startswith("Panel 1: ")
    title = embed.title_of(found)
    assert title
    assert not title.startswith("Panel")
    assert not title.endswith(".")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("explorers.one_curve()", "one_curve"),
        ("a = 1\nexplorers.one_curve(p=0.5, q=(1, 2))\n", "one_curve"),
        ("explorers.one_curve()\nprint(1)", "the-cell"),
        ("Explorer()", "the-cell"),
    ],
)
def test_an_explorers_page_has_the_name_of_its_function_or_of_its_cell(source, name):
    assert alive.called(new_code_cell(source, id="the-cell")) == name


def without_scripts(page):
    """Return a page without its scripts, in which data may hold any letter."""
    return re.sub("<script>.*?</script>", "", page, flags=re.DOTALL)


def test_a_figure_is_made_alike_in_a_page_and_in_jupyter():
    (figure,) = re.findall("export const FIGURE = '(.*)'", alive.PICTURE.read_text("utf-8"))
    page = alive.EXPLORER[alive.EXPLORER.index("<figure") :]
    told = ("title", "aria-label")  # a page has these before its script does
    mine, its = (
        [
            (tag, {k: v for k, v in attrs.items() if k not in told})
            for tag, attrs in Tags(html).found
        ]
        for html in (page, figure)
    )
    assert mine == its


def test_what_cannot_be_drawn_is_said(shown):
    broken = models.Live(shown.live.rows, shown.live.spec, "AAAA")
    with pytest.raises(Stop, match="an explorer cannot be drawn"):
        alive.draw([("explorer-1", broken)])
