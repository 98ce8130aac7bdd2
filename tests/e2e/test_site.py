"""Every page of the site: complete, alive, accessible, and asking nothing of any other host."""

import base64
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from fontTools.ttLib import TTFont
from moving import AWAKE, READ, SLIDER, TRACK, changes, drag, explorers_of, sweep
from pages import CLIPPED

from bce_lessons import lessons
from bce_lessons.lessons import catalogue
from tools.bench import pages as bench
from tools.folders import HERE
from tools.notebooks import form
from tools.site import bundle, finish, icons, npm
from tools.site.__main__ import BESIDE


def pages():
    """List the pages that the site is to have; it is built while other tests run."""
    docs = [p.relative_to(HERE.docs) for p in HERE.docs.rglob("*.*") if p.suffix in (".md", ".rst")]
    found = [path for path in docs if path.parts[0] not in ("node_modules", "slides", "lite")]
    parked = {f"{topic}.md" for topic in catalogue.topics()}  # of lessons that are left out
    found = [path for path in found if path.name not in parked]
    found += [Path("lessons", path.relative_to(HERE.notebooks)) for path in form.below()]
    names = {path.with_suffix(".html").as_posix() for path in found}
    made = ("404", "explorers", "genindex", "glossary", "libraries", "py-modindex", "references")
    return sorted(names | {f"{name}.html" for name in (*made, "search")})


PAGES = pages()
WITHIN = [page for page in PAGES if page != "404.html"]  # which stands alone
ALONE = (*BESIDE, "explorers")  # which have tests of their own
LESSONS = [page for page in PAGES if re.match(r"lessons/\d", page)]
AXE = """options => axe.run(document, {resultTypes: ['violations'], ...options})
    .then(r => r.violations.flatMap(v => v.nodes.map(n =>
        `${v.id}: ${n.target} ${n.html.slice(0, 200)} ${n.failureSummary}`)))"""


