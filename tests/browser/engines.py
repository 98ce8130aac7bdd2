"""Firefox and WebKit, driven alike: Firefox by puppeteer-core, WebKit by Selenium.

Both take a page's address, run a script in it, and press keys and the mouse as a person does. What
goes wrong in a page notes the page itself, since WebKit's driver does not tell.
"""

import contextlib
import functools
import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

from tools.folders import HERE
from tools.site import npm
from tools.stop import Stop

WEBKIT = "WebKit (Debian: apt install webkit2gtk-driver xvfb)"
DRIVE = Path(__file__).parent / "firefox" / "drive.js"
WATCH = b"""<script>{
  window.trouble = [];
  const note = (what) => trouble.push(String(what)), { error } = console;
  const address = ({ src, href }) => src || href;
  addEventListener("error", (e) => note(e.message ?? `no ${address(e.target)}`), true);
  addEventListener("unhandledrejection", (e) => note(e.reason));
  console.error = (...all) => (note(all), error(...all));
}</script>"""
TROUBLE = """() => [...trouble, ...performance.getEntriesByType('resource').map(e => e.name)
  .filter(name => !name.startsWith(location.origin) && !/^(data|blob):/.test(name))]"""


class Noting(http.server.SimpleHTTPRequestHandler):
    """Serves a site whose pages note what goes wrong in them; notes itself what is not there."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix != ".html" or not path.is_file():
            super().do_GET()
            return
        page = path.read_bytes().replace(b"<head>", b"<head>" + WATCH, 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def send_error(self, code, *said):
        self.server.missing.append(f"{code}: {self.path}")
        super().send_error(code, *said)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(folder):
    """Serve a folder; yield its address, and the list of what was asked for in vain."""
    handler = functools.partial(Noting, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.missing = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", server.missing
        server.shutdown()


class Firefox:
    """Debian's Firefox over WebDriver BiDi; puppeteer-core speaks it, in a process of Node."""

    PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")

    def __init__(self, node):
        self.node = node

    @classmethod
    def lacking(cls):
        """Say what is missing; None if nothing."""
        if not cls.PROGRAM:
            return "Firefox (Debian: apt install firefox-esr)"
        try:
            npm.packages(DRIVE.parent, HERE.build("firefox"))
        except Stop as missing:
            return str(missing)
        return None

    @classmethod
    @contextlib.contextmanager
    def started(cls):
        """Yield a Firefox that has a page."""
        packages = npm.packages(DRIVE.parent, HERE.build("firefox"))
        command = ["node", str(DRIVE), str(packages), cls.PROGRAM]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
        with subprocess.Popen(command, **pipes) as node:  # which ends with its input
            yield cls(node)

    def ask(self, way, *what):
        print(json.dumps([way, *what]), file=self.node.stdin, flush=True)
        answer = json.loads(self.node.stdout.readline() or '{"error": "Firefox has ended"}')
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def open(self, address):
        self.ask("open", address)

    def size(self, width, height):
        self.ask("size", width, height)

    def run(self, script):
        """Call a function of the page; return what it comes to."""
        return self.ask("run", f"({script})()")

    def press(self, key):
        self.ask("press", key)

    def click(self, css):
        self.ask("click", css)

    def type(self, text):
        self.ask("type", text)

    def shoot(self, path):
        self.ask("shoot", str(path))


class WebKit:
    """WebKitGTK's MiniBrowser on a screen in memory, driven by Selenium."""

    PROGRAMS = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    MINI = next(iter(sorted(Path("/usr/lib").glob("*/webkit*gtk-*/MiniBrowser"))), None)
    SCREEN = "1600x1200x24"

    def __init__(self, driver):
        self.driver = driver

    @classmethod
    def lacking(cls):
        """Say what is missing; None if nothing."""
        if importlib.util.find_spec("selenium") is None:
            return "Selenium (python3 course.py test --all brings it)"
        return None if all(cls.PROGRAMS) and cls.MINI else WEBKIT

    @classmethod
    @contextlib.contextmanager
    def started(cls):
        """Yield a WebKit that has a page."""
        from selenium import webdriver

        driver, xvfb = cls.PROGRAMS
        service = webdriver.WebKitGTKService(driver)
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(cls.MINI)
        options.add_argument("--automation")
        with screen(xvfb, cls.SCREEN) as number:
            service.env = os.environ | {"DISPLAY": f":{number}", "GDK_BACKEND": "x11"}
            made = webdriver.WebKitGTK(options, service)
            made.set_script_timeout(600)
            try:
                yield cls(made)
            finally:
                made.quit()

    def open(self, address):
        self.driver.get(address)

    def size(self, width, height):
        self.driver.set_window_size(width, height)

    def run(self, script):
        """Call a function of the page; return what it comes to."""
        return self.driver.execute_script(f"return ({script})()")

    def press(self, key):
        from selenium.webdriver import Keys

        name = key.replace("Arrow", "Arrow_").upper()
        self.type(getattr(Keys, name))

    def click(self, css):
        self.driver.find_element("css selector", css).click()

    def type(self, text):
        from selenium.webdriver import ActionChains

        ActionChains(self.driver, duration=0).send_keys(text).perform()

    def shoot(self, path):
        self.driver.save_screenshot(str(path))


@contextlib.contextmanager
def screen(xvfb, size):
    """Yield the number of a screen that nobody sees."""
    there, here = os.pipe()
    command = [xvfb, "-displayfd", str(here), "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[here], stderr=subprocess.DEVNULL) as shown:
        os.close(here)
        try:
            with os.fdopen(there) as told:
                yield told.readline().strip()
        finally:
            shown.terminate()
