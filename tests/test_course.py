"""`course.py` says what is wrong with a machine, and needs nothing twice."""

import ast
import doctest
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import course
from tools import check

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Point course.py at a folder of its own, with a space in its name and no .venv."""
    home = tmp_path / "the course"
    home.mkdir()
    for name in ("course.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, home / name)
    venv = home / ".venv"
    places = {"ROOT": home, "VENV": venv, "STAMP": venv / "course.json", "LOG": venv / "course.log"}
    places["PYTHON"] = venv / course.PYTHON.relative_to(course.VENV)
    for name, place in places.items():
        monkeypatch.setattr(course, name, place)
    return home


@pytest.fixture
def ready(folder):
    """Make a .venv that looks finished."""
    course.PYTHON.parent.mkdir(parents=True)
    course.PYTHON.touch()
    course.STAMP.write_text(json.dumps(course.wanted()))
    return folder


def run(*arguments, folder=ROOT, **env):
    command = [sys.executable, "course.py", *arguments]
    env = {**os.environ, **env}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)


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
    source = (ROOT / "course.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    assert not [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.level]
    monkeypatch.setattr(course.sys, "version_info", (3, 10, 13, "final", 0))
    with pytest.raises(SystemExit, match=r"needs 3\.11 or newer"):
        course.check_python()


def test_it_imports_the_standard_library_alone():
    tree = ast.parse((ROOT / "course.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_names_the_package_to_install(folder, monkeypatch, module):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == module else find(n))
    version = ".".join(map(str, sys.version_info[:2]))
    with pytest.raises(SystemExit, match=f"{module}.*sudo apt install python{version}-venv"):
        course.set_up()


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (
            "WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError'",
            "netw",
        ),
        (
            "ERROR: Could not install packages due to an OSError: No space left on device",
            "disk is full",
        ),
        (
            "ERROR: No matching distribution found for numpy==0.0",
            "No matching distribution .* numpy",
        ),
    ],
)
def test_a_failure_of_pip_says_what_to_do(ready, monkeypatch, log, told):
    def pip(*command, stdout, **options):
        stdout.write(log.encode())
        return 1

    monkeypatch.setattr(course, "run", pip)
    with pytest.raises(SystemExit, match=told):
        course.pip("-r", "requirements.txt")


def test_without_a_network_it_stops_and_the_next_run_begins_anew(folder):
    away = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    away |= {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_RETRIES": "0"}
    for why in ("This is the first start", "The last set-up was not finished"):
        stopped = run("test", folder=folder, **away)
        assert stopped.returncode == 1
        assert stopped.stdout.startswith(why)
        assert "is there a network?" in stopped.stderr
        assert "run the same command again" in stopped.stderr
        assert "Traceback" not in stopped.stderr


def test_a_finished_set_up_is_left_alone(ready, monkeypatch):
    monkeypatch.setattr(course, "run", lambda *command: pytest.fail("it set up again"))
    course.set_up()


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_changed_requirements_are_installed_over_the_old(ready, name):
    (ready / name).write_text((ready / name).read_text() + "\n# changed\n")
    reason, from_scratch = course.lacking(course.wanted())
    assert "changed" in reason
    assert not from_scratch


def unfinished():
    course.STAMP.unlink()


def garbled():
    course.STAMP.write_text("{")


def of_another_kind():
    course.STAMP.write_text("[1]")


def moved():
    stamp = {**course.wanted(), "made_by": "Python 3.11.0 in /elsewhere"}
    course.STAMP.write_text(json.dumps(stamp))


def python_removed():
    course.PYTHON.unlink()


@pytest.mark.parametrize("spoil", [unfinished, garbled, of_another_kind, moved, python_removed])
def test_a_broken_venv_is_made_from_scratch(ready, spoil):
    assert course.lacking(course.wanted()) == (None, False)
    spoil()
    reason, from_scratch = course.lacking(course.wanted())
    assert reason
    assert from_scratch


def test_a_file_called_venv_is_not_overwritten(folder):
    course.VENV.write_text("mine")
    with pytest.raises(SystemExit, match="rename or delete it"):
        course.set_up()
    assert course.VENV.read_text() == "mine"


def test_a_folder_that_cannot_be_written_to_is_named(folder, monkeypatch):
    monkeypatch.setattr(course.os, "access", lambda path, mode: False)
    with pytest.raises(SystemExit, match="cannot be written to"):
        course.set_up()


def test_tasks_neither_read_nor_write_the_users_own_settings(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "/elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "kept")
    env = course.environment()
    assert "/elsewhere" not in env.values()
    assert env["PYTHONNOUSERSITE"] == "1"
    assert env["HTTPS_PROXY"] == "kept"
    for name in course.FOLDERS:
        assert Path(env[name]).is_relative_to(course.VENV)


@pytest.mark.skipif(course.WINDOWS, reason="Windows has no exec")
def test_lab_opens_the_first_lesson_and_passes_options_through(monkeypatch):
    calls = []
    monkeypatch.setattr(course.os, "execve", lambda *call: calls.append(call))
    monkeypatch.setattr(course.os, "chdir", lambda path: None)
    course.lab(["--no-browser", "--port", "9999"])
    ((program, command, env),) = calls
    assert program == str(course.PYTHON)
    assert command[:3] == [program, "-m", "jupyterlab"]
    assert f"--LabApp.default_url=/lab/tree/{course.FIRST_LESSON}" in command
    assert command[-3:] == ["--no-browser", "--port", "9999"]
    assert env == course.environment()
    assert (ROOT / "notebooks" / course.FIRST_LESSON).exists()


def test_the_lock_pins_all_that_the_project_asks_for_and_names_no_machine():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "course.py lock" in lock.splitlines()[1]
    assert not re.search(r"(?m)://|file:|\s/", lock)
    pins = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert pins.pop() == "-e ."  # the package itself: Binder installs this file and nothing else
    assert all(re.match(r"[a-z0-9.-]+==[^ ]+( ; .+)?$", pin) for pin in pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = [*project["project"]["dependencies"], *groups["lab"], *groups["test"], *groups["build"]]
    for requirement in asked:
        name = re.match(r"[\w.-]+", requirement)[0].replace("_", "-").lower()
        assert re.search(rf"(?m)^{name}==", lock), requirement


def test_the_citation_names_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in citation
    assert f"name: {project['authors'][0]['name']}\n" in citation


def test_the_readme_is_short_true_and_leads_somewhere():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 150
    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).failed == 0
    links = re.findall(r"\]\(([^)#:]+)\)", readme)
    assert [link for link in links if not (ROOT / link).exists()] == []
    for task in re.findall(r"course\.py (\w+)", readme):
        assert task in course.TASKS


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
