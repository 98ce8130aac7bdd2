"""Positions in the browser: those that Python finds, for every value of the same table."""

import base64
import json
from pathlib import Path

import ipywidgets as w
import pytest
from moving import compare
from playwright.sync_api import expect
from positions import table
from small import panel

from bce_lessons import explore, explorers

SCRIPT = Path(explore.__file__).parent / "static" / "picture.js"
FIND = """async ({script, cases}) => {
  const {positionOf} = await import(`data:text/javascript;base64,${script}`);
  return cases.map(([spec, values]) => values.map(v => positionOf(spec, v)));
}"""


def test_the_browser_finds_the_positions_that_python_finds(browser):
    cases = table()
    sent = json.loads(json.dumps([(found.spec(), values) for found, values in cases]))
    script = base64.b64encode(SCRIPT.read_bytes()).decode()
    page = browser.new_page()
    found = page.evaluate(FIND, {"script": script, "cases": sent})
    page.close()
    assert sum(map(len, found)) > 1000
    for (control, values), indices in zip(cases, found, strict=True):
        for value, index in zip(values, indices, strict=True):
            assert index == control.nearest(value), f"{control.slider} at {value!r}"


@pytest.fixture
def opened(site):
    """Open an explorer, and other widgets below it, in a page of its own."""

    def show(explorer, *others):
        page = site.show(w.VBox([explorer.widget, *others]), "Positions")
        page.wait_for_selector(".explorer-panels svg")
        return page, page.locator(".explorer").first

    return show


def of(slider):
    explorer = explorers.Explorer(lambda p: f"p = {p:g}", p=slider)
    panel(explorer).dot(lambda p: p, 1)
    return explorer


def test_a_range_changed_in_the_browser_is_put_back(opened):
    explorer = of(w.FloatSlider(0.5, min=0, max=1, step=0.1, description="p"))
    meddler = w.FloatSlider(0, min=0, max=0.7, step=0.7, description="meddler")
    w.jslink((meddler, "value"), (explorer.controls["p"].slider, "min"))
    page, box = opened(explorer, meddler)
    compare(box, explorer)
    page.get_by_role("slider").nth(1).focus()
    page.keyboard.press("End")
    explorer.position = {"p": 0.7}  # the range has pushed the value, which stays a position
    compare(box, explorer)
    expect(page.locator(".widget-readout").nth(1)).to_have_text("0.00")  # and was put back
    page.get_by_role("slider").nth(0).focus()
    page.keyboard.press("Home")
    explorer.position = {"p": 0}
    compare(box, explorer)
    page.keyboard.press("ArrowRight")
    explorer.position = {"p": 0.1}
    compare(box, explorer)


@pytest.mark.parametrize(("typed", "position"), [("0.4", 1), ("0.3", 0.1), ("0.0013", 0.001)])
def test_a_typed_value_goes_to_the_nearer_position_by_ratio(opened, typed, position):
    slider = w.FloatLogSlider(0.01, base=10, min=-3, max=0, step=1, description="p")
    explorer = of(slider)
    _, box = opened(explorer)
    readout = box.locator(".widget-readout")
    readout.fill(typed)
    readout.press("Enter")
    explorer.position = {"p": position}
    compare(box, explorer)
    assert float(readout.inner_text()) == position


def test_text_of_every_kind_is_shown_as_it_is(opened):
    words = [
        "costs $5 and wins $10",
        "$5_{ and $",
        "a\0b\\n",
        "漢字 العربية 😀",
        "<b>&amp;</b>",
        '"',
    ]
    explorer = explorers.Explorer(
        lambda n: f"{n}: {words[n]}", n=w.IntSlider(0, min=0, max=len(words) - 1, description="n")
    )
    explorer.panel("$x$", "<y>", x=(0, 1), y=(0, 1), title="50 % $").text(0, 0, lambda n: words[n])
    page, box = opened(explorer)
    page.get_by_role("slider").focus()
    for n, word in enumerate(words):
        explorer.position = {"n": n}
        compare(box, explorer)
        assert box.locator("g.text text").text_content() == word
        page.keyboard.press("ArrowRight")


def test_a_value_far_outside_leaves_the_others_in_their_places(opened):
    explorer = explorers.Explorer(
        lambda p: f"p = {p:g}", p=w.FloatSlider(0.5, min=0, max=1, step=0.1, description="p")
    )
    ax = explorer.panel("p", "y", x=(0, 1), y=(0, 4)).dot([0.2, 0.8], lambda p: [3 * p, 1e9])
    ax.dot(lambda p: [p, -1e200], 1)
    _, box = opened(explorer)
    compare(box, explorer)
