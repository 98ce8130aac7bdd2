"""Explorers in pages: there at once, alive soon, and moved by keyboard, mouse and typed values."""

import re

import pytest
from moving import AWAKE, compare, explorers_of

from bce_lessons import lessons
from tools.folders import HERE

ONE = f"lessons/{lessons.notebook('compare_with_squared_error')}.html"
PLAYED = f"lessons/{lessons.notebook('fit_ten_points')}.html"
SEEN = """([html, i]) => {
  const page = html ? new DOMParser().parseFromString(html, 'text/html') : document;
  const panels = page.querySelectorAll('.explorer[data-tables] .explorer-panels')[i];
  return panels.innerHTML.replaceAll(' visibility="inherit"', '');
}"""
# What no pixel shows: how an address, an empty attribute or a colour is written.
PLAIN = re.compile(r'\s(?:href|style)="[^"]*"')
SPOKEN = """box => new Promise(done => {
  const said = box.querySelector('[role=status]'), heard = [];
  new MutationObserver(() => heard.push(said.textContent)).observe(said, {childList: true});
  const range = box.querySelector('input[type=range]');
  for (let i = 0; i < 5; i++) range.stepUp(), range.dispatchEvent(new Event('input'));
  setTimeout(() => done(heard), 1500);
})"""


def opened(reader, name, number=0):
    """Open a page, and return an explorer of it with Python's own."""
    page = reader.open(name)
    source = HERE.build("site") / "source" / name.replace(".html", ".ipynb")
    box = page.locator(".explorer[data-tables]").nth(number)
    box.scroll_into_view_if_needed()
    box.evaluate(AWAKE)
    return page, box, explorers_of(source)[number]


@pytest.mark.parametrize("name", ["index.html", ONE, PLAYED])
def test_the_picture_that_waits_is_the_one_that_moves(reader, name):
    asleep = reader.open(name, java_script_enabled=False)
    before = asleep.evaluate("() => document.documentElement.outerHTML")
    page = reader.open(name)
    boxes = page.locator(".explorer[data-tables]")
    for i, box in enumerate(boxes.all()):
        box.scroll_into_view_if_needed()
        box.evaluate(AWAKE)
        waited, awake = (page.evaluate(SEEN, [html, i]) for html in (before, ""))
        assert PLAIN.sub("", waited) == PLAIN.sub("", awake)


def test_a_typed_value_moves_the_picture(reader):
    _, box, explorer = opened(reader, PLAYED)
    field = box.get_by_role("textbox", name="weight w, type a value")
    for typed, value in [("1.5", 1.5), ("1,2", 1.2), ("0.6799", 0.7), ("99", 3), ("−1", -1)]:
        field.fill(typed)
        field.press("Tab")
        name = next(iter(explorer.controls))
        explorer.position = {name: value}
        compare(box, explorer)
        assert float(field.input_value().replace("−", "-")) == value
    field.fill("nothing")
    field.press("Enter")
    compare(box, explorer)
    assert field.input_value() == "-1.0"


TYPED = {
    ("why_the_log", "predictions n"): {
        "1000": "1,000", "1,075": "1,075", "1 075": "1,075", "1e9": "1,075", "x": "1,075",
    },
    ("fit_ten_points", "confidence ×"): {
        "1": "1 (as fitted)", "0": "0 (coin flips)", "2.1": "2.1 (optimal)", "0,5": "0.5",
    },
    ("classify_iris", "penalty 1/C"): {
        "1000": "1,000", "0.1": "1/10", "0.3": "1/3", "1/50": "1/100", "0,01": "1/100",
    },
}  # fmt: skip


@pytest.mark.parametrize(("lesson", "label"), TYPED)
def test_a_typed_number_finds_its_label_however_it_is_written(reader, lesson, label):
    page = reader.open(f"lessons/{lessons.notebook(lesson)}.html")
    field = page.get_by_role("textbox", name=f"{label}, type a value")
    field.scroll_into_view_if_needed()
    field.locator("xpath=ancestor::*[@data-tables]").evaluate(AWAKE)
    for typed, shown in TYPED[lesson, label].items():
        field.fill(typed)
        field.press("Enter")
        assert field.input_value() == shown, typed
    field.fill("5")
    field.press("Escape")
    assert field.input_value() == shown


