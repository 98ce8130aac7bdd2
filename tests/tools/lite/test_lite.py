"""The course for the browser brings what Pyodide lacks, and takes only what is right."""

import hashlib
import json
import shutil
import subprocess
import zipfile

import pytest

from tools.folders import HERE, Folders
from tools.lite import build, wheels
from tools.lite import pyodide as python
from tools.lite.__main__ import main
from tools.lite.build import Lite
from tools.notebooks import form
from tools.parts import Parts
from tools.stop import Stop

REQUIRES = [
    "numpy>=2",
    'colorama>=0.4; sys_platform == "win32"',
    'typing_extensions>=4; python_version < "3.13"',
    'pytest; extra == "test"',
    "jupyterlab_widgets~=3.0",
]
INPUTS = [
    "notebooks/01_a.ipynb",
    "docs/lite/page.js",
    "tools/anywhere/at_all.py",
    "bce_lessons/losses.py",
    "requirements.txt",
    "requirements/site.txt",
    "pyproject.toml",
]


def wheel(folder, requires=()):
    path = folder / "my_tool-1.2-py3-none-any.whl"
    about = ["Metadata-Version: 2.1", "Name: my-tool", "Version: 1.2"]
    about += [f"Requires-Dist: {line}" for line in requires]
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("__init__.py", "data.txt"):
            archive.writestr(f"my_tool/{name}", "")
        archive.writestr("my_tool-1.2.dist-info/METADATA", "\n".join(about) + "\n")
    return path


