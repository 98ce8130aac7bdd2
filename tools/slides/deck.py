"""Make a lesson's deck: its slides and what is said at them, around reveal.js."""

from __future__ import annotations

import json
import re
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

from tools.folders import HERE, START
from tools.notebooks import form, terms, way
from tools.site import heads, lessons, npm
from tools.site.words import anchor
from tools.slides.cells import Slide, exercises_of, slides_of
from tools.stop import Stop

TEMPLATES = HERE.docs / "slides"
COURSE = "Binary cross-entropy, in your hands"
FORMULA = re.compile(r'<(div|span) class="math">(?:\$\$|\\\()(.*?)(?:\$\$|\\\))</\1>', re.S)
NOTES = re.compile(r'(<aside class="notes">.*?</aside>)', re.S)
SET = """const katex = require("katex");
const all = JSON.parse(require("fs").readFileSync(0, "utf8"));
const set = ([tex, displayMode, output]) => katex.renderToString(tex, { displayMode, output });
process.stdout.write(JSON.stringify(all.map(set)));"""
# The answer waits for a key, as a fragment does, or for its button.
QUESTION = """<div class="question"><p class="statement">{}</p>
<p class="hint">How probable is it that this is true?</p>
<details class="fragment custom"><summary>Reveal</summary><p><b>{}</b> {}</p></details></div>"""
MINUTES = "<p><b>{} minute{}</b>, until minute {} of {}.</p>"
MOST, LONG = 6, 180  # of how many exercises a slide has room for a sentence, and how long it is
WAY = "@WAY@"  # behind a deck's links to its lesson: what else it leads to
TERM = re.compile(rf'href="{re.escape(way.GLOSSARY)}#([^"]+)"')
Formula = tuple[str, bool, str]


def with_formulas(pages: list[str]) -> list[str]:
    """Set the formulas of some pages; those in notes as MathML: no style reaches them there."""
    wanted: list[Formula] = []

    def note(match: re.Match[str], output: str) -> str:
        wanted.append((unescape(match[2]).strip(), match[1] == "div", output))
        return f"\0{len(wanted) - 1}\0"

    marked = []
    for page in pages:
        parts = NOTES.split(page)  # what is not notes, notes, what is not, …
        for i, part in enumerate(parts):
            output = "mathml" if i % 2 else "htmlAndMathml"
            parts[i] = FORMULA.sub(lambda match, output=output: note(match, output), part)
        marked.append("".join(parts))
    done = set_by_katex(wanted)
    return [re.sub("\0(\\d+)\0", lambda match: done[int(match[1])], page) for page in marked]


def set_by_katex(formulas: list[Formula]) -> list[str]:
    """Return the HTML of formulas given by TeX, whether on a line of their own, and form."""
    command = ["node", "--input-type=commonjs", "--eval", SET]
    home = npm.place().parent
    run = subprocess.run(
        command, input=json.dumps(formulas), cwd=home, capture_output=True, encoding="utf-8"
    )
    if run.returncode:
        raise Stop(f"a formula cannot be set:\n{run.stderr}")
    return list(json.loads(run.stdout))


def answer_questions(notebook: Any) -> dict[str, str]:
    """Put each question's statement and answer in its widget's place; return what to say there.

    The widget itself would be a slide to reveal.js, which counts every <section>.
    """
    state = notebook.metadata.get("widgets", {}).get(form.WIDGET_STATE, {}).get("state", {})
    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            view = output.get("data", {}).get(form.WIDGET_VIEW, {})
            model = state.get(view.get("model_id"), {}).get("state", {})
            if "reveal" in model:
                statement, *reveal = map(escape, (model["statement"], *model["reveal"]))
                said, prices, why = reveal
                output["data"] = {"text/html": QUESTION.format(statement, said, why)}
                found[cell.id] = f"<p><b>Expected:</b> {said} {why}</p><p>{prices}</p>"
    return found


def section(slide: Slide) -> str:
    """Return the HTML of a slide."""
    level = "h1" if slide.title else "h2"
    body = "".join(
        f'<div class="block{" fragment" * waits}">{html}</div>' for html, waits in slide.blocks
    )
    notes = "\n".join(slide.notes)
    look = ' class="title"' if slide.title else ""
    return (
        f"<section{look}><{level}>{slide.heading}</{level}>{body}"
        f'<aside class="notes">{notes}</aside></section>'
    )


def stacked(slides: list[Slide]) -> str:
    """Return the HTML of all slides; those below another share its column."""
    columns: list[list[str]] = []
    for slide in slides:
        if slide.below and columns:
            columns[-1].append(section(slide))
        else:
            columns.append([section(slide)])
    joined = ["\n".join(column) for column in columns]
    several = [len(column) > 1 for column in columns]
    return "\n".join(
        f"<section>{html}</section>" if stack else html
        for html, stack in zip(joined, several, strict=True)
    )


