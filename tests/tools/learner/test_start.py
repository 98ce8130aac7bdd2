"""JupyterLab opens the copy where the learner stopped, and trusts what the course laid in it."""

import json
import os

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from tests.tools.learner.small import answer, begun, show
from tools import lab
from tools.learner import stopped
from tools.learner.copy import STATE


@pytest.fixture
def opened(small):
    """Say which notebook is opened next; the copy has been laid once."""
    small.lay()
    return lambda: stopped.lesson(small.copy)


def test_the_first_start_opens_start_here(small, opened):
    assert opened() == "00_start_here.ipynb"
    small.course("01_add", "x = 2")
    small.lay()
    assert opened() == "00_start_here.ipynb", "that was the course, not the learner"


def test_a_later_one_the_lesson_that_was_shown_last(small, opened):
    small.change("01_add", answer)
    show(small, "notebook:01_add.ipynb", when=2)
    show(small, "notebook:02_carry.ipynb", "other", when=3)
    assert opened() == "02_carry.ipynb"
    show(small, "notebook:solutions/01_add.ipynb", "other", when=3)
    assert opened() == "01_add.ipynb"


@pytest.mark.parametrize(
    "current", ["launcher-0", "notebook:gone.ipynb", "notebook:../secret.ipynb", None, 5]
)
def test_else_the_one_that_was_saved_last(small, opened, current):
    (small.mine.parent / "secret.ipynb").write_text("{}")
    show(small, current)
    (small.mine / STATE / stopped.WORKSPACES / "bad.jupyterlab-workspace").write_text("{")
    assert opened() == "00_start_here.ipynb"
    for when, stem in enumerate(("02_carry", "01_add"), start=5):
        small.change(stem, answer)
        os.utime(small.mine / f"{stem}.ipynb", (when, when))
    assert opened() == "01_add.ipynb"


def test_a_course_without_start_opens_what_it_has(small, opened):
    (small.mine / "00_start_here.ipynb").unlink()
    assert opened() == "01_add.ipynb"
    for path in small.mine.glob("*.ipynb"):
        path.unlink()
    assert opened() == ""


def test_it_serves_the_copy_and_passes_options_through(small, monkeypatch, capsys):
    got = begun(small, monkeypatch, "--no-browser", "--port", "9999")
    assert got[:2] == [
        f"--ServerApp.root_dir={small.mine}",
        "--LabApp.default_url=/lab/tree/00_start_here.ipynb",
    ]
    assert got[-3:] == ["--no-browser", "--port", "9999"]
    assert os.environ["JUPYTERLAB_WORKSPACES_DIR"] == str(small.mine / STATE / "workspaces")
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("Your own copy of the lessons is in my_lessons")
    assert last == "Opening JupyterLab; to stop it, press Ctrl-C here twice."
    (small.mine / "what I think.ipynb").write_text("{}")
    show(small, "notebook:what I think.ipynb")
    assert "--LabApp.default_url=/lab/tree/what%20I%20think.ipynb" in begun(small, monkeypatch)


def test_an_option_of_the_learners_takes_the_place_of_ours(small, monkeypatch):
    chosen = ["--LabApp.default_url=/lab/tree/solutions", "--ServerApp.root_dir", "elsewhere"]
    got = begun(small, monkeypatch, *chosen)
    assert [one for one in got if "=" not in one or one in chosen] == chosen
    assert not [one for one in got if "root_dir=" in one]


def test_originals_are_opened_as_they_are(small, monkeypatch):
    got = begun(small, monkeypatch, "--originals", "--no-browser")
    assert got == [
        f"--ServerApp.root_dir={small.folders.notebooks}",
        "--LabApp.default_url=/lab/tree/00_start_here.ipynb",
        "--no-browser",
    ]
    assert not small.mine.exists()
    assert os.environ["JUPYTERLAB_WORKSPACES_DIR"] == "others"


def test_what_the_course_laid_is_trusted_and_what_came_from_elsewhere_is_not(small, monkeypatch):
    options = begun(small, monkeypatch)
    foreign = small.read("01_add")
    foreign["cells"][1]["outputs"] = [
        {"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": {}}
    ]
    (small.mine / "01_add.ipynb").write_text(json.dumps(foreign), encoding="utf-8")
    assert begun(small, monkeypatch)[2:] == options[2:]
    given = dict(one.removeprefix("--NotebookNotary.").split("=") for one in options[3:])
    notary = NotebookNotary(**given)
    trusted = [
        path.name
        for path in sorted(small.mine.glob("*.ipynb"))
        if notary.check_signature(nbformat.read(path, as_version=4))
    ]
    notary.store.close()
    assert trusted == ["00_start_here.ipynb", "02_carry.ipynb"]
    assert all(place.startswith(str(small.mine / STATE)) for place in given.values())


def test_where_nothing_can_be_written_jupyterlab_keeps_its_own(small, monkeypatch):
    begun(small, monkeypatch)
    monkeypatch.setattr(lab.os, "access", lambda path, mode: False)
    assert not [one for one in begun(small, monkeypatch) if "NotebookNotary" in one]
    assert os.environ["JUPYTERLAB_WORKSPACES_DIR"] == "others"


def test_help_says_all_that_and_starts_nothing(small, capsys):
    with pytest.raises(SystemExit):
        lab.main(["--help"], small.folders)
    said = " ".join(capsys.readouterr().out.split())
    for words in ("--originals", "my_lessons/", "where you stopped", "never overwritten"):
        assert words in said
    assert not small.mine.exists()
