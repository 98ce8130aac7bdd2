"""A task begins once the lessons can be imported and are in order; its help needs neither."""

import importlib
import sys

import pytest

import course
from bce_lessons import lessons
from tools import start
from tools.folders import HERE, Folders

TOOLS = {task: name for task, (name, *_) in course.TASKS.items()}


@pytest.fixture
def told(monkeypatch):
    """List the tools that are started, and start none."""
    calls = []
    monkeypatch.setattr(start.runpy, "run_module", lambda name, **how: calls.append(name))
    monkeypatch.setattr(sys, "argv", [])
    return calls


def test_a_tool_runs_with_its_arguments(told):
    assert start.main(["notebooks.refresh", "3", "4"]) == 0
    assert (told, sys.argv) == (["tools.notebooks.refresh"], ["notebooks.refresh", "3", "4"])


@pytest.mark.parametrize("task", TOOLS)
def test_who_publishes_needs_an_order_and_its_numbers(told, monkeypatch, capsys, task):
    monkeypatch.setattr(lessons, "ORDER", lessons.ORDER[1:])
    publishes = task in ("site", "lite", "slides", "pdf")
    assert start.main([TOOLS[task]]) == int(publishes)
    said = f"course.py {task}: notebooks/02_{lessons.ORDER[0]}.ipynb is to be 01_"
    assert capsys.readouterr().err.startswith(said if publishes else "")
    monkeypatch.setattr(lessons, "ORDER", ())
    needs = task not in ("test", "lessons", "lock", "bench")
    assert start.main([TOOLS[task]]) == int(needs)
    assert start.main([TOOLS[task], "--help"]) == 0


def test_a_module_that_cannot_be_imported_stops_before_anything_runs(
    told, monkeypatch, capsys, tmp_path
):
    (tmp_path / "lessons" / "made_for_a_test").mkdir(parents=True)
    (tmp_path / "lessons" / "made_for_a_test" / "__init__.py").touch()
    broken = tmp_path / "lessons" / "made_for_a_test" / "questions.py"
    broken.write_text("ASKED = (\n", encoding="utf-8")
    monkeypatch.setattr(lessons, "__path__", [str(tmp_path / "lessons")])
    monkeypatch.setattr(start, "HERE", Folders(tmp_path))
    monkeypatch.setattr(Folders, "package", tmp_path)
    said = f"{tmp_path.name}/lessons/made_for_a_test/questions.py, line 1: SyntaxError: '(' was"
    for name in start.RUNS_ALL:
        assert start.main([name]) == 1
        assert said in capsys.readouterr().err
    assert told == []
    del sys.modules["bce_lessons.lessons.made_for_a_test"]


def test_a_lesson_that_cannot_be_imported_is_one_line(monkeypatch, capsys):
    def fails(name, **how):
        exec(compile("\n\nimport nump", str(HERE.package / "lessons" / "a.py"), "exec"))

    monkeypatch.setattr(start.runpy, "run_module", fails)
    assert start.main(["lessons"]) == 1
    said = "bce_lessons/lessons/a.py, line 3: ModuleNotFoundError: No module named 'nump'\n"
    assert capsys.readouterr().err == f"course.py lessons: {said}"


@pytest.mark.parametrize("task", TOOLS)
def test_every_tool_has_help_and_does_nothing_else(monkeypatch, capsys, task):
    package = HERE.root.joinpath("tools", *TOOLS[task].split(".")).is_dir()
    module = importlib.import_module(f"tools.{TOOLS[task]}{'.__main__' * package}")
    for option in ("-h", "--help"):
        with pytest.raises(SystemExit, match=r"^0$"):
            raise SystemExit(module.main([option]))
        usage, _, described = capsys.readouterr().out.partition("\n\n")
        assert usage.startswith(f"usage: course.py {task}")
        assert described.split()[:3] == module.__doc__.split()[:3]


@pytest.mark.parametrize("task", course.TASKS)
def test_help_needs_no_set_up(monkeypatch, capsys, tmp_path, task):
    monkeypatch.setattr(course, "set_up", lambda locks: pytest.fail("something is set up"))
    codes, calls = [0, 1], []
    monkeypatch.setattr(course, "run", lambda *call, **options: calls.append(call) or codes.pop(0))
    monkeypatch.setattr(course, "PYTHON", tmp_path)  # it exists
    assert course.main([task, "x", "--help"]) == 0
    asked = [(tmp_path, "-m", "tools.start", TOOLS[task], "x", "--help")]
    assert calls == asked
    capsys.readouterr()
    for python in (tmp_path, tmp_path / "nowhere"):  # its locks are not there, or nothing is
        monkeypatch.setattr(course, "PYTHON", python)
        assert course.main([task, "-h"]) == 0
        what = course.TASKS[task][2]
        said = f"usage: {course.START} {task} [...]\n\n{what[0].upper()}{what[1:]}.\n"
        assert capsys.readouterr().out == said
        codes[:] = [1]
