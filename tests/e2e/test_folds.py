"""Results folded on pages: closed until asked for, with and without a script, open on paper."""

import re
import zipfile
from io import BytesIO

import pytest

from tests.house_style import is_own
from tools.folders import HERE
from tools.notebooks import form

PAGES = [f"lessons/{path.stem}.html" for path in form.lessons() if is_own(path.stem)]
ONE = PAGES[0]
NAMES = "nodes => nodes.map(node => node.textContent.trim())"
# What is on the screen of a fold that is closed, and what moves when it opens.
FAULTS = """async () => {
  const found = [], say = (...words) => found.push(words.join(' '));
  const folds = [...document.querySelectorAll('details.fold')];
  for (const fold of folds) {
    const name = fold.querySelector('summary').textContent;
    if (fold.open) say('open', name);
    if (fold.querySelector('.explorer, .ask, h2, h3')) say('holds what is asked', name);
    if (fold.querySelector('summary').getBoundingClientRect().height < 24) say('low', name);
    fold.open = true;
    await new Promise(requestAnimationFrame);
    const images = [...fold.querySelectorAll('img')];
    const before = images.map((image) => image.getBoundingClientRect().height);
    await Promise.all(images.map((image) => ((image.loading = 'eager'), image.decode())));
    const after = images.map((image) => image.getBoundingClientRect().height);
    if (before.some((high, i) => !high || Math.abs(high - after[i]) > 1)) say('grows', name);
    if (document.documentElement.scrollWidth > innerWidth) say('too wide', name);
    fold.open = false;
  }
  return found;
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_results_are_folded_and_open_in_their_place(reader, name, width):
    page = reader.open(name, width=width, folded=True)
    names = page.eval_on_selector_all("details.fold > summary", NAMES)
    assert len(set(names)) == len(names) >= 5
    assert page.evaluate(FAULTS) == []


def test_a_fold_opens_by_keyboard_and_all_open_at_once(reader):
    page = reader.open(ONE, folded=True)
    first = page.locator("details.fold").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.get_attribute("open") == ""
    assert first.locator("pre").first.is_visible()
    every = page.get_by_role("button", name="Show all results")
    every.click()
    assert page.locator("details.fold:not([open])").count() == 0
    page.get_by_role("button", name="Fold all results").click()
    assert page.locator("details.fold[open]").count() == 0


def test_a_link_into_a_fold_opens_it(reader):
    page = reader.open(ONE, folded=True)
    page.evaluate("document.querySelectorAll('details.fold')[2].querySelector('p').id = 'within'")
    page.evaluate("location.hash = 'within'")
    page.wait_for_function("document.querySelectorAll('details.fold')[2].open")
    assert page.locator("#within").is_visible()


def test_a_word_that_was_searched_for_opens_its_fold(reader):
    page = reader.open("search.html?q=beforehand")
    page.get_by_text(re.compile("finished")).first.wait_for()
    page.locator("#search-results a").first.click()
    found = page.locator("details.fold .highlighted")
    found.wait_for()
    assert found.is_visible()
    assert page.locator("details.fold:not([open])").count() > 0


def test_without_scripts_a_fold_opens_and_no_button_promises_more(reader):
    page = reader.open(ONE, java_script_enabled=False)
    fold = page.locator("details.fold").first
    text = fold.locator("pre").first
    assert not text.is_visible()
    fold.locator("summary").click()
    assert text.is_visible()
    assert not page.locator(".folds-all").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_paper_all_results_are_open_and_closed_again_after(reader, scripts):
    page = reader.open(ONE, folded=True, java_script_enabled=scripts)
    page.emulate_media(media="print")
    shown = page.locator("details.fold > :not(summary)")
    for i in range(shown.count()):
        assert shown.nth(i).bounding_box()["height"] > 0
    assert not page.locator("details.fold > summary").first.is_visible()
    page.emulate_media(media="screen")
    assert page.locator("details.fold[open]").count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf())) > 5
    assert page.locator("details.fold[open]").count() == 0


def test_a_lesson_that_is_taken_along_has_the_same_folds():
    page = (HERE.out / ONE).read_text(encoding="utf-8")
    packed = (HERE.out / ONE).with_suffix(".zip").read_bytes()
    with zipfile.ZipFile(BytesIO(packed)) as files:
        name = next(name for name in files.namelist() if name.endswith("index.html"))
        taken = files.read(name).decode()
    assert taken.count('<details class="fold">') == page.count('<details class="fold">') > 5
    assert taken.count("</details>") == taken.count("<details")
