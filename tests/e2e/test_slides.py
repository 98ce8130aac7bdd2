"""Every deck: nothing runs over a slide, every explorer is alive on its own, notes are said."""

import re

import pytest
from moving import READ, compare, drag, keys
from pages import AXE, SHOOTING, SHOTS

from bce_lessons import explorers, lessons
from tools.folders import HERE
from tools.notebooks import form
from tools.site import npm

LESSONS = form.lessons()
DECKS = [path.stem for path in LESSONS if "slideshow" in path.read_text(encoding="utf-8")]
SIZES = [(1280, 720), (1920, 1080)]
BODY, CODE = 28, 20  # pixels on a slide of 1280 by 720: for the last row
READY = """() => [...document.querySelectorAll('.live')].every(n => n.querySelector('svg'))
  && [...document.fonts].every(n => n.family.startsWith('Font Awesome') || n.status === 'loaded')"""
NOTES = """() => Reveal.getSlides().map(
  slide => slide.querySelector('aside.notes').textContent.trim().length)"""
# Show each slide with all its fragments; list what is outside of it, cut off, scrolled or small,
# letters that are smaller than the last row can read, on a slide of 720 pixels; and ticks that run
# into one another, or words in a panel that do.
FAULTS = """([body, code]) => Reveal.getSlides().flatMap((slide, i) => {
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, Infinity);
  const scale = Reveal.getScale(), frame = slide.getBoundingClientRect(), found = [];
  const low = frame.bottom - parseFloat(getComputedStyle(slide).paddingBottom) * scale;
  const say = (what, node) => found.push(`slide ${i + 1}: ${what} ${node.outerHTML.slice(0, 90)}`);
  if (slide.scrollHeight > slide.clientHeight || slide.scrollWidth > slide.clientWidth)
    say('more than fits', slide);
  for (const node of slide.querySelectorAll('*')) {
    if (node.closest('.notes, .katex-mathml, svg *, [clip-path], .explorer-said')) continue;
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    if (!box.width || !box.height) continue;
    if (box.left < frame.left - 1 || box.right > frame.right + 1) say('beside the slide', node);
    if (box.top < frame.top - 1 || box.bottom > low + 1) say('below the slide', node);
    if (style.overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1) say('cut', node);
    const least = node.matches('pre, td') ? code : node.matches('p, li') ? body : 0;
    if (parseFloat(style.fontSize) < least) say('small', node);
  }
  const words = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.data.trim(), node = words.currentNode.parentElement;
    const seen = node.checkVisibility({ visibilityProperty: true });
    if (!text || !seen || node.closest('.notes, .katex, script')) continue;
    const zoom = (node instanceof SVGElement ? node.getScreenCTM().a : scale) * 720 / innerHeight;
    const size = parseFloat(getComputedStyle(node).fontSize) * zoom;
    if (size < code - 0.05) found.push(`slide ${i + 1}: ${size.toFixed(1)} ${text}`);
  }
  for (const svg of slide.querySelectorAll('.explorer-panels > svg')) {
    const all = [...svg.querySelectorAll('text')].filter(text => text.textContent
      && text.checkVisibility({ visibilityProperty: true }))
      .map(text => [text.textContent, text.getBoundingClientRect()]);
    all.forEach(([one, a], k) => all.slice(k + 1).forEach(([other, b]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 0.48 * Math.min(a.height, b.height))
        found.push(`slide ${i + 1}: ${one} | ${other}`);
    }));
  }
  return found;
})"""
# While reveal.js lays slides out on pages they are in no document; here the next frame waits then.
SLOW = """window.requestAnimationFrame = (draw) =>
  setTimeout(draw, document.querySelector('.live') ? 10 : 5000)"""
GO_TO = """box => {
  const { h, v } = Reveal.getIndices(box.closest('section'));
  Reveal.slide(h, v, Infinity);
}"""


@pytest.fixture
def show(reader):
    """Open a deck on a projector, its widgets alive."""

    def opened(name, query=""):
        page = reader.open(f"slides/{name}.html{query}")
        page.set_viewport_size({"width": 1280, "height": 720})
        page.wait_for_function(READY)
        return page

    return opened


def keep(page, name):
    if SHOOTING:
        page.screenshot(path=SHOTS / "slides" / f"{name}.png")


def explorers_of(name):
    """Return fresh copies of the explorers that a deck shows; None where it needs arguments."""
    cells = form.load(form.NOTEBOOKS / f"{name}.ipynb").cells
    chosen = [c.source for c in cells if c.metadata.get("slideshow") and c.cell_type == "code"]
    calls = [re.search(r"^explorers\.(\w+)\((.*)\)$", source, re.M) for source in chosen]
    return [None if call[2] else getattr(explorers, call[1])() for call in calls if call]


def place(page):
    return page.evaluate("Reveal.getIndices()")


def sliders_of(explorer):
    """List the controls that are sliders, by name."""
    controls = explorer.controls.items()
    return [(name, c) for name, c in controls if hasattr(c.slider, "continuous_update")]


