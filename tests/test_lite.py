"""The course for the browser brings what Pyodide lacks, and takes only what is right."""

import hashlib
import json
import shutil
import zipfile

import pytest

from tools import lite, lite_pyodide, lite_wheels

METADATA = "Metadata-Version: 2.1\nName: my-tool\nVersion: 1.2\n"
REQUIRES = [
    "numpy>=2",
    'colorama>=0.4; sys_platform == "win32"',
    'typing_extensions>=4; python_version < "3.13"',
    'pytest; extra == "test"',
    "jupyterlab_widgets~=3.0",
]


def wheel(folder, name="my_tool", requires=()):
    path = folder / f"{name}-1.2-py3-none-any.whl"
    about = METADATA + "".join(f"Requires-Dist: {line}\n" for line in requires)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{name}/data.txt", "")
        archive.writestr(f"{name}-1.2.dist-info/METADATA", about)
    return path


def digest(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def pyodide(tmp_path):
    """A folder with what a Pyodide of the right version has, all of it small."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for name in lite_pyodide.CORE:
        (folder / name).write_text(name)
    packages = {}
    for name, depends in {"numpy": [], "scipy": ["numpy"], "pandas": ["numpy"]}.items():
        (folder / f"{name}.whl").write_text(name)
        packages[name] = {"file_name": f"{name}.whl", "depends": depends}
        packages[name]["sha256"] = digest(name.encode())
    lock = {"info": {"version": lite_pyodide.VERSION}, "packages": packages}
    (folder / lite_pyodide.LOCK).write_text(json.dumps(lock))
    return folder


def ours():
    """A list in which the course needs SciPy, and all else that is loaded needs nothing."""
    names = [name.replace("_", "-") for name in lite_pyodide.AT_START]
    return [{"name": n, "depends": ["scipy"] if n == "bce-lessons" else []} for n in names]


def test_a_wheel_is_listed_with_its_digest_and_what_it_needs_in_the_browser(tmp_path):
    path = wheel(tmp_path, requires=REQUIRES)
    entry = lite_wheels.entry(path)
    assert entry["name"] == "my-tool"
    assert entry["imports"] == ["my_tool"]
    assert entry["depends"] == ["numpy", "typing-extensions"]
    assert entry["sha256"] == digest(path.read_bytes())
    assert entry["file_name"] == f"packages/{entry['sha256'][:12]}/{path.name}"


def test_the_wheels_of_others_are_those_that_everyone_installs():
    pinned = lite_wheels.pins((lite.ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert set(lite_wheels.SERVED) <= pinned.keys()
    assert lite_wheels.pins("a-b==1.0 ; python_version > '3'\n    # via c\nd==2") == {
        "a-b": "1.0",
        "d": "2",
    }


def test_wheels_that_are_there_are_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setattr(lite_wheels, "SERVED", ("my-tool",))
    monkeypatch.setattr(lite_wheels, "pins", lambda text: {"my-tool": "1.2"})
    (path,) = [wheel(tmp_path)]
    assert lite_wheels.fetched(tmp_path) == [path]


def test_without_a_network_one_line_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(lite_wheels.sys, "executable", "false")
    with pytest.raises(lite_pyodide.Refusal, match="is there a network"):
        lite_wheels.fetched(tmp_path)


def test_the_same_package_makes_the_same_wheel(tmp_path):
    first = lite_wheels.own(tmp_path).read_bytes()
    made = lite_wheels.own(tmp_path)
    assert made.read_bytes() == first
    entry = lite_wheels.entry(made)
    assert entry["name"] == "bce-lessons"
    assert entry["imports"] == ["bce_lessons"]
    assert {"numpy", "scikit-learn", "ipywidgets", "anywidget"} <= set(entry["depends"])


def test_of_a_folder_of_pyodide_only_what_lessons_need_is_copied(pyodide, tmp_path):
    lite_pyodide.copy(pyodide, tmp_path / "site", ours())
    copied = {path.name for path in (tmp_path / "site").iterdir()}
    assert copied == {*lite_pyodide.CORE, "numpy.whl", "scipy.whl"}
    lock = json.loads((tmp_path / "site" / lite_pyodide.LOCK).read_text())
    assert lock["packages"].keys() == {"numpy", "scipy"}


def test_a_folder_that_will_not_do_is_refused_with_its_reason(pyodide, tmp_path):
    def refuses(reason):
        with pytest.raises(lite_pyodide.Refusal, match=reason):
            lite_pyodide.copy(pyodide, tmp_path / "site", ours())

    (pyodide / "scipy.whl").write_text("other")
    refuses("damaged")
    (pyodide / "scipy.whl").unlink()
    refuses("lacks scipy.whl")
    lock = json.loads((pyodide / lite_pyodide.LOCK).read_text())
    del lock["packages"]["scipy"]
    (pyodide / lite_pyodide.LOCK).write_text(json.dumps(lock))
    refuses("scipy is neither in Pyodide's list")
    lock["info"]["version"] = "0.1.0"
    (pyodide / lite_pyodide.LOCK).write_text(json.dumps(lock))
    refuses("is Pyodide 0.1.0")
    (pyodide / "pyodide.asm.wasm").unlink()
    refuses("lacks pyodide.asm.wasm")


def test_a_change_of_any_input_asks_for_another_build(pyodide, monkeypatch):
    before = lite.fingerprint(None)
    assert lite.fingerprint(None) == before
    assert lite.fingerprint(pyodide) != before
    monkeypatch.setitem(lite.CONFIG, "appName", "other")
    assert lite.fingerprint(None) != before


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A folder to build into, where JupyterLite's part is one small page."""

    def page():
        shutil.rmtree(tmp_path / "made", ignore_errors=True)
        (tmp_path / "made").mkdir()
        (tmp_path / "made" / "index.html").write_text("a page")
        return tmp_path / "made"

    monkeypatch.setattr(lite, "jupyterlite", page)
    monkeypatch.setattr(lite, "dress", lambda made: None)
    monkeypatch.setattr(lite_wheels, "gather", lambda folder: [])
    # A course that needs nothing but Pyodide's own files.
    monkeypatch.setattr(lite_pyodide, "AT_START", ())
    return tmp_path / "lite"


def test_only_what_is_old_or_damaged_is_built(built):
    assert lite.build(None, built)
    assert not lite.build(None, built)
    (built / "index.html").unlink()
    assert lite.build(None, built)
    assert (built / "index.html").exists()


def test_a_copy_of_pyodide_stays_until_it_is_deleted(built, pyodide):
    lite.build(pyodide, built)
    shutil.rmtree(pyodide)
    lite.build(None, built)
    assert {path.name for path in (built / lite.HERE).iterdir()} == {*lite_pyodide.CORE}
    assert json.loads((built / "packages.json").read_text())["pyodide"] == lite.HERE
    assert not lite.build(None, built)
    shutil.rmtree(built / lite.HERE)
    lite.build(None, built)
    assert json.loads((built / "packages.json").read_text())["pyodide"] == lite_pyodide.PUBLIC


def test_a_folder_is_seen_from_where_the_command_was_given(tmp_path, monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_CALLED_FROM", str(tmp_path))
    assert lite_pyodide.folder("pyodide") == tmp_path.resolve() / "pyodide"
    with pytest.raises(lite_pyodide.Refusal, match="is not there"):
        lite_pyodide.check(lite_pyodide.folder("pyodide"))


def test_outputs_come_in_one_piece():
    """JupyterLite would put commas between the lines of a list."""
    for text in map(lite.whole, lite.notebooks()):
        for cell in json.loads(text)["cells"]:
            for output in cell.get("outputs", ()):
                pieces = [output.get("text", ""), *output.get("data", {}).values()]
                assert not any(isinstance(piece, list) for piece in pieces)


def test_a_folder_of_something_else_is_refused_in_one_line(tmp_path, capsys):
    assert lite.main(["--pyodide", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("course.py lite: ")
    assert "no folder of Pyodide: it lacks pyodide.js" in said
    assert said.count("\n") == 1
