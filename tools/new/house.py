"""Where the course keeps a lesson's files, read from the files themselves: nothing is imported."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import order
from tools.stop import Stop

ROOT = Path(__file__).resolve().parents[2]
TOPIC = re.compile(r"[a-z]+(_[a-z0-9]+)+")
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
TITLE = re.compile(r"[^\s|\[\]$\\\"]([^\n|\[\]$\\\"]*[^\s|\[\]$\\\"])?")
LONGEST = 40  # letters of a slug: cells are named after it
LONGEST_TITLE = 60
MOST_LINES = 350  # of a module: what comes then goes into exercises_more or explorers_more


@dataclass(frozen=True)
class House:
    """The course in one folder."""

    root: Path = ROOT

    @property
    def registry(self) -> Path:
        """Where `ORDER` is."""
        return self.root / "bce_lessons" / "lessons" / "__init__.py"

    @property
    def order(self) -> list[str]:
        """The lessons, in their order."""
        return list(ast.literal_eval(assigned(self.registry.read_text(encoding="utf-8"), "ORDER")))

    def named(self, lesson: str) -> str:
        """Return the folder's name of a lesson that someone calls in one way or another."""
        return order.topic(lesson, self.order)

    def stem(self, topic: str) -> str:
        """Return the name of a lesson's notebook and of its page, without its ending."""
        return f"{self.order.index(topic) + 1:02}_{topic}"

    def folder(self, topic: str) -> Path:
        """Return a lesson's folder in the package."""
        return self.registry.parent / topic

    def notebook(self, topic: str) -> Path:
        """Return a lesson's notebook."""
        return self.root / "notebooks" / f"{self.stem(topic)}.ipynb"

    def solutions(self, topic: str) -> Path:
        """Return the notebook of a lesson's solutions, where its exercises are written."""
        return self.notebook(topic).parent / "solutions" / f"{self.stem(topic)}.ipynb"

    def page(self, topic: str) -> Path:
        """Return a lesson's page for teachers."""
        return self.root / "docs" / "teachers" / f"{self.stem(topic)}.md"

    def module(self, topic: str, kind: str, lines: int) -> Path:
        """Return where the next exercise or explorer of a lesson goes, which has so many lines."""
        first, more = (self.folder(topic) / f"{kind}{end}.py" for end in ("", "_more"))
        if more.exists():
            return more
        full = first.exists() and len(first.read_text("utf-8").splitlines()) + lines > MOST_LINES
        return more if full else first

    def slugs(self, kind: str) -> Iterator[tuple[str, Path]]:
        """Yield what is called so already: each slug of "exercises" or "questions", and where."""
        calls = ("value", "judged", "function") if kind == "exercises" else ("Question",)
        for path in sorted(self.registry.parent.glob(f"*/{kind}*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in calls and node.args:
                    yield ast.literal_eval(node.args[0]), path

    def free_slug(self, slug: str, kind: str) -> str:
        """Return a slug if a new exercise or question can have it."""
        if not SLUG.fullmatch(slug) or len(slug) > LONGEST or slug.endswith("-code"):
            raise Stop(
                f"{slug!r} is no slug: use small letters, digits and hyphens, at most {LONGEST}, "
                "begin with a letter, and do not end in -code; two-days is one"
            )
        for other, path in self.slugs(kind):
            if other == slug:
                raise Stop(f"{slug} is there already, in {self.shown(path)}: choose another slug")
        return slug

    def free_explorer(self, name: str) -> str:
        """Return a name if a new explorer can have it."""
        if not NAME.fullmatch(name) or keyword.iskeyword(name):
            raise Stop(f"{name!r} is no name of an explorer: write it like ten_points")
        for path in sorted(self.registry.parent.glob("*/explorers*.py")):
            if name in public(path.read_text(encoding="utf-8")):
                raise Stop(f"{name} is there already, in {self.shown(path)}: choose another name")
        return name

    def free_topic(self, topic: str) -> str:
        """Return a topic if a new lesson can have it."""
        if not TOPIC.fullmatch(topic) or len(topic) > LONGEST:
            raise Stop(
                f"{topic!r} is no topic: write two small words or more, a verb first, in at most "
                f"{LONGEST} letters, such as weigh_the_classes"
            )
        there = [*self.root.glob(f"notebooks/*_{topic}.ipynb"), self.folder(topic)]
        for path in there:
            if path.exists():
                raise Stop(f"{self.shown(path)} is there already: choose another topic")
        if topic in self.order:
            raise Stop(f"ORDER has {topic} already: choose another topic, or take its line out")
        return topic

    def title(self, title: str, topic: str) -> str:
        """Return the title of a new lesson: without one, its topic in words."""
        title = title.strip() or topic.replace("_", " ").capitalize()
        if not TITLE.fullmatch(title) or len(title) > LONGEST_TITLE:
            raise Stop(
                f"{title!r} is no title: write at most {LONGEST_TITLE} letters in one line, and "
                'none of | [ ] $ \\ "'
            )
        return title

    def shown(self, path: Path) -> str:
        """Write a path as seen from the course's folder."""
        return path.relative_to(self.root).as_posix()


def assigned(source: str, name: str) -> ast.expr:
    """Return what a module gives a name, on its first level."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                return node.value
    raise Stop(f"{name} is not where it should be: write `{name} = (...)` first")


def public(source: str) -> list[str]:
    """Return a module's `__all__`; none, if it has none."""
    try:
        return list(ast.literal_eval(assigned(source, "__all__")))
    except Stop:
        return []
