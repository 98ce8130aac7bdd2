"""uv installs, by the user's own index; pip where uv cannot; nothing leads elsewhere."""

import errno
import importlib.util
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tools.setup import installing
from tools.setup.installing import Installer, cleaned, in_words_of_uv
from tools.stop import Stop

Usage = namedtuple("Usage", "total used free")
ELSEWHERE = """
    PIP_PYTHON PIP_TARGET PIP_PREFIX PIP_ROOT PIP_DRY_RUN PIP_USER PIP_NO_DEPS PIP_REPORT
    PIP_REQUIRE_VIRTUALENV PIP_CONSTRAINT PIP_REQUIREMENT PIP_NO_BINARY PIP_ONLY_BINARY
    PIP_ISOLATED PIP_BREAK_SYSTEM_PACKAGES UV_PROJECT_ENVIRONMENT UV_PYTHON UV_TARGET
    UV_NO_BUILD UV_CONFIG_FILE UV_SYSTEM_PYTHON UV_OFFLINE UV_LINK_MODE UV_EXCLUDE_NEWER
    UV_CONSTRAINT VIRTUAL_ENV CONDA_PREFIX PYTHONHOME __PYVENV_LAUNCHER__ PYTHONPATH pip_target
"""
NETWORK = """
    PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_CERT PIP_CLIENT_CERT PIP_PROXY
    PIP_TRUSTED_HOST PIP_TIMEOUT PIP_RETRIES PIP_CONFIG_FILE UV_INDEX UV_DEFAULT_INDEX
    HTTPS_PROXY UV_INDEX_HOUSE_PASSWORD SSL_CERT_FILE PATH HOME
"""


def test_what_leads_elsewhere_is_not_passed_on():
    given = dict.fromkeys((ELSEWHERE + NETWORK).split(), "x")
    assert cleaned(given).keys() == set(NETWORK.split())


def test_uv_is_told_what_pip_knows(tmp_path):
    told = in_words_of_uv(
        {
            "index-url": "https://a/simple", "extra-index-url": "https://b https://c",
            "find-links": "/w /x", "trusted-host": "a b", "cert": str(tmp_path / "ca.pem"),
            "proxy": "http://p", "keyring-provider": "import", "timeout": "9",
        }
    )  # fmt: skip
    assert told == {
        "UV_DEFAULT_INDEX": "https://a/simple", "UV_INDEX": "https://b https://c",
        "UV_FIND_LINKS": "/w,/x", "UV_INSECURE_HOST": "a b", "UV_HTTP_TIMEOUT": "9",
        "SSL_CERT_FILE": str(tmp_path / "ca.pem"), "HTTP_PROXY": "http://p",
        "HTTPS_PROXY": "http://p", "UV_INDEX_STRATEGY": "unsafe-best-match",
    }  # fmt: skip
    assert in_words_of_uv({"timeout": "15.2"})["UV_HTTP_TIMEOUT"] == "16"
    assert in_words_of_uv({"timeout": "0.2"})["UV_HTTP_TIMEOUT"] == "1"
    assert "UV_HTTP_TIMEOUT" not in in_words_of_uv({"timeout": "soon"})
    assert in_words_of_uv({"cert": str(tmp_path)})["SSL_CERT_DIR"] == str(tmp_path)


@pytest.fixture
def installer(tmp_path):
    """An installer in an empty folder, with this Python in place of that of .venv."""
    (tmp_path / ".venv").mkdir()
    return Installer(tmp_path, tmp_path / ".venv", sys.executable, cleaned(os.environ))


