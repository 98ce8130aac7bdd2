"""Build the course as a book, _site/bce_lessons.pdf; given a lesson, that one as a hand-out.

Notebooks become Markdown that calls functions of template.typ. pandoc reads it, filter.lua adjusts
it, and Typst sets it: as PDF/UA-1, which its compiler checks.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from bce_lessons import binary_cross_entropy
from bce_lessons.practice import QUESTIONS
from tools import address, order, published
from tools.folders import HERE
from tools.notebooks import way
from tools.parts import Parts, add_option, chosen
from tools.setup import owned
from tools.site import beside
from tools.stop import Stop, because, ended

ROOT = HERE.root
NOTEBOOKS, BUILD, OUT = HERE.notebooks, HERE.build("book"), HERE.out
FONTS = ROOT / "bce_lessons" / "figure" / "fonts"
READ = "commonmark+pipe_tables+tex_math_dollars+raw_attribute+fenced_divs+smart"
ASK = re.compile(r'ask\("([\w-]+)"\)')
CHECK = re.compile(r'(answer = \.\.\.\n)?check\("0?(\d+\.\d+)", \w+\)')
VERDICT = re.compile(r"(\W Exercise \d+\.\d+[^:]*:)\s(.*)", re.S)
# A repr that tells a reader nothing: an address in memory, or a tree of widgets.
BARE = re.compile(r"\[?<.*>\]?|.*\bat 0x[0-9a-f]+.*|\w+\((children=|\.\.\.\)|.*layout=).*", re.S)
ERASED = re.compile(r"\x1b\[[\d;]*[A-Za-z]|[^\n]*\r(?!\n)|[^\S\n]+$", re.M)  # on a terminal
ON_SCREEN = re.compile(r"^Put your answer in place of `\.\.\.`.*$| \(double-click[^)]*\)", re.M)
PANEL, PANEL_WIDTH, HEADLINE = re.compile(r"\.? Panel 1\b"), 390, 24  # of an explorer's still
IMAGE = re.compile(r"^!\[(?P<alt>[^\]]*)\]\((?P<file>[^)]*)\)$", re.M)
LONGEST, KEPT = 60, 16  # lines that a cell prints
CAPTION = 300  # characters
HOLE = 0.06  # of a page: a figure that would leave more at a page's end floats to the next
START = '#import "/tools/book/template.typ": *\n#show: book\n'
SOLVED = "# Solutions\n\nTry each exercise first; there is more than one way."
ASKED = """# What became of your forecasts\n
Each statement is true or false, as the package computes it. The price of a forecast is its binary
cross-entropy; a coin's 50 % costs 0.693 nats."""


@dataclass
class Notebook:
    """A notebook on its way into the book."""

    label: str  # there: lesson-4 or solved-4
    place: str  # below notebooks/
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


def code(source: str, outputs: list[Any], notebook: Notebook) -> list[str]:
    """Return a code cell and what it shows; a question or an exercise becomes a form."""
    if (asked := ASK.fullmatch(source)) and (question := QUESTIONS.get(asked[1])):
        notebook.asked.setdefault(asked[1], notebook.label)
        return [call("question", asked[1], body=escaped(question.statement))]
    shown = [part for output in outputs for part in blocks(output, notebook)]
    if not (check := CHECK.search(source)) or any("#verdict" in it for it in shown):
        together = bool(shown) and "#picture" not in shown[0]  # for a picture may float
        return [call("code", source, together), *shown]
    form = call("answer", check[2], bool(check[1]))
    return [form] if check[0] == source else [call("code", source, True), *shown, form]


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


def short(alt: str) -> str:
    """Return a description; if it is too long for a caption, the head of each sentence."""
    said = alt.rstrip(".")
    if len(said) > CAPTION:
        heads = [re.split(r"(?<=.{12})[:;] ", sentence)[0] for sentence in said.split(". ")]
        said = ". ".join(dict.fromkeys(heads))
    return re.sub(r"(\de)\+?(-?)0+(?=\d)", r"\1\2", said)  # 1e+07


