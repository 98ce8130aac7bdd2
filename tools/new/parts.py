"""Write the skeleton of an exercise, a question or an explorer into a lesson that is there."""

from __future__ import annotations

import ast
import builtins
import keyword
from pathlib import Path

from tools.new import edits
from tools.new.house import House
from tools.notebooks import form
from tools.stop import Stop

KINDS = ("value", "judged", "function")


def exercise(house: House, lesson: str, slug: str, kind: str = "value") -> list[Path]:
    """Declare an exercise, and write it into the solutions; return the two files."""
    topic, slug = house.named(lesson), house.free_slug(slug, "exercises")
    name = slug.replace("-", "_")
    declared = edits.filled(f"exercise_{kind}", slug=slug, name=name)
    path = house.module(topic, "exercises", len(declared.splitlines()))
    source = start(path, "exercises")
    imports = edits.filled(f"exercise_{kind}.imports")
    refuse_taken(edits.with_imports(source, imports), name)
    solved = house.solutions(topic)
    notebook = form.load(there(house, solved))
    titled = slug.replace("-", " ").capitalize()
    notebook.cells += edits.cells_of(edits.filled(f"cells_{kind}", slug=slug, title=titled))
    needed = {"value": "from bce_lessons import binary_cross_entropy", "judged": ""}
    edits.import_into(notebook, needed.get(kind, "import numpy as np"))
    edits.import_into(notebook, "from bce_lessons.practice import check")
    asks = form.load(there(house, house.notebook(topic)))
    edits.import_into(asks, "from bce_lessons.practice import check")
    write(path, edits.tidied(edits.with_imports(source, imports) + declared))
    write(solved, form.text(notebook))
    write(house.notebook(topic), form.text(asks))
    return [path, solved]


def question(house: House, lesson: str, slug: str) -> list[Path]:
    """Declare a question, and ask it before the lesson's summary; return the two files."""
    topic, slug = house.named(lesson), house.free_slug(slug, "questions")
    path = house.folder(topic) / "questions.py"
    source = edits.with_entry(
        start(path, "questions"), "ASKED", edits.filled("question", slug=slug)
    )
    source = edits.with_imports(source, edits.filled("question.imports"))
    identifier = f"{house.order.index(topic) + 1:02}-{slug}"
    cells = edits.filled("cells_question", slug=slug, id=identifier)
    notebook = shown(house, topic, cells, "from bce_lessons.practice import ask")
    write(path, edits.tidied(source))
    write(house.notebook(topic), notebook)
    return [path, house.notebook(topic)]


def explorer(house: House, lesson: str, name: str) -> list[Path]:
    """Write an explorer, and show it before the lesson's summary; return the two files."""
    topic, name = house.named(lesson), house.free_explorer(name)
    title = name.replace("_", " ").capitalize()
    made = edits.filled("explorer", name=name, title=title)
    path = house.module(topic, "explorers", len(made.splitlines()))
    source = edits.with_public(start(path, "explorers"), name)
    source = edits.with_imports(source, edits.filled("explorer.imports"))
    refuse_taken(source, name)
    cells = edits.filled("cells_explorer", name=name, cell=name.replace("_", "-"))
    notebook = shown(house, topic, cells, "from bce_lessons import explorers")
    write(path, edits.tidied(source + made))
    write(house.notebook(topic), notebook)
    return [path, house.notebook(topic)]


def shown(house: House, topic: str, cells: str, imports: str) -> str:
    """Return a lesson's notebook with cells before its summary, and what they import."""
    notebook = form.load(there(house, house.notebook(topic)))
    edits.insert(notebook, edits.cells_of(cells))
    edits.import_into(notebook, imports)
    return form.text(notebook)


def start(path: Path, kind: str) -> str:
    """Return what a module holds, or how a new one begins."""
    return path.read_text(encoding="utf-8") if path.exists() else edits.filled(kind)


def there(house: House, path: Path) -> Path:
    """Return a path, if there is such a file."""
    if not path.exists():
        raise Stop(
            f"{house.shown(path)} is not there: if a lesson was moved, run "
            "`python3 course.py renumber` first"
        )
    return path


def refuse_taken(source: str, name: str) -> None:
    """Refuse a name that means something else in a module already."""
    taken: set[str] = {*dir(builtins), *keyword.kwlist}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            taken.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            taken |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign):
            taken |= {one.id for one in node.targets if isinstance(one, ast.Name)}
    if name in taken:
        raise Stop(f"{name} means something else in Python, or in this module: choose another name")


def write(path: Path, text: str) -> None:
    """Write a text file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
