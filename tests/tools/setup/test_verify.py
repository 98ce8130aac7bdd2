"""What is in an environment is compared with its locks, package by package."""

import subprocess
import sys
from pathlib import Path

from tools.folders import HERE
from tools.setup import verify


def test_the_environment_is_checked_package_by_package(tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "# a comment\nnumpy==0.1\n    # via x\nnosuch==1.0\n"
        'elsewhere==1 ; sys_platform == "never"\n-e .\n'
    )
    command = [sys.executable, "-I", HERE.root / "tools" / "setup" / "verify.py", lock]
    told = subprocess.run(command, capture_output=True, text=True)
    assert told.returncode == 1
    assert "nosuch is missing" in told.stdout
    assert ", not 0.1" in told.stdout
    assert "elsewhere" not in told.stdout
    assert verify.fault("numpy") == ""


def test_files_that_are_gone_and_another_place_are_noticed(tmp_path, monkeypatch):
    class Distribution:
        version = "1.0"

        def __init__(self, base):
            self.base, self.files = base, [Path("a.py"), Path("b.py"), Path("b.pyc")]

        def locate_file(self, path):
            return self.base / path

    (tmp_path / "a.py").touch()
    monkeypatch.setattr(verify.importlib.metadata, "distribution", lambda n: Distribution(tmp_path))
    assert "is not in .venv, but in" in verify.fault("numpy", "1.0")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert verify.fault("numpy", "1.0") == "numpy lacks 1 of its files"
    assert verify.fault("numpy", "1.1") == "numpy is 1.0, not 1.1"
