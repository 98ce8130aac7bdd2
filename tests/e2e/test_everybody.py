"""The pages for everybody: room for fingers, words that are found, colours of the reader's own."""

import re

import pytest
from painted import USUAL, check_frame, painted, strongest

from bce_lessons import lessons

LESSON = lessons.notebook("score_one_prediction")

SMALL = """least => [...document.querySelectorAll('a, button, input, select, summary, label')]
  .filter(n => n.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter(n => {
    const inside = n.closest('p, li, td, dd, figcaption, h1, h2, h3, .explorer-control');
    const alone = n.localName !== 'a' || !inside || n.closest('nav') || n.matches('.headerlink');
    const r = (n.querySelector('.toctree-toggle, img') ?? n).getBoundingClientRect();
    return alone && r.width && r.right > 0 && r.left < innerWidth && n.localName !== 'label'
      && Math.min(r.width, r.height) < least - 0.5;
  }).map(n => `${n.outerHTML.slice(0, 120)} ${Math.round(n.getBoundingClientRect().height)}`)"""
CONTRAST = """node => {
  const style = getComputedStyle(node), read = css => css.match(/[\\d.]+/g).slice(0, 3)
    .map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0.05);
  let ground = node;
  while (/, 0\\)$/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement
    ?? document.body.appendChild(Object.assign(document.createElement('i'),
      { style: 'background: Canvas' }));
  const [a, b] = [read(style.color), read(getComputedStyle(ground).backgroundColor)];
  return Math.max(a, b) / Math.min(a, b);
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["index.html", f"lessons/{LESSON}.html", "api/loss.html"])
def test_what_is_pressed_has_room_for_a_finger(reader, name, width):
    page = reader.open(name, width=width)
    assert page.evaluate(SMALL, 24) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_that_were_searched_for_can_be_read(reader, theme):
    page = reader.open(f"lessons/{LESSON}.html?highlight=loss", theme)
    page.evaluate("""() => {
      const place = document.querySelector('article p');
      place.innerHTML = '<span class="highlighted">loss</span> ' + place.innerHTML;
    }""")
    assert page.locator("article .highlighted").first.evaluate(CONTRAST) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_arrows_of_slides_stay_in_forced_colours(reader, theme):
    name = f"slides/{LESSON}.html"
    page = reader.open(name, theme)
    page.emulate_media(forced_colors="active")
    try:
        image, ground = painted(page, page.locator(".navigate-right"))
        assert strongest(image, ground) >= 3
        page.evaluate("Reveal.slide(3)")
        check_frame(page, page.locator("section.present summary"), 3)
    finally:
        page.emulate_media(**USUAL)


NAMES = """() => [...document.querySelectorAll('button[aria-label], a[aria-label]')]
  .filter(n => n.checkVisibility() && n.innerText.trim())
  .filter(n => !n.getAttribute('aria-label').includes(n.innerText.trim().split('\\n')[0]))
  .map(n => `${n.getAttribute('aria-label')}: ${n.innerText}`)"""


def test_names_have_the_words_that_are_seen(reader):
    page = reader.open("index.html")
    assert page.evaluate(NAMES) == []
    named = page.get_by_role("button", name=re.compile(r"Search\s*Ctrl\s*\+\s*K"))
    assert named.count() == 1  # of those that are seen
