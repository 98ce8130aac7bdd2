"""`course.py` says what is wrong with a machine, and needs nothing twice."""

import ast
import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import course
from tools import check, lab
from tools.setup import owned
from tools.stop import Stop

ROOT = course.ROOT


# What runs before a package is installed.
MODULES = ("__init__", "stop", *(f"setup/{n}" for n in ("__init__", "venv", "installing", "owned")))
BEFORE_ANYTHING = ["course.py", *(f"tools/{name}.py" for name in MODULES)]


def copied(folder):
    """Copy what a set-up needs into a folder."""
    for name in (*BEFORE_ANYTHING, "requirements.txt", "pyproject.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(*arguments, folder=ROOT, **env):
    command = [sys.executable, "course.py", *arguments]
    env = {**os.environ, **env}
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=1800
    )


def test_alone_it_lists_its_tasks():
    listed = run()
    assert listed.returncode == 0
    for task in ("lab", "test", "refresh", "figures", "lock"):
        assert re.search(rf"course\.py {task} +\w", listed.stdout)


def test_an_unknown_task_lists_the_known_ones():
    unknown = run("tets")
    assert unknown.returncode == 2
    assert "course.py test" in unknown.stdout


def test_python_36_can_read_it_and_is_told_that_it_is_too_old(monkeypatch):
    for name in BEFORE_ANYTHING:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))
        nodes = list(ast.walk(tree))
        assert not [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]
        types = [node.annotation for node in nodes if isinstance(node, ast.arg)]
        types += [node.returns for node in nodes if isinstance(node, ast.FunctionDef)]
        evaluated = [part for kind in types if kind for part in ast.walk(kind)]
        assert not any(isinstance(part, ast.Subscript | ast.BinOp) for part in evaluated), name
    monkeypatch.setattr(course.sys, "version_info", (3, 10, 13, "final", 0))
    with pytest.raises(Stop, match=r"needs 3\.11 or newer"):
        course.check_python()


@pytest.mark.parametrize("name", BEFORE_ANYTHING)
def test_it_imports_the_standard_library_alone(name):
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {"tools"}


NO_NETWORK = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_RETRIES": "0",
}  # fmt: skip


def test_without_a_network_it_stops_and_says_so(tmp_path):
    folder = copied(tmp_path / "mein Kurs äöü 課程")
    stopped = run("lab", folder=folder, **NO_NETWORK, PYTHONIOENCODING="ascii")
    assert stopped.returncode == 1
    assert stopped.stdout.startswith("This is the first start")
    assert "is there a network?" in stopped.stderr
    assert "run the same command again: what was fetched is kept" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert owned.is_marked(folder / ".venv")


STOPPED = """
import course
from bce_lessons import lessons
from tools.setup import venv

def stop(*arguments):
    raise venv.Stop("stopped")

venv.Venv.make_empty = stop
course.main(["lab"])
"""


def test_an_old_code_page_can_say_any_path(tmp_path):
    folder = copied(tmp_path / "課程 \N{SNOWMAN}")
    owned.claim(folder / ".venv", folder)
    stamp = {"folder": "/ä/課", "python": "", "locks": {}, "pinned": [], "files": {}}
    (folder / ".venv" / "course.json").write_text(json.dumps(stamp), encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-c", STOPPED]
    stopped = subprocess.run(command, cwd=folder, env=env, capture_output=True)
    said = stopped.stdout.decode("cp1252")
    assert said.startswith(".venv was made in /ä/\\u8ab2, and works only there: making")
    assert stopped.stderr == b"course.py: stopped" + os.linesep.encode()


@pytest.mark.skipif(course.WINDOWS, reason="symbolic links need a right there")
def test_nothing_behind_a_link_is_deleted(tmp_path):
    folder = copied(tmp_path / "course")
    (tmp_path / "x" / "thesis").mkdir(parents=True)
    (folder / ".venv").symlink_to(tmp_path / "x")
    stopped = run("lab", folder=folder)
    assert stopped.returncode == 1
    assert re.fullmatch(r"course\.py: \.venv is a link to .*, which is left.*\n", stopped.stderr)
    assert (tmp_path / "x" / "thesis").is_dir()


def test_tasks_get_the_locks_that_they_need(monkeypatch):
    asked = []
    monkeypatch.setattr(course, "set_up", asked.append)
    monkeypatch.setattr(course, "run", lambda *command: 0)
    test, site, pdf = course.TEST, course.SITE, course.PDF
    wanted = {
        "test": [test],
        "test -k x": [test],
        "test --libraries": [test],
        "test --all": [test, site, pdf],
        "test tests/test_links.py -x": [test],
        "test tests/book/test_pages.py": [test, site, pdf],
        "test -k x ./tests/e2e/test_site.py::test_it": [test, site, pdf],
        f"test '{ROOT / 'tests' / 'browser'}'": [test, site, pdf],
        "test tests": [test, site, pdf],
        "test tests/book/nowhere.py": [test],
        "site": [site],
        "pdf 04": [pdf],
        "bench": [],
        "bench --sliders": [test],
        "figures": [],
    }
    for line in wanted:
        assert course.main(shlex.split(line)) == 0
    assert dict(zip(wanted, asked, strict=True)) == wanted
    assert sorted(course.APART) == sorted(check.APART)
    assert all((ROOT / name).is_file() for name in (test, site, pdf))


def test_tasks_neither_read_nor_write_the_users_own_settings(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "/elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "kept")
    env = course.environment()
    assert "/elsewhere" not in env.values()
    assert env["PYTHONNOUSERSITE"] == "1"
    assert env["HTTPS_PROXY"] == "kept"
    for name in course.FOLDERS:
        assert Path(env[name]).is_relative_to(course.VENV)


@pytest.mark.skipif(course.WINDOWS, reason="Windows has no exec")
def test_lab_becomes_jupyterlab_and_passes_options_through(monkeypatch):
    calls = []
    monkeypatch.setattr(course.os, "execve", lambda *call: calls.append(call))
    monkeypatch.setattr(course.os, "chdir", lambda path: None)
    course.lab(["--no-browser", "--port", "9999"])
    ((program, command, env),) = calls
    assert program == str(course.PYTHON)
    assert command == [program, "-m", "tools.lab", "--no-browser", "--port", "9999"]
    assert env == course.environment()


def test_lab_says_what_it_does_and_starts_nothing():
    said = run("lab", "--help")
    assert said.returncode == 0
    for words in ("--originals", "my_lessons/", "where you stopped", "--port 9999"):
        assert words in said.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "\nORDER = (\n",
            "bce_lessons/lessons/__init__.py, line 2: SyntaxError: '(' was never closed",
        ),
        ("import nump\n", "bce_lessons/lessons/__init__.py, line 1: ModuleNotFoundError: No mod"),
        ("ORDER = ()\n", "ORDER in bce_lessons/lessons/__init__.py is empty"),
        ("", "ORDER in bce_lessons/lessons/__init__.py is empty"),
    ],
)
def test_lab_says_what_is_wrong_with_the_registry(monkeypatch, tmp_path, capsys, text, said):
    registry = tmp_path / "bce_lessons" / "lessons" / "__init__.py"
    registry.parent.mkdir(parents=True)
    registry.write_text(text, encoding="utf-8")
    monkeypatch.setattr(course, "ROOT", tmp_path)
    monkeypatch.setattr(course, "set_up", lambda locks: None)
    assert course.main(["lab"]) == 1
    assert capsys.readouterr().err.startswith(f"course.py: {said}")


