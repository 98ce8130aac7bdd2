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
    """Open explorers on a page whose colours change at once, and leave no mode to the next test."""
    pages = []

    def show(made):
        pages.append(show_all(site, made, width=700))
        pages[-1].add_style_tag(content="* { transition: none !important }")
        return pages[-1]

    yield show
    for page in pages:
        page.emulate_media(**USUAL)


def turn(page, mode):
    """Show a page in one of the modes."""
    page.emulate_media(**USUAL | MODES[mode])
    theme = "dark" if "dark" in mode else "light"
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


@pytest.mark.parametrize("plain", [False, True], ids=["stock", "plain"])
def test_controls_of_explorers_have_tracks_frames_and_a_pressed_state(
    opened, keep, subtests, plain
):
    page = opened({"one": explorers.one_prediction()})
    if plain:
        page.evaluate(PLAIN)
    for mode in MODES:
        with subtests.test(mode=mode):
            turn(page, mode)
            keep(page, f"{mode}-{'plain' if plain else 'stock'}")
            check_controls(page, plain, 7 if "more" in mode else 3)


def check_controls(page, plain, least):
    """Check that tracks and frames stand out, and that a pressed button differs."""
    track = page.locator("input[type=range]" if plain else ".noUi-target").first
    check_track(page, track, least)
    buttons = page.locator(".explorer-buttons button" if plain else ".widget-toggle-button")
    for button in buttons.all():
        check_frame(page, button, least)
    pressed = page.locator("[aria-pressed=true]").first
    assert differs(page, pressed, page.locator("[aria-pressed=false]").first)
    if not plain:
        check_frame(page, page.locator(".noUi-handle").first, least)


def test_questions_have_frames_and_a_track(opened, keep, subtests):
    page = opened({})
    given = {"script": (asking.STATIC / "ask.js").read_text("utf-8")}
    page.evaluate(KERNEL, given | {"questions": [state(THREE[0])]})
    page.add_style_tag(path=asking.STATIC / "ask.css")
    commit = page.get_by_role("button", name="Commit")
    for mode in MODES:
        with subtests.test("asked", mode=mode):
            turn(page, mode)
            check_frame(page, commit, 3)
            check_frame(page, page.locator(".ask"), 3)
            check_track(page, page.locator(".ask input"), 3)
    commit.click()
    for mode in MODES:
        with subtests.test("answered", mode=mode):
            turn(page, mode)
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
