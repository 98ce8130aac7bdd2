"""A course of four lessons in a folder, with all that names them."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from bce_lessons import lessons
from tools.notebooks import form
from tools.renumber import __main__ as renumber
from tools.renumber import journal
from tools.renumber.names import Course

ORDER = ("toss_coins", "draw_cards", "roll_dice", "spin_wheels")
SLUGS = {topic: (f"{topic[:4]}-one", f"{topic[:4]}-two") for topic in ORDER}
PICTURE = {"image/png": "Lesson 1"}  # what looks like a name there is chance
NO_OTHER = ["01_mine.ipynb", "toss_coins-Copy1.ipynb", "02_draw_cards-Copy1.ipynb"]


def numbered(topic, place):
    return f"{lessons.number(topic)}.{place}"


def course(root):
    """Return what the registry of the made-up course says in its present order."""
    asked = {
        slug: numbered(topic, place)
        for topic in lessons.ORDER
        for place, slug in enumerate(SLUGS.get(topic, ()), start=1)
    }
    questions = {f"{topic[:4]}-sure": topic for topic in ORDER}
    told = {topic: (f"see {topic}", f"Why {topic}?") for topic in ORDER}
    figures = {"coins": "toss_coins", "dice": "roll_dice"}
    return Course(root, frozenset(ORDER), asked, questions, figures, told.__getitem__)


def exercise(topic, place, lesson):
    """Write the cells that ask an exercise, in a lesson, or ask and solve it."""
    slug, n = SLUGS[topic][place - 1], numbered(topic, place)
    check = f'check("0{n}", answer)'
    said = [new_output("stream", text=f"… Exercise {n}: as Exercise 3.1, of Lesson 3\n")]
    text = new_markdown_cell(f"### Exercise {n}: Do it\n\nAs in Exercise {n}.")
    if lesson:
        cells = [text, new_code_cell(f"answer = ...\n{check}", outputs=said)]
    else:
        cells = [text, new_raw_cell(f"answer = ...\n{check}")]
        cells += [new_markdown_cell("See Exercise 1.2."), new_code_cell(check, outputs=said)]
    kinds = ("exercise", "exercise", "solution", "solution")
    for i, (kind, cell) in enumerate(zip(kinds, cells, strict=False)):
        cell.id = f"{kind}-{slug}{'-code' * (i % 2)}"
    return cells


def notebook(topic):
    """Write a lesson that names all others, in all ways."""
    number = lessons.number(topic)
    words = [
        f"# {topic.capitalize()}\n\n- **You need:** Lessons 1 to 3, too.\n- **Time:** 20 minutes",
        "Lesson 2 told. In Lesson 3's and lesson 4's words: Lessons 1 and 4, 3.",
        "[Lesson 2](02_draw_cards.ipynb#At) and [it](solutions/03_roll_dice.ipynb): Lessons 1 to 4",
        "Exercise 2.1, and Exercises 1.1 and 4.2; `03-roll-sure` of 04_spin_wheels; 12.5.",
    ]
    shown = new_output("display_data", data=PICTURE | {"text/plain": "03-roll-sure: Lesson 3"})
    shown.metadata = {"image/png": {"alt": "01-toss-sure"}}
    code = new_code_cell(f'ask("0{number}-{topic[:4]}-sure")\ncheck("02.2", 1)', outputs=[shown])
    cells = [*map(new_markdown_cell, words), code]
    cells += exercise(topic, 1, True) + exercise(topic, 2, True)
    return new_notebook(cells=cells)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    for i, cell in enumerate(content.cells):
        cell.id = cell.id if "-" in cell.id or cell.id == "next" else f"cell{i}"
    form.normalise(content)
    path.write_bytes(form.text(content).encode())


README = """# Four lessons

Of four lessons, Lesson 4 is last, as Lesson
3 is not: `check("03.1", …)` and [a page](docs/teachers/01_toss_coins.md).

![Coins](figures/01_coins.svg)

| | Lesson | Able to | Minutes |
|---|---|---|---|
| 0 | [Start](notebooks/00_start_here.ipynb) | start | 5 |

End.
"""


def build(root):
    """Write a course of four lessons, with lists that are not those of its lessons."""
    folder = root / "notebooks"
    for topic in ORDER:
        stem = lessons.notebook(topic)
        write(folder / f"{stem}.ipynb", notebook(topic))
        n = lessons.number(topic)
        solved = [new_markdown_cell(f"# Solve lesson {n}\n\nOf [lesson {n}](../{stem}.ipynb).")]
        solved += exercise(topic, 1, False) + exercise(topic, 2, False)
        write(folder / "solutions" / f"{stem}.ipynb", new_notebook(cells=solved))
        page = root / "docs" / "teachers" / f"{stem}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            f"# Teach Lesson {n}: {topic}\n\n| 0{n}-{topic[:4]}-sure | 5 % | As Lesson 1. |\n"
            "\nExercise 3.2. (Lessons 2 and 3.) *Lesson 4* ends.\n",
            encoding="utf-8",
        )
    toctree = "```{toctree}\n:maxdepth: 1\n\n01_old\n```\n"
    (root / "docs" / "teachers" / "index.md").write_text(toctree, encoding="utf-8")
    (root / "docs" / "index.md").write_text("In three lessons.\n", encoding="utf-8")
    (root / "README.md").write_text(README, encoding="utf-8")
    start = [
        new_markdown_cell(
            "## The map\n\n| | Lesson | Asks | Minutes |\n|---|---|---|---|\n| 9 | old |"
        ),
        new_markdown_cell("Open [Lesson 1: Old](01_toss_coins.ipynb).", id="next"),
    ]
    write(folder / "00_start_here.ipynb", new_notebook(cells=start))
    for name in ("01_coins.svg", "01_coins.png", "03_dice.svg", "03_dice.png", "mine.svg"):
        (root / "figures").mkdir(exist_ok=True)
        (root / "figures" / name).write_bytes(name[2:].encode())
    for name in NO_OTHER:
        (folder / name).write_bytes(b"someone's own")


def run(root):
    """Renumber, and see that there is nothing left to do."""
    journal.write(root, *renumber.plan(course(root)))
    journal.finish(root)
    assert renumber.plan(course(root)) == ({}, {})


def content(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def ordered(monkeypatch, *order):
    monkeypatch.setattr(lessons, "ORDER", order)