def picture(output: dict[str, Any], notebook: Notebook) -> str:
    """Return a numbered figure with a short caption, its description beside it."""
    look, data = output["metadata"]["image/png"], output["data"]["image/png"]
    still: Image.Image = Image.open(io.BytesIO(base64.b64decode("".join(data))))
    alt, wide, scale = look["alt"], still.width, still.width / look["width"]
    caption = short(alt)  # of an explorer, where it stands
    if panels := PANEL.search(alt):
        caption = alt[: panels.start()]
        top, wide = round(HEADLINE * scale), min(wide, round(2 * PANEL_WIDTH * scale))
        lefts, whole, high = range(0, still.width, wide), still, still.height - top
        still = Image.new("RGB", (wide, high * len(lefts)), "white")  # panels, two abreast
        for row, left in enumerate(lefts):
            part = whole.crop((left, top, min(left + wide, whole.width), whole.height))
            still.paste(part, (0, row * high))
    still.save(file := io.BytesIO(), format="png")
    name = hashlib.sha256(file.getvalue()).hexdigest()[:16] + ".png"
    (BUILD / name).write_bytes(file.getvalue())
    notebook.figures += 1
    number = f"{notebook.label.partition('-')[2]}.{notebook.figures}"
    more = (number, wide / scale, notebook.place if panels else "")
    return call("picture", name, alt, *more, body=escaped(f"{caption}."))


def outcome(name: str) -> str:
    """Return what became of a question, computed now, and what forecasts of it cost."""
    question, happened = QUESTIONS[name], QUESTIONS[name].outcome()
    costs = [f"{p:.0%} costs {binary_cross_entropy(happened, p):.2f}" for p in (0.1, 0.5, 0.9)]
    why = escaped(f"{question.why} As a forecast, {', '.join(costs).replace('%', ' %')} nats.")
    body = f"{escaped(question.statement)}\n\n**{bool(happened)}.** {why}"
    return call("became", name, body=body)


