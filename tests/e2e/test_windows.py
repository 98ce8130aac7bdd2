"""Code and pictures of a lesson in the windows of phones, tablets and desks."""

import pytest

from tests.e2e.test_site import LESSONS, REACHABLE

TOO_WIDE = """() => [...document.querySelectorAll('.cell_input pre')].filter(
  node => node.scrollWidth > node.clientWidth).map(node => node.innerText)"""
UNSAID = """() => [...document.querySelectorAll('.output pre')].filter(
  node => node.scrollWidth > node.clientWidth && !getComputedStyle(node).boxShadow.includes('inset')
).map(node => node.innerText)"""
COPIED = "() => [...document.querySelectorAll('.cell_input pre')].map(node => node.innerText)"


# Pairs of labels of axes that touch each other: a letter leaves room in its line, of some pixels.
TOUCHING = """ROOM => [...document.querySelectorAll('.explorer-panels svg')].flatMap(svg => {
  const seen = n => n.checkVisibility({visibilityProperty: true});
  const ticks = [...svg.querySelectorAll('.tick')].filter(seen);
  const boxes = ticks.map(n => [n.textContent, n.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)
    .filter(([, q]) => p.left + ROOM < q.right && q.left + ROOM < p.right
      && p.top + ROOM < q.bottom && q.top + ROOM < p.bottom)
    .map(([b]) => `${a} and ${b} in ${svg.parentNode.getAttribute('aria-label').slice(0, 80)}`));
})"""


@pytest.mark.parametrize("name", ["index.html", *LESSONS])
def test_lines_and_labels_fit_a_telephone_and_every_window(reader, name):
    page = reader.open(name, width=390)
    page.wait_for_function(REACHABLE)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(UNSAID) == [], "a line that scrolls is to say so"
    narrow = page.evaluate(COPIED)
    for width in (390, 768, 1440, 1920, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOUCHING, 3) == [], width
    assert page.evaluate(COPIED) == narrow, "what is copied is the code, however it is set"
