"""Imports run one way: validation ← maths ← data ← plots ← practice, explorers ← notebooks."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "bce_lessons"

# From the bottom to the top: a layer's modules, and the third-party packages they may import.
# A module imports from its own layer and from those above it in this table.
LAYERS = {
    "validation": (
        {
            "bce_lessons._coercion",
            "bce_lessons._frozen",
            "bce_lessons._messages",
            "bce_lessons._options",
            "bce_lessons._pairing",
            "bce_lessons._text",
            "bce_lessons._validation",
        },
        {"numpy"},
    ),
    "maths": (
        {
            "bce_lessons",
            "bce_lessons.blocks",
            "bce_lessons.chunks",
            "bce_lessons.links",
            "bce_lessons.losses",
            "bce_lessons.gradients",
            "bce_lessons.information",
            "bce_lessons.noise",
            "bce_lessons.precision",
            "bce_lessons.calibration",
            "bce_lessons.decisions",
            "bce_lessons.decomposition",
            "bce_lessons.focal",
            "bce_lessons.samples",
            "bce_lessons.scoring",
            "bce_lessons.sums",
            "bce_lessons.temperature",
            "bce_lessons.variants",
        },
        {"numpy"},
    ),
    "data": (
        {"bce_lessons.datasets", "bce_lessons.networks", "bce_lessons.training"},
        {"numpy", "sklearn"},
    ),
    "colours": ({"bce_lessons.palette"}, set()),
    "plots": ({"bce_lessons.plots"}, {"numpy", "matplotlib", "PIL"}),
    "practice": (
        {"bce_lessons.practice"},
        {"numpy", "sklearn", "IPython", "ipywidgets", "anywidget", "traitlets", "platformdirs"},
    ),
    "explorers": (
        {"bce_lessons.explorers"},
        {"numpy", "sklearn", "matplotlib", "ipywidgets", "anywidget", "traitlets"},
    ),
}
# What one module alone may import.
ALONE = {"bce_lessons.chunks": {"dask"}}
ORDER = list(LAYERS)
OFFLINE = {"socket", "ssl", "urllib", "http", "ftplib", "smtplib", "asyncio", "webbrowser"}
# The names in `numpy.random` that have no hidden global state.
SEEDED = {"Generator", "default_rng", "SeedSequence", "PCG64", "BitGenerator"}


def layer(module):
    """Return the name of a module's layer: by its own name, or by that of its folder."""
    folder = ".".join(module.split(".")[:2])
    found = [name for name, (modules, _) in LAYERS.items() if {module, folder} & modules]
    assert len(found) == 1, f"{module} is in no layer, or in several: name it in LAYERS"
    return found[0]


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source):
    """Yield every module that a source imports, however deep inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "write imports in full: from bce_lessons.x import y"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            # `from bce_lessons import datasets` imports a module, the rest do not.
            own = [
                n
                for n in names
                if (PACKAGE.parent / Path(*n.split("."))).with_suffix(".py").exists()
            ]
            yield from own or [node.module]


def broken(module, source):
    """List the imports of a module that its layer forbids."""
    here = layer(module)
    for name in imports(source):
        top = name.split(".")[0]
        if top == "bce_lessons":
            if ORDER.index(layer(name)) > ORDER.index(here):
                yield f"{module} ({here}) imports {name} ({layer(name)}), which is above it"
        elif top in sys.stdlib_module_names:
            if top in OFFLINE:
                yield f"{module} imports {name}: the course works with no network"
        elif top not in LAYERS[here][1] | ALONE.get(module, set()):
            yield f"{module} ({here}) may not import {name}"


def unseeded(source):
    """List uses of numpy's hidden global random state."""
    for written in map(ast.unparse, ast.walk(ast.parse(source))):
        found = re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", written)
        if found and found[1] not in SEEDED:
            yield f"{written}: pass an `rng` from np.random.default_rng(seed)"


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_run_downwards(path):
    source = path.read_text(encoding="utf-8")
    assert not list(broken(module_name(path), source))
    assert not list(unseeded(source))


def test_scikit_learn_is_imported_only_when_it_is_used():
    """It takes most of a second, which every notebook would pay."""
    probe = "import bce_lessons.explorers, bce_lessons.practice, bce_lessons.training"
    probe = f"import sys; {probe}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "bce_lessons.explorers" in run.stdout
    assert "sklearn" not in run.stdout.split()


def test_the_package_is_found():
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_use_no_global_random_state_and_no_network(path):
    import nbformat

    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert not list(unseeded(cell.source))
            assert not OFFLINE & {name.split(".")[0] for name in imports(cell.source)}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("bce_lessons.losses", "import matplotlib"),
        ("bce_lessons.losses", "def f():\n    from bce_lessons.plots import show"),
        ("bce_lessons.losses", "from bce_lessons import datasets"),
        ("bce_lessons._validation", "from bce_lessons.losses import binary_cross_entropy"),
        ("bce_lessons._validation", "from bce_lessons import sigmoid"),
        ("bce_lessons.noise", "import scipy"),
        ("bce_lessons.blocks", "import dask"),
        ("bce_lessons.plots.curves", "from ipywidgets import IntSlider"),
        ("bce_lessons.plots", "from bce_lessons.explorers import Explorer"),
        ("bce_lessons.plots.curves", "import pandas as pd"),
        ("bce_lessons.datasets", "from urllib.request import urlopen"),
    ],
)
def test_an_import_that_runs_upwards_is_caught(module, source):
    assert list(broken(module, source))


def test_what_runs_downwards_is_allowed():
    assert not list(broken("bce_lessons.explorers.logs", "from bce_lessons.plots import show"))
    assert not list(broken("bce_lessons.training", "from bce_lessons.datasets import Dataset"))


def test_a_module_in_no_layer_is_caught():
    with pytest.raises(AssertionError, match="name it in LAYERS"):
        layer("bce_lessons.utils")
    with pytest.raises(AssertionError, match="write imports in full"):
        list(imports("from .losses import f"))


def test_global_random_state_is_caught():
    assert list(unseeded("np.random.seed(1)"))
    assert list(unseeded("x = np.random.normal(0, 1)"))
    assert not list(unseeded("rng = np.random.default_rng(1)"))
