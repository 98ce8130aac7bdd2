"""Turn a lesson into slides: what each shows, and what is said at it.

A cell's `slide_type`, as JupyterLab's property inspector sets it, says what becomes of the cell:
"slide" begins a slide, "subslide" one below it, "fragment" joins the slide and waits for a key,
"notes" goes to the speaker. A cell without one, or with "skip", stays in the notebook.

Of a cell of prose the slide shows what is meant to be looked at: heading, formulas, lists, tables,
quotations and the question. Its sentences are what the speaker says, so they are her notes, unless
the slide would be empty without them. A cell that draws shows its picture, a cell that prints
shows its code, without the assertions, and what it printed; where half of the code only formats
what is printed, or both do not fit, it shows that alone, larger, and the code is in the notes.

What comes out of a question begins a slide, or waits for a key; which prose says what came out, and
so ends the slide before, is told by tools/notebooks/held.py, for the pages of the site as well.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

import mistune
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.notebooks.held import QUESTION, blocks_of, outcome

KINDS = ("slide", "subslide", "fragment", "skip", "notes")
LOOKED_AT = ("block_math", "list", "table", "block_quote", "block_code", "heading")
# What fits on a slide of 1280 by 720 pixels, beside its margins and its heading.
WIDTH, HEIGHT, LETTER, LINE = 1108, 500, 0.605, 1.4
LARGEST, SMALLEST, ALONE = 28, 20, 36
SHORT = 2  # lines that may stand beside a picture
CUT = "\0"

_tokens: Any = mistune.create_markdown(renderer=None, plugins=["math", "table"])
_html: Any = mistune.create_markdown(escape=False, plugins=["math", "table"])


@dataclass
class Slide:
    """What one slide shows and what is said at it, in HTML; blocks may wait for a key."""

    heading: str
    below: bool = False
    title: bool = False
    blocks: list[tuple[str, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def kind_of(cell: Any) -> str:
    """Return a cell's slide type; "skip" if it has none."""
    return str(cell.metadata.get("slideshow", {}).get("slide_type") or "skip")


def html_of(tokens: list[Any]) -> str:
    """Render parsed Markdown; formulas stay TeX for now."""
    return str(_html.renderer.render_tokens(tokens, mistune.BlockState()))


def words_of(token: Any) -> str:
    """Return the text of a token without its marks."""
    return str(token.get("raw", "")) + "".join(map(words_of, token.get("children", [])))


def question_at(token: Any, asked: bool) -> int | None:
    """Return where in a paragraph its question begins, if a slide is to show it."""
    for i, child in enumerate([] if asked else token["children"]):
        if child["type"] == "strong" and words_of(child).startswith(QUESTION):
            return i
    return None


def sort_out(token: Any, asked: bool) -> tuple[list[Any], list[Any]]:
    """Split a part of a prose cell into what is looked at and what is said."""
    if token["type"] != "paragraph":
        return ([token], []) if token["type"] in LOOKED_AT else ([], [token])
    at = question_at(token, asked)
    if at is None:
        is_claim = [child["type"] for child in token["children"]] == ["emphasis"]
        return ([token], []) if is_claim else ([], [token])
    before, question = token["children"][:at], token["children"][at:]
    return [token | {"children": question}], [token | {"children": before}] * bool(before)


@dataclass
class Prose:
    """A cell of prose in its parts, all HTML."""

    heading: str = ""
    opening: str = ""  # what stands before all else: it ends what was seen before
    shown: str = ""
    said: str = ""
    rest: str = ""  # all but the opening and the heading
    is_title: bool = False


def parts_of(text: str, asked: bool = False) -> Prose:
    """Take a cell of prose apart; `asked`: the next cell asks its question."""
    tokens = [token for token in _tokens(text) if token["type"] != "blank_line"]
    levels = [token["attrs"]["level"] if token["type"] == "heading" else 9 for token in tokens]
    at = next((i for i, level in enumerate(levels) if level < 9), None)
    heading = "" if at is None else html_of(tokens[at]["children"])
    before, tokens = tokens[: at or 0], tokens if at is None else tokens[at + 1 :]
    if 1 in levels:  # the title and what it asks; aims, needs and time are said
        return Prose(heading, "", html_of(tokens[:1]), html_of(tokens[1:]), html_of(tokens), True)
    sorted_out = [sort_out(token, asked) for token in tokens]
    first = next((i for i, (shown, _) in enumerate(sorted_out) if shown), len(tokens))
    opening = before if heading else tokens[: min(first, outcome(blocks_of(text)))]
    shown = [token for looked_at, _ in sorted_out for token in looked_at]
    said = [token for _, rest in sorted_out for token in rest]
    return Prose(heading, html_of(opening), html_of(shown), html_of(said), html_of(tokens))


