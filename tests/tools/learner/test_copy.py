"""A learner's copy follows the course, and nothing of the learner's is ever lost."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.tools.learner.small import answer, link
from tools import check
from tools.folders import HERE
from tools.learner import copy as module
from tools.learner.__main__ import main
from tools.learner.copy import STATE, Copy
from tools.stop import Stop

FOUR = ["00_start_here.ipynb", "01_add.ipynb", "02_carry.ipynb", "solutions/01_add.ipynb"]


def test_the_first_start_lays_it_and_says_where(small):
    assert small.lay() == [
        f"Your own copy of the lessons is in my_lessons{os.sep}: what you change there stays yours."
    ]
    assert small.names() == FOUR
    assert small.read("01_add")["cells"][1]["outputs"] == []
    assert small.read("01_add")["cells"][1]["execution_count"] is None
    assert "widgets" not in small.read("01_add")["metadata"]
    before = small.everything()
    assert small.lay() == []
    assert small.everything() == before


def test_what_was_not_touched_is_renewed(small):
    small.lay()

    def as_jupyterlab_saves(found):
        found["metadata"]["language_info"] = {"name": "python", "version": "3.12"}
        found["cells"].append({"cell_type": "code", "source": "", "metadata": {}, "outputs": []})

    small.change("01_add", as_jupyterlab_saves)
    small.course("01_add", "x = 2")
    assert small.lay() == []
    assert small.sources("01_add") == ["x = 2"]
    small.course("01_add", "x = 1")
    assert small.lay() == []
    assert small.sources("01_add") == ["x = 1"]


def test_what_was_touched_is_left_alone_and_the_new_one_lies_beside(small):
    small.lay()
    small.change("01_add", answer)
    small.change("solutions/01_add", lambda found: found["cells"][1].update(outputs=["ran"]))
    before = small.everything()
    assert small.lay() == [], "the course has not changed"
    small.course("01_add", "x = 2")
    small.course("solutions/01_add", "x = 2")
    assert small.lay() == [
        "You and the course have both changed a lesson. Yours is as it was; new beside it: "
        "01_add_new.ipynb, solutions/01_add_new.ipynb."
    ]
    assert small.sources("01_add_new") == ["x = 2"]
    assert before.items() <= small.everything().items()
    assert small.lay() == [], "once is enough"
    (small.mine / "01_add_new.ipynb").unlink()
    assert small.lay() == [], "who deletes it does not want it"
    assert "01_add_new.ipynb" not in small.names()


def test_a_later_one_takes_the_place_of_what_lies_beside_untouched(small):
    small.lay()
    small.change("01_add", answer)
    for version, places in ((2, ["_new"]), (3, ["_new"]), (4, ["_new", "_new_2"])):
        small.course("01_add", f"x = {version}")
        (said,) = small.lay()
        assert said.endswith(f": 01_add{places[-1]}.ipynb.")
        assert small.sources(f"01_add{places[-1]}") == [f"x = {version}"]
        assert [n for n in small.names() if "_new" in n] == [f"01_add{p}.ipynb" for p in places]
        if version == 3:
            small.change("01_add_new", answer)
    assert small.sources("01_add") == small.sources("01_add_new") == ["x = 'mine'"]


def test_what_was_deleted_is_laid_again_and_what_was_renamed_stays(small):
    small.lay()
    small.change("01_add", answer)
    (small.mine / "01_add.ipynb").rename(small.mine / "my adding.ipynb")
    (small.mine / "02_carry.ipynb").unlink()
    assert small.lay() == []
    assert small.names() == sorted([*FOUR, "my adding.ipynb"])
    assert small.sources("01_add") == ["x = 1"]
    assert small.sources("my adding") == ["x = 'mine'"]


def test_a_lesson_with_another_number_is_renamed_if_untouched(small):
    small.lay()
    small.change("02_carry", answer)
    small.order("first", "add", "carry")
    for old, new in (("02_carry", "03_carry"), ("01_add", "02_add")):
        (small.folders.notebooks / f"{old}.ipynb").rename(small.folders.notebooks / f"{new}.ipynb")
    small.course("01_first", "f = 1")
    (said,) = small.lay()
    assert said.endswith("new beside it: 03_carry.ipynb.")
    assert small.names() == [
        "00_start_here.ipynb", "01_first.ipynb", "02_add.ipynb", "02_carry.ipynb",
        "03_carry.ipynb", "solutions/01_add.ipynb",
    ]  # fmt: skip
    assert small.sources("02_carry") == ["x = 'mine'"]
    assert small.lay() == []


def test_a_lesson_that_the_course_gives_up_stays(small):
    small.lay()
    small.order("add")
    assert small.lay() == []
    assert small.names() == FOUR


@pytest.mark.parametrize("text", ["", "{broken", "[]", '{"cells": 1}', "\xff", "[" * 100_000])
def test_what_cannot_be_read_is_the_learners(small, text):
    small.lay()
    path = small.mine / "01_add.ipynb"
    path.write_text(text, encoding="latin-1")
    assert small.lay() == []
    small.course("01_add", "x = 2")
    (said,) = small.lay()
    assert "01_add_new.ipynb" in said
    assert path.read_text(encoding="latin-1") == text


def test_a_copy_that_others_made_is_taken_as_it_is(small):
    """Of another version, or brought from another computer, without what the course wrote."""
    small.lay()
    small.change("01_add", answer)
    for path in (small.mine / STATE).iterdir():
        path.unlink()
    small.course("02_carry", "x = 2")
    (said,) = small.lay()
    assert said.endswith(": 01_add_new.ipynb, 02_carry_new.ipynb.")
    assert small.sources("01_add") == ["x = 'mine'"]
    small.course("00_start_here", "x = 3")
    assert small.lay() == []
    assert small.sources("00_start_here") == ["x = 3"]


def test_a_damaged_file_of_the_course_leaves_the_others(small):
    (small.folders.notebooks / "01_add.ipynb").write_text("<<<<<<< HEAD\n")
    said = small.lay()
    assert said[1:] == [
        f"Not laid into my_lessons{os.sep}: notebooks/01_add.ipynb "
        "(it is damaged: restore it, or get the course again)."
    ]
    assert small.names() == [FOUR[0], *FOUR[2:]]


def test_nothing_goes_through_a_link(small, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    link(small.mine, theirs)
    with pytest.raises(Stop, match=r"my_lessons is a link to .*theirs, which is left alone"):
        small.lay()
    small.mine.unlink()
    small.lay()
    for name in ("solutions", "01_add.ipynb", "02_carry.ipynb"):
        (small.mine / name).rename(theirs / name)
    for name in ("solutions", "01_add.ipynb", "nowhere"):
        link(small.mine / name.replace("nowhere", "02_carry.ipynb"), theirs / name)
    before = [path.read_bytes() for path in theirs.rglob("*.ipynb")]
    for stem in ("01_add", "02_carry", "solutions/01_add"):
        small.course(stem, "x = 2")
    news, trouble = small.lay()
    assert news.endswith(": 01_add_new.ipynb, 02_carry_new.ipynb.")
    assert trouble.endswith("my_lessons/: solutions is a link: rename or delete it.")
    assert [path.read_bytes() for path in theirs.rglob("*.ipynb")] == before
    link(tmp_path / "state", theirs)
    (small.mine / STATE).rename(tmp_path / "old state")
    (tmp_path / "state").rename(small.mine / STATE)
    with pytest.raises(Stop, match=rf"{STATE} is a link"):
        small.lay()


def test_what_stands_in_the_way_is_left_there(small):
    small.mine.write_text("mine")
    with pytest.raises(Stop, match="my_lessons is not a folder: rename or delete it"):
        small.lay()
    small.mine.unlink()
    (small.mine / "01_add.ipynb").mkdir(parents=True)
    (small.mine / "solutions").write_text("mine")
    news, trouble = small.lay()
    assert news.endswith(": 01_add_new.ipynb.")
    assert trouble.endswith(": solutions is not a folder: rename or delete it.")
    assert (small.mine / "solutions").read_text() == "mine"


def test_of_much_trouble_the_first_is_named(small):
    for stem in ("00_start_here", "01_add", "02_carry", "solutions/01_add"):
        (small.folders.notebooks / f"{stem}.ipynb").write_text("<<<<<<< HEAD\n")
    _, said = small.lay()
    assert f"notebooks/02_carry.ipynb ({module.DAMAGED}); and 1 more." in said


def full(*arguments, **options):
    raise OSError(28, "No space left on device")


def test_where_nothing_can_be_written_what_is_there_serves(small, monkeypatch):
    small.lay()
    for path in (small.mine / STATE).iterdir():
        path.unlink()
    (small.mine / STATE).rmdir()
    monkeypatch.setattr(Path, "mkdir", lambda self, **options: self.exists() or full())
    assert small.lay() == [], "it is whole"
    small.course("01_add", "x = 2")
    (said,) = small.lay()
    assert said == f"Not laid into my_lessons{os.sep}: 01_add.ipynb (No space left on device)."
    assert small.sources("01_add") == ["x = 1"]
    shutil.rmtree(small.mine)
    with pytest.raises(Stop, match=r"cannot be made .No space left on device.: put the course"):
        small.lay()


def test_what_is_saved_meanwhile_is_not_overwritten(small, monkeypatch):
    small.lay()
    small.course("01_add", "x = 2")
    monkeypatch.setattr(module.os, "fsync", lambda file: small.change("01_add", answer))
    (said,) = small.lay()
    assert said.endswith(": 01_add.ipynb (it was being saved: start again).")
    assert small.sources("01_add") == ["x = 'mine'"]


class Killed(BaseException):
    pass


def killing(monkeypatch, after):
    """Let a start end at one of its steps, as kill -9 does: what is done stays."""
    left = [after]

    def step(call):
        def counted(*arguments, **options):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return call(*arguments, **options)

        return counted

    for name in ("open", "replace", "rename", "mkdir"):
        monkeypatch.setattr(Path, name, step(getattr(Path, name)))
    monkeypatch.setattr(module.os, "fsync", step(os.fsync))


def test_however_a_start_ends_the_next_one_goes_on(tmp_path, small):
    small.lay()
    small.change("01_add", answer)
    mine = small.everything()["01_add.ipynb"]
    for after in range(100, 180):
        small.course("01_add", f"x = {after}")
        small.course("02_carry", f"x = {after}")
        (small.mine / "00_start_here.ipynb").unlink()
        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Killed):
            killing(patch, after % 40)
            small.lay()
        said = small.lay()
        assert len(said) <= 1, said

        assert small.everything()["01_add.ipynb"] == mine
        assert small.sources("02_carry") == small.sources("01_add_new") == [f"x = {after}"]
        assert small.names() == sorted([*FOUR, "01_add_new.ipynb"]), after


def test_a_line_that_was_cut_short_is_as_good_as_none(small):
    small.lay()
    ledger = small.mine / STATE / "laid.txt"
    ledger.write_bytes(ledger.read_bytes()[:-20] + b"\nmade 12")
    small.course("01_add", "x = 2")
    assert small.lay() == []
    small.course("01_add", "x = 3")
    assert small.lay() == []
    assert small.sources("01_add") == ["x = 3"]


def test_two_starts_at_once_lay_one_copy(small):
    said = []
    starts = [threading.Thread(target=lambda: said.append(small.lay())) for _ in range(4)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert small.names() == FOUR
    assert len(said) == 4
    small.course("01_add", "x = 2")
    assert small.lay() == []


def test_what_a_learner_does_there_cannot_fail_a_check(tmp_path):
    """Nothing that `course.py test` runs looks there; Git does not either."""
    ignored = (HERE.root / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"/{module.NAME}" in ignored
    shutil.copy(HERE.root / "pyproject.toml", tmp_path)
    (tmp_path / module.NAME).mkdir()
    for name in ("01_add.ipynb", "mine.py", "test_mine.py"):
        (tmp_path / module.NAME / name).write_text("{broken, teh notebook")  # codespell:ignore
    for name, step in check.QUICK.items():
        if name != "imports":
            done = subprocess.run([sys.executable, *step], cwd=tmp_path, capture_output=True)
            assert done.returncode == 0, done
    steps = [*check.TESTS.values(), *check.ALL.values()]
    folders = {part for step in steps for part in step if (HERE.root / part).is_dir()}
    assert folders == {"tests", "tests/tools", "bce_lessons", "notebooks", *check.APART}


def test_hosts_lay_it_where_they_are_told(tmp_path, capsys):
    """A hub, into an account; it says what is to be said, once."""
    assert main([str(tmp_path / "ada" / "my_lessons")]) == 0
    assert str(tmp_path / "ada" / "my_lessons") in capsys.readouterr().out
    assert main([str(tmp_path / "ada" / "my_lessons")]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_said_is_one_line_each(small):
    small.lay()
    for stem in ("01_add", "02_carry"):
        small.change(stem, answer)
        small.course(stem, "x = 2")
    assert [line.count("\n") for line in small.lay()] == [0]
    assert (
        json.loads((small.mine / "01_add.ipynb").read_text())["cells"][1]["source"] == "x = 'mine'"
    )
    assert Copy(small.folders, small.mine).shown == f"my_lessons{os.sep}"
