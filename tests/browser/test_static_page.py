"""Every explorer in a plain page: no kernel, no server, no request to anywhere else."""

import json
import mimetypes
from pathlib import Path

import anywidget
import ipywidgets as w
import pytest
from ipywidgets.embed import embed_data
from moving import READ, compare, drag, settle, sweep

from bce_lessons import explorers

NAMES = [n for n in explorers.__all__ if n not in ("Explorer", "Panel", "with_play")]
HOST = "http://course.test/"
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{margin:1rem auto;max-width:66rem;padding:0 12px;font:16px system-ui}}
[data-theme=dark] body{{background:#121212;color:#e8e8e8}}</style>
<script src="requirejs/require.js"></script><script>requirejs.config({{baseUrl: "./"}})</script>
<script src="@jupyter-widgets/html-manager/dist/embed-amd.js"></script></head>
<body><main><h1>{title}</h1>
<script type="application/vnd.jupyter.widget-view+json">{view}</script></main>
<script type="application/vnd.jupyter.widget-state+json">{state}</script></body></html>"""


def build(explorer, title, theme):
    """Return a page that holds an explorer and its state."""
    data = embed_data(views=[explorer.widget], state=None)
    state = json.dumps(data["manager_state"]).replace("</", "<\\/")
    view = json.dumps(data["view_specs"][0])
    return PAGE.format(theme=theme, title=title, view=view, state=state)


class Site:
    """Pages and packages served to the browser from memory; whatever else is asked is an error."""

    def __init__(self, packages):
        self.packages, self.pages, self.trouble = packages, {}, []

    def answer(self, route):
        url = route.request.url
        name = url.removeprefix(HOST)
        if not url.startswith(HOST):
            self.trouble.append(f"asked {url}")
            route.abort()
        elif name in self.pages:
            route.fulfill(body=self.pages[name], content_type="text/html")
        elif name == "favicon.ico":
            route.fulfill(status=204)
        elif (path := self.find(name)) is None:
            self.trouble.append(f"missing {name}")
            route.fulfill(status=404)
        else:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=kind)

    def find(self, name):
        if name == "anywidget.js":
            return Path(anywidget.__file__).parent / "nbextension" / "index.js"
        places = [self.packages / name]
        # The widgets' style sheet looks for its fonts one folder up.
        places.append(self.packages / "@jupyter-widgets/html-manager/dist" / Path(name).name)
        return next((place for place in places if place.is_file()), None)


@pytest.fixture
def opened(browser, node_modules):
    """Open an explorer in a page of its own; check at the end that nothing went wrong."""
    site, pages = Site(node_modules), []

    def show(name, theme="light", **viewport):
        explorer = getattr(explorers, name)() if isinstance(name, str) else name
        site.pages["page.html"] = build(explorer, str(name), theme)
        page = browser.new_page(viewport={"width": 1100, "height": 800, **viewport})
        pages.append(page)
        page.on("pageerror", lambda error: site.trouble.append(str(error)))
        page.on("console", lambda m: m.type == "error" and site.trouble.append(m.text))
        page.route("**/*", site.answer)
        page.goto(HOST + "page.html")
        page.wait_for_selector(".explorer-panels svg")
        settle(page)
        return page, page.locator(".explorer"), explorer

    yield show
    for page in pages:
        page.close()
    assert not site.trouble


@pytest.mark.parametrize("name", NAMES)
def test_alive_without_a_kernel(opened, keep, name):
    page, box, explorer = opened(name)
    compare(page, box, explorer)
    sweep(page, box, explorer)
    drag(page, box)
    keep(page, f"{name}-light")


AXE = """() => axe.run('main', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']})
    .then(r => r.violations.map(v =>
        v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' / ')))"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_accessible_in_light_and_dark(opened, keep, node_modules, name, theme):
    page, _, _ = opened(name, theme)
    page.add_script_tag(path=node_modules / "axe-core" / "axe.min.js")
    assert page.evaluate(AXE) == []
    keep(page, f"{name}-{theme}-axe")


CLIPPED = """() => [...document.querySelectorAll('main *')].filter(n => {
    const r = n.getBoundingClientRect();
    return r.width && (r.right > innerWidth + 1 || r.left < -1) && !n.closest('[clip-path]');
}).map(n => n.outerHTML.slice(0, 120))"""


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
