"""Readers who ask for little motion: nothing plays by itself, and nothing is drawn out."""

from pathlib import Path

import ipywidgets as w
import pytest
from moving import compare

from bce_lessons import explorers

# What takes time, of all elements and of what stands before and after them.
MOVING = """selector => [...document.querySelectorAll(selector)].flatMap(node =>
  [null, '::before', '::after'].map(part => getComputedStyle(node, part)).filter(style =>
    [style.transitionDuration, style.animationDuration].some(all => /[1-9]/.test(all))
    && !(style.transitionProperty === 'none' && style.animationName === 'none'))
  .map(() => node.outerHTML.slice(0, 100)))"""
SLOW = "@keyframes x { to { opacity: 0 } } * { transition: all 1s; animation: x 1s }"
ROOT = Path(__file__).parents[2]
SHEETS = [
    ROOT / "bce_lessons/explore/static/explorer.css",
    ROOT / "bce_lessons/practice/static/ask.css",
    ROOT / "docs/_static/site.css",
    ROOT / "docs/slides/slides.css",
    ROOT / "docs/lite/lite.css",
]


def playing():
    """Return an explorer with a Play button, and a box that starts it as a kernel would."""
    controls = explorers.with_play(w.IntSlider(0, min=0, max=9, description="step"), interval=30)
    explorer = explorers.Explorer(lambda step: f"step {step}", step=controls)
    explorer.panel("x", "y", x=(0, 9), y=(0, 1)).dot(lambda step: step, 0.5)
    start = w.Checkbox(False, description="start")
    w.jslink((start, "value"), (controls.children[1], "playing"))
    return explorer, w.VBox([explorer.widget, start])


@pytest.fixture
def opened(site):
    """Open a widget for a reader who asks for little motion, or does not."""

    def show(widget, motion):
        page = site.show(widget, "Motion", motion=motion)
        page.wait_for_selector(".explorer-panels svg")
        return page

    return show


END = "document.querySelector('.explorer-shown').textContent === 'step 9'"


def test_play_that_is_started_for_the_reader_runs(opened):
    page = opened(playing()[1], "no-preference")
    page.get_by_role("checkbox").check()
    page.wait_for_function(END)


def test_play_waits_for_its_button_where_little_motion_is_asked_for(opened):
    explorer, shown = playing()
    page = opened(shown, "reduce")
    page.get_by_role("checkbox").click()
    page.wait_for_timeout(400)  # longer than all its steps take
    said = page.locator(".explorer-shown").text_content()
    assert said in ("step 0", "step 1")  # it may have made its first step
    page.get_by_role("button", name="play").click()
    page.wait_for_function(END)
    explorer.position = {"step": 9}
    compare(page.locator(".explorer"), explorer)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_style_sheet_stops_what_takes_time(browser, sheet):
    shown = '<div class="explorer ask"><p>words</p></div>'
    page = browser.new_page()
    page.set_content(f"<style>{SLOW}{sheet.read_text('utf-8')}</style>{shown}")
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)
        assert bool(page.evaluate(MOVING, "body *")) == (motion != "reduce")
    page.close()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_nothing_in_an_explorer_takes_time(opened, motion):
    page = opened(explorers.train_a_network().widget, motion)
    page.add_style_tag(content=SLOW)
    assert bool(page.evaluate(MOVING, ".explorer, .explorer *")) == (motion != "reduce")
