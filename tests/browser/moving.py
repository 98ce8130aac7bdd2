"""Move an explorer's controls in a page, and compare what it then shows with Python's numbers."""

import json
import re
import time
from pathlib import Path

import ipywidgets as w
import nbformat
import numpy as np

from bce_lessons.explore.scene import SIZE, about
from bce_lessons.practice import my_forecasts

# The same in Jupyter, where controls are stock widgets, and in a page, where they are plain HTML.
SLIDER = "[role=slider], input[type=range]"
TRACK = ".noUi-base, input[type=range]"
GROUP = ".widget-toggle-buttons, .explorer-control[role=group]"
LIST = ".widget-dropdown select, .explorer-control select"
SHOWN = ".explorer-shown"
PATIENCE = 300  # seconds for a page to show what was asked for: only a failure takes as long
W, H, LEFT, RIGHT, BOTTOM, TITLED, UNTITLED = SIZE


def explorers_of(path: Path):
    """Return fresh copies of the explorers that a lesson shows, in their order."""
    cells = nbformat.read(path, as_version=4).cells
    scope = {"mine": my_forecasts()}  # nobody has answered here: the sample
    found = []
    for source in (cell.source for cell in cells if cell.cell_type == "code"):
        shown = source.rpartition("\n")[2]
        if re.search(r"^(import|from) ", source, re.M) and "xplorer" in source:
            exec(source, scope)
        if "= Explorer(" in source:  # one made in the lesson
            exec(source, scope)
        if "= Explorer(" in source or re.match(r"explorers\.\w+\(", shown):
            found.append(eval(shown, scope))
    return found


def expected_dots(explorer):
    """Return, for each panel, where the tables say that the dots are, in the panel's pixels."""
    panels = []
    for panel in explorer.panels:
        top, places = (TITLED if panel.title else UNTITLED), []
        for mark in panel.marks:
            if mark.kind == "dot":
                x, y = (np.asarray(explorer.look_up(mark.tables[k]), float) for k in "xy")
                x, y = np.broadcast_arrays(np.atleast_1d(x), y)
                (x0, x1), (y0, y1) = panel.xlim, panel.ylim
                at_x = LEFT + (np.clip(x, x0, x1) - x0) / (x1 - x0) * (W - LEFT - RIGHT)
                at_y = H - BOTTOM - (np.clip(y, y0, y1) - y0) / (y1 - y0) * (H - BOTTOM - top)
                places += np.column_stack([at_x, at_y]).tolist()
        panels.append(places)
    return panels


# A frame later: what was asked for by then is painted in it. `art` numbers the page's different
# pictures, by a table that the browser keeps. All dots come as one text, or Playwright would take
# longest over them, number by number.
READ = """async box => {
  await new Promise(requestAnimationFrame);
  const panels = box.querySelector('.explorer-panels'), html = panels.innerHTML;
  const pictures = window.picturesSeen ??= new Map();
  if (!pictures.has(html)) pictures.set(html, pictures.size);
  return {
    art: pictures.get(html),
    about: panels.getAttribute('aria-label'),
    say: box.querySelector('.explorer-shown').textContent,
    dots: JSON.stringify([...panels.querySelectorAll('svg')].map(svg =>
      [...svg.querySelectorAll('.dot .point')]
        .filter(n => n.getAttribute('visibility') !== 'hidden')
        .map(n => n.getAttribute('transform').match(/-?[\\d.]+/g).slice(0, 2).map(Number)))),
  };
}"""


# A picture in a page is there at once, and moves once its tables have come.
AWAKE = """async box => {
  const asleep = () => box.dataset.tables && box.dataset.alive === undefined;
  for (let i = 0; asleep(); i++) {
    if (i > 3000) throw new Error(`${box.id} does not wake`); // after a minute
    await new Promise(done => setTimeout(done, 20));
  }
}"""


def differences(seen, explorer):
    """Say in what a page differs from what Python says at the explorer's position; "" if none."""
    if seen["say"] != repr(explorer):
        return f"shown: {seen['say']!r}, right: {explorer!r}"
    if about(explorer) not in seen["about"]:
        return f"the picture is called {seen['about']!r}"
    shown, wanted = json.loads(seen["dots"]), expected_dots(explorer)
    if [*map(len, shown)] != [*map(len, wanted)]:
        return f"{[*map(len, shown)]} dots in the panels, not {[*map(len, wanted)]}"
    for number, (dots, places) in enumerate(zip(shown, wanted, strict=True), 1):
        if places:  # in any order: marks of one kind share a group
            apart = np.linalg.norm(np.array(dots)[:, None] - np.array(places), axis=2)
            worst = max(apart.min(axis=0).max(), apart.min(axis=1).max())
            if worst >= 0.5:
                return f"panel {number}: a dot is {worst:.1f} pixels away from its place"
    return ""


