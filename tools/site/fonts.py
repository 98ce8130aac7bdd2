"""Fonts with the letters that the site has, and no others: a tenth of what their files are."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ALWAYS = {chr(code) for code in range(0x20, 0x7F)} | set("\u00a0…–—‘’“”·×−")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
KEPT = [
    "tnum",
    "kern",
    "liga",
    "calt",
    "ccmp",
    "locl",
    "mark",
    "mkmk",
]  # of what letters do together


def letters(*texts: str) -> set[str]:
    """Return the letters of some pages and scripts, also those that they write by their codes."""
    found = set(ALWAYS)
    for text in texts:
        found |= set(unescape(text)) | {chr(int(code, 16)) for code in ESCAPED.findall(text)}
    return {one for one in found if ord(one) >= 0x20}


def subset(font: bytes, wanted: set[str], kept: Path) -> bytes:
    """Return a font as WOFF2, with some letters only; it is kept in a folder."""
    known = "".join(sorted(wanted))
    asked = repr((KEPT, known)).encode("utf-8", "backslashreplace")
    name = hashlib.sha256(font + asked).hexdigest()[:16]
    path = kept / f"{name}.woff2"
    if not path.exists():
        kept.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made(font, known))
    return path.read_bytes()


def made(font: bytes, wanted: str) -> bytes:
    """Cut a font down to some letters."""
    options = Options()
    options.layout_features = KEPT
    options.hinting = options.notdef_outline = False
    options.desubroutinize = False
    options.ignore_missing_unicodes = True
    loaded = TTFont(BytesIO(font), recalcTimestamp=False)
    cut = Subsetter(options)
    cut.populate(text=wanted)
    cut.subset(loaded)
    loaded.flavor = "woff2"
    loaded.save(out := BytesIO())
    return out.getvalue()
