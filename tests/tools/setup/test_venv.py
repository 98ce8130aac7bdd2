"""A .venv is made once, noticed when it is damaged, and finished or said not to be."""

import errno
import importlib.util
import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tools.folders import HERE
from tools.setup import owned
from tools.setup import venv as course_venv
from tools.setup.venv import EVERYONES, Venv
from tools.stop import Stop

ROOT = HERE.root
TEST = "requirements/test.txt"
SETTINGS = {"share/lab.json": {"a": 1}}
PACKAGES = "lib/python3/site-packages"


class Installer:
    """Installs as told: what the steps make, and in what they fail."""

    makes, faults, steps, for_pip, watch = {}, [], [], {}, None

    def __init__(self, root, venv, python, env, inherited=None):
        self.venv, self.python, self.cache = venv, python, venv / "cache"

    def step(self, what, *command, **more):
        self.steps.append(what)
        if Installer.watch:
            Installer.watch()
        if what == "Making .venv":
            for name in ("bin/python", "Scripts/python.exe", "pyvenv.cfg"):
                put(self.venv / name)
        if what == "Checking":
            return bool(self.said())
        return 0

    def said(self):
        return "\n".join(self.faults.pop(0)) if self.faults else ""

    def prepare(self, uv):
        assert uv.startswith("uv==")
        put(self.cache / "fetched")

    def install(self, what, *arguments):
        self.steps.append(" ".join([what, *arguments[:1]]))
        for name in self.makes:
            put(self.venv / PACKAGES / name)

    def stop_if_hopeless(self, pattern):
        pass

    def compile(self):
        assert (self.venv / "course.json").exists(), "it goes on while the task begins"


def put(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x = 1")


def raising(error):
    def fails(*arguments, **options):
        raise error

    return fails


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """A course in a folder with a space in its name, with no .venv, and a quick installer."""
    home = tmp_path / "the course"
    shutil.copytree(ROOT / "requirements", home / "requirements")
    for name in (EVERYONES, "pyproject.toml"):
        shutil.copy(ROOT / name, home / name)
    made = ["numpy/core/a.py", "numpy-2.4.dist-info/RECORD", "mpmath.py"]
    for name, value in {"makes": made, "faults": [], "steps": [], "watch": None}.items():
        monkeypatch.setattr(Installer, name, value)
    monkeypatch.setattr(course_venv, "Installer", Installer)
    return Venv(home, {}, SETTINGS)


@pytest.fixture
def ready(venv, capsys):
    """A .venv that was made for the lessons."""
    venv.set_up([EVERYONES])
    assert venv.lacking([EVERYONES]) == (None, False)
    capsys.readouterr()
    Installer.steps.clear()
    return venv


def test_the_mark_comes_first_and_the_stamp_last(venv):
    Installer.watch = lambda: there.add((owned.is_marked(venv.folder), venv.stamp.exists()))
    there = set()
    venv.set_up([EVERYONES])
    assert there == {(True, False)}
    assert venv.stamp.exists()
    assert json.loads((venv.folder / "share/lab.json").read_text()) == {"a": 1}
    assert not (venv.folder / "cache").exists()


def test_a_finished_one_is_left_alone(ready, capsys):
    ready.set_up([EVERYONES])
    assert Installer.steps == []
    assert capsys.readouterr().out == ""


def test_a_task_that_needs_more_adds_it_and_the_lessons_keep_it(ready, capsys):
    assert ready.lacking([EVERYONES, TEST]) == ("This task needs more packages", False)
    ready.set_up([EVERYONES, TEST])
    assert "needs more packages: updating .venv" in capsys.readouterr().out
    assert "Making .venv" not in Installer.steps
    Installer.steps.clear()
    ready.set_up([EVERYONES])
    ready.set_up([EVERYONES, TEST])
    assert Installer.steps == []


def test_a_failed_addition_harms_nothing(ready, monkeypatch):
    monkeypatch.setattr(Installer, "prepare", raising(Stop("no network")))
    with pytest.raises(Stop, match="no network"):
        ready.set_up([EVERYONES, TEST])
    assert ready.lacking([EVERYONES]) == (None, False)


def test_a_changed_lock_is_installed_over_the_old_and_what_it_drops_is_removed(ready):
    text = (ready.root / EVERYONES).read_text()
    (ready.root / EVERYONES).write_text(text.replace("anyio==", "# anyio=="))
    assert ready.lacking([EVERYONES]) == ("The list of packages has changed", False)
    ready.set_up([EVERYONES])
    assert "Removing old packages" in Installer.steps
    assert ready.lacking([EVERYONES]) == (None, False)


def test_only_what_is_about_the_package_in_pyproject_counts(ready):
    path = ready.root / "pyproject.toml"
    path.write_text(path.read_text() + "\n[tool.other]\na = 1\n")
    assert ready.lacking([EVERYONES]) == (None, False)
    path.write_text(path.read_text().replace('"numpy>=2.0"', '"numpy>=2.1"'))
    assert ready.lacking([EVERYONES])[0]


def write(name, text):
    return lambda venv: (venv.folder / name).write_text(text)


def stamped(**changes):
    return lambda venv: write("course.json", json.dumps({**venv.has(), **changes}))(venv)


def without(name):
    return lambda venv: owned.remove(venv.folder / name)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (without("course.json"), "not finished"),
        (write("course.json", "{"), "not finished"),
        (write("course.json", "[1]"), "not finished"),
        (stamped(folder="/elsewhere"), "made in /elsewhere, and works only there"),
        (stamped(python="Python 3.8"), r"made by Python 3\.8, this is Python 3\.1"),
        (lambda venv: venv.python.unlink(), "The Python that .venv was made with is gone"),
        (without(f"{PACKAGES}/numpy"), r"gone \(numpy\)"),
        (without(f"{PACKAGES}/numpy/core/a.py"), r"gone \(numpy\)"),
        (write(f"{PACKAGES}/mpmath.py", "x = "), r"gone \(mpmath.py\)"),
        (without(f"{PACKAGES}/mpmath.py"), r"gone \(mpmath.py\)"),
        (without("lib"), r"gone \(.*mpmath.py"),
        (without("pyvenv.cfg"), r"gone \(pyvenv.cfg\)"),
    ],
)
def test_a_broken_one_is_made_from_scratch(ready, capsys, spoil, told):
    spoil(ready)
    (ready.folder / "left").touch()
    ready.set_up([EVERYONES])
    said = capsys.readouterr().out
    assert Installer.steps[0] == "Making .venv"
    assert not (ready.folder / "left").exists()
    assert ready.lacking([EVERYONES]) == (None, False)
    assert re.search(told, said)


