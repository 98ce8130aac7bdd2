"""Only what the course made is ever emptied, and nothing behind a link."""

import os
import subprocess
import sys

import pytest

from tools.folders import HERE, Folders
from tools.lite.__main__ import main as lite
from tools.lite.build import Lite
from tools.parts import Parts
from tools.setup import owned
from tools.site.__main__ import main as site
from tools.slides.__main__ import main as slides
from tools.stop import Stop

BUILDS = {"site": site, "slides": slides, "lite": lite}


@pytest.fixture
def root(tmp_path):
    """A course's folder, and beside it someone's own."""
    (tmp_path / "theirs" / "thesis").mkdir(parents=True)
    (tmp_path / "course").mkdir()
    return tmp_path / "course"


def link(path, target):
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.symlink_to(target)
    except OSError:  # Windows without the right to
        pytest.skip("no symbolic links here")


@pytest.mark.parametrize("target", ["theirs", "nowhere", "theirs/file"])
def test_what_lies_behind_a_link_is_left_alone(root, target):
    (root.parent / "theirs" / "file").touch()
    link(root / ".venv", root.parent / target)
    for act in (owned.is_ours, owned.claim):
        with pytest.raises(Stop, match=rf"\.venv is a link to .*{target}, .*remove the"):
            act(root / ".venv", root)
    assert owned.names(root.parent / "theirs") == {"file", "thesis"}


def test_a_link_on_the_way_is_a_link(root):
    link(root / "_site", root.parent / "theirs")
    with pytest.raises(Stop, match="_site is a link"):
        owned.refuse_links(root / "_site" / "lite" / "made", root)


def test_a_junction_is_a_link(root, monkeypatch):
    class Found:
        st_mode, st_reparse_tag = root.stat().st_mode, 7

    monkeypatch.setattr(owned.stat, "IO_REPARSE_TAG_MOUNT_POINT", 7, raising=False)
    monkeypatch.setattr(owned.os, "lstat", lambda path: Found)
    assert owned.is_link(root)
    Found.st_reparse_tag = 8  # a folder in a cloud, say
    assert not owned.is_link(root)


@pytest.mark.parametrize(("name", "what"), [("pyvenv.cfg", "an environment"), ("a", "a folder")])
def test_a_folder_of_someone_else_is_left_alone(root, name, what):
    (root / ".venv").mkdir()
    (root / ".venv" / name).write_text("theirs")
    with pytest.raises(Stop, match=f"is {what} .*rename it"):
        owned.claim(root / ".venv", root)
    assert owned.names(root / ".venv") == {name}


def test_a_file_is_left_alone(root):
    (root / ".venv").write_text("theirs")
    with pytest.raises(Stop, match="not a folder: rename"):
        owned.claim(root / ".venv", root)
    assert (root / ".venv").read_text() == "theirs"


@pytest.mark.parametrize("there", [None, [], [owned.LOCK], [owned.MARK], [owned.MARK + ".123"]])
def test_nothing_and_an_unfinished_mark_are_nobodys(root, there):
    if there is not None:
        (root / ".venv").mkdir()
        for name in there:
            (root / ".venv" / name).touch()
    assert not owned.is_ours(root / ".venv", root)
    owned.claim(root / ".venv", root)
    assert owned.is_marked(root / ".venv")
    (root / ".venv" / "lib").mkdir()
    assert owned.is_ours(root / ".venv", root)


def test_a_mark_that_says_something_else_is_none(root):
    owned.claim(root / ".venv", root)
    (root / ".venv" / owned.MARK).write_text("")
    (root / ".venv" / "lib").mkdir()
    with pytest.raises(Stop):
        owned.is_ours(root / ".venv", root)


def test_emptying_keeps_the_mark_and_what_links_lead_to(root):
    folder = root / ".venv"
    owned.claim(folder, root)
    link(folder / "lib" / "python" / "site-packages", root.parent / "theirs")
    link(folder / "lib64", "lib")
    link(folder / "cache", root.parent / "theirs")
    (folder / "kept").mkdir()
    owned.clear(folder, keep=["kept", "cache"])
    assert owned.names(folder) == {"kept", owned.MARK}
    assert (root.parent / "theirs" / "thesis").is_dir()


def test_an_installer_is_not_led_out_of_the_folder(root):
    folder = root / ".venv"
    owned.claim(folder, root)
    (folder / "lib").mkdir()
    link(folder / "lib64", "lib")
    assert owned.first_link(folder) is None
    link(folder / "lib" / "numpy" / "core", root.parent / "theirs")
    assert owned.first_link(folder) == folder / "lib" / "numpy" / "core"


def test_writing_replaces_a_link(root):
    (root / "theirs.json").write_text("theirs")
    link(root / "a.json", root / "theirs.json")
    owned.write(root / "a.json", "ours")
    assert (root / "a.json").read_text() == "ours"
    assert (root / "theirs.json").read_text() == "theirs"
    assert owned.names(root) == {"a.json", "theirs.json"}


