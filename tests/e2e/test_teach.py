"""What the page for teachers promises of a class on static files, and its link for a hub."""

import gzip
import re
from urllib.parse import urlsplit

from bce_lessons import lessons
from tools import address
from tools.folders import HERE
from tools.site import repository

HEAVIEST = lessons.notebook("fit_ten_points")
NEXT = lessons.notebook("compare_with_squared_error")
ASKED = "[location.href, ...performance.getEntriesByType('resource').map(entry => entry.name)]"


def files(reader, lesson):
    """Open a lesson; return the files that it asks for."""
    page = reader.open(f"lessons/{lesson}.html", own=True)
    page.wait_for_load_state("networkidle")
    root = page.url.partition("/lessons/")[0]
    names = {urlsplit(url)._replace(query="", fragment="").geturl() for url in page.evaluate(ASKED)}
    return {HERE.out / name.removeprefix(f"{root}/") for name in names if name.startswith(root)}


def test_a_lesson_weighs_what_the_page_for_teachers_says(reader):
    text = (HERE.docs / "teach.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| .+ lesson.* \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text)
    first = files(reader, HEAVIEST)
    for asked, row in zip((first, files(reader, NEXT) - first), rows, strict=True):
        requests, size, compressed = map(float, row)
        data = [path.read_bytes() for path in asked]
        assert requests / 2 < len(asked) <= requests
        assert size / 2 < sum(map(len, data)) / 1e6 <= size
        assert compressed / 2 < sum(len(gzip.compress(part)) for part in data) / 1e6 <= compressed


def test_a_hub_has_its_own_link(reader):
    page = reader.open("teach.html", width=390)
    pull = repository.links(address.of_repository(), repository.lent())["pull"]
    shown, link = page.locator(".hub-link pre"), page.get_by_role("link", name="Try the link")
    assert shown.inner_text().strip() == f"https://HUB/{pull}"
    assert not link.is_visible()
    for typed, hub in [
        ("hub.school.example", "https://hub.school.example/"),
        ("https://school.example/jupyter/user/ada/lab", "https://school.example/jupyter/"),
        ("http://localhost:8000/hub/login", "http://localhost:8000/"),
    ]:
        page.get_by_label("The address of your hub").fill(typed)
        assert shown.inner_text().strip() == hub + pull
        assert link.get_attribute("href").strip() == hub + pull
    page.get_by_label("The address of your hub").fill("not an address")
    assert not link.is_visible()


def test_without_scripts_a_hubs_link_is_a_template(reader):
    page = reader.open("teach.html", java_script_enabled=False)
    assert not page.get_by_label("The address of your hub").is_visible()
    template = page.get_by_text("https://HUB/hub/user-redirect/git-pull?repo=")
    template.scroll_into_view_if_needed()
    assert template.is_visible()