def test_another_version_of_a_package_is_put_right_without_loss(ready, capsys):
    folder = ready.folder / PACKAGES
    (folder / "numpy-2.4.dist-info").rename(folder / "numpy-1.9.dist-info")
    (folder / "mine.py").touch()
    ready.set_up([EVERYONES])
    assert "numpy is no longer in the version of the course" in capsys.readouterr().out
    assert "Making .venv" not in Installer.steps
    assert (folder / "mine.py").exists()


def test_what_an_update_cannot_put_right_is_made_from_scratch(ready, capsys):
    Installer.faults += [["numpy lacks 3 of its files"]] * 2  # asked for, and told
    ready.set_up([EVERYONES, TEST])
    assert "lacks 3 of its files: making .venv from scratch" in capsys.readouterr().out
    assert "Making .venv" in Installer.steps
    assert ready.lacking([EVERYONES, TEST]) == (None, False)


def test_nothing_is_called_set_up_that_did_not_arrive(venv, capsys):
    Installer.faults += [["numpy is missing"]] * 2
    with pytest.raises(Stop, match=r"lead them elsewhere\?\nnumpy is missing"):
        venv.set_up([EVERYONES])
    assert "Set up in" not in capsys.readouterr().out
    assert not venv.stamp.exists()
    venv.set_up([EVERYONES])
    assert "The last set-up was not finished" in capsys.readouterr().out


def test_one_that_an_earlier_course_made_is_known_by_its_stamp(venv, capsys):
    venv.folder.mkdir()
    stamp = {"made_by": f"Python 3.11.2 in {venv.root}", "made_from": "0" * 64}
    venv.stamp.write_text(json.dumps(stamp))
    venv.set_up([EVERYONES])
    assert "made by an earlier version of course.py: making" in capsys.readouterr().out
    assert owned.is_marked(venv.folder)