def test_tables_that_do_not_come_are_asked_for_again(browser, address):
    page = browser.new_page()
    page.route("**/_static/explorers/*.js", lambda route: route.abort())
    page.goto(address + ONE)
    page.bring_to_front()
    box = page.locator(".explorer[data-tables]").first
    box.scroll_into_view_if_needed()
    page.get_by_text("This picture has not loaded").first.wait_for()
    box.get_by_role("button").first.click()
    pressed = box.get_by_role("button", pressed=True).text_content()
    page.unroute("**/_static/explorers/*.js")
    box.evaluate(AWAKE)
    assert box.locator(".explorer-lost").count() == 0
    assert pressed in box.locator(".explorer-shown").text_content()
    page.close()


def test_pictures_live_where_storage_is_refused(browser, address):
    page, trouble = browser.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {configurable: true, "
        "get() { throw new Error('denied') }})"
    )
    page.goto(address + ONE)
    page.bring_to_front()
    box = page.locator(".explorer[data-tables]").first
    box.scroll_into_view_if_needed()
    box.evaluate(AWAKE)
    assert trouble == []
    page.close()


@pytest.mark.parametrize(("width", "which"), [(390, "primary"), (390, "secondary")])
def test_the_menu_and_the_contents_open(reader, width, which):
    page = reader.open(ONE, width=width)
    page.locator(f".{which}-toggle").locator("visible=true").press("Enter")
    page.wait_for_function(f"document.querySelector('#pst-{which}-sidebar-modal').open")
    page.keyboard.press("Escape")


def test_page_up_and_down_go_five_steps(reader):
    page, box, explorer = opened(reader, PLAYED)
    name, control = next(iter(explorer.controls.items()))
    start = control.index
    box.get_by_role("slider", name="weight w").focus()
    for key, steps in [("PageUp", 5), ("PageUp", 10), ("PageDown", 5), ("ArrowLeft", 4)]:
        page.keyboard.press(key)
        explorer.position = {name: control.values[start + steps]}
        compare(box, explorer)


def test_play_runs_waits_and_begins_again(reader):
    _, box, explorer = opened(reader, PLAYED, 1)
    slider = box.get_by_role("slider", name="step")
    last = int(slider.get_attribute("max"))
    slider.press("End")
    box.get_by_role("button", name="play").click()  # at the end: from the start
    box.get_by_role("button", name="pause").click()
    here = int(slider.input_value())
    assert here < last
    slider.press("End")
    slider.press("ArrowLeft")
    box.get_by_role("button", name="play").click()
    box.get_by_role("button", name="play").wait_for()  # it has come to the end, and says so
    explorer.position = {"step": last}
    compare(box, explorer)
    box.get_by_role("button", name="back to the start").click()
    explorer.position = {"step": 0}
    compare(box, explorer)


def test_a_sweep_is_spoken_once_when_it_rests(reader):
    _, box, _ = opened(reader, PLAYED)
    heard = box.evaluate(SPOKEN)
    assert heard == [box.locator(".explorer-shown").text_content()]


@pytest.mark.parametrize("name", [ONE, PLAYED])
def test_names_and_identifiers_are_a_page_s_own(reader, name):
    page = reader.open(name)
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(n => n.id)")
    assert len(ids) == len(set(ids))
    statements = page.locator(".ask").evaluate_all(
        """all => all.map(n => n.getAttribute('aria-labelledby'))
          .map(id => document.getElementById(id).textContent)"""
    )
    assert len(statements) == len(set(statements)) >= 2


def test_a_page_of_one_explorer_is_whole_and_small(reader, address):
    pages = sorted((HERE.out / "explorers").glob("*.html"))
    assert len(pages) >= len(lessons.ORDER)
    page, asked = reader.open("explorers.html"), []
    page.on("request", lambda request: asked.append(request.url))
    for path in pages:
        assert path.stat().st_size <= 400_000, path.name
        page.goto(f"{address}explorers/{path.name}")
        box = page.locator(".explorer")
        box.evaluate(AWAKE)
        before = box.locator(".explorer-shown").text_content()
        slider = box.get_by_role("slider").first
        slider.press("End" if slider.input_value() == "0" else "Home")
        page.wait_for_function(
            "before => document.querySelector('.explorer-shown').textContent !== before",
            arg=before,
        )
    fetched = [url for url in asked if not url.startswith("data:")]
    assert [url.rpartition("/")[2] for url in fetched] == [path.name for path in pages]
    listed = (HERE.out / "explorers.html").read_text(encoding="utf-8")
    assert [p.name for p in pages if f"explorers/{p.name}" not in listed] == []
