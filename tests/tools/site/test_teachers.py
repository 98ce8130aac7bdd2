"""The teachers' pages: whole, true to their lessons, and with no number that code did not make."""

import ast
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from bce_lessons import lessons, surprisal
from bce_lessons.lessons import catalogue
from bce_lessons.lessons.catalogue import exercises
from bce_lessons.practice import QUESTIONS
from tests.prose_numbers import numbers
from tools.folders import Folders
from tools.notebooks import form, minutes
from tools.site import depends, mistakes, sketch, teachers
from tools.site import numbers as computing
from tools.stop import Stop

NAMES = list(map(lessons.notebook, lessons.ORDER))
PARTS = [
    "Before",
    "Plan by the minute",
    "Likely wrong answers",
    "Forecasts",
    "Questions for discussion",
    "Board plan",
    "One exam question",
]
FIRST = lessons.notebook("score_one_prediction")
LESSON = form.load(form.NOTEBOOKS / f"{FIRST}.ipynb")


def source(name):
    return (teachers.PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """All pages, as the site makes them."""
    return dict(teachers.pages(tmp_path_factory.mktemp("teachers")))


def test_every_lesson_has_a_page_and_the_index_lists_them():
    index = (teachers.PAGES / "index.md").read_text(encoding="utf-8")
    assert sorted(path.stem for path in teachers.PAGES.glob("[0-9]*.md")) == NAMES
    assert "\n\n@PAGES@\n```" in index, "the site fills it in"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole(pages, name):
    page, number = pages[name], name[:2]
    asked = [question for question in QUESTIONS.values() if question.id.startswith(number)]
    parts = [part for part in PARTS if asked or part != "Forecasts"]
    found = re.findall(r"(?m)^## (.+?)(?: \(\d+ points\))?$", page)
    assert found == parts
    assert page.startswith("---\nnosearch: true\n---\n")
    assert "{{" not in page
    assert "{numbers}" not in page
    for exercise in (one for one in exercises().values() if one.number.startswith(number)):
        title = exercise.title.removeprefix("Exercise ")
        rows = page.partition(f"[**{title}**")[2].split("\n| [**")[0].split("\n| ")
        assert len(rows) >= 3, f"{exercise.number}: the right answer and at least two mistakes"
    for question in asked:
        assert mistakes.escaped(question.statement).replace(" %", "\u00a0%") in page
    discussed = page.partition("## Questions for discussion")[2].partition("## ")[0]
    assert 4 <= len(re.findall(r"(?m)^\d\. \*\*", discussed)) <= 6
    assert "*Tempting and wrong:*" in discussed
    assert page.count("::::{div} panel") == 3
    assert "<svg" in page or name.endswith("check_the_claims")  # its board is lists


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_the_lesson_s_own(pages, name):
    lesson = form.load(form.NOTEBOOKS / f"{name}.ipynb")
    rows = pages[name].partition("{div} teach-plan\n")[2].partition("\n:::")[0].splitlines()[2:]
    found = [teachers.cells(row) for row in rows]
    headings = re.findall(r"(?m)^## (.+)$", "\n".join(c.source for c in lesson.cells))
    titles = [re.match(r"\[(.+)\]\(", row[1])[1] for row in found]
    assert titles == [heading for heading in headings if heading != "Further reading"]
    timed = [(int(row[0]), int(row[2])) for row in found if row[2] != teachers.HOME]
    assert timed[0][0] == 0
    for (start, lasts), (following, _) in pairwise(timed):
        assert start + lasts == following
    said = re.search(r"Time:\*\* (\d+) minutes", lesson.cells[0].source)
    assert sum(timed[-1]) == int(said[1])


# --- Numbers ------------------------------------------------------------------------------


def bare(text, headings=()):
    """List the decimals that stand outside code, markers, headings and names of exercises."""
    text = computing.BLOCK.sub("", text)
    text = computing.MARKER.sub("", re.sub(r"`[^`\n]+`", "", text))
    for heading in headings:
        text = text.replace(heading, "")
    known = {one.lstrip("0") for one in exercises()}
    return [number.written for number in numbers(text) if number.written not in known]


@pytest.mark.parametrize("name", NAMES)
def test_no_decimal_stands_bare(name):
    lesson = form.load(form.NOTEBOOKS / f"{name}.ipynb")
    assert bare(source(name), teachers.headings(lesson)) == []


def test_a_bare_decimal_is_found():
    assert bare("It costs 0.69 nats, `0.5`, {{ 0.9 }}, in 1.2.\n") == ["0.69"]
    assert bare("Say what 0.3329 is", ["Say what 0.3329 is"]) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_marker_holds_a_result(name):
    """A given input has two digits; what has more is to be computed."""
    published = [0.853]
    for marker in computing.MARKER.findall(source(name)):
        nodes = ast.walk(ast.parse(marker.strip(), mode="eval"))
        floats = [n.value for n in nodes if isinstance(n, ast.Constant) and type(n.value) is float]
        long = [one for one in floats if len(Decimal(repr(one)).normalize().as_tuple().digits) > 2]
        assert long in ([], published)


@pytest.fixture
def computed(tmp_path):
    def compute(text):
        return computing.computed(text, tmp_path / "page.md", {})

    return compute


def test_markers_are_computed_with_the_names_of_the_blocks(computed):
    block = "```{numbers}\ncost = surprisal(0.1)\n```\n"
    assert computed(block + "It is {{ fixed(cost) }} nats.") == "It is 2.30 nats."
    assert computed("{{ fixed(-0.5, 1) }} {{ percent(0.125, 1) }} {{ 0.9 }} {{ 3 }}") == (
        "−0.5 12.5 % 0.9 3"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one\ntwo {{ fixd(1) }}", "page.md, line 2: fixd.*NameError"),
        ("\n{{ 1 + }}", "page.md, line 2: .*SyntaxError"),
        ("{{ np.log(2) }}", "page.md, line 1: np.log.2.: .*0.693.* round it"),
        (
            "a\n```{numbers}\nx = 1\nassert x > 1\n```\n",
            "page.md, line 4: assert x > 1: AssertionError",
        ),
        ("```{numbers}\nx = 1\nx x\n```\n", "page.md, line 3: x x: SyntaxError"),
    ],
)
def test_what_cannot_be_computed_names_its_line(computed, text, said):
    with pytest.raises(Stop, match=said):
        computed(text)


