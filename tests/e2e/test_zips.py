"""A lesson taken along: a ZIP file that is whole in itself."""

import re
import zipfile
from pathlib import Path

import pytest
from moving import AWAKE

from bce_lessons import lessons
from tools.folders import HERE

ZIPS = [f"lessons/{lessons.notebook(topic)}.zip" for topic in lessons.ORDER]


@pytest.mark.parametrize("name", ["lessons/00_start_here.zip", *ZIPS])
def test_a_lesson_can_be_taken_along(name, tmp_path):
    path = HERE.out / name
    assert path.stat().st_size <= 1.5e6
    with zipfile.ZipFile(path) as packed:
        packed.extractall(tmp_path)
    folder = tmp_path / path.stem
    found = (folder / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'(?:href|src|data-tables)="([^"#?]+)[^"]*"', found)
    away = [link for link in links if re.match("(https?|mailto|data):", link)]
    lost = [one for one in links if one not in away and not (folder / one).is_file()]
    assert not lost
    assert (folder / f"{path.stem}.ipynb").is_file()


def test_a_lesson_taken_along_is_alive_without_a_server(browser, tmp_path):
    with zipfile.ZipFile(HERE.out / ZIPS[0]) as packed:
        packed.extractall(tmp_path)
    page, trouble = browser.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: said.type == "error" and trouble.append(said.text))
    page.on("requestfailed", lambda asked: trouble.append(asked.url))
    page.goto((tmp_path / Path(ZIPS[0]).stem / "index.html").as_uri())
    page.bring_to_front()
    box = page.locator(".explorer").first
    box.scroll_into_view_if_needed()
    box.evaluate(AWAKE)
    assert page.evaluate(
        "() => document.fonts.ready.then(() => document.fonts.check('16px Inter'))"
    )
    assert trouble == []
    page.close()
