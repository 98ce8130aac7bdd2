"""An explorer in a plain page: what the pages of the site do not show."""

import base64

import ipywidgets as w
import pytest
from moving import compare

from bce_lessons import explore, explorers
from bce_lessons.explore import wire

# Draw an explorer in an element that is put into the page only afterwards.
EARLY = """async ({script, spec, data, values}) => {
  const url = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
  const front = (await import(url)).default;
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
  const control = value => ({get: () => value, on() {}, set() {}, save_changes() {}});
  const given = {spec, data: bytes, controls: values};
  const box = Object.assign(document.createElement('div'), {className: 'explorer'});
  const el = box.appendChild(document.createElement('div'));
  const signal = new AbortController().signal, host = {getModel: async value => control(value)};
  await front.render({model: {get: name => given[name]}, el, host, signal});
  await new Promise(requestAnimationFrame);
  const before = box.textContent;
  document.querySelector('main').append(box);
  return before;
}"""


@pytest.fixture
def opened(site):
    """Open an explorer in a page of its own."""

    def show(explorer):
        page = site.show(explorer.widget, "An explorer")
        page.wait_for_selector(".explorer-panels svg")
        return page, page.locator(".explorer").first

    return show


def test_a_picture_made_before_its_place_in_the_page_is_drawn_there(site, opened):
    page, _ = opened(explorers.one_prediction())
    explorer = explorers.four_panels()  # its field needs colours, which only a page has
    spec, data = wire.wire(explorer)
    script = explore.explorer.LivePicture._esm
    values = [getattr(c.slider, c.attr) for c in explorer.controls.values()]
    packed = base64.b64encode(data).decode()
    given = {"script": script, "spec": spec, "data": packed, "values": values}
    early = page.evaluate(EARLY, given)
    assert repr(explorer) not in early, "words came before their picture"
    compare(page.locator("main > .explorer").last, explorer)


def test_a_page_that_dropped_defaults_still_has_the_right_steps(opened):
    explorer = explorers.Explorer(
        say=lambda p: f"p = {p:.1f}",
        p=w.FloatSlider(0.5, min=0, max=10, step=0.1, description="p"),
    )
    explorer.panel("p", "p", x=(0, 10), y=(0, 10)).dot(lambda p: p, lambda p: p)
    page, box = opened(explorer)
    box.locator("[role=slider]").focus()
    page.keyboard.press("ArrowRight")
    explorer.position = {"p": 0.6}
    compare(box, explorer)


def test_play_runs_through_and_stops(opened):
    explorer = explorers.Explorer(
        say=lambda step: f"step {step}",
        step=explorers.with_play(w.IntSlider(0, min=0, max=4, description="step"), interval=30),
    )
    explorer.panel("x", "y", x=(0, 4), y=(0, 1)).dot(lambda step: step, 0.5)
    page, box = opened(explorer)
    box.get_by_role("button", name="play").click()
    page.wait_for_function("document.querySelector('.explorer-shown').textContent === 'step 4'")
    explorer.position = {"step": 4}
    compare(box, explorer)
