"""Every explorer in a plain page: no kernel, no server, no request to anywhere else."""

import ipywidgets as w
import pytest
from moving import READ, compare, drag, settle, sweep
from pages import AXE, CLIPPED

from bce_lessons import explorers

NAMES = [n for n in explorers.__all__ if n not in ("Explorer", "Panel", "with_play")]
# What an explorer has to be given; the others need nothing.
GIVEN = {"turn_down": ([1, 0, 1, 0, 0], [0.9, 0.8, 0.3, 0.2, 0.97])}


@pytest.fixture
def opened(site):
    """Open an explorer in a page of its own."""

    def show(name, theme="light", **viewport):
        explorer = name
        if isinstance(name, str):
            explorer = getattr(explorers, name)(*GIVEN.get(name, ()))
        page = site.show(explorer.widget, str(name), theme, **viewport)
        page.wait_for_selector(".explorer-panels svg")
        settle(page)
        return page, page.locator(".explorer"), explorer

    return show


@pytest.mark.parametrize("name", NAMES)
def test_alive_without_a_kernel(opened, keep, name):
    page, box, explorer = opened(name)
    compare(page, box, explorer)
    sweep(page, box, explorer)
    drag(page, box)
    keep(page, f"{name}-light")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_accessible_in_light_and_dark(opened, keep, node_modules, name, theme):
    page, _, _ = opened(name, theme)
    page.add_script_tag(path=node_modules / "axe-core" / "axe.min.js")
    assert page.evaluate(AXE) == []
    keep(page, f"{name}-{theme}-axe")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off_on_a_phone(opened, keep, name):
    page, box, explorer = opened(name, width=390)
    for end in ("Home", "End"):
        for handle in box.locator("[role=slider]").all():
            handle.focus()
            page.keyboard.press(end)
        settle(page)
        assert page.evaluate(CLIPPED) == []
        keep(page, f"{name}-phone-{end.lower()}")
    assert box.evaluate(READ)["say"] in set(explorer.sentence.rows.ravel())


def test_a_page_that_dropped_defaults_still_has_the_right_steps(opened):
    explorer = explorers.Explorer(
        say=lambda p: f"p = {p:.1f}",
        p=w.FloatSlider(0.5, min=0, max=10, step=0.1, description="p"),
    )
    explorer.panel("p", "p", x=(0, 10), y=(0, 10)).dot(lambda p: p, lambda p: p)
    page, box, _ = opened(explorer)
    box.locator("[role=slider]").focus()
    page.keyboard.press("ArrowRight")
    explorer.position = {"p": 0.6}
    compare(page, box, explorer)


def test_play_runs_through_and_stops(opened):
    explorer = explorers.Explorer(
        say=lambda step: f"step {step}",
        step=explorers.with_play(w.IntSlider(0, min=0, max=4, description="step"), interval=30),
    )
    explorer.panel("x", "y", x=(0, 4), y=(0, 1)).dot(lambda step: step, 0.5)
    page, box, _ = opened(explorer)
    play = box.get_by_role("button", name="play")
    play.click()
    page.wait_for_function("document.querySelector('figcaption').textContent === 'step 4'")
    explorer.position = {"step": 4}
    compare(page, box, explorer)
