"""`course.py lessons` lists what is there, and says what is not."""

import pytest

from bce_lessons import lessons
from bce_lessons.lessons import catalogue
from tools import lessons as registry
from tools.notebooks import form


def test_the_table_counts_what_each_lesson_holds(capsys):
    assert registry.main([]) == 0
    header, *rows = capsys.readouterr().out.partition("\n\n")[0].splitlines()
    assert header.split() == list(registry.HEADER[1:])
    assert len(rows) == len(lessons.ORDER)
    for number, (topic, row) in enumerate(zip(lessons.ORDER, rows, strict=True), start=1):
        title, *counts = row[4 : header.index("Folder")].rsplit(maxsplit=4)
        lesson = form.load(form.NOTEBOOKS / f"{lessons.notebook(topic)}.ipynb")
        asked = [one for one in catalogue.questions().values() if one.lesson == number]
        asks = [one for one in catalogue.exercises() if int(one[:2]) == number]
        assert (int(row[:2]), title.strip()) == (number, form.title(lesson))
        assert list(map(int, counts[:3])) == [form.minutes(lesson), len(asked), len(asks)]
        assert row[header.index("Folder") :] == topic
    modules = (m for topic in lessons.ORDER for m in catalogue.modules(topic, "explorers"))
    total = sum(int(row[: header.index("Folder")].split()[-1]) for row in rows)
    assert total == sum(len(module.__all__) for module in modules)


def test_what_the_order_leaves_out_is_named_below(monkeypatch, capsys):
    *order, last = lessons.ORDER
    monkeypatch.setattr(lessons, "ORDER", tuple(order))
    assert registry.main([]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    left_out = [topic for topic in catalogue.topics() if topic not in order]
    assert last in left_out
    assert said == f"Left out: {', '.join(left_out)}. To take one in, write its line into ORDER."


def test_what_a_lesson_lacks_is_named_with_what_to_do(monkeypatch, capsys):
    first, second, *_ = lessons.ORDER
    monkeypatch.setattr(lessons, "ORDER", (second, first, "no_such_lesson"))
    assert registry.main([]) == 1
    said = capsys.readouterr().out
    assert "\n3  –" in said
    assert (
        f"notebooks/02_{second}.ipynb is to be 01_{second}.ipynb: run `python3 course.py "
        "renumber`." in said
    )
    assert "no_such_lesson has no folder bce_lessons/lessons/no_such_lesson/: make it, or" in said
    assert "no_such_lesson has no notebook 03_no_such_lesson.ipynb: write it, or" in said


def test_a_lesson_that_says_no_time_is_named(monkeypatch, capsys, tmp_path):
    topic = lessons.ORDER[0]
    path = form.NOTEBOOKS / f"{lessons.notebook(topic)}.ipynb"
    text = path.read_text(encoding="utf-8").replace("**Time:**", "**Duration:**")
    (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(form, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(lessons, "ORDER", (topic,))
    assert registry.main([]) == 1
    assert "has no time: write **Time:** 25 minutes, in its opening." in capsys.readouterr().out


def test_it_takes_no_arguments():
    with pytest.raises(SystemExit, match="it takes no arguments"):
        registry.main(["3"])
