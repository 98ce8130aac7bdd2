"""What stands in the head of a page: for search engines, and for links to it elsewhere."""

from __future__ import annotations

import importlib
import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from bce_lessons.lessons import ORDER, named, notebook, number
from tools import moving
from tools.folders import HERE
from tools.notebooks import form

COURSE = "Binary cross-entropy, in your hands"
CARD, STILL, CARD_SIZE = "_static/card.gif", "_static/card.png", (1200, 630)
LICENCES = ["https://creativecommons.org/licenses/by/4.0/", "https://opensource.org/license/mit"]
# From search engines: answers, and pages that only lead to others.
HIDDEN = (
    *("lessons/solutions/", "lessons/teachers/", "teachers/", "solutions"),
    *("genindex", "py-modindex", "search"),
)
LONGEST = 300  # letters of a description; search engines show about half
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\n?')
ONE = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
# Where a reader's browser, or a frame, refuses storage, asking for it raises: nothing is kept then.
STORAGE = (
    "<script>try { localStorage.length } catch { for (const name of ['localStorage', "
    "'sessionStorage']) Object.defineProperty(window, name, { value: { getItem: () => null, "
    "setItem() {}, removeItem() {} } }) }</script>\n"
)
DOCSEARCH = re.compile(r'<meta name="docsearch:[^>]*>\n?')
# Of pages whose first sentences do not say it.
ABOUT = {
    "glossary": "The notation of the course, and its words from accuracy to zero-one loss, each in "
    "a sentence: log loss, logit, entropy, calibration and others.",
    "libraries": "Binary cross-entropy in scikit-learn, PyTorch, Keras, TensorFlow, JAX, XGBoost, "
    "LightGBM, CatBoost and statsmodels: logits or probabilities, clipping, pos_weight.",
    "references": "The papers, books and pages behind each lesson on binary cross-entropy: where "
    "the log loss comes from, and what is said of it, rightly and wrongly.",
    "genindex": "All functions and classes of the package bce_lessons, from A to Z, each with a "
    "link to what it computes and promises.",
    "py-modindex": "The modules of the package bce_lessons, each with a link to what it offers.",
    "search": "Search all lessons on binary cross-entropy, the glossary and the package.",
}


def tidy(page: str) -> str:
    """Return a page with one viewport, and without what only other hosts' search engines read."""
    page = DOCSEARCH.sub("", page)
    first = VIEWPORT.search(page)
    if not first:
        return page
    before, after = page[: first.start()], page[first.end() :]
    return before + ONE + STORAGE + VIEWPORT.sub("", after)


def short(text: str) -> str:
    """Return as many whole sentences of a text as a description takes, one at least."""
    sentences = re.split(r"(?<=[.?!…])\s+", " ".join(text.split()))
    while len(sentences) > 1 and len(" ".join(sentences)) > LONGEST:
        sentences.pop()
    return " ".join(sentences)


def lesson_of(page: str) -> str:
    """Return the topic of the lesson that a page, of this place without its ending, is."""
    return next((topic for topic in ORDER if page == f"lessons/{notebook(topic)}"), "")


def about(page: str, first: str) -> str:
    """Say what a page is about, by its place without its ending and its first paragraph."""
    topic = lesson_of(page)
    if topic:
        can = importlib.import_module(f"bce_lessons.lessons.{topic}").ABLE_TO
        first = f"Lesson {number(topic)}: {can}. {first}"
    return short(ABOUT.get(page) or first or COURSE)


def tags(title: str, said: str, url: str = "", place: str = "") -> str:
    """Return the tags of a page for other pages' links; addresses must be absolute, or are none."""
    found = {"title": title, "description": said, "type": "website", "site_name": COURSE}
    if url:
        wide, high = map(str, CARD_SIZE)
        found |= {"url": url + place, "image": url + CARD, "image:alt": moving.alt()}
        found |= {"image:width": wide, "image:height": high}
    lines = [f'<meta property="og:{name}" content="{escape(it)}">' for name, it in found.items()]
    lines += [f'<meta name="description" content="{escape(said)}">']
    lines += ['<meta name="twitter:card" content="summary_large_image">']
    lines += [f'<meta name="twitter:image" content="{escape(url + STILL)}">'] * bool(url)
    return "\n".join(lines)


@cache
def facts() -> Mapping[str, Any]:
    """Return what is true of the course and of each of its lessons."""
    project = tomllib.loads((HERE.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = (HERE.root / "CITATION.cff").read_text(encoding="utf-8")
    released = re.search(r'^date-released: "?([\d-]+)', cited, re.M)
    authors = [{"@type": "Organization", "name": it["name"]} for it in project["authors"]]
    made = {"author": authors, "license": LICENCES, "inLanguage": "en", "isAccessibleForFree": True}
    return (
        made
        | {"version": project["version"]}
        | ({"datePublished": released[1]} if released else {})
    )


def structured(page: str, said: str, url: str) -> str:
    """Return what search engines read of the course, or of a lesson: empty for other pages."""
    topic = lesson_of(page)
    if topic:
        whole = {"@type": "Course", "name": COURSE} | ({"url": url} if url else {})
        found = lesson(topic, url) | {"isPartOf": whole}
    elif page == "index":
        found = course(url)
    else:
        return ""
    found = {"@context": "https://schema.org"} | found | {"description": said}
    text = json.dumps(found, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def lesson(topic: str, url: str) -> dict[str, Any]:
    """Describe a lesson."""
    of = form.load(form.NOTEBOOKS / f"{notebook(topic)}.ipynb")
    about_it = importlib.import_module(f"bce_lessons.lessons.{topic}")
    made = {"@type": "LearningResource", "name": form.title(of), "position": number(topic)}
    made |= {"learningResourceType": "Lesson", "teaches": about_it.ABLE_TO}
    made |= {"timeRequired": f"PT{form.minutes(of)}M", "alternateName": named(topic), **facts()}
    return made | ({"url": f"{url}lessons/{notebook(topic)}.html"} if url else {})


def course(url: str) -> dict[str, Any]:
    """Describe the course, with its lessons."""
    parts = [lesson(topic, url) for topic in ORDER]
    kept = ("@type", "name", "position", "teaches", "timeRequired", "url")
    minutes = sum(int(part["timeRequired"][2:-1]) for part in parts)
    made = {"@type": "Course", "name": COURSE, **facts(), "provider": facts()["author"]}
    made["teaches"] = [part["teaches"] for part in parts]
    made["hasPart"] = [{name: part[name] for name in kept if name in part} for part in parts]
    workload = {"courseMode": "online", "courseWorkload": f"PT{minutes}M"}
    made["hasCourseInstance"] = {"@type": "CourseInstance", **workload}
    made["offers"] = {"@type": "Offer", "category": "Free"}
    return made | ({"url": url, "image": url + CARD} if url else {})
