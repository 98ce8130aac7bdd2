"""A notebook runs again when what it uses changes, and not when anything else does."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bce_lessons.lessons import ORDER, notebook
from tools.folders import HERE, Folders
from tools.notebooks import form
from tools.site import depends, lessons

FILES = {
    "bce_lessons/__init__.py": "from bce_lessons.sums import total\n",
    "bce_lessons/sums.py": "def total(): return 1\n",
    "bce_lessons/noise.py": "from bce_lessons import sums\n",
    "bce_lessons/late.py": "def f():\n    from bce_lessons import noise\n",
    "bce_lessons/plots.py": "",
    "bce_lessons/figure/__init__.py": "",
    "bce_lessons/figure/style.txt": "blue",
    "bce_lessons/lessons/__init__.py": "",
    "bce_lessons/lessons/one/__init__.py": "",
    "bce_lessons/lessons/one/figures.py": "from bce_lessons import figure\n__all__ = ['curve']\n",
    "bce_lessons/lessons/two/__init__.py": "",
    "bce_lessons/lessons/two/model.py": "",
    "requirements.txt": "",
}


@pytest.fixture
def folders(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return Folders(tmp_path)


def used(folders, name, *cells):
    found = depends.Package(folders).needed(name, cells)
    return {path.relative_to(folders.package).as_posix() for path in found}


def test_imports_are_followed_also_those_within_functions_and_in_brackets(folders):
    here = {"__init__.py", "sums.py"}
    assert used(folders, "x", "1 + 1") == here
    assert used(folders, "x", "import bce_lessons.late as late") == here | {"late.py", "noise.py"}
    assert used(folders, "x", "from bce_lessons import (\n    noise,\n)") == here | {"noise.py"}


def test_a_lesson_needs_its_own_folder_and_those_whose_pictures_it_names(folders):
    own = {"lessons/__init__.py", "lessons/two/__init__.py", "lessons/two/model.py"}
    assert used(folders, "02_two", "1") - used(folders, "x", "1") == own - {"lessons/__init__.py"}
    shown = used(folders, "02_two", "from bce_lessons import plots", "plots.curve()")
    assert {"lessons/one/figures.py", "figure/style.txt", "plots.py"} <= shown
    every = used(folders, "02_two", "from bce_lessons.practice import ask, my_forecasts")
    assert {"lessons/one/figures.py", "lessons/two/model.py"} <= every


def test_a_cell_that_no_parser_reads_is_left_to_its_execution(folders):
    assert used(folders, "x", "%time from bce_lessons import noise\n1 +") == {
        "__init__.py",
        "sums.py",
    }


@pytest.mark.parametrize(
    ("name", "text", "again"),
    [
        ("bce_lessons/noise.py", "from bce_lessons import sums  # a remark\n", False),
        ("bce_lessons/noise.py", "from bce_lessons import sums\nmore = 1\n", True),
        ("bce_lessons/late.py", "more = 1\n", False),
        ("bce_lessons/sums.py", "def total(): return 2\n", True),
        ("bce_lessons/figure/style.txt", "red", False),
        ("requirements.txt", "numpy", True),
    ],
)
def test_only_what_a_notebook_uses_asks_for_another_run(folders, name, text, again):
    cells = [new_markdown_cell("# A"), new_code_cell("from bce_lessons import noise")]
    asked = {"02_two": new_notebook(cells=cells)}
    before = lessons.fingerprints(asked, folders)
    assert lessons.fingerprints(asked, folders) == before
    (folders.root / name).write_text(text)
    assert (lessons.fingerprints(asked, folders) != before) == again


def test_a_change_of_one_lesson_runs_few_notebooks():
    package, topic = depends.Package(HERE), ORDER[5]
    changed = HERE.package / "lessons" / topic / "figures.py"
    need = [
        path.stem
        for path in form.lessons(HERE.notebooks)
        if changed in package.needed(path.stem, depends.cells_of(form.load(path)))
    ]
    assert notebook(topic) in need
    assert len(need) <= 3