class Page(HTMLParser):
    """What a page's HTML points to and holds."""

    def __init__(self, name):
        super().__init__()
        self.links, self.ids, self.images = [], set(), []
        self.feed((HERE.out / name).read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids.add(found.get("id"))
        self.links += [found[k] for k in ("href", "src") if found.get(k)]
        if tag == "img":
            self.images.append(found)


def test_all_pages_of_the_site_are_read_here():
    built = [path.relative_to(HERE.out) for path in HERE.out.rglob("*.html")]
    assert sorted(p.as_posix() for p in built if p.parts[0] not in ALONE) == PAGES


def test_links_within_the_site_lead_somewhere():
    pages = {name: Page(name) for name in PAGES}
    broken = []
    for name, page in pages.items():
        for link in page.links:
            parts = urlsplit(urljoin(f"http://site/{name}", link))
            if parts.netloc != "site":
                continue
            target = unquote(parts.path).lstrip("/") or "index.html"
            anchored = not parts.fragment or parts.fragment in pages[target].ids
            if not (HERE.out / target).is_file() or not anchored:
                broken.append(f"{name}: {link}")
    assert not broken


def test_every_picture_is_described_in_words():
    for name in LESSONS:
        for image in Page(name).images:
            assert len(image["alt"]) >= 40, f"{name}: {image['src']}"
            assert " " in image["alt"], f"{name}: {image['alt']} says nothing"


def test_nothing_is_asked_of_another_host():
    away = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""")
    for path in HERE.out.rglob("*.html"):
        assert not away.findall(path.read_text(encoding="utf-8")), path


REACHABLE = """() => [...document.querySelectorAll('.highlight pre, .output pre')].every(
  node => node.tabIndex === 0 || node.closest('.live') || node.scrollWidth <= node.clientWidth)"""


ALL_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}
# What another theme may change. What a phone shows has the colours of a wide window: of the pages
# that are longest to check, colours are checked there.
COLOURS = ["color-contrast", "link-in-text-block"]
OF_COLOUR = {"runOnly": COLOURS}
BUT_COLOUR = {**ALL_RULES, "rules": {rule: {"enabled": False} for rule in COLOURS}}


def check(page, name, mode, rules=ALL_RULES):
    """Check that a page fits, and that axe finds nothing."""
    page.wait_for_function(REACHABLE)  # a frame after the width has changed
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}, {mode}"
    assert page.evaluate(AXE, rules) == [], f"{name}, {mode}"


@pytest.mark.parametrize("name", WITHIN)
def test_page_is_accessible(reader, keep, name):
    page = reader.open(name)
    assert page.title()
    assert page.locator(".katex-error").count() == 0
    page.add_script_tag(path=npm.packages() / "axe-core" / "axe.min.js")
    page.add_style_tag(content="* { transition: none !important }")  # or axe sees half of a change
    check(page, name, "light")
    keep(page, f"{name.removesuffix('.html')}-light-1280")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    check(page, name, "dark", OF_COLOUR)
    page.emulate_media(color_scheme="light")
    page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    page.set_viewport_size({"width": 390, "height": 844})
    for end in ("Home", "End"):
        for handle in page.locator(f".explorer :is({SLIDER})").all():
            handle.press(end)
        assert page.evaluate(CLIPPED.replace("main *", ".explorer *")) == [], end
    check(page, name, "phone", BUT_COLOUR if "/" in name else ALL_RULES)
    if name in LESSONS or "/" not in name:  # the others are tables and prose
        keep(page, f"{name.removesuffix('.html')}-light-390")


# What a finger or a mouse presses. Printed are also the contents of the page: they help on paper.
GONE = "summary, button, .explorer-controls, .copybtn, .page-links, .bd-sidebar, .prev-next-footer"
CUT = """() => [...document.querySelectorAll('article *')].filter(n => {
    const r = n.getBoundingClientRect(), seen = n.checkVisibility() && r.width > 1;
    return seen && (r.right > innerWidth + 1 || n.scrollWidth > n.clientWidth + 1
      && !['visible', 'clip'].includes(getComputedStyle(n).overflowX)) && !n.closest('svg, .katex');
}).map(n => n.outerHTML.slice(0, 200))"""


def check_print(page):
    """Check that a page has pictures and statements on paper, and nothing to press."""
    page.set_viewport_size({"width": 718, "height": 900})  # 19 cm of paper
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.emulate_media(media="print")
    page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    left = page.locator(GONE).locator("visible=true")
    assert left.evaluate_all("all => all.map(one => one.outerHTML.slice(0, 200))") == []
    for panels in page.locator(".explorer:not(.explorer .explorer) .explorer-panels").all():
        assert panels.is_visible()
    for asked in page.locator(".ask").all():
        assert asked.locator(".ask-statement").is_visible()
        assert not asked.locator("details > :not(summary)").first.is_visible()
    assert page.evaluate(CUT) == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), "ink on paper, in the dark too"


@pytest.mark.parametrize("name", ["index.html", *LESSONS])
def test_every_explorer_moves_and_is_on_paper(reader, name):
    page = reader.open(name)
    boxes = page.locator(".explorer:not(.explorer .explorer)")
    wanted = explorers_of(HERE.build("site") / "source" / name.replace(".html", ".ipynb"))
    assert boxes.count() == len(wanted) >= 1
    for box, explorer in zip(boxes.all(), wanted, strict=True):
        sweep(page, box, explorer)
        drag(page, box)
    check_print(page)


def test_a_question_reveals_its_answer(reader):
    lesson = lessons.notebook("compare_with_squared_error")
    page = reader.open(f"lessons/{lesson}.html", width=390)
    asked = page.locator(".ask").first
    assert asked.get_by_role("button", name="Commit").count() == 0
    asked.get_by_text("Reveal", exact=True).click()
    asked.get_by_text(re.compile(r"^It is (true|false)\.$")).wait_for()
    assert page.evaluate(CLIPPED.replace("main *", ".ask *")) == []


def test_without_scripts_there_are_stills_and_statements(reader):
    page = reader.open(
        f"lessons/{lessons.notebook('fit_ten_points')}.html", java_script_enabled=False
    )
    assert page.locator(".explorer-panels svg").first.is_visible()
    assert not page.locator(".explorer-controls").first.is_visible()  # which could not move it
    asked = page.locator(".ask").first
    asked.get_by_text("Reveal", exact=True).click()
    assert asked.get_by_text(re.compile(r"^It is (true|false)\.$")).is_visible()


@pytest.mark.parametrize(
    ("query", "lesson"),
    [("penalty", "fit_ten_points"), ("Score one prediction", "score_one_prediction")],
)
def test_search_finds_lessons_and_no_solutions(reader, query, lesson):
    page = reader.open(f"search.html?q={query}")
    page.get_by_text(re.compile("finished")).first.wait_for()
    found = page.locator("ul.search li > a").evaluate_all("all => all.map(a => a.href)")
    assert any(lesson in link for link in found)
    assert not [link for link in found if re.search("/solutions|/teachers/[0i]", link)]


def touch(page, *points):
    """Put a finger down, move it, and lift it, as a phone reports it."""
    send = page.context.new_cdp_session(page).send
    for kind, point in zip(["touchStart"] + ["touchMove"] * 9, points, strict=False):
        x, y = point
        send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("name", LESSONS)
def test_explorers_move_by_touch(reader, name):
    page = reader.open(name, width=390, has_touch=True, is_mobile=True)
    for box in page.locator(".explorer:not(.explorer .explorer)").all():
        slider, track = box.locator(SLIDER).first, box.locator(TRACK).first
        slider.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
        box.evaluate(AWAKE)
        slider.tap(trial=True)  # taps nothing: waits until the page stands still
        before, size = box.evaluate(READ), track.bounding_box()
        left = slider.bounding_box()["x"] < size["x"] + size["width"] / 2
        here, there = (0.9, 0.1) if left else (0.1, 0.9)
        track.tap(position={"x": here * size["width"], "y": size["height"] / 2})
        tapped = changes(box, before, "a tap on the slider's track")
        slider.tap(trial=True)  # until the handle has slid there
        spot, size = slider.bounding_box(), track.bounding_box()
        x, y = spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2
        end = size["x"] + there * size["width"]
        touch(page, *[(x + share * (end - x), y) for share in (0, 0.1, 0.4, 0.8)])
        changes(box, tapped, "dragging the slider by a finger")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_can_be_switched(reader, theme):
    page = reader.open("index.html", theme, own=True, locale="en")  # the choice is kept
    other = {"light": "Dark", "dark": "Light"}[theme]
    page.get_by_label("Color mode").locator("visible=true").click()
    page.get_by_role("button", name=other, exact=True).click()
    assert page.evaluate("document.documentElement.dataset.theme") == other.lower()


# --- What each page loads and says, and what goes with it ---------------------------------------


def lines(name):
    return (HERE.out / name).read_text(encoding="utf-8")


def test_a_page_loads_one_style_sheet_and_one_script_and_nothing_stops_it():
    for name in WITHIN:
        found = lines(name)
        sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', found)
        assert len(sheets) == 1 + name.startswith("teachers/"), (name, sheets)
        scripts = re.findall(r"<script[^>]* src=[^>]*>", found)
        assert all("defer" in script for script in scripts), (name, scripts)
        assert len(scripts) <= 3, (name, scripts)


def test_no_page_loads_the_themes_icons_and_none_is_missing():
    named = [p for p in (HERE.out / "_static").rglob("*") if "fontawesome" in p.as_posix()]
    assert named == []
    for name in WITHIN:
        assert icons.used(lines(name)) == set(), name
        assert "fontawesome" not in lines(name).lower(), name
    assert lines("index.html").count('class="svg-inline--fa') >= 10
    (style,) = (HERE.out / "_static").glob("page.*.css")
    finish.checked(HERE.out / "_static")
    text = style.read_text(encoding="utf-8")
    (face,) = re.findall(r"@font-face\s*\{[^}]*Awesome[^}]*\}", text)
    data = base64.b64decode(re.search(r"base64,([\w+/=]+)", face)[1])
    drawn = {chr(code) for code in TTFont(BytesIO(data)).getBestCmap()}
    asked = icons.letters(text.replace(face, ""))
    missing = {f"{ord(one):x}" for one in asked - drawn}
    assert not missing


def test_pictures_have_room_before_they_come():
    for name in WITHIN:
        for image in Page(name).images:
            assert image.get("width"), f"{name}: {image['src']}"
            assert image.get("height"), f"{name}: {image['src']}"


def test_heads_say_what_a_page_is_once():
    said = {}
    for name in [*PAGES, *(f"slides/{path.name}" for path in (HERE.out / "slides").glob("*.html"))]:
        found = lines(name)
        assert len(re.findall('<meta name="viewport"', found)) == 1, name
        (about,) = re.findall('<meta name="description" content="([^"]*)"', found)
        assert 40 <= len(about) <= 320, (name, about)
        (title,) = re.findall("<title>(.*?)</title>", found, re.S)
        assert title.count("Binary cross-entropy, in your hands") <= 1, name
        said.setdefault(about, []).append(name)
    assert [names for names in said.values() if len(names) > 1] == []


def test_sections_that_are_not_read_yet_cost_nothing_and_links_lead_to_them(browser, address):
    (script,) = (HERE.out / "_static").glob("page.*.js")
    assert not bundle.LAYS_OUT.search(script.read_text(encoding="utf-8")), "the theme lays out all"
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(bench.WATCH)
    page.goto(f"{address}{LESSONS[1]}", wait_until="load")
    page.evaluate(bench.READ)
    stock = "widget-view+json" in lines(LESSONS[1])  # widgets that come late move what is there
    assert stock or bench.shifted(page.evaluate("met.shifts")) <= 0.02
    for fold in page.locator("details.fold").all():
        fold.locator("summary").click()  # what was folded is laid out, and measured, when it opens
    page.wait_for_function(REACHABLE)
    page.goto("about:blank")
    page.goto(f"{address}{LESSONS[1]}#test-a-loss-function", wait_until="load")
    heading = page.locator("#test-a-loss-function > h2")
    heading.wait_for()
    assert 0 <= heading.bounding_box()["y"] < 150
    page.close()


def test_answers_are_not_offered_to_search_engines():
    for name in WITHIN:
        hidden = name.startswith(("lessons/solutions/", "lessons/teachers/", "teachers/"))
        hidden |= name in ("solutions.html", "genindex.html", "py-modindex.html", "search.html")
        assert ('<meta name="robots" content="noindex">' in lines(name)) == hidden, name
    assert "Allow: /" in lines("robots.txt")
