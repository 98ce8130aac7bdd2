"""Readers with colours of their own, or who ask for more contrast: controls keep their frames."""

import numpy as np
import pytest
from painted import AROUND, USUAL, check_frame, painted, strongest
from test_layout import PLAIN, show_all
from test_questions import KERNEL, THREE, state

from bce_lessons import explorers
from bce_lessons.practice import asking
from tests.figure.test_contrast import contrast
from tools.folders import HERE

MODES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced-light": {"color_scheme": "light", "forced_colors": "active"},
    "forced-dark": {"color_scheme": "dark", "forced_colors": "active"},
    "more-light": {"color_scheme": "light", "contrast": "more"},
    "more-dark": {"color_scheme": "dark", "contrast": "more"},
}


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_that_is_not_there_can_be_read(browser, theme):
    page = browser.new_page(color_scheme=theme)
    page.set_content((HERE.docs / "404.html").read_text("utf-8"))
    for node in (page.locator("a"), page.locator("h1")):
        image, ground = painted(page, node)
        assert strongest(image, ground) >= 4.5
        assert (ground.mean() < 0.5) == (theme == "dark")
    page.close()
