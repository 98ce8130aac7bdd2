"""Put the sources of the book together from the notebooks, as pages for Sphinx."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell

from tools import pdf_answers, pdf_figures, pdf_pages, refresh, site_lessons

SOLVED = refresh.NOTEBOOKS / "solutions"
INDEX = """# Binary cross-entropy, in your hands

```{{toctree}}
:maxdepth: 2

{lessons}
```

{appendices}

```{{toctree}}
:maxdepth: 2

solutions
answers
glossary
references
```
"""
SOLUTIONS = """# Solutions

Try each exercise first; there is more than one way.

```{{toctree}}
:maxdepth: 1

{solutions}
```
"""


def put_pages(source: Path, executed: Path, url: str) -> None:
    """Write the source of every page into a folder; keep executions in another."""
    shutil.rmtree(source, ignore_errors=True)
    read, solved = lessons(executed), solutions()
    book = pdf_pages.Book(source / "pictures", url)
    book.pages = {f"{name}.ipynb": f"lessons/{name}" for name in read}
    book.pages |= {f"solutions/{name}.ipynb": f"solutions/{name}" for name in solved}
    for notebook in solved.values():
        for cell in notebook.cells:
            book.solved |= set(pdf_pages.EXERCISE.findall(cell.source))
    numbered = {pdf_answers.lesson_of(name): notebook for name, notebook in read.items()}
    titles = {n: site_lessons.title_of(notebook) for n, notebook in numbered.items()}
    pages = {"glossary": pdf_answers.glossary(numbered[0])}
    pdf_answers.without_glossary(numbered[0])
    for name, notebook in read.items():
        pages[f"lessons/{name}"] = pdf_pages.page(notebook, f"{name}.ipynb", book)
    for name, notebook in solved.items():
        titled(notebook, pdf_answers.lesson_of(name), titles)
        pages[f"solutions/{name}"] = pdf_pages.page(notebook, f"solutions/{name}.ipynb", book)
    pages["answers"] = pdf_answers.answers(book.asked, titles)
    pages["references"] = pdf_answers.references(numbered)
    pages["solutions"] = SOLUTIONS.format(solutions=listed(solved, "solutions"))
    appendices = pdf_pages.command("appendices")
    pages["index"] = INDEX.format(lessons=listed(read, "lessons"), appendices=appendices)
    for name, text in pages.items():
        path = source / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def lessons(executed: Path) -> dict[str, Any]:
    """Return the lessons, executed so that their figures have outlines."""
    # An execution is kept by its code: let that depend on how outlines are drawn.
    drawn = hashlib.sha256(Path(pdf_figures.__file__).read_bytes()).hexdigest()
    first = f"{pdf_figures.OF_KERNEL}  # {drawn[:16]}"
    found = {}
    for path in sorted(refresh.NOTEBOOKS.glob("[0-9]*.ipynb")):
        found[path.stem] = refresh.load(path)
        found[path.stem].cells.insert(0, new_code_cell(first, id="outlines"))
    done = site_lessons.executed(found, executed)
    for notebook in done.values():
        del notebook.cells[0]
    return done


def solutions() -> dict[str, Any]:
    """Return the notebooks with the solutions, by the name of their lesson."""
    return {path.stem: refresh.load(path) for path in sorted(SOLVED.glob("*.ipynb"))}


def titled(notebook: Any, lesson: int, titles: dict[int, str]) -> None:
    """Let a notebook of solutions bear its lesson's title, and say nothing twice."""
    notebook.cells[0].source = f"# Lesson {lesson}: {titles[lesson]}"


def listed(names: Any, folder: str) -> str:
    """Return the lines of a table of contents."""
    return "\n".join(f"{folder}/{name}" for name in names)
