"""How fast the site's pages are, beside the same pages bare: `python3 course.py bench --pages`.

Bare is a page with its prose, pictures and style, and no script. Lighthouse measures as on a slow
telephone; then Chromium opens each page over 10 Mbit/s with a processor four times as slow, until
its first picture can be moved, and reads it to its end. The site is the one in _site/, packed.
"""

from __future__ import annotations

import gzip
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, ClassVar

from bce_lessons.lessons import ORDER, notebook
from tools.browser import CHROMIUM, chromium
from tools.folders import HERE
from tools.site import npm
from tools.stop import Stop

LOCK = Path(__file__).parent / "lighthouse"
ASPECTS = ("performance", "accessibility", "best-practices", "seo")
SCRIPTS = re.compile(rb"<script\b(?![^>]*ld\+json).*?</script>", re.S)
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")
SPEED = {"offline": False, "latency": 40, "downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6}
SLOWER = 4
PHONE = {"width": 390, "height": 844}
CLOSE, AS_LONG = 5, 1.5  # points below a bare page, and times its load: as good as reached
# In the page, from its start: when the first picture can be moved, and what moves by itself.
WATCH = """
window.met = {alive: 0, shifts: []};
new PerformanceObserver(all => all.getEntries().forEach(one =>
  one.hadRecentInput || met.shifts.push([one.startTime, one.value])))
  .observe({type: 'layout-shift', buffered: true});
(function look() {
  const still = document.documentElement?.dataset.still;
  const sign = '.explorer[data-alive]' + (still ? '' : ', .explorer-panels svg');
  if (document.querySelector(sign)) met.alive = performance.now();
  else requestAnimationFrame(look);
})();"""
READ = """async () => {
  const step = innerHeight * 0.8, wait = ms => new Promise(done => setTimeout(done, ms));
  for (let y = 0; y < document.documentElement.scrollHeight; y += step) {
    scrollTo({top: y, behavior: 'instant'});
    await wait(150);
  }
  await wait(300);
}"""


@dataclass(frozen=True)
class Goal:
    """What a page is to reach: its score, the seconds, kilobytes and requests to its picture."""

    name: str
    place: str
    score: int
    seconds: float
    kilobytes: float
    requests: int


def goals() -> list[Goal]:
    """Return the pages that are measured."""
    one, ten = (f"lessons/{notebook(ORDER[i])}.html" for i in (0, 9))
    front = Goal("front", "index.html", 95, 2.5, 350, 15)
    return [
        front,
        Goal("Lesson 1", one, 90, 3.5, 500, 20),
        Goal("Lesson 10", ten, 90, 3.5, 500, 20),
    ]


@dataclass
class Found:
    """What was measured of a page."""

    scores: list[int] = field(default_factory=list)
    seconds: float = 0
    kilobytes: float = 0
    requests: int = 0
    moved: float = 0
    moved_at_depth: float = 0


# --- A server that packs ------------------------------------------------------------------


class Packing(http.server.SimpleHTTPRequestHandler):
    """Serves the site, packed; an address that ends with ?bare, without its scripts."""

    protocol_version = "HTTP/1.1"
    packed: ClassVar[dict[str, bytes]] = {}

    def log_message(self, *said: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        packs = path.suffix in PACKED
        key = f"{path}{'?bare' * self.path.endswith('?bare')}"
        if key not in self.packed:
            data = path.read_bytes()
            data = SCRIPTS.sub(b"", data) if key.endswith("?bare") else data
            self.packed[key] = gzip.compress(data, 9) if packs else data
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(self.packed[key])))
        self.send_header("Cache-Control", "max-age=31536000")
        if packs:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(self.packed[key])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; yield its address."""

    def handler(*request: Any) -> Packing:
        return Packing(*request, directory=str(folder))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


# --- Lighthouse ---------------------------------------------------------------------------


def lighthouse() -> Path | None:
    """Return Lighthouse's program, fetched if need be; None where it cannot be had."""
    if not shutil.which("node"):
        print("Lighthouse is left out: it needs Node (Debian: apt install npm).")
        return None
    try:
        there = npm.packages(LOCK, HERE.build("lighthouse"))
    except Stop as lacking:
        print(f"Lighthouse is left out: it needs {lacking}.")
        return None
    return there / "lighthouse" / "cli" / "index.js"


