"""Turn what a cell shows into what paper can show; what it cannot show is refused, not dropped."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from PIL import Image

from tools.pdf_figures import PDF
from tools.pdf_text import command, container, escaped, fenced
from tools.refresh import WIDGET_VIEW, Refusal
from tools.site_lessons import UNANSWERED

PICTURES = {PDF: ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
VERDICT = re.compile(r"(\W Exercise \d+\.\d+[^:]*:)\s(.*)", re.DOTALL)
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# A repr that tells a reader nothing: an address in memory, or a tree of widgets.
BARE = re.compile(
    r"\[?<.*>\]?|.*\bat 0x[0-9a-fA-F]+.*|\w+\((children=|\.\.\.\)|.*\blayout=).*", re.S
)
ALIVE = "*Here a running notebook has something to operate.*"
SCALE, COLUMN = 0.8, 419.5  # of figures in print; the width of the text, in points
CAPTION = 84  # characters of a caption's line
SHRUNK, LINE = 0.75, 11.0  # of pictures at most, and the height of a line of code, in points
PIXEL = 72 / 110  # points, where a picture has no outlines


def blocks(output: Any, where: str, folder: Path, moves: str) -> list[str]:
    """Return an output as blocks of Markdown.

    Pictures go into `folder`; `moves` is said under the still of one that has sliders.
    """
    if output.output_type == "stream":
        return listing(output.text)
    if output.output_type == "error":
        return listing("\n".join(output.traceback))
    data = output.data
    words = data.get("text/plain", "")
    if words.startswith(UNANSWERED):
        return []
    alive = WIDGET_VIEW in data
    if kind := next((kind for kind in PICTURES if kind in data), ""):
        look = next((m for m in output.metadata.values() if "alt" in m), {})
        picture = save(base64.b64decode(data[kind]), PICTURES[kind], folder)
        caption = " ".join(filter(None, [escaped(look.get("alt", words)), moves if alive else ""]))
        return [figure(picture, caption, look.get("width"))]
    for kind in ("text/latex", "text/markdown"):
        if kind in data:
            return [container("shown", data[kind])]
    if verdict := VERDICT.match(words):
        return [container("verdict", f"**{verdict[1]}** {escaped(verdict[2])}")]
    if words and not BARE.fullmatch(words):
        return listing(words)
    if "text/html" in data:
        return listing(words_of(data["text/html"]))
    if alive:
        return [ALIVE]
    if words and set(data) == {"text/plain"}:
        return []
    raise Refusal(f"{where} shows {', '.join(data)}, which paper cannot: give it a text/plain form")


def listing(text: str) -> list[str]:
    """Return text as printed, with its columns."""
    lines = [line.rpartition("\r")[2].rstrip() for line in ANSI.sub("", text).split("\n")]
    text = "\n".join(lines).strip("\n")
    return [container("printed", fenced(text, "{code-block} none"))] if text else []


def save(picture: bytes, suffix: str, folder: Path) -> Path:
    """Write a picture, under a name of its own, and return its path."""
    path = folder / (hashlib.sha256(picture).hexdigest()[:16] + suffix)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    return path


def figure(picture: Path, caption: str, pixels: float | None = None) -> str:
    """Return a picture as a figure with its caption."""
    share = min(100, round(100 * SCALE * points(picture, pixels) / COLUMN))
    options = f":width: {share}%\n:align: center"
    made = fenced(f"{options}\n\n{caption}", f"{{figure}} /{picture.parent.name}/{picture.name}")
    below = len(caption.replace("\\", "")) // CAPTION + 1
    return f"{command('room', below)}\n\n{made}"


def lines(output: Any) -> int:
    """Return how many lines of code are as high as an output that is a picture, shrunk to fit."""
    look = output.get("metadata", {}).get("image/png", {})
    if "width" not in look:
        return 0
    wide = min(COLUMN, SCALE * look["width"] * PIXEL)
    return round(SHRUNK * wide * look["height"] / look["width"] / LINE) + 4


def points(picture: Path, pixels: float | None) -> float:
    """Return the natural width of a picture, in points; of one without outlines, as on a page."""
    if picture.suffix == ".pdf":
        box = re.search(rb"/MediaBox \[ ?[\d.]+ [\d.]+ ([\d.]+)", picture.read_bytes())
        assert box, "matplotlib says how large a page is"
        return float(box[1])
    with Image.open(picture) as image:
        return (pixels or image.width) * PIXEL


class Words(HTMLParser):
    """The words of a piece of HTML, its rows line by line."""

    LINES = ("p", "div", "li", "br", "h1", "h2", "h3", "h4", "tr", "pre", "table")

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = [[""]]
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Begin a line, or a cell of a table."""
        self.silent += tag in ("script", "style")
        if tag in self.LINES:
            self.rows.append([""])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Speak again after a script."""
        self.silent -= tag in ("script", "style")
        if tag in self.LINES:
            self.rows.append([""])

    def handle_data(self, data: str) -> None:
        """Add words to the line."""
        if not self.silent:
            self.rows[-1][-1] += data


def words_of(html: str) -> str:
    """Return the words of HTML, with the columns of its tables under one another."""
    found = Words()
    found.feed(html)
    rows = [[" ".join(cell.split()) for cell in row] for row in found.rows]
    tables = [row[1:] for row in rows if len(row) > 1]
    n = max(map(len, tables), default=0)
    wide = [max(len(row[i]) for row in tables if i < len(row)) for i in range(n)]
    lines = [
        "  ".join(cell.rjust(size) for cell, size in zip(row[1:], wide, strict=False))
        if len(row) > 1
        else row[0]
        for row in rows
    ]
    return "\n".join(line for line in lines if line.strip())