HOLD = """
import sys, pathlib
from tools.setup import owned
with owned.alone(pathlib.Path(sys.argv[1]), wait=lambda: None):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_waits_for_the_other_and_a_killed_one_frees_the_lock(root):
    command = [sys.executable, "-c", HOLD, str(root)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=HERE.root, **pipes) as other:
        assert other.stdout.readline().strip() == b"held"
        said = []

        def wait():
            said.append("waits")
            other.kill()

        with owned.alone(root, wait):
            assert said == ["waits"]


def test_a_drive_without_locks_is_no_obstacle(root, monkeypatch):
    def unsupported(file):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(owned, "_try", unsupported)
    with owned.alone(root, lambda: pytest.fail("waited")) as lock:
        assert lock is None


@pytest.mark.skipif(sys.platform == "win32", reason="there, children do not inherit the lock")
def test_a_child_keeps_the_lock_of_a_killed_parent(root):
    with owned.alone(root, lambda: None) as file:
        inherited = os.dup(file.fileno())
    with (root / owned.LOCK).open("a") as again:
        assert not owned._try(again)
        os.close(inherited)
        assert owned._try(again)


def test_a_site_of_someone_else_is_left_alone(root, capsys):
    link(root / "_site", root.parent / "theirs")
    for build in BUILDS.values():
        assert build([], Folders(root)) == 1
        assert "_site is a link to" in capsys.readouterr().err
    assert owned.names(root.parent / "theirs") == {"thesis"}
    (root / "_site").unlink()
    (root / "_site").mkdir()
    (root / "_site" / "index.html").touch()
    with pytest.raises(Stop, match="_site is a folder with something in it"):
        owned.check_site(root)


def test_a_site_that_was_made_before_there_were_marks_is_ours(root):
    (root / "_site" / "lessons").mkdir(parents=True)
    for name in ("index.html", "lessons/00_start_here.html"):
        (root / "_site" / name).write_text(f"<title>{owned.COURSE}</title>")
    owned.claim_site(root)
    assert owned.is_marked(root / "_site")


@pytest.mark.parametrize(
    "name",
    ["slides/my_talk.pptx", "bce_lessons.pdf", "lite/made-from.txt", "lessons/00_start_here.html"],
)
def test_names_alone_do_not_make_a_site_ours(root, capsys, name):
    (root / "_site" / name).parent.mkdir(parents=True)
    (root / "_site" / name).write_text("mine")
    for build in BUILDS.values():
        assert build([], Folders(root)) == 1
        assert "_site is a folder with something in it that course.py" in capsys.readouterr().err
    with pytest.raises(Stop):
        owned.claim_site(root)
    assert (root / "_site" / name).read_text() == "mine"


@pytest.mark.parametrize("name", BUILDS)
@pytest.mark.parametrize("linked", [False, True])
def test_working_folders_are_emptied_only_if_the_course_made_them(root, capsys, name, linked):
    work = root / "build" / name.replace("slides", "site")
    if linked:
        owned.claim(work, root)
        link(work / "work" / "source", root.parent / "theirs")
    else:
        (work / "thesis").mkdir(parents=True)
    assert BUILDS[name]([], Folders(root)) == 1
    told = "source is a link to" if linked else f"{work.name} is a folder with something in it"
    assert told in capsys.readouterr().err
    assert (root.parent / "theirs" / "thesis").is_dir()
    assert linked or (work / "thesis").is_dir()


def test_a_link_within_a_working_folder_is_no_harm(root):
    owned.claim_work(root / "build" / "npm", root)
    (root / "build" / "npm" / "a").touch()
    link(root / "build" / "npm" / "b", root / "build" / "npm" / "a")
    owned.claim_work(root / "build" / "npm", root)


@pytest.mark.parametrize("there", ["folder", "link", "pipe"])
def test_what_stands_in_the_place_of_the_lock_is_left_alone(root, there):
    lock = root / owned.LOCK
    if there == "folder":
        lock.mkdir()
    elif there == "link":
        link(lock, root.parent / "theirs" / "new")
    elif hasattr(os, "mkfifo"):
        os.mkfifo(lock)
    else:
        pytest.skip("no pipes here")
    with (
        pytest.raises(Stop, match=r"course\.lock is not a file of course.py: remove"),
        owned.alone(root, lambda: pytest.fail("waited")),
    ):
        pytest.fail("entered")
    with pytest.raises(Stop, match="a folder with something in it"):
        owned.claim(root, root.parent)
    assert owned.names(root.parent / "theirs") == {"thesis"}


def test_someones_own_folder_in_the_place_of_the_course_in_the_browser(tmp_path):
    (tmp_path / "lite").mkdir()
    (tmp_path / "lite" / "mine.txt").touch()
    with pytest.raises(Stop):
        Lite(Folders(tmp_path), Parts(), tmp_path / "lite").build()
    assert (tmp_path / "lite" / "mine.txt").exists()
