"""What stands in the way is named once, with what to do; what a full disk left is cleared."""

import os

import pytest

from tests.tools.learner.small import answer, begun, link
from tools.learner import copy as module
from tools.learner.copy import STATE


def deep(small, *names):
    """Let the course have files in folders of folders."""
    for name in names:
        path = small.folders.notebooks / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_folders_are_laid_however_deep(small):
    small.lay()
    deep(small, "data/a/b/c/one.csv", "data/a/two.csv")
    assert small.lay() == []
    assert (small.mine / "data/a/b/c/one.csv").read_text() == "data/a/b/c/one.csv"


@pytest.mark.parametrize("place", ["data", "data/a"])
def test_what_is_not_a_folder_is_named_once(small, place):
    small.lay()
    deep(small, *(f"data/a/b/{number}.csv" for number in range(5)))
    (small.mine / place).parent.mkdir(exist_ok=True)
    (small.mine / place).write_text("mine")
    for _ in range(2):
        assert small.lay() == [
            f"Not laid into my_lessons{os.sep}: {place} is not a folder: rename or delete it."
        ]
    assert (small.mine / place).read_text() == "mine"


def test_a_link_is_not_followed_however_deep_the_folder(small, tmp_path):
    small.lay()
    (tmp_path / "theirs" / "a").mkdir(parents=True)
    link(small.mine / "data", tmp_path / "theirs")
    deep(small, "data/a/one.csv")
    (said,) = small.lay()
    assert said.endswith(": data is a link: rename or delete it.")
    assert not list((tmp_path / "theirs" / "a").iterdir())


@pytest.mark.parametrize(("name", "what"), [("", "folder"), ("/laid.txt", "file of the course")])
def test_what_takes_the_place_of_the_courses_own_files_is_named(small, monkeypatch, name, what):
    small.mine.mkdir()
    path = small.mine / f"{STATE}{name}"
    path.mkdir(parents=True) if name else path.write_text("mine")
    said = f"Not laid into my_lessons{os.sep}: {STATE}{name} is not a {what}: rename or delete it."
    assert small.lay() == [said]
    begun(small, monkeypatch)
    assert os.environ["JUPYTERLAB_WORKSPACES_DIR"].endswith("workspaces") == bool(name)


def parts(small):
    return [path.name for path in sorted((small.mine / STATE).glob("*.part*"))]


def test_a_full_disk_leaves_nothing_half_written(small, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    small.lay()
    small.course("01_add", "x = 2")
    with monkeypatch.context() as patch:
        patch.setattr(module.os, "fsync", full)
        (said,) = small.lay()
    assert said.endswith(": 01_add.ipynb (No space left on device).")
    assert parts(small) == []
    assert small.lay() == []
    assert small.sources("01_add") == ["x = 2"]


def test_what_killed_starts_left_is_cleared_and_nothing_else(small):
    small.lay()
    for name in ("12.part", "99999.part", "mine.part", "7.part.ipynb"):
        (small.mine / STATE / name).write_text("{")
    (small.mine / STATE / "8.part").mkdir()
    (small.mine / "5.part").write_text("mine")
    small.change("01_add", answer)
    assert small.lay() == []
    assert parts(small) == ["7.part.ipynb", "8.part", "mine.part"]
    assert (small.mine / "5.part").read_text() == "mine"


def test_where_others_may_be_writing_nothing_is_cleared(small, monkeypatch):
    """A drive that knows no locks."""

    def unlocked(file):
        raise OSError(95, "Operation not supported")

    small.lay()
    (small.mine / STATE / "12.part").write_text("{")
    monkeypatch.setattr(module.owned, "_try", unlocked)
    assert small.lay() == []
    assert parts(small) == ["12.part"]