def without_assertions(source: str) -> str:
    """Return code without its assertions: they are for the reader who runs it."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            end = node.end_lineno or node.lineno
            lines[node.lineno - 1 : end] = [CUT] * (end - node.lineno + 1)
    code = "\n".join(line for line in lines if line != CUT)
    try:
        ast.parse(code)
    except SyntaxError:  # there was nothing else in a loop, say
        return source
    return re.sub("\n{3,}", "\n\n", code).strip("\n")


def mostly_prints(code: str) -> bool:
    """Tell code half of whose lines, or more, set what is printed."""
    calls = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Expr)]
    found = [call for call in calls if ast.unparse(call).startswith("print(f")]
    lines = {n for call in found for n in range(call.lineno, (call.end_lineno or 0) + 1)}
    return bool(lines) and 2 * len(lines) >= len([line for line in code.splitlines() if line])


def size_of(text: str, largest: int = LARGEST) -> int:
    """Return the largest size, in pixels, at which code or printed lines fit."""
    lines = text.splitlines() or [""]
    wide = WIDTH / (LETTER * max(map(len, lines)))
    high = HEIGHT / (LINE * (len(lines) + 1))
    return int(max(SMALLEST, min(largest, wide, high)))


def too_long(*texts: str) -> bool:
    """Tell lines that, one text below the other, do not fit on a slide at the smallest size."""
    return LINE * SMALLEST * sum(len(text.splitlines()) for text in texts) > HEIGHT


def printed(cell: Any) -> str:
    """Return what a cell printed, or the representation of its value."""
    texts = []
    for output in cell.outputs:
        data = output.get("data", {})
        if "text" in output or not {"text/html", "image/png"} & set(data):
            texts.append(str(output.get("text", data.get("text/plain", ""))).rstrip())
    return "\n".join(texts)


def drawn(cell: Any) -> list[str]:
    """Return a cell's pictures, widgets and tables."""
    found = []
    for output in cell.outputs:
        data = output.get("data", {})
        look = output.get("metadata", {}).get("image/png", {})
        if "text/html" in data:
            found.append(data["text/html"])
        elif "image/png" in data:
            alt, size = escape(look["alt"]), f'width="{look["width"]}" height="{look["height"]}"'
            found.append(
                f'<img src="data:image/png;base64,{data["image/png"]}" alt="{alt}" {size}>'
            )
    return found


def code_and_print(cell: Any) -> tuple[str, str]:
    """Return a cell's code over what it printed, in one size, and what the notes have instead."""
    code, text = without_assertions(cell.source), printed(cell)
    alone = bool(text) and (mostly_prints(code) or too_long(code, text))
    size = size_of(text, ALONE) if alone else size_of("\n".join((code, text)))
    style = f'style="font-size: {size}px"'
    coloured = highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    said = f'<pre class="printed" {style}>{escape(text)}</pre>' if text else ""
    if alone:
        return said, f"<pre>{escape(code)}</pre>"
    return f'<pre class="code" {style}>{coloured}</pre>{said}', ""


def show_code(slide: Slide, cell: Any, waits: bool) -> None:
    """Put a code cell on a slide."""
    pictures, text = drawn(cell), printed(cell)
    if not pictures:
        seen, behind = code_and_print(cell)
        slide.blocks.append((seen, waits))
        slide.notes += [behind] * bool(behind)
        return
    lines = f'<pre class="printed">{escape(text)}</pre>' if text else ""
    beside = len(text.splitlines()) <= SHORT
    slide.blocks.append(("".join(pictures) + (lines if beside else ""), waits))
    slide.notes += [lines] * (not beside)


def begin(slides: list[Slide], prose: Prose, section: str, below: bool) -> None:
    """Begin a slide; what the prose opens with ends the slide before, too."""
    if slides and prose.opening:
        slides[-1].notes.append(prose.opening)
    slides.append(Slide(section, below, prose.is_title))


def slides_of(notebook: Any, asked: dict[str, str]) -> list[Slide]:
    """Return a lesson's slides; `asked` has, for each cell that asks, what is to be said there."""
    slides: list[Slide] = []
    section = ""
    early: list[str] = []  # notes that open a section belong to its first slide
    for cell, after in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        kind, is_prose = kind_of(cell), cell.cell_type == "markdown"
        prose = parts_of(cell.source, after and after.id in asked) if is_prose else Prose()
        section = prose.heading or section
        if kind in ("slide", "subslide"):
            begin(slides, prose, section, kind == "subslide")
            slides[-1].notes += early
            early = []
        if kind == "skip" or not (slides or kind == "notes"):
            continue
        if kind == "notes":
            if prose.heading and slides:
                slides[-1].notes.append(prose.opening)
            (early if prose.heading else slides[-1].notes).append(prose.rest)
        elif is_prose:
            slides[-1].blocks += [(prose.shown, kind == "fragment")] * bool(prose.shown)
            slides[-1].notes.append(prose.said)
        else:
            show_code(slides[-1], cell, kind == "fragment")
            slides[-1].notes.append(asked.get(cell.id, ""))
    lend(slides)
    return slides


def lend(slides: list[Slide]) -> None:
    """Give words to slides that have none: an empty one its notes, one without notes others'."""
    before: Slide | None = None
    for slide in slides:
        slide.notes = [text for text in slide.notes if text]
        if not slide.blocks:
            slide.blocks = [(text, False) for text in slide.notes]
        if before and not slide.notes:  # the aims of the lesson, at its summary
            slide.notes = (before if before.heading == slide.heading else slides[0]).notes
        before = slide


def exercises_of(notebook: Any) -> list[tuple[str, str]]:
    """Return the titles of a lesson's exercises, each with its first sentence."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "### Exercise" in cell.source:
            tokens = [token for token in _tokens(cell.source) if token["type"] != "blank_line"]
            for token, after in zip(tokens, [*tokens[1:], None], strict=True):
                if token["type"] == "heading" and token["attrs"]["level"] == 3:
                    heading = html_of(token["children"])
                    title = heading.partition(": ")[2] or heading
                    found.append((title, first_sentence(after)))
    return found


def first_sentence(token: Any) -> str:
    """Return the first sentence of a paragraph, in HTML; empty if it is none."""
    if token is None or token["type"] != "paragraph":
        return ""
    seen: list[Any] = []
    for child in token["children"]:
        end = re.search(r"[.?!](?=\s|$)", child["raw"]) if child["type"] == "text" else None
        if end:
            return html_of([*seen, child | {"raw": child["raw"][: end.end()]}])
        seen.append(child)
    return html_of(seen)
