"""`course.py renumber`: every file follows the order, there and back, and none is lost."""

import contextlib
import itertools
import json
import pickle
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from bce_lessons import lessons
from tests.tools.four_lessons import (
    ORDER,
    PICTURE,
    SLUGS,
    build,
    content,
    course,
    ordered,
    run,
)
from tools.notebooks import form, minutes, way
from tools.renumber import __main__ as renumber
from tools.renumber import journal, names, tables
from tools.renumber.references import References
from tools.stop import Stop


@pytest.fixture(scope="module", autouse=True)
def remembered():
    """Read and write each text of a notebook once: what is the same is valid, too."""
    load, text = form.load, form.text
    loaded, texts = {}, {}

    def remembered_load(path):
        said = path.read_bytes()
        if said not in loaded:
            loaded[said] = pickle.dumps(load(path))
        return pickle.loads(loaded[said])

    def remembered_text(notebook):
        said = json.dumps(notebook)
        if said not in texts:
            texts[said] = text(notebook)
        return texts[said]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form, "load", remembered_load)
        patch.setattr(form, "text", remembered_text)
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """What the files of the made-up course say, by their names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lessons, "ORDER", ORDER)
        root = tmp_path_factory.mktemp("built")
        build(root)
        run(root)
        return content(root)


@pytest.fixture
def house(built, tmp_path, monkeypatch):
    """A course of four lessons in a folder, as `renumber` leaves it."""
    monkeypatch.setattr(lessons, "ORDER", ORDER)
    for name, said in built.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(said)
    return tmp_path


ORDERS = [order for count in (4, 3, 2) for order in itertools.permutations(ORDER, count)]


@pytest.mark.parametrize("order", ORDERS[1::3], ids=lambda order: "-".join(it[0] for it in order))
def test_there_and_back_every_byte_is_the_same(house, monkeypatch, order):
    before = content(house)
    for step in (order, order[::-1], order[:2]):
        ordered(monkeypatch, *step)
        run(house)
        assert len(content(house)) == len(before)
        assert content(house)["notebooks/01_mine.ipynb"] == b"someone's own"
    ordered(monkeypatch, *ORDER)
    run(house)
    assert content(house) == before


def test_all_names_follow(house, monkeypatch):
    ordered(monkeypatch, "roll_dice", "toss_coins", "spin_wheels")
    run(house)
    stems = {"01_roll_dice", "02_toss_coins", "03_spin_wheels", "draw_cards"}
    found = {path.rpartition(".")[0] for path in content(house)}
    assert found >= {f"notebooks/{s}" for s in stems} | {f"notebooks/solutions/{s}" for s in stems}
    assert found >= {f"docs/teachers/{s}" for s in stems} | {"figures/02_coins", "figures/01_dice"}
    cells = way.without(form.load(house / "notebooks" / "02_toss_coins.ipynb").cells)
    assert "Lessons 1 and 2 and the lesson “draw cards”, too" in cells[0].source
    assert cells[1].source == (
        "The lesson “draw cards” told. In Lesson 1's and lesson 3's words: Lessons 2 and 3, 3."
    )
    assert cells[2].source == (
        "[The lesson “draw cards”](draw_cards.ipynb#At) and [it](solutions/01_roll_dice.ipynb): "
        "Lessons 1 to 3 and the lesson “draw cards”"
    )
    assert cells[3].source == (
        "Exercise “draw-one”, and Exercises 2.1 and 3.2; `01-roll-sure` of 03_spin_wheels; 12.5."
    )
    assert cells[4].source == 'ask("02-toss-sure")\ncheck("draw-two", 1)'
    assert cells[4].outputs[0].data == PICTURE | {"text/plain": "01-roll-sure: Lesson 1"}
    assert cells[4].outputs[0].metadata == {"image/png": {"alt": "02-toss-sure"}}
    assert cells[5].source == "### Exercise 2.1: Do it\n\nAs in Exercise 2.1."
    assert cells[6].source == 'answer = ...\ncheck("02.1", answer)'
    assert cells[6].outputs[0].text == "… Exercise 2.1: as Exercise 1.1, of Lesson 1\n"


def test_the_way_follows_and_leads_to_nothing_that_is_left_out(house, monkeypatch):
    ordered(monkeypatch, "roll_dice", "toss_coins", "spin_wheels")
    run(house)
    both = "[Map](00_start_here.ipynb#The-map) · [Glossary](glossary.md)"
    for stem, said in {
        "00_start_here": "Next: [Lesson 1: Roll_dice](01_roll_dice.ipynb)",
        "01_roll_dice": "Previous: [Start here](00_start_here.ipynb) · "
        "Next: [Lesson 2: Toss_coins](02_toss_coins.ipynb)",
        "02_toss_coins": "Previous: [Lesson 1: Roll_dice](01_roll_dice.ipynb) · "
        "Next: [Lesson 3: Spin_wheels](03_spin_wheels.ipynb)",
        "03_spin_wheels": "Previous: [Lesson 2: Toss_coins](02_toss_coins.ipynb)",
        "draw_cards": "",
    }.items():
        cells = form.load(house / "notebooks" / f"{stem}.ipynb").cells
        assert cells[1].source == cells[-1].source == " · ".join(filter(None, [both, said]))
        assert cells[-2].source == way.SHOW


def test_the_minutes_of_start_here_follow_its_own_words(house):
    notebook = form.load(path := house / "notebooks" / "00_start_here.ipynb")
    next(cell for cell in notebook.cells if cell.id == "next").source += " A word." * 400
    path.write_text(form.text(notebook), encoding="utf-8")
    run(house)
    assert minutes.body(form.load(path)) == 10
    assert "| start | 10 |\n" in (house / "README.md").read_text(encoding="utf-8")


def test_lists_of_lessons_follow(house, monkeypatch):
    ordered(monkeypatch, "roll_dice", "toss_coins", "spin_wheels")
    run(house)
    text = (house / "README.md").read_text(encoding="utf-8")
    assert 'Of three lessons, Lesson 3 is last, as Lesson\n1 is not: `check("03.1", …)`' in text
    assert "(figures/02_coins.svg)" in text
    assert "](docs/teachers/02_toss_coins.md)" in text
    rows = [row for row in text.splitlines() if re.match(r"\| \d", row)]
    assert rows[1:] == [
        f"| {n} | [{t.capitalize()}](notebooks/0{n}_{t}.ipynb) | see {t} | 5 + 15 |"
        for n, t in enumerate(lessons.ORDER, start=1)
    ]
    start, link = way.without(form.load(house / "notebooks" / "00_start_here.ipynb").cells)
    assert start.source.count("\n| ") == 4
    assert "| 1 | [Roll_dice](01_roll_dice.ipynb) | Why roll_dice? | 5 + 15 |" in start.source
    assert link.source == "Open [Lesson 1: Roll_dice](01_roll_dice.ipynb)."
    index = (house / "docs" / "teachers" / "index.md").read_text(encoding="utf-8")
    assert index.splitlines()[3:-1] == ["01_roll_dice", "02_toss_coins", "03_spin_wheels"]
    assert (house / "docs" / "index.md").read_text(encoding="utf-8") == "In three lessons.\n"


def test_a_new_lesson_pushes_the_others(house, monkeypatch):
    ordered(monkeypatch, *ORDER[:3])
    run(house)
    ordered(monkeypatch, "spin_wheels", *ORDER[:3])
    run(house)
    assert (house / "notebooks" / "04_roll_dice.ipynb").exists()
    page = (house / "docs" / "teachers" / "04_roll_dice.md").read_text(encoding="utf-8")
    assert "As Lesson 2." in page
    assert "Exercise 4.2. (Lessons 3 and 4.) *Lesson 1* ends." in page


def test_a_new_exercise_renumbers_those_after_it(house, monkeypatch):
    monkeypatch.setitem(SLUGS, "toss_coins", ("toss-new", "toss-one", "toss-two"))
    run(house)
    cells = form.load(house / "notebooks" / "solutions" / "01_toss_coins.ipynb").cells
    assert cells[1].source == "### Exercise 1.2: Do it\n\nAs in Exercise 1.2."
    assert cells[2].source == 'answer = ...\ncheck("01.2", answer)'
    assert cells[3].source == "See Exercise 1.3."


# --- What is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "made", "said"),
    [
        (ORDER, "notebooks/toss_coins.ipynb", "01_toss_coins.ipynb and toss_coins.ipynb are one"),
        (ORDER, "notebooks/solutions/02_toss_coins.ipynb", "01_toss_coins.ipynb and 02_toss_coins"),
        (ORDER[::-1], "figures/coins.svg", "01_coins.svg and coins.svg are one figure"),
    ],
)
def test_a_conflict_is_refused_and_nothing_changes(house, monkeypatch, order, made, said):
    ordered(monkeypatch, *order)
    if made:
        (house / made).write_bytes((house / "notebooks" / "01_toss_coins.ipynb").read_bytes())
    before = content(house)
    with pytest.raises(Stop, match=said):
        renumber.plan(course(house))
    assert content(house) == before


def test_a_lesson_without_a_notebook_is_refused(house):
    (house / "notebooks" / "02_draw_cards.ipynb").unlink()
    with pytest.raises(Stop, match=r"no draw_cards.ipynb: `python3 course.py new lesson`"):
        renumber.plan(course(house))


def test_two_notebooks_of_one_number_are_refused(house):
    folder = house / "notebooks"
    (folder / "02_draw_cards.ipynb").rename(folder / "01_draw_cards.ipynb")
    said = "01_draw_cards.ipynb and 01_toss_coins.ipynb have one number"
    with pytest.raises(Stop, match=said):
        renumber.plan(course(house))


def test_a_lesson_that_was_deleted_and_is_still_named_is_refused(house, monkeypatch):
    for path in house.rglob("02_draw_cards.*"):
        path.unlink()
    ordered(monkeypatch, "toss_coins", "roll_dice", "spin_wheels")
    with pytest.raises(Stop, match="texts name Lesson 2, and no notebook has that number"):
        renumber.plan(course(house))


@pytest.mark.parametrize("step", [*range(0, 40, 3), 10_000])
@pytest.mark.parametrize("told", [False, True], ids=["before", "after"])
def test_a_run_that_is_cut_off_is_finished_by_the_next(
    house, monkeypatch, tmp_path_factory, step, told
):
    ordered(monkeypatch, *ORDER[::-1])
    other = tmp_path_factory.mktemp("other") / "whole"
    shutil.copytree(house, other)
    journal.write(other, *renumber.plan(course(other)))
    assert journal.finish(other)
    moved, texts = renumber.plan(course(house))
    journal.write(house, moved, texts)
    replace, calls = Path.replace, itertools.count()

    def killed(source, target):
        call = next(calls)
        if call == step and not told:
            raise KeyboardInterrupt
        replace(source, target)
        if call == step:
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with contextlib.suppress(KeyboardInterrupt):
        journal.finish(house)
    monkeypatch.setattr(Path, "replace", replace)
    assert journal.finish(house) == (step < 2 * len(moved) + len(texts))
    assert content(house) == content(other)
    assert not journal.finish(house)


# --- Texts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "became"),
    [
        ("Lessons 1 to 3 and Lesson 4", "Lessons 2 to 4 and Lesson 1"),
        ("Lessons 2, 3 and 4", "Lessons 1, 3 and 4"),
        ("Lessons 1 to 4", "Lessons 1 to 4"),
        ("Lessons 2 to 4: x", "Lessons 1, 3 and 4: x"),
        ("Lesson\n  4 wraps", "Lesson\n  1 wraps"),
        ("Lesson 3.2 and 3 points, 4.1 nats", "Lesson 3.2 and 3 points, 4.1 nats"),
        ("bce_lessons 1, lessons 4", "bce_lessons 1, lessons 4"),
        ("Lessons 4 and 5; Lesson 7", "Lessons 4 and 5; Lesson 7"),
        ("the lesson “play chess”", "the lesson “play chess”"),
        (
            "tools/roll_dice.py, roll_dice, x03_roll_dice",
            "tools/roll_dice.py, roll_dice, x03_roll_dice",
        ),
        ("lessons/03_roll_dice.html#a", "lessons/04_roll_dice.html#a"),
        ("Exercise 9.9, exercise 4.1 nats", "Exercise 9.9, exercise 1.1 nats"),
        (
            "a04-spin-sure 04-spin-sure-x 04-spin-sure.",
            "a04-spin-sure 04-spin-sure-x 01-spin-sure.",
        ),
    ],
)
def test_a_text_follows(house, monkeypatch, text, became):
    ordered(monkeypatch, "spin_wheels", *ORDER[:3])
    assert References(course(house)).text(text) == became


def test_a_left_out_lesson_begins_a_sentence(house, monkeypatch):
    ordered(monkeypatch, "toss_coins")
    text = (
        "Lesson 2. Lesson 3, “Lesson 4”.\n\n- *Lesson 2*: Lesson 2\n| Lesson 3 | Lessons 2 and 3 |"
    )
    assert References(course(house)).text(text) == (
        "The lesson “draw cards”. The lesson “roll dice”, “the lesson “spin wheels””.\n\n"
        "- *The lesson “draw cards”*: the lesson “draw cards”\n"
        "| The lesson “roll dice” | the lessons “draw cards” and “roll dice” |"
    )


@pytest.mark.parametrize("count", [1, 11, 20, 21])
def test_the_number_of_lessons_is_a_word_up_to_twenty(monkeypatch, count):
    ordered(monkeypatch, *"x" * count)
    word = {1: "one", 11: "eleven", 20: "twenty", 21: "21"}[count]
    assert tables.counted("in eleven lessons, 3 lessons") == f"in {word} lessons, {word} lessons"


# --- The course itself --------------------------------------------------------------------


def test_the_course_follows_its_order():
    moved, texts = renumber.plan(names.ours())
    assert (list(moved), list(texts)) == ([], []), "run: python3 course.py renumber"


def test_a_left_out_lesson_calls_its_own_exercises_by_slug(house, monkeypatch):
    """By number, its checks would judge another lesson's exercises."""
    before = content(house)
    ordered(monkeypatch, *ORDER[1:])
    run(house)
    for folder in ("notebooks", "notebooks/solutions"):
        text = (house / folder / f"{ORDER[0]}.ipynb").read_text(encoding="utf-8")
        assert "Exercise “toss-one”:" in text
        assert 'check(\\"toss-one\\"' in text
    ordered(monkeypatch, *ORDER)
    run(house)
    assert content(house) == before


def test_the_task_says_what_it_did(house, monkeypatch, capsys):
    monkeypatch.setattr(names, "ours", lambda: course(house))
    ordered(monkeypatch, *ORDER[:3])
    monkeypatch.setattr("tools.figures.main", lambda arguments: print("drawn"))
    monkeypatch.setattr("tools.order.checked", lambda: None)
    assert renumber.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "notebooks/04_spin_wheels.ipynb is now spin_wheels.ipynb"
    assert said[3].startswith("3 files renamed, ")
    assert "refresh" in said[-1]
    assert renumber.main([]) == 0
    assert capsys.readouterr().out == "0 files renamed, 0 texts rewritten\n"
    ordered(monkeypatch, "no_such")
    with pytest.raises(Stop, match="ORDER names no_such"):
        renumber.main([])
    assert nbformat.read(house / "notebooks" / "spin_wheels.ipynb", as_version=4).cells