# --- Tables and panels --------------------------------------------------------------------


def test_an_exercise_is_called_by_its_number_or_if_it_is_left_out_by_its_slug(monkeypatch):
    assert computing.exercise("one-nat") == f"{lessons.number('score_one_prediction')}.1"
    with pytest.raises(LookupError, match="no exercise is called one-not"):
        computing.exercise("one-not")
    left_out = replace(catalogue.exercise("one-nat"), number="")
    monkeypatch.setattr(catalogue, "_by_slug", lambda: {"one-nat": left_out})
    assert computing.exercise("one-nat") == "“one-nat”"


def test_a_plan_that_is_not_the_lesson_s_is_refused():
    parts = [h for h in teachers.headings(LESSON) if h != "Further reading"]
    right = [[part, "0", "", ""] for part in parts]
    right[0][1] = str(form.minutes(LESSON))
    assert f"| 0 | [{parts[0]}]" in teachers.plan(right, LESSON, FIRST)
    right[0][1] = "1"
    with pytest.raises(Stop, match=f"takes 1 minutes, not {form.minutes(LESSON)}"):
        teachers.plan(right, LESSON, FIRST)
    with pytest.raises(Stop, match="the parts of the plan are to be"):
        teachers.plan(right[1:], LESSON, FIRST)


@pytest.mark.parametrize("parts", ["*Two cases* 4", "*No such part* 15", "none"])
def test_a_shorter_plan_that_does_not_add_up_is_refused(parts):
    text = f"**If you have only 15 minutes:** {parts}.\n\n## Next"
    with pytest.raises(Stop, match="shorter plan"):
        teachers.short(text, LESSON, FIRST)
    teachers.short(text.replace(parts, shared(15)), LESSON, FIRST)


def shared(total):
    """Share minutes among the first parts of the first lesson, to each no more than it has."""
    said = []
    for part, lasts in minutes.parts(LESSON).items():
        said.append(f"*{part}* {min(lasts, total)}")
        total -= min(lasts, total)
    return ", ".join(said)


def test_a_shorter_plan_that_gives_a_section_more_than_the_plan_is_refused():
    *_, (part, lasts) = minutes.parts(LESSON).items()
    text = f"**If you have only {lasts} minutes:** *{part}* {lasts}.\n\n"
    teachers.short(text, LESSON, FIRST)
    with pytest.raises(Stop, match=f"more than the plan: {part} {lasts + 1}, of {lasts}"):
        teachers.short(text.replace(str(lasts), str(lasts + 1)), LESSON, FIRST)


def rows_of(made):
    return [teachers.cells(row) for row in made.splitlines()[3:-1]]


def test_answers_list_every_exercise_and_mistakes_with_remarks_first():
    made = rows_of(teachers.answers("- `one-nat`: x\n  - `one-bit`: y", LESSON, FIRST))
    numbers = [row[0][3:6] for row in made if row[0]]
    assert numbers == [one.lstrip("0") for one in exercises() if one.startswith("01")]
    assert made[0][1:] == ["**0.3679**", "right", "x"]
    assert made[1][1] == "0.5"
    assert made[1][2].startswith("A loss of one *bit* would have this p")
    assert [row[3] for row in made[1:4]] == ["y", "", ""]
    assert made[2][1] == "0.6321", "the first known mistake stands in for a second remark"
    assert len(made) == 3 * len(numbers)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- `one-nat`: x\n  - `nonsense`: y", "one-nat: no known mistake is called nonsense"),
        ("- `nonsense`: x", "no exercise of this lesson is called nonsense"),
        ("- `suits`: of another lesson", "no exercise of this lesson is called suits"),
        ("- one-nat: x", "write '- `slug`: what you say', and not '- one-nat: x'"),
        ("  - `one-bit`: x", "write '- `slug`: what you say'"),
    ],
)
def test_remarks_on_what_is_not_there_are_refused(text, said):
    with pytest.raises(Stop, match=re.escape(said)):
        teachers.answers(text, LESSON, FIRST)


