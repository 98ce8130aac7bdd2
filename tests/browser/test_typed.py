"""What is typed into the boxes of stock sliders, and what Play says that it will do."""

import ipywidgets as w
import pytest
from moving import compare
from playwright.sync_api import expect
from small import panel

from bce_lessons.explorers import Explorer, with_play

LABELS = [("1/100", 0.01), ("1/10", 0.1), ("1", 1.0), ("1,000", 1000.0)]
SLIDERS = {
    "choice": (w.SelectionSlider(options=LABELS, value=1.0, description="c"), {
        "1/10": 0.1, "0.1": 0.1, "0,02": 0.01, "1000": 1000, "1e9": 1000, "x": 1000, "": 1000,
    }),
    "float": (w.FloatSlider(0.5, min=0, max=1, step=0.1, description="c"), {
        "0.4": 0.4, "0,7": 0.7, "1/5": 0.2, "9": 1, "−1": 0, "nonsense": 0, "": 0,
    }),
    "log": (w.FloatLogSlider(0.01, base=10, min=-3, max=0, step=1, description="c"), {
        "0.4": 1, "0.0013": 0.001, "1/9": 0.1, "nonsense": 0.1,
    }),
    "whole": (w.IntSlider(3, min=0, max=9, step=3, description="c"), {
        "7": 6, "-2": 0, "1e3": 9, "x": 9,
    }),
}  # fmt: skip

LISTEN = """box => {
  const shown = box.querySelector('.explorer-shown');
  window.heard = [];
  new MutationObserver(() => heard.push(shown.textContent)).observe(shown, { childList: true });
}"""


def opened(site, slider):
    explorer = Explorer(lambda c: f"c = {c:g}", c=slider)
    panel(explorer).dot(lambda c: c, 1)
    page = site.show(w.VBox([explorer.widget]), "Typed")
    page.wait_for_selector(".explorer-panels svg")
    return page, page.locator(".explorer").first, explorer


@pytest.mark.parametrize("key", ["Enter", "Tab"])
@pytest.mark.parametrize("kind", SLIDERS)
def test_a_typed_value_moves_the_slider_and_its_picture(site, kind, key):
    slider, cases = SLIDERS[kind]
    _, box, explorer = opened(site, slider)
    field = box.get_by_role("textbox", name="c, type a value")
    shown = field.inner_text()
    for typed, value in cases.items():
        field.fill(typed)
        field.press(key)
        stays = explorer.position == {"c": value}
        explorer.position = {"c": value}
        compare(box, explorer)
        if stays:
            assert field.inner_text() == shown, "nonsense is not kept"
        shown = field.inner_text()
        assert shown not in ("", typed) or typed in ("1/10", "0.4", "1")
    field.fill("0")
    field.press("Escape")
    assert field.inner_text() == shown


def test_play_says_what_it_will_do(site):
    page, box, explorer = opened(site, with_play(w.IntSlider(0, min=0, max=3), interval=100))
    play = box.locator(".widget-play button").first
    expect(play).to_have_attribute("aria-label", "play")
    play.click()
    expect(play).to_have_attribute("aria-label", "play from the start")
    expect(play).to_have_attribute("title", "play from the start")
    explorer.position = {"c": 3}
    compare(box, explorer)
    box.get_by_role("slider").focus()
    box.get_by_role("slider").press("ArrowLeft")
    expect(play).to_have_attribute("aria-label", "play")
    play.click()
    expect(play).to_have_attribute("aria-label", "play from the start")
    box.evaluate(LISTEN)
    play.click()
    page.wait_for_function("() => window.heard.at(-1) === 'c = 3'")
    assert page.evaluate("() => window.heard[0]") == "c = 0"
    expect(play).to_have_attribute("aria-label", "play from the start")
