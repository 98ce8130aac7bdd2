"""Build a deck of slides for each lesson in _site/slides/: `python3 course.py slides`.

The cells that a lesson's `slide_type` chooses become slides for reveal.js, with its speaker view;
explorers are alive. The decks ask nothing of any other host, and work from any folder.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tools import address, published
from tools.folders import HERE, Folders
from tools.notebooks import form, way
from tools.parts import Parts, add_option, chosen
from tools.setup import owned
from tools.site import beside, lessons, npm, source
from tools.slides.deck import TEMPLATES, WAY, around, deck, index, with_formulas
from tools.stop import because, ended

FONTS = HERE.package / "figure" / "fonts"


def put_static(static: Path) -> None:
    """Copy what every deck loads."""
    reveal = npm.packages() / "reveal.js" / "dist"
    for place, data in source.packages().items():
        source.write(static / place, data)
    for name in ("reset.css", "reveal.css", "reveal.js", "plugin/notes.js"):
        source.write(static / "reveal" / Path(name).name, (reveal / name).read_bytes())
    for path in FONTS.glob("*.otf"):
        source.write(static / "fonts" / path.name, path.read_bytes())
    shared = [HERE.docs / "_static" / name for name in ("live.js", "favicon.svg")]
    for path in [*TEMPLATES.glob("slides.*"), *shared]:
        source.write(static / path.name, path.read_bytes())


def build(folders: Folders, out: Path, parts: Parts, url: str = "") -> dict[str, int]:
    """Write every deck and their list; return how many slides each deck has."""
    with because("the slides need"):
        npm.packages()
    owned.claim_site(folders.root)
    owned.remove(out)
    put_static(out / "_static")
    paths = form.lessons(folders.notebooks)
    named = {path.stem: way.published(path) for path in paths}
    with_slides = {name: lesson for name, lesson in named.items() if "slideshow" in str(lesson)}
    with because("a lesson does not run:"):
        done = lessons.executed(with_slides, folders.build("site") / "executed", folders)
    decks = {name: deck(notebook, name, out / "_static", url) for name, notebook in done.items()}
    names = [name for name, page in decks.items() if page]
    titles = {name: form.title(done[name]) for name in names}
    whole = [decks[name].replace(WAY, around(name, titles)) for name in names]
    linked = zip(names, whole, strict=True)
    pages = with_formulas([parts.linked(page, f"slides/{name}") for name, page in linked])
    counts = {n: page.count("</aside>") for n, page in zip(names, pages, strict=True)}
    for name, page in zip(names, pages, strict=True):
        source.write(out / f"{name}.html", page)
    source.write(out / "index.html", index(titles, counts, url))
    return counts


def run(folders: Folders, parts: Parts, url: str) -> int:
    """Build the decks, say how many there are, and return the exit code."""
    begun, out = time.perf_counter(), folders.out / "slides"
    owned.check_site(folders.root, out.name)
    owned.claim_work(folders.build("site"), folders.root)
    published.refuse(folders.out, out.name, parts)
    counts = build(folders, out, parts, url)
    published.note(folders.out, out.name, parts)
    beside.settle(folders.out)
    took = time.perf_counter() - begun
    slides = sum(counts.values())
    print(f"{len(counts)} decks, {slides} slides, in {took:.0f} s: {out / 'index.html'}")
    if lacking := published.lacking(folders.out):
        print(f"Decks lead to lessons/{lacking[0]}, which `python3 course.py site` makes.")
    return 0


def main(arguments: list[str], folders: Folders = HERE) -> int:
    """Build what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py slides", description=__doc__)
    add_option(parser)
    address.add_option(parser, "where the decks will be: for link cards")
    options = parser.parse_args(arguments)
    parts = chosen(options.without)
    return ended("course.py slides", lambda: run(folders, parts, options.url and f"{options.url}/"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
