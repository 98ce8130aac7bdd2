"""The bench of pages: what it sums, what it serves, and what it calls reached."""

import gzip
import urllib.request
from dataclasses import replace

import pytest

from tools.bench import pages
from tools.stop import Stop

GOAL = pages.Goal("front", "index.html", 95, 2.5, 350, 15)
GOOD = pages.Found([96, 100, 100, 100], 2.0, 300, 12, 0.01, 0.02)
BARE = pages.Found([100], 1.0)


def test_shifts_are_summed_in_windows():
    assert pages.shifted([]) == 0
    assert pages.shifted([(0, 0.1), (900, 0.1), (2500, 0.15)]) == pytest.approx(0.2)
    many = [(at, 0.1) for at in range(0, 8000, 800)]
    assert pages.shifted(many) == pytest.approx(0.7)  # a window lasts five seconds


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "reached"),
        ({"scores": [94, 100, 100, 100]}, "not yet: score"),
        ({"scores": [96, 99, 100, 100]}, "not yet: other scores"),
        ({"seconds": 2.6, "kilobytes": 351}, "not yet: seconds, bytes"),
        ({"requests": 16, "moved_at_depth": 0.03}, "not yet: requests, moves"),
        ({"scores": []}, "reached"),
    ],
)
def test_what_is_not_reached_is_named(change, said):
    assert pages.reached(GOAL, replace(GOOD, **change), BARE) == said


def test_on_a_slow_machine_a_page_is_as_good_as_a_bare_one():
    slow = pages.Found([70], 4.0)
    page = replace(GOOD, scores=[66, 100, 100, 100], seconds=5.9)
    assert pages.reached(GOAL, page, slow) == "reached"
    assert "score" in pages.line(GOAL, replace(page, scores=[64, 100, 100, 100]), slow)


def test_the_server_packs_and_bares(tmp_path):
    text = '<p>x</p><script>1</script><script type="application/ld+json">2</script>'
    (tmp_path / "index.html").write_text(text)
    (tmp_path / "a.png").write_bytes(b"png")

    def got(place):
        with urllib.request.urlopen(address + place) as answer:
            return answer.headers["Content-Encoding"], answer.read()

    with pages.served(tmp_path) as address:
        kind, data = got("")
        assert (kind, gzip.decompress(data)) == ("gzip", text.encode())
        assert b"<script>" not in gzip.decompress(got("index.html?bare")[1])
        assert b"ld+json" in gzip.decompress(got("index.html?bare")[1])
        assert got("a.png") == (None, b"png")


def test_where_lighthouse_cannot_be_had_a_line_says_so(monkeypatch, capsys):
    def lacking(*places):
        raise Stop("a network")

    monkeypatch.setattr(pages.npm, "packages", lacking)
    monkeypatch.setattr(pages.shutil, "which", lambda name: name)
    assert pages.lighthouse() is None
    assert capsys.readouterr().out == "Lighthouse is left out: it needs a network.\n"
    monkeypatch.setattr(pages.shutil, "which", lambda name: None)
    assert pages.lighthouse() is None
    assert "it needs Node" in capsys.readouterr().out
