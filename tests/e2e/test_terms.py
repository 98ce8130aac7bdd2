"""What a word of the glossary means is seen by pointer, key and finger, and stays while wanted.

These are the conditions of WCAG 1.4.13: dismissable, hoverable, persistent.
"""

import re

import pytest
from pages import AXE

from bce_lessons import lessons
from tools.notebooks import form, terms
from tools.site import npm
from tools.site.words import anchor

NAME = f"lessons/{lessons.notebook('trust_the_probabilities')}.html"
BESIDE = [
    form.title(form.load(form.NOTEBOOKS / f"{lessons.notebook(topic)}.ipynb"))
    for topic in (
        lessons.ORDER[lessons.number("trust_the_probabilities") - 2],
        lessons.ORDER[lessons.number("trust_the_probabilities")],
    )
]
GLOSSARY = terms.read(form.NOTEBOOKS)
OPEN = ".term-says:visible"
WITHIN = """node => {
  const r = node.getBoundingClientRect();
  return r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight;
}"""


def meaning(link):
    return link.get_attribute("data-says")


def test_a_word_is_described_by_what_the_glossary_says(reader):
    page = reader.open(NAME)
    links = page.locator("a.term").all()
    assert len(links) > 5
    for link in links:
        term = next(t for t in GLOSSARY if meaning(link).startswith(f"{t.name}: "))
        assert meaning(link).replace("\u00a0", " ") == f"{term.name}: {term.says}"
        assert link.get_attribute("href") == f"../glossary.html#{anchor(term.name)}"
        described = page.locator(f"#{link.get_attribute('aria-describedby')}")
        assert described.text_content() == meaning(link)
        assert link.get_attribute("title") is None
    assert page.locator(OPEN).count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_keys_open_it_and_escape_closes_it(reader, theme):
    page = reader.open(NAME, theme=theme)
    first, second = page.locator("a.term").all()[:2]
    first.focus()
    assert page.locator(OPEN).inner_text() == meaning(first)
    page.add_script_tag(path=npm.packages() / "axe-core" / "axe.min.js")
    assert page.evaluate(AXE.replace("axe.run('main'", "axe.run('.term-says'")) == []
    page.keyboard.press("Escape")
    assert page.locator(OPEN).count() == 0
    assert first.evaluate("node => node === document.activeElement")  # the reader stays there
    second.focus()
    assert page.locator(OPEN).inner_text() == meaning(second)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"glossary\.html#"))


def test_a_pointer_opens_it_and_may_move_onto_it(reader):
    page = reader.open(NAME)
    link, tip = page.locator("a.term").nth(1), page.locator(OPEN)
    link.hover()
    assert tip.inner_text() == meaning(link)
    tip.hover()
    page.wait_for_timeout(600)  # longer than it lingers
    assert tip.count() == 1
    page.mouse.move(1, 1)
    page.locator(OPEN).wait_for(state="hidden")
    link.hover()
    page.keyboard.press("Escape")
    assert page.locator(OPEN).count() == 0


def test_a_first_tap_opens_it_and_a_second_follows_the_link(reader):
    page = reader.open(NAME, width=390, has_touch=True)
    link = page.locator("a.term").nth(1)
    link.tap()
    assert page.locator(OPEN).inner_text().startswith(meaning(link))
    assert page.locator(OPEN).evaluate(WITHIN)
    assert NAME in page.url
    page.locator(".bd-article h1").tap()
    assert page.locator(OPEN).count() == 0
    link.tap()
    link.tap()
    page.wait_for_url(re.compile(r"glossary\.html#"))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_is_always_whole_on_the_screen(reader, width):
    page = reader.open(NAME, width=width)
    for link in page.locator("a.term").all():
        for block in ("start", "end"):
            link.evaluate("(node, block) => node.scrollIntoView({ block })", block)
            link.focus()
            assert page.locator(OPEN).evaluate(WITHIN)
            link.blur()
            page.keyboard.press("Escape")


def test_without_scripts_it_is_a_link(reader):
    page = reader.open(NAME, java_script_enabled=False)
    page.locator("a.term").first.click()
    page.wait_for_url(re.compile(r"glossary\.html#"))


def test_a_lesson_leads_on_at_its_top_and_its_end(reader):
    page = reader.open(NAME)
    top = page.locator(".page-links").first
    for said in ("Map", "Glossary", *BESIDE):
        assert top.get_by_role("link", name=said).count() == 1
    end = page.locator(".page-links").last
    assert [link.inner_text() for link in end.get_by_role("link").all()] == ["Map", "Glossary"]
    footer = page.locator(".prev-next-footer")  # the theme's own
    for said in BESIDE:
        assert footer.get_by_role("link", name=said).count() == 1
