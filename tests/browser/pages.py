"""A plain page for a widget: no kernel, no server, no request to anywhere else."""

import json
import mimetypes
import os
from pathlib import Path

import anywidget
from ipywidgets.embed import embed_data

# For people to look at; no test reads them.
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
SHOOTING = bool(os.environ.get("BCE_LESSONS_SCREENSHOTS"))
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


def build(widget, title, theme):
    """Return a page that holds a widget and its state."""
    data = embed_data(views=[widget], state=None)
    state = json.dumps(data["manager_state"]).replace("</", "<\\/")
    view = json.dumps(data["view_specs"][0])
    return PAGE.format(theme=theme, title=title, view=view, state=state)


class Site:
    """Pages and packages served to the browser from memory; whatever else is asked is an error."""

    def __init__(self, page, packages):
        self.page, self.packages = page, packages
        self.pages, self.heard, self.trouble = {}, [], []

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

    def note(self, event, listener):
        self.page.on(event, listener)
        self.heard.append((event, listener))

    def show(self, widget, title, theme="light", motion="no-preference", **viewport):
        """Show a page that holds a widget, and note whatever goes wrong there."""
        self.pages["page.html"] = build(widget, title, theme)
        self.page.set_viewport_size({"width": 1100, "height": 800, **viewport})
        self.page.emulate_media(reduced_motion=motion)
        self.note("pageerror", lambda error: self.trouble.append(str(error)))
        self.note("console", lambda m: m.type == "error" and self.trouble.append(m.text))
        self.page.route("**/*", self.answer)
        self.page.goto(HOST + "page.html")
        return self.page

    def leave(self):
        """Empty the page, for the next test."""
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.unroute_all()
        for event, listener in self.heard:
            self.page.remove_listener(event, listener)


AXE = """() => axe.run('main', {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'], resultTypes: ['violations']})
    .then(r => r.violations.map(v =>
        v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' / ')))"""

CLIPPED = """() => [...document.querySelectorAll('main *')].filter(n => {
    const r = n.getBoundingClientRect();
    return r.width && (r.right > innerWidth + 1 || r.left < -1) && !n.closest('[clip-path]');
}).map(n => n.outerHTML.slice(0, 120))"""