def test_the_configuration_of_pip_is_read_and_the_variables_prevail(monkeypatch, installer):
    said = b"""For variant 'global', will try loading '/etc/pip.conf'
global.extra-index-url='\\nhttps://b\\nhttps://c'\r
global.index-url='https://a'
global.target='/elsewhere'
install.index-url='https://i'
download.index-url='https://d'
"""
    asked = []

    def run(command, env, **options):
        asked.append(env)
        return subprocess.CompletedProcess(command, 0, said)

    monkeypatch.setattr(installing.subprocess, "run", run)
    installer.env = {"PIP_CERT": "ca.pem", "PIP_INDEX_URL": "", "PIP_CONFIG_FILE": "mine.ini"}
    assert installer.settings() == {"extra-index-url": "https://b https://c", "cert": "ca.pem"}
    assert asked == [{"PIP_CONFIG_FILE": "mine.ini"}]
    del installer.env["PIP_INDEX_URL"]
    assert installer.settings()["index-url"] == "https://i"


def test_a_configuration_that_pip_cannot_read_is_named(monkeypatch, installer):
    done = subprocess.CompletedProcess([], 1, b"ERROR: Configuration file is bad")
    monkeypatch.setattr(installing.subprocess, "run", lambda command, **options: done)
    with pytest.raises(Stop, match="its own configuration:\nERROR: Configuration file is bad"):
        installer.settings()


@pytest.fixture
def stub(installer, monkeypatch):
    """Let uv and pip say what a test wants: a text for a failure, nothing for success."""
    says, calls = {}, []

    def step(what, *command, **env):
        name = command[2] if command[1] == "-m" else command[0]
        calls.append((name, env))
        installer.log.write_text(says.get(name, ""), encoding="utf-8")
        return int(name in says)

    monkeypatch.setattr(installer, "step", step)
    monkeypatch.setattr(installer, "settings", lambda: {"index-url": "https://a"})
    return says, calls


def test_uv_installs_and_both_get_the_users_index(installer, stub):
    _, calls = stub
    installer.prepare("uv==1")
    installer.install("Installing", "numpy")
    (pip, for_pip), (uv, for_uv) = calls
    assert (pip, uv) == ("pip", "uv")
    assert for_pip == {"PIP_INDEX_URL": "https://a", "PIP_CONFIG_FILE": os.devnull}
    assert for_uv["UV_DEFAULT_INDEX"] == "https://a"


def test_who_sets_the_variables_of_uv_means_uv(installer, stub):
    installer.env["UV_DEFAULT_INDEX"] = "https://u"
    installer.prepare("uv==1")
    assert installer.for_uv["UV_DEFAULT_INDEX"] == "https://u"


def test_where_uv_fails_pip_installs_and_a_line_says_so(installer, stub, capsys):
    says, calls = stub
    installer.prepare("uv==1")
    says["uv"] = "error: invalid peer certificate"
    installer.install("Installing", "numpy")
    installer.install("Installing", "more")
    assert [name for name, _ in calls] == ["pip", "uv", "pip", "pip"]
    told = "uv failed (error: invalid peer certificate): pip installs the packages, more slowly.\n"
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "error: invalid value 'x' for '--a <A>'\n  [possible values: b]\n\n"
            "For more information, try '--help'.\n",
            "error: invalid value 'x' for '--a <A>'",
        ),
        (
            "error: Failed to fetch\n  Caused by: a\n  Caused by: b",
            "error: Failed to fetch; Caused by: b",
        ),
        ("ERROR: versions: none\nERROR: No matching\n", "ERROR: No matching"),
        ("", ""),
    ],
)
def test_the_line_that_says_why_is_shown(said, told):
    assert installing.reason(said) == told


def test_where_uv_cannot_be_had_pip_installs(installer, stub, capsys):
    says, calls = stub
    says["pip"] = "ERROR: No matching distribution found for uv==1"
    installer.prepare("uv==1")
    del says["pip"]
    installer.install("Installing", "numpy")
    assert [name for name, _ in calls] == ["pip", "pip"]
    assert "could not be fetched (ERROR: No matching distribution" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConn'", "a network"),
        ("ERROR: OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for numpy==0.0", "No matching .* numpy"),
        ("Traceback\nKeyError: 1", "KeyError: 1"),
    ],
)
def test_when_both_fail_one_is_told_what_to_do(installer, stub, log, told):
    says, _ = stub
    installer.prepare("uv==1")
    says.update(uv="error", pip=log)
    with pytest.raises(Stop, match=told):
        installer.install("Installing", "numpy")


