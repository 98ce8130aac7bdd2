"""The style sheets of all pages as one file, and their scripts as another.

What every page loads is put together, in the pages' order; what only some load stays apart. Of the
style sheets that come with the theme and its kin, only the rules are kept that some page may use.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tools.site import npm
from tools.stop import Stop

SHEET = re.compile(r'<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="(?P<to>[^"]+)"[^>]*>\n?')
SCRIPT = re.compile(r'<script\b(?P<more>[^>]*?) src="(?P<to>[^"]+)"[^>]*></script>\n?')
PRELOAD = re.compile(r'<link\b(?=[^>]*\brel="preload")(?=[^>]*\bas="script")[^>]*>\n?')
SETTING = re.compile(r"<script>DOCUMENTATION_OPTIONS\.\w+ = [^<]*</script>\n?")
PAGE_NAME = "DOCUMENTATION_OPTIONS.pagename = document.documentElement.dataset.pagename;\n"
URL = re.compile(r"""url\((?P<quote>["']?)(?P<to>[^"')]+)(?P=quote)\)""")
IMPORT = re.compile(r"""@import\s*(?:url\()?["']([^"']+)["']\)?;""")
COMMENT = re.compile(r"/\*.*?\*/|@charset [^;]*;", re.S)
MAPPED = re.compile(r"^\s*(?://[#@]|/\*#) ?sourceMappingURL=.*$", re.M)
# The theme lays out every section at once, and again after each change, to see what scrolls:
# site.js looks at the same, where it is read.
LAYS_OUT = re.compile(
    r'"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)'
)
# Not written for this site, and mostly for others: rules without a use are left out.
FOREIGN = re.compile(r"_static/(styles/|basic|mystnb|sphinx-design|katex|copybutton)")
# Scripts put these names together from parts.
KEPT = ["^bs-tooltip", "^bs-popover", "^tooltip", "^dropdown-menu"]
PURGE = """const { PurgeCSS } = require("purgecss");
const { css, words, kept } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const safelist = { greedy: kept.map((one) => new RegExp(one)) };
new PurgeCSS().purge({ content: [{ raw: words, extension: "html" }], css, safelist })
  .then((all) => process.stdout.write(JSON.stringify(all.map((one) => one.css))));"""


def found(page: str, name: str, pattern: re.Pattern[str]) -> list[str]:
    """List what a page loads of the site, by its place."""
    return [target(match["to"], name) for match in pattern.finditer(page) if is_ours(match)]


def is_ours(match: re.Match[str]) -> bool:
    """Tell whether a link leads to a file of the site that is no module of its own."""
    return ":" not in match["to"] and "module" not in match[0]


def target(link: str, name: str) -> str:
    """Return the place of what a page, or a style sheet, of some name links to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), link.partition("?")[0]))


def common(lists: Sequence[Sequence[str]]) -> list[str]:
    """List what is in all lists, in the order of the first."""
    everywhere = set(lists[0]).intersection(*lists[1:]) if lists else set()
    return [one for one in dict.fromkeys(lists[0] if lists else ()) if one in everywhere]


def words(texts: Iterable[str]) -> str:
    """Return all words in pages and scripts: each may be the name of a class."""
    return " ".join(sorted({word for text in texts for word in re.findall(r"[\w-]+", text)}))


def purged(sheets: list[str], used: str, kept: Path) -> list[str]:
    """Return style sheets without the rules that no word can use; they are kept in a folder."""
    asked = json.dumps({"css": [{"raw": it} for it in sheets], "words": used, "kept": KEPT})
    path = kept / f"{hashlib.sha256((PURGE + asked).encode()).hexdigest()[:16]}.json"
    if not path.exists():
        command = ["node", "--input-type=commonjs", "--eval", PURGE]
        home = npm.place().parent
        run = subprocess.run(command, input=asked, cwd=home, capture_output=True, encoding="utf-8")
        if run.returncode:
            raise Stop(f"a style sheet cannot be read:\n{run.stderr}")
        kept.mkdir(parents=True, exist_ok=True)
        path.write_text(run.stdout, encoding="utf-8")
    return list(json.loads(path.read_text(encoding="utf-8")))


def sheet(read: Callable[[str], str], place: str, home: str) -> str:
    """Return a style sheet with those that it imports, as one that stands in another folder."""

    def moved(match: re.Match[str]) -> str:
        to = match["to"]
        if ":" in to or to.startswith("#"):
            return match[0]
        return f"url({posixpath.relpath(target(to, place), home)})"

    text = COMMENT.sub("", read(place))
    text = IMPORT.sub(lambda it: f"\0{target(it[1], place)}\0", text)
    text = URL.sub(moved, text)
    return re.sub("\0(.*?)\0", lambda it: sheet(read, it[1], home), text).strip()


def style(read: Callable[[str], str], places: list[str], used: str, kept: Path) -> str:
    """Return style sheets as one, which is to stand in _static."""
    sheets = {place: sheet(read, place, "_static") for place in places}
    foreign = [place for place in places if FOREIGN.match(place)]
    cut = purged([sheets[place] for place in foreign], used, kept)
    sheets |= dict(zip(foreign, cut, strict=True))
    return "\n".join(sheets.values()) + "\n"


def script(read: Callable[[str], str], places: list[str]) -> str:
    """Return scripts as one: each ends, and none is strict with those behind it."""
    parts = [";\n"]
    for place in places:
        text = MAPPED.sub("", read(place))
        if place.endswith("/pydata-sphinx-theme.js"):
            text = LAYS_OUT.sub("0", text)
        parts.append(text.strip() + "\n;\n")
        if place.endswith("/documentation_options.js"):
            parts.append(PAGE_NAME)
    return "".join(parts)


def hashed(name: str, text: str) -> str:
    """Return a file's place in _static, with a digest of what it has in its name."""
    stem, _, kind = name.partition(".")
    return f"_static/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:10]}.{kind}"


def loading(page: str, name: str, bundles: Mapping[str, list[str]]) -> str:
    """Return a page that loads bundles, by place, instead of what they are made of."""
    for place, parts in bundles.items():
        pattern = SHEET if place.endswith(".css") else SCRIPT
        link = posixpath.relpath(place, posixpath.dirname(name) or ".")
        tag = f'<script defer src="{link}"></script>\n'
        if pattern is SHEET:
            tag = f'<link rel="stylesheet" href="{link}">\n'
        page = replaced(page, name, pattern, parts, tag)
    page = PRELOAD.sub("", SETTING.sub("", page))
    named = name.removesuffix(".html")
    return page.replace("<html ", f'<html data-pagename="{named}" ', 1)


def replaced(page: str, name: str, pattern: re.Pattern[str], parts: list[str], tag: str) -> str:
    """Put a tag in the place of the first of those that it stands for; let other scripts wait."""
    put = False

    def swap(match: re.Match[str]) -> str:
        nonlocal put
        if not is_ours(match):
            return match[0]
        if target(match["to"], name) not in parts:
            waits = pattern is SHEET or "defer" in match[0] or "async" in match[0]
            return match[0] if waits else match[0].replace("<script", "<script defer", 1)
        first, put = not put, True
        return tag if first else ""

    return pattern.sub(swap, page)