@pytest.mark.parametrize(
    "stamp", [{"made_by": "me", "made_from": "0" * 64}, {"made_by": "Python 3.11.2 in /a"}, [], 1]
)
def test_a_file_of_that_name_alone_proves_nothing(venv, stamp):
    venv.folder.mkdir()
    venv.stamp.write_text(json.dumps(stamp))
    with pytest.raises(Stop, match="is left alone"):
        venv.set_up([EVERYONES])
    assert owned.names(venv.folder) == {venv.stamp.name}


@pytest.mark.parametrize("at", [f"{PACKAGES}/numpy", "lib", "share"])
def test_an_update_does_not_follow_a_link(ready, tmp_path, at):
    (ready.folder / at).rename(tmp_path / "moved")
    try:
        (ready.folder / at).symlink_to(tmp_path / "moved")
    except OSError:
        pytest.skip("no symbolic links here")
    with pytest.raises(Stop, match=r"is a link to .*moved, which is left alone"):
        ready.set_up([EVERYONES, TEST])
    assert owned.names(tmp_path / "moved")


def test_settings_are_put_right_at_each_start(ready):
    path = ready.folder / "share/lab.json"
    path.write_text("{}")
    ready.set_up([EVERYONES])
    assert json.loads(path.read_text()) == {"a": 1}


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_names_the_package_to_install(venv, monkeypatch, module):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == module else find(n))
    version = ".".join(map(str, sys.version_info[:2]))
    with pytest.raises(Stop, match=f"{module}.*sudo apt install python{version}-venv"):
        venv.set_up([EVERYONES])


def test_a_folder_that_cannot_be_written_to_is_named(venv, monkeypatch):
    unwritable = [venv.root]
    monkeypatch.setattr(course_venv.os, "access", lambda path, mode: Path(path) not in unwritable)
    with pytest.raises(Stop, match="the course cannot be written to: copy"):
        venv.set_up([EVERYONES])
    unwritable[:] = [venv.folder]
    venv.folder.mkdir()
    with pytest.raises(Stop, match="another user's, or write-protected: rename it"):
        venv.set_up([EVERYONES])


def test_a_failure_to_make_it_is_one_of_the_disk_if_that_is_full(venv, monkeypatch):
    monkeypatch.setattr(Installer, "step", lambda self, *command, **more: 1)
    with pytest.raises(Stop, match=r"making \.venv failed"):
        venv.set_up([EVERYONES])
    monkeypatch.setattr(Installer, "stop_if_hopeless", raising(Stop("the disk is full")))
    with pytest.raises(Stop, match="the disk is full"):
        venv.set_up([EVERYONES])


def test_the_way_to_the_course_needs_no_letters_of_a_locale(venv):
    home = venv.root.with_name("äöü 課程")
    venv.root.rename(home)
    Installer.makes.append("bce_lessons.pth")
    venv = Venv(home, {}, SETTINGS)
    venv.set_up([EVERYONES])
    (path,) = venv.folder.rglob("bce_lessons.pth")
    assert path.read_bytes().isascii()
    assert (path.parent / path.read_text().strip()).resolve() == home.resolve()


def test_a_pipe_in_place_of_the_stamp_is_no_stamp(venv):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    owned.claim(venv.folder, venv.root)
    os.mkfifo(venv.stamp)
    assert venv.has() == {}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space"), "the disk is full"),
        (PermissionError(errno.EACCES, "Denied", "a.dll"), "a.dll: Denied.*use"),
    ],
)
def test_an_error_of_the_disk_is_one_line(venv, monkeypatch, error, told):
    monkeypatch.setattr(owned, "clear", raising(error))
    with pytest.raises(Stop, match=told):
        venv.set_up([EVERYONES])


def test_a_second_one_waits_and_finds_all_done(venv, monkeypatch, capsys):
    def another_was_first(file):
        if not venv.stamp.exists():
            other = Venv(venv.root, {}, SETTINGS)
            monkeypatch.setattr(owned, "_try", lambda file: True)
            other.set_up([EVERYONES])
            Installer.steps.clear()
            return False
        return True

    monkeypatch.setattr(owned, "_try", another_was_first)
    venv.set_up([EVERYONES])
    assert Installer.steps == []
    assert "Another course.py is setting up in this folder" in capsys.readouterr().out


def test_the_stamp_goes_before_what_it_speaks_of(ready, monkeypatch):
    without(f"{PACKAGES}/numpy")(ready)
    monkeypatch.setattr(owned, "clear", raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        ready.set_up([EVERYONES])
    assert not ready.stamp.exists()
