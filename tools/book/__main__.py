"""Build the course as a book, _site/bce_lessons.pdf; given a lesson, that one as a hand-out.

pandoc reads what cells.py says of the notebooks, filter.lua adjusts it, and Typst sets it with
template.typ: as PDF/UA-1, which its compiler checks.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bce_lessons import binary_cross_entropy
from bce_lessons.practice import QUESTIONS
from tools.book.cells import Notebook, call, escaped, markdown

try:
    import pypandoc  # type: ignore[import-untyped]
    import typst
except ModuleNotFoundError as error:
    lacking = f"{error.name} is not installed: pip install typst pypandoc_binary"
    raise SystemExit(f"course.py pdf: {lacking}") from None

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS, BUILD, OUT = ROOT / "notebooks", ROOT / "build" / "book", ROOT / "_site"
FONTS = ROOT / "bce_lessons" / "plots" / "fonts"
READ = "commonmark+pipe_tables+tex_math_dollars+raw_attribute+fenced_divs+smart"
PART = '::::::::: {{label="{}" place="{}"}}\n\n{}\n\n:::::::::\n'
TERM = re.compile(r"^\| (\w[^|$]*\w)( \$[^|]*)? \| (.*) \|$", re.M)  # of the glossary
SOLVED = "# Solutions\n\nTry each exercise first; there is more than one way."
ASKED = """# What became of your forecasts

Each statement is true or false, as the package computes it. The price of a forecast is its binary
cross-entropy; a coin's 50 % costs 0.693 nats."""
HOLE = 0.06  # of a page: a figure that would leave more at a page's end floats to the next


def notebooks(folder: str, lesson: str, asked: dict[str, str]) -> list[Notebook]:
    """Read the lessons, or the solutions, whose names begin with `lesson`."""
    found = []
    for path in sorted((NOTEBOOKS / folder).glob(f"{lesson}*_*.ipynb")):
        label = f"{'solved' if folder else 'lesson'}-{int(path.name[:2])}"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            cell["source"] = "".join(cell["source"]).strip()
        found.append(Notebook(label, folder + path.name, cells, BUILD, asked))
    return found


def outcome(name: str) -> str:
    """Return what became of a question, computed now, and what forecasts of it cost."""
    question, happened = QUESTIONS[name], QUESTIONS[name].outcome()
    costs = [f"{p:.0%} costs {binary_cross_entropy(happened, p):.2f}" for p in (0.1, 0.5, 0.9)]
    why = escaped(f"{question.why} As a forecast, {', '.join(costs).replace('%', ' %')} nats.")
    body = f"{escaped(question.statement)}\n\n**{bool(happened)}.** {why}"
    return call("became", name, body=body)


def contents(lesson: str, answers: bool) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return the parts of the book, each with label and place, and the terms of its index."""
    asked: dict[str, str] = {}
    lessons, terms, titles = notebooks("", lesson, asked), [], {}
    for it in lessons:
        title = it.cells[0]["source"].partition("\n")[0].removeprefix("# ")
        titles[it.label[7:]] = f"Lesson {it.label[7:]}: {title}"
        for cell in it.cells:
            if cell["source"].startswith("## Glossary"):
                terms = [found[0] for found in TERM.findall(cell["source"])[1:]]
                indexed = r'| \1\2 | \3 `#pages("\1")`{=typst} |'
                cell["source"] = TERM.sub(indexed, cell["source"])
    parts = [(it.label, it.place, markdown(it)) for it in lessons]
    if answers and (solved := notebooks("solutions/", lesson, asked)):
        parts.append(("appendix-A", "", SOLVED))
        for it in solved:
            it.cells[0]["source"] = f"# {titles[it.label[7:]]}"
            parts.append((it.label, it.place, markdown(it)))
    if answers and asked:
        parts.append(("appendix-B", "", ASKED))
    for label in dict.fromkeys(asked.values()) if answers else ():
        became = [outcome(name) for name, first in asked.items() if first == label]
        parts.append(("", "", "\n\n".join([f"## {titles[label[7:]]}", *became])))
    return parts, terms


def adjusted(parts: list[tuple[str, str, str]], facts: dict[str, Any]) -> str:
    """Return the parts as Typst."""
    command = [pypandoc.get_pandoc_path(), "-f", READ, "-t", "typst", "--wrap=none"]
    command += ["-M", f"facts={json.dumps(facts)}", "--fail-if-warnings"]
    command += ["-L", str(Path(__file__).with_name("filter.lua"))]
    text = "\n".join(PART.format(*part) for part in parts)
    ran = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", cwd=ROOT)
    if ran.returncode:
        raise ValueError(ran.stderr.partition("stack traceback")[0].strip())
    return ran.stdout


def typeset(text: str, facts: dict[str, Any]) -> bytes:
    """Return the PDF; a figure that would leave a hole at the end of a page floats to the next."""
    main = BUILD / "book.typ"
    main.write_text(f'#import "/tools/book/template.typ": *\n#show: book\n{text}', "utf-8")
    compiler = typst.Compiler(str(main), str(ROOT), [str(FONTS)], ignore_system_fonts=True)
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
    names = sorted(path.name for path in NOTEBOOKS.glob("[0-9]*_*.ipynb"))
    numbers = [name[:2] for name in names]
    parser.add_argument("lesson", nargs="?", choices=numbers, help="04: that lesson as a hand-out")
    parser.add_argument("--url", default="", help="where the site is: stills then link to it")
    parser.add_argument("--without", action="append", default=[], choices=["solutions", "teachers"])
    options = parser.parse_args(arguments)
    url = options.url.rstrip("/")
    pages = {name: f"{url}/lessons/{name.replace('ipynb', 'html')}" for name in names if url}
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    try:
        parts, terms = contents(options.lesson or "", "solutions" not in options.without)
        labels = {place: label for label, place, _ in parts if place}
        facts = {"labels": labels, "pages": pages, "terms": terms, "url": url, "floating": []}
        facts["handout"] = bool(options.lesson)
        pdf = typeset(adjusted(parts, facts), facts)
    except (ValueError, RuntimeError) as error:
        print("course.py pdf: no book:", getattr(error, "diagnostic", error), file=sys.stderr)
        return 1
    OUT.mkdir(exist_ok=True)
    out = OUT / f"{'_'.join(filter(None, ['bce_lessons', options.lesson]))}.pdf"
    out.write_bytes(pdf)
    print(f"{len(pdf) / 1e6:.1f} MB: {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
