"""A picture can be heard: its curve from left to right, and a click where the dot stands."""

from pathlib import Path

import numpy as np
import pytest

from bce_lessons import explore, explorers

SCRIPT = (Path(explore.__file__).parent / "static" / "sound.js").read_text("utf-8")
LOAD = """async script => {
  const url = URL.createObjectURL(new Blob([script], {type: 'text/javascript'}));
  window.heard = await import(url);
}"""
# A sound card that writes down what it is asked for, and ends when the test says so.
CARD = """() => {
  window.log = { tones: [], states: [], made: 0 };
  const value = list => ({
    linearRampToValueAtTime: (v, t) => list?.push([t, v]), setTargetAtTime() {},
  });
  window.AudioContext = class {
    constructor() { this.currentTime = 0; this.state = 'running'; log.made += 1; }
    close() { this.state = 'closed'; log.states.push('closed'); }
  };
  window.OscillatorNode = class {
    constructor(context, { type, frequency }) {
      this.ramps = [];
      Object.assign(this, { type, first: frequency, frequency: value(this.ramps) });
      log.tones.push(this);
    }
    connect(next) { return next; }
    start(at) { this.from = at; }
    stop(at) { this.to = at; }
  };
  window.GainNode = class { constructor() { this.gain = value(); } connect(next) { return next; } };
}"""


@pytest.fixture
def page(site):
    """A page with an explorer, and the module of its sound."""
    page = site.show(explorers.one_prediction().widget, "A curve")
    page.wait_for_selector(".explorer-panels svg")
    page.evaluate(LOAD, SCRIPT)
    return page


def test_a_note_is_as_high_as_the_curve(page):
    points = [[0, 0], [0.25, 0.5], [0.5, 1], [1, 7]]
    found = page.evaluate("points => heard.notes(points)", points)
    assert [note["time"] for note in found] == [0, 0.625, 1.25, 2.5]
    assert [note["frequency"] for note in found] == [220, 440, 880, 880]
    halves = page.evaluate("points => heard.notes(points, 4)", [[0, -1], [0.5, 0.25]])
    assert halves[0] == {"time": 0, "frequency": 220}
    assert halves[1] == {"time": 2, "frequency": pytest.approx(220 * 2**0.5)}


def test_a_way_that_turns_back_is_heard_in_its_order(page):
    found = page.evaluate("() => heard.notes([[0, 0], [1, 0], [0.5, 1]])")
    assert [note["time"] for note in found] == [0, 1.25, 2.5]


def test_the_curve_of_a_picture_is_read_from_it(page):
    panels = "document.querySelector('.explorer-panels')"
    found = page.evaluate(f"() => heard.curveOf({panels})")
    explorer = explorers.one_prediction()
    panel = next(p for p in explorer.panels if any(m.kind == "line" for m in p.marks))
    line = next(mark for mark in panel.marks if mark.kind == "line")
    x, y = np.broadcast_arrays(*(explorer.look_up(line.tables[k]) for k in "xy"))
    share = [
        (np.asarray(v) - low) / (high - low)
        for v, (low, high) in ((x, panel.xlim), (y, panel.ylim))
    ]
    inside = (share[1] >= 0) & (share[1] <= 1)
    apart = np.array(found["points"])[inside] - np.column_stack(share)[inside]
    assert np.abs(apart).max() < 0.01
    dot = next(mark for mark in panel.marks if mark.kind == "dot")
    at = np.ravel(explorer.look_up(dot.tables["x"]))[0]
    low, high = panel.xlim
    assert found["at"] == pytest.approx((at - low) / (high - low), abs=0.01)
    assert panel.ylabel in found["name"]
    assert panel.xlabel in found["name"]
    page.evaluate(f"() => {panels}.replaceChildren()")
    assert page.evaluate(f"() => heard.curveOf({panels})") is None


def test_a_button_sounds_and_stops_by_key(page):
    page.evaluate(CARD)
    button = page.get_by_role("button", name="Hear the curve: ")
    button.focus()
    assert page.evaluate("log.made") == 0, "nothing sounds by itself"
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    tones = page.evaluate("log.tones.map(t => [t.type, t.from, t.to, t.ramps.length])")
    assert [kind for kind, *_ in tones] == ["sine", "square"]
    (_, start, end, ramps), (_, click, silent, _) = tones
    assert ramps > 20
    assert end - start == pytest.approx(2.5, abs=0.2)
    assert start <= click < silent <= end
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-pressed") == "false"
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    assert page.evaluate("log.states") == ["closed", "closed"]
    page.keyboard.press("Enter")
    page.evaluate("log.tones.at(-2).onended()")
    page.wait_for_function("log.states.length === 3")
    assert button.get_attribute("aria-pressed") == "false"


def test_the_browser_itself_can_play_it(page):
    ended = page.evaluate("""() => new Promise(done => {
      const stop = heard.sound([[0, 0.2], [1, 0.8]], 0.5, () => done('ended'));
      setTimeout(stop, 50);
    })""")
    assert ended == "ended"


def test_the_sound_stays_small():
    assert len(SCRIPT.splitlines()) <= 65
