"""Imports run one way, by the contracts of pyproject.toml; nothing hides a global random state."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools import check
from tools.notebooks import form

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "bce_lessons"
MODULES = sorted(PACKAGE.rglob("*.py"))
OFFLINE = {"socket", "ssl", "urllib", "http", "ftplib", "smtplib", "asyncio", "webbrowser"}
# The names in `numpy.random` that have no hidden global state.
SEEDED = {"Generator", "default_rng", "SeedSequence", "PCG64", "BitGenerator"}
# What breaks a contract, added to a module; and how the linter tells it.
ARROWS = [
    ("losses", "import matplotlib", "bce_lessons.losses -> matplotlib"),
    (
        "links",
        "def f():\n    from bce_lessons.plots import show",
        "bce_lessons.links -> bce_lessons.pl",
    ),
    ("noise", "from bce_lessons import datasets", "bce_lessons.noise -> bce_lessons.datasets"),
    ("_text", "from bce_lessons.sums import total", "bce_lessons._text -> bce_lessons.sums"),
    ("_frozen", "from bce_lessons import sigmoid", "bce_lessons._frozen -> bce_lessons (l."),
    ("samples", "import scipy", "bce_lessons.samples -> scipy"),
    ("blocks", "import dask", "bce_lessons.blocks -> dask"),
    ("figure/style", "from ipywidgets import IntSlider", "bce_lessons.figure.style -> ipywidgets"),
    (
        "explore/still",
        "from bce_lessons.explorers import Panel",
        "re.still -> bce_lessons.explorers",
    ),
    ("answers/usual", "from bce_lessons.lessons import ORDER", "ers.usual -> bce_lessons.lessons"),
    (
        "lessons/why_the_log/figures",
        "from bce_lessons.lessons.why_the_log import explorers",
        "figures -> bce_lessons.lessons.why_the_log.explorers",
    ),
    ("datasets", "from urllib.request import urlopen", "bce_lessons.datasets -> urllib"),
    ("focal", "from tools.site import npm", "bce_lessons.focal -> tools.site.npm"),
    ("../tools/lite/build", "from tools.site import npm", "tools.lite.build -> tools.site.npm"),
]

# What the linter tells only where no arrow points upwards.
OTHERS = [
    ("utils", "", "- bce_lessons.utils"),
    (
        "explore/tables",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .scene import Scene",
        "- .tables -> .scene",
    ),
]


@pytest.fixture(scope="module", params=[ARROWS, OTHERS], ids=["arrows", "others"])
def untold(request, tmp_path_factory):
    """What the linter does not say of a copy of the package where contracts are broken."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("bce_lessons", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.ttf", "*.csv"))
    for module, source, _ in request.param:
        with (folder / "bce_lessons" / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write(f"\n{source}\n")
    command = [sys.executable, *check.QUICK["imports"]]
    run = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert run.returncode == 1
    told = " ".join(run.stdout.split())  # long lines are broken
    return [arrow for *_, arrow in request.param if arrow not in told]


def test_an_import_that_breaks_a_contract_is_told(untold):
    assert not untold


def test_no_package_is_imported_that_a_learner_may_lack():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [project["dependencies"], *project["optional-dependencies"].values()]
    known = {re.match(r"[\w-]+", name)[0].lower() for names in named for name in names}
    known |= {"sklearn", "PIL", "IPython", "traitlets", "bce_lessons", *sys.stdlib_module_names}
    known |= {"scipy"}  # scikit-learn brings it, everywhere
    for path in MODULES:
        found = {name.split(".")[0] for name in imports(path.read_text(encoding="utf-8"))}
        assert found <= known, path


def imports(source):
    """Yield every module that a source imports, however deep inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "write imports in full: from bce_lessons.x import y"
            yield node.module


def unseeded(source):
    """List uses of numpy's hidden global random state."""
    names = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute))
    for written in map(ast.unparse, names):
        found = re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", written)
        if found and found[1] not in SEEDED:
            yield f"{written}: pass an `rng` from np.random.default_rng(seed)"


def test_the_package_has_no_hidden_random_state():
    for path in MODULES:
        assert not list(unseeded(path.read_text(encoding="utf-8"))), path


def test_scikit_learn_is_imported_only_when_it_is_used():
    """It takes most of a second, which every notebook would pay."""
    probe = "import bce_lessons.explorers, bce_lessons.practice, bce_lessons.training"
    probe = f"import sys; {probe}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "bce_lessons.explorers" in run.stdout
    assert "sklearn" not in run.stdout.split()


def test_the_package_is_found():
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", form.lessons(), ids=lambda p: p.stem)
def test_notebooks_use_no_global_random_state_and_no_network(path):
    import nbformat

    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert not list(unseeded(cell.source))
            assert not OFFLINE & {name.split(".")[0] for name in imports(cell.source)}


def test_global_random_state_is_caught():
    assert list(unseeded("np.random.seed(1)"))
    assert list(unseeded("x = np.random.normal(0, 1)"))
    assert not list(unseeded("rng = np.random.default_rng(1)"))