def test_forecasts_are_charged_and_complete():
    slugs = [one.slug for one in QUESTIONS.values() if one.lesson == 3]
    text = "\n".join(f"- `{slug}` (80 %): x" for slug in slugs[:-1])
    made = teachers.forecasts(text, NAMES[2])
    assert f"**false** | 80 %, which costs {surprisal(0.2):.2f} nats" in made
    assert f"**true** | 80 %, which costs {surprisal(0.8):.2f} nats" in made
    assert made.count("80 %") == len(slugs) - 1
    assert QUESTIONS[f"03-{slugs[-1]}"].statement in made, "also where nothing is remarked"
    for wrong, why in (
        ("- `no-such` (80 %): x", "is called no-such"),
        ("| a |", "write '- `slug`"),
    ):
        with pytest.raises(Stop, match=why):
            teachers.forecasts(wrong, NAMES[2])


def test_points_must_add_up():
    text = "## One exam question (3 points)\n\n| Points | For |\n|---|---|\n| 2 | a |\n| 1 | b |\n"
    teachers.points(text, "x")
    with pytest.raises(Stop, match="gives 3 points, not 4"):
        teachers.points(text.replace("(3", "(4"), "x")


def test_what_a_function_gives_is_shown_on_the_first_case_that_tells():
    gives, says = mistakes.find(catalogue.exercise("fix-it"), "sum")
    assert gives == "f([1, 0], [0.9, 0.2]) = 0.3285, not 0.1643"
    assert says.startswith("That is the sum")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-0.5, "−0.5"),
        (-0.0, "0"),
        (np.inf, "∞"),
        ([1.0, np.nan], "[1, NaN]"),
        (2.5e-16, "2.5 × 10<sup>−16</sup>"),
        (np.arange(20), "20 values, first [0, 1, 2]"),
        (np.ones(20), "20 times 1"),
    ],
)
def test_values_are_written_to_be_read(value, written):
    assert mistakes.shown(value) == written


def test_a_sketch_says_in_words_what_it_shows_and_leaves_out_what_is_outside():
    made = sketch.sketch(
        'A "curve"',
        x=(0, 1),
        y=(0, 2),
        axes=("p", "nats"),
        curves=[(surprisal, "y = 1", 0.5)],
        dots=[(0.5, surprisal(0.5), "coin")],
        marks=[0, 1],
        heights=[-1],
    )
    assert 'aria-label="A &quot;curve&quot;"' in made
    assert "inf" not in made
    assert "nan" not in made
    heights = [float(y) for y in re.findall(r"L[\d.]+ ([\d.]+)", made)]
    assert min(heights) >= sketch.TOP - 1
    assert all(word in made for word in ("coin", "y = 1", "−1"))


FOLDER = f"bce_lessons/lessons/{lessons.ORDER[0]}"
INPUTS = ["tools/site/mistakes.py", "tools/notebooks/form.py", "bce_lessons/losses.py"]
INPUTS += [f"{FOLDER}/model.py", f"notebooks/{NAMES[0]}.ipynb", f"docs/teachers/{NAMES[0]}.md"]
OTHERS = ["bce_lessons/noise.py", f"docs/teachers/{NAMES[1]}.md", "tools/site/pages.py"]


def change(root, name, words):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(words)


@pytest.mark.parametrize("name", [*INPUTS, "requirements.txt", *OTHERS])
def test_a_change_of_any_input_asks_for_another_page_and_of_others_for_none(tmp_path, name):
    for one in (*INPUTS, *OTHERS, "requirements.txt"):
        change(tmp_path, one, "one")
    change(tmp_path, "bce_lessons/__init__.py", "from bce_lessons.losses import one")
    change(tmp_path, f"{FOLDER}/__init__.py", "")

    def found():
        folders = Folders(tmp_path)
        return teachers.fingerprint(NAMES[0], depends.Package(folders), folders)

    before = found()
    assert found() == before
    change(tmp_path, name, "two")
    assert (found() != before) == (name not in OTHERS)


def test_a_page_is_kept_until_anything_changes(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(teachers, "ORDER", lessons.ORDER[:1])
    monkeypatch.setattr(teachers, "made", lambda name: made.append(name) or "page")
    for fingerprint in ("a", "a", "b"):
        monkeypatch.setattr(teachers, "fingerprint", lambda *page, it=fingerprint: it)
        assert list(teachers.pages(tmp_path)) == [(NAMES[0], "page")]
    assert made == [NAMES[0]] * 2
    assert len(list(tmp_path.iterdir())) == 1
