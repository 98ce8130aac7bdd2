"""Build the course as a web site in _site/: `python3 course.py site`.

The pages' sources are put together in build/site from docs/ and the notebooks; the site asks
nothing of any other host, and works from any folder of any server.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

from nbformat import NO_CONVERT, writes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bce_lessons import lessons, plots
from tools import lite, lite_pyodide, npm, owned, site_card, site_lessons, site_teachers
from tools.notebooks import form, refresh

ROOT = Path(__file__).resolve().parent.parent
DOCS, NOTEBOOKS = ROOT / "docs", ROOT / "notebooks"
BUILD, OUT = ROOT / "build" / "site", ROOT / "_site"
SOURCE = BUILD / "source"
BESIDE = ("slides", "lite")  # what other tasks put into _site/
LINKED = {  # in teach.md, when it has been built
    "<!-- slides -->": ("slides/index.html", "The slides of this site"),
    "<!-- book -->": ("bce_lessons.pdf", "The book of this site"),
}
EXPLORER, MAP, FIRST = "<!-- explorer -->", "<!-- map -->", "@FIRST@"
UNLISTED = re.compile(r"404\.|search\.|genindex|py-modindex|lessons/solutions/")  # by the sitemap
EXERCISES = re.compile("^##+ Exercise", re.MULTILINE)
NOTHING_RUNS = """

On this page no code runs: {open}, or compare with the
[solutions](solutions/{name}.ipynb)."""
OPEN = '<a href="{root}lite/notebooks/index.html?path={path}">Open in the browser</a>'
FRONT = ["from bce_lessons import explorers", "explorers.one_prediction()"]
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}
</urlset>
"""
HTML_MANAGER = "@jupyter-widgets/html-manager/dist"


def put(path: Path, content: str | bytes) -> None:
    """Write a file if that changes it: Sphinx reads again what is newer than its last run."""
    data = content.encode() if isinstance(content, str) else content
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    PUT.add(path)


PUT: set[Path] = set()  # what this run has put in place: the rest is old


def put_notebook(path: Path, notebook: Any) -> None:
    """Write a notebook as the source of a page, with its widgets alive."""
    to_root = "../" * len(path.relative_to(SOURCE).parent.parts)
    stills = SOURCE / "_static" / "stills"
    site_lessons.for_the_page(notebook, stills, f"{to_root}_static/stills")
    PUT.update(stills.glob("*"))
    put(path, writes(notebook, version=NO_CONVERT))


def put_docs() -> None:
    """Copy the folder docs/, and what pages with widgets and formulas load."""
    for path in DOCS.rglob("*"):
        inside = path.relative_to(DOCS)
        skipped = path.suffix == ".json" or path.name in ("index.md", "teach.md", "404.html")
        elsewhere = inside.parts[0] in ("node_modules", "slides", "teachers", lite.EXTRA.name)
        if path.is_file() and not elsewhere and not skipped:
            put(SOURCE / inside, path.read_bytes())
    put(SOURCE / "teach.md", teach())
    put(SOURCE / "_static" / "card.png", site_card.card())
    for path in Path(plots.__file__).parent.glob("fonts/*.otf"):
        put(SOURCE / "_static" / "fonts" / path.name, path.read_bytes())
    put_packages(SOURCE / "_static")


def teach() -> str:
    """Return the page for teachers, with links to the slides and the book if they are there."""
    text = (DOCS / "teach.md").read_text(encoding="utf-8")
    for mark, (place, words) in LINKED.items():
        link = f'<a href="{place}">{words}</a>.' if (OUT / place).exists() else ""
        text = text.replace(f" {mark}", link and f" {link}")
    return text


def put_packages(static: Path) -> None:
    """Copy what pages with widgets and formulas load from elsewhere."""
    packages = npm.packages()
    widgets, katex = static / "widgets", static / "katex"
    put(widgets / "require.js", (packages / "requirejs" / "require.js").read_bytes())
    anywidget = importlib.metadata.distribution("anywidget").locate_file("anywidget")
    put(widgets / "anywidget.js", Path(str(anywidget), "nbextension", "index.js").read_bytes())
    for path in (packages / HTML_MANAGER).glob("*.*"):
        if path.suffix in (".woff", ".woff2", ".ttf"):  # the icons of Play
            put(widgets / "@jupyter-widgets" / path.name, path.read_bytes())
    put(widgets / "embed-amd.js", (packages / HTML_MANAGER / "embed-amd.js").read_bytes())
    put(katex / "katex.min.css", (packages / "katex/dist/katex.min.css").read_bytes())
    for path in (packages / "katex" / "dist" / "fonts").glob("*.woff2"):
        put(katex / "fonts" / path.name, path.read_bytes())


