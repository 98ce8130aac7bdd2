"""Every page of the site: complete, alive, accessible, and asking nothing of any other host."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import nbformat
import pytest
from moving import READ, compare, drag, settle, sweep
from pages import CLIPPED

from bce_lessons import explorers
from tools import npm, site

PAGES = sorted(path.relative_to(site.OUT).as_posix() for path in site.OUT.rglob("*.html"))
PAGES = [page for page in PAGES if not page.startswith("lite/")]  # see test_lite.py
LESSONS = [page for page in PAGES if re.match(r"lessons/\d", page)]
TO_READ = [page for page in PAGES if page not in ("404.html", "genindex.html", "search.html")]
AXE = """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})
    .then(r => r.violations.flatMap(v => v.nodes.map(n =>
        `${v.id}: ${n.target} ${n.html.slice(0, 200)} ${n.failureSummary}`)))"""


class Page(HTMLParser):
    """What a page's HTML points to and holds."""

    def __init__(self, name):
        super().__init__()
        self.links, self.ids, self.images = [], set(), []
        self.feed((site.OUT / name).read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids.add(found.get("id"))
        self.links += [found[k] for k in ("href", "src") if found.get(k)]
        if tag == "img":
            self.images.append(found)


def explorers_of(page):
    """Return fresh copies of the explorers that a page shows; None where it needs arguments."""
    notebook = site.SOURCE / page.replace(".html", ".ipynb")
    cells = nbformat.read(notebook, as_version=4).cells
    shown = [c.source for c in cells if "outputs" in c and "jupyter-widget" in str(c.outputs)]
    calls = [re.search(r"^explorers\.(\w+)\(\)$", source, re.M) for source in shown]
    return [getattr(explorers, call[1])() if call else None for call in calls]


def test_links_within_the_site_lead_somewhere(browser):
    pages = {name: Page(name) for name in PAGES}
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(urljoin(f"http://site/{name}", link))
            if parts.netloc != "site":
                continue
            target = unquote(parts.path).lstrip("/") or "index.html"
            anchored = not parts.fragment or parts.fragment in pages[target].ids
            if not (site.OUT / target).is_file() or not anchored:
                broken.append(f"{name}: {link}")
    assert not broken


def test_every_picture_is_described_in_words(browser):
    for name in LESSONS:
        for image in Page(name).images:
            assert len(image["alt"]) >= 40, f"{name}: {image['src']}"


def test_nothing_is_asked_of_another_host(browser):
    away = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""")
    for path in site.OUT.rglob("*.html"):
        assert not away.findall(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("name", TO_READ)
def test_page_is_accessible(reader, keep, name):
    modes = [("light", 1280), ("dark", 1280), ("light", 390)]
    for theme, width in modes if name in LESSONS or "/" not in name else modes[:1]:
        page = reader.open(name, theme, width)
        assert page.title()
        assert page.locator(".katex-error").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.add_script_tag(path=npm.packages() / "axe-core" / "axe.min.js")
        assert page.evaluate(AXE) == [], f"{theme}, {width} pixels"
        keep(page, f"{name.removesuffix('.html')}-{theme}-{width}")
        page.close()


@pytest.mark.parametrize("name", ["index.html", *LESSONS])
def test_every_explorer_moves(reader, name):
    page = reader.open(name)
    boxes = page.locator(".explorer:not(.explorer .explorer)")
    wanted = explorers_of(name)
    assert boxes.count() == len(wanted) >= 1
    for i, explorer in enumerate(wanted):
        box = boxes.nth(i)
        box.scroll_into_view_if_needed()
        if explorer:  # every number on the way is the package's
            compare(page, box, explorer)
            sweep(page, box, explorer)
        for slider in box.locator("[role=slider]").all():
            seen = []
            for key in ("Home", "ArrowRight", "End"):
                slider.focus()
                page.keyboard.press(key)
                settle(page)
                seen.append(box.evaluate(READ))
            assert len({state["say"] for state in seen}) > 1
            assert len({state["art"] for state in seen}) > 1
        drag(page, box)


def test_a_question_reveals_its_answer(reader):
    page = reader.open("lessons/03_compare_with_squared_error.html", width=390)
    asked = page.locator(".ask").first
    assert asked.get_by_role("button", name="Commit").count() == 0
    asked.get_by_text("Reveal", exact=True).click()
    asked.get_by_text(re.compile(r"^It is (true|false)\.$")).wait_for()
    assert page.evaluate(CLIPPED.replace("main *", ".ask *")) == []


def test_without_scripts_there_are_stills_and_statements(reader):
    page = reader.open("lessons/04_fit_ten_points.html", java_script_enabled=False)
    assert page.locator(".live img").first.is_visible()
    assert "<noscript><p>Of all curves sigmoid" in page.content()


def test_search_finds_lessons_and_no_solutions(reader):
    page = reader.open("search.html?q=penalty")
    page.locator("ul.search li").first.wait_for()
    page.get_by_text(re.compile("finished")).first.wait_for()
    found = page.locator("ul.search li > a").evaluate_all("all => all.map(a => a.href)")
    assert any("04_fit_ten_points" in link for link in found)
    assert not [link for link in found if "/solutions/" in link]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_can_be_switched(reader, theme):
    page = reader.open("index.html", theme)
    other = {"light": "Dark", "dark": "Light"}[theme]
    page.get_by_label("Color mode").locator("visible=true").click()
    page.get_by_role("button", name=other, exact=True).click()
    assert page.evaluate("document.documentElement.dataset.theme") == other.lower()
