"""Odd names and notebooks of broken form keep no lesson from opening."""

import contextlib
import os
import subprocess
import sys
import warnings
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from tests.tools.learner.small import begun, show
from tools.folders import HERE
from tools.stop import Stop


@pytest.mark.parametrize("name", [b"m\xe4.ipynb", b"x" * 400, b"a\0b.ipynb"])
def test_no_name_keeps_the_lessons_from_opening(small, monkeypatch, name):
    """Of a file of an older computer, or one that a window showed and no file can have."""
    begun(small, monkeypatch)
    shown = os.fsdecode(name)
    with contextlib.suppress(OSError, ValueError):
        (small.mine / shown).write_text("{}")
    for current in (shown, "\ud800.ipynb"):
        show(small, f"notebook:{current}")
        assert begun(small, monkeypatch)[1] == "--LabApp.default_url=/lab/tree/00_start_here.ipynb"


def broken(found, how):
    """Let an untouched notebook have a form that JupyterLab complains of."""
    if how in found:
        del found[how]
    elif how == "no id":
        for one in found["cells"]:
            del one["id"]
    else:
        found["cells"].append({"id": "t", "cell_type": "raw", "source": "", "metadata": {}})


@pytest.mark.parametrize("how", ["nbformat", "nbformat_minor", "metadata", "no id", "twice"])
def test_a_notebook_of_broken_form_is_passed_over(small, monkeypatch, capfd, how):
    options = begun(small, monkeypatch)
    small.change("01_add", lambda found: broken(found, how))
    small.course("02_carry", "x = 2")
    capfd.readouterr()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert begun(small, monkeypatch) == options
    out, err = capfd.readouterr()
    assert (out.count("\n"), err) == (1, "")
    assert is_trusted(small.mine / "02_carry.ipynb", options)


def is_trusted(path, options):
    """Tell whether JupyterLab, started so, trusts a notebook."""
    given = dict(one.removeprefix("--NotebookNotary.").split("=") for one in options[3:])
    notary = NotebookNotary(**given)
    found = notary.check_signature(nbformat.read(path, as_version=4))
    notary.store.close()
    return found


def hub(*names):
    """Lay a copy as a hub does; return the exit code, and what was said."""
    command = [sys.executable, "-m", "tools.learner", *names]
    done = subprocess.run(command, cwd=HERE.root, capture_output=True, timeout=60)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_a_hub_is_told_of_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    for name in (tmp_path / ("n" * 300), "n" * 300, tmp_path / "file" / "below"):
        code, said = hub(name)
        assert code == 1
        assert said.count("\n") == 1
        assert said.endswith("): name another folder\n")


def test_a_hub_may_lay_it_under_any_name(tmp_path):
    name = tmp_path / os.fsdecode(b"m\xe4")
    try:
        name.mkdir()
        name.rmdir()
    except OSError:
        pytest.skip("names are UTF-8 here")
    code, said = hub(name)
    assert (code, said.count("\n")) == (0, 1)
    assert (name / "00_start_here.ipynb").exists()


def test_a_parent_that_may_not_be_entered_is_named(small, monkeypatch):
    def refused(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, refused)
    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(Stop, match=r"cannot be made .Permission denied.: put the course where"):
        small.lay()


def test_a_file_of_the_course_has_any_name(small):
    name = b"m\xe4.csv"
    try:
        (small.folders.notebooks / os.fsdecode(name)).write_text("1")
    except OSError:
        pytest.skip("names are UTF-8 here")
    for version in (1, 2):
        (small.folders.notebooks / os.fsdecode(name)).write_text(f"{version}")
        small.lay()
        assert (small.mine / os.fsdecode(name)).read_text() == f"{version}"
    (small.mine / os.fsdecode(name)).write_text("mine")
    assert small.lay() == []
    (small.folders.notebooks / os.fsdecode(name)).write_text("3")
    (said,) = small.lay()
    assert said.endswith(": m?_new.csv.")
    assert small.lay() == []