def digest(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def pyodide(tmp_path):
    """A folder with what a Pyodide of the right version has, all of it small."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    packages = {}
    for name, depends in {"numpy": [], "scipy": ["numpy"], "pandas": ["numpy"]}.items():
        (folder / f"{name}.whl").write_text(name)
        packages[name] = {"file_name": f"{name}.whl", "depends": depends}
        packages[name]["sha256"] = digest(name.encode())
    for name in python.CORE:
        (folder / name).write_text(name)
    lock = {"info": {"version": python.VERSION}, "packages": packages}
    (folder / python.LOCK).write_text(json.dumps(lock))
    return folder


def ours():
    """A list in which the course needs SciPy, and all else that is loaded needs nothing."""
    names = [name.replace("_", "-") for name in python.AT_START]
    return [{"name": n, "depends": ["scipy"] if n == "bce-lessons" else []} for n in names]


def test_a_wheel_is_listed_with_its_digest_and_what_it_needs_in_the_browser(tmp_path):
    path = wheel(tmp_path, requires=REQUIRES)
    entry = wheels.entry(path)
    assert entry["name"] == "my-tool"
    assert entry["imports"] == ["my_tool"]
    assert entry["depends"] == ["numpy", "typing-extensions"]
    assert entry["sha256"] == digest(path.read_bytes())
    assert entry["file_name"] == f"packages/{entry['sha256'][:12]}/{path.name}"


def test_the_wheels_of_others_are_those_that_everyone_installs():
    pinned = wheels.pins((HERE.root / "requirements.txt").read_text(encoding="utf-8"))
    assert set(wheels.SERVED) <= pinned.keys()
    found = wheels.pins("a-b==1.0 ; python_version > '3'\n    # via c\nd==2")
    assert found == {"a-b": "1.0", "d": "2"}


def test_wheels_that_are_there_are_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setattr(wheels, "SERVED", ("my-tool",))
    (tmp_path / "requirements.txt").write_text("my-tool==1.2\n")
    path = wheel(tmp_path)
    assert wheels.fetched(tmp_path, tmp_path) == [path]


def test_without_a_network_one_line_says_so(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(wheels.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(Stop, match="is there a network"):
        wheels.fetched(HERE.root, tmp_path)


def test_the_same_package_makes_the_same_wheel(tmp_path):
    first = wheels.own(HERE.root, tmp_path).read_bytes()
    made = wheels.own(HERE.root, tmp_path)
    assert made.read_bytes() == first
    entry = wheels.entry(made)
    assert entry["name"] == "bce-lessons"
    assert entry["imports"] == ["bce_lessons"]
    assert {"numpy", "scikit-learn", "ipywidgets", "anywidget"} <= set(entry["depends"])


def test_of_a_folder_of_pyodide_only_what_lessons_need_is_copied(pyodide, tmp_path):
    python.copy(pyodide, tmp_path / "site", ours())
    copied = {path.name for path in (tmp_path / "site").iterdir()}
    assert copied == {*python.CORE, "numpy.whl", "scipy.whl"}
    lock = json.loads((tmp_path / "site" / python.LOCK).read_text())
    assert lock["packages"].keys() == {"numpy", "scipy"}


def test_a_folder_that_will_not_do_is_refused_with_its_reason(pyodide, tmp_path):
    def refuses(reason):
        with pytest.raises(Stop, match=reason):
            python.copy(pyodide, tmp_path / "site", ours())

    (pyodide / "scipy.whl").write_text("other")
    refuses("damaged")
    (pyodide / "scipy.whl").unlink()
    refuses("lacks scipy.whl")
    lock = json.loads((pyodide / python.LOCK).read_text())
    del lock["packages"]["scipy"]
    (pyodide / python.LOCK).write_text(json.dumps(lock))
    refuses("scipy is neither in Pyodide's list")
    lock["info"]["version"] = "0.1.0"
    (pyodide / python.LOCK).write_text(json.dumps(lock))
    refuses("is Pyodide 0.1.0")
    (pyodide / "pyodide.asm.wasm").unlink()
    refuses("lacks pyodide.asm.wasm")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A small course that needs nothing but Pyodide's own files; JupyterLite makes one page."""
    root = tmp_path / "course"
    for name in INPUTS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("one")
    made = Lite(Folders(root), Parts())

    def page(self):
        folder = made.work / "made"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text("a page")
        return folder

    monkeypatch.setattr(Lite, "jupyterlite", page)
    monkeypatch.setattr(Lite, "dress", lambda self, made: None)
    monkeypatch.setattr(wheels, "gather", lambda root, folder: [])
    monkeypatch.setattr(python, "AT_START", ())
    return made


@pytest.mark.parametrize("name", INPUTS)
def test_a_change_of_any_input_asks_for_another_build(course, name):
    before = course.fingerprint(None)
    assert course.fingerprint(None) == before
    (course.folders.root / name).write_text("two")
    assert course.fingerprint(None) != before


def test_a_copy_of_pyodide_other_parts_and_settings_ask_for_another_build(
    course, pyodide, monkeypatch
):
    some = Lite(course.folders, Parts(("solutions",)))
    made = [course.fingerprint(None), course.fingerprint(pyodide), some.fingerprint(None)]
    monkeypatch.setitem(build.CONFIG, "appName", "other")
    made.append(course.fingerprint(None))
    assert len(set(made)) == 4


def test_only_what_is_old_or_damaged_is_built(course):
    assert course.build()
    assert not course.build()
    (course.out / "index.html").unlink()
    assert course.build()
    assert (course.out / "index.html").exists()


def test_a_copy_of_pyodide_stays_until_it_is_deleted(course, pyodide):
    def listed():
        return json.loads((course.out / "packages.json").read_text())["pyodide"]

    course.build(pyodide)
    shutil.rmtree(pyodide)
    course.build()
    assert {path.name for path in (course.out / build.COPY).iterdir()} == {*python.CORE}
    assert listed() == build.COPY
    assert not course.build()
    shutil.rmtree(course.out / build.COPY)
    course.build()
    assert listed() == python.PUBLIC


def test_a_folder_is_seen_from_where_the_command_was_given(tmp_path, monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_CALLED_FROM", str(tmp_path))
    assert python.folder("pyodide") == tmp_path.resolve() / "pyodide"
    with pytest.raises(Stop, match="is not there"):
        python.check(python.folder("pyodide"))


def test_lessons_come_as_a_learner_gets_them(tmp_path):
    """No answer is seen before its question; all else is as in the course."""
    without = Lite(HERE, Parts(("solutions",)))
    without.put_files(tmp_path / "files")
    laid = sorted(tmp_path.rglob("*.ipynb"))
    assert len(laid) == len(without.notebooks())
    for path in laid:
        notebook = form.load(path)
        original = form.load(HERE.notebooks / path.relative_to(tmp_path / "files"))
        assert [cell.id for cell in notebook.cells] == [cell.id for cell in original.cells]
        assert not any(
            cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells
        )
        assert not any("](solutions/" in cell.source for cell in notebook.cells)


def test_a_folder_of_something_else_is_refused_in_one_line(tmp_path, capsys):
    assert main(["--pyodide", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("course.py lite: ")
    assert "no folder of Pyodide: it lacks pyodide.js" in said
    assert said.count("\n") == 1