@pytest.mark.parametrize("name", DECKS)
def test_deck_fits_is_explained_and_alive(show, name):
    page = show(name)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(FAULTS, [BODY, CODE]) == [], f"{width} by {height}"
    assert min(page.evaluate(NOTES)) > 20
    assert page.locator(".katex-error").count() == 0
    for alt in page.locator("section img").evaluate_all("all => all.map(one => one.alt)"):
        assert len(alt) >= 40
    for number in (0, 3, 8) if SHOOTING else ():
        page.evaluate("number => Reveal.slide(number)", number)
        keep(page, f"{name[:2]}-{number + 1}")
    boxes, wanted = page.locator(".explorer:not(.explorer .explorer)"), explorers_of(name)
    assert boxes.count() == len(wanted) >= 1
    for i, explorer in enumerate(wanted):
        boxes.nth(i).evaluate(GO_TO)
        keep(page, f"{name[:2]}-explorer-{i + 1}")
        move(page, boxes.nth(i), explorer)


def move(page, box, explorer):
    """Move an explorer by keyboard and mouse; the slide stays, until a remote turns it."""
    here = place(page)
    for name, its in sliders_of(explorer) if explorer else []:
        handle = box.get_by_role("slider").nth(list(dict(sliders_of(explorer))).index(name))
        handle.focus()
        for key, index in zip(*keys(its), strict=True):
            page.keyboard.press(key)
            explorer.position = {name: its.values[index]}
            compare(box, explorer)
    drag(page, box)
    if explorer:
        follows_the_mouse(page, box, explorer, *sliders_of(explorer)[0])
    assert place(page) == here, "moving an explorer turned the slide"
    said = box.evaluate(READ)["say"]
    page.keyboard.press("PageDown")
    assert place(page) != here, "a remote cannot leave the explorer"
    assert box.evaluate(READ)["say"] == said, "a remote moves the slider"


def follows_the_mouse(page, box, explorer, name, control):
    """Check that the handle is where the mouse let it go, and that all else is there, too."""
    shown, last = box.evaluate(READ)["say"], len(control.values) - 1
    found = []
    for i, value in enumerate(control.values):
        explorer.position = {name: value}
        found += [i] * (repr(explorer) == shown)
    assert found, "no position says what the page says"
    assert min(abs(i / last - share) for i in found for share in (0.15, 0.85)) < 1.5 / last
    explorer.position = {name: control.values[found[0]]}
    compare(box, explorer)


@pytest.mark.parametrize("name", DECKS)
def test_printed_deck_is_whole_and_accessible(show, name):
    page = show(name, "?print-pdf")
    page.locator(".pdf-page").last.wait_for()
    assert page.locator(".pdf-page").count() == page.locator("aside.notes").count()
    assert page.locator(".question details:not([open])").count() == 0
    page.add_script_tag(path=npm.packages() / "axe-core" / "axe.min.js")
    assert page.evaluate(AXE) == []


def test_printed_deck_comes_alive_though_its_slides_are_away_for_a_while(browser, address):
    page = browser.new_page()
    page.add_init_script(SLOW)
    page.goto(f"{address}slides/{DECKS[0]}.html?print-pdf", wait_until="load")
    page.locator(".pdf-page").last.wait_for()
    page.wait_for_function(READY)
    assert page.locator(".pdf-page .explorer-panels svg").count() >= 1
    page.close()


def test_speaker_sees_the_notes(show):
    page = show(DECKS[0])
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    page.keyboard.press("ArrowRight")
    speaker.get_by_text("0 is perfect, larger is worse").wait_for()
    assert speaker.frames[1].url.startswith(page.url.partition("#")[0])


def test_a_question_opens_as_a_fragment_and_by_its_button(show):
    page = show(DECKS[0])
    page.evaluate("Reveal.slide(3)")
    answer = page.locator("section.present details")
    assert not answer.evaluate("node => node.open")
    here = place(page)["h"]
    page.keyboard.press("ArrowRight")
    answer.get_by_text("It is true.").wait_for()
    assert place(page)["h"] == here
    page.keyboard.press("ArrowLeft")
    assert not answer.evaluate("node => node.open")
    answer.get_by_text("Reveal").focus()
    page.keyboard.press("Enter")
    assert answer.evaluate("node => node.open")
    assert place(page)["h"] == here


def test_keys_help_overview_and_the_way_back(show):
    page = show(DECKS[0])
    page.locator(".explorer").first.evaluate(GO_TO)
    page.get_by_role("slider").first.focus()
    page.keyboard.press("Escape")  # leaves the explorer, and only that
    assert page.evaluate("document.activeElement === document.body && !Reveal.isOverview()")
    page.keyboard.press("Escape")
    assert page.evaluate("Reveal.isOverview()")
    keep(page, "overview")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Slash")
    page.get_by_text("Speaker notes view").wait_for()
    page.evaluate("Reveal.slide(99)")
    link = page.locator("section.present .lesson a").first.get_attribute("href")
    assert link == f"../lessons/{DECKS[0]}.html"


def test_the_list_names_every_deck(show, reader):
    page = reader.open("slides/index.html")
    assert page.locator("ol a").count() == len(DECKS) == len(lessons.ORDER)
    assert sorted(path.stem for path in (HERE.out / "slides").glob("[0-9]*.html")) == DECKS
    page.add_script_tag(path=npm.packages() / "axe-core" / "axe.min.js")
    assert page.evaluate(AXE) == []
