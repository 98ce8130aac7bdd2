"""Links to what other tasks put beside the pages: they are there when it is, in whatever order.

A page marks what it says of a file of the site, `mark("slides/index.html", …)`. Where the file is
not there, the mark is a comment; building slides or book brings it back.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

SAID = re.compile(
    r"(?P<open><!-- beside (?P<place>\S+): )(?P<shown>-->)?(?P<said>.*?)"
    r"(?(shown)<!-- /beside -->|-->)",
    re.S,
)


def mark(place: str, said: str, page: str = "") -> str:
    """Return what a page says of a file of the site, `@` in it standing for the way there."""
    way = posixpath.relpath(place, posixpath.dirname(page) or ".")
    return f"<!-- beside {place}: {said.replace('@', way)}-->"


def settled(text: str, out: Path) -> str:
    """Return a page that says what is true of the site in a folder."""

    def one(match: re.Match[str]) -> str:
        if (out / match["place"]).exists():
            return f"{match['open']}-->{match['said']}<!-- /beside -->"
        return f"{match['open']}{match['said']}-->"

    return SAID.sub(one, text)


def settle(out: Path) -> None:
    """Let all pages of a site say what is true of it."""
    for path in [*out.glob("*.html"), *out.glob("lessons/*.html")]:
        text = path.read_text(encoding="utf-8")
        if (true := settled(text, out)) != text:
            path.write_text(true, encoding="utf-8")