def test_a_full_disk_stops_at_once(installer, stub):
    says, calls = stub
    installer.prepare("uv==1")
    says["uv"] = "error: failed to write: No space left on device (os error 28)"
    with pytest.raises(Stop, match="disk is full"):
        installer.install("Installing", "numpy")
    assert [name for name, _ in calls] == ["pip", "uv"]


@pytest.mark.parametrize("full", ["a probe", "what is free"])
def test_a_full_disk_is_noticed_when_nothing_could_be_said(installer, monkeypatch, full):
    def write(path, data):
        raise OSError(errno.ENOSPC, "No space")

    installer.log.write_text("")
    monkeypatch.setattr(installing.shutil, "disk_usage", lambda path: Usage(1e9, 0, 1e9))
    installer.stop_if_hopeless(installing.NO_SPACE)
    if full == "a probe":
        monkeypatch.setattr(installing.Path, "write_bytes", write)
    else:
        monkeypatch.setattr(installing.shutil, "disk_usage", lambda path: Usage(1e9, 1e9, 1e5))
    with pytest.raises(Stop, match="disk is full"):
        installer.stop_if_hopeless(installing.NO_SPACE)
    assert not (installer.venv / "probe").exists()


def test_a_program_that_does_not_start_is_a_failure(installer):
    assert installer.step("Trying", installer.root / "nothing") == 1
    assert "nothing" in installer.said()


def test_what_is_imported_is_compiled_meanwhile_and_a_full_disk_stops_nothing(installer):
    """Tests of packages are not; where nothing can be started, Python compiles what it needs."""
    made = {}
    for name in ("mine/__init__.py", "mine/tests/test_mine.py"):
        made[name] = installer.venv / "lib" / name
        made[name].parent.mkdir(parents=True, exist_ok=True)
        made[name].write_text("x = 1\n")
    installer.python = "no such program"
    installer.compile()
    installer.python = sys.executable
    aside = installer.compile()
    assert aside.wait() == 0
    cached = {name: Path(importlib.util.cache_from_source(made[name])) for name in made}
    assert [cached[name].exists() for name in made] == [True, False]


def test_a_step_keeps_what_was_said_and_replaces_a_link(installer, tmp_path, capsys):
    (tmp_path / "theirs").write_text("theirs")
    if os.name != "nt":
        installer.log.symlink_to(tmp_path / "theirs")
    code = "import os; print(os.environ['A']); raise SystemExit(3)"
    assert installer.step("Trying", sys.executable, "-c", code, A="b") == 3
    assert installer.said() == "b"
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert capsys.readouterr().out == "Trying ...\n"


class Slow:
    """A child that ends when it was waited for three times."""

    waits = 0

    def wait(self, seconds):
        self.waits += 1
        if self.waits < 3:
            raise subprocess.TimeoutExpired("child", seconds)


def test_at_a_terminal_a_line_moves(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    said = iter(["Collecting", "Downloading numpy (9 MB)\nWARNING: old …", "Installed ä"])
    installing.watch(Slow(), "Installing", lambda: next(said))
    shown = [line.rstrip() for line in capsys.readouterr().out.split("\r") if line.strip()]
    assert shown == [
        "Installing, 0 s ... Collecting",
        "Installing, 0 s ... Downloading numpy (9 MB)",
    ]


def test_in_a_log_a_step_is_a_line_and_a_long_one_a_few(capsys):
    installing.watch(Slow(), "Installing", lambda: "Collecting ä")
    again = "Installing, 0 s ... Collecting ?\n"
    assert capsys.readouterr().out == "Installing ...\n" + 2 * again
