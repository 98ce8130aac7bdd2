"""A lesson to take along: its page, whole in itself, and its notebook, as one ZIP file.

It works from a folder, without a server. Links to other pages of the site lead to its address;
where that is not known, they are plain words.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from tools.site import beside, bundle

LESSON = re.compile(r"lessons/(\d\d_\w+)\.html")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
GONE = {"pst-primary-sidebar", "pst-primary-sidebar-modal", "pst-search-dialog"}  # by their ids
GONE_CLASSES = {"prev-next-footer", "primary-toggle", "search-button__button"}
LINKED = re.compile(r'<link\b[^>]*\brel="(?:preload|index|search|next|prev|canonical)"[^>]*>\n?')
VALUE = re.compile(r'(?<==")(?:\.\./|\./)?[\w./-]+\.\w+(?:\?[\w.=-]*)?(?=")')
ANCHOR = re.compile(r'<a\b[^>]*?\shref="(?P<to>[^"]*)"[^>]*>(?P<said>.*?)</a>', re.S)
PAGE_LINKS = re.compile(r'(<div class="page-links[^>]*>\s*<p>)(.*?)(</p>)', re.S)
BETWEEN = " · "
WIDGETS = "_static/widgets/"  # all of them, if a page loads the script that loads them
LOADER = "_static/live.js"
KINDS = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
DATE = (2026, 1, 1, 0, 0, 0)  # of all files: what is the same has the same bytes
ABOUT = """A lesson of the course "Binary cross-entropy, in your hands", by the bce_lessons authors.
Open index.html in any browser; the notebook needs the course's package.
Code: MIT. Prose and figures: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
"""


class Cutter(HTMLParser):
    """Finds where some elements of a page begin and end."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        lines = [0, *(match.end() for match in re.finditer("\n", page))]
        self.starts, self.open, self.cuts = lines, list[tuple[str, int | None]](), []
        self.feed(page)

    cuts: list[tuple[int, int]]

    def at(self) -> int:
        """Return where the parser is."""
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that begins."""
        if tag not in VOID:
            has = dict(attrs)
            classes = set((has.get("class") or "").split())
            goes = has.get("id") in GONE or classes & GONE_CLASSES
            self.open.append((tag, self.at() if goes else None))

    def handle_endtag(self, tag: str) -> None:
        """Note an element that ends, and those within that nobody ended."""
        while self.open and any(name == tag for name, _ in self.open):
            name, start = self.open.pop()
            if start is not None:
                self.cuts.append((start, self.at() + len(f"</{tag}>")))
            if name == tag:
                return


def cut(page: str) -> str:
    """Return a page without what leads around the site."""
    kept, at = [], 0
    for start, end in sorted(Cutter(page).cuts):
        if start >= at:
            kept.append(page[at:start])
            at = end
    return "".join(kept) + page[at:]


class Lesson:
    """A page of a lesson, and what it needs of the site."""

    def __init__(self, site: Path, place: str, url: str) -> None:
        self.site, self.place, self.url = site, place, url
        self.name = posixpath.basename(place).removesuffix(".html")
        self.files: dict[str, bytes] = {}

    def packed(self, kept: Path) -> bytes:
        """Return the ZIP file, as it is kept in a folder, or made."""
        text = (self.site / self.place).read_text(encoding="utf-8")
        page = LINKED.sub("", cut(beside.SAID.sub("", text)))
        page = VALUE.sub(self.found, page)
        page = PAGE_LINKS.sub(self.without_words, ANCHOR.sub(self.led, page))
        page = page.replace('data-content_root="../"', 'data-content_root="./"', 1)
        about = ABOUT + (f"The whole course: {self.url}\n" if self.url else "")
        everything = {"index.html": page.encode(), "about.txt": about.encode(), **self.files}
        known = hashlib.sha256(self.name.encode())
        for name, data in sorted(everything.items()):
            known.update(f"{name}\0{len(data)}\0".encode() + data)
        path = kept / f"{self.name}-{known.hexdigest()[:16]}.zip"
        if not path.exists():
            kept.mkdir(parents=True, exist_ok=True)
            for old in kept.glob(f"{self.name}-*.zip"):
                old.unlink()
            path.write_bytes(zipped(self.name, everything))
        return path.read_bytes()

    def found(self, match: re.Match[str]) -> str:
        """Take a file along that the page names; return its place beside it."""
        place = bundle.target(match[0], self.place)
        path = self.site / place
        if place.startswith("..") or path.suffix == ".html" or not path.is_file():
            return match[0]
        if place.endswith(".zip"):
            return match[0]
        target = f"{self.name}.ipynb" if path.suffix == ".ipynb" else place
        data = path.read_bytes()
        if path.suffix == ".css":
            data = self.with_files(data.decode(), place).encode()
        self.files[target] = data
        if place == LOADER:
            self.files |= dict(self.widgets())
        return target

    def widgets(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of stock widgets, by their places."""
        for path in sorted((self.site / WIDGETS).rglob("*")):
            if path.is_file():
                yield path.relative_to(self.site).as_posix(), path.read_bytes()

    def with_files(self, style: str, place: str) -> str:
        """Return a style sheet with its fonts in it: some browsers load none from folders."""

        def one(match: re.Match[str]) -> str:
            path = self.site / bundle.target(match["to"], place)
            if ":" in match["to"] or path.suffix not in KINDS:
                return match[0]
            data = base64.b64encode(path.read_bytes()).decode()
            return f"url(data:{KINDS[path.suffix]};base64,{data})"

        return bundle.URL.sub(one, style)

    def led(self, match: re.Match[str]) -> str:
        """Return a link as it works from elsewhere, or its words."""
        to = match["to"]
        if ":" in to or to.startswith("#") or to in self.files:
            return match[0]
        place = bundle.target(to.partition("#")[0], self.place)
        if not self.url or place.startswith(".."):
            return match["said"]
        return match[0].replace(
            f'"{to}"', f'"{self.url}{place}{to[len(to.partition("#")[0]) :]}"', 1
        )

    def without_words(self, match: re.Match[str]) -> str:
        """Return the line under the title with those of its links that are left."""
        left = [one for one in match[2].split(BETWEEN) if "<a " in one]
        return f"{match[1]}{BETWEEN.join(left)}{match[3]}"


def zipped(name: str, files: dict[str, bytes]) -> bytes:
    """Return files in a folder of a name, as a ZIP file."""
    with zipfile.ZipFile(made := BytesIO(), "w") as packed:
        for place, data in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(f"{name}/{place}", DATE), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def put(site: Path, url: str, kept: Path) -> None:
    """Put a ZIP file beside each lesson's page."""
    for path in sorted((site / "lessons").glob("*.html")):
        place = path.relative_to(site).as_posix()
        if LESSON.fullmatch(place):
            path.with_suffix(".zip").write_bytes(Lesson(site, place, url).packed(kept))
