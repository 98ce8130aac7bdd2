"""npm is asked for by name, only when it is needed, and empties a folder of its own."""

import shutil
import subprocess
import sys

import pytest

from tools.folders import Folders
from tools.lite.build import Lite
from tools.site import npm, source
from tools.site.__main__ import main
from tools.stop import Stop


def test_npm_is_asked_for_by_name_and_only_when_needed(tmp_path, monkeypatch):
    tmp_path = tmp_path / "docs"
    tmp_path.mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Stop, match="apt install npm"):
        npm.packages(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: sys.executable)  # which fails at `ci`
    with pytest.raises(Stop, match="a network"):
        npm.packages(tmp_path)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".made-from").write_text("{}")
    assert npm.packages(tmp_path) == tmp_path / "node_modules"


def test_npm_empties_a_folder_of_its_own_only(tmp_path, monkeypatch):
    (tmp_path / "docs" / "node_modules" / "mine").mkdir(parents=True)
    (tmp_path / "docs" / "package-lock.json").write_text("{}")

    def ci(command, cwd, **options):
        assert (cwd / "package-lock.json").read_text() == "{}"
        shutil.rmtree(cwd / "node_modules", ignore_errors=True)
        (cwd / "node_modules").mkdir()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(npm.subprocess, "run", ci)
    made = npm.packages(tmp_path / "docs")
    assert made == tmp_path / "build" / "npm" / "node_modules"
    assert (tmp_path / "docs" / "node_modules" / "mine").is_dir()
    monkeypatch.setattr(npm.subprocess, "run", None)
    assert npm.packages(tmp_path / "docs") == made
    shutil.rmtree(made.parent)
    (made.parent / "mine").mkdir(parents=True)
    with pytest.raises(Stop, match="npm is a folder with something in it"):
        npm.packages(tmp_path / "docs")


def test_without_npm_the_site_says_one_line(monkeypatch, capsys, tmp_path):
    def lacking():
        raise Stop("npm (somewhere)")

    monkeypatch.setattr(source, "packages", lacking)
    monkeypatch.setattr(Lite, "build", lambda self, copy: True)
    assert main([], Folders(tmp_path)) == 1
    assert capsys.readouterr().err == "course.py site: the pages need npm (somewhere)\n"
