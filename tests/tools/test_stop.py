"""What a task cannot do is said in one line, with the task's name, and costs an exit code of 1."""

import pytest

from tools.stop import Stop, because, ended


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