def front(start: Any) -> Any:
    """Return the front page, docs/index.md, as a notebook with an explorer and the map."""
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    map_of_lessons = site_lessons.cell_of(start, "map").partition("\n\n")[2]
    text = text.replace(MAP, site_lessons.linked(map_of_lessons, "lessons"))
    text = text.replace(FIRST, lessons.notebook(lessons.ORDER[0]))
    before, after = text.split(EXPLORER)
    shown = [new_code_cell(c, id=f"front-{i}") for i, c in enumerate(FRONT)]
    for cell in shown:
        cell.metadata["tags"] = ["remove-input"]
    around = [new_markdown_cell(t, id=f"text-{i}") for i, t in enumerate((before, after))]
    made = new_notebook(cells=[around[0], *shown, around[1]])
    made.metadata.update(form.NOTEBOOK_METADATA)
    return made


def reading(lesson: Any) -> str:
    """Return the list under a lesson's last heading, Further reading; empty if it has none."""
    heading, _, rest = str(lesson.cells[-1].source).partition("\n\n")
    return rest if heading == "## Further reading" else ""


def put_pages() -> None:
    """Put the lessons, their solutions, the teachers' notebook and the front page in place."""
    paths = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    lessons = {path.stem: form.load(path) for path in paths}
    start = lessons["00_start_here"]
    done = site_lessons.executed(lessons | {"index": front(start)}, BUILD / "executed")
    put_notebook(SOURCE / "index.ipynb", done.pop("index"))
    for name, notebook in done.items():
        solved = (NOTEBOOKS / "solutions" / f"{name}.ipynb").exists()
        links = [f"[Solutions](solutions/{name}.ipynb)"] if solved else []
        links += [f"[For teachers](../teachers/{name}.md)"] if solved else []
        links += ["[Notation and glossary](../glossary.md)", "[Run it yourself](../install.md)"]
        if (OUT / "slides" / f"{name}.html").exists():
            links += [f'<a href="../slides/{name}.html">Slides</a>']
        links += [f'<a href="../notebooks/{name}.ipynb" download>Download the notebook</a>']
        opened = OPEN.format(root="../", path=f"{name}.ipynb")
        site_lessons.add_links(notebook, [opened, *links])
        exercises = (cell for cell in notebook.cells if EXERCISES.search(cell.source))
        for cell in itertools.islice(exercises, 1):  # the first time that there is something to do
            here = opened.replace("Open in", "open the lesson in")
            cell.source += NOTHING_RUNS.format(name=name, open=here)
        put_notebook(SOURCE / "lessons" / f"{name}.ipynb", notebook)
    for path in sorted(NOTEBOOKS.glob("[a-z]*/*.ipynb")):
        notebook = form.load(path)
        if path.parent.name == "solutions":
            notebook.metadata["nosearch"] = "true"
        path_there = path.relative_to(NOTEBOOKS).as_posix()
        site_lessons.add_links(notebook, [OPEN.format(root="../../", path=path_there)])
        put_notebook(SOURCE / "lessons" / path.relative_to(NOTEBOOKS), notebook)
    words = [site_lessons.cell_of(start, name) for name in ("notation", "glossary")]
    put(SOURCE / "glossary.md", "\n\n".join(["# Notation and glossary", *words, ""]))
    read = [
        f"## {site_lessons.title_of(nb)}\n\n" + reading(nb) for nb in done.values() if reading(nb)
    ]
    put(SOURCE / "references.md", "\n\n".join(["# Further reading", *read, ""]))
    numbered = [
        f"{int(name[:2])} · {site_lessons.title_of(nb)} <lessons/{name}>"
        for name, nb in lessons.items()
    ]
    put(SOURCE / "lessons.txt", "\n".join(numbered) + "\n")


def put_teachers() -> None:
    """Put the teachers' pages in place."""
    put(SOURCE / "teachers" / "index.md", (DOCS / "teachers" / "index.md").read_bytes())
    for name, page in site_teachers.pages(BUILD / "teachers"):
        put(SOURCE / "teachers" / f"{name}.md", page)


