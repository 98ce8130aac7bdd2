"""A plain page for a widget: no kernel, and no request to anywhere else."""

import contextlib
import http.server
import json
import mimetypes
import os
import threading
from pathlib import Path

import anywidget
from ipywidgets.embed import dependency_state, embed_data

# For people to look at; no test reads them.
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
SHOOTING = bool(os.environ.get("BCE_LESSONS_SCREENSHOTS"))
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
    """Return a page that holds a widget and its state, and no other widget's."""
    data = embed_data(views=[widget], state=dependency_state(widget))
    state = json.dumps(data["manager_state"]).replace("</", "<\\/")
    view = json.dumps(data["view_specs"][0])
    return PAGE.format(theme=theme, title=title, view=view, state=state)


class Files(http.server.BaseHTTPRequestHandler):
    """Serves the pages of a test, and packages, which a browser keeps."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name = self.path.lstrip("/")
        self.answer(*self.server.site.answer(name))

    def answer(self, status, body=b"", kind="text/html", keep="no-store"):
        self.send_response(status)
        for header in [("Content-Type", kind), ("Cache-Control", keep)]:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve():
    """Yield a server for the `Site` of each test in turn."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Site:
    """Pages and packages, served to the browser; whatever else it asks for is an error."""

    def __init__(self, page, packages, server):
        self.page, self.packages = page, packages
        self.host = f"http://127.0.0.1:{server.server_port}/"
        self.pages, self.heard, self.trouble = {}, [], []
        server.site = self

    def answer(self, name):
        """Return what the server says to a request for a file."""
        if name in self.pages:
            return 200, self.pages[name].encode()
        if name == "favicon.ico":
            return (204,)
        path = self.find(name)
        if path is None:
            self.trouble.append(f"missing {name}")
            return (404,)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return 200, path.read_bytes(), kind, "max-age=86400"

    def asked(self, url):
        if not url.startswith((self.host, "data:", "blob:", "about:")):
            self.trouble.append(f"asked {url}")

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
        self.note("request", lambda request: self.asked(request.url))
        self.page.goto(f"{self.host}page.html")
        return self.page

    def leave(self):
        """Empty the page, for the next test."""
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
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