def part(path: Path, asked: dict[str, str], title: str = "") -> tuple[str, str, str]:
    """Return a notebook as a part of the book: label, place below notebooks/, and Markdown."""
    place = path.relative_to(NOTEBOOKS).as_posix()
    kind = "solved" if "/" in place else "lesson"
    notebook = Notebook(f"{kind}-{int(path.name[:2])}", place, asked)
    said: list[str] = []
    for cell in way.without(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        source = "".join(cell["source"]).strip()
        if cell["cell_type"] == "markdown":
            head = f"# {title}\n\nThe exercises stand [in the lesson](../{path.name})."
            said.append(head if title and not said else ON_SCREEN.sub("", source))
        elif cell["cell_type"] == "code" and source:
            said += code(source, cell["outputs"], notebook)
    return notebook.label, place, "\n\n".join(said)


def elsewhere(text: str) -> str:
    """Return the page about other libraries as a part of the book, its picture beside it."""
    folder = f"/{NOTEBOOKS.relative_to(ROOT).as_posix()}/"
    text = re.sub(r"^(.+)\n\n# ", r"\1\n```\n\n```python\n# ", text, flags=re.M)  # no pair parts
    return IMAGE.sub(lambda it: call("still", folder + it["file"], it["alt"]), text)


def contents(lesson: str, answers: bool) -> list[tuple[str, str, str]]:
    """Return the parts of the book, or of one lesson."""
    asked: dict[str, str] = {}
    name = f"{lesson or '[0-9][0-9]'}_*.ipynb"
    found = [part(path, asked) for path in sorted(NOTEBOOKS.glob(name))]
    titles = {it[7:]: f"Lesson {it[7:]}: {text.splitlines()[0][2:]}" for it, _, text in found}
    if not lesson and (words := NOTEBOOKS / way.GLOSSARY).is_file():
        found += [("reference", way.GLOSSARY, words.read_text(encoding="utf-8"))]
    if not lesson and (page := NOTEBOOKS / way.LIBRARIES).is_file():
        found += [("libraries", way.LIBRARIES, elsewhere(page.read_text(encoding="utf-8")))]
    if answers and (solved := sorted((NOTEBOOKS / "solutions").glob(name))):
        found += [("appendix-A", "", SOLVED)]
        found += [part(path, asked, titles[str(int(path.name[:2]))]) for path in solved]
    if answers and asked:
        became = [ASKED]
        for label in dict.fromkeys(asked.values()):
            became += [f"## {titles[label[7:]]}"]
            became += [outcome(name) for name, first in asked.items() if first == label]
        found += [("appendix-B", "", "\n\n".join(became))]
    return found


def typeset(found: list[tuple[str, str, str]], facts: dict[str, Any]) -> bytes:
    """Return the PDF; a figure that would leave a hole at the end of a page floats to the next."""
    import pypandoc  # they come with this task's lock, and its module is read without it
    import typst

    part = '::::::::: {{label="{}" place="{}"}}\n\n{}\n\n:::::::::\n'
    command = [pypandoc.get_pandoc_path(), "-f", READ, "-t", "typst", "--wrap=none"]
    command += ["-M", f"facts={json.dumps(facts)}", "--fail-if-warnings"]
    command += ["-L", str(Path(__file__).with_name("filter.lua"))]
    text = "\n".join(part.format(*it) for it in found)
    ran = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", cwd=ROOT)
    if ran.returncode:
        raise ValueError(ran.stderr.partition("stack traceback")[0].strip())
    (main := BUILD / "book.typ").write_text(START + ran.stdout, encoding="utf-8")
    made = {"made": f"/{BUILD.relative_to(ROOT).as_posix()}/"}
    compiler = typst.Compiler(str(main), str(ROOT), [str(FONTS)], True, made)
    holes = [""]
    while holes:
        (BUILD / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        gaps = [it["value"] for it in json.loads(compiler.query("<gap>"))]
        holes = [n for n, hole in gaps if hole > HOLE and n not in facts["floating"]]
        # The first of each lesson: those behind it may fit where they are once it floats.
        facts["floating"] += {n.partition(".")[0]: n for n in reversed(holes)}.values()
    pdf, warned = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"])
    if warned or not isinstance(pdf, bytes):
        raise ValueError("\n".join(warning.diagnostic for warning in warned))
    return pdf


def main(arguments: list[str]) -> int:
    """Build what the command line names; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py pdf", description=__doc__)
    parser.add_argument("lesson", nargs="?", help="alone: 4, fit_ten_points, 04_fit_ten_points")
    address.add_option(parser, "where the site is: stills then link to it")
    add_option(parser)
    options = parser.parse_args(arguments)
    parts = chosen(options.without)
    return ended("course.py pdf", lambda: build(options.lesson, options.url, parts))


def facts_of(lesson: str, url: str) -> dict[str, Any]:
    """Return what the template is told."""
    names = sorted(path.name for path in NOTEBOOKS.glob("[0-9]*_*.ipynb"))
    pages = {it: f"{url}/lessons/{it.replace('ipynb', 'html')}" for it in names if url}
    for name in (way.GLOSSARY, way.LIBRARIES) if url else ():
        pages[name] = f"{url}/{name.replace('.md', '.html')}"
    told = {"handout": bool(lesson), "url": url, "glossary": way.GLOSSARY}
    return told | {"floating": [], "pages": pages}


def build(named: str | None, url: str, parts: Parts) -> int:
    """Build the book, or one lesson; say how large it is, and return the exit code."""
    lesson = order.stem(named)[:2] if named else ""
    out = OUT / f"{'_'.join(filter(None, ['bce_lessons', lesson]))}.pdf"
    with because("no book:"):
        owned.refuse_links(out, OUT.parent)
        owned.claim(OUT, OUT.parent, owned.is_site)
        published.refuse(OUT, out.name, parts)
        owned.claim_work(BUILD, BUILD.parents[1])
        owned.clear(BUILD)
        try:
            found = contents(lesson, parts.has("solutions"))
            labels = {place: label for label, place, _ in found if place}
            pdf = typeset(found, facts_of(lesson, url) | {"labels": labels})
        except (ValueError, RuntimeError) as error:
            raise Stop(getattr(error, "diagnostic", error)) from error
    out.write_bytes(pdf)
    published.note(OUT, out.name, parts)
    beside.settle(OUT)
    print(f"{len(pdf) / 1e6:.1f} MB: {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
