"""What tests of a learner's answers share: files of them, disks that fail, processes to kill."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bce_lessons.answers import _journal, _store
from bce_lessons.lessons import catalogue
from bce_lessons.practice import _hints

ROOT = Path(__file__).parent.parent
QUESTION = catalogue.question("gradient-vanishes").id
COIN, OPPOSITE = (catalogue.question(slug).id for slug in ("coin", "opposite"))


def new_learner(tmp_path, monkeypatch):
    """Begin with a learner who never answered; return where the answers will be."""
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path / "home"))
    monkeypatch.setattr(_store, "held", [])
    monkeypatch.setattr(_journal, "PATIENCE", 0.05)
    monkeypatch.setattr(_hints, "get_ipython", lambda: None)  # another test may have begun one
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home" / "answers.jsonl"


def line(**changed):
    fields = {"v": 1, "id": "a1", "learner": "x", "time": "t", "question": QUESTION}
    return json.dumps(fields | {"forecast": 0.5} | changed).encode()


def put(path, *lines, end=b"\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines) + end)


class Evil:
    """No number, no text, and nothing that may be asked what it is."""

    def fail(self, *_):
        raise RuntimeError("nobody should ask")

    __float__ = __index__ = __repr__ = __str__ = __eq__ = fail
    __hash__ = None


class EvilFloat(float):
    __float__ = __repr__ = __str__ = Evil.fail


GOOD = line(id="good", forecast=0.7)


def forecasts(found):
    return [answer.forecast for answer in found.answers]


def failing(monkeypatch, name, code, *, after=0):
    """Let a function of os fail, a write only after it took a few bytes."""
    real = getattr(os, name)
    left = [after]

    def fail(file, *data):
        if data and left[0]:
            part = data[0][: left[0]]
            left[0] -= len(part)
            return real(file, part)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, fail)


# A writer imports records.py alone: without NumPy it starts in a few hundredths of a second.
LOAD = """
import sys, types
sys.path.insert(0, {root!r})
for name in ("bce_lessons", "bce_lessons.answers"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [{root!r} + "/" + name.replace(".", "/")]
source = open(sys.modules[name].__path__[0] + "/_journal.py", encoding="utf-8").read()
old, new = {sabotage!r}
assert source.count(old) == 1, f"the sabotage no longer fits: {{old}}"
journal = types.ModuleType(name + "._journal")
exec(source.replace(old, new), journal.__dict__)
sys.modules[name + "._journal"] = sys.modules[name]._journal = journal
"""
SOUND = ("def add(", "def add(")  # nothing is broken


def run_python(source, *, sabotage=SOUND, **values):
    with start_python(source, sabotage=sabotage, **values) as process:
        said, _ = process.communicate(timeout=1800)
    assert process.returncode == 0
    return said


def start_python(source, *, sabotage=SOUND, **values):
    load = LOAD.format(root=ROOT.as_posix(), sabotage=sabotage)
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", source.format(load=load, **values)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8")
