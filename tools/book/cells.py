"""Say a notebook as Markdown; what paper sets in its own way calls functions of template.typ."""

import base64
import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from bce_lessons.practice import QUESTIONS

ASK = re.compile(r'ask\("([\w-]+)"\)')
CHECK = re.compile(r'(answer = \.\.\.\n)?check\("0?(\d+\.\d+)", \w+\)')
VERDICT = re.compile(r"(\W Exercise \d+\.\d+[^:]*:)\s(.*)", re.S)
# A repr that tells a reader nothing: an address in memory, or a tree of widgets.
BARE = re.compile(r"\[?<.*>\]?|.*\bat 0x[0-9a-f]+.*|\w+\((children=|\.\.\.\)|.*layout=).*", re.S)
ERASED = re.compile(r"\x1b\[[\d;]*[A-Za-z]|[^\n]*\r(?!\n)|[^\S\n]+$", re.M)  # on a terminal
ON_SCREEN = re.compile(r"^Put your answer in place of `\.\.\.`.*$| \(double-click[^)]*\)", re.M)
PANEL, PANEL_WIDTH, HEADLINE = re.compile(r"\.? Panel 1\b"), 390, 24  # of an explorer's still
LONGEST, KEPT = 60, 20  # lines that a cell prints


@dataclass
class Notebook:
    """A notebook on its way into the book."""

    label: str  # there: lesson-4 or solved-4
    place: str  # below notebooks/
    cells: list[dict[str, Any]]
    pictures: Path  # where they go
    asked: dict[str, str]  # questions, by the label of the lesson that asks first
    figures: int = 0


def call(name: str, *arguments: str | float, body: str | None = None) -> str:
    """Return Markdown that calls a function of the template, on a body of Markdown if given."""
    said = ", ".join(json.dumps(argument, ensure_ascii=False) for argument in arguments)
    end = "" if body is None else f"[\n```\n\n{body}\n\n```{{=typst}}\n]"
    return f"```{{=typst}}\n#{name}({said}){end}\n```"


def escaped(text: str) -> str:
    """Return plain text as Markdown that says the same; between backticks stands code."""
    parts = re.split("(`[^`]+`)", " ".join(text.split()))
    parts[::2] = [re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", part) for part in parts[::2]]
    return "".join(parts)


def markdown(notebook: Notebook) -> str:
    """Return a notebook."""
    parts: list[str] = []
    for cell in notebook.cells:
        if cell["cell_type"] == "markdown":
            parts.append(ON_SCREEN.sub("", cell["source"]))
        elif cell["cell_type"] == "code" and cell["source"]:
            parts += code(cell["source"], cell["outputs"], notebook)
    return "\n\n".join(parts)


def code(source: str, outputs: list[Any], notebook: Notebook) -> list[str]:
    """Return a code cell and what it shows; a question or an exercise becomes a form."""
    if (asked := ASK.fullmatch(source)) and (question := QUESTIONS.get(asked[1])):
        notebook.asked.setdefault(asked[1], notebook.label)
        return [call("question", asked[1], body=escaped(question.statement))]
    shown = [part for output in outputs for part in blocks(output, notebook)]
    if shown or not (check := CHECK.search(source)):
        together = bool(shown) and "#picture" not in shown[0]  # for a picture may float
        return [call("code", source, together), *shown]
    form = call("answer", check[2], bool(check[1]))
    return [form] if check[0] == source else [call("code", source, True), form]


def blocks(output: dict[str, Any], notebook: Notebook) -> list[str]:
    """Return an output as paper shows it; what it cannot show is refused, not dropped."""
    data = output.get("data", {})
    if "image/png" in data:
        return [picture(output, notebook)]
    if typeset := data.get("text/markdown", data.get("text/latex")):
        return ["".join(typeset)]
    words = output.get("text", data.get("text/plain", output.get("traceback", "")))
    text = ERASED.sub("", "".join(words)).strip("\n")
    if data and not text:
        raise ValueError(f"{notebook.place} shows {', '.join(data)}: paper needs its text/plain")
    if not text or text.startswith("… Exercise") or BARE.fullmatch(text):
        return []
    if verdict := VERDICT.match(text):
        return [call("verdict", body=f"**{verdict[1]}** {escaped(verdict[2])}")]
    lines = text.split("\n")
    kept = KEPT if len(lines) > LONGEST else len(lines)
    return [call("printed", "\n".join(lines[:kept]), len(lines) - kept)]


def picture(output: dict[str, Any], notebook: Notebook) -> str:
    """Return a numbered figure with a short caption, its description beside it."""
    look, data = output["metadata"]["image/png"], output["data"]["image/png"]
    still = Image.open(io.BytesIO(base64.b64decode("".join(data))))
    scale, wide = still.width / look["width"], still.width
    if panels := PANEL.search(look["alt"]):
        # Two abreast, and the sentence above them becomes the caption.
        top, wide = round(HEADLINE * scale), min(wide, round(2 * PANEL_WIDTH * scale))
        lefts, high = range(0, still.width, wide), still.height - top
        whole, still = still, Image.new("RGB", (wide, high * len(lefts)), "white")
        for row, left in enumerate(lefts):
            box = (left, top, min(left + wide, whole.width), whole.height)
            still.paste(whole.crop(box), (0, row * high))
    still.save(file := io.BytesIO(), format="png")
    name = hashlib.sha256(file.getvalue()).hexdigest()[:16] + ".png"
    (notebook.pictures / name).write_bytes(file.getvalue())
    notebook.figures += 1
    number = f"{notebook.label.partition('-')[2]}.{notebook.figures}"
    # What it describes, without what is to be seen there.
    short = re.split(r"(?<=.{12})[:;] |\.(?= [A-Z0-9])|\.$", look["alt"])[0]
    caption = escaped(f"{look['alt'][: panels.start()] if panels else short}.")
    place = notebook.place if panels else ""
    return call("picture", name, look["alt"], number, wide / scale, place, body=caption)
