"""What a learner ran can be shown again, however often the lesson is opened and saved."""

import copy
import json
from types import SimpleNamespace

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager
from traitlets.config import Config

from tests.tools.learner.small import cell, notebook
from tools.learner import pictures


def view(name):
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {pictures.VIEW: {"model_id": name}},
    }


def ran(states, *shown):
    """Return a notebook that shows widgets, and has the states of some."""
    found = notebook()
    found["cells"] += [cell("explorer", id=name, outputs=[view(name)]) for name in shown]
    kept = {name: {"state": {"children": parts}} for name, parts in states.items()}
    found["metadata"]["widgets"] = {pictures.STATE: {"version_major": 2, "state": kept}}
    return found


BEFORE = ran(
    {"box": ["IPY_MODEL_slider", "IPY_MODEL_box"], "slider": [], "ask": [], "gone": []},
    "box",
    "ask",
)


def test_what_is_shown_is_kept_with_all_that_it_is_made_of():
    now = ran({}, "box")
    pictures.carry(BEFORE, now)
    assert pictures.states(now).keys() == {"box", "slider"}


def test_what_the_kernel_says_now_holds():
    now = ran({"box": ["IPY_MODEL_other"], "other": []}, "box", "ask", "never")
    before = copy.deepcopy(now)
    pictures.carry(BEFORE, now)
    kept = pictures.states(now)
    assert kept.keys() == {"box", "other", "ask"}
    assert kept["box"] == pictures.states(before)["box"]


def test_a_lesson_without_any_is_left_as_it_is():
    now = notebook("x = 1")
    del now["metadata"]["widgets"]
    before = copy.deepcopy(now)
    pictures.carry(BEFORE, now)
    assert now == before
    now["cells"][1]["outputs"] = [view("ask")]
    pictures.carry(BEFORE, now)
    assert pictures.states(now).keys() == {"ask"}


@pytest.fixture
def manager(tmp_path):
    """What saves notebooks in a Jupyter server, told as `course.py lab` tells it."""
    config = Config({"ContentsManager": {"pre_save_hook": pictures.HOOK}})
    return FileContentsManager(root_dir=str(tmp_path), config=config)


def test_a_server_saves_it(manager, tmp_path):
    model = {"type": "notebook", "format": "json"}
    path = tmp_path / "01_add.ipynb"
    manager.save(model | {"content": BEFORE}, "01_add.ipynb")
    for _ in range(2):
        manager.save(model | {"content": ran({}, "box")}, "01_add.ipynb")
        saved = json.loads(path.read_text(encoding="utf-8"))
        assert pictures.states(saved).keys() == {"box", "slider"}


@pytest.mark.parametrize("text", [None, "", "{broken", "[]"])
def test_whatever_the_file_has_it_is_saved(tmp_path, text):
    if text is not None:
        (tmp_path / "a.ipynb").write_text(text)
    model = {"type": "notebook", "content": ran({}, "box")}
    manager = SimpleNamespace(root_dir=str(tmp_path))
    pictures.keep(model=model, path="a.ipynb", contents_manager=manager)
    assert model["content"] == ran({}, "box")
    for other in ({"type": "file", "content": "x"}, {"type": "notebook"}, {}):
        pictures.keep(model=dict(other), path="a.ipynb", contents_manager=manager)
