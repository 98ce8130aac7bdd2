"""A slip in the registry is said in a line, before anything is done by it; lessons have names."""

import pytest

from bce_lessons import lessons
from tests.tools.four_lessons import ordered
from tools import order
from tools.folders import START
from tools.new import edits
from tools.notebooks import form, strict_nbval
from tools.renumber import names
from tools.stop import Stop


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ((), "ORDER in .* is empty"),
        (lessons.ORDER[:1] * 2, f"ORDER names {lessons.ORDER[0]} twice: take one line out"),
        (("throw_darts",), "throw_darts, and bce_lessons/lessons/ has no such folder: is a comma"),
    ],
)
def test_a_slip_is_named(made, said):
    with pytest.raises(Stop, match=said):
        order.checked(made)


def test_the_course_is_in_order():
    order.checked()


FIRST, SECOND, *_, LAST = lessons.ORDER


def test_a_registry_without_an_order_is_named(monkeypatch):
    monkeypatch.delattr(lessons, "ORDER")
    with pytest.raises(Stop, match=r"ORDER in bce_lessons/lessons/__init__\.py is empty"):
        order.checked()


def test_a_lesson_is_called_in_many_ways():
    number, name = len(lessons.ORDER), lessons.notebook(LAST)
    called = [str(number), LAST, LAST.replace("_", "-"), name, f"{name}.ipynb", f"{name}.md"]
    called += [f"notebooks/solutions/{name}.ipynb", LAST.upper()]
    assert {order.topic(one) for one in called} == {LAST}
    assert [order.topic(one) for one in ("1", "01", "001")] == [FIRST] * 3
    assert order.topic("2", [LAST, FIRST]) == FIRST
    assert {order.stem(one) for one in called} == {name}
    assert {order.stem(one) for one in ("0", "00", "start_here", "00_start_here.ipynb")} == {START}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (SECOND[:-1], f"there is no lesson {SECOND[:-1]}: do you mean 02_{SECOND}"),
        (f"07_{FIRST}", f"do you mean 01_{FIRST}"),
        (FIRST.partition("_")[0], f"do you mean .*01_{FIRST}"),
        ("99", f"there is no lesson 99: give a number from 1 to {len(lessons.ORDER)}, or a folder"),
        ("", "there is no lesson : give a number from 1 to"),
        ("½", "there is no lesson ½: give a number from 1 to"),
    ],
)
def test_who_calls_none_gets_the_nearest(name, said):
    with pytest.raises(Stop, match=said) as caught:
        order.topic(name)
    assert "\n" not in str(caught.value)


def test_a_notebook_with_another_number_waits_for_renumber(monkeypatch, tmp_path):
    for topic in (FIRST, SECOND):
        (tmp_path / f"{lessons.notebook(topic)}.ipynb").touch()
    monkeypatch.setattr(lessons, "ORDER", (FIRST, SECOND))
    order.refuse_old_numbers(tmp_path)
    monkeypatch.setattr(lessons, "ORDER", (SECOND,))
    with pytest.raises(Stop, match=f"02_{SECOND}.ipynb is to be 01_{SECOND}.ipynb: run .*renumber"):
        order.refuse_old_numbers(tmp_path)
    monkeypatch.setattr(lessons, "ORDER", (LAST,))
    with pytest.raises(Stop, match=f"{LAST} has no notebook 01_{LAST}.ipynb: write it, or"):
        order.refuse_old_numbers(tmp_path)


def test_nothing_looks_at_a_lesson_that_is_left_out(monkeypatch):
    there = form.below()
    assert len(there) == len(set(there)) == 2 * len(lessons.ORDER) + 2
    assert not any(map(strict_nbval.pytest_ignore_collect, there))
    ordered(monkeypatch, "score_one_prediction")
    assert [path.stem for path in form.lessons()] == [form.START, "01_score_one_prediction"]
    assert [path.parent.name for path in form.below()] == ["notebooks"] * 2 + [
        "solutions",
        "teachers",
    ]
    for name in ("notebooks/add_noise.ipynb", "notebooks/solutions/add_noise.ipynb"):
        assert strict_nbval.pytest_ignore_collect(names.ROOT / name)
    for name in ("notebooks/mine.ipynb", "bce_lessons/lessons/add_noise"):
        assert strict_nbval.pytest_ignore_collect(names.ROOT / name) is None


def test_a_lesson_that_does_not_say_what_it_is_for_is_named(monkeypatch):
    import bce_lessons.lessons.add_noise as folder

    monkeypatch.delattr(folder, "ABLE_TO")
    with pytest.raises(Stop, match=r"add_noise/__init__\.py: .*ABLE_TO"):
        names.told("add_noise")


def test_a_registry_in_one_line_is_told():
    with pytest.raises(Stop, match="ORDER is not written with a line for each entry"):
        edits.with_entry('ORDER = ("a", "b")\n', "ORDER", '    "c",\n')
    with pytest.raises(Stop, match="ORDER is not where it should be"):
        edits.with_entry("", "ORDER", '    "c",\n')
