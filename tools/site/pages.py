"""Put together the sources of the site's pages, from docs/ and the notebooks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bce_lessons.lessons import ORDER
from bce_lessons.lessons import notebook as notebook_of
from tools.folders import START, Folders
from tools.notebooks import form, terms
from tools.notebooks.way import LIBRARIES, glossary, published
from tools.parts import Parts
from tools.site import alive, beside, card, embed, folds, lessons, source, teachers, way, words
from tools.site.source import Source
from tools.stop import because

NOT_COPIED = ("node_modules", "slides", "teachers", "lite")  # of docs/
MADE = ("index.md", "teach.md", "404.html")  # of docs/, and not as they are there
LINKED = {  # in teach.md and index.md, when it has been built
    "<!-- slides -->": ("slides/index.html", ' <a href="@">The slides of this site</a>.'),
    "<!-- book -->": ("bce_lessons.pdf", ' <a href="@">The book of this site</a> (PDF).'),
}
EXPLORER, MAP, FIRST = "<!-- explorer -->", "<!-- map -->", "@FIRST@"
FRONT = ["from bce_lessons import explorers", "explorers.one_prediction()"]
EXERCISES = re.compile("^##+ Exercise", re.MULTILINE)
NOTHING_RUNS = "\n\nOn this page no code runs: {}"
COMPARE = ", or compare with the\n[solutions](solutions/{}.ipynb)"
OPEN = '<a href="{root}lite/notebooks/index.html?path={path}">Open in the browser</a>'


@dataclass(frozen=True)
class Site:
    """What the site is made of: the parts of a course's folder that it is to hold."""

    folders: Folders
    parts: Parts
    url: str = ""  # where it will be, if that is known

    @property
    def work(self) -> Path:
        """The folder where the site is put together."""
        return self.folders.build("site")

    def sources(self) -> tuple[Source, Source]:
        """Put the sources of all pages in place, and the files beside them; return both."""
        pages = Source(self.work / "source", self.parts)
        self.put_docs(pages)
        self.put_pages(pages)
        if self.parts.has("teachers"):
            self.put_teachers(pages)
        extra = Source(self.work / "extra", self.parts)
        for path in self.notebooks():
            name = path.relative_to(self.folders.notebooks).as_posix()
            extra.put_download(f"notebooks/{name}", path)
        embed.put(pages, extra, self.url)
        for one in (pages, extra):
            one.forget_the_old()
        return pages, extra

    def notebooks(self) -> list[Path]:
        """List the notebooks of these parts."""
        top = self.folders.notebooks
        return [path for path in form.below(top) if self.parts.has(path.relative_to(top))]

    def put_docs(self, pages: Source) -> None:
        """Copy the folder docs/, and what pages with widgets and formulas load."""
        with because("the pages need"):
            loaded = source.packages()
        for path in self.folders.docs.rglob("*"):
            inside = path.relative_to(self.folders.docs)
            skipped = path.suffix == ".json" or path.name in MADE or inside.parts[0] in NOT_COPIED
            skipped |= inside.match("_static/explorers.*")  # put together with the picture's own
            if path.is_file() and not skipped and self.parts.has(inside):
                is_page = path.suffix in (".md", ".rst")
                content = path.read_text(encoding="utf-8") if is_page else path.read_bytes()
                pages.put(inside.as_posix(), content)
        pages.put("teach.md", self.beside("teach.md"))
        with because("a word leads nowhere:"):
            pages.put("_static/words.js", words.script(words.sections(folders=self.folders)))
        pages.put("_static/card.png", card.card())
        pages.put("_static/card.gif", card.moving_card())
        pages.put("_static/explorers.js", alive.script())
        pages.put("_static/explorers.css", alive.style())
        icon = (self.folders.docs / "_static" / "favicon.svg").read_text(encoding="utf-8")
        pages.put("_static/touch.png", card.touch_icon(icon))
        for path in (self.folders.package / "figure" / "fonts").glob("*.otf"):
            pages.put(f"_static/fonts/{path.name}", path.read_bytes())
        for place, data in loaded.items():
            pages.put(f"_static/{place}", data)

    def beside(self, name: str) -> str:
        """Return a page of docs/, with links to the slides and the book when they are there."""
        text = (self.folders.docs / name).read_text(encoding="utf-8")
        for sign, (place, said) in LINKED.items():
            text = text.replace(f" {sign}", beside.mark(place, said))
        return text

    def front(self, start: Any) -> Any:
        """Return the front page, docs/index.md, as a notebook with an explorer and the map."""
        text = self.beside("index.md")
        map_of_lessons = lessons.cell_of(start, "map").partition("\n\n")[2]
        text = text.replace(MAP, lessons.linked(map_of_lessons, "lessons"))
        text = text.replace(FIRST, notebook_of(ORDER[0]))
        before, after = text.split(EXPLORER)
        shown = [new_code_cell(c, id=f"front-{i}") for i, c in enumerate(FRONT)]
        for cell in shown:
            cell.metadata["tags"] = ["remove-input"]
        around = [new_markdown_cell(t, id=f"text-{i}") for i, t in enumerate((before, after))]
        made = new_notebook(cells=[around[0], *shown, around[1]])
        made.metadata.update(form.NOTEBOOK_METADATA)
        return made

    def put_pages(self, pages: Source) -> None:
        """Put the lessons, their solutions, the teachers' notebook and the front page in place."""
        named = {path.stem: published(path) for path in form.lessons(self.folders.notebooks)}
        start = named[START]
        told = glossary(self.folders.notebooks)
        known = terms.read(told.parent)
        with because("a lesson does not run:"):
            asked = named | {"index": self.front(start)}
            done = lessons.executed(asked, self.work / "executed", self.folders)
        pages.put_notebook("index.ipynb", done.pop("index"))
        for name, notebook in done.items():
            more = [folds.ALL] * bool(folds.fold(notebook))
            self.add_links(name, notebook, way.led(notebook, known), more)
            pages.put_notebook(f"lessons/{name}.ipynb", notebook, form.title(notebook))
        self.put_others(pages)
        pages.put(told.name, told.read_text(encoding="utf-8"))
        self.put_libraries(pages)
        read = {form.title(nb): reading(nb) for nb in done.values()}
        further = [f"## {title}\n\n{text}" for title, text in read.items() if text]
        pages.put("references.md", "\n\n".join(["# Further reading", *further, ""]))
        titles = {name: form.title(notebook) for name, notebook in named.items()}
        listed = [f"{int(n[:2])} · {title} <lessons/{n}>" for n, title in titles.items()]
        pages.put("lessons.txt", "\n".join(listed) + "\n")

    def put_libraries(self, pages: Source) -> None:
        """Put the page about other libraries in place, if there is one, and its picture."""
        page = self.folders.notebooks / LIBRARIES
        if page.is_file():
            text = page.read_text(encoding="utf-8")
            pages.put(page.name, re.sub(r"\]\((?=\d\d_\w+\.ipynb)", "](lessons/", text))
            picture = page.with_suffix(".svg")
            pages.put(picture.name, picture.read_bytes())

    def add_links(self, name: str, notebook: Any, to_others: str, more: Sequence[str] = ()) -> None:
        """Put links under a lesson's title, and say before its first exercise where code runs."""
        solved = (self.folders.notebooks / "solutions" / f"{name}.ipynb").exists()
        links = [f"[Solutions](solutions/{name}.ipynb)"] * (solved and self.parts.has("solutions"))
        links += [f"[For teachers](../teachers/{name}.md)"] * (
            solved and self.parts.has("teachers")
        )
        links += ["[Run it yourself](../install.md)"]
        links += [f'<a href="../notebooks/{name}.ipynb" download>Download the notebook</a>']
        links += [f'<a href="{name}.zip" download>Take it along</a> (ZIP)']
        page = f"lessons/{name}.html"
        links[-1] += beside.mark(f"slides/{name}.html", ' · <a href="@">Slides</a>', page)
        handout = f"bce_lessons_{name[:2]}.pdf"
        links[-1] += beside.mark(handout, ' · <a href="@">Hand-out</a> (PDF)', page)
        opened = OPEN.format(root="../", path=f"{name}.ipynb")
        lessons.add_links(notebook, [opened, *links, *more], to_others)
        # The first time that there is something to do.
        first = next((cell for cell in notebook.cells if EXERCISES.search(cell.source)), None)
        if first:
            said = NOTHING_RUNS.format(opened.replace("Open in", "open the lesson in"))
            said += COMPARE.format(name) if self.parts.has("solutions") else ""
            first.source += said + "."

    def put_others(self, pages: Source) -> None:
        """Put the notebooks beside the lessons in place: solutions, and what is for teachers."""
        for path in self.notebooks():
            name = path.relative_to(self.folders.notebooks).as_posix()
            if "/" in name:
                notebook = form.load(path)
                if path.parent.name == "solutions":
                    notebook.metadata["nosearch"] = "true"
                lessons.add_links(notebook, [OPEN.format(root="../../", path=name)])
                pages.put_notebook(f"lessons/{name}", notebook)

    def put_teachers(self, pages: Source) -> None:
        """Put the teachers' pages in place."""
        with because("a page for teachers is wrong:"):
            made = dict(teachers.pages(self.work / "teachers"))
        index = (teachers.PAGES / "index.md").read_text(encoding="utf-8")
        pages.put("teachers/index.md", index.replace("@PAGES@", "\n".join(made)))
        for name, page in made.items():
            pages.put(f"teachers/{name}.md", page)


def reading(lesson: Any) -> str:
    """Return the list under a lesson's last heading, Further reading; empty if it has none."""
    found = (str(cell.source).partition("\n\n") for cell in reversed(lesson.cells))
    return next((rest for heading, _, rest in found if heading == "## Further reading"), "")