def frame(slides: list[Slide], notebook: Any, name: str) -> list[Slide]:
    """Let the deck say at both ends where the lesson is."""
    link = f'<p class="lesson"><a href="../lessons/{name}.html">{{}}</a>{WAY}</p>'
    place = f'<p class="place">{COURSE} · Lesson {int(name[:2])}</p>'
    slides[0].blocks.append((place + link.format("Read the lesson"), False))
    exercises = exercises_of(notebook)
    asked = len(exercises) <= MOST  # else there is room for the titles only
    rows = "".join(
        f"<li>{title}{f'<span>{sentence}</span>' * (asked and 0 < len(sentence) <= LONG)}</li>"
        for title, sentence in exercises
    )
    several = f'<ol class="exercises">{rows}</ol>' if exercises else ""
    end = Slide("Exercises" if exercises else "Now you")
    end.blocks = [(several + link.format("In the lesson, with all its code"), False)]
    end.notes = [
        "<p>Each exercise checks its own answer, and says which mistake it looks like.</p>"
    ]
    say_minutes([*slides, end], plan(name))
    return [*slides, end]


def plan(name: str) -> dict[str, int]:
    """Return the minutes of a lesson's parts, as its teachers' page plans them, if it has one."""
    path = HERE.docs / "teachers" / f"{name}.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    table = text.partition("## Plan by the minute\n")[2].partition("\n## ")[0]
    return {part: int(lasts) for part, lasts in re.findall(r"(?m)^\| (.+?) \| (\d+) \|", table)}


def say_minutes(slides: list[Slide], parts: dict[str, int]) -> None:
    """Let the speaker know, where a part of the lesson begins, how long it takes and until when."""
    total, until, begun = sum(parts.values()), 0, set[str]()
    for slide in slides:
        part = unescape(re.sub("<.*?>", "", slide.heading))
        if part in parts and part not in begun:
            begun.add(part)
            lasts = parts[part]
            until += lasts
            slide.notes.insert(0, MINUTES.format(lasts, "s" * (lasts != 1), until, total))


def deck(notebook: Any, name: str, static: Path, url: str = "") -> str:
    """Return a lesson's deck, its formulas not yet set; empty if no cell begins a slide.

    Stills go into a folder in `static`, which has what every deck loads; `url` is the site's.
    """
    asked = answer_questions(notebook)
    lessons.for_the_last_row(notebook)
    lessons.for_the_page(notebook, static / "stills", "_static/stills")
    slides = slides_of(notebook, asked)
    if not slides:
        return ""
    state = json.dumps(notebook.metadata.get("widgets", {}).get(form.WIDGET_STATE, {}))
    script = f'<script type="{form.WIDGET_STATE}">{state.replace("</", "<" + chr(92) + "/")}'
    page = (TEMPLATES / "deck.html").read_text(encoding="utf-8")
    page = page.replace("@TITLE@", escape(form.title(notebook)))
    opening = str(notebook.cells[0].source).partition("\n\n")[2].partition("\n\n")[0]
    opening = terms.LINK.sub(r"\g<words>", opening)
    said = heads.short(f"Slides of lesson {int(name[:2])}. {opening.replace('*', '')}")
    page = page.replace("@ABOUT@", head(f"{form.title(notebook)}: slides", said, name, url))
    page = page.replace("@STATE@", script + "</script>")
    page = page.replace("@SLIDES@", stacked(frame(slides, notebook, name)))
    page = TERM.sub(lambda it: f'class="term" href="../glossary.html#{anchor(it[1])}"', page)
    page = page.replace(f'href="{way.LIBRARIES}', 'href="../libraries.html')
    return re.sub(r'href="(\d\d_\w+)\.ipynb"', r'href="../lessons/\1.html"', page)


def around(name: str, titles: dict[str, str]) -> str:
    """Return a deck's links to map and glossary, and to the decks around it, given all titles."""
    names = list(titles)
    at = names.index(name)
    places = {f"../lessons/{START}.html#{anchor(way.MAP)}": "Map", "../glossary.html": "Glossary"}
    places |= {"index.html": "All slides"}
    links = "".join(f'{way.BETWEEN}<a href="{it}">{said}</a>' for it, said in places.items())
    beside = {"Previous": names[at - 1 : at] if at else [], "Next": names[at + 1 : at + 2]}
    decks = [
        f'{said}: <a href="{it}.html">{escape(titles[it])}</a>'
        for said, found in beside.items()
        for it in found
    ]
    return f"{links}<br>{way.BETWEEN.join(decks)}" if decks else links


def head(title: str, said: str, name: str, url: str) -> str:
    """Return what search engines, and links elsewhere, read of a page of slides."""
    place = f"slides/{name}.html"
    canonical = f'\n<link rel="canonical" href="{url}{place}">' if url else ""
    return heads.tags(title, said, url, place) + canonical


def index(names: dict[str, str], counts: dict[str, int], url: str = "") -> str:
    """Return the page that lists the decks."""
    rows = "\n".join(
        f'<li value="{int(name[:2])}"><a href="{name}.html">{escape(title)}</a> '
        f"<span>{counts[name]} slides</span></li>"
        for name, title in names.items()
    )
    page = (TEMPLATES / "index.html").read_text(encoding="utf-8")
    said = "A deck of slides for each lesson on binary cross-entropy, its explorers alive."
    page = page.replace("@ABOUT@", head("Slides: binary cross-entropy", said, "index", url))
    return page.replace("@DECKS@", rows)