def scored(program: Path, address: str, aspects: tuple[str, ...]) -> list[int]:
    """Return the scores of one run, of 100."""
    command = ["node", str(program), address, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(aspects)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox"]
    env = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    ran = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
    if ran.returncode:
        raise Stop(f"Lighthouse fails:\n{ran.stderr[-2000:]}")
    found = json.loads(ran.stdout)["categories"]
    return [round(100 * (found[aspect]["score"] or 0)) for aspect in aspects]


def medians(program: Path, address: str, aspects: tuple[str, ...], n: int) -> list[int]:
    """Return the medians of the scores of n runs."""
    runs = [scored(program, address, aspects) for _ in range(n)]
    return [round(median(scores)) for scores in zip(*runs, strict=True)]


# --- Chromium -----------------------------------------------------------------------------


def shifted(shifts: list[tuple[float, float]]) -> float:
    """Return the layout shift as browsers sum it: the worst five seconds without a rest."""
    worst = total = 0.0
    first = last = -1e9
    for at, value in shifts:
        if at - last > 1000 or at - first > 5000:
            first, total = at, 0.0
        total, last = total + value, at
        worst = max(worst, total)
    return worst


def slow_down(session: Any) -> None:
    """Give a tab a telephone's network and processor."""
    for ask, how in (
        ("Network.enable", {}),
        ("Network.emulateNetworkConditions", SPEED),
        ("Emulation.setCPUThrottlingRate", {"rate": SLOWER}),
    ):
        session.send(ask, how)


def opened(browser: Any, address: str, *, bare: bool) -> Found:
    """Open a page as on a slow telephone, and read it to its end."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    slow_down(session)
    begun: list[float] = []
    sizes: list[tuple[float, float]] = []
    session.on("Network.requestWillBeSent", lambda it: begun.append(it["timestamp"]))
    session.on(
        "Network.loadingFinished",
        lambda it: sizes.append((it["timestamp"], it["encodedDataLength"])),
    )
    page.add_init_script(WATCH)
    page.goto(address + ("?bare" if bare else ""), wait_until="load")
    if not bare:
        page.wait_for_function("met.alive")
    timed = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    alive = page.evaluate(timed if bare else "met.alive") / 1000
    page.wait_for_timeout(1000)
    found = Found(seconds=alive, moved=shifted(page.evaluate("met.shifts")))
    until = begun[0] + alive
    found.requests = sum(at <= until for at in begun)
    found.kilobytes = sum(size for at, size in sizes if at <= until) / 1000
    page.evaluate(READ)
    found.moved_at_depth = shifted(page.evaluate("met.shifts"))
    context.close()
    return found


# --- The table ----------------------------------------------------------------------------


def reached(goal: Goal, page: Found, bare: Found) -> str:
    """Say what a page does not reach; nothing if it reaches all."""
    lacks = []
    if page.scores and page.scores[0] < min(goal.score, bare.scores[0] - CLOSE):
        lacks.append("score")
    if page.scores and min(page.scores[1:]) < 100:
        lacks.append("other scores")
    if page.seconds > max(goal.seconds, AS_LONG * bare.seconds):
        lacks.append("seconds")
    if page.kilobytes > goal.kilobytes:
        lacks.append("bytes")
    if page.requests > goal.requests:
        lacks.append("requests")
    if max(page.moved, page.moved_at_depth) > 0.02:
        lacks.append("moves")
    return "not yet: " + ", ".join(lacks) if lacks else "reached"


HEADER = (
    "page        score bare goal  others        alive, s  bare  goal    kB (goal)  requests  "
    "moves, at depth"
)


def line(goal: Goal, page: Found, bare: Found) -> str:
    """Return a line of the table."""
    score, *others = [str(it) for it in page.scores] or ["–"] * 4
    bare_score = str(bare.scores[0]) if bare.scores else "–"
    return (
        f"{goal.name:12}{score:>5}{bare_score:>5}{goal.score:>5}  {' '.join(others):12}"
        f"{page.seconds:10.1f}{bare.seconds:6.1f}{goal.seconds:6.1f}"
        f"{page.kilobytes:9.0f} ({goal.kilobytes:.0f}){page.requests:6} ({goal.requests})"
        f"{page.moved:9.3f} {page.moved_at_depth:.3f}   {reached(goal, page, bare)}"
    )


def pages(n: int) -> int:
    """Print the table of the pages; return the exit code."""
    if not (HERE.out / "index.html").is_file():
        print("There is no site to measure: python3 course.py site")
        return 1
    if not CHROMIUM:
        print("Pages are measured in Chromium (Debian: apt install chromium).")
        return 1
    program = lighthouse()
    with served(HERE.out) as address, chromium() as browser:
        print(HEADER)
        for goal in goals():
            both = [opened(browser, address + goal.place, bare=bare) for bare in (False, True)]
            if program:
                place = address + goal.place
                both[0].scores = medians(program, place, ASPECTS, n)
                both[1].scores = medians(program, place + "?bare", ASPECTS[:1], n)
            print(line(goal, *both), flush=True)
    return 0
