"""Move an explorer's controls in a page, and read back what the page then shows."""

import numpy as np

from bce_lessons.explorers import Explorer

# The geometry of a panel, as in static/explorer.js.
W, H, LEFT, RIGHT, BOTTOM = 390, 280, 50, 14, 44


def expected_dots(explorer):
    """Return, for each panel, where the tables say that the dots are, in the panel's pixels."""
    panels = []
    for panel in explorer.panels:
        top, places = (50 if panel.title else 30), []
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


READ = """box => ({
  say: box.querySelector('.explorer-panels').getAttribute('aria-label'),
  caption: box.querySelector('figcaption').textContent,
  dots: [...box.querySelectorAll('svg')].map(svg =>
    [...svg.querySelectorAll('g.dot .point')].filter(n => n.getAttribute('visibility') !== 'hidden')
      .map(n => n.getAttribute('transform').match(/-?[\\d.]+/g).slice(0, 2).map(Number))),
  art: box.querySelector('.explorer-panels').innerHTML.length
    + [...box.querySelectorAll('.explorer-panels *')].map(n => (n.getAttribute('d') ?? '')
      + n.getAttribute('transform') + n.getAttribute('href') + n.textContent).join('|'),
})"""


def settle(page):
    """Wait until what was asked for is painted."""
    page.evaluate(
        "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r())))"
    )


def compare(page, box, explorer: Explorer):
    """Check that the page's words and dots are what Python says at the explorer's position."""
    for _ in range(40):  # a front end in JupyterLab may hear of a move a little later
        settle(page)
        seen = box.evaluate(READ)
        if seen["say"] == repr(explorer):
            break
        page.wait_for_timeout(25)
    assert (seen["say"], seen["caption"]) == (repr(explorer), repr(explorer))
    for shown, wanted in zip(seen["dots"], expected_dots(explorer), strict=True):
        assert len(shown) == len(wanted)
        if wanted:  # in any order: marks of one kind share a group
            apart = np.linalg.norm(np.array(shown)[:, None] - np.array(wanted), axis=2)
            assert max(apart.min(axis=0).max(), apart.min(axis=1).max()) < 0.5
    return seen["art"]


def indices(control):
    """Return how far a control's keyboard sweep goes: all of it, or 12 steps and both ends."""
    n = len(control.values)
    return range(n) if n <= 12 else [0, *range(1, 11), n - 1]


def press(page, handle, start, index):
    """Bring a slider from one position to the next by keyboard, as a reader does."""
    handle.focus()
    if index == 0:
        page.keyboard.press("Home")
    elif index - start == 1:
        page.keyboard.press("ArrowRight")
    else:
        page.keyboard.press("End")


def sweep(page, box, explorer: Explorer):
    """Move every control by keyboard (buttons by mouse) and compare at each position."""
    sliders = box.locator("[role=slider]")
    groups = box.locator(".widget-toggle-buttons")
    at_slider = at_group = 0
    for name, control in explorer.controls.items():
        pictures = set()
        start = control.values[control.index]
        is_slider = hasattr(control.slider, "continuous_update")
        before = 0
        for index in indices(control):
            if is_slider:
                press(page, sliders.nth(at_slider), before, index)
            else:
                groups.nth(at_group).locator("button").nth(index).click()
            before = index
            explorer.position = {name: control.values[index]}
            pictures.add(compare(page, box, explorer))
        assert len(pictures) > 1, f"moving {name} changes nothing in the picture"
        restore(page, sliders.nth(at_slider) if is_slider else groups.nth(at_group), control, start)
        explorer.position = {name: start}
        compare(page, box, explorer)
        at_slider, at_group = at_slider + is_slider, at_group + (not is_slider)


def restore(page, where, control, value):
    """Bring a control back to a value."""
    index = control.values.index(value)
    if not hasattr(control.slider, "continuous_update"):
        where.locator("button").nth(index).click()
        return
    where.focus()
    n = len(control.values)
    page.keyboard.press("Home" if index <= n // 2 else "End")
    for _ in range(min(index, n - 1 - index)):
        page.keyboard.press("ArrowRight" if index <= n // 2 else "ArrowLeft")


def drag(page, box):
    """Drag the first slider to its other half by mouse; the picture must follow."""
    handle = box.locator("[role=slider]").first
    before = box.evaluate(READ)["say"]
    track = box.locator(".noUi-base").first.bounding_box()
    spot = handle.bounding_box()
    page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    page.mouse.down()
    on_the_left = spot["x"] < track["x"] + track["width"] / 2
    for share in (0.4, 0.6, 0.85) if on_the_left else (0.6, 0.4, 0.15):
        page.mouse.move(track["x"] + share * track["width"], track["y"] + track["height"] / 2)
    page.mouse.up()
    settle(page)
    assert box.evaluate(READ)["say"] != before, "dragging the slider changes nothing"