def put_downloads() -> None:
    """Put the notebooks themselves beside the pages."""
    for path in sorted(NOTEBOOKS.rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts:
            inside = path.relative_to(NOTEBOOKS)
            put(BUILD / "extra" / "notebooks" / inside, path.read_bytes())


def forget_the_old() -> None:
    """Delete sources that no longer belong to any page."""
    for path in [*SOURCE.rglob("*"), *(BUILD / "extra").rglob("*")]:
        if path.is_file() and path not in PUT and "__pycache__" not in path.parts:
            path.unlink()


def clear(folder: Path) -> None:
    """Empty a folder, but for what the other tasks put there."""
    for path in folder.iterdir() if folder.exists() else []:
        if path.name not in BESIDE and path.suffix != ".pdf" and not owned.is_our_file(path.name):
            owned.remove(path)


def publish(url: str) -> None:
    """Replace _site/ by what was built, without what only Sphinx needs; see BESIDE."""
    page = (DOCS / "404.html").read_text(encoding="utf-8").replace("@HOME@", url)
    if not url:  # it is shown in place of pages at any depth: a link would lead elsewhere
        page = page.replace('<a href="">Go to the first page</a>', "Go to the first page")
    (BUILD / "html" / "404.html").write_text(page, encoding="utf-8")
    owned.claim_site(ROOT)
    clear(OUT)
    unwanted = shutil.ignore_patterns(".buildinfo", ".doctrees", "_sources", "*-macros.html")
    shutil.copytree(BUILD / "html", OUT, ignore=unwanted, dirs_exist_ok=True)
    (OUT / ".nojekyll").touch()  # or GitHub Pages would leave out the folders with an underscore
    if url:
        pages = sorted(path.relative_to(OUT).as_posix() for path in OUT.rglob("*.html"))
        pages = [page for page in pages if page.partition("/")[0] not in BESIDE]
        found = [url + page for page in pages if not UNLISTED.match(page)]
        places = "\n".join(f"<url><loc>{escape(address)}</loc></url>" for address in found)
        (OUT / "sitemap.xml").write_text(SITEMAP.format(places), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Build the site; return the exit code."""
    begun = time.perf_counter()
    parser = argparse.ArgumentParser(prog="course.py site", description=__doc__)
    parser.add_argument("--url", default="", help="where it will be: for link cards and a sitemap")
    parser.add_argument(
        "--pyodide", type=lite_pyodide.folder, metavar="DIR", help=lite_pyodide.HELP
    )
    options = parser.parse_args(arguments)
    url = options.url and options.url.rstrip("/") + "/"
    if url and not re.match(r"https?://[^/]", url):
        parser.error(f"--url takes an address that begins with https://, not {options.url}")
    try:
        owned.check_site(ROOT)
        owned.claim_work(BUILD, ROOT)
        if options.pyodide:
            lite_pyodide.check(options.pyodide)
        put_docs()
        with ThreadPoolExecutor(1) as aside:  # beside the lessons: it runs programs, and waits
            browser_course = aside.submit(lite.build, options.pyodide)
            code = build(url)
        if code:
            return code
        browser_course.result()
    except npm.Missing as missing:
        print(f"course.py site: the pages need {missing}", file=sys.stderr)
        return 1
    except (lite_pyodide.Refusal, owned.NotOurs) as refusal:
        print(f"course.py site: {refusal}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file())
    pages = len([path for path in OUT.rglob("*.html") if lite.OUT not in path.parents])
    took = time.perf_counter() - begun
    print(f"{pages} pages, {size / 1e6:.0f} MB, in {took:.0f} s: {OUT / 'index.html'}")
    return 0


def build(url: str) -> int:
    """Build the pages around what put_docs has put in place, and publish; return the exit code."""
    try:
        put_pages()
        put_teachers()
    except refresh.Refusal as refusal:
        print(f"course.py site: a lesson does not run: {refusal}", file=sys.stderr)
        return 1
    except site_teachers.Wrong as wrong:
        print(f"course.py site: a page for teachers is wrong: {wrong}", file=sys.stderr)
        return 1
    put_downloads()
    forget_the_old()
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q"]
    command += ["-d", str(BUILD / "doctrees"), str(SOURCE), str(BUILD / "html")]
    env = os.environ | {"BCE_LESSONS_ROOT": str(ROOT), "BCE_LESSONS_URL": url}
    if code := subprocess.run(command, env=env).returncode:
        shutil.rmtree(BUILD / "doctrees", ignore_errors=True)  # or the next run would not warn
        return code
    publish(url)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
