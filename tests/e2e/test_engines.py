"""Every explorer, moved in Firefox and in WebKit: words and dots are compared with Python's."""

import os
import re

import pytest
from engines import TROUBLE, Firefox, WebKit, serve
from ipywidgets import Dropdown
from moving import AWAKE, compare, explorers_of, is_slider, keys

from tools.folders import HERE

# Of Selenium's own call of its own function.
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
PAGES = ["index", *(f"lessons/{path.stem}" for path in sorted(HERE.notebooks.glob("[0-9]*.ipynb")))]
NAMES = "() => [...document.querySelectorAll('.explorer[data-tables]')].map(box => box.id)"
CHOOSE = """index => {{
  const list = document.querySelector('{}');
  list.selectedIndex = index;
  list.dispatchEvent(new Event('change', {{ bubbles: true }}));
}}"""
STEPPED = """async () => {{
  for (let i = 0; i < 600 && document.querySelector('{}').value === '0'; i++)
    await new Promise(requestAnimationFrame);
}}"""  # a time of ten seconds, where nothing plays


@pytest.fixture(scope="session", params=[Firefox, WebKit], ids=lambda one: one.__name__)
def engine(request):
    """A browser of another make, one for all pages."""
    if lacking := request.param.lacking():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have {lacking}", pytrace=False)
        pytest.skip(f"moving the explorers there needs {lacking}")
    with request.param.started() as started:
        started.size(1280, 900)
        yield started


@pytest.fixture(scope="session")
def site():
    """The site's address, and the list of what was asked for there in vain."""
    with serve(HERE.out) as served:
        yield served


@pytest.fixture
def read(engine, site):
    """Open a page; at the end, nothing may have gone wrong in it."""
    address, missing = site
    missing.clear()

    def open_page(name):
        engine.open(f"{address}{name}.html")

    yield open_page
    assert [*engine.run(TROUBLE), *missing] == []


class Box:
    """An explorer in a page, as `moving` reads it."""

    def __init__(self, engine, name):
        self.engine, self.name = engine, name

    def evaluate(self, script):
        return self.engine.run(f"() => ({script})(document.getElementById('{self.name}'))")


def positions(engine, css, control):
    """Bring a control to its first, next and last position and back; yield the number of each."""
    start = control.index
    if is_slider(control):
        yield from slide(engine, css, control, start)
        return
    choose = CHOOSE.format(css) if isinstance(control.slider, Dropdown) else None
    for index in [*range(len(control.values)), start]:
        if choose:  # neither driver opens a list: the page is told that one has chosen
            engine.run(f"() => ({choose})({index})")
        else:
            engine.click(f"{css} ~ * > button:nth-child({index + 1})")
        yield index


def slide(engine, css, control, start):
    """Move a slider by keys, and back by typing the value that it had; then let it play."""
    field = f"{css} ~ .explorer-value"
    label = engine.run(f"() => document.querySelector('{field}').value")
    engine.run(f"() => document.querySelector('{css}').focus()")
    for key, index in zip(*keys(control), strict=True):
        engine.press(key)
        yield index
    for _ in control.plays:
        engine.click(f"{css} ~ .explorer-start")
        yield 0
        engine.click(f"{css} ~ .explorer-play")
        engine.run(STEPPED.format(css))
        engine.click(f"{css} ~ .explorer-play")
        yield engine.run(f"() => Number(document.querySelector('{css}').value)")
    engine.click(field)
    engine.type(label)
    engine.press("Tab")
    yield start


def move(box, explorer):
    """Move every control of an explorer, and compare at each position."""
    box.evaluate("box => box.scrollIntoView({block: 'center', behavior: 'instant'})")
    box.evaluate(AWAKE)
    compare(box, explorer)
    for number, (name, control) in enumerate(explorer.controls.items(), 1):
        shown = set()
        for index in positions(box.engine, f"#{box.name}-{number}", control):
            explorer.position = {name: control.values[index]}
            shown.add((repr(explorer), compare(box, explorer)))
        assert len({words for words, _ in shown}) > 1, f"moving {name} changes no word"
        assert len({art for _, art in shown}) > 1, f"moving {name} changes nothing in the picture"


@pytest.mark.parametrize("name", PAGES)
def test_every_explorer_moves(engine, read, name):
    read(name)
    wanted = explorers_of(HERE.build("site") / "source" / f"{name}.ipynb")
    names = engine.run(NAMES)
    assert len(names) == len(wanted) >= 1
    for one, explorer in zip(names, wanted, strict=True):
        move(Box(engine, one), explorer)


WRONG = """<head></head><script src="no.js"></script><script>
console.error("said"); setTimeout(() => missing()); Promise.reject("left");</script>
<img src="http://127.0.0.1:9/away.png">"""


def test_what_goes_wrong_in_a_page_is_noted(engine, tmp_path):
    (tmp_path / "page.html").write_text(WRONG)
    with serve(tmp_path) as (address, missing):
        engine.open(f"{address}page.html")
        noted = engine.run(f"async () => {{ await fetch('last'); return ({TROUBLE})(); }}")
    assert {"404: /no.js", "404: /last"} <= set(missing)
    for what in ("no .*/no.js", "no .*/away.png", "said", "ReferenceError", "left"):
        assert any(re.match(what, one) for one in noted), what
