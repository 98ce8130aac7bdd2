"""Make the teachers' pages of the site from docs/teachers/, every number in them computed.

A page is Markdown, with four additions. Code in a block ```` ```{numbers} ```` runs first, and is
not shown; `{{ fixed(surprisal(0.1), 2) }}` stands for what it computes, with NumPy, the public
names of `bce_lessons` and those of the blocks. The table `Part` is filled in from the lesson's
sections. Two more are made of the course itself, of likely wrong answers and of forecasts: the page
adds remarks, by slug, to exercises, to their mistakes and to questions. And the panels of the board
plan are set side by side.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bce_lessons import surprisal
from bce_lessons.answers.exercise import Exercise
from bce_lessons.lessons import ORDER, catalogue, notebook
from tools.folders import HERE, Folders, digest
from tools.notebooks import form, minutes
from tools.site import depends, lessons, mistakes, numbers, sketch
from tools.site.numbers import fixed
from tools.stop import Stop

PAGES = HERE.docs / "teachers"
# A line of the likely wrong answers: on an exercise, or, indented, on one of its mistakes.
REMARK = re.compile(r"(?P<indent>  )?- `(?P<slug>[^`]+)`: (?P<say>.+)")
# A line of the forecasts: what to expect of a question, and what to say.
FORECAST = re.compile(r"- `(?P<slug>[^`]+)` \((?P<share>\d+) %\): (?P<say>.+)")
FEWEST = 2  # mistakes of an exercise that are listed
# What makes a page, beside its source and its lesson; and what that uses of the package.
MADE_BY = [f"tools/site/{name}.py" for name in ("teachers", "mistakes", "numbers", "sketch")]
MADE_BY += [f"tools/notebooks/{name}.py" for name in ("form", "minutes", "held", "way")]
IMPORTED = "from bce_lessons.answers import exercise, judge, question"
HOME = "home"  # in the place of minutes: not in the room
LINKS = """:::{{div}} page-links
[The lesson](../lessons/{name}.ipynb) · [Solutions](../lessons/solutions/{name}.ipynb) ·
[All pages for teachers](index.md) · [Read a class](../lessons/teachers/read_a_class.ipynb)
:::"""


# --- Tables -------------------------------------------------------------------------------


def cells(line: str) -> list[str]:
    """Split a row of a Markdown table."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def table(header: Sequence[str], rows: Sequence[Sequence[str]], kind: str) -> str:
    """Write a Markdown table, in a box of its kind for the style sheet."""
    lines = [header, ["---"] * len(header), *rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f":::{{div}} teach-{kind}\n{text}\n:::"


def filled(text: str, fillers: dict[str, Callable[[list[list[str]]], str]]) -> str:
    """Replace each table whose first cell names a filler by what that makes of its rows."""

    def fill(match: re.Match[str]) -> str:
        header, _, *rows = map(cells, match[0].strip().splitlines())
        return fillers[header[0]](rows) + "\n" if header[0] in fillers else match[0]

    return re.sub(r"(?m)(?:^\|.*\n)+", fill, text)


def heading_slug(heading: str) -> str:
    """Return the name by which MyST links to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(lesson: Any, level: str = "##") -> list[str]:
    """List a lesson's headings of one level."""
    texts = [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]
    return re.findall(rf"(?m)^{level} (.+)$", "\n".join(texts))


def plan(rows: list[list[str]], lesson: Any, name: str) -> str:
    """Make the timetable: when each section of the lesson starts, and how long it takes."""
    parts = [heading for heading in headings(lesson) if heading != "Further reading"]
    if [row[0] for row in rows] != parts:
        raise Stop(f"{name}.md: the parts of the plan are to be {', '.join(parts)}")
    lasts = [0 if row[1] == HOME else int(row[1]) for row in rows]
    if sum(lasts) != form.minutes(lesson):
        raise Stop(f"{name}.md: the plan takes {sum(lasts)} minutes, not {form.minutes(lesson)}")
    starts = np.cumsum([0, *lasts])
    made = [
        [
            "" if row[1] == HOME else str(start),
            f"[{row[0]}](../lessons/{name}.ipynb#{heading_slug(row[0])})",
            *row[1:],
        ]
        for start, row in zip(starts, rows, strict=False)
    ]
    return table(["From", "Part", "Minutes", "Learners", "Watch for"], made, "plan")


def short(text: str, lesson: Any, name: str) -> None:
    """Refuse a shorter plan: unknown sections, another sum, or more minutes than the plan has."""
    found = re.search(r"\*\*If you have only (\d+) minutes:\*\* (.+?)\n\n", text, re.DOTALL)
    parts = re.findall(r"\*([^*]+)\* (\d+)", found[2].replace("\n", " ")) if found else []
    unknown = [part for part, _ in parts if part not in headings(lesson)]
    if not found or unknown or sum(int(lasts) for _, lasts in parts) != int(found[1]):
        raise Stop(f"{name}.md: the shorter plan is not right: {parts}, unknown {unknown}")
    whole = minutes.parts(lesson)
    if longer := [f"{part} {n}, of {whole[part]}" for part, n in parts if int(n) > whole[part]]:
        raise Stop(f"{name}.md: the shorter plan gives more than the plan: {'; '.join(longer)}")


def remarks(text: str, name: str) -> dict[str, dict[str, str]]:
    """Read what a page remarks on exercises, by slug: on the right answer (""), and on mistakes."""
    found: dict[str, dict[str, str]] = {}
    for line in text.strip("\n").splitlines():
        match = REMARK.fullmatch(line)
        if not match or (match["indent"] and not found):
            raise Stop(f"{name}.md: write '- `slug`: what you say', and not {line!r}")
        if match["indent"]:
            found[list(found)[-1]][match["slug"]] = match["say"]
        else:
            found[match["slug"]] = {"": match["say"]}
    return found


def told(exercise: Exercise[Any], said: dict[str, str]) -> list[str]:
    """List the mistakes of a table: those with a remark, and if they are too few, the first."""
    slugs = [slug for slug in said if slug]
    others = [one.slug for one in exercise.sheet.mistakes if one.slug not in slugs]
    return slugs + others[: max(0, FEWEST - len(slugs))]


def answers(text: str, lesson: Any, name: str) -> str:
    """Make the table of likely answers: what is right, what each mistake gives, what to say."""
    titles = dict(re.findall(r"Exercise (\d+\.\d+): (.+)", "\n".join(headings(lesson, "###"))))
    known = {
        one.slug: one for one in catalogue.exercises().values() if one.number.startswith(name[:2])
    }
    found = remarks(text, name)
    if unknown := [slug for slug in found if slug not in known]:
        raise Stop(f"{name}.md: no exercise of this lesson is called {', '.join(unknown)}")
    made = []
    for slug, exercise in known.items():
        number, said = exercise.title.removeprefix("Exercise "), found.get(slug, {})
        anchor = heading_slug(f"Exercise {number}: {titles[number]}")
        link = f"[**{number}** {titles[number]}](../lessons/{name}.ipynb#{anchor})"
        made.append([link, f"**{mistakes.right(exercise)}**", "right", said.get("", "")])
        for mistake in told(exercise, said):
            try:
                row = mistakes.find(exercise, mistake)
            except LookupError as error:
                raise Stop(f"{name}.md: {slug}: {error}") from error
            made.append(["", *row, said.get(mistake, "")])
    return table(["Exercise", "They answer", "The check says", "You say"], made, "answers")


def forecasts(text: str, name: str) -> str:
    """Make the table of the lesson's questions: what is true, and what a class may say."""
    lesson = int(name[:2])
    known = {one.slug: one for one in catalogue.questions().values() if one.lesson == lesson}
    said = {}
    for line in text.strip("\n").splitlines():
        if not (match := FORECAST.fullmatch(line)):
            raise Stop(f"{name}.md: write '- `slug` (60 %): what you say', and not {line!r}")
        said[match["slug"]] = int(match["share"]), match["say"]
    if unknown := [slug for slug in said if slug not in known]:
        raise Stop(f"{name}.md: no question of this lesson is called {', '.join(unknown)}")
    made = []
    for slug, question in known.items():
        share, say = said.get(slug, (0, ""))
        true = bool(question.outcome())
        paid = surprisal((share if true else 100 - share) / 100) if share else 0
        statement = mistakes.escaped(question.statement)
        costs = f"{share} %, which costs {fixed(paid)} nats" if share else ""
        made.append([statement, "**true**" if true else "**false**", costs, say])
    header = ["Statement", "It is", "Expect about", "What it catches"]
    return table(header, made, "forecasts")


# --- Pages --------------------------------------------------------------------------------


def board(text: str) -> str:
    """Set the panels of the board plan, its `###` sections, side by side."""
    before, heading, rest = text.partition("## Board plan\n")
    plan, following, after = rest.partition("\n## ")
    first, *panels = re.split(r"(?m)^### (.+)\n", plan)
    boxes = "\n".join(
        f"::::{{div}} panel\n:::{{div}} where\n{where}\n:::\n{content.strip()}\n::::"
        for where, content in zip(panels[::2], panels[1::2], strict=True)
    )
    made = f"{first}:::::{{div}} board\n{boxes}\n:::::\n"
    return before + heading + made + following + after


def points(text: str, name: str) -> None:
    """Refuse a marking scheme that does not give as many points as it says."""
    for said, scheme in re.findall(r"(?ms)^## One exam question \((\d+) points\)\n(.*)", text):
        given = sum(map(int, re.findall(r"(?m)^\| (\d+) \|", scheme)))
        if given != int(said):
            raise Stop(f"{name}.md: the exam question gives {given} points, not {said}")


def made(name: str) -> str:
    """Make a page from its source."""
    path, lesson = PAGES / f"{name}.md", form.load(form.NOTEBOOKS / f"{name}.ipynb")
    text = path.read_text(encoding="utf-8")
    title = f"# Teach Lesson {int(name[:2])}: {form.title(lesson)}\n"
    if not text.startswith(title):
        raise Stop(f"{path.name} is to begin with: {title}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of mistakes that divide by 0, and are meant to
        text = numbers.computed(text, path, {"sketch": sketch.sketch})
        before, heading, rest = text.partition("## Likely wrong answers\n")
        remarked, following, after = rest.partition("\n## ")
        text = f"{before}{heading}\n{answers(remarked, lesson, name)}\n{following}{after}"
        before, heading, rest = text.partition("## Forecasts\n")
        if heading:
            remarked, following, after = rest.partition("\n## ")
            text = f"{before}{heading}\n{forecasts(remarked, name)}\n{following}{after}"
        text = filled(text, {"Part": lambda rows: plan(rows, lesson, name)})
    points(text, name)
    short(text, lesson, name)
    text = re.sub(r"(?<=\d) %", "\u00a0%", text)
    opening, _, rest = text.removeprefix(title).strip().partition("\n\n")
    links = LINKS.format(name=name)
    return f"---\nnosearch: true\n---\n\n{title}\n{opening}\n\n{links}\n\n{board(rest)}"


def fingerprint(name: str, package: depends.Package, folders: Folders = HERE) -> str:
    """Return a digest of all that a lesson's page depends on."""
    root = folders.root
    sources = [root / "docs" / "teachers" / f"{name}.md", folders.notebooks / f"{name}.ipynb"]
    text = sources[0].read_text(encoding="utf-8") if sources[0].exists() else ""
    needed = package.needed(name, [*numbers.blocks(text), IMPORTED])
    if "exercise(" in text:  # its number is counted
        needed |= {path for path in package.files.values() if path.stem.startswith("exercises")}
    used = package.digest(needed)
    places = [root / place for place in MADE_BY] + [one for one in sources if one.exists()]
    return digest(root, [one for one in places if one.exists()], lessons.fingerprint(folders), used)


def pages(kept: Path) -> Iterator[tuple[str, str]]:
    """Yield each lesson's name and page; keep pages in a folder, by all they are made of."""
    kept.mkdir(parents=True, exist_ok=True)
    package = depends.Package(HERE)
    for name in map(notebook, ORDER):
        path = kept / f"{name}-{fingerprint(name, package)[:16]}.md"
        if not path.exists():
            page = made(name)
            for old in kept.glob(f"{name}-*.md"):
                old.unlink()
            path.write_text(page, encoding="utf-8")
        yield name, path.read_text(encoding="utf-8")
