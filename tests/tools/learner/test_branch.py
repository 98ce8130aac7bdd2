"""The branch for Colab and hubs has what a learner gets, and only grows."""

import json
import shutil
import subprocess

import pytest

from tools.learner import branch
from tools.stop import Stop

ADDRESS = "https://github.com/ada/loss"
NOTE = f"# In Colab, uncomment the next line:\n# %pip install -q git+{ADDRESS}\n\n"
WHO = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]


@pytest.fixture
def git(small, monkeypatch):
    """The small course as a clone of a repository, and a way to run Git in it."""
    if not shutil.which("git"):
        pytest.skip("no Git here")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    root = small.folders.root
    (root / ".github").mkdir()
    (root / ".github" / "ci.yml").write_text("on: push")
    (root / "notebooks" / "map.png").write_bytes(b"\x89PNG\r\n")

    def run(*arguments):
        command = ["git", "-C", str(root), *WHO, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        return done.stdout.strip()

    def commit():
        run("add", ".")
        run("commit", "--message", "Change the course")

    subprocess.run(["git", "init", "--quiet", "--bare", root.parent / "origin"], check=True)
    run("init", "--quiet", "--initial-branch=main")
    run("remote", "add", "origin", str(root.parent / "origin"))
    commit()
    run.commit = commit
    return run


def test_it_has_the_course_without_outputs_and_workflows(small, git):
    (small.folders.root / "staged").write_text("not yet")
    git("add", "staged")
    before = git("status", "--short")
    assert branch.renew(small.folders.root, ADDRESS)
    assert git("status", "--short") == before
    assert git("branch", "--show-current") == "main"
    listed = git("ls-tree", "-r", "--name-only", "learn").splitlines()
    here = git("ls-tree", "-r", "--name-only", "main").splitlines()
    assert listed == [name for name in here if name != ".github/ci.yml"]
    found = json.loads(git("show", "learn:notebooks/01_add.ipynb"))
    assert found["cells"][1]["outputs"] == []
    assert "".join(found["cells"][1]["source"]) == f"{NOTE}x = 1"
    assert git("rev-parse", "learn:notebooks/map.png") == git("rev-parse", "main:notebooks/map.png")


def test_it_only_grows(small, git):
    root = small.folders.root
    assert not branch.is_known(root)
    branch.renew(root, ADDRESS)
    git("push", "--quiet", "origin", "learn")
    assert branch.is_known(root)
    first = git("rev-parse", "learn")
    assert not branch.renew(root, ADDRESS), "nothing has changed"
    small.course("01_add", "x = 2")
    git.commit()
    assert branch.renew(root, ADDRESS)
    assert git("rev-parse", "learn^") == first
    git("merge-base", "--is-ancestor", "main", "learn")
    git("push", "--quiet", "origin", "learn")
    small.course("02_carry", "x = 3")
    git.commit()
    git("branch", "--delete", "--force", "learn")
    assert branch.renew(root, ADDRESS), "what was published is gone on from"
    git("merge-base", "--is-ancestor", "origin/learn", "learn")
    git("merge-base", "--is-ancestor", "main", "learn")


def test_who_has_the_course_itself_can_pull_it(small, git):
    """As a hub does, whose learners had it from the main branch, with own work in it."""
    root = small.folders.root
    git("switch", "--quiet", "--create", "mine")
    small.course("02_carry", "x = 'mine'")
    git.commit()
    git("switch", "--quiet", "main")
    small.course("01_add", "x = 2")
    git.commit()
    branch.renew(root, ADDRESS)
    git("switch", "--quiet", "mine")
    git("merge", "--quiet", "-Xours", "learn")
    found = json.loads((root / "notebooks" / "02_carry.ipynb").read_text())
    assert found["cells"][1]["source"] == "x = 'mine'"
    found = json.loads((root / "notebooks" / "01_add.ipynb").read_text())["cells"][1]
    assert ("".join(found["source"]), found["outputs"]) == (f"{NOTE}x = 2", [])


def test_it_says_what_is_wrong_in_one_line(small, git, tmp_path, capsys):
    assert branch.main(small.folders.root) == 0
    assert "The branch learn has new files." in capsys.readouterr().out
    (small.folders.notebooks / "01_add.ipynb").write_text("<<<<<<< HEAD")
    git.commit()
    with pytest.raises(Stop, match=r"notebooks/01_add\.ipynb is damaged"):
        branch.renew(small.folders.root, ADDRESS)
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    with pytest.raises(Stop, match=r"git read-tree: fatal"):
        branch.renew(nowhere, ADDRESS)
    assert not branch.is_known(nowhere)