def test_lab_spares_itself_what_takes_seconds(monkeypatch):
    code = "import sys; from tools import lab; lab.spare(); import jsonschema, jupyterlab.labapp"
    code += "; print('lark' in sys.modules, jupyterlab.commands.AppOptions().registry)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "False https://registry.yarnpkg.com\n"
    assert lab.spare.__doc__


def test_the_citation_names_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in citation
    assert f"name: {project['authors'][0]['name']}\n" in citation


def test_the_readme_is_short_true_and_leads_somewhere():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 150
    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).failed == 0
    pages = readme + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", pages)
    assert [link for link in links if not (ROOT / link).exists()] == []
    for task in re.findall(r"course\.py (\w+)", pages):
        assert task in course.TASKS
    for path in re.findall(r"`((?:bce_lessons|tests|notebooks)/\w[\w/]*\w(?:\.py|/))`", pages):
        assert (ROOT / path.replace("NN", "01")).exists(), path


def test_every_step_of_the_tests_runs_and_one_failure_fails(monkeypatch, capfd):
    steps = {"first": ["-c", "raise SystemExit(3)"], "second": ["-c", "print('second')"]}
    monkeypatch.setattr(check, "QUICK", {})
    monkeypatch.setattr(check, "ASIDE", {})
    monkeypatch.setattr(check, "TESTS", steps)
    assert check.main([]) == 1
    out = capfd.readouterr().out
    assert out.index("second\n") < out.index("== summary")
    assert re.search(r"first +\d+\.\d s  FAILED, exit code 3\nsecond +\d+\.\d s  ok\n", out)
    assert out.endswith("\n1 passed, 1 failed\n")
    monkeypatch.setattr(check, "TESTS", {"second": steps["second"]})
    assert check.main([]) == 0
    capfd.readouterr()
    monkeypatch.setattr(check, "ASIDE", {"third": ["-c", "print('beside'); raise SystemExit(4)"]})
    assert check.main([]) == 1
    out = capfd.readouterr().out
    assert out.index("second\n") < out.index("== third\nbeside\n") < out.index("== summary")
    assert re.search(r"third +\d+\.\d s  FAILED, exit code 4\n1 passed, 1 failed\n$", out)


def test_only_all_steps_measure_coverage():
    assert not any("--cov" in step for step in check.TESTS.values())
    assert "--cov" in check.ALL["unit tests"]
    assert "--nbval" in check.TESTS["tests"]


def test_what_one_step_of_all_leaves_out_another_runs():
    steps = check.ALL.values()
    left = {one.removeprefix("--ignore=") for one in check.ALL["unit tests"] if "--ignore=" in one}
    assert left == {one for step in steps for one in step if one.startswith("tests/")}
    assert not any(one.startswith("--ignore=tests/tools") for one in check.TESTS["tests"])
    for step in (check.ALL["unit tests"], check.TESTS["tests"]):
        assert {"tests", "bce_lessons"} <= {*step}


@pytest.mark.parametrize(("cores", "processes"), [(1, 2), (2, 2), (5, 5), (64, 8)])
def test_the_tests_use_the_cores_that_there_are(monkeypatch, cores, processes):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: range(cores), raising=False)
    assert check.workers() == processes
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert check.workers() == processes


def test_other_options_run_the_unit_tests_alone(monkeypatch):
    calls = []
    monkeypatch.setattr(check, "run", calls.append)
    check.main(["-k", "logits"])
    check.main(["tests/test_links.py::test_it", "-x"])
    assert calls == [
        [*check.UNIT_TESTS, "-k", "logits"],
        [*check.PYTEST, "tests/test_links.py::test_it", "-x"],
    ]