def compare(box, explorer):
    """Check that the page comes to show what Python says; return what stands for the picture."""
    deadline = time.monotonic() + PATIENCE
    while True:
        seen = box.evaluate(READ)
        wrong = differences(seen, explorer)
        if not wrong or time.monotonic() > deadline:
            assert not wrong, wrong
            return seen["art"]
        time.sleep(0.02)


def is_slider(control):
    """Tell a slider from a row of buttons."""
    return hasattr(control.slider, "continuous_update")


def keys(control, whole):
    """Return the keys of a slider's sweep and the positions that they lead to."""
    last = len(control.values) - 1
    if whole:
        return ["Home"] + ["ArrowRight"] * last, range(last + 1)
    return ["Home", "ArrowRight", "End"], [0, 1, last]


def way_back(there, start):
    """Return the keys that lead from one position of a slider down to another, by fives."""
    steps = there - start
    fives = max(0, steps - 1) // 5
    return ["PageDown"] * fives + ["ArrowLeft"] * (steps - 5 * fives)


def chooser(control, lists, groups):
    """Return what chooses one of a control's values, by its number: from a list, or by a button."""
    if isinstance(control.slider, w.Dropdown):
        choice = lists.pop(0)
        return lambda index: choice.select_option(index=index)
    buttons = groups.pop(0).locator("button").all()
    return lambda index: buttons[index].click()


def sweep(page, box, explorer, whole=True):
    """Move every control by keyboard (choices by mouse) and compare at each position.

    A slider goes through its whole range, or only to its start, one step on, and to its end.
    """
    box.scroll_into_view_if_needed()
    box.evaluate(AWAKE)
    seen = box.element_handle()  # found once, or each look would begin with a search
    compare(seen, explorer)
    sliders, groups, lists = (box.locator(kind).all() for kind in (SLIDER, GROUP, LIST))
    for name, control in explorer.controls.items():
        start, shown = control.index, set()
        if is_slider(control):
            handle = sliders.pop(0)
            handle.focus()
            for key, index in zip(*keys(control, whole), strict=True):
                page.keyboard.press(key)
                explorer.position = {name: control.values[index]}
                shown.add((repr(explorer), compare(seen, explorer)))
            for key in way_back(len(control.values) - 1, start):
                page.keyboard.press(key)
        else:
            choose = chooser(control, lists, groups)
            for index in range(len(control.values)):
                choose(index)
                explorer.position = {name: control.values[index]}
                shown.add((repr(explorer), compare(seen, explorer)))
            choose(start)
        assert len({words for words, _ in shown}) > 1, f"moving {name} changes no word"
        assert len({art for _, art in shown}) > 1, f"moving {name} changes nothing in the picture"
        explorer.position = {name: control.values[start]}
        compare(seen, explorer)


def drag(page, box):
    """Drag the first slider to its other half by mouse; words and picture must follow."""
    handle = box.locator(SLIDER).first
    handle.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    before = box.evaluate(READ)
    box.evaluate(AWAKE)
    handle.hover()  # once it stands still
    track = box.locator(TRACK).first.bounding_box()
    spot = handle.bounding_box()
    if handle.get_attribute("type") == "range":  # the handle is not a node of its own
        share = handle.evaluate("node => node.value / node.max")
        spot["x"] += share * (track["width"] - 16) + 8
        page.mouse.move(spot["x"], spot["y"] + spot["height"] / 2)
    page.mouse.down()
    on_the_left = spot["x"] < track["x"] + track["width"] / 2
    for share in (0.4, 0.6, 0.85) if on_the_left else (0.6, 0.4, 0.15):
        page.mouse.move(track["x"] + share * track["width"], track["y"] + track["height"] / 2)
    page.mouse.up()
    changes(box, before, "dragging the slider")


def changes(box, before, what):
    """Check that words and picture come to differ from what they were; return what they are."""
    deadline = time.monotonic() + PATIENCE
    while True:
        now = box.evaluate(READ)
        if now["say"] != before["say"] and now["art"] != before["art"]:
            return now
        assert time.monotonic() < deadline, f"{what} changes nothing"
        time.sleep(0.02)
