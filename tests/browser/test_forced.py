"""Readers with colours of their own, or who ask for more contrast: controls keep their frames."""

import io

import matplotlib.image
import numpy as np
import pytest
from test_layout import PLAIN, show_all
from test_questions import KERNEL, THREE, state

from bce_lessons import explorers
from bce_lessons.practice import asking
from tests.figure.test_contrast import contrast

MODES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced-light": {"color_scheme": "light", "forced_colors": "active"},
    "forced-dark": {"color_scheme": "dark", "forced_colors": "active"},
    "more-light": {"color_scheme": "light", "contrast": "more"},
    "more-dark": {"color_scheme": "dark", "contrast": "more"},
}
USUAL = {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"}
AROUND = 6  # pixels of the page beside a node


def painted(page, node):
    """Return the pixels of a node and of the page around it, and the colour of the page."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    clip = {"x": box["x"] - AROUND, "y": box["y"] - AROUND}
    clip |= {"width": box["width"] + 2 * AROUND, "height": box["height"] + 2 * AROUND}
    image = matplotlib.image.imread(io.BytesIO(page.screenshot(clip=clip)))[..., :3]
    return image, image[0, 0]


def strongest(pixels, ground):
    """Return the most that any of some pixels stands out from the page."""
    return max(contrast(color, ground) for color in np.unique(pixels.reshape(-1, 3), axis=0))


def frames(page, node):
    """Return how far the sides of a node stand out, each at its middle."""
    image, ground = painted(page, node)
    high, wide = image.shape[:2]
    middle, centre = slice(high // 2 - 1, high // 2 + 1), slice(wide // 2 - 1, wide // 2 + 1)
    ends = [image[middle, : AROUND + 5], image[middle, -AROUND - 5 :]]
    ends += [image[: AROUND + 5, centre], image[-AROUND - 5 :, centre]]
    return [strongest(pixels, ground) for pixels in ends]


def check_frame(page, node, least):
    assert min(frames(page, node)) >= least, node.evaluate("node => node.outerHTML.slice(0, 150)")


def check_track(page, node, least):
    """Check that a slider's track can be seen from its start to its end."""
    image, ground = painted(page, node)
    middle = image.shape[0] // 2
    rows = image[middle - 3 : middle + 3, AROUND + 8 : -AROUND - 8]
    seen = [strongest(column, ground) for column in rows.swapaxes(0, 1)]
    assert np.mean(np.array(seen) >= least) > 0.75  # the rest is the handle's inside


def differs(page, pressed, other):
    """Tell how a pressed button differs: in the width of its frame or in its letters' weight."""
    look = "n => { const s = getComputedStyle(n); return [s.borderTopWidth, s.fontWeight]; }"
    return pressed.evaluate(look) != other.evaluate(look)


@pytest.fixture
def opened(site):
    """Open explorers in one of the modes, and leave none to the next test."""
    pages = []

    def show(made, mode):
        page = show_all(site, made, theme="dark" if "dark" in mode else "light", width=700)
        page.emulate_media(**USUAL | MODES[mode])
        pages.append(page)
        return page

    yield show
    for page in pages:
        page.emulate_media(**USUAL)


@pytest.mark.parametrize("plain", [False, True], ids=["stock", "plain"])
@pytest.mark.parametrize("mode", MODES)
def test_controls_of_explorers_have_tracks_frames_and_a_pressed_state(opened, keep, mode, plain):
    page = opened({"one": explorers.one_prediction()}, mode)
    if plain:
        page.evaluate(PLAIN)
    keep(page, f"{mode}-{'plain' if plain else 'stock'}")
    least = 7 if "more" in mode else 3
    track = page.locator("input[type=range]" if plain else ".noUi-target").first
    check_track(page, track, least)
    buttons = page.locator(".explorer-buttons button" if plain else ".widget-toggle-button")
    for button in buttons.all():
        check_frame(page, button, least)
    pressed = page.locator("[aria-pressed=true]").first
    assert differs(page, pressed, page.locator("[aria-pressed=false]").first)
    if not plain:
        check_frame(page, page.locator(".noUi-handle").first, least)


@pytest.mark.parametrize("mode", MODES)
def test_questions_have_frames_and_a_track(opened, keep, mode):
    page = opened({}, mode)
    given = {"script": (asking.STATIC / "ask.js").read_text("utf-8")}
    page.evaluate(KERNEL, given | {"questions": [state(THREE[0])]})
    page.add_style_tag(path=asking.STATIC / "ask.css")
    commit = page.get_by_role("button", name="Commit")
    check_frame(page, commit, 3)
    check_frame(page, page.locator(".ask"), 3)
    check_track(page, page.locator(".ask input"), 3)
    commit.click()
    for bar in page.locator(".ask-result .ask-bar").all():
        image, ground = painted(page, bar)
        assert contrast(image[image.shape[0] // 2, AROUND + 2], ground) >= 3
    keep(page, f"{mode}-ask")
