"""What a task cannot do is said in one line, with the task's name, and costs an exit code of 1."""

import runpy

import pytest

from tools.stop import Stop, because, ended, explained


def test_a_stop_is_one_line_and_an_exit_code(capsys):
    def stops():
        with because("the pages need"):
            raise Stop("npm")

    assert ended("course.py site", stops) == 1
    assert capsys.readouterr().err == "course.py site: the pages need npm\n"


def test_other_errors_and_exit_codes_pass(capsys):
    assert ended("x", lambda: 7) == 7
    with pytest.raises(ZeroDivisionError), because("while dividing:"):
        ended("x", lambda: 1 / 0)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ORDER = (\n    'a'\n", "lessons/a.py, line 1: SyntaxError: '(' was never closed"),
        ("x = 1\n  y = 2\n", "lessons/a.py, line 2: IndentationError: unexpected indent"),
        ("\nimport nump\n", "lessons/a.py, line 2: ModuleNotFoundError: No module named 'nump'"),
        ("def f():\n    return z\n\nf()", "lessons/a.py, line 4: NameError: name 'z' is not defi"),
        ("raise ValueError('one\\ntwo')", "lessons/a.py, line 1: ValueError: one two"),
    ],
)
def test_a_file_that_cannot_be_imported_is_named_with_its_line(tmp_path, source, said):
    path = tmp_path / "package" / "lessons" / "a.py"
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    with pytest.raises(Stop) as caught, explained(tmp_path / "package"):
        runpy.run_path(str(path))
    assert str(caught.value).startswith(f"package/{said}")
    assert "\n" not in str(caught.value)
    others = pytest.raises((ValueError, NameError, SyntaxError, ImportError))
    with others, explained(tmp_path / "other"):
        runpy.run_path(str(path))


def test_stops_and_what_goes_wrong_later_pass(tmp_path):
    with pytest.raises(Stop, match=r"^npm$"), explained(tmp_path):
        raise Stop("npm")
    with pytest.raises(ZeroDivisionError), explained(tmp_path):
        1 / 0  # noqa: B018
