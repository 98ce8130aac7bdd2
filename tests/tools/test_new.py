"""Skeletons are whole as they stand, and nothing is written where something is there already."""

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest

from bce_lessons import lessons
from bce_lessons.answers.exercise import Exercise
from bce_lessons.answers.judge import judge
from bce_lessons.explorers import Explorer
from tests import lesson_rules as whole
from tests import notebook_rules as style
from tests.declaring import right_of, wrong_of
from tests.explorer_helpers import leaving
from tools.new import __main__ as new
from tools.new import edits, lesson, parts
from tools.new.house import MOST_LINES, House
from tools.notebooks import exercises, form, minutes, way
from tools.stop import Stop

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "score_one_prediction", "why_the_log"
NAMES = itertools.count()


@pytest.fixture(scope="module", autouse=True)
def tidied_once():
    """Tidy each source once, though many tests write it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edits, "tidied", cache(edits.tidied))
        yield


@pytest.fixture
def house(tmp_path):
    """A course of two lessons' folders, and the first one's notebooks."""
    within = Path("bce_lessons") / "lessons"
    for topic in (FIRST, SECOND):
        shutil.copytree(ROOT / within / topic, tmp_path / within / topic)
    order = f'ORDER = (\n    "{FIRST}",\n    "{SECOND}",\n)\n'
    (tmp_path / within / "__init__.py").write_text(order, encoding="utf-8")
    for folder in ("notebooks", "notebooks/solutions"):
        (tmp_path / folder).mkdir()
        source = ROOT / folder / f"{lessons.notebook(FIRST)}.ipynb"
        shutil.copy(source, tmp_path / folder / f"01_{FIRST}.ipynb")
    return House(tmp_path)


def imported(path):
    """Import a module by its path, whatever of that name is there already."""
    spec = importlib.util.spec_from_file_location(f"written_{next(NAMES)}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def files(house):
    return {path: path.read_bytes() for path in house.root.rglob("*") if path.is_file()}


# --- Parts of a lesson --------------------------------------------------------------------


@pytest.mark.parametrize("kind", parts.KINDS)
def test_an_exercise_accepts_what_is_right_and_names_its_three_mistakes(house, kind):
    path, _ = parts.exercise(house, "1", "three-days", kind)
    made = [one for one in vars(imported(path)).values() if isinstance(one, Exercise)]
    assert made[-1].slug == "three-days"
    assert type(made[-1].sheet).__name__.lower() == kind
    assert len(made[-1].sheet.mistakes) == 3
    for right in made[-1].sheet.rights:
        assert judge(made[-1], right).status == "right"
    assert judge(made[-1], right_of(made[-1])).status == "right"
    for mistake in made[-1].sheet.mistakes:
        assert mistake.says in judge(made[-1], wrong_of(made[-1], mistake)).body


@pytest.mark.parametrize("kind", parts.KINDS)
def test_an_exercise_is_solved_and_its_lesson_can_copy_it(house, kind):
    _, path = parts.exercise(house, FIRST, "three-days", kind)
    solutions, asks = form.load(path), form.load(house.notebook(FIRST))
    assert [cell.id for cell in solutions.cells[-3:]] == [
        f"{part}-three-days{end}"
        for part, end in (("exercise", ""), ("solution", ""), ("solution", "-code"))
    ]
    exercises.copied(asks, solutions)
    copied = asks.cells[exercises.slugs(asks)["three-days"]].source
    assert copied.startswith("### Exercise")
    for notebook in (solutions, asks):
        assert not list(whole.imports_in_one_cell(notebook))
        nbformat.validate(notebook)
    namespace = {}
    for cell in (solutions.cells[1], solutions.cells[-1]):
        exec(cell.source.partition("\ncheck(")[0], namespace)


def test_a_long_module_goes_on_in_another(house):
    path = house.folder(FIRST) / "exercises.py"
    with path.open("a", encoding="utf-8") as file:
        file.write("# more\n" * (MOST_LINES - len(path.read_text("utf-8").splitlines())))
    written, _ = parts.exercise(house, "1", "three-days")
    assert written.name == "exercises_more.py"
    again, _ = parts.exercise(house, "1", "four-days")
    assert again == written
    made = [one.slug for one in vars(imported(written)).values() if isinstance(one, Exercise)]
    assert made == ["three-days", "four-days"]


def test_a_question_is_decided_twice_asked_and_run_before_the_summary(house):
    path, notebook = parts.question(house, "1", "a-tenth")
    asked = imported(path).ASKED[-1]
    assert asked.slug == "a-tenth"
    assert asked.outcome() is asked.again()
    cells = form.load(notebook).cells
    at = [cell.source for cell in cells].index('ask("01-a-tenth")')
    assert [cell.id for cell in cells[at : at + 2]] == ["ask-a-tenth", "a-tenth-run"]
    assert cells[at + 2].source.startswith("## Summary")


def test_an_explorer_moves_and_is_shown_before_the_summary(house):
    path, notebook = parts.explorer(house, FIRST, "cost_of_p")
    module = imported(path)
    assert {"cost_of_p", "one_prediction"} <= set(module.__all__)
    made = module.cost_of_p()
    assert isinstance(made, Explorer)
    made.position = {"p": 0.25}
    assert repr(made) == "p = 0.25: what happened costs 1.386 nats"
    assert not leaving(made.panels[0])
    sources = [cell.source for cell in form.load(notebook).cells]
    assert sources[sources.index("explorers.cost_of_p()") + 1].startswith("## Summary")


def test_a_notebook_imports_what_it_did_not(house):
    path = house.notebook(FIRST)
    notebook = form.load(path)
    imports = style.code_cells(notebook)[0]
    imports.source = "# In Colab\n\nimport math\n\nfrom bce_lessons import plots"
    path.write_text(form.text(notebook), encoding="utf-8")
    parts.explorer(house, "1", "cost_of_p")
    parts.question(house, "1", "a-tenth")
    assert style.code_cells(form.load(path))[0].source == (
        "# In Colab\n\nimport math\n\nfrom bce_lessons import explorers, plots\n"
        "from bce_lessons.practice import ask"
    )


# --- A lesson -----------------------------------------------------------------------------

RUN = """
import sys
from tools.site import teachers
from tools.notebooks import refresh
code = refresh.main([f"notebooks/{sys.argv[1]}.ipynb"])
teachers.made(sys.argv[1])
raise SystemExit(code)
"""


def test_a_lesson_runs_and_is_whole(house):
    """In a copy of the course, with one kernel: the house's rules hold for what it shows."""
    for name in ("bce_lessons", "tools"):
        shutil.copytree(ROOT / name, house.root / name, dirs_exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", house.root)
    lesson.lesson(house, "try_a_skeleton")
    run = subprocess.run(
        [sys.executable, "-c", RUN, house.stem("try_a_skeleton")],
        cwd=house.root,
        env={**os.environ, "PYTHONPATH": str(house.root)},
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    made = nbformat.read(house.notebook("try_a_skeleton"), as_version=4)
    assert not style.problems(made, style.RULES + whole.WHOLE + [whole.imports_in_few_lines])
    ids = [cell.id for cell in made.cells]
    assert [ids[1], ids[-2], ids[-1]] == [way.TOP, way.PROGRESS, way.END]
    shown = "".join(str(cell.get("outputs", "")) for cell in made.cells)
    assert "0.376 nats" in shown
    assert "0.364" not in shown, "the exercise's right answer"
    assert "p = 0.50: what happened costs 0.693 nats" in shown


@pytest.mark.parametrize(("after", "place"), [("1", 1), (SECOND, 2), (None, 2)])
def test_a_lesson_gets_its_place_and_its_files(house, after, place):
    made = lesson.lesson(house, "try_a_skeleton", after, "Try one skeleton")
    wanted = [FIRST, SECOND]
    wanted.insert(place, "try_a_skeleton")
    assert house.order == wanted
    assert [path.exists() for path in made] == [True] * 5
    folder = {path.name for path in house.folder("try_a_skeleton").iterdir()}
    assert folder == {"__init__.py", "exercises.py", "explorers.py", "questions.py"}
    module = imported(house.folder("try_a_skeleton") / "__init__.py")
    assert module.__doc__ == "Try one skeleton."
    assert module.ABLE_TO
    assert module.ANSWERS
    notebook = form.load(house.notebook("try_a_skeleton"))
    assert (form.title(notebook), form.minutes(notebook)) == ("Try one skeleton", 10)
    assert f"**Time:** {minutes.said(notebook)}" in notebook.cells[0].source
    page = house.page("try_a_skeleton").read_text(encoding="utf-8")
    assert page.startswith(f"# Teach Lesson {place + 1}: Try one skeleton\n")
    for part, lasts in minutes.parts(notebook).items():
        assert f"\n| {part} | {lasts} | " in page


def test_without_a_title_it_is_the_topic(house):
    lesson.lesson(house, "try_a_skeleton")
    assert form.title(form.load(house.notebook("try_a_skeleton"))) == "Try a skeleton"


def test_other_lessons_are_renumbered_while_the_new_one_has_no_number(house):
    seen = []

    def renumber():
        (path,) = (house.root / "notebooks").glob("*try_a_skeleton.ipynb")
        path.rename(path.with_name("02_try_a_skeleton.ipynb"))
        seen.extend([path.name, house.order[1]])

    lesson.lesson(house, "try_a_skeleton", "1", renumber=renumber)
    assert seen == ["try_a_skeleton.ipynb", "try_a_skeleton"]
    solutions = form.load(house.solutions("try_a_skeleton"))
    assert solutions.cells[0].source.startswith("# Solve lesson 2")


def test_where_others_cannot_be_renumbered_nothing_is_added(house, monkeypatch):
    before = files(house)
    monkeypatch.setattr(new.importlib.util, "find_spec", lambda name: "there")
    monkeypatch.setattr(new, "tool", lambda name: 1)
    with pytest.raises(Stop, match="nothing is added: see to what `renumber` says"):
        lesson.lesson(house, "try_a_skeleton", "1", renumber=new.renumber)
    assert files(house) == before


# --- What is refused ----------------------------------------------------------------------

REFUSED = [
    (parts.exercise, ("99", "three-days"), "no lesson 99: give a number from 1 to 2"),
    (parts.exercise, ("0", "three-days"), "there is no lesson 0"),
    (parts.exercise, ("weigh", "three-days"), "there is no lesson weigh"),
    (parts.exercise, ("1", "Three-days"), "is no slug: use small letters, digits and hyphens"),
    (parts.exercise, ("1", "3-days"), "'3-days' is no slug"),
    (parts.exercise, ("1", "three_days"), "'three_days' is no slug"),
    (parts.exercise, ("1", "x" * 41), "is no slug"),
    (parts.exercise, ("1", "own-code"), "do not end in -code"),
    (parts.exercise, ("2", "one-nat"), "one-nat is there already, in bce_lessons/lessons/score"),
    (parts.exercise, ("1", "value"), "value means something else in Python, or in this module"),
    (parts.exercise, ("1", "lambda"), "lambda means something else"),
    (parts.exercise, ("2", "three-days"), "notebooks/solutions/02_.* is not there.*renumber"),
    (parts.question, ("2", "two-falls"), "two-falls is there already, in .*questions.py"),
    (parts.question, ("1", ""), "'' is no slug"),
    (parts.explorer, ("2", "one_prediction"), "one_prediction is there already"),
    (parts.explorer, ("1", "Cost"), "'Cost' is no name of an explorer"),
    (parts.explorer, ("1", "surprisal"), "surprisal means something else"),
    (parts.explorer, ("2", "cost_of_p"), "notebooks/02_.* is not there"),
    (lesson.lesson, ("weigh",), "'weigh' is no topic: write two small words or more, a verb first"),
    (lesson.lesson, ("Weigh_it",), "'Weigh_it' is no topic"),
    (lesson.lesson, ("../weigh_it",), "is no topic"),
    (lesson.lesson, (FIRST,), f"{FIRST}.* is there already"),
    (lesson.lesson, ("weigh_it", "twelve"), "there is no lesson twelve"),
    (lesson.lesson, ("weigh_it" * 6,), "in at most 40 letters"),
    (lesson.lesson, ("weigh_it", None, "a | b"), "'a | b' is no title: write at most 60"),
    (lesson.lesson, ("weigh_it", None, "a\nb"), "is no title"),
    (lesson.lesson, ("weigh_it", None, "x" * 61), "is no title"),
]


@pytest.mark.parametrize(("add", "arguments", "message"), REFUSED)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(house, add, arguments, message):
    before = files(house)
    with pytest.raises(Stop, match=message) as caught:
        add(house, *arguments)
    assert "\n" not in str(caught.value)
    assert files(house) == before


def test_a_lesson_without_a_summary_is_told(house):
    path = house.notebook(FIRST)
    path.write_text(path.read_text("utf-8").replace("## Summary", "## End"), encoding="utf-8")
    before = files(house)
    with pytest.raises(Stop, match="has no section `## Summary`: write one"):
        parts.question(house, "1", "a-tenth")
    assert files(house) == before


# --- The command line ---------------------------------------------------------------------


@pytest.fixture
def command(house, monkeypatch):
    """Run `course.py new` in the small course, without a kernel; keep what would be executed."""
    ran = []

    def run(command, **options):
        ran.append(command[2:])
        assert options["cwd"] == ROOT
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(new, "House", lambda: house)
    monkeypatch.setattr(new.subprocess, "run", run)
    monkeypatch.setattr(edits, "tidied", lambda source, cell=False: source)
    return lambda *arguments: (new.main(arguments), ran)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("exercise 1 three-days", "score_one_prediction/exercises.py\n  notebooks/solutions/01_"),
        ("exercise 1 three-days --kind judged", "notebooks/solutions/01_score"),
        ("question 1 a-tenth", "score_one_prediction/questions.py\n  notebooks/01_score_one"),
        ("explorer 1 cost_of_p", "score_one_prediction/explorers.py\n  notebooks/01_score_one"),
    ],
)
def test_it_says_what_to_fill_in_and_what_is_next(command, capsys, line, told):
    assert command(*line.split()) == (
        0,
        [["tools.notebooks.refresh", "01_score_one_prediction"]],
    )
    said = capsys.readouterr().out
    assert told in said
    assert "`python3 course.py refresh 01`" in said


def test_a_new_lesson_is_run_under_its_number(command, capsys):
    _, ran = command("lesson", "try_a_skeleton", "--after", "1", "--title", "Try one skeleton")
    assert ran[-1] == ["tools.notebooks.refresh", "02_try_a_skeleton"]
    assert ran[:-1] == [["tools.renumber"]] * (ROOT / "tools" / "renumber").is_dir()
    assert "docs/teachers/02_try_a_skeleton.md" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("exercise 1 one-nat", "one-nat is there already"),
        ("exercise 1", "course.py new: .*required: SLUG; `python3 course.py new --help`"),
        ("figure 1 x", "course.py new: .*invalid choice: 'figure'"),
        ("", "course.py new: .*required: WHAT"),
        ("exercise 1 three-days --kind picture", "invalid choice: 'picture'"),
    ],
)
def test_it_stops_with_one_line(command, line, told):
    with pytest.raises((SystemExit, Stop), match=told) as caught:
        command(*line.split())
    assert "\n" not in str(caught.value)
